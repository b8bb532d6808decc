import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { readAllocationInstance } from '#lib/exchange';
import { describe, expect, it } from '@jest/globals';
import { solveInstance, type SolvedInstance } from '../../apps/pathways/src/solve-instance.js';

/** Open data of several publishers, kept outside this repository. */
const folder = join(process.env['PATHWAYS_OPEN_DATA'] ?? fileURLToPath(new URL('../../../shared/data', import.meta.url)), 'matching');

interface Assignment {
  readonly name: string;
  readonly n: number;
  readonly optimum: number;
  readonly cost: readonly (readonly number[])[];
}

interface Generalised {
  readonly name: string;
  readonly capacity: readonly number[];
  readonly cost: readonly (readonly number[])[];
  readonly load: readonly (readonly number[])[];
  /** The least and the greatest total, between bounds that are equal where it was proved. */
  readonly best_min: { readonly lower: number; readonly upper: number };
  readonly best_max: { readonly lower: number; readonly upper: number };
}

interface Residency {
  readonly applicants: Readonly<Record<string, readonly string[]>>;
  readonly programmes: Readonly<Record<string, { readonly places: number; readonly preference: readonly string[] }>>;
  readonly stable_matching: Readonly<Record<string, string | null>>;
  readonly unmatched: number;
  readonly open_places: number;
}

interface Flow {
  readonly nodes: number;
  readonly supply: Readonly<Record<string, number>>;
  readonly arcs: readonly { readonly frm: number; readonly to: number; readonly low: number; readonly cap: number; readonly cost: number }[];
  readonly optimum: number;
}

function contentOf(name: string): unknown {
  const bytes = readFileSync(join(folder, name));
  return JSON.parse((name.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8')) as unknown;
}

/** Solves as the command does: from the bytes of the file. */
async function solve(instance: object): Promise<SolvedInstance> {
  async function* bytes(): AsyncGenerator<Uint8Array> {
    yield Buffer.from(JSON.stringify(instance));
  }
  const solved = solveInstance(await readAllocationInstance(bytes()));
  expect(solved.certificate).toEqual({ holds: true, gap: 0 });
  return solved;
}

if (!existsSync(folder)) {
  it('is not run without the open data', () => {
    process.stderr.write('\n*** NO OPEN DATA: published optima were not reached for. Set PATHWAYS_OPEN_DATA to the folder that holds matching/. ***\n\n');
    expect(existsSync(folder)).toBe(false);
  });
} else {
  describe('assignment at the least cost', () => {
    const instances = contentOf('assignment_min_cost_shared.json.gz') as Assignment[];

    it('is there in four instances', () => {
      expect(instances.map(({ name, optimum }) => [name, optimum])).toEqual([['assign100', 769], ['assign300', 15_537], ['assign500', 991], ['assign600', 1176]]);
    });

    it.each(instances)('$name comes to $optimum', async ({ n, cost, optimum }) => {
      const edges = cost.flatMap((row, candidate) => row.map((score, opportunity) => [candidate, opportunity, score]));
      const { total, placed, assignment } = await solve({ candidates: n, capacities: cost.map(() => 1), edges, objective: 'min', mode: 'optimal' });
      expect({ total, placed }).toEqual({ total: optimum, placed: n });
      expect(new Set(assignment).size).toBe(n);
      expect(assignment.reduce((sum, opportunity, candidate) => sum + cost[candidate]![opportunity]!, 0)).toBe(optimum);
    });
  });

  /**
   * A generalised assignment fits where every job takes up as much of an agent as every other, and in none of these does
   * it: with different loads it is NP-hard. What fits is what bounds it: with every load of an agent as small as its
   * smallest, the least total can only fall and the greatest only rise. (As large as its largest, the jobs find no room.)
   */
  describe('generalised assignment', () => {
    const instances = contentOf('generalised_assignment_shared.json.gz') as Generalised[];

    it('does not fit in any instance', () => {
      expect(instances.length).toBe(47);
      expect(instances.filter(({ load }) => load.every((row) => new Set(row).size === 1))).toEqual([]);
    });

    it.each(instances)('$name lies within the bounds of what fits', async ({ capacity, cost, load, best_min: least, best_max: greatest }) => {
      const jobs = cost[0]!.length;
      const edges = cost.flatMap((row, agent) => row.map((score, job) => [job, agent, score]));
      const relaxed = { candidates: jobs, capacities: capacity.map((most, agent) => Math.floor(most / Math.min(...load[agent]!))), edges, placeMostFirst: true };
      const below = await solve({ ...relaxed, objective: 'min' });
      const above = await solve({ ...relaxed, objective: 'max' });
      expect([below.placed, above.placed]).toEqual([jobs, jobs]);
      expect(below.total).toBeLessThanOrEqual(least.upper);
      expect(above.total).toBeGreaterThanOrEqual(greatest.lower);
    });
  });

  /**
   * Any flow of least cost in whole numbers fits (Wagner 1959). Each unit that an arc could carry is a candidate, who goes
   * to the arc's head at its cost, or stays at its tail for nothing. A node has as many places as its arcs could carry away,
   * less what it supplies itself. With everybody placed, what stays and what comes in is what a node must keep.
   */
  it('the flow of the DIMACS sample comes to its optimum', async () => {
    const { nodes, supply, arcs, optimum } = contentOf('min_cost_flow_dimacs_sample.json') as Flow;
    expect(arcs.every(({ low }) => low === 0)).toBe(true);
    const units = arcs.flatMap((arc) => Array.from({ length: arc.cap }, () => arc));
    const capacities = Array.from({ length: nodes }, (_, node) => arcs.filter(({ frm }) => frm === node + 1).reduce((sum, { cap }) => sum + cap, 0) - (supply[String(node + 1)] ?? 0));
    const edges = units.flatMap(({ frm, to, cost }, unit) => [[unit, frm - 1, 0], [unit, to - 1, cost]]);
    const { total, placed } = await solve({ candidates: units.length, capacities, edges, objective: 'min', mode: 'optimal' });
    expect({ total, placed }).toEqual({ total: optimum, placed: capacities.reduce((sum, places) => sum + places, 0) });
  });

  describe('stable matching', () => {
    it.each([['many_to_one_stable_small.json', 1, 1], ['many_to_one_stable_4000.json.gz', 334, 39]])('%s has one, with %i unmatched and %i places open', async (file, unmatched, openPlaces) => {
      const residency = contentOf(file) as Residency;
      expect(residency).toMatchObject({ unmatched, open_places: openPlaces });
      const people = Object.keys(residency.applicants);
      const codes = Object.keys(residency.programmes);
      const programmes = Object.values(residency.programmes);
      const personNumber = new Map(people.map((person, number) => [person, number]));
      const codeNumber = new Map(codes.map((code, number) => [code, number]));
      const preferences = {
        candidates: Object.values(residency.applicants).map((choices) => choices.map((code) => codeNumber.get(code))),
        opportunities: programmes.map(({ preference }) => preference.map((person) => personNumber.get(person))),
      };
      const { placed, assignment, blockingPairs } = await solve({ candidates: people.length, capacities: programmes.map(({ places }) => places), mode: 'stable', preferences });
      expect(Object.fromEntries(people.map((person, number) => [person, codes[assignment[number]!] ?? null]))).toEqual(residency.stable_matching);
      expect({ unmatched: people.length - placed, open: programmes.reduce((sum, { places }) => sum + places, 0) - placed, blockingPairs }).toEqual({ unmatched, open: openPlaces, blockingPairs: 0 });
    });
  });
}
