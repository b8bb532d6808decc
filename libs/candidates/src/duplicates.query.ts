import type { Likeness } from '#lib/kernel';
import { Database, type Actor } from '#lib/platform';
import { Injectable } from '@nestjs/common';

/** A record as a list shows it. */
export interface RecordedCandidate {
  readonly candidateId: string;
  readonly reference: string;
  readonly givenName: string;
  readonly familyName: string;
}

/** Two records that are perhaps of one person, seen from the one that the reader looks after. */
export interface DuplicatePair {
  readonly duplicateId: string;
  readonly likeness: Likeness;
  readonly foundOn: string;
  readonly ours: RecordedCandidate;
  /** The other record when the reader looks after that one too; null when it is with somebody else. */
  readonly other: RecordedCandidate | null;
  /** With whom the other record is: whom to ask. */
  readonly askCode: string;
  readonly askName: string;
  readonly ourAnswer: 'same' | 'different' | null;
  readonly theirAnswer: 'same' | 'different' | null;
  /** Which record is kept when both agree, as whoever asked proposes; null: nobody has asked. */
  readonly proposedKeep: 'ours' | 'other' | null;
}

export interface DuplicatePage {
  readonly duplicates: DuplicatePair[];
  readonly next: string | null;
}

/** Two records that were put together. */
export interface Merge {
  readonly mergeId: string;
  /** The record that was kept, when the reader looks after it. */
  readonly kept: RecordedCandidate | null;
  /** With whom the record that was kept is, and with whom the other was. */
  readonly keptBy: string;
  readonly mergedFrom: string;
  readonly mergedAt: Date;
  readonly undoneAt: Date | null;
}

export interface MergePage {
  readonly merges: Merge[];
  readonly next: string | null;
}

const record = (person: string): string => `jsonb_build_object('candidateId', ${person}.candidate_id, 'reference', ${person}.reference, 'givenName', ${person}.given_name, 'familyName', ${person}.family_name)`;

/** Reads of people who are perhaps registered twice. */
@Injectable()
export class DuplicatesQuery {
  constructor(private readonly database: Database) {}

  /** Pairs with somebody whom the actor looks after, in the order in which they were found. */
  async page(actor: Actor, { after, limit }: { readonly after: string | null; readonly limit: number }): Promise<DuplicatePage> {
    const duplicates = await this.database.read<DuplicatePair>(
      actor,
      `SELECT pair.duplicate_id AS "duplicateId", likeness, found_on::text AS "foundOn", ${record('ours')} AS ours, CASE WHEN other.candidate_id IS NOT NULL THEN ${record('other')} END AS other,
              organisation.code AS "askCode", organisation.name AS "askName", our_answer AS "ourAnswer", their_answer AS "theirAnswer", candidates.proposed_keep(pair.duplicate_id) AS "proposedKeep"
         FROM candidates.duplicates_in_reach($1, $2) AS pair JOIN candidates.candidates AS ours ON ours.candidate_id = pair.candidate_id
         LEFT JOIN candidates.candidates AS other ON other.candidate_id = pair.other_id
         JOIN identity.organisations AS organisation ON organisation.organisation_id = pair.other_organisation_id ORDER BY pair.duplicate_id`,
      [after, limit + 1],
    );
    const page = duplicates.slice(0, limit);
    return { duplicates: page, next: duplicates.length > limit ? (page.at(-1)?.duplicateId ?? null) : null };
  }

  /** Merges of records that the actor looks after or did, the newest first. */
  async merges(actor: Actor, { after, limit }: { readonly after: string | null; readonly limit: number }): Promise<MergePage> {
    const merges = await this.database.read<Merge>(
      actor,
      `SELECT merge_id AS "mergeId", CASE WHEN kept.candidate_id IS NOT NULL THEN ${record('kept')} END AS kept, keeper.name AS "keptBy", source.name AS "mergedFrom", merged_at AS "mergedAt", undone_at AS "undoneAt"
         FROM candidates.merges AS merge LEFT JOIN candidates.candidates AS kept ON kept.candidate_id = merge.kept_id
         JOIN identity.organisations AS keeper ON keeper.organisation_id = kept_organisation_id JOIN identity.organisations AS source ON source.organisation_id = merged_organisation_id
        WHERE $1::uuid IS NULL OR merge_id < $1 ORDER BY merge_id DESC LIMIT $2`,
      [after, limit + 1],
    );
    const page = merges.slice(0, limit);
    return { merges: page, next: merges.length > limit ? (page.at(-1)?.mergeId ?? null) : null };
  }
}
