/** What an e-mailed link is for. */
export type LinkPurpose = 'invitation' | 'reset' | 'sign-in';

const MINUTE_MS = 60_000;

/** An invitation may lie over a weekend and a few days of leave; a link that opens an account at once may not. */
const LIFE_MINUTES: Readonly<Record<LinkPurpose, number>> = { invitation: 7 * 24 * 60, reset: 60, 'sign-in': 20 };

/** The moment from which a link that is sent now does not work any more. */
export function linkExpiry(purpose: LinkPurpose, now: Date): Date {
  return new Date(now.getTime() + LIFE_MINUTES[purpose] * MINUTE_MS);
}

/** How long a link of a purpose works, in words for the e-mail that brings it. */
export function linkLifeInWords(purpose: LinkPurpose): string {
  return { invitation: '7 days', reset: '1 hour', 'sign-in': '20 minutes' }[purpose];
}
