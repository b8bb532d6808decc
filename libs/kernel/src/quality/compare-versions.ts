import { compareIds } from '../matching/tie-break.js';
import { pairedInterval } from './paired-interval.js';
import { ndcgAt, PLACES_MEASURED, precisionAt, type Grade, type GradedRanking } from './ranking-measures.js';

/** A case with what staff said of it, and how both versions rank it. */
export interface ComparedCase {
  readonly caseId: string;
  /** What counts for each opportunity that is graded. */
  readonly grades: ReadonlyMap<string, Grade>;
  /** Ids of opportunities, best first: under the version that is tried, and under the one that it is held against. */
  readonly tried: readonly string[];
  readonly against: readonly string[];
}

/** A measure under both versions: means over the cases that count, 0 to 1, rounded to 4 places. */
export interface ComparedMeasure {
  readonly tried: number;
  readonly against: number;
  /** tried − against, and the interval in which chance leaves it 95 times of 100. */
  readonly difference: number;
  readonly low: number;
  readonly high: number;
}

/** How a case stands under both versions. */
export interface RankedCase {
  readonly caseId: string;
  readonly tried: number;
  readonly against: number;
  readonly difference: number;
}

/** - `too-few-cases`: under {@link FEWEST_CASES}, whatever the figures. */
type Verdict = 'better' | 'worse' | 'not-told-apart' | 'too-few-cases';

export interface VersionComparison {
  /** Cases that count. */
  readonly caseCount: number;
  /** Left out: nobody graded anything in them. */
  readonly ungradedCases: number;
  /** Left out: nothing in them is graded above 0, so that no order is better than another. */
  readonly casesWithoutMatch: number;
  /** Places among the first five that nobody graded, in the cases that count; they are passed over. */
  readonly ungradedPlaces: { readonly tried: number; readonly against: number };
  /** Null without a case that counts. */
  readonly precision: ComparedMeasure | null;
  readonly ndcg: ComparedMeasure | null;
  /** Cases that count and whose first five are others, or in another order. */
  readonly changedCases: number;
  /** The five that lose most, by NDCG, the worst first; of equals those with the lowest NDCG under the version tried, then by id. */
  readonly worstCases: readonly RankedCase[];
  readonly verdict: Verdict;
  readonly sentence: string;
}

/** Below 25 topics, comparisons of rankings turn round too often when others are drawn (Buckley and Voorhees 2000). */
export const FEWEST_CASES = 25;

const WORST_CASES = 5;

/**
 * Holds one version against another on kept cases: precision and NDCG at 5 for both over the same cases, the mean
 * difference with its interval, and what to conclude. The verdict goes by NDCG, which was fixed beforehand: to choose
 * the measure after looking would find a difference where there is none.
 *
 * @param seed of the draws of the interval; the same seed and cases give the same figures
 */
export function compareVersions(cases: readonly ComparedCase[], seed: number): VersionComparison {
  const inOrder = cases.toSorted((a, b) => compareIds(a.caseId, b.caseId)); // the draws go by place
  const graded = inOrder.filter(({ grades }) => grades.size > 0);
  const counted = graded.filter(({ grades }) => [...grades.values()].some((grade) => grade > 0));
  const ndcg = counted.map((one) => standingOf(one, ndcgAt));
  const ndcgCompared = comparedMeasure(ndcg, seed);
  const precisionCompared = comparedMeasure(counted.map((one) => standingOf(one, precisionAt)), seed);
  const verdict = verdictOf(counted.length, ndcgCompared);
  return {
    caseCount: counted.length,
    ungradedCases: cases.length - graded.length,
    casesWithoutMatch: graded.length - counted.length,
    ungradedPlaces: { tried: ungradedPlaces(counted, 'tried'), against: ungradedPlaces(counted, 'against') },
    precision: precisionCompared,
    ndcg: ndcgCompared,
    changedCases: counted.filter(({ tried, against }) => firstFive(tried).join(' ') !== firstFive(against).join(' ')).length,
    worstCases: ndcg.toSorted((a, b) => a.difference - b.difference || a.tried - b.tried || compareIds(a.caseId, b.caseId)).slice(0, WORST_CASES),
    verdict,
    sentence: sentenceOf(verdict, counted.length, precisionCompared),
  };
}

function standingOf({ caseId, grades, tried, against }: ComparedCase, measure: (k: number, ranking: GradedRanking) => number | null): RankedCase {
  const graded = [...grades.values()];
  // A case that counts has a grade above 0, for which no measure is null.
  const measured = (ids: readonly string[]): number => measure(PLACES_MEASURED, { ranked: ids.map((id) => grades.get(id) ?? null), graded })!;
  const [under, before] = [measured(tried), measured(against)];
  return { caseId, tried: under, against: before, difference: inTenThousandths(under - before) / 10_000 };
}

function comparedMeasure(standings: readonly RankedCase[], seed: number): ComparedMeasure | null {
  if (standings.length === 0) return null;
  const mean = (valueOf: (standing: RankedCase) => number): number => Math.round(standings.reduce((sum, one) => sum + inTenThousandths(valueOf(one)), 0) / standings.length) / 10_000;
  const { low, high } = pairedInterval(standings.map(({ difference }) => inTenThousandths(difference)), seed);
  return { tried: mean(({ tried }) => tried), against: mean(({ against }) => against), difference: mean(({ difference }) => difference), low: low / 10_000, high: high / 10_000 };
}

/** Sums of whole numbers come out the same in any order and on any machine. */
function inTenThousandths(value: number): number {
  return Math.round(value * 10_000);
}

function ungradedPlaces(cases: readonly ComparedCase[], version: 'tried' | 'against'): number {
  return cases.reduce((sum, one) => sum + firstFive(one[version]).filter((id) => !one.grades.has(id)).length, 0);
}

function firstFive(ids: readonly string[]): readonly string[] {
  return ids.slice(0, PLACES_MEASURED);
}

function verdictOf(caseCount: number, ndcg: ComparedMeasure | null): Verdict {
  if (ndcg === null || caseCount < FEWEST_CASES) return 'too-few-cases';
  if (ndcg.low > 0) return 'better';
  return ndcg.high < 0 ? 'worse' : 'not-told-apart';
}

function sentenceOf(verdict: Verdict, caseCount: number, precision: ComparedMeasure | null): string {
  switch (verdict) {
    case 'too-few-cases':
      return `Too few cases to tell: ${caseCount} of at least ${FEWEST_CASES} graded cases. Have more graded before you decide.`;
    case 'not-told-apart':
      return 'It cannot be told from chance whether the version tried agrees better or worse with what staff grade.';
    case 'better':
      return `The version tried agrees better with what staff grade than the one it is held against.${precision!.high < 0 ? ' Yet fewer of its first five are suitable: look at both figures.' : ''}`;
    case 'worse':
      return `The version tried agrees worse with what staff grade than the one it is held against.${precision!.low > 0 ? ' Yet more of its first five are suitable: look at both figures.' : ''}`;
  }
}
