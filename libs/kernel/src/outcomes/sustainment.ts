import { fromEpochDay, type PlainDate, toEpochDay } from '../calendar/plain-date.js';
import { askFor, type EmployerCode, EVIDENCE_KINDS, type EvidenceCode, type EvidenceSource } from './outcome-codes.js';

/** Weeks after the start at which it is asked whether the person is still there. */
export const CHECK_WEEKS = [13, 26, 52] as const;
export type CheckWeek = (typeof CHECK_WEEKS)[number];

/** A time in which somebody is employed, both days included. Spells may overlap. */
export interface EmploymentSpell {
  readonly employerCode: EmployerCode;
  readonly fromOn: PlainDate;
  /** Null: it goes on. */
  readonly toOn: PlainDate | null;
  /** Minutes of work a week; null: nobody has said. */
  readonly weeklyMinutes: number | null;
}

/** That somebody was there on a day. */
export interface SightedOn {
  readonly happenedOn: PlainDate;
  /** Null: the word of whoever recorded it. */
  readonly evidenceCode: EvidenceCode | null;
}

/** What a programme asks of a start that lasts. */
export interface SustainmentRules {
  /** Days without work that counts, from the start until the check is met: in all, and at once. */
  readonly permittedGapDays: number;
  readonly permittedGapDaysAtOnce: number;
  /** Minutes a week below which work does not count; 0 asks for nothing. Jobs with different employers at the same time add up. */
  readonly minimumWeeklyMinutes: number;
  readonly allowsChangeOfEmployer: boolean;
  /** Each of these is enough; none: the word of whoever records it is. */
  readonly evidenceCodes: readonly EvidenceCode[];
  /** Days after the due date within which the check is to be made, and a person in a permitted gap to be back. */
  readonly windowDays: number;
}

/** Where a programme has said nothing: no gap, the same employer, any hours, anybody's word, four weeks to ask. */
export const USUAL_SUSTAINMENT: SustainmentRules = {
  permittedGapDays: 0,
  permittedGapDaysAtOnce: 0,
  minimumWeeklyMinutes: 0,
  allowsChangeOfEmployer: false,
  evidenceCodes: [],
  windowDays: 28,
};

/**
 * Why a check is not met, by what the days were that did not count. 'left': no work since. 'gap': no work, and work
 * again later. 'hours': too few hours. 'employer': with another employer only, which does not count here.
 */
export interface NotSustained {
  readonly code: 'left' | 'gap' | 'hours' | 'employer';
  /** The first day that did not count. */
  readonly fromOn: PlainDate;
  /** Days at once so far, and days in all since the start. */
  readonly days: number;
  readonly daysInAll: number;
}

/** What is missing to tell, and who can be asked for it. */
interface MissingForCheck {
  readonly what: 'evidence' | 'hours' | 'return-to-work';
  /** Each of these would be enough; empty: anybody's word. */
  readonly evidenceCodes: readonly EvidenceCode[];
  readonly ask: readonly EvidenceSource[];
}

/**
 * How a check stands on a day. 'met' and 'not-met' are settled. 'not-due' is ahead. 'due' waits for an answer within
 * the window. 'cannot-tell': something was said that is not enough, or the window is over and nobody has said anything.
 */
export interface SustainedCheck {
  readonly week: CheckWeek;
  readonly dueOn: PlainDate;
  /** The last day on which the check is to be made. */
  readonly windowEndsOn: PlainDate;
  readonly state: 'met' | 'not-met' | 'due' | 'not-due' | 'cannot-tell';
  /** For 'met': the day on which it was, and by what evidence; null where anybody's word is enough. */
  readonly metOn: PlainDate | null;
  readonly evidenceCode: EvidenceCode | null;
  /** For 'not-met'. */
  readonly because: NotSustained | null;
  /** For 'due' and 'cannot-tell'. */
  readonly missing: MissingForCheck | null;
}

type DayKind = 'counts' | 'hours-unknown' | 'hours' | 'employer' | 'out';

/** Days on end, as days since 1970, that are of one kind. */
interface Stretch {
  readonly first: number;
  readonly days: number;
  readonly kind: DayKind;
}

type Walk = { readonly reached: number } | { readonly failed: NotSustained } | { readonly stillAway: NotSustained } | { readonly ahead: true };

/** The day from which a check can be answered: whole weeks after the start. */
export function checkDueOn(startedOn: PlainDate, week: CheckWeek): PlainDate {
  return fromEpochDay(toEpochDay(startedOn) + week * 7);
}

