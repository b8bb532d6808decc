import { createReadStream, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createGunzip, gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { INestApplicationContext } from '@nestjs/common';
import { parse } from 'csv-parse/sync';
import { AIMLESS_COURSE_COLUMNS, COURSE_COLUMNS, VENUE_COLUMNS } from '../../libs/exchange/src/course-directory/layouts.js';
import { readTabularFile } from '../../libs/exchange/src/files/tabular-file.js';
import type { FileRow } from '../../libs/exchange/src/files/row-error.js';
import { BOOTCAMP_CELLS, CLASSROOM_CELLS, VENUE_CELLS } from '../fixtures/courses/rows.js';
import { csvOf } from '../support/csv-text.js';
import { openTestDatabase, type TestDatabase } from '../support/database.js';
import { FixedClock } from '../support/fixed-clock.js';
import { nhsJobsXml, type CollectedAdvert } from '../support/nhs-jobs-xml.js';
import { Partner } from '../support/sent-upload.js';
import { openWorker } from '../support/services.js';
import { addTestTree } from '../support/test-tree.js';

/** Open data of several publishers, kept outside this repository. */
const folder = process.env['PATHWAYS_OPEN_DATA'] ?? fileURLToPath(new URL('../../../shared/data', import.meta.url));

/** Before the courses of the fixtures start. Adverts of the past are taken too: they are history. */
const clock = new FixedClock('2026-06-01');

interface Collected extends CollectedAdvert {
  readonly salary_min: string;
  readonly salary_max: string;
}

function textOf(...path: string[]): string {
  const bytes = readFileSync(join(folder, ...path));
  return (path.at(-1)!.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8');
}

/** The rows of a file of open data, read as a partner's file is; its columns are named by the headings wanted. */
async function rowsOf(path: string, headings: readonly string[]): Promise<FileRow[]> {
  const file = await readTabularFile(createReadStream(join(folder, path)).pipe(createGunzip()), {
    name: 'population',
    headings: headings.map((name) => ({ name, isRequired: true, aliases: [] })),
    otherHeadings: 'ignore',
  });
  const rows: FileRow[] = [];
  for await (const row of file.rows) rows.push(row);
  return rows;
}

const sum = (rows: readonly FileRow[], heading: string): number => rows.reduce((total, { cells }) => total + Number(cells[heading]), 0);

if (!existsSync(folder)) {
  it('is not run without the open data', () => {
    process.stderr.write('\n*** NO OPEN DATA: real adverts, templates and census files were not read. Set PATHWAYS_OPEN_DATA to the folder that holds vacancies/. ***\n\n');
    expect(existsSync(folder)).toBe(false);
  });
} else {
  describe('real files', () => {
    let database: TestDatabase;
    let worker: INestApplicationContext;
    let partner: Partner;

    beforeAll(async () => {
      database = await openTestDatabase();
      await addTestTree(database.dataSource);
      worker = await openWorker(database.url, { clock });
      partner = new Partner(worker);
    });
    afterAll(async () => {
      await worker.close();
      await database.close();
    });

    const stored = (): Promise<{ reference: string; postcode: string | null; hourlyPence: number | null; updatedAt: string; pay: { kind: string; unit?: string; fromPence?: number; toPence?: number } }[]> =>
      database.dataSource.query(
        `SELECT reference, postcode, hourly_pence AS "hourlyPence", updated_at::text AS "updatedAt", details->'pay' AS pay FROM opportunities.opportunities ORDER BY reference`,
      );

    describe('of NHS Jobs', () => {
      const adverts: Collected[] = parse(textOf('vacancies', 'nhs_jobs_nov2020.csv.gz'), { columns: true });
      const feed = () => ({ content: 'nhs-jobs', organisation: 'T-BROKER', file: nhsJobsXml(adverts) }) as const;

      it('are all taken, and taken again change nothing', async () => {
        expect(await partner.send(feed())).toMatchObject({ status: 'done', rowsDone: 11_749, rowsAdded: 11_749, rowsChanged: 0, rowsUnchanged: 0, rowsRejected: 0, notes: [] });
        const before = await stored();
        expect(before.map(({ reference }) => reference)).toEqual(adverts.map(({ id }) => id).toSorted());
        expect(await partner.send(feed())).toMatchObject({ status: 'done', rowsDone: 11_749, rowsAdded: 0, rowsChanged: 0, rowsUnchanged: 11_749, rowsRejected: 0 });
        expect(await stored()).toEqual(before);
      });

      it('have the pay that the site itself read, where the words leave no doubt', async () => {
        const pays = new Map((await stored()).map(({ reference, pay }) => [reference, pay]));
        const plainRanges = adverts.filter(({ salary_text: text }) => /^£\d{2},\d{3} ?(-|to) ?£\d{2},\d{3}( (per annum|pa|p\.a\.|a year))?$/i.test(text.trim()));
        expect(plainRanges).toHaveLength(3669);
        expect(plainRanges.map(({ id }) => [id, pays.get(id)])).toEqual(
          plainRanges.map(({ id, salary_min: least, salary_max: most }) => [id, { kind: 'amounts', unit: 'year', fromPence: Number(least) * 100, toPence: Number(most) * 100 }]),
        );
        const withoutFigure = adverts.filter(({ salary_min: least }) => least === '');
        expect(withoutFigure).toHaveLength(974);
        // The site missed one: its words are an amount and a bonus.
        expect(withoutFigure.filter(({ id }) => pays.get(id)?.kind !== 'not-stated').map(({ salary_text: text }) => text)).toEqual(['£35007.97 - £5K Welcome Bonus']);
      });

      it('have an hourly figure from a yearly one by 1,955.36 hours, and no other', async () => {
        const yearly = (await stored()).filter(({ pay }) => pay.kind === 'amounts' && pay.unit === 'year');
        expect(yearly.length).toBeGreaterThan(9000);
        for (const { hourlyPence, pay } of yearly) expect(Math.abs(hourlyPence! - pay.fromPence! / 1955.36)).toBeLessThan(1);
      });

      it('keep the whole postcode or none: half of one is no place', async () => {
        const postcodes = new Map((await stored()).map(({ reference, postcode }) => [reference, postcode]));
        const halves = adverts.filter(({ postcode }) => /^[A-Z]{1,2}\d[\dA-Z]?$/.test(postcode));
        expect(halves.length).toBeGreaterThan(0);
        expect(halves.filter(({ id }) => postcodes.get(id) !== null)).toEqual([]);
        const wholes = adverts.filter(({ postcode }) => /^[A-Z]{1,2}\d[\dA-Z]? ?\d[A-Z]{2}$/.test(postcode));
        expect(halves.length + wholes.length).toBeGreaterThan(11_700);
        expect(wholes.filter(({ id, postcode }) => postcodes.get(id)?.replace(' ', '') !== postcode.replace(' ', ''))).toEqual([]);
      });
    });

    it('of apprenticeship adverts, in the shape of the national feed, are read as their readings say', async () => {
      const text = textOf('education', 'apprenticeship_vacancy_api_shape.json');
      const { vacancies } = JSON.parse(text) as { vacancies: { vacancyReference: string; _expected: { salary_min: number | null; salary_max: number | null; unit: string } }[] };
      expect(await partner.send({ content: 'display-adverts', organisation: 'T-BROKER', file: text })).toMatchObject({ status: 'done', rowsAdded: 4, rowsRejected: 0, notes: [] });
      const pays = new Map((await stored()).map(({ reference, pay }) => [reference, pay]));
      const read = vacancies.map(({ vacancyReference }) => {
        const { kind, unit, fromPence = null, toPence = null } = pays.get(vacancyReference.replace('VAC', ''))!;
        return { kind, unit, fromPence, toPence };
      });
      expect(read).toEqual(
        vacancies.map(({ _expected: { salary_min: least, salary_max: most, unit } }) => ({
          kind: least === null ? 'not-stated' : 'amounts',
          unit: least === null ? undefined : unit === 'Hourly' ? 'hour' : 'year',
          fromPence: least === null ? null : Math.round(least * 100),
          toPence: least === null ? null : Math.round((most ?? least) * 100),
        })),
      );
    });

    describe('of the Course Directory', () => {
      const headingsOf = (name: string): string[] => textOf('education', `course_directory_upload_${name}_headings.csv`).trim().split(',');

      it.each([
        ['venues', VENUE_COLUMNS],
        ['courses', COURSE_COLUMNS],
        ['courses_without_lars', AIMLESS_COURSE_COLUMNS],
      ])('have in %s the headings that we read, in our order', (name, columns) => {
        expect(headingsOf(name)).toEqual(columns);
      });

      it.each([
        ['venues', 'venues', VENUE_CELLS],
        ['courses', 'courses', CLASSROOM_CELLS],
        ['courses_without_lars', 'courses', { ...BOOTCAMP_CELLS, YOUR_REFERENCE: 'BOOT-1' }],
      ] as const)('load from %s with exactly those headings in another order', async (name, content, cells) => {
        const headings = headingsOf(name);
        const shuffled = [...headings.slice(7), ...headings.slice(0, 7).toReversed()];
        expect(await partner.send({ content, organisation: 'T-COLLEGE', file: csvOf(shuffled, [cells]) })).toMatchObject({ status: 'done', rowsAdded: 1, rowsRejected: 0 });
      });
    });

    describe('of the Office for National Statistics', () => {
      it('add up to the published population of London in mid-2020', async () => {
        const bands = ['age_0_15', 'age_16_18', 'age_19_24', 'age_25_34', 'age_35_44', 'age_45_54', 'age_55_64', 'age_65_plus'];
        const areas = await rowsOf('population/mid2020_age_bands_by_lsoa11_london.csv.gz', ['lsoa11_code', 'total_population', ...bands]);
        expect(areas).toHaveLength(4835);
        expect(sum(areas, 'total_population')).toBe(9_002_488);
        expect(bands.reduce((total, band) => total + sum(areas, band), 0)).toBe(9_002_488);

        const ages = Array.from({ length: 91 }, (_, age) => (age === 90 ? /^age_90/ : new RegExp(`^age_${age}$`)));
        const headings = textOf('population', 'mid2020_population_single_year_by_lad_england.csv.gz').split(/\r?\n/, 1)[0]!.split(',');
        const ofAge = ages.map((age) => headings.find((heading) => age.test(heading))!);
        const boroughs = (await rowsOf('population/mid2020_population_single_year_by_lad_england.csv.gz', ['ltla21_code', ...ofAge])).filter(({ cells }) => cells['ltla21_code']!.startsWith('E09'));
        expect(boroughs).toHaveLength(33);
        expect(ofAge.reduce((total, age) => total + sum(boroughs, age), 0)).toBe(9_002_488);
      });

      it('have the same ethnic groups in London by small area as by borough, but for what the publisher changed', async () => {
        const areas = await rowsOf('population/census2021_ethnicity5_by_lsoa21_london.csv.gz', ['asian', 'black', 'mixed', 'other', 'white']);
        const cells = await rowsOf('population/census2021_ethnicity19_by_lad_england.csv.gz', ['ltla21_code', 'broad_group', 'ethnic_group', 'value']);
        const london = cells.filter(({ cells: { ltla21_code: code } }) => code!.startsWith('E09'));
        expect([areas.length, london.length]).toEqual([4994, 33 * 19]);
        // Every count is changed by chance, by one or two: sums of so many wander from each other by about the square root.
        const wander = 3 * Math.sqrt(4994);
        for (const [heading, broadGroup] of [['asian', /^Asian/], ['black', /^Black/], ['mixed', /^Mixed/], ['other', /^Other/], ['white', /^White/]] as const) {
          const byBorough = sum(london.filter(({ cells: { broad_group: group } }) => broadGroup.test(group!)), 'value');
          expect(Math.abs(sum(areas, heading) - byBorough)).toBeLessThan(wander);
        }
      });
    });
  });
}
