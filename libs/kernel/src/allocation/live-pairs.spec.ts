import { describe, expect, it } from '@jest/globals';
import { entriesOf, problemOf, type Row } from './allocation.oracle.js';
import { AllocationState } from './allocation-state.js';
import { addCandidate } from './live-columns.js';
import { LivePairs } from './live-pairs.js';

const OPPORTUNITIES = 5;

/** So many pairs from an opportunity on. */
const rowOf = (first: number, count: number): Row => Array.from({ length: count }, (_, at) => [first + at, 100 * first + at]);

/** Two of three candidates hold a place: 0 of opportunity 1, 2 of opportunity 3. */
function open() {
  const rows = [rowOf(0, 2), rowOf(1, 3), rowOf(3, 2)];
  const state = new AllocationState(problemOf([1, 1, 1, 1, 1], rows), new Float64Array(OPPORTUNITIES));
  state.take(0, 1);
  state.take(2, 5);
  const pairs = new LivePairs(state);
  const give = (candidate: number, row: Row) => {
    pairs.remove(candidate);
    rows[candidate] = row;
    pairs.add(candidate, row.map(([opportunity]) => opportunity), row.map(([, score]) => score));
  };
  return { state, pairs, rows, give };
}

/** Everybody has these pairs, by candidate and by opportunity, and those who hold a place hold it by a pair of their own. */
function checkRows({ state, pairs, rows }: ReturnType<typeof open>) {
  for (const [candidate, row] of rows.entries()) {
    const { opportunities, scores } = pairs.row(candidate);
    expect([...opportunities].map((opportunity, at) => [opportunity, scores[at]])).toEqual(row);
  }
  for (let opportunity = 0; opportunity < OPPORTUNITIES; opportunity += 1) {
    const wanted = rows.flatMap((row, candidate) => row.flatMap(([one, score], at) => (one === opportunity ? [{ pair: state.starts[candidate]! + at, candidate, score }] : [])));
    expect(entriesOf(pairs.byOpportunity, opportunity).toSorted((a, b) => a.candidate - b.candidate)).toEqual(wanted);
  }
  expect([state.opportunities[state.holding[0]!], state.opportunities[state.holding[2]!]]).toEqual([1, 3]);
}

describe('pairs that come and go', () => {
  it('are those of the state at first', () => {
    checkRows(open());
  });

  it('come where as many went, so that nothing is written anew', () => {
    const market = open();
    const column = market.state.opportunities;
    for (let time = 0; time < 2000; time += 1) market.give(1, rowOf(time % 3, 2 + (time % 2)));
    checkRows(market);
    expect(market.state.opportunities).toBe(column);
  });

  it('are written anew when there is no room for as many', () => {
    const market = open();
    const column = market.state.opportunities;
    for (let time = 0; time < 200; time += 1) {
      market.rows.push([]);
      market.give(addCandidate(market.state), rowOf(time % 2, 1 + (time % 4)));
    }
    checkRows(market);
    expect(market.state.opportunities).not.toBe(column);
    expect(market.state.opportunities.length).toBeLessThan(1000);
    for (let candidate = 3; candidate < 203; candidate += 1) market.give(candidate, rowOf(0, 5));
    checkRows(market);
  });
});
