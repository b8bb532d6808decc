import type { EntryNeeds } from './ladder.js';

/** Something that can be begun at a node. Days are counted from today, which is 0; money is pence. */
export interface RouteLeg {
  /** Of its own among all legs. */
  readonly code: string;
  readonly from: number;
  /** The same as `from` for a course, which leads to no step by itself. */
  readonly to: number;
  readonly needs: EntryNeeds;
  /** What is held once it is done. */
  readonly gives: EntryNeeds;
  /** It begins on a day from the first to the last. */
  readonly firstStart: number;
  readonly lastStart: number;
  /** The last day on which one must be ready for it, as the closing day of an advert. */
  readonly lastReady: number;
  /** Days from arriving at the node until it can begin. */
  readonly waitDays: number;
  /** Days in the node that are asked for. */
  readonly daysInStep: number;
  readonly days: number;
  /** Credit does not make it shorter than this. */
  readonly leastDays: number;
  readonly credits: readonly { readonly skillCode: string; readonly days: number }[];
  /** Pay for each day of it; null: the pay of the node goes on. */
  readonly dayPence: number | null;
  readonly costPence: number;
}

/** From where to where, over what. The legs between different nodes must not lead round in a circle. */
export interface RouteQuestion {
  /** Pay for each day in a node. */
  readonly dayPence: readonly number[];
  readonly start: { readonly node: number; readonly day: number; readonly held: EntryNeeds; readonly daysInStep: number };
  readonly goal: number;
  readonly legs: readonly RouteLeg[];
  /** Money is counted from today until then, and a route that takes longer is none. */
  readonly horizonDays: number;
  readonly mostLabels: number;
}

export interface RouteLegTaken {
  readonly leg: RouteLeg;
  /** The day on which one could have begun it as far as oneself is concerned. */
  readonly readyDay: number;
  readonly startDay: number;
  readonly endDay: number;
  /** Days that prior learning saved. */
  readonly creditDays: number;
  readonly held: EntryNeeds;
}

/** A route to the goal with what it is judged by. */
export interface FoundRoute {
  /** Until the goal is reached. */
  readonly days: number;
  /** Earnings less costs from today to the horizon, pence. */
  readonly netPence: number;
  readonly legs: readonly RouteLegTaken[];
}

export interface FoundRoutes {
  /** Those of which no other is at least as quick, as well paid and as short in legs, and better in one. Quickest first. */
  readonly routes: readonly FoundRoute[];
  /** Every route that reaches the goal by this day has been weighed: the horizon, unless the labels ran out. */
  readonly completeToDay: number;
}

/** One way to have come to a node. */
interface Label {
  readonly node: number;
  /** Number of what is held, among all that came up. */
  readonly held: number;
  readonly day: number;
  /** Since when at the node. */
  readonly since: number;
  readonly netPence: number;
  readonly count: number;
  readonly startDay: number;
  /** Null before the first. */
  readonly by: { readonly leg: RouteLeg; readonly before: Label } | null;
}

/**
 * All best compromises between time, money and number of legs, exactly.
 *
 * Multi-criteria label setting (Hansen 1980; Martins 1984): labels are taken up in order of (day, legs, money), and a leg
 * never leads back in that order, so a label taken up is final. Money depends on the calendar, since one is paid while one
 * waits for an intake. Hence one label makes another at the same node with the same things held superfluous when it is no
 * later, no later at the node, has no more legs, and has no less money even if the time between the two is paid at the
 * lowest pay anywhere from here to the goal.
 *
 * That loses nothing. Whatever the later one can still do, the earlier one can: each leg begins as soon as one is ready,
 * its window is open and the wait is over, all of which come no later for whoever is there no later; it lasts as long,
 * since the same is held; so each of its legs begins no later and the goal is reached no later. In both the same days are
 * spent in legs at the same pay. The days between the two arrivals are spent waiting at a node from here to the goal, or
 * at the goal, so they are paid at least at that lowest pay. Therefore it ends no later, with no more legs and no less
 * money. Ways have no circles, and a course is only taken for something that is not held: so no step comes twice.
 */
