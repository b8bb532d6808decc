import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { countHalfDays, earliestHalfDays, HALF_DAY_NAMES, namesOfHalfDays } from './half-days.js';

const mask = fc.integer({ min: 0, max: 2 ** 21 - 1 });
const bits = (slots: number) => slots.toString(2).replaceAll('0', '').length;

describe('half-days', () => {
  it('name the 21 bits, Monday morning first', () => {
    expect(HALF_DAY_NAMES).toHaveLength(21);
    expect(namesOfHalfDays(0b1011)).toEqual(['Monday morning', 'Monday afternoon', 'Tuesday morning']);
    expect(namesOfHalfDays(1 << 20)).toEqual(['Sunday evening']);
  });

  it('count as their binary digits do', () => {
    fc.assert(fc.property(mask, (slots) => countHalfDays(slots) === bits(slots)));
    expect(countHalfDays(-1)).toBe(32);
  });

  it.each([
    [0b10110, 0, 0],
    [0b10110, 2, 0b110],
    [0b10110, 3, 0b10110],
    [0b10110, 4, null],
    [0, 1, null],
  ])('of %i the earliest %i are %s', (slots, count, expected) => expect(earliestHalfDays(slots, count)).toBe(expected));

  it('chooses no half-day while an earlier one is left', () => {
    fc.assert(
      fc.property(mask, fc.integer({ min: 0, max: 21 }), (slots, count) => {
        const chosen = earliestHalfDays(slots, count);
        if (chosen === null) return bits(slots) < count;
        const left = slots & ~chosen;
        return (chosen & slots) === chosen && bits(chosen) === count && (left === 0 || chosen < (left & -left));
      }),
    );
  });
});
