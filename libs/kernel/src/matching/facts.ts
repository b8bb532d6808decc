import type { PlainDate } from '../calendar/plain-date.js';

/** How a candidate travels to work. */
export const TRAVEL_MODES = ['walk', 'cycle', 'public', 'car'] as const;

export type TravelMode = (typeof TRAVEL_MODES)[number];

/** A family of ladders: what a role or course leads to. */
export type Pathway =
  | 'nursing'
  | 'allied-health'
  | 'pharmacy'
  | 'science'
  | 'ambulance'
  | 'administration'
  | 'estates'
  | 'maternity'
  | 'social-care'
  | 'pre-entry'
  | 'other';

/** A point on the British National Grid, whole 100 m units. */
export interface GridPosition {
  readonly east: number;
  readonly north: number;
}

/** How far a candidate's cases have come: no live one, referred, an offer made, or an offer accepted or started. */
export const CANDIDATE_STAGES = ['looking', 'referred', 'offered', 'placed'] as const;

export type CandidateStage = (typeof CANDIDATE_STAGES)[number];

/** What a pair can fail on in somebody's eyes, and what may change. */
export const PAIR_MATTERS = ['travel', 'pay', 'hours', 'start', 'requirements', 'interest'] as const;

export type PairMatter = (typeof PAIR_MATTERS)[number];

/** That a person is not to be suggested for an opportunity again, and what ends that. Why is for their case to say. */
export interface SetAside {
  readonly opportunityId: string;
  /** A change in one of them ends it. None: a change ends nothing. */
  readonly matters: readonly PairMatter[];
  /** The facts that decide these matters as they were, as matterFingerprint gives them. */
  readonly fingerprint: string;
  readonly setOn: PlainDate;
  /** The first day on which the pair may be suggested again whatever has changed; null: no day ends it. */
  readonly untilOn: PlainDate | null;
  /** Only lifting ends it. */
  readonly isUntilChecked: boolean;
}

/**
 * What the matcher may know of a candidate. No name, no date of birth, no address, no monitoring
 * answer: a programme's rule on age or residence arrives as membership of the programme, nothing else.
 */
export interface CandidateFacts {
  readonly candidateId: string;
  /** A consent for the purpose `matching` is valid on the day of the run. */
  readonly hasMatchingConsent: boolean;
  /** New suggestions are wanted; false while the candidate is paused. */
  readonly isSeeking: boolean;
  /** Codes of the programmes whose rules this candidate meets on the day of the run. */
  readonly programmeCodes: readonly string[];
  /** Highest qualification held, 0 (entry level or none) to 8. */
  readonly level: number;
  /** 0, 1 or 2. */
  readonly englishLevel: number;
  /** 0, 1 or 2. */
  readonly mathsLevel: number;
  readonly skillCodes: readonly string[];
  readonly checkCodes: readonly string[];
  /** 21-bit mask of half-days free each week: bit = day * 3 + part, Monday morning first. */
  readonly slots: number;
  readonly travelMode: TravelMode;
  /** One way, minutes. */
  readonly travelLimitMinutes: number;
  /** Null when the postcode has no known position. */
  readonly position: GridPosition | null;
  /** Most wanted first. Empty: no preference. */
  readonly pathwayInterests: readonly Pathway[];
  /** Null: no minimum. */
  readonly minimumHourlyPence: number | null;
  /** Null: at once. */
  readonly availableFromOn: PlainDate | null;
  /** Last day of the present contract; null when there is none or it is not known. */
  readonly contractEndsOn: PlainDate | null;
  /** Employed by the NHS in a post that ends: to be redeployed. */
  readonly isForRedeployment: boolean;
  readonly stage: CandidateStage;
  /** Zone of an imported table of travel times in which the home lies, an LSOA; null when not known. */
  readonly travelZone: string | null;
  /** Opportunities for which this person was set aside and not brought back by anybody. Most have none. */
  readonly setAside: readonly SetAside[];
}

/** One demand that a candidate meets or does not, for a choice between several. */
export type Demand =
  | { readonly on: 'level' | 'english-level' | 'maths-level'; readonly atLeast: number }
  | { readonly on: 'skill' | 'check' | 'programme'; readonly code: string }
  | { readonly on: 'contract-end'; readonly by: PlainDate }
  | { readonly on: 'stage'; readonly stage: CandidateStage }
  | { readonly on: 'redeployment' };

/** The parts of a score, in the order in which they are shown. */
export const SCORE_PARTS = ['skills', 'travel', 'pay', 'interest', 'schedule', 'start'] as const;

export type ScorePart = (typeof SCORE_PARTS)[number];

/** Weight of each part, of 1000 in all. */
export type ScoreWeights = Readonly<Record<ScorePart, number>>;

/** How the working or taught time of an opportunity falls in a week. */
export interface WeeklySchedule {
  /** 21-bit mask of the half-days on which it can take place. */
  readonly slots: number;
  /** How many of those half-days a person must be free for; 0 when the schedule is open. */
  readonly needed: number;
}

/** What the matcher knows of an opportunity; one row an intake-bearing offer at one place. */
export interface OpportunityFacts {
  readonly opportunityId: string;
  readonly kind: 'role' | 'apprenticeship' | 'course' | 'placement';
  readonly pathway: Pathway;
  /** Open to new referrals on the day of the run: published, not closed, places left. */
  readonly isOpen: boolean;
  /** A candidate must be in one of these programmes; empty: open to everybody. */
  readonly programmeCodes: readonly string[];
  readonly minimumLevel: number;
  readonly minimumEnglishLevel: number;
  readonly minimumMathsLevel: number;
  /** Must be held by the candidate. */
  readonly requiredSkillCodes: readonly string[];
  /** Raise the score; never exclude. */
  readonly desiredSkillCodes: readonly string[];
  /** Checks that must be held already before a referral. */
  readonly requiredCheckCodes: readonly string[];
  /** Null when the advert says nothing of the hours. */
  readonly schedule: WeeklySchedule | null;
  /** 'site' needs travel; 'remote' (online, or delivered at the learner's own work) needs none. */
  readonly attendance: 'site' | 'remote';
  /** Null when the place has no known position. */
  readonly position: GridPosition | null;
  /** Lowest hourly pay offered; null when unpaid or not stated. */
  readonly hourlyPence: number | null;
  /** True for a course or placement without pay; pay rules then do not apply. */
  readonly isUnpaid: boolean;
  /** Null: flexible start. */
  readonly startsOn: PlainDate | null;
  /** The longest way that is asked of anybody, one way, minutes; null: only the candidate's own limit counts. */
  readonly travelAtMostMinutes: number | null;
  /** What a programme demands that is paid at least, an hour; null: nothing. */
  readonly payFloorHourlyPence: number | null;
  /** Days between which it must start, both included; a flexible start lies within every window. */
  readonly startWindow: { readonly from: PlainDate | null; readonly to: PlainDate | null };
  /** Only for people whose contract ends by that day; null: for everybody. */
  readonly contractEndsBy: PlainDate | null;
  readonly isForRedeploymentOnly: boolean;
  /** Only for people at one of these stages; null: at any. */
  readonly stages: readonly CandidateStage[] | null;
  /** Of each group a candidate must meet one demand. */
  readonly choices: readonly (readonly Demand[])[];
  /** Of its programme; null: the standard weights. */
  readonly weights: ScoreWeights | null;
  readonly travelZone: string | null;
}
