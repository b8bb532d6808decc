import { describe, expect, it } from '@jest/globals';
import { applyReferralEvent, LIVE_STATUSES, PLACE_HOLDING_STATUSES, REFERRAL_STATUSES, type ReferralParty, type ReferralStatus } from '../referrals/referral-status.js';
import { FAIR_OUTCOMES, mayRecordOutcome, needsOpportunity, stepOfOutcome, type FairOutcome } from './fair-outcomes.js';

const EVERYBODY = new Set<ReferralParty>(['candidate', 'employer', 'broker', 'system']);

describe('what comes of a conversation', () => {
  it.each<[FairOutcome, ReferralStatus | null, boolean, string | null]>([
    ['interested', null, true, null],
    ['interested', 'referred', false, null],
    ['interview', null, true, 'invite-to-interview'],
    ['interview', 'reviewing', false, 'invite-to-interview'],
    ['interview', 'interview', false, null],
    ['interview', 'offered', false, null],
    ['offer', null, true, 'offer'],
    ['offer', 'interview', false, 'offer'],
    ['offer', 'offered', false, null],
    ['offer', 'started', false, null],
    ['not-for-us', null, false, null],
    ['not-for-us', 'referred', false, 'reject'],
    ['not-for-us', 'suggested', false, null],
    ['not-for-us', 'started', false, null],
    ['not-for-me', null, false, null],
    ['not-for-me', 'suggested', false, 'decline'],
    ['not-for-me', 'checks', false, 'decline'],
    ['not-for-me', 'started', false, null],
    ['call-back', null, false, null],
    ['call-back', 'referred', false, null],
  ])('%s, with a case that is %s: refers %s, records %s', (outcome, status, refers, event) => {
    expect(stepOfOutcome(outcome, status)).toEqual({ refers, event });
  });

  it('asks for nothing that the case does not allow, and for nothing twice', () => {
    for (const outcome of FAIR_OUTCOMES) {
      for (const status of [null, ...REFERRAL_STATUSES.filter((one) => LIVE_STATUSES.includes(one) || one === 'started')]) {
        const step = stepOfOutcome(outcome, status);
        const before = step.refers ? 'referred' : status;
        if (step.event === null) continue;
        const result = applyReferralEvent(before!, step.event, EVERYBODY, PLACE_HOLDING_STATUSES.includes(before!));
        expect({ outcome, status, ok: result.ok }).toEqual({ outcome, status, ok: true });
        const again = result.ok && LIVE_STATUSES.includes(result.to) ? stepOfOutcome(outcome, result.to) : null;
        expect(again ?? { refers: false, event: null }).toEqual({ refers: false, event: null });
      }
    }
  });

  it.each<[ReferralParty, FairOutcome[]]>([
    ['candidate', ['interested', 'not-for-me', 'call-back']],
    ['employer', ['interested', 'interview', 'offer', 'not-for-us', 'call-back']],
    ['broker', [...FAIR_OUTCOMES]],
    ['system', []],
  ])('is said by the %s only where it is theirs to say', (party, outcomes) => {
    expect(FAIR_OUTCOMES.filter((outcome) => mayRecordOutcome(outcome, new Set([party])))).toEqual(outcomes);
  });

  it('is about an opportunity where it puts somebody forward', () => {
    expect(FAIR_OUTCOMES.filter(needsOpportunity)).toEqual(['interested', 'interview', 'offer']);
  });
});
