/** Positions are numbered in squares of 2 × 2 units (200 m) on a grid of 8192 × 8192 squares, which holds the British grid. */
const SQUARE_SHIFT = 1;
const SQUARES = 8192;

/** Above every number that {@link hilbertNumber} gives. */
export const HILBERT_RANGE = SQUARES * SQUARES;

/**
 * Place of a position (100 m units) along Hilbert's curve: near numbers are near each other, so that a run of items
 * sorted by it fills a compact box. Positions beyond the grid take its edge: the number serves for order only.
 *
 * Hilbert 1891; the walk from the largest square down is the usual one (Skilling 2004 gives it for n dimensions).
 */
export function hilbertNumber(east: number, north: number): number {
  let x = within(east >> SQUARE_SHIFT);
  let y = within(north >> SQUARE_SHIFT);
  let number = 0;
  for (let side = SQUARES / 2; side >= 1; side /= 2) {
    const right = (x & side) > 0 ? 1 : 0;
    const upper = (y & side) > 0 ? 1 : 0;
    number = number * 4 + ((3 * right) ^ upper);
    if (upper === 0) {
      if (right === 1) {
        x = SQUARES - 1 - x;
        y = SQUARES - 1 - y;
      }
      [x, y] = [y, x];
    }
  }
  return number;
}

function within(square: number): number {
  return Math.min(Math.max(square, 0), SQUARES - 1);
}
