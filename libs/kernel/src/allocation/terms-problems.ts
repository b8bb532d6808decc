import type { PlainDate } from '../calendar/plain-date.js';
import { dateInWords } from '../matching/wording.js';
import type { Programme } from '../programmes/programme-rules.js';
import type { AllocationTerms } from './allocation-terms.js';

/** Something in the terms of an allocation that cannot be applied. */
export interface TermsProblem {
  /** RFC 6901, from the terms: '/reserves/0/programmeCode'. */
  readonly pointer: string;
  /** What was expected, and how to put it right. */
  readonly detail: string;
}

/** Twice the best score: beyond it the engine's ranks would not be whole to the last digit (they are exact to 2^21 points). */
export const MOST_PLACE_VALUE = 2_000_000;

/** What the best pair scores: a wish or an advantage that counts more would decide everything. */
export const MOST_POINTS = 1_000_000;

/** Of one candidate: the longest list of anybody makes every search as much longer. */
const MOST_EXCLUDED_EACH = 50;
export const MOST_WISHES_EACH = 50;

/** Of each kind: more is a mistake, and would take a search for ever. */
export const MOST_RESERVES = 1000;
export const MOST_MINIMUMS = 20;
export const MOST_GROUPS = 100;
export const MOST_IN_GROUP = 20;

/** Whoever has so much wrong mends that first. */
const MOST_PROBLEMS = 100;

/** What the terms may name. */
export interface KnownToTerms {
  readonly candidateIds: ReadonlySet<string>;
  readonly opportunityIds: ReadonlySet<string>;
  readonly programmes: readonly Pick<Programme, 'code' | 'justification' | 'reviewOn'>[];
}

/**
 * What keeps terms from being applied on a day; empty when nothing. Places are kept for a programme's members only on its
 * recorded justification, whose review is not overdue: to prefer some people is lawful where it is a proportionate means to
 * an aim, on evidence (Equality Act 2010, s.158 and s.13(2)), and that has to be written down beforehand. It has to hold on
 * the day of asking and not only on the one that the rules are judged on, which anybody may choose: nor does a reserve that
 * has been released come back on an earlier day.
 *
 * @param asOfOn the day that the rules are judged on
 */
