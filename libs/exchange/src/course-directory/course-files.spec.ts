import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import type { DomainError } from '#lib/platform';
import { CONTEXT } from '../../../../test/fixtures/courses/rows.js';
import type { FileRow } from '../files/row-error.js';
import { readTabularFile } from '../files/tabular-file.js';
import type { TabularLayout } from '../files/tabular-layout.js';
import { checkAimsOfWholeFile } from './aims.js';
import { courseKey } from './course-identity.js';
import { readAimlessCourseRow, readCourseRow } from './course-row.js';
import { AIMLESS_COURSE_COLUMNS, AIMLESS_COURSES_LAYOUT, COURSE_COLUMNS, COURSES_LAYOUT, notesOnDroppedColumns, VENUE_COLUMNS, VENUES_LAYOUT } from './layouts.js';
import { venueDirectory } from './venue-directory.js';
import { readVenueRow } from './venue-row.js';

const fixture = (name: string) => fileURLToPath(new URL(`../../../../test/fixtures/courses/${name}`, import.meta.url));

async function rowsOf(source: AsyncIterable<Buffer>, layout: TabularLayout): Promise<{ rows: FileRow[]; columns: Readonly<Record<string, string>> }> {
  const file = await readTabularFile(source, layout);
  const rows: FileRow[] = [];
  for await (const row of file.rows) rows.push(row);
  return { rows, columns: file.columns };
}

async function* bytesOf(text: string): AsyncGenerator<Buffer> {
  yield Buffer.from(text);
}

async function refusalOf(text: string, layout: TabularLayout): Promise<string> {
  return rowsOf(bytesOf(text), layout).then(
    () => 'accepted',
    (error: DomainError) => error.code,
  );
}

describe('the files of the Course Directory', () => {
  it('have 24, 27 and 10 columns', () => {
    expect([COURSE_COLUMNS.length, AIMLESS_COURSE_COLUMNS.length, VENUE_COLUMNS.length]).toEqual([24, 27, 10]);
  });

  it('are read from a courses file, with the venues of the venues file', async () => {
    const venueRows = await rowsOf(createReadStream(fixture('venues.csv')), VENUES_LAYOUT);
    const venues = venueRows.rows.map(readVenueRow).map((reading) => {
      if (!reading.ok) throw new Error(JSON.stringify(reading.errors));
      return { venueId: `id of ${reading.value.reference}`, ...reading.value };
    });
    expect(venues.map(({ phone }) => phone)).toEqual(['02079460000', null]);

    const { rows, columns } = await rowsOf(createReadStream(fixture('courses.csv')), COURSES_LAYOUT);
    expect(notesOnDroppedColumns(columns)).toEqual([]);
    expect(await checkAimsOfWholeFile(rows)).toMatchObject({ rowsWithoutCode: [], notChecked: 5 });
    const readings = rows.map((row) => readCourseRow(row, { ...CONTEXT, venues: venueDirectory(venues) }));
    expect(
      readings.map((reading) =>
        reading.ok
          ? `${reading.value.title}, ${reading.value.startsOn ?? 'flexible'}, ${reading.value.venue?.venueId ?? reading.value.subRegions.join('+')}`
          : reading.errors.map(({ column, code }) => `${column} ${code}`),
      ),
    ).toEqual([
      'Preparing to work in adult social care, 2026-09-07, id of MAIN',
      'Preparing to work in adult social care, 2026-09-14, id of NORTH',
      'English online, flexible, ',
      'Team leading at work, 2026-10-01, Camden+Islington',
      ['START_DATE date-not-real', 'COST cost-not-an-amount'],
    ]);
    expect(new Set(readings.flatMap((reading) => (reading.ok ? [courseKey(reading.value)] : []))).size).toBe(3);
  });

  it('are read from the template of some years ago, and what was ignored is said', async () => {
    const { rows, columns } = await rowsOf(createReadStream(fixture('courses-earlier-template.csv')), COURSES_LAYOUT);
    const [reading] = rows.map((row) => readCourseRow(row, CONTEXT));
    expect(reading).toMatchObject({ ok: true, value: { reference: 'CARE-EVE', url: 'https://www.college.example/care', venue: { venueId: 'venue-main' } } });
    expect(notesOnDroppedColumns(columns).map((note) => /[A-Z_]{6,}/.exec(note)?.[0])).toEqual(['ADVANCED_LEARNER_OPTION', 'ADULT_EDUCATION_BUDGET', 'REGION']);
  });

  it('are read without learning aims', async () => {
    const { rows } = await rowsOf(createReadStream(fixture('courses-without-a-qualification.csv')), AIMLESS_COURSES_LAYOUT);
    expect(rows.map((row) => readAimlessCourseRow(row, CONTEXT))).toMatchObject([{ ok: true, value: { level: 3, title: 'Health support bootcamp' } }]);
  });

  it('Complaint 16: exact headings only: may have their columns in any order, a byte order mark and the town as on the guidance page', async () => {
    const [heading = '', ...lines] = (await readFile(fixture('venues.csv'), 'utf8')).split('\r\n');
    const turned = [heading.replace('TOWN_OR_CITY', 'TOWN_CITY'), ...lines].map((line) => line.split(',').toReversed().join(',')).join('\r\n');
    const { rows } = await rowsOf(bytesOf(`\ufeff${turned}`), VENUES_LAYOUT);
    expect(rows.map(readVenueRow)).toMatchObject([{ ok: true, value: { reference: 'MAIN', town: 'London' } }, { ok: true, value: { reference: 'NORTH' } }]);
  });

  it.each<[name: string, layout: TabularLayout, text: string, code: string]>([
    ['venues instead of courses', COURSES_LAYOUT, `${VENUE_COLUMNS.join(',')}\n`, 'exchange/wrong-kind-of-file'],
    ['courses instead of venues', VENUES_LAYOUT, `${COURSE_COLUMNS.join(',')}\n`, 'exchange/wrong-kind-of-file'],
    ['courses of the other kind', COURSES_LAYOUT, `${AIMLESS_COURSE_COLUMNS.join(',')}\n`, 'exchange/headings-wrong'],
    ['a missing column', COURSES_LAYOUT, `${COURSE_COLUMNS.filter((name) => name !== 'COST').join(',')}\n`, 'exchange/headings-wrong'],
    ['an extra column', COURSES_LAYOUT, `${COURSE_COLUMNS.join(',')},NOTES\n`, 'exchange/headings-wrong'],
    ['a web page', COURSES_LAYOUT, '<!DOCTYPE html><html></html>', 'exchange/not-csv'],
  ])('are refused for %s', async (_name, layout, text, code) => {
    expect(await refusalOf(text, layout)).toBe(code);
  });
});
