import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { figureTables } from '../published-figures/published-figures.js';
import { EXAMPLE_FIGURES, EXAMPLE_TABLES } from './example-figures.oracle.js';
import { hourlyTenths } from './hourly-pay.js';
import { type PayFacts, payFactsOf } from './pay-basis.js';
import { payCheck, type PayCheck, type PayCheckOf, payInShort, type PayInShort } from './pay-check.js';
import type { PayFloor } from './pay-floors.js';
import { readPayText } from './pay-text.js';
import { PAY_DOUBTS } from './pay-words.js';

const TODAY = '2025-11-10';
const INNER = 'E09000007';
const OUTER = 'E09000025';
const ROLE: PayFacts = { kind: 'role', isUnpaid: false, stated: readPayText(''), weeklyHours: null, isSalaryOfHours: false, scheme: null, band: null, paysAgendaForChange: true };

function check(facts: Partial<PayFacts> & { readonly says?: string }, of: Partial<PayCheckOf> & { readonly district?: string | null } = {}): PayCheck {
  const { says, ...given } = facts;
  const { district = INNER, ...place } = of;
  return payCheck(EXAMPLE_TABLES, { ...ROLE, ...given, ...(says !== undefined && { stated: readPayText(says) }) }, { startsOn: '2025-11-10', bornOn: null, workplace: { districtCode: district }, ...place }, TODAY);
}

const floorOf = ({ moments }: PayCheck, floor: PayFloor, index = 0) => moments[index]!.floors.find((one) => one.floor === floor)!;
const pay = ({ moments }: PayCheck, index = 0) => [moments[index]!.leastPence, moments[index]!.mostPence];

describe('Trap 12: a year has 1,955.36 hours', () => {
  it.each<[string, string | null, number, number]>([
    ['inner', INNER, 1538, 1589],
    ['outer', OUTER, 1492, 1542],
    ['fringe', 'E06000039', 1318, 1361],
    ['none', 'E07000244', 1251, 1292],
  ])('band 2 in zone %s is as published, in 2025/26 and 2026/27', (_zone, district, first, second) => {
    expect(pay(check({ band: '2' }, { district }))).toEqual([first, first]);
    expect(pay(check({ band: '2' }, { district, startsOn: '2026-04-01' }))).toEqual([second, second]);
  });
});

describe('Complaint 21: adverts are unclear on hourly pay', () => {
  it.each<[string, Parameters<typeof check>[0], Parameters<typeof check>[1], string]>([
    ['a band in London', { band: '2' }, {}, '£15.38 an hour, high cost area supplement included.'],
    ['a band outside every zone', { band: '2' }, { district: 'E07000244' }, '£12.51 an hour.'],
    ['a band where the place is not known', { band: '2' }, { district: null }, '£12.51 to £15.38 an hour, depending on the high cost area supplement.'],
    ['a band of an employer of whom nothing is known', { band: '2', paysAgendaForChange: null }, {}, '£12.51 to £15.38 an hour, depending on the high cost area supplement.'],
    ['a year’s pay', { says: '£24,000 a year' }, {}, '£12.27 an hour.'],
    ['a salary of 35 hours', { says: '£24,000 a year', weeklyHours: 35 }, {}, '£13.15 an hour.'],
    ['a salary of a part-time post', { says: '£24,000 a year', weeklyHours: 20 }, {}, '£12.27 to £23.01 an hour.'],
    ['a month’s pay of a part-time post', { says: '£2,000 a month', weeklyHours: 20 }, {}, '£12.27 to £23.01 an hour.'],
    ['a salary that is what those hours are paid', { says: '£14,000 a year', weeklyHours: 20, isSalaryOfHours: true }, {}, '£13.42 an hour.'],
    ['a week’s pay of a part-time post', { says: '£300 a week', weeklyHours: 20 }, {}, '£15.00 an hour.'],
    ['the scale, for a part-time post', { band: '2', says: '£24,465 a year', weeklyHours: 20 }, {}, '£15.38 an hour, high cost area supplement included.'],
    ['only the most', { says: 'up to £30,000 pa' }, {}, 'Up to £15.34 an hour.'],
    ['no words', {}, {}, 'The pay is not stated.'],
    ['a course', { kind: 'course' }, {}, 'Unpaid.'],
    ['an unpaid placement', { kind: 'placement', isUnpaid: true }, {}, 'Unpaid.'],
    ['a year of which nothing is recorded', { band: '2' }, { startsOn: '2023-09-01' }, 'The pay is not known yet.'],
    ['the band of a contractor', { band: '2', paysAgendaForChange: false }, {}, 'The pay is not stated.'],
  ])('%s', (_case, facts, of, words) => expect(check(facts, of).advertWords).toBe(words));

  it.each<[string, Parameters<typeof check>[0], Parameters<typeof check>[1], readonly (keyof typeof PAY_DOUBTS)[]]>([
    ['no words', {}, {}, ['no-figure', 'age-not-known']],
    ['a contractor’s band', { band: '2', paysAgendaForChange: false }, {}, ['band-of-others', 'age-not-known']],
    ['a salary that can be either', { says: '£24,000', weeklyHours: 20 }, { bornOn: '1980-01-01' }, ['hours-not-sure']],
    ['only the most', { says: 'up to £30,000' }, {}, ['only-the-most', 'age-not-known']],
    ['a place that is not known', { band: '2' }, { district: null, bornOn: '1980-01-01' }, ['zone-not-known']],
    ['an employer of whom nothing is known', { band: '2', paysAgendaForChange: null }, { bornOn: '1980-01-01' }, ['supplement-not-sure']],
    ['a missing figure', { band: '2' }, { startsOn: '2023-09-01', bornOn: '1980-01-01' }, ['figure-missing']],
    ['a start beyond the last year', { band: '2' }, { startsOn: '2027-09-01', bornOn: '1980-01-01' }, ['newer-rates-not-known']],
    ['an apprentice in a band', { kind: 'apprenticeship', band: '2' }, {}, ['in-training']],
    ['an apprentice in a band, somewhere', { kind: 'apprenticeship', band: '2' }, { district: null }, ['in-training', 'zone-not-known']],
  ])('says why: %s', (_case, facts, of, doubts) => expect(check(facts, of).moments[0].doubts).toEqual(doubts));

  it('says what to do about every doubt', () => expect(Object.values(PAY_DOUBTS).filter((sentence) => !sentence.endsWith('.'))).toEqual([]));
});

