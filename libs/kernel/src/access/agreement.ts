import { isPlainDate, type PlainDate } from '../calendar/plain-date.js';

/** What has to hold for an agreement; `parties` is null where only the dates are asked about. */
interface Agreement {
  readonly fromOn: PlainDate;
  readonly toOn: PlainDate | null;
  readonly parties: readonly { readonly organisationCode: string; readonly isActing: boolean; readonly isActedFor: boolean }[] | null;
}

/** Why an agreement cannot be recorded, as a sentence; null when it can. */
export function agreementProblem({ fromOn, toOn, parties }: Agreement): string | null {
  if (!isPlainDate(fromOn) || (toOn !== null && !isPlainDate(toOn))) return 'The first and the last day must be real dates, as 2026-03-31.';
  if (toOn !== null && toOn < fromOn) return 'The last day is before the first.';
  if (parties === null) return null;
  const codes = parties.map(({ organisationCode }) => organisationCode.toUpperCase());
  if (new Set(codes).size < codes.length) return 'An organisation is a party twice. Name it once, with everything that it is.';
  const someActsForAnother = parties.some((acting) => acting.isActing && parties.some((other) => other !== acting && other.isActedFor));
  return someActsForAnother ? null : 'An agreement needs a party that acts and another that it acts for.';
}
