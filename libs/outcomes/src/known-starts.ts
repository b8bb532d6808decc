import { referralNotFound } from '#lib/brokerage';
import { type EmploymentSpell, type KnownOutcome, type KnownStart, type OutcomeSummary, type SustainmentRules, USUAL_SUSTAINMENT } from '#lib/kernel';
import { DomainError } from '#lib/platform';
import type { EntityManager } from 'typeorm';

/** What is stored of a case that may have led to a start. */
export interface Standing {
  readonly startedOn: string | null;
  readonly events: KnownOutcome[];
  readonly spells: EmploymentSpell[];
  readonly rules: SustainmentRules | null;
}

/** Of each case all in one query, so that it is of one moment without a transaction for it. The rules are those of the day of the start. */
export const STANDINGS = `
  SELECT started_on::text AS "startedOn",
         coalesce((
           SELECT jsonb_agg(jsonb_build_object('kind', kind, 'happenedOn', happened_on, 'week', week, 'destinationCode', destination_code, 'evidenceCode', evidence_code, 'progressionKind', progression_kind,
                                               'fromCode', from_code, 'toCode', to_code, 'stepCode', step_code, 'recordedBy', actor_id, 'recordedAt', recorded_at) ORDER BY happened_on, recorded_at)
             FROM outcomes.outcome_events AS event WHERE event.referral_id = referral.referral_id), '[]')
           || coalesce((SELECT jsonb_agg(jsonb_build_object('kind', 'start-confirmed', 'happenedOn', hired_on, 'evidenceCode', 'hr-return')) FROM outcomes.hired_on(referral.referral_id) AS hired_on), '[]') AS events,
         coalesce((
           SELECT jsonb_agg(jsonb_build_object('employerCode', employer_code, 'fromOn', from_on, 'toOn', to_on, 'weeklyMinutes', weekly_minutes) ORDER BY from_on, employer_code)
             FROM (SELECT DISTINCT ON (employer_code, from_on) * FROM outcomes.employment_spells AS said WHERE said.referral_id = referral.referral_id ORDER BY employer_code, from_on, spell_id DESC) AS spell
            WHERE NOT is_withdrawn), '[]') AS spells,
         (SELECT jsonb_build_object('permittedGapDays', permitted_gap_days, 'permittedGapDaysAtOnce', permitted_gap_days_at_once, 'minimumWeeklyMinutes', minimum_weekly_minutes,
                                    'allowsChangeOfEmployer', is_change_of_employer_allowed, 'evidenceCodes', evidence_codes, 'windowDays', window_days)
            FROM outcomes.rules_of_start(referral.referral_id)) AS rules
    FROM brokerage.referrals AS referral`;

/** The same of one case. */
export const STANDING = `${STANDINGS} WHERE referral_id = $1`;

/** Writes to the case when its next check is due, and when somebody is to look at it again though nothing is recorded, where that has changed. */
export async function keepNextCheck(manager: EntityManager, referralId: string, { nextCheckOn }: OutcomeSummary, nextLookOn: string | null): Promise<void> {
  await manager.query(
    `UPDATE brokerage.referrals SET next_outcome_check_on = $2, next_outcome_look_on = $3
      WHERE referral_id = $1 AND (next_outcome_check_on, next_outcome_look_on) IS DISTINCT FROM ($2::date, $3::date)`,
    [referralId, nextCheckOn, nextLookOn],
  );
}

/** Throws brokerage/referral-not-found and outcomes/not-started. */
export function knownOf([standing]: readonly Standing[]): KnownStart {
  if (standing === undefined) throw referralNotFound();
  if (standing.startedOn === null) throw new DomainError('outcomes/not-started', 'This referral has not led to a start, so there is no outcome to record yet.');
  return knownStart(standing.startedOn, standing);
}

/** What the kernel judges of a case with a start. */
export function knownStart(startedOn: string, { events, spells, rules }: Standing): KnownStart {
  return { startedOn, events, spells, rules: rules ?? USUAL_SUSTAINMENT };
}
