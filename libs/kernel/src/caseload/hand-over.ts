/** Why somebody is given to another broker. */
export const HAND_OVER_REASONS = {
  'first-broker': 'nobody looked after them before',
  workload: 'the broker has too many people',
  absence: 'the broker is away for a while',
  leaver: 'the broker leaves the team',
  area: 'another broker knows the area or the employers',
  request: 'the person asked for somebody else',
  'no-longer-needed': 'nobody needs to look after them for now',
  other: 'something else, which the note says',
} as const satisfies Readonly<Record<string, string>>;

export type HandOverReason = keyof typeof HAND_OVER_REASONS;

/** What became of handing over one person. */
export const HAND_OVER_OUTCOMES = {
  done: 'They have been handed over.',
  'already-theirs': 'Nothing changed: this broker looks after them already.',
  'not-found': 'There is nobody with this identifier among the people whom you look after.',
  'not-yours': 'Somebody else looks after them. Ask that broker or a broker lead to hand them over.',
  'out-of-reach': 'The new broker works for another organisation and cannot see them. Choose a broker of the organisation that looks after them, or of the area above it.',
} as const satisfies Readonly<Record<string, string>>;

export type HandOverOutcome = keyof typeof HAND_OVER_OUTCOMES;

/** Who hands over whom to whom. Accounts by id; null: nobody. */
export interface HandOver {
  /** Whether there is such a person in the reach of whoever hands over. */
  readonly isFound: boolean;
  readonly fromUserId: string | null;
  readonly toUserId: string | null;
  /** The account of whoever hands over; null for a machine. */
  readonly byUserId: string | null;
  /** A lead hands over anybody. */
  readonly isLead: boolean;
  /** Whether the new broker's role is at or above the organisation that looks after the person. */
  readonly isInReachOfNew: boolean;
}

/**
 * What becomes of it. A broker hands over those whom they look after themselves, and takes on or gives away those whom
 * nobody does; a lead hands over anybody. What is so already is told as that, so that a second press of the button is no fault.
 */
export function judgeHandOver({ isFound, fromUserId, toUserId, byUserId, isLead, isInReachOfNew }: HandOver): HandOverOutcome {
  if (!isFound) return 'not-found';
  if (fromUserId === toUserId) return 'already-theirs';
  if (!isLead && fromUserId !== null && fromUserId !== byUserId) return 'not-yours';
  return toUserId === null || isInReachOfNew ? 'done' : 'out-of-reach';
}
