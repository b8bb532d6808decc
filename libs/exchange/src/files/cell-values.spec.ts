import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { readBirthDate, readDate, readDateBetween } from './cell-dates.js';
import {
  codeOf,
  readBand,
  readChoice,
  readChoices,
  readCodes,
  readEmail,
  readLevel,
  readPhone,
  readPostcodeCell,
  readPounds,
  readReference,
  readText,
  readWebpage,
  readWeeklyHours,
  readWholeNumber,
  readYesNo,
} from './cell-values.js';
import { CHECK_SPELLINGS, PATHWAY_SPELLINGS } from './choice-spellings.js';
import { readHalfDays } from './half-day-codes.js';
import type { CellRule } from './row-cells.js';

/** The value that a rule reads, or the code of what is wrong. */
function reading(rule: CellRule<unknown>, cell: string): unknown {
  const result = rule(cell);
  return result.ok ? result.value : `wrong: ${result.code}`;
}

function cases(name: string, rule: CellRule<unknown>, table: readonly (readonly [cell: string, expected: unknown])[]): void {
  describe(`reading ${name}`, () => {
    it.each(table)('%j is %j', (cell, expected) => expect(reading(rule, cell)).toEqual(expected));
  });
}

cases('dates', readDate, [
  ['01/03/2026', '2026-03-01'],
  ['1/3/2026', '2026-03-01'],
  ['2026-03-01', '2026-03-01'],
  ['01.03.2026', '2026-03-01'],
  ['01-03-2026', '2026-03-01'],
  ['01-MAR-2026', '2026-03-01'],
  ['1 March 2026', '2026-03-01'],
  ['01/03/2026 00:00', '2026-03-01'],
  ['2026-03-01T00:00:00.000Z', '2026-03-01'],
  ['2026-03-01 09:30:15', '2026-03-01'],
  ['29/02/2024', '2024-02-29'],
  ['29/02/2026', 'wrong: date-not-real'],
  ['03/25/2026', 'wrong: date-not-real'],
  ['31-APR-2026', 'wrong: date-not-real'],
  ['12 Xyz 2026', 'wrong: date-not-real'],
  ['00/00/0000', 'wrong: date-not-real'],
  ['01/03/26', 'wrong: date-unreadable'],
  ['46082', 'wrong: date-unreadable'],
  ['2026', 'wrong: date-unreadable'],
  ['soon', 'wrong: date-unreadable'],
  ['2026-3-1', 'wrong: date-unreadable'],
]);

cases('dates of birth, on 1 March 2026', readBirthDate('2026-03-01'), [
  ['01/03/2012', '2012-03-01'],
  ['02/03/2012', 'wrong: date-not-plausible'],
  ['01/03/1926', '1926-03-01'],
  ['02/03/1925', '1925-03-02'],
  ['01/03/1925', 'wrong: date-not-plausible'],
  ['01/01/2027', 'wrong: date-not-plausible'],
  ['31/02/1990', 'wrong: date-not-real'],
]);

cases('dates between two others', readDateBetween('2026-01-01', '2026-12-31', 'The date is not in 2026.'), [
  ['01/01/2026', '2026-01-01'],
  ['31/12/2026', '2026-12-31'],
  ['31/12/2025', 'wrong: date-not-plausible'],
  ['01/01/2027', 'wrong: date-not-plausible'],
  ['later', 'wrong: date-unreadable'],
]);

const WEEKDAYS = 0b011_011_011_011_011;
cases('half-days', readHalfDays, [
  ['mon-am', 1],
  ['Mon PM', 2],
  ['monday_evening', 4],
  ['mon-night', 4],
  ['tue-am', 8],
  ['sun-eve', 1 << 20],
  ['mon-am;mon-pm; tue-eve', 0b100_011],
  ['mon-am, sun-eve;', 1 | (1 << 20)],
  ['weekdays', WEEKDAYS],
  ['weekends', 0b111_111 << 15],
  ['Evenings', 0b100_100_100_100_100_100_100],
  ['any', (1 << 21) - 1],
  ['weekdays;mon-eve', WEEKDAYS | 4],
  [';', 0],
  ['mon', 'wrong: half-day-unknown'],
  ['mon-am;flexible', 'wrong: half-day-unknown'],
]);

cases('yes and no', readYesNo, [
  ['yes', true],
  ['Y', true],
  ['TRUE', true],
  ['No', false],
  ['n', false],
  ['maybe', 'wrong: not-yes-or-no'],
]);

