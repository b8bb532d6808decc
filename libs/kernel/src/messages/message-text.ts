import { isPlainDate } from '../calendar/plain-date.js';
import { dateInWords } from '../matching/wording.js';
import { MESSAGE_KINDS, type MessageKind, type MessageWords } from './message-kinds.js';

/** Codes, days, times and counts that a message needs: never text about a person. */
export type MessageValues = Readonly<Record<string, string | number>>;

const PLACEHOLDER = /\{(\w+)\}/g;

/** A value is a code, a day, a time or a count: anything longer, or in words, could be about a person. */
const CODE = /^[A-Za-z0-9:._/-]{1,64}$/;

/** What is wrong with a message that somebody wants to write, as a sentence; null when nothing is. */
export function messageProblem(kind: MessageKind, values: MessageValues): string | null {
  const words: MessageWords = MESSAGE_KINDS[kind];
  const missing = [words.subject, ...words.lines].flatMap((text) => Array.from(text.matchAll(PLACEHOLDER), ([, name]) => name!)).filter((name) => !Object.hasOwn(values, name));
  if (missing.length > 0) return `A message of the kind ${kind} needs the value ${missing[0]}.`;
  const wordy = Object.entries(values).find(([, value]) => !CODE.test(String(value)));
  return wordy === undefined ? null : `The value ${wordy[0]} of a message must be a code, a day, a time or a number, without spaces.`;
}

/**
 * A message as it is sent, in plain text. Days are written out. What a value is missing for is left out of the text,
 * since a message that was written is better sent than kept.
 *
 * @param serviceUrl where people sign in
 */
export function messageText(kind: MessageKind, values: MessageValues, serviceUrl: string): { subject: string; text: string } {
  const { subject, lines }: MessageWords = MESSAGE_KINDS[kind];
  const filled = (text: string): string =>
    text.replaceAll(PLACEHOLDER, (_, name: string) => {
      const value = String(values[name] ?? '');
      return isPlainDate(value) ? dateInWords(value) : value;
    });
  return {
    subject: filled(subject),
    text: `${[...lines.map(filled), `Sign in to Anchor Pathways: ${serviceUrl}`, 'Please do not answer this message: nobody reads the mailbox that it comes from.'].join('\n\n')}\n`,
  };
}
