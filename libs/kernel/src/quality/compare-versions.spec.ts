import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { compareVersions, FEWEST_CASES, type ComparedCase } from './compare-versions.js';
import type { Grade } from './ranking-measures.js';

const IDS = ['a', 'b', 'c', 'd', 'e', 'f'];

/** A case of which the grades are given in the order of the ids. */
const caseWith = (number: number, grades: readonly Grade[], orders: Partial<Pick<ComparedCase, 'tried' | 'against'>> = {}): ComparedCase => ({
  caseId: `case-${String(number).padStart(3, '0')}`,
  grades: new Map(grades.map((grade, index) => [IDS[index]!, grade])),
  tried: IDS,
  against: IDS,
  ...orders,
});
const times = (count: number, make: (number: number) => ComparedCase): ComparedCase[] => Array.from({ length: count }, (_, index) => make(index));

const BEST_FIRST: readonly Grade[] = [3, 2, 2, 1, 0, 0];
const REVERSED = IDS.toReversed();

const anyCase = fc.record<ComparedCase>({
  caseId: fc.uuid(),
  grades: fc.uniqueArray(fc.tuple(fc.constantFrom(...IDS), fc.constantFrom<Grade>(0, 1, 2, 3)), { selector: ([id]) => id, maxLength: 6 }).map((entries) => new Map(entries)),
  tried: fc.shuffledSubarray(IDS),
  against: fc.shuffledSubarray(IDS),
});
const anyCases = fc.uniqueArray(anyCase, { selector: ({ caseId }) => caseId, maxLength: 40 });

describe('compareVersions', () => {
  it('finds a version worse that turns good lists round, and the other one better', () => {
    const cases = times(FEWEST_CASES, (number) => caseWith(number, BEST_FIRST, { tried: REVERSED }));
    const worse = compareVersions(cases, 1);
    expect(worse).toMatchObject({ caseCount: 25, verdict: 'worse', changedCases: 25, sentence: 'The version tried agrees worse with what staff grade than the one it is held against.' });
    expect(worse.ndcg).toEqual({ tried: 0.2728, against: 1, difference: -0.7272, low: -0.7272, high: -0.7272 });
    expect(worse.precision).toEqual({ tried: 0.4, against: 0.6, difference: -0.2, low: -0.2, high: -0.2 });
    const better = compareVersions(cases.map((one) => ({ ...one, tried: one.against, against: one.tried })), 1);
    expect(better).toMatchObject({ verdict: 'better', sentence: 'The version tried agrees better with what staff grade than the one it is held against.' });
  });

  it('does not tell apart what is the same, and what goes now this way and now that', () => {
    expect(compareVersions(times(30, (number) => caseWith(number, BEST_FIRST)), 1)).toMatchObject({ verdict: 'not-told-apart', changedCases: 0, ndcg: { tried: 1, against: 1, difference: 0, low: 0, high: 0 } });
    const mixed = times(30, (number) => caseWith(number, BEST_FIRST, number % 2 === 0 ? { tried: REVERSED } : { against: REVERSED }));
    expect(compareVersions(mixed, 1)).toMatchObject({ verdict: 'not-told-apart', changedCases: 30 });
    expect(compareVersions(mixed, 1).sentence).toContain('cannot be told from chance');
  });

  it('says so when there are too few cases, also when there is none', () => {
    const few = times(FEWEST_CASES - 1, (number) => caseWith(number, BEST_FIRST, { tried: REVERSED }));
    expect(compareVersions(few, 1)).toMatchObject({ verdict: 'too-few-cases', sentence: 'Too few cases to tell: 24 of at least 25 graded cases. Have more graded before you decide.' });
    expect(compareVersions([], 1)).toMatchObject({ verdict: 'too-few-cases', caseCount: 0, ndcg: null, precision: null, worstCases: [] });
  });

  it('leaves out cases that nobody graded, and those in which nothing fits, and counts them', () => {
    const cases = [caseWith(1, []), caseWith(2, [0, 0]), caseWith(3, [0, 1]), caseWith(4, [])];
    expect(compareVersions(cases, 1)).toMatchObject({ caseCount: 1, ungradedCases: 2, casesWithoutMatch: 1, ungradedPlaces: { tried: 3, against: 3 } });
  });

  it('points out a figure that goes the other way', () => {
    // The very good one comes first and fewer of the five are suitable; and the other way round.
    const grades: readonly Grade[] = [3, 2, 2, 0, 0, 0];
    const [excellent, many] = [['a', 'd', 'e', 'f', 'c'], ['d', 'e', 'f', 'b', 'c']];
    const cases = times(25, (number) => caseWith(number, grades, { tried: excellent, against: ['d', 'e', 'b', 'c', 'f'] }));
    expect(compareVersions(cases, 1)).toMatchObject({ verdict: 'better', precision: { difference: 0 } });
    const fewer = times(25, (number) => caseWith(number, grades, { tried: ['a', 'd', 'e', 'f'], against: many }));
    expect(compareVersions(fewer, 1).sentence).toMatch(/agrees better .* Yet fewer of its first five are suitable/);
    expect(compareVersions(fewer.map((one) => ({ ...one, tried: one.against, against: one.tried })), 1).sentence).toMatch(/agrees worse .* Yet more of its first five are suitable/);
  });

  it('names the five cases that lose most: by loss, then by how low they stand, then by id', () => {
    const cases = [
      ...times(4, (number) => caseWith(number, BEST_FIRST)),
      caseWith(9, BEST_FIRST, { tried: REVERSED }),
      caseWith(8, BEST_FIRST, { tried: REVERSED }),
      caseWith(7, BEST_FIRST, { tried: [], against: [] }),
      caseWith(6, [0, 3], { tried: ['b'], against: ['a', 'b'] }),
    ];
    expect(compareVersions(cases, 1).worstCases.map(({ caseId }) => caseId)).toEqual(['case-008', 'case-009', 'case-007', 'case-000', 'case-001']);
  });

  it('says the same whatever the order of the cases, adds up, and only the interval goes by the seed', () => {
    fc.assert(
      fc.property(anyCases, fc.nat(), (cases, seed) => {
        const found = compareVersions(cases, seed);
        expect(compareVersions(cases.toReversed(), seed)).toEqual(found);
        expect(found.caseCount + found.ungradedCases + found.casesWithoutMatch).toBe(cases.length);
        for (const measure of [found.ndcg, found.precision]) {
          if (measure === null) continue;
          expect(measure.difference).toBeCloseTo(measure.tried - measure.against, 3);
          expect(measure.low).toBeLessThanOrEqual(measure.high);
        }
        const other = compareVersions(cases, seed + 1);
        expect([other.ndcg?.tried, other.ndcg?.difference, other.worstCases]).toEqual([found.ndcg?.tried, found.ndcg?.difference, found.worstCases]);
      }),
      { numRuns: 6 },
    );
  });
});