export function findRoutes(question: RouteQuestion): FoundRoutes {
  const { start, goal, horizonDays } = question;
  const walk = new Walk(question);
  const lowest = lowestPayAhead(question);
  const legsFrom = legsTowardsGoal(question, lowest);
  const waiting = [walk.first(start)];
  const final = new Map<string, FinalLabels>();
  const finalAt = ({ node, held }: Label): FinalLabels => {
    const state = `${node} ${held}`;
    const known = final.get(state) ?? new FinalLabels();
    final.set(state, known);
    return known;
  };
  const reached: Label[] = [];
  let taken = 0;
  for (let label = waiting.pop(); label !== undefined; label = waiting.pop()) {
    if (taken === question.mostLabels) return { routes: bestOf(reached, question, walk), completeToDay: label.day - 1 };
    if (!finalAt(label).add(label, worth(label, lowest))) continue;
    taken += 1;
    if (label.node === goal) {
      reached.push(label);
      continue;
    }
    for (const leg of legsFrom.get(label.node) ?? []) {
      const next = walk.take(leg, label);
      if (next !== null && next.day <= horizonDays && !finalAt(next).makeSuperfluous(next, worth(next, lowest))) putInOrder(waiting, next);
    }
  }
  return { routes: bestOf(reached, question, walk), completeToDay: horizonDays };
}

/** Follows legs one after the other, each begun as early as can be. Those that could be, up to the first that could not. */
export function followLegs(question: RouteQuestion, legs: readonly RouteLeg[]): readonly RouteLegTaken[] {
  const walk = new Walk(question);
  let label = walk.first(question.start);
  for (const leg of legs) {
    const next = leg.from === label.node ? walk.take(leg, label) : null;
    if (next === null) break;
    label = next;
  }
  return walk.legsOf(label);
}

function legsTowardsGoal({ legs }: RouteQuestion, lowest: readonly (number | undefined)[]): ReadonlyMap<number, readonly RouteLeg[]> {
  const legsFrom = new Map<number, RouteLeg[]>();
  for (const leg of legs) {
    if (lowest[leg.from] === undefined || lowest[leg.to] === undefined) continue; // leads nowhere
    const others = legsFrom.get(leg.from);
    if (others === undefined) legsFrom.set(leg.from, [leg]);
    else others.push(leg);
  }
  return legsFrom;
}

/** Money less what the days until now would have earned at the lowest pay ahead: of two at a node, who has no less of it can wait for the other. */
function worth({ node, day, netPence }: Label, lowest: readonly (number | undefined)[]): number {
  return netPence - day * lowest[node]!;
}

/**
 * Final labels at one node with the same things held, none later than a label that is asked about. For each number of legs
 * a staircase: whoever has been at the node for a shorter time is kept only for more worth.
 */
class FinalLabels {
  private readonly stairs = new Map<number, { readonly since: number; readonly worth: number }[]>();

  makeSuperfluous({ count, since }: Label, value: number): boolean {
    for (const [legs, stair] of this.stairs) {
      const best = legs <= count ? stair[stepsUpTo(stair, since) - 1] : undefined;
      if (best !== undefined && best.worth >= value) return true;
    }
    return false;
  }

  /** False when others make it superfluous. */
  add(label: Label, value: number): boolean {
    if (this.makeSuperfluous(label, value)) return false;
    const stair = this.stairs.get(label.count) ?? [];
    this.stairs.set(label.count, stair);
    const from = stepsUpTo(stair, label.since - 1);
    const surpassed = stair.slice(from).findIndex((one) => one.worth > value);
    stair.splice(from, surpassed < 0 ? stair.length - from : surpassed, { since: label.since, worth: value });
    return true;
  }
}

/** How many on a staircase have been at the node since a day or longer. */
function stepsUpTo(stair: readonly { readonly since: number }[], since: number): number {
  return firstWhere(stair.length, (index) => stair[index]!.since > since);
}

