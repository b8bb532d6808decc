import { toEpochDay, type PlainDate } from '../calendar/plain-date.js';
import type { AsideSlots } from './aside-slots.js';
import type { CodeTable } from './code-table.js';
import { CompiledGroups } from './demand-table.js';
import type { TravelSource } from './imported-ways.js';
import { NO_LIMIT, type MarketData } from './market-data.js';
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

/** So few are scored at once: to order them by bounds costs more. */
const FEW = 128;

/**
 * Finds the best opportunities of one candidate after the other, exactly: those that isEligible lets pass, in the order
 * of scorePair, lottery and id, and how many there are.
 *
 * For a candidate: (1) the words of 32 slots within reach of the home; (2) masks of all answers ANDed over them; (3) what
 * is left of words at the edge of the reach tested by distance, and all counted; (4) the words, what is wished for and what
 * lacks most skills apart from the rest, taken in the order of the best score that they could hold, until none can beat the
 * last one kept; (5) of their slots those scored that pass a bound without, then with the skills.
 *
 * Tried in vain: to begin with what was best for the last people of the same first wish, which are neighbours. Skills and
 * weeks differ too much: of 63 that got into the best for a while, 52 still did.
 */
export class Matcher {
  readonly #market: MarketData;
  readonly #groups: CompiledGroups;
  readonly #answers: Uint8Array;
  readonly #masks: MarketMasks;
  readonly #near: NearWords;
  readonly #person: PersonInHand;
  readonly #best: TopRanks;
  /** ANDed so far. */
  readonly #all: Int32Array[] = [];
  readonly #queue: WordQueue;
  /** Where the bitmaps of the skills held begin in `rarest`. */
  readonly #rarestStarts: Int32Array;
  #isWeekAsked = false;
  /** Of the person in hand. */
  #aside: readonly number[] | undefined;

  /** @param codes of the people who will be matched */
  constructor(market: MarketData, codes: CodeTable, context: EngineContext) {
    this.#market = market;
    this.#groups = new CompiledGroups(market.groups, codes);
    this.#answers = new Uint8Array(this.#groups.byteCount);
    this.#masks = new MarketMasks(market);
    this.#near = new NearWords(market);
    this.#person = new PersonInHand(market, codes, toEpochDay(context.asOfOn), context.seed, context.travelTimes);
    this.#best = new TopRanks(context.limit, market.order);
    this.#rarestStarts = new Int32Array(market.askedSkills.length + 4);
    this.#queue = new WordQueue(market.slotCount / 32);
  }

