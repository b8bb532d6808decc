import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { addDays } from '../calendar/plain-date.js';
import { CHASING_STEPS, chasingStep, chasingTable, expiryReason, holdOf, type ChasedCase, type ChasingStep } from './chasing.js';
import { LIVE_STATUSES, REFERRAL_STATUSES, type ReferralEvent, type ReferralStatus } from './referral-status.js';

const SINCE = '2026-06-01';
const still = (status: ReferralStatus, changes: Partial<ChasedCase> = {}): ChasedCase => ({ status, sinceOn: SINCE, stepsTaken: 0, lastStepOn: null, holdExpiresOn: null, days: null, ...changes });

/** What happens day by day to a case that nobody moves on, when a worker runs on the days that `runs` says. */
function history(status: ReferralStatus, runs: (day: number) => boolean, holdExpiresOn: string | null = null, lastDay = 120): [number, ChasingStep][] {
  const steps: [number, ChasingStep][] = [];
  for (let day = 0; day <= lastDay; day += 1) {
    if (!runs(day)) continue;
    const lastStepOn = steps.length === 0 ? null : addDays(SINCE, steps.at(-1)![0]);
    const move = chasingStep(still(status, { stepsTaken: steps.length, lastStepOn, holdExpiresOn }), addDays(SINCE, day));
    if (move === null) continue;
    steps.push([day, move.step]);
    if (move.step === 'expiry') break;
  }
  return steps;
}

describe('chasingStep', () => {
  it.each<[ReferralStatus, [number, ChasingStep][]]>([
    ['suggested', [[3, 'reminder'], [7, 'second-reminder'], [14, 'escalation'], [28, 'expiry']]],
    ['referred', [[5, 'reminder'], [10, 'second-reminder'], [14, 'escalation'], [28, 'expiry']]],
    ['reviewing', [[7, 'reminder'], [14, 'second-reminder'], [21, 'escalation'], [42, 'expiry']]],
    ['interview', [[10, 'reminder'], [17, 'second-reminder'], [24, 'escalation'], [42, 'expiry']]],
    ['offered', [[2, 'reminder'], [5, 'second-reminder'], [8, 'escalation'], [15, 'expiry']]],
    ['accepted', [[7, 'reminder'], [14, 'second-reminder'], [21, 'escalation']]],
    ['checks', [[14, 'reminder'], [28, 'second-reminder'], [42, 'escalation']]],
  ])('of a case that stays %s takes each step once, on its day', (status, steps) => {
    expect(history(status, () => true)).toEqual(steps);
  });

  it('goes by the days that the programme has set, also where steps were taken before by others', () => {
    const days = { reminder: 1, secondReminder: 4, escalation: 8, expiry: 9 };
    const move = (stepsTaken: number, lastStepOn: string | null, day: number) => chasingStep(still('referred', { days, stepsTaken, lastStepOn }), addDays(SINCE, day))?.step ?? null;
    expect([move(0, null, 0), move(0, null, 1), move(1, addDays(SINCE, 1), 4), move(2, addDays(SINCE, 4), 8), move(3, addDays(SINCE, 8), 9)]).toEqual([null, 'reminder', 'second-reminder', 'escalation', 'expiry']);
    expect([move(1, addDays(SINCE, 5), 7), move(1, addDays(SINCE, 5), 8)]).toEqual([null, 'second-reminder']);
  });

  it('tells a case that no worker has met for two months of a reminder first, and leaves the usual days between', () => {
    expect(history('referred', (day) => day >= 60)).toEqual([[60, 'reminder'], [65, 'second-reminder'], [69, 'escalation'], [83, 'expiry']]);
  });

  it.each(REFERRAL_STATUSES.filter((status) => !LIVE_STATUSES.includes(status)))('leaves a case that is %s alone', (status) => {
    expect(history(status, () => true)).toEqual([]);
  });

  it('on whichever days a worker runs: in order, no day twice, never nearer to each other than the usual days', () => {
    fc.assert(
      fc.property(fc.constantFrom(...LIVE_STATUSES.filter((status) => status !== 'offered')), fc.uniqueArray(fc.nat(120)), (status, days) => {
        const usual = new Map(history(status, () => true).map(([day, step]) => [step, day]));
        const taken = history(status, (day) => days.includes(day));
        const usualGaps = taken.slice(1).map(([, step], index) => usual.get(step)! - usual.get(taken[index]![1])!);
        const gaps = taken.slice(1).map(([day], index) => day - taken[index]![0]);
        expect(taken.map(([, step]) => step)).toEqual(CHASING_STEPS.slice(0, taken.length));
        expect(taken.every(([day, step]) => day >= usual.get(step)!)).toBe(true);
        expect(gaps.every((gap, index) => gap >= usualGaps[index]!)).toBe(true);
      }),
      { numRuns: 300 },
    );
  });

  it('ends an offer when its hold ends, whatever was sent, and not before', () => {
    expect(history('offered', () => true, addDays(SINCE, 1))).toEqual([[2, 'expiry']]);
    expect(history('offered', () => true, addDays(SINCE, 40))).toEqual([[2, 'reminder'], [5, 'second-reminder'], [8, 'escalation'], [41, 'expiry']]);
    expect(chasingStep(still('offered', { holdExpiresOn: addDays(SINCE, 3) }), addDays(SINCE, 3))).toMatchObject({ step: 'reminder' });
  });

  it.each<[ReferralStatus, number, number, unknown]>([
    ['suggested', 0, 9, [{ kind: 'case-waiting', to: 'broker' }]],
    ['referred', 0, 9, [{ kind: 'referral-waiting', to: 'partner' }]],
    ['interview', 1, 30, [{ kind: 'referral-waiting-again', to: 'partner' }]],
    ['offered', 0, 3, [{ kind: 'offer-waiting', to: 'candidate' }]],
    ['offered', 1, 6, [{ kind: 'offer-waiting-again', to: 'candidate' }]],
    ['checks', 1, 30, [{ kind: 'case-waiting-again', to: 'broker' }]],
    ['reviewing', 2, 30, [{ kind: 'case-stalled', to: 'leads' }]],
    ['suggested', 3, 30, [{ kind: 'case-expired', to: 'broker' }]],
    ['offered', 0, 30, [{ kind: 'case-expired', to: 'broker' }, { kind: 'application-expired', to: 'candidate' }]],
  ])('of %s after %i steps and %i days tells %j', (status, stepsTaken, days, notices) => {
    const until = status === 'offered' ? addDays(SINCE, 14) : null;
    expect(chasingStep(still(status, { stepsTaken }), addDays(SINCE, days))).toMatchObject({ notices, days, until });
  });
});

