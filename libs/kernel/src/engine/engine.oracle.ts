import fc from 'fast-check';
import { anyCandidate, anyOpportunity, easyCandidate, easyOpportunity, withAnswers } from '../matching/example-facts.oracle.js';
import type { CandidateFacts, OpportunityFacts } from '../matching/facts.js';
import type { CandidateMatches, OpportunityMatches } from '../matching/rank.js';
import { lotteryNumber } from '../matching/tie-break.js';
import { asidePairs, type AsidePairs } from './aside-slots.js';
import { CodeTable } from './code-table.js';
import { allocateResults, type MatchResults } from './match-results.js';
import { compileMarket, type Market } from './market.js';
import { Matcher, type EngineContext } from './matcher.js';
import { compileMirror } from './mirror.js';
import { PeopleFinder } from './people-finder.js';
import { PeopleBuilder, type PeopleData } from './people.js';

/** People by ascending id, compiled. */
export function compilePeople(candidates: readonly CandidateFacts[]): PeopleData {
  const builder = new PeopleBuilder(1);
  for (const candidate of byId(candidates, 'candidateId')) builder.add(candidate);
  return builder.finish();
}

export function byId<Key extends string, Item extends Record<Key, string>>(items: readonly Item[], key: Key): Item[] {
  return items.toSorted((a, b) => (a[key] < b[key] ? -1 : 1));
}

/** The pairs of a compiled market that are set aside. */
export function compiledAside(people: PeopleData, market: Market, candidates: readonly CandidateFacts[], opportunities: readonly OpportunityFacts[], { asOfOn }: EngineContext): AsidePairs | null {
  return asidePairs(byId(candidates, 'candidateId'), people, market, opportunities, asOfOn);
}

/** What the engine finds for every candidate, in the words of matchEveryPair. */
export function candidateMatches(candidates: readonly CandidateFacts[], opportunities: readonly OpportunityFacts[], context: EngineContext): CandidateMatches[] {
  const [people, market] = [compilePeople(candidates), compileMarket(opportunities)];
  const results = allocateResults(0, people.slotCount, context.limit);
  const aside = compiledAside(people, market, candidates, opportunities, context)?.ofPeople;
  new Matcher(market.data, new CodeTable([...people.codes]), context).matchPeople(people, 0, people.slotCount, results, aside);
  return readPeople(people, market, idsOf(candidates), context.seed, results);
}

/** What the engine finds for every opportunity, in the words of matchEveryPair. */
export function opportunityMatches(candidates: readonly CandidateFacts[], opportunities: readonly OpportunityFacts[], context: EngineContext): OpportunityMatches[] {
  const [people, market] = [compilePeople(candidates), compileMarket(opportunities)];
  const results = allocateResults(0, market.data.slotCount, context.limit);
  const aside = compiledAside(people, market, candidates, opportunities, context)?.ofOpportunities;
  new PeopleFinder(market.data, people, compileMirror(market.data, people), context).findPeople(0, market.data.slotCount, results, aside);
  return readOpportunities(people, market, idsOf(candidates), context.seed, results);
}

function idsOf(candidates: readonly CandidateFacts[]): string[] {
  return byId(candidates, 'candidateId').map(({ candidateId }) => candidateId);
}

export function readPeople(people: PeopleData, market: Market, candidateIds: readonly string[], seed: number, results: MatchResults): CandidateMatches[] {
  const matches = rows(results, people.order).map(({ order, count, best }): CandidateMatches => {
    const candidateId = candidateIds[order]!;
    const topOpportunities = best.map(({ slot, score }) => {
      const opportunityId = market.ids[market.data.order[slot]!]!;
      return { opportunityId, score, lottery: lotteryNumber(seed, candidateId, opportunityId) };
    });
    return { candidateId, eligibleCount: count, topOpportunities };
  });
  return byId(matches, 'candidateId');
}

function readOpportunities(people: PeopleData, market: Market, candidateIds: readonly string[], seed: number, results: MatchResults): OpportunityMatches[] {
  const matches = rows(results, market.data.order).map(({ order, count, best }): OpportunityMatches => {
    const opportunityId = market.ids[order]!;
    const topCandidates = best.map(({ slot, score }) => {
      const candidateId = candidateIds[people.order[slot]!]!;
      return { candidateId, score, lottery: lotteryNumber(seed, candidateId, opportunityId) };
    });
    return { opportunityId, eligibleCount: count, topCandidates };
  });
  return byId(matches, 'opportunityId');
}

function rows(results: MatchResults, orders: Int32Array): { order: number; count: number; best: { slot: number; score: number }[] }[] {
  return [...orders.entries()]
    .filter(([, order]) => order >= 0)
    .map(([slot, order]) => {
      const count = results.counts[slot - results.first]!;
      const from = (slot - results.first) * results.limit;
      const best = Array.from({ length: Math.min(count, results.limit) }, (_, at) => ({ slot: results.slots[from + at]!, score: results.scores[from + at]! }));
      return { order, count, best };
    });
}

/** A market large enough that words, blocks and masks meet their ends: 31 to 65 or 100 opportunities, few candidates. */
export const anyWideMarket: fc.Arbitrary<{ candidates: CandidateFacts[]; opportunities: OpportunityFacts[] }> = withAnswers(fc.constantFrom(31, 32, 33, 64, 65, 100).chain((count) =>
  fc.record({
    candidates: fc.uniqueArray(fc.oneof(anyCandidate, easyCandidate), { selector: (one) => one.candidateId, maxLength: 6 }),
    opportunities: fc.uniqueArray(fc.oneof(anyOpportunity, easyOpportunity), { selector: (one) => one.opportunityId, minLength: count - 2, maxLength: count, size: 'max' }),
  }),
));

/** The same with many candidates and few opportunities. */
export const anyCrowd: fc.Arbitrary<{ candidates: CandidateFacts[]; opportunities: OpportunityFacts[] }> = withAnswers(fc.constantFrom(33, 65, 130).chain((count) =>
  fc.record({
    candidates: fc.uniqueArray(fc.oneof(anyCandidate, easyCandidate), { selector: (one) => one.candidateId, minLength: count - 2, maxLength: count, size: 'max' }),
    opportunities: fc.uniqueArray(fc.oneof(anyOpportunity, easyOpportunity), { selector: (one) => one.opportunityId, maxLength: 6 }),
  }),
));
