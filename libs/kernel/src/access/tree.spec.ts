import { describe, expect, it } from '@jest/globals';
import { LEVEL_ABOVE, treeProblem, type OrganisationLevel } from './tree.js';

const LEVELS: readonly OrganisationLevel[] = ['city', 'ics', 'place', 'organisation'];

/** Every pair of levels with whether the first may stand below the second. */
const PAIRS = LEVELS.flatMap((level, depth) => LEVELS.map((parentLevel, parentDepth) => ({ level, parentLevel, isPossible: parentDepth === depth - 1 })));

describe('a move in the tree', () => {
  it.each(PAIRS)('of a node of level $level below one of level $parentLevel is possible: $isPossible', ({ level, parentLevel, isPossible }) => {
    const problem = treeProblem({ level, parentLevel, fromOn: '2026-03-31' });
    expect(problem === null).toBe(isPossible);
    expect(problem ?? 'As it should be.').toMatch(/^[A-Z].+\.$/);
  });

  it('of a City says that it is the top', () => {
    expect(treeProblem({ level: 'city', parentLevel: 'city', fromOn: '2026-03-31' })).toMatch(/top of the tree/);
  });

  it.each(['2026-02-30', '2026-2-3', '', '31/03/2026'])('needs a real first day, and "%s" is none', (fromOn) => {
    expect(treeProblem({ level: 'place', parentLevel: 'ics', fromOn })).toMatch(/real date/);
  });

  it('says which level the node above must have', () => {
    expect(LEVELS.map((level) => LEVEL_ABOVE[level])).toEqual([null, ...LEVELS.slice(0, -1)]);
    expect(treeProblem({ level: 'organisation', parentLevel: 'city', fromOn: '2026-03-31' })).toMatch(/below one of level place/);
  });
});
