// HiGHS in a process of its own, which can be ended when it takes too long or takes its memory down with it. Its argument is
// a file of a problem; at each message it solves it and answers {milliseconds, total} of the solve alone.
import loadHighs from 'highs';
import { readInstance } from './instance-file.mjs';

const { candidateCount, capacities, starts, opportunities, scores, bonus } = readInstance(process.argv[2]);
const highs = await loadHighs();
const model = modelOf();

/**
 * The linear programme of a transportation problem, whose corners are whole numbers: a column for each pair, a row for each
 * candidate (at most one place) and each opportunity (at most its places).
 */
function modelOf() {
  const pairCount = opportunities.length;
  const indices = new Int32Array(2 * pairCount);
  for (let candidate = 0; candidate < candidateCount; candidate += 1) {
    for (let pair = starts[candidate]; pair < starts[candidate + 1]; pair += 1) {
      indices[2 * pair] = candidate;
      indices[2 * pair + 1] = candidateCount + opportunities[pair];
    }
  }
  const numRows = candidateCount + capacities.length;
  const rowUpper = new Float64Array(numRows).fill(1);
  rowUpper.set(capacities, candidateCount);
  return {
    numCols: pairCount,
    numRows,
    sense: highs.constants.objectiveSense.maximize,
    colCost: Float64Array.from(scores, (score) => score + bonus),
    colLower: new Float64Array(pairCount),
    colUpper: new Float64Array(pairCount).fill(highs.infinity),
    rowLower: new Float64Array(numRows).fill(-highs.infinity),
    rowUpper,
    matrix: { format: 'csc', numRows, numCols: pairCount, starts: Int32Array.from({ length: pairCount + 1 }, (_, at) => 2 * at), indices, values: new Float64Array(2 * pairCount).fill(1) },
  };
}

process.on('message', () => {
  const solver = highs.createModel(model);
  solver.options.set({ output_flag: false });
  const started = performance.now();
  const { modelStatus } = solver.run();
  const milliseconds = performance.now() - started;
  if (modelStatus !== highs.constants.modelStatus.optimal) throw new Error(`HiGHS ended with status ${modelStatus}.`);
  const total = Math.round(solver.getObjectiveValue());
  solver.dispose();
  process.send({ milliseconds, total });
});
process.send('ready');
