import type { PlainDate } from '../calendar/plain-date.js';
import { figuresOf, type FigureTables, type FigureValues, SUPPLEMENT_ZONES, type SupplementZone, valuesOn } from '../published-figures/published-figures.js';
import { possibleZones, supplementPence, type Workplace } from './high-cost-area.js';
import { hourlyTenths, pennies, type PayUnit } from './hourly-pay.js';
import { type Employment, minimumWageOn, yearsAfter } from './minimum-wage.js';
import type { PayRange } from './pay-floors.js';
import { type PayText, readPayText } from './pay-text.js';

/** What an opportunity says that its pay depends on. */
export interface PayFacts {
  readonly kind: 'role' | 'apprenticeship' | 'course' | 'placement';
  readonly isUnpaid: boolean;
  readonly stated: PayText;
  /** Hours of the post; null: not stated, or the stated amount is that of a full-time week whatever the hours are. */
  readonly weeklyHours: number | null;
  /** Whether a salary is known to be what those hours are paid, and not what full-time work would be. */
  readonly isSalaryOfHours: boolean;
  /** A legal minimum that is promised instead of a figure. */
  readonly scheme: 'apprentice-minimum' | 'national-minimum' | null;
  readonly band: string | null;
  /** Whether the employer pays by Agenda for Change; null: not known. */
  readonly paysAgendaForChange: boolean | null;
}

/** What the pay is worked out from. */
export type PayBasis =
  /** The two differ when a salary can be that of a full-time week or of the hours of the post. */
  | ({ readonly is: 'stated' } & PayRange)
  /** Only the most is stated. */
  | { readonly is: 'ceiling'; readonly tenths: number }
  /** A point of a band, with the supplement of the workplace: certainly, or perhaps on top. */
  | { readonly is: 'scale'; readonly band: string; readonly point: ScalePoint; readonly isSupplementSure: boolean }
  /** An apprentice in a band: a share of the top of the band, or the band itself. */
  | { readonly is: 'training'; readonly band: string }
  | { readonly is: 'minimum'; readonly isOfApprentices: boolean }
  | { readonly is: 'none'; readonly why: 'course' | 'unpaid' | 'no-figure' | 'band-of-others' };

type ScalePoint = keyof FigureValues['band-pay'];

const POINTS: readonly ScalePoint[] = ['entryPence', 'middlePence', 'topPence'];

/** Which organisations pay by Agenda for Change. Others may and need not. */
const AGENDA_FOR_CHANGE: ReadonlyMap<string, boolean> = new Map([['trust', true], ['care-provider', false], ['contractor', false], ['local-authority', false], ['college', false], ['training-provider', false]]);

/** An opportunity as it is stored, as far as pay goes. */
export interface StoredPay extends Pick<PayFacts, 'kind' | 'isUnpaid' | 'weeklyHours' | 'isSalaryOfHours' | 'scheme' | 'band'> {
  readonly payWording: string | null;
  /** Rounded to whole pence when it was read. */
  readonly hourlyPence: number | null;
  /** Null: the organisation that listed it. */
  readonly employerName: string | null;
  readonly organisationName: string;
  /** Null for a node that is no employer. */
  readonly organisationType: string | null;
}

/** Words that say that a salary is that of a full-time week. */
const FULL_TIME = /pro[ -]?rata|full[ -]?time|\bw?fte\b/i;

/** A week of less than an hour is a slip. */
const LEAST_WEEKLY_HOURS = 1;

/** The facts on pay of a stored opportunity. Another employer's name says nothing of how it pays. */
export function payFactsOf(stored: StoredPay): PayFacts {
  const { kind, isUnpaid, payWording, hourlyPence, weeklyHours, isSalaryOfHours, scheme, band, employerName, organisationName, organisationType } = stored;
  const isOwn = employerName === null || employerName.trim().toLowerCase() === organisationName.trim().toLowerCase();
  const worded = readPayText(payWording ?? '');
  const isOfFullTime = FULL_TIME.test(payWording ?? '');
  const isStatedElsewhere = worded.kind === 'not-stated' && hourlyPence !== null;
  return {
    kind,
    isUnpaid,
    stated: isStatedElsewhere ? { kind: 'amounts', unit: 'hour', fromPence: hourlyPence, toPence: hourlyPence } : worded,
    weeklyHours: isOfFullTime || weeklyHours === null || weeklyHours < LEAST_WEEKLY_HOURS ? null : weeklyHours,
    isSalaryOfHours,
    scheme,
    band,
    paysAgendaForChange: isOwn && organisationType !== null ? (AGENDA_FOR_CHANGE.get(organisationType) ?? null) : null,
  };
}

/** A figure of this many years before the start can still be the one in an advert. */
const YEARS_OF_ADVERTS = 2;

/**
 * What the pay of an opportunity is worked out from. A stated figure counts as it stands, unless it is that of a point of
 * the opportunity's band: then it follows the scale, and the supplement may come on top. That is never assumed of an
 * employer who is known not to pay by Agenda for Change.
 */