/**
 * How the checks after a start stand on a day. A check is met on its due date, or on the first day of work after a
 * gap that lasts over it, if from the start until then no more days failed to count than the rules permit, and
 * something shows it: evidence that is enough, of that day or a later one on which the person was at work. Days after
 * `today` are not judged. Neither the order of spells or evidence nor saying one twice changes the answer.
 */
export function sustainment(startedOn: PlainDate, spells: readonly EmploymentSpell[], evidence: readonly SightedOn[], rules: SustainmentRules, today: PlainDate): SustainedCheck[] {
  return CHECK_WEEKS.map((week) => checkOf(week, startedOn, spells, evidence, rules, toEpochDay(today)));
}

function checkOf(week: CheckWeek, startedOn: PlainDate, spells: readonly EmploymentSpell[], evidence: readonly SightedOn[], rules: SustainmentRules, today: number): SustainedCheck {
  const start = toEpochDay(startedOn);
  const due = start + week * 7;
  const windowEnd = due + rules.windowDays;
  const stretches = stretchesOf(start, Math.min(today, windowEnd), spells, rules);
  const about = { week, dueOn: fromEpochDay(due), windowEndsOn: fromEpochDay(windowEnd), metOn: null, evidenceCode: null, because: null, missing: null };
  const missing = (what: MissingForCheck['what'], evidenceCodes: readonly EvidenceCode[], ask: readonly EvidenceSource[]): MissingForCheck => ({ what, evidenceCodes, ask });

  const atBest = walk(stretches, due, rules, (kind) => kind === 'counts' || kind === 'hours-unknown');
  if ('failed' in atBest) return { ...about, state: 'not-met', because: atBest.failed };
  if ('ahead' in atBest) return { ...about, state: 'not-due' };
  if ('stillAway' in atBest) {
    if (today < due) return { ...about, state: 'not-due' };
    if (today > windowEnd) return { ...about, state: 'not-met', because: atBest.stillAway };
    return { ...about, state: 'due', missing: missing('return-to-work', rules.evidenceCodes, ['candidate']) };
  }
  const surely = walk(stretches, due, rules, (kind) => kind === 'counts');
  if (!('reached' in surely)) return { ...about, state: 'cannot-tell', missing: missing('hours', rules.evidenceCodes, ['employer', 'candidate']) };

  const ofThen = evidence.filter(({ happenedOn }) => isSeen(toEpochDay(happenedOn), surely.reached, today, spells, rules)).toSorted((a, b) => (shownBy(a) < shownBy(b) ? -1 : 1));
  const enough = ofThen.find(({ evidenceCode }) => rules.evidenceCodes.length === 0 || (evidenceCode !== null && rules.evidenceCodes.includes(evidenceCode)));
  if (enough !== undefined) return { ...about, state: 'met', metOn: fromEpochDay(surely.reached), evidenceCode: enough.evidenceCode };
  const ask: readonly EvidenceSource[] = rules.evidenceCodes.length === 0 ? ['candidate', 'employer'] : askFor(rules.evidenceCodes);
  const isLate = ofThen.length > 0 || today > windowEnd;
  return { ...about, state: isLate ? 'cannot-tell' : 'due', missing: missing('evidence', rules.evidenceCodes, ask) };
}

/** The earliest first; of one day by the code, so that the order in which it was recorded does not matter. */
const shownBy = ({ happenedOn, evidenceCode }: SightedOn): string => `${happenedOn} ${evidenceCode ?? '~'}`;

function isSeen(day: number, from: number, today: number, spells: readonly EmploymentSpell[], rules: SustainmentRules): boolean {
  return day >= from && day <= today && ['counts', 'hours-unknown'].includes(kindOfDay(day, spells, rules));
}

function kindOfDay(day: number, spells: readonly EmploymentSpell[], rules: SustainmentRules): DayKind {
  const covering = spells.filter(({ fromOn, toOn }) => toEpochDay(fromOn) <= day && (toOn === null || toEpochDay(toOn) >= day));
  if (covering.length === 0) return 'out';
  // At most one spell with an employer counts at a time: hours that changed, with the earlier ones left open, are not both worked.
  const counting = covering.filter(({ employerCode }) => rules.allowsChangeOfEmployer || employerCode === 'same');
  if (counting.length === 0) return 'employer';
  const most = new Map<EmployerCode, number>();
  for (const { employerCode, weeklyMinutes } of counting) most.set(employerCode, Math.max(most.get(employerCode) ?? 0, weeklyMinutes ?? 0));
  const minutes = [...most.values()].reduce((sum, one) => sum + one, 0);
  if (minutes >= rules.minimumWeeklyMinutes) return 'counts';
  return counting.some(({ weeklyMinutes }) => weeklyMinutes === null) ? 'hours-unknown' : 'hours';
}

