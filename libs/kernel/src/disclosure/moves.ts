import type { CountGrid, TreeAxis } from './count-table.js';
import type { ReaderView, Run } from './reader-view.js';

/** A chain from the root, cut after each of its members. */
interface Chain {
  /** Its first k members. */
  readonly upTo: readonly (readonly number[])[];
  /** All but its first k members. */
  readonly from: readonly (readonly number[])[];
}

/** A leaf cell by its chains in both trees. */
interface Leaf {
  readonly nodes: Chain;
  readonly categories: Chain;
}

/** A way to change one cell by one person, and what it would cost to let a reader think of it. */
export interface Move {
  readonly price: number;
  readonly runs: readonly Run[];
}

/** See {@link Moves.ownPrices}. */
interface OwnPrices {
  readonly stride: number;
  readonly exchange: Float64Array;
  readonly swap: Float64Array;
}

/** One person in a leaf instead of in another: the part of one of them. The first `n` by `c` cells lie over both and stay. */
function exchanged(leaf: Leaf, n: number, c: number, step: number): Run[] {
  return [
    { nodes: leaf.nodes.upTo[n]!, categories: leaf.categories.from[c]!, step },
    { nodes: leaf.nodes.from[n]!, categories: leaf.categories.from[0]!, step },
  ];
}

/** The cells that lie over these leaves only, below the first `n` by `c`. */
function below(nodes: Leaf, categories: Leaf, n: number, c: number, step: number): Run {
  return { nodes: nodes.nodes.from[n]!, categories: categories.categories.from[c]!, step };
}

function cutChains(axis: TreeAxis): Chain[] {
  return axis.chains.map((chain) => {
    const cuts = [...chain.keys(), chain.length];
    return { upTo: cuts.map((k) => chain.slice(0, k)), from: cuts.map((k) => chain.slice(k)) };
  });
}

/** For each two positions of a tree, how many members their chains share from the root. */
function sharedLengths(axis: TreeAxis): Uint8Array {
  const size = axis.ids.length;
  return Uint8Array.from({ length: size * size }, (_, pair) => {
    const one = axis.chains[Math.floor(pair / size)]!;
    const other = axis.chains[pair % size]!;
    const parting = one.findIndex((position, depth) => other[depth] !== position);
    return parting < 0 ? one.length : parting;
  });
}

/** For each position all leaves of its tree, those that share most of the chain with it first. */
function nearestLeaves(axis: TreeAxis, shared: Uint8Array): readonly (readonly number[])[] {
  const size = axis.ids.length;
  const leaves = [...axis.ids.keys()].filter((position) => axis.children[position]!.length === 0);
  return axis.chains.map((chain, position) => {
    const byShared: number[][] = Array.from({ length: chain.length + 1 }, () => []);
    for (const leaf of leaves) byShared[shared[position * size + leaf]!]!.push(leaf);
    return byShared.toReversed().flat();
  });
}

/** The moves a table allows: only leaf cells with somebody in them take part, so that a zero stays a zero. */
export class Moves {
  private readonly height: number;
  private readonly width: number;
  private readonly nodeChains: readonly Chain[];
  private readonly categoryChains: readonly Chain[];
  private readonly sharedNodes: Uint8Array;
  private readonly sharedCategories: Uint8Array;
  private readonly nearestNodes: readonly (readonly number[])[];
  private readonly nearestCategories: readonly (readonly number[])[];

  constructor(
    private readonly grid: CountGrid,
    private readonly view: ReaderView,
  ) {
    this.height = grid.nodes.ids.length;
    this.width = grid.categories.ids.length;
    this.nodeChains = cutChains(grid.nodes);
    this.categoryChains = cutChains(grid.categories);
    this.sharedNodes = sharedLengths(grid.nodes);
    this.sharedCategories = sharedLengths(grid.categories);
    this.nearestNodes = nearestLeaves(grid.nodes, this.sharedNodes);
    this.nearestCategories = nearestLeaves(grid.categories, this.sharedCategories);
  }

