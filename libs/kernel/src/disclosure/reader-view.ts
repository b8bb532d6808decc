import type { CountGrid } from './count-table.js';
import { type DisclosureRule, type HiddenBecause, isSmall, knownRange, shownCount } from './published-count.js';

/** A step of one person, up (1) or down (-1), in every cell that lies over these nodes and these categories. */
export interface Run {
  readonly nodes: readonly number[];
  readonly categories: readonly number[];
  readonly step: number;
}

/** Dearer than any difference of depth, so that counts are compared first. */
const PRICE_OF_ONE_PERSON = 1024;
/** To take the word 'small' from a cell that stays hidden loses next to nothing. */
const PRICE_OF_A_LABEL = 1;

/**
 * A table in the course of being protected, as a reader who knows the rule would see it: what is hidden so
 * far, and between which values each cell must lie. A `drift` is another table that the reader is to hold
 * possible, as differences from the true one.
 */
export class ReaderView {
  readonly hidden: (HiddenBecause | null)[] = [];
  private readonly width: number;
  private readonly least: Float64Array;
  private readonly most: Float64Array;

  constructor(
    private readonly grid: CountGrid,
    isExactNode: readonly boolean[],
    private readonly rule: DisclosureRule,
  ) {
    this.width = grid.categories.ids.length;
    this.least = new Float64Array(grid.values.length);
    this.most = new Float64Array(grid.values.length);
    grid.values.forEach((count, cell) => {
      const small = isSmall(count, rule);
      const isExact = isExactNode[Math.floor(cell / this.width)]!;
      const range = knownRange(small ? { kind: 'hidden', why: 'small' } : shownCount(count, isExact, rule), rule);
      this.hidden.push(small ? 'small' : null);
      this.least[cell] = range.least;
      this.most[cell] = range.most;
    });
  }

  /** How deep a cell lies in both trees together: the most specific cell has the most. */
  specificity(cell: number): number {
    return this.grid.nodes.chains[Math.floor(cell / this.width)]!.length + this.grid.categories.chains[cell % this.width]!.length;
  }

  /**
   * What must be given up for a reader to hold `runs` on top of `drift` possible: 0 when nothing, Infinity when
   * no hiding can do it. Stops counting at `limit`.
   */
  priceOf(runs: readonly Run[], drift: Float64Array, limit: number): number {
    let price = 0;
    for (const { nodes, categories, step } of runs) {
      for (const node of nodes) {
        for (const category of categories) {
          price += this.priceOfStep(node * this.width + category, drift, step);
          if (price >= limit) return price;
        }
      }
    }
    return price;
  }

  /** The same for one step of one cell. */
  priceOfStep(cell: number, drift: Float64Array, step: number): number {
    const value = this.grid.values[cell]! + drift[cell]! + step;
    if (value >= this.least[cell]! && value <= this.most[cell]!) return 0;
    if (this.hidden[cell] === 'complementary' || value < this.leastWhenHidden(cell)) return Infinity;
    return this.hidden[cell] === 'small' ? PRICE_OF_A_LABEL : this.grid.values[cell]! * PRICE_OF_ONE_PERSON - this.specificity(cell);
  }

  /** Adds `runs` to `drift` and hides the cells that would have ruled it out. */
  accept(runs: readonly Run[], drift: Float64Array): void {
    for (const { nodes, categories, step } of runs) {
      for (const node of nodes) {
        for (const category of categories) {
          const cell = node * this.width + category;
          drift[cell]! += step;
          const value = this.grid.values[cell]! + drift[cell]!;
          if (value < this.least[cell]! || value > this.most[cell]!) this.hide(cell);
        }
      }
    }
  }

  private hide(cell: number): void {
    this.hidden[cell] = 'complementary';
    this.least[cell] = this.leastWhenHidden(cell);
    this.most[cell] = Infinity;
  }

  /**
   * A reader is told that a complementary cell is 1 or more. Most are above the threshold and a reader may
   * guess so; hence no table is counted on in which such a cell falls below it.
   */
  private leastWhenHidden(cell: number): number {
    return isSmall(this.grid.values[cell]!, this.rule) ? 1 : this.rule.hideUpTo + 1;
  }
}
