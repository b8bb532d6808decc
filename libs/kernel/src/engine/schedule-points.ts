import { schedulePoints } from '../matching/score.js';

/** Numbers in a row of the table: free half-days from 0 to 32, as many as a mask can hold. */
export const POINTS_ROW = 33;

/** Schedule points by usable × POINTS_ROW + free half-days, of a schedule that needs some. */
export const POINTS_BY_HALF_DAYS = Int32Array.from({ length: POINTS_ROW * POINTS_ROW }, (_, at) =>
  schedulePoints(at % POINTS_ROW, Math.floor(at / POINTS_ROW), 1),
);
