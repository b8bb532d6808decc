import { writeAudits, type Actor, type Sealer } from '#lib/platform';
import type { EntityManager } from 'typeorm';
import { candidateDigest, candidateDigests } from './sealed-fields.js';

interface MergedReference {
  readonly reference: string;
  readonly digest: string;
  /** Of the record that is kept; null when that is another organisation's. */
  readonly keptReference: string | null;
}

/** A row as it is to be stored, and its place among those that were sent. */
interface FollowedEntry<Entry> {
  readonly entry: Entry;
  readonly place: number;
}

/** Rows as they are to be stored, and those that say something new under a reference that means another record. */
interface FollowedRows<Entry> {
  readonly followed: readonly FollowedEntry<Entry>[];
  readonly news: readonly Entry[];
}

/**
 * Rows as they are to be stored, now that some records are one: a row under the reference of a record that was put together
 * with another means the other. When it says what it said before, or the other's own row is there too, it changes nothing:
 * two rows of one person would otherwise take turns with every file.
 */
export async function followMerges<Entry extends { readonly reference: string }>(manager: EntityManager, sealer: Sealer, organisationId: string, entries: readonly Entry[]): Promise<FollowedRows<Entry>> {
  const merged = await manager.query<MergedReference[]>(
    `SELECT reference, row_digest AS digest, kept_reference AS "keptReference" FROM candidates.merged_references($1, $2)`,
    [organisationId, entries.map(({ reference }) => reference)],
  );
  if (merged.length === 0) return { followed: entries.map((entry, place) => ({ entry, place })), news: [] };
  const mergedOf = new Map(merged.map((one) => [one.reference, one]));
  const taken = new Set(entries.map(({ reference }) => reference));
  const news: Entry[] = [];
  const followed = entries.flatMap((entry, place) => {
    const { digest, keptReference } = mergedOf.get(entry.reference) ?? {};
    if (digest === undefined) return [{ entry, place }];
    if (candidateDigests(sealer, entry).includes(digest)) return [];
    news.push(entry);
    if (keptReference === null || keptReference === undefined || taken.has(keptReference)) return [];
    taken.add(keptReference);
    return [{ entry: { ...entry, reference: keptReference }, place }];
  });
  await manager.query(`SELECT FROM candidates.note_merged_rows($1, $2, $3)`, [organisationId, news.map(({ reference }) => reference), news.map((entry) => candidateDigest(sealer, entry))]);
  return { followed, news };
}

/**
 * A purpose that such a row gave before and gives no more ends for the record that is kept, also when that is another
 * organisation's: a no counts wherever it is said. After everything else of the batch is stored. Returns the references.
 */
export async function withdrawForMerged(manager: EntityManager, actor: Actor, organisationId: string, news: readonly { readonly reference: string; readonly consents: readonly unknown[] }[]): Promise<ReadonlySet<string>> {
  if (news.length === 0) return new Set();
  const ended = await manager.query<{ reference: string; keptId: string; keeperId: string; purposes: string[] }[]>(
    `SELECT reference, kept_id AS "keptId", kept_organisation_id AS "keeperId", purposes FROM candidates.withdraw_for_merged_rows($1, $2)`,
    [organisationId, JSON.stringify(news.map(({ reference, consents }) => ({ reference, consents })))],
  );
  await writeAudits(manager, actor, ended.flatMap(({ keptId, keeperId, purposes }) => [...new Set([keeperId, organisationId])].map((told) => ({ action: 'candidate.consents-withdrawn', subject: keptId, detail: { purposes }, organisationId: told }))));
  return new Set(ended.map(({ reference }) => reference));
}