  /**
   * The cheapest way to change `target` by `step` on top of `drift`: a person more (or fewer) in a leaf under
   * it; one there instead of in a leaf elsewhere; or that exchange and its opposite in a second category, which
   * leaves the totals of nodes and categories alone. Of equal ones the first in the order of the layout.
   */
  cheapest(target: number, drift: Float64Array, step: number): Move {
    const targetNode = Math.floor(target / this.width);
    const targetCategory = target % this.width;
    let best: Move = { price: Infinity, runs: [] };
    /** True when nothing cheaper can be found. */
    const settles = (own: readonly Run[], ownPrice: number, others: readonly Run[]): boolean => {
      const price = ownPrice + this.view.priceOf(others, drift, best.price - ownPrice);
      if (price < best.price) best = { price, runs: [...own, ...others] };
      return best.price === 0;
    };
    for (const category of this.nearestCategories[targetCategory]!) {
      if (!this.isCategoryUnder(category, targetCategory)) break;
      for (const node of this.nearestNodes[targetNode]!) {
        if (!this.isNodeUnder(node, targetNode)) break;
        if (!this.isFilled(node, category)) continue;
        const leaf = this.leaf(node, category);
        const price = this.ownPrices(leaf, drift, step);
        const { stride } = price;
        if (settles([below(leaf, leaf, 0, 0, step)], price.swap[0]!, [])) return best;
        for (const otherCategory of this.nearestCategories[category]!) {
          const c = this.sharedCategories[category * this.width + otherCategory]!;
          const isInCategory = this.isCategoryUnder(otherCategory, targetCategory);
          // A swap changes no cell that the exchange leaves alone, and within the target there is none.
          const bound = isInCategory ? price.exchange : price.swap;
          for (const otherNode of this.nearestNodes[node]!) {
            const n = this.sharedNodes[node * this.height + otherNode]!;
            const at = n * stride + c;
            // Further nodes share less, so that more of the leaf's own cells change: dearer still.
            if (bound[at]! >= best.price) break;
            const isInNode = this.isNodeUnder(otherNode, targetNode);
            if ((isInNode && isInCategory) || !this.isFilled(otherNode, otherCategory)) continue;
            const other = this.leaf(otherNode, otherCategory);
            if (price.exchange[at]! < best.price) {
              if (settles(exchanged(leaf, n, c, step), price.exchange[at]!, exchanged(other, n, c, -step))) return best;
            }
            if (isInNode || isInCategory || price.swap[at]! >= best.price) continue;
            if (!this.isFilled(node, otherCategory) || !this.isFilled(otherNode, category)) continue;
            const others = [below(leaf, other, n, c, -step), below(other, leaf, n, c, -step), below(other, other, n, c, step)];
            if (settles([below(leaf, leaf, n, c, step)], price.swap[at]!, others)) return best;
          }
        }
      }
    }
    return best;
  }

  private leaf(node: number, category: number): Leaf {
    return { nodes: this.nodeChains[node]!, categories: this.categoryChains[category]! };
  }

  private isFilled(node: number, category: number): boolean {
    return this.grid.values[node * this.width + category]! > 0;
  }

  private isNodeUnder(node: number, above: number): boolean {
    return this.sharedNodes[node * this.height + above] === this.grid.nodes.chains[above]!.length;
  }

  private isCategoryUnder(category: number, above: number): boolean {
    return this.sharedCategories[category * this.width + above] === this.grid.categories.chains[above]!.length;
  }

  /**
   * What the cells over `leaf` itself add to the price of an exchange and of a swap, at [n * (depth in
   * categories + 1) + c] for n nodes and c categories shared with the other leaf: a lower bound that spares
   * looking at most of the other leaves.
   */
  private ownPrices(leaf: Leaf, drift: Float64Array, step: number): OwnPrices {
    const nodes = leaf.nodes.from[0]!;
    const categories = leaf.categories.from[0]!;
    const depth = nodes.length;
    const stride = categories.length + 1;
    const swap = new Float64Array((depth + 1) * stride);
    const exchange = new Float64Array((depth + 1) * stride);
    // Row by row: first the sums along a row from its right end, then down and up the columns. Only additions,
    // because a price may be Infinity.
    const row = new Float64Array((depth + 1) * stride);
    for (let i = depth - 1; i >= 0; i -= 1) {
      for (let j = stride - 2; j >= 0; j -= 1) {
        const at = i * stride + j;
        row[at] = row[at + 1]! + this.view.priceOfStep(nodes[i]! * this.width + categories[j]!, drift, step);
        swap[at] = swap[at + stride]! + row[at];
      }
    }
    for (let c = 0; c < stride; c += 1) {
      let shared = 0;
      for (let n = 0; n <= depth; n += 1) {
        exchange[n * stride + c] = shared + swap[n * stride]!;
        shared += row[n * stride + c]!;
      }
    }
    return { stride, exchange, swap };
  }
}
