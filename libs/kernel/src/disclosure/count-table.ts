/** A place in the tree that figures are added up over: the city, a board, a Place, an organisation. */
export interface CountNode {
  readonly id: string;
  /** Null for the root. */
  readonly parentId: string | null;
  /** What kind of place it is ('city', 'ics', 'place', 'organisation'); decides how its counts are shown. */
  readonly level: string;
}

/** A class that people are counted in: the total, a fifth, a tenth, 'unknown'. */
export interface CountCategory {
  readonly id: string;
  /** Null for the root, which is everybody. */
  readonly parentId: string | null;
}

/**
 * An exact count of one class at one node. Counts of a leaf node in a leaf category are the facts; one
 * stated for any other cell is only checked against the sum of its parts. A leaf cell not stated is 0.
 */
export interface StatedCount {
  readonly nodeId: string;
  readonly categoryId: string;
  readonly count: number;
}

/** Exact counts over the product of two trees, each with one root. */
export interface CountTable {
  readonly nodes: readonly CountNode[];
  readonly categories: readonly CountCategory[];
  readonly counts: readonly StatedCount[];
}

/** Why a table of counts cannot be used; `where` is the id of the node, the category or 'node / category'. */
export interface CountTableProblem {
  readonly code: 'duplicate-id' | 'unknown-parent' | 'not-one-root' | 'not-in-tree' | 'unknown-cell' | 'not-a-count' | 'counted-twice' | 'sum-differs';
  readonly where: string;
  readonly sentence: string;
}

/** One of the two trees, laid out so that parents come before children and siblings are in order of id. */
export interface TreeAxis {
  readonly ids: readonly string[];
  readonly positionOf: ReadonlyMap<string, number>;
  /** For each position the positions from the root down to itself. */
  readonly chains: readonly (readonly number[])[];
  /** For each position the positions of its children. */
  readonly children: readonly (readonly number[])[];
}

/**
 * A checked table: every cell's exact count, upper cells included. Cell = node position × number of
 * categories + category position. The layout does not depend on the order of the input.
 */
export interface CountGrid {
  readonly nodes: TreeAxis;
  readonly categories: TreeAxis;
  readonly values: Float64Array;
}

export type CountTableReading =
  | { readonly ok: true; readonly grid: CountGrid }
  | { readonly ok: false; readonly problems: readonly CountTableProblem[] };

interface TreeMember {
  readonly id: string;
  readonly parentId: string | null;
}

interface Twig {
  readonly member: TreeMember;
  readonly children: Twig[];
}

/** Code-unit order, which is the same on every machine; a locale's order is not. */
function byId(a: Twig, b: Twig): number {
  return a.member.id < b.member.id ? -1 : 1;
}

function layOutTree(members: readonly TreeMember[], problems: CountTableProblem[]): TreeAxis {
  const twigs = new Map<string, Twig>();
  for (const member of members) {
    if (twigs.has(member.id)) problems.push({ code: 'duplicate-id', where: member.id, sentence: 'This id is given twice in one tree.' });
    else twigs.set(member.id, { member, children: [] });
  }
  const roots: Twig[] = [];
  for (const twig of twigs.values()) {
    const siblings = twig.member.parentId === null ? roots : twigs.get(twig.member.parentId)?.children;
    if (siblings) siblings.push(twig);
    else problems.push({ code: 'unknown-parent', where: twig.member.id, sentence: 'Its parent is not in the tree.' });
  }
  const ids: string[] = [];
  const positionOf = new Map<string, number>();
  const chains: number[][] = [];
  const children: number[][] = [];
  const visit = (siblings: readonly Twig[], above: readonly number[]): number[] =>
    siblings.toSorted(byId).map((twig) => {
      const position = ids.push(twig.member.id) - 1;
      const chain = [...above, position];
      positionOf.set(twig.member.id, position);
      chains[position] = chain;
      children[position] = visit(twig.children, chain);
      return position;
    });
  visit(roots, []);
  if (roots.length !== 1) {
    problems.push({ code: 'not-one-root', where: '', sentence: `A tree has exactly one member without a parent; this one has ${roots.length}.` });
  }
  for (const id of twigs.keys()) {
    if (!positionOf.has(id)) problems.push({ code: 'not-in-tree', where: id, sentence: 'It cannot be reached from the root.' });
  }
  return { ids, positionOf, chains, children };
}

/**
 * Checks a table and adds up every upper cell. All problems are given at once; with any, there is no grid.
 */
export function layOutCounts(table: CountTable): CountTableReading {
  const problems: CountTableProblem[] = [];
  const nodes = layOutTree(table.nodes, problems);
  const categories = layOutTree(table.categories, problems);
  if (problems.length > 0) return { ok: false, problems };

  const width = categories.ids.length;
  const values = new Float64Array(nodes.ids.length * width);
  const stated = new Map<number, StatedCount>();
  for (const entry of table.counts) {
    const where = `${entry.nodeId} / ${entry.categoryId}`;
    const node = nodes.positionOf.get(entry.nodeId);
    const category = categories.positionOf.get(entry.categoryId);
    if (node === undefined || category === undefined) {
      problems.push({ code: 'unknown-cell', where, sentence: 'A count is given for a node or a category that is not in the trees.' });
      continue;
    }
    const cell = node * width + category;
    if (!Number.isSafeInteger(entry.count) || entry.count < 0) {
      problems.push({ code: 'not-a-count', where, sentence: 'A count is a whole number, 0 or more.' });
    } else if (stated.has(cell)) {
      problems.push({ code: 'counted-twice', where, sentence: 'Two counts are given for this cell; add them up first.' });
    } else {
      stated.set(cell, entry);
      if (nodes.children[node]!.length > 0 || categories.children[category]!.length > 0) continue;
      for (const above of nodes.chains[node]!) {
        for (const wider of categories.chains[category]!) values[above * width + wider]! += entry.count;
      }
    }
  }
  for (const [cell, entry] of stated) {
    if (values[cell] !== entry.count) {
      const where = `${entry.nodeId} / ${entry.categoryId}`;
      problems.push({ code: 'sum-differs', where, sentence: 'The count given differs from the sum of its parts.' });
    }
  }
  return problems.length > 0 ? { ok: false, problems } : { ok: true, grid: { nodes, categories, values } };
}
