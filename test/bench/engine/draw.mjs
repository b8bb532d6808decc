/**
 * Drawn numbers that are the same on every machine: whole-number arithmetic only, no Math.random and none of the
 * functions whose last digit the language leaves open.
 */

/** MurmurHash3's finaliser (Appleby), 32 bits: a bijection, so different numbers stay different. */
function scramble(value) {
  let hash = value | 0;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

/**
 * A row of numbers for one person or place: mulberry32 (Ettinger 2017), begun anew for each by `begin`, so that the
 * thousandth can be made without the 999 before it.
 */
export class Draw {
  #state = 0;

  begin(seed, kind, number) {
    this.#state = scramble(scramble(scramble(seed) ^ kind) + Math.imul(number, 0x9e3779b1));
    return this;
  }

  /** A whole number from 0 to 2^32 − 1. */
  next() {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let hash = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state);
    hash = (hash + Math.imul(hash ^ (hash >>> 7), 61 | hash)) ^ hash;
    return (hash ^ (hash >>> 14)) >>> 0;
  }

  /** A whole number from 0 to `count` − 1; the product stays below 2^53 for every count up to two million. */
  below(count) {
    return Math.floor((this.next() * count) / 4_294_967_296);
  }

  /** A whole number between two, both included. */
  between(lowest, highest) {
    return lowest + this.below(highest - lowest + 1);
  }

  /** True in so many of 1000 draws. */
  permille(share) {
    return this.below(1000) < share;
  }

  /** One of a list, each as likely. */
  of(list) {
    return list[this.below(list.length)];
  }

  /** One of a list made by {@link shares}, each as likely as its share. */
  byShare({ values, upTo, total }) {
    const at = this.below(total);
    let index = 0;
    while (upTo[index] <= at) index += 1;
    return values[index];
  }

  /** About a bell of this standard deviation round 0: the sum of three even draws, each of variance a third of its square. */
  bell(deviation) {
    return this.between(-deviation, deviation) + this.between(-deviation, deviation) + this.between(-deviation, deviation);
  }
}

/** Pairs [value, share], ready for byShare. Shares are whole numbers and need not add to anything. */
export function shares(pairs) {
  let total = 0;
  const upTo = pairs.map(([, share]) => (total += share));
  return { values: pairs.map(([value]) => value), upTo, total };
}
