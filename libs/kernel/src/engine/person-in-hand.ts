import { countHalfDays } from '../matching/half-days.js';
import { FULL_POINTS, NEUTRAL_POINTS, startPoints, travelPoints } from '../matching/score.js';
import { drawLottery, ticketOfHash } from '../matching/tie-break.js';
import { squareToBox } from './boxes.js';
import type { CodeTable } from './code-table.js';
import type { TestedPerson } from './demand-table.js';
import { HeldCodes } from './held-codes.js';
import { ImportedWays, NO_WAY, NOT_SAID, type TravelSource } from './imported-ways.js';
import * as m from './market-data.js';
import { FOR_REDEPLOYMENT, HAS_POSITION, NO_INTERESTS, type PeopleData } from './people.js';
import { POINTS_BY_HALF_DAYS, pointsOfSkills } from './share-points.js';
import type { TopRanks } from './top-ranks.js';
import { POINTS_BY_SQUARE, reachOfLimit } from './travel-tables.js';
import type { WordQueue } from './word-queue.js';

/** Start points by days of waiting; a longer wait earns nothing. */
export const POINTS_BY_WAIT = pointsByWait();

/** Interest points by digit of `interests`. */
export const POINTS_OF_CHOICE = [0, 400, 600, 800, FULL_POINTS] as const;

/** Slots that are eligible, word after word of a queue. */
export class SlotList {
  count = 0;
  readonly slots: Int32Array;
  /** Squared straight line to each slot, or -1 - its travel points. */
  readonly travel: Int32Array;
  /** Where the slots of each queued word begin; then where the last one's end. */
  readonly starts: Int32Array;

  constructor(slotCount: number) {
    // One more than there are: the last that falls out is written too.
    this.slots = new Int32Array(slotCount + 1);
    this.travel = new Int32Array(slotCount + 1);
    this.starts = new Int32Array(slotCount / 32 + 1);
  }
}

/** The candidate who is being matched, against any opportunity of a market. */
export class PersonInHand {
  readonly tested: { -readonly [Key in keyof TestedPerson]: TestedPerson[Key] };
  slots = 0;
  pay = 0;
  readyDay = 0;
  ticket = 0;
  /** Squared reach of the straight line; endless when distance does not bind, as without a position. */
  reach = Infinity;
  /** Interest points by pathway; last the most of all. */
  readonly interest = new Int32Array(m.PATHWAY_COUNT + 1);
  readonly #held: HeldCodes;
  readonly #ways: ImportedWays;
  #row: Uint16Array | null = null;
  #east = 0;
  #north = 0;
  #mode = 0;
  #limit = 0;
  #isPlaced = false;
  #points = POINTS_BY_SQUARE[0]!;
  #skillsLow = 0;
  #skillsHigh = 0;

