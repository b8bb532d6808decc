import { describe, expect, it } from '@jest/globals';
import { EXAMPLE_FIGURES } from '../pay/example-figures.oracle.js';
import { readPublishedFigure } from './read-published-figure.js';

const LIVING = { kind: 'living-wage', code: 'uk', fromOn: '2027-05-01', values: { hourlyPence: 1400, announcedOn: '2026-10-21' } };
const BAND = { kind: 'band-pay', code: '8a', fromOn: '2027-04-01', values: { entryPence: 5_000_000, middlePence: 5_100_000, topPence: 5_200_000 } };
const WAGE = { kind: 'minimum-wage', code: 'uk', fromOn: '2027-04-01' };
const RULES = { leastMonths: 8, leastTrainingHours: 187, weeklyTrainingHours: null, coInvestmentBasisPoints: 500, coInvestmentFreeToAge: 21, englishMathsToAge: 18, foundationToAge: 21 };

describe('a published figure that is sent', () => {
  it.each(EXAMPLE_FIGURES.map(({ kind, code, fromOn, values }) => [`${kind} ${code} ${fromOn}`, { kind, code, fromOn, values }] as const))('is read: %s', (_name, figure) => {
    expect(readPublishedFigure(figure)).toEqual({ figure, problems: [] });
  });

  it.each([
    { kind: 'adult-skills', code: 'london', fromOn: '2026-08-01', values: { entitlementToAge: null, earningsLimitPence: null } },
    { kind: 'apprenticeship-rules', code: 'england', fromOn: '2026-08-01', values: RULES },
    { ...LIVING, values: null },
    { ...LIVING, values: { hourlyPence: 1400, announcedOn: null } },
  ])('is read: %j', (figure) => expect(readPublishedFigure(figure)).toEqual({ figure, problems: [] }));

  it.each<[Parameters<typeof readPublishedFigure>[0], readonly string[]]>([
    [{ ...LIVING, kind: 'bonus' }, ['/kind: Expected one of band-pay, supplement, supplement-zone, minimum-wage, living-wage, trainee-share, adult-skills, apprenticeship-rules.']],
    [{ ...LIVING, code: 'wales' }, ['/code: Expected uk or london.']],
    [{ ...LIVING, code: 7, fromOn: '2027-02-30' }, ['/code: Expected uk or london.', '/fromOn: Expected a day that exists, as 2026-04-01.']],
    [{ ...LIVING, fromOn: 20_270_501 }, ['/fromOn: Expected a day that exists, as 2026-04-01.']],
    [{ ...LIVING, values: [] }, ['/values: Expected an object with hourlyPence, announcedOn, or null for not known.']],
    [{ ...LIVING, values: { hourlyPence: 14.5, announcedOn: 'soon', for: 'all' } }, [
      '/values/for: There is no such field. Expected hourlyPence, announcedOn.',
      '/values/hourlyPence: Expected a whole number from 1 to 20000.',
      '/values/announcedOn: Expected a day that exists, as 2026-04-01, or null.',
    ]],
    [{ ...LIVING, values: { hourlyPence: '1400', announcedOn: null } }, ['/values/hourlyPence: Expected a whole number from 1 to 20000.']],
    [{ ...LIVING, values: { hourlyPence: 0, announcedOn: null } }, ['/values/hourlyPence: Expected a whole number from 1 to 20000.']],
    [{ ...LIVING, values: { hourlyPence: 1_400_000, announcedOn: null } }, ['/values/hourlyPence: Expected a whole number from 1 to 20000.']],
    [{ ...BAND, values: { ...BAND.values, topPence: 4_900_000 } }, ['/values: The points of a band rise from the entry to the top.']],
    [{ ...BAND, values: { ...BAND.values, entryPence: 5_300_000, middlePence: null } }, ['/values: The points of a band rise from the entry to the top.']],
    [{ ...BAND, code: '8' }, ['/code: Expected a band, 1 to 7, 8a to 8d or 9.']],
    [{ kind: 'supplement', code: 'inner', fromOn: '2027-04-01', values: { basisPoints: 2_000, leastPence: 2, mostPence: 1 } }, ['/values: The least is not more than the most.']],
    [{ kind: 'supplement-zone', code: 'E09000025', fromOn: '2027-04-01', values: { zone: 'middle' } }, ['/values/zone: Expected one of inner, outer, fringe, none.']],
    [{ kind: 'trainee-share', code: 'annex-21', fromOn: '2027-04-01', values: { basisPoints: [0] } }, ['/values/basisPoints: Expected a list of 1 to 10 whole numbers from 1 to 10000.']],
    [{ kind: 'trainee-share', code: 'annex-21', fromOn: '2027-04-01', values: { basisPoints: 6_000 } }, ['/values/basisPoints: Expected a list of 1 to 10 whole numbers from 1 to 10000.']],
    ...[
      [],
      Array.from({ length: 11 }, (_, index) => ({ fromAge: 10 - index, hourlyPence: 800 })),
      [{ fromAge: 21, hourlyPence: 1300 }],
      [{ fromAge: 0, hourlyPence: 1300 }, { fromAge: 0, hourlyPence: 1400 }],
      [{ fromAge: 0, hourlyPence: 0 }],
      [{ fromAge: 0, hourlyPence: 800, note: '' }],
      [{ fromAge: -1, hourlyPence: 800 }],
      [800],
      'all',
    ].map((ages): [Parameters<typeof readPublishedFigure>[0], readonly string[]] => [
      { ...WAGE, values: { ages, apprenticePence: 800 } },
      ['/values/ages: Expected a list of 1 to 10 objects with fromAge and hourlyPence, the oldest first and the last from age 0.'],
    ]),
  ])('is refused with its places: %j', (sent, expected) => {
    const { figure, problems } = readPublishedFigure(sent);
    expect(figure).toBeNull();
    expect(problems.map(({ pointer, detail }) => `${pointer}: ${detail}`)).toEqual(expected);
  });
});
