import { toEpochDay } from '../calendar/plain-date.js';
import { CANDIDATE_STAGES, TRAVEL_MODES, type CandidateFacts, type Pathway } from '../matching/facts.js';
import { hashOfText } from '../matching/tie-break.js';
import { allocateHere, type Allocate } from './allocate.js';
import { codeName, CodeTable } from './code-table.js';
import { NO_CONTRACT_DAY } from './demand-table.js';
import { HILBERT_RANGE, hilbertNumber } from './hilbert.js';
import { PATHWAY_COUNT, PATHWAY_NUMBERS } from './market-data.js';
import { storedLimit } from './travel-tables.js';

/** Bits of `flags`. */
export const CAN_BE_MATCHED = 1;
export const HAS_POSITION = 2;
export const FOR_REDEPLOYMENT = 4;

/** Stands for no lowest pay and for being ready at once: below every pay and day. */
export const NONE = -(2 ** 31);

/** `interests` of somebody who chose no pathway at all. */
export const NO_INTERESTS = 5 ** PATHWAY_COUNT;

/** Columns of one number a person. */
const COLUMNS = {
  /** Number of the person by ascending id; -1: the slot is empty. */
  order: Int32Array,
  /** Of the id, for the lottery. */
  hash: Int32Array,
  east: Int32Array,
  north: Int32Array,
  /** Half-days free. */
  slots: Int32Array,
  /** Lowest hourly pence, or NONE. */
  pay: Int32Array,
  /** Days since 1970, or NONE. */
  availableDay: Int32Array,
  contractDay: Int32Array,
  /** Place of each pathway among the choices, in base 5: 0 not chosen, 4 the first, 3 the second, 2 the third, 1 a later one. */
  interests: Int32Array,
  /** Number of the zone, or -1. */
  zone: Int32Array,
  /** Where the person's codes begin in `held`. */
  heldFrom: Int32Array,
  heldCount: Uint16Array,
  /** Travel limit in minutes, as storedLimit. */
  limit: Uint16Array,
  mode: Uint8Array,
  level: Int8Array,
  english: Int8Array,
  maths: Int8Array,
  stage: Uint8Array,
  flags: Uint8Array,
} as const;

type ColumnName = keyof typeof COLUMNS;

export type PeopleColumns = { readonly [Name in ColumnName]: InstanceType<(typeof COLUMNS)[Name]> };

const COLUMN_NAMES = Object.keys(COLUMNS) as ColumnName[];

/**
 * Candidates as columns by slot, about 56 bytes each and 4 for every skill, check or programme. Slots are sorted by
 * travel mode and home (Hilbert number), each mode from the beginning of a word of 32, so that neighbours follow each
 * other. It can be posted to another thread; over a SharedArrayBuffer nothing is copied.
 */
export interface PeopleData extends PeopleColumns {
  /** A multiple of 32. */
  readonly slotCount: number;
  /** Numbers of codes in `codes`, person after person. */
  readonly held: Int32Array;
  /** Names of the codes, as codeName gives them. */
  readonly codes: readonly string[];
  readonly zones: readonly string[];
}

/** Collects candidates one after the other: only their columns are kept. */
export class PeopleBuilder {
  #columns: PeopleColumns;
  #held: Int32Array;
  #heldCount = 0;
  #count = 0;

  /**
   * @param capacity how many are expected; more may come
   * @param codes numbers of codes, to be shared with other people who meet the same Matcher
   * @param zones numbers of zones, likewise
   */
  constructor(
    capacity = 1024,
    readonly codes = new CodeTable(),
    readonly zones = new CodeTable(),
  ) {
    this.#columns = newColumns(Math.max(1, capacity), allocateHere);
    this.#held = new Int32Array(Math.max(1, capacity) * 8);
  }

  get count(): number {
    return this.#count;
  }

