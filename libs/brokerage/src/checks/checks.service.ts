import { cityToLead } from '#lib/identity';
import { checkRulesProblems, checkStepProblem, partiesOfCase, type CaseStanding, type CheckEvent, type CheckRules } from '#lib/kernel';
import { Clock, Database, DomainError, requireAction, writeAudit, type Actor } from '#lib/platform';
import { Injectable } from '@nestjs/common';
import { STANDING } from '../case-moves.service.js';
import { ChecksQuery } from './checks.query.js';

/** A step as it is sent; today when no day is given. */
export type SentCheckStep = Pick<CheckEvent, 'check' | 'step'> & Partial<CheckEvent>;

/** Rules as they are sent, to be in force from a day on. */
export interface SentCheckRules {
  readonly fromOn: string;
  readonly source: string;
  readonly isVerified: boolean;
  readonly rules: CheckRules;
  /** The City's version that was edited; 0 for its first. */
  readonly version: number;
  /** For whom; can be left out by those who lead the programmes of one City. */
  readonly city?: string;
}

/** The checks before a start. */
@Injectable()
export class ChecksService {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly query: ChecksQuery,
  ) {}

  /** Records a step of a check. The kernel says what the law and the order of steps allow; two at once take turns at the case. */
  async record(actor: Actor, referralId: string, sent: SentCheckStep): Promise<void> {
    await this.database.write(actor, async (manager) => {
      const [row] = await manager.query<({ organisationId: string } & CaseStanding)[]>(
        `SELECT candidate_organisation_id AS "organisationId", ${STANDING} FROM brokerage.referrals WHERE referral_id = $1 FOR UPDATE`,
        [referralId],
      );
      const { of, rules, events } = await this.query.recordedIn(manager, referralId);
      const today = this.clock.today();
      // Field by field: what a request leaves out comes as undefined, which would take the place of what stands for it.
      const { check, step, happenedOn = today, methodCode = null, documentCodes = [], reasonCode = null } = sent;
      const event: CheckEvent = { check, step, happenedOn, methodCode, documentCodes, reasonCode };
      const problem = checkStepProblem(of, rules, events, event, partiesOfCase(row!, actor.parties), today);
      if (problem !== null) throw new DomainError('brokerage/check-not-possible', problem);
      await manager.query(
        `INSERT INTO brokerage.check_events (referral_id, check_code, step, happened_on, method_code, document_codes, reason_code, actor_id) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
        [referralId, event.check, event.step, event.happenedOn, event.methodCode, event.documentCodes, event.reasonCode, actor.actorId],
      );
      // Which check, and what of it, may tell of health or convictions: the event has it, and the audit trail does not.
      await writeAudit(manager, actor, 'check.recorded', referralId, {}, { organisationId: row!.organisationId });
    });
  }

  /** Puts rules of checks in force for a City. Each save is a version of its own; none is ever changed. */
  async changeRules(actor: Actor, { fromOn, source, isVerified, rules, version, city }: SentCheckRules): Promise<void> {
    requireAction(actor, 'programmes.change');
    const errors = checkRulesProblems(rules).map(({ pointer, detail }) => ({ pointer: `/rules${pointer}`, detail }));
    if (errors.length > 0) throw new DomainError('brokerage/check-rules-wrong', 'These rules cannot be put in force, so nothing was changed. Each error says where and what was expected.', errors);
    await this.database.write(actor, async (manager) => {
      const cityId = await cityToLead(manager, city, new DomainError('brokerage/check-rules-of-city', 'The rules of checks are the same for the whole City. Ask somebody who leads programmes there to change them.'));
      const [saved] = await manager.query<{ version: number }[]>(
        `WITH saved AS (
           INSERT INTO brokerage.check_rule_versions (organisation_id, version_number, from_on, rules, source, is_verified, recorded_by)
           SELECT $1, $2::integer + 1, $3, $4, $5, $6, $7
            WHERE $2 = (SELECT coalesce(max(version_number), 0) FROM brokerage.check_rule_versions WHERE organisation_id = $1)
           ON CONFLICT ON CONSTRAINT uq_check_rule_versions_number DO NOTHING RETURNING version_number AS version)
         SELECT * FROM saved`,
        [cityId, version, fromOn, JSON.stringify(rules), source, isVerified, actor.actorId],
      );
      if (saved === undefined) throw new DomainError('brokerage/changed-since', 'Somebody has saved other rules of checks since, so nothing was changed. Read them, and change those.');
      await writeAudit(manager, actor, 'check-rules.changed', cityId, { version: saved.version, fromOn }, { organisationId: cityId });
    });
  }
}
