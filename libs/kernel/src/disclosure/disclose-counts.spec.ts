import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { intruder } from './audit.oracle.js';
import type { CountTable } from './count-table.js';
import { discloseCounts, type PublishedTable } from './disclose-counts.js';
import { type DisclosureRule, publishedText, STANDARD_DISCLOSURE_RULE } from './published-count.js';

const STANDARD = STANDARD_DISCLOSURE_RULE;

/** City, then Places, then organisations 'P1/a' under the Place they are named after. */
function nodesFor(organisations: readonly string[]): CountTable['nodes'] {
  const places = [...new Set(organisations.map((name) => name.split('/')[0]!))];
  return [
    { id: 'City', parentId: null, level: 'city' },
    ...places.map((id) => ({ id, parentId: 'City', level: 'place' })),
    ...organisations.map((id) => ({ id, parentId: id.split('/')[0]!, level: 'organisation' })),
  ];
}

const CATEGORIES = [
  { id: 'total', parentId: null },
  { id: 'q1', parentId: 'total' },
  { id: 'd1', parentId: 'q1' },
  { id: 'd2', parentId: 'q1' },
  { id: 'unknown', parentId: 'total' },
];

/** Rows of counts of d1, d2 and unknown by organisation. */
function tableOf(counts: Readonly<Record<string, readonly [number, number, number]>>): CountTable {
  const leaves = ['d1', 'd2', 'unknown'];
  return {
    nodes: nodesFor(Object.keys(counts)),
    categories: CATEGORIES,
    counts: Object.entries(counts).flatMap(([nodeId, row]) => row.map((count, i) => ({ nodeId, categoryId: leaves[i]!, count }))),
  };
}

function publish(table: CountTable, rule?: DisclosureRule): PublishedTable {
  const disclosure = discloseCounts(table, rule);
  if (!disclosure.ok) throw new Error(disclosure.problems.map((problem) => problem.sentence).join(' '));
  return disclosure.table;
}

function texts(published: PublishedTable): Record<string, string> {
  return Object.fromEntries(published.rows.map((row) => [row.nodeId, row.cells.map((cell) => publishedText(cell.count)).join(' ')]));
}

/** The true count of every cell, added up the slow way. */
function trueCounts(table: CountTable): Map<string, number> {
  const isUnder = (members: readonly { id: string; parentId: string | null }[], id: string, above: string): boolean => {
    const parentId = members.find((member) => member.id === id)!.parentId;
    return id === above || (parentId !== null && isUnder(members, parentId, above));
  };
  const counts = new Map<string, number>();
  for (const node of table.nodes) {
    for (const category of table.categories) {
      const within = table.counts.filter((entry) => isUnder(table.nodes, entry.nodeId, node.id) && isUnder(table.categories, entry.categoryId, category.id));
      counts.set(`${node.id} / ${category.id}`, within.reduce((sum, entry) => sum + entry.count, 0));
    }
  }
  return counts;
}

/** Published as a first attempt would be: small counts hidden, the rest rounded, nothing hidden to protect them. */
function publishNaively(table: CountTable): PublishedTable {
  return publish(table, { ...STANDARD, possibleValues: 1 });
}

describe('counts about people, published', () => {
  it('shows 0, hides 1 to 7, rounds the rest and shows the city exactly', () => {
    const published = publishNaively(tableOf({ 'P1/a': [0, 31, 12], 'P1/b': [40, 63, 7], 'P2/c': [22, 17, 8] }));
    expect(texts(published)).toEqual({
      City: '200 173 62 111 27',
      P1: '155 135 40 95 20',
      P2: '45 40 20 15 10',
      'P1/a': '45 30 0 30 10',
      'P1/b': '110 105 40 65 *',
      'P2/c': '45 40 20 15 10',
    });
  });

  it('says under the table what is hidden and that parts need not add', () => {
    expect(publish(tableOf({ 'P1/a': [3, 31, 12] })).notes).toHaveLength(2);
    expect(publish(tableOf({ 'P1/a': [0, 0, 0] })).notes).toEqual([]);
  });

  it('gives percentages of the published total of the node, hidden where either is', () => {
    const { rows } = publish(tableOf({ 'P1/a': [3, 47, 0], 'P1/b': [0, 0, 0], 'P1/c': [41, 60, 99], 'P1/d': [2, 1, 0] }));
    const percentages = (nodeId: string): string[] => rows.find((row) => row.nodeId === nodeId)!.cells.map((cell) => publishedText(cell.percentage));
    expect(percentages('P1/a')).toEqual(['100%', '100%', '*', '90%', '0%']);
    expect(percentages('P1/b')).toEqual(['n/a', 'n/a', 'n/a', 'n/a', 'n/a']);
    expect(percentages('P1/c')).toEqual(['100%', '50%', '20%', '30%', '50%']);
    expect(percentages('P1/d')).toEqual(['*', '*', '*', '*', '*']);
  });

  it('hides a second cell where the sums would give the first away', () => {
    // The city is exact: without a second hidden cell its d1 is 60 - 57.
    const table = tableOf({ 'P1/a': [3, 57, 200] });
    expect(texts(publishNaively(table))['City']).toBe('260 60 * 57 200');
    expect(texts(publish(table))['City']).toBe('260 60 * * 200');
  });

  it('follows a count through both trees', () => {
    // P2 has only c, so what is hidden of c must be hidden of P2 as well, at every level.
    const published = publish(tableOf({ 'P1/a': [40, 40, 40], 'P2/c': [2, 30, 30] }));
    const d1 = published.rows.map((row) => [row.nodeId, publishedText(row.cells[2]!.count)]);
    expect(Object.fromEntries(d1)).toMatchObject({ P2: '*', 'P2/c': '*' });
  });

  it('does not let the word small give others away', () => {
    // Seven organisations with one each: "1 to 7" said of the Place and of each would make all of them 1.
    const counts = Object.fromEntries(['a', 'b', 'c', 'd', 'e', 'f', 'g'].map((name) => [`P1/${name}`, [1, 0, 0] as const]));
    const published = publish(tableOf({ ...counts, 'P2/z': [50, 0, 0] }));
    const place = published.rows.find((row) => row.nodeId === 'P1')!;
    expect(place.cells[2]!.count).toEqual({ kind: 'hidden', why: 'complementary' });
  });

  it('refuses a table it cannot trust, with all that is wrong', () => {
    const table = tableOf({ 'P1/a': [1, 2, 3] });
    const disclosure = discloseCounts({ ...table, counts: [...table.counts, { nodeId: 'P1', categoryId: 'total', count: 7 }, { nodeId: 'P9', categoryId: 'd1', count: 1 }] });
    expect(disclosure).toMatchObject({ ok: false, problems: [{ code: 'unknown-cell', where: 'P9 / d1' }, { code: 'sum-differs', where: 'P1 / total' }] });
  });
});

