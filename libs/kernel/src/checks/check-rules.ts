import { REFERRAL_STATUSES, type ReferralStatus } from '../referrals/referral-status.js';
import { identityProblems, type CheckRulesProblem, type IdentityRules } from './identity.js';

/** The NHS employment check standards: six checks before somebody starts (NHS Employers). */
export const CHECK_STANDARDS = ['identity', 'right-to-work', 'registration', 'references', 'criminal-record', 'work-health'] as const;

export type CheckStandard = (typeof CHECK_STANDARDS)[number];

/** How one check is to be done. */
export interface CheckRule {
  readonly check: CheckStandard;
  /** The first status of a case in which it may be asked for. */
  readonly askedFrom: ReferralStatus;
  /** Why not before, in a sentence that names the law or the standard. */
  readonly because: string;
  /** What to say to the person who is asked, in a sentence or two. */
  readonly toThePerson: string;
  /** How it can be done, the usual way first: a short code, as share-code, with its words. */
  readonly methods: readonly { readonly code: string; readonly words: string }[];
  /** From whom the result comes once the person has given what is needed, as 'the referees'. */
  readonly resultFrom: string;
  /** Days that the person should need, and then the result. */
  readonly targetDays: { readonly person: number; readonly result: number };
}

/** All rules of checks, in force from a day on. Data, not code: they are edited and dated. */
export interface CheckRules {
  readonly checks: readonly CheckRule[];
  readonly identity: IdentityRules;
}

/** The statuses of a case on its way to a start, in order. */
const WAY: readonly ReferralStatus[] = REFERRAL_STATUSES.slice(0, REFERRAL_STATUSES.indexOf('started') + 1);

/**
 * Before an offer nothing may be asked of health (Equality Act 2010, section 60), and right to work and convictions are
 * asked after it, of everybody alike: an edited rule cannot go behind that. Qualifications may be asked for any post.
 */
const NOT_BEFORE_AN_OFFER: readonly CheckStandard[] = ['right-to-work', 'criminal-record', 'work-health'];

/** Whether a case that stands at `status` has come as far as `from`. An ended case has not: nothing is asked in it. */
export function hasReached(status: ReferralStatus, from: ReferralStatus): boolean {
  return WAY.indexOf(status) >= WAY.indexOf(from);
}

/** Everything that is wrong with edited rules; nothing when they can be put in force. */
export function checkRulesProblems(rules: CheckRules): CheckRulesProblem[] {
  const problems: CheckRulesProblem[] = [];
  const say = (pointer: string, detail: string): void => void problems.push({ pointer, detail });
  for (const check of CHECK_STANDARDS) {
    const count = rules.checks.filter((rule) => rule.check === check).length;
    if (count !== 1) say('/checks', count === 0 ? `The check ${check} is missing. Each of the six has one rule.` : `The check ${check} is there ${count} times. Keep one.`);
  }
  rules.checks.forEach((rule, index) => {
    const at = `/checks/${index}`;
    if (!WAY.includes(rule.askedFrom)) say(`${at}/askedFrom`, `A check can be asked from one of: ${WAY.join(', ')}.`);
    else if (NOT_BEFORE_AN_OFFER.includes(rule.check) && !hasReached(rule.askedFrom, 'offered')) say(`${at}/askedFrom`, `The law allows ${rule.check} to be asked after an offer only: choose offered or later.`);
    if (rule.methods.length === 0) say(`${at}/methods`, 'Say at least one way in which the check can be done.');
    if (new Set(rule.methods.map(({ code }) => code)).size < rule.methods.length) say(`${at}/methods`, 'Two ways have the same code. Give each its own.');
  });
  return [...problems, ...identityProblems(rules.identity)];
}
