import { describe, expect, it } from '@jest/globals';
import { LAYOUTS } from './layouts.js';
import { recognise, unknownLayout } from './recognise.js';

/** The headings that a layout needs, with a year where one belongs. */
function neededHeadings(code: string): string[] {
  const layout = LAYOUTS.find((one) => one.code === code);
  return Object.values(layout?.needed ?? {}).map((accepted) => accepted[0]!.replace('NN', '24'));
}

describe('every layout', () => {
  it.each(LAYOUTS.map((layout) => [layout.code]))('%s is recognised by what it needs, in any order and case', (code) => {
    const headings = neededHeadings(code);
    const shuffled = headings.toReversed().map((heading) => ` ${heading.toUpperCase().replace(' ', '  ')} `);
    shuffled[0] = `\ufeff${shuffled[0]}`;
    expect(recognise(headings)?.layout.code).toBe(code);
    expect(recognise(['other', ...shuffled, 'IMD', ''])?.layout.code).toBe(code);
  });

  it.each(LAYOUTS.map((layout) => [layout.code]))('%s without one needed heading is never taken for a file of another kind', (code) => {
    const { kind } = LAYOUTS.find((layout) => layout.code === code)!;
    for (const missing of neededHeadings(code)) {
      const found = recognise(neededHeadings(code).filter((heading) => heading !== missing));
      expect(found === null || found.layout.kind === kind).toBe(true);
    }
  });

  it('no column called imd is anybody’s decile', () => {
    for (const { needed, extra } of LAYOUTS) {
      const accepted = Object.values({ ...needed, ...extra }).flat();
      expect(accepted.filter((heading) => /^imd(\d\dind)?$/.test(heading))).toEqual([]);
    }
  });
});

describe('headings', () => {
  it('takes the latest year of a stem and tells where each column is', () => {
    const found = recognise(['pcds', 'doterm', 'ctry24cd', 'lad23cd', 'lad25cd', 'lsoa21cd', 'east1m', 'north1m', 'lat', 'long']);
    expect(found?.columns).toMatchObject({ postcode: 0, lad: 4, longitude: 9 });
    expect(found?.headings[4]).toBe('lad25cd');
  });

  it('prefers the layout that uses more of the columns', () => {
    expect(recognise(['postcode', 'lad_code', 'easting', 'northing'])?.layout.code).toBe('postcode-positions');
    expect(recognise(['postcode', 'lad_code', 'easting', 'northing', 'lat', 'long', 'lsoa11_code', 'lsoa21_code'])?.layout.code).toBe('postcode-areas');
  });

  it.each([
    ['a postcode list with ranks', ['Postcode', 'lsoa11_code', 'IMD_rank', 'IMD_decile']],
    ['a rank without a decile', ['lsoa11_code', 'imd_rank']],
    ['a decile without a rank', ['LSOA code (2011)', 'Index of Multiple Deprivation (IMD) Decile']],
    ['nothing', []],
  ])('%s is not recognised', (_case, headings) => expect(recognise(headings)).toBeNull());
});

describe('the error for an unknown layout', () => {
  it('names the nearest layout and what it lacks', () => {
    const error = unknownLayout('NSPL.csv', ['pcds', 'doterm', 'ctry25cd', 'lad25cd', 'lsoa21cd', 'lat', 'long']);
    expect(error.code).toBe('geography/unknown-layout');
    expect(error.message).toContain('NSPL.csv');
    expect(error.message).toContain('from 2025", which also needs east1m, north1m.');
    expect(error.details).toHaveLength(LAYOUTS.length);
  });

  it.each([
    ['no heading is known', ['name', 'email'], 'None of its headings is known'],
    ['the separator is a semicolon', ['postcode;lad_code;easting;northing'], 'separated by ";"'],
    ['the separator is a tab', ['pcds\tdoterm'], 'separated by tabs'],
    ['one column is no separator', ['postcodes'], 'None of its headings is known'],
    ['postcodes are among areas', ['postcode', 'lsoa11_code', 'imd_rank', 'imd_decile'], 'also a postcode column'],
  ])('where %s', (_case, headings, words) => expect(unknownLayout('a.csv', headings).message).toContain(words));
});
