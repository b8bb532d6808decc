import { addDays, type PlainDate } from '../calendar/plain-date.js';

/** What is recorded of an employer and the Living Wage. 'committed': it has said that it will pay it. */
export const ACCREDITATION_STATUSES = ['not-paying', 'paying', 'committed', 'accredited', 'ended'] as const;

export type AccreditationStatus = (typeof ACCREDITATION_STATUSES)[number];

/** What it was recorded from. 'licence' and 'register' are the Living Wage Foundation's. */
export const ACCREDITATION_EVIDENCE = ['licence', 'register', 'payroll', 'contract', 'letter', 'word-of-mouth'] as const;

export type AccreditationEvidence = (typeof ACCREDITATION_EVIDENCE)[number];

export interface AccreditationRecord {
  readonly status: AccreditationStatus;
  readonly evidenceKind: AccreditationEvidence;
  readonly fromOn: PlainDate;
  /** The last day on which it holds without being renewed; null: not stated. */
  readonly untilOn: PlainDate | null;
}

/** How a record stands on a day: as it says, or that it is to be renewed soon, or has run out. */
export const ACCREDITATION_STANDINGS = [...ACCREDITATION_STATUSES, 'renewal-due', 'lapsed', 'not-recorded'] as const;

export type AccreditationStanding = (typeof ACCREDITATION_STANDINGS)[number];

/** An employer has this long to renew before the record runs out. */
const RENEWAL_DAYS = 60;

/** Where an employer stands on a day; null: nothing is recorded, or only for later. */
export function accreditationStanding(record: Pick<AccreditationRecord, 'status' | 'fromOn' | 'untilOn'> | null, today: PlainDate): AccreditationStanding {
  if (record === null || record.fromOn > today) return 'not-recorded';
  const { status, untilOn } = record;
  if (untilOn === null || status === 'ended' || status === 'not-paying') return status;
  if (untilOn < today) return 'lapsed';
  return status === 'accredited' && untilOn <= addDays(today, RENEWAL_DAYS) ? 'renewal-due' : status;
}

/** What is wrong with a record, and where; empty when it can be kept. Accreditation is the Foundation's to give, so only its own papers show it. */
export function accreditationProblems({ status, evidenceKind, fromOn, untilOn }: AccreditationRecord): readonly { readonly pointer: string; readonly detail: string }[] {
  const problems: { pointer: string; detail: string }[] = [];
  if (untilOn !== null && untilOn < fromOn) problems.push({ pointer: '/untilOn', detail: 'The last day is before the first. Expected a day from then on, or null.' });
  if (status === 'accredited' && evidenceKind !== 'licence' && evidenceKind !== 'register') problems.push({ pointer: '/evidenceKind', detail: 'Accreditation is shown by the licence or the public register. Look it up there, or record it as paying.' });
  if (status === 'accredited' && untilOn === null) problems.push({ pointer: '/untilOn', detail: 'An accreditation has a day by which it is renewed. It is on the licence.' });
  return problems;
}

/** Organisations with one record in common, or with none. */
export interface CountedRecords {
  readonly record: Pick<AccreditationRecord, 'status' | 'fromOn' | 'untilOn'> | null;
  readonly count: number;
}

/** How many organisations stand where on a day, every standing named. They are counts of organisations and never of people. */
export function countStandings(counted: readonly CountedRecords[], today: PlainDate): Readonly<Record<AccreditationStanding, number>> {
  const counts = Object.fromEntries(ACCREDITATION_STANDINGS.map((standing) => [standing, 0])) as Record<AccreditationStanding, number>;
  for (const { record, count } of counted) counts[accreditationStanding(record, today)] += count;
  return counts;
}
