import { DIRECTORY_ROW_OF, type DirectoryRow } from '#lib/geography';
import type { CaseProgress, ImdEdition, SetAside } from '#lib/kernel';
import { Database, DomainError, Sealer, writeAudit, type Actor, type Read } from '#lib/platform';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { ConsentPurpose } from './candidates.service.js';
import { openCandidate } from './sealed-fields.js';

/** A candidate in a list. */
export interface CandidateSummary {
  readonly candidateId: string;
  readonly reference: string;
  readonly organisationCode: string;
  readonly givenName: string;
  readonly familyName: string;
  readonly presentPost: string | null;
  readonly contractEndsOn: string | null;
}

/** A candidate as the case shows it: no monitoring answers, which live elsewhere. */
export interface CandidateDetail extends CandidateSummary {
  readonly email: string | null;
  readonly phone: string | null;
  readonly bornOn: string | null;
  readonly postcode: string | null;
  readonly isNhsEmployee: boolean | null;
  readonly vaccinationRole: string | null;
  readonly vaccinationRoleEndedOn: string | null;
  readonly level: number;
  readonly englishLevel: number;
  readonly mathsLevel: number;
  readonly skillCodes: string[];
  readonly checkCodes: string[];
  readonly slots: number;
  readonly travelMode: string;
  readonly travelLimitMinutes: number;
  readonly pathwayInterests: string[];
  readonly minimumHourlyPence: number | null;
  readonly availableFromOn: string | null;
  readonly needs: string | null;
  readonly isSeeking: boolean;
  readonly qualifications: { title: string; level: number | null }[];
  readonly consents: { purpose: ConsentPurpose; wordingVersion: string; givenOn: string; expiresOn: string | null; withdrawnOn: string | null }[];
}

/** A row as the matching snapshot needs it, before the rules of programmes are applied. */
export interface CandidateRow {
  readonly candidateId: string;
  readonly bornOn: string | null;
  readonly postcode: string | null;
  readonly isNhsEmployee: boolean | null;
  readonly vaccinationRole: string | null;
  readonly vaccinationRoleEndedOn: string | null;
  readonly level: number;
  readonly englishLevel: number;
  readonly mathsLevel: number;
  readonly skillCodes: string[];
  readonly checkCodes: string[];
  readonly slots: number;
  readonly travelMode: 'walk' | 'cycle' | 'public' | 'car';
  readonly travelLimitMinutes: number;
  readonly pathwayInterests: string[];
  readonly minimumHourlyPence: number | null;
  readonly availableFromOn: string | null;
  readonly isSeeking: boolean;
  readonly evidenceCodes: string[];
  readonly contractEndsOn: string | null;
  /** Of each case whose it is, how far it has come; null without any. */
  readonly cases: CaseProgress[] | null;
  /** Opportunities for which they were set aside; null without any. */
  readonly setAside: SetAside[] | null;
  readonly hasMatchingConsent: boolean;
}

/** Whom a cohort is made of. */
export interface Cohort {
  readonly candidateIds?: readonly string[];
  readonly organisationId?: string;
  readonly contractEndsFrom?: string;
  readonly contractEndsTo?: string;
}

/** With whom somebody is registered. */
export interface Registration {
  readonly candidateId: string;
  readonly organisationId: string;
  /** A consent to be shown to partners is valid. */
  readonly isShared: boolean;
}

/** Where a list goes on: the last row's name and id. */
export interface CandidatePage {
  readonly candidates: CandidateSummary[];
  /** Give it back as `after` for the next page; null on the last. */
  readonly next: string | null;
}

const VALID_CONSENT = (purpose: ConsentPurpose, on: string) => `EXISTS (
  SELECT FROM candidates.consents AS consent
   WHERE consent.candidate_id = candidate.candidate_id AND consent.purpose = '${purpose}' AND consent.given_on <= ${on}
     AND (consent.expires_on IS NULL OR consent.expires_on >= ${on}) AND (consent.withdrawn_on IS NULL OR consent.withdrawn_on > ${on}))`;

const SUMMARY = `candidate.candidate_id AS "candidateId", candidate.reference, organisation.code AS "organisationCode",
  candidate.given_name AS "givenName", candidate.family_name AS "familyName", candidate.present_post AS "presentPost",
  candidate.contract_ends_on::text AS "contractEndsOn"`;

