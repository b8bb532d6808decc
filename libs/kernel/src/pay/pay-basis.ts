import type { PlainDate } from '../calendar/plain-date.js';
import { figuresOf, type FigureTables, type FigureValues, SUPPLEMENT_ZONES, type SupplementZone, valuesOn } from '../published-figures/published-figures.js';
import { possibleZones, supplementPence, type Workplace } from './high-cost-area.js';
import { hourlyTenths, pennies } from './hourly-pay.js';
import { type Employment, minimumWageOn, yearsAfter } from './minimum-wage.js';
import type { PayRange } from './pay-floors.js';
import { type PayText, readPayText } from './pay-text.js';

/** What an opportunity says that its pay depends on. */
export interface PayFacts {
  readonly kind: 'role' | 'apprenticeship' | 'course' | 'placement';
  readonly isUnpaid: boolean;
  readonly stated: PayText;
  /** Hours of the full-time week that a stated amount is for; null: 37.5. */
  readonly weeklyHours: number | null;
  /** A legal minimum that is promised instead of a figure. */
  readonly scheme: 'apprentice-minimum' | 'national-minimum' | null;
  readonly band: string | null;
  /** Whether the employer pays by Agenda for Change; null: not known. */
  readonly paysAgendaForChange: boolean | null;
}

/** What the pay is worked out from. */
export type PayBasis =
  | { readonly is: 'stated'; readonly tenths: number }
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

/** The facts on pay of a stored opportunity. `employerName` of a feed says no kind of employer, so the sender's counts only without it. */
export function payFactsOf(stored: {
  readonly kind: PayFacts['kind'];
  readonly isUnpaid: boolean;
  readonly payWording: string | null;
  readonly hourlyPence: number | null;
  readonly weeklyHours: number | null;
  readonly scheme: PayFacts['scheme'];
  readonly band: string | null;
  readonly employerName: string | null;
  readonly organisationType: string;
}): PayFacts {
  const { kind, isUnpaid, payWording, hourlyPence, weeklyHours, scheme, band, employerName, organisationType } = stored;
  const worded = readPayText(payWording ?? '');
  const isStatedElsewhere = worded.kind === 'not-stated' && hourlyPence !== null;
  return {
    kind,
    isUnpaid,
    stated: isStatedElsewhere ? { kind: 'amounts', unit: 'hour', fromPence: hourlyPence, toPence: hourlyPence } : worded,
    weeklyHours,
    scheme,
    band,
    paysAgendaForChange: employerName === null ? (AGENDA_FOR_CHANGE.get(organisationType) ?? null) : null,
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
    const tenths = hourlyTenths(stated.fromPence, stated.unit, facts.weeklyHours ?? undefined);
    return (onScale === null ? null : pointOf(tables, onScale, pennies(tenths), paysAgendaForChange === true, startsOn)) ?? { is: 'stated', tenths };
  }
  if (stated.kind === 'up-to') return { is: 'ceiling', tenths: hourlyTenths(stated.toPence, stated.unit, facts.weeklyHours ?? undefined) };
  if (facts.scheme !== null) return { is: 'minimum', isOfApprentices: facts.scheme === 'apprentice-minimum' };
  if (onScale === null) return { is: 'none', why: band === null ? 'no-figure' : 'band-of-others' };
  return kind === 'apprenticeship' ? { is: 'training', band: onScale } : { is: 'scale', band: onScale, point: 'entryPence', isSupplementSure: paysAgendaForChange === true };
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
      return { leastTenths: basis.tenths, mostTenths: basis.tenths };
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
