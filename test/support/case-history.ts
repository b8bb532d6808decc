import { addDays, type CaseSummary } from '#lib/kernel';
import type { DataSource } from 'typeorm';
import { REFERRAL_STATUSES } from '../../libs/kernel/src/referrals/referral-status.js';

/** A sequence of numbers that is the same every time. */
export class Drawn {
  #state: number;

  constructor(seed: number) {
    this.#state = seed;
  }

  below(limit: number): number {
    this.#state = (Math.imul(this.#state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((this.#state / 2 ** 32) * limit);
  }

  of<Item>(items: readonly Item[]): Item {
    return items[this.below(items.length)]!;
  }
}

/** Who and what a history is about. */
export interface HistoryCast {
  readonly candidateIds: readonly string[];
  readonly intakeIds: readonly string[];
  readonly userIds: readonly string[];
  readonly today: string;
}

/** Does one thing, drawn, as the owner of the tables: what services do, and what files, merges and the operator may. */
export async function somethingHappens(database: Pick<DataSource, 'query'>, draw: Drawn, { candidateIds, intakeIds, userIds, today }: HistoryCast): Promise<void> {
  const candidateId = draw.of(candidateIds);
  const day = addDays(today, draw.below(80) - 60);
  const status = draw.of(REFERRAL_STATUSES);
  const happenings: readonly (readonly [string, readonly unknown[]])[] = [
    [`INSERT INTO brokerage.contacts (candidate_id, happened_on, channel, has_reached, recorded_by) VALUES ($1, $2, 'call', $3, 'x')`, [candidateId, day, draw.below(2) === 0]],
    [`INSERT INTO brokerage.tasks (candidate_id, code, due_on, created_by) VALUES ($1, 'call-them', $2, 'x')`, [candidateId, addDays(today, draw.below(7) - 3)]],
    [`UPDATE brokerage.tasks SET done_at = now(), done_by = 'x' WHERE candidate_id = $1 AND done_at IS NULL`, [candidateId]],
    [`UPDATE brokerage.tasks SET candidate_id = $2 WHERE task_id = (SELECT task_id FROM brokerage.tasks WHERE candidate_id = $1 LIMIT 1)`, [candidateId, draw.of(candidateIds)]], // two records of one person become one
    [`UPDATE brokerage.assignments SET to_on = greatest(from_on, $2::date), ended_reason_code = 'x', ended_by = 'x' WHERE candidate_id = $1 AND to_on IS NULL`, [candidateId, day]],
    [`INSERT INTO brokerage.assignments (candidate_id, user_id, from_on, reason_code, assigned_by) VALUES ($1, $2, $3, 'x', 'x') ON CONFLICT DO NOTHING`, [candidateId, draw.of(userIds), day]],
    [`UPDATE candidates.candidates SET is_seeking = NOT is_seeking, contract_ends_on = $2 WHERE candidate_id = $1`, [candidateId, day]],
    [`INSERT INTO candidates.pauses (candidate_id, reason_code, from_on, resumes_on, paused_by) VALUES ($1, 'x', $2, $3, 'x') ON CONFLICT DO NOTHING`, [candidateId, day, draw.below(3) === 0 ? null : addDays(day, 1 + draw.below(60))]],
    [`UPDATE candidates.pauses SET ended_on = greatest(from_on, least(resumes_on, $2::date)), ended_by = 'x' WHERE candidate_id = $1 AND ended_on IS NULL`, [candidateId, day]],
    [`WITH made AS (INSERT INTO brokerage.referrals (candidate_id, intake_id, status, started_on) VALUES ($1, $2, $3::text, CASE $3::text WHEN 'started' THEN $4::date END) ON CONFLICT DO NOTHING RETURNING referral_id)
      INSERT INTO brokerage.referral_events (referral_id, event, to_status, actor_id, occurred_at) SELECT referral_id, 'refer', $3::text, 'x', $4::date FROM made`, [candidateId, draw.of(intakeIds), status, day]],
    [`WITH moved AS (UPDATE brokerage.referrals SET status = $2::text, started_on = CASE $2::text WHEN 'started' THEN $3::date END
                     WHERE referral_id = (SELECT referral_id FROM brokerage.referrals WHERE candidate_id = $1 AND status NOT IN ('not-taken-forward', 'withdrawn', 'declined', 'expired') LIMIT 1 FOR UPDATE) RETURNING referral_id)
      INSERT INTO brokerage.referral_events (referral_id, event, to_status, actor_id, occurred_at) SELECT referral_id, 'review', $2::text, 'x', $3::date FROM moved`, [candidateId, status, day]],
  ];
  const [sql, values] = draw.of(happenings);
  await database.query(sql, [...values]);
}

/** The summary of somebody as it is kept. */
export interface KeptSummary extends CaseSummary {
  readonly candidateId: string;
  readonly userId: string | null;
  readonly lastContactOn: string | null;
  readonly liveReferrals: number;
}

export const KEPT_SUMMARIES = `
  SELECT candidate_id AS "candidateId", user_id AS "userId", next_task_on::text AS "nextTaskOn", still_since_on::text AS "stillSinceOn", no_contact_since_on::text AS "noContactSinceOn",
         contract_ends_on::text AS "contractEndsOn", next_outcome_on::text AS "nextOutcomeOn", offer_since_on::text AS "offerSinceOn", checks_since_on::text AS "checksSinceOn",
         unassigned_since_on::text AS "unassignedSinceOn", assigned_since_on::text AS "assignedSinceOn", last_contact_on::text AS "lastContactOn", last_tried_on::text AS "lastTriedOn",
         live_referrals AS "liveReferrals", open_tasks AS "openTasks"
    FROM brokerage.case_summaries ORDER BY candidate_id`;
