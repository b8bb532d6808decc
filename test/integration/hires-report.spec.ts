import { hiresReportCsv, hiresReportTable, HiresReportService, type HiresReport } from '#lib/equality';
import { GeographyImport } from '#lib/geography';
import { OrganisationsService } from '#lib/identity';
import type { ImdEdition, PublishedCount } from '#lib/kernel';
import { SystemClock } from '#lib/platform';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { INestApplicationContext } from '@nestjs/common';
import { seededDraws } from '../../libs/schema/src/demo/seeded-draws.js';
import { fixture } from '../fixtures/geography/made-files.js';
import { csvOf, rowsOfCsv } from '../support/csv-text.js';
import { openTestDatabase, type TestDatabase } from '../support/database.js';
import { FixedClock } from '../support/fixed-clock.js';
import { Partner } from '../support/sent-upload.js';
import { openServices } from '../support/services.js';
import { addTestTree } from '../support/test-tree.js';
import { OPERATOR } from '../support/operator.js';

const PERIOD = { from: '2026-04-01', to: '2026-04-30' };
const DURING = '2026-04-15';

/** Each postcode of the fixtures, and where its hires are counted in each edition. */
const CATEGORY_OF: Readonly<Record<string, Readonly<Record<ImdEdition, string>>>> = {
  'ZX1 1AA': { 2019: 'decile-1', 2025: 'decile-2' },
  'ZX1 1AB': { 2019: 'decile-4', 2025: 'decile-6' },
  'ZX1 1AD': { 2019: 'decile-5', 2025: 'decile-1' },
  'ZX2 1AA': { 2019: 'not-in-england', 2025: 'not-in-england' },
  'ZX2 1AE': { 2019: 'not-in-england', 2025: 'not-in-england' },
  'BFPO 12': { 2019: 'not-in-england', 2025: 'not-in-england' },
  'ZX2 1AB': { 2019: 'no-decile', 2025: 'no-decile' },
  'ZX7 7ZZ': { 2019: 'unknown', 2025: 'unknown' },
  'ZZ99 3VZ': { 2019: 'unknown', 2025: 'unknown' },
  'NOT GIVEN': { 2019: 'unknown', 2025: 'unknown' },
  '': { 2019: 'unknown', 2025: 'unknown' },
};

interface Hires {
  readonly organisation: string;
  readonly postcode: string;
  readonly count: number;
  readonly startedOn?: string;
}

let database: TestDatabase;
let services: INestApplicationContext;
let partner: Partner;
let reports: HiresReportService;
let references = 0;

beforeAll(async () => {
  database = await openTestDatabase();
  services = await openServices(database.url, { clock: new FixedClock('2026-06-01') });
  partner = new Partner(services);
  reports = services.get(HiresReportService, { strict: false });
});
afterAll(async () => {
  await services.close();
  await database.close();
});

/** Returns hires for a City, by a file as HR sends it. */
async function returnHires(city: string, hires: readonly Hires[]): Promise<void> {
  const rows = hires.flatMap(({ organisation, postcode, count, startedOn = DURING }) =>
    Array.from({ length: count }, () => ({ ORGANISATION: organisation, EMPLOYEE_REFERENCE: `E-${(references += 1)}`, START_DATE: startedOn, POSTCODE: postcode })),
  );
  expect(await partner.sendAndRead({ content: 'hires', organisation: city, file: csvOf(Object.keys(rows[0]!), rows) })).toMatchObject({ status: 'done', rowsAdded: rows.length, rowsRejected: 0 });
}

const report = (edition: ImdEdition = 2025, node?: string): Promise<HiresReport> => reports.report(OPERATOR, { ...PERIOD, edition, node });

/** The cells of a report by the code of the node and the category. */
function cellsOf({ nodes, rows }: HiresReport): Map<string, PublishedCount> {
  const codes = new Map(nodes.map(({ nodeId, code }) => [nodeId, code]));
  return new Map(rows.flatMap(({ nodeId, cells }) => cells.map(({ categoryId, count }) => [`${codes.get(nodeId)} ${categoryId}`, count] as const)));
}

const QUINTILE = (category: string): string | null => (category.startsWith('decile-') ? `quintile-${Math.ceil(Number(category.slice(7)) / 2)}` : null);