describe('Trap 14: between the announcement and 1 May the Living Wage before still counts', () => {
  it.each<[string, number, number | null]>([
    ['2025-10-21', 1385, null],
    ['2025-10-22', 1385, 1480],
    ['2026-04-30', 1385, 1480],
    ['2026-05-01', 1480, null],
  ])('on %s London’s is %i, with %s announced', (startsOn, rate, announced) => {
    const floor = floorOf(check({ says: '£14.00 an hour' }, { startsOn }), 'london-living-wage');
    expect([floor.leastPence, floor.announced?.leastPence ?? null]).toEqual([rate, announced]);
    expect(floor.verdict).toBe(rate === 1385 ? 'over' : 'under');
  });

  it('both are shown, in words', () => {
    expect(floorOf(check({ says: '£14.00 an hour' }), 'london-living-wage').sentence).toBe(
      '£14.00 an hour is 15p over the London Living Wage of £13.85. £14.80 is announced and due by 1 May 2026; until then £13.85 counts.',
    );
  });

  it('is a change when the next one is announced', () => {
    const { moments } = check({ says: '£14.00 an hour' }, { startsOn: '2025-09-01', bornOn: '1980-01-01' });
    expect(moments.map(({ on, floors }) => [on, floors[2].announced?.dueOn ?? null])).toEqual([['2025-09-01', null], ['2025-10-22', '2026-05-01'], ['2026-04-01', '2026-05-01'], ['2026-05-01', null]]);
  });

  it('is a change when it is due', () => {
    const { moments } = check({ says: '£14.00 an hour' }, { bornOn: '1980-01-01' });
    expect(moments.map(({ on, because }) => [on, ...because])).toEqual([['2025-11-10', 'start'], ['2026-04-01', 'minimum-wage'], ['2026-05-01', 'living-wage']]);
    expect(moments[2]!.floors[2].sentence).toBe('£14.00 an hour is 80p under the London Living Wage of £14.80.');
  });
});

