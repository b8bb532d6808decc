// Where the time of a run goes: its jobs called by hand, one after another, with a stopwatch round what they call.
import { isDeepStrictEqual } from 'node:util';
import { CandidatesQuery } from '../../../dist/libs/candidates/src/index.js';
import { PostcodeLookup } from '../../../dist/libs/geography/src/index.js';
import { MatchingService } from '../../../dist/libs/matching/src/index.js';
import { SnapshotMarket, SnapshotMarkets } from '../../../dist/libs/matching/src/snapshot-markets.js';
import { SnapshotService } from '../../../dist/libs/matching/src/snapshot.service.js';
import { OpportunitiesQuery } from '../../../dist/libs/opportunities/src/index.js';
import { Database, systemActor } from '../../../dist/libs/platform/src/index.js';
import { Stopwatch, timeKernel } from './stopwatch.mjs';

const ACTOR = systemActor('bench');

/** One run in this process, without anybody at the doorbell. Returns {runId, seconds: {phase: {step: seconds}}}. */
export async function splitRun(services, terms, owner) {
  const runId = await services.get(MatchingService, { strict: false }).requestRun(ACTOR, terms);
  const snapshot = await timed(services, 'letters and commit', (matching) => matching.startRun(runId));
  const { rows } = await owner.query('SELECT shard_id FROM matching.shards WHERE run_id = $1 ORDER BY part_number', [runId]);
  const shards = await timed(services, 'letters', async (matching) => {
    for (const { shard_id: shardId } of rows) await matching.matchShard(shardId);
  });
  const finish = await timed(services, 'join', (matching) => matching.finishRun(runId));
  return { runId, seconds: { snapshot, shards, finish } };
}

/** Seconds by step of some jobs; `rest` is the name of what none of the steps is. */
async function timed(services, rest, work) {
  const service = (of) => services.get(of, { strict: false });
  const [matching, snapshots, database] = [service(MatchingService), service(SnapshotService), service(Database)];
  const watch = new Stopwatch();
  const endings = [
    watch.wrapBatches(service(CandidatesQuery), 'matchingRows', 'read rows'),
    watch.wrap(service(OpportunitiesQuery), 'matchingRows', 'read rows'),
    watch.wrap(service(PostcodeLookup), 'homesOf', 'places'),
    watch.wrap(snapshots, 'factsOfCandidates', 'facts'),
    watch.wrap(snapshots, 'factsOfOpportunities', 'facts'),
    watch.wrap(snapshots, 'take', 'pack'),
    watch.wrap(snapshots, 'candidatesOf', 'read and unpack'),
    watch.wrap(service(SnapshotMarkets), 'of', 'read and prepare the market'),
    watch.wrap(SnapshotMarket.prototype, 'match', 'kernel, packing and results'),
    timeKernel(watch),
    watch.wrap(matching, 'matchClaimed', 'pack what was found'),
    watch.wrap(matching, 'partsOf', 'read and unpack'),
    watch.wrap(database, 'write', () => (['pack what was found', 'join'].includes(watch.current) ? 'store' : watch.current)),
    storing(watch, snapshots),
  ];
  try {
    await watch.inside(rest, () => work(matching));
  } finally {
    for (const end of endings.toReversed()) end(); // the last wrapped is the outermost
  }
  return watch.seconds;
}

/** Times how long the database takes to store the parts of a snapshot. */
function storing(watch, snapshots) {
  const { take } = snapshots;
  snapshots.take = function stored(manager, ...terms) {
    watch.wrap(manager, 'query', (sql) => (sql.includes('INSERT INTO matching.snapshot_parts') ? 'store' : watch.current)); // the manager ends with its transaction
    return take.call(this, manager, ...terms);
  };
  return () => {
    snapshots.take = take;
  };
}

/** Throws unless the facts that a run read of the rows are the facts of the market, every one of them. */
export async function checkFacts(services, owner, runId, { candidates, opportunities }) {
  const snapshots = services.get(SnapshotService, { strict: false });
  const { rows } = await owner.query('SELECT snapshot_id, shard_count FROM matching.runs WHERE run_id = $1', [runId]);
  const [{ snapshot_id: snapshotId, shard_count: parts }] = rows;
  const read = [];
  for (let part = 0; part < parts; part += 1) read.push(...(await snapshots.candidatesOf(ACTOR, snapshotId, part)));
  for (const [held, found] of [[candidates, read], [opportunities, await snapshots.opportunitiesOf(ACTOR, snapshotId)]]) {
    if (held.length !== found.length) throw new Error(`The run read ${found.length} of ${held.length} rows.`);
    for (const [at, facts] of held.entries()) {
      if (!isDeepStrictEqual({ ...found[at] }, facts)) throw new Error(`Number ${at}: the run read other facts than the market has:\n${JSON.stringify(found[at])}\n${JSON.stringify(facts)}`);
    }
  }
}
