import type { PlainDate } from '../calendar/plain-date.js';
import { dateInWords } from '../matching/wording.js';

/** What a programme asks of what belongs to it, beside whom it is for. Null: not asked, or not known. */
export interface ProgrammeTerms {
  /** First and last day on which somebody can be referred within the programme. */
  readonly applicationsFromOn: PlainDate | null;
  readonly applicationsUntilOn: PlainDate | null;
  /** First and last day on which somebody can start within the programme. */
  readonly startsFromOn: PlainDate | null;
  readonly startsUntilOn: PlainDate | null;
  /** Hours a week that a post has at least. */
  readonly minimumWeeklyHours: number | null;
  /** How long it lasts, in weeks. */
  readonly minimumWeeks: number | null;
  readonly maximumWeeks: number | null;
  /** Who completes it is promised an interview. */
  readonly guaranteesInterview: boolean;
  /** What is paid for each person, in pence, and the words of it; both can be unknown. */
  readonly fundingPence: number | null;
  readonly fundingNote: string | null;
}

/** Terms that ask for nothing. */
export const NO_TERMS: ProgrammeTerms = {
  applicationsFromOn: null, applicationsUntilOn: null, startsFromOn: null, startsUntilOn: null,
  minimumWeeklyHours: null, minimumWeeks: null, maximumWeeks: null, guaranteesInterview: false, fundingPence: null, fundingNote: null,
};

/** What is wrong with terms: the field, and how to put it right. */
export interface TermsProblem {
  readonly field: keyof ProgrammeTerms;
  readonly sentence: string;
}

const HOURS_OF_A_WEEK = 168;

/** What contradicts itself in the terms of a programme; nothing when they can be kept. */
export function programmeTermsProblems(terms: ProgrammeTerms): TermsProblem[] {
  const problems: TermsProblem[] = [];
  const say = (field: keyof ProgrammeTerms, sentence: string): void => void problems.push({ field, sentence });
  const { applicationsFromOn, applicationsUntilOn, startsFromOn, startsUntilOn, minimumWeeklyHours, minimumWeeks, maximumWeeks } = terms;
  if (isBefore(applicationsUntilOn, applicationsFromOn)) say('applicationsUntilOn', 'The last day for applications is before the first. Correct one of them.');
  if (isBefore(startsUntilOn, startsFromOn)) say('startsUntilOn', 'The last day to start is before the first. Correct one of them.');
  if (isBefore(startsUntilOn, applicationsFromOn)) say('startsUntilOn', 'The last day to start is before applications open, so nobody could start. Correct one of them.');
  if (minimumWeeklyHours !== null && minimumWeeklyHours > HOURS_OF_A_WEEK) say('minimumWeeklyHours', `A week has ${HOURS_OF_A_WEEK} hours. Ask for fewer.`);
  if (minimumWeeks !== null && maximumWeeks !== null && maximumWeeks < minimumWeeks) say('maximumWeeks', 'The longest time is shorter than the shortest. Correct one of them.');
  return problems;
}

/**
 * Why somebody cannot be referred within a programme on a day to an intake, as a sentence that says what to do; null when
 * they can. A flexible start, null, is judged when it is known.
 */
export function programmeReferralProblem(terms: ProgrammeTerms, on: PlainDate, intakeStartsOn: PlainDate | null): string | null {
  const { applicationsFromOn, applicationsUntilOn } = terms;
  if (isBefore(on, applicationsFromOn)) return `The programme takes referrals from ${dateInWords(applicationsFromOn!)}. Refer then, or to something outside it.`;
  if (isBefore(applicationsUntilOn, on)) return `The programme took referrals until ${dateInWords(applicationsUntilOn!)}. Choose an opportunity outside it.`;
  return intakeStartsOn === null ? null : programmeStartProblem(terms, intakeStartsOn);
}

/** Why somebody cannot start within a programme on a day, as a sentence; null when they can. */
function programmeStartProblem({ startsFromOn, startsUntilOn }: ProgrammeTerms, startsOn: PlainDate): string | null {
  if (isBefore(startsOn, startsFromOn)) return `Starts within the programme are from ${dateInWords(startsFromOn!)} on. Choose a later intake.`;
  if (isBefore(startsUntilOn, startsOn)) return `The last start within the programme was or is on ${dateInWords(startsUntilOn!)}. Choose an earlier intake, or an opportunity outside it.`;
  return null;
}

/** What a post or course lacks to belong to the programme, each as a sentence. What is not known is said as such. */
export function opportunityTermsProblems({ minimumWeeklyHours, minimumWeeks, maximumWeeks }: ProgrammeTerms, opportunity: { readonly weeklyHours: number | null; readonly weeks: number | null }): string[] {
  const { weeklyHours, weeks } = opportunity;
  const problems: string[] = [];
  if (minimumWeeklyHours !== null && (weeklyHours === null || weeklyHours < minimumWeeklyHours)) {
    problems.push(`The programme asks for at least ${minimumWeeklyHours} hours a week; ${weeklyHours === null ? 'the hours are not known' : `it has ${weeklyHours}`}.`);
  }
  if (minimumWeeks !== null && (weeks === null || weeks < minimumWeeks)) problems.push(`The programme asks for at least ${minimumWeeks} weeks; ${weeks === null ? 'how long it lasts is not known' : `it lasts ${weeks}`}.`);
  if (maximumWeeks !== null && (weeks === null || weeks > maximumWeeks)) problems.push(`The programme lasts at most ${maximumWeeks} weeks; ${weeks === null ? 'how long it lasts is not known' : `it lasts ${weeks}`}.`);
  return problems;
}

/** How long something lasts, as partners say it. */
export interface CourseLength {
  readonly length: number;
  readonly unit: 'minutes' | 'hours' | 'days' | 'weeks' | 'months' | 'years';
}

/** In whole weeks, a begun one counted; a year is 52. */
export function wholeWeeks({ length, unit }: CourseLength): number {
  const weeks = { minutes: 0, hours: 0, days: length / 7, weeks: length, months: (length * 52) / 12, years: length * 52 }[unit];
  return Math.max(1, Math.ceil(weeks));
}

function isBefore(day: PlainDate | null, other: PlainDate | null): boolean {
  return day !== null && other !== null && day < other;
}
