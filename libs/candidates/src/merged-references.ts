import type { Sealer } from '#lib/platform';
import type { EntityManager } from 'typeorm';
import { candidateDigest, candidateDigests } from './sealed-fields.js';

interface MergedReference {
  readonly reference: string;
  readonly digest: string;
  /** Of the record that is kept; null when that is another organisation's. */
  readonly keptReference: string | null;
}

/** A row as it is to be stored, and its place among those that were sent. */
export interface FollowedEntry<Entry> {
  readonly entry: Entry;
  readonly place: number;
}

/**
 * Rows as they are to be stored, now that some records are one: a row under the reference of a record that was put together
 * with another means the other. When it says what it said before, or the other's own row is there too, it changes nothing:
 * two rows of one person would otherwise take turns with every file.
 */
export async function followMerges<Entry extends { readonly reference: string }>(manager: EntityManager, sealer: Sealer, organisationId: string, entries: readonly Entry[]): Promise<FollowedEntry<Entry>[]> {
  const merged = await manager.query<MergedReference[]>(
    `SELECT reference, row_digest AS digest, kept_reference AS "keptReference" FROM candidates.merged_references($1, $2)`,
    [organisationId, entries.map(({ reference }) => reference)],
  );
  if (merged.length === 0) return entries.map((entry, place) => ({ entry, place }));
  const mergedOf = new Map(merged.map((one) => [one.reference, one]));
  const taken = new Set(entries.map(({ reference }) => reference));
  const news: { readonly reference: string; readonly digest: string }[] = [];
  const followed = entries.flatMap((entry, place) => {
    const { digest, keptReference } = mergedOf.get(entry.reference) ?? {};
    if (digest === undefined) return [{ entry, place }];
    if (candidateDigests(sealer, entry).includes(digest)) return [];
    news.push({ reference: entry.reference, digest: candidateDigest(sealer, entry) });
    if (keptReference === null || keptReference === undefined || taken.has(keptReference)) return [];
    taken.add(keptReference);
    return [{ entry: { ...entry, reference: keptReference }, place }];
  });
  await manager.query(`SELECT FROM candidates.note_merged_rows($1, $2, $3)`, [organisationId, news.map(({ reference }) => reference), news.map(({ digest }) => digest)]);
  return followed;
}
