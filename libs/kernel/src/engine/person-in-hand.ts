import { countHalfDays } from '../matching/half-days.js';
import { FULL_POINTS, NEUTRAL_POINTS, skillPoints, startPoints, travelPoints } from '../matching/score.js';
import { drawLottery, ticketOfHash } from '../matching/tie-break.js';
import { squareToBox, squareToFarEnd } from './boxes.js';
import type { CodeTable } from './code-table.js';
import type { TestedPerson } from './demand-table.js';
import { HeldCodes } from './held-codes.js';
import { ImportedWays, NO_WAY, NOT_SAID, type TravelSource } from './imported-ways.js';
import * as m from './market-data.js';
import { Field } from './market-data.js';
import { FOR_REDEPLOYMENT, HAS_POSITION, type PeopleData } from './people.js';
import { POINTS_BY_HALF_DAYS, pointsOfSkills } from './share-points.js';
import type { TopRanks } from './top-ranks.js';
import { POINTS_BY_SQUARE, reachOfLimit } from './travel-tables.js';
import { Wishes } from './wishes.js';
import type { WordQueue } from './word-queue.js';

/** Start points by days of waiting; a longer wait earns nothing. */
export const POINTS_BY_WAIT = pointsByWait();

/** So many slots are scored together, so that the least score that gets in rises early. */
const BATCH = 32;

/** Skill points that are lacking at least of a slot that the queue does not tell as skilled: a third is held at most. */
const LACKED_BY_UNSKILLED = FULL_POINTS - skillPoints(1, 3);

/** The candidate who is being matched, against any opportunity of a market. */
export class PersonInHand {
  readonly tested: { -readonly [Key in keyof TestedPerson]: TestedPerson[Key] };
  slots = 0;
  pay = 0;
  readyDay = 0;
  ticket = 0;
  /** Squared reach of the straight line; endless when distance does not bind, as without a position. */
  reach = Infinity;
  readonly wishes: Wishes;
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
  /** Slots that are being scored, and what is known of their scores: travel points at first. One more than there can be of a batch and a word: the last that falls out is written too. */
  readonly #listed = new Int32Array(BATCH + 33);
  readonly #sums = new Int32Array(BATCH + 33);
  #count = 0;

