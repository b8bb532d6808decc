import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { TravelMode } from './facts.js';
import { TravelTimes } from './travel-times.js';
import { minutesForSquaredDistance, squaredDistance, squaredReach, travelMinutes } from './travel.js';

const MODES: TravelMode[] = ['walk', 'cycle', 'public', 'car'];
const anyMode = fc.constantFrom(...MODES);
const anySquare = fc.oneof(fc.integer({ min: 0, max: 200 }), fc.integer({ min: 0, max: 7000 ** 2 + 13_000 ** 2 }));

/** The formula in exact whole numbers without a limit of size: the least m with (m × speed)² ≥ s × (6 × detour)². */
function slowMinutes(mode: TravelMode, squared: number): number {
  const [fixed, factor, speed] = { walk: [0, 72n, 48n], cycle: [0, 72n, 160n], public: [10, 78n, 200n], car: [5, 78n, 240n] }[mode] as [
    number,
    bigint,
    bigint,
  ];
  let low = 0n;
  let high = 1n << 20n;
  while (low < high) {
    const middle = (low + high) / 2n;
    if ((middle * speed) ** 2n >= BigInt(squared) * factor ** 2n) high = middle;
    else low = middle + 1n;
  }
  return fixed + Number(low);
}

describe('travel time', () => {
  it.each([
    ['walk', 0, 0],
    ['walk', 10, 15], // 1 km, 1.2 km of way at 4.8 km/h
    ['walk', 11, 17], // 16.5 rounded up
    ['cycle', 100, 45], // 10 km, 12 km of way at 16 km/h
    ['public', 100, 49], // 10 minutes and 39
    ['public', 2, 3], // on foot, which is quicker than 11
    ['car', 0, 5],
    ['car', 100, 38], // 5 minutes and 32.5
  ] as const)('%s over %i hundred metres takes %i minutes', (mode, units, minutes) => {
    expect(minutesForSquaredDistance(mode, units ** 2)).toBe(minutes);
  });

  it('is the exact formula at every distance', () => {
    fc.assert(
      fc.property(anyMode, anySquare, (mode, squared) => {
        const slow = slowMinutes(mode, squared);
        const expected = mode === 'public' ? Math.min(slow, slowMinutes('walk', squared)) : slow;
        expect(minutesForSquaredDistance(mode, squared)).toBe(expected);
      }),
    );
  });

  it('is within a limit exactly when the distance is within its reach', () => {
    fc.assert(
      fc.property(anyMode, anySquare, fc.integer({ min: 0, max: 180 }), (mode, squared, limit) => {
        expect(squared <= squaredReach(mode, limit)).toBe(minutesForSquaredDistance(mode, squared) <= limit);
      }),
    );
    for (const mode of MODES) {
      for (let limit = 0; limit <= 180; limit += 1) {
        const reach = squaredReach(mode, limit);
        expect(minutesForSquaredDistance(mode, reach + 1)).toBeGreaterThan(limit);
        expect(reach < 0 || minutesForSquaredDistance(mode, reach) <= limit).toBe(true);
      }
    }
  });

  it('has no reach by car under the minutes that parking takes', () => expect(squaredReach('car', 4)).toBe(-1));

  it('of a pair: none when remote, unknown without both positions', () => {
    const here = { east: 5300, north: 1800 };
    const there = { east: 5303, north: 1804 };
    expect(squaredDistance(here, there)).toBe(25);
    expect(travelMinutes({ travelMode: 'walk', travelZone: null, position: here }, { attendance: 'site', travelZone: null, position: there })).toBe(8);
    expect(travelMinutes({ travelMode: 'walk', travelZone: null, position: null }, { attendance: 'site', travelZone: null, position: there })).toBeNull();
    expect(travelMinutes({ travelMode: 'walk', travelZone: null, position: here }, { attendance: 'site', travelZone: null, position: null })).toBeNull();
    expect(travelMinutes({ travelMode: 'walk', travelZone: null, position: null }, { attendance: 'remote', travelZone: null, position: null })).toBe(0);
  });

  it('of a pair goes by the imported times where they speak of both zones, and by the straight line where they do not', () => {
    const times = new TravelTimes([
      { mode: 'walk', from: 'A', to: 'B', minutes: 31 },
      { mode: 'walk', from: 'A', to: 'C', minutes: null },
    ]);
    const home = { travelMode: 'walk', travelZone: 'A', position: { east: 5300, north: 1800 } } as const;
    const place = (travelZone: string | null) => ({ attendance: 'site', travelZone, position: { east: 5303, north: 1804 } }) as const;
    expect(travelMinutes(home, place('B'), times)).toBe(31);
    expect(travelMinutes({ ...home, position: null }, { ...place('B'), position: null }, times)).toBe(31);
    expect(travelMinutes(home, place('C'), times)).toBeNull(); // no way: the straight line would be a guess against knowledge
    expect(travelMinutes(home, place('D'), times)).toBe(8);
    expect(travelMinutes({ ...home, travelMode: 'cycle' }, place('B'), times)).toBe(3);
    expect(travelMinutes({ ...home, travelZone: null }, place('B'), times)).toBe(8);
    expect(travelMinutes(home, place('B'))).toBe(8);
    expect(travelMinutes(home, { ...place('C'), attendance: 'remote' }, times)).toBe(0);
  });
});
