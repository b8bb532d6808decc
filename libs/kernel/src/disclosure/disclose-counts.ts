import { type CountTable, type CountTableProblem, layOutCounts } from './count-table.js';
import { protectSmallCounts } from './protection.js';
import {
  type DisclosureRule,
  type PublishedCount,
  type PublishedPercentage,
  publishedPercentage,
  shownCount,
  STANDARD_DISCLOSURE_RULE,
} from './published-count.js';

/** One count as it may leave, and its share of everybody at the same node. */
export interface PublishedCell {
  readonly categoryId: string;
  readonly count: PublishedCount;
  readonly percentage: PublishedPercentage;
}

/** The cells of one node, in the order in which the categories were given. */
export interface PublishedRow {
  readonly nodeId: string;
  readonly level: string;
  readonly cells: readonly PublishedCell[];
}

/** A table that may be published as it stands, whole or in part. */
export interface PublishedTable {
  /** In the order in which the nodes were given. */
  readonly rows: readonly PublishedRow[];
  /** Sentences that belong under the table wherever it is shown. */
  readonly notes: readonly string[];
}

export type Disclosure =
  | { readonly ok: true; readonly table: PublishedTable }
  | { readonly ok: false; readonly problems: readonly CountTableProblem[] };

function notesOn(rows: readonly PublishedRow[], rule: DisclosureRule): string[] {
  const counts = rows.flatMap((row) => row.cells.map((cell) => cell.count));
  const notes: string[] = [];
  if (counts.some((count) => count.kind === 'hidden')) {
    notes.push(`* Counts from 1 to ${rule.hideUpTo} are hidden, and some larger ones so that those cannot be worked out.`);
  }
  if (counts.some((count) => count.kind === 'rounded')) {
    notes.push(`Counts are rounded to the nearest ${rule.roundTo} after adding up, so the parts shown need not add to the total shown.`);
  }
  return notes;
}

/**
 * The one door for counts about people: takes exact counts over a tree of nodes and a tree of categories and
 * gives every cell, sums included, in the form in which it may be published. Small counts are hidden, and
 * as many others as it takes that no hidden one can be worked out (see protectSmallCounts); the rest are
 * rounded, but for the levels that the rule shows exactly. Percentages come from the published counts.
 *
 * Give the whole tree and show the part that is asked for: two tables protected apart can be subtracted
 * from each other. The answer does not depend on the order of the input.
 */
export function discloseCounts(table: CountTable, rule: DisclosureRule = STANDARD_DISCLOSURE_RULE): Disclosure {
  const reading = layOutCounts(table);
  if (!reading.ok) return reading;
  const { nodes, categories, values } = reading.grid;
  const exactNodes = new Set(table.nodes.filter((node) => rule.exactLevels.includes(node.level)).map((node) => node.id));
  const isExactNode = nodes.ids.map((id) => exactNodes.has(id));
  const hidden = protectSmallCounts(reading.grid, isExactNode, rule);

  const rows = table.nodes.map(({ id, level }) => {
    const node = nodes.positionOf.get(id)!;
    const publish = (category: number): PublishedCount => {
      const cell = node * categories.ids.length + category;
      const why = hidden[cell]!;
      return why === null ? shownCount(values[cell]!, isExactNode[node]!, rule) : { kind: 'hidden', why };
    };
    const total = publish(0);
    const cells = table.categories.map((category) => {
      const count = publish(categories.positionOf.get(category.id)!);
      return { categoryId: category.id, count, percentage: publishedPercentage(count, total) };
    });
    return { nodeId: id, level, cells };
  });
  return { ok: true, table: { rows, notes: notesOn(rows, rule) } };
}
