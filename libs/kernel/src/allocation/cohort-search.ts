import { asidePairs } from '../engine/aside-slots.js';
import { compileMarket } from '../engine/market.js';
import { EnginePairs } from '../engine/engine-pairs.js';
import { PeopleBuilder } from '../engine/people.js';
import type { CandidateFacts } from '../matching/facts.js';
import { isEligible } from '../matching/hard-rules.js';
import { scorePair } from '../matching/score.js';
import { AdjustedPairs, type Adjustment } from './adjusted-pairs.js';
import { allocateAll, type AllocationStep } from './allocate-all.js';
import { allocate } from './allocate.js';
import type { CohortFacts, CohortPlace, ReserveTerm } from './allocation-terms.js';
import { canonicalOrder } from './canonical-order.js';
import type { Certificate } from './certificate.js';
import { checkCohort, type HeldPart } from './cohort-certificate.js';
import { adjustmentsOf, Membership, minimumsOf, reservedPlacesOf, reservesInForce, wishPointsIn, type WishPoints } from './cohort-terms.js';
import { withPairs, sortedPairs } from './found-pairs.js';
import { MOST_FOR_ONE, type GroupMinimum } from './group-minimums.js';
import { NOT_ASKED, type FoundPairs, type PairSource } from './pair-source.js';
import { ReservedPairs } from './reserved-pairs.js';
import { opportunitiesOfParts, partCapacities, type ReservedPlaces } from './reserves.js';
import { chooseSites, sitesOf } from './together.js';
import { grantedWishes } from './wishes.js';

/** Facts, and where the search begins. */
export interface CohortSearchFacts extends CohortFacts {
  /** Of the result of nearly the same cohort, as a scenario's base; the search is quicker from there. Null or left out: none. */
  readonly startPrices?: ArrayLike<number> | null;
}

/** Where a search stands. The allocation is of parts: the open places of each opportunity, then those of each reserve in force. */
export interface CohortStep extends AllocationStep {
  /** Nothing is worth more, on these terms and with people who go together at the sites chosen for them. */
  readonly isProven: boolean;
  /** Whether people who want one site are held to it yet. */
  readonly isTogether: boolean;
  /** What wishes, decisions and chosen sites make of pairs in this step. */
  readonly adjustments: ReadonlyMap<number, Adjustment>;
}

/** What came of a reserve. */
export interface ReserveFinding {
  /** Of the reserve's own places. */
  readonly placesTaken: number;
  /** Of these, by members. */
  readonly byMembers: number;
  /** Members of its programme with a place anywhere. */
  readonly membersPlaced: number;
}

/** What came of the terms. */
export interface CohortFindings {
  /** Σ (score + wish points + place value). What members count more in reserved places is not worth anything: it steers. */
  readonly worth: number;
  /** Σ scores by the rules. */
  readonly scoreTotal: number;
  /** People who got what they wished for most. */
  readonly firstWishes: number;
  /** People who got anything that they wished for. */
  readonly anyWish: number;
  /** By reserve, as declared; of one that does not count on the day, or is of no opportunity of the market, all 0. */
  readonly reserves: readonly ReserveFinding[];
  readonly minimums: readonly { readonly placed: number; readonly isMet: boolean }[];
  /** What reserves and minimums cost together against the best without them, and which share of that it is; null without any, and when the search was stopped before its proof. */
  readonly cost: { readonly worthWithout: number; readonly worthWith: number; readonly share: number } | null;
  /** No choice of sites is worth more than the bound, and so going together costs this share of it at most, points that steer included; null without groups, and when the search was stopped before its proof. */
  readonly together: { readonly bound: number; readonly share: number } | null;
}

/** An allocation in words of the cohort. */
export interface CohortResult {
  readonly places: readonly CohortPlace[];
  /** By part, then the price of staying out by minimum: see personalTerms, and `startPrices`. */
  readonly prices: readonly number[];
  readonly certificate: Certificate;
  readonly findings: CohortFindings;
}

/**
 * Of people who go with others so many pairs are looked at for sites, the best at the prices: all of them in cohorts and
 * markets of some thousands, and fewer where room for as many of everybody would take too much memory.
 */
const LEAST_PAIRS_OF_GROUPS = 64;
const MOST_PAIRS_OF_GROUPS = 2 ** 24;

const NO_ADJUSTMENT: Adjustment = { pairs: [], onlyThese: false };

/** Of everybody else so many, at the prices of the step. */
const PAIRS_OF_OTHERS = 24;