const smallOrNot = fc.oneof(fc.nat(7), fc.nat(25), fc.constant(0));
const row = fc.tuple(smallOrNot, smallOrNot, smallOrNot);
const smallTable = fc
  .array(fc.tuple(fc.constantFrom('P1', 'P2'), row), { minLength: 1, maxLength: 4 })
  .map((rows) => tableOf(Object.fromEntries(rows.map(([place, counts], i) => [`${place}/${i}`, counts]))));
const rules: fc.Arbitrary<DisclosureRule> = fc
  .tuple(fc.constantFrom<readonly string[]>([], ['city'], ['city', 'place', 'organisation']), fc.integer({ min: 2, max: 6 }))
  .map(([exactLevels, possibleValues]) => ({ ...STANDARD, exactLevels, possibleValues }));

describe('an intruder with the published table', () => {
  it('cannot rule out the truth, nor narrow a hidden count below what is required', () => {
    fc.assert(
      fc.property(smallTable, rules, (table, rule) => {
        const published = publish(table, rule);
        const truth = trueCounts(table);
        const attack = intruder(table, published, rule);
        for (const { nodeId, cells } of published.rows) {
          for (const { categoryId, count } of cells) {
            const actual = truth.get(`${nodeId} / ${categoryId}`)!;
            const isSmall = actual >= 1 && actual <= 7;
            expect([nodeId, categoryId, count.kind === 'hidden']).toEqual([nodeId, categoryId, isSmall || (actual > 0 && count.kind === 'hidden')]);
            const possible = count.kind === 'hidden' ? attack.possible(nodeId, categoryId, actual + 8) : [actual];
            expect(possible).toContain(actual);
            expect(possible.length).toBeGreaterThanOrEqual(count.kind !== 'hidden' ? 1 : isSmall ? rule.possibleValues : 2);
          }
        }
      }),
      { numRuns: 150 },
    );
  });

  it('finds, for each cell, what trying every table finds', () => {
    const narrow = { ...STANDARD, exactLevels: ['city', 'place'] };
    fc.assert(
      fc.property(fc.tuple(fc.nat(12), fc.nat(12), fc.nat(12), fc.nat(12)), ([a1, a2, b1, b2]) => {
        const table: CountTable = {
          nodes: [{ id: 'C', parentId: null, level: 'place' }, { id: 'a', parentId: 'C', level: 'organisation' }, { id: 'b', parentId: 'C', level: 'organisation' }],
          categories: [{ id: 't', parentId: null }, { id: '1', parentId: 't' }, { id: '2', parentId: 't' }],
          counts: [['a', '1', a1], ['a', '2', a2], ['b', '1', b1], ['b', '2', b2]].map(([nodeId, categoryId, count]) => ({ nodeId: String(nodeId), categoryId: String(categoryId), count: Number(count) })),
        };
        const naive = publish(table, { ...narrow, possibleValues: 1 });
        const allowed = new Map(naive.rows.flatMap(({ nodeId, cells }) => cells.map(({ categoryId, count }) => [`${nodeId}${categoryId}`, count] as const)));
        const fits = (cell: string, n: number): boolean => {
          const count = allowed.get(cell)!;
          if (count.kind === 'hidden') return n >= 1 && n <= 7;
          return count.kind === 'count' ? n === count.value : n > 7 && Math.round(n / 5) * 5 === count.value;
        };
        const seen = new Set<number>();
        for (let w = 0; w <= 14; w += 1) for (let x = 0; x <= 14; x += 1) for (let y = 0; y <= 14; y += 1) for (let z = 0; z <= 14; z += 1) {
          const sums = { a1: w, a2: x, b1: y, b2: z, at: w + x, bt: y + z, C1: w + y, C2: x + z, Ct: w + x + y + z };
          if (Object.entries(sums).every(([cell, n]) => fits(cell, n))) seen.add(w);
        }
        expect(intruder(table, naive, narrow).possible('a', '1', 14)).toEqual([...seen].toSorted((m, n) => m - n));
      }),
      { numRuns: 15 },
    );
  });

  it('breaks a table in which only the small counts are hidden', () => {
    const table = tableOf({ 'P1/a': [3, 57, 200], 'P1/b': [0, 40, 41] });
    expect(intruder(table, publishNaively(table), STANDARD).bounds().get('City / d1')).toEqual([3, 3]);
    expect(intruder(table, publish(table), STANDARD).possible('City', 'd1', 20).length).toBeGreaterThanOrEqual(5);
  });
});

