import { reading, type NewAuditEvent } from '#lib/platform';
import type { EntityManager } from 'typeorm';
import { replaceFences, type FenceOfIntake } from './replaced-fences.js';

/** An intake whose place another took, since its start was moved. */
export interface MovedIntake {
  readonly from: string;
  readonly to: string;
}

/**
 * Keeps on the intakes of the new starts what is kept on the old ones, until the new start at the latest. A start that is moved
 * back is an intake again that was closed: what was kept there then counts no more. The old ones stay as they are, since cases
 * hang on them.
 */
export async function moveFences(manager: EntityManager, organisationId: string, moved: readonly MovedIntake[], today: string): Promise<NewAuditEvent[]> {
  const kept = await reading(manager)<FenceOfIntake>(
    `SELECT DISTINCT ON (intake.intake_id, fence.programme_code, fence.target_group) intake.intake_id AS "intakeId", fence.programme_code AS "programmeCode", fence.target_group AS "targetGroup",
            fence.places, least(fence.release_on, intake.starts_on)::text AS "releaseOn"
       FROM jsonb_to_recordset($1::jsonb) AS moved ("from" uuid, "to" uuid) JOIN opportunities.ring_fences AS fence ON fence.intake_id = moved."from" JOIN opportunities.intakes AS intake ON intake.intake_id = moved."to"
      WHERE least(fence.release_on, intake.starts_on) > $2 ORDER BY 1, 2, 3, fence.ring_fence_id`,
    [JSON.stringify(moved), today],
  );
  const changed = await replaceFences(manager, [...new Set(moved.map(({ to }) => to))], kept, today);
  return changed.map((intakeId) => ({ action: 'intake.ring-fences-moved', subject: intakeId, detail: { count: kept.filter((fence) => fence.intakeId === intakeId).length }, organisationId }));
}
