import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { layOutCounts } from '../disclosure/count-table.js';
import type { NoDecileReason } from '../postcodes/no-decile.js';
import { type HiresInDecile, hiresByDeprivation } from './hires-by-deprivation.js';

const NODES = [
  { id: 'city', parentId: null, level: 'city' },
  { id: 'place', parentId: 'city', level: 'place' },
  { id: 'trust', parentId: 'place', level: 'organisation' },
  { id: 'practice', parentId: 'place', level: 'organisation' },
];
const REASONS: readonly NoDecileReason[] = ['not-a-postcode', 'pseudo-postcode', 'not-in-directory', 'outside-england', 'no-grid-reference', 'area-unknown', 'no-index-loaded'];

function exactCounts(hires: readonly HiresInDecile[]): (nodeId: string, categoryId: string) => number {
  const reading = layOutCounts(hiresByDeprivation(hires, NODES));
  if (!reading.ok) throw new Error(reading.problems.map(({ sentence }) => sentence).join(' '));
  const { nodes, categories, values } = reading.grid;
  return (nodeId, categoryId) => values[nodes.positionOf.get(nodeId)! * categories.ids.length + categories.positionOf.get(categoryId)!]!;
}

const hire = (organisationId: string, decile: number | null, count: number, reason: NoDecileReason | null = null): HiresInDecile => ({ organisationId, decile, reason, count });

describe('hires by deprivation', () => {
  it('counts tenths into fifths and organisations into the levels above', () => {
    const count = exactCounts([hire('trust', 1, 4), hire('trust', 2, 3), hire('practice', 2, 5), hire('practice', 10, 1)]);
    expect([count('trust', 'quintile-1'), count('place', 'decile-2'), count('place', 'quintile-1'), count('city', 'quintile-5'), count('city', 'total')]).toEqual([7, 8, 12, 1, 13]);
    expect(count('city', 'quintile-3')).toBe(0);
  });

  it.each<[NoDecileReason | null, string]>([
    [null, 'unknown'],
    ['not-a-postcode', 'unknown'],
    ['pseudo-postcode', 'unknown'],
    ['not-in-directory', 'unknown'],
    ['outside-england', 'not-in-england'],
    ['no-grid-reference', 'no-decile'],
    ['area-unknown', 'no-decile'],
    ['no-index-loaded', 'no-decile'],
  ])('keeps a hire without decile (%s) visible as %s', (reason, category) => {
    const count = exactCounts([hire('trust', null, 2, reason), hire('trust', 5, 9)]);
    expect([count('city', category), count('city', 'total')]).toEqual([2, 11]);
  });

  it('adds up rows that fall into one cell', () => {
    const count = exactCounts([hire('trust', null, 2, 'not-a-postcode'), hire('trust', null, 3, 'pseudo-postcode'), hire('trust', null, 4)]);
    expect(count('trust', 'unknown')).toBe(9);
  });

  it('loses nobody', () => {
    const row = fc.record({ organisationId: fc.constantFrom('trust', 'practice'), decile: fc.option(fc.integer({ min: 1, max: 10 })), reason: fc.option(fc.constantFrom(...REASONS)), count: fc.nat(50) });
    fc.assert(fc.property(fc.array(row), (hires) => expect(exactCounts(hires)('city', 'total')).toBe(hires.reduce((sum, { count }) => sum + count, 0))));
  });

  it.each([
    ['an organisation outside the tree', hire('elsewhere', 1, 1)],
    ['a decile that is none', hire('trust', 11, 1)],
  ])('does not hide %s', (_, row) => {
    expect(layOutCounts(hiresByDeprivation([row], NODES))).toMatchObject({ ok: false, problems: [{ code: 'unknown-cell' }] });
  });
});
