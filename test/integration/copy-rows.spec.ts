import { copyRows, type CopyValue } from '#lib/platform';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { openTestDatabase, type TestDatabase } from '../support/database.js';

let database: TestDatabase;
beforeAll(async () => {
  database = await openTestDatabase();
  await database.dataSource.query('CREATE TABLE public.copied (position integer, words text, number double precision, is_true boolean, list text[], detail jsonb)');
});
afterAll(() => database.close());

/** Copies rows in a transaction and gives back what PostgreSQL then has, in order. */
async function copied(columns: readonly string[], rows: Iterable<readonly CopyValue[]> | AsyncIterable<readonly CopyValue[]>): Promise<{ count: number; kept: Record<string, unknown>[] }> {
  return database.dataSource.transaction(async (manager) => {
    await manager.query('TRUNCATE public.copied');
    const count = await copyRows(manager, 'public.copied', ['position', ...columns], rows);
    return { count, kept: await manager.query<Record<string, unknown>[]>(`SELECT ${columns.join(', ')} FROM public.copied ORDER BY position`) };
  });
}

/** Texts with what COPY gives a meaning to, and with letters of every plane. */
const anyText = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string({ unit: fc.constantFrom('\\', 'N', '\t', '\n', '\r', '\0', '.', ',', '"', "'", 'a', ' ', '\u{1f600}', '\u2028', '\u0085', '\b', '\v', '\f') }),
  fc.constantFrom('', '\\N', '\\.', 'NULL', '\\\\N', '\\x41', '\\101', 'a\\', '\r\n'),
);

describe('copyRows', () => {
  it('keeps any text as it is, but for the sign that PostgreSQL cannot hold', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(anyText, { minLength: 1, maxLength: 50 }), async (texts) => {
        const { count, kept } = await copied(['words'], texts.map((text, position) => [position, text]));
        expect(count).toBe(texts.length);
        expect(kept.map(({ words }) => words)).toEqual(texts.map((text) => text.replaceAll('\0', '')));
      }),
      { numRuns: 100 },
    );
  });

  it('tells null from every text', async () => {
    const { kept } = await copied(['words'], [[0, null], [1, ''], [2, '\\N'], [3, 'null']]);
    expect(kept.map(({ words }) => words)).toEqual([null, '', '\\N', 'null']);
  });

  it('keeps numbers and yes or no exactly', async () => {
    const numbers = [0, -1, 1.5, 0.1, 1e-7, 1e21, Number.MAX_SAFE_INTEGER, -Number.MAX_VALUE, Number.MIN_VALUE];
    const { kept } = await copied(['number', 'is_true'], numbers.map((number, position) => [position, number, position % 2 === 0]));
    expect(kept).toEqual(numbers.map((number, position) => ({ number, is_true: position % 2 === 0 })));
  });

  it('reads lists and JSON as PostgreSQL writes them', async () => {
    const { kept } = await copied(['list', 'detail'], [[0, '{a,"b c","d\\"e"}', JSON.stringify({ text: 'tab\tnew\nline "quote" \\' })]]);
    expect(kept).toEqual([{ list: ['a', 'b c', 'd"e'], detail: { text: 'tab\tnew\nline "quote" \\' } }]);
  });

  it('copies no row at all, and far more rows than fit one chunk, from a stream', async () => {
    expect(await copied(['words'], [])).toEqual({ count: 0, kept: [] });
    async function* many(): AsyncGenerator<CopyValue[]> {
      for (let position = 0; position < 20_000; position += 1) yield [position, `row ${position} \t of many`];
    }
    const { count, kept } = await copied(['words'], many());
    expect(count).toBe(20_000);
    expect(kept.at(-1)).toEqual({ words: 'row 19999 \t of many' });
  });

  it('is part of the transaction: rolled back with it', async () => {
    await copied(['words'], [[0, 'kept']]);
    const broken = database.dataSource.transaction(async (manager) => {
      await copyRows(manager, 'public.copied', ['position', 'words'], [[1, 'gone']]);
      throw new Error('changed my mind');
    });
    await expect(broken).rejects.toThrow('changed my mind');
    expect(await database.dataSource.query('SELECT words FROM public.copied')).toEqual([{ words: 'kept' }]);
  });

  it('fails as a whole on a row that does not fit, and leaves the connection usable', async () => {
    await expect(copied(['is_true'], [[0, true], [1, 'perhaps']])).rejects.toThrow(/boolean/);
    expect((await copied(['words'], [[0, 'after']])).kept).toEqual([{ words: 'after' }]);
  });

  it('fails as a whole when the rows themselves break off, and leaves the connection usable', async () => {
    async function* brokenOff(): AsyncGenerator<CopyValue[]> {
      yield [0, 'one'];
      throw new Error('the file is cut off');
    }
    await expect(copied(['words'], brokenOff())).rejects.toThrow('the file is cut off');
    expect((await copied(['words'], [[0, 'after']])).kept).toEqual([{ words: 'after' }]);
  });

  it('refuses to work outside a transaction', async () => {
    await expect(copyRows(database.dataSource.manager, 'public.copied', ['position'], [[1]])).rejects.toThrow('needs the manager of a transaction');
  });
});
