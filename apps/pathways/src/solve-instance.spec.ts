import { readAllocationInstance } from '#lib/exchange';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { solveInstance, type SolvedInstance } from './solve-instance.js';

interface Written {
  readonly candidates: number;
  readonly capacities: readonly number[];
  readonly edges?: readonly (readonly [number, number, number])[];
  readonly objective?: 'max' | 'min';
  readonly placeMostFirst?: boolean;
  readonly mode?: 'optimal' | 'stable';
  readonly preferences?: { readonly candidates: readonly (readonly number[])[]; readonly opportunities: readonly (readonly number[])[] };
}

async function solve(instance: Written): Promise<SolvedInstance> {
  async function* bytes(): AsyncGenerator<Uint8Array> {
    yield Buffer.from(JSON.stringify(instance));
  }
  return solveInstance(await readAllocationInstance(bytes()));
}

/** The best total, by trying every assignment: of those that place most, where that comes first. */
function best({ candidates, capacities, edges = [], objective, placeMostFirst }: Written): { total: number; placed: number } {
  const sign = objective === 'min' ? -1 : 1;
  const mostFirst = placeMostFirst ?? objective === 'min';
  const free = [...capacities];
  let found = { total: 0, placed: 0 };
  const isBetter = (total: number, placed: number): boolean => (mostFirst && placed !== found.placed ? placed > found.placed : total > found.total);
  const tryFrom = (candidate: number, total: number, placed: number): void => {
    if (candidate === candidates) {
      if (isBetter(total, placed)) found = { total, placed };
      return;
    }
    tryFrom(candidate + 1, total, placed);
    for (const [who, where, score] of edges) {
      if (who !== candidate || free[where] === 0) continue;
      free[where]! -= 1;
      tryFrom(candidate + 1, total + sign * score, placed + 1);
      free[where]! += 1;
    }
  };
  tryFrom(0, 0, 0);
  return { ...found, total: objective === 'min' ? 0 - found.total : found.total };
}

describe('solveInstance', () => {
  const edges = [[0, 0, 10], [0, 1, 1], [1, 0, 2]] as const;

  it('takes the best total, or as many people as can be first', async () => {
    const instance: Written = { candidates: 2, capacities: [1, 1], edges, objective: 'max' };
    expect(await solve(instance)).toEqual({ total: 10, placed: 1, assignment: Int32Array.of(0, -1), certificate: { holds: true, gap: 0 }, blockingPairs: null });
    expect(await solve({ ...instance, placeMostFirst: true })).toMatchObject({ total: 3, placed: 2, assignment: Int32Array.of(1, 0), certificate: { holds: true, gap: 0 } });
    expect(await solve({ ...instance, objective: 'min' })).toMatchObject({ total: 3, placed: 2 });
    expect(await solve({ ...instance, objective: 'min', placeMostFirst: false })).toMatchObject({ total: 0, placed: 0, certificate: { holds: true } });
  });

  it('answers where there is nothing to give', async () => {
    const nothing = { total: 0, placed: 0, certificate: { holds: true, gap: 0 } };
    expect(await solve({ candidates: 2, capacities: [1], edges: [], objective: 'max' })).toMatchObject(nothing);
    expect(await solve({ candidates: 2, capacities: [0, 0], edges, objective: 'min' })).toMatchObject(nothing);
    expect(await solve({ candidates: 0, capacities: [], edges: [], objective: 'max' })).toMatchObject({ ...nothing, assignment: new Int32Array(0) });
  });

  it('finds what trying every assignment finds', async () => {
    const worlds = fc.tuple(fc.integer({ min: 0, max: 5 }), fc.integer({ min: 1, max: 4 })).chain(([candidates, opportunities]) =>
      fc.record({
        candidates: fc.constant(candidates),
        capacities: fc.array(fc.integer({ min: 0, max: 2 }), { minLength: opportunities, maxLength: opportunities }),
        edges: candidates === 0 ? fc.constant([]) : fc.uniqueArray(fc.tuple(fc.nat(candidates - 1), fc.nat(opportunities - 1), fc.integer({ min: -20, max: 20 })), { selector: ([who, where]) => `${who} ${where}`, maxLength: 12 }),
        objective: fc.constantFrom('max' as const, 'min' as const),
        placeMostFirst: fc.boolean(),
      }),
    );
    await fc.assert(
      fc.asyncProperty(worlds, async (world) => {
        const { total, placed, certificate } = await solve(world);
        const expected = best(world);
        // With the total alone several numbers of people may come to it.
        expect({ total, certificate, placed: world.placeMostFirst ? placed : null }).toEqual({ total: expected.total, certificate: { holds: true, gap: 0 }, placed: world.placeMostFirst ? expected.placed : null });
      }),
      { numRuns: 500 },
    );
  });

  /** Each has a place that costs nothing, and the next one's at a cost; one more person wants the first place. */
  const chainOf = (length: number, cost: number): Written => ({
    candidates: length + 1,
    capacities: Array.from({ length: length + 1 }, () => 1),
    edges: [[length, 0, 0], ...Array.from({ length }, (_, each) => [[each, each, 0], [each, each + 1, cost]] as const).flat()],
    objective: 'min',
  });

  it('places most people first with the sums that are exact, and says where these do not reach', async () => {
    const cost = 2_000_000_000;
    expect(await solve(chainOf(1000, cost))).toMatchObject({ total: 1000 * cost, placed: 1001, certificate: { holds: true, gap: 0 } });
    const wide = chainOf(3000, cost);
    await expect(solve(wide)).rejects.toMatchObject({ code: 'exchange/instance-wrong', details: [{ pointer: '/edges', detail: expect.stringContaining('beyond 9,007,199,254,740,991') }] });
    expect(await solve({ ...wide, placeMostFirst: false })).toMatchObject({ total: 0 });
    // One step instead of 3,000: the sums reach, though the numbers alone did not tell.
    expect(await solve({ ...wide, edges: [...wide.edges!, [3000, 3000, cost]] })).toMatchObject({ total: cost, placed: 3001, certificate: { holds: true } });
  });

  const preferences = { candidates: [[0, 1], [0]], opportunities: [[1, 0], [0]] };

  it('matches stably where both sides rank, with scores or without', async () => {
    const instance: Written = { candidates: 2, capacities: [1, 1], mode: 'stable', preferences };
    const stable = { placed: 2, assignment: Int32Array.of(1, 0), certificate: { holds: true, gap: 0 }, blockingPairs: 0 };
    expect(await solve(instance)).toEqual({ total: 0, ...stable });
    expect(await solve({ ...instance, edges, objective: 'min' })).toEqual({ total: 3, ...stable });
  });

  it('tells what the best total trades', async () => {
    expect(await solve({ candidates: 2, capacities: [1, 1], edges, objective: 'max', preferences })).toMatchObject({ total: 10, blockingPairs: 1 });
  });
});
