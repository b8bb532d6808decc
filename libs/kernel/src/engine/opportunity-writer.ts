import { toEpochDay } from '../calendar/plain-date.js';
import type { OpportunityFacts } from '../matching/facts.js';
import { countHalfDays } from '../matching/half-days.js';
import { startsInWindow } from '../matching/hard-rules.js';
import { askedSkills, countedHourlyPence, FULL_POINTS, NEUTRAL_POINTS, payPoints, SCORE_WEIGHTS } from '../matching/score.js';
import { hashOfText } from '../matching/tie-break.js';
import { widen } from './boxes.js';
import { keyOfGroup, testGroupsOf } from './demand-table.js';
import * as m from './market-data.js';
import { Field } from './market-data.js';
import { POINTS_ROW } from './share-points.js';
import { storedLimit } from './travel-tables.js';

/** Writes opportunities into slots of a market and keeps the words' bounds: wide enough for all that they ever held. */
export class OpportunityWriter {
  readonly #groups: ReadonlyMap<string, number>;
  readonly #skills: ReadonlyMap<string, number>;
  readonly #zones: ReadonlyMap<string, number>;

  constructor(readonly data: m.MarketData) {
    this.#groups = new Map(data.groups.map((group, number) => [keyOfGroup(group), number]));
    this.#skills = new Map(data.askedSkills.map((code, number) => [code, number]));
    this.#zones = new Map(data.zones.map((zone, number) => [zone, number]));
  }

