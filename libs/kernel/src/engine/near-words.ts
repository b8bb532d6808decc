import { EMPTY_WORD, PLACED, type MarketData } from './market-data.js';

/** Neighbours share a list of words: those at home in one square of 8 × 8 units (800 m). */
const SQUARE_SHIFT = 3;

/** The words that people of one square can reach, and those that need no way or whose way is not known. */
export class NearWords {
  /** The words, `count` of them. */
  readonly words: Int32Array;
  /** Lower bound of the squared straight line from the square to each; -1 where distance says nothing. */
  readonly squares: Int32Array;
  count = 0;
  readonly #data: MarketData;
  #east = NaN;
  #north = NaN;
  #reach = -1;

  constructor(data: MarketData) {
    this.#data = data;
    this.words = new Int32Array(data.slotCount / 32);
    this.squares = new Int32Array(data.slotCount / 32);
  }

  /** Makes the list hold every word that can be reached from a position, or from its square, within a squared reach. */
  aim(east: number, north: number, reach: number): void {
    const squareEast = east >> SQUARE_SHIFT;
    const squareNorth = north >> SQUARE_SHIFT;
    if (squareEast === this.#east && squareNorth === this.#north && reach <= this.#reach) return;
    this.#east = squareEast;
    this.#north = squareNorth;
    this.#reach = reach;
    const lowEast = squareEast << SQUARE_SHIFT;
    const lowNorth = squareNorth << SQUARE_SHIFT;
    this.#list(lowEast, lowNorth, lowEast + (1 << SQUARE_SHIFT) - 1, lowNorth + (1 << SQUARE_SHIFT) - 1, reach);
  }

  /** Makes the list hold every word: for somebody whose home is not known. */
  aimEverywhere(): void {
    if (this.#reach === Infinity) return;
    this.#east = NaN;
    this.#reach = Infinity;
    const { wordPlace } = this.#data;
    this.count = 0;
    for (let word = 0; word < wordPlace.length; word += 1) {
      if (wordPlace[word] !== EMPTY_WORD) this.#add(word, -1);
    }
  }

  /** Forgets the list: the boxes of words have changed. */
  forget(): void {
    this.#reach = -1;
    this.#east = NaN;
  }

  #list(lowEast: number, lowNorth: number, highEast: number, highNorth: number, reach: number): void {
    const { wordPlace, boxes } = this.#data;
    this.count = 0;
    for (let word = 0; word < wordPlace.length; word += 1) {
      if (wordPlace[word] !== PLACED) {
        if (wordPlace[word] !== EMPTY_WORD) this.#add(word, -1);
        continue;
      }
      const box = word * 4;
      const east = Math.max(0, boxes[box]! - highEast, lowEast - boxes[box + 2]!);
      const north = Math.max(0, boxes[box + 1]! - highNorth, lowNorth - boxes[box + 3]!);
      const square = east * east + north * north;
      if (square <= reach) this.#add(word, square);
    }
  }

  #add(word: number, square: number): void {
    this.words[this.count] = word;
    this.squares[this.count] = square;
    this.count += 1;
  }
}
