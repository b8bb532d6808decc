import { describe, expect, it } from '@jest/globals';
import { CHASED_STATUSES, chasingDaysProblems, chasingInForce, USUAL_CHASING, type DatedChasingDays } from './chasing-days.js';

const TODAY = '2026-06-01';
const days = (more: Partial<DatedChasingDays> = {}): DatedChasingDays => ({ status: 'referred', fromOn: TODAY, reminder: 2, secondReminder: 4, escalation: 6, expiry: 10, ...more });

describe('days that a programme sets', () => {
  it.each<[string, Partial<DatedChasingDays>]>([
    ['as short as they can be', { reminder: 1, secondReminder: 2, escalation: 3, expiry: 4 }],
    ['as long as they can be', { expiry: 366 }],
    ['of an offer', { status: 'offered', expiry: null }],
    ['from a day to come', { fromOn: '2027-01-01' }],
  ])('can be: %s', (_, more) => expect(chasingDaysProblems(days(more), TODAY)).toEqual([]));

  it.each<[Partial<DatedChasingDays>, string, string]>([
    [{ fromOn: '2026-05-31' }, '/fromOn', 'must be today or a later day'],
    [{ fromOn: '2026-06-31' }, '/fromOn', 'must be today or a later day'],
    [{ reminder: 0 }, '/reminder', 'must be a whole number of days from 1 to 366'],
    [{ reminder: 1.5 }, '/reminder', 'must be a whole number of days from 1 to 366'],
    [{ secondReminder: 2 }, '/secondReminder', 'must be a whole number of days from 3 to 366: each step comes after the one before'],
    [{ escalation: 4 }, '/escalation', 'from 5 to 366'],
    [{ expiry: 367 }, '/expiry', 'from 7 to 366'],
    [{ expiry: null }, '/expiry', 'is missing. A case that nobody moves on has to end some day'],
    [{ status: 'offered' }, '/expiry', 'must be null: an offer ends when its hold does'],
    [{ status: 'checks' }, '/expiry', 'must be null: whoever has accepted does not lose it by waiting'],
  ])('cannot be %j', (more, pointer, detail) => expect(chasingDaysProblems(days(more), TODAY)).toEqual([{ pointer, detail: expect.stringContaining(detail) }]));

  it('count from their day on, of one day those that were set last; the other statuses are chased as usual', () => {
    const recorded = [days({ fromOn: '2026-07-01', reminder: 1 }), days({ reminder: 3 }), days({ fromOn: '2026-05-01', reminder: 1 }), days({ status: 'checks', fromOn: '2026-06-02', expiry: null })];
    const ofReferred = (today: string) => chasingInForce(recorded, today).find(({ status }) => status === 'referred');
    expect(ofReferred('2026-04-30')).toEqual({ status: 'referred', ...USUAL_CHASING.referred, fromOn: null });
    expect(ofReferred(TODAY)).toEqual({ status: 'referred', turn: 'partner', reminder: 3, secondReminder: 4, escalation: 6, expiry: 10, fromOn: TODAY });
    expect(ofReferred('2026-08-01')).toMatchObject({ reminder: 1, fromOn: '2026-07-01' });
    expect(chasingInForce([days(), days({ reminder: 1 })], TODAY).find(({ status }) => status === 'referred')).toMatchObject({ reminder: 1 });
    expect(chasingInForce(recorded, TODAY).map(({ status }) => status)).toEqual(CHASED_STATUSES);
    expect(chasingInForce(recorded, TODAY).find(({ status }) => status === 'checks')).toMatchObject({ fromOn: null });
  });
});
