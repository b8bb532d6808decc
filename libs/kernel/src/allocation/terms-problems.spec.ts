import { describe, expect, it } from '@jest/globals';
import { plainTerms, type AllocationTerms } from './allocation-terms.js';
import { namedInTerms, termsProblems, type KnownToTerms } from './terms-problems.js';

const ON = '2026-02-02';

const KNOWN: KnownToTerms = {
  candidateIds: new Set(['a', 'b', 'c']),
  opportunityIds: new Set(['o', 'p']),
  programmes: [
    { code: 'EARN', justification: 'Few young people are recruited.', reviewOn: ON },
    { code: 'BARE', justification: null, reviewOn: '2027-01-01' },
    { code: 'BLANK', justification: ' ', reviewOn: '2027-01-01' },
    { code: 'LATE', justification: 'Because.', reviewOn: '2026-02-01' },
    { code: 'OPEN', justification: 'Because.', reviewOn: null },
  ],
};

const reserve = (programmeCode: string, opportunityId = 'o') => ({ opportunityId, programmeCode, places: 1, isHard: false, releasedOn: null, advantage: 100_000 });
const wish = (candidateId: string, opportunityIds: string[] = ['o'], declinedIds: string[] = []) => ({ candidateId, opportunityIds, declinedIds, isBinding: false });

function problems(terms: Partial<AllocationTerms>, asOfOn = ON): [string, string][] {
  return termsProblems({ ...plainTerms(1_000_000), ...terms }, KNOWN, asOfOn, ON).map(({ pointer, detail }) => [pointer, detail]);
}

const NO_CANDIDATE = 'There is no such candidate. Give the id of one that you see.';
const NO_OPPORTUNITY = 'There is no such opportunity. Give the id of one that you see.';

describe('terms of an allocation', () => {
  it('can be applied where everything is known, different, and lawful', () => {
    expect(problems({})).toEqual([]);
    expect(problems({ placeValue: 1_900_000, reserves: [reserve('EARN')], excludedPairs: Array.from({ length: 50 }, () => ({ candidateId: 'a', opportunityId: 'o' })) })).toEqual([]);
    expect(
      problems({
        reserves: [reserve('EARN'), reserve('EARN', 'p'), reserve('EARN')],
        minimums: [{ programmeCode: 'EARN', places: 3 }],
        wishes: [wish('a', ['o', 'p']), wish('b', [], ['o'])],
        excludedPairs: [{ candidateId: 'a', opportunityId: 'o' }],
        together: [['a', 'b']],
        rankings: [{ opportunityId: 'o', candidateIds: ['c', 'a'] }],
      }),
    ).toEqual([]);
    expect(problems({ variant: 'stable', reserves: [reserve('EARN')], wishes: [wish('a')], rankings: [{ opportunityId: 'o', candidateIds: ['c'] }] })).toEqual([]);
  });

  it.each<[string, Partial<AllocationTerms>, [string, unknown][]]>([
    ['a reserve for nothing that is known', { reserves: [reserve('NONE', 'x')] }, [['/reserves/0/opportunityId', NO_OPPORTUNITY], ['/reserves/0/programmeCode', 'There is no such programme. Give the code of one.']]],
    ['a reserve without a recorded reason', { reserves: [reserve('EARN'), reserve('BARE')] }, [['/reserves/1/programmeCode', 'Places are kept for a programme only on its recorded justification. Record in the programme why it is lawful to prefer its members.']]],
    ['a minimum with a blank one', { minimums: [{ programmeCode: 'BLANK', places: 1 }] }, [['/minimums/0/programmeCode', 'Places are kept for a programme only on its recorded justification. Record in the programme why it is lawful to prefer its members.']]],
    ['a reason whose review is overdue', { minimums: [{ programmeCode: 'LATE', places: 1 }] }, [['/minimums/0/programmeCode', 'The justification of this programme was to be reviewed by 1 February 2026. Review it and record the next day.']]],
    ['a reason without a day of review', { reserves: [reserve('OPEN')] }, [['/reserves/0/programmeCode', 'The justification of this programme has no day of review. Review it and record the next day.']]],
    ['two minimums of one programme', { minimums: [{ programmeCode: 'EARN', places: 1 }, { programmeCode: 'EARN', places: 2 }] }, [['/minimums/1/programmeCode', 'This programme has a minimum already. Give each programme one.']]],
    ['wishes of and for nobody', { wishes: [wish('x', ['o', 'y'], ['z'])] }, [['/wishes/0/candidateId', NO_CANDIDATE], ['/wishes/0/opportunityIds/1', NO_OPPORTUNITY], ['/wishes/0/declinedIds/0', NO_OPPORTUNITY]]],
    ['two orders of one', { wishes: [wish('a'), wish('b'), wish('a')] }, [['/wishes/2/candidateId', 'This candidate has an order already. Give each candidate one.']]],
    ['a pair of nobody with nothing', { excludedPairs: [{ candidateId: 'x', opportunityId: 'y' }] }, [['/excludedPairs/0/candidateId', NO_CANDIDATE], ['/excludedPairs/0/opportunityId', NO_OPPORTUNITY]]],
    ['somebody in two groups, and nobody in one', { together: [['a', 'b'], ['b', 'x']] }, [['/together/1/candidateIds/1', NO_CANDIDATE], ['/together/1/candidateIds/0', 'This candidate is in a group already. Put everybody into one group at most.']]],
    ['rankings', { rankings: [{ opportunityId: 'o', candidateIds: ['x'] }, { opportunityId: 'o', candidateIds: [] }, { opportunityId: 'y', candidateIds: [] }] }, [['/rankings/0/candidateIds/0', NO_CANDIDATE], ['/rankings/2/opportunityId', NO_OPPORTUNITY], ['/rankings/1/opportunityId', 'This opportunity has a ranking already. Give each opportunity one.']]],
    ['too much to make up', { placeValue: 1_900_001, reserves: [reserve('EARN')] }, [['/reserves/0/advantage', 'The value of a place and this advantage (100000) may be 2000000 together. Lower one of them.']]],
    ['more exclusions than a search can carry', { excludedPairs: Array.from({ length: 52 }, () => ({ candidateId: 'a', opportunityId: 'o' })) }, [['/excludedPairs/50/candidateId', expect.stringContaining('At most 50')]]],
    ['more than a search can carry', { reserves: Array.from({ length: 1001 }, () => reserve('EARN')) }, [['/reserves', 'At most 1000 can be named here; 1001 were.']]],
    ['more groups, of nobody', { together: Array.from({ length: 101 }, () => []) }, [['/together', 'At most 100 can be named here; 101 were.'], ...Array.from({ length: 99 }, (_, at): [string, unknown] => [`/together/${at}/candidateIds`, 'A group is of two people or more.'])]],
    ['a wish list without end', { wishes: [wish('a', Array.from({ length: 51 }, () => 'o'), Array.from({ length: 51 }, () => 'p'))] }, [['/wishes/0/opportunityIds', 'At most 50 can be named here; 51 were.'], ['/wishes/0/declinedIds', 'At most 50 can be named here; 51 were.']]],
    ['a stable one with what only the optimal one has', { variant: 'stable', minimums: [{ programmeCode: 'EARN', places: 1 }], together: [['a', 'b']] }, [['/minimums', expect.stringContaining('Leave them out')], ['/together', expect.stringContaining('Leave them out')]]],
  ])('cannot with %s', (_, terms, expected) => expect(problems(terms)).toEqual(expected));
});

