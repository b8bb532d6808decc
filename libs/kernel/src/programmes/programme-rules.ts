import type { PlainDate } from '../calendar/plain-date.js';
import { dateInWords } from '../matching/wording.js';
import { evidenceInWords, isLetInOlder, lackingEvidence, type ProgrammeEvidence, type EvidenceRule } from './programme-evidence.js';
import { isInTargetGroup, knownAgeOn, targetGroupsOn, type TargetGroup, type TargetGroupFacts, type TargetGroupInputs } from '../target-groups/target-groups.js';

/** A scheme and the rules for being in it. */
export interface Programme {
  readonly code: string;
  readonly name: string;
  readonly startsOn: PlainDate;
  /** The last day; null while no end is set. */
  readonly endsOn: PlainDate | null;
  /** Whole years, inclusive. */
  readonly minimumAge: number | null;
  /** Whole years, inclusive. */
  readonly maximumAge: number | null;
  /** A person must be in one of these; empty: no such rule. */
  readonly targetGroups: readonly TargetGroup[];
  /** Local authority districts of residence, ONS codes; empty: anywhere. */
  readonly areaCodes: readonly string[];
  /**
   * The home must lie in one of this many most deprived tenths of England, 1 to 10, by the Index of Multiple Deprivation
   * of {@link TargetGroupFacts.deprivationEdition}. Null: no such rule.
   */
  readonly mostDeprivedDeciles: number | null;
  /** What people show to be let in. */
  readonly evidence: EvidenceRule;
  /** Why a rule on age is lawful: the aim and why it is proportionate (Equality Act 2010, s.13(2) and s.158). */
  readonly justification: string | null;
  /** The last day on which that justification holds without being looked at again. */
  readonly reviewOn: PlainDate | null;
}

/** A person's facts that programmes may ask for. */
export interface ProgrammePerson extends TargetGroupFacts {
  /** Local authority district of residence; null when the postcode has no known area. */
  readonly ladCode: string | null;
  /** What they have shown, and still counts on the day. */
  readonly evidence: readonly ProgrammeEvidence[];
}

/** What a yes or no needs of those facts; the rest says why. */
export interface MembershipInputs extends TargetGroupInputs, Pick<ProgrammePerson, 'bornOn' | 'ladCode' | 'evidence'> {}

/** Codes of the programmes that a person is in, in the order of the programmes. */
export type MembershipRule = (person: MembershipInputs) => string[];

type Outcome = 'meets' | 'fails' | 'unknown';

export interface ProgrammeReason {
  readonly rule: 'dates' | 'justification' | 'age' | 'evidence' | 'target-groups' | 'area' | 'deprivation';
  readonly outcome: Outcome;
  readonly sentence: string;
}

export interface ProgrammeMembership {
  /** True when every rule is met; what is not known is not met. */
  readonly isMember: boolean;
  /** One for each rule that the programme has. */
  readonly reasons: readonly ProgrammeReason[];
}

export interface ProgrammeProblem {
  readonly code: 'justification-missing' | 'review-date-missing' | 'review-overdue' | 'ends-before-start' | 'ages-reversed' | 'older-without-age';
  /** What must be recorded or put right. */
  readonly sentence: string;
}

/**
 * Whether a person is in a programme on a date, with the reasons.
 *
 * Age is a protected characteristic: direct age discrimination is lawful only as a proportionate means
 * to a legitimate aim (Equality Act 2010, s.13(2)), and positive action only on evidence (s.158). So an
 * age bound without a recorded justification, or whose review is overdue or not set, makes nobody a
 * member, and an age-based target group then does not count.
 */
export function programmeMembership(programme: Programme, person: ProgrammePerson, on: PlainDate): ProgrammeMembership {
  const isAgeUnjustified = justificationProblems(programme, on).length > 0;
  const reasons = [datesReason(programme, on)];
  if (hasAgeBound(programme)) {
    if (isAgeUnjustified) {
      reasons.push({ rule: 'justification', outcome: 'fails', sentence: `The age rule is not applied: ${UNJUSTIFIED}.` });
    }
    reasons.push(ageReason(programme, person, on));
  }
  if (programme.evidence.everybody.length > 0) reasons.push(evidenceReason(programme.evidence, person));
  if (programme.targetGroups.length > 0) reasons.push(targetGroupReason(programme, person, on, isAgeUnjustified));
  if (programme.areaCodes.length > 0) reasons.push(areaReason(programme, person));
  if (programme.mostDeprivedDeciles !== null) reasons.push(deprivationReason(programme.mostDeprivedDeciles, person));
  return { isMember: reasons.every((reason) => reason.outcome === 'meets'), reasons };
}

