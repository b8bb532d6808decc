import { figureTables, type FigureTables, type FigureValues, type PublishedFigure } from '../published-figures/published-figures.js';

function figure<Kind extends keyof FigureValues>(kind: Kind, code: string, fromOn: string, values: FigureValues[Kind] | null): PublishedFigure {
  return { kind, code, fromOn, values, isVerified: true };
}

const year = (pounds: number): number => pounds * 100;

const band = (code: string, fromOn: string, entry: number, middle: number | null, top: number | null): PublishedFigure =>
  figure('band-pay', code, fromOn, { entryPence: year(entry), middlePence: middle === null ? null : year(middle), topPence: top === null ? null : year(top) });

const zone = (code: string, fromOn: string, percent: number, least: number, most: number): PublishedFigure =>
  figure('supplement', code, fromOn, { basisPoints: percent * 100, leastPence: year(least), mostPence: year(most) });

const minimum = (fromOn: string, rates: readonly [number, number][], apprenticePence: number): PublishedFigure =>
  figure('minimum-wage', 'uk', fromOn, { ages: rates.map(([fromAge, hourlyPence]) => ({ fromAge, hourlyPence })), apprenticePence });

const living = (fromOn: string, uk: number, london: number, announcedOn: string | null): PublishedFigure[] => [
  figure('living-wage', 'uk', fromOn, { hourlyPence: uk, announcedOn }),
  figure('living-wage', 'london', fromOn, { hourlyPence: london, announcedOn }),
];

/** Figures as they were published, for tests. Camden is inner, Newham and Havering outer; Thurrock is in no list. */
export const EXAMPLE_FIGURES: readonly PublishedFigure[] = [
  band('2', '2021-04-01', 18_546, null, 19_918),
  figure('band-pay', '2', '2022-04-01', null),
  band('2', '2025-04-01', 24_465, null, null),
  band('2', '2026-04-01', 25_272, null, null),
  band('3', '2025-04-01', 24_937, null, 26_598),
  band('3', '2026-04-01', 25_760, null, 27_476),
  band('5', '2025-04-01', 31_049, 33_487, 37_796),
  band('5', '2026-04-01', 32_073, 34_592, 39_043),
  zone('inner', '2025-04-01', 20, 5_609, 8_466),
  zone('outer', '2025-04-01', 15, 4_714, 5_941),
  zone('fringe', '2025-04-01', 5, 1_303, 2_198),
  zone('inner', '2026-04-01', 20, 5_794, 8_746),
  zone('outer', '2026-04-01', 15, 4_870, 6_137),
  zone('fringe', '2026-04-01', 5, 1_346, 2_270),
  figure('supplement-zone', 'E09000007', '2005-04-01', { zone: 'inner' }),
  figure('supplement-zone', 'E09000016', '2005-04-01', { zone: 'outer' }),
  figure('supplement-zone', 'E09000025', '2005-04-01', { zone: 'outer' }),
  figure('supplement-zone', 'E07000244', '2005-04-01', { zone: 'none' }),
  figure('supplement-zone', 'E06000039', '2005-04-01', { zone: 'fringe' }),
  minimum('2024-04-01', [[21, 1144], [18, 860], [0, 640]], 640),
  minimum('2025-04-01', [[21, 1221], [18, 1000], [0, 755]], 755),
  minimum('2026-04-01', [[21, 1271], [18, 1085], [0, 800]], 800),
  ...living('2025-05-01', 1260, 1385, null),
  ...living('2026-05-01', 1345, 1480, '2025-10-22'),
  figure('trainee-share', 'annex-21', '2025-04-01', { basisPoints: [6_000, 6_500, 7_000, 7_500] }),
];

export const EXAMPLE_TABLES: FigureTables = figureTables(EXAMPLE_FIGURES);
