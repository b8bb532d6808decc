import { describe, expect, it } from '@jest/globals';
import { HAND_OVER_OUTCOMES, judgeHandOver, type HandOver, type HandOverOutcome } from './hand-over.js';

const OWN: HandOver = { isFound: true, fromUserId: 'me', toUserId: 'new', byUserId: 'me', isLead: false, isInReachOfNew: true };

describe('handing somebody over', () => {
  it.each<[string, Partial<HandOver>, HandOverOutcome]>([
    ['of one’s own', {}, 'done'],
    ['whom nobody looks after, to oneself', { fromUserId: null, toUserId: 'me' }, 'done'],
    ['whom nobody looks after, to a colleague', { fromUserId: null }, 'done'],
    ['to nobody', { toUserId: null, isInReachOfNew: false }, 'done'],
    ['whom a colleague looks after', { fromUserId: 'other' }, 'not-yours'],
    ['whom a colleague looks after, by a lead', { fromUserId: 'other', isLead: true }, 'done'],
    ['of others by a machine', { fromUserId: 'other', byUserId: null }, 'not-yours'],
    ['who is there already', { fromUserId: 'new', byUserId: 'other' }, 'already-theirs'],
    ['whom nobody looks after, to nobody', { fromUserId: null, toUserId: null }, 'already-theirs'],
    ['to a broker of another organisation', { isInReachOfNew: false }, 'out-of-reach'],
    ['who is not to be seen', { isFound: false }, 'not-found'],
  ])('%s', (_, change, outcome) => expect(judgeHandOver({ ...OWN, ...change })).toBe(outcome));

  it('says in words what became of it', () => {
    for (const words of Object.values(HAND_OVER_OUTCOMES)) expect(words).toMatch(/\.$/);
  });
});
