import type { PlainDate } from '../calendar/plain-date.js';
import type { CandidateStage } from '../matching/facts.js';
import type { ReferralStatus } from './referral-status.js';

/** What of a case tells how far its candidate has come. */
export interface CaseProgress {
  readonly status: ReferralStatus;
  /** The last day there, where somebody who had started has left; null otherwise. */
  readonly leftOn: PlainDate | null;
  /** Whether a place is kept for them, as by an accepted allocation before anybody has made an offer. */
  readonly holdsPlace: boolean;
}

/**
 * How far a candidate's cases have come on a day: the furthest of them counts. Accepted, in checks or started is placed,
 * until the day after the last one there; a place that is held is as good as offered. A mere suggestion, on which nobody has acted, is not a case yet: else our own
 * suggestions would take somebody out of what is kept for people who are looking.
 */
export function stageOfCases(cases: readonly CaseProgress[], on: PlainDate): CandidateStage {
  const stages = cases.map((one) => stageOfCase(one, on));
  return (['placed', 'offered', 'referred'] as const).find((stage) => stages.includes(stage)) ?? 'looking';
}

/** Whether somebody who has come so far is told of new opportunities: not once a place is offered or taken. */
export function isToBeAlerted(stage: CandidateStage): boolean {
  return stage === 'looking' || stage === 'referred';
}

const STAGES: Readonly<Record<ReferralStatus, CandidateStage>> = {
  suggested: 'looking',
  referred: 'referred',
  reviewing: 'referred',
  interview: 'referred',
  offered: 'offered',
  accepted: 'placed',
  checks: 'placed',
  started: 'placed',
  'not-taken-forward': 'looking',
  withdrawn: 'looking',
  declined: 'looking',
  expired: 'looking',
};

function stageOfCase({ status, leftOn, holdsPlace }: CaseProgress, on: PlainDate): CandidateStage {
  if (leftOn !== null && leftOn < on) return 'looking';
  return holdsPlace && STAGES[status] === 'referred' ? 'offered' : STAGES[status];
}
