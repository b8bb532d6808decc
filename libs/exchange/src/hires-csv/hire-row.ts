import type { HireAnswers } from '#lib/equality';
import { addDays, type PlainDate } from '#lib/kernel';
import type { HireEntry } from '#lib/outcomes';
import { readBirthDate, readDateBetween } from '../files/cell-dates.js';
import { readBand, readChoice, readPostcodeCell, readReference, readText, readWholeNumber, type Spellings } from '../files/cell-values.js';
import type { ReferencesInFile } from '../files/references-in-file.js';
import { RowCells, type CellRule } from '../files/row-cells.js';
import type { FileRow, RowError, RowReading } from '../files/row-error.js';
import { readDisability, readEthnicCategory, readSex } from './monitoring-codes.js';

/** A row of a hires file: what is known of the hire, and what is not. */
export interface ReturnedHire {
  /** Code or name, as given. */
  readonly organisation: string;
  /** The postcode is as typed, even when it is none. */
  readonly hire: HireEntry;
  /**
   * Stored apart from the hire: nothing that decides about a person may see it. Ethnic category: the national
   * letter, 'Z' (asked, not stated) or '99' (never asked). Disability: 'yes', 'no', 'not-declared' or
   * 'prefer-not-to-answer'. Sex: '1' male, '2' female, '3' non-binary, '4' other, '9' indeterminate, 'X' not
   * known, 'Z' not stated. Null: the cell does not say, or not so that it can be read. Absent: the file has no such column.
   */
  readonly monitoring: HireAnswers;
  /** An earlier row of the file with the same organisation, employee reference and start date, which makes the two one hire; else null. */
  readonly repeatsRow: number | null;
  /** What was kept as unknown, and why. */
  readonly warnings: readonly RowError[];
}

type ContractKind = 'permanent' | 'fixed-term' | 'bank' | 'locum' | 'apprenticeship' | 'agency' | 'honorary';

/** What reading a row needs to know besides the row. */
export interface HireRowContext {
  /** The day on which the file is read. */
  readonly on: PlainDate;
  /** The file's columns: our heading to the file's own. */
  readonly columns: Readonly<Record<string, string>>;
  readonly references: ReferencesInFile;
  /** What stands for an organisation, however it is written, when looking for repeated hires. Without it: as written, in lower case. */
  readonly organisationKey?: (organisation: string) => string;
}

const CONTRACT_SPELLINGS: Spellings<ContractKind> = {
  permanent: ['perm', 'substantive'],
  'fixed-term': ['fixed-term-temp', 'fixed-term-contract', 'fixed', 'ftc', 'temporary', 'temp'],
  bank: ['bank-staff'],
  locum: [],
  apprenticeship: ['apprentice', 'training-contract'],
  agency: [],
  honorary: [],
};

/** The day on which the National Health Service began: no start date that matters is earlier. */
const EARLIEST_START = '1948-07-05';

/** In whole characters, since jsonb refuses half an emoji. What is typed under POSTCODE is kept even when it is none, but not a page of it. */
const LONGEST_POSTCODE = 40;

/**
 * Reads a row of a hires file. Only a row without an organisation, a reference or a real start date is
 * rejected. Anything else that is missing or unreadable is unknown in the entry and told in its warnings: a
 * report that dropped such rows would understate every figure without saying so.
 */
export function readHireRow(row: FileRow, { on, columns, references, organisationKey = (organisation) => organisation.toLowerCase() }: HireRowContext): RowReading<ReturnedHire> {
  if (row.unreadable !== null) return { ok: false, errors: [row.unreadable] };
  const needed = new RowCells(row, columns);
  const organisation = needed.require('ORGANISATION', readText(255));
  const employeeReference = needed.require('EMPLOYEE_REFERENCE', readReference);
  const startedOn = needed.require('START_DATE', readStart(on));
  if (organisation === null || employeeReference === null || startedOn === null) return { ok: false, errors: needed.errors };

  const cells = new RowCells(row, columns);
  const repeatsRow = references.earlierRow(JSON.stringify([organisationKey(organisation), employeeReference, startedOn]), row.rowNumber);
  if (repeatsRow !== null) {
    cells.refuse(
      'EMPLOYEE_REFERENCE',
      'hire-repeated',
      `Row ${repeatsRow} has the same organisation, reference and start date, so the two are one hire.`,
      'Do nothing when they are; otherwise correct the one that is wrong.',
    );
  }
  /** Blank is worth a warning too, but only in a column that the file has. */
  const wanted = <T>(name: string, rule: CellRule<T>): T | null => {
    if (name in columns && !cells.isFilled(name)) cells.refuse(name, 'value-missing', 'The cell is blank, so that this is counted as unknown.', 'Fill it when it is known.');
    return cells.read(name, rule);
  };
  const isAgeSent = cells.isFilled('AGE') || !('DATE_OF_BIRTH' in columns);
  const readBorn = readBirthDate(startedOn);
  const bornOn = isAgeSent ? cells.read('DATE_OF_BIRTH', readBorn) : wanted('DATE_OF_BIRTH', readBorn);
  wanted('POSTCODE', readPostcodeCell);
  const hire: HireEntry = {
    employeeReference,
    candidateReference: cells.read('CANDIDATE_REFERENCE', readReference),
    startedOn,
    postcode: Array.from(row.cells['POSTCODE'] ?? '').slice(0, LONGEST_POSTCODE).join('') || null,
    givenName: cells.read('GIVEN_NAME', readText(100)),
    familyName: cells.read('FAMILY_NAME', readText(100)),
    bornOn,
    age: isAgeSent && bornOn === null ? wanted('AGE', readWholeNumber(14, 100)) : null,
    band: wanted('BAND', readBand),
    staffGroup: wanted('STAFF_GROUP', readText(100)),
    contract: wanted('CONTRACT', readContract),
  };
  const monitoring: HireAnswers = {
    ...('ETHNIC_CODE' in columns && { ethnicCategoryCode: wanted('ETHNIC_CODE', readEthnicCategory) }),
    ...('DISABILITY' in columns && { disabilityCode: wanted('DISABILITY', readDisability) }),
    ...('SEX' in columns && { sexCode: wanted('SEX', readSex) }),
  };
  return { ok: true, value: { organisation, hire, monitoring, repeatsRow, warnings: cells.errors } };
}

const readContract = readChoice(CONTRACT_SPELLINGS);

function readStart(on: PlainDate): CellRule<PlainDate> {
  return readDateBetween(EARLIEST_START, addDays(on, 366), 'The start date is before July 1948 or more than a year from now.');
}
