import { decileOfRank, IMD_AREAS, readPostcode, type ImdEdition } from '#lib/kernel';
import type { CopyValue } from '#lib/platform';
import type { Field, GeographyKind } from './layouts.js';
import type { Recognised } from './recognise.js';

/** Why a row was left out: never holds the cell's value. */
export interface RowFault {
  readonly row: number;
  /** The file's own heading. */
  readonly column: string;
  readonly code: string;
  readonly reason: string;
}

/** A row for the staged table, its values in the order of the kind's columns, or what is wrong with it. */
export type RowReading = readonly CopyValue[] | Fault;

/** Thrown by no one, returned by the readers: a class so that a row and a fault are told apart at a glance. */
export class Fault {
  constructor(
    readonly field: Field,
    readonly code: string,
    readonly reason: string,
  ) {}
}

/** Columns of the staged rows, in the order in which {@link rowReader} returns them. */
export const STAGED_COLUMNS: Readonly<Record<GeographyKind, readonly string[]>> = {
  postcodes: [
    'postcode_key', 'is_live', 'terminated_month', 'country_code', 'lad_code', 'lsoa11_code', 'lsoa21_code', 'icb_code',
    'easting', 'northing', 'latitude', 'longitude',
  ],
  'deprivation-2019': ['edition', 'lsoa_code', 'rank', 'decile', 'score'],
  'deprivation-2025': ['edition', 'lsoa_code', 'rank', 'decile', 'score'],
  'lsoa-changes': ['lsoa11_code', 'lsoa21_code', 'change_code'],
  'lsoa-boards': ['lsoa21_code', 'lad_code', 'sub_icb_code', 'icb_code'],
};

type Cell = (field: Field) => string;

/** A function that reads one record of a recognised file. Pure; a cell that a layout lacks counts as blank. */
export function rowReader(file: Recognised): (record: readonly string[]) => RowReading {
  const { kind } = file.layout;
  const { columns } = file;
  let record: readonly string[] = [];
  const cell: Cell = (field) => {
    const column = columns[field];
    return column === undefined ? '' : (record[column] ?? '').trim();
  };
  const read = {
    postcodes: () => readDirectoryRow(cell, columns.terminated !== undefined),
    'deprivation-2019': () => readRank(cell, 2019, 'lsoa11'),
    'deprivation-2025': () => readRank(cell, 2025, 'lsoa21'),
    'lsoa-changes': () => readChange(cell),
    'lsoa-boards': () => readBoard(cell),
  }[kind];
  return (next) => {
    record = next;
    return read();
  };
}

const COUNTRIES: Readonly<Record<string, string>> = { E: 'E92000001', W: 'W92000004', S: 'S92000003', N: 'N92000002', L: 'L93000001', M: 'M83000003' };

/** GSS codes, and the codes of Northern Ireland's older small areas (95AA01S1). */
const AREA_CODE = /^(?:[A-Z]\d{8}|95[A-Z0-9]{6})$/;
/** E99999999: the publisher's "no such area in this country". */
const NO_AREA = /^[A-Z]99999999$/;

function readDirectoryRow(cell: Cell, saysWhenEnded: boolean): RowReading {
  const postcode = readPostcode(cell('postcode'));
  if (postcode === null || postcode.isRepaired) return new Fault('postcode', 'not-a-postcode', 'This is not a postcode that can exist.');

  const ended = cell('terminated');
  const month = /^((?:19|20)\d\d)(0[1-9]|1[0-2])$/.exec(ended);
  if (ended !== '' && month === null) return new Fault('terminated', 'not-a-month', 'The end must be a year and month, YYYYMM, or blank.');

  for (const field of ['country', 'lad', 'lsoa11', 'lsoa21', 'icb'] as const) {
    const code = cell(field);
    if (code !== '' && !AREA_CODE.test(code)) return new Fault(field, 'not-an-area-code', 'An area code is a letter and eight digits.');
  }
  const country = COUNTRIES[(cell('country') || cell('lad')).charAt(0)];
  if (country === undefined && cell('country') !== '') return new Fault('country', 'not-a-country', 'The country must be a code that begins with E, W, S, N, L or M.');

  const hasPosition = cell('gridIndicator') !== '9';
  const easting = hasPosition ? wholeNumber(cell('easting'), 700_000) : null;
  if (easting === undefined) return new Fault('easting', 'not-an-easting', 'The easting must be whole metres from 0 to 700000, or blank.');
  const northing = hasPosition ? wholeNumber(cell('northing'), 1_300_000) : null;
  if (northing === undefined) return new Fault('northing', 'not-a-northing', 'The northing must be whole metres from 0 to 1300000, or blank.');

  const isNowhere = !hasPosition || cell('latitude').startsWith('99.99');
  const latitude = isNowhere ? null : decimal(cell('latitude'), 49, 62);
  if (latitude === undefined) return new Fault('latitude', 'not-a-latitude', 'The latitude must be a number from 49 to 62, 99.999999 for none, or blank.');
  const longitude = isNowhere ? null : decimal(cell('longitude'), -9, 3);
  if (longitude === undefined) return new Fault('longitude', 'not-a-longitude', 'The longitude must be a number from -9 to 3, or blank.');

  return [
    postcode.key,
    saysWhenEnded ? month === null : null,
    month === null ? null : `${month[1]}-${month[2]}`,
    country ?? null,
    area(cell('lad')),
    area(cell('lsoa11')),
    area(cell('lsoa21')),
    area(cell('icb')),
    ...together(easting, northing),
    ...together(latitude, longitude),
  ];
}

