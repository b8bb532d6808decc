import { CandidatesQuery } from '#lib/candidates';
import { ANY_VACCINATION_POST, carriedOver, daysOfMonth, redeploymentPlan, type CarriedOver, type RedeploymentDay, type RedeploymentFacts, type RedeploymentPhase, type RedeploymentPlan, type RedeploymentRules } from '#lib/kernel';
import { Clock, Database, DomainError, type Actor } from '#lib/platform';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';

/** Rules of redeployment with where they come from. */
export interface RedeploymentRulesVersion {
  /** The City's own versions count from 1; 0 means that the City has none and those of everybody hold. */
  readonly version: number;
  /** The City's newest, which may begin later: whoever saves says that they have edited it. */
  readonly latestVersion: number;
  readonly fromOn: string;
  readonly source: string;
  readonly isVerified: boolean;
  readonly rules: RedeploymentRules;
}

/** What is recorded of the post that somebody leaves, what is due when, and what they carry over. */
export interface RedeploymentOfCandidate extends RedeploymentFacts {
  readonly candidateId: string;
  /** 0: nothing is recorded yet. Whoever saves sends it back. */
  readonly version: number;
  readonly employerCode: string | null;
  readonly employerName: string | null;
  readonly postCode: string | null;
  readonly plan: RedeploymentPlan;
  readonly carriedOver: CarriedOver;
}

/** People whose contracts end in one month, with one employer, in one post; null is not recorded. */
export interface RedeploymentCohort {
  readonly month: string;
  readonly employerCode: string | null;
  readonly employerName: string | null;
  readonly postCode: string | null;
  readonly people: number;
  /** Of them, for whom no start has been agreed: nothing is accepted, in checks or offered, and they have not started yet. */
  readonly withoutOffer: number;
}

/** Which of them; what is left out does not narrow it. */
export interface CohortChoice {
  /** As 2026-03. */
  readonly month: string;
  /** The code of an organisation, or `unknown`. */
  readonly employer?: string;
  /** The code of a post, or `unknown`. */
  readonly post?: string;
}

/** Somebody of a cohort. */
export interface CohortPerson {
  readonly candidateId: string;
  readonly reference: string;
  readonly givenName: string;
  readonly familyName: string;
  readonly organisationCode: string;
  readonly employerCode: string | null;
  readonly postCode: string | null;
  readonly contractEndsOn: string;
  readonly liveReferrals: number;
  readonly phase: RedeploymentPhase;
  /** What is to be done next; null when nothing is. */
  readonly next: RedeploymentDay | null;
}

/** A page, in the order of the days on which contracts end. */
export interface CohortPage {
  readonly people: CohortPerson[];
  readonly next: string | null;
}

/** The rules in force on the day $1: of the versions that the reader may see, a City's before those of everybody. */
const RULES_IN_FORCE = `
  WITH seen AS (SELECT version.* FROM brokerage.redeployment_rule_versions AS version LEFT JOIN identity.organisations AS city USING (organisation_id)
                 WHERE city.code IS NULL OR $2::text IS NULL OR city.code = $2)
  SELECT CASE WHEN organisation_id IS NULL THEN 0 ELSE version_number END AS version,
         (SELECT coalesce(max(version_number), 0) FROM seen WHERE organisation_id IS NOT NULL) AS "latestVersion", from_on::text AS "fromOn", source, is_verified AS "isVerified", rules
    FROM seen
   WHERE from_on <= $1
   ORDER BY organisation_id IS NULL, from_on DESC, version_number DESC LIMIT 1`;

/** The rules of the City of whoever is looked after by `person.organisation_id`, on the day of this parameter. */
const RULES_OF_PERSON = (today: string): string => `(
         SELECT rules FROM brokerage.redeployment_rule_versions AS version
          WHERE from_on <= ${today}::date AND (version.organisation_id IS NULL OR version.organisation_id IN (
                  SELECT path.ancestor_id FROM identity.organisation_paths AS path WHERE path.organisation_id = person.organisation_id AND path.valid_during @> ${today}::date))
          ORDER BY version.organisation_id IS NULL, from_on DESC, version_number DESC LIMIT 1)`;

