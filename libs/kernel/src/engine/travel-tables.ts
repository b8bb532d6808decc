import { TRAVEL_MODES, type TravelMode } from '../matching/facts.js';
import { travelPoints } from '../matching/score.js';
import { squaredReach } from '../matching/travel.js';

/**
 * Travel points of each mode (in the order of TRAVEL_MODES) by the square of the straight line; a longer one earns
 * nothing. Filled through squaredReach, minute by minute, so that no root takes part: the same on every machine.
 * In all 310 kB; the squares of usual ways lie in the first few.
 */
export const POINTS_BY_SQUARE: readonly Uint16Array[] = TRAVEL_MODES.map(pointsBySquare);

function pointsBySquare(mode: TravelMode): Uint16Array {
  let last = 0;
  while (travelPoints(last + 1) > 0) last += 1;
  const table = new Uint16Array(squaredReach(mode, last) + 1);
  let from = 0;
  for (let minutes = 0; minutes <= last; minutes += 1) {
    const to = squaredReach(mode, minutes) + 1;
    if (to <= from) continue;
    table.fill(travelPoints(minutes), from, to);
    from = to;
  }
  return table;
}

/** Above every limit in minutes that is told apart: 45 days. */
export const MOST_MINUTES = 65_532;

/** A limit as it is stored, 0 to MOST_MINUTES whole minutes, plus 1; 0 for one that nothing keeps. Ways are whole minutes. */
export function storedLimit(minutes: number): number {
  return Math.max(0, Math.floor(Math.min(minutes, MOST_MINUTES)) + 1);
}

/** Stored limits whose reach is looked up: up to 4 hours, which every usual one is. */
const LOOKED_UP = 256;

const REACH_BY_LIMIT: readonly Float64Array[] = TRAVEL_MODES.map((mode) => Float64Array.from({ length: LOOKED_UP }, (_, limit) => squaredReach(mode, limit - 1)));

/** Squared reach (100 m units) of a mode by number within a stored limit. */
export function reachOfLimit(mode: number, limit: number): number {
  return limit < LOOKED_UP ? REACH_BY_LIMIT[mode]![limit]! : squaredReach(TRAVEL_MODES[mode]!, limit - 1);
}
