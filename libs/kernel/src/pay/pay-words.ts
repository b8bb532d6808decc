import type { PlainDate } from '../calendar/plain-date.js';
import type { SupplementZone } from '../published-figures/published-figures.js';
import { pennies } from './hourly-pay.js';
import type { PayBasis } from './pay-basis.js';
import type { FloorCheck, PayFloor, PayRange } from './pay-floors.js';

/** Why pay or a floor is not known, or could be otherwise, each with what to do about it. */
export const PAY_DOUBTS = {
  course: 'A course pays nothing.',
  unpaid: 'The placement is unpaid. Whoever counts as a worker must be paid the minimum wage: ask the employer why this one need not be.',
  'no-figure': 'The advert gives no figure. Ask the employer what is paid an hour.',
  'band-of-others': 'The advert names a band, but this employer need not pay by Agenda for Change. Ask what is paid an hour.',
  'figure-missing': 'A published figure for that day is not recorded. A programme lead of the City can add it.',
  'only-the-most': 'The advert says only the most that is paid. Ask what the least is.',
  'hours-not-sure': 'The salary can be that of full-time work or of the hours of the post. Ask what is paid an hour.',
  'in-training': 'An apprentice in this band may be paid a share of its top under Annex 21. Ask the employer which.',
  'supplement-not-sure': 'Whether the high cost area supplement comes on top is not known. Ask the employer.',
  'zone-not-known': 'In which zone of the high cost area supplement the workplace is, is not known.',
  'age-not-known': 'The minimum wage depends on the age of the person.',
  'newer-rates-not-known': 'The rates of that year are not recorded yet, so those of the year before are used.',
} as const;

export type DoubtCode = keyof typeof PAY_DOUBTS;

const FLOOR_NAMES: Readonly<Record<PayFloor, string>> = { 'minimum-wage': 'the minimum wage', 'uk-living-wage': 'the UK Living Wage', 'london-living-wage': 'the London Living Wage' };

const MONTHS = ['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October', 'November', 'December'];

/** £12.51 of 1251. */
export function pounds(pence: number): string {
  return `£${Math.floor(pence / 100)}.${String(pence % 100).padStart(2, '0')}`;
}

/** 1 May 2026. */
export function dayInWords(date: PlainDate): string {
  return `${Number(date.slice(8))} ${MONTHS[Number(date.slice(5, 7)) - 1]!} ${date.slice(0, 4)}`;
}

function amounts(least: number, most: number): string {
  return least === most ? pounds(least) : `${pounds(least)} to ${pounds(most)}`;
}

/** How pay stands to a floor, in a sentence or two. */
export function floorInWords({ floor, applies, verdict, byPence, leastPence, mostPence, announced }: Omit<FloorCheck, 'sentence'>, pay: PayRange | null): string {
  const name = FLOOR_NAMES[floor];
  if (leastPence === null || mostPence === null) return `What ${name} is on that day is not recorded.`;
  const rate = `${name} of ${amounts(leastPence, mostPence)}`;
  const meant = applies === false ? ' It is not meant for this work.' : '';
  const coming = announced === null ? '' : ` ${pounds(announced.mostPence!)} is announced and due by ${dayInWords(announced.dueOn)}; until then ${pounds(mostPence)} counts.`;
  return `${against(pay, rate, verdict, byPence)}${coming}${meant}`;
}

function against(pay: PayRange | null, rate: string, verdict: FloorCheck['verdict'], byPence: number | null): string {
  if (pay === null) return `The pay is not known, so it cannot be held against ${rate}.`;
  const paid = pay.leastTenths === 0 ? `Up to ${pounds(pennies(pay.mostTenths))}` : amounts(pennies(pay.leastTenths), pennies(pay.mostTenths));
  if (verdict === 'depends') return `${paid} an hour may be over or under ${rate}.`;
  return byPence === 0 ? `${paid} an hour is ${rate}.` : `${paid} an hour is ${byPence}p ${verdict} ${rate}.`;
}

/** What is paid an hour, for an advert of work in one of some zones. */
export function advertWords(basis: PayBasis, { leastPence, mostPence }: { readonly leastPence: number | null; readonly mostPence: number | null }, zones: readonly (SupplementZone | 'none')[]): string {
  if (basis.is === 'none') return basis.why === 'course' || basis.why === 'unpaid' ? 'Unpaid.' : 'The pay is not stated.';
  if (mostPence === null) return 'The pay is not known yet.';
  if (leastPence === null) return `Up to ${pounds(mostPence)} an hour.`;
  return `${amounts(leastPence, mostPence)} an hour${supplementWords(basis, zones)}.`;
}

function supplementWords(basis: PayBasis, zones: readonly (SupplementZone | 'none')[]): string {
  if (basis.is !== 'scale' || zones.every((zone) => zone === 'none')) return '';
  return basis.isSupplementSure && !zones.includes('none') ? ', high cost area supplement included' : ', depending on the high cost area supplement';
}
