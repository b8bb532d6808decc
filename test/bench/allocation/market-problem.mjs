// A problem as markets have it: the best twenty opportunities of everybody, found by the engine, and drawn places.
import { CodeTable } from '../../../dist/libs/kernel/src/engine/code-table.js';
import { compileMarket } from '../../../dist/libs/kernel/src/engine/market.js';
import { allocateResults } from '../../../dist/libs/kernel/src/engine/match-results.js';
import { Matcher } from '../../../dist/libs/kernel/src/engine/matcher.js';
import { PeopleBuilder } from '../../../dist/libs/kernel/src/engine/people.js';
import { Draw, shares } from '../engine/draw.mjs';
import { marketOf, SEED } from '../engine/market.mjs';
import { AS_OF_ON } from '../engine/trades.mjs';

export const CONTEXT = { asOfOn: AS_OF_ON, seed: SEED, limit: 20 };

/** Places for so many of 100 people. Not all of them are wanted by anybody, so that fewer are placed. */
const PLACES_OF_100 = 85;

/** What an opportunity offers of the average, in hundredths: half of them are small, a few take whole intakes. The average of these is 100. */
const HUNDREDTHS_OF_AVERAGE = shares([[25, 50], [100, 30], [290, 20]]);

/** A market of bench:engine, compiled: {market, people, candidateCount, opportunityCount}. */
export function compiledMarket(name, size) {
  const { candidateCount, opportunityCount, ...facts } = marketOf(name, size);
  const market = compileMarket([...facts.opportunities()]);
  const builder = new PeopleBuilder(candidateCount);
  for (const candidate of facts.candidates()) builder.add(candidate);
  return { market, people: builder.finish(), candidateCount, opportunityCount };
}

/** Places of each opportunity. */
export function drawnCapacities({ candidateCount, opportunityCount }) {
  const draw = new Draw();
  const average = (PLACES_OF_100 * candidateCount) / opportunityCount;
  return Int32Array.from({ length: opportunityCount }, (_, number) => {
    const hundredths = average * draw.begin(SEED, 3, number).byShare(HUNDREDTHS_OF_AVERAGE);
    return Math.floor((hundredths + draw.below(10_000)) / 10_000);
  });
}

/** The best opportunities of each person: the pass over everybody that comes before an allocation. */
export function matchEverybody({ market, people }, limit = CONTEXT.limit) {
  const results = allocateResults(0, people.slotCount, limit);
  new Matcher(market.data, new CodeTable([...people.codes]), { ...CONTEXT, limit }).matchPeople(people, 0, people.slotCount, results);
  return results;
}

/** The AllocationProblem of what was found for everybody. */
export function problemOfResults({ market, people, candidateCount, opportunityCount }, { counts, slots, scores, limit }) {
  const slotOf = new Int32Array(candidateCount);
  const starts = new Int32Array(candidateCount + 1);
  for (const [slot, number] of people.order.entries()) if (number >= 0) slotOf[number] = slot;
  for (let number = 0; number < candidateCount; number += 1) starts[number + 1] = starts[number] + Math.min(counts[slotOf[number]], limit);
  const problem = { candidateCount, capacities: drawnCapacities({ candidateCount, opportunityCount }), starts, opportunities: new Int32Array(starts[candidateCount]), scores: new Int32Array(starts[candidateCount]), bonus: 0 };
  for (let number = 0; number < candidateCount; number += 1) {
    const row = slotOf[number] * limit;
    for (let at = row; at < row + starts[number + 1] - starts[number]; at += 1) {
      insertPair(problem, starts[number], starts[number] + at - row, market.data.order[slots[at]], scores[at]);
    }
  }
  return problem;
}

/** Puts a pair among those of the same candidate, `from` to before `end`, by ascending opportunity. */
export function insertPair({ opportunities, scores }, from, end, opportunity, score) {
  let to = end;
  for (; to > from && opportunities[to - 1] > opportunity; to -= 1) {
    opportunities[to] = opportunities[to - 1];
    scores[to] = scores[to - 1];
  }
  opportunities[to] = opportunity;
  scores[to] = score;
}

/** The AllocationProblem of a market by name and size. */
export function marketProblem(name, size) {
  const compiled = compiledMarket(name, size);
  return problemOfResults(compiled, matchEverybody(compiled));
}
