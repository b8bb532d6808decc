import type { PlainDate } from '../calendar/plain-date.js';
import { londonClock, type Span } from '../calendar/london-time.js';
import { programmeProblems, type Programme } from '../programmes/programme-rules.js';
import { TARGET_GROUPS, type TargetGroup, type TargetGroupMembership } from '../target-groups/target-groups.js';
import { overlap, type FairProblem } from './fair-times.js';

/** A jobs fair as its organiser describes it. */
export interface FairTerms {
  readonly firstOn: PlainDate;
  /** The last day; the first when it is of one day. */
  readonly lastOn: PlainDate;
  /** For whom it is; empty: for everybody. */
  readonly targetGroups: readonly string[];
  /** The programme that it belongs to, if any. */
  readonly programmeCode: string | null;
}

/** Groups by age, which is a protected characteristic. */
const PROTECTED_GROUPS: readonly string[] = ['aged-16-24', 'aged-45-plus'] satisfies TargetGroup[];

/**
 * What must be put right before a fair can be announced; empty when nothing. A fair for a group by age is positive action:
 * lawful only on evidence and in proportion (Equality Act 2010, s.158), so it belongs to a programme whose justification is
 * recorded and not overdue on the last day of the fair. The same holds for a programme with a rule on age.
 *
 * @param programme the one that is named; null when none is, or there is none of that code
 */
export function fairProblems(fair: FairTerms, programme: Programme | null, today: PlainDate): readonly FairProblem[] {
  const problems: FairProblem[] = [];
  if (fair.lastOn < fair.firstOn) problems.push({ pointer: '/lastOn', detail: 'must not be before the first day' });
  else if (fair.lastOn < today) problems.push({ pointer: '/lastOn', detail: 'is over. A fair is announced before it is held' });
  if (!fair.targetGroups.every((group) => (TARGET_GROUPS as readonly string[]).includes(group))) problems.push({ pointer: '/targetGroups', detail: `must be some of: ${TARGET_GROUPS.join(', ')}` });
  if (programme === null) {
    if (fair.programmeCode !== null) problems.push({ pointer: '/programmeCode', detail: 'must be the code of a programme of your City' });
    else if (fair.targetGroups.some((group) => PROTECTED_GROUPS.includes(group))) {
      problems.push({ pointer: '/programmeCode', detail: 'is missing. A fair for a group by age needs a programme with a recorded justification' });
    }
    return problems;
  }
  if (fair.firstOn < programme.startsOn || (programme.endsOn !== null && fair.lastOn > programme.endsOn)) problems.push({ pointer: '/programmeCode', detail: 'must be of a programme that runs on the days of the fair' });
  for (const { sentence } of programmeProblems(withGroups(programme, fair), fair.lastOn)) problems.push({ pointer: '/programmeCode', detail: `is of a programme that needs something first. ${sentence}` });
  return problems;
}

/** The programme with the groups of the fair, which its justification has to cover too. */
function withGroups(programme: Programme, { targetGroups }: FairTerms): Programme {
  return { ...programme, targetGroups: [...programme.targetGroups, ...(targetGroups as TargetGroup[])] };
}

/** Why a session cannot be held then; null when it can. */
export function sessionProblem(session: Span, fair: Pick<FairTerms, 'firstOn' | 'lastOn'>, now: number): FairProblem | null {
  const { on } = londonClock(session.startsAt);
  if (on < fair.firstOn || on > fair.lastOn) return { pointer: '/on', detail: `must be a day of the fair, from ${fair.firstOn} to ${fair.lastOn}` };
  return session.startsAt <= now ? { pointer: '/from', detail: 'must be still to come' } : null;
}

/**
 * Why a fair for a group by age is not for a person, who is in none of its groups on its day; null when it is for them.
 * Who is told of a fair for other groups only, and comes, is welcome: those are no protected characteristics.
 */
export function whyNotForFair(targetGroups: readonly string[], memberships: readonly TargetGroupMembership[]): 'outside' | 'unknown' | null {
  if (!targetGroups.some((group) => PROTECTED_GROUPS.includes(group))) return null;
  const asked = memberships.filter(({ group }) => targetGroups.includes(group));
  if (asked.some(({ isMember }) => isMember === true)) return null;
  return asked.some(({ isMember }) => isMember === null) ? 'unknown' : 'outside';
}

/** Why a fair cannot be called off; null when it can. */
export function callOffProblem({ lastOn }: Pick<FairTerms, 'lastOn'>, today: PlainDate): string | null {
  return lastOn < today ? 'The fair is over, so it cannot be called off.' : null;
}

/** How a person stands to the slot that they would book. */
export interface SlotStanding {
  readonly slot: Span & { readonly standId: string };
  readonly isRegistered: boolean;
  readonly consentsToSharing: boolean;
}

/** Why a slot cannot be booked, before anybody looks whether it is free; null when it can. */
export function whyNotBookable({ slot, isRegistered, consentsToSharing }: SlotStanding, now: number): 'over' | 'no-consent' | 'not-registered' | null {
  if (slot.startsAt <= now) return 'over';
  if (!consentsToSharing) return 'no-consent';
  return isRegistered ? null : 'not-registered';
}

/**
 * What stood in the way of a booking that the database refused, told by the person's own bookings; where none of them
 * does, somebody else was there first.
 */
export function whatStoodInTheWay(slot: Span & { readonly standId: string }, own: readonly (Span & { readonly standId: string })[]): 'same-stand' | 'overlaps' | 'taken' {
  if (own.some(({ standId }) => standId === slot.standId)) return 'same-stand';
  return own.some((booked) => overlap(booked, slot)) ? 'overlaps' : 'taken';
}