describe('pay against its floors', () => {
  it('band 2 without a supplement is under the UK Living Wage', () => {
    const found = check({ band: '2' }, { district: 'E07000244', bornOn: '1980-01-01' });
    expect(floorOf(found, 'uk-living-wage')).toMatchObject({ verdict: 'under', byPence: 9, applies: true, sentence: expect.stringContaining('£12.51 an hour is 9p under the UK Living Wage of £12.60.') });
    expect(floorOf(found, 'london-living-wage').applies).toBe(false);
    expect(floorOf(found, 'minimum-wage')).toMatchObject({ verdict: 'over', byPence: 30, announced: null });
  });

  it.each<[string, Parameters<typeof check>[0], Parameters<typeof check>[1], PayFloor, string, boolean | null]>([
    ['whoever it is', { says: '£10.00 an hour' }, {}, 'minimum-wage', '£10.00 an hour may be over or under the minimum wage of £7.55 to £12.21.', true],
    ['under every age', { says: '£7.00 an hour' }, {}, 'minimum-wage', '£7.00 an hour is 55p under the minimum wage of £7.55 to £12.21.', true],
    ['a fraction of a penny under', { says: '£24,636 a year' }, { startsOn: '2025-06-01' }, 'uk-living-wage', '£12.60 an hour is 1p under the UK Living Wage of £12.60.', true],
    ['exactly', { says: '£13.85 an hour' }, { startsOn: '2025-06-01' }, 'london-living-wage', '£13.85 an hour is the London Living Wage of £13.85.', true],
    ['up to', { says: 'up to £13.00 an hour' }, { startsOn: '2025-06-01' }, 'london-living-wage', 'Up to £13.00 an hour is 85p under the London Living Wage of £13.85.', true],
    ['up to more', { says: 'up to £14.00 an hour' }, { startsOn: '2025-06-01' }, 'london-living-wage', 'Up to £14.00 an hour may be over or under the London Living Wage of £13.85.', true],
    ['nothing stated', {}, { startsOn: '2025-06-01' }, 'uk-living-wage', 'The pay is not known, so it cannot be held against the UK Living Wage of £12.60.', true],
    ['a year without rates', { says: '£13 an hour' }, { startsOn: '2020-06-01' }, 'minimum-wage', 'What the minimum wage is on that day is not recorded.', true],
    ['an apprentice', { kind: 'apprenticeship', says: '£8 an hour' }, { startsOn: '2025-06-01' }, 'uk-living-wage', '£8.00 an hour is 460p under the UK Living Wage of £12.60. It is not meant for this work.', false],
    ['somebody of 17', { says: '£12.70 an hour' }, { startsOn: '2025-06-01', bornOn: '2008-01-01' }, 'uk-living-wage', '£12.70 an hour is 10p over the UK Living Wage of £12.60. It is not meant for this work.', false],
    ['somewhere', { says: '£14 an hour' }, { startsOn: '2025-06-01', district: null }, 'london-living-wage', '£14.00 an hour is 15p over the London Living Wage of £13.85.', null],
  ])('%s', (_case, facts, of, floor, sentence, applies) => expect(floorOf(check(facts, of), floor)).toMatchObject({ sentence, applies }));

  it.each<[string, Parameters<typeof check>[0], Parameters<typeof check>[1], (number | null)[], string, number | null]>([
    ['the minimum for apprentices', { kind: 'apprenticeship', scheme: 'apprentice-minimum' }, {}, [755, 755], 'over', 0],
    ['the national minimum', { scheme: 'national-minimum' }, {}, [755, 1221], 'over', 0],
    ['the national minimum of an age', { scheme: 'national-minimum' }, { bornOn: '2006-01-01' }, [1000, 1000], 'over', 0],
    ['the rate of the age for an apprentice', { kind: 'apprenticeship', scheme: 'national-minimum' }, { bornOn: '1980-01-01' }, [1221, 1221], 'over', 466],
    ['apprentices’ minimum for a post that is none', { scheme: 'apprentice-minimum' }, { bornOn: '1980-01-01' }, [755, 755], 'under', 466],
    ['a year without rates', { scheme: 'national-minimum' }, { startsOn: '2020-01-01' }, [null, null], 'not-known', null],
  ])('an advert that promises a minimum: %s', (_case, facts, of, paid, verdict, byPence) => {
    const found = check(facts, of);
    expect(pay(found)).toEqual(paid);
    expect(floorOf(found, 'minimum-wage')).toMatchObject({ verdict, byPence });
  });
});

