import type { PlainDate } from '../calendar/plain-date.js';
import { PAIR_MATTERS, type CandidateFacts, type Demand, type OpportunityFacts, type PairMatter, type SetAside } from './facts.js';
import { hashOfText } from './tie-break.js';
import { dateInWords, listInWords, orInWords } from './wording.js';

/** Whether a pair is still set aside, or what ended that. */
export type SetAsideStanding =
  | { readonly isAside: true }
  | { readonly isAside: false; readonly because: 'date'; readonly on: PlainDate }
  | { readonly isAside: false; readonly because: 'change'; readonly matters: readonly PairMatter[] };

/** Matters each once, in the order of PAIR_MATTERS: that of the digests in a fingerprint. */
export function inOrder(matters: readonly PairMatter[]): readonly PairMatter[] {
  return PAIR_MATTERS.filter((matter) => matters.includes(matter));
}

/**
 * A digest of exactly those facts of both sides that decide each matter, in the order of {@link inOrder}, parted by spaces.
 * Of the same facts it is always the same, in whatever order lists of codes come. It is no secret: it stands for the
 * facts so that they need not be kept a second time.
 */
export function matterFingerprint(matters: readonly PairMatter[], candidate: CandidateFacts, opportunity: OpportunityFacts): string {
  return inOrder(matters).map((matter) => digestOf(DECIDED_BY[matter](candidate, opportunity))).join(' ');
}

/** Whether the pair is still aside, on facts as they are: until its day has come, or something that mattered has changed. */
export function standingOf(setAside: SetAside, candidate: CandidateFacts, opportunity: OpportunityFacts, today: PlainDate): SetAsideStanding {
  if (setAside.isUntilChecked) return { isAside: true };
  if (setAside.untilOn !== null && today >= setAside.untilOn) return { isAside: false, because: 'date', on: setAside.untilOn };
  const before = setAside.fingerprint.split(' ');
  const now = matterFingerprint(setAside.matters, candidate, opportunity).split(' ');
  const matters = inOrder(setAside.matters).filter((_, at) => before[at] !== now[at]);
  return matters.length === 0 ? { isAside: true } : { isAside: false, because: 'change', matters };
}

/** Whether a pair is not to be suggested. Next to nothing for the many of whom no pair was ever set aside. */
export function isSetAside(candidate: CandidateFacts, opportunity: OpportunityFacts, today: PlainDate): boolean {
  return candidate.setAside.some((one) => one.opportunityId === opportunity.opportunityId && standingOf(one, candidate, opportunity, today).isAside);
}

/** How an answer stands, in a sentence for the broker. */
export function setAsideInWords(setAside: SetAside, standing: SetAsideStanding): string {
  return `It was ${answerInWords(setAside, standing)}`;
}

/** The same without its beginning: since when, for what, and what brings or brought the pair back. */
export function answerInWords(setAside: SetAside, standing: SetAsideStanding): string {
  const matters = inOrder(setAside.matters);
  const since = `set aside on ${dateInWords(setAside.setOn)}${matters.length === 0 ? '' : ` for ${listInWords(matters.map((matter) => MATTER_WORDS[matter].name))}`}`;
  if (!standing.isAside) {
    if (standing.because === 'date') return `${since}, until ${dateInWords(standing.on)}.`;
    return `${since}. It is back because of a change in ${listInWords(standing.matters.map((matter) => MATTER_WORDS[matter].facts))}.`;
  }
  if (setAside.isUntilChecked) return `${since}, until that is checked again. Only somebody who lifts it brings it back.`;
  const ways = [
    ...(matters.length === 0 ? [] : [`after a change in ${orInWords(matters.map((matter) => MATTER_WORDS[matter].facts))}`]),
    ...(setAside.untilOn === null ? [] : [`on ${dateInWords(setAside.untilOn)}`]),
  ];
  return `${since}. It comes back ${orInWords([...ways, 'when somebody lifts it'])}.`;
}

/** A matter as what somebody objects to, and the facts that decide it. */
const MATTER_WORDS: Readonly<Record<PairMatter, { readonly name: string; readonly facts: string }>> = {
  travel: { name: 'the travel', facts: 'either place, the way of travelling or the limit' },
  pay: { name: 'the pay', facts: 'the pay or the lowest pay asked for' },
  hours: { name: 'the hours', facts: 'the hours or the half-days free' },
  start: { name: 'the start', facts: 'the start or the first day free' },
  requirements: { name: 'the requirements', facts: 'what is required or what is held of it' },
  interest: { name: 'the kind of work', facts: 'the pathway or the pathways wished for' },
};

/** Numbers, words and lists of these: what a canonical text can be made of. */
type Canonical = string | number | boolean | null | readonly Canonical[];

/**
 * The facts that decide each matter. Of what somebody holds only what is asked for here counts: another skill changes
 * nothing between the two. The way is that between the places; that a timetable was imported anew is nobody's change.
 */
const DECIDED_BY: Readonly<Record<PairMatter, (candidate: CandidateFacts, opportunity: OpportunityFacts) => Canonical>> = {
  travel: (candidate, opportunity) => [
    placeOf(candidate.position), candidate.travelMode, candidate.travelLimitMinutes,
    placeOf(opportunity.position), opportunity.attendance, opportunity.travelAtMostMinutes,
  ],
  pay: (candidate, opportunity) => [candidate.minimumHourlyPence, opportunity.hourlyPence, opportunity.isUnpaid, opportunity.payFloorHourlyPence],
  hours: (candidate, { schedule }) => [candidate.slots, schedule === null ? null : [schedule.slots, schedule.needed]],
  start: (candidate, { startsOn, startWindow }) => [candidate.availableFromOn, startsOn, startWindow.from, startWindow.to],
  requirements: (candidate, opportunity) => {
    const demands = opportunity.choices.flat();
    const skills = [...opportunity.requiredSkillCodes, ...opportunity.desiredSkillCodes, ...demands.flatMap((demand) => (demand.on === 'skill' ? [demand.code] : []))];
    const checks = [...opportunity.requiredCheckCodes, ...demands.flatMap((demand) => (demand.on === 'check' ? [demand.code] : []))];
    return [
      opportunity.minimumLevel, opportunity.minimumEnglishLevel, opportunity.minimumMathsLevel,
      sorted(opportunity.requiredSkillCodes), sorted(opportunity.desiredSkillCodes), sorted(opportunity.requiredCheckCodes),
      sorted(opportunity.choices.map((choice) => sorted(choice.map(demandAsText)).join('|'))),
      candidate.level, candidate.englishLevel, candidate.mathsLevel,
      sorted(candidate.skillCodes.filter((code) => skills.includes(code))), sorted(candidate.checkCodes.filter((code) => checks.includes(code))),
    ];
  },
  interest: (candidate, opportunity) => [candidate.pathwayInterests, opportunity.pathway],
};

function placeOf(position: CandidateFacts['position']): Canonical {
  return position === null ? null : [position.east, position.north];
}

function demandAsText({ on, ...asked }: Demand): string {
  return `${on} ${Object.values(asked).join(' ')}`;
}

/** Each once, ascending. */
function sorted(codes: readonly string[]): readonly string[] {
  return [...new Set(codes)].toSorted();
}

/** 64 bits in hexadecimal digits: two hashes of 32 from different beginnings, since one would let a change in four thousand million pass. */
function digestOf(facts: Canonical): string {
  const text = JSON.stringify(facts);
  return [text, `again ${text}`].map((one) => (hashOfText(one) >>> 0).toString(16).padStart(8, '0')).join('');
}
