import { toEpochDay } from '../calendar/plain-date.js';
import { TRAVEL_MODES } from '../matching/facts.js';
import { countHalfDays } from '../matching/half-days.js';
import { FULL_POINTS, NEUTRAL_POINTS, travelPoints } from '../matching/score.js';
import { drawLottery, ticketOfHash } from '../matching/tie-break.js';
import type { AsideSlots } from './aside-slots.js';
import { squareToBox, squareToFarEnd } from './boxes.js';
import { ImportedWays, NO_WAY, NOT_SAID } from './imported-ways.js';
import * as m from './market-data.js';
import { Field } from './market-data.js';
import { writeResult, type MatchResults } from './match-results.js';
import type { EngineContext } from './matcher.js';
import { BLOCK, type MirrorData } from './mirror.js';
import { HAS_POSITION, NO_INTERESTS, NONE, type PeopleData } from './people.js';
import { POINTS_BY_WAIT } from './person-in-hand.js';
import { POINTS_BY_HALF_DAYS, pointsOfSkills } from './share-points.js';
import { ThresholdMasks } from './threshold-masks.js';
import { TopRanks, type RankedSlot } from './top-ranks.js';
import { POINTS_BY_SQUARE, reachOfLimit } from './travel-tables.js';
import { POINTS_OF_CHOICE } from './wishes.js';
import { WordQueue } from './word-queue.js';

/**
 * Finds the best people of one opportunity after the other, exactly: the other direction of Matcher, over the same data
 * and a mirror of the people.
 */
export class PeopleFinder {
  readonly #wordCount: number;
  readonly #asOfDay: number;
  readonly #seed: number;
  readonly #pay: ThresholdMasks;
  readonly #ready: ThresholdMasks;
  readonly #queue: WordQueue;
  readonly #best: TopRanks;
  readonly #ways: ImportedWays;
  /** Groups of tests that a slot of the market demands. */
  readonly #demanded: number[] = [];

  // The opportunity in hand.
  #record = 0;
  #east = 0;
  #north = 0;
  #zone = -1;
  #kind = m.PLACED;
  #limit = 0;
  /** Whether homes and the straight line decide who can reach it. */
  #isByLine = false;
  /** Whether imported times may speak. */
  #isByWays = false;
  /** Squared reach of the opportunity's own limit, by mode. */
  readonly #reachOfMode = new Float64Array(TRAVEL_MODES.length);

  constructor(
    readonly market: m.MarketData,
    readonly people: PeopleData,
    readonly mirror: MirrorData,
    context: EngineContext,
  ) {
    this.#wordCount = people.slotCount / 32;
    this.#asOfDay = toEpochDay(context.asOfOn);
    this.#seed = context.seed;
    // "At most" by "at least" of the negative.
    this.#pay = new ThresholdMasks(people.slotCount, (slot) => negative(people.pay[slot]!, NONE), m.NO_LIMIT);
    this.#ready = new ThresholdMasks(people.slotCount, (slot) => negative(people.availableDay[slot]!, NONE), m.NO_LIMIT);
    this.#queue = new WordQueue(this.#wordCount);
    this.#best = new TopRanks(context.limit, people.order);
    this.#ways = new ImportedWays(context.travelTimes, market.zones);
  }

