import type { CandidateFacts, OpportunityFacts } from './facts.js';
import { isEligible } from './hard-rules.js';
import type { MatchContext, MatchResult } from './rank.js';
import { scorePair } from './score.js';
import { lotteryNumber } from './tie-break.js';

/** matchCandidates as its definition says it: judge all pairs, sort them all, cut. */
export function matchEveryPair(
  candidates: readonly CandidateFacts[],
  opportunities: readonly OpportunityFacts[],
  { asOfOn, seed, limit = 20, travelTimes }: MatchContext,
): MatchResult {
  const people = candidates.toSorted((a, b) => (a.candidateId < b.candidateId ? -1 : 1));
  const places = opportunities.toSorted((a, b) => (a.opportunityId < b.opportunityId ? -1 : 1));
  const pairs = people
    .flatMap((candidate) => places.map((opportunity) => ({ candidate, opportunity })))
    .filter(({ candidate, opportunity }) => isEligible(candidate, opportunity, { asOfOn, travelTimes }))
    .map(({ candidate, opportunity }) => ({
      candidateId: candidate.candidateId,
      opportunityId: opportunity.opportunityId,
      score: scorePair(candidate, opportunity, { asOfOn, travelTimes }).total,
      lottery: lotteryNumber(seed, candidate.candidateId, opportunity.opportunityId),
    }))
    .toSorted((a, b) => b.score - a.score || b.lottery - a.lottery); // a stable sort: ids still ascend among equals
  return {
    candidates: people.map(({ candidateId }) => {
      const own = pairs.filter((pair) => pair.candidateId === candidateId);
      const top = own.slice(0, limit).map(({ opportunityId, score, lottery }) => ({ opportunityId, score, lottery }));
      return { candidateId, eligibleCount: own.length, topOpportunities: top };
    }),
    opportunities: places.map(({ opportunityId }) => {
      const own = pairs.filter((pair) => pair.opportunityId === opportunityId);
      const top = own.slice(0, limit).map(({ candidateId, score, lottery }) => ({ candidateId, score, lottery }));
      return { opportunityId, eligibleCount: own.length, topCandidates: top };
    }),
  };
}
