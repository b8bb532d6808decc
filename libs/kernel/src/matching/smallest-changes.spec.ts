import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { applyChanges, type Change } from './changes.js';
import { anyCandidate, anyContext, anyOpportunity, candidateWith, opportunityWith } from './example-facts.oracle.js';
import type { CandidateFacts, Demand, OpportunityFacts } from './facts.js';
import { isEligible } from './hard-rules.js';
import { costOfFacts, leastCostByTryingAll } from './smallest-changes.oracle.js';
import { singleChanges, smallestChanges } from './smallest-changes.js';
import { whyNot } from './why-not.js';

const context = { asOfOn: '2026-03-01' };

const skill = (code: string): Demand => ({ on: 'skill', code });
const check = (code: string): Demand => ({ on: 'check', code });
const level = (atLeast: number): Demand => ({ on: 'level', atLeast });
const english = (atLeast: number): Demand => ({ on: 'english-level', atLeast });
const maths = (atLeast: number): Demand => ({ on: 'maths-level', atLeast });
const gain = (code: string): Change => ({ kind: 'gain-skills', skillCodes: [code] });
const complete = (code: string): Change => ({ kind: 'complete-checks', checkCodes: [code] });

/** The candidate of the cases: level 2, English 2, maths 1. */
type Case = readonly [string, OpportunityFacts['choices'], readonly Change[], readonly Change[] | null];

const CASES: readonly Case[] = [
  ['nothing to do', [], [], []],
  ['a choice that is met', [[skill('x'), level(2)]], [], []],
  ['a choice without a demand', [[]], [], null],
  ['a choice of what nobody can change', [[{ on: 'programme', code: 'p' }, { on: 'stage', stage: 'placed' }, { on: 'redeployment' }, { on: 'contract-end', by: '2026-01-01' }]], [], null],
  ['levels that do not exist', [[level(9), english(3), maths(3)]], [], null],
  ['one choice that can be met and one that cannot', [[skill('x')], [level(9)]], [], null],
  ['what can be changed beside what cannot', [[{ on: 'redeployment' }, skill('x')]], [], [gain('x')]],
  ['a check before a skill, wherever it stands', [[skill('x'), check('y')]], [], [complete('y')]],
  ['a skill before English or maths', [[maths(2), skill('x'), level(3)]], [], [gain('x')]],
  ['maths before a qualification', [[level(3), maths(2)]], [], [{ kind: 'reach-maths-level', level: 2 }]],
  ['the nearer of two levels', [[level(5), level(3)]], [], [{ kind: 'reach-level', level: 3 }]],
  ['what stands first among equals', [[skill('z'), skill('a')], [check('q'), check('b')]], [], [complete('q'), gain('z')]],
  ['one that meets two rather than two', [[skill('a'), skill('b')], [check('c'), skill('b')], [skill('d'), skill('b')]], [], [gain('b')]],
  ['one dear change rather than two cheap ones', [[check('a'), level(4)], [check('b'), level(4)]], [], [{ kind: 'reach-level', level: 4 }]],
  ['one level that meets choices of lower ones', [[level(3), skill('a')], [level(5), skill('b')]], [], [{ kind: 'reach-level', level: 5 }]],
  ['a skill that another rule needs', [[check('c'), skill('a')]], [gain('a')], [gain('a')]],
  ['a further climb in place of one change more', [[check('c'), level(5)]], [{ kind: 'reach-level', level: 3 }], [{ kind: 'reach-level', level: 5 }]],
  ['a level that is to be reached anyway', [[check('c'), level(3)]], [{ kind: 'reach-level', level: 4 }], [{ kind: 'reach-level', level: 4 }]],
  ['the cheapest kind first', [], [{ kind: 'reach-level', level: 3 }, { kind: 'reach-english-level', level: 2 }, gain('a'), complete('b'), { kind: 'accept-pay', hourlyPence: 1 }, { kind: 'travel-further', limitMinutes: 50 }, { kind: 'be-available', fromOn: '2026-03-01' }, { kind: 'free-half-days', slots: 1 }, { kind: 'resume-suggestions' }, { kind: 'give-consent' }], [
    { kind: 'give-consent' }, { kind: 'resume-suggestions' }, { kind: 'free-half-days', slots: 1 }, { kind: 'be-available', fromOn: '2026-03-01' }, { kind: 'travel-further', limitMinutes: 50 }, { kind: 'accept-pay', hourlyPence: 1 }, complete('b'), gain('a'), { kind: 'reach-english-level', level: 2 }, { kind: 'reach-level', level: 3 },
  ]],
];

