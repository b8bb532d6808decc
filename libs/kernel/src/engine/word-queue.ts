/** Bounds are told apart in steps of this many points (as a shift), from 0 to the most of a score. */
const BUCKET_SHIFT = 14;
const BUCKETS = 64;

/**
 * Words of 32 slots in which something survives, and the order in which to score them: highest bound first, by buckets
 * of 16,384 points, since a sort of all would cost more than it saves.
 */
export class WordQueue {
  /** Word numbers, and the bits of each that survive so far. */
  readonly words: Int32Array;
  readonly bits: Int32Array;
  count = 0;
  /** What {@link take} gave last. */
  word = 0;
  wordBits = 0;
  /** After {@link tellSkilled}, by place in `words`: bits of the slots of whose skills enough are held, and of others that did not survive. */
  readonly skilled: Int32Array;
  readonly #any: Int32Array;
  readonly #filedWords: Int32Array;
  readonly #filedBits: Int32Array;
  readonly #bounds: Int32Array;
  readonly #next: Int32Array;
  readonly #heads = new Int32Array(BUCKETS).fill(-1);
  #filed = 0;
  #bucket = 0;

  constructor(wordCount: number) {
    this.words = new Int32Array(wordCount);
    this.bits = new Int32Array(wordCount);
    this.skilled = new Int32Array(wordCount);
    this.#any = new Int32Array(wordCount);
    this.#filedWords = new Int32Array(wordCount * 3);
    this.#filedBits = new Int32Array(wordCount * 3);
    this.#bounds = new Int32Array(wordCount * 3);
    this.#next = new Int32Array(wordCount * 3);
  }

  /**
   * ANDs four masks over the words and drops the words that are empty then. Four at once: one pass over the words costs
   * about as much as the masks, and more than four arrays no longer fit a processor's registers.
   */
  keepAll(masks: readonly Int32Array[], from: number): void {
    const { words, bits, count } = this;
    const a = masks[from]!;
    const b = masks[from + 1]!;
    const c = masks[from + 2]!;
    const d = masks[from + 3]!;
    let kept = 0;
    for (let at = 0; at < count; at += 1) {
      const word = words[at]!;
      const left = bits[at]! & a[word]! & b[word]! & c[word]! & d[word]!;
      if (left === 0) continue;
      words[kept] = word;
      bits[kept] = left;
      kept += 1;
    }
    this.count = kept;
  }

  /** Takes single slots out, wherever they are queued; how many were. A word that is empty then stays and holds nothing. */
  takeOut(slots: readonly number[]): number {
    let taken = 0;
    for (const slot of slots) {
      const at = this.words.subarray(0, this.count).indexOf(slot >> 5);
      const bit = 1 << (slot & 31);
      if (at < 0 || (this.bits[at]! & bit) === 0) continue;
      this.bits[at]! ^= bit;
      taken += 1;
    }
    return taken;
  }

  /** The same with two masks that begin at a place of an array each. */
  keepBoth(masks: Int32Array, aFrom: number, bFrom: number): void {
    const { words, bits, count } = this;
    let kept = 0;
    for (let at = 0; at < count; at += 1) {
      const word = words[at]!;
      const left = bits[at]! & masks[aFrom + word]! & masks[bFrom + word]!;
      if (left === 0) continue;
      words[kept] = word;
      bits[kept] = left;
      kept += 1;
    }
    this.count = kept;
  }

  /**
   * ORs rows of a table of masks, which begin at `starts`, ANDs that over the words and drops the words that are empty
   * then. Four rows at once; the last ones of `starts` are repeated to make up a multiple of four.
   */
  keepAny(masks: Int32Array, starts: Int32Array, rowCount: number): void {
    const { words, bits, count } = this;
    const any = this.#any;
    any.fill(0, 0, count);
    for (let row = 0; row < rowCount; row += 4) {
      const a = starts[row]!;
      const b = starts[row + 1]!;
      const c = starts[row + 2]!;
      const d = starts[row + 3]!;
      for (let at = 0; at < count; at += 1) {
        const word = words[at]!;
        any[at]! |= masks[a + word]! | masks[b + word]! | masks[c + word]! | masks[d + word]!;
      }
    }
    let kept = 0;
    for (let at = 0; at < count; at += 1) {
      const left = bits[at]! & any[at]!;
      if (left === 0) continue;
      words[kept] = words[at]!;
      bits[kept] = left;
      kept += 1;
    }
    this.count = kept;
  }

  /**
   * Marks in `skilled` the slots that ask for no skill, for one or two of which one is held, or for more of which two are:
   * of what any other slot asks for, a third is held at most.
   *
   * @param asked rows of which slots ask for a skill, those of the skills held beginning at `starts`, filled up to a
   * multiple of four with one that is empty
   * @param fewSkills which ask for two at most
   */
  tellSkilled(asked: Int32Array, starts: Int32Array, rowCount: number, fewSkills: Int32Array, noSkills: Int32Array): void {
    const { words, skilled, count } = this;
    const any = this.#any;
    any.fill(0, 0, count);
    skilled.fill(0, 0, count);
    for (let row = 0; row < rowCount; row += 4) {
      const a = starts[row]!;
      const b = starts[row + 1]!;
      const c = starts[row + 2]!;
      const d = starts[row + 3]!;
      for (let at = 0; at < count; at += 1) {
        const word = words[at]!;
        const ofA = asked[a + word]!;
        const ofB = asked[b + word]!;
        const ofC = asked[c + word]!;
        const ofD = asked[d + word]!;
        const before = any[at]!;
        const ab = ofA | ofB;
        const cd = ofC | ofD;
        any[at] = before | ab | cd;
        skilled[at]! |= (ofA & ofB) | (ofC & ofD) | (ab & cd) | (before & (ab | cd));
      }
    }
    for (let at = 0; at < count; at += 1) skilled[at]! |= noSkills[words[at]!]! | (any[at]! & fewSkills[words[at]!]!);
  }

  /** Files bits of a word by the most that a score in them can be; a word may be filed in three parts. */
  file(word: number, bits: number, bound: number): void {
    const at = this.#filed;
    const bucket = Math.max(0, Math.min(BUCKETS - 1, bound >> BUCKET_SHIFT));
    this.#filed += 1;
    this.#filedWords[at] = word;
    this.#filedBits[at] = bits;
    this.#bounds[at] = bound;
    this.#next[at] = this.#heads[bucket]!;
    this.#heads[bucket] = at;
    this.#bucket = Math.max(this.#bucket, bucket);
  }

  /** Takes the next filed bits whose bound is at least so much into `word` and `wordBits`; false when there are none, and nothing is filed any more. */
  take(least: number): boolean {
    for (; this.#bucket >= 0; this.#bucket -= 1) {
      for (let at = this.#heads[this.#bucket]!; at >= 0; at = this.#heads[this.#bucket]!) {
        this.#heads[this.#bucket] = this.#next[at]!;
        if (this.#bounds[at]! < least) continue;
        this.word = this.#filedWords[at]!;
        this.wordBits = this.#filedBits[at]!;
        return true;
      }
    }
    this.#bucket = 0;
    this.#filed = 0;
    return false;
  }
}
