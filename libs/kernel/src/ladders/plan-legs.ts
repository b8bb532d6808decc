import { addDays, daysBetween, type PlainDate } from '../calendar/plain-date.js';
import type { EntryNeeds, LadderCatalogue, LadderCourse, LadderStep, LadderWay } from './ladder.js';
import type { KnownLivingWage } from './pay-of-steps.js';
import { together, type RouteLeg, type RouteQuestion } from './route-search.js';
import { changesOfTerms, daysOfMonths, judgeStandardStart, type StandardTerms } from './standards.js';

/** What a plan rests on of the person: the facts of matching, and the step where they are. No name, no age, no address. */
export interface PlanPerson {
  /** Present step; null outside all ladders. */
  readonly stepCode: string | null;
  readonly monthsInStep: number;
  /** Pay now; null when not known or none. */
  readonly hourlyPence: number | null;
  readonly level: number;
  readonly englishLevel: number;
  readonly mathsLevel: number;
  readonly skillCodes: readonly string[];
}

/** An intake that serves ways or courses of the ladders; see {@link offerOfListing}. */
export interface PlanOffer {
  readonly opportunityId: string;
  readonly intakeId: string;
  readonly title: string;
  /** Null: at any time. */
  readonly startsOn: PlainDate | null;
  readonly closesOn: PlainDate | null;
  readonly hourlyPence: number | null;
  readonly wayCodes: readonly string[];
  readonly courseCodes: readonly string[];
}

export interface PlanPreferences {
  /** Only ways that are paid while learning. */
  readonly isEarningOnly: boolean;
  /** Steps that the person does not want to go over. */
  readonly avoidSteps: readonly string[];
}

/** Everything a plan is made of. */
export interface PlanQuestion {
  readonly catalogue: LadderCatalogue;
  readonly standards: readonly StandardTerms[];
  /** Pay an hour in each step as it is today; a step without pay on record is counted at {@link PlanQuestion.unknownHourlyPence}. */
  readonly stepPay: ReadonlyMap<string, number | null>;
  readonly unknownHourlyPence: number;
  /** Living Wages that pay is measured against, in the order of their days. */
  readonly livingWages: readonly KnownLivingWage[];
  readonly offers: readonly PlanOffer[];
  readonly person: PlanPerson;
  readonly goalStep: string;
  readonly preferences: PlanPreferences;
  readonly today: PlainDate;
  readonly horizonMonths: number;
}

/** What a leg of the search stands for. */
export interface LegMeaning {
  readonly way: LadderWay | null;
  readonly course: LadderCourse | null;
  /** Null while no place is advertised: it is expected. */
  readonly offer: PlanOffer | null;
  /** Of the standard, on the day from which the leg can begin. */
  readonly terms: StandardTerms | null;
}

export interface PlanGraph {
  readonly question: RouteQuestion;
  readonly meanings: ReadonlyMap<string, LegMeaning>;
  /** Of each node; null is outside. */
  readonly steps: readonly (LadderStep | null)[];
}

const NOTHING: EntryNeeds = { level: 0, englishLevel: 0, mathsLevel: 0, skillCodes: [] };

/** Labels that a search may take up: far above what a realistic catalogue needs, so that no question can hold a server up. */
const MOST_LABELS = 50_000;

/** Pence for a day of 37.5 hours a week, of an hour's pay: 1,955.36 paid hours in 365.25 days. */
function dayPenceOf(hourlyPence: number): number {
  return Math.round((hourlyPence * 1955.36) / 365.25);
}

/** What somebody has from the step where they are, beside their own. */
export function heldBy({ level, englishLevel, mathsLevel, skillCodes }: PlanPerson, step: LadderStep | null): EntryNeeds {
  return together({ level, englishLevel, mathsLevel, skillCodes }, step === null ? NOTHING : { ...NOTHING, level: step.level, skillCodes: step.skillCodes });
}

/**
 * Makes legs of ways and courses: one for each intake that serves it, and one for a place that is expected, cut at the days
 * on which terms of its standard change, since those count by the day of the start.
 *
 * @param begunOn the day from which the person can begin, not before today
 */
