import { NOT_ASKED, type FoundPairs, type PairSource } from './pair-source.js';
import type { ReservedPlaces } from './reserves.js';

/** A part of an opportunity that is open to the people of a class. */
interface OpenPart {
  readonly part: number;
  /** What they count more in it. */
  readonly advantage: number;
}

/** People who may use the same reserves and count the same in them. */
interface PeopleClass {
  /** By candidate: 1 for those of the class. */
  readonly has: Uint8Array;
  /** Reserved parts by opportunity, in declared order. */
  readonly partsOf: ReadonlyMap<number, readonly OpenPart[]>;
}

/**
 * The pairs of people and parts of opportunities: the parts of withReserves, of which a source need not know.
 *
 * What a place of an opportunity costs somebody is the least that any part open to them costs, what they count more in it
 * taken off. For all who may use the same reserves that is the same, so the source is asked once for each such class, at
 * these prices. The answer is exact: a part is worth no more to a person than the best part of its opportunity. So if a
 * part of an opportunity beyond the `limit` best were among the `limit` best parts, the best parts of those opportunities,
 * one each and all worth as much, would be too many for it to be among them.
 */
export class ReservedPairs implements PairSource {
  readonly #classes: readonly PeopleClass[];

  constructor(
    readonly inner: PairSource,
    readonly opportunityCount: number,
    readonly reserves: readonly ReservedPlaces[],
    candidateCount: number,
  ) {
    this.#classes = classesOf(reserves, opportunityCount, candidateCount);
  }

  /** Prices and `among` are by part. The best of each candidate come first; of equal worth the lower part does, as declared. */
  best(prices: Float64Array, floors: Int32Array, limit: number, among?: Uint8Array): FoundPairs {
    const answers = this.#classes.map((group) => this.#bestOfClass(group, prices, floors, limit, among));
    const starts = new Int32Array(floors.length + 1);
    for (const { starts: own } of answers) for (let candidate = 0; candidate < floors.length; candidate += 1) starts[candidate + 1]! += own[candidate + 1]! - own[candidate]!;
    for (let candidate = 0; candidate < floors.length; candidate += 1) starts[candidate + 1]! += starts[candidate]!;
    const opportunities = new Int32Array(starts[floors.length]!);
    const scores = new Int32Array(opportunities.length);
    for (const answer of answers) {
      for (let candidate = 0; candidate < floors.length; candidate += 1) {
        opportunities.set(answer.opportunities.subarray(answer.starts[candidate], answer.starts[candidate + 1]), starts[candidate]);
        scores.set(answer.scores.subarray(answer.starts[candidate], answer.starts[candidate + 1]), starts[candidate]);
      }
    }
    return { starts, opportunities, scores };
  }

  #bestOfClass({ has, partsOf }: PeopleClass, prices: Float64Array, floors: Int32Array, limit: number, among?: Uint8Array): FoundPairs {
    const count = this.opportunityCount;
    const isAsked = (part: number): boolean => among?.[part] !== 0;
    const costs = prices.slice(0, count);
    const asked = new Uint8Array(count).fill(1);
    let least = 0;
    if (among !== undefined) asked.set(among.subarray(0, count));
    for (const [opportunity, parts] of partsOf) {
      const open = parts.filter(({ part }) => isAsked(part)).map(({ part, advantage }) => prices[part]! - advantage);
      if (open.length === 0) continue;
      costs[opportunity] = Math.min(asked[opportunity] === 1 ? costs[opportunity]! : Infinity, ...open);
      asked[opportunity] = 1;
      least = Math.min(least, costs[opportunity]);
    }
    // Prices are from 0: all are raised by what the lowest of them lacks.
    const found = this.inner.best(
      costs.map((cost) => cost - least),
      floors.map((floor, candidate) => (has[candidate] === 0 || floor === NOT_ASKED ? NOT_ASKED : floor + least)),
      limit,
      asked,
    );
    const expanded: { part: number; score: number; worth: number }[] = [];
    const parts: number[] = [];
    const scores: number[] = [];
    const starts = new Int32Array(floors.length + 1);
    for (let candidate = 0; candidate < floors.length; candidate += 1) {
      expanded.length = 0;
      for (let at = found.starts[candidate]!; at < found.starts[candidate + 1]!; at += 1) {
        const opportunity = found.opportunities[at]!;
        for (const { part, advantage } of [{ part: opportunity, advantage: 0 }, ...(partsOf.get(opportunity) ?? [])]) {
          const score = found.scores[at]! + advantage;
          const worth = score - prices[part]!;
          if (isAsked(part) && worth >= floors[candidate]!) expanded.push({ part, score, worth });
        }
      }
      for (const { part, score } of expanded.toSorted((a, b) => b.worth - a.worth || a.part - b.part).slice(0, limit)) {
        parts.push(part);
        scores.push(score);
      }
      starts[candidate + 1] = parts.length;
    }
    return { starts, opportunities: Int32Array.from(parts), scores: Int32Array.from(scores) };
  }
}

/** People by the reserves that they belong to; hard ones are open to members only, and members count more in soft ones. */
function classesOf(reserves: readonly ReservedPlaces[], opportunityCount: number, candidateCount: number): PeopleClass[] {
  // Reserves of one programme have the same members, so a person is in few different lists however many reserves there are.
  const lists = [...new Set(reserves.map(({ members }) => members))];
  const classes = new Map<string, Uint8Array>();
  for (let candidate = 0; candidate < candidateCount; candidate += 1) {
    const key = lists.map((members) => members[candidate]).join('');
    const has = classes.get(key) ?? new Uint8Array(candidateCount);
    has[candidate] = 1;
    classes.set(key, has);
  }
  return Array.from(classes, ([key, has]) => {
    const partsOf = new Map<number, OpenPart[]>();
    for (const [at, { opportunity, members, isHard, advantage }] of reserves.entries()) {
      const isMember = key[lists.indexOf(members)] === '1';
      if (isHard && !isMember) continue;
      const part = { part: opportunityCount + at, advantage: isMember && !isHard ? advantage : 0 };
      partsOf.set(opportunity, [...(partsOf.get(opportunity) ?? []), part]);
    }
    return { has, partsOf };
  });
}
