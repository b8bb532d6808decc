import { asidePairs } from '../engine/aside-slots.js';
import { CodeTable } from '../engine/code-table.js';
import { compileMarket } from '../engine/market.js';
import { Matcher } from '../engine/matcher.js';
import { PeopleBuilder } from '../engine/people.js';
import { scorePair } from '../matching/score.js';
import { compareIds, LOTTERY_RANGE } from '../matching/tie-break.js';
import type { Adjustment } from './adjusted-pairs.js';
import type { CohortFacts, CohortPlace, ReserveTerm } from './allocation-terms.js';
import type { ReserveFinding } from './cohort-search.js';
import { adjustmentsOf, Membership, reservesInForce } from './cohort-terms.js';
import { blockingPairs, stableMatching, type StableProblem } from './stable.js';
import { grantedWishes } from './wishes.js';

/** Candidates × opportunities above which no stable matching is made: each eligible pair stands in both rankings. */
export const MOST_RANKED_PAIRS = 10_000_000;

/** Programmes that reserves may be for: each is a bit. */
export const MOST_RESERVED_PROGRAMMES = 32;

/** Why a cohort is not ranked. */
export interface TooLarge {
  readonly problem: 'too-many-pairs' | 'too-many-programmes';
  /** How many there may be. */
  readonly most: number;
}

/** Pairs that would rather have each other than what they have. */
export interface BlockingFindings {
  readonly count: number;
  /** Ten at most. */
  readonly first: readonly (readonly [candidateId: string, opportunityId: string])[];
}

/** What came of the terms. */
interface StableFindings {
  /** Σ (score + place value), to be held against an optimal one without wishes that weigh. */
  readonly worth: number;
  /** Σ scores by the rules. */
  readonly scoreTotal: number;
  /** People who got what they wished for most. */
  readonly firstWishes: number;
  /** People who got anything that they wished for. */
  readonly anyWish: number;
  /** By reserve, as declared; of one that does not count on the day, or is of no opportunity of the market, all 0. */
  readonly reserves: readonly ReserveFinding[];
  /** How many times a candidate asked an opportunity that may have them. */
  readonly proposals: number;
  /** None, counted by a check of its own. */
  readonly blockingPairs: BlockingFindings;
}

/** A stable matching by ascending candidate id, or what there is too much of. */
export type StableCohort =
  | { readonly places: readonly CohortPlace[]; readonly findings: StableFindings; readonly tooLarge: null }
  | { readonly places: null; readonly findings: null; readonly tooLarge: TooLarge };

/**
 * Gives a cohort its places so that no candidate and opportunity would both rather have each other, and of all such
 * matchings the one that every candidate likes best (see stableMatching).
 *
 * A candidate's order: their wishes, then everything else that they are eligible for by score, the highest first, then by
 * lottery. Declined and excluded pairs are in no order; a binding order ends with its wishes. An opportunity's order: the
 * ranking of its owner, then by score, then by lottery. Its places are filled reserve by reserve in the order of the terms,
 * the open ones last; a reserve from its release on is open. What counts points (wishes, the value of a place, the advantage
 * of a reserve), minimums and groups who want one site have no meaning here: whoever asks for them is to be told.
 */
export function stableCohort(facts: CohortFacts): StableCohort {
  const ranked = rankCohort(facts);
  if ('most' in ranked) return { places: null, findings: null, tooLarge: ranked };
  const { assignment, proposals } = stableMatching(ranked.problem);
  const { reserves, isReserved } = seatsOfReserves(facts, ranked, assignment);
  const places = ranked.candidates.map((candidate, number): CohortPlace => {
    const opportunity = facts.opportunities[assignment[number]!];
    return {
      candidateId: candidate.candidateId,
      opportunityId: opportunity?.opportunityId ?? null,
      score: opportunity === undefined ? null : scorePair(candidate, opportunity, facts).total,
      isReserved: isReserved[number] === 1,
    };
  });
  return {
    places,
    findings: {
      worth: places.reduce((sum, { score }) => sum + (score === null ? 0 : score + facts.terms.placeValue), 0),
      scoreTotal: places.reduce((sum, { score }) => sum + (score ?? 0), 0),
      ...grantedWishes(facts.terms.wishes, places),
      reserves,
      proposals,
      blockingPairs: blocking(facts, ranked, assignment),
    },
    tooLarge: null,
  };
}

/**
 * Counts the pairs that would rather have each other than what places of any origin give them, by the orders of
 * {@link stableCohort}: what the best sum for all together costs in stability. Null when there is too much to rank.
 */
