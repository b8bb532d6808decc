import { toEpochDay, type PlainDate } from '../calendar/plain-date.js';
import type { CandidateFacts, OpportunityFacts } from './facts.js';
import { CodeNumbers, passesRules, prepareOffer, preparePerson, scoreOf } from './prepared-pair.js';
import { compareIds, compareRanked, drawLottery, hashOfText, LOTTERY_RANGE, lotteryTicket, type Ranked } from './tie-break.js';
import { TopList } from './top-list.js';

/** What a run needs besides the facts. */
export interface MatchContext {
  /** The day of the run. */
  readonly asOfOn: PlainDate;
  /** Of the lottery between equal scores, a whole number; its low 32 bits count. Stored with the run. */
  readonly seed: number;
  /** How many to keep for each candidate and for each opportunity; 20 when left out. */
  readonly limit?: number;
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
export function matchCandidates(
  candidates: readonly CandidateFacts[],
  opportunities: readonly OpportunityFacts[],
  { asOfOn, seed, limit = 20 }: MatchContext,
): MatchResult {
  const codes = new CodeNumbers();
  const today = toEpochDay(asOfOn);
  const places = opportunities
    .toSorted((a, b) => compareIds(a.opportunityId, b.opportunityId))
    .map((facts) => ({
      opportunityId: facts.opportunityId,
      idHash: hashOfText(facts.opportunityId),
      offer: prepareOffer(facts, codes),
      best: new TopList(limit),
      eligibleCount: 0,
    }));
  const openPlaces = [...places.entries()].filter(([, { offer }]) => offer.isOpen && offer.startDay >= today);
  const people = candidates.toSorted((a, b) => compareIds(a.candidateId, b.candidateId));
  const best = new TopList(limit);

  const candidateMatches = people.map((candidate, candidateIndex): CandidateMatches => {
    const { candidateId } = candidate;
    if (!candidate.hasMatchingConsent || !candidate.isSeeking) return { candidateId, eligibleCount: 0, topOpportunities: [] };
    const person = preparePerson(candidate, codes, asOfOn);
    const ticket = lotteryTicket(seed, candidateId);
    let eligibleCount = 0;
    best.clear();
    for (const [placeIndex, place] of openPlaces) {
      if (!passesRules(person, place.offer)) continue;
      const rank = scoreOf(person, place.offer) * LOTTERY_RANGE + drawLottery(ticket, place.idHash);
      eligibleCount += 1;
      place.eligibleCount += 1;
      best.offer(placeIndex, rank);
      place.best.offer(candidateIndex, rank);
    }
    const topOpportunities = best.map((index, rank) => ({ opportunityId: places[index]!.opportunityId, ...unpack(rank) }));
    return { candidateId, eligibleCount, topOpportunities };
  });

  return {
    candidates: candidateMatches,
    opportunities: places.map((place) => ({
      opportunityId: place.opportunityId,
      eligibleCount: place.eligibleCount,
      topCandidates: place.best.map((index, rank) => ({ candidateId: people[index]!.candidateId, ...unpack(rank) })),
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

function unpack(rank: number): Ranked {
  return { score: Math.floor(rank / LOTTERY_RANGE), lottery: rank % LOTTERY_RANGE };
}
