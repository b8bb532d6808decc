import { isPlainDate, type PlainDate } from '../calendar/plain-date.js';
import { dateInWords, listInWords } from '../matching/wording.js';
import { BANDS, catalogueOn, type EntryNeeds, type LadderCatalogue, type LadderVersion, type LadderWay } from './ladder.js';
import { judgeStandardStart, standardOn, type StandardTerms } from './standards.js';

/** Something that keeps a version of a ladder from being used. */
export interface LadderProblem {
  readonly problem:
    | 'bad-date' | 'overlap' | 'same-code-twice' | 'unknown-band' | 'out-of-range' | 'unknown-step' | 'unknown-standard' | 'no-months' | 'closed-standard' | 'cycle' | 'unreachable';
  /** RFC 6901, into the version as it was sent: '/steps/0/band'. Empty when another ladder is concerned. */
  readonly pointer: string;
  /** Which step, and how to put it right. */
  readonly sentence: string;
}

/**
 * What is wrong with a new version of a ladder, seen together with all other ladders on the day from which it holds and on
 * every later day on which another version or standard begins: ladders share steps, so one can break another.
 *
 * @param others versions of all ladders that are kept, the earlier ones of this ladder too
 */
export function ladderProblems(sent: LadderVersion, others: readonly LadderVersion[], standards: readonly StandardTerms[]): readonly LadderProblem[] {
  const own = [...datesProblems(sent, others), ...codesTwice(sent), ...figureProblems(sent)];
  if (own.some(({ problem }) => problem === 'bad-date' || problem === 'same-code-twice')) return own;
  const all = [...others, sent];
  const days = [...new Set([sent.fromOn, ...[...all, ...standards].map(({ fromOn }) => fromOn).filter((day) => day > sent.fromOn)])].toSorted();
  const found = new Map<string, LadderProblem>();
  for (const day of days) {
    const catalogue = catalogueOn(all, day);
    for (const problem of [...stepProblems(sent, catalogue), ...standardProblems(sent, standards, day), ...cycleProblems(sent, catalogue), ...reachProblems(sent, catalogue)]) {
      const key = `${problem.problem} ${problem.pointer}`;
      if (!found.has(key)) found.set(key, problem); // told once, of the first day
    }
  }
  return [...own, ...found.values()];
}

function datesProblems(sent: LadderVersion, others: readonly LadderVersion[]): readonly LadderProblem[] {
  const tell = (problem: 'bad-date' | 'overlap', sentence: string): readonly LadderProblem[] => [{ problem, pointer: '/fromOn', sentence }];
  if (!isPlainDate(sent.fromOn)) return tell('bad-date', 'The first day must be a real date, as 2026-09-01.');
  const latest = others.filter(({ code }) => code === sent.code).map(({ fromOn }) => fromOn).toSorted().at(-1);
  if (latest === undefined || sent.fromOn > latest) return [];
  return tell('overlap', `A version of this ladder begins on ${dateInWords(latest)}. Choose a later first day: two versions cannot hold on the same day.`);
}

const LISTS = ['steps', 'ways', 'courses'] as const;

function codesTwice(sent: LadderVersion): readonly LadderProblem[] {
  return LISTS.flatMap((list) => sent[list].flatMap(({ code }, index) => (sent[list].findIndex((one) => one.code === code) === index ? [] : [{
    problem: 'same-code-twice' as const, pointer: `/${list}/${index}/code`, sentence: `${code} stands twice among the ${list}. Give each a code of its own.`,
  }])));
}

/** Nobody plans longer than this, and no figure in a way is greater. */
const MOST_MONTHS = 120;
const MOST_PENCE = 10_000_000;

function figureProblems(sent: LadderVersion): readonly LadderProblem[] {
  const problems: LadderProblem[] = [];
  const within = (pointer: string, whose: string, value: number, least: number, most: number): void => {
    if (Number.isInteger(value) && value >= least && value <= most) return;
    problems.push({ problem: 'out-of-range', pointer, sentence: `${whose}: use a whole number from ${least} to ${most}.` });
  };
  const needs = (pointer: string, whose: string, { level, englishLevel, mathsLevel }: EntryNeeds): void => {
    within(`${pointer}/level`, whose, level, 0, 8);
    within(`${pointer}/englishLevel`, whose, englishLevel, 0, 2);
    within(`${pointer}/mathsLevel`, whose, mathsLevel, 0, 2);
  };
  for (const [index, { band, title, level }] of sent.steps.entries()) {
    within(`/steps/${index}/level`, `Level of ${title}`, level, 0, 8);
    if (band === null || BANDS.includes(band)) continue;
    problems.push({ problem: 'unknown-band', pointer: `/steps/${index}/band`, sentence: `${title}: there is no such band. Use one of ${BANDS.join(', ')}, or none.` });
  }
  for (const [index, way] of sent.ways.entries()) {
    if (way.months !== null) within(`/ways/${index}/months`, `Months of ${way.title}`, way.months, 0, MOST_MONTHS);
    if (way.usualWaitMonths !== null) within(`/ways/${index}/usualWaitMonths`, `Usual wait for ${way.title}`, way.usualWaitMonths, 0, MOST_MONTHS);
    within(`/ways/${index}/monthsInStep`, `Months before ${way.title}`, way.monthsInStep, 0, MOST_MONTHS);
    within(`/ways/${index}/costPence`, `Cost of ${way.title}, pence`, way.costPence, 0, MOST_PENCE);
    for (const [place, credit] of way.credits.entries()) within(`/ways/${index}/credits/${place}/months`, `Credit in ${way.title}`, credit.months, 0, MOST_MONTHS);
    needs(`/ways/${index}/needs`, `Levels that ${way.title} asks for`, way.needs);
  }
  for (const [index, course] of sent.courses.entries()) {
    within(`/courses/${index}/months`, `Months of ${course.title}`, course.months, 0, MOST_MONTHS);
    if (course.usualWaitMonths !== null) within(`/courses/${index}/usualWaitMonths`, `Usual wait for ${course.title}`, course.usualWaitMonths, 0, MOST_MONTHS);
    within(`/courses/${index}/costPence`, `Cost of ${course.title}, pence`, course.costPence, 0, MOST_PENCE);
    needs(`/courses/${index}/needs`, `Levels that ${course.title} asks for`, course.needs);
    needs(`/courses/${index}/gives`, `Levels that ${course.title} gives`, course.gives);
  }
  return problems;
}

