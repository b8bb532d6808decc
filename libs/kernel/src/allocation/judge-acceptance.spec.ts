import { describe, expect, it } from '@jest/globals';
import { NO_TERMS } from '../programmes/programme-terms.js';
import { judgeAcceptance, mayBeAllocated, type AcceptanceOutcome, type AcceptanceStanding, type IntakeToAccept, type JudgedRow, type PlaceToAccept } from './judge-acceptance.js';

const TODAY = '2026-06-01';
const READY: AcceptanceStanding = { consents: true, isPaused: false, hasPlace: false, referredTo: [], groups: { programmeCodes: [], targetGroups: [] } };

const row = (candidateId: string, more: Partial<PlaceToAccept> = {}): PlaceToAccept => ({ candidateId, intakeId: 'i', score: 100, isDecided: false, ...more });

const intake = (places: number | null, more: Partial<IntakeToAccept> = {}): IntakeToAccept => ({ places, isClosed: false, held: new Map(), fences: [], startsOn: '2026-09-01', terms: NO_TERMS, ...more });

function judgedRows(rows: readonly PlaceToAccept[], intakes: [string, IntakeToAccept][], standings: Record<string, AcceptanceStanding> = {}, seed = 7): Record<string, JudgedRow> {
  const all = new Map(rows.map(({ candidateId }) => [candidateId, standings[candidateId] ?? READY]));
  return Object.fromEntries(judgeAcceptance(rows, all, new Map(intakes), { seed, today: TODAY }));
}

function judged(rows: readonly PlaceToAccept[], free: [string, number | null][] = [['i', 1]], standings: Record<string, AcceptanceStanding> = {}, seed = 7): Record<string, AcceptanceOutcome> {
  const intakes = free.map(([intakeId, places]): [string, IntakeToAccept] => [intakeId, intake(places)]);
  return Object.fromEntries(Object.entries(judgedRows(rows, intakes, standings, seed)).map(([id, { outcome }]) => [id, outcome]));
}

describe('an allocation that is accepted', () => {
  it.each<[string, Partial<PlaceToAccept>, AcceptanceStanding, AcceptanceOutcome]>([
    ['whoever has a place and nothing in the way', {}, READY, 'referred'],
    ['whoever got none', { intakeId: null, score: null }, READY, 'no-place'],
    ['whoever may not be shown any more', {}, { ...READY, consents: false }, 'no-consent'],
    ['whoever was paused meanwhile', {}, { ...READY, isPaused: true }, 'paused'],
    ['whoever has a place by now', {}, { ...READY, hasPlace: true }, 'has-a-place'],
    ['whoever has a live case there', {}, { ...READY, referredTo: ['other', 'i'] }, 'already-referred'],
    ['whoever has a live case elsewhere', {}, { ...READY, referredTo: ['other'] }, 'referred'],
    ['an intake that takes nobody', { intakeId: 'closed' }, READY, 'place-gone'],
  ])('%s', (_, place, standing, outcome) => expect(judged([row('a', place)], [['i', 1]], { a: standing })).toEqual({ a: outcome }));

  it('passes over whoever is not to be seen any more', () => {
    expect(judgeAcceptance([row('a')], new Map(), new Map([['i', intake(1)]]), { seed: 7, today: TODAY })).toEqual(new Map([['a', { outcome: 'no-consent', fenceId: null }]]));
  });

  it('gives kept places to the group, the others to the rest, and says who is passed over for it', () => {
    const fences = [{ fenceId: 'f', programmeCode: 'P', targetGroup: null, places: 1, releaseOn: '2026-07-01' }];
    const rows = [row('a', { score: 300 }), row('b', { score: 200 }), row('member', { score: 100 }), row('late', { score: 50 })];
    const member = { ...READY, groups: { programmeCodes: ['P'], targetGroups: [] } };
    expect(judgedRows(rows, [['i', intake(2, { fences })]], { member, late: member })).toEqual({
      a: { outcome: 'referred', fenceId: null }, b: { outcome: 'kept-for-others', fenceId: null }, member: { outcome: 'referred', fenceId: 'f' }, late: { outcome: 'place-gone', fenceId: null },
    });
    expect(judgedRows(rows, [['i', intake(2, { fences, isClosed: true })]])['a']).toEqual({ outcome: 'place-gone', fenceId: null });
  });

  it.each([
    ['2026-06-01', 'referred'],
    ['2026-06-02', 'programme-closed'],
  ] as const)('refers within a programme that takes referrals from %s: %s', (applicationsFromOn, outcome) => {
    expect(judgedRows([row('a')], [['i', intake(1, { terms: { ...NO_TERMS, applicationsFromOn } })]])).toMatchObject({ a: { outcome } });
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
