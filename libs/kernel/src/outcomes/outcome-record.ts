import { addDays, isPlainDate, type PlainDate } from '../calendar/plain-date.js';
import type { EvidenceCode } from './outcome-codes.js';
import { type Progress, progressOf, type Progression, type ProgressionKind, progressionProblem } from './progression.js';
import { checkDueOn, checkInWords, type CheckWeek, type EmploymentSpell, type SustainedCheck, sustainment, type SustainmentRules } from './sustainment.js';

/**
 * What was found after a start. 'start-confirmed': evidence shows the start. 'still-there': was there on that day, for
 * a check when `week` names it. 'left': that was the last day, `destinationCode` says where to or why. 'progressed': a
 * higher band or level, a qualification or a registration from that day.
 */
export interface OutcomeEvent {
  readonly kind: 'start-confirmed' | 'still-there' | 'left' | 'progressed';
  readonly happenedOn: PlainDate;
  readonly week?: CheckWeek | null;
  readonly destinationCode?: string | null;
  readonly evidenceCode?: EvidenceCode | null;
  /** For 'progressed': what in, from where to where, and the step of a ladder that is reached. */
  readonly progressionKind?: ProgressionKind | null;
  readonly fromCode?: string | null;
  readonly toCode?: string | null;
  readonly stepCode?: string | null;
}

/** An event with who recorded it and when; null for what a linked hire says. */
export interface KnownOutcome extends OutcomeEvent {
  readonly recordedBy?: string | null;
  readonly recordedAt?: string | null;
}

/** What shows the start. */
export interface StartConfirmation {
  readonly evidenceCode: EvidenceCode;
  readonly recordedBy: string | null;
  readonly recordedAt: string | null;
}

/** Everything that is known of a start, and by which rules it is looked at. */
export interface KnownStart {
  readonly startedOn: PlainDate;
  readonly events: readonly KnownOutcome[];
  readonly spells: readonly EmploymentSpell[];
  readonly rules: SustainmentRules;
}

/** How a start has turned out so far. */
export interface OutcomeSummary {
  /** 'started' while nothing is known but the start. */
  readonly status: 'started' | 'still-there' | 'left';
  readonly startedOn: PlainDate;
  /** What shows the start, each kind of evidence once. */
  readonly confirmedBy: readonly StartConfirmation[];
  /** The latest day on which the person is known to have been there. */
  readonly lastSeenOn: PlainDate;
  readonly leftOn: PlainDate | null;
  readonly destinationCode: string | null;
  /** Days of progression, earliest first. */
  readonly progressedOn: readonly PlainDate[];
  readonly progress: Progress;
  readonly spells: readonly EmploymentSpell[];
  readonly rules: SustainmentRules;
  /** Each with how it stands, and what to do next, in words. */
  readonly checks: readonly (SustainedCheck & { readonly inWords: string })[];
  /** When the next check that is not settled is, or was, due; null when none is left. */
  readonly nextCheckOn: PlainDate | null;
}

function latest(dates: readonly PlainDate[]): PlainDate | null {
  return dates.toSorted().at(-1) ?? null;
}

const FIELDS = ['kind', 'happenedOn', 'week', 'evidenceCode', 'progressionKind', 'fromCode', 'toCode', 'stepCode'] as const;

function isSame(a: OutcomeEvent, b: OutcomeEvent): boolean {
  return FIELDS.every((field) => (a[field] ?? null) === (b[field] ?? null));
}

/**
 * Why an event cannot be added to what is known, as a sentence for the user; null when it can. What is known
 * already may be said again. `today` is the last day on which anything can have happened.
 */
