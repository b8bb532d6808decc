import { addDays, type PlainDate } from '../calendar/plain-date.js';
import { countInWords, dateInWords, levelInWords, listInWords, skillInWords, subjectLevelInWords } from '../matching/wording.js';
import type { EntryNeeds } from './ladder.js';
import { circleOf } from './ladder-problems.js';
import { heldBy, planGraph, type LegMeaning, type PlanGraph, type PlanQuestion } from './plan-legs.js';
import { payAgainst, type PayAgainstLivingWage } from './pay-of-steps.js';
import { findRoutes, isMet, type FoundRoute, type RouteLegTaken } from './route-search.js';
import { moneyInWords, monthsOfDays } from './standards.js';

/** One leg of a route: a way up, or a course on the way. */
export interface PlannedLeg {
  readonly kind: 'way' | 'course';
  /** Of the way or the course. */
  readonly code: string;
  readonly title: string;
  /** Null: outside all ladders. */
  readonly fromStep: string | null;
  readonly toStep: string | null;
  readonly startsOn: PlainDate;
  readonly endsOn: PlainDate;
  readonly months: number;
  /** Months of waiting before it. */
  readonly waitMonths: number;
  /** Months that skills and prior learning save. */
  readonly creditMonths: number;
  readonly creditFor: readonly string[];
  readonly standardCode: string | null;
  /** The most that is funded; null when not known, or when it is no apprenticeship. */
  readonly fundingPence: number | null;
  readonly costPence: number;
  readonly isPaid: boolean;
  readonly payBefore: PayAgainstLivingWage;
  readonly payDuring: PayAgainstLivingWage;
  readonly payAfter: PayAgainstLivingWage;
  /** Null while no place is advertised. */
  readonly opportunityId: string | null;
  readonly intakeId: string | null;
  /** False when a figure of it was not checked against a public source. */
  readonly isVerified: boolean;
  /** What it asks for and the person does not hold today, and which leg before gives it. */
  readonly missing: readonly { readonly what: string; readonly from: string }[];
  readonly reasons: readonly string[];
}

export type RouteStrength = 'quickest' | 'best-paid' | 'fewest-steps' | 'another-way' | 'next-quickest';

export interface PlannedRoute {
  readonly strength: RouteStrength;
  readonly months: number;
  readonly endsOn: PlainDate;
  /** Earnings less costs until the horizon, beside staying where one is at today’s pay, pence. */
  readonly gainPence: number;
  readonly legs: readonly PlannedLeg[];
  readonly sentence: string;
}

export type RoutePlan =
  | { readonly ok: false; readonly problem: 'unknown-step' | 'unknown-goal' | 'already-there' | 'circle'; readonly sentence: string }
  | {
      readonly ok: true;
      /** Up to five. */
      readonly routes: readonly PlannedRoute[];
      /** How many best compromises there are in all. */
      readonly found: number;
      /** False when the search was stopped: then routes that end after {@link completeToOn} may be missing. */
      readonly isComplete: boolean;
      readonly completeToOn: PlainDate;
      /** Why there is no route, when there is none. */
      readonly obstacles: readonly string[];
    };

const MOST_ROUTES = 5;

/**
 * Up to five routes from where a person is to a goal, of all best compromises between time, money and number of legs. Pay is
 * today’s throughout, since nobody knows later awards. Chosen are, each once: the quickest; the best paid over the horizon;
 * the one with the fewest legs; then the quickest over each other row of steps and courses; then the next quickest.
 */
export function planRoutes(asked: PlanQuestion): RoutePlan {
  const problem = planProblem(asked);
  if (problem !== null) return problem;
  const graph = planGraph(asked);
  const { routes, completeToDay } = findRoutes(graph.question);
  return {
    ok: true,
    routes: chooseRoutes(routes, graph).map(({ route, strength }) => describeRoute(route, strength, graph, asked)),
    found: routes.length,
    isComplete: completeToDay === graph.question.horizonDays,
    completeToOn: addDays(asked.today, completeToDay),
    obstacles: routes.length > 0 ? [] : obstacles(graph, asked),
  };
}

type PlanProblem = Extract<RoutePlan, { readonly ok: false }>;

function planProblem({ catalogue, person, goalStep }: PlanQuestion): PlanProblem | null {
  const refuse = (problem: PlanProblem['problem'], sentence: string): PlanProblem => ({ ok: false, problem, sentence });
  if (!catalogue.steps.has(goalStep)) return refuse('unknown-goal', `No ladder has the step ${goalStep} today. Choose one of the ladders’ steps.`);
  if (person.stepCode !== null && !catalogue.steps.has(person.stepCode)) return refuse('unknown-step', `No ladder has the step ${person.stepCode} today. Choose the step where the person is, or none.`);
  if (person.stepCode === goalStep) return refuse('already-there', 'The person is at this step already. Choose a step further up.');
  return circleOf(catalogue.ways) === null ? null : refuse('circle', 'The ladders lead round in a circle, so no plan can be made. Ask a programme lead to correct them.');
}

