import { Database, DomainError, type Actor, type Read } from '#lib/platform';
import { NO_TERMS, opportunityTermsProblems, programmeReferralProblem, wholeWeeks, type CourseLength, type EvidenceRule, type ListedIntake, type Pathway, type ProgrammeTerms, type StoredPay } from '#lib/kernel';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { OpportunityKind, OpportunitySource } from './opportunity-entry.js';

/** An opportunity in a list. */
export interface OpportunitySummary {
  readonly opportunityId: string;
  readonly organisationCode: string;
  readonly source: OpportunitySource;
  readonly reference: string;
  readonly kind: OpportunityKind;
  readonly title: string;
  readonly employerName: string | null;
  readonly pathway: Pathway;
  readonly hourlyPence: number | null;
  readonly closesOn: string | null;
}

/** What is stored of an opportunity's pay, of when it starts and of where it is. */
export interface PayOfOpportunity extends StoredPay {
  /** Of the next intake that takes people; null: a flexible start, or there is none. */
  readonly startsOn: string | null;
  /** By its feed, or by the code of its standard. */
  readonly isFoundationApprenticeship: boolean;
  /** Null: the postcode is not known well enough. */
  readonly districtCode: string | null;
}

/** A start date with its places. */
export interface Intake {
  readonly intakeId: string;
  readonly startsOn: string | null;
  readonly places: number | null;
  readonly placesTaken: number;
}

/** Everything on one opportunity. */
export interface OpportunityDetail extends OpportunitySummary {
  readonly description: string | null;
  readonly postcode: string | null;
  readonly attendance: 'site' | 'remote';
  readonly programmeCode: string | null;
  readonly minimumLevel: number;
  readonly minimumEnglishLevel: number;
  readonly minimumMathsLevel: number;
  readonly requiredSkillCodes: string[];
  readonly desiredSkillCodes: string[];
  readonly requiredCheckCodes: string[];
  readonly scheduleSlots: number | null;
  readonly scheduleNeeded: number | null;
  readonly band: string | null;
  readonly payWording: string | null;
  readonly standardCode: string | null;
  readonly studyLevel: number | null;
  readonly postedOn: string | null;
  readonly webpage: string | null;
  readonly isWithdrawn: boolean;
  /** Another advert of the same job, from another feed. */
  readonly sameJobAsId: string | null;
  readonly courseTexts: Record<string, string> | null;
  /** What it lacks to belong to its programme, each as a sentence. */
  readonly programmeProblems: string[];
  readonly intakes: Intake[];
}

/** A row as the matching snapshot needs it. */
export interface OpportunityRow {
  readonly opportunityId: string;
  readonly kind: OpportunityKind;
  readonly pathway: Pathway;
  readonly programmeCode: string | null;
  readonly postcode: string | null;
  readonly attendance: 'site' | 'remote';
  readonly minimumLevel: number;
  readonly minimumEnglishLevel: number;
  readonly minimumMathsLevel: number;
  readonly requiredSkillCodes: string[];
  readonly desiredSkillCodes: string[];
  readonly requiredCheckCodes: string[];
  readonly scheduleSlots: number | null;
  readonly scheduleNeeded: number | null;
  readonly hourlyPence: number | null;
  readonly isUnpaid: boolean;
  readonly isOpen: boolean;
  readonly startsOn: string | null;
}

/** The intake of an opportunity whose start the matcher's facts speak of. */
export interface NextIntake {
  readonly opportunityId: string;
  readonly intakeId: string;
  /** Places left; null: as many as come. */
  readonly free: number | null;
}

/** A programme with its rules, as {@link ProgrammeRow} of the database. */
export interface ProgrammeRow {
  readonly code: string;
  readonly name: string;
  readonly startsOn: string;
  readonly endsOn: string | null;
  readonly minimumAge: number | null;
  readonly maximumAge: number | null;
  readonly targetGroups: string[];
  readonly areaCodes: string[];
  readonly mostDeprivedDeciles: number | null;
  readonly evidence: EvidenceRule;
  readonly justification: string | null;
  readonly reviewOn: string | null;
}

/** A venue as a course file refers to it. */
export interface VenueName {
  readonly venueId: string;
  readonly reference: string;
  readonly name: string;
  readonly postcode: string;
}

/** An advert as it is compared with adverts of the other feed. */
export interface StoredAdvert {
  readonly opportunityId: string;
  readonly source: 'display-advert' | 'nhs-jobs';
  readonly reference: string;
  readonly title: string;
  readonly employerName: string;
  readonly closesOn: string;
  readonly band: string | null;
  readonly level: number | null;
  readonly locations: readonly { address: string; postcode: string | null; outward: string | null }[];
}

