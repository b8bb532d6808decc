import { describe, expect, it } from '@jest/globals';
import { type CountTable, layOutCounts } from './count-table.js';

const TABLE: CountTable = {
  nodes: [{ id: 'b', parentId: 'city', level: 'place' }, { id: 'city', parentId: null, level: 'city' }, { id: 'a', parentId: 'city', level: 'place' }],
  categories: [{ id: 'total', parentId: null }, { id: 'known', parentId: 'total' }, { id: 'unknown', parentId: 'total' }],
  counts: [{ nodeId: 'a', categoryId: 'known', count: 3 }, { nodeId: 'b', categoryId: 'known', count: 4 }, { nodeId: 'b', categoryId: 'unknown', count: 5 }],
};

function problems(change: Partial<CountTable>): unknown {
  const reading = layOutCounts({ ...TABLE, ...change });
  return reading.ok ? [] : reading.problems.map(({ code, where }) => [code, where]);
}

describe('laying out a table of counts', () => {
  it('adds up every cell of both trees, in an order of its own', () => {
    const reading = layOutCounts(TABLE);
    if (!reading.ok) throw new Error('refused');
    expect(reading.grid.nodes.ids).toEqual(['city', 'a', 'b']);
    expect(reading.grid.categories.ids).toEqual(['total', 'known', 'unknown']);
    expect([...reading.grid.values]).toEqual([12, 7, 5, 3, 3, 0, 9, 4, 5]);
  });

  it('accepts a stated total that is the sum of its parts', () => {
    expect(problems({ counts: [...TABLE.counts, { nodeId: 'city', categoryId: 'known', count: 7 }] })).toEqual([]);
  });

  it.each<[string, Partial<CountTable>, unknown]>([
    ['a total that differs', { counts: [...TABLE.counts, { nodeId: 'city', categoryId: 'total', count: 11 }] }, [['sum-differs', 'city / total']]],
    ['a cell counted twice', { counts: [...TABLE.counts, { nodeId: 'a', categoryId: 'known', count: 3 }] }, [['counted-twice', 'a / known']]],
    ['a node not in the tree', { counts: [{ nodeId: 'x', categoryId: 'known', count: 3 }] }, [['unknown-cell', 'x / known']]],
    ['a category not in the tree', { counts: [{ nodeId: 'a', categoryId: 'x', count: 3 }] }, [['unknown-cell', 'a / x']]],
    ['half a person', { counts: [{ nodeId: 'a', categoryId: 'known', count: 0.5 }] }, [['not-a-count', 'a / known']]],
    ['fewer than nobody', { counts: [{ nodeId: 'a', categoryId: 'known', count: -1 }] }, [['not-a-count', 'a / known']]],
    ['two roots', { categories: [...TABLE.categories, { id: 'other', parentId: null }] }, [['not-one-root', '']]],
    ['no node', { nodes: [] }, [['not-one-root', '']]],
    ['an id twice', { nodes: [...TABLE.nodes, { id: 'a', parentId: 'b', level: 'place' }] }, [['duplicate-id', 'a']]],
    ['a parent that is missing', { nodes: [...TABLE.nodes, { id: 'c', parentId: 'x', level: 'place' }] }, [['unknown-parent', 'c'], ['not-in-tree', 'c']]],
    [
      'a ring',
      { nodes: [...TABLE.nodes, { id: 'c', parentId: 'd', level: 'place' }, { id: 'd', parentId: 'c', level: 'place' }] },
      [['not-in-tree', 'c'], ['not-in-tree', 'd']],
    ],
  ])('refuses %s', (_, change, expected) => expect(problems(change)).toEqual(expected));
});