describe('a figure of the scale', () => {
  it.each<[string, Parameters<typeof check>[0], number[]]>([
    ['gets the supplement and follows the scale', { band: '2', says: '£24,465 a year' }, [1538, 1538]],
    ['that includes the supplement is the same', { band: '2', says: '£30,074 a year', paysAgendaForChange: null }, [1538, 1538]],
    ['of an employer of whom nothing is known may get it', { band: '2', says: '£24,465', paysAgendaForChange: null }, [1251, 1538]],
    ['of a contractor is what it says', { band: '2', says: '£24,465', paysAgendaForChange: false }, [1251, 1251]],
    ['is found at the top', { band: '3', says: '£26,598' }, [1647, 1647]],
    ['is found in the middle', { band: '5', says: '£33,487' }, [2055, 2055]],
    ['of years ago is what it says', { band: '2', says: '£18,546' }, [948, 948]],
    ['of another band is what it says', { band: '2', says: '£26,598' }, [1360, 1360]],
    ['is that of the next year too', { band: '2', says: '£25,272' }, [1538, 1538]],
    ['in a band with nothing recorded is what it says', { band: '8a', says: '£57,528' }, [2942, 2942]],
  ])('%s', (_case, facts, expected) => expect(pay(check(facts))).toEqual(expected));

  it('rises with the pay year, and names why', () => {
    const { moments } = check({ band: '2', says: '£24,465' }, { bornOn: '1980-01-01' });
    expect(moments.map(({ on, because, leastPence }) => [on, because.join(' '), leastPence])).toEqual([
      ['2025-11-10', 'start', 1538],
      ['2026-04-01', 'pay-year minimum-wage', 1589],
      ['2026-05-01', 'living-wage', 1589],
    ]);
  });

  it('is paid from the entry where a later year has no such point', () => {
    const tables = figureTables([...EXAMPLE_FIGURES.filter(({ kind, fromOn }) => kind !== 'band-pay' || fromOn < '2026-01-01'), { kind: 'band-pay', code: '3', fromOn: '2026-04-01', values: { entryPence: 2_700_000, middlePence: null, topPence: null }, isVerified: true }]);
    const { moments } = payCheck(tables, { ...ROLE, band: '3', stated: readPayText('£26,598') }, { startsOn: '2025-11-10', bornOn: null, workplace: { districtCode: 'E07000244' } }, TODAY);
    expect(moments.find(({ because }) => because.includes('pay-year'))!.leastPence).toBe(1381);
  });

  it('needs the supplement of the day to be recorded', () => {
    const tables = figureTables(EXAMPLE_FIGURES.filter(({ kind }) => kind !== 'supplement'));
    const paid = (facts: Partial<PayFacts>) => payCheck(tables, { ...ROLE, band: '2', ...facts }, { startsOn: '2025-11-10', bornOn: null, workplace: { districtCode: INNER } }, TODAY).moments[0].leastPence;
    expect([paid({}), paid({ kind: 'apprenticeship' }), paid({ stated: readPayText('£20,000') })]).toEqual([null, null, 1023]);
  });
});

describe('an apprentice', () => {
  it('in a band is paid between a share of its top and its entry', () => {
    expect(pay(check({ kind: 'apprenticeship', band: '3' }))).toEqual([816, 1562]);
    expect(pay(check({ kind: 'apprenticeship', band: '2' }, { startsOn: '2026-04-01' }))).toEqual([775, 1589]);
    expect(pay(check({ kind: 'apprenticeship', band: '2' }, { startsOn: '2021-09-01' }))).toEqual([null, null]);
    expect(pay(check({ kind: 'apprenticeship', band: '8a' }))).toEqual([null, null]);
  });

  it('Trap 15: is under the minimum from the first anniversary when paid the apprentices’ rate', () => {
    const { moments } = check({ kind: 'apprenticeship', says: '£8.00 an hour' }, { startsOn: '2025-09-01', bornOn: '2005-01-15' });
    expect(moments.map(({ on, because, floors }) => [on, because.join(' '), floors[0].verdict])).toEqual([
      ['2025-09-01', 'start', 'over'],
      ['2025-10-22', 'living-wage', 'over'],
      ['2026-04-01', 'minimum-wage', 'over'],
      ['2026-05-01', 'living-wage', 'over'],
      ['2026-09-01', 'anniversary', 'under'],
    ]);
  });
});

