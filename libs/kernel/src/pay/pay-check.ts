import { ageOn, type PlainDate } from '../calendar/plain-date.js';
import { figuresOf, type FigureTables, SUPPLEMENT_ZONES } from '../published-figures/published-figures.js';
import { isInLondon, possibleZones, type Workplace } from './high-cost-area.js';
import { pennies } from './hourly-pay.js';
import { type Employment, minimumWageOn, ownChangeDays, yearsAfter } from './minimum-wage.js';
import { type PayBasis, payBasis, type PayFacts, payOn } from './pay-basis.js';
import { compare, type FloorCheck, type FloorVerdict, livingWageOn, type PayRange } from './pay-floors.js';
import { advertWords, type DoubtCode, floorInWords } from './pay-words.js';

export type ChangeReason = 'start' | 'pay-year' | 'minimum-wage' | 'living-wage' | 'anniversary' | 'birthday';

/** Pay and floors from a day on. */
export interface PayMoment {
  readonly on: PlainDate;
  readonly because: readonly ChangeReason[];
  /** Nearest pence an hour; null: not known. */
  readonly leastPence: number | null;
  readonly mostPence: number | null;
  /** In the order of {@link PAY_FLOORS}. */
  readonly floors: readonly [minimum: FloorCheck, uk: FloorCheck, london: FloorCheck];
  /** Why something is not known, or could be otherwise. */
  readonly doubts: readonly DoubtCode[];
}

export interface PayCheck {
  readonly basis: PayBasis['is'];
  /** At the start, and at each day that is known on which something changes. */
  readonly moments: readonly [PayMoment, ...PayMoment[]];
  /** For an advert: what is paid an hour, in plain words. */
  readonly advertWords: string;
}

export interface PayCheckOf {
  /** Null: a flexible start, which is judged as of today. */
  readonly startsOn: PlainDate | null;
  /** Null: whoever it will be. */
  readonly bornOn: PlainDate | null;
  readonly workplace: Workplace;
}

const YEARS_AHEAD = 2;
const LIVING_WAGE_AGE = 18;

/** Pay an hour of an opportunity from its start, against the minimum wage and the Living Wage, and at the changes that are known. */
export function payCheck(tables: FigureTables, facts: PayFacts, of: PayCheckOf, today: PlainDate): PayCheck {
  const startsOn = of.startsOn ?? today;
  const employment: Employment = { startedOn: startsOn, isApprenticeship: facts.kind === 'apprenticeship', bornOn: of.bornOn };
  const basis = payBasis(tables, facts, startsOn);
  const at = (on: PlainDate, because: readonly ChangeReason[]): PayMoment => momentOn(tables, { basis, employment, workplace: of.workplace }, on, because);
  const start = at(startsOn, ['start']);
  const moments: [PayMoment, ...PayMoment[]] = [start];
  for (const [on, because] of changeDays(tables, basis, employment)) {
    const moment = at(on, because);
    if (shown(moment) !== shown(moments.at(-1)!)) moments.push(moment);
  }
  return { basis: basis.is, moments, advertWords: advertWords(basis, start, possibleZones(tables, of.workplace, startsOn)) };
}

/** For a list: pay at the start against the minimum wage, and against the Living Wage that the work is meant to have. */
export interface PayInShort {
  readonly leastPence: number | null;
  readonly mostPence: number | null;
  readonly minimumWage: FloorVerdict;
  /** Null: neither is meant for it. */
  readonly livingWage: { readonly area: 'uk' | 'london'; readonly verdict: FloorVerdict } | null;
}

export function payInShort({ moments: [{ leastPence, mostPence, floors }] }: Pick<PayCheck, 'moments'>): PayInShort {
  const [minimum, uk, london] = floors;
  const livingWage = london.applies === true ? { area: 'london' as const, verdict: london.verdict } : { area: 'uk' as const, verdict: uk.verdict };
  return { leastPence, mostPence, minimumWage: minimum.verdict, livingWage: uk.applies === true ? livingWage : null };
}

/** What somebody would see change. */
function shown({ leastPence, mostPence, floors, doubts }: PayMoment): string {
  return JSON.stringify({ leastPence, mostPence, floors, doubts });
}

