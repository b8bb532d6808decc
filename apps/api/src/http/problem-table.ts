/** The one table from an error's code to a status. A code that is not here is for the user to mend: 422. */
const STATUS_OF_CODE: Readonly<Record<string, number>> = {
  'identity/organisation-not-found': 404,
  'candidates/candidate-not-found': 404,
  'opportunities/opportunity-not-found': 404,
  'opportunities/no-place-left': 409,
  'opportunities/not-open': 409,
  'matching/run-not-found': 404,
  'matching/no-run-yet': 404,
  'matching/candidate-not-in-run': 404,
  'matching/opportunity-not-in-run': 404,
  'matching/run-not-ready': 409,
  'matching/rules-changed': 410,
  'matching/snapshot-part-missing': 410,
  'brokerage/referral-not-found': 404,
  'brokerage/no-consent-to-share': 409,
  'brokerage/already-referred': 409,
  'brokerage/event-not-allowed': 409,
  'outcomes/not-started': 409,
  'exchange/upload-not-found': 404,
  'exchange/file-too-large': 413,
  'exchange/upload-not-read': 409,
  'exchange/form-unreadable': 400,
  'geography/no-directory': 409,
  'equality/tree-not-usable': 500,
};

/** The HTTP status for an error's code. */
export function statusOfCode(code: string): number {
  return STATUS_OF_CODE[code] ?? 422;
}