/** Whoever has no offer of a start that stands, and has not started elsewhere already. */
export const WITHOUT_OFFER = `NOT EXISTS (
           SELECT FROM brokerage.referrals AS referral
            WHERE referral.candidate_id = summary.candidate_id AND (referral.status IN ('offered', 'accepted', 'checks') OR (referral.status = 'started' AND referral.left_on IS NULL)))`;

/** Who has said nothing of their post but that it is in vaccination is in that one. */
const POST = `coalesce(record.post_code, CASE WHEN person.vaccination_role IS NOT NULL THEN '${ANY_VACCINATION_POST}' END)`;

const FACTS = `employer.code AS "employerCode", ${POST} AS "postCode", record.service_started_on::text AS "serviceStartedOn", record.band, record.agreed_notice_weeks AS "agreedWeeks",
  record.notice_given_on::text AS "noticeGivenOn", record.trial_started_on::text AS "trialStartedOn", record.trial_until_on::text AS "trialUntilOn", person.contract_ends_on::text AS "contractEndsOn"`;

const RECORD = `LEFT JOIN brokerage.redeployment_records AS record ON record.candidate_id = person.candidate_id
  LEFT JOIN identity.organisations AS employer ON employer.organisation_id = record.employer_id`;

const OF_CANDIDATE = `
  SELECT person.candidate_id AS "candidateId", coalesce(record.version_number, 0) AS version, employer.name AS "employerName", person.skill_codes AS "skillCodes", ${RULES_OF_PERSON('$2')} AS rules, ${FACTS}
    FROM candidates.candidates AS person ${RECORD} WHERE person.candidate_id = $1`;

/** Staff whose contract ends from $1 to $2. Whoever is known not to work for the NHS has no post there to be redeployed from. */
const ENDING = `
    FROM brokerage.case_summaries AS summary JOIN candidates.candidates AS person USING (candidate_id)
         JOIN identity.organisations AS organisation ON organisation.organisation_id = summary.organisation_id ${RECORD}
   WHERE summary.organisation_id IN (SELECT identity.reach('people') UNION SELECT identity.reach('shared_people'))
     AND summary.contract_ends_on BETWEEN $1 AND $2 AND person.is_nhs_employee IS DISTINCT FROM false`;

const COUNTS = `
  SELECT to_char(summary.contract_ends_on, 'YYYY-MM') AS month, employer.code AS "employerCode", min(employer.name) AS "employerName", ${POST} AS "postCode", count(*)::integer AS people,
         (count(*) FILTER (WHERE ${WITHOUT_OFFER}))::integer AS "withoutOffer"
    ${ENDING} GROUP BY 1, 2, 4 ORDER BY 1, 2 NULLS LAST, 4 NULLS LAST`;

const CHOSEN = `AND ($3::text IS NULL OR coalesce(employer.code, 'unknown') = $3) AND ($4::text IS NULL OR coalesce(${POST}, 'unknown') = $4)`;

const PAGE = `
  SELECT person.candidate_id AS "candidateId", person.reference, person.given_name AS "givenName", person.family_name AS "familyName", organisation.code AS "organisationCode",
         summary.live_referrals AS "liveReferrals", ${RULES_OF_PERSON('$8')} AS rules, ${FACTS}
    ${ENDING} ${CHOSEN}
     AND (summary.contract_ends_on, summary.candidate_id) > ($5::date, $6::uuid)
   ORDER BY summary.contract_ends_on, summary.candidate_id LIMIT $7`;

const IDS = `SELECT summary.candidate_id AS id ${ENDING} ${CHOSEN} ORDER BY 1 LIMIT $5`;

const BEFORE_ALL = ['-infinity', '00000000-0000-0000-0000-000000000000'] as const;

