import { describe, expect, it } from '@jest/globals';
import { fileRow, VENUE_CELLS } from '../../../../test/fixtures/courses/rows.js';
import type { VenueEntry } from './course-entry.js';
import { readVenueRow, repeatedVenues } from './venue-row.js';

type Change = Partial<Record<keyof typeof VENUE_CELLS, string>>;

const read = (change: Change = {}) => readVenueRow(fileRow({ ...VENUE_CELLS, ...change }));

function venue(change: Change = {}): VenueEntry {
  const reading = read(change);
  if (!reading.ok) throw new Error(JSON.stringify(reading.errors));
  return reading.value;
}

describe('a venues row', () => {
  it('is read whole', () => {
    expect(venue({ ADDRESS_LINE_2: 'Floor 2', COUNTY: 'Greater London', EMAIL: 'courses@college.example', WEBSITE: 'college.example' })).toEqual({
      reference: 'MAIN',
      name: 'Main site',
      addressLine1: '1 High Street',
      addressLine2: 'Floor 2',
      town: 'London',
      county: 'Greater London',
      postcode: 'ZX1 1AA',
      email: 'courses@college.example',
      phone: null,
      website: 'https://college.example/',
    });
  });

  it.each<[change: Change, expected: Partial<VenueEntry>]>([
    [{ POSTCODE: 'zx11aa' }, { postcode: 'ZX1 1AA' }],
    [{ PHONE: '02079460000' }, { phone: '02079460000' }],
    [{ PHONE: '2079460000' }, { phone: '02079460000' }],
    [{ PHONE: '20 7946 0000' }, { phone: '020 7946 0000' }],
    [{ PHONE: '+44 20 7946 0000' }, { phone: '+44 20 7946 0000' }],
    [{ PHONE: '442079460000' }, { phone: '+442079460000' }],
    [{ PHONE: '(020) 7946 0000' }, { phone: '(020) 7946 0000' }],
    [{ VENUE_NAME: 'Main \r\n site' }, { name: 'Main site' }],
  ])('%j is accepted', (change, expected) => expect(venue(change)).toMatchObject(expected));

  it.each<[change: Change, problems: string[]]>([
    [{ YOUR_VENUE_REFERENCE: '' }, ['YOUR_VENUE_REFERENCE text-missing']],
    [{ VENUE_NAME: '' }, ['VENUE_NAME text-missing']],
    [{ ADDRESS_LINE_1: '' }, ['ADDRESS_LINE_1 text-missing']],
    [{ TOWN_OR_CITY: '' }, ['TOWN_OR_CITY text-missing']],
    [{ POSTCODE: '' }, ['POSTCODE text-missing']],
    [{ POSTCODE: 'SW17' }, ['POSTCODE postcode-not-valid']],
    [{ POSTCODE: 'ZZ99 3VZ' }, ['POSTCODE postcode-not-valid']],
    [{ POSTCODE: 'BFPO 10' }, ['POSTCODE postcode-not-valid']],
    [{ EMAIL: 'the front desk' }, ['EMAIL email-not-valid']],
    [{ EMAIL: 'a@b' }, ['EMAIL email-not-valid']],
    [{ PHONE: '12345' }, ['PHONE phone-not-valid']],
    [{ PHONE: '2.079E+09' }, ['PHONE phone-not-valid']],
    [{ WEBSITE: 'ask us' }, ['WEBSITE web-address-not-valid']],
    [{ YOUR_VENUE_REFERENCE: 'x'.repeat(256) }, ['YOUR_VENUE_REFERENCE text-too-long']],
    [{ VENUE_NAME: 'x'.repeat(251) }, ['VENUE_NAME text-too-long']],
    [{ ADDRESS_LINE_1: 'x'.repeat(101) }, ['ADDRESS_LINE_1 text-too-long']],
    [{ ADDRESS_LINE_2: 'x'.repeat(101) }, ['ADDRESS_LINE_2 text-too-long']],
    [{ TOWN_OR_CITY: 'x'.repeat(76) }, ['TOWN_OR_CITY text-too-long']],
    [{ COUNTY: 'x'.repeat(76) }, ['COUNTY text-too-long']],
  ])('%j is rejected', (change, problems) => {
    const reading = read(change);
    expect(reading.ok ? [] : reading.errors.map(({ column, code }) => `${column} ${code}`)).toEqual(problems);
  });

  it('may have texts of exactly the limits', () => {
    expect(read({ YOUR_VENUE_REFERENCE: 'x'.repeat(255), VENUE_NAME: 'x'.repeat(250), ADDRESS_LINE_1: 'x'.repeat(100), TOWN_OR_CITY: 'x'.repeat(75) }).ok).toBe(true);
  });

  it('passes on that a row could not be read', () => {
    const unreadable = { column: '', code: 'too-few-fields', reason: 'r', fix: 'f' };
    expect(readVenueRow({ ...fileRow({}), unreadable })).toEqual({ ok: false, errors: [unreadable] });
  });

  it('must not have the reference or the name of an earlier row', () => {
    const rows = [venue(), venue({ YOUR_VENUE_REFERENCE: 'main', VENUE_NAME: 'Other' }), venue({ YOUR_VENUE_REFERENCE: 'B', VENUE_NAME: 'MAIN  site' }), venue({ YOUR_VENUE_REFERENCE: 'C', VENUE_NAME: 'Third' })];
    const repeats = repeatedVenues(rows.map((entry, index) => ({ rowNumber: index + 2, venue: entry })));
    expect([...repeats].map(([row, errors]) => [row, errors.map(({ code, reason }) => `${code} ${/Row \d+/.exec(reason)?.[0]}`)])).toEqual([
      [3, ['venue-reference-repeated Row 2']],
      [4, ['venue-name-repeated Row 2']],
    ]);
  });
});
