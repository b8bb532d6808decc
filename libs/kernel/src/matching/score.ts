import { daysBetween } from '../calendar/plain-date.js';
import { SCORE_PARTS, type CandidateFacts, type OpportunityFacts, type ScorePart, type ScoreWeights } from './facts.js';
import { countHalfDays } from './half-days.js';
import { readyOn, type RuleContext } from './hard-rules.js';
import { travelMinutes } from './travel.js';

/** The standard weights; they add to 1000, so a total lies between 0 and 1,000,000. A programme may have others. */
export const SCORE_WEIGHTS: ScoreWeights = {
  skills: 250,
  travel: 250,
  interest: 200,
  pay: 100,
  schedule: 100,
  start: 100,
};

/** Most points of a part. */
export const FULL_POINTS = 1000;

/** Points of a part whose facts are missing or do not apply: the middle, so that silence neither helps nor harms. */
export const NEUTRAL_POINTS = 500;

/** Travel from here on earns nothing: the most that Universal Credit Regulations 2013, reg. 97(3) expect of a claimant. */
const NO_POINTS_TRAVEL_MINUTES = 90;

/** Hourly pay up to here earns nothing: the apprentice minimum wage from April 2026. */
const NO_POINTS_HOURLY_PENCE = 800;

/** Hourly pay from here on earns full points: near the top of NHS band 4 with the inner London supplement, 2025/26. */
export const FULL_POINTS_HOURLY_PENCE = NO_POINTS_HOURLY_PENCE + FULL_POINTS;

/** A wait from here on earns nothing, days: half a year. */
const NO_POINTS_WAIT_DAYS = 180;

/** What one part adds to a score. */
export interface PartScore {
  readonly part: ScorePart;
  /** 0 to 1000. */
  readonly points: number;
  /** Of 1000. */
  readonly weight: number;
  /** points × weight. */
  readonly contribution: number;
  /** True when facts are missing or do not apply, and the points are NEUTRAL_POINTS. */
  readonly isUnknown: boolean;
}

/** A score and the parts that add up to it exactly. */
export interface PairScore {
  /** 0 to 1,000,000: Σ points × weight. */
  readonly total: number;
  /** One for each of SCORE_PARTS, in that order. */
  readonly parts: readonly PartScore[];
}

/**
 * Skills, 0–1000: the share of the different skills required or liked that the person holds, rounded
 * down. `asked` is at least 1: an advert that names no skill is unknown.
 */
export function skillPoints(held: number, asked: number): number {
  return Math.floor((FULL_POINTS * held) / asked);
}

/**
 * Travel, 0–1000: 1000 without travel, falling evenly to 0 at 90 minutes one way, rounded down. It does
 * not depend on the person's own limit: otherwise raising the limit would raise the score of every
 * place nearby.
 */
export function travelPoints(minutes: number): number {
  return Math.floor((FULL_POINTS * Math.max(0, NO_POINTS_TRAVEL_MINUTES - minutes)) / NO_POINTS_TRAVEL_MINUTES);
}

/**
 * Pay, 0–1000: one point for each penny an hour above £8.00, so 1000 from £18.00. Unpaid and not stated
 * are unknown, and so weigh like £13.00, about NHS band 3. It does not depend on the pay wish: nobody
 * must gain by asking for less.
 */
export function payPoints(hourlyPence: number): number {
  return Math.min(FULL_POINTS, Math.max(0, hourlyPence - NO_POINTS_HOURLY_PENCE));
}

/**
 * Interest, 0–1000: 1000 for the first choice of pathway (place 0), 800 for the second, 600 for the
 * third, 400 for a later one, 0 for a pathway not chosen (place -1). Nothing chosen at all is unknown.
 */
export function interestPoints(place: number): number {
  return place < 0 ? 0 : Math.max(400, FULL_POINTS - 200 * place);
}

/**
 * Schedule, 0–1000: the share of the half-days it can use on which the person is free, rounded down;
 * 1000 when the hours are open (none needed). A schedule not stated is unknown.
 */
export function schedulePoints(free: number, usable: number, needed: number): number {
  return needed === 0 ? FULL_POINTS : Math.floor((FULL_POINTS * free) / Math.max(1, usable));
}

/**
 * Start, 0–1000: 1000 on the first day the person is ready, falling evenly to 0 at 180 days of waiting,
 * rounded down; 0 for a start before that day. A flexible start is a wait of 0 days.
 */
export function startPoints(days: number): number {
  if (days < 0) return 0;
  return Math.floor((FULL_POINTS * Math.max(0, NO_POINTS_WAIT_DAYS - days)) / NO_POINTS_WAIT_DAYS);
}

/** How well a pair fits. Whether it is eligible is another question: see isEligible. */
export function scorePair(candidate: CandidateFacts, opportunity: OpportunityFacts, context: RuleContext): PairScore {
  const weights = opportunity.weights ?? SCORE_WEIGHTS;
  const parts = SCORE_PARTS.map((part): PartScore => {
    const known = KNOWN_POINTS[part](candidate, opportunity, context);
    const points = known ?? NEUTRAL_POINTS;
    const weight = weights[part];
    return { part, points, weight, contribution: points * weight, isUnknown: known === null };
  });
  return { total: parts.reduce((sum, part) => sum + part.contribution, 0), parts };
}

/** The different skills that an advert requires or likes. */
export function askedSkills(opportunity: OpportunityFacts): readonly string[] {
  return [...new Set([...opportunity.requiredSkillCodes, ...opportunity.desiredSkillCodes])];
}

/** Hourly pence that count towards the score; null when unpaid or not stated. */
export function countedHourlyPence(opportunity: OpportunityFacts): number | null {
  return opportunity.isUnpaid ? null : opportunity.hourlyPence;
}

/** Days from the first on which the candidate is ready to the start; negative when it is earlier; 0 when flexible. */
export function waitDays(candidate: CandidateFacts, opportunity: OpportunityFacts, { asOfOn }: RuleContext): number {
  return opportunity.startsOn === null ? 0 : daysBetween(readyOn(candidate, asOfOn), opportunity.startsOn);
}

type KnownPoints = (candidate: CandidateFacts, opportunity: OpportunityFacts, context: RuleContext) => number | null;

/** Points of each part; null where the facts are missing or do not apply. */
const KNOWN_POINTS: Readonly<Record<ScorePart, KnownPoints>> = {
  skills: (candidate, opportunity) => {
    const asked = askedSkills(opportunity);
    const held = asked.filter((code) => candidate.skillCodes.includes(code));
    return asked.length === 0 ? null : skillPoints(held.length, asked.length);
  },
  travel: (candidate, opportunity, { travelTimes }) => {
    const minutes = travelMinutes(candidate, opportunity, travelTimes);
    return minutes === null ? null : travelPoints(minutes);
  },
  pay: (_, opportunity) => {
    const hourlyPence = countedHourlyPence(opportunity);
    return hourlyPence === null ? null : payPoints(hourlyPence);
  },
  interest: (candidate, opportunity) =>
    candidate.pathwayInterests.length === 0 ? null : interestPoints(candidate.pathwayInterests.indexOf(opportunity.pathway)),
  schedule: (candidate, { schedule }) =>
    schedule === null
      ? null
      : schedulePoints(countHalfDays(candidate.slots & schedule.slots), countHalfDays(schedule.slots), schedule.needed),
  start: (candidate, opportunity, context) => startPoints(waitDays(candidate, opportunity, context)),
};
