import type { Allocation, AllocationProblem } from './allocation-problem.js';

/** Places of an opportunity that are for a group first. */
export interface ReservedPlaces {
  readonly opportunity: number;
  /** At most as many as the opportunity has; several reserves of one opportunity take theirs one after the other. */
  readonly places: number;
  /** By candidate: 1 for a member of the group. Never by a monitoring answer: whoever calls this cannot read them. */
  readonly members: Uint8Array;
  /** Hard: nobody else gets them, as until a release date. Soft: others get what the group leaves. */
  readonly isHard: boolean;
  /** Soft: what a member's score counts more in a reserved place. From 0; the more, the surer the group comes first. */
  readonly advantage: number;
}

/** A problem whose opportunities are parts: the open places of each, then those of each reserve. */
export interface ReservedProblem {
  readonly problem: AllocationProblem;
  /** Opportunity of each part. */
  readonly opportunityOf: Int32Array;
}

/** Places of each part: the open ones of each opportunity, then those of each reserve. Of an opportunity for which reserves ask more than there are, the first declared get theirs. */
export function partCapacities(places: ArrayLike<number>, reserves: readonly ReservedPlaces[]): Int32Array {
  const open = Int32Array.from(places);
  const reserved = reserves.map(({ opportunity, places: wanted }) => {
    const taken = Math.min(wanted, open[opportunity]!);
    open[opportunity]! -= taken;
    return taken;
  });
  return Int32Array.from([...open, ...reserved]);
}

/** The opportunity of each part. */
export function opportunitiesOfParts(opportunityCount: number, reserves: readonly ReservedPlaces[]): Int32Array {
  return Int32Array.from([...Array(opportunityCount).keys(), ...reserves.map(({ opportunity }) => opportunity)]);
}

/**
 * Splits opportunities into an open and reserved parts, in which a member of the group counts more (soft) or alone (hard):
 * still one place for each candidate, so nobody takes two reserves, and still an allocation problem, with the same proof.
 * Soft reserves keep a bound fair where a hard one would leave places empty (Hafalir, Yenmez and Yildirim 2013; Ehlers,
 * Hafalir, Yenmez and Yildirim 2014). An open place is filled before a reserved one where both are worth the same to the
 * person, as the order of the parts: the order has to be declared, since it decides who is displaced (Kominers and Sönmez
 * 2016).
 */
export function withReserves(problem: AllocationProblem, reserves: readonly ReservedPlaces[]): ReservedProblem {
  const { candidateCount, starts, opportunities, scores } = problem;
  const count = problem.capacities.length;
  const partsOf = new Map<number, number[]>();
  for (const [at, { opportunity }] of reserves.entries()) partsOf.set(opportunity, [...(partsOf.get(opportunity) ?? []), at]);
  const pairs = { starts: new Int32Array(candidateCount + 1), opportunities: [] as number[], scores: [] as number[] };
  for (let candidate = 0; candidate < candidateCount; candidate += 1) {
    const reserved: [number, number][] = [];
    for (let at = starts[candidate]!; at < starts[candidate + 1]!; at += 1) {
      const opportunity = opportunities[at]!;
      pairs.opportunities.push(opportunity);
      pairs.scores.push(scores[at]!);
      for (const part of partsOf.get(opportunity) ?? []) {
        const { members, isHard, advantage } = reserves[part]!;
        const isMember = members[candidate] === 1;
        if (isMember || !isHard) reserved.push([count + part, scores[at]! + (isMember && !isHard ? advantage : 0)]);
      }
    }
    for (const [part, score] of reserved.toSorted(([a], [b]) => a - b)) {
      pairs.opportunities.push(part);
      pairs.scores.push(score);
    }
    pairs.starts[candidate + 1] = pairs.opportunities.length;
  }
  return {
    problem: {
      ...problem,
      capacities: partCapacities(problem.capacities, reserves),
      starts: pairs.starts,
      opportunities: Int32Array.from(pairs.opportunities),
      scores: Int32Array.from(pairs.scores),
    },
    opportunityOf: opportunitiesOfParts(count, reserves),
  };
}

/** Who got which place of the problem without parts. `total` has the true scores; the prices are those of the open places. */
export interface AllocatedWithReserves {
  readonly assignment: Int32Array;
  readonly total: number;
  readonly placed: number;
  /** Members that each reserve's own places went to. */
  readonly takenByMembers: readonly number[];
}

/** Reads the answer to a {@link ReservedProblem} as one to the problem that it was made of. */
export function withoutParts(original: AllocationProblem, { opportunityOf }: ReservedProblem, reserves: readonly ReservedPlaces[], allocation: Allocation): AllocatedWithReserves {
  const count = original.capacities.length;
  const takenByMembers = reserves.map(() => 0);
  let total = 0;
  const assignment = allocation.assignment.map((part, candidate) => {
    if (part < 0) return -1;
    if (part >= count && reserves[part - count]!.members[candidate] === 1) takenByMembers[part - count]! += 1;
    const opportunity = opportunityOf[part]!;
    const end = original.starts[candidate + 1]!;
    for (let at = original.starts[candidate]!; at < end; at += 1) if (original.opportunities[at] === opportunity) total += original.scores[at]!;
    return opportunity;
  });
  return { assignment, total, placed: allocation.placed, takenByMembers };
}