/** The true counts by node and category: what is stored, counted by SQL, added up here by hand. */
async function trueCounts(edition: ImdEdition): Promise<Map<string, number>> {
  const stored = await database.dataSource.query<{ chain: string[]; postcode: string; count: number }[]>(
    `WITH RECURSIVE above AS (
       SELECT organisation_id AS leaf, organisation_id, code FROM identity.organisations
       UNION ALL SELECT leaf, parent.organisation_id, parent.code FROM above JOIN identity.organisation_parents AS up USING (organisation_id) JOIN identity.organisations AS parent ON parent.organisation_id = up.parent_id)
     SELECT (SELECT array_agg(code) FROM above WHERE leaf = hire.organisation_id) AS chain, coalesce(hire.postcode, '') AS postcode, count(*)::int AS count
       FROM outcomes.hires AS hire WHERE started_on >= $1 AND started_on <= $2 GROUP BY hire.organisation_id, hire.postcode`,
    [PERIOD.from, PERIOD.to],
  );
  const counts = new Map<string, number>();
  for (const { chain, postcode, count } of stored) {
    const category = CATEGORY_OF[postcode]![edition];
    for (const code of chain) {
      for (const wider of ['total', category, QUINTILE(category)]) if (wider !== null) counts.set(`${code} ${wider}`, (counts.get(`${code} ${wider}`) ?? 0) + count);
    }
  }
  return counts;
}

describe('without organisations', () => {
  it('a report is empty and says of what', async () => {
    expect(await report()).toMatchObject({ ...PERIOD, edition: 2025, nodes: [], rows: [], asAt: '2026-06-01T12:00:00.000Z', notes: ['Deciles and fifths are those of England in the Index of Multiple Deprivation 2025; 1 is the most deprived.'] });
    await expect(report(2025, 'T-CITY')).rejects.toMatchObject({ code: 'identity/organisation-not-found' });
    expect(hiresReportTable(await report())).toMatchObject({ rows: [] });
  });
});

describe('without a directory', () => {
  beforeAll(() => addTestTree(database.dataSource));

  it('without hires, everything is nought, and nothing is hidden', async () => {
    const { rows, nodes } = await report();
    expect(nodes.map(({ code }) => code)).toEqual(['T-CITY', 'T-ICS-A', 'T-ICS-B', 'T-PLACE-A', 'T-PLACE-B', 'T-PLACE-C', 'T-BROKER', 'T-COLLEGE', 'T-GP', 'T-TRUST']);
    for (const cell of rows.flatMap(({ cells }) => cells)) expect(cell).toMatchObject({ count: { kind: 'count', value: 0 }, percentage: { kind: 'none' } });
  });

  it('every hire is there, with no decile', async () => {
    await returnHires('T-CITY', [{ organisation: 'T-TRUST', postcode: 'ZX1 1AA', count: 30 }]);
    const cells = cellsOf(await report());
    expect([cells.get('T-CITY total'), cells.get('T-CITY unknown')]).toEqual([{ kind: 'count', value: 30 }, { kind: 'count', value: 30 }]);
    await new GeographyImport(database.dataSource, new SystemClock()).run(['onspd-2023.csv', 'iod2019-file1.csv'].map(fixture));
    expect(cellsOf(await report(2025)).get('T-CITY no-decile')).toEqual({ kind: 'count', value: 30 });
    expect(cellsOf(await report(2019)).get('T-CITY decile-1')).toEqual({ kind: 'count', value: 30 });
  });
});