export function checkOutcome(known: KnownStart, event: OutcomeEvent, today: PlainDate): string | null {
  const { startedOn, events, spells } = known;
  const { kind, happenedOn } = event;
  if (!isPlainDate(happenedOn)) return 'The date is not a day that exists. Give it as 2026-03-31.';
  if (events.some((earlier) => isSame(earlier, event))) return null;
  if (happenedOn < startedOn) return `The date is before the start on ${startedOn}. Check the year.`;
  if (happenedOn > today) return 'The date is in the future. Record it when it has happened.';
  const problem = partsProblem(startedOn, event);
  if (problem !== null) return problem;
  const { leftOn } = whereabouts(startedOn, events);
  if (kind === 'left') {
    const others = spells.filter(({ employerCode }) => employerCode !== 'same');
    const { lastSeenOn } = whereabouts(startedOn, events.filter((earlier) => !isWithin(others, earlier.happenedOn)));
    if (leftOn !== null) return `The person is recorded as having left on ${leftOn}.`;
    return happenedOn < lastSeenOn ? `The person is recorded as there on ${lastSeenOn}, after this date.` : null;
  }
  if (isWithin(spellsOfStart(known), happenedOn)) return null;
  if (leftOn !== null && happenedOn > leftOn) return `The person is recorded as having left on ${leftOn}, before this date. Record the next job first if there is one.`;
  return 'No employment is recorded for this day. Record the job first.';
}

function isWithin(spells: readonly EmploymentSpell[], day: PlainDate): boolean {
  return spells.some(({ fromOn, toOn }) => fromOn <= day && (toOn === null || toOn >= day));
}

/** What goes with which kind of event. */
function partsProblem(startedOn: PlainDate, event: OutcomeEvent): string | null {
  const { kind, happenedOn, progressionKind, toCode } = event;
  if (kind === 'start-confirmed') {
    if (!event.evidenceCode) return 'Say what shows the start: a payslip, a confirmation by the employer, or another kind of evidence.';
    if (happenedOn !== startedOn) return `The start is recorded for ${startedOn}. Give that day, or have the start corrected.`;
  }
  if (event.week) {
    if (kind !== 'still-there') return 'Only "still there" answers a check. Leave the week out.';
    const dueOn = checkDueOn(startedOn, event.week);
    if (happenedOn < dueOn) return `The ${event.week}-week check is due on ${dueOn}. Record an earlier day without the week.`;
  }
  if (kind !== 'progressed') return [progressionKind, event.fromCode, toCode, event.stepCode].some((part) => part) ? 'What was reached goes with "progressed" only.' : null;
  if (!progressionKind || !toCode) return 'Say what was reached: a band, a level, a qualification or a registration, and its code.';
  return progressionProblem({ kind: progressionKind, fromCode: event.fromCode ?? null, toCode });
}

/**
 * Why a spell of employment cannot be recorded, as a sentence for the user; null when it can. One with the same
 * employer and first day takes the place of the earlier one.
 */
export function spellProblem(startedOn: PlainDate, { fromOn, toOn }: Pick<EmploymentSpell, 'fromOn' | 'toOn'>, today: PlainDate): string | null {
  if (!isPlainDate(fromOn) || (toOn !== null && !isPlainDate(toOn))) return 'The date is not a day that exists. Give it as 2026-03-31.';
  if (fromOn < startedOn) return `The first day is before the start on ${startedOn}. Check the year.`;
  if (fromOn > today || (toOn !== null && toOn > today)) return 'The date is in the future. Record it when it has come.';
  if (toOn !== null && toOn < fromOn) return 'The last day is before the first day.';
  return null;
}

/**
 * The employment that the checks are judged by. While nobody has recorded that with the first employer, it goes from
 * the start to the day on which the person left; a recorded one that is open ends there too.
 */
function spellsOfStart({ startedOn, events, spells }: Pick<KnownStart, 'startedOn' | 'events' | 'spells'>): EmploymentSpell[] {
  const { leftOn } = whereabouts(startedOn, events);
  const own = spells.filter(({ employerCode }) => employerCode === 'same');
  const others = spells.filter(({ employerCode }) => employerCode !== 'same');
  if (own.length === 0) return [{ employerCode: 'same', fromOn: startedOn, toOn: leftOn, weeklyMinutes: null }, ...others];
  return [...own.map((spell) => (spell.toOn === null && leftOn !== null && leftOn >= spell.fromOn ? { ...spell, toOn: leftOn } : spell)), ...others];
}

const isOpen = ({ state }: SustainedCheck): boolean => state !== 'met' && state !== 'not-met';

