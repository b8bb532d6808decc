import { describe, expect, it } from '@jest/globals';
import { addDays, programmeProblems, readRequirements, readWeights, SCORE_WEIGHTS } from '#lib/kernel';
import { parse } from 'csv-parse/sync';
import { demoFiles, type DemoFile } from './demo-files.js';
import { demoTree } from './demo-organisations.js';
import { DEMO_RULES, demoProgrammes } from './demo-programmes.js';

const MONDAY = '2026-03-09';
const SUNDAY = '2026-03-15';

function rowsOf(files: readonly DemoFile[], fileName: string): Record<string, string>[] {
  return parse(files.find((file) => file.fileName === fileName)!.text, { columns: true });
}

/** '09-MAR-2026' and '09/03/2026' as '2026-03-09'; anything else as it is. */
function sortable(date: string): string {
  const [, day, month, year] = /^(\d\d)[/-](\w+)[/-](\d{4})$/.exec(date) ?? [];
  const months = 'JANFEBMARAPRMAYJUNJULAUGSEPOCTNOVDEC';
  return year === undefined ? date : `${year}-${/\d/.test(month!) ? month : String(months.indexOf(month!) / 3 + 1).padStart(2, '0')}-${day}`;
}

/** The last row of a file is there twice. */
function distinct(rows: readonly Record<string, string>[]): string[] {
  return [...new Set(rows.map((row) => JSON.stringify(row)))];
}

describe('the demo files', () => {
  it('are the same bytes for the same seed and day, and other people for another seed', () => {
    expect(demoFiles(1, MONDAY)).toEqual(demoFiles(1, MONDAY));
    expect(demoFiles(2, MONDAY)).not.toEqual(demoFiles(1, MONDAY));
  });

  it('are the same through a week, but for the hires that the week brings', () => {
    const [early, late] = [MONDAY, SUNDAY].map((day) => demoFiles(1, day).filter(({ content }) => content !== 'hires'));
    expect(late).toEqual(early);
  });

  it.each(['hires-trusts.csv', 'hires-others.csv'])('%s of a later month holds the same rows for the months that it shares', (fileName) => {
    const reference = fileName === 'hires-trusts.csv' ? 'Employee Number' : 'EMPLOYEE_REFERENCE';
    const started = fileName === 'hires-trusts.csv' ? 'Date Started' : 'START_DATE';
    const isDrawn = (row: Record<string, string>): boolean => !/^(?:2900|E-900|$)/.test(row[reference]!);
    const inBoth = (row: Record<string, string>): boolean => isDrawn(row) && sortable(row[started]!) >= '2025-06-01' && sortable(row[started]!) <= MONDAY;
    const [early, late] = [MONDAY, '2026-06-20'].map((day) => rowsOf(demoFiles(1, day), fileName).filter(inBoth));
    expect(distinct(early!)).toEqual(distinct(late!));
    expect(early!.length).toBeGreaterThan(200);
  });

  it('hold about 1,500 hires in twelve whole months, none of them in the future', () => {
    const files = demoFiles(1, MONDAY);
    const starts = [...rowsOf(files, 'hires-trusts.csv').map((row) => row['Date Started']!), ...rowsOf(files, 'hires-others.csv').map((row) => row['START_DATE']!)].map(sortable).filter((date) => /^2\d{3}-/.test(date));
    const ofYear = starts.filter((date) => date >= '2025-03-01' && date <= '2026-02-28');
    expect(ofYear.length).toBeGreaterThan(1400);
    expect(ofYear.length).toBeLessThan(1700);
    expect(starts.filter((date) => date > MONDAY && date !== '2026-02-31')).toEqual([]);
  });

  it('name only organisations of the demo, and venues before courses', () => {
    const codes = demoTree().map(({ code }) => code);
    const contents = demoFiles(1, MONDAY).map(({ content, organisationCode }) => {
      expect(codes).toContain(organisationCode);
      return content;
    });
    expect(contents.lastIndexOf('venues')).toBeLessThan(contents.indexOf('courses'));
    expect(new Set(contents).size).toBe(7);
  });

  it('use every column somewhere', () => {
    for (const file of demoFiles(1, MONDAY).filter(({ fileName }) => ['candidates.csv', 'roles-brokerage.csv', 'hires-trusts.csv', 'hires-others.csv'].includes(fileName))) {
      const rows: Record<string, string>[] = parse(file.text, { columns: true });
      const blank = Object.keys(rows[0]!).filter((column) => rows.every((row) => row[column] === ''));
      // Bands and required checks belong to the trusts' own files.
      expect(blank.filter((column) => !(file.content === 'roles' && ['BAND', 'REQUIRED_CHECKS'].includes(column)))).toEqual([]);
    }
  });

  it('start every course and role after the day, but for the row that says it wrongly', () => {
    const files = demoFiles(1, SUNDAY);
    for (const file of files.filter(({ content }) => content === 'courses' || content === 'roles')) {
      for (const row of rowsOf(files, file.fileName)) {
        const startsOn = sortable(row['START_DATE']!);
        expect(startsOn === '' || startsOn > SUNDAY || row['YOUR_REFERENCE'] === 'AC-091').toBe(true);
      }
    }
  });
});

describe('the demo programmes', () => {
  it('have nothing left to record, on any day', () => {
    for (const day of [MONDAY, addDays(MONDAY, 1000)]) {
      for (const programme of demoProgrammes(day)) {
        expect(programmeProblems(programme, day)).toEqual([]);
        expect(programme.startsOn <= day && day <= programme.endsOn!).toBe(true);
      }
    }
  });

  it('have rules that staff could save', () => {
    expect(DEMO_RULES.length).toBeGreaterThan(0);
    for (const { code, requirements, weights } of DEMO_RULES) {
      expect(demoProgrammes(MONDAY).map((programme) => programme.code)).toContain(code);
      expect([readRequirements(requirements).problems, readWeights(weights ?? SCORE_WEIGHTS).problems]).toEqual([[], []]);
    }
  });
});
