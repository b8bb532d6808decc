import { toEpochDay, type PlainDate } from '../calendar/plain-date.js';
import type { CandidateFacts, OpportunityFacts, Pathway } from './facts.js';
import { countHalfDays } from './half-days.js';
import { readyOn } from './hard-rules.js';
import {
  askedSkills,
  countedHourlyPence,
  FULL_POINTS,
  interestPoints,
  NEUTRAL_POINTS,
  payPoints,
  schedulePoints,
  SCORE_WEIGHTS,
  skillPoints,
  startPoints,
  travelPoints,
} from './score.js';
import { minutesForSquaredDistance, squaredDistance, squaredReach } from './travel.js';

// The hard rules and the score once more, on facts turned into numbers ahead, so that a pair costs a few
// comparisons and no allocation. Which rule failed is lost on the way: isEligible, scorePair and the
// explanation stay with HARD_RULES, and a property holds the two to the same answers.

/** A day after every real one: a flexible start is never too early. */
const FLEXIBLE_DAY = Number.MAX_SAFE_INTEGER;

/** Numbers for the codes that opportunities use, from 0; a code that none uses needs none. */
export class CodeNumbers {
  readonly programmes = new Map<string, number>();
  readonly skills = new Map<string, number>();
  readonly checks = new Map<string, number>();
}

/** An opportunity ready for many candidates. */
export interface PreparedOffer {
  readonly isOpen: boolean;
  /** Days since 1970; far beyond every date when flexible. */
  readonly startDay: number;
  readonly isFlexible: boolean;
  readonly pathway: Pathway;
  readonly programmes: readonly number[];
  readonly level: number;
  readonly englishLevel: number;
  readonly mathsLevel: number;
  readonly requiredSkills: readonly number[];
  readonly askedSkills: readonly number[];
  readonly checks: readonly number[];
  readonly isScheduleKnown: boolean;
  readonly slots: number;
  readonly usable: number;
  readonly needed: number;
  readonly isRemote: boolean;
  readonly isPlaced: boolean;
  readonly east: number;
  readonly north: number;
  /** Endless where the pay rule does not exclude: unpaid or not stated. */
  readonly hourlyPence: number;
  readonly payPoints: number;
}

/** A candidate ready for many opportunities: of a code, 1 in its place when held. */
export interface PreparedPerson {
  readonly programmes: Uint8Array;
  readonly level: number;
  readonly englishLevel: number;
  readonly mathsLevel: number;
  readonly skills: Uint8Array;
  readonly checks: Uint8Array;
  readonly slots: number;
  readonly travelMode: CandidateFacts['travelMode'];
  readonly squaredReach: number;
  readonly isPlaced: boolean;
  readonly east: number;
  readonly north: number;
  readonly minimumHourlyPence: number;
  readonly readyDay: number;
  readonly interests: readonly Pathway[];
}

/** Prepares an opportunity; gives its codes their numbers. */
export function prepareOffer(facts: OpportunityFacts, codes: CodeNumbers): PreparedOffer {
  const schedule = facts.schedule ?? { slots: 0, needed: 0 };
  const position = facts.position ?? { east: 0, north: 0 };
  const hourlyPence = countedHourlyPence(facts);
  return {
    isOpen: facts.isOpen,
    startDay: facts.startsOn === null ? FLEXIBLE_DAY : toEpochDay(facts.startsOn),
    isFlexible: facts.startsOn === null,
    pathway: facts.pathway,
    programmes: numbersOf(facts.programmeCodes, codes.programmes),
    level: facts.minimumLevel,
    englishLevel: facts.minimumEnglishLevel,
    mathsLevel: facts.minimumMathsLevel,
    requiredSkills: numbersOf(facts.requiredSkillCodes, codes.skills),
    askedSkills: numbersOf(askedSkills(facts), codes.skills),
    checks: numbersOf(facts.requiredCheckCodes, codes.checks),
    isScheduleKnown: facts.schedule !== null,
    slots: schedule.slots,
    usable: countHalfDays(schedule.slots),
    needed: schedule.needed,
    isRemote: facts.attendance === 'remote',
    isPlaced: facts.position !== null,
    east: position.east,
    north: position.north,
    hourlyPence: hourlyPence ?? Infinity,
    payPoints: hourlyPence === null ? NEUTRAL_POINTS : payPoints(hourlyPence),
  };
}

