import type { CountTable } from './count-table.js';
import type { PublishedTable } from './disclose-counts.js';
import type { DisclosureRule } from './published-count.js';

/**
 * An intruder for the specs. Knows the rule, the two trees and a published table; never the true counts.
 * Written apart from the code it attacks: it shares nothing with it but the shapes of the data.
 */
export interface Intruder {
  /** For each cell 'node / category' the least and the most it can be, by going round the sums until nothing narrows. */
  readonly bounds: () => Map<string, readonly [number, number]>;
  /** Every value up to `ceiling` that a cell can have in some table of whole numbers that fits. Exact; small tables only. */
  readonly possible: (nodeId: string, categoryId: string, ceiling: number) => number[];
}

interface Sum {
  readonly total: number;
  readonly parts: readonly number[];
}

type Bounds = { readonly low: number[]; readonly high: number[] };

/** Narrows in place; false when no table fits. */
function narrow({ low, high }: Bounds, sums: readonly Sum[]): boolean {
  let changed = true;
  const tighten = (cell: number, least: number, most: number): void => {
    if (least > low[cell]!) [low[cell], changed] = [least, true];
    if (most < high[cell]!) [high[cell], changed] = [most, true];
  };
  while (changed) {
    changed = false;
    for (const { total, parts } of sums) {
      const leastOfParts = parts.reduce((sum, part) => sum + low[part]!, 0);
      const mostOfParts = parts.reduce((sum, part) => sum + high[part]!, 0);
      tighten(total, leastOfParts, mostOfParts);
      for (const part of parts) {
        const mostOfRest = parts.reduce((sum, other) => (other === part ? sum : sum + high[other]!), 0);
        tighten(part, low[total]! - mostOfRest, high[total]! - (leastOfParts - low[part]!));
      }
      // Both ends stay put in a fitting table; a crossed pair means that none fits.
      if ([total, ...parts].some((cell) => low[cell]! > high[cell]!)) return false;
    }
  }
  return true;
}

export function intruder(table: CountTable, published: PublishedTable, rule: DisclosureRule): Intruder {
  const at = new Map<string, number>();
  const low: number[] = [];
  const high: number[] = [];
  for (const row of published.rows) {
    for (const { categoryId, count } of row.cells) {
      const cell = low.length;
      at.set(`${row.nodeId} / ${categoryId}`, cell);
      if (count.kind === 'hidden') {
        low.push(1);
        high.push(count.why === 'small' ? rule.hideUpTo : Infinity);
      } else if (count.kind === 'count') {
        low.push(count.value);
        high.push(count.value);
      } else {
        // All the counts above the threshold to which this multiple is the nearest, found by trying them.
        const half = rule.roundTo / 2;
        const fits: number[] = [];
        for (let n = rule.hideUpTo + 1; n <= count.value + rule.roundTo; n += 1) {
          if (n - count.value >= -half && n - count.value < half) fits.push(n);
        }
        low.push(Math.min(...fits));
        high.push(Math.max(...fits));
      }
    }
  }
  const sums: Sum[] = [];
  const cellOf = (node: string, category: string): number => at.get(`${node} / ${category}`)!;
  for (const node of table.nodes) {
    for (const category of table.categories) {
      const total = cellOf(node.id, category.id);
      const below = table.nodes.filter((child) => child.parentId === node.id).map((child) => cellOf(child.id, category.id));
      const within = table.categories.filter((child) => child.parentId === category.id).map((child) => cellOf(node.id, child.id));
      if (below.length > 0) sums.push({ total, parts: below });
      if (within.length > 0) sums.push({ total, parts: within });
    }
  }

  const fits = (bounds: Bounds): boolean => {
    if (!narrow(bounds, sums)) return false;
    const open = bounds.low.findIndex((least, cell) => least < bounds.high[cell]!);
    if (open < 0) return true;
    const choices = Array.from({ length: bounds.high[open]! - bounds.low[open]! + 1 }, (_, i) => bounds.low[open]! + i);
    return choices.some((value) => fits({ low: bounds.low.with(open, value), high: bounds.high.with(open, value) }));
  };

  return {
    bounds: () => {
      const bounds = { low: [...low], high: [...high] };
      narrow(bounds, sums);
      return new Map([...at].map(([name, cell]) => [name, [bounds.low[cell]!, bounds.high[cell]!] as const]));
    },
    possible: (nodeId, categoryId, ceiling) => {
      const cell = cellOf(nodeId, categoryId);
      // Enough for any table that matters: what has no limit of its own need not exceed the rest taken together.
      const cap = high.reduce((sum, most) => (most === Infinity ? sum : sum + most), ceiling * 4);
      const values: number[] = [];
      for (let value = low[cell]!; value <= Math.min(high[cell]!, ceiling); value += 1) {
        const bounds = { low: [...low], high: high.map((most) => Math.min(most, cap)) };
        bounds.low[cell] = value;
        bounds.high[cell] = value;
        if (fits(bounds)) values.push(value);
      }
      return values;
    },
  };
}
