import { broughtDocuments, checksOfCase, identityProof, type CaseForChecks, type CheckEvent, type CheckRules, type ChecksOfCase, type IdentityProof } from '#lib/kernel';
import { Clock, Database, type Actor } from '#lib/platform';
import { Injectable } from '@nestjs/common';
import { referralNotFound } from '../referral-not-found.js';

/** Rules of checks with where they come from. */
export interface CheckRulesVersion {
  /** The City's own versions count from 1; 0 means that the City has none and those of everybody hold. */
  readonly version: number;
  /** The City's newest, which may begin later: whoever saves says that they have edited it. */
  readonly latestVersion: number;
  readonly fromOn: string;
  readonly source: string;
  readonly isVerified: boolean;
  readonly rules: CheckRules;
}

/** The checks of a case with what was recorded, and how far documents prove who the person is. */
export interface ChecksDetail extends ChecksOfCase {
  readonly referralId: string;
  readonly identity: IdentityProof;
  readonly events: readonly CheckEvent[];
}

/** What a case and its checks are judged by. */
export interface RecordedChecks {
  readonly of: CaseForChecks;
  readonly rules: CheckRules;
  readonly events: readonly CheckEvent[];
}

/** The rules in force on the day $1: of the versions that the reader may see, a City's before those of everybody. */
const RULES_IN_FORCE = `
  WITH seen AS (SELECT version.* FROM brokerage.check_rule_versions AS version LEFT JOIN identity.organisations AS city USING (organisation_id)
                 WHERE city.code IS NULL OR $2::text IS NULL OR city.code = $2)
  SELECT CASE WHEN organisation_id IS NULL THEN 0 ELSE version_number END AS version,
         (SELECT coalesce(max(version_number), 0) FROM seen WHERE organisation_id IS NOT NULL) AS "latestVersion", from_on::text AS "fromOn", source, is_verified AS "isVerified", rules
    FROM seen
   WHERE from_on <= $1
   ORDER BY organisation_id IS NULL, from_on DESC, version_number DESC LIMIT 1`;

/** The rules of the City of the case, on the day $2. A day is a day in London. */
const RECORDED = `
  SELECT jsonb_build_object(
           'status', referral.status, 'kind', opportunity.kind, 'requiredCheckCodes', opportunity.required_check_codes,
           'reached', (SELECT coalesce(jsonb_agg(jsonb_build_object('status', to_status, 'on', (occurred_at AT TIME ZONE 'Europe/London')::date) ORDER BY occurred_at, event_id), '[]')
                         FROM brokerage.referral_events AS event WHERE event.referral_id = referral.referral_id)) AS of,
         (SELECT coalesce(jsonb_agg(jsonb_build_object('check', check_code, 'step', step, 'happenedOn', happened_on, 'methodCode', method_code,
                                                       'documentCodes', document_codes, 'reasonCode', reason_code) ORDER BY check_event_id), '[]')
            FROM brokerage.check_events AS event WHERE event.referral_id = referral.referral_id) AS events,
         brokerage.check_rules_of(referral.referral_id, $2::date) AS rules
    FROM brokerage.referrals AS referral JOIN opportunities.intakes AS intake USING (intake_id) JOIN opportunities.opportunities AS opportunity USING (opportunity_id)
   WHERE referral_id = $1`;

/** Reads of checks and of their rules. */
@Injectable()
export class ChecksQuery {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /** The checks of a case as they stand today. Throws brokerage/referral-not-found. */
  async ofReferral(actor: Actor, referralId: string): Promise<ChecksDetail> {
    const today = this.clock.today();
    const { of, rules, events } = recorded(await this.database.read<RecordedChecks>(actor, RECORDED, [referralId, today]));
    return { referralId, ...checksOfCase(of, rules, events, today), identity: identityProof(broughtDocuments(events), rules.identity), events };
  }

  /** The same for a change, in its transaction. */
  async recordedIn(manager: { query<Rows>(text: string, values: unknown[]): Promise<Rows> }, referralId: string): Promise<RecordedChecks> {
    return recorded(await manager.query<RecordedChecks[]>(RECORDED, [referralId, this.clock.today()]));
  }

  /** The rules of checks that hold for the reader today: of one City, by its code, for those who see more than one. */
  async rulesInForce(actor: Actor, cityCode?: string): Promise<CheckRulesVersion> {
    const [version] = await this.database.read<CheckRulesVersion>(actor, RULES_IN_FORCE, [this.clock.today(), cityCode ?? null]);
    return version!;
  }
}

function recorded([found]: readonly RecordedChecks[]): RecordedChecks {
  if (found === undefined) throw referralNotFound();
  return found;
}
