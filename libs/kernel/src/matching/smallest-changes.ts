import { applyChanges, changeForDemand, type Change } from './changes.js';
import type { CandidateFacts, OpportunityFacts } from './facts.js';
import { meetsDemand, unmetChoices } from './hard-rules.js';

/**
 * Kinds of change, cheapest first, as a broker would try them: what a signature settles, then the hours and days of one
 * week, a longer way, less pay, a check that somebody else carries out, a skill, a course in English or maths, and last
 * a qualification, which takes a year or more.
 */
const CHEAPEST_FIRST: readonly Change['kind'][] = [
  'give-consent',
  'resume-suggestions',
  'lift-set-aside',
  'free-half-days',
  'be-available',
  'travel-further',
  'accept-pay',
  'complete-checks',
  'gain-skills',
  'reach-english-level',
  'reach-maths-level',
  'reach-level',
];

/**
 * What changes cost, compared from the first number on: how many there are, then how much of the dearest kind, of the
 * next dearest, and so on: levels of qualification climbed, levels of English and maths climbed, skills, checks.
 * Changes of the cheaper kinds are the same in every set for a pair, so they decide nothing.
 */
type Cost = readonly [changes: number, levels: number, subjectLevels: number, skills: number, checks: number];

/** Changes that meet some of the choices, and what they cost. */
interface Found {
  readonly changes: readonly Change[];
  readonly cost: Cost;
}

interface Step {
  readonly change: Change;
  readonly cost: Cost;
  /** Which of the choices it meets, by their place in the list. */
  readonly meets: ReadonlySet<number>;
}

/**
 * The smallest set of changes that holds `needed`, which the other rules ask for, and meets every choice; cheapest kind
 * first. Null when a choice has nothing that the candidate could do.
 *
 * Smallest: the fewest changes (a level of one subject is one change however far the climb, each skill and each check
 * is one, the half-days together are one), then the least {@link Cost}, then what stands first in the choices.
 * `needed` comes first, so what another rule asks for anyway meets a choice for nothing, and a level that is to be
 * reached anyway costs only the further climb.
 *
 * Exact: a search over the sets of choices still to be met, each worked out once, by every change that meets the first
 * of them: at most 2^choices × demands steps. Staff can write 4 choices for a programme and 4 for an opportunity, of 12
 * demands each (requirements/requirement.ts), so 256 × 96.
 */
export function smallestChanges(candidate: CandidateFacts, choices: OpportunityFacts['choices'], needed: readonly Change[]): readonly Change[] | null {
  const changed = applyChanges(candidate, needed);
  const unmet = unmetChoices(changed, choices);
  const offers = unmet.map((choice) => choice.flatMap((demand) => changeForDemand(demand) ?? []));
  if (offers.some((offer) => offer.length === 0)) return null;
  const offered = new Map(offers.flat().map((change) => [JSON.stringify(change), change]));
  const steps = [...offered.values()].map((change): Step => {
    const after = applyChanges(changed, [change]);
    const met = [...unmet.entries()].filter(([, choice]) => choice.some((demand) => meetsDemand(after, demand)));
    return { change, cost: costOf(changed, change, needed), meets: new Set(met.map(([place]) => place)) };
  });
  const { changes } = cheapest([...unmet.keys()], steps, new Map());
  return joined([...needed, ...changes]).toSorted((a, b) => CHEAPEST_FIRST.indexOf(a.kind) - CHEAPEST_FIRST.indexOf(b.kind));
}

/** Changes of single skills and single checks in place of several at once. */
export function singleChanges(change: Change): readonly Change[] {
  if (change.kind === 'gain-skills') return change.skillCodes.map((code) => ({ kind: 'gain-skills', skillCodes: [code] }));
  if (change.kind === 'complete-checks') return change.checkCodes.map((code) => ({ kind: 'complete-checks', checkCodes: [code] }));
  return [change];
}

/** The cheapest steps that meet all that is left, of equal ones the first. */
function cheapest(left: readonly number[], steps: readonly Step[], known: Map<string, Found>): Found {
  const first = left[0];
  if (first === undefined) return { changes: [], cost: [0, 0, 0, 0, 0] };
  const key = left.join(' ');
  const earlier = known.get(key);
  if (earlier !== undefined) return earlier;
  const found = steps
    .filter(({ meets }) => meets.has(first))
    .map((step): Found => {
      const rest = cheapest(left.filter((place) => !step.meets.has(place)), steps, known);
      return { changes: [step.change, ...rest.changes], cost: sumOf(step.cost, rest.cost) };
    })
    .reduce((best, next) => (isLess(next.cost, best.cost) ? next : best));
  known.set(key, found);
  return found;
}

/** What a change costs beyond those needed anyway; `candidate` is the person after those. */
function costOf(candidate: CandidateFacts, change: Change, needed: readonly Change[]): Cost {
  const count = needed.some(({ kind }) => kind === change.kind) ? 0 : 1;
  switch (change.kind) {
    case 'reach-level':
      return [count, change.level - candidate.level, 0, 0, 0];
    case 'reach-english-level':
      return [count, 0, change.level - candidate.englishLevel, 0, 0];
    case 'reach-maths-level':
      return [count, 0, change.level - candidate.mathsLevel, 0, 0];
    case 'gain-skills':
      return [1, 0, 0, 1, 0];
    default:
      return [1, 0, 0, 0, 1];
  }
}

function sumOf(a: Cost, b: Cost): Cost {
  return [a[0] + b[0], a[1] + b[1], a[2] + b[2], a[3] + b[3], a[4] + b[4]];
}

function isLess(a: Cost, b: Cost): boolean {
  const place = a.findIndex((number, at) => number !== b[at]);
  return place >= 0 && a[place]! < b[place]!;
}

/** The changes with one level for each subject: the last given, which is the highest, since each comes after those needed. */
function joined(changes: readonly Change[]): readonly Change[] {
  return changes.filter(({ kind }, at) => !kind.startsWith('reach-') || at === changes.findLastIndex((other) => other.kind === kind));
}