  constructor(
    readonly market: m.MarketData,
    codes: CodeTable,
    readonly asOfDay: number,
    readonly seed: number,
    travelTimes: TravelSource | undefined,
  ) {
    this.#held = new HeldCodes(codes, market.askedSkills);
    this.wishes = new Wishes(market.slotCount / 32);
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
    this.wishes.take(people.interests[slot]!);
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
   * Takes from the bits of queued words the slots that travel, skills and, where `isWeekAsked`, half-days exclude, and
   * drops the words that are empty then; how many slots are left. A word that lies wholly within reach is not looked into.
   */
  narrow(queue: WordQueue, isWeekAsked: boolean): number {
    const { words, bits, count } = queue;
    const { wordPlace, special, boxes, east, north } = this.market;
    const { reach } = this;
    const isByLine = reach < Infinity;
    let kept = 0;
    let eligible = 0;
    for (let at = 0; at < count; at += 1) {
      const word = words[at]!;
      let left = bits[at]!;
      const place = wordPlace[word]!;
      if (isByLine && place === m.PLACED) {
        const asked = isWeekAsked ? left : left & special[word]!;
        left ^= asked;
        if (squareToFarEnd(boxes, word, this.#east, this.#north) > reach) left = withinReach(left, word * 32, east, north, this.#east, this.#north, reach);
        if (asked !== 0) left |= this.#openByLine(word, asked, isWeekAsked);
      } else {
        const asked = isWeekAsked || this.#alike(place) < 0 ? left : left & special[word]!;
        if (asked !== 0) left = (left ^ asked) | this.#openOneByOne(word, asked, isWeekAsked);
      }
      if (left === 0) continue;
      words[kept] = word;
      bits[kept] = left;
      kept += 1;
      eligible += countHalfDays(left);
    }
    queue.count = kept;
    return eligible;
  }

  /**
   * Files the bits of queued words by the most that a score in them can be, where that is enough: what is wished for, the
   * rest, and by itself what asks for skills of which few are held.
   */
  file(queue: WordQueue, least: number): void {
    const { words, bits, skilled, count } = queue;
    const { pathways, wordMost, wordInterestWeight, wordTravelWeight, wordSkillsWeight } = this.market;
    const { most, rest, starts } = this.wishes;
    const a = starts[0]!;
    const b = starts[1]!;
    const c = starts[2]!;
    const d = starts[3]!;
    for (let at = 0; at < count; at += 1) {
      const word = words[at]!;
      const left = bits[at]! & skilled[at]!;
      const unskilled = bits[at]! ^ left;
      const wished = left & (pathways[a + word]! | pathways[b + word]! | pathways[c + word]! | pathways[d + word]!);
      const bound = wordMost[word]! + this.#mostTravel(word) * wordTravelWeight[word]!;
      const boundOfWished = bound + most * wordInterestWeight[word]!;
      const boundOfRest = bound + rest * wordInterestWeight[word]!;
      if (wished !== 0 && boundOfWished >= least) queue.file(word, wished, boundOfWished);
      if (wished !== left && boundOfRest >= least) queue.file(word, left ^ wished, boundOfRest);
      const boundOfUnskilled = Math.max(boundOfWished, boundOfRest) - LACKED_BY_UNSKILLED * wordSkillsWeight[word]!;
      if (unskilled !== 0 && boundOfUnskilled >= least) queue.file(word, unskilled, boundOfUnskilled);
    }
  }

  /**
   * Lists the slots of a word's bits, but those that cannot get in by a bound of their own, and scores what is listed when
   * it is enough: {@link score} scores the rest.
   */
  list(word: number, bits: number, best: TopRanks): void {
    const place = this.market.wordPlace[word]!;
    const alike = this.#alike(place);
    if (alike >= 0) this.#listAlike(word, bits, alike, best.leastScore);
    else if (place === m.PLACED && this.reach < Infinity) this.#listByLine(word, bits, best.leastScore);
    else this.#listOneByOne(word, bits);
    if (this.#count >= BATCH) this.score(best);
  }

  /** One whose bound is too low is written over by the next instead of jumped over: which, no processor can guess. */
  #listByLine(word: number, bits: number, leastScore: number): void {
    const { east: easts, north: norths, most, pathway, wordTravelWeight, wordInterestWeight } = this.market;
    const interest = this.wishes.points;
    const slots = this.#listed;
    const travel = this.#sums;
    const points = this.#points;
    const east = this.#east;
    const north = this.#north;
    const travelWeight = wordTravelWeight[word]!;
    const interestWeight = wordInterestWeight[word]!;
    let count = this.#count;
    for (let left = bits; left !== 0; left &= left - 1) {
      const slot = word * 32 + 31 - Math.clz32(left & -left);
      const toEast = easts[slot]! - east;
      const toNorth = norths[slot]! - north;
      const square = toEast * toEast + toNorth * toNorth;
      const way = square < points.length ? points[square]! : 0;
      slots[count] = slot;
      travel[count] = way;
      const bound = Math.imul(way, travelWeight) + Math.imul(interest[pathway[slot]!]!, interestWeight) + most[slot]!;
      count += isAtLeast(bound, leastScore);
    }
    this.#count = count;
  }

  /** The same where all travel points are alike. */
  #listAlike(word: number, bits: number, way: number, leastScore: number): void {
    const { most, pathway, wordTravelWeight, wordInterestWeight } = this.market;
    const interest = this.wishes.points;
    const slots = this.#listed;
    const travel = this.#sums;
    const least = leastScore - way * wordTravelWeight[word]!;
    const interestWeight = wordInterestWeight[word]!;
    let count = this.#count;
    for (let left = bits; left !== 0; left &= left - 1) {
      const slot = word * 32 + 31 - Math.clz32(left & -left);
      slots[count] = slot;
      travel[count] = way;
      count += isAtLeast(Math.imul(interest[pathway[slot]!]!, interestWeight) + most[slot]!, least);
    }
    this.#count = count;
  }

  /** Travel points of everything in a word of one kind of place; -1 where they may differ. */
  #alike(place: number): number {
    if (place === m.REMOTE) return FULL_POINTS;
    if (this.#row !== null || place === m.MIXED) return -1;
    return place === m.UNPLACED || !this.#isPlaced ? NEUTRAL_POINTS : -1;
  }

  #listOneByOne(word: number, bits: number): void {
    const { records } = this.market;
    for (let left = bits; left !== 0; left &= left - 1) {
      const slot = word * 32 + 31 - Math.clz32(left & -left);
      this.#listed[this.#count] = slot;
      this.#sums[this.#count] = this.#waysPoints(slot, records[slot * Field.COUNT + Field.PLACE]!);
      this.#count += 1;
    }
  }

  /** Offers the listed slots with their scores: the most there could be, less what is lacking, skills first, which lack most. */
  score(best: TopRanks): void {
    const { records } = this.market;
    const { slots, readyDay, ticket } = this;
    const listed = this.#listed;
    const sums = this.#sums;
    let least = best.leastScore;
    const count = this.#withSkills(least);
    for (let at = 0; at < count; at += 1) {
      const slot = listed[at]!;
      const record = slot * Field.COUNT;
      const free = countHalfDays(slots & records[record + Field.SLOTS]!);
      const wait = records[record + Field.START_DAY]! - readyDay;
      const schedule = POINTS_BY_HALF_DAYS[(records[record + Field.SHARES]! & 2047) + free]!;
      const start = wait >= 0 && wait < POINTS_BY_WAIT.length ? POINTS_BY_WAIT[wait]! : 0;
      const score = sums[at]! - Math.imul(FULL_POINTS - schedule, records[record + Field.SCHEDULE_WEIGHT]!) - Math.imul(FULL_POINTS - start, records[record + Field.START_WEIGHT]!);
      if (score < least) continue;
      best.offer(slot, score, drawLottery(ticket, records[record + Field.HASH]!));
      least = best.leastScore;
    }
  }

  /** Keeps of the listed slots those that can get in by all parts but schedule and start, with that bound in place of travel points; how many. */
  #withSkills(least: number): number {
    const { records, moreSkillWords, most, pathway } = this.market;
    const interest = this.wishes.points;
    const listed = this.#listed;
    const sums = this.#sums;
    const skillsLow = this.#skillsLow;
    const skillsHigh = this.#skillsHigh;
    const count = this.#count;
    this.#count = 0;
    let kept = 0;
    for (let at = 0; at < count; at += 1) {
      const slot = listed[at]!;
      const record = slot * Field.COUNT;
      let held = countHalfDays(skillsLow & records[record + Field.ASKED_LOW]!) + countHalfDays(skillsHigh & records[record + Field.ASKED_HIGH]!);
      if (moreSkillWords > 0) held += this.#moreHeld(slot);
      const lacking = FULL_POINTS - pointsOfSkills(held, records[record + Field.SHARES]! >> 11);
      const sum =
        Math.imul(sums[at]!, records[record + Field.TRAVEL_WEIGHT]!) +
        Math.imul(interest[pathway[slot]!]!, records[record + Field.INTEREST_WEIGHT]!) +
        most[slot]! -
        Math.imul(lacking, records[record + Field.SKILLS_WEIGHT]!);
      listed[kept] = slot;
      sums[kept] = sum;
      kept += isAtLeast(sum, least);
    }
    return kept;
  }

