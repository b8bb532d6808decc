import { cityToLead } from '#lib/identity';
import { redeploymentProblems, redeploymentRulesProblems, type RedeploymentFacts, type RedeploymentRules } from '#lib/kernel';
import { AllocationRequests, type AllocationOrder } from '#lib/matching';
import { Clock, Database, DomainError, requireAction, writeAudit, type Actor } from '#lib/platform';
import { Injectable } from '@nestjs/common';
import { RedeploymentQuery, type CohortChoice } from './redeployment.query.js';

/** The whole record as it is to be. */
export interface SentRedeployment extends RedeploymentFacts {
  readonly employerCode: string | null;
  readonly postCode: string | null;
  /** The version that was edited; 0 for the first. */
  readonly version: number;
}

/** Rules as they are sent, to be in force from a day on. */
export interface SentRedeploymentRules {
  readonly fromOn: string;
  readonly source: string;
  readonly isVerified: boolean;
  readonly rules: RedeploymentRules;
  /** The City's version that was edited; 0 for its first. */
  readonly version: number;
  /** For whom; can be left out by those who lead the programmes of one City. */
  readonly city?: string;
}

/** People of an allocation that are named; a larger cohort is narrowed by employer or post. */
const MOST_ALLOCATED = 10_000;

/** The record of people whose contracts end, and the rules by which it is read. */
@Injectable()
export class RedeploymentService {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly query: RedeploymentQuery,
    private readonly allocations: AllocationRequests,
  ) {}

  /**
   * Keeps the record of somebody. The day on which the contract ends is the candidate's own and changes there, for all
   * who ask. Throws candidates/candidate-not-found, brokerage/employer-not-found, redeployment-wrong and changed-since.
   */
  async record(actor: Actor, candidateId: string, sent: SentRedeployment): Promise<void> {
    requireAction(actor, 'candidates.import');
    await this.database.write(actor, async (manager) => {
      const [person] = await manager.query<{ organisationId: string; contractEndsOn: string | null }[]>(
        `SELECT organisation_id AS "organisationId", contract_ends_on::text AS "contractEndsOn" FROM candidates.candidates
          WHERE candidate_id = $1 AND organisation_id IN (SELECT identity.reach('people')) FOR UPDATE`,
        [candidateId],
      );
      if (person === undefined) throw new DomainError('candidates/candidate-not-found', 'There is no such candidate whom you look after.');
      const errors = redeploymentProblems(sent, await this.query.rulesOf(manager, candidateId), this.clock.today());
      if (errors.length > 0) throw new DomainError('brokerage/redeployment-wrong', 'This cannot be so, and nothing was changed. Each error says what was expected.', [...errors]);
      const [employer] = sent.employerCode === null ? [] : await manager.query<{ id: string }[]>(`SELECT organisation_id AS id FROM identity.organisations WHERE code = $1 AND level = 'organisation'`, [sent.employerCode]);
      if (sent.employerCode !== null && employer === undefined) throw new DomainError('brokerage/employer-not-found', 'There is no such employer. Choose one of the list of organisations, or leave it empty when it is not there.', [{ pointer: '/employerCode', detail: 'must be the code of an organisation, or null' }]);
      const [saved] = await manager.query<{ version: number }[]>(
        `WITH saved AS (
           INSERT INTO brokerage.redeployment_records AS record (candidate_id, version_number, employer_id, post_code, band, service_started_on, agreed_notice_weeks, notice_given_on, trial_started_on, trial_until_on, recorded_by, recorded_at)
           SELECT $1, $2::integer + 1, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12
            WHERE $2 = coalesce((SELECT version_number FROM brokerage.redeployment_records WHERE candidate_id = $1), 0)
           ON CONFLICT (candidate_id) DO UPDATE SET version_number = excluded.version_number, employer_id = excluded.employer_id, post_code = excluded.post_code, band = excluded.band,
             service_started_on = excluded.service_started_on, agreed_notice_weeks = excluded.agreed_notice_weeks, notice_given_on = excluded.notice_given_on,
             trial_started_on = excluded.trial_started_on, trial_until_on = excluded.trial_until_on, recorded_by = excluded.recorded_by, recorded_at = excluded.recorded_at
           RETURNING version_number AS version)
         SELECT * FROM saved`,
        [candidateId, sent.version, employer?.id ?? null, sent.postCode, sent.band, sent.serviceStartedOn, sent.agreedWeeks, sent.noticeGivenOn, sent.trialStartedOn, sent.trialUntilOn, actor.actorId, this.clock.now()],
      );
      if (saved === undefined) throw new DomainError('brokerage/changed-since', 'Somebody has changed this record since, so nothing was saved. Read it again, and change that.');
      const isOtherEnd = sent.contractEndsOn !== person.contractEndsOn;
      if (isOtherEnd) await manager.query(`UPDATE candidates.candidates SET contract_ends_on = $2, updated_at = clock_timestamp() WHERE candidate_id = $1`, [candidateId, sent.contractEndsOn]);
      // What is recorded of a post is personal: the row has it.
      await writeAudit(manager, actor, 'redeployment.recorded', candidateId, { version: saved.version, isOtherContractEnd: isOtherEnd }, { organisationId: person.organisationId });
    });
  }

  /**
   * Asks for an allocation of a whole cohort as it is now, in a market or in everything that is open. Returns its id at once.
   * Throws brokerage/cohort-too-large, matching/cohort-empty and what else an allocation is refused for.
   */
  async allocate(actor: Actor, choice: CohortChoice, opportunityIds: readonly string[] | undefined, order: AllocationOrder): Promise<string> {
    requireAction(actor, 'allocations.run');
    const candidateIds = await this.query.idsOf(actor, choice, MOST_ALLOCATED);
    if (candidateIds.length > MOST_ALLOCATED) throw new DomainError('brokerage/cohort-too-large', `More than ${MOST_ALLOCATED} people are in this cohort. Name an employer or a post, and allocate them one after another.`);
    return this.allocations.ask(actor, { candidateIds, ...(opportunityIds === undefined ? {} : { opportunityIds }) }, order);
  }

  /** Puts rules in force for a City. Each save is a version of its own; none is ever changed. */
  async changeRules(actor: Actor, { city, fromOn, source, isVerified, rules, version }: SentRedeploymentRules): Promise<void> {
    requireAction(actor, 'programmes.change');
    const errors = redeploymentRulesProblems(rules).map(({ pointer, detail }) => ({ pointer: `/rules${pointer}`, detail }));
    if (errors.length > 0) throw new DomainError('brokerage/redeployment-wrong', 'These rules cannot be put in force, so nothing was changed. Each error says where and what was expected.', errors);
    await this.database.write(actor, async (manager) => {
      const cityId = await cityToLead(manager, city, new DomainError('brokerage/redeployment-rules-of-city', 'The rules of redeployment are the same for the whole City. Ask somebody who leads programmes there to change them.'));
      const [saved] = await manager.query<{ version: number }[]>(
        `WITH saved AS (
           INSERT INTO brokerage.redeployment_rule_versions (organisation_id, version_number, from_on, rules, source, is_verified, recorded_by)
           SELECT $1, $2::integer + 1, $3, $4, $5, $6, $7
            WHERE $2 = (SELECT coalesce(max(version_number), 0) FROM brokerage.redeployment_rule_versions WHERE organisation_id = $1)
           ON CONFLICT ON CONSTRAINT uq_redeployment_rule_versions_number DO NOTHING RETURNING version_number AS version)
         SELECT * FROM saved`,
        [cityId, version, fromOn, JSON.stringify(rules), source, isVerified, actor.actorId],
      );
      if (saved === undefined) throw new DomainError('brokerage/changed-since', 'Somebody has saved other rules of redeployment since, so nothing was changed. Read them, and change those.');
      await writeAudit(manager, actor, 'redeployment-rules.changed', cityId, { version: saved.version, fromOn }, { organisationId: cityId });
    });
  }
}
