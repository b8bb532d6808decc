import { readPayText } from '#lib/kernel';
import { advertPay, type AdvertPay } from '../vacancies/advert-pay.js';
import { bandIn, plainText } from '../vacancies/advert-text.js';
import type { JsonCells } from './json-cells.js';

type WageUnit = 'hour' | 'week' | 'month' | 'year';

/** WageUnit by name and by number (Unspecified 1, Weekly 2, Monthly 3, Annually 4); null: no unit is stated. */
const UNITS: ReadonlyMap<string, WageUnit | null> = new Map([
  ['unspecified', null],
  ['1', null],
  ['hourly', 'hour'],
  ['weekly', 'week'],
  ['2', 'week'],
  ['monthly', 'month'],
  ['3', 'month'],
  ['annually', 'year'],
  ['4', 'year'],
]);

/** The wage types that promise a legal minimum, by name and by number (ApprenticeshipMinimum 2, NationalMinimum 3). */
const SCHEMES: ReadonlyMap<string, AdvertPay['scheme']> = new Map([
  ['apprenticeshipminimum', 'apprentice-minimum'],
  ['2', 'apprentice-minimum'],
  ['nationalminimum', 'national-minimum'],
  ['3', 'national-minimum'],
]);

/** The units as readPayText understands them beside a figure. */
const UNIT_WORDS: Readonly<Record<WageUnit, string>> = { hour: 'an hour', week: 'a week', month: 'a month', year: 'a year' };

/**
 * Reads the wage of an advert. `wageAmount` counts where it is given. Most adverts have none and put the
 * figure into `wageAdditionalInformation`; it is read from there, and when the words name no unit, with
 * `wageUnit`. A wage of another type (custom, competitive) without a figure is not stated.
 */
export function readWage(wage: JsonCells | null, bandOfTitle: string | null): AdvertPay {
  const wording = plainText(wage?.text('wageAdditionalInformation') ?? '');
  const unit = UNITS.get((wage?.text('wageUnit') ?? '').toLowerCase()) ?? null;
  const scheme = SCHEMES.get((wage?.text('wageType') ?? '').toLowerCase()) ?? null;
  const amount = wage?.number('wageAmount') ?? null;
  const unitWords = unit === null ? '' : ` ${UNIT_WORDS[unit]}`;
  const pay = advertPay(wording, bandOfTitle ?? bandIn(wording), scheme);
  if (amount !== null && amount > 0) return { ...pay, stated: readPayText(`£${amount.toFixed(2)}${unitWords}`) };
  if (pay.stated.kind !== 'not-stated') return pay;
  const withUnit = readPayText(`${wording}${unitWords}`);
  return withUnit.kind === 'not-stated' ? pay : { ...pay, stated: withUnit };
}
