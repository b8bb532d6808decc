/** How far a message has come. `addressed` was to everybody of a role, and has become a message to each of them. */
export const MESSAGE_STATUSES = ['queued', 'addressed', 'sending', 'sent', 'unknown', 'not-sent'] as const;

export type MessageStatus = (typeof MESSAGE_STATUSES)[number];

/** Why a message was not sent. */
export const NOT_SENT_REASONS = ['no-consent', 'no-address', 'no-account', 'address-refused', 'mail-server', 'no-longer-true', 'too-late'] as const;

export type NotSentReason = (typeof NOT_SENT_REASONS)[number];

/** What a message hangs on; null where it hangs on nothing. */
export interface MessageTerms {
  /** How its case, booking or registration stood when it was written. */
  readonly whileState: string | null;
  /** How that stands now; null: it is gone. */
  readonly stateNow: string | null;
  /** The moment after which it is of no use to anybody. */
  readonly uselessAfter: number | null;
}

/** Why a message that was written before is not to be sent any more; null: it is still true and of use. */
export function whyUseless({ whileState, stateNow, uselessAfter }: MessageTerms, now: number): NotSentReason | null {
  if (whileState !== null && whileState !== stateNow) return 'no-longer-true';
  return uselessAfter !== null && now >= uselessAfter ? 'too-late' : null;
}

/** Minutes from each try to the next; after the last one a message is given up. */
const MINUTES_BETWEEN_TRIES = [1, 5, 15, 60, 180, 480, 1440] as const;

/** How a message was handed over: taken by the mail server, or what kept it from being. */
export type HandOver = 'taken' | 'away' | 'not-taken' | 'refused' | 'unknown';

/** What a message becomes after it was handed over. */
export interface AfterHandOver {
  readonly status: 'sent' | 'queued' | 'unknown' | 'not-sent';
  readonly reason: NotSentReason | null;
  /** Until the next try; null: there is none. */
  readonly minutes: number | null;
}

/**
 * What a message becomes after it was handed over for the nth time. Only what the server has certainly not got is tried
 * again, and given up after about a day and a half.
 */
export function afterHandOver(how: HandOver, tries: number): AfterHandOver {
  switch (how) {
    case 'taken':
      return { status: 'sent', reason: null, minutes: null };
    case 'unknown':
      return { status: 'unknown', reason: null, minutes: null };
    case 'refused':
      return { status: 'not-sent', reason: 'address-refused', minutes: null };
    case 'away':
    case 'not-taken': {
      const minutes = MINUTES_BETWEEN_TRIES[tries - 1];
      return minutes === undefined ? { status: 'not-sent', reason: 'mail-server', minutes: null } : { status: 'queued', reason: null, minutes };
    }
  }
}

/** What a broker should know of a message, and do, in a sentence or two. `reason` is there when it was not sent. */
export function messageAdvice(status: MessageStatus, reason: NotSentReason | null): string {
  return reason === null ? STATUS_ADVICE[status] : NOT_SENT_ADVICE[reason];
}

const STATUS_ADVICE: Readonly<Record<MessageStatus, string>> = {
  queued: 'It waits to be sent. This takes a minute or two.',
  addressed: 'It goes to several people.',
  sending: 'It is being sent.',
  sent: 'The mail server has taken it.',
  unknown: 'It may have arrived or not: the service was interrupted while sending. It is not sent again by itself. Ring, or write to them yourself.',
  'not-sent': 'It was not sent.',
};

const NOT_SENT_ADVICE: Readonly<Record<NotSentReason, string>> = {
  'no-consent': 'It was not sent: the person has not agreed to be contacted, or no longer does. Ask for the consent when you next speak.',
  'no-address': 'It was not sent: there is no e-mail address on the record. Ring, and ask for one.',
  'no-account': 'It was not sent: nobody there has an account that is in use. Ring them, and ask an administrator to invite somebody.',
  'address-refused': 'It was not sent: the mail server does not know the address. Check it with the person, and correct the record.',
  'mail-server': 'It was not sent: the mail server did not take it for more than a day. Ring, and tell an administrator.',
  'no-longer-true': 'It was not sent: what it tells of has changed since it was written. There is nothing to do.',
  'too-late': 'It was not sent: it could not be sent before its time was over. Ring if they still need to know.',
};
