import type { ReferralParty } from '../referrals/referral-status.js';

/** How somebody stands to one case. */
export interface CaseStanding {
  /** It is about themselves. */
  readonly isOwn: boolean;
  /** They look after the candidate, or act for those who do. */
  readonly isOurs: boolean;
  /** The candidate was put forward to them. */
  readonly isToUs: boolean;
}

/**
 * For which sides of one case somebody speaks: those that their roles allow and on which they really stand. Somebody
 * who is HR at one employer and a candidate at another does not speak for the other employer.
 */
export function partiesOfCase({ isOwn, isOurs, isToUs }: CaseStanding, allowed: { has(party: ReferralParty): boolean }): ReadonlySet<ReferralParty> {
  const standing: Readonly<Record<ReferralParty, boolean>> = { candidate: isOwn, broker: isOurs, employer: isToUs, system: true };
  return new Set((Object.keys(standing) as ReferralParty[]).filter((party) => standing[party] && allowed.has(party)));
}
