import { describe, expect, it } from '@jest/globals';
import { isMessageKind, MESSAGE_KINDS, type MessageKind } from './message-kinds.js';
import { messageProblem, messageText } from './message-text.js';

const KINDS = Object.keys(MESSAGE_KINDS) as MessageKind[];
/** A value for everything that any kind asks for. */
const VALUES = { days: 9, until: '2026-07-06', on: '2026-09-10', time: '09:30', talks: 3, weeks: 13, people: 4 };
const SERVICE = 'https://pathways.example';

describe('messageText', () => {
  it.each(KINDS)('%s says what there is to do, with the link, and leaves no gap', (kind) => {
    const { subject, text } = messageText(kind, VALUES, SERVICE);
    expect(text).toContain(`Sign in to Anchor Pathways: ${SERVICE}\n`);
    expect(`${subject} ${text}`).not.toMatch(/[{}]|undefined|null/);
    expect(subject.length).toBeLessThan(70);
    expect(text.split('\n').every((line) => line.length < 200)).toBe(true);
    expect(messageProblem(kind, VALUES)).toBeNull();
  });

  it('writes days out, and counts as they are', () => {
    expect(messageText('offer-waiting', VALUES, SERVICE).text).toContain('The place is kept for you until 6 July 2026.');
    expect(messageText('referral-waiting', VALUES, SERVICE).text).toContain('9 days ago');
  });

  it('goes out even where a value was lost', () => {
    expect(messageText('referral-waiting', {}, SERVICE).text).toContain('put forward to you  days ago');
  });
});

describe('messageProblem', () => {
  it.each<[string, MessageKind, Record<string, string | number>, string | null]>([
    ['nothing missing', 'case-expired', {}, null],
    ['a value more than is needed', 'case-expired', { referralId: '01890a5d-ac96-774b-bcce-b302099a8057' }, null],
    ['a value too few', 'offer-waiting', {}, 'A message of the kind offer-waiting needs the value until.'],
    ['words', 'case-expired', { note: 'Ada has asthma' }, 'The value note of a message must be a code, a day, a time or a number, without spaces.'],
    ['an address', 'case-expired', { to: 'ada@example.org' }, 'The value to of a message must be a code, a day, a time or a number, without spaces.'],
  ])('of %s', (_, kind, values, problem) => {
    expect(messageProblem(kind, values)).toBe(problem);
  });
});

describe('isMessageKind', () => {
  it.each([['case-expired', true], ['toString', false], ['of-tomorrow', false]])('of %s is %s', (kind, is) => {
    expect(isMessageKind(kind)).toBe(is);
  });
});
