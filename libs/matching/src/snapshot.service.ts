import { CandidatesQuery, type CandidateRow } from '#lib/candidates';
import { PostcodeLookup, type DirectoryRow } from '#lib/geography';
import { membershipRule, type CandidateFacts, type OpportunityFacts, type PlainDate, type Programme } from '#lib/kernel';
import { OpportunitiesQuery, RulesQuery, type OpportunityRow, type RulesInForce } from '#lib/opportunities';
import { Database, DomainError, ProcessConfig, reading, systemActor, type Actor, type Read } from '#lib/platform';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { NOWHERE, opportunityFacts, personNow, RULES_EDITION, toGridPosition, toProgramme, type HomePlace, type PersonNow } from './matching-facts.js';
import { TravelTimesInUse } from './travel-times-in-use.js';
import { candidateIdsIn, candidatesIn, opportunitiesIn, storeCandidates, storeOpportunities, type SnapshotPart } from './snapshot-parts.js';

/** Looks after snapshots that nobody refers to. */
const KEEPER = systemActor('job:match-run', {});

/** A snapshot that has just been taken. */
export interface TakenSnapshot {
  readonly snapshotId: string;
  /** Candidates in each part, part 0 first. */
  readonly candidatesPerPart: readonly number[];
}

/** A person and an opportunity as they stand. */
export interface PairFacts {
  readonly candidate: CandidateFacts;
  readonly opportunity: OpportunityFacts;
}

/** People who are read at a time. */
const ROWS_AT_A_TIME = 10_000;

/** Shards of a run at most: each keeps what it found for every opportunity until the end. */
const MOST_SHARDS = 32;

/** The facts as they stood at one moment, kept with the run so that its answers can be explained and replayed. */
@Injectable()
export class SnapshotService {
  constructor(
    private readonly database: Database,
    private readonly config: ProcessConfig,
    private readonly candidates: CandidatesQuery,
    private readonly opportunities: OpportunitiesQuery,
    private readonly rules: RulesQuery,
    private readonly postcodes: PostcodeLookup,
    private readonly travelTimes: TravelTimesInUse,
  ) {}

  /** Reads everybody and everything in the caller's transaction, which must be REPEATABLE READ, and stores the facts in parts. */
  async take(manager: EntityManager, asOfOn: PlainDate): Promise<TakenSnapshot> {
    const programmes = await this.programmesNow(manager);
    const opportunities = await this.factsOfOpportunities(await this.opportunities.matchingRows(manager, asOfOn), await this.rules.inForce(manager));
    const candidateCount = await this.candidates.countIn(manager);
    const [snapshot] = await manager.query<{ snapshot_id: string }[]>(
      `INSERT INTO matching.snapshots (as_of_on, candidate_count, opportunity_count, travel_times_version, seen_transactions) VALUES ($1, $2, $3, $4, pg_current_snapshot()) RETURNING snapshot_id`,
      [asOfOn, candidateCount, opportunities.length, await this.travelTimes.version(manager)],
    );
    const snapshotId = snapshot!.snapshot_id;
    await storeOpportunities(manager, snapshotId, opportunities);
    const candidatesPerPart: number[] = [];
    const perShard = Math.max(this.config.CANDIDATES_PER_SHARD, Math.ceil(candidateCount / MOST_SHARDS));
    for await (const rows of this.candidates.matchingRows(manager, asOfOn, perShard)) {
      await storeCandidates(manager, snapshotId, candidatesPerPart.length, await this.factsOfCandidates(rows, programmes, asOfOn));
      candidatesPerPart.push(rows.length);
    }
    return { snapshotId, candidatesPerPart };
  }

  /** Stores the facts of some people, by ascending id, and of some opportunities, read in the caller's transaction. */
  async keep(manager: EntityManager, asOfOn: PlainDate, candidates: readonly CandidateFacts[], opportunities: readonly OpportunityFacts[]): Promise<string> {
    const [snapshot] = await manager.query<{ snapshot_id: string }[]>(
      `INSERT INTO matching.snapshots (as_of_on, candidate_count, opportunity_count, travel_times_version, seen_transactions) VALUES ($1, $2, $3, $4, pg_current_snapshot()) RETURNING snapshot_id`,
      [asOfOn, candidates.length, opportunities.length, await this.travelTimes.version(manager)],
    );
    await storeOpportunities(manager, snapshot!.snapshot_id, opportunities);
    for (let from = 0; from < candidates.length; from += ROWS_AT_A_TIME) {
      await storeCandidates(manager, snapshot!.snapshot_id, from / ROWS_AT_A_TIME, candidates.slice(from, from + ROWS_AT_A_TIME));
    }
    return snapshot!.snapshot_id;
  }