export function termsProblems(terms: AllocationTerms, known: KnownToTerms, asOfOn: PlainDate, today: PlainDate): readonly TermsProblem[] {
  const on = asOfOn > today ? asOfOn : today;
  const { reserves, minimums, wishes, excludedPairs, together, rankings } = terms;
  const problems: TermsProblem[] = [];
  const refuse = (pointer: string, detail: string): void => {
    if (problems.length < MOST_PROBLEMS) problems.push({ pointer, detail });
  };
  const mustKnow = (kind: 'candidate' | 'opportunity', id: string, pointer: string): void => {
    if (kind === 'candidate' ? !known.candidateIds.has(id) : !known.opportunityIds.has(id)) refuse(pointer, `There is no such ${kind}. Give the id of one that you see.`);
  };
  const mustBeJustified = (code: string, pointer: string): void => {
    const programme = known.programmes.find((one) => one.code === code);
    if (programme === undefined) refuse(pointer, 'There is no such programme. Give the code of one.');
    else if (programme.justification === null || programme.justification.trim() === '') refuse(pointer, 'Places are kept for a programme only on its recorded justification. Record in the programme why it is lawful to prefer its members.');
    else if (programme.reviewOn === null || programme.reviewOn < on) refuse(pointer, `The justification of this programme ${programme.reviewOn === null ? 'has no day of review' : `was to be reviewed by ${dateInWords(programme.reviewOn)}`}. Review it and record the next day.`);
  };
  const mustDiffer = (ids: readonly string[], pointer: (at: number) => string, detail: string): void => {
    const seen = new Set<string>();
    ids.forEach((id, at) => {
      if (seen.has(id)) refuse(pointer(at), detail);
      seen.add(id);
    });
  };

  reserves.forEach(({ opportunityId, programmeCode }, at) => {
    mustKnow('opportunity', opportunityId, `/reserves/${at}/opportunityId`);
    mustBeJustified(programmeCode, `/reserves/${at}/programmeCode`);
  });
  minimums.forEach(({ programmeCode }, at) => mustBeJustified(programmeCode, `/minimums/${at}/programmeCode`));
  mustDiffer(minimums.map(({ programmeCode }) => programmeCode), (at) => `/minimums/${at}/programmeCode`, 'This programme has a minimum already. Give each programme one.');
  wishes.forEach(({ candidateId, opportunityIds, declinedIds }, at) => {
    mustKnow('candidate', candidateId, `/wishes/${at}/candidateId`);
    opportunityIds.forEach((id, number) => mustKnow('opportunity', id, `/wishes/${at}/opportunityIds/${number}`));
    declinedIds.forEach((id, number) => mustKnow('opportunity', id, `/wishes/${at}/declinedIds/${number}`));
  });
  mustDiffer(wishes.map(({ candidateId }) => candidateId), (at) => `/wishes/${at}/candidateId`, 'This candidate has an order already. Give each candidate one.');
  excludedPairs.forEach(({ candidateId, opportunityId }, at) => {
    mustKnow('candidate', candidateId, `/excludedPairs/${at}/candidateId`);
    mustKnow('opportunity', opportunityId, `/excludedPairs/${at}/opportunityId`);
  });
  together.forEach((group, at) => group.forEach((candidateId, number) => mustKnow('candidate', candidateId, `/together/${at}/candidateIds/${number}`)));
  const inGroups = together.flatMap((group, at) => group.map((candidateId, number) => ({ candidateId, pointer: `/together/${at}/candidateIds/${number}` })));
  mustDiffer(inGroups.map(({ candidateId }) => candidateId), (at) => inGroups[at]!.pointer, 'This candidate is in a group already. Put everybody into one group at most.');
  rankings.forEach(({ opportunityId, candidateIds }, at) => {
    mustKnow('opportunity', opportunityId, `/rankings/${at}/opportunityId`);
    candidateIds.forEach((id, number) => mustKnow('candidate', id, `/rankings/${at}/candidateIds/${number}`));
  });
  mustDiffer(rankings.map(({ opportunityId }) => opportunityId), (at) => `/rankings/${at}/opportunityId`, 'This opportunity has a ranking already. Give each opportunity one.');

  const excludedOf = new Map<string, number>();
  excludedPairs.forEach(({ candidateId }, at) => {
    const count = (excludedOf.get(candidateId) ?? 0) + 1;
    excludedOf.set(candidateId, count);
    if (count === MOST_EXCLUDED_EACH + 1) refuse(`/excludedPairs/${at}/candidateId`, `At most ${MOST_EXCLUDED_EACH} opportunities can be excluded for one candidate. Give a binding order of those that may be, or leave the candidate out of the cohort.`);
  });
  const atMost = (pointer: string, count: number, most: number): void => {
    if (count > most) refuse(pointer, `At most ${most} can be named here; ${count} were.`);
  };
  atMost('/reserves', reserves.length, MOST_RESERVES);
  atMost('/minimums', minimums.length, MOST_MINIMUMS);
  atMost('/together', together.length, MOST_GROUPS);
  wishes.forEach(({ opportunityIds, declinedIds }, at) => {
    atMost(`/wishes/${at}/opportunityIds`, opportunityIds.length, MOST_WISHES_EACH);
    atMost(`/wishes/${at}/declinedIds`, declinedIds.length, MOST_WISHES_EACH);
  });
  together.forEach((group, at) => {
    if (group.length < 2) refuse(`/together/${at}/candidateIds`, 'A group is of two people or more.');
    atMost(`/together/${at}/candidateIds`, group.length, MOST_IN_GROUP);
  });
  reserves.forEach(({ releasedOn }, at) => {
    if (releasedOn !== null && asOfOn < releasedOn && releasedOn <= today) refuse(`/reserves/${at}/releasedOn`, `These places are released since ${dateInWords(releasedOn)}, so they are kept for nobody. Leave the reserve out.`);
  });
  reserves.forEach(({ isHard, advantage }, at) => {
    if (!isHard && terms.placeValue + advantage > MOST_PLACE_VALUE) refuse(`/reserves/${at}/advantage`, `The value of a place and this advantage (${advantage}) may be ${MOST_PLACE_VALUE} together. Lower one of them.`);
  });

  if (terms.variant === 'stable') {
    if (minimums.length > 0) refuse('/minimums', 'Minimums belong to the optimal variant: a stable one answers to nothing but the two orders. Leave them out, or reserve places.');
    if (together.length > 0) refuse('/together', 'Groups belong to the optimal variant: with groups there may be no stable one. Leave them out.');
  }
  return problems;
}

/** Everything that terms name, each once. */
export function namedInTerms({ reserves, minimums, wishes, excludedPairs, together, rankings }: AllocationTerms): { candidateIds: string[]; opportunityIds: string[]; programmeCodes: string[] } {
  return {
    candidateIds: [...new Set([...wishes.map(({ candidateId }) => candidateId), ...excludedPairs.map(({ candidateId }) => candidateId), ...together.flat(), ...rankings.flatMap(({ candidateIds }) => candidateIds)])],
    opportunityIds: [
      ...new Set([
        ...reserves.map(({ opportunityId }) => opportunityId),
        ...wishes.flatMap(({ opportunityIds, declinedIds }) => [...opportunityIds, ...declinedIds]),
        ...excludedPairs.map(({ opportunityId }) => opportunityId),
        ...rankings.map(({ opportunityId }) => opportunityId),
      ]),
    ],
    programmeCodes: [...new Set([...reserves, ...minimums].map(({ programmeCode }) => programmeCode))],
  };
}