describe('with a directory and both editions', () => {
  beforeAll(() => new GeographyImport(database.dataSource, new SystemClock()).run([fixture('imd2025-short.csv')]));
  beforeEach(async () => {
    await database.dataSource.query('TRUNCATE outcomes.hires, exchange.uploads CASCADE');
    await database.dataSource.query(`DELETE FROM identity.organisation_parents USING identity.organisations WHERE organisations.organisation_id = organisation_parents.organisation_id AND code LIKE 'X-%'`);
    await database.dataSource.query(`DELETE FROM identity.organisations WHERE code LIKE 'X-%'`);
  });

  /** Hires of every organisation from every postcode, from so many to so many. */
  const everywhere = (from: number, to: number, organisations = ['T-TRUST', 'T-GP', 'T-COLLEGE', 'T-BROKER']): Hires[] => {
    const draws = seededDraws(from);
    return organisations.flatMap((organisation) => Object.keys(CATEGORY_OF).map((postcode) => ({ organisation, postcode, count: draws.between(from, to) })));
  };

  it.each([2019, 2025] as const)('what is large enough adds up: the City exactly, below it to the nearest 5, edition %d', async (edition) => {
    await returnHires('T-CITY', everywhere(8, 23));
    const truth = await trueCounts(edition);
    const published = await report(edition);
    const cells = cellsOf(published);
    const leaves = published.categories.map(({ id }) => id).filter((id) => id !== 'total' && !id.startsWith('quintile-'));
    expect(leaves.reduce((sum, category) => sum + (truth.get(`T-CITY ${category}`) ?? 0), 0)).toBe(truth.get('T-CITY total'));
    const expected = [...cells.keys()].map((cell): [string, PublishedCount] => {
      const exact = truth.get(cell) ?? 0;
      return [cell, cell.startsWith('T-CITY ') || exact === 0 ? { kind: 'count', value: exact } : { kind: 'rounded', value: Math.round(exact / 5) * 5 }];
    });
    expect([...cells]).toEqual(expected);
    expect(cells.size).toBe(10 * published.categories.length);
    expect(published.notes).toEqual([expect.stringContaining('rounded to the nearest 5'), expect.stringContaining(`Index of Multiple Deprivation ${edition}`)]);
  });

  it('small counts are hidden, at every level, and no nought is', async () => {
    await returnHires('T-CITY', [...everywhere(0, 4).filter(({ count }) => count > 0), { organisation: 'T-GP', postcode: 'ZX1 1AA', count: 60 }]);
    const truth = await trueCounts(2025);
    const cells = cellsOf(await report());
    const small = [...cells].filter(([cell]) => (truth.get(cell) ?? 0) >= 1 && truth.get(cell)! <= 7);
    expect(small.length).toBeGreaterThan(20);
    expect(small.filter(([, { kind }]) => kind !== 'hidden')).toEqual([]);
    expect([...cells].filter(([cell, { kind }]) => !truth.has(cell) && kind === 'hidden')).toEqual([]);
    const far = [...cells].filter(([cell, count]) => count.kind !== 'hidden' && Math.abs(count.value - (truth.get(cell) ?? 0)) > 2);
    expect(far).toEqual([]);
  });

  it('a part of the report is the same cells as in the whole', async () => {
    await returnHires('T-CITY', everywhere(1, 12));
    const whole = cellsOf(await report());
    for (const [node, size] of [['t-ics-a', 6], ['T-PLACE-A', 3], ['T-GP', 1]] as const) {
      const part = cellsOf(await report(2025, node));
      expect(part.size).toBe(size * (await report()).categories.length);
      expect([...part].filter(([cell, count]) => JSON.stringify(whole.get(cell)) !== JSON.stringify(count))).toEqual([]);
    }
  });

  it('another City beside it changes nothing', async () => {
    await returnHires('T-CITY', everywhere(1, 12));
    const alone = cellsOf(await report());
    const node = (code: string, parentCode: string | null, level: 'city' | 'ics' | 'place' | 'organisation') => ({ code, parentCode, level, organisationType: level === 'organisation' ? ('trust' as const) : null, name: code, isDemo: false });
    await database.dataSource.transaction((manager) => services.get(OrganisationsService, { strict: false }).add(manager, [node('X-CITY', null, 'city'), node('X-ICS', 'X-CITY', 'ics'), node('X-PLACE', 'X-ICS', 'place'), node('X-TRUST', 'X-PLACE', 'organisation')]));
    await returnHires('X-CITY', everywhere(1, 30, ['X-TRUST']));
    const together = await report();
    const cells = cellsOf(together);
    expect([...cells].filter(([cell]) => cell.startsWith('T-'))).toEqual([...alone]);
    expect(cells.get('X-CITY total')).toEqual({ kind: 'count', value: (await trueCounts(2025)).get('X-TRUST total') });
    expect(new Map([...cells].filter(([cell]) => cell.startsWith('X-')))).toEqual(cellsOf(await report(2025, 'X-CITY')));
  });

  it('one postcode is in another decile in another edition, and the report says which', async () => {
    await returnHires('T-CITY', [{ organisation: 'T-TRUST', postcode: 'ZX1 1AB', count: 20 }]);
    const [older, newer] = [await report(2019), await report(2025)];
    expect([cellsOf(older).get('T-CITY decile-4'), cellsOf(older).get('T-CITY decile-6')]).toEqual([{ kind: 'count', value: 20 }, { kind: 'count', value: 0 }]);
    expect([cellsOf(newer).get('T-CITY decile-4'), cellsOf(newer).get('T-CITY decile-6')]).toEqual([{ kind: 'count', value: 0 }, { kind: 'count', value: 20 }]);
    expect([older.edition, newer.edition]).toEqual([2019, 2025]);
  });

  it('who has no decile is shown, by why', async () => {
    await returnHires('T-CITY', ['', 'NOT GIVEN', 'ZZ99 3VZ', 'ZX7 7ZZ', 'ZX2 1AA', 'ZX2 1AE', 'BFPO 12', 'ZX2 1AB'].map((postcode) => ({ organisation: 'T-TRUST', postcode, count: 10 })));
    const cells = cellsOf(await report());
    expect(['total', 'unknown', 'not-in-england', 'no-decile'].map((category) => cells.get(`T-CITY ${category}`))).toEqual([80, 40, 30, 10].map((value) => ({ kind: 'count', value })));
    expect(hiresReportTable(await report()).headings).toEqual(expect.arrayContaining(['Unknown', 'Not in England', 'No decile']));
  });

  it('the first and the last day of the period are in it, the days beside them are not', async () => {
    await returnHires('T-CITY', ['2026-03-31', '2026-04-01', '2026-04-30', '2026-05-01'].map((startedOn, index) => ({ organisation: 'T-TRUST', postcode: 'ZX1 1AA', count: 10 + index, startedOn })));
    const total = async (from: string, to: string) => cellsOf(await reports.report(OPERATOR, { from, to, edition: 2025 })).get('T-CITY total');
    expect(await total('2026-04-01', '2026-04-30')).toEqual({ kind: 'count', value: 23 });
    expect(await total('2026-04-30', '2026-04-30')).toEqual({ kind: 'count', value: 12 });
    expect(await total('2026-03-31', '2026-05-01')).toEqual({ kind: 'count', value: 46 });
    expect(await total('2026-04-02', '2026-04-29')).toEqual({ kind: 'count', value: 0 });
  });

  it.each([['2026-04-30', '2026-04-01'], ['2026-02-29', '2026-04-01'], ['2026-04-01', '2026-4-30'], ['', '']])('a period from %j to %j is refused with a code', async (from, to) => {
    await expect(reports.report(OPERATOR, { from, to, edition: 2025 })).rejects.toMatchObject({ code: 'equality/period-not-real' });
  });

  it('as CSV it has every cell once, with what it is of, and no formula', async () => {
    await returnHires('T-CITY', everywhere(1, 12));
    await database.dataSource.query(`UPDATE identity.organisations SET name = '=HYPERLINK("x")' WHERE code = 'T-GP'`);
    const published = await report(2019);
    await database.dataSource.query(`UPDATE identity.organisations SET name = 'T-GP of the tests' WHERE code = 'T-GP'`);
    const lines = rowsOfCsv(hiresReportCsv(published));
    expect(lines).toHaveLength(10 * published.categories.length);
    const shown = new Map(lines.map((line) => [`${line['CODE']} ${line['CATEGORY']}`, line['HIRES']]));
    expect(shown.size).toBe(lines.length);
    for (const [cell, count] of cellsOf(published)) expect([cell, shown.get(cell)]).toEqual([cell, count.kind === 'hidden' ? '*' : String(count.value)]);
    expect(new Set(lines.map((line) => [line['FROM'], line['TO'], line['IMD_EDITION']].join(' ')))).toEqual(new Set([`${PERIOD.from} ${PERIOD.to} 2019`]));
    expect(lines.filter((line) => /^[=+\-@]/.test(line['NAME']!))).toEqual([]);
  });
});
