import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { addDays } from '../calendar/plain-date.js';
import { CASE_LISTS, caseListWords, caseWindow, isOnCaseList, nextCaseStep, STANDARD_CASE_LIMITS, type CaseDay, type CaseList, type CaseSummary } from './case-lists.js';

const TODAY = '2026-06-15';
const NOTHING: CaseSummary = {
  nextTaskOn: null, stillSinceOn: null, noContactSinceOn: null, contractEndsOn: null, nextOutcomeOn: null, offerSinceOn: null, checksSinceOn: null, unassignedSinceOn: null, assignedSinceOn: null,
};
const listsOf = (summary: CaseSummary): CaseList[] => CASE_LISTS.filter((list) => isOnCaseList(summary, list, TODAY, STANDARD_CASE_LIMITS));

describe('the lists that somebody is on', () => {
  it.each<[CaseDay, string, CaseList[]]>([
    ['nextTaskOn', '2026-06-14', ['overdue']],
    ['nextTaskOn', '2026-06-15', ['today']],
    ['nextTaskOn', '2026-06-16', []],
    ['stillSinceOn', '2026-06-01', ['stalled']],
    ['stillSinceOn', '2026-06-02', []],
    ['noContactSinceOn', '2026-05-18', ['no-contact']],
    ['noContactSinceOn', '2026-05-19', []],
    ['contractEndsOn', '2026-06-14', []], // has ended
    ['contractEndsOn', '2026-06-15', ['contract-ending']],
    ['contractEndsOn', '2026-08-10', ['contract-ending']],
    ['contractEndsOn', '2026-08-11', []],
    ['nextOutcomeOn', '2026-06-15', ['outcome-checks']],
    ['nextOutcomeOn', '2026-06-16', []],
    ['offerSinceOn', '2026-06-15', ['offers-waiting']],
    ['checksSinceOn', '2026-06-15', ['checks']],
    ['unassignedSinceOn', '2026-06-15', ['unassigned']],
    ['assignedSinceOn', '2026-06-15', ['assigned']],
  ])('with %s %s are %j', (day, on, lists) => expect(listsOf({ ...NOTHING, [day]: on })).toEqual(lists));

  it('are none without any such day', () => expect(listsOf(NOTHING)).toEqual([]));

  it('have limits of their own', () => {
    const limits = { stalledDays: 3, noContactDays: 7, contractWeeks: 1 };
    const window = (list: CaseList): string => caseWindow(list, TODAY, limits).to;
    expect([window('stalled'), window('no-contact'), window('contract-ending')]).toEqual(['2026-06-12', '2026-06-08', '2026-06-22']);
  });

  it('say in words who is on them and what to do', () => {
    for (const list of CASE_LISTS) for (const words of Object.values(caseListWords(list))) expect(words.length).toBeGreaterThan(4);
    expect(new Set(CASE_LISTS.map((list) => caseListWords(list).title)).size).toBe(CASE_LISTS.length);
  });
});

describe('what is next', () => {
  it('is the most urgent of several things', () => {
    const busy = { ...NOTHING, assignedSinceOn: '2026-01-01', noContactSinceOn: '2026-01-01', offerSinceOn: '2026-06-10' };
    expect(nextCaseStep(busy, TODAY, STANDARD_CASE_LIMITS)).toEqual({ list: 'offers-waiting', on: '2026-06-10' });
    expect(nextCaseStep({ ...busy, nextTaskOn: TODAY }, TODAY, STANDARD_CASE_LIMITS)).toEqual({ list: 'today', on: TODAY });
    expect(nextCaseStep(NOTHING, TODAY, STANDARD_CASE_LIMITS)).toBeNull();
  });

  it('is on a list that comes before all others that somebody is on', () => {
    const day = fc.option(fc.integer({ min: -60, max: 60 }).map((days) => addDays(TODAY, days)));
    const anySummary = fc.record(Object.fromEntries(Object.keys(NOTHING).map((key) => [key, day])) as Record<CaseDay, typeof day>);
    fc.assert(fc.property(anySummary, (summary) => expect(nextCaseStep(summary, TODAY, STANDARD_CASE_LIMITS)?.list).toBe(listsOf(summary)[0])));
  });
});
