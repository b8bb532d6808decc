import { lowPay, payCheck, payFactsOf, type FigureTables } from '#lib/kernel';
import type { OpportunityEntry } from '#lib/opportunities';
import type { RowError } from '../files/row-error.js';

/** What its lister should know of an entry's pay; the row is kept all the same. */
export function payWarnings(tables: FigureTables, entry: OpportunityEntry, { column, weeklyHours, today }: { readonly column: string; readonly weeklyHours: number | null; readonly today: string }): readonly RowError[] {
  if (entry.kind === 'course') return [];
  // Whose file it is does not matter: the supplement on a band comes on top, and no band is under the minimum.
  const facts = payFactsOf({ ...entry, weeklyHours, isSalaryOfHours: entry.source === 'roles-csv', scheme: null, organisationName: '', organisationType: null });
  const found = lowPay(payCheck(tables, facts, { startsOn: entry.intake.startsOn, bornOn: null, workplace: { districtCode: null } }, today));
  return found === null ? [] : [{ column, ...found }];
}
