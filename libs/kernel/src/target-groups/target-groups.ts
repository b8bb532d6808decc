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

/**
 * Membership of each target group on a date, derived from facts and never typed by hand. Somebody who
 * once worked in vaccination stays in that group: the progression routes are kept for them after their
 * contract has ended.
 */
export function targetGroupsOn(facts: TargetGroupFacts, on: PlainDate): readonly TargetGroupMembership[] {
  return TARGET_GROUPS.map((group) => ({ group, ...DERIVATIONS[group](facts, on) }));
}

/** Age in whole years on a date; null when the birth date is not known or lies after it. */
export function knownAgeOn(bornOn: PlainDate | null, on: PlainDate): number | null {
  return bornOn === null || bornOn > on ? null : ageOn(bornOn, on);
}

type Derivation = (facts: TargetGroupFacts, on: PlainDate) => Omit<TargetGroupMembership, 'group'>;

const DERIVATIONS: Readonly<Record<TargetGroup, Derivation>> = {
  'vaccination-workforce': ({ isVaccinationWorkforce, vaccinationRoleEndsOn }, on) => {
    if (isVaccinationWorkforce === null) return unknown('Whether there is or was a post in vaccination is not recorded.');
    if (!isVaccinationWorkforce) return { isMember: false, because: 'No post in vaccination is recorded.' };
    if (vaccinationRoleEndsOn === null) return { isMember: true, because: 'Works in vaccination.' };
    const verb = vaccinationRoleEndsOn < on ? 'Worked' : 'Works';
    return { isMember: true, because: `${verb} in vaccination until ${dateInWords(vaccinationRoleEndsOn)}.` };
  },
  'aged-16-24': ({ bornOn }, on) => agedBetween(bornOn, on, 16, 24),
  'aged-45-plus': ({ bornOn }, on) => agedBetween(bornOn, on, 45, Infinity),
  'deprived-area': ({ postcodeDecile, deprivationEdition }) =>
    postcodeDecile === null
      ? unknown(`No decile of the ${deprivationEdition} Indices of Deprivation is known for the home postcode.`)
      : {
          isMember: postcodeDecile <= MOST_DEPRIVED_DECILES,
          because: `Home is in decile ${postcodeDecile} of the ${deprivationEdition} Indices of Deprivation; 1 and 2 count.`,
        },
  'outside-nhs': ({ isNhsEmployee }) => {
    if (isNhsEmployee === null) return unknown('Whether the present employer is the NHS is not recorded.');
    return { isMember: !isNhsEmployee, because: isNhsEmployee ? 'Works for the NHS.' : 'Does not work for the NHS.' };
  },
};

function agedBetween(bornOn: PlainDate | null, on: PlainDate, from: number, to: number): Omit<TargetGroupMembership, 'group'> {
  const age = knownAgeOn(bornOn, on);
  if (age === null) return unknown('The date of birth is not known.');
  return { isMember: age >= from && age <= to, because: `Aged ${age} on ${dateInWords(on)}.` };
}

function unknown(because: string): Omit<TargetGroupMembership, 'group'> {
  return { isMember: null, because };
}