cases('whole numbers from 1 to 180', readWholeNumber(1, 180), [
  ['1', 1],
  ['180', 180],
  ['45.0', 45],
  ['0', 'wrong: number-not-in-range'],
  ['181', 'wrong: number-not-in-range'],
  ['45.5', 'wrong: number-not-in-range'],
  ['-5', 'wrong: number-not-in-range'],
  ['forty', 'wrong: number-not-in-range'],
  ['1e2', 'wrong: number-not-in-range'],
  ['9999999999999999999999', 'wrong: number-not-in-range'],
]);

cases('levels up to 8', readLevel(8), [
  ['0', 0],
  ['8', 8],
  ['Level 3', 3],
  ['L3', 3],
  ['3.0', 3],
  ['none', 0],
  ['No qualifications', 0],
  ['Entry level 3', 0],
  ['entry', 0],
  ['9', 'wrong: level-unknown'],
  ['GCSE', 'wrong: level-unknown'],
  ['-1', 'wrong: level-unknown'],
]);
cases('levels up to 2', readLevel(2), [
  ['2', 2],
  ['3', 'wrong: level-unknown'],
]);

cases('pounds from 0.01 to 200', readPounds(1, 200_00), [
  ['12', 1200],
  ['12.5', 1250],
  ['12.60', 1260],
  ['£12.60', 1260],
  ['£ 0.07', 7],
  ['200.00', 20_000],
  ['200.01', 'wrong: money-not-plausible'],
  ['24465', 'wrong: money-not-plausible'],
  ['0', 'wrong: money-not-plausible'],
  ['12.605', 'wrong: money-unreadable'],
  ['12,50', 'wrong: money-unreadable'],
  ['-12', 'wrong: money-unreadable'],
  ['=12', 'wrong: money-unreadable'],
  ['12 an hour', 'wrong: money-unreadable'],
  ['$12', 'wrong: money-unreadable'],
]);
cases('pounds a year', readPounds(1000_00, 500_000_00), [
  ['24,465', 2_446_500],
  ['£24,465.00', 2_446_500],
  ['12.51', 'wrong: money-not-plausible'],
]);

cases('weekly hours', readWeeklyHours, [
  ['37.5', 37.5],
  ['60', 60],
  ['0', 'wrong: hours-not-in-range'],
  ['61', 'wrong: hours-not-in-range'],
  ['full time', 'wrong: hours-not-in-range'],
]);

cases('bands', readBand, [
  ['2', '2'],
  ['Band 3', '3'],
  ['8a', '8a'],
  ['BAND 8A', '8a'],
  ['Band 8 - Range B', '8b'],
  ['Review Body Band 5', '5'],
  ['NHS|XR05|Review Body Band 5', '5'],
  ['Agenda for Change band 4', '4'],
  ['8e', 'wrong: band-unknown'],
  ['5a', 'wrong: band-unknown'],
  ['10', 'wrong: band-unknown'],
  ['0', 'wrong: band-unknown'],
  ['Consultant', 'wrong: band-unknown'],
  ['Bands 2 to 4', 'wrong: band-unknown'],
]);

cases('codes', readCodes, [
  ['vaccination', ['vaccination']],
  ['Customer service; Phlebotomy', ['customer-service', 'phlebotomy']],
  ['a;A; a ;;', ['a']],
  ["St John's first aid, IV (adult)", ['st-johns-first-aid', 'iv-adult']],
  ['Health & safety', ['health-and-safety']],
  ['lifting/handling', ['lifting-handling']],
  ['=1+1', 'wrong: code-unreadable'],
  ['<script>', 'wrong: code-unreadable'],
  ['x'.repeat(61), 'wrong: code-unreadable'],
  [Array.from({ length: 101 }, (_, at) => `skill-${at}`).join(';'), 'wrong: list-too-long'],
]);

cases('checks', readChoices(CHECK_SPELLINGS), [
  ['right-to-work; DBS Enhanced', ['right-to-work', 'dbs-enhanced']],
  ['Enhanced DBS, ID', ['dbs-enhanced', 'identity']],
  ['dbs', 'wrong: choice-unknown'],
  ['constructor', 'wrong: choice-unknown'],
]);
cases('a pathway', readChoice(PATHWAY_SPELLINGS), [
  ['Nursing', 'nursing'],
  ['Allied Health', 'allied-health'],
  ['Facilities', 'estates'],
  ['toString', 'wrong: choice-unknown'],
  ['nursing;maternity', 'wrong: choice-unknown'],
  ['!', 'wrong: choice-unknown'],
]);

