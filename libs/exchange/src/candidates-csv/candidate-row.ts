import type { CandidateEntry, ConsentPurpose, GivenConsent } from '#lib/candidates';
import type { PlainDate, TravelMode } from '#lib/kernel';
import { readBirthDate, readDate } from '../files/cell-dates.js';
import {
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
  readWholeNumber,
  readYesNo,
  type Spellings,
} from '../files/cell-values.js';
import { CHECK_SPELLINGS, PATHWAY_SPELLINGS } from '../files/choice-spellings.js';
import { readHalfDays } from '../files/half-day-codes.js';
import type { ReferencesInFile } from '../files/references-in-file.js';
import { accepted, refused, RowCells, type CellRule } from '../files/row-cells.js';
import type { FileRow, RowReading } from '../files/row-error.js';

/** What reading a row needs to know besides the row. */
export interface CandidateRowContext {
  /** The day on which the file is read. */
  readonly on: PlainDate;
  /** The file's columns: canonical heading to the file's own. */
  readonly columns: Readonly<Record<string, string>>;
  readonly references: ReferencesInFile;
}

const TRAVEL_SPELLINGS: Spellings<TravelMode> = {
  walk: ['walking', 'on-foot', 'foot'],
  cycle: ['cycling', 'bicycle', 'bike'],
  public: ['public-transport', 'transport', 'bus', 'train', 'tube', 'underground', 'bus-and-train', 'bus-train'],
  car: ['driving', 'drive', 'drives', 'own-car'],
};

const CONSENT_COLUMNS: readonly (readonly [column: string, purpose: ConsentPurpose])[] = [
  ['CONSENT_MATCHING', 'matching'],
  ['CONSENT_SHARING', 'sharing-with-partners'],
  ['CONSENT_CONTACT', 'contact'],
];

/** 'No' under VACCINATION_ROLE is an answer, not the name of a post. */
const NO_ROLE = /^(?:no|none|nil|n\/?a|-)$/i;

/**
 * Reads a row of a candidates file. Everything wrong with it comes back at once. Nothing here is judged
 * against the outside: a postcode is well-formed, not found, and target groups are derived elsewhere.
 */
export function readCandidateRow(row: FileRow, { on, columns, references }: CandidateRowContext): RowReading<CandidateEntry> {
  if (row.unreadable !== null) return { ok: false, errors: [row.unreadable] };
  const cells = new RowCells(row, columns);
  const reference = cells.require('YOUR_REFERENCE', readReference);
  const earlierRow = reference === null ? null : references.earlierRow(reference, row.rowNumber);
  if (earlierRow !== null) {
    cells.refuse('YOUR_REFERENCE', 'reference-repeated', `Row ${earlierRow} has the same reference.`, 'Give each person a reference of their own, or take one of the two rows out.');
  }
  const givenName = cells.require('GIVEN_NAME', readText(100));
  const familyName = cells.require('FAMILY_NAME', readText(100));
  const vaccinationRole = cells.read('VACCINATION_ROLE', readVaccinationRole);
  const vaccinationRoleEndedOn = cells.read('VACCINATION_ROLE_END_DATE', readDate);
  if (vaccinationRoleEndedOn !== null && (vaccinationRole === '' || !cells.isFilled('VACCINATION_ROLE'))) {
    cells.refuse('VACCINATION_ROLE', 'role-missing', 'The row has an end date for a vaccination role, but no role.', 'Name the role, or take the end date out.');
  }
  const qualifications = cells.read('QUALIFICATIONS', readQualifications) ?? [];
  const entry = {
    email: cells.read('EMAIL', readEmail),
    phone: cells.read('PHONE', readPhone),
    bornOn: cells.read('DATE_OF_BIRTH', readBirthDate(on)),
    postcode: cells.read('POSTCODE', readPostcodeCell),
    presentPost: cells.read('PRESENT_POST', readText(200)),
    isNhsEmployee: cells.read('PRESENT_EMPLOYER_IS_NHS', readYesNo),
    contractEndsOn: cells.read('CONTRACT_END_DATE', readDate),
    vaccinationRole: vaccinationRole === '' ? null : vaccinationRole,
    vaccinationRoleEndedOn,
    level: cells.read('HIGHEST_LEVEL', readLevel(8)) ?? Math.max(0, ...qualifications.map(({ level }) => level ?? 0)),
    englishLevel: cells.read('ENGLISH_LEVEL', readLevel(2)) ?? 0,
    mathsLevel: cells.read('MATHS_LEVEL', readLevel(2)) ?? 0,
    qualifications,
    skillCodes: cells.read('SKILLS', readCodes) ?? [],
    checkCodes: cells.read('CHECKS', readChecks) ?? [],
    slots: cells.read('AVAILABILITY', readHalfDays) ?? 0,
    travelMode: cells.read('TRAVEL_MODE', readTravelMode) ?? 'public',
    travelLimitMinutes: cells.read('TRAVEL_LIMIT_MINUTES', readWholeNumber(1, 180)) ?? 60,
    pathwayInterests: cells.read('PATHWAY_INTERESTS', readPathways) ?? [],
    minimumHourlyPence: cells.read('MINIMUM_PAY_PER_HOUR', readPounds(1, 200_00)),
    availableFromOn: cells.read('AVAILABLE_FROM', readDate),
    needs: cells.read('NEEDS', readText(500)),
    consents: CONSENT_COLUMNS.flatMap(([column, purpose]): GivenConsent[] => {
      const given = cells.read(column, readConsent(on));
      return given === null ? [] : [{ purpose, ...given }];
    }),
  };
  if (cells.errors.length > 0 || reference === null || givenName === null || familyName === null) return { ok: false, errors: cells.errors };
  return { ok: true, value: { reference, givenName, familyName, ...entry } };
}

