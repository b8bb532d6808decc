/** What staff say of a suggestion: 0 unsuitable, 1 possible, 2 good, 3 very good. */
export const GRADES = [0, 1, 2, 3] as const;

export type Grade = (typeof GRADES)[number];

/** The least grade that counts as suitable for precision: what is merely possible would not be suggested first. */
export const SUITABLE_FROM: Grade = 2;

/** How many places of a list the measures look at: as many as people read. */
export const PLACES_MEASURED = 5;

/**
 * 1 ÷ log2(place + 1) for places 1 to 20, each the double next to the true value. Written as numbers because the
 * language leaves the last digit of Math.log2 open, and two machines then print different figures.
 */
const DISCOUNTS = [
  1, 0.6309297535714574, 0.5, 0.43067655807339306, 0.3868528072345416, 0.3562071871080222, 0.3333333333333333, 0.3154648767857287, 0.3010299956639812, 0.2890648263178879,
  0.27894294565112987, 0.27023815442731974, 0.26264953503719357, 0.2559580248098155, 0.25, 0.24465054211822604, 0.23981246656813143, 0.23540891336663824, 0.23137821315975918, 0.227670248696953,
] as const;

/** A list as a version ranks it, best first, and what staff said of it. */
export interface GradedRanking {
  /** Grade of each item in the order of the list; null: nobody graded it. */
  readonly ranked: readonly (Grade | null)[];
  /** Grades of everything in the case that is graded, in any order, also of what the list leaves out. */
  readonly graded: readonly Grade[];
}

/**
 * Precision at k: the share of the first k that staff grade as suitable, 0 to 1, rounded to 4 places.
 *
 * Ungraded items are taken out of the list before it is cut (the condensed lists of Sakai 2007): that nobody looked is
 * not a judgement. A list of fewer than k has empty places, which count as not suitable, as in trec_eval: to suggest
 * less must not look better. Where the whole case has fewer than k grades, the share is of those. Null without a grade.
 */
export function precisionAt(k: number, { ranked, graded }: GradedRanking): number | null {
  const places = Math.min(k, graded.length);
  return places === 0 ? null : roundedTo4(firstGrades(k, ranked).filter((grade) => grade >= SUITABLE_FROM).length / places);
}

/**
 * Normalised discounted cumulated gain at k (Järvelin and Kekäläinen 2002), 0 to 1, rounded to 4 places; with the gain
 * 2^grade − 1 and the discount log2(place + 1) that have become usual (Burges and others 2005). The ideal list is
 * everything in the case that is graded, the highest grades first. Ungraded items are taken out as for precision.
 * Null when nothing is graded above 0: every order is then as good. Places from the 21st on add nothing.
 */
export function ndcgAt(k: number, { ranked, graded }: GradedRanking): number | null {
  const ideal = discountedGain(graded.toSorted((a, b) => b - a).slice(0, k));
  return ideal === 0 ? null : roundedTo4(discountedGain(firstGrades(k, ranked)) / ideal);
}

/** The grade that counts where several people gave one, at least one: the lower of the two in the middle, the more careful. */
export function agreedGrade(grades: readonly Grade[]): Grade {
  return grades.toSorted((a, b) => a - b)[(grades.length - 1) >> 1]!;
}

/** To 4 decimal places. */
export function roundedTo4(value: number): number {
  return Math.round(value * 10_000) / 10_000;
}

function firstGrades(k: number, ranked: GradedRanking['ranked']): readonly Grade[] {
  return ranked.filter((grade) => grade !== null).slice(0, k);
}

/** Added up from the first place on: the order of a sum decides its last digit. */
function discountedGain(grades: readonly Grade[]): number {
  return DISCOUNTS.slice(0, grades.length).reduce((sum, discount, place) => sum + (2 ** grades[place]! - 1) * discount, 0);
}
