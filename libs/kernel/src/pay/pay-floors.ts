import type { PlainDate } from '../calendar/plain-date.js';
import { figuresOf, type FigureTables, valuesOn } from '../published-figures/published-figures.js';
import type { Floor } from './minimum-wage.js';

/** Pay in tenths of a penny an hour; the two differ when it depends on something that is not known. */
export interface PayRange {
  readonly leastTenths: number;
  readonly mostTenths: number;
}

export const PAY_FLOORS = ['minimum-wage', 'uk-living-wage', 'london-living-wage'] as const;

export type PayFloor = (typeof PAY_FLOORS)[number];

/** 'over': at or over. 'depends': over or under, as something that is not known may be. 'not-known': there is nothing to compare. */
export type FloorVerdict = 'over' | 'under' | 'depends' | 'not-known';

/** How pay stands to a rate. */
export interface Comparison {
  /** Pence an hour; the two differ when it depends on an age that is not known. Null: the rate is not known for that day. */
  readonly leastPence: number | null;
  readonly mostPence: number | null;
  readonly verdict: FloorVerdict;
  /** How far over, in whole pence rounded down, or under, rounded up; null otherwise. */
  readonly byPence: number | null;
}

export interface FloorCheck extends Comparison {
  readonly floor: PayFloor;
  /** Whether it is meant for this work: the Living Wage is for people of 18 and over who are no apprentices, London's for London. Null: not known. */
  readonly applies: boolean | null;
  /** The Living Wage announced and not yet due. Until `dueOn` the one before still counts. */
  readonly announced: (Comparison & { readonly dueOn: PlainDate }) | null;
  readonly sentence: string;
}

/** The rate that counts on a day, and the one that is announced and due later. */
export function livingWageOn(tables: FigureTables, area: 'uk' | 'london', pay: PayRange | null, on: PlainDate): Pick<FloorCheck, 'announced' | keyof Comparison> {
  const due = valuesOn(tables, 'living-wage', area, on);
  const next = figuresOf(tables, 'living-wage', area).find(({ fromOn, values }) => fromOn > on && values !== null && values.announcedOn !== null && values.announcedOn <= on);
  const rate = (values: { readonly hourlyPence: number } | null): Floor | null => (values === null ? null : { leastPence: values.hourlyPence, mostPence: values.hourlyPence });
  return { ...compare(pay, rate(due)), announced: next === undefined ? null : { ...compare(pay, rate(next.values)), dueOn: next.fromOn } };
}

/** How pay stands to a floor, to the tenth of a penny. */
export function compare(pay: PayRange | null, floor: Floor | null): Comparison {
  const rates = { leastPence: floor?.leastPence ?? null, mostPence: floor?.mostPence ?? null };
  if (pay === null || floor === null) return { ...rates, verdict: 'not-known', byPence: null };
  if (pay.leastTenths >= floor.mostPence * 10) return { ...rates, verdict: 'over', byPence: Math.floor((pay.leastTenths - floor.mostPence * 10) / 10) };
  if (pay.mostTenths < floor.leastPence * 10) return { ...rates, verdict: 'under', byPence: Math.ceil((floor.leastPence * 10 - pay.mostTenths) / 10) };
  return { ...rates, verdict: 'depends', byPence: null };
}

