import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { TravelMode } from './facts.js';
import { departureKey, TravelTimes, TravelTimesPacker, type TravelTime } from './travel-times.js';

const times = new TravelTimes([
  { mode: 'public', from: 'A', to: 'B', minutes: 31 },
  { mode: 'public', from: 'A', to: 'C', minutes: null },
  { mode: 'car', from: 'A', to: 'B', minutes: 12 },
  { mode: 'public', from: 'A', to: 'D', minutes: 40 },
  { mode: 'public', from: 'A', to: 'D', minutes: 44 },
]);

describe('imported travel times', () => {
  it.each([
    ['public', 'A', 'B', 31],
    ['car', 'A', 'B', 12],
    ['public', 'A', 'D', 44], // the later row
    ['public', 'A', 'C', null], // known to have no way
    ['public', 'B', 'A', undefined], // a way there is not the way back
    ['public', 'A', 'E', undefined],
    ['car', 'A', 'D', undefined], // a zone that other rows know
    ['walk', 'A', 'B', undefined],
    ['public', null, 'B', undefined],
    ['public', 'A', null, undefined],
  ] as const)('%s from %s to %s: %s', (mode, from, to, minutes) => expect(times.minutes(mode, from, to)).toBe(minutes));

  it('are given by zone of departure, or say that there are none', () => {
    expect([...times.from('public', 'A')!]).toEqual([['B', 31], ['C', null], ['D', 44]]);
    expect(times.from('public', 'B')).toBeUndefined();
    expect(new TravelTimes([]).from('car', 'A')).toBeUndefined();
  });

  it('of a zone are read as a Map', () => {
    const map = new Map(times.from('public', 'A'));
    const row = times.from('public', 'A')!;
    expect([row.size, row.has('C'), row.has('A')]).toEqual([3, true, false]);
    expect([[...row.entries()], [...row.keys()], [...row.values()]]).toEqual([[...map.entries()], [...map.keys()], [...map.values()]]);
    const visited: unknown[] = [];
    row.forEach((minutes, zone, of) => visited.push([zone, minutes, of === row]));
    expect(visited).toEqual([['B', 31, true], ['C', null, true], ['D', 44, true]]);
  });
});

const MODES: readonly TravelMode[] = ['walk', 'cycle', 'public', 'car'];
const ZONES = ['A', 'B', 'C', 'D', 'E', 'F', 'G', 'H'];
const anyRows = fc.array(
  fc.record<TravelTime>({
    mode: fc.constantFrom(...MODES),
    from: fc.constantFrom(...ZONES),
    to: fc.constantFrom(...ZONES),
    minutes: fc.option(fc.integer({ min: 0, max: 65_534 }), { nil: null, freq: 4 }),
  }),
);

describe('packed travel times', () => {
  it('say what a plain Map says', () => {
    fc.assert(
      fc.property(anyRows, (rows) => {
        const plain = new Map(rows.map(({ mode, from, to, minutes }) => [`${mode} ${from} ${to}`, minutes]));
        const packed = new TravelTimes(rows);
        const again = TravelTimes.over(structuredClone(packed.data));
        for (const mode of MODES) {
          for (const from of ZONES) {
            for (const to of ZONES) {
              expect(packed.minutes(mode, from, to)).toBe(plain.get(`${mode} ${from} ${to}`));
              expect(again.minutes(mode, from, to)).toBe(plain.get(`${mode} ${from} ${to}`));
            }
          }
        }
      }),
    );
  });

  it('are the same when rows are given with one list of zones', () => {
    const anyRow = fc.record({ to: fc.nat({ max: 2 }), minutes: fc.array(fc.option(fc.integer({ min: 0, max: 65_534 }), { nil: null }), { minLength: 3, maxLength: 3 }) });
    const lists = [['A', 'B', 'C'], ['C', 'A', 'D'], ['A', 'B', 'C']];
    fc.assert(
      fc.property(fc.array(anyRow), (given) => {
        const packer = new TravelTimesPacker();
        const rows = given.map(({ to, minutes }, number) => [departureKey('car', `from ${number}`), packer.row(lists[to]!, minutes)] as const);
        const packed = TravelTimes.over({ zones: packer.zones, rows: new Map(rows) });
        given.forEach(({ to, minutes }, number) => expect(new Map(packed.from('car', `from ${number}`))).toEqual(new Map(lists[to]!.map((zone, at) => [zone, minutes[at]!]))));
      }),
    );
  });

  it('take the longest way that can be told apart for a longer one', () => {
    expect(new TravelTimes([{ mode: 'car', from: 'A', to: 'B', minutes: 70_000 }]).minutes('car', 'A', 'B')).toBe(65_534);
  });

  it('lie where they are told to, and name the zones of a full table once', () => {
    const packer = new TravelTimesPacker((bytes) => new SharedArrayBuffer(bytes));
    const first = packer.row(['A', 'B'], [0, 5]);
    const same = packer.row(['B', 'A'], [0, 7]);
    const other = packer.row(['C', 'A'], [null, 9]);
    const shorter = packer.row(['C'], [4]);
    expect([same.to, other.to, shorter.to].map((to) => to === first.to)).toEqual([true, false, false]);
    expect([first, same, other].flatMap(({ to, minutes }) => [to, minutes]).every(({ buffer }) => buffer instanceof SharedArrayBuffer)).toBe(true);
    const rows = new Map([[departureKey('car', 'A'), first], [departureKey('car', 'B'), same], [departureKey('walk', 'B'), other], [departureKey('walk', 'C'), shorter]]);
    const packed = TravelTimes.over({ zones: packer.zones, rows });
    expect([packed.from('car', 'A'), packed.from('car', 'B'), packed.from('walk', 'B'), packed.from('walk', 'C')].map((row) => [...row!])).toEqual([
      [['A', 0], ['B', 5]],
      [['A', 7], ['B', 0]],
      [['A', 9], ['C', null]],
      [['C', 4]],
    ]);
  });
});
