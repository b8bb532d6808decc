import type { CandidateStage, Demand, OpportunityFacts } from '../matching/facts.js';
import type { Requirement } from './requirement.js';

/**
 * An opportunity's facts with the rules that staff wrote for its programme and for itself. Both hold, and both beside
 * what the advert says: of two levels the higher, of two limits the shorter, of two windows what they share, every
 * skill of either. So an opportunity can ask for more than its programme, and never for less.
 *
 * Hours alone are different, since two weeks cannot be had at once: the opportunity's own rule comes before the advert's
 * wording, and a programme's serves where the advert says nothing.
 */
export function withRequirements(facts: OpportunityFacts, ofProgramme: readonly Requirement[], own: readonly Requirement[]): OpportunityFacts {
  const advertised = facts.schedule === null;
  const inherited = ofProgramme.filter(({ on }) => on !== 'half-days' || advertised);
  return [...inherited, ...own].reduce(withRequirement, facts);
}

function withRequirement(facts: OpportunityFacts, rule: Requirement): OpportunityFacts {
  switch (rule.on) {
    case 'level':
      return { ...facts, minimumLevel: Math.max(facts.minimumLevel, rule.atLeast) };
    case 'english-level':
      return { ...facts, minimumEnglishLevel: Math.max(facts.minimumEnglishLevel, rule.atLeast) };
    case 'maths-level':
      return { ...facts, minimumMathsLevel: Math.max(facts.minimumMathsLevel, rule.atLeast) };
    case 'skills':
      return { ...facts, requiredSkillCodes: union(facts.requiredSkillCodes, rule.allOf) };
    case 'checks':
      return { ...facts, requiredCheckCodes: union(facts.requiredCheckCodes, rule.allOf) };
    case 'half-days':
      return { ...facts, schedule: { slots: rule.slots, needed: rule.needed } };
    case 'travel':
      return { ...facts, travelAtMostMinutes: Math.min(facts.travelAtMostMinutes ?? Infinity, rule.atMostMinutes) };
    case 'pay':
      return { ...facts, payFloorHourlyPence: Math.max(facts.payFloorHourlyPence ?? 0, rule.atLeastHourlyPence) };
    case 'start':
      return { ...facts, startWindow: { from: later(facts.startWindow.from, rule.from), to: earlier(facts.startWindow.to, rule.to) } };
    case 'contract-end':
      return { ...facts, contractEndsBy: earlier(facts.contractEndsBy, rule.by) };
    case 'redeployment':
      return { ...facts, isForRedeploymentOnly: true };
    case 'stage':
      return { ...facts, stages: facts.stages === null ? [...new Set(rule.anyOf)] : shared(facts.stages, rule.anyOf) };
    case 'programme':
      return { ...facts, choices: [...facts.choices, rule.anyOf.map((code): Demand => ({ on: 'programme', code }))] };
    case 'choice':
      return { ...facts, choices: [...facts.choices, rule.anyOf] };
  }
}

function union(a: readonly string[], b: readonly string[]): readonly string[] {
  return [...new Set([...a, ...b])];
}

function shared(a: readonly CandidateStage[], b: readonly CandidateStage[]): readonly CandidateStage[] {
  return a.filter((stage) => b.includes(stage));
}

/** Dates as text order like the days they name. */
function later(a: string | null, b: string | null): string | null {
  return a === null || b === null ? (a ?? b) : a > b ? a : b;
}

function earlier(a: string | null, b: string | null): string | null {
  return a === null || b === null ? (a ?? b) : a < b ? a : b;
}