/**
 * The rules of programmes on a date, to be asked about many people: exactly the `isMember` of {@link programmeMembership}
 * for each programme, without the words, which take most of its time. What is the same for everybody is judged once.
 */
export function membershipRule(programmes: readonly Programme[], on: PlainDate): MembershipRule {
  const running = programmes
    .filter((programme) => datesReason(programme, on).outcome === 'meets')
    .map((programme) => ({ programme, isAgeUnjustified: justificationProblems(programme, on).length > 0 }))
    .filter(({ programme, isAgeUnjustified }) => !(isAgeUnjustified && hasAgeBound(programme)));
  return (person) => {
    const age = knownAgeOn(person.bornOn, on);
    const codes: string[] = [];
    for (const { programme, isAgeUnjustified } of running) if (isMember(programme, person, age, isAgeUnjustified)) codes.push(programme.code);
    return codes;
  };
}

/** Whether a person is in a running programme whose bounds of age, if any, may be applied. */
function isMember(programme: Programme, person: MembershipInputs, age: number | null, isAgeUnjustified: boolean): boolean {
  const { targetGroups, areaCodes, mostDeprivedDeciles } = programme;
  return (
    (!hasAgeBound(programme) || ageOutcome(programme, person, age) === 'meets') &&
    (programme.evidence.everybody.length === 0 || lackingEvidence(programme.evidence, person.evidence).length === 0) &&
    (targetGroups.length === 0 || targetGroups.some((group) => counts(group, isAgeUnjustified) && isInTargetGroup(group, person, age) === true)) &&
    (areaCodes.length === 0 || areaOutcome(areaCodes, person) === 'meets') &&
    (mostDeprivedDeciles === null || deprivationOutcome(mostDeprivedDeciles, person) === 'meets')
  );
}

/** What must be recorded or put right before the programme's rules can be applied on a date; empty when nothing. */
export function programmeProblems(programme: Programme, on: PlainDate): readonly ProgrammeProblem[] {
  const { startsOn, endsOn, minimumAge, maximumAge } = programme;
  const problems = [...justificationProblems(programme, on)];
  if (endsOn !== null && endsOn < startsOn) {
    const sentence = `Correct the dates: the end, ${dateInWords(endsOn)}, is before the start, ${dateInWords(startsOn)}.`;
    problems.push({ code: 'ends-before-start', sentence });
  }
  if (minimumAge !== null && maximumAge !== null && maximumAge < minimumAge) {
    const sentence = `Correct the ages: the highest, ${maximumAge}, is below the lowest, ${minimumAge}.`;
    problems.push({ code: 'ages-reversed', sentence });
  }
  const { olderWith } = programme.evidence;
  if (olderWith !== null && (maximumAge === null || olderWith.maximumAge <= maximumAge || olderWith.anyOf.length === 0)) {
    problems.push({ code: 'older-without-age', sentence: 'Correct the ages: letting in older people with evidence needs an oldest age, a higher one for them, and the evidence.' });
  }
  return problems;
}

const UNJUSTIFIED = 'its justification or review date is missing or out of date';

const AGE_GROUPS: ReadonlySet<TargetGroup> = new Set<TargetGroup>(['aged-16-24', 'aged-45-plus']);

function hasAgeBound({ minimumAge, maximumAge }: Programme): boolean {
  return minimumAge !== null || maximumAge !== null;
}

function justificationProblems(programme: Programme, on: PlainDate): readonly ProgrammeProblem[] {
  const { justification, reviewOn } = programme;
  if (!hasAgeBound(programme) && !programme.targetGroups.some((group) => AGE_GROUPS.has(group))) return [];
  const problems: ProgrammeProblem[] = [];
  if (justification === null || justification.trim() === '') {
    const sentence = 'Record why the age rule is lawful: its aim and why it is proportionate.';
    problems.push({ code: 'justification-missing', sentence });
  }
  if (reviewOn === null) {
    const sentence = 'Record the day by which the justification of the age rule will be reviewed.';
    problems.push({ code: 'review-date-missing', sentence });
  } else if (reviewOn < on) {
    const sentence = `Review the justification of the age rule, due on ${dateInWords(reviewOn)}, and record the next date.`;
    problems.push({ code: 'review-overdue', sentence });
  }
  return problems;
}

function datesReason({ startsOn, endsOn }: Programme, on: PlainDate): ProgrammeReason {
  if (on < startsOn) return { rule: 'dates', outcome: 'fails', sentence: `The programme starts on ${dateInWords(startsOn)}.` };
  if (endsOn !== null && endsOn < on) {
    return { rule: 'dates', outcome: 'fails', sentence: `The programme ended on ${dateInWords(endsOn)}.` };
  }
  return { rule: 'dates', outcome: 'meets', sentence: 'The programme is running.' };
}

