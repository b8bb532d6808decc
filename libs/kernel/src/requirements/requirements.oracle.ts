import fc from 'fast-check';
import type { CandidateFacts, OpportunityFacts } from '../matching/facts.js';
import { travelMinutes } from '../matching/travel.js';
import type { Requirement } from './requirement.js';

/** One rule of staff on one pair, as the rule reads; `facts` are those of the advert. True also where a fact is missing. */
export function holds(rule: Requirement, candidate: CandidateFacts, facts: OpportunityFacts): boolean {
  switch (rule.on) {
    case 'level':
      return candidate.level >= rule.atLeast;
    case 'english-level':
      return candidate.englishLevel >= rule.atLeast;
    case 'maths-level':
      return candidate.mathsLevel >= rule.atLeast;
    case 'skills':
      return rule.allOf.every((code) => candidate.skillCodes.includes(code));
    case 'checks':
      return rule.allOf.every((code) => candidate.checkCodes.includes(code));
    case 'half-days':
      return [...Array(21).keys()].filter((bit) => (rule.slots & candidate.slots & (1 << bit)) !== 0).length >= rule.needed;
    case 'travel': {
      const minutes = travelMinutes(candidate, facts);
      return minutes === null || minutes <= rule.atMostMinutes;
    }
    case 'pay':
      return facts.isUnpaid || facts.hourlyPence === null || facts.hourlyPence >= rule.atLeastHourlyPence;
    case 'start':
      return facts.startsOn === null || ((rule.from === null || facts.startsOn >= rule.from) && (rule.to === null || facts.startsOn <= rule.to));
    case 'contract-end':
      return candidate.contractEndsOn === null || candidate.contractEndsOn <= rule.by;
    case 'redeployment':
      return candidate.isForRedeployment;
    case 'stage':
      return rule.anyOf.includes(candidate.stage);
    case 'programme':
      return rule.anyOf.some((code) => candidate.programmeCodes.includes(code));
    case 'choice':
      return rule.anyOf.some((demand) => {
        switch (demand.on) {
          case 'skill':
            return candidate.skillCodes.includes(demand.code);
          case 'check':
            return candidate.checkCodes.includes(demand.code);
          case 'programme':
            return candidate.programmeCodes.includes(demand.code);
          case 'contract-end':
            return candidate.contractEndsOn !== null && candidate.contractEndsOn <= demand.by;
          case 'stage':
            return candidate.stage === demand.stage;
          default:
            return holds(demand, candidate, facts);
        }
      });
  }
}

const level = fc.integer({ min: 1, max: 8 });
const subjectLevel = fc.integer({ min: 1, max: 2 });
const skills = fc.uniqueArray(fc.constantFrom('vaccination', 'phlebotomy', 'customer-service', 'data-entry'), { minLength: 1, maxLength: 2 });
const checks = fc.uniqueArray(fc.constantFrom('identity', 'dbs-enhanced', 'right-to-work'), { minLength: 1, maxLength: 2 });
const programmes = fc.uniqueArray(fc.constantFrom('sector-academy', 'returners'), { minLength: 1, maxLength: 2 });
const stages = fc.uniqueArray(fc.constantFrom('looking' as const, 'referred' as const, 'offered' as const, 'placed' as const), { minLength: 1, maxLength: 3 });
const day = fc.constantFrom('2026-02-27', '2026-03-01', '2026-03-02', '2026-04-15');

/** A rule that is well formed. */
export const anyRequirement: fc.Arbitrary<Requirement> = fc.oneof(
  level.map((atLeast) => ({ on: 'level' as const, atLeast })),
  fc.record({ on: fc.constantFrom('english-level' as const, 'maths-level' as const), atLeast: subjectLevel }),
  skills.map((allOf) => ({ on: 'skills' as const, allOf })),
  checks.map((allOf) => ({ on: 'checks' as const, allOf })),
  fc.integer({ min: 1, max: 2 ** 21 - 1 }).map((slots) => ({ on: 'half-days' as const, slots, needed: 1 })),
  fc.integer({ min: 1, max: 60 }).map((atMostMinutes) => ({ on: 'travel' as const, atMostMinutes })),
  fc.constantFrom(1199, 1200, 1201).map((atLeastHourlyPence) => ({ on: 'pay' as const, atLeastHourlyPence })),
  fc.tuple(day, day).map(([a, b]) => ({ on: 'start' as const, from: a < b ? a : b, to: a < b ? b : a })),
  fc.constantFrom({ on: 'start' as const, from: null, to: '2026-03-31' }, { on: 'start' as const, from: '2026-03-01', to: null }),
  day.map((by) => ({ on: 'contract-end' as const, by })),
  fc.constant({ on: 'redeployment' as const }),
  stages.map((anyOf) => ({ on: 'stage' as const, anyOf })),
  programmes.map((anyOf) => ({ on: 'programme' as const, anyOf })),
  fc.record({
    on: fc.constant('choice' as const),
    anyOf: fc.array(
      fc.oneof(
        fc.record({ on: fc.constantFrom('level' as const, 'english-level' as const, 'maths-level' as const), atLeast: subjectLevel }),
        fc.record({ on: fc.constant('skill' as const), code: skills.map(([code]) => code!) }),
        fc.record({ on: fc.constant('check' as const), code: checks.map(([code]) => code!) }),
        fc.record({ on: fc.constant('programme' as const), code: programmes.map(([code]) => code!) }),
        day.map((by) => ({ on: 'contract-end' as const, by })),
        stages.map(([stage]) => ({ on: 'stage' as const, stage: stage! })),
        fc.constant({ on: 'redeployment' as const }),
      ),
      { minLength: 1, maxLength: 3 },
    ),
  }),
);