function chooseRoutes(routes: readonly FoundRoute[], { meanings }: PlanGraph): readonly { readonly route: FoundRoute; readonly strength: RouteStrength }[] {
  const [quickest] = routes;
  if (quickest === undefined) return [];
  const chosen = new Map<FoundRoute, RouteStrength>();
  const rowOf = ({ legs }: FoundRoute): string => legs.map(({ leg }) => nameOf(meanings.get(leg.code)!).code).join('\n');
  const choose = (route: FoundRoute, strength: RouteStrength): void => {
    if (chosen.size < MOST_ROUTES && !chosen.has(route)) chosen.set(route, strength);
  };
  choose(quickest, 'quickest');
  choose(routes.reduce((best, one) => (one.netPence > best.netPence ? one : best)), 'best-paid');
  choose(routes.reduce((best, one) => (one.legs.length < best.legs.length ? one : best)), 'fewest-steps');
  const rows = new Set([...chosen.keys()].map(rowOf));
  for (const route of routes) {
    if (rows.has(rowOf(route))) continue;
    rows.add(rowOf(route));
    choose(route, 'another-way');
  }
  for (const route of routes) choose(route, 'next-quickest');
  return [...chosen].map(([route, strength]) => ({ route, strength }));
}

function nameOf({ way, course }: LegMeaning): { readonly code: string; readonly title: string } {
  return (way ?? course)!;
}

const STRENGTHS: Readonly<Record<RouteStrength, string>> = {
  quickest: 'The quickest route',
  'best-paid': 'The route with the most money',
  'fewest-steps': 'The route with the fewest steps',
  'another-way': 'Another way',
  'next-quickest': 'The next quickest',
};

function describeRoute(route: FoundRoute, strength: RouteStrength, graph: PlanGraph, asked: PlanQuestion): PlannedRoute {
  const { dayPence, start, horizonDays } = graph.question;
  const gainPence = route.netPence - dayPence[start.node]! * horizonDays;
  const months = monthsOfDays(route.days);
  const endsOn = addDays(asked.today, route.days);
  const more = `${moneyInWords(Math.abs(Math.round(gainPence / 10_000)) * 10_000)} ${gainPence < 0 ? 'less' : 'more'}`;
  return {
    strength, months, endsOn, gainPence,
    legs: describeLegs(route.legs, graph, asked),
    sentence: `${STRENGTHS[strength]}: ${countInWords(route.legs.length, 'stage')}, ${countInWords(months, 'month')}, there by ${dateInWords(endsOn)}; about ${more} over ${countInWords(asked.horizonMonths / 12, 'year')} than staying at today’s pay.`,
  };
}

/** Legs of a route in words and figures. */
export function describeLegs(taken: readonly RouteLegTaken[], graph: PlanGraph, asked: PlanQuestion): readonly PlannedLeg[] {
  return taken.map((one, index) => describeLeg(one, taken.slice(0, index), graph, asked));
}

function describeLeg({ leg, readyDay, startDay, endDay, creditDays }: RouteLegTaken, before: readonly RouteLegTaken[], { meanings, steps, question }: PlanGraph, asked: PlanQuestion): PlannedLeg {
  const meaning = meanings.get(leg.code)!;
  const { way, course, offer, terms } = meaning;
  const [from, to] = [steps[leg.from]!, steps[leg.to]!];
  const payIn = (code: string | null): number | null => (code === null ? null : asked.stepPay.get(code) ?? null);
  const stays = leg.from === question.start.node && asked.person.hourlyPence !== null ? asked.person.hourlyPence : payIn(from?.code ?? null);
  const learning = offer?.hourlyPence ?? payIn(way === null ? null : way.paidAs ?? way.from ?? way.to);
  const isPaid = way === null ? leg.dayPence === null : way.isEarnAndLearn;
  const during = way === null ? stays : learning;
  const held = [asked.person, ...before.map((one) => one.held)].flatMap(({ skillCodes }) => skillCodes).concat(heldBy(asked.person, steps[question.start.node]!).skillCodes);
  const creditFor = creditDays === 0 ? [] : [...new Set(leg.credits.map(({ skillCode }) => skillCode).filter((code) => held.includes(code)))].toSorted();
  const [startsOn, endsOn] = [addDays(asked.today, startDay), addDays(asked.today, endDay)];
  const { code, title } = nameOf(meaning);
  const shape = {
    kind: way === null ? 'course' as const : 'way' as const, code, title, fromStep: from?.code ?? null, toStep: to?.code ?? null,
    startsOn, endsOn, months: monthsOfDays(endDay - startDay),
    waitMonths: monthsOfDays(startDay - readyDay), creditMonths: monthsOfDays(creditDays), creditFor,
    standardCode: terms?.code ?? null, fundingPence: terms?.fundingPence ?? null, costPence: leg.costPence, isPaid,
    payBefore: payAgainst(stays, asked.livingWages, startsOn), payDuring: payAgainst(isPaid ? during : 0, asked.livingWages, startsOn), payAfter: payAgainst(way === null ? stays : payIn(way.to), asked.livingWages, endsOn),
    opportunityId: offer?.opportunityId ?? null, intakeId: offer?.intakeId ?? null,
    isVerified: (way ?? course)!.isVerified && (terms?.isVerified ?? true),
    missing: missingFor(leg.needs, before, meanings, heldBy(asked.person, steps[question.start.node]!)),
  };
  return { ...shape, reasons: reasonsOf(shape, offer?.title ?? null) };
}

