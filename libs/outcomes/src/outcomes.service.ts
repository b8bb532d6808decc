import { PathwayPlans } from '#lib/brokerage';
import { checkOutcome, type EmploymentSpell, type KnownStart, type OutcomeEvent, nextLookOn, type OutcomeSummary, spellProblem, summariseOutcomes } from '#lib/kernel';
import { Clock, Database, DomainError, requireAction, writeAudit, type Actor } from '#lib/platform';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { keepNextCheck, knownOf, STANDING, type Standing } from './known-starts.js';

/** A spell as it is recorded: in the place of an earlier one with the same employer and first day, or taking that back. */
export interface RecordedSpell extends EmploymentSpell {
  readonly isWithdrawn: boolean;
}

/** What became of people who started. */
@Injectable()
export class OutcomesService {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly plans: PathwayPlans,
  ) {}

  /** Adds what was found to the record of a started referral. Saying the same thing twice changes nothing. */
  async record(actor: Actor, referralId: string, event: OutcomeEvent): Promise<OutcomeSummary> {
    return this.change(actor, referralId, async (manager, known, candidateId) => {
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
      if (added.length > 0 && event.stepCode != null) await this.plans.noteReached(manager, actor, candidateId, event.stepCode, event.happenedOn);
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
    work: (manager: EntityManager, known: KnownStart, candidateId: string) => Promise<{ readonly action: string; readonly detail: Readonly<Record<string, string | null>> } | null>,
  ): Promise<OutcomeSummary> {
    requireAction(actor, 'outcomes.record');
    return this.database.write(actor, async (manager) => {
      // Two that contradict each other must not both pass the check: the second waits for the first.
      const [referral] = await manager.query<{ organisationId: string; candidateId: string }[]>(
        `SELECT candidate_organisation_id AS "organisationId", candidate_id AS "candidateId" FROM brokerage.referrals
          WHERE referral_id = $1 AND (candidate_organisation_id IN (SELECT identity.reach('people')) OR candidate_organisation_id IN (SELECT identity.reach('shared_people'))) FOR UPDATE`,
        [referralId],
      );
      if (referral === undefined) throw new DomainError('brokerage/referral-not-found', 'There is no such referral of somebody whom you look after.');
      const changed = await work(manager, knownOf(await manager.query<Standing[]>(STANDING, [referralId])), referral.candidateId);
      if (changed !== null) await writeAudit(manager, actor, changed.action, referralId, changed.detail, { organisationId: referral.organisationId });
      const today = this.clock.today();
      const summary = summariseOutcomes(knownOf(await manager.query<Standing[]>(STANDING, [referralId])), today);
      await keepNextCheck(manager, referralId, summary, nextLookOn(summary, today, false));
      return summary;
    });
  }
}
