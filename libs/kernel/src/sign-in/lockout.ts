/** Wrong passwords or codes in a row that an account takes before it is locked. */
const ATTEMPTS_BEFORE_LOCK = 5;

const LONGEST_LOCK_MINUTES = 60;

/**
 * For how many minutes an account is locked after so many failures in a row: not at all before the fifth, then 1, 2,
 * 4 and so on up to an hour. Longer would let anybody keep a colleague out for days; an hour already leaves
 * 24 guesses a day.
 */
export function lockMinutes(failures: number): number {
  if (failures < ATTEMPTS_BEFORE_LOCK) return 0;
  return Math.min(2 ** (failures - ATTEMPTS_BEFORE_LOCK), LONGEST_LOCK_MINUTES);
}
