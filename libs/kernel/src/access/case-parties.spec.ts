import { describe, expect, it } from '@jest/globals';
import type { ReferralParty } from '../referrals/referral-status.js';
import { partiesOfCase } from './case-parties.js';

const ALL: readonly ReferralParty[] = ['candidate', 'broker', 'employer'];

describe('for whom somebody speaks in a case', () => {
  it.each([
    [{ isOwn: true, isOurs: false, isToUs: false }, ALL, ['candidate']],
    [{ isOwn: false, isOurs: true, isToUs: false }, ALL, ['broker']],
    [{ isOwn: false, isOurs: false, isToUs: true }, ALL, ['employer']],
    [{ isOwn: true, isOurs: false, isToUs: false }, ['employer'], []],
    [{ isOwn: false, isOurs: true, isToUs: true }, ['employer'], ['employer']],
    [{ isOwn: false, isOurs: false, isToUs: false }, ALL, []],
    [{ isOwn: false, isOurs: false, isToUs: false }, ['system'], ['system']],
  ] as const)('%j with roles of %j: %j', (standing, roles, parties) => {
    expect([...partiesOfCase(standing, new Set<ReferralParty>(roles))]).toEqual(parties);
  });
});
