import { countHalfDays } from '../matching/half-days.js';
import { FULL_POINTS, NEUTRAL_POINTS, startPoints, travelPoints } from '../matching/score.js';
import { drawLottery, ticketOfHash } from '../matching/tie-break.js';
import type { CodeTable } from './code-table.js';
import type { TestedPerson } from './demand-table.js';
import { HeldCodes } from './held-codes.js';
import { ImportedWays, NO_WAY, NOT_SAID, type TravelSource } from './imported-ways.js';
import * as m from './market-data.js';
import { FOR_REDEPLOYMENT, HAS_POSITION, NO_INTERESTS, type PeopleData } from './people.js';
import { POINTS_BY_HALF_DAYS, pointsOfSkills } from './share-points.js';
import type { TopRanks } from './top-ranks.js';
import { POINTS_BY_SQUARE, reachOfLimit } from './travel-tables.js';

/** Start points by days of waiting; a longer wait earns nothing. */
export const POINTS_BY_WAIT = pointsByWait();

/** Interest points by digit of `interests`. */
export const POINTS_OF_CHOICE = [0, 400, 600, 800, FULL_POINTS] as const;

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
  /** The most travel points that the word judged last by `reachable` could earn. */
  mostTravel = 0;
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
    this.tested = { level: 0, english: 0, maths: 0, stage: 0, isForRedeployment: false, contractDay: 0, marks: this.#held.marks };
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
    tested.marks = this.#held.marks;
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

  /** Those of a word's bits that travel does not exclude; sets mostTravel for the word. */
  reachable(word: number, bits: number): number {
    const place = this.market.wordPlace[word]!;
    if (this.#row !== null || place === m.MIXED) {
      this.mostTravel = FULL_POINTS;
      return this.#reachableOneByOne(word, bits);
    }
    if (place === m.REMOTE) {
      this.mostTravel = FULL_POINTS;
      return bits;
    }
    if (place === m.UNPLACED || !this.#isPlaced) {
      this.mostTravel = NEUTRAL_POINTS;
      return bits;
    }
    return this.#reachableByLine(word, bits);
  }

  /** Offers the opportunities of a word's bits with their scores. */
  scoreWord(word: number, bits: number, best: TopRanks): void {
    const { records, wordPlace, moreSkillWords } = this.market;
    const { slots, readyDay, interest, ticket } = this;
    const skillsLow = this.#skillsLow;
    const skillsHigh = this.#skillsHigh;
    const isByLine = wordPlace[word] === m.PLACED && this.reach !== Infinity;
    let least = best.leastScore;
    for (let left = bits; left !== 0; left &= left - 1) {
      const slot = word * 32 + 31 - Math.clz32(left & -left);
      const record = slot * m.RECORD;
      const place = records[record + m.PLACE]!;
      const travel = isByLine ? this.#linePoints(slot) : this.#waysPoints(slot, place);
      const sum = travel * records[record + m.TRAVEL_WEIGHT]! + interest[(place >> 2) & 15]! * records[record + m.INTEREST_WEIGHT]!;
      if (sum + records[record + m.MOST]! < least) continue;
      const free = countHalfDays(slots & records[record + m.SLOTS]!);
      const wait = records[record + m.START_DAY]! - readyDay;
      let held = countHalfDays(skillsLow & records[record + m.ASKED_LOW]!) + countHalfDays(skillsHigh & records[record + m.ASKED_HIGH]!);
      if (moreSkillWords > 0) held += this.#moreHeld(slot);
      const score =
        sum +
        records[record + m.BASE]! +
        POINTS_BY_HALF_DAYS[records[record + m.USABLE_ROW]! + free]! * records[record + m.SCHEDULE_WEIGHT]! +
        (wait >= 0 && wait < POINTS_BY_WAIT.length ? POINTS_BY_WAIT[wait]! * records[record + m.START_WEIGHT]! : 0) +
        pointsOfSkills(held, records[record + m.ASKED]!) * records[record + m.SKILLS_WEIGHT]!;
      if (score < least) continue;
      best.offer(slot, score, drawLottery(ticket, records[record + m.HASH]!));
      least = best.leastScore;
    }
  }

  /** Skills held of those that a slot asks for beyond the first 64. */
  #moreHeld(slot: number): number {
    const { moreSkillWords, moreAsked } = this.market;
    let held = 0;
    for (let word = 0; word < moreSkillWords; word += 1) held += countHalfDays(this.#held.skills[word + 2]! & moreAsked[slot * moreSkillWords + word]!);
    return held;
  }

  #linePoints(slot: number): number {
    const points = this.#points;
    const square = this.#squareTo(slot);
    return square < points.length ? points[square]! : 0;
  }

  #squareTo(slot: number): number {
    const east = this.market.east[slot]! - this.#east;
    const north = this.market.north[slot]! - this.#north;
    return east * east + north * north;
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
    return this.#squareTo(slot) <= reachOfLimit(this.#mode, limit) ? this.#linePoints(slot) : -1;
  }

  #reachableOneByOne(word: number, bits: number): number {
    const { records } = this.market;
    let kept = bits;
    for (let left = bits; left !== 0; left &= left - 1) {
      const bit = left & -left;
      const slot = word * 32 + 31 - Math.clz32(bit);
      if (this.#waysPoints(slot, records[slot * m.RECORD + m.PLACE]!) < 0) kept ^= bit;
    }
    return kept;
  }

  #reachableByLine(word: number, bits: number): number {
    const { boxes, wordLimit } = this.market;
    const west = boxes[word * 4]! - this.#east;
    const south = boxes[word * 4 + 1]! - this.#north;
    const east = boxes[word * 4 + 2]! - this.#east;
    const north = boxes[word * 4 + 3]! - this.#north;
    const nearEast = Math.max(0, west, -east);
    const nearNorth = Math.max(0, south, -north);
    const nearest = nearEast * nearEast + nearNorth * nearNorth;
    if (nearest > this.reach) return 0;
    const points = this.#points;
    this.mostTravel = nearest < points.length ? points[nearest]! : 0;
    const shortest = wordLimit[word]!;
    const isShorter = shortest < this.#limit;
    const farEast = Math.max(east, -west);
    const farNorth = Math.max(north, -south);
    if (farEast * farEast + farNorth * farNorth <= (isShorter ? reachOfLimit(this.#mode, shortest) : this.reach)) return bits;
    if (isShorter) return this.#withinOwnLimits(word, bits);
    return withinCircle(bits, word * 32, this.market.east, this.market.north, this.#east, this.#north, this.reach);
  }

  /** The bits within reach of a word in which some opportunities set a shorter limit than the person. */
  #withinOwnLimits(word: number, bits: number): number {
    const { records } = this.market;
    let kept = bits;
    for (let left = bits; left !== 0; left &= left - 1) {
      const bit = left & -left;
      const slot = word * 32 + 31 - Math.clz32(bit);
      const limit = records[slot * m.RECORD + m.PLACE]! >> 6;
      if (this.#squareTo(slot) > (limit < this.#limit ? reachOfLimit(this.#mode, limit) : this.reach)) kept ^= bit;
    }
    return kept;
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

/** The bits whose positions lie within a squared distance of a point. */
function withinCircle(bits: number, first: number, easts: Int32Array, norths: Int32Array, east: number, north: number, reach: number): number {
  let kept = bits;
  for (let left = bits; left !== 0; left &= left - 1) {
    const bit = left & -left;
    const slot = first + 31 - Math.clz32(bit);
    const toEast = easts[slot]! - east;
    const toNorth = norths[slot]! - north;
    if (toEast * toEast + toNorth * toNorth > reach) kept ^= bit;
  }
  return kept;
}

function pointsByWait(): Int32Array {
  const points: number[] = [];
  for (let days = 0; startPoints(days) > 0; days += 1) points.push(startPoints(days));
  return Int32Array.from(points);
}
