import { toEpochDay, type PlainDate } from '../calendar/plain-date.js';
import { countHalfDays } from '../matching/half-days.js';
import { LOTTERY_RANGE } from '../matching/tie-break.js';
import type { CodeTable } from './code-table.js';
import { CompiledGroups } from './demand-table.js';
import type { TravelSource } from './imported-ways.js';
import * as m from './market-data.js';
import { MarketMasks } from './market-masks.js';
import { writeResult, type MatchResults } from './match-results.js';
import { NearWords } from './near-words.js';
import { CAN_BE_MATCHED, type PeopleData } from './people.js';
import { PersonInHand } from './person-in-hand.js';
import { TopRanks, type RankedSlot } from './top-ranks.js';
import { WordQueue } from './word-queue.js';

/** What a run of the engine needs besides the facts. */
export interface EngineContext {
  /** The day of the run. */
  readonly asOfOn: PlainDate;
  /** Of the lottery between equal scores, a whole number; its low 32 bits count. */
  readonly seed: number;
  /** How many to keep for each, a whole number from 0. */
  readonly limit: number;
  readonly travelTimes?: TravelSource | undefined;
}

/**
 * Finds the best opportunities of one candidate after the other, exactly: those that isEligible lets pass, in the order
 * of scorePair, lottery and id, and how many there are.
 *
 * For a candidate: (1) the words of 32 slots within reach of the home; (2) masks of all answers ANDed over them; (3) what
 * is left tested by distance and half-days, and counted; (4) the words taken in the order of the best score that they
 * could hold, until none can beat the last one kept.
 */
export class Matcher {
  readonly #market: m.MarketData;
  readonly #groups: CompiledGroups;
  readonly #answers: Uint8Array;
  readonly #masks: MarketMasks;
  readonly #near: NearWords;
  readonly #person: PersonInHand;
  readonly #best: TopRanks;
  /** ANDed so far. */
  readonly #all: Int32Array[] = [];
  readonly #queue: WordQueue;
  #isWeekAsked = false;

  /** @param codes of the people who will be matched */
  constructor(market: m.MarketData, codes: CodeTable, context: EngineContext) {
    this.#market = market;
    this.#groups = new CompiledGroups(market.groups, codes);
    this.#answers = new Uint8Array(this.#groups.byteCount);
    this.#masks = new MarketMasks(market);
    this.#near = new NearWords(market);
    this.#person = new PersonInHand(market, codes, toEpochDay(context.asOfOn), context.seed, context.travelTimes);
    this.#best = new TopRanks(context.limit, market.order);
    this.#queue = new WordQueue(market.slotCount / 32);
  }

