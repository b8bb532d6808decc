import type { PlainDate } from '#lib/kernel';

/** A hire as an HR team returns it. Monitoring answers travel beside it and are stored apart. */
export interface HireEntry {
  readonly employeeReference: string;
  /** The reference under which a partner knew the candidate; null when the file does not say. */
  readonly candidateReference: string | null;
  readonly startedOn: PlainDate;
  /** As typed; null when blank. A postcode that is none is kept, and counted as unknown. */
  readonly postcode: string | null;
  readonly givenName: string | null;
  readonly familyName: string | null;
  readonly bornOn: PlainDate | null;
  /** In whole years at the start, where the file gives an age and no date of birth. */
  readonly age: number | null;
  readonly band: string | null;
  readonly staffGroup: string | null;
  readonly contract: string | null;
}
