import type { OpportunityFacts } from '../matching/facts.js';
import type { Allocation, AllocationProblem } from './allocation-problem.js';
import { LiveAllocation } from './live-allocation.js';

/** At which site each group has its places. */
export interface ChosenSites {
  /** By group; -1: no place for any of them. */
  readonly siteOfGroup: readonly number[];
  /** Σ (score + bonus) of the best allocation with these sites. */
  readonly worth: number;
  /** The same with everybody free to go anywhere: no choice of sites is worth more. */
  readonly bound: number;
}

/**
 * 300 groups of three in a cohort of 5,000 take about 500. With too few pairs of others they took 14,000, of which the last
 * 9,000 brought 0.01 %.
 */
const MOST_TRIALS = 5000;

/**
 * The site of each opportunity, numbered from 0: those that are attended at one position have one. -1 for what is remote or
 * has no known position, of which nobody can say that it is where another is.
 */
export function sitesOf(opportunities: readonly Pick<OpportunityFacts, 'attendance' | 'position'>[]): Int32Array {
  const sites = new Map<string, number>();
  return Int32Array.from(opportunities, ({ attendance, position }) => {
    if (attendance === 'remote' || position === null) return -1;
    const key = `${position.east} ${position.north}`;
    sites.set(key, sites.get(key) ?? sites.size);
    return sites.get(key)!;
  });
}

/**
 * Chooses a site for each group of people who want the same: whoever of a group gets a place gets it there. Whether all
 * groups find room is bin packing, so the best choice is NP-hard (Garey and Johnson 1979), and this is a search round the
 * exact solver, proven best for one group only: it begins with nobody held and gives group after group the site that is
 * worth most for all together, the others held as they are, until no group would change or `mostTrials` have been made.
 * Once everybody is held each change is worth more than what was before. `bound` says how far from the best it may be.
 *
 * What a trial can be worth is known before it is made: the allocation without the group has prices, and at these no member
 * brings more than the best of their pairs at the site is worth beyond its price (weak duality). Sites that cannot beat the
 * best so far are not tried. The greatest prices that prove the allocation were tried for a closer bound: they spared one
 * trial of fifty, and cost more than that.
 *
 * @param problem with all pairs of everybody who is in a group, and of all others some dozens, the best at the prices: whom a
 *   group displaces has to be able to go somewhere. With only those of the last step of a search that began at known prices
 *   the sites chosen lost twice as much, and took four times as long to choose
 * @param allocation what `allocate` says of it
 * @param groups candidates of each; nobody is in two
 * @param siteOf by opportunity, -1: at none, and then for nobody in a group
 * @param mostTrials each group has its first turn in any case
 */
export function chooseSites(problem: AllocationProblem, allocation: Allocation, groups: readonly (readonly number[])[], siteOf: Int32Array, mostTrials = MOST_TRIALS): ChosenSites {
  const live = new LiveAllocation(problem, allocation);
  const worth = (): number => live.total + problem.bonus * live.placed;
  const bound = worth();
  const siteOfGroup: number[] = [];
  const rowsOfGroup = groups.map((group) => group.map((candidate) => rowBySite(problem, candidate, siteOf)));
  const hold = (group: number, site: number): number => {
    for (const [at, candidate] of groups[group]!.entries()) {
      const { opportunities, scores } = rowsOfGroup[group]![at]!.get(site) ?? NOTHING;
      live.changePairs(candidate, opportunities, scores);
    }
    return worth();
  };
  let trials = 0;
  let unchanged = 0;
  for (let turn = 0; unchanged < groups.length && (turn < groups.length || trials < mostTrials); turn += 1) {
    const group = turn % groups.length;
    const held = siteOfGroup[group];
    const before = worth();
    const without = hold(group, -1);
    // As long as nobody was held, what it was worth before is out of reach.
    let most = held === undefined ? without : before;
    let chosen = held ?? -1;
    for (const { site, gain } of promisingSites(rowsOfGroup[group]!, (opportunity) => live.priceOf(opportunity) - problem.bonus)) {
      if (without + gain <= most) break;
      const here = hold(group, site);
      trials += 1;
      if (here <= most) continue;
      most = here;
      chosen = site;
    }
    hold(group, chosen);
    siteOfGroup[group] = chosen;
    unchanged = chosen === held ? unchanged + 1 : 1;
  }
  return { siteOfGroup, worth: worth(), bound };
}

interface Row {
  readonly opportunities: number[];
  readonly scores: number[];
}

const NOTHING: Row = { opportunities: [], scores: [] };

/** The pairs of a candidate at each site. */
function rowBySite({ starts, opportunities, scores }: AllocationProblem, candidate: number, siteOf: Int32Array): Map<number, Row> {
  const rows = new Map<number, Row>();
  for (let pair = starts[candidate]!; pair < starts[candidate + 1]!; pair += 1) {
    const site = siteOf[opportunities[pair]!]!;
    if (site < 0) continue;
    const row = rows.get(site) ?? { opportunities: [], scores: [] };
    row.opportunities.push(opportunities[pair]!);
    row.scores.push(scores[pair]!);
    rows.set(site, row);
  }
  return rows;
}

/** Sites at which a group has pairs, with the most that it can bring there, the most promising first. */
function promisingSites(rows: readonly Map<number, Row>[], costOf: (opportunity: number) => number): { site: number; gain: number }[] {
  const gains = new Map<number, number>();
  for (const row of rows) {
    for (const [site, { opportunities, scores }] of row) {
      const gain = opportunities.reduce((most, opportunity, at) => Math.max(most, scores[at]! - costOf(opportunity)), 0);
      gains.set(site, (gains.get(site) ?? 0) + gain);
    }
  }
  return Array.from(gains, ([site, gain]) => ({ site, gain })).toSorted((a, b) => b.gain - a.gain || a.site - b.site);
}
