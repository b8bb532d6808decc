import type { PlainDate } from '../calendar/plain-date.js';
import { PreparedMarket } from '../engine/prepared-market.js';
import type { CandidateFacts, OpportunityFacts } from './facts.js';
import type { PackedMatches } from './packed-matches.js';
import { compareIds, compareRanked, LOTTERY_RANGE, type Ranked } from './tie-break.js';
import type { TravelTimes } from './travel-times.js';

/** What a run needs besides the facts. */
export interface MatchContext {
  /** The day of the run. */
  readonly asOfOn: PlainDate;
  /** Of the lottery between equal scores, a whole number; its low 32 bits count. Stored with the run. */
  readonly seed: number;
  /** How many to keep for each candidate and for each opportunity; 20 when left out. */
  readonly limit?: number;
  /** Imported times between zones; where they say nothing, or are left out, the straight line counts. */
  readonly travelTimes?: TravelTimes | undefined;
}

export interface RankedOpportunity extends Ranked {
  readonly opportunityId: string;
}

export interface RankedCandidate extends Ranked {
  readonly candidateId: string;
}

export interface CandidateMatches {
  readonly candidateId: string;
  /** Opportunities that no hard rule excludes, also beyond the limit. */
  readonly eligibleCount: number;
  /** Best first. */
  readonly topOpportunities: readonly RankedOpportunity[];
}

export interface OpportunityMatches {
  readonly opportunityId: string;
  /** Candidates that no hard rule excludes, also beyond the limit. */
  readonly eligibleCount: number;
  /** Best first. */
  readonly topCandidates: readonly RankedCandidate[];
}

export interface MatchResult {
  /** Every candidate given, also without a match, by ascending id. */
  readonly candidates: readonly CandidateMatches[];
  /** Every opportunity given, also without a match, by ascending id. */
  readonly opportunities: readonly OpportunityMatches[];
}

/**
 * Matches many candidates with many opportunities: the best of the eligible pairs for each side, by
 * score, then lottery number, then id, the higher numbers first. Ids are unique on each side. The same
 * facts in any order give the same answer, which is that of isEligible and scorePair on every pair.
 *
 * A run over ranges of candidates, each against all opportunities, is the same run: concatenate
 * `candidates`, and join `opportunities` by {@link mergeTopCandidates}.
 */
export function matchCandidates(candidates: readonly CandidateFacts[], opportunities: readonly OpportunityFacts[], context: MatchContext): MatchResult {
  const market = new PreparedMarket(opportunities, { ...context, limit: context.limit ?? 20 });
  const { opportunityIds } = market;
  const { candidateIds, ofCandidates, ofOpportunities } = market.match(candidates);
  return {
    candidates: candidateIds.map((candidateId, row) => ({
      candidateId,
      eligibleCount: ofCandidates.eligibleCounts[row]!,
      topOpportunities: topOf(ofCandidates, row, (index, ranked) => ({ opportunityId: opportunityIds[index]!, ...ranked })),
    })),
    opportunities: opportunityIds.map((opportunityId, row) => ({
      opportunityId,
      eligibleCount: ofOpportunities.eligibleCounts[row]!,
      topCandidates: topOf(ofOpportunities, row, (index, ranked) => ({ candidateId: candidateIds[index]!, ...ranked })),
    })),
  };
}

/**
 * Joins what two runs over different candidates found for the opportunities: the same seed, day and
 * limit, and no candidate in both. Shards may be joined in any order and grouping.
 */
export function mergeTopCandidates(
  a: readonly OpportunityMatches[],
  b: readonly OpportunityMatches[],
  limit: number,
): readonly OpportunityMatches[] {
  const merged = new Map<string, OpportunityMatches>();
  for (const matches of [...a, ...b]) {
    const earlier = merged.get(matches.opportunityId);
    merged.set(matches.opportunityId, {
      opportunityId: matches.opportunityId,
      eligibleCount: matches.eligibleCount + (earlier?.eligibleCount ?? 0),
      topCandidates: [...matches.topCandidates, ...(earlier?.topCandidates ?? [])]
        .toSorted((one, other) => compareRanked(one, other) || compareIds(one.candidateId, other.candidateId))
        .slice(0, limit),
    });
  }
  return [...merged.values()].toSorted((one, other) => compareIds(one.opportunityId, other.opportunityId));
}

function topOf<T>({ limit, eligibleCounts, indexes, ranks }: PackedMatches, row: number, make: (index: number, ranked: Ranked) => T): T[] {
  return Array.from({ length: Math.min(limit, eligibleCounts[row]!) }, (_, place) => {
    const at = row * limit + place;
    return make(indexes[at]!, { score: Math.floor(ranks[at]! / LOTTERY_RANGE), lottery: ranks[at]! % LOTTERY_RANGE });
  });
}
