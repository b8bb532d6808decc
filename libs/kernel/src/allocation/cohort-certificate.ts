import type { CandidateFacts } from '../matching/facts.js';
import type { ReserveTerm } from './allocation-terms.js';
import type { Certificate } from './certificate.js';
import type { GroupMinimum } from './group-minimums.js';
import type { PairSource } from './pair-source.js';

/** The place that somebody holds, judged by rules and terms alone. */
export interface HeldPart {
  readonly part: number;
  readonly opportunityId: string;
  /** Points by the rules. */
  readonly score: number;
  readonly isEligible: boolean;
  /** By the person's wishes; null: it is not to be, and counts 0. */
  readonly wishPoints: number | null;
  /** Whose place it is; null: an open one. */
  readonly reserve: ReserveTerm | null;
  /** -1: none. */
  readonly site: number;
}

/** An allocation of a cohort and what is to prove it. */
export interface CohortProof {
  readonly people: readonly Pick<CandidateFacts, 'programmeCodes'>[];
  /** By person; null: none. */
  readonly held: readonly (HeldPart | null)[];
  readonly placeValue: number;
  /** By part. */
  readonly capacities: Int32Array;
  readonly minimums: readonly GroupMinimum[];
  /** People who go together. */
  readonly groups: readonly (readonly number[])[];
  /** All pairs that may be, with those who go together held to their site. */
  readonly source: PairSource;
  /** By part, whole, from 0. */
  readonly prices: Float64Array;
  /** By minimum. */
  readonly outPrices: readonly number[];
}

/**
 * Checks an allocation of a cohort without the search that found it: rules, terms and scores judged one by one, places of
 * parts counted, and the best of everybody at the prices asked for once more. What holds is that nothing is worth more with
 * the sites that were chosen for groups, and with as many places for the members of each minimum as it asks for or, where it
 * is not met, as they have.
 */
export function checkCohort({ people, held, placeValue, capacities, minimums, groups, source, prices, outPrices }: CohortProof): Certificate {
  const left = capacities.slice();
  let total = 0;
  let keepsRules = true;
  for (const [number, place] of held.entries()) {
    if (place === null) continue;
    const { part, score, isEligible, wishPoints, reserve } = place;
    const isMember = reserve !== null && people[number]!.programmeCodes.includes(reserve.programmeCode);
    left[part]! -= 1;
    keepsRules &&= isEligible && wishPoints !== null && (reserve === null || isMember || !reserve.isHard);
    total += score + Number(wishPoints) + placeValue + (reserve !== null && isMember && !reserve.isHard ? reserve.advantage : 0);
  }
  keepsRules &&= left.every((places) => places >= 0);
  keepsRules &&= groups.every((group) => isAtOneSite(group.flatMap((person) => held[person] ?? [])));
  const out = Float64Array.from(people, (_, number) => minimums.reduce((sum, { members }, at) => sum - members[number]! * outPrices[at]!, 0));
  const { starts, opportunities: parts, scores } = source.best(prices, Int32Array.from(out, (without) => without - placeValue), 1);
  let bound = prices.reduce((sum, price, part) => sum + price * capacities[part]!, 0);
  for (const [at, { members, minimum }] of minimums.entries()) {
    const size = members.reduce((sum, isMember) => sum + isMember, 0);
    const placed = held.reduce((sum, place, number) => sum + (place === null ? 0 : members[number]!), 0);
    bound += outPrices[at]! * (size - Math.min(minimum, placed));
  }
  for (const [number, without] of out.entries()) {
    const at = starts[number]!;
    bound += at < starts[number + 1]! ? Math.max(without, scores[at]! + placeValue - prices[parts[at]!]!) : without;
  }
  return { holds: keepsRules && bound === total, gap: bound - total, total, bound };
}

function isAtOneSite(places: readonly HeldPart[]): boolean {
  return places.every(({ site }) => site >= 0 && site === places[0]!.site);
}