export function planGraph(asked: PlanQuestion, begunOn: PlainDate = asked.today): PlanGraph {
  const { catalogue, person, preferences, today } = asked;
  const present = catalogue.steps.get(person.stepCode ?? '') ?? null;
  const avoided = new Set(preferences.avoidSteps);
  const steps: readonly (LadderStep | null)[] = [null, ...catalogue.steps.values()];
  const nodeOf = new Map(steps.map((step, node) => [step?.code ?? null, node]));
  const start = nodeOf.get(present?.code ?? null)!;
  const payOf = (code: string): number => asked.stepPay.get(code) ?? asked.unknownHourlyPence;
  const ways = catalogue.ways.filter((way) =>
    way.isOpen && !avoided.has(way.to) && nodeOf.has(way.to) && (way.from === null || nodeOf.has(way.from)) && (way.isEarnAndLearn || !preferences.isEarningOnly));
  const below = stepsBelow(ways, present?.code ?? null);
  const writer = new LegWriter(asked, catalogue.steps);
  for (const way of ways) {
    // From outside one comes from wherever one is, but not back to a step below.
    if (way.from !== null) writer.addWay(way, nodeOf.get(way.from)!, nodeOf.get(way.to)!, payOf);
    else if (!below.has(way.to)) writer.addWay(way, start, nodeOf.get(way.to)!, payOf);
  }
  const between = nodesOn(writer.legs, start, nodeOf.get(asked.goalStep)!);
  for (const course of catalogue.courses) writer.addCourse(course, between);
  return {
    question: {
      dayPence: steps.map((step, node) => dayPenceOf((node === start ? person.hourlyPence : null) ?? (step === null ? 0 : payOf(step.code)))),
      start: { node: start, day: daysBetween(today, begunOn), held: heldBy(person, present), daysInStep: daysOfMonths(person.monthsInStep) },
      goal: nodeOf.get(asked.goalStep)!,
      legs: writer.legs,
      horizonDays: daysOfMonths(asked.horizonMonths),
      mostLabels: MOST_LABELS,
    },
    meanings: writer.meanings,
    steps,
  };
}

/** The step and all from which it can be reached. */
function stepsBelow(ways: readonly LadderWay[], step: string | null): ReadonlySet<string> {
  const below = new Set(step === null ? [] : [step]);
  for (let before = -1; before < below.size;) {
    before = below.size;
    for (const { from, to } of ways) if (from !== null && below.has(to)) below.add(from);
  }
  return below;
}

/** Nodes that lie on some way from the start to the goal, the goal itself not. */
function nodesOn(legs: readonly RouteLeg[], start: number, goal: number): readonly number[] {
  const spread = (from: 'from' | 'to', to: 'from' | 'to', first: number): ReadonlySet<number> => {
    const reached = new Set([first]);
    for (let before = 0; before < reached.size;) {
      before = reached.size;
      for (const leg of legs) if (reached.has(leg[from])) reached.add(leg[to]);
    }
    return reached;
  };
  const towards = spread('to', 'from', goal);
  return [...spread('from', 'to', start)].filter((node) => node !== goal && towards.has(node));
}

/** An offer in days from today. */
interface DatedOffer {
  readonly offer: PlanOffer;
  /** Null: at any time. */
  readonly day: number | null;
  readonly closes: number;
}

/** Of offers with the same days only the best paid. */
interface ChosenOffer {
  readonly offer: PlanOffer;
  readonly firstStart: number;
  readonly lastStart: number;
  readonly lastReady: number;
  readonly dayPence: number | null;
}

class LegWriter {
  readonly legs: RouteLeg[] = [];
  readonly meanings = new Map<string, LegMeaning>();
  private readonly lastDay: number;
  private readonly offersOfWay = new Map<string, DatedOffer[]>();
  private readonly offersOfCourse = new Map<string, DatedOffer[]>();

  constructor(private readonly asked: PlanQuestion, private readonly steps: ReadonlyMap<string, LadderStep>) {
    const { today, horizonMonths } = asked;
    this.lastDay = daysOfMonths(horizonMonths);
    for (const offer of asked.offers) {
      if (isOver(offer, today)) continue;
      const day = offer.startsOn === null ? null : daysBetween(today, offer.startsOn);
      const dated = { offer, day, closes: offer.closesOn === null ? this.lastDay : daysBetween(today, offer.closesOn) };
      for (const code of offer.wayCodes) addTo(this.offersOfWay, code, dated);
      for (const code of offer.courseCodes) addTo(this.offersOfCourse, code, dated);
    }
  }