  /** Matches the people in slots `from` to before `to`, but for pairs set aside, and writes their rows; an empty slot's row stays empty. */
  matchPeople(people: PeopleData, from: number, to: number, results: MatchResults, aside?: AsideSlots): void {
    for (let slot = from; slot < to; slot += 1) {
      if (this.#take(people, slot, aside?.get(slot))) writeResult(results, slot, this.#match(0), this.#best);
    }
  }

  /**
   * As {@link matchPeople}, but of scores of at least `floors` (by slot) only, and with as many counted as are kept; an
   * empty slot, and one whose floor is NO_LIMIT, counts none.
   */
  pricePeople(people: PeopleData, from: number, to: number, floors: Int32Array, results: MatchResults, aside?: AsideSlots): void {
    for (let slot = from; slot < to; slot += 1) {
      const isAsked = floors[slot]! < NO_LIMIT && this.#take(people, slot, aside?.get(slot));
      if (isAsked) this.#match(floors[slot]!);
      writeResult(results, slot, isAsked ? this.#best.size : 0, this.#best);
    }
  }

  /** The best for the person in a slot, and how many are eligible. `aside`, here and below: slots that are set aside for the person. */
  matchOne(people: PeopleData, slot: number, aside?: readonly number[]): { readonly eligibleCount: number; readonly best: readonly RankedSlot[] } {
    const eligibleCount = this.#take(people, slot, aside) ? this.#match(0) : 0;
    return { eligibleCount, best: eligibleCount === 0 ? [] : this.#best.list() };
  }

  /** Bitmap of everything that is open to the person in a slot. */
  openTo(people: PeopleData, slot: number, aside?: readonly number[]): Int32Array {
    const open = new Int32Array(this.#market.slotCount / 32);
    const { words, bits } = this.#queue;
    if (this.#take(people, slot, aside)) this.#survey();
    else this.#queue.count = 0;
    for (let at = 0; at < this.#queue.count; at += 1) open[words[at]!] = bits[at]!;
    return open;
  }

  /** Ranks of everything that is open to the person in a slot but not in `except`, in no order: without a bound, so about 50 ns each. */
  ranksOf(people: PeopleData, slot: number, except: Int32Array | null, aside?: readonly number[]): RankedSlot[] {
    const one = new TopRanks(1, this.#market.order);
    const ranked: RankedSlot[] = [];
    const { words, bits } = this.#queue;
    if (!this.#take(people, slot, aside)) return ranked;
    this.#survey();
    for (let at = 0; at < this.#queue.count; at += 1) {
      const word = words[at]!;
      for (let left = bits[at]! & ~(except?.[word] ?? 0); left !== 0; left &= left - 1) {
        one.clear();
        this.#person.list(word, left & -left, one);
        this.#person.score(one);
        ranked.push(...one.list());
      }
    }
    return ranked;
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

  /** Takes up the person in a slot; false when there is none who can be matched. */
  #take(people: PeopleData, slot: number, aside: readonly number[] | undefined): boolean {
    this.#aside = aside;
    if ((people.flags[slot]! & CAN_BE_MATCHED) === 0) return false;
    const reach = this.#person.take(people, slot);
    if (reach === null) this.#near.aimEverywhere();
    else this.#near.aim(people.east[slot]!, people.north[slot]!, reach);
    return true;
  }

  /** The best of the person in hand into #best, those of at least a score; how many are eligible. */
  #match(least: number): number {
    const best = this.#best;
    const person = this.#person;
    const queue = this.#queue;
    const { asked, fewSkills, noSkills } = this.#market;
    const eligible = this.#survey();
    best.clear(least);
    if (eligible <= FEW) {
      for (let at = 0; at < queue.count; at += 1) person.list(queue.words[at]!, queue.bits[at]!, best);
    } else {
      queue.tellSkilled(asked, this.#rarestStarts, person.tested.held.skillCount, fewSkills, noSkills);
      person.file(queue, least);
      while (queue.take(best.leastScore)) person.list(queue.word, queue.wordBits, best);
    }
    person.score(best);
    return eligible;
  }

  /** Queues everything that is open to the person in hand; how many they are. */
  #survey(): number {
    this.#mask();
    const eligible = this.#person.narrow(this.#queue, this.#isWeekAsked);
    // By a bit, and not by asking for as many more: whoever takes a place in the best must not be taken out of it again.
    return this.#aside === undefined ? eligible : eligible - this.#queue.takeOut(this.#aside);
  }

  /** Queues the near words in which a bit survives all masks. */
  #mask(): void {
    const person = this.#person;
    const { rarest, present, askedSkills } = this.#market;
    const masks = this.#all;
    const kept = this.#masks;
    masks.length = 0;
    this.#groups.answer(person.tested, this.#answers);
    for (let byte = 0; byte < this.#answers.length; byte += 1) pushMask(masks, kept.forAnswers(byte, this.#answers[byte]!));
    pushMask(masks, kept.forPay(person.pay));
    pushMask(masks, kept.forStart(person.readyDay));
    const week = kept.hasWeeks ? kept.forWeek(person.slots) : null;
    this.#isWeekAsked = week === undefined;
    pushMask(masks, week ?? null);
    while (masks.length % 4 > 0) masks.push(present);
    queueNear(this.#near, person.reach, present, this.#queue);
    for (let from = 0; from < masks.length; from += 4) this.#queue.keepAll(masks, from);
    const { skillNumbers, skillCount } = person.tested.held;
    const starts = this.#rarestStarts;
    starts.fill(askedSkills.length * present.length, skillCount, skillCount + 4);
    for (let at = 0; at < skillCount; at += 1) starts[at] = skillNumbers[at]! * present.length;
    this.#queue.keepAny(rarest, starts, skillCount + 1);
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
