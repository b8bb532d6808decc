import { emptyBoxes, squareBetween, widen } from './boxes.js';
import { EMPTY_WORD, PLACED, type MarketData } from './market-data.js';

/** Neighbours share a list of words: those at home in one square of 8 × 8 units (800 m). */
const SQUARE_SHIFT = 3;

/** So many words that follow each other have a box in common: those of a block out of reach are not looked at. */
const BLOCK = 16;

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
  readonly #blocks: Int32Array;
  /** Words whose boxes do not decide, `#elsewhereCount` of them. */
  readonly #elsewhere: Int32Array;
  #elsewhereCount = 0;
  #areBlocksKnown = false;

  constructor(data: MarketData) {
    this.#data = data;
    this.words = new Int32Array(data.slotCount / 32);
    this.squares = new Int32Array(data.slotCount / 32);
    this.#elsewhere = new Int32Array(data.slotCount / 32);
    this.#blocks = new Int32Array(Math.ceil(data.slotCount / 32 / BLOCK) * 4);
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
    this.#areBlocksKnown = false;
  }

  #list(lowEast: number, lowNorth: number, highEast: number, highNorth: number, reach: number): void {
    const { wordPlace, boxes } = this.#data;
    if (!this.#areBlocksKnown) this.#makeBlocks();
    this.count = 0;
    for (let at = 0; at < this.#elsewhereCount; at += 1) this.#add(this.#elsewhere[at]!, -1);
    for (let block = 0; block * BLOCK < wordPlace.length; block += 1) {
      if (squareBetween(this.#blocks, block, lowEast, lowNorth, highEast, highNorth) > reach) continue;
      const end = Math.min((block + 1) * BLOCK, wordPlace.length);
      for (let word = block * BLOCK; word < end; word += 1) {
        const square = squareBetween(boxes, word, lowEast, lowNorth, highEast, highNorth);
        if (square <= reach && wordPlace[word] === PLACED) this.#add(word, square);
      }
    }
  }

  /** Boxes round the blocks' words of known places, and a list of the other words that hold something. */
  #makeBlocks(): void {
    const { wordPlace, boxes } = this.#data;
    emptyBoxes(this.#blocks);
    this.#elsewhereCount = 0;
    for (let word = 0; word < wordPlace.length; word += 1) {
      if (wordPlace[word] === PLACED) {
        const block = Math.floor(word / BLOCK);
        widen(this.#blocks, block, boxes[word * 4]!, boxes[word * 4 + 1]!);
        widen(this.#blocks, block, boxes[word * 4 + 2]!, boxes[word * 4 + 3]!);
      } else if (wordPlace[word] !== EMPTY_WORD) {
        this.#elsewhere[this.#elsewhereCount] = word;
        this.#elsewhereCount += 1;
      }
    }
    this.#areBlocksKnown = true;
  }

  #add(word: number, square: number): void {
    this.words[this.count] = word;
    this.squares[this.count] = square;
    this.count += 1;
  }
}
