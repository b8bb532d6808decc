import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { allocate } from '../../libs/kernel/src/allocation/allocate.js';
import { anyProblem } from '../../libs/kernel/src/allocation/allocation.oracle.js';
import { writeInstance } from '../bench/peers/instance-file.mjs';
import { compileNetworkSimplex, runNetworkSimplex } from '../bench/peers/network-simplex.mjs';

const WORLDS = 200;

const folder = mkdtempSync(join(tmpdir(), 'pathways-peer-'));
const compiled = compileNetworkSimplex(folder);
afterAll(() => rmSync(folder, { recursive: true }));

if ('program' in compiled) {
  it('agrees with the network simplex method of LEMON, which is written in C++ by others, what the best allocation is worth', async () => {
    const problems = fc.sample(anyProblem({ candidates: 60, opportunities: 20, places: 5 }), { numRuns: WORLDS, seed: 20_260_302 });
    const files = problems.map((_, at) => join(folder, `${at}.bin`));
    for (const [at, problem] of problems.entries()) writeInstance(files[at]!, problem);
    const ours = problems.map((problem) => {
      const { total, placed } = allocate(problem);
      return total + problem.bonus * placed;
    });
    expect(new Set(ours).size).toBeGreaterThan(WORLDS / 2); // not all of them empty
    for (const form of ['quick', 'textbook'] as const) {
      const answers = await runNetworkSimplex(compiled.program, form, files);
      expect(answers.map(({ total }) => total)).toEqual(ours);
    }
  });
} else {
  it('is compared with LEMON where that is required', () => {
    process.stderr.write(`\n*** NO LEMON: ${compiled.absence}, so no allocation was compared with its network simplex. Install g++ and liblemon-dev. ***\n\n`);
    expect(process.env['PATHWAYS_REQUIRE_LEMON'] ?? '').toBe('');
  });
}