const MATCHING_FIELDS = `born_on::text AS "bornOn", candidate.postcode, is_nhs_employee AS "isNhsEmployee", vaccination_role AS "vaccinationRole",
  vaccination_role_ended_on::text AS "vaccinationRoleEndedOn", candidate.level, english_level AS "englishLevel", maths_level AS "mathsLevel",
  skill_codes AS "skillCodes", check_codes AS "checkCodes", slots, travel_mode AS "travelMode", travel_limit_minutes AS "travelLimitMinutes",
  pathway_interests AS "pathwayInterests", minimum_hourly_pence AS "minimumHourlyPence", available_from_on::text AS "availableFromOn"`;

/** What the partner's file says, unless a broker has paused the person. `isPausedOn` of the kernel is the same rule. */
const IS_SEEKING = (on: string): string => `is_seeking AND NOT EXISTS (
  SELECT FROM candidates.pauses AS pause WHERE pause.candidate_id = candidate.candidate_id AND pause.ended_on IS NULL AND (pause.resumes_on IS NULL OR pause.resumes_on > ${on})) AS "isSeeking"`;

/** How far cases have come. They are read by whoever may see them, who are those that may match the person. */
const CASES = `jsonb_agg(jsonb_build_object('status', referral.status, 'leftOn', referral.left_on, 'holdsPlace', referral.holds_place))`;
/** Looked up person by person, which is best for a few. */
const CASES_OF_PERSON = `(SELECT ${CASES} FROM brokerage.referrals AS referral WHERE referral.candidate_id = candidate.candidate_id)`;
/** Gathered once for everybody: a hundred thousand look-ups take twice as long. */
const CASES_OF_EVERYBODY = `(SELECT referral.candidate_id, ${CASES} AS cases FROM brokerage.referrals AS referral GROUP BY referral.candidate_id)`;

/** What was answered of pairs, as far as nobody has taken it back; whether it still holds is for the facts of both sides to say. */
const SET_ASIDE = `jsonb_agg(jsonb_build_object('opportunityId', aside.opportunity_id, 'matters', aside.matters, 'fingerprint', aside.fingerprint, 'setOn', aside.set_on,
  'untilOn', aside.until_on, 'isUntilChecked', aside.is_until_checked) ORDER BY aside.set_aside_id)`;
const SET_ASIDE_OF_PERSON = `(SELECT ${SET_ASIDE} FROM matching.set_aside_pairs AS aside WHERE aside.candidate_id = candidate.candidate_id AND aside.ended_on IS NULL)`;
const SET_ASIDE_OF_EVERYBODY = `(SELECT aside.candidate_id, ${SET_ASIDE} AS set_aside FROM matching.set_aside_pairs AS aside WHERE aside.ended_on IS NULL GROUP BY aside.candidate_id)`;

/** A row of the matcher; `cases` and `setAside` are SQL. */
const MATCHING_ROW = (on: string, cases = CASES_OF_PERSON, setAside = SET_ASIDE_OF_PERSON): string => `candidate.candidate_id AS "candidateId", ${MATCHING_FIELDS}, evidence_codes AS "evidenceCodes", ${IS_SEEKING(on)}, candidate.contract_ends_on::text AS "contractEndsOn",
  ${cases} AS cases, ${setAside} AS "setAside", ${VALID_CONSENT('matching', on)} AS "hasMatchingConsent"`;

const BY_NAME = 'candidate.family_name, candidate.given_name, candidate.candidate_id';

/**
 * The rows that row-level security shows, fetched organisation by organisation: each gives its first few by its index
 * of names. Left to row-level security alone, everybody's names are read until enough of them are the actor's. Who
 * was referred to the actor, and the actor's own row, stand with neither and are asked for only where there can be some.
 */
