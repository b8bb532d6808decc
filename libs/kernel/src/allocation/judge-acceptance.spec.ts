import { describe, expect, it } from '@jest/globals';
import { judgeAcceptance, mayBeAllocated, type AcceptanceOutcome, type AcceptanceStanding, type PlaceToAccept } from './judge-acceptance.js';

const READY: AcceptanceStanding = { consents: true, hasPlace: false, referredTo: [] };

const row = (candidateId: string, more: Partial<PlaceToAccept> = {}): PlaceToAccept => ({ candidateId, intakeId: 'i', score: 100, isDecided: false, ...more });

function judged(rows: readonly PlaceToAccept[], free: [string, number | null][] = [['i', 1]], standings: Record<string, AcceptanceStanding> = {}, seed = 7): Record<string, AcceptanceOutcome> {
  const all = new Map(rows.map(({ candidateId }) => [candidateId, standings[candidateId] ?? READY]));
  return Object.fromEntries(judgeAcceptance(rows, all, new Map(free), seed));
}

describe('an allocation that is accepted', () => {
  it.each<[string, Partial<PlaceToAccept>, AcceptanceStanding, AcceptanceOutcome]>([
    ['whoever has a place and nothing in the way', {}, READY, 'referred'],
    ['whoever got none', { intakeId: null, score: null }, READY, 'no-place'],
    ['whoever may not be shown any more', {}, { ...READY, consents: false }, 'no-consent'],
    ['whoever has a place by now', {}, { ...READY, hasPlace: true }, 'has-a-place'],
    ['whoever has a live case there', {}, { ...READY, referredTo: ['other', 'i'] }, 'already-referred'],
    ['whoever has a live case elsewhere', {}, { ...READY, referredTo: ['other'] }, 'referred'],
    ['an intake that takes nobody', { intakeId: 'closed' }, READY, 'place-gone'],
  ])('%s', (_, place, standing, outcome) => expect(judged([row('a', place)], [['i', 1]], { a: standing })).toEqual({ a: outcome }));

  it('passes over whoever is not to be seen any more', () => {
    expect(judgeAcceptance([row('a')], new Map(), new Map([['i', 1]]), 7)).toEqual(new Map([['a', 'no-consent']]));
  });

  it('gives what is left to those whom people decided on, then by score; no score, by decision, counts as none', () => {
    const rows = [row('a', { score: 300 }), row('b', { score: 200 }), row('c', { score: null, isDecided: true }), row('d', { score: 100, isDecided: true })];
    expect(judged(rows, [['i', 3]])).toEqual({ a: 'referred', b: 'place-gone', c: 'referred', d: 'referred' });
    expect(judged(rows, [['i', 1]])).toMatchObject({ d: 'referred', c: 'place-gone' });
    expect(judged(rows, [['i', null]])).toEqual({ a: 'referred', b: 'referred', c: 'referred', d: 'referred' });
  });

  it('draws lots between equal scores: in whatever order the rows come, and not by id', () => {
    const rows = ['a', 'b', 'c', 'd', 'e', 'f'].map((id) => row(id));
    const winners = [1, 2, 3, 4, 5, 6, 7, 8].map((seed) => {
      const [one, other] = [judged(rows, [['i', 1]], {}, seed), judged(rows.toReversed(), [['i', 1]], {}, seed)];
      expect(one).toEqual(other);
      return Object.entries(one).find(([, outcome]) => outcome === 'referred')![0];
    });
    expect(new Set(winners).size).toBeGreaterThan(2);
  });
});

describe('an allocation', () => {
  it.each([['looking', true], ['referred', true], ['offered', false], ['placed', false]] as const)('of somebody who is %s looks for a place: %s', (stage, may) => expect(mayBeAllocated({ stage })).toBe(may));
});
