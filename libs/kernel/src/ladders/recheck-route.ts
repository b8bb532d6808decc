import { daysBetween, type PlainDate } from '../calendar/plain-date.js';
import { countInWords, dateInWords } from '../matching/wording.js';
import { planGraph, type PlanGraph, type PlanPerson, type PlanQuestion } from './plan-legs.js';
import { describeLegs, planRoutes, type PlannedLeg, type PlannedRoute, type RouteStrength } from './plan-routes.js';
import { followLegs, isMet, type RouteLeg } from './route-search.js';
import { judgeStandardStart, moneyInWords, monthsOfDays } from './standards.js';

/** A route as it was saved. */
export interface SavedRoute {
  readonly strength: RouteStrength;
  readonly legs: readonly PlannedLeg[];
}

/** How a saved route stands on a day. */
export interface RouteCheck {
  readonly state: 'still-holds' | 'changed' | 'broken';
  /** What changed, each a sentence for the person. Empty when it still holds. */
  readonly changes: readonly string[];
  /** What is left of it as it stands now; when it is broken, up to the break. */
  readonly legs: readonly PlannedLeg[];
  /** The best route from where the person will be, of the same strength if there is one; only when it is broken. */
  readonly next: PlannedRoute | null;
}

/** How far a person has come, as far as is on record. */
export interface RouteProgress {
  /** Intakes on which they got a place, with the day on which they left; null: they have it still. */
  readonly places: ReadonlyMap<string, PlainDate | null>;
  /** The last step of a ladder that they reached, and when. */
  readonly reached: { readonly stepCode: string; readonly on: PlainDate } | null;
}

const NO_PROGRESS: RouteProgress = { places: new Map(), reached: null };

/**
 * Looks at a saved route again with today's ladders, standards, adverts, pay and facts. Legs up to a step that the person has reached are
 * behind them. Legs on an advertised place are taken as begun when the person has that place or its first day has come, and
 * not when they left it before its end; the others are followed from where those lead, and what is only expected is later by each day that is waited for. A shift of
 * less than a month is no change.
 */
export function recheckRoute(saved: SavedRoute, asked: PlanQuestion, { places, reached }: RouteProgress = NO_PROGRESS): RouteCheck {
  const notBegun = saved.legs.findIndex(({ intakeId, startsOn, endsOn }) => {
    const leftOn = intakeId === null ? undefined : places.get(intakeId);
    if (leftOn === null) return false;
    return leftOn === undefined ? intakeId === null || startsOn > asked.today : leftOn < endsOn;
  });
  const behind = saved.legs.findLastIndex(({ kind, toStep }) => kind === 'way' && toStep === reached?.stepCode) + 1;
  const begun = saved.legs.slice(0, Math.max(notBegun < 0 ? saved.legs.length : notBegun, behind));
  const ahead = saved.legs.slice(begun.length);
  if (ahead.length === 0) return { state: 'still-holds', changes: [], legs: [], next: null };
  const { person, begunOn } = whereBegunLegsLead(begun, asked, begun.length === behind ? (reached?.on ?? null) : null);
  const now = { ...asked, person };
  const stepGone = [person.stepCode, asked.goalStep].find((code) => code !== null && !asked.catalogue.steps.has(code));
  if (stepGone !== undefined) return { state: 'broken', changes: [`The step ${stepGone} is no longer on any ladder.`], legs: [], next: null };
  const graph = planGraph(now, begunOn);
  const taken: RouteLeg[] = [];
  const changes: string[] = [];
  const kept: PlannedLeg[] = [];
  for (const leg of ahead) {
    const next = quickestFor(leg, taken, graph);
    if (next === null && isHeldAlready(leg, taken, graph, now)) {
      changes.push(`${leg.title} is no longer needed: what it gives is held.`);
      continue;
    }
    if (next === null) return broken(saved.strength, [...changes, whyBroken(leg, ahead, now)], taken, graph, now);
    taken.push(next);
    kept.push(leg);
  }
  const legs = describeLegs(followLegs(graph.question, taken), graph, now);
  changes.push(...legs.flatMap((leg, index) => differences(kept[index]!, leg)));
  return { state: changes.length === 0 ? 'still-holds' : 'changed', changes, legs, next: null };
}

/** `reachedOn`: when the last of the legs came to its end; null when that is still as planned. */
function whereBegunLegsLead(begun: readonly PlannedLeg[], { person, today, catalogue }: PlanQuestion, reachedOn: PlainDate | null): { readonly person: PlanPerson; readonly begunOn: PlainDate } {
  const last = begun.at(-1);
  if (last === undefined) return { person, begunOn: today };
  const begunOn = reachedOn === null && last.endsOn > today ? last.endsOn : today;
  const given = begun.flatMap(({ kind, code }) => catalogue.courses.filter((course) => kind === 'course' && course.code === code).map(({ gives }) => gives));
  const most = (key: 'level' | 'englishLevel' | 'mathsLevel'): number => Math.max(person[key], ...given.map((gives) => gives[key]));
  const learnt = begun.flatMap(({ toStep }) => catalogue.steps.get(toStep ?? '')?.skillCodes ?? []);
  const lastWay = begun.findLast(({ kind }) => kind === 'way');
  return {
    begunOn,
    person: {
      level: most('level'), englishLevel: most('englishLevel'), mathsLevel: most('mathsLevel'),
      skillCodes: [...new Set([...person.skillCodes, ...learnt, ...given.flatMap(({ skillCodes }) => skillCodes)])],
      stepCode: last.toStep, hourlyPence: lastWay === undefined ? person.hourlyPence : null,
      monthsInStep: lastWay === undefined ? person.monthsInStep + monthsOfDays(daysBetween(today, begunOn)) : monthsOfDays(daysBetween(reachedOn ?? lastWay.endsOn, begunOn)),
    },
  };
}

