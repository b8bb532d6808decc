import { roundedTo4, type Grade } from './ranking-measures.js';

/** How far people agree who graded the same pairs, each value rounded to 4 places. */
export interface GraderAgreement {
  /** Gradings that two people made of the same pair. */
  readonly pairCount: number;
  /** Share of them with the same grade; null without a pair. */
  readonly sameShare: number | null;
  /** Mean distance in grades; null without a pair. */
  readonly meanDistance: number | null;
  /** Weighted kappa, at most 1; 0 is what chance would give. Null when each gave one and the same grade throughout, where chance agrees too. */
  readonly kappa: number | null;
}

/**
 * Agreement of two graders: Cohen's kappa with quadratic weights (Cohen 1968), 1 − observed ÷ expected disagreement,
 * where a disagreement weighs the square of its distance: good and very good are nearly the same, unsuitable and very
 * good are not. In whole numbers until the last division, since with these weights the table of all pairs of grades
 * comes down to sums of grades and of their squares (Fleiss and Cohen 1973).
 *
 * @param pairs the grade of the one and of the other grader for the same pair. Where more than two people grade, the
 *   caller keeps the sides apart as well as can be, as by the order of their ids: kappa compares the two sides.
 */
export function graderAgreement(pairs: readonly (readonly [Grade, Grade])[]): GraderAgreement {
  const pairCount = pairs.length;
  if (pairCount === 0) return { pairCount, sameShare: null, meanDistance: null, kappa: null };
  const sumOf = (value: (pair: readonly [Grade, Grade]) => number): number => pairs.reduce((sum, pair) => sum + value(pair), 0);
  const observed = pairCount * sumOf(([one, other]) => (one - other) ** 2);
  const expected = pairCount * sumOf(([one, other]) => one ** 2 + other ** 2) - 2 * sumOf(([one]) => one) * sumOf(([, other]) => other);
  return {
    pairCount,
    sameShare: roundedTo4(pairs.filter(([one, other]) => one === other).length / pairCount),
    meanDistance: roundedTo4(sumOf(([one, other]) => Math.abs(one - other)) / pairCount),
    kappa: expected === 0 ? null : roundedTo4(1 - observed / expected),
  };
}
