import type { NewAuditEvent } from '#lib/platform';
import type { EntityManager } from 'typeorm';

/** An intake whose place another took, since its start was moved. */
export interface MovedIntake {
  readonly from: string;
  readonly to: string;
}

/** Keeps on the new intakes what was kept on the old ones, until the new start at the latest; the old ones stay as they are, since cases hang on them. */
export async function moveFences(manager: EntityManager, organisationId: string, moved: readonly MovedIntake[]): Promise<NewAuditEvent[]> {
  const kept = await manager.query<{ intakeId: string; count: number }[]>(
    `WITH kept AS (
       INSERT INTO opportunities.ring_fences (intake_id, programme_code, target_group, places, release_on)
       SELECT intake.intake_id, fence.programme_code, fence.target_group, fence.places, least(fence.release_on, intake.starts_on)
         FROM jsonb_to_recordset($1::jsonb) AS moved ("from" uuid, "to" uuid) JOIN opportunities.ring_fences AS fence ON fence.intake_id = moved."from" JOIN opportunities.intakes AS intake ON intake.intake_id = moved."to"
       ON CONFLICT DO NOTHING RETURNING intake_id)
     SELECT intake_id AS "intakeId", count(*)::int AS count FROM kept GROUP BY 1`,
    [JSON.stringify(moved)],
  );
  return kept.map(({ intakeId, count }) => ({ action: 'intake.ring-fences-moved', subject: intakeId, detail: { count }, organisationId }));
}