function ageReason(programme: Programme, person: ProgrammePerson, on: PlainDate): ProgrammeReason {
  const { minimumAge, maximumAge, evidence: { olderWith } } = programme;
  const from = minimumAge === null ? '' : ` from ${minimumAge}`;
  const upTo = maximumAge === null ? '' : ` up to ${maximumAge}`;
  const older = olderWith === null ? '' : `, and up to ${olderWith.maximumAge} with ${evidenceInWords(olderWith.anyOf, 'or')}`;
  const rule = `The programme is for ages${from}${upTo}${older}`;
  const age = knownAgeOn(person.bornOn, on);
  const sentence = age === null ? `${rule}; the date of birth is not known.` : `${rule}; aged ${age} on ${dateInWords(on)}.`;
  return { rule: 'age', outcome: ageOutcome(programme, person, age), sentence };
}

function ageOutcome({ minimumAge, maximumAge, evidence }: Programme, person: MembershipInputs, age: number | null): Outcome {
  if (age === null) return 'unknown';
  if (age < (minimumAge ?? 0)) return 'fails';
  return age <= (maximumAge ?? Infinity) || isLetInOlder(evidence, age, person.evidence) ? 'meets' : 'fails';
}

/** What was not shown may not have been asked for: it is not known, which is not met. */
function evidenceReason(rule: EvidenceRule, { evidence }: ProgrammePerson): ProgrammeReason {
  const lacking = lackingEvidence(rule, evidence);
  const asked = `The programme asks for ${evidenceInWords(rule.everybody, 'and')}`;
  if (lacking.length === 0) return { rule: 'evidence', outcome: 'meets', sentence: `${asked}, which was shown.` };
  return { rule: 'evidence', outcome: 'unknown', sentence: `${asked}; not shown yet: ${evidenceInWords(lacking, 'and')}.` };
}

function targetGroupReason(
  programme: Programme,
  person: ProgrammePerson,
  on: PlainDate,
  isAgeUnjustified: boolean,
): ProgrammeReason {
  const asked = targetGroupsOn(person, on).filter(({ group }) => programme.targetGroups.includes(group));
  const counted = asked.filter(({ group }) => counts(group, isAgeUnjustified));
  const member = counted.find((one) => one.isMember === true);
  if (member !== undefined) return { rule: 'target-groups', outcome: 'meets', sentence: member.because };
  const sentences = ['Not known to be in a group that the programme is for.', ...counted.map(({ because }) => because)];
  if (counted.length < asked.length) sentences.push(`An age group is not applied: ${UNJUSTIFIED}.`);
  const outcome = counted.some((one) => one.isMember === null) ? 'unknown' : 'fails';
  return { rule: 'target-groups', outcome, sentence: sentences.join(' ') };
}

/** Whether a target group counts: one of an age does not while that is not justified. */
function counts(group: TargetGroup, isAgeUnjustified: boolean): boolean {
  return !isAgeUnjustified || !AGE_GROUPS.has(group);
}

function areaReason({ areaCodes }: Programme, person: ProgrammePerson): ProgrammeReason {
  const outcome = areaOutcome(areaCodes, person);
  return { rule: 'area', outcome, sentence: AREA_SENTENCES[outcome] };
}

const AREA_SENTENCES: Readonly<Record<Outcome, string>> = {
  unknown: 'The area of residence is not known.',
  meets: 'Lives in an area of the programme.',
  fails: 'Lives outside the areas of the programme.',
};

function areaOutcome(areaCodes: readonly string[], { ladCode }: MembershipInputs): Outcome {
  if (ladCode === null) return 'unknown';
  return areaCodes.includes(ladCode) ? 'meets' : 'fails';
}

function deprivationReason(tenths: number, person: ProgrammePerson): ProgrammeReason {
  const indices = `the ${person.deprivationEdition} Indices of Deprivation`;
  const rule = `The programme is for homes in the ${tenths === 1 ? 'most deprived tenth' : `${tenths} most deprived tenths`} of England`;
  const outcome = deprivationOutcome(tenths, person);
  const home = outcome === 'unknown' ? `no decile of ${indices} is known for the home postcode` : `home is in decile ${person.postcodeDecile} of ${indices}`;
  return { rule: 'deprivation', outcome, sentence: `${rule}; ${home}.` };
}

function deprivationOutcome(tenths: number, { postcodeDecile }: MembershipInputs): Outcome {
  if (postcodeDecile === null) return 'unknown';
  return postcodeDecile <= tenths ? 'meets' : 'fails';
}