export function payBasis(tables: FigureTables, facts: PayFacts, startsOn: PlainDate): PayBasis {
  const { stated, band, paysAgendaForChange, kind } = facts;
  if (kind === 'course') return { is: 'none', why: 'course' };
  if (facts.isUnpaid) return { is: 'none', why: 'unpaid' };
  const onScale = paysAgendaForChange === false ? null : band;
  if (stated.kind === 'amounts') {
    const range = statedRange(stated.fromPence, stated.unit, facts);
    return (onScale === null ? null : pointOf(tables, onScale, pennies(range.leastTenths), paysAgendaForChange === true, startsOn)) ?? { is: 'stated', ...range };
  }
  if (stated.kind === 'up-to') return { is: 'ceiling', tenths: statedRange(stated.toPence, stated.unit, facts).mostTenths };
  if (facts.scheme !== null) return { is: 'minimum', isOfApprentices: facts.scheme === 'apprentice-minimum' };
  if (onScale === null) return { is: 'none', why: band === null ? 'no-figure' : 'band-of-others' };
  return kind === 'apprenticeship' ? { is: 'training', band: onScale } : { is: 'scale', band: onScale, point: 'entryPence', isSupplementSure: paysAgendaForChange === true };
}

/** A salary for fewer hours a week than this can be that of full-time work, of which the post gets a part, or what the post is paid. */
const PART_TIME_HOURS = 30;

function statedRange(pence: number, unit: PayUnit, { weeklyHours, isSalaryOfHours }: PayFacts): PayRange {
  const mostTenths = hourlyTenths(pence, unit, weeklyHours ?? undefined);
  const isEither = !isSalaryOfHours && (unit === 'year' || unit === 'month');
  return { leastTenths: isEither && weeklyHours !== null && weeklyHours < PART_TIME_HOURS ? hourlyTenths(pence, unit) : mostTenths, mostTenths };
}

function pointOf(tables: FigureTables, band: string, hourlyPence: number, isAgendaForChange: boolean, startsOn: PlainDate): PayBasis | null {
  const earliest = yearsAfter(startsOn, -YEARS_OF_ADVERTS);
  for (const { values, fromOn } of figuresOf(tables, 'band-pay', band).toReversed()) {
    if (values === null || fromOn <= earliest) continue;
    for (const point of POINTS) {
      const annual = values[point];
      if (annual === null) continue;
      const isOf = (extra: number | null): boolean => extra !== null && pennies(hourlyTenths(annual + extra, 'year')) === hourlyPence;
      if (isOf(0)) return { is: 'scale', band, point, isSupplementSure: isAgendaForChange };
      if (SUPPLEMENT_ZONES.some((zone) => isOf(supplementPence(tables, zone, annual, fromOn)))) return { is: 'scale', band, point, isSupplementSure: true };
    }
  }
  return null;
}

/** Pay on a day; null when a figure that it needs is not known for that day. */
export function payOn(tables: FigureTables, basis: PayBasis, { workplace, employment }: { readonly workplace: Workplace; readonly employment: Employment }, on: PlainDate): PayRange | null {
  switch (basis.is) {
    case 'stated':
      return { leastTenths: basis.leastTenths, mostTenths: basis.mostTenths };
    case 'ceiling':
      return { leastTenths: 0, mostTenths: basis.tenths };
    case 'none':
      return null;
    case 'minimum': {
      const floor = minimumWageOn(tables, { ...employment, isApprenticeship: basis.isOfApprentices }, on);
      return floor === null ? null : { leastTenths: floor.leastPence * 10, mostTenths: floor.mostPence * 10 };
    }
    case 'scale': {
      const pay = valuesOn(tables, 'band-pay', basis.band, on);
      const zones = possibleZones(tables, workplace, on);
      return pay === null ? null : rangeOf(tables, pay[basis.point] ?? pay.entryPence, basis.isSupplementSure ? zones : ['none', ...zones], on);
    }
    case 'training': {
      const pay = valuesOn(tables, 'band-pay', basis.band, on);
      const shares = valuesOn(tables, 'trainee-share', 'annex-21', on);
      if (pay === null || shares === null) return null;
      const band = rangeOf(tables, pay.entryPence, possibleZones(tables, workplace, on), on);
      const least = Math.floor(((pay.topPence ?? pay.entryPence) * Math.min(...shares.basisPoints)) / 10_000);
      return band === null ? null : { leastTenths: Math.min(band.leastTenths, hourlyTenths(least, 'year')), mostTenths: band.mostTenths };
    }
  }
}

function rangeOf(tables: FigureTables, annualPence: number, zones: readonly (SupplementZone | 'none')[], on: PlainDate): PayRange | null {
  const tenths: number[] = [];
  for (const zone of zones) {
    const extra = supplementPence(tables, zone, annualPence, on);
    if (extra === null) return null;
    tenths.push(hourlyTenths(annualPence + extra, 'year'));
  }
  return { leastTenths: Math.min(...tenths), mostTenths: Math.max(...tenths) };
}
