import { schedulePoints, skillPoints } from '../matching/score.js';

/** Numbers in a row of the tables: shares of 0 to 32, as many half-days as a mask can hold. */
export const POINTS_ROW = 33;

/** Schedule points by usable × POINTS_ROW + free half-days, of a schedule that needs some. */
export const POINTS_BY_HALF_DAYS = Int32Array.from({ length: POINTS_ROW * POINTS_ROW }, (_, at) =>
  schedulePoints(at % POINTS_ROW, Math.floor(at / POINTS_ROW), 1),
);

const POINTS_BY_SKILLS = Int32Array.from({ length: POINTS_ROW * POINTS_ROW }, (_, at) =>
  skillPoints(at % POINTS_ROW, Math.max(1, Math.floor(at / POINTS_ROW))),
);

/** skillPoints, without a division where few skills are asked for. */
export function pointsOfSkills(held: number, asked: number): number {
  return asked < POINTS_ROW ? POINTS_BY_SKILLS[asked * POINTS_ROW + held]! : skillPoints(held, asked);
}
