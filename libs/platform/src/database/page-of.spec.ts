import { describe, expect, it } from '@jest/globals';
import { pageOf } from './page-of.js';

describe('a page', () => {
  it.each([
    [[], 2, [], null],
    [['a'], 2, ['a'], null],
    [['a', 'b'], 2, ['a', 'b'], null],
    [['a', 'b', 'c'], 2, ['a', 'b'], 'after b'],
    [['a'], 0, [], null],
  ])('of %j, %i at a time, is %j and goes on at %s', (rows, limit, page, next) => {
    expect(pageOf(rows, limit, (last) => `after ${last}`)).toEqual({ page, next });
  });

  it('followed to the end has every row once', () => {
    const all = Array.from({ length: 23 }, (_, index) => String(index).padStart(2, '0'));
    const seen: string[] = [];
    for (let after: string | null = ''; after !== null; ) {
      const from: string = after;
      const { page, next }: { page: string[]; next: string | null } = pageOf(all.filter((row) => row > from).slice(0, 6), 5, (last) => last);
      seen.push(...page);
      after = next;
    }
    expect(seen).toEqual(all);
  });
});
