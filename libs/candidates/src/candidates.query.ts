import { DomainError } from '#lib/platform';
import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import type { ConsentPurpose } from './candidates.service.js';

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
  readonly hasMatchingConsent: boolean;
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
  pathway_interests AS "pathwayInterests", minimum_hourly_pence AS "minimumHourlyPence", available_from_on::text AS "availableFromOn", is_seeking AS "isSeeking"`;

/** Reads of people. */
@Injectable()
export class CandidatesQuery {
  constructor(private readonly dataSource: DataSource) {}

  /** A page in the order of names. `after` is the candidate id that the last page ended with. */
  async page(options: { after: string | null; limit: number }): Promise<CandidatePage> {
    const rows = await this.dataSource.query<CandidateSummary[]>(
      `SELECT ${SUMMARY}
         FROM candidates.candidates AS candidate JOIN identity.organisations AS organisation USING (organisation_id)
        WHERE $1::uuid IS NULL OR (candidate.family_name, candidate.given_name, candidate.candidate_id) > (
          SELECT family_name, given_name, candidate_id FROM candidates.candidates WHERE candidate_id = $1)
        ORDER BY candidate.family_name, candidate.given_name, candidate.candidate_id
        LIMIT $2`,
      [options.after, options.limit + 1],
    );
    const candidates = rows.slice(0, options.limit);
    return { candidates, next: rows.length > options.limit ? (candidates.at(-1)?.candidateId ?? null) : null };
  }

  /** Everything on one candidate. Throws candidates/candidate-not-found. */
  async detail(candidateId: string): Promise<CandidateDetail> {
    const [found] = await this.dataSource.query<CandidateDetail[]>(
      `SELECT ${SUMMARY}, ${MATCHING_FIELDS}, email, phone, needs,
              coalesce((SELECT jsonb_agg(jsonb_build_object('title', title, 'level', q.level) ORDER BY position)
                          FROM candidates.qualifications AS q WHERE q.candidate_id = candidate.candidate_id), '[]') AS qualifications,
              coalesce((SELECT jsonb_agg(jsonb_build_object('purpose', purpose, 'wordingVersion', wording_version, 'givenOn', given_on,
                                                           'expiresOn', expires_on, 'withdrawnOn', withdrawn_on) ORDER BY purpose, given_on)
                          FROM candidates.consents AS c WHERE c.candidate_id = candidate.candidate_id), '[]') AS consents
         FROM candidates.candidates AS candidate JOIN identity.organisations AS organisation USING (organisation_id)
        WHERE candidate.candidate_id = $1`,
      [candidateId],
    );
    if (found === undefined) throw new DomainError('candidates/candidate-not-found', 'There is no such candidate.');
    return found;
  }

  /** The row that the matcher's facts are made of. Throws candidates/candidate-not-found. */
  async matchingRow(candidateId: string, on: string): Promise<CandidateRow> {
    const [row] = await this.dataSource.query<CandidateRow[]>(
      `SELECT candidate_id AS "candidateId", ${MATCHING_FIELDS}, ${VALID_CONSENT('matching', '$2::date')} AS "hasMatchingConsent"
         FROM candidates.candidates AS candidate WHERE candidate_id = $1`,
      [candidateId, on],
    );
    if (row === undefined) throw new DomainError('candidates/candidate-not-found', 'There is no such candidate.');
    return row;
  }

  /** Whether a consent for a purpose is valid on a day. */
  async hasConsent(manager: EntityManager, candidateId: string, purpose: ConsentPurpose, on: string): Promise<boolean> {
    const [row] = await manager.query<{ valid: boolean }[]>(
      `SELECT ${VALID_CONSENT(purpose, '$2::date')} AS valid FROM candidates.candidates AS candidate WHERE candidate_id = $1`,
      [candidateId, on],
    );
    if (row === undefined) throw new DomainError('candidates/candidate-not-found', 'There is no such candidate.');
    return row.valid;
  }

  /** All rows in the order of their ids, in batches, through a cursor of the caller's transaction. */
  async *matchingRows(manager: EntityManager, on: string, batchSize: number): AsyncGenerator<CandidateRow[]> {
    await manager.query(
      `DECLARE matching_rows NO SCROLL CURSOR FOR
       SELECT candidate_id AS "candidateId", ${MATCHING_FIELDS}, ${VALID_CONSENT('matching', `'${on}'::date`)} AS "hasMatchingConsent"
         FROM candidates.candidates AS candidate ORDER BY candidate_id`,
    );
    for (;;) {
      const rows = await manager.query<CandidateRow[]>(`FETCH ${batchSize} FROM matching_rows`);
      if (rows.length === 0) break;
      yield rows;
    }
    await manager.query('CLOSE matching_rows');
  }
}