describe('holdOf', () => {
  it.each<[ReferralEvent, string | null, unknown]>([
    ['offer', null, { ok: true, expiresOn: '2026-06-15' }],
    ['offer', '2026-06-01', { ok: true, expiresOn: '2026-06-01' }],
    ['offer', '2026-08-30', { ok: true, expiresOn: '2026-08-30' }],
    ['offer', '2026-08-31', { ok: false, problem: 'A place can be kept for 90 days at most. Choose an earlier day; the offer can be made again.' }],
    ['offer', '2026-05-31', { ok: false, problem: 'The last day on which the place is kept is in the past. Choose today or a later day.' }],
    ['offer', '2026-06-31', { ok: false, problem: 'The last day on which the place is kept must be a real date, as 2026-03-31.' }],
    ['accept', null, { ok: true, expiresOn: null }],
    ['accept', '2026-06-15', { ok: false, problem: 'Only an offer keeps a place until a day. Leave the day out.' }],
  ])('of %s until %s', (event, asked, hold) => {
    expect(holdOf(event, asked, SINCE)).toEqual(hold);
  });
});

it('an offer expires for another reason than a referral', () => {
  expect([expiryReason('offered'), expiryReason('referred')]).toEqual(['offer-not-answered', 'nobody-answered']);
});

it('the table says every live status, and of calendar days', () => {
  expect(chasingTable().split('\n')).toHaveLength(2 + LIVE_STATUSES.length);
  expect(chasingTable()).toContain('| offered | candidate | 2 | 5 | 8 | when its hold ends, 14 days unless a day is named |');
  expect(chasingTable()).toContain('| checks | broker | 14 | 28 | 42 | never |');
});
