import { describe, expect, it } from '@jest/globals';
import { USUAL_ADVANTAGE } from './allocation-terms.js';
import { readScenario } from './read-scenario.js';

const MARKET = new Set(['x', 'y']);
const read = (sent: unknown) => readScenario(sent, MARKET);
const problemsOf = (sent: unknown) => read(sent).problems.map(({ pointer, detail }) => `${pointer} ${detail}`);
const pointersOf = (sent: unknown) => read(sent).problems.map(({ pointer }) => pointer);

describe('readScenario', () => {
  const reserve = { opportunityId: 'x', programmeCode: 'returners', places: 2, isHard: true, releasedOn: '2026-04-01', advantage: 5 };
  const wish = { candidateId: 'a', opportunityIds: ['x', 'y'], declinedIds: ['z'], isBinding: true };

  it.each<[string, object]>([
    ['places', { places: [{ opportunityId: 'x', places: 0 }, { opportunityId: 'y', places: 30 }] }],
    ['pay everywhere', { hourlyPenceMore: { opportunityIds: 'all', pence: 100 } }],
    ['pay somewhere', { hourlyPenceMore: { opportunityIds: ['x'], pence: 1 } }],
    ['longer ways', { travelMinutesMore: 120 }],
    ['the smallest change of rules', { rules: [{ opportunityIds: 'all' }] }],
    [
      'every change of rules',
      {
        rules: [
          {
            opportunityIds: ['x', 'y'],
            withoutSkills: ['vaccination'],
            withoutChecks: ['dbs-enhanced'],
            minimumLevelAtMost: 0,
            englishLevelAtMost: 1,
            mathsLevelAtMost: 2,
            openToEverybody: true,
            demands: [{ on: 'level', atLeast: 2 }],
          },
        ],
      },
    ],
    ['no terms', { terms: {} }],
    ['terms', { terms: { variant: 'stable', placeValue: 2_000_000, reserves: [reserve], minimums: [{ programmeCode: 'returners', places: 4 }], wishPoints: 3, wishes: [wish], excludedPairs: [{ candidateId: 'a', opportunityId: 'x' }, { candidateId: 'b', opportunityId: 'x', reason: 'Family works there.' }], rankings: [{ opportunityId: 'x', candidateIds: ['b', 'a'] }] } }],
    ['the other variant', { terms: { variant: 'optimal' } }],
  ])('reads %s as it is', (_, sent) => {
    expect(read(sent)).toEqual({ scenario: sent, problems: [] });
  });

  it('reads groups, and what reserves and wishes leave out', () => {
    const sent = { terms: { together: [{ candidateIds: ['a', 'b'] }, { candidateIds: [] }], reserves: [{ opportunityId: 'x', programmeCode: 'p', places: 1 }, { ...reserve, releasedOn: null }], wishes: [{ candidateId: 'a' }] } };
    expect(read(sent).scenario).toEqual({
      terms: {
        together: [['a', 'b'], []],
        reserves: [{ opportunityId: 'x', programmeCode: 'p', places: 1, isHard: false, releasedOn: null, advantage: USUAL_ADVANTAGE }, { ...reserve, releasedOn: null }],
        wishes: [{ candidateId: 'a', opportunityIds: [], declinedIds: [], isBinding: false }],
      },
    });
  });

  it('takes ids in capitals for the same, and codes of programmes as they are', () => {
    const [inCapitals, small] = ['A-B', 'a-b'].map((id) => ({ terms: { excludedPairs: [{ candidateId: id, opportunityId: id }], minimums: [{ programmeCode: 'Returners', places: 1 }] } }));
    expect(read(inCapitals).scenario).toEqual(small);
    expect(read(small).scenario).toEqual(small);
  });

  it.each(['', 'x'.repeat(501), 'a\u0000b', 7])('refuses %j as a reason', (reason) => {
    expect(problemsOf({ terms: { excludedPairs: [{ candidateId: 'a', opportunityId: 'x', reason }] } })).toEqual(['/terms/excludedPairs/0/reason Must be a text of 1 to 500 characters.']);
  });

  it.each([[null], [[]], ['all'], [7]])('refuses %j, which is no scenario', (sent) => {
    expect(problemsOf(sent)).toEqual([' A scenario is an object with named fields.']);
    expect(read(sent).scenario).toBeNull();
  });

  it('refuses a scenario in which nothing would be otherwise', () => {
    expect(problemsOf({})).toEqual([' Nothing would be otherwise. Give places, hourlyPenceMore, travelMinutesMore, rules or terms.']);
  });

  it.each<[string, unknown, string]>([
    ['a field that is not known', { 'pay/~more': 1 }, '/pay~1~0more This field is not known here; there is: places, hourlyPenceMore, travelMinutesMore, rules, terms.'],
    ['an opportunity of another market', { places: [{ opportunityId: 'z', places: 1 }] }, '/places/0/opportunityId There is no such opportunity in the market of this allocation. Give the id of one that is.'],
    ['an opportunity twice', { places: ['x', 'y', 'x'].map((opportunityId) => ({ opportunityId, places: 1 })) }, '/places/2/opportunityId The places of this opportunity are given already. Give them once.'],
    ['fewer places than none', { places: [{ opportunityId: 'x', places: -1 }] }, '/places/0/places Must be a whole number from 0 to 100000.'],
    ['a list that is none', { places: { opportunityId: 'x' } }, '/places Must be a list of 1 to 100000.'],
    ['an empty list', { rules: [] }, '/rules Must be a list of 1 to 20.'],
    ['a list that is too long', { rules: Array.from({ length: 21 }, () => ({ opportunityIds: 'all' })) }, '/rules Must be a list of 1 to 20.'],
    ['no opportunities', { hourlyPenceMore: { pence: 5 } }, '/hourlyPenceMore/opportunityIds Must be a list of ids, or "all".'],
    ['an id that is none', { hourlyPenceMore: { opportunityIds: ['x', 5], pence: 5 } }, '/hourlyPenceMore/opportunityIds/1 Must be a text of 1 to 60 characters.'],
    ['a part of a penny', { hourlyPenceMore: { opportunityIds: ['x'], pence: 0.5 } }, '/hourlyPenceMore/pence Must be a whole number from 1 to 5000.'],
    ['minutes in words', { travelMinutesMore: '15' }, '/travelMinutesMore Must be a whole number from 0 to 120.'],
    ['too many minutes', { travelMinutesMore: 121 }, '/travelMinutesMore Must be a whole number from 0 to 120.'],
    ['a change of rules that is none', { rules: ['all'] }, '/rules/0 A change of rules is an object with named fields.'],
    ['a code with capitals', { rules: [{ opportunityIds: 'all', withoutSkills: ['Vaccination'] }] }, '/rules/0/withoutSkills/0 Must be a code in small letters, as dbs-enhanced.'],
    ['a code that is no text', { rules: [{ opportunityIds: 'all', withoutChecks: [1] }] }, '/rules/0/withoutChecks/0 Must be a code in small letters, as dbs-enhanced.'],
    ['a code that is too long', { rules: [{ opportunityIds: 'all', withoutChecks: ['a'.repeat(61)] }] }, '/rules/0/withoutChecks/0 Must be a code in small letters, as dbs-enhanced.'],
    ['yes', { rules: [{ opportunityIds: 'all', openToEverybody: 'yes' }] }, '/rules/0/openToEverybody Must be true or false.'],
    ['a demand that no rule can be', { rules: [{ opportunityIds: 'all', demands: [{ on: 'age', atLeast: 5 }] }] }, '/rules/0/demands/0/on Ask for an age in the programme, which records why that is lawful and when it is reviewed.'],
    ['a variant that is none', { terms: { variant: 'best' } }, '/terms/variant Must be one of: optimal, stable.'],
    ['a release on no day', { terms: { reserves: [{ ...reserve, releasedOn: '2026-02-30' }] } }, '/terms/reserves/0/releasedOn Must be a real date, as 2026-03-31.'],
    ['a release in numbers', { terms: { reserves: [{ ...reserve, releasedOn: 20260401 }] } }, '/terms/reserves/0/releasedOn Must be a real date, as 2026-03-31.'],
    ['an id without a letter', { terms: { wishes: [{ ...wish, candidateId: '' }] } }, '/terms/wishes/0/candidateId Must be a text of 1 to 60 characters.'],
    ['an id that is too long', { terms: { excludedPairs: [{ candidateId: 'a', opportunityId: 'x'.repeat(61) }] } }, '/terms/excludedPairs/0/opportunityId Must be a text of 1 to 60 characters.'],
  ])('refuses %s', (_, sent, problem) => {
    expect(problemsOf(sent)).toEqual([problem]);
  });

  it('names a hundred of more that is wrong', () => {
    expect(pointersOf({ terms: { together: [{ candidateIds: Array.from({ length: 300 }, () => 0) }] } })).toHaveLength(100);
  });

  it('names everything that is wrong, wherever it is', () => {
    const no = { no: 1 };
    expect(
      pointersOf({
        places: [{ ...no, opportunityId: '', places: 1 }],
        hourlyPenceMore: { ...no, opportunityIds: 'all', pence: 5001 },
        rules: [{ ...no, opportunityIds: [], minimumLevelAtMost: 9, englishLevelAtMost: 3, mathsLevelAtMost: -1 }],
        terms: {
          ...no,
          placeValue: 2_000_001,
          wishPoints: 1_000_001,
          reserves: [{ ...no, ...reserve, places: 0, isHard: 1, advantage: -1 }],
          minimums: [{ ...no, programmeCode: 1, places: 1.5 }],
          wishes: [{ ...no, ...wish, opportunityIds: 'x', declinedIds: [2], isBinding: 0 }],
          excludedPairs: [{ ...no, candidateId: 1, opportunityId: 'x' }],
          together: [{ ...no, candidateIds: [3] }],
          rankings: [{ ...no, opportunityId: 'x', candidateIds: 4 }],
        },
      }).toSorted(),
    ).toEqual(
      [
        '/hourlyPenceMore/no',
        '/hourlyPenceMore/pence',
        '/places/0/no',
        '/places/0/opportunityId',
        '/rules/0/englishLevelAtMost',
        '/rules/0/mathsLevelAtMost',
        '/rules/0/minimumLevelAtMost',
        '/rules/0/no',
        '/rules/0/opportunityIds',
        '/terms/excludedPairs/0/candidateId',
        '/terms/excludedPairs/0/no',
        '/terms/minimums/0/no',
        '/terms/minimums/0/places',
        '/terms/minimums/0/programmeCode',
        '/terms/no',
        '/terms/placeValue',
        '/terms/rankings/0/candidateIds',
        '/terms/rankings/0/no',
        '/terms/reserves/0/advantage',
        '/terms/reserves/0/isHard',
        '/terms/reserves/0/no',
        '/terms/reserves/0/places',
        '/terms/together/0/candidateIds/0',
        '/terms/together/0/no',
        '/terms/wishPoints',
        '/terms/wishes/0/declinedIds/0',
        '/terms/wishes/0/isBinding',
        '/terms/wishes/0/no',
        '/terms/wishes/0/opportunityIds',
      ],
    );
  });
});
