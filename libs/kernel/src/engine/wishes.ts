import { FULL_POINTS, NEUTRAL_POINTS } from '../matching/score.js';
import { PATHWAY_COUNT } from './market-data.js';
import { NO_INTERESTS } from './people.js';

/** Interest points by digit of `interests`. */
export const POINTS_OF_CHOICE = [0, 400, 600, 800, FULL_POINTS] as const;

/** So many pathways that are wished for are told apart from the rest: as many bitmaps as fit a processor's registers. Few wish for more. */
const MOST_WISHES = 4;

/** The pathways that one candidate after the other wishes for. */
export class Wishes {
  /** Interest points by pathway. */
  readonly points = new Int32Array(PATHWAY_COUNT);
  /** Where the bitmaps of the pathways begin that are told apart; those that are lacking begin where the one of nothing does. */
  readonly starts = new Int32Array(MOST_WISHES);
  /** The most points of the pathways told apart, and of the rest. */
  most = 0;
  rest = 0;

  /** @param wordCount numbers in a bitmap */
  constructor(readonly wordCount: number) {}

  /** Takes up the `interests` of a person. */
  take(interests: number): void {
    const { points, starts, wordCount } = this;
    starts.fill(PATHWAY_COUNT * wordCount);
    this.most = 0;
    this.rest = 0;
    if (interests === NO_INTERESTS) {
      points.fill(NEUTRAL_POINTS);
      this.rest = NEUTRAL_POINTS;
      return;
    }
    let left = interests;
    let count = 0;
    for (let pathway = 0; pathway < PATHWAY_COUNT; pathway += 1) {
      const own = POINTS_OF_CHOICE[left % 5]!;
      points[pathway] = own;
      left = Math.floor(left / 5);
      if (own === 0) continue;
      if (count < MOST_WISHES) {
        starts[count] = pathway * wordCount;
        this.most = Math.max(this.most, own);
      } else {
        this.rest = Math.max(this.rest, own);
      }
      count += 1;
    }
  }
}
