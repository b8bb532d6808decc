import type { CandidateFacts, OpportunityFacts } from './facts.js';
import { isEligible, type RuleContext } from './hard-rules.js';

/** How many facts differ, levels climbed, levels of English and maths climbed, skills and checks more. */
type CostOfFacts = readonly [number, number, number, number, number];

/** What it took to come from one set of facts to another, read off the facts alone. */
export function costOfFacts(before: CandidateFacts, after: CandidateFacts): CostOfFacts {
  const skills = after.skillCodes.filter((code) => !before.skillCodes.includes(code)).length;
  const checks = after.checkCodes.filter((code) => !before.checkCodes.includes(code)).length;
  const single = ['hasMatchingConsent', 'isSeeking', 'slots', 'travelLimitMinutes', 'minimumHourlyPence', 'availableFromOn', 'level', 'englishLevel', 'mathsLevel'] as const;
  const lifted = before.setAside.length === after.setAside.length ? 0 : 1;
  const differing = lifted + single.filter((field) => before[field] !== after[field]).length;
  const subjectLevels = after.englishLevel - before.englishLevel + after.mathsLevel - before.mathsLevel;
  return [differing + skills + checks, after.level - before.level, subjectLevels, skills, checks];
}

/**
 * The least cost at which a candidate can become eligible, by trying everything that they could change: every subset of
 * the skills and checks that anybody names, every level, and each other fact as it is or as good as it can be. Null when
 * nothing helps.
 */
export function leastCostByTryingAll(candidate: CandidateFacts, opportunity: OpportunityFacts, context: RuleContext): CostOfFacts | null {
  const demands = opportunity.choices.flat();
  const named = (subject: 'skill' | 'check') => demands.flatMap((demand) => (demand.on === subject ? [demand.code] : []));
  const levels = (now: number, highest: number) => Array.from({ length: highest - now + 1 }, (_, more) => now + more);
  const askedLevels = [opportunity.minimumLevel, ...demands.flatMap((demand) => (demand.on === 'level' ? [demand.atLeast] : []))];
  const options: readonly (readonly Partial<CandidateFacts>[])[] = [
    [{}, { hasMatchingConsent: true }],
    [{}, { isSeeking: true }],
    [{}, { setAside: candidate.setAside.filter(({ opportunityId }) => opportunityId !== opportunity.opportunityId) }],
    [{}, { slots: candidate.slots | (opportunity.schedule?.slots ?? 0) }],
    [{}, { travelLimitMinutes: 180 }],
    candidate.minimumHourlyPence === null ? [{}] : [{}, { minimumHourlyPence: Math.min(candidate.minimumHourlyPence, 1) }],
    [{}, { availableFromOn: null }],
    levels(candidate.level, 8).flatMap((level) => (level === candidate.level || askedLevels.includes(level) ? [{ level }] : [])),
    levels(candidate.englishLevel, 2).map((englishLevel) => ({ englishLevel })),
    levels(candidate.mathsLevel, 2).map((mathsLevel) => ({ mathsLevel })),
    subsets([...opportunity.requiredSkillCodes, ...named('skill')], candidate.skillCodes).map((more) => ({ skillCodes: [...candidate.skillCodes, ...more] })),
    subsets([...opportunity.requiredCheckCodes, ...named('check')], candidate.checkCodes).map((more) => ({ checkCodes: [...candidate.checkCodes, ...more] })),
  ];
  let least: CostOfFacts | null = null;
  const tryFrom = (place: number, facts: CandidateFacts): void => {
    const choices = options[place];
    if (choices === undefined) {
      const cost = costOfFacts(candidate, facts);
      if ((least === null || compareCosts(cost, least) < 0) && isEligible(facts, opportunity, context)) least = cost;
      return;
    }
    const different = choices.filter((option, at) => at === 0 || JSON.stringify({ ...facts, ...option }) !== JSON.stringify(facts));
    for (const option of different) tryFrom(place + 1, { ...facts, ...option });
  };
  tryFrom(0, candidate);
  return least;
}

/** Negative when the first is less: the first number that differs decides. */
function compareCosts(a: CostOfFacts, b: CostOfFacts): number {
  return a.map((number, at) => number - b[at]!).find((difference) => difference !== 0) ?? 0;
}

function subsets(codes: readonly string[], held: readonly string[]): readonly (readonly string[])[] {
  const missing = [...new Set(codes)].filter((code) => !held.includes(code));
  return missing.reduce<readonly (readonly string[])[]>((all, code) => [...all, ...all.map((subset) => [...subset, code])], [[]]);
}
