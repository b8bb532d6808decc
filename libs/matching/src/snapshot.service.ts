import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import { CandidatesQuery, type CandidateRow } from '#lib/candidates';
import { PostcodeLookup } from '#lib/geography';
import type { CandidateFacts, OpportunityFacts, PlainDate, Programme } from '#lib/kernel';
import { OpportunitiesQuery, type OpportunityRow } from '#lib/opportunities';
import { Database, DomainError, systemActor, type Actor } from '#lib/platform';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { candidateFacts, opportunityFacts, RULES_EDITION, toGridPosition, toProgramme, type HomePlace } from './matching-facts.js';

const zip = promisify(gzip);
const unzip = promisify(gunzip);

/** Pairs that one shard looks at: a second or two of one core. */
const PAIRS_PER_SHARD = 2_000_000;
const SMALLEST_SHARD = 50;
const LARGEST_SHARD = 5_000;

/** Looks after snapshots that nobody refers to. */
const KEEPER = systemActor('job:match-run', {});

/** A snapshot that has just been taken. */
export interface TakenSnapshot {
  readonly snapshotId: string;
  /** Candidates in each part, part 0 first. */
  readonly candidatesPerPart: readonly number[];
}

/** How many candidates a shard has when every one meets so many opportunities. */
export function shardSize(opportunityCount: number): number {
  return Math.min(LARGEST_SHARD, Math.max(SMALLEST_SHARD, Math.floor(PAIRS_PER_SHARD / Math.max(1, opportunityCount))));
}

/** The facts as they stood at one moment, kept with the run so that its answers can be explained and replayed. */
@Injectable()
export class SnapshotService {
  constructor(
    private readonly database: Database,
    private readonly candidates: CandidatesQuery,
    private readonly opportunities: OpportunitiesQuery,
    private readonly postcodes: PostcodeLookup,
  ) {}

  /** Reads everybody and everything in the caller's transaction, which must be REPEATABLE READ, and stores the facts in parts. */
  async take(manager: EntityManager, asOfOn: PlainDate): Promise<TakenSnapshot> {
    const programmes = (await this.opportunities.programmesIn(manager)).map(toProgramme);
    const opportunities = await this.factsOfOpportunities(await this.opportunities.matchingRows(manager, asOfOn));
    const [snapshot] = await manager.query<{ snapshot_id: string }[]>(
      `INSERT INTO matching.snapshots (as_of_on, candidate_count, opportunity_count) VALUES ($1, 0, $2) RETURNING snapshot_id`,
      [asOfOn, opportunities.length],
    );
    const snapshotId = snapshot!.snapshot_id;
    await this.storePart(manager, snapshotId, 'opportunities', 0, opportunities);
    const candidatesPerPart: number[] = [];
    for await (const rows of this.candidates.matchingRows(manager, asOfOn, shardSize(opportunities.length))) {
      await this.storePart(manager, snapshotId, 'candidates', candidatesPerPart.length, await this.factsOfCandidates(rows, programmes, asOfOn));
      candidatesPerPart.push(rows.length);
    }
    await manager.query(`UPDATE matching.snapshots SET candidate_count = $2 WHERE snapshot_id = $1`, [snapshotId, candidatesPerPart.reduce((sum, count) => sum + count, 0)]);
    return { snapshotId, candidatesPerPart };
  }

  /** Removes a snapshot that no run refers to. */
  async drop(snapshotId: string): Promise<void> {
    await this.database.write(KEEPER, (manager) => manager.query(`DELETE FROM matching.snapshots WHERE snapshot_id = $1`, [snapshotId]), 'pathways_matcher');
  }

  /** Removes what a worker left behind that was killed between taking a snapshot and writing its shards. */
  async dropUnused(): Promise<void> {
    await this.database.write(
      KEEPER,
      (manager) =>
        manager.query(
          `DELETE FROM matching.snapshots AS snapshot
            WHERE taken_at < now() - interval '1 hour' AND NOT EXISTS (SELECT FROM matching.runs AS run WHERE run.snapshot_id = snapshot.snapshot_id)`,
        ),
      'pathways_matcher',
    );
  }

