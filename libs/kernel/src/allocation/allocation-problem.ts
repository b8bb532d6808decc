/**
 * Who may have which place, and what each pair is worth. Candidates and opportunities are numbered from 0; a candidate
 * gets one place at most, an opportunity gives out `capacities` at most.
 */
export interface AllocationProblem {
  readonly candidateCount: number;
  /** Places of each opportunity, from 0. */
  readonly capacities: Int32Array;
  /** Where the pairs of each candidate begin in the two columns below; then where the last one's end. */
  readonly starts: Int32Array;
  /** Opportunity of each pair; a candidate's own ascend and are different. */
  readonly opportunities: Int32Array;
  /** Score of each pair. */
  readonly scores: Int32Array;
  /**
   * What a place is worth besides its score: a pair counts score + bonus. With more than all scores together could make
   * up, as many people as can be are placed, and of these allocations that of the best total is found. A pair whose score +
   * bonus is below 0 is never used.
   */
  readonly bonus: number;
}

/** The greatest sum that whole numbers add up to exactly. */
export const MOST_EXACT = 2 ** 53 - 1;

/** Who got which place, with the prices that prove that nobody could do better for all. */
export interface Allocation {
  /** Opportunity of each candidate, -1: none. */
  readonly assignment: Int32Array;
  /** Price of a place of each opportunity, a whole number from 0; above 0 only where all places are taken. */
  readonly prices: Float64Array;
  /** Σ scores of the pairs chosen, without bonus. */
  readonly total: number;
  /** How many have a place. */
  readonly placed: number;
}