/** The leg of today that is the same as a saved one, after those before it; of several the one that ends first. */
function quickestFor({ kind, code, intakeId }: PlannedLeg, before: readonly RouteLeg[], { question, meanings }: PlanGraph): RouteLeg | null {
  let best: { readonly leg: RouteLeg; readonly endDay: number } | null = null;
  for (const leg of question.legs) {
    const { way, course, offer } = meanings.get(leg.code)!;
    if ((kind === 'way' ? way : course)?.code !== code || (offer?.intakeId ?? null) !== intakeId) continue;
    const last = followLegs(question, [...before, leg])[before.length];
    if (last !== undefined && (best === null || last.endDay < best.endDay)) best = { leg, endDay: last.endDay };
  }
  return best?.leg ?? null;
}

function isHeldAlready({ kind, code }: PlannedLeg, before: readonly RouteLeg[], { question }: PlanGraph, { catalogue }: PlanQuestion): boolean {
  const held = [question.start.held, ...followLegs(question, before).map((taken) => taken.held)].at(-1)!;
  return catalogue.courses.some((course) => kind === 'course' && course.code === code && isMet(course.gives, held));
}

/** A leg can also fail because one after it is gone: a course leads nowhere without the way that asks for it. */
function whyBroken({ title }: PlannedLeg, ahead: readonly PlannedLeg[], now: PlanQuestion): string {
  const gone = ahead.map((leg) => whatIsGone(leg, now)).find((sentence) => sentence !== null);
  return gone ?? `${title} cannot be begun as planned: something it asks for is not held, or it begins too early or too late.`;
}

/** What of today’s ladders, standards and adverts a leg cannot be without; null when nothing of that is missing. */
function whatIsGone({ kind, code, title, intakeId, standardCode, startsOn }: PlannedLeg, { catalogue, standards, offers }: PlanQuestion): string | null {
  const listed = kind === 'way' ? catalogue.ways.find((way) => way.code === code && way.isOpen) : catalogue.courses.find((course) => course.code === code);
  if (listed === undefined) return `${title} is no longer open on the ladders.`;
  const start = standardCode === null ? null : judgeStandardStart(standards, standardCode, startsOn);
  if (start?.ok === false) return start.sentence;
  if (intakeId === null) return listed.usualWaitMonths === null ? `${title} has no place to wait for at present, and none is advertised.` : null;
  return offers.some((offer) => offer.intakeId === intakeId) ? null : `The place for ${title} on ${dateInWords(startsOn)} is gone: it was withdrawn, has closed or is full.`;
}

function broken(strength: RouteStrength, changes: readonly string[], taken: readonly RouteLeg[], graph: PlanGraph, now: PlanQuestion): RouteCheck {
  const plan = planRoutes(now);
  const next = plan.ok ? (plan.routes.find((route) => route.strength === strength) ?? plan.routes[0] ?? null) : null;
  const advice = next !== null ? `Next best: ${next.sentence}` : plan.ok ? 'Nothing else leads to the goal at present. Talk about another goal, or wait for a place.' : plan.sentence;
  return { state: 'broken', changes: [...changes, advice], legs: describeLegs(followLegs(graph.question, taken), graph, now), next };
}

/** What is not as it was saved, in words. */
function differences(was: PlannedLeg, is: PlannedLeg): readonly string[] {
  const changes: string[] = [];
  const shift = daysBetween(was.startsOn, is.startsOn);
  if (monthsOfDays(Math.abs(shift)) > 0) changes.push(`${is.title} now begins about ${dateInWords(is.startsOn).replace(/^\d+ /, '')}, ${countInWords(monthsOfDays(Math.abs(shift)), 'month')} ${shift > 0 ? 'later' : 'earlier'}.`);
  if (was.months !== is.months) changes.push(`${is.title} now takes ${countInWords(is.months, 'month')}, not ${was.months}.`);
  const money = (what: string, before: number | null, after: number | null): void => {
    if (before !== after) changes.push(`${what} is now ${after === null ? 'not on record' : moneyInWords(after)}${before === null ? '' : `, not ${moneyInWords(before)}`}.`);
  };
  money(`What ${is.title} is funded up to`, was.fundingPence, is.fundingPence);
  money(`What ${is.title} costs`, was.costPence, is.costPence);
  money(`Pay an hour during ${is.title}`, was.payDuring.hourlyPence, is.payDuring.hourlyPence);
  money(`Pay an hour after ${is.title}`, was.payAfter.hourlyPence, is.payAfter.hourlyPence);
  if (was.payAfter.isBelow !== is.payAfter.isBelow && is.payAfter.isBelow !== null) changes.push(`Pay after ${is.title} is now ${is.payAfter.isBelow ? 'below' : 'at or above'} the Living Wage.`);
  return changes;
}

/** The person a plan was saved for as time goes on: the months in the step grow. */
export function personLater(person: PlanPerson, savedOn: PlainDate, today: PlainDate): PlanPerson {
  return { ...person, monthsInStep: person.monthsInStep + Math.max(0, monthsOfDays(daysBetween(savedOn, today))) };
}
