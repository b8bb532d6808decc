import type { CountCategory, CountNode, CountTable, StatedCount } from '../disclosure/count-table.js';
import { quintileOfDecile } from '../postcodes/deprivation.js';
import type { NoDecileReason } from '../postcodes/no-decile.js';

/** How many hires of one organisation live in one decile, or have none for one reason. */
export interface HiresInDecile {
  readonly organisationId: string;
  /** 1 (most deprived tenth of England) to 10, of the edition that the whole report is in. */
  readonly decile: number | null;
  /** Why there is no decile; null with a decile, or when no postcode was given. */
  readonly reason: NoDecileReason | null;
  readonly count: number;
}

const DECILES = Array.from({ length: 10 }, (_, i) => i + 1);

/**
 * Everybody; fifths with their two tenths; and, never left out, those with no decile: 'not-in-england', 'unknown'
 * (no postcode, or none that is known) and 'no-decile' (a known postcode in no area of the loaded index).
 */
const CATEGORIES: readonly CountCategory[] = [
  { id: 'total', parentId: null },
  ...DECILES.flatMap((decile) => {
    const quintile = `quintile-${quintileOfDecile(decile)}`;
    const tenth = { id: `decile-${decile}`, parentId: quintile };
    return decile % 2 === 1 ? [{ id: quintile, parentId: 'total' }, tenth] : [tenth];
  }),
  { id: 'not-in-england', parentId: 'total' },
  { id: 'unknown', parentId: 'total' },
  { id: 'no-decile', parentId: 'total' },
];

const CATEGORY_OF_REASON: Readonly<Record<NoDecileReason, string>> = {
  'not-a-postcode': 'unknown',
  'pseudo-postcode': 'unknown',
  'not-in-directory': 'unknown',
  'outside-england': 'not-in-england',
  'no-grid-reference': 'no-decile',
  'area-unknown': 'no-decile',
  'no-index-loaded': 'no-decile',
};

function categoryOf({ decile, reason }: HiresInDecile): string {
  if (decile !== null) return `decile-${decile}`;
  return reason === null ? 'unknown' : CATEGORY_OF_REASON[reason];
}

/**
 * Exact hires by organisation and deprivation decile, as a table for discloseCounts: it adds up fifths and the
 * levels above, and finds an organisation that is not in `nodes`, or a decile that is none. Every hire counted
 * comes out in exactly one leaf. `nodes` is the whole tree, also of those that returned nothing.
 */
export function hiresByDeprivation(hires: readonly HiresInDecile[], nodes: readonly CountNode[]): CountTable {
  const counts = new Map<string, StatedCount>();
  for (const row of hires) {
    const categoryId = categoryOf(row);
    const cell = `${categoryId} ${row.organisationId}`;
    counts.set(cell, { nodeId: row.organisationId, categoryId, count: row.count + (counts.get(cell)?.count ?? 0) });
  }
  return { nodes, categories: CATEGORIES, counts: [...counts.values()] };
}
