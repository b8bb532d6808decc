/**
 * Deferred acceptance (the kernel's stable matching) where both sides rank by score and, where that is equal, by lower
 * number: what is usually done instead of the best allocation. No pair is left that would both rather have each other, but
 * the sum of scores is not the greatest.
 */

/** Numbers of pairs below this fit beside a score in a float. */
const POSITIONS = 2 ** 25;

/** The StableProblem of an AllocationProblem. */
export function rankedByScore({ candidateCount, capacities, starts, opportunities, scores }) {
  const choices = opportunities.slice();
  const rankingStarts = new Int32Array(capacities.length + 1);
  for (const opportunity of opportunities) rankingStarts[opportunity + 1] += 1;
  for (let opportunity = 0; opportunity < capacities.length; opportunity += 1) rankingStarts[opportunity + 1] += rankingStarts[opportunity];
  const candidates = new Int32Array(opportunities.length);
  const scoresThere = new Int32Array(opportunities.length);
  const next = rankingStarts.slice();
  for (let candidate = 0; candidate < candidateCount; candidate += 1) {
    for (let pair = starts[candidate]; pair < starts[candidate + 1]; pair += 1) {
      const at = next[opportunities[pair]];
      next[opportunities[pair]] += 1;
      candidates[at] = candidate;
      scoresThere[at] = scores[pair];
    }
  }
  sortRows(choices, scores, starts);
  sortRows(candidates, scoresThere, rankingStarts);
  return { candidateCount, capacities, choiceStarts: starts, choices, rankingStarts, rankings: candidates };
}

/** Sorts each row by descending score; what is equal stays in its order. */
function sortRows(numbers, scores, starts) {
  const keys = new Float64Array(numbers.length);
  const sorted = new Int32Array(numbers.length);
  for (let row = 0; row + 1 < starts.length; row += 1) {
    const from = starts[row];
    const end = starts[row + 1];
    for (let at = from; at < end; at += 1) keys[at] = -scores[at] * POSITIONS + (at - from);
    const ofRow = keys.subarray(from, end).toSorted();
    for (let at = from; at < end; at += 1) sorted[at] = numbers[from + positionOf(ofRow[at - from])];
  }
  numbers.set(sorted);
}

const positionOf = (key) => key - Math.floor(key / POSITIONS) * POSITIONS;

/** The sum of scores of an assignment. */
export function totalOf(assignment, { starts, opportunities, scores }) {
  let total = 0;
  for (const [candidate, opportunity] of assignment.entries()) {
    if (opportunity < 0) continue;
    let pair = starts[candidate];
    while (opportunities[pair] !== opportunity) pair += 1;
    total += scores[pair];
  }
  return total;
}
