import { describe, expect, it } from '@jest/globals';
import { afterHandOver, MESSAGE_STATUSES, messageAdvice, NOT_SENT_REASONS, whyUseless, type AfterHandOver, type HandOver, type MessageTerms, type NotSentReason } from './message-state.js';

describe('afterHandOver', () => {
  it.each<[HandOver, number, AfterHandOver]>([
    ['taken', 1, { status: 'sent', reason: null, minutes: null }],
    ['unknown', 1, { status: 'unknown', reason: null, minutes: null }],
    ['refused', 1, { status: 'not-sent', reason: 'address-refused', minutes: null }],
    ['away', 1, { status: 'queued', reason: null, minutes: 1 }],
    ['not-taken', 2, { status: 'queued', reason: null, minutes: 5 }],
    ['away', 7, { status: 'queued', reason: null, minutes: 1440 }],
    ['away', 8, { status: 'not-sent', reason: 'mail-server', minutes: null }],
    ['not-taken', 8, { status: 'not-sent', reason: 'mail-server', minutes: null }],
  ])('%s at try %i', (how, tries, after) => {
    expect(afterHandOver(how, tries)).toEqual(after);
  });
});

describe('whyUseless', () => {
  it.each<[string, MessageTerms, NotSentReason | null]>([
    ['hangs on nothing', { whileState: null, stateNow: 'withdrawn', uselessAfter: null }, null],
    ['is as it was', { whileState: 'referred', stateNow: 'referred', uselessAfter: 1_001 }, null],
    ['has moved on', { whileState: 'referred', stateNow: 'interview', uselessAfter: null }, 'no-longer-true'],
    ['is gone', { whileState: 'referred', stateNow: null, uselessAfter: null }, 'no-longer-true'],
    ['has begun', { whileState: null, stateNow: null, uselessAfter: 1_000 }, 'too-late'],
    ['has moved on and begun', { whileState: 'booked 0', stateNow: 'booked 1', uselessAfter: 999 }, 'no-longer-true'],
  ])('of what %s', (_, terms, reason) => {
    expect(whyUseless(terms, 1_000)).toBe(reason);
  });
});

describe('messageAdvice', () => {
  it('has words of its own for every state and every reason', () => {
    const told = [...MESSAGE_STATUSES.map((status) => messageAdvice(status, null)), ...NOT_SENT_REASONS.map((reason) => messageAdvice('not-sent', reason))];
    expect(new Set(told).size).toBe(told.length);
  });

  it('never says that what may have arrived will be sent again', () => {
    expect(messageAdvice('unknown', null)).toBe('It may have arrived or not: the service was interrupted while sending. It is not sent again by itself. Ring, or write to them yourself.');
  });
});