  /** The opportunities of a snapshot. */
  async opportunitiesOf(actor: Actor, snapshotId: string): Promise<OpportunityFacts[]> {
    return this.readPart(actor, snapshotId, 'opportunities', 0);
  }

  /** The candidates of one part of a snapshot. */
  async candidatesOf(actor: Actor, snapshotId: string, partNumber: number): Promise<CandidateFacts[]> {
    return this.readPart(actor, snapshotId, 'candidates', partNumber);
  }

  /** One candidate's facts as they stand today, not as a snapshot has them. */
  async candidateToday(actor: Actor, candidateId: string, on: PlainDate): Promise<CandidateFacts> {
    const programmes = (await this.opportunities.programmes(actor)).map(toProgramme);
    const [facts] = await this.factsOfCandidates([await this.candidates.matchingRow(actor, candidateId, on)], programmes, on);
    return facts!;
  }

  /** One opportunity's facts as they stand today. */
  async opportunityToday(actor: Actor, opportunityId: string, on: PlainDate): Promise<OpportunityFacts> {
    const [facts] = await this.factsOfOpportunities([await this.opportunities.matchingRow(actor, opportunityId, on)]);
    return facts!;
  }

  /** Where candidates live, by the postcode as they typed it. */
  async homesOf(rows: readonly CandidateRow[]): Promise<Map<string, HomePlace>> {
    const typed = [...new Set(rows.flatMap((row) => row.postcode ?? []))];
    const places = await this.postcodes.placesOf(typed, RULES_EDITION);
    return new Map(typed.map((postcode, index) => {
      const place = places[index] ?? null;
      return [postcode, { position: toGridPosition(place?.position ?? null), ladCode: place?.ladCode ?? null, decile: place?.decile ?? null }];
    }));
  }

  private async factsOfCandidates(rows: readonly CandidateRow[], programmes: readonly Programme[], on: PlainDate): Promise<CandidateFacts[]> {
    const homes = await this.homesOf(rows);
    return rows.map((row) => candidateFacts(row, (row.postcode !== null && homes.get(row.postcode)) || NOWHERE, programmes, on));
  }

  private async factsOfOpportunities(rows: readonly OpportunityRow[]): Promise<OpportunityFacts[]> {
    const typed = [...new Set(rows.flatMap((row) => row.postcode ?? []))];
    const places = await this.postcodes.placesOf(typed, RULES_EDITION);
    const positions = new Map(typed.map((postcode, index) => [postcode, toGridPosition(places[index]?.position ?? null)]));
    return rows.map((row) => opportunityFacts(row, row.postcode === null ? null : (positions.get(row.postcode) ?? null)));
  }

  private async storePart(manager: EntityManager, snapshotId: string, content: 'candidates' | 'opportunities', partNumber: number, facts: readonly unknown[]): Promise<void> {
    await manager.query(`INSERT INTO matching.snapshot_parts (snapshot_id, content, part_number, body) VALUES ($1, $2, $3, $4)`, [
      snapshotId,
      content,
      partNumber,
      await zip(JSON.stringify(facts)),
    ]);
  }

  private async readPart<Facts>(actor: Actor, snapshotId: string, content: 'candidates' | 'opportunities', partNumber: number): Promise<Facts[]> {
    const [part] = await this.database.read<{ body: Buffer }>(
      actor,
      `SELECT body FROM matching.snapshot_parts WHERE snapshot_id = $1 AND content = $2 AND part_number = $3`,
      [snapshotId, content, partNumber],
    );
    if (part === undefined) throw new DomainError('matching/snapshot-part-missing', 'The facts of this run are no longer kept. Start a new run.');
    return JSON.parse((await unzip(part.body)).toString('utf8')) as Facts[];
  }
}

const NOWHERE: HomePlace = { position: null, ladCode: null, decile: null };
