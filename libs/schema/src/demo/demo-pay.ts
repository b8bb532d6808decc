import type { PlainDate } from '#lib/kernel';

interface PayYear {
  readonly from: PlainDate;
  /** Pounds a year at the entry of each Agenda for Change band. */
  readonly bands: Readonly<Record<string, number>>;
  /** High cost area supplement: share of the pay, and the least and most of it in pounds. */
  readonly inner: readonly [share: number, least: number, most: number];
  readonly outer: readonly [share: number, least: number, most: number];
  /** Pence an hour. */
  readonly nationalLivingWage: number;
  readonly apprenticeWage: number;
}

/** London Living Wage announced in October 2025, pence an hour. */
export const LONDON_LIVING_WAGE = 1480;

/**
 * What pay in the demo files is made of, newest first. Sources: NHS Employers' pay scales and the NHS terms and
 * conditions of service handbook, annex 9, for 2025/26 and 2026/27; gov.uk for the minimum wage. A later
 * year is paid as the last one known: the demo need not be right on pay, but it must look like it.
 */
const PAY_YEARS: readonly PayYear[] = [
  {
    from: '2026-04-01',
    bands: { 2: 25_272, 3: 25_760, 4: 28_392, 5: 32_073, 6: 39_959 },
    inner: [0.2, 5_794, 8_746],
    outer: [0.15, 4_870, 6_137],
    nationalLivingWage: 1271,
    apprenticeWage: 800,
  },
  {
    from: '2025-04-01',
    bands: { 2: 24_465, 3: 24_937, 4: 27_485, 5: 31_049, 6: 38_682 },
    inner: [0.2, 5_609, 8_466],
    outer: [0.15, 4_714, 5_941],
    nationalLivingWage: 1221,
    apprenticeWage: 755,
  },
];

/** The rates in force on a day. */
export function payYearOf(day: PlainDate): PayYear {
  return PAY_YEARS.find(({ from }) => from <= day) ?? PAY_YEARS.at(-1)!;
}

/** Pounds a year of a band with the supplement of a zone. */
export function bandPounds(band: string, zone: 'inner' | 'outer', day: PlainDate): number {
  const year = payYearOf(day);
  const base = year.bands[band]!;
  const [share, least, most] = year[zone];
  return base + Math.round(Math.min(most, Math.max(least, base * share)));
}

/** '14.80' of pence. */
export function pounds(pence: number): string {
  return (pence / 100).toFixed(2);
}
