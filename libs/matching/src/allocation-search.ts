import {
  allocateAll,
  canonicalOrder,
  compileMarket,
  EnginePairs,
  isEligible,
  PeopleBuilder,
  scorePair,
  type AllocationStep,
  type CandidateFacts,
  type Certificate,
  type OpportunityFacts,
  type PlainDate,
  type TravelTimes,
} from '#lib/kernel';

/** An intake with the places that an allocation may give out. */
export interface OpenPlaces {
  readonly opportunityId: string;
  readonly intakeId: string;
  readonly places: number;
}

/** What an allocation is made of. */
export interface AllocationFacts {
  readonly asOfOn: PlainDate;
  readonly seed: number;
  /** What a place is worth besides its score. */
  readonly placeValue: number;
  /** Who gets a place, or none. */
  readonly candidates: readonly CandidateFacts[];
  /** Of the market, by ascending id. */
  readonly opportunities: readonly OpportunityFacts[];
  /** Places of each of them that are to be given out. */
  readonly places: readonly number[];
  readonly travelTimes: TravelTimes | undefined;
}

/** Where a candidate goes; null: nowhere. */
export interface GivenPlace {
  readonly candidateId: string;
  readonly opportunityId: string | null;
  readonly score: number | null;
}

/** People and market ready for the search for the best allocation of all eligible pairs. */
export class AllocationSearch {
  readonly #facts: AllocationFacts;
  readonly #people: readonly CandidateFacts[];
  readonly #source: EnginePairs;
  readonly #capacities: Int32Array;

  constructor(facts: AllocationFacts) {
    const { asOfOn, seed, candidates, opportunities, travelTimes } = facts;
    this.#facts = facts;
    // By lottery, so that neither age nor alphabet decides between allocations that are worth the same.
    const order = canonicalOrder(candidates.map(({ candidateId }) => candidateId), [], seed);
    this.#people = Array.from(order.candidates, (at) => candidates[at]!);
    const builder = new PeopleBuilder(candidates.length);
    for (const person of this.#people) builder.add(person);
    this.#source = new EnginePairs(compileMarket(opportunities), builder.finish(), { asOfOn, seed, limit: 0, travelTimes });
    this.#capacities = Int32Array.from(facts.places, (places) => Math.min(places, candidates.length));
  }

  /** The best allocation so far after each round, with how far from the best it may be. */
  steps(): Generator<AllocationStep> {
    return allocateAll({ candidateCount: this.#people.length, capacities: this.#capacities, bonus: this.#facts.placeValue }, this.#source);
  }

  /** The places of an allocation by people, with the scores that the rules give. */
  placesOf({ allocation }: AllocationStep): GivenPlace[] {
    return this.#people.map((person, number): GivenPlace => {
      const opportunity = this.#facts.opportunities[allocation.assignment[number]!];
      if (opportunity === undefined) return { candidateId: person.candidateId, opportunityId: null, score: null };
      return { candidateId: person.candidateId, opportunityId: opportunity.opportunityId, score: this.scoreOf(person, opportunity) };
    });
  }

  /** Points of a pair, eligible or not. */
  scoreOf(person: CandidateFacts, opportunity: OpportunityFacts): number {
    return scorePair(person, opportunity, this.#facts).total;
  }

  /**
   * What the prices of a step prove over all eligible pairs, checked without the search: rules and scores by the
   * interpreted rules, places counted, and the best of everybody at these prices asked for once more.
   */
  certificate({ allocation: { assignment, prices } }: AllocationStep): Certificate {
    const { opportunities, placeValue } = this.#facts;
    const left = this.#capacities.slice();
    let total = 0;
    let keepsRules = true;
    for (const [number, person] of this.#people.entries()) {
      const opportunity = opportunities[assignment[number]!];
      if (opportunity === undefined) continue;
      left[assignment[number]!]! -= 1;
      keepsRules &&= isEligible(person, opportunity, this.#facts);
      total += this.scoreOf(person, opportunity) + placeValue;
    }
    keepsRules &&= left.every((places) => places >= 0);
    const { starts, opportunities: found, scores } = this.#source.best(prices, new Int32Array(this.#people.length).fill(-placeValue), 1);
    let bound = 0;
    for (const [opportunity, price] of prices.entries()) bound += price * this.#capacities[opportunity]!;
    for (let number = 0; number < this.#people.length; number += 1) {
      const at = starts[number]!;
      if (at < starts[number + 1]!) bound += Math.max(0, scores[at]! + placeValue - prices[found[at]!]!);
    }
    return { holds: keepsRules && bound === total, gap: bound - total, total, bound };
  }
}
