import type { PlainDate } from '../calendar/plain-date.js';

/** Zones of the high cost area supplement. They follow the primary care trusts of 2005 and not today's boroughs: Newham is outer. */
export const SUPPLEMENT_ZONES = ['inner', 'outer', 'fringe'] as const;

export type SupplementZone = (typeof SUPPLEMENT_ZONES)[number];

/** What a figure of each kind holds. Money is in pence, shares are in basis points: 1,500 is 15 %. */
export interface FigureValues {
  /** A year's full-time pay of an Agenda for Change band. A band with two points has no middle, one with one point neither middle nor top. */
  readonly 'band-pay': { readonly entryPence: number; readonly middlePence: number | null; readonly topPence: number | null };
  /** High cost area supplement of a zone, a year. */
  readonly supplement: { readonly basisPoints: number; readonly leastPence: number; readonly mostPence: number };
  /** In which zone the workplaces of a district are. */
  readonly 'supplement-zone': { readonly zone: SupplementZone | 'none' };
  /** Minimum wage an hour: by age, the oldest first and the last from 0, and of an apprentice who has no right to the rate of their age. */
  readonly 'minimum-wage': { readonly ages: readonly { readonly fromAge: number; readonly hourlyPence: number }[]; readonly apprenticePence: number };
  /** Living Wage an hour. It is in force from the day by which accredited employers must pay it. */
  readonly 'living-wage': { readonly hourlyPence: number; readonly announcedOn: PlainDate | null };
  /** What somebody in training is paid of the top of the band that the training leads to, from the first year to the last. */
  readonly 'trainee-share': { readonly basisPoints: readonly number[] };
  /** Adult skills fund: up to which age first full levels are free, and below what earnings a year a learner is treated as unwaged. Null: not known. */
  readonly 'adult-skills': { readonly entitlementToAge: number | null; readonly earningsLimitPence: number | null };
  /** Apprenticeships by their start: least length and training, what an employer without a levy pays, up to which age it is nothing, and who must pass English and maths. Null: not known. */
  readonly 'apprenticeship-rules': {
    readonly leastMonths: number;
    readonly leastTrainingHours: number | null;
    readonly weeklyTrainingHours: number | null;
    readonly coInvestmentBasisPoints: number | null;
    readonly coInvestmentFreeToAge: number | null;
    readonly englishMathsToAge: number | null;
    readonly foundationToAge: number | null;
  };
}

export const FIGURE_KINDS = ['band-pay', 'supplement', 'supplement-zone', 'minimum-wage', 'living-wage', 'trainee-share', 'adult-skills', 'apprenticeship-rules'] as const satisfies readonly (keyof FigureValues)[];

export type FigureKind = (typeof FIGURE_KINDS)[number];

/** A figure that somebody publishes, in force from a day until the next of its kind and code. */
export interface PublishedFigure<Kind extends FigureKind = FigureKind> {
  readonly kind: Kind;
  /** What of: a band, a zone, a district, 'uk', 'london', 'england'. */
  readonly code: string;
  readonly fromOn: PlainDate;
  /** Null: from this day on it is not known, and the figure before does not count any more. */
  readonly values: FigureValues[Kind] | null;
  /** Read in the publication itself by whoever recorded it. */
  readonly isVerified: boolean;
}

/** Published figures by kind and code, each in the order of its days. */
export type FigureTables = ReadonlyMap<string, readonly PublishedFigure[]>;

/** Puts figures, in any order, into tables. There is one of a kind and code a day. */
export function figureTables(figures: readonly PublishedFigure[]): FigureTables {
  const tables = new Map<string, PublishedFigure[]>();
  for (const figure of figures) {
    const key = `${figure.kind} ${figure.code}`;
    tables.set(key, [...(tables.get(key) ?? []), figure]);
  }
  for (const table of tables.values()) table.sort((a, b) => (a.fromOn < b.fromOn ? -1 : 1));
  return tables;
}

/** All figures of a kind and code, the earliest first. */
export function figuresOf<Kind extends FigureKind>(tables: FigureTables, kind: Kind, code: string): readonly PublishedFigure<Kind>[] {
  return (tables.get(`${kind} ${code}`) ?? []) as readonly PublishedFigure<Kind>[];
}

/** What is in force on a day; null when nothing was recorded for it, or that it is not known. */
export function valuesOn<Kind extends FigureKind>(tables: FigureTables, kind: Kind, code: string, on: PlainDate): FigureValues[Kind] | null {
  return figuresOf(tables, kind, code).findLast(({ fromOn }) => fromOn <= on)?.values ?? null;
}