/** Prepares a candidate, after every opportunity. */
export function preparePerson(facts: CandidateFacts, codes: CodeNumbers, asOfOn: PlainDate): PreparedPerson {
  const position = facts.position ?? { east: 0, north: 0 };
  return {
    programmes: marks(facts.programmeCodes, codes.programmes),
    level: facts.level,
    englishLevel: facts.englishLevel,
    mathsLevel: facts.mathsLevel,
    skills: marks(facts.skillCodes, codes.skills),
    checks: marks(facts.checkCodes, codes.checks),
    slots: facts.slots,
    travelMode: facts.travelMode,
    squaredReach: squaredReach(facts.travelMode, facts.travelLimitMinutes),
    isPlaced: facts.position !== null,
    east: position.east,
    north: position.north,
    minimumHourlyPence: facts.minimumHourlyPence ?? 0,
    readyDay: toEpochDay(readyOn(facts, asOfOn)),
    interests: facts.pathwayInterests,
  };
}

/** The hard rules of a prepared pair, cheapest and likeliest to fail first; consent and seeking are the caller's. */
export function passesRules(person: PreparedPerson, offer: PreparedOffer): boolean {
  return (
    person.level >= offer.level &&
    person.readyDay <= offer.startDay &&
    person.minimumHourlyPence <= offer.hourlyPence &&
    person.englishLevel >= offer.englishLevel &&
    person.mathsLevel >= offer.mathsLevel &&
    isWithinReach(person, offer) &&
    countHalfDays(person.slots & offer.slots) >= offer.needed &&
    countMarked(person.skills, offer.requiredSkills) === offer.requiredSkills.length &&
    countMarked(person.checks, offer.checks) === offer.checks.length &&
    (offer.programmes.length === 0 || countMarked(person.programmes, offer.programmes) > 0)
  );
}

/** The total score of a prepared pair, 0 to 1,000,000. */
export function scoreOf(person: PreparedPerson, offer: PreparedOffer): number {
  const asked = offer.askedSkills.length;
  const skills = asked === 0 ? NEUTRAL_POINTS : skillPoints(countMarked(person.skills, offer.askedSkills), asked);
  const interest = person.interests.length === 0 ? NEUTRAL_POINTS : interestPoints(person.interests.indexOf(offer.pathway));
  const schedule = offer.isScheduleKnown
    ? schedulePoints(countHalfDays(person.slots & offer.slots), offer.usable, offer.needed)
    : NEUTRAL_POINTS;
  const start = startPoints(offer.isFlexible ? 0 : offer.startDay - person.readyDay);
  return (
    skills * SCORE_WEIGHTS.skills +
    travelPointsOf(person, offer) * SCORE_WEIGHTS.travel +
    offer.payPoints * SCORE_WEIGHTS.pay +
    interest * SCORE_WEIGHTS.interest +
    schedule * SCORE_WEIGHTS.schedule +
    start * SCORE_WEIGHTS.start
  );
}

function isWithinReach(person: PreparedPerson, offer: PreparedOffer): boolean {
  if (offer.isRemote || !offer.isPlaced || !person.isPlaced) return true;
  return squaredDistance(person, offer) <= person.squaredReach;
}

function travelPointsOf(person: PreparedPerson, offer: PreparedOffer): number {
  if (offer.isRemote) return FULL_POINTS;
  if (!offer.isPlaced || !person.isPlaced) return NEUTRAL_POINTS;
  return travelPoints(minutesForSquaredDistance(person.travelMode, squaredDistance(person, offer)));
}

/** The numbers of the different codes; a new code takes the next number. */
function numbersOf(codes: readonly string[], numbers: Map<string, number>): readonly number[] {
  return [...new Set(codes)].map((code) => {
    const number = numbers.get(code) ?? numbers.size;
    numbers.set(code, number);
    return number;
  });
}

/** A table with a 1 at the number of every code held; codes without a number are passed over. */
function marks(codes: readonly string[], numbers: ReadonlyMap<string, number>): Uint8Array {
  const table = new Uint8Array(numbers.size);
  for (const code of codes) {
    const number = numbers.get(code);
    if (number !== undefined) table[number] = 1;
  }
  return table;
}

function countMarked(table: Uint8Array, numbers: readonly number[]): number {
  let count = 0;
  for (const number of numbers) count += table[number]!;
  return count;
}