function pageSql(after: string | null, isShownOthers: boolean): string {
  const afterLast = after === null ? '$1::uuid IS NULL' : `(${BY_NAME}) > (SELECT family_name, given_name, candidate_id FROM candidates.candidates WHERE candidate_id = $1)`;
  const others = `
    UNION ALL
    SELECT candidate.* FROM candidates.candidates AS candidate
     WHERE candidate.candidate_id IN (SELECT brokerage.referred_candidates() UNION SELECT identity.own_candidate())
       AND candidate.organisation_id NOT IN (SELECT organisation_id FROM reached) AND ${afterLast}`;
  return `
    WITH reached AS MATERIALIZED (SELECT identity.reach('people') AS organisation_id UNION SELECT identity.reach('shared_people'))
    SELECT ${SUMMARY}
      FROM (SELECT first_few.*
              FROM reached CROSS JOIN LATERAL (
                SELECT candidate.* FROM candidates.candidates AS candidate
                 WHERE candidate.organisation_id = reached.organisation_id AND ${afterLast} ORDER BY ${BY_NAME} LIMIT $2) AS first_few
            ${isShownOthers ? others : ''}) AS candidate
      JOIN identity.organisations AS organisation USING (organisation_id)
     ORDER BY ${BY_NAME} LIMIT $2`;
}

/** Whether the actor can be shown somebody who is registered with none of the organisations that they reach. */
function canBeShownOthers({ reach, candidateId }: Actor): boolean {
  return candidateId !== null || (reach !== 'everywhere' && (reach['referred_people'] ?? []).length > 0);
}

/** Whether the reader looks after the candidate, acts for those who do, or is the candidate: others are partners. */
const LOOKED_AFTER = `(coalesce(candidate_id = identity.own_candidate(), false) OR candidate.organisation_id IN (SELECT identity.reach('people'))
        OR candidate.organisation_id IN (SELECT identity.reach('shared_people')))`;

interface DetailRow extends CandidateDetail {
  readonly organisationId: string;
  readonly isLookedAfter: boolean;
  readonly mayBeContacted: boolean;
}

const DETAIL = `
  SELECT candidate.organisation_id AS "organisationId", ${LOOKED_AFTER} AS "isLookedAfter", candidates.consents_to(candidate_id, 'contact') AS "mayBeContacted",
        ${SUMMARY}, ${MATCHING_FIELDS}, ${IS_SEEKING('identity.today()')}, email, phone, needs,
        coalesce((SELECT jsonb_agg(jsonb_build_object('title', title, 'level', q.level) ORDER BY position)
                    FROM candidates.qualifications AS q WHERE q.candidate_id = candidate.candidate_id), '[]') AS qualifications,
        coalesce((SELECT jsonb_agg(jsonb_build_object('purpose', purpose, 'wordingVersion', wording_version, 'givenOn', given_on,
                                                     'expiresOn', expires_on, 'withdrawnOn', withdrawn_on) ORDER BY purpose, given_on)
                    FROM candidates.consents AS c WHERE c.candidate_id = candidate.candidate_id), '[]') AS consents
   FROM candidates.candidates AS candidate JOIN identity.organisations AS organisation USING (organisation_id)
  WHERE candidate.candidate_id = $1`;

/** Reads of people. */
@Injectable()
export class CandidatesQuery {
  constructor(
    private readonly database: Database,
    private readonly sealer: Sealer,
  ) {}

  /** A page in the order of names. `after` is the candidate id that the last page ended with. */
  async page(actor: Actor, options: { after: string | null; limit: number }): Promise<CandidatePage> {
    const rows = await this.database.read<CandidateSummary>(
      actor,
      pageSql(options.after, canBeShownOthers(actor)),
      [options.after, options.limit + 1],
    );
    const candidates = rows.slice(0, options.limit);
    return { candidates, next: rows.length > options.limit ? (candidates.at(-1)?.candidateId ?? null) : null };
  }

  /** One candidate as far as the actor is to know, and writes down that they have seen it. Throws candidates/candidate-not-found. */
  async detail(actor: Actor, candidateId: string): Promise<CandidateDetail> {
    return this.database.write(actor, async (manager) => {
      const [found] = await manager.query<DetailRow[]>(DETAIL, [candidateId]);
      if (found === undefined) throw notFound();
      const { organisationId, isLookedAfter, mayBeContacted, ...candidate } = found;
      await writeAudit(manager, actor, 'candidate.seen', candidateId, {}, { organisationId });
      return isLookedAfter ? openCandidate(this.sealer, candidate) : openCandidate(this.sealer, forPartner(candidate, mayBeContacted));
    });
  }

