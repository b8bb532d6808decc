import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { addDays } from '../calendar/plain-date.js';
import { firstWithPlace, noPlaceInWords, openPlace, placesLeft, type GroupsOfPerson, type IntakePlaces, type ListedPlaces, type RingFence } from './ring-fences.js';

const TODAY = '2026-06-01';
const LATER = '2026-07-01';
const fence = (fenceId: string, places: number, releaseOn = LATER): RingFence => ({ fenceId, programmeCode: fenceId, targetGroup: null, places, releaseOn });
const intake = (places: number | null, fences: readonly RingFence[] = [], held: readonly [string | null, number][] = [], isClosed = false): IntakePlaces => ({ places, isClosed, held: new Map(held), fences });
const member = (...programmeCodes: string[]): GroupsOfPerson => ({ programmeCodes, targetGroups: [] });
const NONE = member();

describe('openPlace', () => {
  it.each<[string, Parameters<typeof openPlace>, unknown]>([
    ['anybody, where nothing is kept', [intake(2, [], [[null, 1]]), NONE, TODAY], { ok: true, fenceId: null }],
    ['anybody, where there is no number of places', [intake(null, [fence('a', 5)]), NONE, TODAY], { ok: true, fenceId: null }],
    ['a member gets a kept place first', [intake(5, [fence('a', 2)]), member('a'), TODAY], { ok: true, fenceId: 'a' }],
    ['a member of a target group too', [intake(5, [{ ...fence('a', 2), programmeCode: null, targetGroup: 'outside-nhs' }]), { programmeCodes: [], targetGroups: ['outside-nhs'] }, TODAY], { ok: true, fenceId: 'a' }],
    ['whoever is in another target group is none', [intake(2, [{ ...fence('a', 2), programmeCode: null, targetGroup: 'outside-nhs' }]), { programmeCodes: ['outside-nhs'], targetGroups: ['deprived-area'] }, TODAY], { ok: false, keptUntilOn: LATER }],
    ['a member of a group whose places are gone gets another', [intake(5, [fence('a', 2)], [['a', 2]]), member('a'), TODAY], { ok: true, fenceId: null }],
    ['a member of two groups takes from what is released sooner', [intake(5, [fence('a', 1, '2026-08-01'), fence('b', 1)]), member('a', 'b'), TODAY], { ok: true, fenceId: 'b' }],
    ['and of two that are released together always from the same', [intake(5, [fence('b', 1), fence('a', 1)]), member('a', 'b'), TODAY], { ok: true, fenceId: 'a' }],
    ['an outsider gets what is not kept', [intake(5, [fence('a', 2)], [[null, 2]]), NONE, TODAY], { ok: true, fenceId: null }],
    ['an outsider gets nothing that is kept', [intake(5, [fence('a', 2)], [[null, 3]]), NONE, TODAY], { ok: false, keptUntilOn: LATER }],
    ['an outsider gets it on the day of the release', [intake(5, [fence('a', 2)], [[null, 3]]), NONE, LATER], { ok: true, fenceId: null }],
    ['nobody gets a place where all are taken', [intake(2, [fence('a', 2)], [[null, 2]]), member('a'), TODAY], { ok: false, keptUntilOn: null }],
    ['nobody gets a place of an intake that is closed', [intake(2, [], [], true), NONE, TODAY], { ok: false, keptUntilOn: null }],
    ['nothing is anybody’s where more is kept than is left, until enough of it is released', [intake(2, [fence('a', 2), fence('b', 3, '2026-08-01')]), NONE, TODAY], { ok: false, keptUntilOn: '2026-08-01' }],
  ])('%s', (_, question, answer) => {
    expect(openPlace(...question)).toEqual(answer);
  });

  /** Plays with the places themselves: each is a chair with a name on it or none. A chair whose name has lapsed is taken as anybody's. */
  it('does what people do who put names on chairs', () => {
    interface Chair { readonly name: string | null; takenFor: string | null | undefined }
    const arb = fc.record({
      general: fc.nat(4),
      fences: fc.array(fc.record({ places: fc.integer({ min: 1, max: 3 }), release: fc.nat(6) }), { maxLength: 3 }),
      steps: fc.array(fc.record({ memberOf: fc.uniqueArray(fc.nat(2)), leaves: fc.boolean(), nextDay: fc.boolean() }), { maxLength: 30 }),
    });
    fc.assert(
      fc.property(arb, ({ general, fences: drawn, steps }) => {
        const fences = drawn.map(({ places, release }, index) => fence(String(index), places, addDays(TODAY, release)));
        const chairs: Chair[] = [null, ...fences.map(({ fenceId }) => fenceId)].flatMap((name, index) => Array.from({ length: index === 0 ? general : fences[index - 1]!.places }, () => ({ name, takenFor: undefined })));
        const seated: Chair[] = [];
        const said: unknown[] = [];
        const done: unknown[] = [];
        let day = TODAY;
        for (const { memberOf, leaves, nextDay } of steps) {
          if (nextDay) day = addDays(day, 1);
          const leaving = leaves ? seated.shift() : undefined;
          if (leaving !== undefined) leaving.takenFor = undefined;
          const kept = new Map(fences.filter(({ releaseOn }) => day < releaseOn).map(({ fenceId, releaseOn }) => [fenceId as string | null, releaseOn]));
          const free = chairs.filter(({ takenFor }) => takenFor === undefined);
          const own = free.filter(({ name }) => kept.has(name) && memberOf.map(String).includes(name!)).toSorted((a, b) => (kept.get(a.name)! + a.name! < kept.get(b.name)! + b.name! ? -1 : 1))[0];
          const chair = own ?? free.find(({ name }) => name === null) ?? free.find(({ name }) => !kept.has(name));
          const soonest = free.map(({ name }) => kept.get(name)!).toSorted()[0] ?? null;
          const held = [null, ...fences.map(({ fenceId }) => fenceId)].map((name): [string | null, number] => [name, chairs.filter(({ takenFor }) => takenFor === name).length]);
          said.push(openPlace(intake(chairs.length, fences, held), member(...memberOf.map(String)), day));
          done.push(chair === undefined ? { ok: false, keptUntilOn: soonest } : { ok: true, fenceId: own?.name ?? null });
          if (chair === undefined) continue;
          chair.takenFor = own?.name ?? null;
          seated.push(chair);
        }
        expect(said).toEqual(done);
      }),
      { numRuns: 300 },
    );
  });
});

