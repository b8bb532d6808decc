import { describe, expect, it } from '@jest/globals';
import { figureTables, valuesOn } from './published-figures.js';

const TABLES = figureTables([
  { kind: 'living-wage', code: 'uk', fromOn: '2026-05-01', values: { hourlyPence: 1345, announcedOn: null }, isVerified: true },
  { kind: 'living-wage', code: 'uk', fromOn: '2024-05-01', values: { hourlyPence: 1200, announcedOn: null }, isVerified: true },
  { kind: 'living-wage', code: 'uk', fromOn: '2025-05-01', values: null, isVerified: false },
]);

describe('a published figure', () => {
  it.each([
    ['2024-04-30', null],
    ['2024-05-01', 1200],
    ['2025-04-30', 1200],
    ['2025-05-01', null],
    ['2026-05-01', 1345],
    ['2030-01-01', 1345],
  ])('on %s is %s: never that of another year where it is not known', (on, expected) => expect(valuesOn(TABLES, 'living-wage', 'uk', on)?.hourlyPence ?? null).toBe(expected));

  it('that nobody recorded is not known', () => expect(valuesOn(TABLES, 'living-wage', 'london', '2026-05-01')).toBeNull());
});
