// A process that does nothing but read a problem from a file, as its columns, and solve it once, for what is cold and what it
// takes of memory: all of the process, the problem and Node's own within.
import { allocate } from '../../../dist/libs/kernel/src/allocation/allocate.js';
import { readInstance } from '../peers/instance-file.mjs';

const megabytes = () => (process.resourceUsage().maxRSS * 1024) / 1e6;

const problem = readInstance(process.argv[2]);
const withoutSolverMB = megabytes();
const started = performance.now();
const { total, placed } = allocate(problem);
const milliseconds = performance.now() - started;
process.stdout.write(JSON.stringify({ milliseconds, worth: total + problem.bonus * placed, withoutSolverMB, peakMB: megabytes() }));