  /** The most travel points that anything in a word could earn. */
  #mostTravel(word: number): number {
    const place = this.market.wordPlace[word]!;
    if (this.#row !== null || place === m.MIXED || place === m.REMOTE) return FULL_POINTS;
    if (place === m.UNPLACED || !this.#isPlaced) return NEUTRAL_POINTS;
    const square = squareToBox(this.market.boxes, word, this.#east, this.#north);
    return square < this.#points.length ? this.#points[square]! : 0;
  }

  /** The bits of slots whose straight line is within its own limit, too, and which skills and half-days do not exclude. */
  #openByLine(word: number, bits: number, isWeekAsked: boolean): number {
    const { east: easts, north: norths, records } = this.market;
    const east = this.#east;
    const north = this.#north;
    const mode = this.#mode;
    const limit = this.#limit;
    let open = 0;
    for (let left = bits; left !== 0; left &= left - 1) {
      const bit = left & -left;
      const slot = word * 32 + 31 - Math.clz32(bit);
      const toEast = easts[slot]! - east;
      const toNorth = norths[slot]! - north;
      const square = toEast * toEast + toNorth * toNorth;
      const own = records[slot * Field.COUNT + Field.PLACE]! >> 6;
      open |= square <= reachOfLimit(mode, own < limit ? own : limit) && this.#meets(slot, isWeekAsked) ? bit : 0;
    }
    return open;
  }

  #openOneByOne(word: number, bits: number, isWeekAsked: boolean): number {
    const { records } = this.market;
    let open = 0;
    for (let left = bits; left !== 0; left &= left - 1) {
      const bit = left & -left;
      const slot = word * 32 + 31 - Math.clz32(bit);
      if (this.#waysPoints(slot, records[slot * Field.COUNT + Field.PLACE]!) >= 0 && this.#meets(slot, isWeekAsked)) open |= bit;
    }
    return open;
  }

  /** Whether every skill is held that a slot requires, and where asked enough half-days are free. */
  #meets(slot: number, isWeekAsked: boolean): boolean {
    const { records, needed, moreSkillWords } = this.market;
    const record = slot * Field.COUNT;
    const lacking = (records[record + Field.REQUIRED_LOW]! & ~this.#skillsLow) | (records[record + Field.REQUIRED_HIGH]! & ~this.#skillsHigh);
    if (lacking !== 0 || (moreSkillWords > 0 && this.#lacksMore(slot))) return false;
    return !isWeekAsked || countHalfDays(this.slots & records[record + Field.SLOTS]!) >= needed[slot]!;
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
}

/** 1 when a score is at least another, else 0, without a branch. Both lie between -2^30 and 2^30. */
function isAtLeast(score: number, least: number): number {
  return (least - 1 - score) >>> 31;
}

/** Keeps the bits of slots within a squared distance of a point. */
function withinReach(bits: number, first: number, easts: Int32Array, norths: Int32Array, east: number, north: number, reach: number): number {
  let near = 0;
  for (let left = bits; left !== 0; left &= left - 1) {
    const bit = left & -left;
    const slot = first + 31 - Math.clz32(bit);
    const toEast = easts[slot]! - east;
    const toNorth = norths[slot]! - north;
    near |= toEast * toEast + toNorth * toNorth <= reach ? bit : 0;
  }
  return near;
}

function pointsByWait(): Int32Array {
  const points: number[] = [];
  for (let days = 0; startPoints(days) > 0; days += 1) points.push(startPoints(days));
  return Int32Array.from(points);
}
