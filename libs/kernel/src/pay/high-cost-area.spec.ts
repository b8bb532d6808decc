import { describe, expect, it } from '@jest/globals';
import { EXAMPLE_TABLES } from './example-figures.oracle.js';
import { isInLondon, possibleZones, supplementPence } from './high-cost-area.js';

describe('Trap 13: the zone of a workplace comes from the list, and Newham is outer', () => {
  it.each<[string, string | null, string[]]>([
    ['Camden', 'E09000007', ['inner']],
    ['Newham', 'E09000025', ['outer']],
    ['Havering', 'E09000016', ['outer']],
    ['a borough that the list does not name', 'E09000010', ['inner', 'outer']],
    ['a listed district outside London', 'E06000039', ['fringe']],
    ['a district outside London that the list does not name', 'E08000035', ['none', 'fringe']],
    ['nowhere that is known', null, ['none', 'inner', 'outer', 'fringe']],
  ])('%s', (_place, districtCode, zones) => expect(possibleZones(EXAMPLE_TABLES, { districtCode }, '2026-06-01')).toEqual(zones));

  it.each([
    ['inner', '2025-04-01', 2_446_500, 560_900],
    ['inner', '2026-03-31', 4_000_000, 800_000],
    ['inner', '2026-03-31', 9_000_000, 846_600],
    ['inner', '2026-04-01', 9_000_000, 874_600],
    ['inner', '2026-04-01', 2_446_500, 579_400],
    ['outer', '2026-04-01', 3_333_333, 500_000],
    ['fringe', '2026-04-01', 3_000_010, 150_001],
    ['none', '2026-04-01', 3_000_000, 0],
    ['inner', '2024-04-01', 3_000_000, null],
  ] as const)('%s on %s on £%i: the limits are those of the year', (zone, on, annual, expected) => expect(supplementPence(EXAMPLE_TABLES, zone, annual, on)).toBe(expected));
});

it.each([
  ['E09000025', true],
  ['E08000035', false],
  [null, null],
])('district %s is in London: %s', (districtCode, expected) => expect(isInLondon({ districtCode })).toBe(expected));