/** The first of so many in order for which something holds that holds for all after it; the number of them when for none. */
function firstWhere(length: number, holds: (index: number) => boolean): number {
  let from = 0;
  let to = length;
  while (from < to) {
    const middle = (from + to) >> 1;
    if (holds(middle)) to = middle;
    else from = middle + 1;
  }
  return from;
}

/** What taking a leg with certain things held leads to. */
interface LegDone {
  readonly held: number;
  readonly days: number;
}

/** Takes legs. What is held has a number, and what a leg makes of it is worked out once. */
class Walk {
  private readonly relevant: (held: EntryNeeds) => EntryNeeds;
  private readonly held: EntryNeeds[] = [];
  private readonly numbers = new Map<string, number>();
  private readonly done = new Map<RouteLeg, Map<number, LegDone | null>>();

  constructor(private readonly question: RouteQuestion) {
    this.relevant = relevantTo(question.legs);
  }

  first({ node, day, held, daysInStep }: RouteQuestion['start']): Label {
    return { node, held: this.numberOf(this.relevant(held)), day, since: day - daysInStep, netPence: 0, count: 0, startDay: day, by: null };
  }

  /** The label after a leg that is begun as early as can be; null when it cannot be taken, or gives nothing that is not held. */
  take(leg: RouteLeg, label: Label): Label | null {
    const readyDay = readyFor(leg, label);
    const startDay = Math.max(readyDay, label.day + leg.waitDays, leg.firstStart);
    if (readyDay > leg.lastReady || startDay > leg.lastStart) return null;
    const done = this.doneWith(leg, label.held);
    if (done === null) return null;
    const endDay = startDay + done.days;
    const stayPence = this.question.dayPence[leg.from]!;
    return {
      node: leg.to,
      held: done.held,
      day: endDay,
      since: leg.from === leg.to ? label.since : endDay,
      netPence: label.netPence + (startDay - label.day) * stayPence + done.days * (leg.dayPence ?? stayPence) - leg.costPence,
      count: label.count + 1,
      startDay,
      by: { leg, before: label },
    };
  }

  legsOf(label: Label): readonly RouteLegTaken[] {
    const legs: RouteLegTaken[] = [];
    for (let at = label; at.by !== null; at = at.by.before) {
      const { leg, before } = at.by;
      legs.push({ leg, readyDay: readyFor(leg, before), startDay: at.startDay, endDay: at.day, creditDays: leg.days - (at.day - at.startDay), held: this.held[at.held]! });
    }
    return legs.toReversed();
  }

  private doneWith(leg: RouteLeg, held: number): LegDone | null {
    const ofLeg = this.done.get(leg) ?? new Map<number, LegDone | null>();
    this.done.set(leg, ofLeg);
    const known = ofLeg.get(held);
    if (known !== undefined) return known;
    const done = this.workOut(leg, this.held[held]!);
    ofLeg.set(held, done);
    return done;
  }

  private workOut(leg: RouteLeg, before: EntryNeeds): LegDone | null {
    const held = this.relevant(together(before, leg.gives));
    if (!isMet(leg.needs, before) || (leg.from === leg.to && isMet(held, before))) return null;
    const credit = leg.credits.reduce((sum, { skillCode, days }) => sum + (before.skillCodes.includes(skillCode) ? days : 0), 0);
    return { held: this.numberOf(held), days: Math.max(leg.days - credit, Math.min(leg.days, leg.leastDays)) };
  }

  private numberOf(held: EntryNeeds): number {
    const words = `${held.level} ${held.englishLevel} ${held.mathsLevel} ${held.skillCodes.join(' ')}`;
    const known = this.numbers.get(words) ?? this.held.length;
    this.numbers.set(words, known);
    this.held[known] = held;
    return known;
  }
}

/** The day from which one is ready as far as oneself is concerned. */
function readyFor({ daysInStep }: RouteLeg, { day, since }: Label): number {
  return Math.max(day, since + daysInStep);
}

