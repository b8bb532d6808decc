import { addDays, type PlainDate } from '../calendar/plain-date.js';

/** The days that say on which lists somebody is; each is null where there is no such day. One small row a person. */
export interface CaseSummary {
  /** The earliest day by which something is to be done for them. */
  readonly nextTaskOn: PlainDate | null;
  /** Since when the live referral that has waited longest has not moved. */
  readonly stillSinceOn: PlainDate | null;
  /**
   * When they were last reached, came on the books, or their last pause ends, whichever is latest: only of people who look for
   * something. Of whoever has a live referral no pause counts.
   */
  readonly noContactSinceOn: PlainDate | null;
  readonly contractEndsOn: PlainDate | null;
  /** The earliest day on which somebody has to ask whether they are still there. */
  readonly nextOutcomeOn: PlainDate | null;
  /** Since when an offer waits for their answer. */
  readonly offerSinceOn: PlainDate | null;
  /** Since when checks before a start are under way. */
  readonly checksSinceOn: PlainDate | null;
  /** Since when nobody looks after them, of the same people and likewise. */
  readonly unassignedSinceOn: PlainDate | null;
  /** Since when the broker who looks after them does. */
  readonly assignedSinceOn: PlainDate | null;
}

/** The columns of the summary. */
export type CaseDay = keyof CaseSummary;

/** When something has taken too long, as a broker or a brokerage has it. */
export interface CaseLimits {
  readonly stalledDays: number;
  readonly noContactDays: number;
  readonly contractWeeks: number;
}

export const STANDARD_CASE_LIMITS: CaseLimits = { stalledDays: 14, noContactDays: 28, contractWeeks: 8 };

interface ListRule {
  readonly title: string;
  /** Who is on it, in a sentence for a broker. */
  readonly meaning: string;
  /** What to do with somebody on it. */
  readonly step: string;
  readonly day: CaseDay;
  /** The first and the last such day of those who are on it; null: however early. */
  readonly window: (today: PlainDate, limits: CaseLimits) => readonly [from: PlainDate | null, to: PlainDate];
}

/** The lists of a caseload, the most urgent first: each is a span of one day of the summary, so that an index holds it in its order. */
const LIST_RULES = {
  overdue: { title: 'Overdue', meaning: 'Something should have been done by now.', step: 'Do what was due, or give it a new day.', day: 'nextTaskOn', window: (today) => [null, addDays(today, -1)] },
  today: { title: 'Today', meaning: 'Something is to be done today.', step: 'Do what is due today.', day: 'nextTaskOn', window: (today) => [today, today] },
  'offers-waiting': { title: 'Offers waiting', meaning: 'A place is offered and held, and they have not answered.', step: 'Ask whether they take the offer.', day: 'offerSinceOn', window: (today) => [null, today] },
  'outcome-checks': { title: 'Outcome checks due', meaning: 'They started, and it is time to ask whether they are still there.', step: 'Ask whether they are still there.', day: 'nextOutcomeOn', window: (today) => [null, today] },
  stalled: { title: 'Stalled', meaning: 'A referral has not moved for a while.', step: 'Ask the employer or college how it stands.', day: 'stillSinceOn', window: (today, { stalledDays }) => [null, addDays(today, -stalledDays)] },
  checks: { title: 'Checks in progress', meaning: 'They have accepted, and checks before the start are under way.', step: 'See which check is missing.', day: 'checksSinceOn', window: (today) => [null, today] },
  'contract-ending': { title: 'Contract ending', meaning: 'Their contract ends soon.', step: 'Find what comes next before the contract ends.', day: 'contractEndsOn', window: (today, { contractWeeks }) => [today, addDays(today, 7 * contractWeeks)] },
  'no-contact': { title: 'No contact', meaning: 'Nobody has reached them for a while. Whoever is paused and has no live referral is left out until the pause ends.', step: 'Get in touch.', day: 'noContactSinceOn', window: (today, { noContactDays }) => [null, addDays(today, -noContactDays)] },
  unassigned: { title: 'Nobody’s', meaning: 'They look for something, and no broker looks after them. Whoever is paused and has no live referral is left out until the pause ends.', step: 'Give them to a broker, or take them on.', day: 'unassignedSinceOn', window: (today) => [null, today] },
  assigned: { title: 'Looked after', meaning: 'A broker looks after them.', step: 'Nothing is due.', day: 'assignedSinceOn', window: (today) => [null, today] },
} as const satisfies Readonly<Record<string, ListRule>>;

export type CaseList = keyof typeof LIST_RULES;

/** In the order of urgency, which is that of a page. */
export const CASE_LISTS = Object.keys(LIST_RULES) as readonly CaseList[];

/** The words of a list. */
export function caseListWords(list: CaseList): { readonly title: string; readonly meaning: string; readonly step: string } {
  const { title, meaning, step } = LIST_RULES[list];
  return { title, meaning, step };
}

/** Which day of the summary decides over a list, and the first (null: none) and last such day of those who are on it. */
export interface CaseWindow {
  readonly day: CaseDay;
  readonly from: PlainDate | null;
  readonly to: PlainDate;
}

export function caseWindow(list: CaseList, today: PlainDate, limits: CaseLimits): CaseWindow {
  const rule: ListRule = LIST_RULES[list];
  const [from, to] = rule.window(today, limits);
  return { day: rule.day, from, to };
}

/** Whether somebody is on a list. The database asks the same of its columns. */
export function isOnCaseList(summary: CaseSummary, list: CaseList, today: PlainDate, limits: CaseLimits): boolean {
  const { day, from, to } = caseWindow(list, today, limits);
  const on = summary[day];
  return on !== null && (from === null || on >= from) && on <= to;
}

/** What is next for somebody: the most urgent list that they are on, and since or until when; null when they are on none. */
export function nextCaseStep(summary: CaseSummary, today: PlainDate, limits: CaseLimits): { readonly list: CaseList; readonly on: PlainDate } | null {
  const list = CASE_LISTS.find((one) => isOnCaseList(summary, one, today, limits));
  return list === undefined ? null : { list, on: summary[LIST_RULES[list].day]! };
}