const SUMMARY = `opportunity.opportunity_id AS "opportunityId", organisation.code AS "organisationCode", source, reference, kind, title,
  employer_name AS "employerName", pathway, hourly_pence AS "hourlyPence", closes_on::text AS "closesOn"`;

const RULE_FIELDS = `postcode, attendance, programme_code AS "programmeCode", minimum_level AS "minimumLevel",
  minimum_english_level AS "minimumEnglishLevel", minimum_maths_level AS "minimumMathsLevel", required_skill_codes AS "requiredSkillCodes",
  desired_skill_codes AS "desiredSkillCodes", required_check_codes AS "requiredCheckCodes", schedule_slots AS "scheduleSlots",
  schedule_needed AS "scheduleNeeded"`;

/** Published, not closed on a day, and not the copy of an advert that is still open. The one rule for matching and for referring. */
export const IS_OPEN = (on: string): string => `(NOT opportunity.is_withdrawn AND (opportunity.closes_on IS NULL OR opportunity.closes_on >= ${on})
  AND NOT EXISTS (SELECT FROM opportunities.opportunities AS original
                   WHERE original.opportunity_id = opportunity.same_job_as_id AND NOT original.is_withdrawn AND (original.closes_on IS NULL OR original.closes_on >= ${on})))`;

/** An intake that still takes people on a day. */
const TAKES_PEOPLE = (on: string): string => `(NOT is_closed AND (starts_on IS NULL OR starts_on >= ${on}) AND (places IS NULL OR places_taken < places))`;

const PAY_FACTS = (on: string): string => `jsonb_build_object('kind', kind, 'isUnpaid', is_unpaid, 'payWording', pay_wording, 'hourlyPence', hourly_pence, 'band', band,
  'weeklyHours', opportunity.details->'hoursPerWeek', 'isSalaryOfHours', source = 'roles-csv', 'scheme', opportunity.details->'payScheme', 'employerName', employer_name,
  'isFoundationApprenticeship', coalesce((opportunity.details->>'isFoundationApprenticeship')::boolean, standard_code LIKE 'FA%', false),
  'organisationName', organisation.name, 'organisationType', organisation.organisation_type,
  'startsOn', (SELECT min(starts_on) FROM opportunities.intakes WHERE opportunity_id = opportunity.opportunity_id AND ${TAKES_PEOPLE(on)}),
  'districtCode', (SELECT lad_code FROM geography.postcodes WHERE postcode_key = upper(replace(opportunity.postcode, ' ', '')))) AS "payFacts"`;

const MATCHING_ROWS = `
  SELECT opportunity.opportunity_id AS "opportunityId", kind, pathway, ${RULE_FIELDS}, hourly_pence AS "hourlyPence", is_unpaid AS "isUnpaid",
         intake.starts_on::text AS "startsOn",
         (${IS_OPEN('$1::date')} AND intake.intake_id IS NOT NULL) AS "isOpen"
    FROM opportunities.opportunities AS opportunity
    LEFT JOIN LATERAL (
      SELECT intake_id, starts_on FROM opportunities.intakes
       WHERE opportunity_id = opportunity.opportunity_id AND ${TAKES_PEOPLE('$1::date')}
       ORDER BY starts_on NULLS LAST LIMIT 1) AS intake ON true`;

const PROGRAMMES = `
  SELECT code, name, starts_on::text AS "startsOn", ends_on::text AS "endsOn", minimum_age AS "minimumAge", maximum_age AS "maximumAge",
         target_groups AS "targetGroups", area_codes AS "areaCodes", most_deprived_deciles AS "mostDeprivedDeciles", evidence, justification, review_on::text AS "reviewOn"
    FROM opportunities.programmes ORDER BY code`;

/** What the terms of its programme are held against; null where there is none, or it is not known. */
interface AskedByProgramme {
  readonly terms: ProgrammeTerms | null;
  readonly hoursPerWeek: number | null;
  readonly duration: CourseLength | null;
}

/** Reads of programmes, venues and opportunities. */
@Injectable()
export class OpportunitiesQuery {
  constructor(private readonly database: Database) {}

  /** A page in the order of titles. `after` is the opportunity id that the last page ended with. */
  async page(actor: Actor, options: { after: string | null; limit: number; on: string }): Promise<{ opportunities: (OpportunitySummary & { readonly payFacts: PayOfOpportunity })[]; next: string | null }> {
    const rows = await this.database.read<OpportunitySummary & { readonly payFacts: PayOfOpportunity }>(
      actor,
      `SELECT ${SUMMARY}, ${PAY_FACTS('$3::date')}
         FROM opportunities.opportunities AS opportunity JOIN identity.organisations AS organisation USING (organisation_id)
        WHERE $1::uuid IS NULL OR (title, opportunity_id) > (
          SELECT title, opportunity_id FROM opportunities.opportunities WHERE opportunity_id = $1)
        ORDER BY title, opportunity_id LIMIT $2`,
      [options.after, options.limit + 1, options.on],
    );
    const opportunities = rows.slice(0, options.limit);
    return { opportunities, next: rows.length > options.limit ? (opportunities.at(-1)?.opportunityId ?? null) : null };
  }

