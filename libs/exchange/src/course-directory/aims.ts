import type { FileRow } from '../files/row-error.js';
import { cellOf, type RowProblems } from './cell-rules.js';
import type { AimStatus } from './course-entry.js';

/** Answers what the table of learning aims says of a code of eight characters. */
export type AimLookup = (code: string) => AimStatus;

/** Eight letters and figures; every code has figures, which keeps words out. */
const CODE = /^(?=.*\d)[0-9A-Z]{8}$/;

/**
 * The LARS code as the Learning Aims Reference Service writes it: eight characters, capitals. Zeros that a
 * spreadsheet stripped from the front are put back (280206 → 00280206), and the strokes and spaces of a
 * qualification number as printed on certificates are dropped (603/3293/5 → 60332935). Null when no code
 * can be made of it; a blank stays ''.
 */
export function aimCodeOf(typed: string): string | null {
  const bare = typed.replace(/[\s/]+/g, '').toUpperCase();
  if (bare === '') return '';
  const code = bare.padStart(8, '0');
  return CODE.test(code) ? code : null;
}

/** Reads LARS_QAN. Null with a problem recorded when it is blank, not a code, unknown or expired. */
export function readAim(
  row: FileRow,
  isKnownAim: AimLookup | undefined,
  problems: RowProblems,
): { readonly kind: 'learning-aim'; readonly code: string; readonly status: AimStatus } | null {
  const typed = cellOf(row, 'LARS_QAN');
  const code = aimCodeOf(typed);
  if (code === '') {
    return problems.add(
      'LARS_QAN',
      'aim-missing',
      'The code of the qualification is missing.',
      'Give the LARS code (eight characters, for example 60332935). A course without a qualification goes in the other template.',
    );
  }
  if (code === null) {
    return /^\d(\.\d+)?e\+?\d+$/i.test(typed)
      ? problems.add(
          'LARS_QAN',
          'aim-spoilt-by-spreadsheet',
          'The spreadsheet turned the code into a number such as 6.03E+07.',
          'Format the column as text, type the code again and save the file as CSV.',
        )
      : problems.add(
          'LARS_QAN',
          'aim-not-a-code',
          'This is not a LARS code, which has at most eight letters and figures.',
          'Look the code up with Find a Learning Aim and copy it here.',
        );
  }
  const status = isKnownAim?.(code) ?? 'not-checked';
  if (status === 'unknown') {
    return problems.add(
      'LARS_QAN',
      'aim-unknown',
      'No learning aim has this LARS code.',
      'Check the code with Find a Learning Aim.',
    );
  }
  if (status === 'expired') {
    return problems.add(
      'LARS_QAN',
      'aim-expired',
      'The learning aim with this LARS code no longer takes new starts.',
      'Use the code of the qualification that replaced it, or take the row out.',
    );
  }
  return { kind: 'learning-aim', code, status };
}

/** A LARS code that is wrong, and every row that has it. */
interface AimOnRows {
  readonly code: string;
  readonly rowNumbers: readonly number[];
}

/** What is wrong with the LARS codes of a whole file. Codes are not personal, so they may be shown. */
export interface AimsOfFile {
  readonly rowsWithoutCode: readonly number[];
  readonly rowsWithoutReadableCode: readonly number[];
  readonly unknown: readonly AimOnRows[];
  readonly expired: readonly AimOnRows[];
  /** How many rows have a code that nothing could be asked about; the deployment has no table of aims. */
  readonly notChecked: number;
}

/**
 * Judges the LARS codes of a whole courses file before any other rule is run, as the Course Directory does:
 * a file made for last year's qualifications is then put right once instead of row by row.
 */
export async function checkAimsOfWholeFile(
  rows: AsyncIterable<FileRow> | Iterable<FileRow>,
  isKnownAim?: AimLookup,
): Promise<AimsOfFile> {
  const rowsWithoutCode: number[] = [];
  const rowsWithoutReadableCode: number[] = [];
  const unknown = new Map<string, number[]>();
  const expired = new Map<string, number[]>();
  let notChecked = 0;
  for await (const row of rows) {
    if (row.unreadable) continue;
    const code = aimCodeOf(cellOf(row, 'LARS_QAN'));
    if (code === '') rowsWithoutCode.push(row.rowNumber);
    else if (code === null) rowsWithoutReadableCode.push(row.rowNumber);
    else {
      const status = isKnownAim?.(code) ?? 'not-checked';
      if (status === 'not-checked') notChecked += 1;
      if (status === 'unknown') unknown.set(code, [...(unknown.get(code) ?? []), row.rowNumber]);
      if (status === 'expired') expired.set(code, [...(expired.get(code) ?? []), row.rowNumber]);
    }
  }
  return { rowsWithoutCode, rowsWithoutReadableCode, unknown: listed(unknown), expired: listed(expired), notChecked };
}

function listed(byCode: ReadonlyMap<string, readonly number[]>): AimOnRows[] {
  return [...byCode].map(([code, rowNumbers]) => ({ code, rowNumbers }));
}
