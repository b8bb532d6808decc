import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { addDays, daysBetween } from '../calendar/plain-date.js';
import { lastNewStart, redeploymentPlan, redeploymentProblems, trialEndsOn, type RedeploymentFacts } from './redeployment-days.js';
import type { RedeploymentRules } from './redeployment-rules.js';

const RULES: RedeploymentRules = { notice: [{ bands: ['3'], weeks: 4 }], atRiskWeeks: 12, posts: [{ code: 'vaccinator', name: 'Vaccinator', skillCodes: [], priorLearning: [] }] };
const facts = (more: Partial<RedeploymentFacts> = {}): RedeploymentFacts => ({ serviceStartedOn: '2024-06-01', band: '3', agreedWeeks: null, contractEndsOn: '2026-12-31', noticeGivenOn: null, trialStartedOn: null, trialUntilOn: null, ...more });
const brief = (of: RedeploymentFacts, today: string) => {
  const { phase, days, isInternalFirst } = redeploymentPlan(of, RULES, today);
  return { phase, isInternalFirst, days: days.map(({ what, on, state }) => `${what} ${on} ${state}`) };
};
const words = (of: RedeploymentFacts, today: string): string => redeploymentPlan(of, RULES, today).days.find(({ what }) => what === 'notice')!.words;

describe('the plan of somebody whose contract ends', () => {
  it.each([
    ['long before', '2026-09-09', facts(), { phase: 'not-yet', isInternalFirst: false, days: ['internal-first 2026-09-10 ahead', 'notice 2026-12-03 ahead', 'contract-end 2026-12-31 ahead', 'new-start 2027-01-28 ahead'] }],
    ['from twelve weeks before notice', '2026-09-10', facts(), { phase: 'at-risk', isInternalFirst: true, days: ['internal-first 2026-09-10 due', 'notice 2026-12-03 due', 'contract-end 2026-12-31 ahead', 'new-start 2027-01-28 ahead'] }],
    ['on the last day of notice', '2026-12-03', facts(), { phase: 'at-risk', isInternalFirst: true, days: ['internal-first 2026-09-10 due', 'notice 2026-12-03 due', 'contract-end 2026-12-31 ahead', 'new-start 2027-01-28 ahead'] }],
    ['after it', '2026-12-04', facts(), { phase: 'at-risk', isInternalFirst: true, days: ['internal-first 2026-09-10 due', 'notice 2026-12-03 late', 'contract-end 2026-12-31 ahead', 'new-start 2027-01-28 ahead'] }],
    ['under notice in time', '2026-12-04', facts({ noticeGivenOn: '2026-12-03' }), { phase: 'under-notice', isInternalFirst: true, days: ['internal-first 2026-09-10 due', 'notice 2026-12-03 done', 'contract-end 2026-12-31 ahead', 'new-start 2027-01-28 ahead'] }],
    ['under notice that was too short', '2026-12-10', facts({ noticeGivenOn: '2026-12-04' }), { phase: 'under-notice', isInternalFirst: true, days: ['internal-first 2026-09-10 due', 'notice 2026-12-04 late', 'contract-end 2026-12-31 ahead', 'new-start 2027-01-28 ahead'] }],
    ['after the end', '2027-01-01', facts({ noticeGivenOn: '2026-12-03' }), { phase: 'ended', isInternalFirst: true, days: ['internal-first 2026-09-10 done', 'notice 2026-12-03 done', 'contract-end 2026-12-31 done', 'new-start 2027-01-28 due'] }],
    ['when a new start is too late', '2027-01-29', facts({ noticeGivenOn: '2026-12-03' }), { phase: 'ended', isInternalFirst: false, days: ['internal-first 2026-09-10 done', 'notice 2026-12-03 done', 'contract-end 2026-12-31 done', 'new-start 2027-01-28 late'] }],
    ['on trial', '2027-01-31', facts({ noticeGivenOn: '2026-12-03', trialStartedOn: '2027-01-04' }), { phase: 'trial', isInternalFirst: true, days: ['internal-first 2026-09-10 done', 'notice 2026-12-03 done', 'contract-end 2026-12-31 done', 'new-start 2027-01-28 done', 'trial-end 2027-01-31 due'] }],
    ['after the trial', '2027-02-01', facts({ noticeGivenOn: '2026-12-03', trialStartedOn: '2027-01-04' }), { phase: 'ended', isInternalFirst: false, days: ['internal-first 2026-09-10 done', 'notice 2026-12-03 done', 'contract-end 2026-12-31 done', 'new-start 2027-01-28 done', 'trial-end 2027-01-31 done'] }],
    ['before a trial begins', '2026-12-20', facts({ noticeGivenOn: '2026-12-03', trialStartedOn: '2027-01-04' }), { phase: 'under-notice', isInternalFirst: true, days: ['internal-first 2026-09-10 due', 'notice 2026-12-03 done', 'contract-end 2026-12-31 ahead', 'new-start 2027-01-28 done', 'trial-end 2027-01-31 ahead'] }],
    ['without a known notice', '2026-12-20', facts({ serviceStartedOn: null, band: null }), { phase: 'at-risk', isInternalFirst: true, days: ['internal-first 2026-10-08 due', 'contract-end 2026-12-31 ahead', 'new-start 2027-01-28 ahead'] }],
    ['without a known end', '2026-12-20', facts({ contractEndsOn: null }), { phase: 'no-end-known', isInternalFirst: false, days: [] }],
  ])('%s (%s)', (_, today, of, plan) => expect(brief(of, today)).toEqual(plan));

  it('keeps the order of days when several fall on one', () => {
    expect(brief(facts({ contractEndsOn: '2026-12-31', agreedWeeks: 0, serviceStartedOn: '2026-12-20' }), '2026-12-21').days.slice(1, 3)).toEqual(['notice 2026-12-31 due', 'contract-end 2026-12-31 ahead']);
  });

  it('says in words what is late, and until when notice lasts', () => {
    expect(words(facts(), '2026-12-10')).toBe('Notice should have been given by 3 December 2026. Given today it lasts until 7 January 2027. A fixed term that simply runs out needs none: ask the employer which it is.');
    expect(words(facts({ noticeGivenOn: '2026-12-04' }), '2026-12-10')).toBe('Notice was given on 4 December 2026. It lasts 4 weeks, until 1 January 2027: extend the contract, or pay for the rest.');
    expect(words(facts({ noticeGivenOn: '2026-12-04', band: null, serviceStartedOn: '2025-06-01' }), '2026-12-10')).toBe('Notice of 1 week was given on 4 December 2026.');
    expect(words(facts(), '2026-11-10')).toBe('Notice is to be given by 3 December 2026, if the contract is not one that simply runs out.');
  });

  it('is another one as soon as the contract is extended', () => {
    const extended = brief(facts({ contractEndsOn: '2027-06-30' }), '2026-12-10');
    expect(extended).toEqual({ phase: 'not-yet', isInternalFirst: false, days: ['internal-first 2027-03-10 ahead', 'notice 2027-06-02 ahead', 'contract-end 2027-06-30 ahead', 'new-start 2027-07-28 ahead'] });
  });

  it('moves every day of it by as much as the end moves, while notice is the same', () => {
    fc.assert(fc.property(fc.nat(2000), fc.nat(2000), (first, later) => {
      const days = (end: number) => redeploymentPlan(facts({ serviceStartedOn: null, contractEndsOn: addDays('2026-01-01', 7 * end) }), RULES, '2026-01-01').days;
      const [before, after] = [days(first), days(first + later)];
      expect(after.map(({ what, on }, index) => [what, daysBetween(before[index]!.on, on)])).toEqual(before.map(({ what }) => [what, 7 * later]));
    }));
  });
});

