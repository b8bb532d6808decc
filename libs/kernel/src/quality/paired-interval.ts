/** One less than a round number, so that the 250th and the 9,750th of them cut off 2.5 in 100 exactly. */
const RESAMPLES = 9_999;

const OUTSIDE_EACH_END = 250;

/**
 * The interval in which chance leaves a mean difference 95 times of 100: a paired bootstrap by percentiles (Efron and
 * Tibshirani 1993; for rankings Smucker, Allan and Carterette 2007). The cases are drawn again 9,999 times with
 * replacement, each with the difference it has. Rejected: a sign test, which does not see by how much.
 *
 * @param differences one for each case, at least one, whole numbers in any unit
 * @param seed a whole number; its low 32 bits count
 * @returns both ends, in the same unit, rounded to whole numbers
 */
export function pairedInterval(differences: readonly number[], seed: number): { readonly low: number; readonly high: number } {
  const draw = draws(seed);
  const sums = Float64Array.from({ length: RESAMPLES }, () => {
    let sum = 0;
    for (let drawn = 0; drawn < differences.length; drawn += 1) sum += differences[Math.floor((draw() * differences.length) / 2 ** 32)]!;
    return sum;
  }).toSorted();
  const mean = (place: number): number => Math.round(sums[place - 1]! / differences.length) + 0; // + 0: never -0
  return { low: mean(OUTSIDE_EACH_END), high: mean(RESAMPLES + 1 - OUTSIDE_EACH_END) };
}

/** Numbers from 0 to 2^32 − 1: a Weyl sequence through the finaliser of MurmurHash3 (Appleby), whole numbers throughout. */
function draws(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x9e3779b9) | 0;
    let hash = state;
    hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
    hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
    return (hash ^ (hash >>> 16)) >>> 0;
  };
}
