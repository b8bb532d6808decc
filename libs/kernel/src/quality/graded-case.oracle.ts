import fc from 'fast-check';
import { anyCandidate, anyOpportunity, candidateWith, easyCandidate, easyOpportunity, NO_DEMANDS, opportunityWith } from '../matching/example-facts.oracle.js';
import type { OpportunityFacts } from '../matching/facts.js';
import { matchEveryPair } from '../matching/rank.oracle.js';
import type { Requirement } from '../requirements/requirement.js';
import { AS_IT_WAS, opportunityUnder, type CaseFacts, type CaseOpportunity, type MatchVersion } from './graded-case.js';

/** An opportunity of a case without a rule of staff, with what a test sets otherwise. */
export function caseOpportunity(facts: Partial<OpportunityFacts>, rules: Partial<Omit<CaseOpportunity, 'advertised'>> = {}): CaseOpportunity {
  return { advertised: opportunityWith({ ...NO_DEMANDS, ...facts }), ofProgramme: [], own: [], weights: null, ...rules };
}

/** The healthcare support worker of the examples with some opportunities, on a day before they begin. */
export function caseOf(opportunities: readonly CaseOpportunity[]): CaseFacts {
  return { asOfOn: '2026-03-01', candidate: candidateWith(), opportunities };
}

const anyRule: fc.Arbitrary<Requirement> = fc.oneof(
  fc.record({ on: fc.constant('level'), atLeast: fc.integer({ min: 1, max: 4 }) }),
  fc.record({ on: fc.constant('skills'), allOf: fc.constant(['vaccination']) }),
  fc.record({ on: fc.constant('travel'), atMostMinutes: fc.integer({ min: 1, max: 60 }) }),
  fc.record({ on: fc.constant('half-days'), slots: fc.constant(2 ** 21 - 1), needed: fc.integer({ min: 1, max: 10 }) }),
);

const anyRules = fc.array(anyRule, { maxLength: 2 });

const anyWeights = fc.option(fc.constant({ skills: 50, travel: 500, interest: 50, pay: 50, schedule: 50, start: 300 }), { nil: null });

/** Cases in which much is eligible, often with rules of staff. */
export const anyCase: fc.Arbitrary<CaseFacts> = fc.record({
  asOfOn: fc.constant('2026-02-28'),
  candidate: fc.oneof(anyCandidate, easyCandidate).map((candidate) => ({ ...candidate, travelZone: null })),
  opportunities: fc.uniqueArray(
    fc.record({
      advertised: fc.oneof(anyOpportunity, easyOpportunity, easyOpportunity).map((facts) => ({ ...facts, ...NO_DEMANDS, programmeCodes: facts.programmeCodes.slice(0, 1) })),
      ofProgramme: anyRules,
      own: anyRules,
      weights: anyWeights,
    }),
    { selector: ({ advertised }) => advertised.opportunityId, maxLength: 15 },
  ),
});

export const anyVersion: fc.Arbitrary<MatchVersion> = fc.oneof(
  fc.constant(AS_IT_WAS),
  fc.record({
    programmeCode: fc.option(fc.constantFrom('sector-academy', 'returners'), { nil: null }),
    weights: anyWeights,
    rules: fc.option(fc.record({ requirements: anyRules, weights: anyWeights }), { nil: null }),
  }),
);

/** rankCase by the matcher's own oracle: the whole run for one candidate. */
export function rankByTheMatcher({ asOfOn, candidate, opportunities }: CaseFacts, version: MatchVersion): readonly string[] {
  const facts = opportunities.map((opportunity) => opportunityUnder(version, opportunity));
  const { candidates } = matchEveryPair([candidate], facts, { asOfOn, seed: 1, limit: facts.length });
  return candidates[0]!.topOpportunities.map(({ opportunityId }) => opportunityId);
}
