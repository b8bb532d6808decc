// A file of an allocation problem, which the peers in other processes read: whole numbers of 32 bits, the least byte first.
// Candidates, opportunities, pairs, 0; the bonus as a float of 64 bits; then the columns of AllocationProblem one after the
// other: capacities, starts, opportunities, scores.
import { closeSync, openSync, readSync, writeSync } from 'node:fs';

/** Writes an AllocationProblem. */
export function writeInstance(path, { candidateCount, capacities, starts, opportunities, scores, bonus }) {
  const file = openSync(path, 'w');
  const header = Int32Array.of(candidateCount, capacities.length, opportunities.length, 0);
  for (const column of [header, Float64Array.of(bonus), capacities, starts, opportunities, scores]) writeWhole(file, column);
  closeSync(file);
}

/** The AllocationProblem of a file. Read straight into its columns, so that a process can be measured that holds it once. */
export function readInstance(path) {
  const file = openSync(path, 'r');
  const read = (column) => readWhole(file, column);
  const [candidateCount, opportunityCount, pairCount] = read(new Int32Array(4));
  const [bonus] = read(new Float64Array(1));
  const capacities = read(new Int32Array(opportunityCount));
  const starts = read(new Int32Array(candidateCount + 1));
  const opportunities = read(new Int32Array(pairCount));
  const scores = read(new Int32Array(pairCount));
  closeSync(file);
  return { candidateCount, capacities, starts, opportunities, scores, bonus };
}

function writeWhole(file, column) {
  const bytes = new Uint8Array(column.buffer, column.byteOffset, column.byteLength);
  for (let done = 0; done < bytes.length; done += writeSync(file, bytes, done));
}

function readWhole(file, column) {
  const bytes = new Uint8Array(column.buffer);
  let done = 0;
  while (done < bytes.length) {
    const count = readSync(file, bytes, { offset: done });
    if (count === 0) throw new Error('The file of the problem ends too early.');
    done += count;
  }
  return column;
}