export function blockingPairsOf(facts: CohortFacts, places: readonly Pick<CohortPlace, 'candidateId' | 'opportunityId'>[]): BlockingFindings | null {
  const ranked = rankCohort(facts);
  if ('most' in ranked) return null;
  const given = new Map(places.map(({ candidateId, opportunityId }) => [candidateId, opportunityId]));
  return blocking(facts, ranked, Int32Array.from(ranked.candidates, ({ candidateId }) => ranked.numberOf.get(given.get(candidateId) ?? '') ?? -1));
}

/** A cohort with the orders of both sides. */
interface RankedCohort {
  readonly problem: StableProblem;
  /** By ascending id, as they are numbered. */
  readonly candidates: CohortFacts['candidates'];
  readonly numberOf: ReadonlyMap<string, number>;
  /** Those that count, as declared. */
  readonly reserves: readonly ReserveTerm[];
}

function rankCohort(facts: CohortFacts): RankedCohort | TooLarge {
  const { opportunities, terms } = facts;
  if (facts.candidates.length * opportunities.length > MOST_RANKED_PAIRS) return { problem: 'too-many-pairs', most: MOST_RANKED_PAIRS };
  const numberOf = new Map(opportunities.map(({ opportunityId }, number) => [opportunityId, number]));
  const reserves = reservesInForce(terms.reserves, numberOf, facts.asOfOn);
  const programmes = [...new Set(reserves.map(({ programmeCode }) => programmeCode))];
  if (programmes.length > MOST_RESERVED_PROGRAMMES) return { problem: 'too-many-programmes', most: MOST_RESERVED_PROGRAMMES };
  const bitOf = (code: string): number => 1 << programmes.indexOf(code);
  const candidates = facts.candidates.toSorted((a, b) => compareIds(a.candidateId, b.candidateId));
  const problem = {
    candidateCount: candidates.length,
    capacities: Int32Array.from(facts.places),
    ...ordersOf(facts, candidates, numberOf),
    groups: Int32Array.from(candidates, ({ programmeCodes }) => programmes.reduce((bits, code) => bits | (programmeCodes.includes(code) ? bitOf(code) : 0), 0)),
    reserves: opportunities.map(({ opportunityId }) =>
      reserves.filter((term) => term.opportunityId === opportunityId).map(({ places, programmeCode, isHard }) => ({ places, group: bitOf(programmeCode), isHard })),
    ),
  };
  return { problem, candidates, numberOf, reserves };
}

/** The orders of both sides over the eligible pairs. */
function ordersOf({ asOfOn, seed, travelTimes, opportunities, terms }: CohortFacts, candidates: CohortFacts['candidates'], numberOf: ReadonlyMap<string, number>): Pick<StableProblem, 'choiceStarts' | 'choices' | 'rankingStarts' | 'rankings'> {
  const market = compileMarket(opportunities);
  const builder = new PeopleBuilder(candidates.length);
  for (const candidate of candidates) builder.add(candidate);
  const people = builder.finish();
  const matcher = new Matcher(market.data, new CodeTable([...people.codes]), { asOfOn, seed, limit: 0, travelTimes });
  const slotOf = new Int32Array(candidates.length);
  for (const [slot, number] of people.order.entries()) if (number >= 0) slotOf[number] = slot;
  const aside = asidePairs(candidates, people, market, opportunities, asOfOn)?.ofPeople;
  const most = slotOf.reduce((sum, slot) => sum + matcher.matchOne(people, slot, aside?.get(slot)).eligibleCount, 0);
  const choices = new Int32Array(most);
  const chooser = new Int32Array(most);
  const ranks = new Float64Array(most);
  const choiceStarts = new Int32Array(candidates.length + 1);
  const rankingStarts = new Int32Array(opportunities.length + 1);
  // Only the order of wishes counts, and what is never to be; the engine knows what the rules exclude.
  const adjustments = adjustmentsOf(terms, candidates, numberOf, () => 0);
  let end = 0;
  for (const [number, slot] of slotOf.entries()) {
    const open = matcher.ranksOf(people, slot, null, aside?.get(slot)).map(({ slot: at, score, lottery }): OpenPair => ({ opportunity: market.data.order[at]!, rank: score * LOTTERY_RANGE + lottery }));
    open.sort((a, b) => b.rank - a.rank || a.opportunity - b.opportunity);
    for (const { opportunity, rank } of wishedFirst(open, adjustments.get(number))) {
      choices[end] = opportunity;
      chooser[end] = number;
      ranks[end] = rank;
      end += 1;
      rankingStarts[opportunity + 1]! += 1;
    }
    choiceStarts[number + 1] = end;
  }
  for (let opportunity = 0; opportunity < opportunities.length; opportunity += 1) rankingStarts[opportunity + 1]! += rankingStarts[opportunity]!;
  const rankings = new Int32Array(end);
  const next = rankingStarts.slice();
  for (let pair = 0; pair < end; pair += 1) rankings[next[choices[pair]!]!++] = pair;
  const personOf = new Map(candidates.map(({ candidateId }, number) => [candidateId, number]));
  const rankingOf = new Map(terms.rankings.map(({ opportunityId, candidateIds }) => [numberOf.get(opportunityId), candidateIds]));
  for (let opportunity = 0; opportunity < opportunities.length; opportunity += 1) {
    const ranking = rankings.subarray(rankingStarts[opportunity], rankingStarts[opportunity + 1]);
    // Pairs stand by candidate, so the lower of two pairs is the lower id.
    const byRank = (a: number, b: number): number => ranks[b]! - ranks[a]! || a - b;
    const named = placesIn((rankingOf.get(opportunity) ?? []).map((id) => personOf.get(id)));
    const placeOf = (pair: number): number => named.get(chooser[pair]) ?? UNNAMED;
    ranking.sort(named.size === 0 ? byRank : (a, b) => placeOf(a) - placeOf(b) || byRank(a, b));
  }
  return { choiceStarts, choices: choices.subarray(0, end), rankingStarts, rankings: rankings.map((pair) => chooser[pair]!) };
}

