/** Draws that look random and are the same for the same seed, on every machine. */
export interface SeededDraws {
  /** At least 0 and below 1. */
  fraction(): number;
  /** A whole number from `from` to `to`, both included. */
  between(from: number, to: number): number;
  /** True about `share` of the time, 0 to 1. */
  chance(share: number): boolean;
  /** One of a list that is not empty. */
  oneOf<T>(items: readonly T[]): T;
  /** One of a list that is not empty, each as often as its weight says. */
  weighted<T>(choices: readonly (readonly [item: T, weight: number])[]): T;
  /** `count` different members of a list, in its order; all of them when it has fewer. */
  some<T>(items: readonly T[], count: number): T[];
}

/** Draws of one seed. The generator is mulberry32 (Tommy Ettinger, 2017, public domain): 32 bits of state, whole-number steps only. */
export function seededDraws(seed: number): SeededDraws {
  let state = seed | 0;
  const fraction = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const between = (from: number, to: number): number => from + Math.floor(fraction() * (to - from + 1));
  return {
    fraction,
    between,
    chance: (share) => fraction() < share,
    oneOf: (items) => items[between(0, items.length - 1)]!,
    weighted: (choices) => {
      let left = fraction() * choices.reduce((sum, [, weight]) => sum + weight, 0);
      return (choices.find(([, weight]) => (left -= weight) < 0) ?? choices[0]!)[0];
    },
    some: (items, count) => {
      const open = items.map((_, index) => index);
      const chosen = Array.from({ length: Math.min(count, items.length) }, () => open.splice(between(0, open.length - 1), 1)[0]!);
      return chosen.toSorted((a, b) => a - b).map((index) => items[index]!);
    },
  };
}
