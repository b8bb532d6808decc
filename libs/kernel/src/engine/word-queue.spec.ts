import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { WordQueue } from './word-queue.js';

const SKILLS = 9;

/** Skills that each of up to 64 slots asks for, and skills that somebody holds. */
const anySkills = fc.record({
  asked: fc.array(fc.uniqueArray(fc.nat(SKILLS - 1), { maxLength: 6 }), { minLength: 64, maxLength: 64 }),
  held: fc.uniqueArray(fc.nat(SKILLS - 1)),
});

/** Bitmap of the slots that a test lets pass, two words. */
function bitmap(isSet: (slot: number) => boolean): number[] {
  const words = [0, 0];
  for (let slot = 0; slot < 64; slot += 1) if (isSet(slot)) words[slot >> 5]! |= 1 << (slot & 31);
  return words;
}

/** The slots marked as skilled: no skill asked for, one held of at most two, two held of more. */
function skilledSlots(asked: readonly (readonly number[])[], held: readonly number[]): number[] {
  return bitmap((slot) => {
    const own = asked[slot]!;
    const share = own.filter((skill) => held.includes(skill)).length;
    return own.length === 0 || share >= (own.length <= 2 ? 1 : 2);
  });
}

describe('a queue of words', () => {
  it('marks the slots of whose skills more than a third may be held', () => {
    fc.assert(
      fc.property(anySkills, ({ asked, held }) => {
        const queue = new WordQueue(2);
        const rows = Array.from({ length: SKILLS + 1 }, (_, skill) => bitmap((slot) => asked[slot]!.includes(skill)));
        const few = Int32Array.from(bitmap((slot) => asked[slot]!.length <= 2));
        const none = Int32Array.from(bitmap((slot) => asked[slot]!.length === 0));
        queue.words.set([1, 0]);
        queue.count = 2;
        const starts = Int32Array.from({ length: held.length + 4 }, (_, at) => (held[at] ?? SKILLS) * 2);
        queue.tellSkilled(Int32Array.from(rows.flat()), starts, held.length, few, none);
        expect([...queue.skilled]).toEqual(skilledSlots(asked, held).toReversed());
      }),
      { endOnFailure: true },
    );
  });

  it('gives what was filed, bounds in falling steps, but nothing below what is asked', () => {
    const queue = new WordQueue(4);
    const bounds = [300_000, 990_000, 610_000, 100_000];
    for (const [word, bound] of bounds.entries()) {
      queue.file(word, 1, bound);
      queue.file(word, 2, bound - 50_000);
      queue.file(word, 4, bound - 100_000);
    }
    const taken: number[] = [];
    while (queue.take(200_000)) taken.push(bounds[queue.word]! - (queue.wordBits >> 1) * 50_000);
    expect(taken).toEqual([990_000, 940_000, 890_000, 610_000, 560_000, 510_000, 300_000, 250_000, 200_000]);
    expect(queue.take(0)).toBe(false);
  });
});