function reasonsOf(leg: Omit<PlannedLeg, 'reasons'>, advert: string | null): readonly string[] {
  const { payBefore, payAfter, creditMonths, creditFor, costPence, fundingPence, standardCode, missing } = leg;
  const reasons = [advert === null ? `No place is advertised now. One is expected to begin about ${dateInWords(leg.startsOn)}.` : `A place is advertised: ${advert}, from ${dateInWords(leg.startsOn)}.`];
  reasons.push(leg.isPaid ? 'Paid while learning.' : 'Not paid while learning.');
  if (costPence > 0) reasons.push(`It costs ${moneyInWords(costPence)}.`);
  if (standardCode !== null) reasons.push(fundingPence === null ? `Apprenticeship ${standardCode}; its funding is not on record.` : `Apprenticeship ${standardCode}, funded up to ${moneyInWords(fundingPence)}.`);
  if (creditMonths > 0) reasons.push(`${countInWords(creditMonths, 'month')} shorter for ${listInWords(creditFor.map(skillInWords))}.`);
  if (payBefore.hourlyPence !== null && payAfter.hourlyPence !== null && leg.kind === 'way') reasons.push(`Pay goes from ${moneyInWords(payBefore.hourlyPence)} to ${moneyInWords(payAfter.hourlyPence)} an hour.`);
  if (payAfter.isBelow !== null && payAfter.livingWagePence !== null) reasons.push(`After it pay is ${payAfter.isBelow ? 'below' : 'at or above'} the Living Wage of ${moneyInWords(payAfter.livingWagePence)} an hour${payAfter.isLastKnown ? ', the last that is known' : ''}.`);
  for (const { what, from } of missing) reasons.push(`It asks for ${what}, which ${from} gives.`);
  if (!leg.isVerified) reasons.push('Some figures of it were not checked against a public source.');
  return reasons;
}

/** What is asked for, each with its words; skills one by one. */
function needsInWords(needs: EntryNeeds): readonly { readonly need: EntryNeeds; readonly what: string }[] {
  const none: EntryNeeds = { level: 0, englishLevel: 0, mathsLevel: 0, skillCodes: [] };
  return [
    ...(needs.level > 0 ? [{ need: { ...none, level: needs.level }, what: `qualifications at ${levelInWords(needs.level)}` }] : []),
    ...(needs.englishLevel > 0 ? [{ need: { ...none, englishLevel: needs.englishLevel }, what: `English at ${subjectLevelInWords(needs.englishLevel)}` }] : []),
    ...(needs.mathsLevel > 0 ? [{ need: { ...none, mathsLevel: needs.mathsLevel }, what: `maths at ${subjectLevelInWords(needs.mathsLevel)}` }] : []),
    ...needs.skillCodes.map((code) => ({ need: { ...none, skillCodes: [code] }, what: skillInWords(code) })),
  ];
}

function missingFor(needs: EntryNeeds, before: readonly RouteLegTaken[], meanings: ReadonlyMap<string, LegMeaning>, heldNow: EntryNeeds): PlannedLeg['missing'] {
  return needsInWords(needs).flatMap(({ need, what }) => {
    const giver = isMet(need, heldNow) ? undefined : before.find(({ held }) => isMet(need, held));
    return giver === undefined ? [] : [{ what, from: nameOf(meanings.get(giver.leg.code)!).title }];
  });
}

/** Why no route was found: what ways towards the goal ask for and nothing on record gives, or that none leads there in time. */
function obstacles({ question, meanings, steps }: PlanGraph, asked: PlanQuestion): readonly string[] {
  const held = heldBy(asked.person, steps[question.start.node]!);
  const found = new Set<string>();
  for (const leg of question.legs) {
    const { title } = nameOf(meanings.get(leg.code)!);
    for (const { need, what } of needsInWords(leg.needs)) {
      if (!isMet(need, held) && !question.legs.some(({ gives }) => isMet(need, gives))) found.add(`${title} asks for ${what}, and no course on record gives it.`);
    }
  }
  const title = asked.catalogue.steps.get(asked.goalStep)!.title;
  if (found.size === 0) found.add(`No way that is open leads to ${title} within ${countInWords(asked.horizonMonths / 12, 'year')}. Look at the ladders, or ask for another goal.`);
  return [...found].toSorted();
}