describe('firstWithPlace', () => {
  const [kept, general] = [intake(2, [fence('a', 2)]), intake(2)];
  it('is the first that has a place for the person, or the first of all', () => {
    expect([firstWithPlace([kept, general], NONE, TODAY), firstWithPlace([kept, general], member('a'), TODAY), firstWithPlace([kept, general], NONE, LATER)]).toEqual([general, kept, kept]);
    expect([firstWithPlace([kept], NONE, TODAY), firstWithPlace([], NONE, TODAY)]).toEqual([kept, undefined]);
  });
});

describe('placesLeft', () => {
  const listed = (places: IntakePlaces, more: Partial<ListedPlaces> = {}): ListedPlaces => ({ ...places, startsOn: LATER, isOpen: true, ...more });
  const CLOSED = 'Nobody can be referred here any more: the advert is withdrawn, has closed, or is a copy of another one.';
  it.each<[ListedPlaces, { forAnybody: number | null; fences: unknown[]; sentence: string }]>([
    [listed(intake(null, [fence('a', 1)])), { forAnybody: null, fences: [['a', 0]], sentence: 'There is no number of places on this intake, so that none can be kept.' }],
    [listed(intake(5, [fence('a', 2)], [['a', 1], [null, 2]])), { forAnybody: 1, fences: [['a', 1]], sentence: 'Left for anybody: 1 place.' }],
    [listed(intake(5, [fence('a', 2)], [['a', 2]])), { forAnybody: 3, fences: [['a', 0]], sentence: 'Left for anybody: 3 places.' }],
    [listed(intake(5, [fence('b', 1, '2026-06-20'), fence('a', 2), fence('c', 1, TODAY)])), { forAnybody: 2, fences: [['b', 1], ['a', 2]], sentence: 'Left for anybody: 2 places.' }],
    [listed(intake(5, [fence('a', 2)], [[null, 3]])), { forAnybody: 0, fences: [['a', 2]], sentence: 'The places that are left are kept for a group. From 1 July 2026 people who are not in it can have one.' }],
    [listed(intake(2, [fence('a', 5)], [[null, 1]])), { forAnybody: 0, fences: [['a', 1]], sentence: 'The places that are left are kept for a group. From 1 July 2026 people who are not in it can have one.' }],
    [listed(intake(2, [fence('a', 5)], [[null, 3]])), { forAnybody: 0, fences: [['a', 0]], sentence: 'All places of this intake are taken, or its start date was moved.' }],
    [listed(intake(2, [fence('a', 1)], [], true)), { forAnybody: 0, fences: [['a', 0]], sentence: 'All places of this intake are taken, or its start date was moved.' }],
    [listed(intake(12, [fence('a', 2)]), { startsOn: '2026-05-31' }), { forAnybody: 0, fences: [['a', 0]], sentence: 'Nobody can be referred here any more: it started on 31 May 2026.' }],
    [listed(intake(12), { startsOn: TODAY }), { forAnybody: 12, fences: [], sentence: 'Left for anybody: 12 places.' }],
    [listed(intake(12), { startsOn: null }), { forAnybody: 12, fences: [], sentence: 'Left for anybody: 12 places.' }],
    [listed(intake(12, [fence('a', 2)]), { isOpen: false }), { forAnybody: 0, fences: [['a', 0]], sentence: CLOSED }],
    [listed(intake(null), { isOpen: false }), { forAnybody: 0, fences: [], sentence: CLOSED }],
  ])('of %j', (asked, answer) => {
    const { fences, ...told } = placesLeft(asked, TODAY);
    expect({ ...told, fences: fences.map(({ fenceId, left }) => [fenceId, left]) }).toEqual(answer);
  });
});

describe('noPlaceInWords', () => {
  it.each([
    [null, 'All places of this intake are taken, or its start date was moved. Choose another intake, or ask for more places.'],
    [LATER, 'The places that are left are kept for a group to which this person is not known to belong. From 1 July 2026 they can have one: offer it then, choose another intake, or check the facts on their record.'],
  ])('kept until %s', (keptUntilOn, words) => {
    expect(noPlaceInWords({ ok: false, keptUntilOn })).toBe(words);
  });
});