  constructor(
    readonly market: m.MarketData,
    codes: CodeTable,
    readonly asOfDay: number,
    readonly seed: number,
    travelTimes: TravelSource | undefined,
  ) {
    this.#held = new HeldCodes(codes, market.askedSkills);
    this.#ways = new ImportedWays(travelTimes, market.zones);
    this.tested = { level: 0, english: 0, maths: 0, stage: 0, isForRedeployment: false, contractDay: 0, held: this.#held };
  }

  /** Takes up the person in a slot; the squared reach, or null when distance decides nothing. */
  take(people: PeopleData, slot: number): number | null {
    const flags = people.flags[slot]!;
    const { tested } = this;
    this.#held.take(people, slot);
    tested.level = people.level[slot]!;
    tested.english = people.english[slot]!;
    tested.maths = people.maths[slot]!;
    tested.stage = people.stage[slot]!;
    tested.isForRedeployment = (flags & FOR_REDEPLOYMENT) !== 0;
    tested.contractDay = people.contractDay[slot]!;
    this.#skillsLow = this.#held.skills[0]!;
    this.#skillsHigh = this.#held.skills[1]!;
    this.slots = people.slots[slot]!;
    this.pay = people.pay[slot]!;
    this.readyDay = Math.max(this.asOfDay, people.availableDay[slot]!);
    this.ticket = ticketOfHash(this.seed, people.hash[slot]!);
    this.#readInterests(people.interests[slot]!);
    this.#east = people.east[slot]!;
    this.#north = people.north[slot]!;
    this.#mode = people.mode[slot]!;
    this.#points = POINTS_BY_SQUARE[this.#mode]!;
    this.#limit = people.limit[slot]!;
    this.#isPlaced = (flags & HAS_POSITION) !== 0;
    this.#row = this.#ways.from(this.#mode, people.zones[people.zone[slot]!]);
    const isBound = this.#isPlaced && this.#row === null;
    this.reach = isBound ? reachOfLimit(this.#mode, this.#limit) : Infinity;
    return isBound ? this.reach : null;
  }

  /**
   * Lists the slots of queued words that travel, skills and, where `isWeekAsked`, half-days do not exclude, word after word.
   * A slot that falls out is written over by the next instead of jumped over: whether one is near enough no processor
   * can guess.
   */
  collect(queue: WordQueue, list: SlotList, isWeekAsked: boolean): void {
    const { words, bits, count } = queue;
    const { wordPlace, special, east, north } = this.market;
    const { starts } = list;
    list.count = 0;
    for (let at = 0; at < count; at += 1) {
      const word = words[at]!;
      const left = bits[at]!;
      starts[at] = list.count;
      if (this.reach === Infinity || wordPlace[word] !== m.PLACED) {
        this.#collectOneByOne(word, left, list, isWeekAsked);
        continue;
      }
      const asked = isWeekAsked ? left : left & special[word]!;
      if (asked !== 0) this.#collectByLine(word, asked, list, isWeekAsked);
      list.count = collectNear(left ^ asked, word * 32, east, north, this.#east, this.#north, this.reach, list.slots, list.travel, list.count);
    }
    starts[count] = list.count;
  }

  /** Offers the listed slots of one word with their scores, but those that cannot get in by the bounds of the word and the slot. */
  scoreWithin(word: number, list: SlotList, from: number, to: number, best: TopRanks): void {
    const { slots, travel: ways } = list;
    const { most, wordPathway, wordInterestWeight, wordTravelWeight } = this.market;
    const points = this.#points;
    const interest = this.interest[wordPathway[word]!]! * wordInterestWeight[word]!;
    const weight = wordTravelWeight[word]!;
    const least = best.leastScore - interest;
    let kept = from;
    for (let at = from; at < to; at += 1) {
      const slot = slots[at]!;
      const way = ways[at]!;
      const travel = way < 0 ? -1 - way : way < points.length ? points[way]! : 0;
      slots[kept] = slot;
      ways[kept] = way;
      kept += travel * weight + most[slot]! >= least ? 1 : 0;
    }
    this.score(list, from, kept, best);
  }

  /** Offers listed slots with their scores. */
  score(list: SlotList, from: number, to: number, best: TopRanks): void {
    const { slots: listed, travel: ways } = list;
    const { records, moreSkillWords } = this.market;
    const { slots, readyDay, interest, ticket } = this;
    const points = this.#points;
    const skillsLow = this.#skillsLow;
    const skillsHigh = this.#skillsHigh;
    let least = best.leastScore;
    for (let at = from; at < to; at += 1) {
      const slot = listed[at]!;
      const way = ways[at]!;
      const record = slot * m.RECORD;
      const travel = way < 0 ? -1 - way : way < points.length ? points[way]! : 0;
      const sum = travel * records[record + m.TRAVEL_WEIGHT]! + interest[(records[record + m.PLACE]! >> 2) & 15]! * records[record + m.INTEREST_WEIGHT]!;
      const shares = records[record + m.SHARES]!;
      const free = countHalfDays(slots & records[record + m.SLOTS]!);
      const wait = records[record + m.START_DAY]! - readyDay;
      let held = countHalfDays(skillsLow & records[record + m.ASKED_LOW]!) + countHalfDays(skillsHigh & records[record + m.ASKED_HIGH]!);
      if (moreSkillWords > 0) held += this.#moreHeld(slot);
      const score =
        sum +
        records[record + m.BASE]! +
        POINTS_BY_HALF_DAYS[(shares & 2047) + free]! * records[record + m.SCHEDULE_WEIGHT]! +
        (wait >= 0 && wait < POINTS_BY_WAIT.length ? POINTS_BY_WAIT[wait]! * records[record + m.START_WEIGHT]! : 0) +
        pointsOfSkills(held, shares >> 11) * records[record + m.SKILLS_WEIGHT]!;
      if (score < least) continue;
      best.offer(slot, score, drawLottery(ticket, records[record + m.HASH]!));
      least = best.leastScore;
    }
  }

  /** The most travel points that anything in a word could earn. */
  mostTravel(word: number): number {
    const place = this.market.wordPlace[word]!;
    if (this.#row !== null || place === m.MIXED || place === m.REMOTE) return FULL_POINTS;
    if (place === m.UNPLACED || !this.#isPlaced) return NEUTRAL_POINTS;
    const square = squareToBox(this.market.boxes, word, this.#east, this.#north);
    return square < this.#points.length ? this.#points[square]! : 0;
  }

  #collectByLine(word: number, bits: number, list: SlotList, isWeekAsked: boolean): void {
    const { east: easts, north: norths, records } = this.market;
    const { slots, travel } = list;
    const east = this.#east;
    const north = this.#north;
    const mode = this.#mode;
    const limit = this.#limit;
    let count = list.count;
    for (let left = bits; left !== 0; left &= left - 1) {
      const slot = word * 32 + 31 - Math.clz32(left & -left);
      const toEast = easts[slot]! - east;
      const toNorth = norths[slot]! - north;
      const square = toEast * toEast + toNorth * toNorth;
      const own = records[slot * m.RECORD + m.PLACE]! >> 6;
      slots[count] = slot;
      travel[count] = square;
      count += square <= reachOfLimit(mode, own < limit ? own : limit) && this.#meets(slot, isWeekAsked) ? 1 : 0;
    }
    list.count = count;
  }

  #collectOneByOne(word: number, bits: number, list: SlotList, isWeekAsked: boolean): void {
    const { records } = this.market;
    for (let left = bits; left !== 0; left &= left - 1) {
      const slot = word * 32 + 31 - Math.clz32(left & -left);
      const points = this.#waysPoints(slot, records[slot * m.RECORD + m.PLACE]!);
      if (points < 0 || !this.#meets(slot, isWeekAsked)) continue;
      list.slots[list.count] = slot;
      list.travel[list.count] = -1 - points;
      list.count += 1;
    }
  }

  /** Whether every skill is held that a slot requires, and where asked enough half-days are free. */
  #meets(slot: number, isWeekAsked: boolean): boolean {
    const { records, needed, moreSkillWords } = this.market;
    const record = slot * m.RECORD;
    const lacking = (records[record + m.REQUIRED_LOW]! & ~this.#skillsLow) | (records[record + m.REQUIRED_HIGH]! & ~this.#skillsHigh);
    if (lacking !== 0 || (moreSkillWords > 0 && this.#lacksMore(slot))) return false;
    return !isWeekAsked || countHalfDays(this.slots & records[record + m.SLOTS]!) >= needed[slot]!;
  }

  /** Whether a skill is lacking of those that a slot requires beyond the first 64. */
  #lacksMore(slot: number): boolean {
    const { moreSkillWords, moreRequired } = this.market;
    for (let word = 0; word < moreSkillWords; word += 1) {
      if ((moreRequired[slot * moreSkillWords + word]! & ~this.#held.skills[word + 2]!) !== 0) return true;
    }
    return false;
  }

  /** Skills held of those that a slot asks for beyond the first 64. */
  #moreHeld(slot: number): number {
    const { moreSkillWords, moreAsked } = this.market;
    let held = 0;
    for (let word = 0; word < moreSkillWords; word += 1) held += countHalfDays(this.#held.skills[word + 2]! & moreAsked[slot * moreSkillWords + word]!);
    return held;
  }

  /** Travel points where imported times may speak; -1 when the way is too long. */
  #waysPoints(slot: number, place: number): number {
    const kind = place & 3;
    if (kind === m.REMOTE) return FULL_POINTS;
    const zone = this.market.zone[slot]!;
    const limit = Math.min(this.#limit, place >> 6);
    const minutes = this.#row === null || zone < 0 ? NOT_SAID : this.#row[zone]!;
    if (minutes < NO_WAY) return minutes < limit ? travelPoints(minutes) : -1;
    if (minutes === NO_WAY || kind === m.UNPLACED || !this.#isPlaced) return NEUTRAL_POINTS;
    const east = this.market.east[slot]! - this.#east;
    const north = this.market.north[slot]! - this.#north;
    const square = east * east + north * north;
    if (square > reachOfLimit(this.#mode, limit)) return -1;
    return square < this.#points.length ? this.#points[square]! : 0;
  }

  #readInterests(interests: number): void {
    const { interest } = this;
    if (interests === NO_INTERESTS) {
      interest.fill(NEUTRAL_POINTS);
      return;
    }
    let rest = interests;
    let most = 0;
    for (let pathway = 0; pathway < m.PATHWAY_COUNT; pathway += 1) {
      const points = POINTS_OF_CHOICE[rest % 5]!;
      interest[pathway] = points;
      most = Math.max(most, points);
      rest = Math.floor(rest / 5);
    }
    interest[m.PATHWAY_COUNT] = most;
  }
}

/** Lists the slots of a word's bits within a squared distance of a point, with the squares; how many are listed then. */
function collectNear(bits: number, first: number, easts: Int32Array, norths: Int32Array, east: number, north: number, reach: number, slots: Int32Array, squares: Int32Array, listed: number): number {
  let count = listed;
  for (let left = bits; left !== 0; left &= left - 1) {
    const slot = first + 31 - Math.clz32(left & -left);
    const toEast = easts[slot]! - east;
    const toNorth = norths[slot]! - north;
    const square = toEast * toEast + toNorth * toNorth;
    slots[count] = slot;
    squares[count] = square;
    count += square <= reach ? 1 : 0;
  }
  return count;
}

function pointsByWait(): Int32Array {
  const points: number[] = [];
  for (let days = 0; startPoints(days) > 0; days += 1) points.push(startPoints(days));
  return Int32Array.from(points);
}
