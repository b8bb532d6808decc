import { numbersFrom0, type InstanceProblems } from './instance-problems.js';
import { MOST_OF_A_SIDE, type EdgesAsRead, type InstanceAsRead } from './instance-reader.js';

/** The columns of pairs of an AllocationProblem. */
interface EdgesByCandidate {
  readonly starts: Int32Array;
  readonly opportunities: Int32Array;
  readonly scores: Int32Array;
}

/** Longer rows of a candidate are sorted in a column of their own. */
const SHORT_ROW = 48;
/** More than a row has pairs: of a number to sort by, the part below is the place in the row. */
const ROW_RANGE = 2 ** 27;
/** More pairs that stand twice are not looked for: problems are listed up to twenty. */
const MOST_REPEATED = 20;

/**
 * The edges of a file, in any order, put together by candidate and sorted by opportunity. Records edges of candidates or
 * opportunities that are not there and edges that stand twice, and throws when there are any, or were other problems.
 */
export function edgesByCandidate({ candidates: candidateCount, capacities, edges }: InstanceAsRead, problems: InstanceProblems): EdgesByCandidate {
  if (edges !== null) {
    if (candidateCount !== null) checkNumbers(edges, 'candidates', candidateCount, problems);
    if (capacities !== null) checkNumbers(edges, 'opportunities', capacities.length, problems);
  }
  problems.refuse();
  const starts = new Int32Array(candidateCount! + 1);
  if (edges === null) return { starts, opportunities: new Int32Array(0), scores: new Int32Array(0) };
  const { length } = edges.scores;
  for (let edge = 0; edge < length; edge += 1) starts[edges.candidates.get(edge) + 1]! += 1;
  for (let candidate = 0; candidate < candidateCount!; candidate += 1) starts[candidate + 1]! += starts[candidate]!;
  const opportunities = new Int32Array(length);
  const scores = new Int32Array(length);
  const next = starts.slice();
  for (let edge = 0; edge < length; edge += 1) {
    const pair = next[edges.candidates.get(edge)]!++;
    opportunities[pair] = edges.opportunities.get(edge);
    scores[pair] = edges.scores.get(edge);
  }
  const repeated = new Set<number>();
  for (let candidate = 0; candidate < candidateCount!; candidate += 1) {
    const start = starts[candidate]!;
    const end = starts[candidate + 1]!;
    sortRow(opportunities, scores, start, end);
    for (let pair = start + 1; pair < end; pair += 1) {
      if (opportunities[pair] === opportunities[pair - 1] && repeated.size < MOST_REPEATED) repeated.add(pairOf(candidate, opportunities[pair]!));
    }
  }
  if (repeated.size > 0) tellRepeated(edges, repeated, problems);
  return { starts, opportunities, scores };
}

function checkNumbers(edges: EdgesAsRead, side: 'candidates' | 'opportunities', count: number, problems: InstanceProblems): void {
  const column = edges[side];
  const one = side === 'candidates' ? 'Candidate' : 'Opportunity';
  for (let edge = 0; edge < column.length; edge += 1) {
    if (column.get(edge) >= count) problems.add(`/edges/${edge}/${side === 'candidates' ? 0 : 1}`, `${one} ${column.get(edge)} is not there: ${numbersFrom0(count)}.`);
  }
}

function sortRow(opportunities: Int32Array, scores: Int32Array, start: number, end: number): void {
  let at = start + 1;
  while (at < end && opportunities[at - 1]! <= opportunities[at]!) at += 1;
  if (at >= end) return; // as most files have it
  if (end - start > SHORT_ROW) {
    sortLongRow(opportunities.subarray(start, end), scores.subarray(start, end));
    return;
  }
  for (; at < end; at += 1) {
    const opportunity = opportunities[at]!;
    const score = scores[at]!;
    let to = at;
    for (; to > start && opportunities[to - 1]! > opportunity; to -= 1) {
      opportunities[to] = opportunities[to - 1]!;
      scores[to] = scores[to - 1]!;
    }
    opportunities[to] = opportunity;
    scores[to] = score;
  }
}

function sortLongRow(opportunities: Int32Array, scores: Int32Array): void {
  const order = Float64Array.from(opportunities, (opportunity, place) => opportunity * ROW_RANGE + place).toSorted();
  const before = scores.slice();
  order.forEach((key, place) => {
    opportunities[place] = Math.floor(key / ROW_RANGE);
    scores[place] = before[key % ROW_RANGE]!;
  });
}

function pairOf(candidate: number, opportunity: number): number {
  return candidate * MOST_OF_A_SIDE + opportunity;
}

/** Finds the pairs again in the file, where the later one of each is the problem. */
function tellRepeated(edges: EdgesAsRead, repeated: ReadonlySet<number>, problems: InstanceProblems): void {
  const first = new Map<number, number>();
  for (let edge = 0; edge < edges.scores.length; edge += 1) {
    const candidate = edges.candidates.get(edge);
    const opportunity = edges.opportunities.get(edge);
    const pair = pairOf(candidate, opportunity);
    if (!repeated.has(pair)) continue;
    if (first.has(pair)) problems.add(`/edges/${edge}`, `Candidate ${candidate} and opportunity ${opportunity} are an edge already, at /edges/${first.get(pair)}. Leave one of them out.`);
    else first.set(pair, edge);
  }
  problems.refuse();
}
