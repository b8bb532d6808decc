import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { CANDIDATE_STAGES } from '../matching/facts.js';
import { isToBeAlerted, stageOfCases, type CaseProgress } from './candidate-stage.js';
import { LIVE_STATUSES, PLACE_HOLDING_STATUSES, REFERRAL_STATUSES } from './referral-status.js';

const ON = '2026-06-01';
const one = (status: CaseProgress['status'], leftOn: string | null = null): CaseProgress => ({ status, leftOn, holdsPlace: false });
const holding = (status: CaseProgress['status']): CaseProgress => ({ ...one(status), holdsPlace: true });

describe('the stage of a candidate', () => {
  it.each([
    [[], 'looking'],
    [[one('suggested')], 'looking'],
    [[one('referred')], 'referred'],
    [[one('interview'), one('suggested')], 'referred'],
    [[one('reviewing'), one('offered')], 'offered'],
    [[holding('referred'), one('interview')], 'offered'],
    [[holding('interview')], 'offered'],
    [[holding('started')], 'placed'],
    [[one('offered'), one('accepted')], 'placed'],
    [[one('checks')], 'placed'],
    [[one('started')], 'placed'],
    [[one('started', '2026-06-01')], 'placed'], // the last day
    [[one('started', '2026-05-31')], 'looking'],
    [[one('started', '2026-05-31'), one('referred')], 'referred'],
    [[one('declined'), one('expired'), one('withdrawn'), one('not-taken-forward')], 'looking'],
  ] as const)('of %j is %s', (cases, stage) => {
    expect(stageOfCases(cases, ON)).toBe(stage);
  });

  it('follows from which cases live and which hold a place', () => {
    const anyCase = fc.record({ status: fc.constantFrom(...REFERRAL_STATUSES), leftOn: fc.constant(null), holdsPlace: fc.constant(false) });
    fc.assert(
      fc.property(fc.array(anyCase, { maxLength: 4 }), (cases) => {
        const has = (statuses: readonly string[]): boolean => cases.some(({ status }) => statuses.includes(status));
        const stage = stageOfCases(cases, ON);
        expect(CANDIDATE_STAGES).toContain(stage);
        expect(stage === 'offered' || stage === 'placed').toBe(has(PLACE_HOLDING_STATUSES));
        expect(stage === 'looking').toBe(!has([...LIVE_STATUSES.filter((status) => status !== 'suggested'), 'started']));
        expect(stageOfCases(cases.toReversed(), ON)).toBe(stage);
      }),
    );
  });
});

describe('new opportunities', () => {
  it('are told to people who look or are referred, and not to those with an offer or a place', () => {
    expect(CANDIDATE_STAGES.filter(isToBeAlerted)).toEqual(['looking', 'referred']);
  });
});