  /** Finds people for the opportunities in slots `from` to before `to`, but for pairs set aside, and writes their rows; an empty slot's row stays empty. */
  findPeople(from: number, to: number, results: MatchResults, aside?: AsideSlots): void {
    for (let slot = from; slot < to; slot += 1) {
      if (this.market.order[slot] !== -1) writeResult(results, slot, this.#find(slot, aside?.get(slot)), this.#best);
    }
  }

  /** The best people of one opportunity, and how many are eligible, but for those set aside for it, by their slots. */
  findOne(slot: number, aside?: readonly number[]): { readonly eligibleCount: number; readonly best: readonly RankedSlot[] } {
    return { eligibleCount: this.#find(slot, aside), best: this.#best.list() };
  }

  /** Before the columns of a person are changed. */
  leave(slot: number): void {
    this.#pay.remove(slot, negative(this.people.pay[slot]!, NONE));
    this.#ready.remove(slot, negative(this.people.availableDay[slot]!, NONE));
  }

  /** After the columns of a person were written. */
  enter(slot: number): void {
    this.#pay.add(slot, negative(this.people.pay[slot]!, NONE));
    this.#ready.add(slot, negative(this.people.availableDay[slot]!, NONE));
  }

  #find(slot: number, aside: readonly number[] | undefined): number {
    this.#best.clear();
    const { market } = this;
    const startLimit = market.startLimit[slot]!;
    if ((market.present[slot >> 5]! & (1 << (slot & 31))) === 0 || startLimit < this.#asOfDay) return 0;
    this.#take(slot);
    this.#queueNear();
    const full = this.mirror.present;
    this.#queue.keepAll([this.#pay.atLeast(-market.payLimit[slot]!) ?? full, this.#ready.atLeast(-startLimit) ?? full, full, full], 0);
    this.#keepMeeting(slot);
    if (aside !== undefined) this.#queue.takeOut(aside);
    const count = this.#countAndFile();
    this.#score();
    return count;
  }

  #take(slot: number): void {
    const { market } = this;
    this.#record = slot * Field.COUNT;
    const place = market.records[this.#record + Field.PLACE]!;
    this.#east = market.east[slot]!;
    this.#north = market.north[slot]!;
    this.#zone = market.zone[slot]!;
    this.#kind = place & 3;
    this.#limit = place >> 6;
    this.#isByWays = this.#ways.source !== undefined && this.#zone >= 0 && this.#kind !== m.REMOTE;
    this.#isByLine = this.#kind === m.PLACED && !this.#isByWays;
    for (let mode = 0; mode < TRAVEL_MODES.length; mode += 1) this.#reachOfMode[mode] = reachOfLimit(mode, this.#limit);
  }

  /** Queues the words with anybody near enough. */
  #queueNear(): void {
    const queue = this.#queue;
    const { mirror } = this;
    queue.count = 0;
    for (let block = 0; block < mirror.blockReach.length; block += 1) {
      if (this.#isByLine && this.#isTooFar(mirror.blockBoxes, mirror.blockReach, block)) continue;
      const end = Math.min(this.#wordCount, (block + 1) * BLOCK);
      for (let word = block * BLOCK; word < end; word += 1) {
        if (this.#isByLine && this.#isTooFar(mirror.boxes, mirror.wordReach, word)) continue;
        queue.words[queue.count] = word;
        queue.bits[queue.count] = mirror.present[word]!;
        queue.count += 1;
      }
    }
  }

  #isTooFar(boxes: Int32Array, reaches: Float64Array, at: number): boolean {
    const reach = reaches[at]!;
    return reach !== Infinity && squareToBox(boxes, at, this.#east, this.#north) > reach;
  }

  /** Keeps those who meet every group of tests that the slot demands, and hold every skill. */
  #keepMeeting(slot: number): void {
    const { demands, groups, askedSkills, slotCount } = this.market;
    const marketWords = slotCount / 32;
    const bit = 1 << (slot & 31);
    const demanded = this.#demanded;
    demanded.length = 0;
    for (let group = 0; group < groups.length; group += 1) {
      if ((demands[group * marketWords + (slot >> 5)]! & bit) !== 0) demanded.push(group);
    }
    this.#keep(this.mirror.meets, demanded);
    demanded.length = 0;
    for (let skill = 0; skill < askedSkills.length; skill += 1) if (this.#requires(slot, skill)) demanded.push(skill);
    this.#keep(this.mirror.holds, demanded);
  }

  /** Keeps those who are in all of some rows of a table of bitmaps. */
  #keep(bitmaps: Int32Array, rows: readonly number[]): void {
    for (let at = 0; at < rows.length; at += 2) {
      const first = rows[at]!;
      const second = rows[at + 1] ?? first;
      this.#queue.keepBoth(bitmaps, first * this.#wordCount, second * this.#wordCount);
    }
  }

  #requires(slot: number, skill: number): boolean {
    const { records, moreRequired, moreSkillWords } = this.market;
    const word = skill >> 5;
    const required = word < 2 ? records[slot * Field.COUNT + Field.REQUIRED_LOW + word]! : moreRequired[slot * moreSkillWords + word - 2]!;
    return (required & (1 << (skill & 31))) !== 0;
  }

  #countAndFile(): number {
    const { records } = this.market;
    const record = this.#record;
    const queue = this.#queue;
    const others = this.market.most[record / Field.COUNT]! + FULL_POINTS * records[record + Field.INTEREST_WEIGHT]!;
    const needed = this.market.needed[record / Field.COUNT]!;
    let count = 0;
    for (let at = 0; at < queue.count; at += 1) {
      const word = queue.words[at]!;
      let left = queue.bits[at]!;
      if (needed > 0) left = this.#free(word, left, needed);
      if (this.#kind !== m.REMOTE && (this.#isByLine || this.#isByWays)) left = this.#reachable(word, left);
      if (left === 0) continue;
      count += countHalfDays(left);
      queue.file(word, left, others + this.#mostTravel(word) * records[record + Field.TRAVEL_WEIGHT]!);
    }
    return count;
  }

  #free(word: number, bits: number, needed: number): number {
    const week = this.market.records[this.#record + Field.SLOTS]!;
    const { slots } = this.people;
    let kept = bits;
    for (let left = bits; left !== 0; left &= left - 1) {
      const bit = left & -left;
      if (countHalfDays(week & slots[word * 32 + 31 - Math.clz32(bit)]!) < needed) kept ^= bit;
    }
    return kept;
  }

  #reachable(word: number, bits: number): number {
    const { mirror, people } = this;
    const ownReach = this.#reachOfMode[mirror.wordMode[word]!];
    if (this.#isByLine && ownReach !== undefined && mirror.wordReach[word] !== Infinity) {
      if (squareToFarEnd(mirror.boxes, word, this.#east, this.#north) <= Math.min(ownReach, mirror.wordLeastReach[word]!)) return bits;
      return withinReach(bits, word * 32, people.east, people.north, mirror.reach, this.#east, this.#north, ownReach);
    }
    let kept = bits;
    for (let left = bits; left !== 0; left &= left - 1) {
      const bit = left & -left;
      if (this.#travelPoints(word * 32 + 31 - Math.clz32(bit)) < 0) kept ^= bit;
    }
    return kept;
  }

  /** The most travel points of anybody in a word. */
  #mostTravel(word: number): number {
    if (!this.#isByLine || this.mirror.wordReach[word] === Infinity) return FULL_POINTS;
    const points = POINTS_BY_SQUARE[this.mirror.wordMode[word]!];
    if (points === undefined) return FULL_POINTS;
    const square = squareToBox(this.mirror.boxes, word, this.#east, this.#north);
    return square < points.length ? points[square]! : 0;
  }

  /** Travel points of the person in a slot; -1 when the way is too long. */
  #travelPoints(slot: number): number {
    if (this.#kind === m.REMOTE) return FULL_POINTS;
    const { people } = this;
    const mode = people.mode[slot]!;
    if (this.#isByWays) {
      const minutes = this.#ways.from(mode, people.zones[people.zone[slot]!])?.[this.#zone] ?? NOT_SAID;
      if (minutes < NO_WAY) return minutes < Math.min(this.#limit, people.limit[slot]!) ? travelPoints(minutes) : -1;
      if (minutes === NO_WAY) return NEUTRAL_POINTS;
    }
    if (this.#kind === m.UNPLACED || (people.flags[slot]! & HAS_POSITION) === 0) return NEUTRAL_POINTS;
    if (this.#squareTo(slot) > Math.min(this.mirror.reach[slot]!, this.#reachOfMode[mode]!)) return -1;
    return this.#linePoints(slot, POINTS_BY_SQUARE[mode]!);
  }

  #linePoints(slot: number, points: Uint16Array): number {
    const square = this.#squareTo(slot);
    return square < points.length ? points[square]! : 0;
  }

  #squareTo(slot: number): number {
    const east = this.people.east[slot]! - this.#east;
    const north = this.people.north[slot]! - this.#north;
    return east * east + north * north;
  }

  #score(): void {
    const best = this.#best;
    const queue = this.#queue;
    while (queue.take(best.leastScore)) this.#scoreWord(queue.word, queue.wordBits);
  }

  #scoreWord(word: number, bits: number): void {
    const best = this.#best;
    const { people, mirror } = this;
    const { records } = this.market;
    const record = this.#record;
    const asOfDay = this.#asOfDay;
    const hash = records[record + Field.HASH]!;
    const power = POWERS[(records[record + Field.PLACE]! >> 2) & 15]!;
    const most = this.market.most[record / Field.COUNT]!;
    const startDay = records[record + Field.START_DAY]!;
    const shares = records[record + Field.SHARES]!;
    const points = POINTS_BY_SQUARE[mirror.wordMode[word]!];
    const isByLine = this.#isByLine && points !== undefined && mirror.wordReach[word] !== Infinity;
    let least = best.leastScore;
    for (let left = bits; left !== 0; left &= left - 1) {
      const slot = word * 32 + 31 - Math.clz32(left & -left);
      const travel = isByLine ? this.#linePoints(slot, points) : this.#travelPoints(slot);
      const sum = travel * records[record + Field.TRAVEL_WEIGHT]! + interestPoints(people.interests[slot]!, power) * records[record + Field.INTEREST_WEIGHT]!;
      if (sum + most < least) continue;
      const free = countHalfDays(people.slots[slot]! & records[record + Field.SLOTS]!);
      const wait = startDay - Math.max(asOfDay, people.availableDay[slot]!);
      const schedule = POINTS_BY_HALF_DAYS[(shares & 2047) + free]!;
      const start = wait >= 0 && wait < POINTS_BY_WAIT.length ? POINTS_BY_WAIT[wait]! : 0;
      const skills = pointsOfSkills(this.#askedHeld(slot), shares >> 11);
      const score =
        sum +
        most -
        (FULL_POINTS - schedule) * records[record + Field.SCHEDULE_WEIGHT]! -
        (FULL_POINTS - start) * records[record + Field.START_WEIGHT]! -
        (FULL_POINTS - skills) * records[record + Field.SKILLS_WEIGHT]!;
      if (score < least) continue;
      best.offer(slot, score, drawLottery(ticketOfHash(this.#seed, people.hash[slot]!), hash));
      least = best.leastScore;
    }
  }

  #askedHeld(slot: number): number {
    const { records, moreSkillWords, moreAsked } = this.market;
    const { skills, skillWords } = this.mirror;
    const record = this.#record;
    const at = slot * skillWords;
    let held = countHalfDays(skills[at]! & records[record + Field.ASKED_LOW]!) + countHalfDays(skills[at + 1]! & records[record + Field.ASKED_HIGH]!);
    for (let word = 0; word < moreSkillWords; word += 1) held += countHalfDays(skills[at + 2 + word]! & moreAsked[(record / Field.COUNT) * moreSkillWords + word]!);
    return held;
  }
}

/** The bits of people whose reach, and whose way at most `ownReach`, holds a point. */
function withinReach(bits: number, first: number, easts: Int32Array, norths: Int32Array, reaches: Float64Array, east: number, north: number, ownReach: number): number {
  let kept = bits;
  for (let left = bits; left !== 0; left &= left - 1) {
    const bit = left & -left;
    const slot = first + 31 - Math.clz32(bit);
    const toEast = easts[slot]! - east;
    const toNorth = norths[slot]! - north;
    if (toEast * toEast + toNorth * toNorth > Math.min(ownReach, reaches[slot]!)) kept ^= bit;
  }
  return kept;
}

function negative(value: number, none: number): number {
  return value === none ? m.NO_LIMIT : -value;
}

/** @param power 5 to the number of the pathway */
function interestPoints(interests: number, power: number): number {
  return interests === NO_INTERESTS ? NEUTRAL_POINTS : POINTS_OF_CHOICE[((interests / power) | 0) % 5]!;
}

const POWERS = Array.from({ length: m.PATHWAY_COUNT }, (_, pathway) => 5 ** pathway);
