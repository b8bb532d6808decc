/** Steps at most: masks kept for each, 160 kB for 10,000 slots and 800 kB for 50,000. */
const STEPS = 128;

/**
 * Bitmaps of the slots whose value is at least a given one, for any value. Masks are kept for up to 128 steps; between
 * two steps the mask of the lower one is copied and the few slots between are cleared, so that the answer is exact
 * whatever the values are.
 */
export class ThresholdMasks {
  /** Value and slot in one number, ascending, exact below 2^53 for two million slots; `#count` of them. */
  readonly #keys: Float64Array;
  readonly #slots: Int32Array;
  #count = 0;
  readonly #every: number;
  #steps: (Int32Array | undefined)[] = [];
  readonly #between: Int32Array;

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
    this.#every = Math.max(1, Math.ceil(this.#count / STEPS));
    this.#between = new Int32Array(slotCount / 32);
  }

  /**
   * The slots with at least this value: a mask to AND with others, good until the next call. Null when it would exclude
   * nothing.
   */
  atLeast(value: number): Int32Array | null {
    const below = this.#placeOf(this.#key(value, 0));
    if (below === 0) return null;
    const step = Math.floor(below / this.#every);
    const mask = (this.#steps[step] ??= this.#maskWithout(step * this.#every));
    if (step * this.#every === below) return mask;
    this.#between.set(mask);
    clearBits(this.#between, this.#slots, step * this.#every, below);
    return this.#between;
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
    this.#steps = [];
  }

  /** Takes out a slot, which took part with this value. */
  remove(slot: number, value: number): void {
    if (value === this.limitless) return;
    const at = this.#placeOf(this.#key(value, slot));
    this.#keys.copyWithin(at, at + 1, this.#count);
    this.#slots.copyWithin(at, at + 1, this.#count);
    this.#count -= 1;
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

  #maskWithout(below: number): Int32Array {
    const mask = new Int32Array(this.#between.length).fill(-1);
    clearBits(mask, this.#slots, 0, below);
    return mask;
  }
}

function clearBits(mask: Int32Array, slots: Int32Array, from: number, to: number): void {
  for (let at = from; at < to; at += 1) {
    const slot = slots[at]!;
    mask[slot >> 5]! &= ~(1 << (slot & 31));
  }
}
