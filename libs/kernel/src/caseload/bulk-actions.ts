import { HAND_OVER_OUTCOMES } from './hand-over.js';

/** What became of referring one person among many. */
const BULK_REFERRAL_OUTCOMES = {
  done: 'They have been referred.',
  'not-found': 'There is nobody with this identifier among the people whom you look after.',
  'no-consent': 'They have not agreed to be shown to employers and colleges. Ask for the consent, then refer them.',
  'already-referred': 'They have a live referral to this intake already, or started there and have not left.',
  paused: 'They get no suggestions for now. End the pause, or refer them one by one if they ask for this.',
  'set-aside': 'This was turned down for them before, and nothing that mattered has changed. Refer them one by one if you know better.',
} as const satisfies Readonly<Record<string, string>>;

export type BulkReferralOutcome = keyof typeof BULK_REFERRAL_OUTCOMES;

/** What decides whether somebody is referred together with others. Of somebody who is not found nothing is known. */
export interface BulkReferralStanding {
  readonly consents: boolean;
  /** Has a live case at this intake, or started there and has not left. */
  readonly isThere: boolean;
  readonly isPaused: boolean;
  readonly isSetAside: boolean;
}

/**
 * Whether somebody is referred together with others. A broker who refers one person may weigh against a pause or an earlier
 * no; whoever refers a list has not looked at each, so those are left out and told.
 */
export function judgeBulkReferral(standing: BulkReferralStanding | null): BulkReferralOutcome {
  if (standing === null) return 'not-found';
  if (!standing.consents) return 'no-consent';
  if (standing.isThere) return 'already-referred';
  if (standing.isPaused) return 'paused';
  return standing.isSetAside ? 'set-aside' : 'done';
}

/** What a broker can have written to many people; the words are those of the messages of the same names. */
export const BULK_MESSAGE_TEMPLATES = {
  'broker-asks-call': 'asks them to get in touch',
  'broker-asks-record': 'asks them to see whether their record is still right',
  'broker-has-openings': 'tells them that there are new jobs and courses to look at',
  'broker-wrote': 'tells them that there is a message for them: your own words, which they read after signing in',
} as const satisfies Readonly<Record<string, string>>;

export type BulkMessageTemplate = keyof typeof BULK_MESSAGE_TEMPLATES;

/** What became of writing to one person among many. */
const BULK_MESSAGE_OUTCOMES = {
  done: 'The message is written and goes out by itself, a few hundred people a minute. What became of it stands in the person’s list of messages.',
  'not-found': 'There is nobody with this identifier among the people whom you look after.',
  'no-consent': 'They have not agreed to be contacted. Ask for the consent when you next speak.',
  paused: 'They get no suggestions for now, and this message tells of openings. End the pause, or write to them in your own words.',
  'no-address': 'There is no e-mail address on the record. Ring, and ask for one.',
} as const satisfies Readonly<Record<string, string>>;

export type BulkMessageOutcome = keyof typeof BULK_MESSAGE_OUTCOMES;

/** What decides whether somebody is written to together with others. */
export interface BulkMessageStanding {
  readonly mayBeContacted: boolean;
  readonly hasAddress: boolean;
  readonly isPaused: boolean;
}

/**
 * Whether somebody is written to together with others; consent is asked for again when the message is sent. A pause stops
 * suggestions and nothing else. Null: not found.
 */
export function judgeBulkMessage(template: BulkMessageTemplate, standing: BulkMessageStanding | null): BulkMessageOutcome {
  if (standing === null) return 'not-found';
  if (!standing.mayBeContacted) return 'no-consent';
  if (standing.isPaused && template === 'broker-has-openings') return 'paused';
  return standing.hasAddress ? 'done' : 'no-address';
}

/** What is wrong with what was chosen to be written; null when nothing is. Own words come with their template, and with no other. */
export function bulkMessageProblem(template: BulkMessageTemplate, text: string | null): string | null {
  if (template === 'broker-wrote') return text === null ? 'Write what they are to read.' : null;
  return text === null ? null : 'This message has words of its own. Leave out your own, or choose broker-wrote.';
}

/** What is done for many people at once, with what can become of each. */
export const BULK_OUTCOMES = { 'hand-over': HAND_OVER_OUTCOMES, refer: BULK_REFERRAL_OUTCOMES, message: BULK_MESSAGE_OUTCOMES } as const satisfies Readonly<Record<string, Readonly<Record<string, string>>>>;

export type BulkKind = keyof typeof BULK_OUTCOMES;

/** What became of somebody, in a sentence. A code of a newer version is told as it is. */
export function bulkOutcomeWords(kind: BulkKind, outcome: string): string {
  const words: Readonly<Record<string, string>> = BULK_OUTCOMES[kind];
  return words[outcome] ?? outcome;
}

/** People in one transaction: so many that a slice takes a fraction of a second and others are not kept waiting. */
const PEOPLE_IN_A_SLICE = { 'hand-over': 500, refer: 20, message: 200 } as const satisfies Readonly<Record<BulkKind, number>>;

/** How many people are done at once. One slice is done while the broker waits; more than one is a job's. */
export function peopleInASlice(kind: BulkKind): number {
  return PEOPLE_IN_A_SLICE[kind];
}

/** Whom something is done for: named people, or everybody on a list of the caseload, of whom there were so many when the broker looked. */
export interface BulkSelection {
  readonly candidateIds: readonly string[] | null;
  readonly filter: { readonly people: number } | null;
}

/** What is wrong with a selection; null when nothing is. */
export function bulkSelectionProblem({ candidateIds, filter }: BulkSelection): string | null {
  if ((candidateIds === null) === (filter === null)) return 'Name the people, or send the list on which they are: one of the two.';
  return null;
}

/** What to tell a broker who looked at a list of so many people when another number is on it now; null when there are as many, whoever they are. */
export function countChangedProblem(shown: number, found: number): string | null {
  if (shown === found) return null;
  return `There ${found === 1 ? 'is 1 person' : `are ${found} people`} on this list now, and there were ${shown} when you looked. Nothing was done. Look at the list again, and send the new count.`;
}
