import type { EntryNeeds } from './ladder.js';
import type { RouteLeg, RouteQuestion } from './route-search.js';

/** What a route is judged by: days, pence, legs. */
export type RouteFigures = readonly [days: number, netPence: number, legs: number];

/** The best compromises by trying every order of legs there is: slow, plain, and without dominance on the way. */
export function bestByTryingAll(question: RouteQuestion): readonly RouteFigures[] {
  const { dayPence, start, goal, legs, horizonDays } = question;
  const found: RouteFigures[] = [];
  const walk = (node: number, day: number, since: number, pence: number, held: EntryNeeds, steps: ReadonlySet<number>, count: number): void => {
    if (day > horizonDays) return;
    if (node === goal) {
      found.push([day, pence + (horizonDays - day) * dayPence[goal]!, count]);
      return;
    }
    for (const leg of legs) {
      if (leg.from !== node || !meets(held, leg.needs)) continue;
      const isCourse = leg.to === node;
      if (isCourse ? !isOfUse(leg, held, legs) : steps.has(leg.to)) continue;
      const ready = Math.max(day, since + leg.daysInStep);
      const begin = Math.max(ready, day + leg.waitDays, leg.firstStart);
      if (ready > leg.lastReady || begin > leg.lastStart) continue;
      const length = lengthOf(leg, held);
      const earned = (begin - day) * dayPence[node]! + length * (leg.dayPence ?? dayPence[node]!) - leg.costPence;
      walk(leg.to, begin + length, isCourse ? since : begin + length, pence + earned, joined(held, leg.gives), new Set([...steps, leg.to]), count + 1);
    }
  };
  walk(start.node, start.day, start.day - start.daysInStep, 0, start.held, new Set([start.node]), 0);
  const isBest = (one: RouteFigures): boolean =>
    !found.some((other) => other[0] <= one[0] && other[1] >= one[1] && other[2] <= one[2] && (other[0] < one[0] || other[1] > one[1] || other[2] < one[2]));
  const best = new Map(found.filter(isBest).map((one) => [one.join(' '), one]));
  return [...best.values()].toSorted((one, other) => one[0] - other[0] || one[2] - other[2] || other[1] - one[1]);
}

function meets(held: EntryNeeds, needs: EntryNeeds): boolean {
  return held.level >= needs.level && held.englishLevel >= needs.englishLevel && held.mathsLevel >= needs.mathsLevel && !needs.skillCodes.some((code) => !held.skillCodes.includes(code));
}

/** Whether a course gives something that is not held and that some leg asks for, or gives credit for. */
function isOfUse({ gives }: RouteLeg, held: EntryNeeds, legs: readonly RouteLeg[]): boolean {
  const isAsked = (key: 'level' | 'englishLevel' | 'mathsLevel'): boolean => legs.some(({ needs }) => needs[key] > held[key] && gives[key] > held[key]);
  const isSkillAsked = (code: string): boolean => legs.some(({ needs, credits }) => needs.skillCodes.includes(code) || credits.some(({ skillCode }) => skillCode === code));
  return isAsked('level') || isAsked('englishLevel') || isAsked('mathsLevel') || gives.skillCodes.some((code) => !held.skillCodes.includes(code) && isSkillAsked(code));
}

function joined(one: EntryNeeds, other: EntryNeeds): EntryNeeds {
  return {
    level: Math.max(one.level, other.level), englishLevel: Math.max(one.englishLevel, other.englishLevel), mathsLevel: Math.max(one.mathsLevel, other.mathsLevel),
    skillCodes: [...one.skillCodes, ...other.skillCodes],
  };
}

function lengthOf(leg: RouteLeg, held: EntryNeeds): number {
  const saved = leg.credits.filter(({ skillCode }) => held.skillCodes.includes(skillCode)).reduce((sum, { days }) => sum + days, 0);
  const shortest = leg.leastDays > leg.days ? leg.days : leg.leastDays;
  return Math.max(leg.days - saved, shortest);
}
