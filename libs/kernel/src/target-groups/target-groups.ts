import { ageOn, type PlainDate } from '../calendar/plain-date.js';
import { dateInWords } from '../matching/wording.js';
import type { ImdEdition } from '../postcodes/deprivation.js';

/** The five groups that the programmes are for, in the order in which they are shown. */
export const TARGET_GROUPS = ['vaccination-workforce', 'aged-16-24', 'aged-45-plus', 'deprived-area', 'outside-nhs'] as const;

export type TargetGroup = (typeof TARGET_GROUPS)[number];

/** What membership is derived from. Null: not known. */
export interface TargetGroupFacts {
  readonly bornOn: PlainDate | null;
  /** Has or had a post in vaccination. */
  readonly isVaccinationWorkforce: boolean | null;
  /** The day on which that post ends or ended; null when it has no end or there is no such post. */
  readonly vaccinationRoleEndsOn: PlainDate | null;
  /** Decile of the home postcode's area in the Index of Multiple Deprivation, 1 (most deprived) to 10. */
  readonly postcodeDecile: number | null;
  /** The edition which that decile is of: deciles of two editions are never compared. */
  readonly deprivationEdition: ImdEdition;
  readonly isNhsEmployee: boolean | null;
}

export interface TargetGroupMembership {
  readonly group: TargetGroup;
  /** Null when a fact is missing: unknown is neither in nor out. */
  readonly isMember: boolean | null;
  /** Why, in one sentence. */
  readonly because: string;
}

/** Deciles that count as a deprived area: the most deprived fifth of England, NHS England's Core20. */
const MOST_DEPRIVED_DECILES = 2;

/** What a yes or no needs of those facts; the rest says why. */
export type TargetGroupInputs = Pick<TargetGroupFacts, 'isVaccinationWorkforce' | 'postcodeDecile' | 'isNhsEmployee'>;

/**
 * Whether somebody is in a target group, derived from facts and never typed by hand; null when a fact is missing. Somebody
 * who once worked in vaccination stays in that group: the progression routes are kept for them after their contract has
 * ended.
 *
 * @param age whole years on the day that is asked about; null when not known
 */
export function isInTargetGroup(group: TargetGroup, { isVaccinationWorkforce, postcodeDecile, isNhsEmployee }: TargetGroupInputs, age: number | null): boolean | null {
  switch (group) {
    case 'vaccination-workforce':
      return isVaccinationWorkforce;
    case 'aged-16-24':
      return age === null ? null : age >= 16 && age <= 24;
    case 'aged-45-plus':
      return age === null ? null : age >= 45;
    case 'deprived-area':
      return postcodeDecile === null ? null : postcodeDecile <= MOST_DEPRIVED_DECILES;
    case 'outside-nhs':
      return isNhsEmployee === null ? null : !isNhsEmployee;
  }
}

/** Membership of each target group on a date, with why. */
export function targetGroupsOn(facts: TargetGroupFacts, on: PlainDate): readonly TargetGroupMembership[] {
  const age = knownAgeOn(facts.bornOn, on);
  return TARGET_GROUPS.map((group) => ({ group, isMember: isInTargetGroup(group, facts, age), because: REASONS[group](facts, on, age) }));
}

/** Age in whole years on a date; null when the birth date is not known or lies after it. */
export function knownAgeOn(bornOn: PlainDate | null, on: PlainDate): number | null {
  return bornOn === null || bornOn > on ? null : ageOn(bornOn, on);
}

type Reason = (facts: TargetGroupFacts, on: PlainDate, age: number | null) => string;

const REASONS: Readonly<Record<TargetGroup, Reason>> = {
  'vaccination-workforce': ({ isVaccinationWorkforce, vaccinationRoleEndsOn }, on) => {
    if (isVaccinationWorkforce === null) return 'Whether there is or was a post in vaccination is not recorded.';
    if (!isVaccinationWorkforce) return 'No post in vaccination is recorded.';
    if (vaccinationRoleEndsOn === null) return 'Works in vaccination.';
    const verb = vaccinationRoleEndsOn < on ? 'Worked' : 'Works';
    return `${verb} in vaccination until ${dateInWords(vaccinationRoleEndsOn)}.`;
  },
  'aged-16-24': (_, on, age) => ageInWords(age, on),
  'aged-45-plus': (_, on, age) => ageInWords(age, on),
  'deprived-area': ({ postcodeDecile, deprivationEdition }) =>
    postcodeDecile === null
      ? `No decile of the ${deprivationEdition} Indices of Deprivation is known for the home postcode.`
      : `Home is in decile ${postcodeDecile} of the ${deprivationEdition} Indices of Deprivation; 1 and 2 count.`,
  'outside-nhs': ({ isNhsEmployee }) => {
    if (isNhsEmployee === null) return 'Whether the present employer is the NHS is not recorded.';
    return isNhsEmployee ? 'Works for the NHS.' : 'Does not work for the NHS.';
  },
};

function ageInWords(age: number | null, on: PlainDate): string {
  return age === null ? 'The date of birth is not known.' : `Aged ${age} on ${dateInWords(on)}.`;
}