/** Ways to and from steps that no ladder has: in this version, and in others from which it takes a step away. */
function stepProblems(sent: LadderVersion, { steps, ways }: LadderCatalogue): readonly LadderProblem[] {
  return ways.flatMap((way) => (['from', 'to', 'paidAs'] as const).flatMap((end) => {
    const code = way[end];
    if (code === null || steps.has(code)) return [];
    const index = sent.ways.indexOf(way);
    const sentence = index < 0
      ? `Another ladder’s ${way.title} needs the step ${code}. Keep the step, or change that ladder first.`
      : `${way.title} names the step ${code}, which no ladder has. Correct the code, or add the step.`;
    return [{ problem: 'unknown-step' as const, pointer: index < 0 ? '' : `/ways/${index}/${end}`, sentence }];
  }));
}

function standardProblems(sent: LadderVersion, standards: readonly StandardTerms[], day: PlainDate): readonly LadderProblem[] {
  return sent.ways.flatMap((way, index): readonly LadderProblem[] => {
    const pointer = `/ways/${index}/standardCode`;
    if (way.by === 'standard' && way.standardCode === null) return [{ problem: 'unknown-standard', pointer, sentence: `${way.title} is by a standard: give its reference, as ST0216.` }];
    const start = way.standardCode === null ? null : judgeStandardStart(standards, way.standardCode, day);
    if (start !== null && !start.ok && way.isOpen) {
      return [{ problem: start.problem === 'unknown' ? 'unknown-standard' : 'closed-standard', pointer, sentence: `${way.title}: ${start.sentence} Or close this way.` }];
    }
    if (way.months !== null || (way.standardCode !== null && standardOn(standards, way.standardCode, day)?.months != null)) return [];
    return [{ problem: 'no-months', pointer: `/ways/${index}/months`, sentence: `${way.title}: say how many months it takes; its standard does not.` }];
  });
}

/** A way round in a circle, told at the first way of this version on it: plans need that nobody comes back to a step. */
function cycleProblems(sent: LadderVersion, { steps, ways }: LadderCatalogue): readonly LadderProblem[] {
  const circle = circleOf(ways);
  if (circle === null) return [];
  const titles = circle.map(({ to }) => steps.get(to)?.title ?? to);
  const index = sent.ways.findIndex((way) => circle.includes(way));
  return [{ problem: 'cycle', pointer: index < 0 ? '' : `/ways/${index}`, sentence: `These steps lead round in a circle: ${listInWords(titles)}. Take one of the ways between them out.` }];
}

/** Ways that lead round in a circle, in their order; null when there is none. */
export function circleOf(ways: readonly LadderWay[]): readonly LadderWay[] | null {
  const done = new Set<string>();
  const path: LadderWay[] = [];
  const walk = (step: string): readonly LadderWay[] | null => {
    if (done.has(step)) return null;
    const begun = path.findIndex(({ from }) => from === step);
    if (begun >= 0) return path.slice(begun);
    for (const way of ways.filter(({ from }) => from === step)) {
      path.push(way);
      const circle = walk(way.to);
      if (circle !== null) return circle;
      path.pop();
    }
    done.add(step);
    return null;
  };
  for (const { from } of ways) {
    const circle = from === null ? null : walk(from);
    if (circle !== null) return circle;
  }
  return null;
}

function reachProblems(sent: LadderVersion, { steps, ways }: LadderCatalogue): readonly LadderProblem[] {
  const reached = new Set<string | null>([null, ...[...steps.values()].flatMap(({ code, isEntry }) => (isEntry ? [code] : []))]);
  const open = ways.filter(({ isOpen }) => isOpen);
  for (let before = 0; before < reached.size;) {
    before = reached.size;
    for (const { from, to } of open) if (reached.has(from)) reached.add(to);
  }
  return sent.steps.flatMap(({ code, title }, index) => (reached.has(code) ? [] : [{
    problem: 'unreachable' as const, pointer: `/steps/${index}`, sentence: `Nothing leads to ${title}. Add an open way to it, or mark it as a step where people enter.`,
  }]));
}
