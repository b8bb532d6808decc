import type { OpportunityFacts, Pathway } from '../matching/facts.js';
import type { TestGroup } from './demand-table.js';

/** Numbers of the pathways. */
export const PATHWAY_NUMBERS: Readonly<Record<Pathway, number>> = {
  nursing: 0,
  'allied-health': 1,
  pharmacy: 2,
  science: 3,
  ambulance: 4,
  administration: 5,
  estates: 6,
  maternity: 7,
  'social-care': 8,
  'pre-entry': 9,
  other: 10,
};

export const PATHWAY_COUNT = 11;

/** Where an opportunity is: a known position, none, or no travel needed. A word of slots of several kinds is MIXED. */
export const PLACED = 0;
export const UNPLACED = 1;
export const REMOTE = 2;
export const MIXED = 3;

/** Mark of a word without an opportunity, in wordPlace. */
export const EMPTY_WORD = 255;

/** PLACED, UNPLACED or REMOTE. */
export function placeOf({ attendance, position }: OpportunityFacts): number {
  if (attendance === 'remote') return REMOTE;
  return position === null ? UNPLACED : PLACED;
}

/** Stands for no limit: unpaid or not stated pay, a flexible start. */
export const NO_LIMIT = 2 ** 31 - 1;

/**
 * Places in the record of an opportunity, what a pair with it needs to be scored: 16 whole numbers (64 bytes, one line of
 * a processor's cache). A part that is the same for every candidate (pay, unknowns, an open schedule, a flexible start) is
 * in `most`, and its weight is then 0.
 *
 * A const enum: the built code has the numbers themselves. An imported constant is read anew at each use, which took 5 to
 * 10 % of a pass.
 */
export const enum Field {
  SLOTS = 1,
  /** Skills required, 32 to a number: of the 64 that most opportunities ask for. */
  REQUIRED_LOW = 2,
  REQUIRED_HIGH = 3,
  SCHEDULE_WEIGHT = 4,
  SKILLS_WEIGHT = 5,
  /** POINTS_ROW × half-days it can take place on (a row of the table of schedule points) + 2048 × different skills asked for, at least 1. */
  SHARES = 6,
  /** Skills asked for, 32 to a number: the 64 that most opportunities ask for. */
  ASKED_LOW = 7,
  ASKED_HIGH = 8,
  START_WEIGHT = 9,
  /** Days since 1970; 0 when flexible. */
  START_DAY = 10,
  TRAVEL_WEIGHT = 11,
  INTEREST_WEIGHT = 12,
  /** Hash of the id, for the lottery. */
  HASH = 13,
  /** PLACED, UNPLACED or REMOTE + 4 × pathway + 64 × longest way that is asked of anybody (as storedLimit). */
  PLACE = 14,
  /** Numbers in a record. */
  COUNT = 16,
}

/**
 * Opportunities as columns, ready for the matcher: 32 slots make a word, and a bitmap has one number a word. Slots are
 * sorted by kind of place and Hilbert number, each kind beginning a word, so that a word is a compact box. (Words of one
 * pathway each were tried: fewer are looked into for a wish, but their boxes are three times as wide.) Everything here
 * can be posted to another thread; over a SharedArrayBuffer nothing is copied.
 */
export interface MarketData {
  /** Slots, a multiple of 32. */
  readonly slotCount: number;
  /** Number of the opportunity in each slot, by ascending id; -1: the slot is empty. */
  readonly order: Int32Array;
  /** Bitmap of what is open and can be had by somebody. */
  readonly present: Int32Array;
  readonly east: Int32Array;
  readonly north: Int32Array;
  readonly records: Int32Array;
  /** Number of the zone in `zones`, by slot; -1: none. */
  readonly zone: Int32Array;
  /** Hourly pence that a candidate's wish must not exceed; NO_LIMIT where the wish excludes nothing. */
  readonly payLimit: Int32Array;
  /** The last day on which a candidate must be ready; NO_LIMIT when flexible. */
  readonly startLimit: Int32Array;
  /** Half-days needed, by slot. */
  readonly needed: Int32Array;
  /** Skills asked for, and required, beyond the first 64, by slot, `moreSkillWords` numbers each. */
  readonly moreAsked: Int32Array;
  readonly moreRequired: Int32Array;
  readonly moreSkillWords: number;
  /** A bitmap for each of `groups`, one after the other: which slots demand it. */
  readonly demands: Int32Array;
  readonly groups: readonly TestGroup[];
  /** Skills asked for, by number, the most often asked for first. */
  readonly askedSkills: readonly string[];
  /**
   * A bitmap for each skill, one after the other: the slots of whose required skills it is the one with the highest number,
   * the rarest; then one of the slots that require none.
   */
  readonly rarest: Int32Array;
  /** A bitmap for each skill, one after the other: the slots that ask for it; then one of nothing. */
  readonly asked: Int32Array;
  /** Bitmaps of the slots that ask for two skills at most, and for none. */
  readonly fewSkills: Int32Array;
  readonly noSkills: Int32Array;
  /** Bitmap of the slots that require several skills, of which the rarest does not decide, or set a travel limit of their own. */
  readonly special: Int32Array;
  /** Number of the pathway, by slot. */
  readonly pathway: Uint8Array;
  /** A bitmap for each pathway, one after the other; then one of nothing. */
  readonly pathways: Int32Array;
  readonly zones: readonly string[];
  /** Per word: the box of its positions (lowest east, lowest north, highest east, highest north). */
  readonly boxes: Int32Array;
  /** Per word: PLACED, UNPLACED, REMOTE or MIXED. */
  readonly wordPlace: Uint8Array;
  /** The most that all parts but travel and interest can add, by slot; then the most of a word. */
  readonly most: Int32Array;
  readonly wordMost: Int32Array;
  /** Per word: the most of TRAVEL_WEIGHT and INTEREST_WEIGHT. */
  readonly wordTravelWeight: Int32Array;
  readonly wordInterestWeight: Int32Array;
  /** Per word: the least of SKILLS_WEIGHT where skills are asked for. */
  readonly wordSkillsWeight: Int32Array;
}