  addWay(way: LadderWay, from: number, to: number, payOf: (code: string) => number): void {
    const { today, standards } = this.asked;
    const step = this.steps.get(way.to)!;
    const cuts = way.standardCode === null ? [] : changesOfTerms(standards, way.standardCode, today, addDays(today, this.lastDay));
    const begins = [today, ...cuts];
    for (const [index, begin] of begins.entries()) {
      const first = daysBetween(today, begin);
      const last = index + 1 < begins.length ? daysBetween(today, begins[index + 1]!) - 1 : this.lastDay;
      const start = way.standardCode === null ? null : judgeStandardStart(standards, way.standardCode, begin);
      if (start !== null && !start.ok) continue;
      const months = way.months ?? start?.terms.months ?? null;
      if (months === null) continue;
      const usual = {
        from, to, needs: way.needs, gives: { ...NOTHING, level: step.level, skillCodes: step.skillCodes }, daysInStep: daysOfMonths(way.monthsInStep), days: daysOfMonths(months),
        leastDays: start === null ? 0 : daysOfMonths(start.least.months), credits: way.credits.map((credit) => ({ skillCode: credit.skillCode, days: daysOfMonths(credit.months) })), costPence: way.costPence,
      };
      const learningPence = payOf(way.paidAs ?? way.from ?? way.to);
      const dayPence = (offer: PlanOffer | null): number => (way.isEarnAndLearn ? dayPenceOf(offer?.hourlyPence ?? learningPence) : 0);
      this.add(usual, chosenOffers(this.offersOfWay.get(way.code) ?? [], first, last, dayPence), `${way.code} from ${begin}`, { way, course: null, terms: start?.terms ?? null }, way.usualWaitMonths, [first, last, dayPence(null)]);
    }
  }

  addCourse(course: LadderCourse, nodes: readonly number[]): void {
    const usual = { needs: course.needs, gives: course.gives, daysInStep: 0, days: daysOfMonths(course.months), leastDays: 0, credits: [], costPence: course.costPence };
    const dayPence = course.isBesideWork ? null : 0;
    const chosen = chosenOffers(this.offersOfCourse.get(course.code) ?? [], 0, this.lastDay, () => dayPence);
    for (const node of nodes) this.add({ ...usual, from: node, to: node }, chosen, `${course.code} at ${node}`, { way: null, course, terms: null }, course.usualWaitMonths, [0, this.lastDay, dayPence]);
  }

  /** One leg for each chosen offer, and one for a place that is expected, with its first and last day and pay. */
  private add(
    usual: Pick<RouteLeg, 'from' | 'to' | 'needs' | 'gives' | 'daysInStep' | 'days' | 'leastDays' | 'credits' | 'costPence'>, chosen: readonly ChosenOffer[], name: string,
    { way, course, terms }: Omit<LegMeaning, 'offer'>, usualWaitMonths: number | null, [firstStart, lastStart, dayPence]: readonly [number, number, number | null],
  ): void {
    for (const one of chosen) {
      const code = `${name} ${one.offer.intakeId}`;
      this.legs.push({ ...usual, code, firstStart: one.firstStart, lastStart: one.lastStart, lastReady: one.lastReady, waitDays: 0, dayPence: one.dayPence });
      this.meanings.set(code, { way, course, terms, offer: one.offer });
    }
    if (usualWaitMonths === null) return;
    this.legs.push({ ...usual, code: name, firstStart, lastStart, lastReady: this.lastDay, waitDays: daysOfMonths(usualWaitMonths), dayPence });
    this.meanings.set(name, { way, course, terms, offer: null });
  }
}

/** Offers that can be begun between two days; of those with the same days only the best paid, and of equals the first by its id. */
function chosenOffers(offers: readonly DatedOffer[], first: number, last: number, payOf: (offer: PlanOffer) => number | null): readonly ChosenOffer[] {
  const best = new Map<string, ChosenOffer>();
  for (const { offer, day, closes } of offers) {
    const firstStart = day ?? first;
    const lastStart = day ?? Math.min(last, closes);
    if (firstStart < first || lastStart > last || lastStart < firstStart) continue;
    const chosen = { offer, firstStart, lastStart, lastReady: Math.min(closes, lastStart), dayPence: payOf(offer) };
    const days = `${firstStart} ${lastStart} ${chosen.lastReady}`;
    const other = best.get(days);
    const more = other === undefined ? 1 : (chosen.dayPence ?? 0) - (other.dayPence ?? 0);
    if (more > 0 || (more === 0 && offer.intakeId < other!.offer.intakeId)) best.set(days, chosen);
  }
  return [...best.values()];
}

/** Whether nobody can begin it any more. */
function isOver({ startsOn, closesOn }: Pick<PlanOffer, 'startsOn' | 'closesOn'>, today: PlainDate): boolean {
  return (startsOn !== null && startsOn < today) || (closesOn !== null && closesOn < today);
}

function addTo(map: Map<string, DatedOffer[]>, code: string, offer: DatedOffer): void {
  const others = map.get(code);
  if (others === undefined) map.set(code, [offer]);
  else others.push(offer);
}
