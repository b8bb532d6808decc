// What one change costs a live allocation, against solving everything anew.
import { allocate } from '../../../dist/libs/kernel/src/allocation/allocate.js';
import { checkCertificate } from '../../../dist/libs/kernel/src/allocation/certificate.js';
import { LiveAllocation } from '../../../dist/libs/kernel/src/allocation/live-allocation.js';
import { Draw } from '../engine/draw.mjs';
import { SEED } from '../engine/market.mjs';
import { meanOf, median, percentile, sum } from './figures.mjs';

/** Changes before the first that counts: a live allocation belongs to a process that has been running. */
const UNCOUNTED = 500;

/** A changed score differs from the earlier one by so much at most. */
const MOST_POINTS = 20_000;

/**
 * Rounds of a full solve and `count` changes each, of five kinds in turn: a candidate goes, one comes, scores of one change,
 * a place comes, a place goes. Every figure is milliseconds; a ratio (full solve ÷ change) is the median of the rounds.
 * Throws when the total after all changes is not that of a solve of the changed problem, or has no certificate.
 */
export function measureChanges({ title, problem, rounds, count, say }) {
  const allocation = allocate(problem);
  const started = performance.now();
  const live = new LiveAllocation(problem, allocation);
  const opening = performance.now() - started;
  const market = new ChangingMarket(problem, live);
  for (let change = 0; change < UNCOUNTED; change += 1) market.change();
  const times = { solve: [], mean: [], p99: [], max: [] };
  const ofKinds = {};
  for (let round = 1; round <= rounds; round += 1) {
    say(`${title}, changes: round ${round} of ${rounds}`);
    times.solve.push(meanOf(() => allocate(problem)));
    const each = Array.from({ length: count }, () => market.change());
    for (const { kind, milliseconds } of each) (ofKinds[kind] ??= []).push(milliseconds);
    const all = each.map(({ milliseconds }) => milliseconds);
    times.mean.push(mean(all));
    times.p99.push(percentile(all, 99));
    times.max.push(Math.max(...all));
  }
  market.compare(title);
  const ratio = (name) => median(times.solve.map((time, round) => time / times[name][round]));
  return {
    title,
    changes: rounds * count,
    milliseconds: { opening, ...Object.fromEntries(Object.entries(times).map(([name, some]) => [name, median(some)])) },
    kinds: Object.fromEntries(Object.entries(ofKinds).map(([kind, some]) => [kind, { mean: mean(some), p99: percentile(some, 99) }])),
    ratios: { mean: ratio('mean'), p99: ratio('p99') },
    rounds: times,
  };
}

const mean = (values) => sum(values) / values.length;

/** A live allocation, with what it should be one of. */
class ChangingMarket {
  #live;
  #problem;
  #capacities;
  /** Opportunities and scores by number of candidate; undefined: as in the problem, null: gone. */
  #rows;
  #gone = [];
  #draw = new Draw().begin(SEED, 8, 0);
  #number = 0;

  constructor(problem, live) {
    this.#problem = problem;
    this.#live = live;
    this.#capacities = problem.capacities.slice();
    this.#rows = Array.from({ length: problem.candidateCount });
  }

  /** Makes the next change: {kind, milliseconds}. */
  change() {
    const kinds = ['remove', 'add', 'scores', 'addPlace', 'removePlace'];
    const kind = kinds[this.#number % kinds.length];
    this.#number += 1;
    const make = this[kind]();
    const started = performance.now();
    make();
    return { kind, milliseconds: performance.now() - started };
  }

  remove() {
    const candidate = this.#someone();
    this.#gone.push(this.#row(candidate));
    this.#rows[candidate] = null;
    return () => this.#live.removeCandidate(candidate);
  }

  add() {
    const row = this.#gone.pop();
    this.#rows.push(row);
    return () => this.#live.addCandidate(row.opportunities, row.scores);
  }

  scores() {
    const candidate = this.#someone();
    const { opportunities, scores } = this.#row(candidate);
    const row = { opportunities, scores: scores.map((score) => Math.max(0, score + this.#draw.between(-MOST_POINTS, MOST_POINTS))) };
    this.#rows[candidate] = row;
    return () => this.#live.changePairs(candidate, row.opportunities, row.scores);
  }

  addPlace() {
    const opportunity = this.#draw.below(this.#capacities.length);
    this.#capacities[opportunity] += 1;
    return () => this.#live.addPlace(opportunity);
  }

  removePlace() {
    let opportunity;
    do opportunity = this.#draw.below(this.#capacities.length);
    while (this.#capacities[opportunity] === 0);
    this.#capacities[opportunity] -= 1;
    return () => this.#live.removePlace(opportunity);
  }

  #someone() {
    let candidate;
    do candidate = this.#draw.below(this.#rows.length);
    while (this.#rows[candidate] === null);
    return candidate;
  }

  #row(candidate) {
    const { starts, opportunities, scores } = this.#problem;
    return this.#rows[candidate] ?? { opportunities: opportunities.slice(starts[candidate], starts[candidate + 1]), scores: scores.slice(starts[candidate], starts[candidate + 1]) };
  }

  /** Throws unless the live allocation is worth what a solve of what it has become is. */
  compare(title) {
    const rows = this.#rows.flatMap((row, candidate) => (row === null ? [] : [this.#row(candidate)]));
    const starts = new Int32Array(rows.length + 1);
    for (const [at, { opportunities }] of rows.entries()) starts[at + 1] = starts[at] + opportunities.length;
    const changed = { candidateCount: rows.length, capacities: this.#capacities, starts, opportunities: new Int32Array(starts[rows.length]), scores: new Int32Array(starts[rows.length]), bonus: this.#problem.bonus };
    for (const [at, { opportunities, scores }] of rows.entries()) {
      changed.opportunities.set(opportunities, starts[at]);
      changed.scores.set(scores, starts[at]);
    }
    const anew = allocate(changed);
    if (!checkCertificate(changed, anew).holds) throw new Error(`${title}: the certificate of the changed problem does not hold.`);
    if (anew.total !== this.#live.total) throw new Error(`${title}: after ${this.#number} changes the total is ${this.#live.total}, of a solve anew ${anew.total}.`);
  }
}
