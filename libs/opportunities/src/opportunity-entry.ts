import type { Pathway, PlainDate, WeeklySchedule } from '#lib/kernel';

export type OpportunitySource = 'course-directory' | 'display-advert' | 'nhs-jobs' | 'roles-csv';
export type OpportunityKind = 'role' | 'apprenticeship' | 'course' | 'placement';

/** A role, apprenticeship, placement or run of a course as a partner's file tells of it. */
export interface OpportunityEntry {
  readonly source: OpportunitySource;
  /** Unique within organisation and source. */
  readonly reference: string;
  readonly kind: OpportunityKind;
  readonly title: string;
  readonly description: string | null;
  readonly employerName: string | null;
  readonly pathway: Pathway;
  /** Well-formed, or the first half of one; null when there is none. */
  readonly postcode: string | null;
  readonly attendance: 'site' | 'remote';
  readonly programmeCode: string | null;
  readonly minimumLevel: number;
  readonly minimumEnglishLevel: number;
  readonly minimumMathsLevel: number;
  readonly requiredSkillCodes: readonly string[];
  readonly desiredSkillCodes: readonly string[];
  readonly requiredCheckCodes: readonly string[];
  readonly schedule: WeeklySchedule | null;
  readonly band: string | null;
  readonly hourlyPence: number | null;
  readonly isUnpaid: boolean;
  /** The pay as the advert words it. */
  readonly payWording: string | null;
  /** Level of the qualification that it leads to. */
  readonly studyLevel: number | null;
  readonly standardCode: string | null;
  readonly postedOn: PlainDate | null;
  /** The last day on which it is open. */
  readonly closesOn: PlainDate | null;
  readonly webpage: string | null;
  /** What else the source says, kept for showing and for giving back. */
  readonly details: Readonly<Record<string, unknown>>;
  readonly intake: { readonly startsOn: PlainDate | null; readonly places: number | null };
  /** For a run of a course: the course that it belongs to. */
  readonly course: CourseOfRun | null;
  /** For a run of a course at a site: the venue's own reference. */
  readonly venueReference: string | null;
}

/** The text that the runs of a course have in common. */
export interface CourseOfRun {
  readonly courseKey: string;
  readonly learningAimCode: string | null;
  /** The aim was found in a table of learning aims, not only well-formed. */
  readonly isAimChecked: boolean;
  readonly texts: Readonly<Record<string, string>>;
}

/** A place where courses are taught. */
export interface VenueRecord {
  readonly reference: string;
  readonly name: string;
  readonly addressLines: readonly string[];
  readonly town: string | null;
  readonly county: string | null;
  readonly postcode: string;
  readonly email: string | null;
  readonly phone: string | null;
  readonly website: string | null;
}