describe('the facts of a stored opportunity', () => {
  const stored = { kind: 'role' as const, isUnpaid: false, payWording: null, hourlyPence: null, weeklyHours: null, isSalaryOfHours: false, scheme: null, band: '2', employerName: null, organisationName: 'Anchorton Trust', organisationType: 'trust' };

  it.each<[string, Partial<Parameters<typeof payFactsOf>[0]>, Partial<PayFacts>]>([
    ['wording is read again, so that a year’s pay is not rounded twice', { payWording: '£24,636 a year', hourlyPence: 1260 }, { stated: { kind: 'amounts', unit: 'year', fromPence: 2_463_600, toPence: 2_463_600 } }],
    ['the stored pay counts where no words can be read', { payWording: 'Competitive', hourlyPence: 1260 }, { stated: { kind: 'amounts', unit: 'hour', fromPence: 1260, toPence: 1260 } }],
    ['words without a figure', { payWording: 'Competitive' }, { stated: { kind: 'not-stated', wording: 'Competitive' } }],
    ['hours of the post', { weeklyHours: 20 }, { weeklyHours: 20 }],
    ['hours of a salary that is of full-time work', { payWording: '£24,465 pa pro rata', weeklyHours: 20 }, { weeklyHours: null }],
    ['a slip of the hours', { weeklyHours: 0 }, { weeklyHours: null }],
    ['a trust pays by Agenda for Change', {}, { paysAgendaForChange: true }],
    ['a contractor does not', { organisationType: 'contractor' }, { paysAgendaForChange: false }],
    ['a practice may', { organisationType: 'gp-practice' }, { paysAgendaForChange: null }],
    ['an employer who is only named may', { employerName: 'Somebody' }, { paysAgendaForChange: null }],
    ['a trust that names itself does', { employerName: 'ANCHORTON trust ' }, { paysAgendaForChange: true }],
    ['an area that sends a feed says nothing', { organisationType: null }, { paysAgendaForChange: null }],
  ])('%s', (_case, given, expected) => expect(payFactsOf({ ...stored, ...given })).toMatchObject(expected));
});

describe('pay in a list', () => {
  it.each<[string, Parameters<typeof check>[0], Parameters<typeof check>[1], PayInShort]>([
    ['in London', { says: '£13 an hour' }, { bornOn: '1980-01-01' }, { leastPence: 1300, mostPence: 1300, minimumWage: 'over', livingWage: { area: 'london', verdict: 'under' } }],
    ['elsewhere', { says: '£13 an hour' }, { district: 'E08000035' }, { leastPence: 1300, mostPence: 1300, minimumWage: 'over', livingWage: { area: 'uk', verdict: 'over' } }],
    ['somewhere', { says: '£13 an hour' }, { district: null }, { leastPence: 1300, mostPence: 1300, minimumWage: 'over', livingWage: { area: 'uk', verdict: 'over' } }],
    ['an apprentice', { kind: 'apprenticeship' }, {}, { leastPence: null, mostPence: null, minimumWage: 'not-known', livingWage: null }],
  ])('%s', (_case, facts, of, expected) => expect(payInShort(check(facts, of))).toEqual(expected));
});

it('a flexible start is judged as of today', () => expect(check({ says: '£14 an hour' }, { startsOn: null }).moments[0].on).toBe(TODAY));

describe('the arithmetic', () => {
  /** Pay an hour as a fraction of a penny: numerator and denominator. */
  function exactly(pence: number, unit: 'hour' | 'day' | 'week' | 'month' | 'year'): readonly [bigint, bigint] {
    const amount = BigInt(pence);
    if (unit === 'hour') return [amount, 1n];
    if (unit === 'day') return [amount * 10n, 75n];
    if (unit === 'week') return [amount * 10n, 375n];
    return [amount * 100n * (unit === 'month' ? 12n : 1n), 195_536n];
  }

  it('agrees with fractions of unlimited size', () => {
    fc.assert(
      fc.property(fc.constantFrom('hour' as const, 'day' as const, 'week' as const, 'month' as const, 'year' as const), fc.integer({ min: 1, max: 50_000_000 }), (unit, pence) => {
        const [numerator, denominator] = exactly(pence, unit);
        expect(BigInt(hourlyTenths(pence, unit))).toBe((numerator * 10n) / denominator);
      }),
    );
  });

  it('judges every floor as fractions do', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1_500_000, max: 3_500_000 }), (pence) => {
        const facts: PayFacts = { ...ROLE, stated: { kind: 'amounts', unit: 'year', fromPence: pence, toPence: pence } };
        const { moments } = payCheck(EXAMPLE_TABLES, facts, { startsOn: '2025-11-10', bornOn: '1980-01-01', workplace: { districtCode: INNER } }, TODAY);
        const [numerator, denominator] = exactly(pence, 'year');
        for (const { verdict, byPence, leastPence } of moments.flatMap(({ floors }) => floors)) {
          const over = numerator - BigInt(leastPence!) * denominator;
          expect([verdict, byPence]).toEqual(over >= 0n ? ['over', Number(over / denominator)] : ['under', Number((-over + denominator - 1n) / denominator)]);
        }
        expect(BigInt(moments[0].leastPence!)).toBe((numerator * 2n + denominator) / (denominator * 2n));
      }),
    );
  });
});