/** Choices that can mostly be met, that overlap, and that share what other rules ask for. */
const anyChoices: fc.Arbitrary<OpportunityFacts['choices']> = fc.array(
  fc.array(
    fc.oneof(
      fc.constantFrom('vaccination', 'phlebotomy', 'customer-service', 'data-entry').map(skill),
      fc.constantFrom('identity', 'dbs-enhanced', 'right-to-work').map(check),
      fc.integer({ min: 1, max: 9 }).map(level),
      fc.integer({ min: 1, max: 3 }).map(english),
      fc.integer({ min: 1, max: 3 }).map(maths),
      fc.constant<Demand>({ on: 'redeployment' }),
    ),
    { minLength: 1, maxLength: 4 },
  ),
  { minLength: 1, maxLength: 5 },
);

/** A pair that mostly can be brought together. */
const anyPair: fc.Arbitrary<{ candidate: CandidateFacts; opportunity: OpportunityFacts }> = fc.record({
  candidate: anyCandidate.map((candidate) => ({ ...candidate, level: candidate.level % 3 })),
  opportunity: fc.tuple(anyOpportunity, anyChoices).map(([opportunity, choices]) => ({
    ...opportunity,
    isOpen: true,
    programmeCodes: [],
    requiredSkillCodes: opportunity.requiredSkillCodes.slice(0, 1),
    requiredCheckCodes: opportunity.requiredCheckCodes.slice(0, 1),
    contractEndsBy: null,
    isForRedeploymentOnly: false,
    stages: null,
    choices,
  })),
});

describe('the smallest changes', () => {
  it.each(CASES)('%s', (_, choices, needed, expected) => {
    expect(smallestChanges(candidateWith(), choices, needed)).toEqual(expected);
  });

  it('are those found by trying every set, and make the pair eligible', () => {
    let [found, without, several] = [0, 0, 0];
    fc.assert(
      fc.property(anyPair, anyContext, ({ candidate, opportunity }, { asOfOn }) => {
        const { changes, eligible } = whyNot(candidate, opportunity, { asOfOn });
        const least = leastCostByTryingAll(candidate, opportunity, { asOfOn });
        expect(changes === null).toBe(least === null);
        if (changes === null || least === null) {
          without += 1;
          return;
        }
        const after = applyChanges(candidate, changes.map(({ change }) => change));
        expect(isEligible(after, opportunity, { asOfOn })).toBe(true);
        expect(costOfFacts(candidate, after)).toEqual(least);
        expect(changes).toHaveLength(least[0]);
        expect(eligible).toBe(changes.length === 0);
        found += 1;
        if (changes.length > 3) several += 1;
      }),
      { numRuns: 400 },
    );
    expect(Math.min(found, without, several)).toBeGreaterThan(20); // the pairs are worth the name
  });

  it('are as few as can be where staff write as much as they may, in a moment', () => {
    // Eight choices of twelve: eleven demands of its own, and one that it shares with the choice beside it.
    const choices = Array.from({ length: 8 }, (_, at) => [...Array.from({ length: 11 }, (__, own) => skill(`own-${at}-${own}`)), skill(`pair-${at >> 1}`)]);
    expect(smallestChanges(candidateWith(), choices, [])).toEqual([0, 1, 2, 3].map((pair) => gain(`pair-${pair}`)));
  });

  it('do not depend on the order of choices in how much they ask', () => {
    fc.assert(
      fc.property(anyPair, ({ candidate, opportunity }) => {
        const costOf = (choices: OpportunityFacts['choices']) => {
          const changes = smallestChanges(candidate, choices, []);
          return changes && costOfFacts(candidate, applyChanges(candidate, changes));
        };
        const backwards = opportunity.choices.map((choice) => choice.toReversed()).toReversed();
        expect(costOf(backwards)).toEqual(costOf(opportunity.choices));
      }),
    );
  });
});

describe('changes one by one', () => {
  it.each<[Change, readonly Change[]]>([
    [{ kind: 'gain-skills', skillCodes: ['a', 'b'] }, [gain('a'), gain('b')]],
    [{ kind: 'complete-checks', checkCodes: ['a', 'b'] }, [complete('a'), complete('b')]],
    [{ kind: 'free-half-days', slots: 0b11 }, [{ kind: 'free-half-days', slots: 0b11 }]],
  ])('%j are %j', (change, single) => expect(singleChanges(change)).toEqual(single));

  it('leave the pair where it is when one is left out', () => {
    const opportunity = opportunityWith({ choices: [[skill('a'), level(6)], [check('b')]], minimumMathsLevel: 2 });
    const changes = whyNot(candidateWith(), opportunity, context).changes!.map(({ change }) => change);
    expect(changes).toEqual([complete('b'), gain('a'), { kind: 'reach-maths-level', level: 2 }]);
    for (const left of changes) {
      expect(isEligible(applyChanges(candidateWith(), changes.filter((change) => change !== left)), opportunity, context)).toBe(false);
    }
  });
});