/** The days from the start to the last one, both included, as few stretches: the kind changes only where a spell begins or ends. */
function stretchesOf(start: number, last: number, spells: readonly EmploymentSpell[], rules: SustainmentRules): Stretch[] {
  const edges = spells.flatMap(({ fromOn, toOn }) => [toEpochDay(fromOn), ...(toOn === null ? [] : [toEpochDay(toOn) + 1])]).filter((day) => day > start && day <= last);
  const firsts = [...new Set([start, ...edges])].toSorted((a, b) => a - b);
  return firsts.map((first, index) => ({ first, days: Math.max(0, (firsts[index + 1] ?? last + 1) - first), kind: kindOfDay(first, spells, rules) }));
}

/** How far the days go: to the first that counts from the due date on, to more days that do not count than are permitted, or to today. */
function walk(stretches: readonly Stretch[], due: number, rules: SustainmentRules, counts: (kind: DayKind) => boolean): Walk {
  let inAll = 0;
  let atOnce = 0;
  let away: Stretch | null = null;
  for (const [index, stretch] of stretches.entries()) {
    if (counts(stretch.kind)) {
      if (stretch.first + stretch.days > due) return { reached: Math.max(stretch.first, due) };
      atOnce = 0;
      away = null;
      continue;
    }
    away ??= stretch;
    inAll += stretch.days;
    atOnce += stretch.days;
    if (inAll > rules.permittedGapDays || atOnce > rules.permittedGapDaysAtOnce) return { failed: whyNot(away, stretch, stretches.slice(index + 1), { inAll, atOnce }, counts) };
  }
  return away === null ? { ahead: true } : { stillAway: whyNot(away, away, [], { inAll, atOnce }, counts) };
}

/** The whole time away, also beyond the day on which it became too long. */
function whyNot(away: Stretch, decisive: Stretch, after: readonly Stretch[], so: { readonly inAll: number; readonly atOnce: number }, counts: (kind: DayKind) => boolean): NotSustained {
  const back = after.findIndex(({ kind }) => counts(kind));
  const more = (back === -1 ? after : after.slice(0, back)).reduce((sum, { days }) => sum + days, 0);
  const codes = { hours: 'hours', employer: 'employer', out: after.some(({ kind }) => kind !== 'out') ? 'gap' : 'left', counts: 'gap', 'hours-unknown': 'hours' } as const;
  return { code: codes[decisive.kind], fromOn: fromEpochDay(away.first), days: so.atOnce + more, daysInAll: so.inAll + more };
}

const REASONS: Readonly<Record<NotSustained['code'], string>> = {
  left: 'The person has not been at work since',
  gap: 'The person was not at work from',
  hours: 'The hours were too few from',
  employer: 'The person was with another employer, which this programme does not count, from',
};

const DAYS = (days: number): string => (days === 1 ? '1 day' : `${days} days`);

/** How a check stands, and what to do next, in a sentence or two for a broker. */
export function checkInWords({ week, dueOn, windowEndsOn, state, metOn, evidenceCode, because, missing }: SustainedCheck, rules: SustainmentRules): string {
  if (state === 'met') return `${week} weeks reached on ${metOn}${evidenceCode === null ? '' : `, shown by ${EVIDENCE_KINDS[evidenceCode].meaning}`}.`;
  if (because !== null) return `${REASONS[because.code]} ${because.fromOn}: ${DAYS(because.days)} at once, ${because.daysInAll} in all. Permitted are ${rules.permittedGapDaysAtOnce} at once and ${rules.permittedGapDays} in all.`;
  if (missing === null) return `Due on ${dueOn}.`;
  const who = missing.ask.map((source) => `the ${source}`).join(' or ');
  if (missing.what === 'hours') return `The weekly hours are not known. Ask ${who} and record them.`;
  if (missing.what === 'return-to-work') return `The person is between jobs, for no longer than permitted so far. Ask ${who}, and record the next job if it begins by ${windowEndsOn}.`;
  const what = missing.evidenceCodes.length === 0 ? 'whether the person is still there' : `for ${missing.evidenceCodes.map((code) => EVIDENCE_KINDS[code].meaning).join(' or ')} of ${dueOn} or later`;
  return `Ask ${who} ${what}, by ${windowEndsOn}.`;
}
