import { describe, expect, it } from '@jest/globals';
import type { CaseToMove } from './consequences.js';
import { isPausedOn, judgePause, pauseInWords, type PauseAsked } from './pausing.js';
import type { ReferralParty, ReferralStatus } from './referral-status.js';
import { STANDARD_REASONS } from './standard-reasons.js';

const TODAY = '2026-06-01';
const facts = { parties: new Set<ReferralParty>(['broker']), reasons: STANDARD_REASONS, today: TODAY };
const caseAt = (status: ReferralStatus): CaseToMove => ({ referralId: status, opportunityId: 'o', intakeId: 'i', title: `Post ${status}`, status, holdsPlace: status === 'offered', isCourse: false, releasesOthers: true });
const CASES = (['referred', 'interview', 'offered', 'declined', 'started'] as const).map(caseAt);
const asked = (changes: Partial<PauseAsked> = {}): PauseAsked => ({ reasonCode: 'asked-to-wait', resumesOn: '2026-07-01', cancel: [], ...changes });

function planOf(changes: Partial<PauseAsked>, cases = CASES) {
  const judged = judgePause(asked(changes), cases, facts);
  if (!judged.ok) throw new Error(judged.problem);
  return judged.plan;
}

describe('Trap 16: a pause', () => {
  it('Complaint 2: keeps the live referrals, and says which', () => {
    const plan = planOf({});
    expect(Object.keys(plan.stays[0]!)).toEqual(['referralId', 'opportunityId', 'intakeId', 'status', 'holdsPlace', 'title']); // and nothing else that it came with
    expect([plan.cancels, plan.stays.map(({ referralId }) => referralId)]).toEqual([[], ['referred', 'interview', 'offered']]);
    expect(pauseInWords(plan)).toEqual(['The person gets no new suggestions until 1 July 2026.', '3 live referrals go on as they are: Post referred, Post interview and Post offered.']);
  });

  it('ends those that are named, each by its own event and reason', () => {
    const plan = planOf({ resumesOn: null, cancel: [{ referralId: 'offered', reasonCode: 'on-a-break' }, { referralId: 'referred', reasonCode: 'contact-lost' }] });
    expect(plan.cancels.map(({ change: { referralId, to, placeEffect }, reasonCode, pause }) => [referralId, to, placeEffect, reasonCode, pause])).toEqual([
      ['offered', 'withdrawn', 'give-back', 'on-a-break', null], ['referred', 'withdrawn', 'none', 'contact-lost', null],
    ]);
    expect(pauseInWords(plan)).toEqual([
      'The person gets no new suggestions until somebody resumes them.', '1 live referral goes on as it is: Post interview.',
      'Post offered: The referral becomes: withdrawn.', 'Post offered: The place is given back.', 'Post offered: To be told: the employer or college.',
      'Post referred: The referral becomes: withdrawn.', 'Post referred: To be told: the employer or college.',
    ]);
  });

  it('of somebody without live cases says so', () => expect(pauseInWords(planOf({}, []))).toContain('No live referral stays.'));

  it.each<[Partial<PauseAsked>, string]>([
    [{ reasonCode: 'too-far' }, '"too-far" is no reason for "pause" here. Choose one of: circumstances-changed, contact-lost and asked-to-wait.'],
    [{ resumesOn: TODAY }, 'must be after today'],
    [{ cancel: [{ referralId: 'started', reasonCode: 'on-a-break' }] }, 'not a live one of this person'],
    [{ cancel: [{ referralId: 'nobody’s', reasonCode: 'on-a-break' }] }, 'not a live one of this person'],
    [{ cancel: [{ referralId: 'referred', reasonCode: 'on-a-break' }, { referralId: 'referred', reasonCode: 'on-a-break' }] }, 'named twice'],
    [{ cancel: [{ referralId: 'referred', reasonCode: 'too-far' }] }, '"too-far" is no reason for "withdraw" here.'],
  ])('with %j is not possible', (changes, problem) => expect(judgePause(asked(changes), CASES, facts)).toMatchObject({ ok: false, problem: expect.stringContaining(problem) }));

  it.each([
    [{ resumesOn: null, endedOn: null }, true],
    [{ resumesOn: '2026-06-02', endedOn: null }, true],
    [{ resumesOn: TODAY, endedOn: null }, false],
    [{ resumesOn: '2026-06-02', endedOn: '2026-05-31' }, false],
  ])('of %j holds on 1 June: %j', (pause, expected) => expect(isPausedOn(pause, TODAY)).toBe(expected));
});
