import { addDays, type PlainDate } from '../calendar/plain-date.js';

/** Who reads a note. Employers and colleges read none. */
export const NOTE_VISIBILITIES = {
  team: 'those who have their role at the same place as the author',
  organisation: 'the organisation that the author works for in this case, and the leads above it',
  everybody: 'everybody who looks after the person, also those who act by an agreement',
  candidate: 'everybody who looks after the person, and the person themselves',
} as const satisfies Readonly<Record<string, string>>;

export type NoteVisibility = keyof typeof NOTE_VISIBILITIES;

/** How a reader stands to a note. */
export interface NoteReader {
  /** The note is about the reader. */
  readonly isAboutThem: boolean;
  /** The reader looks after the person, by their role or by an agreement. An employer or college does not. */
  readonly looksAfter: boolean;
  readonly isAuthor: boolean;
  /** The reader's role is at the very place where the author's is. */
  readonly isOfTeam: boolean;
  /** The author's organisation is at or below the reader's place. */
  readonly isOfOrganisation: boolean;
}

/** Whether somebody reads a note. Row-level security says the same. */
export function maySeeNote(visibility: NoteVisibility, reader: NoteReader): boolean {
  if (reader.isAboutThem && visibility === 'candidate') return true;
  if (!reader.looksAfter) return false;
  if (reader.isAuthor) return true;
  if (visibility === 'team') return reader.isOfTeam;
  return visibility !== 'organisation' || reader.isOfOrganisation;
}

/** How somebody was contacted. */
export const CONTACT_CHANNELS = {
  call: 'a telephone call',
  text: 'a text message',
  mail: 'an e-mail or a letter',
  'in-person': 'in person',
  video: 'a video call',
} as const satisfies Readonly<Record<string, string>>;

export type ContactChannel = keyof typeof CONTACT_CHANNELS;

interface TaskTemplate {
  readonly title: string;
  /** Until it is due, when no day is given. */
  readonly days: number;
}

/** What brokers write down most often as a thing to do. */
export const TASK_TEMPLATES = {
  'call-them': { title: 'Call them', days: 2 },
  'chase-employer': { title: 'Ask the employer or college how the referral stands', days: 5 },
  'collect-documents': { title: 'Collect the documents that are missing', days: 7 },
  'prepare-interview': { title: 'Prepare them for the interview', days: 3 },
  'agree-start': { title: 'Agree the first day', days: 5 },
  'ask-after-start': { title: 'Ask how the first days went', days: 7 },
  'review-plan': { title: 'Look at the plan together', days: 28 },
} as const satisfies Readonly<Record<string, TaskTemplate>>;

export type TaskCode = keyof typeof TASK_TEMPLATES;

/** A thing to do as somebody asks for it. */
export interface AskedTask {
  readonly code: TaskCode | null;
  readonly text: string | null;
  readonly dueOn: PlainDate | null;
}

/** The day by which it is to be done, or what is wrong with it and at which field. A template knows its day; words of one's own need one. */
export function dueDayOfTask({ code, text, dueOn }: AskedTask, today: PlainDate): { readonly ok: true; readonly dueOn: PlainDate } | { readonly ok: false; readonly field: 'text' | 'dueOn'; readonly problem: string } {
  if (code === null && text === null) return { ok: false, field: 'text', problem: 'Say what is to be done: choose one of the templates, or write it in your own words.' };
  if (dueOn !== null) return dueOn < today ? { ok: false, field: 'dueOn', problem: 'The day has passed. Choose today or a later day.' } : { ok: true, dueOn };
  return code === null ? { ok: false, field: 'dueOn', problem: 'Say by which day it is to be done.' } : { ok: true, dueOn: addDays(today, TASK_TEMPLATES[code].days) };
}

/** Why a contact cannot be recorded for a day; null when it can. */
export function contactDayProblem(happenedOn: PlainDate, today: PlainDate): string | null {
  return happenedOn > today ? 'The day is in the future. Record a contact when it has happened; for later there are tasks.' : null;
}
