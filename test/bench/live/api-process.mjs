// The API as it runs, but on the day of the market, and with a parent that can ask it how long its steps take and how much
// memory it has. Says first where it listens and what it cost to read the facts that matching needs.
import 'reflect-metadata';
import pg from 'pg';
import { createApi } from '../../../dist/apps/api/src/create-api.js';
import { RateLimits } from '../../../dist/apps/api/src/http/rate-limits.js';
import { CandidatesQuery } from '../../../dist/libs/candidates/src/index.js';
import { PostcodeLookup } from '../../../dist/libs/geography/src/index.js';
import { AccessService } from '../../../dist/libs/identity/src/index.js';
import { MatchesNowQuery } from '../../../dist/libs/matching/src/index.js';
import { LiveFacts } from '../../../dist/libs/matching/src/live-facts.js';
import { SnapshotService } from '../../../dist/libs/matching/src/snapshot.service.js';
import { OpportunitiesQuery } from '../../../dist/libs/opportunities/src/index.js';
import { endWell, openServingProcess } from '../../../dist/libs/platform/src/index.js';
import { Stopwatch } from '../run/stopwatch.mjs';
import { MarketClock } from './market-clock.mjs';

const MIB = 2 ** 20;

const opened = await openServingProcess('pathways-api');
const app = await createApi({ ...opened, clock: new MarketClock() });
await app.listen(0, '127.0.0.1');
endWell(async () => {
  await app.close();
  opened.release();
});

/** A stopwatch for the methods that `wraps` names. Returns {watch, end}. */
function watching(wraps) {
  const watch = new Stopwatch();
  const endings = wraps(watch);
  return { watch, end: () => endings.toReversed().forEach((end) => end()) };
}

const STEPS_OF_LOADING = (watch) => [
  watch.wrapBatches(CandidatesQuery.prototype, 'matchingRows', 'read people'),
  watch.wrap(CandidatesQuery.prototype, 'registrations', 'read who looks after whom'),
  watch.wrap(OpportunitiesQuery.prototype, 'matchingRows', 'read opportunities'),
  watch.wrap(OpportunitiesQuery.prototype, 'listers', 'read opportunities'),
  watch.wrap(PostcodeLookup.prototype, 'homesOf', 'places'),
  watch.wrap(SnapshotService.prototype, 'peopleOf', 'facts'),
  watch.wrap(SnapshotService.prototype, 'factsOfOpportunities', 'facts'),
];

let statements = 0;

/** Statements of the database are told apart from what is done with their rows. */
const STEPS_OF_ANSWERS = (watch) => [
  watch.wrap(AccessService.prototype, 'actorOfKey', 'who asks'),
  watch.wrap(RateLimits.prototype, 'countRequest', 'count the request, database'),
  watch.wrap(MatchesNowQuery.prototype, 'ofCandidate', 'explanation and the rest of the answer'),
  watch.wrap(MatchesNowQuery.prototype, 'ofOpportunity', 'explanation and the rest of the answer'),
  watch.wrap(SnapshotService.prototype, 'candidateFor', 'facts of the person'),
  watch.wrap(LiveFacts.prototype, 'bestOpportunities', 'kernel'),
  watch.wrap(LiveFacts.prototype, 'bestPeople', 'kernel'),
  watch.wrap(pg.Client.prototype, 'query', () => {
    statements += 1;
    return watch.current === undefined || watch.current.endsWith('database') ? (watch.current ?? 'between requests') : `${watch.current}, database`;
  }),
];

async function load() {
  const before = process.memoryUsage().rss;
  const { watch, end } = watching(STEPS_OF_LOADING);
  const started = performance.now();
  await watch.inside('make the market and the people ready, and the rest', () => app.get(MatchesNowQuery, { strict: false }).getReady());
  const seconds = (performance.now() - started) / 1000;
  end();
  return { seconds, steps: watch.seconds, residentMiBBefore: before / MIB, residentMiBAfter: process.memoryUsage().rss / MIB };
}

let answers = null;

/** What its parent can ask. */
const QUESTIONS = {
  memory: () => ({ residentMiB: process.memoryUsage().rss / MIB, peakMiB: process.resourceUsage().maxRSS / 1024 }),
  watch() {
    statements = 0;
    answers = watching(STEPS_OF_ANSWERS);
  },
  /** Seconds of each step, and how many statements there were, since the watch began. */
  watched() {
    answers.end();
    return { seconds: answers.watch.seconds, statements };
  },
};

const loading = await load();
process.on('message', ({ ask }) => process.send({ answer: QUESTIONS[ask]() ?? null }));
process.send({ url: `http://127.0.0.1:${app.getHttpServer().address().port}`, loading });