const ENGLISH_LSOA = /^E01\d{6}$/;
const LSOA = /^[EW]01\d{6}$/;

/** The decile must be that of the rank: a file whose deciles are ranks, or of the other edition, cannot pass. */
function readRank(cell: Cell, edition: ImdEdition, lsoa: 'lsoa11' | 'lsoa21'): RowReading {
  if (!ENGLISH_LSOA.test(cell(lsoa))) return new Fault(lsoa, 'not-an-english-lsoa', 'An English small area has a code like E01000001.');
  const areas = IMD_AREAS[edition];
  const rank = wholeNumber(withoutThousands(cell('rank')), areas);
  if (rank === undefined || rank === null || rank === 0) return new Fault('rank', 'not-a-rank', `The rank must be a whole number from 1 to ${areas}.`);
  const decile = decileOfRank(rank, areas);
  if (wholeNumber(cell('decile'), 10) !== decile) return new Fault('decile', 'not-the-decile-of-the-rank', `The decile must be the rank's, of ${areas} areas.`);
  const score = decimal(cell('score'), 0, 100);
  if (score === undefined) return new Fault('score', 'not-a-score', 'The score must be a number from 0 to 100, or blank.');
  return [edition, cell(lsoa), rank, decile, score];
}

function readChange(cell: Cell): RowReading {
  for (const field of ['lsoa11', 'lsoa21'] as const) {
    if (!LSOA.test(cell(field))) return new Fault(field, 'not-an-lsoa', 'A small area has a code like E01000001 or W01000001.');
  }
  if (!/^[USMX]$/.test(cell('change'))) return new Fault('change', 'not-a-change', 'The change must be U, S, M or X.');
  return [cell('lsoa11'), cell('lsoa21'), cell('change')];
}

function readBoard(cell: Cell): RowReading {
  if (!LSOA.test(cell('lsoa21'))) return new Fault('lsoa21', 'not-an-lsoa', 'A small area has a code like E01000001.');
  for (const field of ['lad', 'subIcb', 'icb'] as const) {
    if (!/^[EW]\d{8}$/.test(cell(field))) return new Fault(field, 'not-an-area-code', 'An area code is a letter and eight digits.');
  }
  return [cell('lsoa21'), cell('lad'), cell('subIcb'), cell('icb')];
}

function area(code: string): string | null {
  return code === '' || NO_AREA.test(code) ? null : code;
}

/** Half a position is none: the areas of such a row are still good. */
function together(one: number | null, other: number | null): [number, number] | [null, null] {
  return one === null || other === null ? [null, null] : [one, other];
}

/** Spreadsheets write 29199 as "29,199" when they save a file again. */
function withoutThousands(text: string): string {
  return /^\d{1,3}(?:,\d{3})+$/.test(text) ? text.replaceAll(',', '') : text;
}

/** Null for blank, undefined for what is not a whole number from 0 to `most`. */
function wholeNumber(text: string, most: number): number | null | undefined {
  if (text === '') return null;
  const value = /^\d{1,7}$/.test(text) ? Number(text) : most + 1;
  return value > most ? undefined : value;
}

/** Null for blank, undefined for what is not a decimal number in the range. */
function decimal(text: string, least: number, most: number): number | null | undefined {
  if (text === '') return null;
  const value = /^-?\d{1,3}(?:\.\d+)?(?:e-\d{1,2})?$/i.test(text) ? Number(text) : Number.NaN;
  return value >= least && value <= most ? value : undefined;
}
