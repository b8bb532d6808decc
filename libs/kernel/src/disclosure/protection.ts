import type { CountGrid } from './count-table.js';
import { Moves } from './moves.js';
import { type DisclosureRule, type HiddenBecause, isSmall } from './published-count.js';
import { ReaderView } from './reader-view.js';

/**
 * Decides which cells of a table are hidden, and as what, so that no small count can be worked out from the
 * others along any sum of either tree. Answers for each cell of the grid.
 *
 * The requirement: a reader who knows the rule, the two trees and every published cell must be left with at
 * least `possibleValues` different values for every count that is small, and with more than one for every
 * cell that is hidden to protect another.
 *
 * Room is proved by example. From the true table people are moved between leaf cells one at a time (one more
 * here; one here instead of there; two who swap categories), so that the small count rises or falls by one
 * while every cell stays within what its published form allows; each table met on the way is one that the
 * reader cannot rule out. Where no free step is left, the one is taken that makes the least to be hidden:
 * the smallest sum of counts, then the most specific cells. Hiding only ever widens what is possible, so
 * room once proved stays, and every cell hidden here has been seen with another value.
 *
 * Zeros are never hidden, and no step changes one: which cells are empty is often known beforehand. A small
 * cell whose own 'small' would give others away (a Place with 7, in seven organisations with 1 each) is
 * labelled 'complementary' instead.
 *
 * Rejected: to hide the smallest neighbour in each sum on its own, which the sums of the other tree undo; and
 * interval arithmetic as the proof, whose ranges are wider than the truth.
 *
 * A heuristic: what it hides protects, but may be more than the least possible. Not protected against: a reader
 * who has an organisation's own rows, or a second table of another day, period or filter.
 */
export function protectSmallCounts(grid: CountGrid, isExactNode: readonly boolean[], rule: DisclosureRule): readonly (HiddenBecause | null)[] {
  const view = new ReaderView(grid, isExactNode, rule);
  const moves = new Moves(grid, view);
  const targets = [...grid.values.keys()].filter((cell) => isSmall(grid.values[cell]!, rule));
  // The widest cells first: what they need hidden often serves those below.
  targets.sort((a, b) => view.specificity(a) - view.specificity(b) || a - b);
  const risen = new Float64Array(grid.values.length);
  const fallen = new Float64Array(grid.values.length);
  for (const target of targets) {
    risen.fill(0);
    fallen.fill(0);
    for (let found = 1; found < rule.possibleValues; found += 1) {
      const rise = moves.cheapest(target, risen, 1);
      const fall = rise.price === 0 ? rise : moves.cheapest(target, fallen, -1);
      if (rise.price <= fall.price) view.accept(rise.runs, risen);
      else view.accept(fall.runs, fallen);
    }
  }
  return view.hidden;
}
