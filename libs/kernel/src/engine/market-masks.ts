import { countHalfDays } from '../matching/half-days.js';
import { Field, NO_LIMIT, type MarketData } from './market-data.js';
import { ThresholdMasks } from './threshold-masks.js';

/** A week is given a mask of its own once it was met so often more than others: before that each pair is asked. */
const SIGHTINGS = 8;

/**
 * Bitmaps of the slots that answers of a candidate leave open, made when first needed and kept: candidates are many and
 * different answers few.
 */
export class MarketMasks {
  readonly #data: MarketData;
  readonly #wordCount: number;
  /** By group byte × 256 + answers; null: excludes nothing. */
  #answers: (Int32Array | null | undefined)[];
  #weeks = new Map<number, Int32Array>();
  /** A week and how often it was seen, by its hash: others at the same place count against it, so rare ones get no mask. */
  readonly #seenWeeks = new Int32Array(4096);
  readonly #sightings = new Uint8Array(4096);
  #kept = 0;
  readonly #pay: ThresholdMasks;
  readonly #start: ThresholdMasks;
  /** Whether any opportunity asks for half-days, or did. */
  hasWeeks: boolean;

  /** @param mostKept numbers in all masks that are kept together; 32 MB when left out */
  constructor(
    data: MarketData,
    readonly mostKept = 8_000_000,
  ) {
    this.#data = data;
    this.#answers = this.#noAnswers();
    this.#wordCount = data.slotCount / 32;
    this.#pay = new ThresholdMasks(data.slotCount, (slot) => data.payLimit[slot]!, NO_LIMIT);
    this.#start = new ThresholdMasks(data.slotCount, (slot) => data.startLimit[slot]!, NO_LIMIT);
    this.hasWeeks = data.needed.some((needed) => needed > 0);
  }

  /** What a wish for at least so much an hour leaves open; null: everything. */
  forPay(lowest: number): Int32Array | null {
    return this.#pay.atLeast(lowest);
  }

  /** What can still begin when somebody is ready on a day; null: everything. */
  forStart(readyDay: number): Int32Array | null {
    return this.#start.atLeast(readyDay);
  }

  /** What the answers to eight groups of tests leave open; null: everything. */
  forAnswers(byte: number, answers: number): Int32Array | null {
    const key = byte * 256 + answers;
    const known = this.#answers[key];
    if (known !== undefined) return known;
    const mask = answers === 0xff ? null : this.#withoutUnmet(byte, answers);
    this.#answers[key] = mask;
    return mask;
  }

  /** What leaves enough half-days for a week; undefined: not known, ask each pair. */
  forWeek(slots: number): Int32Array | undefined {
    const known = this.#weeks.get(slots);
    if (known !== undefined) return known;
    if (!this.#isCommon(slots)) return undefined;
    const mask = this.#room();
    const { records, needed } = this.#data;
    for (let slot = 0; slot < this.#data.slotCount; slot += 1) {
      const record = slot * Field.COUNT;
      if (countHalfDays(slots & records[record + Field.SLOTS]!) < needed[slot]!) mask[slot >> 5]! &= ~(1 << (slot & 31));
    }
    this.#weeks.set(slots, mask);
    return mask;
  }

  /** Forgets a slot before it is cleared. */
  leave(slot: number): void {
    this.#pay.remove(slot, this.#data.payLimit[slot]!);
    this.#start.remove(slot, this.#data.startLimit[slot]!);
  }

  /** Puts a slot that was written into every mask that is kept. */
  enter(slot: number): void {
    const { payLimit, startLimit, records, needed, demands } = this.#data;
    this.#pay.add(slot, payLimit[slot]!);
    this.#start.add(slot, startLimit[slot]!);
    const word = slot >> 5;
    const bit = 1 << (slot & 31);
    const record = slot * Field.COUNT;
    this.hasWeeks ||= needed[slot]! > 0;
    for (const [week, mask] of this.#weeks) setBit(mask, word, bit, countHalfDays(week & records[record + Field.SLOTS]!) >= needed[slot]!);
    this.#answers.forEach((mask, key) => {
      if (mask === null || mask === undefined) return;
      let isLeft = true;
      for (let group = 0; group < 8; group += 1) {
        const demanded = (demands[((key >> 8) * 8 + group) * this.#wordCount + word]! & bit) !== 0;
        if (demanded && (key & (1 << group)) === 0) isLeft = false;
      }
      setBit(mask, word, bit, isLeft);
    });
  }

  /** Filled, so that the engine keeps it as an array of places instead of a table of keys. */
  #noAnswers(): (Int32Array | null | undefined)[] {
    return Array.from<undefined>({ length: ((this.#data.groups.length + 7) >> 3) * 256 });
  }

  #isCommon(week: number): boolean {
    const at = Math.imul(week, 0x9e3779b1) >>> 20;
    if (this.#seenWeeks[at] !== week) {
      if (this.#sightings[at]! > 0) this.#sightings[at]! -= 1;
      else this.#seenWeeks[at] = week;
      return false;
    }
    this.#sightings[at]! += 1;
    return this.#sightings[at]! >= SIGHTINGS;
  }

  #withoutUnmet(byte: number, answers: number): Int32Array {
    const mask = this.#room();
    const { demands } = this.#data;
    for (let bit = 0; bit < 8; bit += 1) {
      if ((answers & (1 << bit)) !== 0) continue;
      const from = (byte * 8 + bit) * this.#wordCount;
      for (let word = 0; word < this.#wordCount; word += 1) mask[word]! &= ~demands[from + word]!;
    }
    return mask;
  }

  /** A mask that excludes nothing yet. When too many are kept, all are forgotten: the common ones come back first. */
  #room(): Int32Array {
    this.#kept += this.#wordCount;
    if (this.#kept > this.mostKept) {
      this.#kept = this.#wordCount;
      this.#answers = this.#noAnswers();
      this.#weeks = new Map();
    }
    return new Int32Array(this.#wordCount).fill(-1);
  }
}

function setBit(mask: Int32Array, word: number, bit: number, isSet: boolean): void {
  if (isSet) mask[word]! |= bit;
  else mask[word]! &= ~bit;
}
