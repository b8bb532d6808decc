import type { PlainDate, WeeklySchedule } from '#lib/kernel';
import type { KnownVenue } from './venue-directory.js';

/** What a table of learning aims says of a code. 'not-checked': this deployment has no such table loaded. */
export type AimStatus = 'known' | 'unknown' | 'expired' | 'not-checked';

export type DeliveryMode = 'classroom' | 'online' | 'work-based' | 'blended';
export type DurationUnit = 'minutes' | 'hours' | 'days' | 'weeks' | 'months' | 'years';
export type StudyMode = 'full-time' | 'part-time' | 'flexible';
export type AttendancePattern = 'daytime' | 'evening' | 'weekend' | 'day-or-block-release';

/** What is taught: a learning aim by its LARS code, or a course that has none (a Skills Bootcamp, say). */
export type CourseAim =
  | { readonly kind: 'learning-aim'; readonly code: string; readonly status: AimStatus }
  | {
      readonly kind: 'without-aim';
      readonly courseType: string;
      readonly sectorCode: string;
      readonly level: number;
      readonly awardingBody: string | null;
    };

/** The descriptive columns. Rows that agree in the aim and in all of these are one course. */
interface CourseTexts {
  readonly whoItIsFor: string;
  readonly entryRequirements: string;
  readonly whatYouWillLearn: string;
  readonly howYouWillLearn: string;
  readonly whatToBring: string;
  readonly howAssessed: string;
  readonly whereNext: string;
}

/** One accepted row of a Course Directory courses file: one run of a course. */
export interface CourseEntry {
  /** YOUR_REFERENCE; null when blank. */
  readonly reference: string | null;
  readonly title: string;
  readonly aim: CourseAim;
  readonly texts: CourseTexts;
  readonly deliveryMode: DeliveryMode;
  /** Null: the start is flexible. */
  readonly startsOn: PlainDate | null;
  /** Set for classroom and blended courses, null for others. */
  readonly venue: KnownVenue | null;
  /** Work based and offered everywhere in England. */
  readonly isNational: boolean;
  /** Names of the sub-regions of a work based course that is not national. */
  readonly subRegions: readonly string[];
  readonly url: string;
  readonly costPence: number | null;
  readonly costDescription: string | null;
  readonly duration: { readonly length: number; readonly unit: DurationUnit };
  readonly studyMode: StudyMode | null;
  readonly attendancePattern: AttendancePattern | null;
  /** Null where the file says nothing of the hours: online and work based courses. */
  readonly schedule: WeeklySchedule | null;
  /** 0 (entry level) to 7; null when the file does not say: a LARS row gives a code only. */
  readonly level: number | null;
}

/** One accepted row of a Course Directory venues file. */
export interface VenueEntry {
  readonly reference: string;
  readonly name: string;
  readonly addressLine1: string;
  readonly addressLine2: string | null;
  readonly town: string;
  readonly county: string | null;
  /** In the one-space form. Well-formed; whether the directory of postcodes has it is not judged here. */
  readonly postcode: string;
  readonly email: string | null;
  readonly phone: string | null;
  readonly website: string | null;
}