describe('a day of the past', () => {
  it('does not bring back a justification that is overdue, nor places that are released; a day to come has to be within the review', () => {
    expect(problems({ minimums: [{ programmeCode: 'LATE', places: 1 }] }, '2026-01-15')).toEqual([['/minimums/0/programmeCode', expect.stringContaining('1 February 2026')]]);
    expect(problems({ reserves: [reserve('EARN')] }, '2026-02-03')).toEqual([['/reserves/0/programmeCode', expect.stringContaining('2 February 2026')]]);
    const released = (releasedOn: string) => ({ reserves: [{ ...reserve('EARN'), releasedOn }] });
    expect(problems(released(ON), '2026-02-01')).toEqual([['/reserves/0/releasedOn', 'These places are released since 2 February 2026, so they are kept for nobody. Leave the reserve out.']]);
    expect(problems(released('2026-02-03'), '2026-02-01')).toEqual([]);
    expect(problems(released('2026-02-01'), ON)).toEqual([]);
  });
});

it('tells everything that terms name, once', () => {
  const terms: AllocationTerms = {
    ...plainTerms(0),
    reserves: [reserve('EARN'), reserve('EARN', 'p')],
    minimums: [{ programmeCode: 'EARN', places: 1 }, { programmeCode: 'LATE', places: 1 }],
    wishes: [wish('a', ['o', 'q'], ['r'])],
    excludedPairs: [{ candidateId: 'b', opportunityId: 's' }],
    together: [['a', 'c']],
    rankings: [{ opportunityId: 't', candidateIds: ['d', 'a'] }],
  };
  expect(namedInTerms(terms)).toEqual({ candidateIds: ['a', 'b', 'c', 'd'], opportunityIds: ['o', 'p', 'q', 'r', 's', 't'], programmeCodes: ['EARN', 'LATE'] });
});