/** Whether all that is asked for is held. */
export function isMet(needs: EntryNeeds, held: EntryNeeds): boolean {
  return needs.level <= held.level && needs.englishLevel <= held.englishLevel && needs.mathsLevel <= held.mathsLevel && needs.skillCodes.every((code) => held.skillCodes.includes(code));
}

/** What is held with both; skills in order, each once. */
export function together(one: EntryNeeds, other: EntryNeeds): EntryNeeds {
  return {
    level: Math.max(one.level, other.level),
    englishLevel: Math.max(one.englishLevel, other.englishLevel),
    mathsLevel: Math.max(one.mathsLevel, other.mathsLevel),
    skillCodes: [...new Set([...one.skillCodes, ...other.skillCodes])].toSorted(),
  };
}

/** Leaves of what is held what some leg asks for or gives credit for: people who differ in nothing else are in the same state. */
function relevantTo(legs: readonly RouteLeg[]): (held: EntryNeeds) => EntryNeeds {
  const asked = [...new Set(legs.map(({ needs }) => needs))]; // legs of one way share them
  const most = asked.reduce<EntryNeeds>(together, { level: 0, englishLevel: 0, mathsLevel: 0, skillCodes: [] });
  const skills = new Set([...most.skillCodes, ...legs.flatMap(({ credits }) => credits.map(({ skillCode }) => skillCode))]);
  return (held) => ({
    level: Math.min(held.level, most.level),
    englishLevel: Math.min(held.englishLevel, most.englishLevel),
    mathsLevel: Math.min(held.mathsLevel, most.mathsLevel),
    skillCodes: held.skillCodes.filter((code) => skills.has(code)).toSorted(),
  });
}

/** For each node from which the goal can be reached: the lowest pay at it, at the goal, or at a node between. Undefined for others. */
function lowestPayAhead({ dayPence, goal, legs }: RouteQuestion): readonly (number | undefined)[] {
  const before = new Map<number, Set<number>>();
  for (const { from, to } of legs) if (from !== to) before.set(to, (before.get(to) ?? new Set()).add(from));
  const lowest: (number | undefined)[] = dayPence.map(() => undefined);
  lowest[goal] = dayPence[goal]!;
  const changed = [goal];
  for (let node = changed.pop(); node !== undefined; node = changed.pop()) {
    for (const from of before.get(node) ?? []) {
      const pay = Math.min(dayPence[from]!, lowest[node]!);
      if (lowest[from] !== undefined && lowest[from] <= pay) continue;
      lowest[from] = pay;
      changed.push(from);
    }
  }
  return lowest;
}

/** Below 0 when a label is taken up before another: earlier, fewer legs, more money, longer at the node, then by the codes of the legs. */
function compareLabels(one: Label, other: Label): number {
  return one.day - other.day || one.count - other.count || other.netPence - one.netPence || one.since - other.since || (codesOf(one) < codesOf(other) ? -1 : 1);
}

function codesOf(label: Label): string {
  const codes: string[] = [];
  for (let { by } = label; by !== null; { by } = by.before) codes.push(by.leg.code);
  return codes.toReversed().join('\n');
}

/** Puts a label among those that wait, of which the last is taken up first. */
function putInOrder(waiting: Label[], label: Label): void {
  waiting.splice(firstWhere(waiting.length, (index) => compareLabels(waiting[index]!, label) < 0), 0, label);
}

/** Those that no other surpasses; of equals the first. They come in the order in which they were taken up, so none surpasses an earlier one. */
function bestOf(reached: readonly Label[], { dayPence, goal, horizonDays }: RouteQuestion, walk: Walk): readonly FoundRoute[] {
  const best: { readonly netPence: number; readonly label: Label }[] = [];
  for (const label of reached) {
    const netPence = label.netPence + (horizonDays - label.day) * dayPence[goal]!;
    if (!best.some((other) => other.label.count <= label.count && other.netPence >= netPence)) best.push({ netPence, label });
  }
  return best.map(({ netPence, label }) => ({ days: label.day, netPence, legs: walk.legsOf(label) }));
}