  /** Everything on one opportunity. Throws opportunities/opportunity-not-found. */
  async detail(actor: Actor, opportunityId: string, on: string): Promise<OpportunityDetail & { readonly payFacts: PayOfOpportunity }> {
    const [found] = await this.database.read<Omit<OpportunityDetail, 'programmeProblems'> & AskedByProgramme & { readonly payFacts: PayOfOpportunity }>(
      actor,
      `SELECT ${SUMMARY}, ${PAY_FACTS('$2::date')}, ${RULE_FIELDS}, description, band, pay_wording AS "payWording", standard_code AS "standardCode",
              study_level AS "studyLevel", posted_on::text AS "postedOn", webpage, is_withdrawn AS "isWithdrawn",
              same_job_as_id AS "sameJobAsId", course.course_texts AS "courseTexts", programme.terms,
              (details->>'hoursPerWeek')::float8 AS "hoursPerWeek", details->'duration' AS duration,
              coalesce((SELECT jsonb_agg(jsonb_build_object('intakeId', intake_id, 'startsOn', starts_on, 'places', places, 'placesTaken', places_taken)
                                         ORDER BY starts_on NULLS LAST)
                          FROM opportunities.intakes AS intake WHERE intake.opportunity_id = opportunity.opportunity_id), '[]') AS intakes
         FROM opportunities.opportunities AS opportunity
         JOIN identity.organisations AS organisation USING (organisation_id)
         LEFT JOIN opportunities.courses AS course USING (course_id)
         LEFT JOIN opportunities.programmes AS programme ON programme.code = programme_code
        WHERE opportunity.opportunity_id = $1`,
      [opportunityId, on],
    );
    if (found === undefined) throw new DomainError('opportunities/opportunity-not-found', 'There is no such opportunity.');
    const { terms, hoursPerWeek, duration, ...detail } = found;
    return { ...detail, programmeProblems: terms === null ? [] : opportunityTermsProblems(terms, { weeklyHours: hoursPerWeek, weeks: duration === null ? null : wholeWeeks(duration) }) };
  }

  /** The rows that the matcher's facts are made of, in the order of ids, each with its next intake that has places. */
  async matchingRows(manager: EntityManager, on: string): Promise<OpportunityRow[]> {
    return manager.query(`${MATCHING_ROWS} ORDER BY opportunity.opportunity_id`, [on]);
  }

  /** Such rows of some opportunities as far as the caller's transaction sees them, in any order. */
  async matchingRowsIn(manager: EntityManager, opportunityIds: readonly string[], on: string): Promise<OpportunityRow[]> {
    return manager.query(`${MATCHING_ROWS} WHERE opportunity.opportunity_id = ANY ($2)`, [on, opportunityIds]);
  }

  /** The next intake with places of each opportunity that has one, by ascending opportunity. Whether the opportunity is open is in its facts. */
  async nextIntakes(manager: EntityManager, on: string): Promise<NextIntake[]> {
    return manager.query(
      `SELECT DISTINCT ON (opportunity_id) opportunity_id AS "opportunityId", intake_id AS "intakeId", places - places_taken AS free
         FROM opportunities.intakes WHERE ${TAKES_PEOPLE('$1::date')} ORDER BY opportunity_id, starts_on NULLS LAST`,
      [on],
    );
  }

  /** Intakes that take people on a day, of what can stand on a ladder: it says which standard, band or level it is. In the order of ids. */
  async intakesForLadders(manager: EntityManager, on: string): Promise<ListedIntake[]> {
    return manager.query(
      `SELECT opportunity_id AS "opportunityId", intake_id AS "intakeId", kind, title, pathway, band, standard_code AS "standardCode", study_level AS "studyLevel",
              starts_on::text AS "startsOn", closes_on::text AS "closesOn", hourly_pence AS "hourlyPence"
         FROM opportunities.intakes JOIN opportunities.opportunities AS opportunity USING (opportunity_id)
        WHERE ${TAKES_PEOPLE('$1::date')} AND ${IS_OPEN('$1::date')}
          AND CASE kind WHEN 'apprenticeship' THEN standard_code IS NOT NULL WHEN 'role' THEN band IS NOT NULL WHEN 'course' THEN study_level IS NOT NULL ELSE false END
        ORDER BY intake_id`,
      [on],
    );
  }