  /** Matches the people in slots `from` to before `to` and writes their rows; an empty slot's row stays empty. */
  matchPeople(people: PeopleData, from: number, to: number, results: MatchResults): void {
    for (let slot = from; slot < to; slot += 1) {
      if (this.#take(people, slot)) writeResult(results, slot, this.#match(), this.#best);
    }
  }

  /** The best for the person in a slot, and how many are eligible. */
  matchOne(people: PeopleData, slot: number): { readonly eligibleCount: number; readonly best: readonly RankedSlot[] } {
    const eligibleCount = this.#take(people, slot) ? this.#match() : 0;
    return { eligibleCount, best: eligibleCount === 0 ? [] : this.#best.list() };
  }

  /** Bitmap of everything that is open to the person in a slot. */
  openTo(people: PeopleData, slot: number): Int32Array {
    const open = new Int32Array(this.#market.slotCount / 32);
    this.#survey(people, slot, (word, bits) => (open[word] = bits));
    return open;
  }

  /** Ranks of everything that is open to the person in a slot but not in `except`, in no order: without a bound, so about 50 ns each. */
  ranksOf(people: PeopleData, slot: number, except: Int32Array | null, visit: (slot: number, score: number, lottery: number) => void): void {
    const one = new TopRanks(1, this.#market.order);
    this.#survey(people, slot, (word, bits) => {
      for (let left = except === null ? bits : bits & ~except[word]!; left !== 0; left &= left - 1) {
        one.clear();
        this.#person.scoreWord(word, left & -left, one);
        visit(one.slots[0]!, Math.floor(one.ranks[0]! / LOTTERY_RANGE), one.ranks[0]! % LOTTERY_RANGE);
      }
    });
  }

  /** Before a slot of the market is cleared. */
  leave(slot: number): void {
    this.#masks.leave(slot);
  }

  /** After a slot of the market was written. */
  enter(slot: number): void {
    this.#masks.enter(slot);
    this.#near.forget();
  }

  #survey(people: PeopleData, slot: number, visit: (word: number, bits: number) => void): void {
    if (!this.#take(people, slot)) return;
    const { words, bits } = this.#queue;
    this.#mask();
    this.#countAndFile();
    for (let at = this.#queue.take(0); at >= 0; at = this.#queue.take(0)) visit(words[at]!, bits[at]!);
  }

  /** Takes up the person in a slot; false when there is none who can be matched. */
  #take(people: PeopleData, slot: number): boolean {
    if ((people.flags[slot]! & CAN_BE_MATCHED) === 0) return false;
    const reach = this.#person.take(people, slot);
    if (reach === null) this.#near.aimEverywhere();
    else this.#near.aim(people.east[slot]!, people.north[slot]!, reach);
    return true;
  }

  /** The best of the person in hand into #best; how many are eligible. */
  #match(): number {
    this.#best.clear();
    this.#mask();
    const count = this.#countAndFile();
    this.#score();
    return count;
  }

  /** Queues the near words in which a bit survives all masks. */
  #mask(): void {
    const person = this.#person;
    const masks = this.#all;
    const kept = this.#masks;
    masks.length = 0;
    this.#groups.answer(person.tested, this.#answers);
    for (let byte = this.#answers.length - 1; byte >= 0; byte -= 1) pushMask(masks, kept.forAnswers(byte, this.#answers[byte]!));
    pushMask(masks, kept.forPay(person.pay));
    pushMask(masks, kept.forStart(person.readyDay));
    const week = kept.hasWeeks ? kept.forWeek(person.slots) : null;
    this.#isWeekAsked = week === undefined;
    pushMask(masks, week ?? null);
    while (masks.length % 4 > 0) masks.push(this.#market.present);
    queueNear(this.#near, person.reach, this.#market.present, this.#queue);
    for (let from = 0; from < masks.length; from += 4) this.#queue.keepAll(masks, from);
  }

  /** Tests what masks cannot decide, counts what is left and files each word by the best score it could hold. */
  #countAndFile(): number {
    const person = this.#person;
    const queue = this.#queue;
    const { words, bits } = queue;
    const { wordPathway, wordMost, wordInterestWeight, wordTravelWeight, records } = this.#market;
    const isWeekAsked = this.#isWeekAsked;
    let count = 0;
    for (let at = 0; at < queue.count; at += 1) {
      const word = words[at]!;
      let left = person.reachable(word, bits[at]!);
      if (isWeekAsked) left = withHalfDays(left, word, person.slots, records);
      if (left === 0) continue;
      bits[at] = left;
      count += countHalfDays(left);
      queue.file(at, wordMost[word]! + person.interest[wordPathway[word]!]! * wordInterestWeight[word]! + person.mostTravel * wordTravelWeight[word]!);
    }
    return count;
  }

  /** Scores the words of the best bound first, until none can hold a better one. */
  #score(): void {
    const best = this.#best;
    const { words, bits } = this.#queue;
    for (let at = this.#queue.take(best.leastScore); at >= 0; at = this.#queue.take(best.leastScore)) this.#person.scoreWord(words[at]!, bits[at]!, best);
  }
}

function pushMask(masks: Int32Array[], mask: Int32Array | null): void {
  if (mask !== null) masks.push(mask);
}

/** Queues the words of a list that lie within reach. */
function queueNear(list: NearWords, reach: number, present: Int32Array, queue: WordQueue): void {
  const { words: listed, squares, count } = list;
  const { words, bits } = queue;
  let kept = 0;
  for (let at = 0; at < count; at += 1) {
    if (squares[at]! > reach) continue;
    const word = listed[at]!;
    words[kept] = word;
    bits[kept] = present[word]!;
    kept += 1;
  }
  queue.count = kept;
}

/** The bits whose schedule leaves a week enough half-days. */
function withHalfDays(bits: number, word: number, week: number, records: Int32Array): number {
  let kept = bits;
  for (let left = bits; left !== 0; left &= left - 1) {
    const bit = left & -left;
    const record = (word * 32 + 31 - Math.clz32(bit)) * m.RECORD;
    if (countHalfDays(week & records[record + m.SLOTS]!) < records[record + m.NEEDED]!) kept ^= bit;
  }
  return kept;
}