  /** Whether the market's tables have a number for everything that the facts ask; else it must be compiled anew. */
  knows(facts: OpportunityFacts): boolean {
    return (
      testGroupsOf(facts).every((group) => this.#groups.has(keyOfGroup(group))) &&
      askedSkills(facts).every((code) => this.#skills.has(code)) &&
      (facts.travelZone === null || this.#zones.has(facts.travelZone))
    );
  }

  /**
   * Writes an opportunity that the tables know into an empty slot.
   *
   * @param number its place in the order of equal ranks
   */
  write(slot: number, number: number, facts: OpportunityFacts): void {
    const { data } = this;
    const wordCount = data.slotCount / 32;
    const word = slot >> 5;
    const bit = 1 << (slot & 31);
    data.order[slot] = number;
    data.east[slot] = facts.position?.east ?? 0;
    data.north[slot] = facts.position?.north ?? 0;
    data.zone[slot] = facts.travelZone === null ? -1 : this.#zones.get(facts.travelZone)!;
    data.payLimit[slot] = Math.min(countedHourlyPence(facts) ?? m.NO_LIMIT, m.NO_LIMIT);
    data.startLimit[slot] = facts.startsOn === null ? m.NO_LIMIT : toEpochDay(facts.startsOn);
    if (canBeHad(facts)) data.present[word]! |= bit;
    for (const group of testGroupsOf(facts)) data.demands[this.#groups.get(keyOfGroup(group))! * wordCount + word]! |= bit;
    this.#writeRecord(slot, facts);
    this.#widen(word, slot, facts);
  }

  /** Empties a slot. The words' bounds stay: they are still wide enough. */
  clear(slot: number): void {
    const { data } = this;
    const wordCount = data.slotCount / 32;
    const kept = ~(1 << (slot & 31));
    data.order[slot] = -1;
    for (let at = slot >> 5; at < data.demands.length; at += wordCount) data.demands[at]! &= kept;
    for (let at = slot >> 5; at < data.pathways.length; at += wordCount) data.pathways[at]! &= kept;
    for (let at = slot >> 5; at < data.rarest.length; at += wordCount) data.rarest[at]! &= kept;
    for (let at = slot >> 5; at < data.asked.length; at += wordCount) data.asked[at]! &= kept;
    data.fewSkills[slot >> 5]! &= kept;
    data.noSkills[slot >> 5]! &= kept;
    data.present[slot >> 5]! &= kept;
    data.special[slot >> 5]! &= kept;
  }

  #writeRecord(slot: number, facts: OpportunityFacts): void {
    const { data } = this;
    const record = data.records.subarray(slot * Field.COUNT, (slot + 1) * Field.COUNT);
    const { skills, travel, interest, pay, schedule, start } = facts.weights ?? SCORE_WEIGHTS;
    const hourlyPence = countedHourlyPence(facts);
    const asked = askedSkills(facts);
    const week = facts.schedule ?? { slots: 0, needed: 0 };
    const fixed = [
      pay * (hourlyPence === null ? NEUTRAL_POINTS : payPoints(hourlyPence)),
      asked.length === 0 ? skills * NEUTRAL_POINTS : 0,
      week.needed === 0 ? schedule * (facts.schedule === null ? NEUTRAL_POINTS : FULL_POINTS) : 0,
      facts.startsOn === null ? start * FULL_POINTS : 0,
    ].reduce((sum, points) => sum + points);
    const weights = { skills: asked.length === 0 ? 0 : skills, schedule: week.needed === 0 ? 0 : schedule, start: facts.startsOn === null ? 0 : start };
    record.fill(0);
    record[Field.SLOTS] = week.slots;
    record[Field.SCHEDULE_WEIGHT] = weights.schedule;
    record[Field.SKILLS_WEIGHT] = weights.skills;
    record[Field.SHARES] = countHalfDays(week.slots) * POINTS_ROW + 2048 * Math.max(1, asked.length);
    record[Field.START_WEIGHT] = weights.start;
    record[Field.START_DAY] = facts.startsOn === null ? 0 : toEpochDay(facts.startsOn);
    record[Field.TRAVEL_WEIGHT] = travel;
    record[Field.INTEREST_WEIGHT] = interest;
    record[Field.HASH] = hashOfText(facts.opportunityId);
    data.most[slot] = fixed + FULL_POINTS * (weights.skills + weights.schedule + weights.start);
    record[Field.PLACE] = m.placeOf(facts) + 4 * m.PATHWAY_NUMBERS[facts.pathway] + 64 * storedLimit(facts.travelAtMostMinutes ?? Infinity);
    data.needed[slot] = week.needed;
    data.pathway[slot] = m.PATHWAY_NUMBERS[facts.pathway];
    data.pathways[data.pathway[slot] * (data.slotCount / 32) + (slot >> 5)]! |= 1 << (slot & 31);
    this.#writeSkills(slot, asked, data.moreAsked, Field.ASKED_LOW);
    const rarest = this.#writeSkills(slot, facts.requiredSkillCodes, data.moreRequired, Field.REQUIRED_LOW);
    if (new Set(facts.requiredSkillCodes).size > 1 || facts.travelAtMostMinutes !== null) data.special[slot >> 5]! |= 1 << (slot & 31);
    this.#tellSkills(slot, asked);
    const row = rarest < 0 ? data.askedSkills.length : rarest;
    data.rarest[row * (data.slotCount / 32) + (slot >> 5)]! |= 1 << (slot & 31);
  }

  /** Writes skills as bits, the first 64 at a place of the record; the highest of their numbers, -1 when there are none. */
  #writeSkills(slot: number, codes: readonly string[], moreColumn: Int32Array, place: number): number {
    const { records, moreSkillWords } = this.data;
    const more = moreColumn.subarray(slot * moreSkillWords, (slot + 1) * moreSkillWords).fill(0);
    let highest = -1;
    for (const code of codes) {
      const skill = this.#skills.get(code)!;
      highest = Math.max(highest, skill);
      if (skill < 64) records[slot * Field.COUNT + place + (skill >> 5)]! |= 1 << (skill & 31);
      else more[(skill >> 5) - 2]! |= 1 << (skill & 31);
    }
    return highest;
  }

  /** Marks a slot in the bitmaps of the skills it asks for, and of how many. */
  #tellSkills(slot: number, codes: readonly string[]): void {
    const { data } = this;
    const bit = 1 << (slot & 31);
    for (const code of codes) data.asked[this.#skills.get(code)! * (data.slotCount / 32) + (slot >> 5)]! |= bit;
    if (codes.length <= 2) data.fewSkills[slot >> 5]! |= bit;
    if (codes.length === 0) data.noSkills[slot >> 5]! |= bit;
  }

  #widen(word: number, slot: number, facts: OpportunityFacts): void {
    const { data } = this;
    const record = data.records.subarray(slot * Field.COUNT, (slot + 1) * Field.COUNT);
    const place = m.placeOf(facts);
    const others = data.wordPlace[word]!;
    data.wordPlace[word] = others === m.EMPTY_WORD || others === place ? place : m.MIXED;
    data.wordMost[word] = Math.max(data.wordMost[word]!, data.most[slot]!);
    data.wordTravelWeight[word] = Math.max(data.wordTravelWeight[word]!, record[Field.TRAVEL_WEIGHT]!);
    if (askedSkills(facts).length > 0) data.wordSkillsWeight[word] = Math.min(data.wordSkillsWeight[word]!, record[Field.SKILLS_WEIGHT]!);
    data.wordInterestWeight[word] = Math.max(data.wordInterestWeight[word]!, record[Field.INTEREST_WEIGHT]!);
    if (facts.position !== null) widen(data.boxes, word, facts.position.east, facts.position.north);
  }
}

/** What the rules say of the opportunity alone: open, paid as its programme demands, beginning when it may. */
function canBeHad(facts: OpportunityFacts): boolean {
  const { isOpen, isUnpaid, hourlyPence, payFloorHourlyPence: floor, startsOn, startWindow } = facts;
  const isPaidEnough = isUnpaid || floor === null || hourlyPence === null || hourlyPence >= floor;
  return isOpen && isPaidEnough && (startsOn === null || startsInWindow(startsOn, startWindow));
}