  /** Throws candidates/candidate-not-found unless the actor may see the candidate. */
  async mustBeInReach(actor: Actor, candidateId: string): Promise<void> {
    const found = await this.database.read(actor, `SELECT FROM candidates.candidates WHERE candidate_id = $1`, [candidateId]);
    if (found.length === 0) throw notFound();
  }

  /** Somebody whom the actor looks after, acts for, or is. Throws candidates/candidate-not-found for everybody else. */
  async lookedAfter(read: Read, candidateId: string): Promise<{ readonly candidateId: string; readonly organisationId: string }> {
    const [found] = await read<{ candidateId: string; organisationId: string }>(
      `SELECT candidate_id AS "candidateId", organisation_id AS "organisationId" FROM candidates.candidates AS candidate WHERE candidate_id = $1 AND ${LOOKED_AFTER}`,
      [candidateId],
    );
    if (found === undefined) throw notFound();
    return found;
  }

  /** The row that the matcher's facts are made of. Throws candidates/candidate-not-found. */
  async matchingRow(actor: Actor, candidateId: string, on: string): Promise<CandidateRow> {
    const [row] = await this.matchingRowsOf(actor, [candidateId], on);
    return row!;
  }

  /** Such rows of several different people, in the order of the ids given. Throws candidates/candidate-not-found when one of them is not to be seen. */
  async matchingRowsOf(actor: Actor, candidateIds: readonly string[], on: string): Promise<CandidateRow[]> {
    return this.database.readTogether(actor, (read) => this.matchingRowsFor(read, candidateIds, on));
  }

  /** The same in the caller's transaction. */
  async matchingRowsFor(read: Read, candidateIds: readonly string[], on: string): Promise<CandidateRow[]> {
    const rows = await this.matchingRowsSeen(read, candidateIds, on);
    const byId = new Map(rows.map((row) => [row.candidateId, row]));
    return candidateIds.map((candidateId) => {
      const row = byId.get(candidateId);
      if (row === undefined) throw notFound();
      return row;
    });
  }

  /** The same of those whom the reader sees, in any order. */
  async matchingRowsSeen(read: Read, candidateIds: readonly string[], on: string): Promise<CandidateRow[]> {
    return read<CandidateRow>(`SELECT ${MATCHING_ROW('$2::date')} FROM candidates.candidates AS candidate WHERE candidate_id = ANY ($1)`, [candidateIds, on]);
  }

  /** One such row, with what the directory says of the home. Throws candidates/candidate-not-found. */
  async matchingRowAtHome(read: Read, candidateId: string, on: string, edition: ImdEdition): Promise<CandidateRow & { readonly home: DirectoryRow | null }> {
    const [row] = await read<CandidateRow & { readonly home: DirectoryRow | null }>(
      `SELECT ${MATCHING_ROW('$2::date')}, ${DIRECTORY_ROW_OF('candidate.postcode', edition)} AS home FROM candidates.candidates AS candidate WHERE candidate_id = $1`,
      [candidateId, on],
    );
    if (row === undefined) throw notFound();
    return row;
  }

  /** Whether a consent for a purpose is valid on a day. */
  async hasConsent(manager: EntityManager, candidateId: string, purpose: ConsentPurpose, on: string): Promise<boolean> {
    const [row] = await manager.query<{ valid: boolean }[]>(
      `SELECT ${VALID_CONSENT(purpose, '$2::date')} AS valid FROM candidates.candidates AS candidate WHERE candidate_id = $1`,
      [candidateId, on],
    );
    if (row === undefined) throw notFound();
    return row.valid;
  }

  /** Where to write to somebody, and whether they have agreed to it on a day. Null: there is no such person. Throws platform/not-opened. */
  async mailbox(manager: EntityManager, candidateId: string, on: string): Promise<{ readonly email: string | null; readonly mayBeContacted: boolean } | null> {
    const [row] = await manager.query<{ email: string | null; mayBeContacted: boolean }[]>(
      `SELECT email, ${VALID_CONSENT('contact', '$2::date')} AS "mayBeContacted" FROM candidates.candidates AS candidate WHERE candidate_id = $1`,
      [candidateId, on],
    );
    return row === undefined ? null : { ...openCandidate(this.sealer, { email: row.email, phone: null, needs: null }), mayBeContacted: row.mayBeContacted };
  }

