import {
  checkOutcome, type EmploymentSpell, type KnownOutcome, type KnownStart, type OutcomeEvent, type OutcomeSummary, spellProblem, summariseOutcomes, type SustainmentRules, USUAL_SUSTAINMENT,
} from '#lib/kernel';
import { Clock, Database, DomainError, requireAction, writeAudit, type Actor } from '#lib/platform';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';

interface Standing {
  readonly startedOn: string | null;
  readonly events: KnownOutcome[];
  readonly spells: EmploymentSpell[];
  readonly rules: SustainmentRules | null;
}

/** A spell as it is recorded: in the place of an earlier one with the same employer and first day, or taking that back. */
export interface RecordedSpell extends EmploymentSpell {
  readonly isWithdrawn: boolean;
}

/** In one query, so that all is of one moment without a transaction for it. The rules are those of the day of the start. */
const STANDING = `
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
            FROM outcomes.sustainment_rules AS rule JOIN opportunities.opportunities AS opportunity USING (programme_code) JOIN opportunities.intakes AS intake USING (opportunity_id)
           WHERE intake.intake_id = referral.intake_id AND rule.from_on <= referral.started_on ORDER BY rule.from_on DESC, rule_id DESC LIMIT 1) AS rules
    FROM brokerage.referrals AS referral WHERE referral_id = $1`;

/** What became of people who started. */
@Injectable()
export class OutcomesService {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /** Adds what was found to the record of a started referral. Saying the same thing twice changes nothing. */
  async record(actor: Actor, referralId: string, event: OutcomeEvent): Promise<OutcomeSummary> {
    return this.change(actor, referralId, async (manager, known) => {
      const problem = checkOutcome(known, event, this.clock.today());
      if (problem !== null) throw new DomainError('outcomes/not-possible', problem);
      const added = await manager.query<unknown[]>(
        `INSERT INTO outcomes.outcome_events (referral_id, kind, happened_on, week, destination_code, evidence_code, progression_kind, from_code, to_code, step_code, actor_id)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) ON CONFLICT ON CONSTRAINT uq_outcome_events DO NOTHING RETURNING event_id`,
        [
          referralId, event.kind, event.happenedOn, event.week ?? null, event.destinationCode ?? null, event.evidenceCode ?? null,
          event.progressionKind ?? null, event.fromCode ?? null, event.toCode ?? null, event.stepCode ?? null, actor.actorId,
        ],
      );
      return added.length === 0 ? null : { action: `outcome.${event.kind}`, detail: { happenedOn: event.happenedOn } };
    });
  }

  /** Records where a person who started worked from when to when. Saying the same thing twice changes nothing. */
  async recordEmployment(actor: Actor, referralId: string, spell: RecordedSpell): Promise<OutcomeSummary> {
    return this.change(actor, referralId, async (manager, known) => {
      const problem = spellProblem(known.startedOn, spell, this.clock.today());
      if (problem !== null) throw new DomainError('outcomes/not-possible', problem);
      const added = await manager.query<unknown[]>(
        `INSERT INTO outcomes.employment_spells (referral_id, employer_code, from_on, to_on, weekly_minutes, is_withdrawn, actor_id)
         SELECT said.* FROM (VALUES ($1::uuid, $2::text, $3::date, $4::date, $5::integer, $6::boolean, $7::text)) AS said
          WHERE NOT EXISTS (SELECT FROM (SELECT * FROM outcomes.employment_spells WHERE referral_id = $1 AND employer_code = $2 AND from_on = $3 ORDER BY spell_id DESC LIMIT 1) AS last
                             WHERE (last.to_on, last.weekly_minutes, last.is_withdrawn) IS NOT DISTINCT FROM ($4::date, $5::integer, $6::boolean))
         RETURNING spell_id`,
        [referralId, spell.employerCode, spell.fromOn, spell.toOn, spell.weeklyMinutes, spell.isWithdrawn, actor.actorId],
      );
      return added.length === 0 ? null : { action: spell.isWithdrawn ? 'outcome.employment-withdrawn' : 'outcome.employment', detail: { fromOn: spell.fromOn, toOn: spell.toOn } };
    });
  }

  /** How a started referral stands, and which checks are due when. */
  async summary(actor: Actor, referralId: string): Promise<OutcomeSummary> {
    return summariseOutcomes(knownOf(await this.database.read<Standing>(actor, STANDING, [referralId])), this.clock.today());
  }

  private async change(
    actor: Actor,
    referralId: string,
    work: (manager: EntityManager, known: KnownStart) => Promise<{ readonly action: string; readonly detail: Readonly<Record<string, string | null>> } | null>,
  ): Promise<OutcomeSummary> {
    requireAction(actor, 'outcomes.record');
    return this.database.write(actor, async (manager) => {
      // Two that contradict each other must not both pass the check: the second waits for the first.
      const [referral] = await manager.query<{ organisationId: string }[]>(
        `SELECT candidate_organisation_id AS "organisationId" FROM brokerage.referrals
          WHERE referral_id = $1 AND (candidate_organisation_id IN (SELECT identity.reach('people')) OR candidate_organisation_id IN (SELECT identity.reach('shared_people'))) FOR UPDATE`,
        [referralId],
      );
      if (referral === undefined) throw new DomainError('brokerage/referral-not-found', 'There is no such referral of somebody whom you look after.');
      const changed = await work(manager, knownOf(await manager.query<Standing[]>(STANDING, [referralId])));
      if (changed !== null) await writeAudit(manager, actor, changed.action, referralId, changed.detail, { organisationId: referral.organisationId });
      const summary = summariseOutcomes(knownOf(await manager.query<Standing[]>(STANDING, [referralId])), this.clock.today());
      await keepNextCheck(manager, referralId, summary);
      return summary;
    });
  }
}

/** Writes to the case when its next check is due, where that has changed. */
async function keepNextCheck(manager: EntityManager, referralId: string, { nextCheckOn }: OutcomeSummary): Promise<void> {
  await manager.query('UPDATE brokerage.referrals SET next_outcome_check_on = $2 WHERE referral_id = $1 AND next_outcome_check_on IS DISTINCT FROM $2::date', [referralId, nextCheckOn]);
}

function knownOf([standing]: readonly Standing[]): KnownStart {
  if (standing === undefined) throw new DomainError('brokerage/referral-not-found', 'There is no such referral.');
  if (standing.startedOn === null) throw new DomainError('outcomes/not-started', 'This referral has not led to a start, so there is no outcome to record yet.');
  return { startedOn: standing.startedOn, events: standing.events, spells: standing.spells, rules: standing.rules ?? USUAL_SUSTAINMENT };
}
