import type { Reserve, StableProblem } from './stable.js';

/** The lists of a problem as lists. */
export interface PlainWorld {
  readonly places: readonly number[];
  readonly choices: readonly (readonly number[])[];
  readonly rankings: readonly (readonly number[])[];
  readonly groups?: readonly number[];
  readonly reserves?: readonly (readonly Reserve[])[];
}

/** The same as columns. */
export function problemOf({ places, choices, rankings, groups, reserves }: PlainWorld): StableProblem {
  const startsOf = (lists: readonly (readonly number[])[]): Int32Array => Int32Array.from([0, ...lists.map((_, index) => lists.slice(0, index + 1).flat().length)]);
  return {
    candidateCount: choices.length,
    capacities: Int32Array.from(places),
    choiceStarts: startsOf(choices),
    choices: Int32Array.from(choices.flat()),
    rankingStarts: startsOf(rankings),
    rankings: Int32Array.from(rankings.flat()),
    ...(groups && { groups: Int32Array.from(groups) }),
    ...(reserves && { reserves }),
  };
}

/** Whom an opportunity takes of some candidates, place by place as its reserves say. */
function chosen(world: PlainWorld, opportunity: number, candidates: readonly number[]): number[] {
  const ranking = world.rankings[opportunity]!;
  let rest = candidates.filter((one) => ranking.includes(one)).toSorted((a, b) => ranking.indexOf(a) - ranking.indexOf(b));
  const capacity = world.places[opportunity]!;
  const turns = [...(world.reserves?.[opportunity] ?? []), { places: capacity, group: null, isHard: false }];
  const single = turns.flatMap((turn) => Array.from({ length: turn.places }, () => turn)).slice(0, capacity);
  const taken: number[] = [];
  for (const { group, isHard } of single) {
    const isMember = (one: number): boolean => group === null || (group & (world.groups?.[one] ?? 0)) !== 0;
    const best = rest.find(isMember) ?? (isHard ? undefined : rest[0]);
    if (best === undefined) continue;
    taken.push(best);
    rest = rest.filter((one) => one !== best);
  }
  return taken;
}

/** Every pair that blocks an assignment, by trying. */
export function blockingOf(world: PlainWorld, assignment: readonly number[]): [number, number][] {
  const places = assignment.map((opportunity, candidate) => (opportunity >= 0 && world.choices[candidate]!.includes(opportunity) && world.rankings[opportunity]!.includes(candidate) ? opportunity : -1));
  return world.choices.flatMap((choices, candidate) => {
    const own = choices.indexOf(places[candidate]!);
    return (own < 0 ? choices : choices.slice(0, own)).flatMap((opportunity): [number, number][] => {
      const there = places.flatMap((at, one) => (at === opportunity ? [one] : []));
      return chosen(world, opportunity, [...there, candidate]).includes(candidate) ? [[candidate, opportunity]] : [];
    });
  });
}

/** Whether nobody would rather go, no place is given that is not there, and no pair blocks. */
function isStable(world: PlainWorld, assignment: readonly number[]): boolean {
  const isKept = assignment.every((opportunity, candidate) => {
    if (opportunity < 0) return true;
    const there = assignment.flatMap((at, one) => (at === opportunity ? [one] : []));
    return world.choices[candidate]!.includes(opportunity) && chosen(world, opportunity, there).includes(candidate);
  });
  return isKept && blockingOf(world, assignment).length === 0;
}

/** All stable matchings, by trying every assignment to a choice or to none. */
export function everyStable(world: PlainWorld): number[][] {
  const all = world.choices.reduce<number[][]>((begun, choices) => begun.flatMap((one) => [-1, ...choices].map((choice) => [...one, choice])), [[]]);
  return all.filter((assignment) => isStable(world, assignment));
}