/** A cohort and its market ready for the search for the best allocation of all eligible pairs on given terms. */
export class CohortSearch {
  readonly #facts: CohortSearchFacts;
  readonly #people: readonly CandidateFacts[];
  readonly #numberOf: ReadonlyMap<string, number>;
  readonly #engine: EnginePairs;
  readonly #adjustments: ReadonlyMap<number, Adjustment>;
  readonly #reserveTerms: readonly ReserveTerm[];
  readonly #reserves: readonly ReservedPlaces[];
  readonly #minimums: readonly GroupMinimum[];
  readonly #capacities: Int32Array;
  readonly #opportunityOf: Int32Array;
  /** People who go together, by number; whoever goes alone is in none. */
  readonly #groups: readonly (readonly number[])[];
  readonly #siteOf: Int32Array;
  readonly #wishPoints: WishPoints;

  constructor(facts: CohortSearchFacts) {
    const { asOfOn, seed, candidates, opportunities, travelTimes, terms } = facts;
    this.#facts = facts;
    // By lottery, so that neither age nor alphabet decides between allocations that are worth the same.
    const order = canonicalOrder(candidates.map(({ candidateId }) => candidateId), [], seed);
    this.#people = Array.from(order.candidates, (at) => candidates[at]!);
    const builder = new PeopleBuilder(candidates.length);
    for (const person of this.#people) builder.add(person);
    this.#numberOf = new Map(opportunities.map(({ opportunityId }, number) => [opportunityId, number]));
    const market = compileMarket(opportunities);
    const cohort = builder.finish();
    const aside = asidePairs(this.#people, cohort, market, opportunities, asOfOn);
    this.#engine = new EnginePairs(market, cohort, { asOfOn, seed, limit: 0, travelTimes }, aside?.ofPeople);
    this.#siteOf = sitesOf(opportunities);
    const personOf = new Map(this.#people.map(({ candidateId }, number) => [candidateId, number]));
    this.#adjustments = adjustmentsOf(terms, this.#people, this.#numberOf, (person, opportunity) => this.#scoreByRules(person, opportunity));
    const held = (facts.heldAt ?? []).flatMap(({ candidateIds, opportunityId }) => candidateIds.flatMap((id) => personOf.get(id) ?? []).map((person) => [person, this.#only(person, this.#siteOf[this.#numberOf.get(opportunityId)!]!)] as const));
    this.#adjustments = new Map([...this.#adjustments, ...held]);
    const membership = new Membership(this.#people);
    this.#reserveTerms = reservesInForce(terms.reserves, this.#numberOf, asOfOn);
    this.#reserves = reservedPlacesOf(this.#reserveTerms, this.#numberOf, membership);
    this.#minimums = minimumsOf(terms, membership);
    this.#capacities = partCapacities(facts.places, this.#reserves).map((places) => Math.min(places, candidates.length));
    this.#opportunityOf = opportunitiesOfParts(opportunities.length, this.#reserves);
    this.#wishPoints = wishPointsIn(terms);
    this.#groups = terms.together.map((ids) => ids.flatMap((id) => personOf.get(id) ?? [])).filter((group) => group.length > 1);
  }

  /** The best allocation so far after each round, with how far from the best it may be: first with everybody free to go anywhere, then with people who want one site held to it. */
  *steps(): Generator<CohortStep> {
    let last: CohortStep | undefined;
    for (const step of this.#allocated(this.#adjustments, this.#startPrices())) {
      last = { ...step, isTogether: this.#groups.length === 0, isProven: step.isProven && this.#groups.length === 0 };
      yield last;
    }
    if (this.#groups.length === 0) return;
    yield* this.#together(last!);
  }

  /** What a step says of the cohort. Of people who want one site, and were not held to it yet, those who do not get there are moved first. */
  result(step: CohortStep): CohortResult {
    const [whole] = step.isTogether ? [step] : this.#together(step);
    return this.#told(whole!);
  }

  #source(adjustments: ReadonlyMap<number, Adjustment>): PairSource {
    return adjustments.size === 0 ? this.#engine : new AdjustedPairs(this.#engine, adjustments);
  }

  #sourceOfParts(adjustments: ReadonlyMap<number, Adjustment>): PairSource {
    const source = this.#source(adjustments);
    return this.#reserves.length === 0 ? source : new ReservedPairs(source, this.#facts.opportunities.length, this.#reserves, this.#people.length);
  }

  *#allocated(adjustments: ReadonlyMap<number, Adjustment>, prices: Float64Array): Generator<CohortStep> {
    const whole = { candidateCount: this.#people.length, capacities: this.#capacities, bonus: this.#facts.terms.placeValue };
    for (const step of allocateAll(whole, this.#sourceOfParts(adjustments), { prices, minimums: this.#minimums })) yield { ...step, adjustments, isTogether: true, isProven: step.bound === step.worth };
  }

  /** From the best with everybody apart: sites are chosen for groups, their members held there, and all solved anew. The bound stays that of everybody apart. */
  *#together(apart: CohortStep): Generator<CohortStep> {
    const { round, bound } = apart;
    for (const step of this.#allocated(this.#heldToSites(apart), apart.allocation.prices)) {
      yield { ...step, round: round + step.round, bound, gap: bound === 0 ? 0 : (bound - step.worth) / bound };
    }
  }

  /** Chooses a site for each group at the prices of a step, and holds its members there. */
  #heldToSites({ allocation: { prices }, pairs, outPrices, adjustments }: CohortStep): Map<number, Adjustment> {
    const count = this.#people.length;
    const inGroups = new Set(this.#groups.flat());
    const source = this.#sourceOfParts(adjustments);
    const best = (isAsked: (person: number) => boolean, limit: number): FoundPairs =>
      sortedPairs(source.best(prices, Int32Array.from({ length: count }, (_, person) => (isAsked(person) ? -MOST_FOR_ONE : NOT_ASKED)), limit));
    const limit = Math.max(LEAST_PAIRS_OF_GROUPS, Math.min(prices.length, Math.floor(MOST_PAIRS_OF_GROUPS / count)));
    // The others have to make room: with no more than the pairs of the last step, fewer after a warm start, many trials find none.
    const known = [best((person) => inGroups.has(person), limit), best((person) => !inGroups.has(person), PAIRS_OF_OTHERS)].reduce(withPairs, pairs);
    const problem = { candidateCount: count, capacities: this.#capacities, bonus: this.#facts.terms.placeValue, ...withOutPrices(known, this.#minimums, outPrices) };
    const { siteOfGroup } = chooseSites(problem, allocate(problem, { prices }), this.#groups, this.#opportunityOf.map((opportunity) => this.#siteOf[opportunity]!));
    const held = new Map(adjustments);
    for (const [group, site] of siteOfGroup.entries()) {
      for (const person of this.#groups[group]!) held.set(person, this.#only(person, site));
    }
    return held;
  }

  /** The pairs of a person at a site, and no others; -1: none at all. */
  #only(person: number, site: number): Adjustment {
    const there = site < 0 ? [] : Array.from(this.#siteOf.keys()).filter((opportunity) => this.#siteOf[opportunity] === site);
    return { onlyThese: true, pairs: there.map((opportunity) => ({ opportunity, score: this.#adjustedScore(person, opportunity) })) };
  }

  #adjustedScore(person: number, opportunity: number): number | null {
    const { pairs, onlyThese } = this.#adjustments.get(person) ?? NO_ADJUSTMENT;
    const adjusted = pairs.find((pair) => pair.opportunity === opportunity);
    if (adjusted !== undefined) return adjusted.score;
    return onlyThese ? null : this.#scoreByRules(person, opportunity);
  }

  #scoreByRules(person: number, opportunity: number): number | null {
    const pair = [this.#people[person]!, this.#facts.opportunities[opportunity]!] as const;
    return isEligible(...pair, this.#facts) ? scorePair(...pair, this.#facts).total : null;
  }

  #startPrices(): Float64Array {
    const given = this.#facts.startPrices ?? [];
    const isOfSameParts = given.length === this.#opportunityOf.length + this.#minimums.length;
    return Float64Array.from(this.#opportunityOf, (opportunity, part) => given[isOfSameParts ? part : opportunity] ?? 0);
  }

  #told(step: CohortStep): CohortResult {
    const { allocation, outPrices } = step;
    const held = this.#heldParts(step);
    return {
      places: this.#people.map(({ candidateId }, person): CohortPlace => {
        const place = held[person]!;
        return place === null ? { candidateId, opportunityId: null, score: null, isReserved: false } : { candidateId, opportunityId: place.opportunityId, score: place.score, isReserved: place.reserve !== null };
      }),
      prices: [...allocation.prices, ...outPrices],
      certificate: this.#certificate(step, held),
      findings: this.#findings(step, held),
    };
  }

  #heldParts({ allocation: { assignment } }: CohortStep): (HeldPart | null)[] {
    const { opportunities } = this.#facts;
    return this.#people.map((person, number) => {
      const part = assignment[number]!;
      if (part < 0) return null;
      const opportunity = opportunities[this.#opportunityOf[part]!]!;
      const { opportunityId } = opportunity;
      return {
        part,
        opportunityId,
        score: scorePair(person, opportunity, this.#facts).total,
        isEligible: isEligible(person, opportunity, this.#facts),
        wishPoints: this.#wishPoints(person.candidateId, opportunityId),
        reserve: this.#reserveTerms[part - opportunities.length] ?? null,
        site: this.#siteOf[this.#opportunityOf[part]!]!,
      };
    });
  }

  #certificate({ adjustments, allocation: { prices }, outPrices }: CohortStep, held: readonly (HeldPart | null)[]): Certificate {
    const source = this.#sourceOfParts(adjustments);
    return checkCohort({ people: this.#people, placeValue: this.#facts.terms.placeValue, capacities: this.#capacities, minimums: this.#minimums, groups: this.#groups, held, source, prices, outPrices });
  }

  #findings(step: CohortStep, held: readonly (HeldPart | null)[]): CohortFindings {
    const { terms } = this.#facts;
    const placed = held.flatMap((place, person) => (place === null ? [] : [{ ...place, person: this.#people[person]! }]));
    const worth = placed.reduce((sum, { score, wishPoints }) => sum + score + Number(wishPoints) + terms.placeValue, 0);
    return {
      worth,
      scoreTotal: placed.reduce((sum, { score }) => sum + score, 0),
      ...grantedWishes(terms.wishes, placed.map(({ person, opportunityId }) => ({ candidateId: person.candidateId, opportunityId }))),
      reserves: this.#reserveFindings(placed),
      minimums: this.#minimums.map(({ members, minimum }) => {
        const count = held.reduce((sum, place, person) => sum + (place === null ? 0 : members[person]!), 0);
        return { placed: count, isMet: count >= minimum };
      }),
      cost: step.isProven && this.#reserves.length + this.#minimums.length > 0 ? this.#costOf(step, worth) : null,
      together: step.isProven && this.#groups.length > 0 ? { bound: step.bound, share: step.gap } : null,
    };
  }

  #reserveFindings(placed: readonly { readonly person: CandidateFacts; readonly reserve: ReserveTerm | null }[]): ReserveFinding[] {
    const membersPlaced = new Map<string, number>();
    const taken = new Map(this.#reserveTerms.map((reserve) => [reserve, { placesTaken: 0, byMembers: 0 }]));
    for (const { person, reserve } of placed) {
      for (const code of new Set(person.programmeCodes)) membersPlaced.set(code, (membersPlaced.get(code) ?? 0) + 1);
      if (reserve === null) continue;
      const counted = taken.get(reserve)!;
      counted.placesTaken += 1;
      counted.byMembers += Number(person.programmeCodes.includes(reserve.programmeCode));
    }
    return this.#facts.terms.reserves.map((reserve) => {
      const counted = taken.get(reserve);
      return counted === undefined ? { placesTaken: 0, byMembers: 0, membersPlaced: 0 } : { ...counted, membersPlaced: membersPlaced.get(reserve.programmeCode) ?? 0 };
    });
  }

  /** What reserves and minimums cost: the best without them, from the prices with them. */
  #costOf({ adjustments, allocation }: CohortStep, worthWith: number): NonNullable<CohortFindings['cost']> {
    const { opportunities, places, terms } = this.#facts;
    const prices = allocation.prices.slice(0, opportunities.length);
    for (const [part, opportunity] of this.#opportunityOf.entries()) prices[opportunity] = Math.min(prices[opportunity]!, allocation.prices[part]!);
    const whole = { candidateCount: this.#people.length, capacities: Int32Array.from(places, (count) => Math.min(count, this.#people.length)), bonus: terms.placeValue };
    let worthWithout = 0;
    for (const { worth } of allocateAll(whole, this.#source(adjustments), { prices })) worthWithout = worth;
    return { worthWithout, worthWith, share: worthWithout === 0 ? 0 : (worthWithout - worthWith) / worthWithout };
  }
}

/**
 * Scores that a minimum raises: what its members bring is worth more by the price of staying out, and by a point, since at
 * that price it is all the same whether they have a place.
 */
function withOutPrices({ starts, opportunities, scores }: FoundPairs, minimums: readonly GroupMinimum[], outPrices: readonly number[]): FoundPairs {
  const raised = scores.slice();
  for (const [at, { members }] of minimums.entries()) {
    const more = outPrices[at]! > 0 ? outPrices[at]! + 1 : 0;
    for (const [person, isMember] of members.entries()) {
      for (let pair = starts[person]!; pair < starts[person + 1]!; pair += 1) raised[pair]! += isMember * more;
    }
  }
  return { starts, opportunities, scores: raised };
}
