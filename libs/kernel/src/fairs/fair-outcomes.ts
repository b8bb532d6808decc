import type { ReferralEvent, ReferralParty, ReferralStatus } from '../referrals/referral-status.js';

/** What comes of a conversation at a stand, said in two taps. */
export const FAIR_OUTCOMES = ['interested', 'interview', 'offer', 'not-for-us', 'not-for-me', 'call-back'] as const;

export type FairOutcome = (typeof FAIR_OUTCOMES)[number];

interface OutcomeRule {
  /** Who may say so; an employer is also a college. */
  readonly by: readonly ReferralParty[];
  /** Whether the person is put forward by it, where there is no case yet. */
  readonly refers: boolean;
  /** What is recorded of the case, where it stands at one of these. */
  readonly event: ReferralEvent | null;
  readonly from: readonly ReferralStatus[];
}

const BEFORE_OFFER = ['referred', 'reviewing', 'interview'] as const satisfies readonly ReferralStatus[];
const LIVE = ['suggested', ...BEFORE_OFFER, 'offered', 'accepted', 'checks'] as const satisfies readonly ReferralStatus[];

const RULES: Readonly<Record<FairOutcome, OutcomeRule>> = {
  interested: { by: ['candidate', 'employer', 'broker'], refers: true, event: null, from: [] },
  interview: { by: ['employer', 'broker'], refers: true, event: 'invite-to-interview', from: ['referred', 'reviewing'] },
  offer: { by: ['employer', 'broker'], refers: true, event: 'offer', from: BEFORE_OFFER },
  'not-for-us': { by: ['employer', 'broker'], refers: false, event: 'reject', from: LIVE.slice(1) },
  'not-for-me': { by: ['candidate', 'broker'], refers: false, event: 'decline', from: LIVE },
  'call-back': { by: ['candidate', 'employer', 'broker'], refers: false, event: null, from: [] },
};

/** Whether somebody who speaks for these sides of a conversation may say what came of it. Nobody says no for the other side. */
export function mayRecordOutcome(outcome: FairOutcome, parties: { has(party: ReferralParty): boolean }): boolean {
  return RULES[outcome].by.some((party) => parties.has(party));
}

/** What an outcome does to the case of the person and an opportunity. */
export interface CaseStep {
  readonly refers: boolean;
  readonly event: ReferralEvent | null;
}

/**
 * What is still to be done to a case for an outcome. Said again it asks for nothing more: the case is there, or further on.
 *
 * @param status of the person's case; null where there is none that has not come to nothing
 */
export function stepOfOutcome(outcome: FairOutcome, status: ReferralStatus | null): CaseStep {
  const { refers, event, from } = RULES[outcome];
  if (status === null) return { refers, event: refers ? event : null };
  return { refers: false, event: from.includes(status) ? event : null };
}

/** Whether an outcome is about one opportunity of the stand: without, nobody can be put forward. */
export function needsOpportunity(outcome: FairOutcome): boolean {
  return RULES[outcome].refers;
}