describe('days of the law', () => {
  it.each([
    ['2026-12-31', '2027-01-28'], // a Thursday
    ['2027-01-01', '2027-02-01'], // a Friday, Saturday and Sunday count from the Monday
    ['2027-01-02', '2027-02-01'],
    ['2027-01-03', '2027-02-01'],
    ['2027-01-04', '2027-02-01'],
    ['2028-02-29', '2028-03-28'],
  ])('after an end on %s a new post starts by %s', (endsOn, by) => expect(lastNewStart(endsOn)).toBe(by));

  it.each([
    ['2027-01-04', null, '2027-01-31'],
    ['2028-02-02', null, '2028-02-29'],
    ['2027-01-04', '2027-03-31', '2027-03-31'],
    ['2027-01-04', '2027-01-10', '2027-01-31'], // shorter than the law gives
  ])('a trial from %s, agreed until %s, lasts until %s', (startedOn, agreed, until) => expect(trialEndsOn(startedOn, agreed)).toBe(until));
});

describe('a record', () => {
  it.each([
    ['in order', {}, []],
    ['with a post that is none', { postCode: 'pilot' }, ['/postCode']],
    ['of service to come', { serviceStartedOn: '2026-12-11' }, ['/serviceStartedOn']],
    ['that ends before it began', { contractEndsOn: '2024-05-31' }, ['/contractEndsOn']],
    ['with notice to come', { noticeGivenOn: '2026-12-11' }, ['/noticeGivenOn']],
    ['with notice and no end', { noticeGivenOn: '2026-12-10', contractEndsOn: null }, ['/contractEndsOn']],
    ['with an end of a trial that has not begun', { trialUntilOn: '2027-03-01' }, ['/trialStartedOn']],
    ['with a trial that is too short', { trialStartedOn: '2027-01-04', trialUntilOn: '2027-01-30' }, ['/trialUntilOn']],
    ['with a longer trial', { trialStartedOn: '2027-01-04', trialUntilOn: '2027-01-31' }, []],
    ['of which little is known', { postCode: null, serviceStartedOn: null, contractEndsOn: null }, []],
  ])('%s', (_, more, pointers) => {
    expect(redeploymentProblems({ ...facts(), postCode: 'vaccinator', ...more }, RULES, '2026-12-10').map(({ pointer }) => pointer)).toEqual(pointers);
  });
});
