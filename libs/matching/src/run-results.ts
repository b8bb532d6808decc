import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import { LOTTERY_RANGE, type PackedMatches } from '#lib/kernel';
import { BinaryRows, uuidBytes } from '#lib/platform';
import type { EntityManager } from 'typeorm';

const zip = promisify(gzip);
const unzip = promisify(gunzip);

const CANDIDATE_MATCHES = { table: 'matching.candidate_matches', idColumn: 'candidate_id', otherIds: 'opportunity_ids' } as const;
const OPPORTUNITY_MATCHES = { table: 'matching.opportunity_matches', idColumn: 'opportunity_id', otherIds: 'candidate_ids' } as const;

/** Stores the best opportunities of candidates: row r of `matches` is the rth of `candidateIds`, an index one of `opportunityIds`. */
export function storeCandidateMatches(manager: EntityManager, runId: string, candidateIds: readonly string[], opportunityIds: readonly string[], matches: PackedMatches): Promise<void> {
  return store(manager, CANDIDATE_MATCHES, runId, candidateIds, opportunityIds, matches);
}

/** Stores the best candidates of opportunities, likewise. */
export function storeOpportunityMatches(manager: EntityManager, runId: string, opportunityIds: readonly string[], candidateIds: readonly string[], matches: PackedMatches): Promise<void> {
  return store(manager, OPPORTUNITY_MATCHES, runId, opportunityIds, candidateIds, matches);
}

type Target = typeof CANDIDATE_MATCHES | typeof OPPORTUNITY_MATCHES;

async function store(manager: EntityManager, target: Target, runId: string, ids: readonly string[], otherIds: readonly string[], matches: PackedMatches): Promise<void> {
  const { limit, eligibleCounts, indexes, ranks } = matches;
  const others = otherIds.map(uuidBytes);
  const run = uuidBytes(runId);
  const rows = new BinaryRows();
  ids.forEach((id, row) => {
    const from = row * limit;
    let count = 0;
    while (count < limit && indexes[from + count] !== -1) count += 1;
    rows.beginRow(5);
    rows.uuid(run);
    rows.uuid(uuidBytes(id));
    rows.int4(eligibleCounts[row]!);
    rows.uuids(count, (at) => others[indexes[from + at]!]!);
    rows.int4s(count, (at) => Math.floor(ranks[from + at]! / LOTTERY_RANGE));
  });
  // COPY does not go into a table with row-level security, so it goes through one of the transaction's own. Both together
  // take half the time of an INSERT whose rows come as arrays of text.
  const columns = ['run_id', target.idColumn, 'eligible_count', target.otherIds, 'scores'];
  await manager.query(`CREATE TEMPORARY TABLE arriving_matches ON COMMIT DROP AS SELECT ${columns.join(', ')} FROM ${target.table} WITH NO DATA`);
  await rows.copyInto(manager, 'pg_temp.arriving_matches', columns);
  await manager.query(`INSERT INTO ${target.table} (${columns.join(', ')}) SELECT ${columns.join(', ')} FROM pg_temp.arriving_matches`);
}

/** What a shard found for the opportunities, until the run's end: bytes for one column. */
export function packFound(matches: PackedMatches): Promise<Buffer> {
  const columns = [matches.ranks, matches.eligibleCounts, matches.indexes];
  return zip(Buffer.concat(columns.map(({ buffer, byteOffset, byteLength }) => Buffer.from(buffer, byteOffset, byteLength))), { level: 1 });
}

/** What {@link packFound} packed, of as many opportunities with the same limit. */
export async function unpackFound(packed: Buffer, rows: number, limit: number): Promise<PackedMatches> {
  const bytes = Uint8Array.from(await unzip(packed)).buffer; // a copy of its own, which begins at a multiple of eight
  const entries = rows * limit;
  return { limit, ranks: new Float64Array(bytes, 0, entries), eligibleCounts: new Int32Array(bytes, entries * 8, rows), indexes: new Int32Array(bytes, entries * 8 + rows * 4, entries) };
}