const sortedCells = (published: PublishedTable): string[] =>
  published.rows.flatMap(({ nodeId, cells }) => cells.map((cell) => JSON.stringify([nodeId, cell]))).toSorted();

describe('the order of the input', () => {
  it('changes nothing but the order of the answer', () => {
    fc.assert(
      fc.property(smallTable, fc.integer(), (table, seed) => {
        const mix = <T>(items: readonly T[]): T[] => items.map((item, i) => [Math.imul(seed ^ (i + 1), 0x9e3779b1) >>> 0, item] as const).toSorted(([a], [b]) => a - b).map(([, item]) => item);
        const mixed = { nodes: mix(table.nodes), categories: mix(table.categories), counts: mix(table.counts) };
        expect(sortedCells(publish(mixed))).toEqual(sortedCells(publish(table)));
      }),
    );
  });
});

const numbers = (count: number): number[] => Array.from({ length: count }, (_, i) => i);

/** A city of 5 boards, 33 Places and 60 organisations, hires spread unevenly by a fixed sequence of numbers. */
function londonLike(hires: number): CountTable {
  let state = 7;
  const draw = (below: number): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
  const organisations = numbers(60).map((i) => ({ id: `organisation ${i}`, parentId: `place ${i < 33 ? i : draw(33)}`, level: 'organisation' }));
  const nodes = [
    { id: 'London', parentId: null, level: 'city' },
    ...numbers(5).map((i) => ({ id: `board ${i}`, parentId: 'London', level: 'ics' })),
    ...numbers(33).map((i) => ({ id: `place ${i}`, parentId: `board ${i % 5}`, level: 'place' })),
    ...organisations,
  ];
  const deciles = numbers(10).map((i) => ({ id: `decile ${i + 1}`, parentId: `quintile ${Math.floor(i / 2) + 1}` }));
  const others = ['unknown', 'outside England', 'no decile'].map((id) => ({ id, parentId: 'total' }));
  const categories = [{ id: 'total', parentId: null }, ...numbers(5).map((i) => ({ id: `quintile ${i + 1}`, parentId: 'total' })), ...deciles, ...others];
  const leaves = [...deciles, ...others];
  const counts = new Map<string, { nodeId: string; categoryId: string; count: number }>();
  for (let i = 0; i < hires; i += 1) {
    const nodeId = organisations[Math.floor(draw(60) * (draw(100) / 100))]!.id;
    const categoryId = leaves[Math.floor(draw(13) * (draw(100) / 100))]!.id;
    const entry = counts.get(nodeId + categoryId) ?? { nodeId, categoryId, count: 0 };
    counts.set(nodeId + categoryId, { ...entry, count: entry.count + 1 });
  }
  return { nodes, categories, counts: [...counts.values()] };
}

describe('a whole city', () => {
  it.each([
    [300, 0.5],
    [3000, 0.85],
    [20000, 0.95],
  ])('of %i hires keeps every small count unknown within five values and shows %d of the rest', (hires, leastShown) => {
    const table = londonLike(hires);
    const published = publish(table);
    const truth = trueCounts(table);
    const known = intruder(table, published, STANDARD).bounds();
    const naive = intruder(table, publishNaively(table), STANDARD).bounds();
    let broken = 0;
    for (const [cell, count] of truth) {
      if (count < 1 || count > 7) continue;
      const [low, high] = known.get(cell)!;
      expect(high - low + 1).toBeGreaterThanOrEqual(5);
      const [naiveLow, naiveHigh] = naive.get(cell)!;
      if (naiveHigh - naiveLow + 1 < 5) broken += 1;
    }
    expect(broken).toBeGreaterThan(0);
    const large = published.rows.flatMap(({ nodeId, cells }) => cells.filter(({ categoryId }) => truth.get(`${nodeId} / ${categoryId}`)! > 7));
    expect(large.filter(({ count }) => count.kind !== 'hidden').length / large.length).toBeGreaterThan(leastShown);
  });
});
