const DAYS = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'] as const;
const PARTS = ['morning', 'afternoon', 'evening'] as const;

/** Half-days of a week in the order of their bits: 'Monday morning' is bit 0, 'Sunday evening' bit 20. */
export const HALF_DAY_NAMES: readonly string[] = DAYS.flatMap((day) => PARTS.map((part) => `${day} ${part}`));

/** How many half-days a mask holds: the number of bits set in a 32-bit integer. */
export function countHalfDays(slots: number): number {
  // Warren, Hacker's Delight (2nd ed. 2012), section 5-1: sums of 2, 4, then 8 bits side by side.
  const pairs = slots - ((slots >>> 1) & 0x55555555);
  const fours = (pairs & 0x33333333) + ((pairs >>> 2) & 0x33333333);
  return Math.imul((fours + (fours >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}

/** The `count` earliest half-days of a mask, as a mask; null when it holds fewer. */
export function earliestHalfDays(slots: number, count: number): number | null {
  let chosen = 0;
  for (let rest = slots, left = count; left > 0; left -= 1) {
    if (rest === 0) return null;
    const earliest = rest & -rest;
    chosen |= earliest;
    rest ^= earliest;
  }
  return chosen;
}

/** Names of the half-days of a mask, Monday morning first. */
export function namesOfHalfDays(slots: number): readonly string[] {
  return HALF_DAY_NAMES.filter((_, bit) => (slots & (1 << bit)) !== 0);
}
