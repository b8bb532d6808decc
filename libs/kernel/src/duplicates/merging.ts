import type { PlainDate } from '../calendar/plain-date.js';
import { isTaken } from '../referrals/consequences.js';
import { LIVE_STATUSES, REFERRAL_STATUSES, type ReferralStatus } from '../referrals/referral-status.js';

/** A case of either record. */
export interface CaseOfRecord {
  readonly referralId: string;
  readonly intakeId: string;
  readonly opportunityId: string;
  /** By its programme: whoever accepts there is taken out of their other cases. */
  readonly releasesOthers: boolean;
  readonly status: ReferralStatus;
  /** Whether the person started and has left since. */
  readonly hasLeft: boolean;
  readonly isOfKept: boolean;
}

/** A consent of either record. */
export interface ConsentOfRecord {
  readonly purpose: string;
  readonly givenOn: PlainDate;
  readonly expiresOn: PlainDate | null;
  readonly withdrawnOn: PlainDate | null;
  readonly isOfKept: boolean;
}

/** What is in two records of one person. */
export interface RecordsToMerge {
  readonly cases: readonly CaseOfRecord[];
  readonly consents: readonly ConsentOfRecord[];
}

/** What putting two records together brings with it, or why it cannot be. */
export type JudgedMerge =
  | { readonly ok: true; readonly withdraws: readonly string[]; readonly endsConsents: readonly string[]; readonly advice: string | null }
  | { readonly ok: false; readonly problem: string };

/**
 * Two records become one. Of two cases at one intake the one that is further stays, and of two that are as far that of
 * the record that is kept; the other is withdrawn. Somebody cannot have started there twice. The same goes for two places
 * that were accepted at one opportunity, and what an acceptance of one record would have released of the other is withdrawn.
 * Two accepted places at two opportunities both stay, as always, and the advice says so. Of consents the narrower
 * counts: a purpose to which one record said yes and then no is not consented to, whatever the other record says.
 */
export function judgeMerge({ cases, consents }: RecordsToMerge, today: PlainDate): JudgedMerge {
  const [kept, other] = [true, false].map((isKept) => cases.filter(({ status, hasLeft, isOfKept }) => isOfKept === isKept && !hasLeft && (status === 'started' || LIVE_STATUSES.includes(status))));
  const pairs = kept!.flatMap((one) => other!.filter((two) => two.intakeId === one.intakeId || (two.opportunityId === one.opportunityId && isTaken(one.status) && isTaken(two.status))).map((two) => [one, two] as const));
  if (pairs.some(([one, two]) => one.status === 'started' && two.status === 'started')) {
    return { ok: false, problem: 'Both records have started at the same intake. If it is one start, record at one of them that the person left on the first day, and try again.' };
  }
  const twice = new Set(pairs.map(([one, two]) => (far(two) > far(one) ? one : two)));
  const stay = [...kept!, ...other!].filter((one) => !twice.has(one));
  const taken = stay.filter(({ status }) => isTaken(status));
  const released = stay.filter((one) => one.status !== 'started' && !taken.includes(one) && taken.some(({ isOfKept, releasesOthers }) => releasesOthers && isOfKept !== one.isOfKept));
  const isNo = (purpose: string, isKept: boolean): boolean => {
    const said = consents.filter((consent) => consent.purpose === purpose && consent.isOfKept === isKept);
    return said.some(({ withdrawnOn }) => withdrawnOn !== null && withdrawnOn <= today) && !said.some((consent) => isInForce(consent, today));
  };
  const purposes = [...new Set(consents.filter((consent) => isInForce(consent, today)).map(({ purpose }) => purpose))];
  return {
    ok: true,
    withdraws: [...twice, ...released].map(({ referralId }) => referralId),
    endsConsents: purposes.filter((purpose) => isNo(purpose, true) || isNo(purpose, false)),
    advice: new Set(taken.map(({ isOfKept }) => isOfKept)).size === 2 ? 'This person has accepted more than one place now. Ask which they want, and record at the other that they decline it.' : null,
  };
}

function far({ status }: CaseOfRecord): number {
  return REFERRAL_STATUSES.indexOf(status);
}

function isInForce({ givenOn, expiresOn, withdrawnOn }: ConsentOfRecord, today: PlainDate): boolean {
  return givenOn <= today && (expiresOn === null || expiresOn >= today) && (withdrawnOn === null || withdrawnOn > today);
}
