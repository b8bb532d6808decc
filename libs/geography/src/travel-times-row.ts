import { TRAVEL_MODES, type TravelMode } from '#lib/kernel';
import { DomainError } from '#lib/platform';

/** What a column of a file of travel times holds. */
type TravelField = 'from' | 'to' | 'minutes' | 'mode';

/** A file of travel times whose headings are known. */
export interface TravelTimesLayout {
  /** The file's own headings, trimmed. */
  readonly headings: readonly string[];
  /** Index into `headings` by field; -1 for a file without a mode column. */
  readonly columns: Readonly<Record<TravelField, number>>;
}

/** One pair of zones; null minutes: the routing engine found no way. */
export interface TravelTimeRow {
  readonly mode: TravelMode;
  readonly from: string;
  readonly to: string;
  readonly minutes: number | null;
}

/** What is wrong with a row, without the cell, and how to mend it. */
export class TravelTimeFault {
  constructor(
    readonly field: TravelField,
    readonly code: string,
    readonly reason: string,
  ) {}
}

/** Our own headings, and those of r5r, r5py and OpenTripPlanner's R packages; of several percentiles the median. */
const HEADINGS: Readonly<Record<TravelField, readonly string[]>> = {
  from: ['from', 'from_id', 'fromid'],
  to: ['to', 'to_id', 'toid'],
  minutes: ['minutes', 'travel_time', 'travel_time_p50'],
  mode: ['mode'],
};

/**
 * Which column is which. Throws geography/unknown-layout, and geography/mode-missing when neither a column nor the
 * caller tells the mode.
 */
export function travelTimesLayout(fileName: string, typed: readonly string[], mode: TravelMode | undefined): TravelTimesLayout {
  const headings = typed.map((heading) => heading.replace(/^\ufeff/, '').trim());
  const folded = headings.map((heading) => heading.toLowerCase());
  const columnOf = (field: TravelField): number => Math.max(-1, ...HEADINGS[field].map((heading) => folded.indexOf(heading)).filter((column) => column !== -1).slice(0, 1));
  const columns = { from: columnOf('from'), to: columnOf('to'), minutes: columnOf('minutes'), mode: columnOf('mode') };
  const missing = (['from', 'to', 'minutes'] as const).filter((field) => columns[field] === -1);
  if (missing.length > 0) {
    const separator = headings.length === 1 ? [';', '\t', '|'].find((character) => headings[0]!.includes(character)) : undefined;
    const guess = separator === undefined ? `It lacks ${missing.map((field) => HEADINGS[field].join(' or ')).join(', and ')}.` : `Its columns seem to be separated by ${separator === '\t' ? 'tabs' : `"${separator}"`}: save it with commas.`;
    throw new DomainError('geography/unknown-layout', `${fileName} is not a table of travel times that can be read. ${guess} Expected the headings from,to,minutes or from_id,to_id,travel_time, and mode where it has several.`);
  }
  if (columns.mode === -1 && mode === undefined) {
    throw new DomainError('geography/mode-missing', `${fileName} has no mode column. Say which mode its times are for: --mode ${TRAVEL_MODES.join(', ')}.`);
  }
  return { headings, columns };
}

/** A day. Times in seconds go beyond it soon, so that such a file is found out. */
const LONGEST_MINUTES = 1440;
const LSOA = /^[EW]01\d{6}$/;
const NUMBER = /^\d+(?:\.\d*)?(?:e[+-]?\d{1,2})?$/i;
/** As r5py, pandas and R write a pair without a way. */
const NO_WAY = new Set(['', 'nan', 'na']);
const MODES: ReadonlySet<string> = new Set(TRAVEL_MODES);

function isMode(text: string): text is TravelMode {
  return MODES.has(text);
}

/**
 * A function that reads one record. Pure. Decimal minutes are rounded up, since who arrives late has not arrived.
 *
 * @param ofRowsWithout mode of rows that do not say theirs
 * @param onlyOf2011 codes of areas that were split or merged in 2021. They are refused, not translated: a time to an
 *   area that was split is the time to none of its parts. The others are the same in both years, with the same code.
 */
export function travelTimeReader({ columns }: TravelTimesLayout, ofRowsWithout: TravelMode | undefined, onlyOf2011: ReadonlySet<string>): (record: readonly string[]) => TravelTimeRow | TravelTimeFault {
  const known = new Set<string>();
  const zoneFault = (field: 'from' | 'to', code: string): TravelTimeFault | null => {
    if (known.has(code)) return null;
    if (!LSOA.test(code)) return new TravelTimeFault(field, 'not-an-lsoa', 'A zone is the code of a small area (LSOA) of 2021, like E01000001 or W01000001. Build the table between LSOAs.');
    if (onlyOf2011.has(code)) return new TravelTimeFault(field, 'lsoa-of-2011', 'This small area of 2011 was split or merged in 2021. Build the table between the LSOAs of 2021.');
    known.add(code);
    return null;
  };
  return (record) => {
    const from = record[columns.from]!.trim();
    const to = record[columns.to]!.trim();
    const fault = zoneFault('from', from) ?? zoneFault('to', to);
    if (fault !== null) return fault;
    const typedMode = columns.mode === -1 ? '' : record[columns.mode]!.trim().toLowerCase();
    const mode = typedMode === '' ? ofRowsWithout : typedMode;
    if (mode === undefined || !isMode(mode)) return new TravelTimeFault('mode', 'not-a-mode', 'The mode must be walk, cycle, public or car. Where rows have none, add --mode.');
    const text = record[columns.minutes]!.trim();
    if (NO_WAY.has(text.toLowerCase())) return { mode, from, to, minutes: null };
    const minutes = NUMBER.test(text) ? Math.ceil(Number(text)) : Number.NaN;
    if (!(minutes <= LONGEST_MINUTES)) return new TravelTimeFault('minutes', 'not-minutes', `The minutes must be a number from 0 to ${LONGEST_MINUTES}, or empty or NaN where there is no way. Divide seconds by 60.`);
    return { mode, from, to, minutes };
  };
}
