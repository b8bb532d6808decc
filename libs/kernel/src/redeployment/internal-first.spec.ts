import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { internalFirst, NEARNESS } from './internal-first.js';

const matches = fc.array(fc.constantFrom(...NEARNESS), { maxLength: 40 }).map((all) => all.map((nearness, place) => ({ nearness, place })));

describe('suggestions, posts inside first', () => {
  it('are the same suggestions, nearer ones before others and each kind in the order of the engine', () => {
    fc.assert(fc.property(matches, (given) => {
      const ordered = internalFirst(given);
      expect(ordered.toSorted((a, b) => a.place - b.place)).toEqual(given);
      const rank = ({ nearness, place }: (typeof given)[number]): number => NEARNESS.indexOf(nearness) * 1000 + place;
      expect(ordered).toEqual(given.toSorted((a, b) => rank(a) - rank(b)));
    }));
  });

  it('stay where they are when ordered again', () => {
    fc.assert(fc.property(matches, (given) => expect(internalFirst(internalFirst(given))).toEqual(internalFirst(given))));
  });
});
