import { describe, expect, it } from '@jest/globals';
import { MESSAGE_KINDS } from '../messages/message-kinds.js';
import { messageProblem } from '../messages/message-text.js';
import {
  BULK_MESSAGE_TEMPLATES,
  BULK_OUTCOMES,
  bulkMessageProblem,
  bulkOutcomeWords,
  bulkSelectionProblem,
  countChangedProblem,
  judgeBulkMessage,
  judgeBulkReferral,
  peopleInASlice,
  type BulkKind,
  type BulkMessageOutcome,
  type BulkMessageStanding,
  type BulkMessageTemplate,
  type BulkReferralOutcome,
  type BulkReferralStanding,
} from './bulk-actions.js';

const FREE: BulkReferralStanding = { consents: true, isThere: false, isPaused: false, isSetAside: false };
const REACHED: BulkMessageStanding = { mayBeContacted: true, hasAddress: true, isPaused: false };

describe('somebody among many', () => {
  it.each<[string, BulkReferralStanding | null, BulkReferralOutcome]>([
    ['whom nothing stands against', FREE, 'done'],
    ['who is not found', null, 'not-found'],
    ['who may not be shown, whatever else', { consents: false, isThere: true, isPaused: true, isSetAside: true }, 'no-consent'],
    ['who is there already', { ...FREE, isThere: true, isPaused: true }, 'already-referred'],
    ['who is paused', { ...FREE, isPaused: true, isSetAside: true }, 'paused'],
    ['for whom it was turned down', { ...FREE, isSetAside: true }, 'set-aside'],
  ])('%s is answered with what is so', (_, standing, outcome) => expect(judgeBulkReferral(standing)).toBe(outcome));

  it.each<[BulkMessageTemplate, BulkMessageStanding | null, BulkMessageOutcome]>([
    ['broker-has-openings', null, 'not-found'],
    ['broker-has-openings', { mayBeContacted: false, hasAddress: false, isPaused: true }, 'no-consent'],
    ['broker-has-openings', { ...REACHED, isPaused: true, hasAddress: false }, 'paused'],
    ['broker-asks-call', { ...REACHED, isPaused: true }, 'done'],
    ['broker-asks-record', { ...REACHED, isPaused: true }, 'done'],
    ['broker-wrote', { ...REACHED, isPaused: true }, 'done'],
    ['broker-has-openings', { ...REACHED, hasAddress: false }, 'no-address'],
    ['broker-has-openings', REACHED, 'done'],
  ])('to whom %s is to go, with %j, is written to or not: %s', (template, standing, outcome) => expect(judgeBulkMessage(template, standing)).toBe(outcome));

  it('is told in a sentence what became of them, also by an older version', () => {
    for (const kind of Object.keys(BULK_OUTCOMES) as BulkKind[]) {
      expect(peopleInASlice(kind)).toBeGreaterThan(1);
      for (const outcome of Object.keys(BULK_OUTCOMES[kind])) expect(bulkOutcomeWords(kind, outcome)).toMatch(/^[A-Z].*\.$/);
    }
    expect(bulkOutcomeWords('refer', 'of-tomorrow')).toBe('of-tomorrow');
  });
});

describe('a message to many', () => {
  it('is one of those that can be sent, without a value about anybody', () => {
    for (const template of Object.keys(BULK_MESSAGE_TEMPLATES) as BulkMessageTemplate[]) {
      expect(MESSAGE_KINDS[template].about).toMatch(/broker/);
      expect(messageProblem(template, {})).toBeNull();
    }
  });

  it.each<[BulkMessageTemplate, string | null, RegExp | null]>([
    ['broker-asks-call', null, null],
    ['broker-asks-call', 'My words', /words of its own/],
    ['broker-wrote', 'My words', null],
    ['broker-wrote', null, /what they are to read/],
  ])('%s with %j', (template, text, problem) => expect(bulkMessageProblem(template, text) ?? '').toMatch(problem ?? /^$/));
});

describe('a selection', () => {
  it('names people or a list, and not both', () => {
    expect([
      bulkSelectionProblem({ candidateIds: ['a'], filter: null }),
      bulkSelectionProblem({ candidateIds: null, filter: { people: 40_000 } }),
    ]).toEqual([null, null]);
    expect(bulkSelectionProblem({ candidateIds: null, filter: null })).toMatch(/one of the two/);
    expect(bulkSelectionProblem({ candidateIds: ['a'], filter: { people: 1 } })).toMatch(/one of the two/);
  });

  it('of a list with another number of people than was shown is told before anything is done', () => {
    expect(countChangedProblem(3, 3)).toBeNull();
    expect(countChangedProblem(3, 1)).toMatch(/^There is 1 person on this list now, and there were 3/);
    expect(countChangedProblem(0, 40_000)).toMatch(/^There are 40000 people .* 0 when you looked\. Nothing was done/);
  });
});
