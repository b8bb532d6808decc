import type { CandidateFacts, OpportunityFacts } from '../matching/facts.js';
import { emptyMatches, type PackedMatches } from '../matching/packed-matches.js';
import { compareIds, drawLottery, LOTTERY_RANGE, ticketOfHash } from '../matching/tie-break.js';
import { asidePairs } from './aside-slots.js';
import { CodeTable } from './code-table.js';
import { Field } from './market-data.js';
import { compileMarket, type Market } from './market.js';
import { allocateResults, type MatchResults } from './match-results.js';
import { Matcher, type EngineContext } from './matcher.js';
import { compileMirror } from './mirror.js';
import { PeopleBuilder, type PeopleData } from './people.js';
import { PeopleFinder } from './people-finder.js';

/** What was found for a range of candidates and all opportunities, by index in ascending order of ids. */
export interface FoundMatches {
  /** Ascending. */
  readonly candidateIds: readonly string[];
  /** Rows are candidates, indexes opportunities. */
  readonly ofCandidates: PackedMatches;
  /** Rows are opportunities, indexes candidates. */
  readonly ofOpportunities: PackedMatches;
}

/** Opportunities made ready once for any number of ranges of candidates. Ids are unique. */
export class PreparedMarket {
  /** Ascending. */
  readonly opportunityIds: readonly string[];
  readonly #market: Market;
  /** For pairs that are set aside, of which the facts decide whether they still are. */
  readonly #facts: readonly OpportunityFacts[];
  readonly #codes = new CodeTable();
  readonly #zones = new CodeTable();
  readonly #matcher: Matcher;

  constructor(
    opportunities: readonly OpportunityFacts[],
    readonly context: EngineContext,
  ) {
    this.#market = compileMarket(opportunities);
    this.#facts = opportunities;
    this.opportunityIds = this.#market.ids;
    this.#matcher = new Matcher(this.#market.data, this.#codes, context);
  }

  /** Matches candidates, in any order, with all opportunities: the best for each side. */
  match(candidates: readonly CandidateFacts[]): FoundMatches {
    const { data } = this.#market;
    const sorted = candidates.toSorted((a, b) => compareIds(a.candidateId, b.candidateId));
    const builder = new PeopleBuilder(sorted.length, this.#codes, this.#zones);
    for (const candidate of sorted) builder.add(candidate);
    const people = builder.finish();
    const { limit, asOfOn } = this.context;
    const aside = asidePairs(sorted, people, this.#market, this.#facts, asOfOn);
    const found = allocateResults(0, people.slotCount, limit);
    this.#matcher.matchPeople(people, 0, people.slotCount, found, aside?.ofPeople);
    const finder = new PeopleFinder(data, people, compileMirror(data, people), this.context);
    const foundPeople = allocateResults(0, data.slotCount, limit);
    finder.findPeople(0, data.slotCount, foundPeople, aside?.ofOpportunities);
    return {
      candidateIds: sorted.map(({ candidateId }) => candidateId),
      ofCandidates: byOrder(found, people.order, sorted.length, data.order, (slot, other) => this.#lottery(people, slot, other)),
      ofOpportunities: byOrder(foundPeople, data.order, this.opportunityIds.length, people.order, (slot, other) => this.#lottery(people, other, slot)),
    };
  }

  #lottery(people: PeopleData, person: number, opportunity: number): number {
    return drawLottery(ticketOfHash(this.context.seed, people.hash[person]!), this.#market.data.records[opportunity * Field.COUNT + Field.HASH]!);
  }
}

/** Results by slot as rows by number, `rows` of them; slots of the other side become its numbers. */
function byOrder(found: MatchResults, order: Int32Array, rows: number, orderOfOthers: Int32Array, lottery: (slot: number, other: number) => number): PackedMatches {
  const { limit, counts, slots, scores } = found;
  const matches = emptyMatches(rows, limit);
  for (const [slot, row] of order.entries()) {
    if (row < 0) continue;
    matches.eligibleCounts[row] = counts[slot]!;
    const kept = Math.min(limit, counts[slot]!);
    for (let at = 0; at < kept; at += 1) {
      const other = slots[slot * limit + at]!;
      matches.indexes[row * limit + at] = orderOfOthers[other]!;
      matches.ranks[row * limit + at] = scores[slot * limit + at]! * LOTTERY_RANGE + lottery(slot, other);
    }
  }
  return matches;
}