cases('postcodes', readPostcodeCell, [
  ['e16an', 'E1 6AN'],
  ['SW1A 1AA', 'SW1A 1AA'],
  ['E1', 'wrong: postcode-malformed'],
  ['London', 'wrong: postcode-malformed'],
]);

cases('email addresses', readEmail, [
  ['a.b+c@example.org', 'a.b+c@example.org'],
  ["o'neil@mail.example.nhs.uk", "o'neil@mail.example.nhs.uk"],
  ['a@b', 'wrong: email-unreadable'],
  ['a b@example.org', 'wrong: email-unreadable'],
  ['Amina <a@example.org>', 'wrong: email-unreadable'],
  ['a@example.org; b@example.org', 'wrong: email-unreadable'],
  ['a@example..org', 'wrong: email-unreadable'],
  [`${'a'.repeat(250)}@example.org`, 'wrong: email-unreadable'],
]);

cases('telephone numbers', readPhone, [
  ['07700 900123', '07700900123'],
  ['7700900123', '07700900123'],
  ['2079460000', '02079460000'],
  ['020 7946 0000', '02079460000'],
  ['(020) 7946-0000', '02079460000'],
  ['+44 20 7946 0000', '+442079460000'],
  ['+44 (0)20 7946 0000', '+442079460000'],
  ['447700900123', '+447700900123'],
  ['00 353 1 234 5678', '+35312345678'],
  ['+353 1 234 5678', '+35312345678'],
  ['7.7009E+09', 'wrong: phone-unreadable'],
  ['12345', 'wrong: phone-unreadable'],
  ['4700900123', 'wrong: phone-unreadable'],
  ['none', 'wrong: phone-unreadable'],
]);

cases('web pages', readWebpage, [
  ['https://www.example.org/a?b=c', 'https://www.example.org/a?b=c'],
  ['www.example.org', 'https://www.example.org'],
  ['HTTP://example.org', 'HTTP://example.org'],
  ['javascript:alert(1)', 'wrong: webpage-unreadable'],
  ['example', 'wrong: webpage-unreadable'],
  ['https://example.org/ x', 'wrong: webpage-unreadable'],
  ['https://[x.y', 'wrong: webpage-unreadable'],
  [`https://example.org/${'x'.repeat(255)}`, 'wrong: webpage-unreadable'],
]);

cases('references', readReference, [
  ['A-17/b', 'A-17/b'],
  ['00123', '00123'],
  ['2.0871E+07', 'wrong: number-shortened'],
  ['1E+15', 'wrong: number-shortened'],
  ['E1', 'E1'],
  ['x'.repeat(256), 'wrong: text-too-long'],
]);

cases('text of at most 10 characters', readText(10), [
  ['=1+1', '=1+1'],
  ['a\r\nb\rc', 'a\nb\nc'],
  ['tab\there', 'tab\there'],
  ['12345678901', 'wrong: text-too-long'],
  ['bell\u0007', 'wrong: text-unreadable'],
  ['c1\u0085', 'wrong: text-unreadable'],
]);

describe('codeOf', () => {
  it('gives lower-case words with single hyphens, and its own result again', () =>
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 20 }), (text) => {
        const code = codeOf(text);
        if (code === null) return;
        expect(code).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/);
        expect(codeOf(code)).toBe(code);
      }),
    ));
});

describe('what a rule says of a wrong cell', () => {
  const rules: CellRule<unknown>[] = [
    readDate, readBirthDate('2026-03-01'), readHalfDays, readYesNo, readWholeNumber(1, 9), readLevel(8), readPounds(1, 2), readWeeklyHours, readBand, readCodes,
    readChoices(CHECK_SPELLINGS), readPostcodeCell, readEmail, readPhone, readWebpage, readReference, readText(3),
  ];
  it('says what was expected and what to do, and never repeats the cell', () =>
    fc.assert(
      fc.property(fc.constantFrom(...rules), fc.string({ unit: 'binary', minLength: 1, maxLength: 8 }), (rule, noise) => {
        const cell = `Zaphod${noise}Beeblebrox`;
        const result = rule(cell);
        if (result.ok) return;
        expect(`${result.code} ${result.reason} ${result.fix}`).not.toMatch(/Zaphod|Beeblebrox/i);
        expect(result.code).toMatch(/^[a-z]+(-[a-z]+)+$/);
        expect(result.reason).toMatch(/^[A-Z].*\.$/);
        expect(result.fix).toMatch(/^[A-Z].*\.$/);
      }),
    ));
});