  /** Those of some intakes that take people on a day, and whose opportunity is open. */
  async openAmong(manager: EntityManager, intakeIds: readonly string[], on: string): Promise<string[]> {
    const rows = await manager.query<{ intakeId: string }[]>(
      `SELECT intake_id AS "intakeId"
         FROM opportunities.intakes JOIN opportunities.opportunities AS opportunity USING (opportunity_id)
        WHERE intake_id = ANY ($1) AND ${TAKES_PEOPLE('$2::date')} AND ${IS_OPEN('$2::date')}`,
      [intakeIds, on],
    );
    return rows.map(({ intakeId }) => intakeId);
  }

  /** Whose opportunities are: all that the caller's transaction sees, or some. */
  async listers(manager: EntityManager, opportunityIds: readonly string[] | null): Promise<{ opportunityId: string; organisationId: string }[]> {
    return manager.query(
      `SELECT opportunity_id AS "opportunityId", organisation_id AS "organisationId" FROM opportunities.opportunities WHERE $1::uuid[] IS NULL OR opportunity_id = ANY ($1)`,
      [opportunityIds],
    );
  }

  /** One such row. Throws opportunities/opportunity-not-found. */
  async matchingRow(actor: Actor, opportunityId: string, on: string): Promise<OpportunityRow> {
    const [row] = await this.database.read<OpportunityRow>(actor, `${MATCHING_ROWS} WHERE opportunity.opportunity_id = $2`, [on, opportunityId]);
    if (row === undefined) throw new DomainError('opportunities/opportunity-not-found', 'There is no such opportunity.');
    return row;
  }

  /** The programmes of the actor's Cities. */
  async programmes(actor: Actor): Promise<ProgrammeRow[]> {
    return this.database.read(actor, PROGRAMMES);
  }

  /** The same in the caller's transaction. */
  async programmesFor(read: Read): Promise<ProgrammeRow[]> {
    return read<ProgrammeRow>(PROGRAMMES);
  }

  /** The venues of an organisation, which its course file refers to. */
  async venues(actor: Actor, organisationId: string): Promise<VenueName[]> {
    return this.database.read(actor, `SELECT venue_id AS "venueId", reference, name, postcode FROM opportunities.venues WHERE organisation_id = $1 ORDER BY reference`, [organisationId]);
  }

  /** Adverts of the national feeds that close in a span of days and are not known to be another's copy, the oldest first. */
  async adverts(manager: EntityManager, closesFrom: string, closesTo: string): Promise<StoredAdvert[]> {
    return manager.query(
      `SELECT opportunity_id AS "opportunityId", source, reference, title, employer_name AS "employerName", closes_on::text AS "closesOn", band,
              study_level AS level, details->'locations' AS locations
         FROM opportunities.opportunities
        WHERE source IN ('display-advert', 'nhs-jobs') AND closes_on BETWEEN $1 AND $2 AND same_job_as_id IS NULL AND NOT is_withdrawn
        ORDER BY opportunity_id`,
      [closesFrom, closesTo],
    );
  }

  /**
   * Intakes of an opportunity to which people can be referred on a day, one at least, soonest first, a flexible start last; or the
   * one that is named. Throws opportunity-not-found, not-open, programme-closed and no-place-left.
   */
  async openIntakes(manager: EntityManager, opportunityId: string, on: string, intakeId: string | null = null): Promise<Intake[]> {
    const [opportunity] = await manager.query<{ isOpen: boolean; terms: ProgrammeTerms | null }[]>(
      `SELECT ${IS_OPEN('$2::date')} AS "isOpen", programme.terms
         FROM opportunities.opportunities AS opportunity LEFT JOIN opportunities.programmes AS programme ON programme.code = programme_code WHERE opportunity_id = $1`,
      [opportunityId, on],
    );
    if (opportunity === undefined) throw new DomainError('opportunities/opportunity-not-found', 'There is no such opportunity.');
    if (!opportunity.isOpen) throw new DomainError('opportunities/not-open', 'The opportunity is closed, withdrawn, or the copy of another advert. Choose one that is open.');
    const intakes = await manager.query<Intake[]>(
      `SELECT intake_id AS "intakeId", starts_on::text AS "startsOn", places, places_taken AS "placesTaken"
         FROM opportunities.intakes WHERE opportunity_id = $1 AND ($3::uuid IS NULL OR intake_id = $3) AND ${TAKES_PEOPLE('$2::date')} ORDER BY starts_on NULLS LAST`,
      [opportunityId, on, intakeId],
    );
    const problems = intakes.map(({ startsOn }) => programmeReferralProblem(opportunity.terms ?? NO_TERMS, on, startsOn));
    const open = intakes.filter((_, index) => problems[index] === null);
    const closed = problems.find((problem) => problem !== null);
    if (open.length === 0 && closed !== undefined) throw new DomainError('opportunities/programme-closed', closed);
    if (open.length === 0) throw new DomainError('opportunities/no-place-left', 'There is no intake with places left. Choose another opportunity, or ask for more places.');
    return open;
  }
}
