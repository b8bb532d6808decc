/**
 * Cells that a spreadsheet might take for a formula are written with an apostrophe before them, as OWASP
 * advises against CSV injection: those that begin with = + - @, a tab, a carriage return, or one of the
 * full-width signs that Numbers and Japanese editions of Excel read as the same.
 *
 * A number with a sign and a telephone number (-5, +44 20 7946 0000) stay as they are: without a letter there
 * is no function, cell or program to call, and an apostrophe would spoil the column for whoever sorts it.
 *
 * A cell that already begins with apostrophes before such a sign gets one more. That makes reading exact:
 * {@link withoutFormulaGuard} takes one off, and any cell at all survives being written and read.
 */
export function withFormulaGuard(cell: string): string {
  return LIKE_A_FORMULA.test(cell) && !NUMBER_ONLY.test(cell) ? `'${cell}` : cell;
}

/** The cell without the apostrophe that {@link withFormulaGuard}, or another program with the same rule, put before it. */
export function withoutFormulaGuard(cell: string): string {
  return cell.startsWith("'") && LIKE_A_FORMULA.test(cell) ? cell.slice(1) : cell;
}

const LIKE_A_FORMULA = /^'*[=+\-@\t\r\uff1d\uff0b\uff0d\uff20]/;
const NUMBER_ONLY = /^[+-][\d ().,/-]*$/;
