import type { CandidateFacts, OpportunityFacts } from '../matching/facts.js';
import type { RankedOpportunity } from '../matching/rank.js';
import { compareIds, compareRanked, hashOfText } from '../matching/tie-break.js';
import type { MarketAnswer, MarketQuestion } from '../matching/what-if.js';
import { asideFor } from './aside-slots.js';
import { CodeTable } from './code-table.js';
import { Field } from './market-data.js';
import { compileMarket } from './market.js';
import { Matcher, type EngineContext } from './matcher.js';
import { OnePerson } from './one-person.js';
import { OpportunityWriter } from './opportunity-writer.js';
import { keepTieOrder } from './tie-order.js';

/** Slots kept free for opportunities that come, as a share of those there are, and at least. */
const SPARE_SHARE = 1 / 16;
const SPARE_SLOTS = 256;

/** The opportunities of one moment, with the kernel made ready for them. */
interface Compiled {
  readonly writer: OpportunityWriter;
  readonly matcher: Matcher;
  readonly person: OnePerson;
  readonly slotOf: Map<string, number>;
  /** By slot. */
  readonly ids: (string | undefined)[];
  readonly free: number[];
  /** Number in the order of ties for the next that comes: above all there are. */
  nextNumber: number;
}

/**
 * Opportunities that come, change and go, and answers for one candidate at any moment: those of a market compiled anew.
 *
 * A change writes one slot and the masks that are kept. What the tables have no number for (a new skill, a demand that
 * nobody made so far), and the moment at which no slot is free, need a new compilation: it happens with the next
 * question, at about 30 µs an opportunity.
 */
export class LiveMarket {
  readonly #facts = new Map<string, OpportunityFacts>();
  #compiled: Compiled | null = null;

  constructor(
    opportunities: Iterable<OpportunityFacts>,
    readonly context: EngineContext,
  ) {
    for (const facts of opportunities) this.#facts.set(facts.opportunityId, facts);
  }

  /** The facts of an opportunity as they stand. */
  factsOf(opportunityId: string): OpportunityFacts | undefined {
    return this.#facts.get(opportunityId);
  }

  /** Adds an opportunity, or puts it in place of the earlier one of the same id. */
  put(facts: OpportunityFacts): void {
    this.remove(facts.opportunityId);
    this.#facts.set(facts.opportunityId, facts);
    if (this.#compiled === null) return;
    const slot = this.#compiled.writer.knows(facts) ? this.#compiled.free.pop() : undefined;
    if (slot === undefined) this.#compiled = null;
    else write(this.#compiled, slot, facts);
  }

  /** Takes an opportunity away, if it is there. */
  remove(opportunityId: string): void {
    this.#facts.delete(opportunityId);
    const slot = this.#compiled?.slotOf.get(opportunityId);
    if (this.#compiled === null || slot === undefined) return;
    this.#compiled.matcher.leave(slot);
    this.#compiled.writer.clear(slot);
    this.#compiled.slotOf.delete(opportunityId);
    this.#compiled.ids[slot] = undefined;
    this.#compiled.free.push(slot);
  }

  /** What a market answers for one candidate: the same as matchOneByOne. */
  answer({ candidate, notOpenTo, placeOf, limit }: MarketQuestion): MarketAnswer {
    const compiled = (this.#compiled ??= this.#compile());
    const { matcher, person, ids } = compiled;
    const except = notOpenTo === undefined ? null : matcher.openTo(person.with(notOpenTo), 0, this.#asideFor(compiled, notOpenTo));
    const ranked = matcher.ranksOf(person.with(candidate), 0, except, this.#asideFor(compiled, candidate)).map(({ slot, score, lottery }): RankedOpportunity => ({ opportunityId: ids[slot]!, score, lottery }));
    ranked.sort((a, b) => compareRanked(a, b) || compareIds(a.opportunityId, b.opportunityId));
    const place = ranked.findIndex(({ opportunityId }) => opportunityId === placeOf) + 1;
    return { eligibleCount: ranked.length, place: place === 0 ? null : place, topOpportunities: ranked.slice(0, limit) };
  }

  /** The best for one candidate, as a run would find them: `limit` of the context. */
  match(candidate: CandidateFacts): Omit<MarketAnswer, 'place'> {
    const compiled = (this.#compiled ??= this.#compile());
    const { matcher, person, ids } = compiled;
    const { eligibleCount, best } = matcher.matchOne(person.with(candidate), 0, this.#asideFor(compiled, candidate));
    return { eligibleCount, topOpportunities: best.map(({ slot, score, lottery }) => ({ opportunityId: ids[slot]!, score, lottery })) };
  }

  /** Slots that are set aside for a person, by the facts of this moment. */
  #asideFor({ slotOf }: Compiled, candidate: CandidateFacts): readonly number[] | undefined {
    return asideFor(candidate, (opportunityId) => this.#facts.get(opportunityId), (opportunityId) => slotOf.get(opportunityId)!, this.context.asOfOn);
  }

  #compile(): Compiled {
    const opportunities = [...this.#facts.values()];
    const spareSlots = Math.ceil(Math.max(SPARE_SLOTS, opportunities.length * SPARE_SHARE));
    const { data, ids } = compileMarket(opportunities, { spareSlots });
    const codes = new CodeTable();
    const idOfSlot = Array.from(data.order, (number) => ids[number]);
    const slotOf = new Map<string, number>();
    const free: number[] = [];
    for (const [slot, id] of idOfSlot.entries()) {
      if (id === undefined) free.push(slot);
      else slotOf.set(id, slot);
    }
    return { writer: new OpportunityWriter(data), matcher: new Matcher(data, codes, this.context), person: new OnePerson(codes, new CodeTable()), slotOf, ids: idOfSlot, free, nextNumber: ids.length };
  }
}

function write(compiled: Compiled, slot: number, facts: OpportunityFacts): void {
  const { writer, matcher, slotOf, ids } = compiled;
  const { data } = writer;
  ids[slot] = facts.opportunityId;
  slotOf.set(facts.opportunityId, slot);
  writer.write(slot, compiled.nextNumber, facts);
  compiled.nextNumber += 1;
  const hash = hashOfText(facts.opportunityId);
  const slots = [...slotOf.values()].filter((other) => data.records[other * Field.COUNT + Field.HASH] === hash);
  keepTieOrder(data.order, slots, (other) => ids[other]!);
  matcher.enter(slot);
}
