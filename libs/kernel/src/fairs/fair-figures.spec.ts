import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { STANDARD_DISCLOSURE_RULE } from '../disclosure/published-count.js';
import { FAIR_FIGURES, fairFigures, type FairGroup } from './fair-figures.js';

const NOBODY: FairGroup = { hasCome: false, hasSpoken: false, isReferred: false, isOffered: false, isStarted: false, isHired: false, people: 0 };
const shown = (groups: readonly FairGroup[]) => Object.fromEntries(fairFigures(groups).map(({ figure, count }) => [figure, count.kind === 'hidden' ? '*' : count.value]));

describe('the figures of a fair', () => {
  it('are counted on, each among those before, and rounded as all figures about people', () => {
    expect(shown([
      { ...NOBODY, people: 100 },
      { ...NOBODY, hasCome: true, people: 52 },
      { ...NOBODY, hasCome: true, hasSpoken: true, people: 40 },
      { ...NOBODY, hasCome: true, hasSpoken: true, isReferred: true, people: 30 },
      { ...NOBODY, hasCome: true, hasSpoken: true, isReferred: true, isOffered: true, isStarted: true, isHired: true, people: 20 },
    ])).toEqual({ registered: 240, came: 140, spoke: 90, referred: 50, offered: 20, started: 20, hired: 20 });
  });

  it('of nobody are 0', () => expect(shown([])).toEqual({ registered: 0, came: 0, spoke: 0, referred: 0, offered: 0, started: 0, hired: 0 }));

  it('hide what is small', () => {
    const { registered, came, spoke } = shown([{ ...NOBODY, hasCome: true, people: 3 }, { ...NOBODY, people: 40 }]);
    expect({ registered, came, spoke }).toEqual({ registered: 45, came: '*', spoke: 0 });
  });

  it('hide how many registered where either order has to', () => {
    const spoke = { ...NOBODY, hasCome: true, hasSpoken: true };
    expect(shown([{ ...spoke, people: 12 }])).toMatchObject({ registered: 10, came: 10, spoke: 10, referred: 0 });
    expect(shown([{ ...spoke, people: 11 }, { ...spoke, isReferred: true, people: 1 }])).toMatchObject({ registered: '*', referred: '*' });
    expect(shown([{ ...NOBODY, people: 11 }, { ...spoke, people: 1 }])).toMatchObject({ registered: '*', came: '*', spoke: '*', referred: 0 });
  });

  it('never show a small count, or how many of those before were a few', () => {
    const groups = fc.array(fc.record({ hasCome: fc.boolean(), hasSpoken: fc.boolean(), isReferred: fc.boolean(), isOffered: fc.boolean(), isStarted: fc.boolean(), isHired: fc.boolean(), people: fc.nat(30) }), { maxLength: 6 });
    fc.assert(fc.property(groups, (people) => {
      const figures = fairFigures(people);
      expect(figures.map(({ figure }) => figure)).toEqual([...FAIR_FIGURES]);
      const exact = [() => true, (group: FairGroup) => group.hasCome, (group: FairGroup) => group.hasCome && group.hasSpoken, (group: FairGroup) => group.isReferred].map((isIn) => people.filter(isIn).reduce((sum, group) => sum + group.people, 0));
      const isSmall = (count: number): boolean => count > 0 && count <= STANDARD_DISCLOSURE_RULE.hideUpTo;
      expect(figures.slice(0, 4).filter(({ count }, index) => isSmall(exact[index]!) && count.kind !== 'hidden')).toEqual([]);
    }));
  });
});