/** Days after the start on which something can change, each with why, in their order. */
function changeDays(tables: FigureTables, basis: PayBasis, employment: Employment): readonly (readonly [PlainDate, readonly ChangeReason[]])[] {
  const until = yearsAfter(employment.startedOn, YEARS_AHEAD);
  const livingWages = (['uk', 'london'] as const).flatMap((area) => figuresOf(tables, 'living-wage', area));
  const announcements = livingWages.flatMap(({ values }) => (values === null || values.announcedOn === null ? [] : [{ fromOn: values.announcedOn }]));
  const ofTables = (because: ChangeReason, figures: readonly { readonly fromOn: PlainDate }[]) => figures.map(({ fromOn }) => ({ on: fromOn, because })).filter(({ on }) => on > employment.startedOn && on <= until);
  const isOnScale = basis.is === 'scale' || basis.is === 'training';
  const days = [
    ...(isOnScale ? ofTables('pay-year', [...figuresOf(tables, 'band-pay', basis.band), ...SUPPLEMENT_ZONES.flatMap((zone) => figuresOf(tables, 'supplement', zone))]) : []),
    ...ofTables('minimum-wage', figuresOf(tables, 'minimum-wage', 'uk')),
    ...ofTables('living-wage', [...livingWages, ...announcements]),
    ...ownChangeDays(tables, employment, until),
  ];
  const reasons = new Map<PlainDate, ReadonlySet<ChangeReason>>();
  for (const { on, because } of days) reasons.set(on, new Set([...(reasons.get(on) ?? []), because]));
  return [...reasons].map(([on, because]) => [on, [...because]] as const).toSorted(([a], [b]) => (a < b ? -1 : 1));
}

interface Judged {
  readonly basis: PayBasis;
  readonly employment: Employment;
  readonly workplace: Workplace;
}

function momentOn(tables: FigureTables, judged: Judged, on: PlainDate, because: readonly ChangeReason[]): PayMoment {
  const { basis, employment, workplace } = judged;
  const pay = payOn(tables, basis, judged, on);
  const doubts = doubtsOn(tables, judged, pay, on);
  const isForLivingWage = !employment.isApprenticeship && (employment.bornOn === null || ageOn(employment.bornOn, on) >= LIVING_WAGE_AGE);
  const isLondon = isInLondon(workplace);
  const minimum = minimumWageOn(tables, employment, on);
  // Whatever it will be for the person: the two ranges are the same one.
  const isMinimumItself = basis.is === 'minimum' && basis.isOfApprentices === employment.isApprenticeship;
  const sentenced = (floor: Omit<FloorCheck, 'sentence'>): FloorCheck => ({ ...floor, sentence: floorInWords(floor, pay) });
  const ofMinimum = { ...compare(pay, minimum), ...(isMinimumItself && pay !== null && { verdict: 'over' as const, byPence: 0 }) };
  return {
    on,
    because,
    leastPence: pay === null || basis.is === 'ceiling' ? null : pennies(pay.leastTenths),
    mostPence: pay === null ? null : pennies(pay.mostTenths),
    floors: [
      sentenced({ floor: 'minimum-wage', applies: true, announced: null, ...ofMinimum }),
      sentenced({ floor: 'uk-living-wage', applies: isForLivingWage, ...livingWageOn(tables, 'uk', pay, on) }),
      sentenced({ floor: 'london-living-wage', applies: isForLivingWage && isLondon, ...livingWageOn(tables, 'london', pay, on) }),
    ],
    doubts,
  };
}

function doubtsOn(tables: FigureTables, { basis, employment, workplace }: Judged, pay: PayRange | null, on: PlainDate): readonly DoubtCode[] {
  const doubts: DoubtCode[] = [];
  if (basis.is === 'none') doubts.push(basis.why);
  else if (pay === null) doubts.push('figure-missing');
  if (basis.is === 'ceiling') doubts.push('only-the-most');
  if (basis.is === 'stated' && basis.leastTenths < basis.mostTenths) doubts.push('hours-not-sure');
  if (basis.is === 'training') doubts.push('in-training');
  if (basis.is === 'scale' && !basis.isSupplementSure) doubts.push('supplement-not-sure');
  if ((basis.is === 'scale' || basis.is === 'training') && possibleZones(tables, workplace, on).length > 1) doubts.push('zone-not-known');
  const minimum = minimumWageOn(tables, employment, on);
  if (minimum !== null && minimum.leastPence < minimum.mostPence) doubts.push('age-not-known');
  const newest = figuresOf(tables, 'minimum-wage', 'uk').findLast(({ fromOn }) => fromOn <= on);
  if (newest !== undefined && on >= yearsAfter(newest.fromOn, 1)) doubts.push('newer-rates-not-known');
  return doubts;
}