/** A pair that the rules leave open, and its place among the candidate's: the higher the better. */
interface OpenPair {
  readonly opportunity: number;
  readonly rank: number;
}

/** A candidate's open pairs, by rank, in the candidate's own order. */
function wishedFirst(open: readonly OpenPair[], adjustment: Adjustment | undefined): readonly OpenPair[] {
  if (adjustment === undefined) return open;
  const pairOf = new Map(open.map((pair) => [pair.opportunity, pair]));
  const adjusted = new Set(adjustment.pairs.map(({ opportunity }) => opportunity));
  const wished = adjustment.pairs.flatMap(({ opportunity, score }) => (score === null ? [] : (pairOf.get(opportunity) ?? [])));
  return adjustment.onlyThese ? wished : [...wished, ...open.filter(({ opportunity }) => !adjusted.has(opportunity))];
}

/** The place of whatever is not in a list: after all that are. */
const UNNAMED = 2 ** 31;

/** The first place of each in a list. */
function placesIn<Named>(list: readonly Named[]): Map<Named, number> {
  const places = new Map<Named, number>();
  for (const [place, one] of list.entries()) if (!places.has(one)) places.set(one, place);
  return places;
}

/**
 * Who has which place of the reserves: with the people whom an opportunity has, its choice gives each reserve in its turn
 * the members that it ranks best, and what they leave, of a soft one, to the others it ranks best. Nobody is left over for a
 * reserve that has fewer places than it asks for, so these need not be counted.
 */
function seatsOfReserves({ terms, opportunities }: CohortFacts, { problem, candidates, numberOf, reserves }: RankedCohort, assignment: Int32Array): { reserves: ReserveFinding[]; isReserved: Uint8Array } {
  const { rankings, rankingStarts } = problem;
  const isReserved = new Uint8Array(candidates.length);
  const waiting = opportunities.map((_, opportunity) => Array.from(rankings.subarray(rankingStarts[opportunity], rankingStarts[opportunity + 1])).filter((candidate) => assignment[candidate] === opportunity));
  const membership = new Membership(candidates);
  const findings = terms.reserves.map((term): ReserveFinding => {
    if (!reserves.includes(term)) return { placesTaken: 0, byMembers: 0, membersPlaced: 0 };
    const opportunity = numberOf.get(term.opportunityId)!;
    const isMember = membership.of(term.programmeCode);
    const members = waiting[opportunity]!.filter((candidate) => isMember[candidate] === 1).slice(0, term.places);
    const others = waiting[opportunity]!.filter((candidate) => !term.isHard && isMember[candidate] === 0).slice(0, term.places - members.length);
    const seated = new Set([...members, ...others]);
    for (const candidate of seated) isReserved[candidate] = 1;
    waiting[opportunity] = waiting[opportunity]!.filter((candidate) => !seated.has(candidate));
    return { placesTaken: seated.size, byMembers: members.length, membersPlaced: assignment.reduce((sum, own, candidate) => sum + (own < 0 ? 0 : isMember[candidate]!), 0) };
  });
  return { reserves: findings, isReserved };
}

function blocking({ opportunities }: CohortFacts, { problem, candidates }: RankedCohort, assignment: Int32Array): BlockingFindings {
  const { count, first } = blockingPairs(problem, assignment);
  return { count, first: first.map(([candidate, opportunity]) => [candidates[candidate]!.candidateId, opportunities[opportunity]!.opportunityId]) };
}
