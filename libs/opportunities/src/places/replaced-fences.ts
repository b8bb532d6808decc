import type { RingFence } from '#lib/kernel';
import { reading } from '#lib/platform';
import type { EntityManager } from 'typeorm';

/** A fence as it is to be, and where. */
export interface FenceOfIntake extends Omit<RingFence, 'fenceId'> {
  readonly intakeId: string;
}

/**
 * Puts these fences of some intakes in the place of those that they have. A group that stays keeps its fence, and so the places
 * that it holds. The fence of one that goes is released today and not deleted: cases hang on it, and whoever deletes what they
 * hang on locks them after the intake, when everybody else locks a person's cases first.
 *
 * @returns the intakes on which anything is otherwise now
 */
export async function replaceFences(manager: EntityManager, intakeIds: readonly string[], fences: readonly FenceOfIntake[], today: string): Promise<string[]> {
  const changed = await reading(manager)<{ intakeId: string }>(
    `WITH given AS (
       SELECT * FROM jsonb_to_recordset($2::jsonb) AS given ("intakeId" uuid, "programmeCode" text, "targetGroup" text, "places" integer, "releaseOn" date)),
     released AS (
       UPDATE opportunities.ring_fences AS fence SET release_on = $3 WHERE intake_id = ANY ($1) AND release_on > $3 AND NOT EXISTS (
         SELECT FROM given WHERE given."intakeId" = fence.intake_id AND given."programmeCode" IS NOT DISTINCT FROM fence.programme_code AND given."targetGroup" IS NOT DISTINCT FROM fence.target_group)
       RETURNING intake_id),
     kept AS (
       INSERT INTO opportunities.ring_fences (intake_id, programme_code, target_group, places, release_on) SELECT "intakeId", "programmeCode", "targetGroup", "places", "releaseOn" FROM given
       ON CONFLICT ON CONSTRAINT uq_ring_fences_group DO UPDATE SET places = excluded.places, release_on = excluded.release_on
       RETURNING intake_id)
     SELECT intake_id AS "intakeId" FROM released UNION SELECT intake_id FROM kept`,
    [intakeIds, JSON.stringify(fences), today],
  );
  return changed.map(({ intakeId }) => intakeId);
}
