import type { CountTable } from '../disclosure/count-table.js';
import { discloseCounts, type PublishedTable } from '../disclosure/disclose-counts.js';
import type { PublishedCount } from '../disclosure/published-count.js';

/** People of a fair who came equally far. */
export interface FairGroup {
  readonly hasCome: boolean;
  readonly hasSpoken: boolean;
  readonly isReferred: boolean;
  readonly isOffered: boolean;
  readonly isStarted: boolean;
  readonly isHired: boolean;
  readonly people: number;
}

/** What is counted, each among those of the one before, in the two orders in which people go: to the stands, and to work. */
export const FAIR_FIGURES = ['registered', 'came', 'spoke', 'referred', 'offered', 'started', 'hired'] as const;

type FairFigure = (typeof FAIR_FIGURES)[number];

/** A count as it may be published. */
export interface FairFigureRow {
  readonly figure: FairFigure;
  readonly count: PublishedCount;
}

type Chain = readonly (readonly [FairFigure, (group: FairGroup) => boolean])[];

const TO_THE_STANDS: Chain = [['registered', () => true], ['came', ({ hasCome }) => hasCome], ['spoke', ({ hasSpoken }) => hasSpoken]];
const TO_WORK: Chain = [
  ['registered', () => true],
  ['referred', ({ isReferred }) => isReferred],
  ['offered', ({ isOffered }) => isOffered],
  ['started', ({ isStarted }) => isStarted],
  ['hired', ({ isHired }) => isHired],
];

/**
 * The figures of a fair through the one door for counts about people. Each chain is one table, in which whoever does not
 * go on is a class too: two published counts cannot be subtracted to find a small one. What both have in common is shown
 * only where neither hides it.
 */
export function fairFigures(groups: readonly FairGroup[]): readonly FairFigureRow[] {
  const [stands, work] = [published(TO_THE_STANDS, groups), published(TO_WORK, groups)];
  const hidden = [stands, work].map((table) => table.get('registered')!).find(({ kind }) => kind === 'hidden');
  return FAIR_FIGURES.map((figure) => ({ figure, count: (figure === 'registered' ? hidden : undefined) ?? stands.get(figure) ?? work.get(figure)! }));
}

const FAIR = 'fair';

function published(chain: Chain, groups: readonly FairGroup[]): ReadonlyMap<string, PublishedCount> {
  const last = chain.length - 1;
  // 'came' is a part of 'registered', and so is 'not-came': the facts are counted in the last and in those who stop before.
  const categories = chain.flatMap(([figure], index) => {
    const parentId = index === 0 ? null : chain[index - 1]![0];
    return index === 0 ? [{ id: figure, parentId }] : [{ id: figure, parentId }, { id: `not-${figure}`, parentId }];
  });
  const counts = new Map<string, number>();
  for (const group of groups) {
    const stopsAt = chain.findIndex(([, isIn]) => !isIn(group));
    const leaf = stopsAt === -1 ? chain[last]![0] : `not-${chain[stopsAt]![0]}`;
    counts.set(leaf, (counts.get(leaf) ?? 0) + group.people);
  }
  const table: CountTable = { nodes: [{ id: FAIR, parentId: null, level: 'organisation' }], categories, counts: [...counts].map(([categoryId, count]) => ({ nodeId: FAIR, categoryId, count })) };
  return new Map(tableOf(table).rows.flatMap(({ cells }) => cells.map(({ categoryId, count }) => [categoryId, count] as const)));
}

/** The tables of this file are right by construction. */
function tableOf(table: CountTable): PublishedTable {
  const disclosure = discloseCounts(table) as { readonly ok: true; readonly table: PublishedTable };
  return disclosure.table;
}
