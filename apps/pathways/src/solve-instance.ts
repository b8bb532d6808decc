import type { AllocationInstance } from '#lib/exchange';
import { allocate, blockingPairs, checkCertificate, MOST_EXACT, stableMatching, type Allocation, type AllocationProblem } from '#lib/kernel';
import { DomainError } from '#lib/platform';

/** The bonus that is tried first, in widest scores, and how much greater the next one is. */
const FIRST_BONUS = 4;
const BONUS_STEP = 64;

/** The answer to an instance. */
export interface SolvedInstance {
  /** Σ scores of the pairs made, as they stand in the file; a pair made without an edge counts 0. */
  readonly total: number;
  readonly placed: number;
  /** Opportunity of each candidate, -1: none. */
  readonly assignment: Int32Array;
  /**
   * Whether what the mode promises was proven, by other code than found it: that no allocation is better, or that no pair
   * blocks. The gap is by how much a better one could be better at most, or how many pairs block.
   */
  readonly certificate: { readonly holds: boolean; readonly gap: number };
  /** Pairs that would rather have each other; null without preferences. */
  readonly blockingPairs: number | null;
}

/**
 * Solves an instance in the mode that it asks for. Throws exchange/instance-wrong when the most people cannot be placed
 * with exact sums.
 */
export function solveInstance({ mode, objective, problem, preferences }: AllocationInstance): SolvedInstance {
  if (mode === 'stable' && preferences !== null) {
    const { assignment, placed } = stableMatching(preferences);
    const { count } = blockingPairs(preferences, assignment);
    return { total: signed(scoreOf(problem, assignment), objective), placed, assignment, certificate: { holds: count === 0, gap: count }, blockingPairs: count };
  }
  const { allocation, certificate } = problem.bonus > 0 ? placeMostFirst(problem) : proven(problem);
  const { total, placed, assignment } = allocation;
  return { total: signed(total, objective), placed, assignment, certificate, blockingPairs: preferences === null ? null : blockingPairs(preferences, assignment).count };
}

interface Proven {
  readonly allocation: Allocation;
  readonly certificate: SolvedInstance['certificate'];
}

function proven(problem: AllocationProblem): Proven {
  const allocation = allocate(problem);
  const { holds, gap } = checkCertificate(problem, allocation);
  return { allocation, certificate: { holds, gap } };
}

/**
 * As many people as can be, and of such allocations the best. How many that is is found first, without the scores, which
 * is quick. Then any bonus that places as many is enough, and the smaller it is, the sooner the prices settle: on 1,000,000
 * people a few times the scores takes half a minute, and the bonus that must be enough more than six.
 */
function placeMostFirst(problem: AllocationProblem): Proven {
  const most = proven({ ...problem, scores: new Int32Array(problem.scores.length), bonus: 1 });
  const widest = problem.scores.reduce((size, score) => Math.max(size, Math.abs(score)), 0);
  for (let bonus = Math.min(FIRST_BONUS * widest + 1, problem.bonus); ; bonus = Math.min(bonus * BONUS_STEP, problem.bonus)) {
    const { allocation, certificate } = proven({ ...problem, bonus });
    if (allocation.placed === most.allocation.placed) return { allocation, certificate: { holds: certificate.holds && most.certificate.holds, gap: certificate.gap + most.certificate.gap } };
    if (bonus === problem.bonus) {
      throw new DomainError('exchange/instance-wrong', 'The instance has to be mended before it can be solved:', [
        { pointer: '/edges', detail: `To place most people first here needs sums beyond ${MOST_EXACT.toLocaleString('en-GB')}, which are not exact. Divide all scores by the same number, or set "placeMostFirst" to false.` },
      ]);
    }
  }
}

/** A sum of costs was looked for as a sum of scores below 0. Never -0. */
function signed(total: number, objective: 'max' | 'min'): number {
  return objective === 'min' ? 0 - total : total;
}

function scoreOf({ starts, opportunities, scores }: AllocationProblem, assignment: Int32Array): number {
  let sum = 0;
  assignment.forEach((opportunity, candidate) => {
    const pair = opportunities.subarray(starts[candidate], starts[candidate + 1]).indexOf(opportunity);
    if (pair >= 0) sum += scores[starts[candidate]! + pair]!;
  });
  return sum;
}