  /** The opportunities that the caller's transaction sees as they stand on a day: all, or some, whose order is any. */
  async opportunitiesNow(manager: EntityManager, on: PlainDate, opportunityIds: readonly string[] | null): Promise<OpportunityFacts[]> {
    const rows = opportunityIds === null ? this.opportunities.matchingRows(manager, on) : this.opportunities.matchingRowsIn(manager, opportunityIds, on);
    return this.factsOfOpportunities(await rows, await this.rules.inForce(manager));
  }

  /** Everybody whom the caller's transaction sees, by ascending id, in batches, judged by some programmes. */
  async *peopleNow(manager: EntityManager, on: PlainDate, programmes: readonly Programme[]): AsyncGenerator<PersonNow[]> {
    for await (const rows of this.candidates.matchingRows(manager, on, ROWS_AT_A_TIME)) yield await this.peopleOf(rows, programmes, on);
  }

  /** Some of them, in any order. */
  async somePeopleNow(manager: EntityManager, on: PlainDate, candidateIds: readonly string[], programmes: readonly Programme[]): Promise<PersonNow[]> {
    return this.peopleOf(await this.candidates.matchingRowsSeen(reading(manager), candidateIds, on), programmes, on);
  }

  /** Some of them, in any order, as the matcher sees them. */
  async someCandidatesNow(manager: EntityManager, on: PlainDate, candidateIds: readonly string[]): Promise<CandidateFacts[]> {
    const people = await this.somePeopleNow(manager, on, candidateIds, await this.programmesNow(manager));
    return people.map(({ facts }) => facts);
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
            WHERE taken_at < now() - interval '1 hour' AND NOT EXISTS (SELECT FROM matching.runs AS run WHERE run.snapshot_id = snapshot.snapshot_id)
              AND NOT EXISTS (SELECT FROM matching.allocations AS allocation WHERE allocation.snapshot_id = snapshot.snapshot_id)`,
        ),
      'pathways_matcher',
    );
  }

  /** The opportunities of a snapshot. */
  async opportunitiesOf(actor: Actor, snapshotId: string): Promise<OpportunityFacts[]> {
    return opportunitiesIn(await this.readPart(actor, snapshotId, 'opportunities', 0));
  }

  /** The candidates of one part of a snapshot, in the order of their ids. */
  async candidatesOf(actor: Actor, snapshotId: string, partNumber: number): Promise<CandidateFacts[]> {
    return [...(await candidatesIn(await this.readPart(actor, snapshotId, 'candidates', partNumber)))];
  }

  /** The ids of the candidates of one part, ascending. */
  async candidateIdsOf(actor: Actor, snapshotId: string, partNumber: number): Promise<string[]> {
    return candidateIdsIn(await this.readPart(actor, snapshotId, 'candidates', partNumber));
  }

  /** One candidate's facts as they stand today, not as a snapshot has them. */
  async candidateToday(actor: Actor, candidateId: string, on: PlainDate): Promise<CandidateFacts> {
    const [facts] = await this.candidatesToday(actor, [candidateId], on);
    return facts!;
  }

  /** The same of several different people, in the order of the ids. Throws candidates/candidate-not-found when one of them is not to be seen. */
  async candidatesToday(actor: Actor, candidateIds: readonly string[], on: PlainDate): Promise<CandidateFacts[]> {
    const programmes = (await this.opportunities.programmes(actor)).map(toProgramme);
    return this.factsOfCandidates(await this.candidates.matchingRowsOf(actor, candidateIds, on), programmes, on);
  }

  /** One candidate's facts today in the caller's transaction, with programmes that are known already. Throws candidates/candidate-not-found. */
  async candidateFor(read: Read, candidateId: string, programmes: readonly Programme[], on: PlainDate): Promise<CandidateFacts> {
    const row = await this.candidates.matchingRowAtHome(read, candidateId, on, RULES_EDITION);
    const [person] = await this.peopleOf([row], programmes, on, read, row.home === null ? [] : [row.home]);
    return person!.facts;
  }

  /** The facts of both sides of a pair in the caller's transaction, on no other connection. Null when it does not see both. */
  async pairNow(manager: EntityManager, candidateId: string, opportunityId: string, on: PlainDate): Promise<PairFacts | null> {
    const [person] = await this.candidates.matchingRowsSeen(reading(manager), [candidateId], on);
    const [opportunity] = await this.opportunitiesHere(manager, on, [opportunityId]);
    if (person === undefined || opportunity === undefined) return null;
    const [candidate] = await this.peopleOf([person], await this.programmesNow(manager), on, reading(manager));
    return { candidate: candidate!.facts, opportunity };
  }

  /** Some opportunities as {@link opportunitiesNow}, on no other connection than the caller's: for what people ask, many at once. */
  async opportunitiesHere(manager: EntityManager, on: PlainDate, opportunityIds: readonly string[]): Promise<OpportunityFacts[]> {
    return this.factsOfOpportunities(await this.opportunities.matchingRowsIn(manager, opportunityIds, on), await this.rules.inForce(manager), reading(manager));
  }

  /** The same of several, in their order. */
  async candidatesFor(read: Read, candidateIds: readonly string[], programmes: readonly Programme[], on: PlainDate): Promise<CandidateFacts[]> {
    const people = await this.peopleOf(await this.candidates.matchingRowsFor(read, candidateIds, on), programmes, on, read);
    return people.map(({ facts }) => facts);
  }

  /** The programmes that the caller's transaction sees. */
  async programmesNow(manager: EntityManager): Promise<Programme[]> {
    return (await this.opportunities.programmesFor(reading(manager))).map(toProgramme);
  }

  /** One opportunity's facts as they stand today. */
  async opportunityToday(actor: Actor, opportunityId: string, on: PlainDate): Promise<OpportunityFacts> {
    const row = await this.opportunities.matchingRow(actor, opportunityId, on);
    const [facts] = await this.factsOfOpportunities([row], await this.rules.inForceFor(actor, row));
    return facts!;
  }

  /** Where somebody lives, or a place of work or study is, by the postcode as it was typed. */
  async placesOf(rows: readonly { readonly postcode: string | null }[], read?: Read, known?: readonly DirectoryRow[]): Promise<Map<string, HomePlace>> {
    const homes = await this.postcodes.homesOf(rows.flatMap((row) => row.postcode ?? []), RULES_EDITION, read, known);
    return new Map([...homes].map(([postcode, home]) => [postcode, { ...home, position: toGridPosition(home.position) }]));
  }

  private async factsOfCandidates(rows: readonly CandidateRow[], programmes: readonly Programme[], on: PlainDate): Promise<CandidateFacts[]> {
    const people = await this.peopleOf(rows, programmes, on);
    return people.map(({ facts }) => facts);
  }

  private async peopleOf(rows: readonly CandidateRow[], programmes: readonly Programme[], on: PlainDate, read?: Read, known?: readonly DirectoryRow[]): Promise<PersonNow[]> {
    const homes = await this.placesOf(rows, read, known);
    const rule = membershipRule(programmes, on);
    return rows.map((row) => personNow(row, (row.postcode !== null && homes.get(row.postcode)) || NOWHERE, rule, on));
  }

  private async factsOfOpportunities(rows: readonly OpportunityRow[], rules: RulesInForce, read?: Read): Promise<OpportunityFacts[]> {
    const places = await this.placesOf(rows, read);
    return rows.map((row) => opportunityFacts(row, (row.postcode !== null && places.get(row.postcode)) || NOWHERE, rules));
  }

  private async readPart(actor: Actor, snapshotId: string, content: 'candidates' | 'opportunities', partNumber: number): Promise<SnapshotPart> {
    const [part] = await this.database.read<SnapshotPart>(
      actor,
      `SELECT format, body FROM matching.snapshot_parts WHERE snapshot_id = $1 AND content = $2 AND part_number = $3`,
      [snapshotId, content, partNumber],
    );
    if (part === undefined) throw new DomainError('matching/snapshot-part-missing', 'The facts of this run are no longer kept. Start a new run.');
    return part;
  }
}
