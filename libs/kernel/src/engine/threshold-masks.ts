/** Masks kept at most: 640 kB for 10,000 slots and 3.2 MB for 50,000. When there are more, all are forgotten. */
const MOST_KEPT = 512;

/** Of these every 64th part of the slots has one to begin with, so that another is made of it in a microsecond. */
const STEPS = 64;

/**
 * Bitmaps of the slots whose value is at least a given one, for any value. Values that different people ask for and that
 * leave the same slots share a mask.
 */
export class ThresholdMasks {
  /** Value and slot in one number, ascending, exact below 2^53 for two million slots; `#count` of them. */
  readonly #keys: Float64Array;
  readonly #slots: Int32Array;
  #count = 0;
  /** By how many of the slots are below. */
  readonly #kept = new Map<number, Int32Array>();
  #steps: (Int32Array | undefined)[] = [];

  /**
   * @param valueOf a slot's value, 32 bits
   * @param limitless value of slots that are in every mask
   */
  constructor(
    readonly slotCount: number,
    valueOf: (slot: number) => number,
    readonly limitless: number,
  ) {
    const keys = new Float64Array(slotCount);
    for (let slot = 0; slot < slotCount; slot += 1) {
      const value = valueOf(slot);
      if (value === limitless) continue;
      keys[this.#count] = this.#key(value, slot);
      this.#count += 1;
    }
    keys.subarray(0, this.#count).sort();
    this.#keys = keys;
    this.#slots = Int32Array.from(keys, (key) => key % slotCount);
  }

  /** The slots with at least this value: a mask to AND with others. Null when it would exclude nothing. */
  atLeast(value: number): Int32Array | null {
    const below = this.#placeOf(this.#key(value, 0));
    if (below === 0) return null;
    const known = this.#kept.get(below);
    if (known !== undefined) return known;
    if (this.#kept.size === MOST_KEPT) this.#kept.clear();
    const every = Math.ceil(this.#count / STEPS);
    const step = below - (below % every);
    const mask = (this.#steps[step / every] ??= this.#without(0, step, new Int32Array(this.slotCount / 32).fill(-1))).slice();
    this.#kept.set(below, this.#without(step, below, mask));
    return mask;
  }

  /** A mask without the slots from one place to before another. */
  #without(from: number, to: number, mask: Int32Array): Int32Array {
    for (let at = from; at < to; at += 1) {
      const slot = this.#slots[at]!;
      mask[slot >> 5]! &= ~(1 << (slot & 31));
    }
    return mask;
  }

  /** Lets a slot with a value take part. */
  add(slot: number, value: number): void {
    if (value === this.limitless) return;
    const at = this.#placeOf(this.#key(value, slot));
    this.#keys.copyWithin(at + 1, at, this.#count);
    this.#slots.copyWithin(at + 1, at, this.#count);
    this.#keys[at] = this.#key(value, slot);
    this.#slots[at] = slot;
    this.#count += 1;
    this.#kept.clear();
    this.#steps = [];
  }

  /** Takes out a slot, which took part with this value. */
  remove(slot: number, value: number): void {
    if (value === this.limitless) return;
    const at = this.#placeOf(this.#key(value, slot));
    this.#keys.copyWithin(at, at + 1, this.#count);
    this.#slots.copyWithin(at, at + 1, this.#count);
    this.#count -= 1;
    this.#kept.clear();
    this.#steps = [];
  }

  #key(value: number, slot: number): number {
    return (value + 2 ** 31) * this.slotCount + slot;
  }

  /** How many keys are below one. */
  #placeOf(key: number): number {
    const keys = this.#keys;
    let low = 0;
    let high = this.#count;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (keys[middle]! < key) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
