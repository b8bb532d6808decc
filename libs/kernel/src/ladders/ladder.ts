import type { PlainDate } from '../calendar/plain-date.js';
import type { Pathway } from '../matching/facts.js';

/** Bands of Agenda for Change, lowest first. */
export const BANDS = ['1', '2', '3', '4', '5', '6', '7', '8a', '8b', '8c', '8d', '9'] as const;

export type Band = (typeof BANDS)[number];

/** An occupation on a ladder. Its code is the same on every ladder that has it. */
export interface LadderStep {
  readonly code: string;
  readonly title: string;
  /** Null outside Agenda for Change, as in social care. */
  readonly band: Band | null;
  /** Level of the qualification that the occupation usually has, 0 to 8. */
  readonly level: number;
  /** Register that one must be on, as 'nmc-nurse'; null for none. Whoever reaches the step is on it. */
  readonly registrationCode: string | null;
  /** What somebody in it learns to do. */
  readonly skillCodes: readonly string[];
  /** Where ladders begin: it can be reached without any way that leads there. */
  readonly isEntry: boolean;
  readonly isVerified: boolean;
}

/** What must be there before a way or a course can begin. */
export interface EntryNeeds {
  readonly level: number;
  readonly englishLevel: number;
  readonly mathsLevel: number;
  /** All of them. */
  readonly skillCodes: readonly string[];
}

/** How somebody gets from one step to the next. */
export interface LadderWay {
  readonly code: string;
  /** The step before; null: from outside, whatever somebody does now. */
  readonly from: string | null;
  readonly to: string;
  readonly by: 'standard' | 'qualification' | 'experience';
  /** Apprenticeship standard; null for the other kinds. */
  readonly standardCode: string | null;
  /** What it is, for people: 'Care Certificate', 'BSc Nursing'. */
  readonly title: string;
  /** Months of training; null: those of the standard on the day of the start. */
  readonly months: number | null;
  /** Paid while learning. */
  readonly isEarnAndLearn: boolean;
  /** Step whose pay counts while learning, as a trainee's; null: the pay of the step before. Only when earning. */
  readonly paidAs: string | null;
  /** What it costs the person, pence. */
  readonly costPence: number;
  readonly needs: EntryNeeds;
  /** Months in the step before that are asked for. */
  readonly monthsInStep: number;
  /** Months that prior learning saves, for each skill that is held. */
  readonly credits: readonly { readonly skillCode: string; readonly months: number }[];
  /** Months that one usually waits for a place while none is advertised; null: begun only on an advertised place. */
  readonly usualWaitMonths: number | null;
  /** Open to starts. A closed way is kept so that people see why it is not offered. */
  readonly isOpen: boolean;
  readonly isVerified: boolean;
}

/** A course that gives what ways ask for and leads to no step by itself. */
export interface LadderCourse {
  readonly code: string;
  readonly title: string;
  /** A listed course is one of these when its title has all of the words, and its level is the highest that this gives. Empty: none is. */
  readonly titleWords: readonly string[];
  readonly gives: EntryNeeds;
  readonly needs: EntryNeeds;
  readonly months: number;
  readonly costPence: number;
  /** Taken beside the job: pay goes on. */
  readonly isBesideWork: boolean;
  readonly usualWaitMonths: number | null;
  readonly isVerified: boolean;
}

/** What a ladder holds from a day on. */
export interface LadderVersion {
  readonly code: string;
  readonly name: string;
  readonly pathway: Pathway;
  readonly version: number;
  readonly fromOn: PlainDate;
  readonly steps: readonly LadderStep[];
  readonly ways: readonly LadderWay[];
  readonly courses: readonly LadderCourse[];
}

/** Everything that holds on one day, over all ladders. */
export interface LadderCatalogue {
  readonly ladders: readonly { readonly code: string; readonly version: number }[];
  readonly steps: ReadonlyMap<string, LadderStep>;
  readonly ways: readonly LadderWay[];
  readonly courses: readonly LadderCourse[];
  /** Of the ladder on which a way stands, by the code of the way. */
  readonly pathways: ReadonlyMap<string, Pathway>;
}

/** The version of each ladder that holds on a day: the latest that has begun. In order of their codes. */
export function laddersOn(versions: readonly LadderVersion[], on: PlainDate): readonly LadderVersion[] {
  const inForce = new Map<string, LadderVersion>();
  for (const version of versions) {
    const other = inForce.get(version.code);
    if (version.fromOn <= on && (other === undefined || version.fromOn > other.fromOn || (version.fromOn === other.fromOn && version.version > other.version))) inForce.set(version.code, version);
  }
  return [...inForce.values()].toSorted((one, other) => (one.code < other.code ? -1 : 1));
}

/** Joins the ladders that hold on a day. A step that stands on several is the same step: the first ladder's words count. */
export function catalogueOn(versions: readonly LadderVersion[], on: PlainDate): LadderCatalogue {
  const ladders = laddersOn(versions, on);
  const steps = new Map<string, LadderStep>();
  for (const step of ladders.flatMap((ladder) => ladder.steps)) if (!steps.has(step.code)) steps.set(step.code, step);
  return {
    ladders: ladders.map(({ code, version }) => ({ code, version })),
    steps,
    ways: ladders.flatMap(({ ways }) => ways),
    courses: ladders.flatMap(({ courses }) => courses),
    pathways: new Map(ladders.flatMap(({ ways, pathway }) => ways.map(({ code }) => [code, pathway] as const))),
  };
}