/** The checks of which the brokers are to be told today: each that is due and not settled, as long as there is time for it. */
export function checksToRemindOf({ checks }: Pick<OutcomeSummary, 'checks'>, today: PlainDate): SustainedCheck[] {
  return checks.filter((check) => isOpen(check) && check.dueOn <= today && check.windowEndsOn >= today);
}

/**
 * The day on which a start is to be looked at though nothing more is recorded: when a check falls due, and when the time for
 * one is over, which can settle it. Null: never again.
 *
 * @param isLookedAt whether it has been looked at today
 */
export function nextLookOn(summary: Pick<OutcomeSummary, 'checks'>, today: PlainDate, isLookedAt: boolean): PlainDate | null {
  if (!isLookedAt && checksToRemindOf(summary, today).length > 0) return today;
  const days = summary.checks.filter(isOpen).flatMap(({ dueOn, windowEndsOn }) => [dueOn, addDays(windowEndsOn, 1)]);
  return days.filter((day) => day > today).toSorted()[0] ?? null;
}

function whereabouts(startedOn: PlainDate, events: readonly OutcomeEvent[]): { leftOn: PlainDate | null; lastSeenOn: PlainDate } {
  const leftOn = latest(events.filter(({ kind }) => kind === 'left').map(({ happenedOn }) => happenedOn));
  const seenOn = events.filter(({ kind }) => kind !== 'start-confirmed').map(({ happenedOn }) => happenedOn);
  const lastSeenOn = [startedOn, ...seenOn].reduce((a, b) => (a > b ? a : b));
  return { leftOn, lastSeenOn };
}

function progressionsOf(events: readonly OutcomeEvent[]): Progression[] {
  return events.flatMap(({ happenedOn, progressionKind, fromCode, toCode, stepCode }) =>
    progressionKind && toCode ? [{ kind: progressionKind, happenedOn, fromCode: fromCode ?? null, toCode, stepCode: stepCode ?? null }] : []);
}

/** How a start stands on a day. Neither the order of the events nor saying one twice changes the answer. */
export function summariseOutcomes(known: KnownStart, today: PlainDate): OutcomeSummary {
  const { startedOn, events, rules } = known;
  const { leftOn, lastSeenOn } = whereabouts(startedOn, events);
  const destinations = events.filter((event) => event.kind === 'left' && event.happenedOn === leftOn).flatMap((event) => event.destinationCode ?? []);
  const spells = spellsOfStart(known);
  const sightings = events.filter(({ kind }) => kind !== 'start-confirmed').map(({ happenedOn, evidenceCode }) => ({ happenedOn, evidenceCode: evidenceCode ?? null }));
  const checks = sustainment(startedOn, spells, sightings, rules, today).map((check) => ({ ...check, inWords: checkInWords(check, rules) }));
  const status = events.some(({ kind }) => kind !== 'start-confirmed') ? 'still-there' : 'started';
  return {
    status: leftOn === null ? status : 'left',
    startedOn,
    confirmedBy: confirmationsOf(events),
    lastSeenOn,
    leftOn,
    destinationCode: latest(destinations),
    progressedOn: [...new Set(events.filter(({ kind }) => kind === 'progressed').map(({ happenedOn }) => happenedOn))].toSorted(),
    progress: progressOf(progressionsOf(events)),
    spells,
    rules,
    checks,
    nextCheckOn: checks.find(isOpen)?.dueOn ?? null,
  };
}

/** Each kind of evidence once, as it was first recorded. */
function confirmationsOf(events: readonly KnownOutcome[]): StartConfirmation[] {
  const first = new Map<EvidenceCode, StartConfirmation>();
  const inOrder = events.toSorted((a, b) => ((a.recordedAt ?? '') < (b.recordedAt ?? '') ? -1 : 1));
  for (const { kind, evidenceCode, recordedBy, recordedAt } of inOrder) {
    if (kind === 'start-confirmed' && evidenceCode && !first.has(evidenceCode)) first.set(evidenceCode, { evidenceCode, recordedBy: recordedBy ?? null, recordedAt: recordedAt ?? null });
  }
  return [...first.values()].toSorted((a, b) => (a.evidenceCode < b.evidenceCode ? -1 : 1));
}
