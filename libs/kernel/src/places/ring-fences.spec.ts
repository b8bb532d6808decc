import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { addDays } from '../calendar/plain-date.js';
import { noPlaceInWords, openPlace, type RingFence } from './ring-fences.js';

const TODAY = '2026-06-01';
const LATER = '2026-07-01';
const fence = (fenceId: string, places: number, releaseOn: string | null = LATER): RingFence => ({ fenceId, places, releaseOn });
const held = (...counts: [string | null, number][]): ReadonlyMap<string | null, number> => new Map(counts);

describe('openPlace', () => {
  it.each<[string, Parameters<typeof openPlace>, unknown]>([
    ['anybody, where nothing is kept', [{ places: 2, held: held([null, 1]) }, [], new Set(), TODAY], { ok: true, fenceId: null }],
    ['anybody, where there is no number of places', [{ places: null, held: held() }, [fence('a', 5)], new Set(), TODAY], { ok: true, fenceId: null }],
    ['a member gets a kept place first', [{ places: 5, held: held() }, [fence('a', 2)], new Set(['a']), TODAY], { ok: true, fenceId: 'a' }],
    ['a member of a group whose places are gone gets another', [{ places: 5, held: held(['a', 2]) }, [fence('a', 2)], new Set(['a']), TODAY], { ok: true, fenceId: null }],
    ['a member of two groups takes from what is released sooner', [{ places: 5, held: held() }, [fence('a', 1, null), fence('b', 1)], new Set(['a', 'b']), TODAY], { ok: true, fenceId: 'b' }],
    ['and of two that are released together always from the same', [{ places: 5, held: held() }, [fence('b', 1), fence('a', 1)], new Set(['a', 'b']), TODAY], { ok: true, fenceId: 'a' }],
    ['an outsider gets what is not kept', [{ places: 5, held: held([null, 2]) }, [fence('a', 2)], new Set(), TODAY], { ok: true, fenceId: null }],
    ['an outsider gets nothing that is kept', [{ places: 5, held: held([null, 3]) }, [fence('a', 2)], new Set(), TODAY], { ok: false, isKeptForOthers: true, releaseOn: LATER }],
    ['an outsider gets it on the day of the release', [{ places: 5, held: held([null, 3]) }, [fence('a', 2)], new Set(), LATER], { ok: true, fenceId: null }],
    ['an outsider never gets what is kept for good', [{ places: 2, held: held() }, [fence('a', 2, null)], new Set(), '2099-01-01'], { ok: false, isKeptForOthers: true, releaseOn: null }],
    ['nobody gets a place where all are taken', [{ places: 2, held: held([null, 2]) }, [fence('a', 2)], new Set(['a']), TODAY], { ok: false, isKeptForOthers: false, releaseOn: null }],
    ['nothing is anybody’s where more is kept than is left', [{ places: 2, held: held() }, [fence('a', 5)], new Set(), TODAY], { ok: false, isKeptForOthers: true, releaseOn: LATER }],
  ])('%s', (_, question, answer) => {
    expect(openPlace(...question)).toEqual(answer);
  });

  /** Plays with the places themselves: each is a chair with a name on it or none. */
  it('does what people do who put names on chairs', () => {
    const arb = fc.record({
      general: fc.nat(4),
      fences: fc.array(fc.record({ places: fc.integer({ min: 1, max: 3 }), release: fc.option(fc.nat(6)) }), { maxLength: 3 }),
      steps: fc.array(fc.record({ memberOf: fc.uniqueArray(fc.nat(2)), leaves: fc.boolean(), nextDay: fc.boolean() }), { maxLength: 30 }),
    });
    fc.assert(
      fc.property(arb, ({ general, fences: drawn, steps }) => {
        const fences = drawn.map(({ places, release }, index) => fence(String(index), places, release === null ? null : addDays(TODAY, release)));
        const chairs = [...Array<string | null>(general).fill(null), ...fences.flatMap(({ fenceId, places }) => Array<string | null>(places).fill(fenceId))].map((name) => ({ name, isTaken: false }));
        const seated: (typeof chairs)[number][] = [];
        let day = TODAY;
        for (const { memberOf, leaves, nextDay } of steps) {
          if (nextDay) day = addDays(day, 1);
          if (leaves) {
            const chair = seated.shift();
            if (chair !== undefined) chair.isTaken = false;
            continue;
          }
          const releaseOf = (name: string | null): string => fences.find(({ fenceId }) => fenceId === name)?.releaseOn ?? '9999';
          const isKept = (name: string | null): boolean => name !== null && day < releaseOf(name);
          const free = chairs.filter(({ isTaken }) => !isTaken);
          const own = free.filter(({ name }) => isKept(name) && memberOf.map(String).includes(name!)).toSorted((a, b) => (releaseOf(a.name) < releaseOf(b.name) || (releaseOf(a.name) === releaseOf(b.name) && a.name! < b.name!) ? -1 : 1))[0];
          const anyones = free.find(({ name }) => name === null) ?? free.find(({ name }) => !isKept(name));
          const chair = own ?? anyones;
          const counts = new Map<string | null, number>();
          // A chair whose name has lapsed is taken as anybody's.
          for (const { name, asAnyones } of seated.map((one) => ({ name: one.name, asAnyones: taken.get(one)! }))) counts.set(asAnyones ? null : name, (counts.get(asAnyones ? null : name) ?? 0) + 1);
          const answer = openPlace({ places: chairs.length, held: counts }, fences, new Set(memberOf.map(String)), day);
          expect(answer.ok).toBe(chair !== undefined);
          if (answer.ok) expect(answer.fenceId).toBe(own === undefined ? null : own.name);
          else expect(answer.isKeptForOthers).toBe(free.length > 0);
          if (chair === undefined) continue;
          chair.isTaken = true;
          taken.set(chair, own === undefined);
          seated.push(chair);
        }
      }),
      { numRuns: 300 },
    );
  });
  const taken = new Map<object, boolean>();
});

describe('noPlaceInWords', () => {
  it.each<[boolean, string | null, string]>([
    [false, null, 'All places of this intake are taken. Choose another intake, or ask for more places.'],
    [true, LATER, "The places that are left are kept for people of a group or programme to which this person is not known to belong. From 1 July 2026 some of them are anybody's: try again then. Choose another intake, or check the facts on the record."],
    [true, null, 'The places that are left are kept for people of a group or programme to which this person is not known to belong. Choose another intake, or check the facts on the record.'],
  ])('kept for others %s until %s', (isKeptForOthers, releaseOn, words) => {
    expect(noPlaceInWords({ ok: false, isKeptForOthers, releaseOn })).toBe(words);
  });
});
