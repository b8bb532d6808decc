import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { PayUnit } from './hourly-pay.js';
import { type PayText, readPayText } from './pay-text.js';

const amounts = (unit: PayUnit, fromPence: number, toPence = fromPence): PayText => ({ kind: 'amounts', unit, fromPence, toPence });

/** 2446500 as £24,465.00. */
const pounds = (pence: number): string => `£${(pence / 100).toFixed(2).replaceAll(/\B(?=(?:\d{3})+\.)/g, ',')}`;

describe('pay in the words of an advert', () => {
  it.each<[string, PayText]>([
    ['£24,465.00 to £24,465.00', amounts('year', 2_446_500)],
    ['£24,465 - £26,598 a year pa pro rata', amounts('year', 2_446_500, 2_659_800)],
    ['£12.51 an hour', amounts('hour', 1_251)],
    ['£11.44 to £13.15 per hour', amounts('hour', 1_144, 1_315)],
    ['£95.50 per day', amounts('day', 9_550)],
    ['£450 a week', amounts('week', 45_000)],
    ['£1,950 a month', amounts('month', 195_000)],
    ['£18,000 a year', amounts('year', 1_800_000)],
    ['£16,640 to £26,436.80 a year', amounts('year', 1_664_000, 2_643_680)],
    ['£6.40 an hour', amounts('hour', 640)],
  ])('reads %s', (text, expected) => expect(readPayText(text)).toEqual(expected));

  it.each<[string, PayText]>([
    ['£14.10p/h - £18.20p/h', amounts('hour', 1_410, 1_820)],
    ['£21ph', amounts('hour', 2_100)],
    ['14.10 p/hr', amounts('hour', 1_410)],
    ['Hourly rate: £15', amounts('hour', 1_500)],
    ['£9.80/hr plus benefits', amounts('hour', 980)],
    ['£27,100 p.a.', amounts('year', 2_710_000)],
    ['27100 p/a', amounts('year', 2_710_000)],
    ['£27,100-£31,200 per anum', amounts('year', 2_710_000, 3_120_000)],
    ['£110/day', amounts('day', 11_000)],
    ['£2,100 pcm', amounts('month', 210_000)],
    ['£520 pw', amounts('week', 52_000)],
    ['£24,000 for 30 hours per week', amounts('year', 2_400_000)],
    ['£24,000, 37.50 hrs a week', amounts('year', 2_400_000)],
  ])('finds the unit of %s', (text, expected) => expect(readPayText(text)).toEqual(expected));

  it.each<[string, PayText]>([
    ['£12.51 per year', amounts('hour', 1_251)],
    ['£24,465 per hour', amounts('year', 2_446_500)],
    ['£13.10 - £15.20', amounts('hour', 1_310, 1_520)],
    ['33,000', amounts('year', 3_300_000)],
    ['£900', { kind: 'not-stated', wording: '£900' }],
    ['£0 a year', { kind: 'not-stated', wording: '£0 a year' }],
  ])('lets the size overrule or stand in for the unit of %s', (text, expected) => expect(readPayText(text)).toEqual(expected));

  it.each<[string, PayText]>([
    ['£25,000 – £29,000', amounts('year', 2_500_000, 2_900_000)],
    ['£25,000\u200B - \u00A0£29,000', amounts('year', 2_500_000, 2_900_000)],
    ['£ 25, 000 to ££29 000', amounts('year', 2_500_000, 2_900_000)],
    ["£25,000 - £29'000", amounts('year', 2_500_000, 2_900_000)],
    ['£29.500.50', amounts('year', 2_950_050)],
    ['26.000 - 31.000', amounts('year', 2_600_000, 3_100_000)],
    ['£13,75 per hour', amounts('hour', 1_375)],
    ['£25-31,000', amounts('year', 2_500_000, 3_100_000)],
    ['50-60k', amounts('year', 5_000_000, 6_000_000)],
    ['£21 k', amounts('year', 2_100_000)],
    ['£18-22', amounts('hour', 1_800, 2_200)],
    ['(£18-22)', amounts('hour', 1_800, 2_200)],
    ['25,000 - 29,000pa', amounts('year', 2_500_000, 2_900_000)],
    ['£25,000. - £29,000.', amounts('year', 2_500_000, 2_900_000)],
  ])('forgives how %s is typed', (text, expected) => expect(readPayText(text)).toEqual(expected));

  it.each<[string, PayText]>([
    ['£24,214 / £26,220 / £27,260', amounts('year', 2_421_400, 2_726_000)],
    ['£24,214, £26,220', amounts('year', 2_421_400, 2_622_000)],
    ['£9.10 per hour rising to £9.40 after probation', amounts('hour', 910, 940)],
    ['Between £22,000 and £23,500', amounts('year', 2_200_000, 2_350_000)],
    ['£22,000 and £23,500', amounts('year', 2_200_000)],
    ['£9.10 per hour up to £10.20 per hour', amounts('hour', 910, 1_020)],
    ['£26,000 (entry) or £29,000 (full)', amounts('year', 2_600_000, 2_900_000)],
    ['£25,000 - £29,000 £26,250 - £30,450 pa inc HCAS', amounts('year', 2_500_000, 2_900_000)],
    ['£16.40 per hour (£32,920 per annum)', amounts('hour', 1_640)],
    ['£16.40 p/h / £32,920 p/a', amounts('hour', 1_640)],
    ['£32,920 pa or £16.40 an hour', amounts('year', 3_292_000)],
    ['£14 per hour weekdays, £18 per hour Sundays', amounts('hour', 1_400)],
    ['From £24,907 per annum', amounts('year', 2_490_700)],
  ])('takes the first range of %s', (text, expected) => expect(readPayText(text)).toEqual(expected));

  it.each<[string, PayText]>([
    ['£31,000 plus £5,000 welcome bonus', amounts('year', 3_100_000)],
    ['£3,000 Welcome Bonus, £31,000 pa', amounts('year', 3_100_000)],
    ['£31,000 - £5k joining bonus', amounts('year', 3_100_000)],
    ['£25,000 - £29,000 + HCAS £3,784 - £4,592', amounts('year', 2_500_000, 2_900_000)],
    ['£25,000 - £29,000 additional supplement', amounts('year', 2_500_000, 2_900_000)],
    ['£80,000 - £105,000 10 PA + 5%', amounts('year', 8_000_000, 10_500_000)],
    ['£80,000 - £105,000 - 10 PAs', amounts('year', 8_000_000, 10_500_000)],
    ['Band 5 £25,000 pa', amounts('year', 2_500_000)],
    ['£25,000 MT03', amounts('year', 2_500_000)],
    ['Annex 2100 £25,000', amounts('year', 2_500_000)],
  ])('leaves out what is not pay in %s', (text, expected) => expect(readPayText(text)).toEqual(expected));

  it.each([
    ['up to £30,000 pa', 'year', 3_000_000],
    ['Upto £31p/h', 'hour', 3_100],
    ['Potential to earn £43213', 'year', 4_321_300],
  ])('knows only the ceiling of %s', (text, unit, toPence) => expect(readPayText(text)).toEqual({ kind: 'up-to', unit, toPence }));

  it('reads a range after "up to" as a range', () => expect(readPayText('Up to £30,000 - £45,000')).toEqual(amounts('year', 3_000_000, 4_500_000)));

  it.each([
    'Depends on experience',
    'Band 3',
    'Band 5/6 equivalent',
    'Band 8a depending on experience',
    'National Minimum Wage',
    'Competitive',
    'TBC',
    '£10,000 per session per annum',
    '£28,000 - £35,00',
    '£24,00 pro rata',
    '£45.50 - £51,668',
    'WD23 1RD',
    '10 sessions',
    '30 hours a week',
    'Bonus of £500 bonus',
    '',
  ])('finds no pay in %j', (text) => expect(readPayText(text)).toEqual({ kind: 'not-stated', wording: text }));

  it('tidies the spaces of the wording', () => expect(readPayText('  to be \n confirmed ')).toEqual({ kind: 'not-stated', wording: 'to be confirmed' }));

  it('reads back any range that is written plainly', () => {
    const cases: readonly (readonly [PayUnit, string, number, number])[] = [
      ['hour', 'an hour', 400, 20_000],
      ['day', 'per day', 2_500, 150_000],
      ['week', 'a week', 6_000, 400_000],
      ['month', 'per month', 30_000, 2_000_000],
      ['year', 'per annum', 500_000, 20_000_000],
    ];
    fc.assert(
      fc.property(fc.constantFrom(...cases), fc.nat(), fc.nat(), ([unit, words, least, most], a, b) => {
        const fromPence = least + (a % (most - least));
        const toPence = Math.min(most, fromPence + (b % fromPence));
        expect(readPayText(`${pounds(fromPence)} to ${pounds(toPence)} ${words}`)).toEqual(amounts(unit, fromPence, toPence));
      }),
    );
  });

  it('answers any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'£ 0 1 2 3 4 5 6 7 8 9 . , - / k % p a h t o w b n d ( ) + \u2013'.split(' '), ' ') }), (text) => {
        const reading = readPayText(text);
        expect(reading.kind !== 'amounts' || (reading.fromPence > 0 && reading.fromPence <= reading.toPence)).toBe(true);
      }),
    );
  });
});