  /** Of some people whether there is an address and whether they may be written to on a day. The addresses stay sealed. */
  async mailboxesOf(manager: EntityManager, candidateIds: readonly string[], on: string): Promise<{ readonly candidateId: string; readonly hasAddress: boolean; readonly mayBeContacted: boolean }[]> {
    return manager.query(
      `SELECT candidate_id AS "candidateId", email IS NOT NULL AS "hasAddress", ${VALID_CONSENT('contact', '$2::date')} AS "mayBeContacted" FROM candidates.candidates AS candidate WHERE candidate_id = ANY ($1)`,
      [candidateIds, on],
    );
  }

  /** The ids of a cohort among those whom the caller's transaction sees: named, or of an organisation, or whose contract ends in a span of days; what is left out does not narrow it. */
  async idsForMatching(manager: EntityManager, { candidateIds, organisationId, contractEndsFrom, contractEndsTo }: Cohort): Promise<string[]> {
    const rows = await manager.query<{ id: string }[]>(
      `SELECT candidate_id AS id FROM candidates.candidates
        WHERE ($1::uuid[] IS NULL OR candidate_id = ANY ($1)) AND ($2::uuid IS NULL OR organisation_id = $2)
          AND ($3::date IS NULL OR contract_ends_on >= $3) AND ($4::date IS NULL OR contract_ends_on <= $4)`,
      [candidateIds ?? null, organisationId ?? null, contractEndsFrom ?? null, contractEndsTo ?? null],
    );
    return rows.map(({ id }) => id);
  }

  /** With whom people are registered and whether they may be shown to partners on a day: everybody whom the caller's transaction sees, or some. */
  async registrations(manager: EntityManager, on: string, candidateIds: readonly string[] | null): Promise<Registration[]> {
    return manager.query(
      `SELECT candidate_id AS "candidateId", organisation_id AS "organisationId", ${VALID_CONSENT('sharing-with-partners', '$1::date')} AS "isShared"
         FROM candidates.candidates AS candidate WHERE $2::uuid[] IS NULL OR candidate_id = ANY ($2)`,
      [on, candidateIds],
    );
  }

  /** How many candidates the caller's transaction sees. */
  async countIn(manager: EntityManager): Promise<number> {
    const [row] = await manager.query<{ count: number }[]>(`SELECT count(*)::int AS count FROM candidates.candidates`);
    return row!.count;
  }

  /** All rows in the order of their ids, in batches, through a cursor of the caller's transaction. */
  async *matchingRows(manager: EntityManager, on: string, batchSize: number): AsyncGenerator<CandidateRow[]> {
    await manager.query(
      `DECLARE matching_rows NO SCROLL CURSOR FOR
       SELECT ${MATCHING_ROW(`'${on}'::date`, 'progress.cases', 'answers.set_aside')}
         FROM candidates.candidates AS candidate LEFT JOIN ${CASES_OF_EVERYBODY} AS progress ON progress.candidate_id = candidate.candidate_id
              LEFT JOIN ${SET_ASIDE_OF_EVERYBODY} AS answers ON answers.candidate_id = candidate.candidate_id
        ORDER BY candidate.candidate_id`,
    );
    for (;;) {
      const rows = await manager.query<CandidateRow[]>(`FETCH ${batchSize} FROM matching_rows`);
      if (rows.length === 0) break;
      yield rows;
    }
    await manager.query('CLOSE matching_rows');
  }
}

/** What a partner needs of somebody who was referred: no needs, birth date or consents, and a way to reach them only with their consent to it. */
function forPartner(candidate: CandidateDetail, mayBeContacted: boolean): CandidateDetail {
  const contact = mayBeContacted ? {} : { email: null, phone: null };
  return { ...candidate, ...contact, bornOn: null, needs: null, consents: [] };
}

function notFound(): DomainError {
  return new DomainError('candidates/candidate-not-found', 'There is no such candidate.');
}
