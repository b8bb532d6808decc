// The best allocation over all eligible pairs (column generation), against one pass over everybody and one allocation of
// what it found.
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { allocate } from '../../../dist/libs/kernel/src/allocation/allocate.js';
import { allocateAll } from '../../../dist/libs/kernel/src/allocation/allocate-all.js';
import { EnginePairs } from '../../../dist/libs/kernel/src/engine/engine-pairs.js';
import { writeInstance } from '../peers/instance-file.mjs';
import { runNetworkSimplex } from '../peers/network-simplex.mjs';
import { median, sum } from './figures.mjs';
import { compiledMarket, CONTEXT, drawnCapacities, matchEverybody, problemOfResults } from './market-problem.mjs';

/** After so long in all rounds together, in milliseconds, there is no further round. */
const LONGEST = 40_000;

/** So many pairs are few enough to write all of them down, for LEMON. */
const MOST_WRITTEN = 5_000_000;

/** @param options {name: of a market, size, rounds, networkSimplex: its program or undefined, folder, say} */
export async function measureAllPairs({ name, title, size, rounds, networkSimplex, folder, say }) {
  const compiled = compiledMarket(name, size);
  const times = { matching: [], allocating: [], allPairs: [] };
  let last;
  for (let round = 1; round <= rounds && sum(times.allPairs) <= LONGEST; round += 1) {
    say(`${title}, all pairs: round ${round} of ${rounds}`);
    const started = performance.now();
    const results = matchEverybody(compiled);
    times.matching.push(performance.now() - started);
    const problem = problemOfResults(compiled, results);
    const allocating = performance.now();
    const { total, placed } = allocate(problem);
    times.allocating.push(performance.now() - allocating);
    const generating = performance.now();
    const steps = [];
    for (const { round: number, worth, gap, pairCount, askedCount, allocation } of overAllPairs(compiled)) {
      steps.push({ round: number, worth, gap, pairCount, askedCount, placed: allocation.placed, milliseconds: performance.now() - generating });
      say(`${title}, all pairs: step ${number}, gap ${(100 * gap).toPrecision(3)} %, ${askedCount} asked`);
    }
    times.allPairs.push(performance.now() - generating);
    if (steps.at(-1).gap !== 0 || (last !== undefined && last.steps.at(-1).worth !== steps.at(-1).worth)) throw new Error(`${title}: the gap is not closed, or not with the same total as before: ${JSON.stringify(steps.at(-1))}`);
    last = { steps, amongTwenty: { total, placed } };
  }
  return {
    title,
    ...last,
    milliseconds: Object.fromEntries(Object.entries(times).map(([step, some]) => [step, median(some)])),
    ratio: median(times.allPairs.map((time, round) => time / (times.matching[round] + times.allocating[round]))),
    comparedWithLemon: await comparedWithLemon({ title, compiled, worth: last.steps.at(-1).worth, networkSimplex, folder }),
    rounds: times,
  };
}

function overAllPairs({ market, people, candidateCount, opportunityCount }) {
  return allocateAll({ candidateCount, capacities: drawnCapacities({ candidateCount, opportunityCount }), bonus: 0 }, new EnginePairs(market, people, CONTEXT));
}

/** LEMON's milliseconds on all eligible pairs written down, where these are few enough; or why not. */
async function comparedWithLemon({ title, compiled, worth, networkSimplex, folder }) {
  if (networkSimplex === undefined) return 'LEMON is not here';
  if (compiled.candidateCount * compiled.opportunityCount > 20 * MOST_WRITTEN) return 'too many pairs to write down';
  const problem = problemOfResults(compiled, matchEverybody(compiled, compiled.opportunityCount));
  if (problem.opportunities.length > MOST_WRITTEN) return 'too many pairs to write down';
  const file = join(folder, 'all-pairs.bin');
  writeInstance(file, problem);
  const [{ milliseconds, total }] = await runNetworkSimplex(networkSimplex, 'quick', [file]);
  rmSync(file);
  if (total !== worth) throw new Error(`${title}: over all pairs this solver's total is ${worth}, LEMON's ${total}.`);
  return { pairs: problem.opportunities.length, milliseconds };
}
