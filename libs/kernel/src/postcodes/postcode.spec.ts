import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { displayPostcode, readPostcode } from './postcode.js';

describe('postcodes that are well formed as typed', () => {
  it.each([
    ['SW1A 1AA', 'SW1A1AA', 'SW1A 1AA', 'SW1A', 'geographic'],
    ['  sw1a\t1aa ', 'SW1A1AA', 'SW1A 1AA', 'SW1A', 'geographic'],
    ['S W 1 A 1 A A', 'SW1A1AA', 'SW1A 1AA', 'SW1A', 'geographic'],
    ['\ufeffe8\u00a01dy\u200b', 'E81DY', 'E8 1DY', 'E8', 'geographic'],
    ['SE1-7EH.', 'SE17EH', 'SE1 7EH', 'SE1', 'geographic'],
    ['M1 1AE', 'M11AE', 'M1 1AE', 'M1', 'geographic'],
    ['B33 8TH', 'B338TH', 'B33 8TH', 'B33', 'geographic'],
    ['CR2 6XH', 'CR26XH', 'CR2 6XH', 'CR2', 'geographic'],
    ['DN55 1PT', 'DN551PT', 'DN55 1PT', 'DN55', 'geographic'],
    ['W1A 0AX', 'W1A0AX', 'W1A 0AX', 'W1A', 'geographic'],
    ['CR0 2YR', 'CR02YR', 'CR0 2YR', 'CR0', 'geographic'],
    ['SO14 7LP', 'SO147LP', 'SO14 7LP', 'SO14', 'geographic'],
    ['ZX1 1AA', 'ZX11AA', 'ZX1 1AA', 'ZX1', 'geographic'],
    ['gir 0aa', 'GIR0AA', 'GIR 0AA', 'GIR', 'geographic'],
    ['NPT 0VA', 'NPT0VA', 'NPT 0VA', 'NPT', 'geographic'],
    ['BFPO 57', 'BFPO57', 'BFPO 57', '', 'forces'],
    ['bfpo1234', 'BFPO1234', 'BFPO 1234', '', 'forces'],
    ['BF1 3AA', 'BF13AA', 'BF1 3AA', 'BF1', 'forces'],
    ['ASCN 1ZZ', 'ASCN1ZZ', 'ASCN 1ZZ', 'ASCN', 'overseas'],
    ['GX11 1AA', 'GX111AA', 'GX11 1AA', 'GX11', 'overseas'],
    ['ZZ99 3CZ', 'ZZ993CZ', 'ZZ99 3CZ', 'ZZ99', 'pseudo'],
    ['zz993vz', 'ZZ993VZ', 'ZZ99 3VZ', 'ZZ99', 'pseudo'],
  ])('%j', (typed, key, display, outward, system) => {
    expect(readPostcode(typed)).toEqual({ key, display, outward, system, isRepaired: false });
  });
});

describe('slips of O for 0 and I for 1', () => {
  it.each([
    ['SWIA 1AA', 'SW1A1AA'],
    ['E1 OAA', 'E10AA'],
    ['E1O 5AA', 'E105AA'],
    ['S01 4QQ', 'SO14QQ'],
    ['1G1 1AA', 'IG11AA'],
    ['CRO 2YR', 'CR02YR'],
    ['EC1I 1AA', 'EC111AA'],
    ['BFPO I2', 'BFPO12'],
  ])('%j is read as %s, and says so', (typed, key) => {
    expect(readPostcode(typed)).toMatchObject({ key, isRepaired: true });
  });

  it.each([
    ['the inward half never holds an O', 'E1 1A0'],
    ['two postcodes would do, GIR 0AA and G1R 0AA', 'GIR OAA'],
  ])('no repair where %s', (_why, typed) => expect(readPostcode(typed)).toBeNull());
});

describe('what is not a postcode', () => {
  it.each(['', ' ', 'SW17', 'SW1A 1A', 'SW1A 1AAA', 'QA1 1AA', 'AJ1 1AA', 'E1 1CA', 'AB123 1AA', 'A0 1AA', 'London', '12345', 'X'.repeat(5000), ' '.repeat(5000), 'ZZ1 1AA', 'IOIOIOIOIOIO'])(
    '%j',
    (typed) => expect(readPostcode(typed)).toBeNull(),
  );
});

const lettersWithout = (without: string): string[] => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ'.split('').filter((letter) => !without.includes(letter));
const isDigit = (character: string | undefined): boolean => character !== undefined && '0123456789'.includes(character);

/** The same shape spelt out with plain loops over lists, to check the expressions against. */
function isGeographicSlowly(key: string): boolean {
  const inward = key.slice(-3);
  const outward = key.slice(0, -3);
  const inwardLetters = lettersWithout('CIKMOV');
  if (!isDigit(inward[0]) || !inwardLetters.includes(inward[1] ?? '') || !inwardLetters.includes(inward[2] ?? '')) return false;
  for (const first of lettersWithout('QVX')) {
    for (const second of ['', ...lettersWithout('IJZ')]) {
      const district = outward.startsWith(first + second) ? outward.slice(first.length + second.length) : '';
      if (district === '0' && second !== '') return true;
      if (district.length === 0 || district.length > 2 || !isDigit(district[0]) || district.startsWith('0')) continue;
      if (district.length === 1 || isDigit(district[1]) || lettersWithout('IO').includes(district[1] ?? '')) return true;
    }
  }
  return false;
}

const nearPostcode = fc
  .tuple(
    fc.constantFrom('S', 'SW', 'E', 'EC', 'Q', 'V', 'I', 'IG', 'AJ', 'BZ', 'O', 'Z', ''),
    fc.constantFrom('0', '1', '10', '01', '1A', '1I', '1O', '99', '', '0A'),
    fc.constantFrom('1', '0', 'O', ''),
    fc.constantFrom('AA', 'AC', 'KA', 'ZZ', 'A', 'A0', 'OV'),
  )
  .map((parts) => parts.join(''));

describe('properties', () => {
  it('agrees with the slow reading', () => {
    fc.assert(
      fc.property(nearPostcode, (key) => {
        const read = readPostcode(key);
        expect(read !== null && !read.isRepaired).toBe(isGeographicSlowly(key));
      }),
      { numRuns: 2000 },
    );
  });

  it('reads its own key and display form back to the same postcode, and never throws', () => {
    fc.assert(
      fc.property(fc.oneof(nearPostcode, fc.string({ unit: 'binary' })), (typed) => {
        const read = readPostcode(typed);
        if (read === null) return;
        const again = { ...read, isRepaired: false };
        expect(readPostcode(read.key)).toEqual(again);
        expect(readPostcode(read.display)).toEqual(again);
        expect(displayPostcode(read.key)).toBe(read.display);
      }),
    );
  });
});