  /** Adds a candidate. They must come by ascending id (compareIds), each once: that order breaks the last ties. */
  add(facts: CandidateFacts): void {
    const row = this.#count;
    if (row === this.#columns.order.length) this.#columns = grown(this.#columns, row * 2);
    const columns = this.#columns;
    columns.order[row] = row;
    columns.heldFrom[row] = this.#heldCount;
    writePerson(columns, row, facts, this.zones);
    const held = codesOf(facts, this.codes);
    if (this.#heldCount + held.length > this.#held.length) {
      const wider = new Int32Array((this.#heldCount + held.length) * 2);
      wider.set(this.#held);
      this.#held = wider;
    }
    this.#held.set(held, this.#heldCount);
    columns.heldCount[row] = held.length;
    this.#heldCount += held.length;
    this.#count += 1;
  }

  /** The people sorted into slots, and slots to spare for others. The builder is empty of people afterwards. */
  finish(allocate: Allocate = allocateHere, spareSlots = 0): PeopleData {
    const columns = this.#columns;
    const { slotOf, slotCount: taken } = slotsOf(columns, this.#count);
    const slotCount = taken + Math.ceil(spareSlots / 32) * 32;
    const sorted: Record<string, unknown> = {};
    const unsorted: Partial<Record<ColumnName, unknown>> = columns;
    const held = new Int32Array(allocate(this.#heldCount * 4));
    held.set(this.#held.subarray(0, this.#heldCount));
    this.#held = new Int32Array(8);
    for (const name of COLUMN_NAMES) {
      const from = columns[name];
      const to = newColumn(name, slotCount, allocate);
      if (name === 'order') to.fill(-1);
      if (name === 'pay' || name === 'availableDay') to.fill(NONE);
      for (let row = 0; row < this.#count; row += 1) to[slotOf[row]!] = from[row]!;
      sorted[name] = to;
      delete unsorted[name]; // one column at a time: the peak is the columns and one more
    }
    this.#columns = newColumns(1, allocateHere);
    this.#heldCount = 0;
    this.#count = 0;
    return { ...(sorted as unknown as PeopleColumns), slotCount, held, codes: this.codes.names, zones: this.zones.names };
  }
}

/** Writes everything of a candidate but the codes held and the number in the order. */
export function writePerson(columns: PeopleColumns, slot: number, facts: CandidateFacts, zones: CodeTable): void {
  const isHeard = facts.hasMatchingConsent && facts.isSeeking;
  columns.hash[slot] = hashOfText(facts.candidateId);
  columns.east[slot] = facts.position?.east ?? 0;
  columns.north[slot] = facts.position?.north ?? 0;
  columns.slots[slot] = facts.slots;
  columns.pay[slot] = payOf(facts);
  columns.availableDay[slot] = availableDayOf(facts);
  columns.contractDay[slot] = facts.contractEndsOn === null ? NO_CONTRACT_DAY : toEpochDay(facts.contractEndsOn);
  columns.interests[slot] = interestsOf(facts.pathwayInterests);
  columns.zone[slot] = facts.travelZone === null ? -1 : zones.numberOf(facts.travelZone);
  columns.limit[slot] = storedLimit(facts.travelLimitMinutes);
  columns.mode[slot] = TRAVEL_MODES.indexOf(facts.travelMode);
  columns.level[slot] = facts.level;
  columns.english[slot] = facts.englishLevel;
  columns.maths[slot] = facts.mathsLevel;
  columns.stage[slot] = CANDIDATE_STAGES.indexOf(facts.stage);
  columns.flags[slot] =
    (isHeard ? CAN_BE_MATCHED : 0) + (facts.position === null ? 0 : HAS_POSITION) + (facts.isForRedeployment ? FOR_REDEPLOYMENT : 0);
}

/** What the column `pay` says of a candidate. */
export function payOf({ minimumHourlyPence }: CandidateFacts): number {
  return minimumHourlyPence ?? NONE;
}

/** What the column `availableDay` says of a candidate. */
export function availableDayOf({ availableFromOn }: CandidateFacts): number {
  return availableFromOn === null ? NONE : toEpochDay(availableFromOn);
}

/** Numbers of the codes of a candidate, each once. */
export function codesOf(facts: CandidateFacts, codes: CodeTable): readonly number[] {
  const numbers = new Set<number>();
  for (const code of facts.skillCodes) numbers.add(codes.numberOf(codeName.skill(code)));
  for (const code of facts.checkCodes) numbers.add(codes.numberOf(codeName.check(code)));
  for (const code of facts.programmeCodes) numbers.add(codes.numberOf(codeName.programme(code)));
  return [...numbers];
}

function interestsOf(interests: readonly Pathway[]): number {
  if (interests.length === 0) return NO_INTERESTS;
  let number = 0;
  for (const pathway of new Set(interests)) number += Math.max(1, 4 - interests.indexOf(pathway)) * 5 ** PATHWAY_NUMBERS[pathway];
  return number;
}

/** The same people with more slots at the end, of one thread. */
export function withMoreSlots(people: PeopleData, moreSlots: number): PeopleData {
  const slotCount = people.slotCount + Math.ceil(moreSlots / 32) * 32;
  const columns = grown(people, slotCount);
  columns.order.fill(-1, people.slotCount);
  columns.pay.fill(NONE, people.slotCount);
  columns.availableDay.fill(NONE, people.slotCount);
  return { ...people, ...columns, slotCount };
}

function slotsOf(columns: PeopleColumns, count: number): { slotOf: Int32Array; slotCount: number } {
  // Mode, position known, Hilbert number and row in one number, exact below 2^53 for eight million people.
  const keys = new Float64Array(count);
  for (let row = 0; row < count; row += 1) {
    const block = columns.mode[row]! * 2 + (columns.flags[row]! & HAS_POSITION ? 0 : 1);
    keys[row] = (block * HILBERT_RANGE + hilbertNumber(columns.east[row]!, columns.north[row]!)) * count + row;
  }
  keys.sort();
  const slotOf = new Int32Array(count);
  let slot = 0;
  let block = -1;
  for (const key of keys) {
    const here = Math.floor(key / count / HILBERT_RANGE);
    if (here !== block) slot = Math.ceil(slot / 32) * 32;
    block = here;
    slotOf[key % count] = slot;
    slot += 1;
  }
  return { slotOf, slotCount: Math.ceil(slot / 32) * 32 };
}

function newColumn<Name extends ColumnName>(name: Name, length: number, allocate: Allocate): PeopleColumns[Name] {
  const Column: { new (storage: ArrayBufferLike): Int32Array | Uint16Array | Uint8Array | Int8Array; readonly BYTES_PER_ELEMENT: number } = COLUMNS[name];
  return new Column(allocate(length * Column.BYTES_PER_ELEMENT)) as PeopleColumns[Name];
}

/** Columns of so many slots, all 0. */
export function newColumns(length: number, allocate: Allocate): PeopleColumns {
  return Object.fromEntries(COLUMN_NAMES.map((name) => [name, newColumn(name, length, allocate)])) as unknown as PeopleColumns;
}

function grown(columns: PeopleColumns, length: number): PeopleColumns {
  const wider = newColumns(length, allocateHere);
  for (const name of COLUMN_NAMES) {
    const to: { set(from: ArrayLike<number>): void } = wider[name];
    to.set(columns[name]);
  }
  return wider;
}
