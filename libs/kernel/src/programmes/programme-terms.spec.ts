import { describe, expect, it } from '@jest/globals';
import { NO_TERMS, opportunityTermsProblems, programmeReferralProblem, programmeTermsProblems, wholeWeeks, type ProgrammeTerms } from './programme-terms.js';

const KICKSTART: ProgrammeTerms = { ...NO_TERMS, applicationsFromOn: '2020-09-02', applicationsUntilOn: '2021-12-17', startsUntilOn: '2022-03-31', minimumWeeklyHours: 25, minimumWeeks: 26 };

describe('when people can be referred within a programme', () => {
  it.each([
    ['2020-09-01', null, 'takes referrals from 2 September 2020'],
    ['2020-09-02', null, null],
    ['2021-12-17', '2022-03-31', null],
    ['2021-12-17', '2022-04-01', 'last start within the programme was or is on 31 March 2022'],
    ['2021-12-18', '2022-01-10', 'took referrals until 17 December 2021'],
  ])('on %s to an intake on %s: %s', (on, intakeStartsOn, words) => {
    expect(programmeReferralProblem(KICKSTART, on, intakeStartsOn) ?? 'none').toContain(words ?? 'none');
  });

  it('a first start is kept to as well', () => {
    expect(programmeReferralProblem({ ...NO_TERMS, startsFromOn: '2025-08-01' }, '2025-07-01', '2025-07-31')).toBe('Starts within the programme are from 1 August 2025 on. Choose a later intake.');
    expect(programmeReferralProblem({ ...NO_TERMS, startsFromOn: '2025-08-01' }, '2025-07-01', '2025-08-01')).toBeNull();
  });

  it('without dates is always', () => expect(programmeReferralProblem(NO_TERMS, '1999-01-01', '2099-01-01')).toBeNull());
});

describe('what a post or course needs to belong to a programme', () => {
  it.each([
    [{ weeklyHours: 25, weeks: 26 }, []],
    [{ weeklyHours: 24, weeks: 26 }, ['The programme asks for at least 25 hours a week; it has 24.']],
    [{ weeklyHours: null, weeks: 25 }, ['The programme asks for at least 25 hours a week; the hours are not known.', 'The programme asks for at least 26 weeks; it lasts 25.']],
    [{ weeklyHours: 30, weeks: null }, ['The programme asks for at least 26 weeks; how long it lasts is not known.']],
  ])('%j: %j', (opportunity, problems) => expect(opportunityTermsProblems(KICKSTART, opportunity)).toEqual(problems));

  it.each([
    [6, []],
    [7, ['The programme lasts at most 6 weeks; it lasts 7.']],
    [null, ['The programme lasts at most 6 weeks; how long it lasts is not known.']],
  ])('of a programme of six weeks that lasts %s: %j', (weeks, problems) => expect(opportunityTermsProblems({ ...NO_TERMS, maximumWeeks: 6 }, { weeklyHours: null, weeks })).toEqual(problems));
});

describe('how long something lasts', () => {
  it.each([
    [6, 'weeks', 6], [5, 'days', 1], [8, 'days', 2], [6, 'months', 26], [8, 'months', 35], [1, 'months', 5], [2, 'years', 104], [90, 'minutes', 1], [40, 'hours', 1],
  ] as const)('%s %s are %s weeks', (length, unit, weeks) => expect(wholeWeeks({ length, unit })).toBe(weeks));
});

describe('terms that contradict themselves', () => {
  it.each<[Partial<ProgrammeTerms>, string[]]>([
    [KICKSTART, []],
    [{ applicationsFromOn: '2026-02-01', applicationsUntilOn: '2026-01-31' }, ['applicationsUntilOn']],
    [{ startsFromOn: '2026-02-01', startsUntilOn: '2026-01-31' }, ['startsUntilOn']],
    [{ applicationsFromOn: '2026-02-01', startsUntilOn: '2026-01-31' }, ['startsUntilOn']],
    [{ minimumWeeklyHours: 169 }, ['minimumWeeklyHours']],
    [{ minimumWeeks: 7, maximumWeeks: 6 }, ['maximumWeeks']],
    [{ minimumWeeks: 6, maximumWeeks: 6, minimumWeeklyHours: 168 }, []],
  ])('%j: %j', (terms, fields) => expect(programmeTermsProblems({ ...NO_TERMS, ...terms }).map(({ field }) => field)).toEqual(fields));
});