const readChecks = readChoices(CHECK_SPELLINGS);
const readPathways = readChoices(PATHWAY_SPELLINGS);
const readTravelMode = readChoice(TRAVEL_SPELLINGS);

const readVaccinationRole: CellRule<string> = (cell) => (NO_ROLE.test(cell) ? accepted('') : readText(200)(cell));

const MOST_QUALIFICATIONS = 100;

/** 'Title (3); Title': the level in brackets at the end, up to 8. */
const readQualifications: CellRule<readonly { readonly title: string; readonly level: number | null }[]> = (cell) => {
  const items = cell.split(';').map((item) => item.trim()).filter((item) => item !== '');
  if (items.length > MOST_QUALIFICATIONS) return refused('list-too-long', `The list has more than ${MOST_QUALIFICATIONS} items.`, 'Keep those that matter most.');
  const qualifications = [];
  for (const text of items) {
    const [, title = text, level] = /^(.*\S)\s*\(\s*(?:level\s*|l)?(\d+)\s*\)$/is.exec(text) ?? [];
    const reading = readText(200)(title);
    if (!reading.ok) return reading;
    if (level !== undefined && Number(level) > 8) {
      return refused('level-unknown', 'A qualification has a level over 8.', 'Put its level from 0 to 8 in the brackets, or leave the brackets out.');
    }
    qualifications.push({ title: reading.value, level: level === undefined ? null : Number(level) });
  }
  return accepted(qualifications);
};

/** 'v1 2026-03-01': the version of the wording, then the day. */
function readConsent(on: PlainDate): CellRule<{ readonly wordingVersion: string; readonly givenOn: PlainDate } | null> {
  return (cell) => {
    if (/^no$/i.test(cell)) return accepted(null);
    const [, wordingVersion = '', typed = ''] = /^([a-z0-9][a-z0-9._-]{0,29})[\s,]+(.+)$/i.exec(cell) ?? [];
    if (typed === '') {
      return refused('consent-unreadable', 'A consent needs the version of its wording and the day on which it was given.', 'Write both, such as v1 2026-03-01, or leave it blank when there is no consent.');
    }
    const date = readDate(typed);
    if (!date.ok) return date;
    if (date.value > on) return refused('consent-in-future', 'The consent is dated after today.', 'Correct the day on which it was given.');
    return accepted({ wordingVersion, givenOn: date.value });
  };
}
