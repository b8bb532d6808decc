import type { CandidateFacts, GridPosition, OpportunityFacts, TravelMode } from './facts.js';
import type { TravelTimes } from './travel-times.js';

interface ModeOfTravel {
  /** Minutes spent whatever the distance: walking to a stop and waiting, or parking. */
  readonly fixedMinutes: number;
  /** Length of the way over the straight line, in tenths. */
  readonly detourTenths: number;
  /** Speed over the way, in 100 m units an hour: 48 is 4.8 km/h. */
  readonly speed: number;
}

/**
 * Default pace of each mode.
 *
 * Sources: 4.8 km/h on foot and 16 km/h by bicycle are the paces that English accessibility studies
 * use (the 80 metres a minute of London's public transport access levels; DfT journey time
 * statistics). A way through a town is about 1.2 times its straight line (Newell 1980, for random
 * points in a city). Ours, not published figures: a detour of 1.3 where the way is bound to main roads
 * or lines, 24 km/h by car with 5 minutes to park, 20 km/h by public transport with 10 minutes to walk
 * to it and wait.
 */
const MODES: Readonly<Record<TravelMode, ModeOfTravel>> = {
  walk: { fixedMinutes: 0, detourTenths: 12, speed: 48 },
  cycle: { fixedMinutes: 0, detourTenths: 12, speed: 160 },
  public: { fixedMinutes: 10, detourTenths: 13, speed: 200 },
  car: { fixedMinutes: 5, detourTenths: 13, speed: 240 },
};

/** The longest one-way limit that a candidate can record, minutes. */
export const LONGEST_TRAVEL_LIMIT_MINUTES = 180;

/**
 * Square of the straight line between two positions, in squares of 100 m. Positions of the whole
 * British grid (7,000 × 13,000 units) stay far below 2^53 in every formula of this file.
 */
export function squaredDistance(from: GridPosition, to: GridPosition): number {
  return (from.east - to.east) ** 2 + (from.north - to.north) ** 2;
}

/**
 * Minutes one way for a squared straight line (100 m units) by a mode:
 * fixed + ⌈distance × detour × 60 ÷ speed⌉. Whoever goes by public transport walks where that is
 * quicker, as in the DfT's combined "public transport or walking" times.
 */
export function minutesForSquaredDistance(mode: TravelMode, squared: number): number {
  const minutes = minutesByOneMode(MODES[mode], squared);
  return mode === 'public' ? Math.min(minutes, minutesByOneMode(MODES.walk, squared)) : minutes;
}

/**
 * The longest squared straight line (100 m units) that a mode covers within a limit in minutes; -1
 * when even no distance takes longer. For every mode, limit and whole square s:
 * s ≤ squaredReach(mode, limit) exactly when minutesForSquaredDistance(mode, s) ≤ limit, so a matcher
 * can test the limit without a root.
 */
export function squaredReach(mode: TravelMode, limitMinutes: number): number {
  const reach = squaredReachByOneMode(MODES[mode], limitMinutes);
  return mode === 'public' ? Math.max(reach, squaredReachByOneMode(MODES.walk, limitMinutes)) : reach;
}

/**
 * Minutes one way of a candidate to an opportunity: 0 without travel; by the imported times where they speak of the
 * two zones; else by the straight line; null when a position is unknown or the imported times know of no way.
 */
export function travelMinutes(
  candidate: Pick<CandidateFacts, 'travelMode' | 'position' | 'travelZone'>,
  opportunity: Pick<OpportunityFacts, 'attendance' | 'position' | 'travelZone'>,
  travelTimes?: Pick<TravelTimes, 'minutes'>,
): number | null {
  if (opportunity.attendance === 'remote') return 0;
  const imported = travelTimes?.minutes(candidate.travelMode, candidate.travelZone, opportunity.travelZone);
  if (imported !== undefined) return imported;
  if (candidate.position === null || opportunity.position === null) return null;
  return minutesForSquaredDistance(candidate.travelMode, squaredDistance(candidate.position, opportunity.position));
}

function minutesByOneMode(mode: ModeOfTravel, squared: number): number {
  // The smallest whole m with (m × speed)² ≥ squared × (6 × detour)²: no rounded root takes part.
  const numerator = squared * (6 * mode.detourTenths) ** 2;
  return mode.fixedMinutes + rootRoundedUp(Math.ceil(numerator / mode.speed ** 2));
}

function squaredReachByOneMode(mode: ModeOfTravel, limitMinutes: number): number {
  const moving = limitMinutes - mode.fixedMinutes;
  if (moving < 0) return -1;
  return Math.floor((moving * mode.speed) ** 2 / (6 * mode.detourTenths) ** 2);
}

/**
 * The smallest whole number whose square is at least `square`, by Newton's iteration in whole numbers
 * from a power of two above the root. Math.sqrt was rejected: the language leaves its last digit open,
 * while + - × ÷ are exact to the rule of IEEE 754 everywhere.
 */
function rootRoundedUp(square: number): number {
  let root = 1;
  while (root * root < square) root *= 2;
  for (let next = newtonStep(root, square); next < root; next = newtonStep(root, square)) root = next;
  return root * root < square ? root + 1 : root;
}

function newtonStep(root: number, square: number): number {
  return Math.floor((root + Math.floor(square / root)) / 2);
}
