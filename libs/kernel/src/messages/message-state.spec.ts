import { describe, expect, it } from '@jest/globals';
import { afterHandOver, MESSAGE_STATUSES, messageAdvice, NOT_SENT_REASONS, type AfterHandOver, type HandOver } from './message-state.js';

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

describe('messageAdvice', () => {
  it('has words of its own for every state and every reason', () => {
    const told = [...MESSAGE_STATUSES.map((status) => messageAdvice(status, null)), ...NOT_SENT_REASONS.map((reason) => messageAdvice('not-sent', reason))];
    expect(new Set(told).size).toBe(told.length);
  });

  it('never says that what may have arrived will be sent again', () => {
    expect(messageAdvice('unknown', null)).toBe('It may have arrived or not: the service was interrupted while sending. It is not sent again by itself. Ring, or write to them yourself.');
  });
});
