import type { FoundPairs, PairSource } from '../allocation/pair-source.js';
import { allocateHere, type Allocate } from './allocate.js';
import type { AsideSlots } from './aside-slots.js';
import { CodeTable } from './code-table.js';
import type { Market } from './market.js';
import { allocateResults } from './match-results.js';
import { Matcher, type EngineContext } from './matcher.js';
import type { PeopleData } from './people.js';
import { PricedMarket } from './priced-market.js';

/** The eligible pairs of people and opportunities, with their scores, found by the engine: none of them is kept. */
export class EnginePairs implements PairSource {
  readonly #priced: PricedMarket;
  readonly #matchers = new Map<number, Matcher>();
  readonly #floors: Int32Array;
  readonly #codes: CodeTable;

  /**
   * @param aside opportunities set aside, by person
   * @param allocate where results lie: a SharedArrayBuffer lets threads share them
   */
  constructor(
    readonly market: Market,
    readonly people: PeopleData,
    readonly context: EngineContext,
    readonly aside?: AsideSlots,
    readonly allocate: Allocate = allocateHere,
  ) {
    this.#priced = new PricedMarket(market.data);
    this.#floors = new Int32Array(people.slotCount);
    this.#codes = new CodeTable([...people.codes]);
  }

  best(prices: Float64Array, floors: Int32Array, limit: number, among: Uint8Array | null = null): FoundPairs {
    const { people, market } = this;
    const { order, slotCount } = people;
    this.#priced.setPrices(prices, among);
    for (let slot = 0; slot < slotCount; slot += 1) if (order[slot]! >= 0) this.#floors[slot] = floors[order[slot]!]!;
    const results = allocateResults(0, slotCount, limit, this.allocate);
    this.#matcher(limit).pricePeople(people, 0, slotCount, this.#floors, results, this.aside);
    const starts = new Int32Array(floors.length + 1);
    for (let slot = 0; slot < slotCount; slot += 1) if (order[slot]! >= 0) starts[order[slot]! + 1] = results.counts[slot]!;
    for (let candidate = 0; candidate < floors.length; candidate += 1) starts[candidate + 1]! += starts[candidate]!;
    const opportunities = new Int32Array(starts[floors.length]!);
    const scores = new Int32Array(opportunities.length);
    for (let slot = 0; slot < slotCount; slot += 1) {
      if (order[slot]! < 0) continue;
      const to = starts[order[slot]!]!;
      for (let at = 0; at < results.counts[slot]!; at += 1) {
        const opportunity = market.data.order[results.slots[slot * limit + at]!]!;
        opportunities[to + at] = opportunity;
        scores[to + at] = results.scores[slot * limit + at]! + prices[opportunity]!;
      }
    }
    return { starts, opportunities, scores };
  }

  #matcher(limit: number): Matcher {
    const kept = this.#matchers.get(limit) ?? new Matcher(this.#priced.data, this.#codes, { ...this.context, limit });
    this.#matchers.set(limit, kept);
    return kept;
  }
}
