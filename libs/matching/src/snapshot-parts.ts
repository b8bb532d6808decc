import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import { factsOfVersion, type CandidateFacts, type OpportunityFacts } from '#lib/kernel';
import type { EntityManager } from 'typeorm';
import { packCandidates, packedIds, unpackCandidates } from './packed-candidates.js';

const zip = promisify(gzip);
const unzip = promisify(gunzip);

/** Rules of the first version, whose facts were kept as JSON. */
const JSON_RULES = 'rules-1';

/** A part of a snapshot as it is stored. */
export interface SnapshotPart {
  readonly format: 'json' | 'columns';
  readonly body: Buffer;
}

/** Stores one range of candidates, in the order of their ids. */
export async function storeCandidates(manager: EntityManager, snapshotId: string, partNumber: number, facts: readonly CandidateFacts[]): Promise<void> {
  await store(manager, snapshotId, 'candidates', partNumber, { format: 'columns', body: packCandidates(facts) });
}

/** Stores all opportunities: a tenth of the people, or less, so JSON serves. */
export async function storeOpportunities(manager: EntityManager, snapshotId: string, facts: readonly OpportunityFacts[]): Promise<void> {
  await store(manager, snapshotId, 'opportunities', 0, { format: 'json', body: Buffer.from(JSON.stringify(facts), 'utf8') });
}

async function store(manager: EntityManager, snapshotId: string, content: 'candidates' | 'opportunities', partNumber: number, { format, body }: SnapshotPart): Promise<void> {
  await manager.query(`INSERT INTO matching.snapshot_parts (snapshot_id, content, part_number, format, body) VALUES ($1, $2, $3, $4, $5)`, [
    snapshotId,
    content,
    partNumber,
    format,
    await zip(body, { level: 1 }), // a better one saves a tenth more and takes as long as the matching
  ]);
}

/** The candidates of a part, one after another. */
export async function candidatesIn({ format, body }: SnapshotPart): Promise<Iterable<CandidateFacts>> {
  const bytes = await unzip(body);
  if (format === 'columns') return unpackCandidates(bytes);
  return (JSON.parse(bytes.toString('utf8')) as CandidateFacts[]).map((stored) => factsOfVersion(JSON_RULES, stored)!);
}

/** The ids of the candidates of a part, in their order. */
export async function candidateIdsIn(part: SnapshotPart): Promise<string[]> {
  return part.format === 'columns' ? packedIds(await unzip(part.body)) : Array.from(await candidatesIn(part), ({ candidateId }) => candidateId);
}

/** The opportunities of a part. */
export async function opportunitiesIn({ body }: SnapshotPart): Promise<OpportunityFacts[]> {
  return (JSON.parse((await unzip(body)).toString('utf8')) as OpportunityFacts[]).map((stored) => factsOfVersion(JSON_RULES, stored)!);
}