/** Reads of people whose contracts end. */
@Injectable()
export class RedeploymentQuery {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly candidates: CandidatesQuery,
  ) {}

  /** What is due when for somebody, and what they carry over. Throws candidates/candidate-not-found. */
  async ofCandidate(actor: Actor, candidateId: string): Promise<RedeploymentOfCandidate> {
    const today = this.clock.today();
    return this.database.readTogether(actor, async (read) => {
      await this.candidates.lookedAfter(read, candidateId);
      const [row] = await read<Omit<RedeploymentOfCandidate, 'plan' | 'carriedOver'> & { readonly skillCodes: string[]; readonly rules: RedeploymentRules }>(OF_CANDIDATE, [candidateId, today]);
      const { skillCodes, rules, ...record } = row!;
      return { ...record, plan: redeploymentPlan(record, rules, today), carriedOver: carriedOver(rules, record.postCode, skillCodes) };
    });
  }

  /** The rules that hold for the reader today: of one City, by its code, for those who see more than one. */
  async rulesInForce(actor: Actor, cityCode?: string): Promise<RedeploymentRulesVersion> {
    const [version] = await this.database.read<RedeploymentRulesVersion>(actor, RULES_IN_FORCE, [this.clock.today(), cityCode ?? null]);
    return version!;
  }

  /** Those that hold for somebody who is looked after there, for a change, in its transaction. */
  async rulesOf(manager: EntityManager, candidateId: string): Promise<RedeploymentRules> {
    const [of] = await manager.query<{ rules: RedeploymentRules }[]>(`SELECT ${RULES_OF_PERSON('$2')} AS rules FROM candidates.candidates AS person WHERE person.candidate_id = $1`, [candidateId, this.clock.today()]);
    return of!.rules;
  }

  /** How many people's contracts end, by month, employer and post, from one month to another. */
  cohorts(actor: Actor, fromMonth: string, toMonth: string): Promise<RedeploymentCohort[]> {
    return this.database.read<RedeploymentCohort>(actor, COUNTS, [daysOfMonth(fromMonth).from, daysOfMonth(toMonth).to]);
  }

  /** Who is in a cohort, a page at a time. Throws brokerage/place-in-list-not-readable. */
  async people(actor: Actor, choice: CohortChoice, { after, limit }: { readonly after: string | null; readonly limit: number }): Promise<CohortPage> {
    const today = this.clock.today();
    const rows = await this.database.read<Omit<CohortPerson, 'phase' | 'next'> & RedeploymentFacts & { readonly contractEndsOn: string; readonly rules: RedeploymentRules }>(actor, PAGE, [...chosen(choice), ...placeOf(after), limit + 1, today]);
    const people = rows.slice(0, limit).map((row): CohortPerson => {
      const { candidateId, reference, givenName, familyName, organisationCode, employerCode, postCode, contractEndsOn, liveReferrals } = row;
      const { phase, days } = redeploymentPlan(row, row.rules, today);
      return { candidateId, reference, givenName, familyName, organisationCode, employerCode, postCode, contractEndsOn, liveReferrals, phase, next: days.find(({ state }) => state !== 'done') ?? null };
    });
    const last = people.at(-1);
    return { people, next: rows.length > limit && last !== undefined ? `${last.contractEndsOn}_${last.candidateId}` : null };
  }

  /** The ids of a cohort, up to one more than `most`. */
  async idsOf(actor: Actor, choice: CohortChoice, most: number): Promise<string[]> {
    const rows = await this.database.read<{ id: string }>(actor, IDS, [...chosen(choice), most + 1]);
    return rows.map(({ id }) => id);
  }
}

function chosen({ month, employer, post }: CohortChoice): unknown[] {
  const { from, to } = daysOfMonth(month);
  return [from, to, employer ?? null, post ?? null];
}

const PLACE = /^(\d{4}-\d{2}-\d{2})_([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/;

function placeOf(after: string | null): readonly [string, string] {
  if (after === null) return BEFORE_ALL;
  const [, on, candidateId] = PLACE.exec(after) ?? [];
  if (on === undefined || candidateId === undefined) throw new DomainError('brokerage/place-in-list-not-readable', 'This page of the list cannot be found. Begin with the first page.', [{ pointer: '/after', detail: 'must be the `next` of a page' }]);
  return [on, candidateId];
}
