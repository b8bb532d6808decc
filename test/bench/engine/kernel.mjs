// The kernel, fed by a market: compiled, and run by one or more worker threads over storage that they share.
import { Worker } from 'node:worker_threads';
import { compileMarket } from '../../../dist/libs/kernel/src/engine/market.js';
import { allocateResults } from '../../../dist/libs/kernel/src/engine/match-results.js';
import { compileMirror } from '../../../dist/libs/kernel/src/engine/mirror.js';
import { PeopleBuilder } from '../../../dist/libs/kernel/src/engine/people.js';

const allocateShared = (bytes) => new SharedArrayBuffer(bytes);

/** People, or opportunities, a thread takes at a time, in slots: enough that neighbours stay together, few enough that the threads end together. */
const SLOTS_AT_A_TIME = 1024;

/**
 * Compiles a market and its people, who are made and packed one by one. `milliseconds`: of compiling the opportunities; of
 * packing the people, in which making them is contained.
 */
export function compile(market, limit, allocate = allocateShared) {
  const opportunities = [...market.opportunities()];
  const started = performance.now();
  const { data } = compileMarket(opportunities, { allocate });
  const compiling = performance.now() - started;
  const builder = new PeopleBuilder(market.candidateCount);
  for (const candidate of market.candidates()) builder.add(candidate);
  const people = builder.finish(allocate);
  const packing = performance.now() - started - compiling;
  return { data, people, results: allocateResults(0, people.slotCount, limit, allocate), milliseconds: { compiling, packing } };
}

/** Threads that match a compiled market, both ways; a pass can use all of them or the first few. */
export class KernelThreads {
  #workers;
  #forPeople;
  #forOpportunities;
  #next = new Int32Array(new SharedArrayBuffer(4));

  constructor({ data, people, results }, context, count) {
    const started = performance.now();
    const mirror = compileMirror(data, people, allocateShared);
    this.mirrorMilliseconds = performance.now() - started;
    const opportunityResults = allocateResults(0, data.slotCount, context.limit, allocateShared);
    this.#forPeople = { results, orders: data.order, slotOf: inverse(people.order) };
    this.#forOpportunities = { results: opportunityResults, orders: people.order, slotOf: inverse(data.order) };
    const workerData = { data, people, mirror, results, opportunityResults, context, next: this.#next, slotsAtATime: SLOTS_AT_A_TIME };
    this.#workers = Array.from({ length: count }, () => new Worker(new URL('kernel-thread.mjs', import.meta.url), { workerData }));
  }

  /** Waits until every thread has loaded its program. */
  async ready() {
    await Promise.all(this.#workers.map((worker) => this.#ask(worker, 'ready')));
  }

  /** One pass by the first `count` threads, over everybody or, for 'opportunities', over those; milliseconds from asking to the last answer. */
  async run(count, side = 'people') {
    Atomics.store(this.#next, 0, 0);
    const started = performance.now();
    await Promise.all(this.#workers.slice(0, count).map((worker) => this.#ask(worker, side)));
    return performance.now() - started;
  }

  #ask(worker, message) {
    return new Promise((resolve, reject) => {
      worker.once('error', reject).once('message', () => {
        worker.off('error', reject);
        resolve();
      });
      worker.postMessage(message, []);
    });
  }

  /** What was found for a person by number: how many are eligible, and numbers and scores of the best opportunities. */
  answerOf(number) {
    return answer(this.#forPeople, number);
  }

  /** The same for an opportunity, with numbers of people. */
  answerOfOpportunity(number) {
    return answer(this.#forOpportunities, number);
  }

  async end() {
    await Promise.all(this.#workers.map((worker) => worker.terminate()));
  }
}

function answer({ results, orders, slotOf }, number) {
  const { counts, slots, scores, limit } = results;
  const slot = slotOf[number];
  const kept = Math.min(counts[slot], limit);
  const row = slot * limit;
  return { eligible: counts[slot], numbers: Array.from(slots.subarray(row, row + kept), (at) => orders[at]), scores: Array.from(scores.subarray(row, row + kept)) };
}

/** The slot of each number. */
function inverse(order) {
  const slotOf = new Int32Array(order.length);
  for (const [slot, number] of order.entries()) if (number >= 0) slotOf[number] = slot;
  return slotOf;
}
