import { PreparedMarket, type CandidateFacts, type FoundMatches, type OpportunityFacts, type PlainDate, type TravelTimes } from '#lib/kernel';
import { systemActor } from '#lib/platform';
import { Injectable } from '@nestjs/common';
import { SnapshotService } from './snapshot.service.js';
import { TravelTimesInUse } from './travel-times-in-use.js';

const JOB = systemActor('job:match-run', {});

/** Markets that a process keeps ready: that of the run in hand, and of one beside it. */
const KEPT = 2;

/** What a run matches: the facts, the day of its rules, the seed of its lottery, and how many it keeps for each. */
export interface RunTerms {
  readonly snapshotId: string;
  /** Imported travel times that the snapshot saw; null: none. */
  readonly travelTimesVersion: number | null;
  readonly asOfOn: PlainDate;
  readonly seed: number;
  readonly limit: number;
}

/** The opportunities of one snapshot, ready for one run's ranges of candidates. */
export class SnapshotMarket {
  readonly #market: PreparedMarket;
  /** Of the candidates in hand: a table of all zones of departure could be large. */
  #times: TravelTimes | undefined;

  constructor(
    opportunities: readonly OpportunityFacts[],
    private readonly terms: RunTerms,
    private readonly travelTimes: TravelTimesInUse,
  ) {
    const { asOfOn, seed, limit, travelTimesVersion } = terms;
    const source = travelTimesVersion === null ? undefined : { from: (...departure: Parameters<TravelTimes['from']>) => this.#times?.from(...departure) };
    this.#market = new PreparedMarket(opportunities, { asOfOn, seed, limit, travelTimes: source });
  }

  /** Ascending: the order of rows and indexes. */
  get opportunityIds(): readonly string[] {
    return this.#market.opportunityIds;
  }

  /** Matches candidates with all opportunities. */
  async match(candidates: readonly CandidateFacts[]): Promise<FoundMatches> {
    const times = await this.travelTimes.of(this.terms.travelTimesVersion, candidates);
    this.#times = times; // set only now: another range of the same run may have been matched while this waited
    return this.#market.match(candidates);
  }
}

/** Reads and prepares the opportunities of a snapshot once a process, not once a shard. */
@Injectable()
export class SnapshotMarkets {
  readonly #markets = new Map<string, Promise<SnapshotMarket>>();

  constructor(
    private readonly snapshots: SnapshotService,
    private readonly travelTimes: TravelTimesInUse,
  ) {}

  /** The market of a run. Throws matching/snapshot-part-missing. */
  async of(terms: RunTerms): Promise<SnapshotMarket> {
    const { snapshotId, asOfOn, seed, limit } = terms;
    const key = `${snapshotId} ${asOfOn} ${seed} ${limit}`;
    const kept = this.#markets.get(key) ?? this.snapshots.opportunitiesOf(JOB, snapshotId).then((opportunities) => new SnapshotMarket(opportunities, terms, this.travelTimes));
    this.#markets.delete(key);
    this.#markets.set(key, kept); // the last one asked for goes last
    for (const oldest of [...this.#markets.keys()].slice(0, -KEPT)) this.#markets.delete(oldest);
    kept.catch(() => this.#markets.delete(key)); // asked for again, it is read again
    return kept;
  }
}
