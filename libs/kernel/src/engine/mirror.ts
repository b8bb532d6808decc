import { allocateHere, type Allocate } from './allocate.js';
import { emptyBoxes, widen } from './boxes.js';
import { CodeTable } from './code-table.js';
import { CompiledGroups } from './demand-table.js';
import { HeldCodes } from './held-codes.js';
import type { MarketData } from './market-data.js';
import { CAN_BE_MATCHED, FOR_REDEPLOYMENT, HAS_POSITION, type PeopleData } from './people.js';
import { reachOfLimit } from './travel-tables.js';

/** In wordMode: people of several modes, or nobody yet. */
const SEVERAL_MODES = 254;
const NO_MODE = 255;

/** Words of people taken together in a search for near ones. */
export const BLOCK = 32;

/**
 * People the other way round, for opportunities that look for them: bitmaps over people and bounds of words and blocks of
 * words. 16 bytes a person and a bit for each group of tests of the market. Can be posted to another thread.
 */
export interface MirrorData {
  /** Bitmap of those who consent and are seeking. */
  readonly present: Int32Array;
  /** A bitmap for each group of tests of the market, one after the other: who meets it. */
  readonly meets: Int32Array;
  /** A bitmap for each skill the market asks for, one after the other: who holds it. */
  readonly holds: Int32Array;
  /** Skills of those the market asks for, by slot, `skillWords` numbers each. */
  readonly skills: Int32Array;
  readonly skillWords: number;
  /** Squared reach of the straight line by slot; -1 when none. */
  readonly reach: Float64Array;
  /** Boxes of the words' homes as in MarketData, then the longest reach in each; words without a known home reach everywhere. */
  readonly boxes: Int32Array;
  /** Travel mode of each word; SEVERAL_MODES when people of several were written into it. */
  readonly wordMode: Uint8Array;
  readonly wordReach: Float64Array;
  /** The shortest reach in each word. */
  readonly wordLeastReach: Float64Array;
  /** The same of each block of words. */
  readonly blockBoxes: Int32Array;
  readonly blockReach: Float64Array;
}

/** Builds the mirror of people for a market: about 1 µs a person. */
export function compileMirror(market: MarketData, people: PeopleData, allocate: Allocate = allocateHere): MirrorData {
  const words = people.slotCount / 32;
  const blocks = Math.ceil(words / BLOCK);
  const skillWords = market.moreSkillWords + 2;
  const numbers = (count: number): Int32Array => new Int32Array(allocate(count * 4));
  const doubles = (count: number): Float64Array => new Float64Array(allocate(count * 8));
  const mirror: MirrorData = {
    present: numbers(words),
    meets: numbers(words * market.groups.length),
    holds: numbers(words * market.askedSkills.length),
    skills: numbers(people.slotCount * skillWords),
    skillWords,
    reach: doubles(people.slotCount),
    boxes: emptyBoxes(numbers(words * 4)),
    wordMode: new Uint8Array(allocate(words)).fill(NO_MODE),
    wordReach: doubles(words).fill(-1),
    wordLeastReach: doubles(words).fill(Infinity),
    blockBoxes: emptyBoxes(numbers(blocks * 4)),
    blockReach: doubles(blocks).fill(-1),
  };
  const writer = new MirrorWriter(market, people, mirror, new CodeTable([...people.codes]));
  for (let slot = 0; slot < people.slotCount; slot += 1) if (people.order[slot] !== -1) writer.write(slot);
  return mirror;
}

/** Writes people into a mirror. */
export class MirrorWriter {
  readonly #groups: CompiledGroups;
  /** Numbers of the groups that ask for a programme. */
  readonly #ofProgrammes: Int32Array;
  readonly #all: Int32Array;
  readonly #answers: Uint8Array;
  readonly #held: HeldCodes;

  constructor(
    market: MarketData,
    readonly people: PeopleData,
    readonly mirror: MirrorData,
    codes: CodeTable,
  ) {
    this.#groups = new CompiledGroups(market.groups, codes);
    this.#all = Int32Array.from(market.groups.keys());
    this.#ofProgrammes = this.#all.filter((group) => market.groups[group]!.some(({ on }) => on === 'programme'));
    this.#answers = new Uint8Array(this.#groups.byteCount);
    this.#held = new HeldCodes(codes, market.askedSkills);
  }

  /** Writes what the people's columns say of a slot. */
  write(slot: number): void {
    const { people, mirror } = this;
    const word = slot >> 5;
    const bit = 1 << (slot & 31);
    this.#held.take(people, slot);
    const flags = people.flags[slot]!;
    if ((flags & CAN_BE_MATCHED) !== 0) mirror.present[word]! |= bit;
    else mirror.present[word]! &= ~bit;
    mirror.skills.set(this.#held.skills.subarray(0, mirror.skillWords), slot * mirror.skillWords);
    this.#answer(slot, this.#all);
    const wordCount = mirror.present.length;
    for (let at = word; at < mirror.holds.length; at += wordCount) mirror.holds[at]! &= ~bit;
    for (let at = 0; at < this.#held.skillCount; at += 1) mirror.holds[this.#held.skillNumbers[at]! * wordCount + word]! |= bit;
    this.#place(slot, word, (flags & HAS_POSITION) !== 0);
  }

  /** The same, of somebody of whom nothing has changed but the programmes that they are in. */
  writeProgrammes(slot: number): void {
    this.#held.take(this.people, slot);
    this.#answer(slot, this.#ofProgrammes);
  }

  /** Writes which of some groups of tests the person in a slot meets, whose codes are in hand. */
  #answer(slot: number, groups: Int32Array): void {
    const { people, mirror } = this;
    const word = slot >> 5;
    const bit = 1 << (slot & 31);
    const wordCount = mirror.present.length;
    this.#groups.answer(
      {
        level: people.level[slot]!,
        english: people.english[slot]!,
        maths: people.maths[slot]!,
        stage: people.stage[slot]!,
        isForRedeployment: (people.flags[slot]! & FOR_REDEPLOYMENT) !== 0,
        contractDay: people.contractDay[slot]!,
        held: this.#held,
      },
      this.#answers,
    );
    for (const group of groups) {
      const at = group * wordCount + word;
      if ((this.#answers[group >> 3]! & (1 << (group & 7))) !== 0) mirror.meets[at]! |= bit;
      else mirror.meets[at]! &= ~bit;
    }
  }

  /** Takes the person in a slot out; the bounds stay wide enough. */
  clear(slot: number): void {
    this.mirror.present[slot >> 5]! &= ~(1 << (slot & 31));
  }

  #place(slot: number, word: number, isPlaced: boolean): void {
    const { people, mirror } = this;
    const block = Math.floor(word / BLOCK);
    const mode = people.mode[slot]!;
    const modeSoFar = mirror.wordMode[word]!;
    mirror.wordMode[word] = modeSoFar === NO_MODE || modeSoFar === mode ? mode : SEVERAL_MODES;
    const reach = isPlaced ? reachOfLimit(mode, people.limit[slot]!) : Infinity;
    mirror.reach[slot] = reach;
    mirror.wordLeastReach[word] = Math.min(mirror.wordLeastReach[word]!, reach);
    mirror.wordReach[word] = Math.max(mirror.wordReach[word]!, reach);
    mirror.blockReach[block] = Math.max(mirror.blockReach[block]!, reach);
    if (!isPlaced) return;
    widen(mirror.boxes, word, people.east[slot]!, people.north[slot]!);
    widen(mirror.blockBoxes, block, people.east[slot]!, people.north[slot]!);
  }
}
