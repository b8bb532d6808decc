import { checkOutcome, type OutcomeEvent, type OutcomeSummary, summariseOutcomes } from '#lib/kernel';
import { Clock, Database, DomainError, requireAction, writeAudit, type Actor } from '#lib/platform';
import { Injectable } from '@nestjs/common';

interface Standing {
  readonly startedOn: string | null;
  readonly events: OutcomeEvent[];
}

/** In one query, so that both are of one moment without a transaction for it. */
const STANDING = `
  SELECT started_on::text AS "startedOn", coalesce((
           SELECT jsonb_agg(jsonb_build_object('kind', kind, 'happenedOn', happened_on, 'week', week, 'destinationCode', destination_code) ORDER BY happened_on, recorded_at)
             FROM outcomes.outcome_events AS event WHERE event.referral_id = referral.referral_id), '[]') AS events
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
    requireAction(actor, 'outcomes.record');
    return this.database.write(actor, async (manager) => {
      // Two that contradict each other must not both pass the check: the second waits for the first.
      const [referral] = await manager.query<{ organisationId: string }[]>(`SELECT candidate_organisation_id AS "organisationId" FROM brokerage.referrals WHERE referral_id = $1 AND (candidate_organisation_id IN (SELECT identity.reach('people')) OR candidate_organisation_id IN (SELECT identity.reach('shared_people'))) FOR UPDATE`, [referralId]);
      if (referral === undefined) throw new DomainError('brokerage/referral-not-found', 'There is no such referral of somebody whom you look after.');
      const { start, events: earlier } = started(await manager.query<Standing[]>(STANDING, [referralId]));
      const problem = checkOutcome({ startedOn: start, earlier, event, today: this.clock.today() });
      if (problem !== null) throw new DomainError('outcomes/not-possible', problem);
      await manager.query(
        `INSERT INTO outcomes.outcome_events (referral_id, kind, happened_on, week, destination_code, actor_id) VALUES ($1, $2, $3, $4, $5, $6)
         ON CONFLICT ON CONSTRAINT uq_outcome_events DO NOTHING`,
        [referralId, event.kind, event.happenedOn, event.week ?? null, event.destinationCode ?? null, actor.actorId],
      );
      await writeAudit(manager, actor, `outcome.${event.kind}`, referralId, { happenedOn: event.happenedOn }, { organisationId: referral.organisationId });
      return summariseOutcomes(start, [...earlier, event], this.clock.today());
    });
  }

  /** How a started referral stands, and which checks are due when. */
  async summary(actor: Actor, referralId: string): Promise<OutcomeSummary> {
    const { start, events } = started(await this.database.read<Standing>(actor, STANDING, [referralId]));
    return summariseOutcomes(start, events, this.clock.today());
  }
}

function started([standing]: readonly Standing[]): { start: string; events: OutcomeEvent[] } {
  if (standing === undefined) throw new DomainError('brokerage/referral-not-found', 'There is no such referral.');
  if (standing.startedOn === null) throw new DomainError('outcomes/not-started', 'This referral has not led to a start, so there is no outcome to record yet.');
  return { start: standing.startedOn, events: standing.events };
}
