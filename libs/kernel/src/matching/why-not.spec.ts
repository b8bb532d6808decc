import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { applyChanges, changeInWords, type Change } from './changes.js';
import { anyCandidate, anyContext, anyOpportunity, candidateWith, opportunityWith } from './example-facts.oracle.js';
import type { CandidateFacts, OpportunityFacts } from './facts.js';
import { isEligible, type RuleId } from './hard-rules.js';
import { whyNot } from './why-not.js';

const context = { asOfOn: '2026-03-01' };

type Case = readonly [RuleId, Partial<CandidateFacts>, Partial<OpportunityFacts>, Change | null, string | null];

const CASES: readonly Case[] = [
  ['consent', { hasMatchingConsent: false }, {}, { kind: 'give-consent' }, 'Give consent to matching.'],
  ['seeking', { isSeeking: false }, {}, { kind: 'resume-suggestions' }, 'Ask for new suggestions again.'],
  ['open', {}, { isOpen: false }, null, null],
  ['programme', {}, { programmeCodes: ['p'] }, null, null],
  ['level', {}, { minimumLevel: 3 }, { kind: 'reach-level', level: 3 }, 'Gain a qualification at level 3.'],
  ['english', { englishLevel: 0 }, { minimumEnglishLevel: 2 }, { kind: 'reach-english-level', level: 2 }, 'Reach level 2 (GCSE grade 4 or equal) in English.'],
  ['maths', { mathsLevel: 0 }, { minimumMathsLevel: 1 }, { kind: 'reach-maths-level', level: 1 }, 'Reach level 1 in maths.'],
  [
    'skills',
    {},
    { requiredSkillCodes: ['data-entry', 'vaccination', 'phlebotomy'] },
    { kind: 'gain-skills', skillCodes: ['data-entry', 'phlebotomy'] },
    'Gain data entry and phlebotomy, or record it where it is held already.',
  ],
  ['checks', {}, { requiredCheckCodes: ['dbs-enhanced'] }, { kind: 'complete-checks', checkCodes: ['dbs-enhanced'] }, 'Complete enhanced DBS check.'],
  [
    'schedule', // Monday morning free; Monday and Tuesday mornings and evenings usable, three needed
    { slots: 0b000_001 },
    { schedule: { slots: 0b101_101, needed: 3 } },
    { kind: 'free-half-days', slots: 0b001_100 },
    'Free 2 more half-days: Monday evening and Tuesday morning.',
  ],
  ['schedule', { slots: 0b001 }, { schedule: { slots: 0b011, needed: 3 } }, null, null],
  ['travel', { travelLimitMinutes: 24 }, {}, { kind: 'travel-further', limitMinutes: 25 }, 'Travel up to 25 minutes each way instead of 24.'],
  ['travel', { travelMode: 'walk' }, { position: { east: 5300, north: 1920 } }, { kind: 'travel-further', limitMinutes: 180 }, 'Travel up to 180 minutes each way instead of 40.'],
  ['travel', { travelMode: 'walk' }, { position: { east: 5300, north: 1921 } }, null, null],
  ['pay', { minimumHourlyPence: 1300 }, {}, { kind: 'accept-pay', hourlyPence: 1260 }, 'Accept £12.60 an hour.'],
  ['pay', { minimumHourlyPence: 1300 }, { hourlyPence: 0 }, null, null],
  ['start', { availableFromOn: '2026-04-01' }, {}, { kind: 'be-available', fromOn: '2026-03-31' }, 'Be free to start from 31 March 2026.'],
  ['start', { availableFromOn: '2026-03-02' }, { startsOn: '2026-03-01' }, { kind: 'be-available', fromOn: '2026-03-01' }, 'Be free to start from 1 March 2026.'],
  ['start', {}, { startsOn: '2026-02-28' }, null, null],
];

describe('why not', () => {
  it.each(CASES)('%s fails for %j and %j: %j', (ruleId, candidateFacts, opportunityFacts, change, sentence) => {
    const answer = whyNot(candidateWith(candidateFacts), opportunityWith(opportunityFacts), context);
    expect(answer.eligible).toBe(false);
    expect(answer.failingRules.map((rule) => rule.ruleId)).toEqual([ruleId]);
    expect(answer.failingRules[0]?.remedy).toEqual(change === null ? null : { change, sentence });
  });

  it('has nothing to say of an eligible pair', () => {
    expect(whyNot(candidateWith(), opportunityWith(), context)).toEqual({ eligible: true, failingRules: [] });
  });

  it('gives changes that together make the pair eligible whenever every failing rule has one', () => {
    fc.assert(
      fc.property(anyCandidate, anyOpportunity, anyContext, (candidate, opportunity, { asOfOn }) => {
        const { eligible, failingRules } = whyNot(candidate, opportunity, { asOfOn });
        expect(eligible).toBe(isEligible(candidate, opportunity, { asOfOn }));
        const changes = failingRules.flatMap(({ remedy }) => (remedy === null ? [] : [remedy.change]));
        const after = whyNot(applyChanges(candidate, changes), opportunity, { asOfOn });
        expect(after.failingRules.map(({ ruleId }) => ruleId)).toEqual(
          failingRules.filter(({ remedy }) => remedy === null).map(({ ruleId }) => ruleId),
        );
      }),
      { numRuns: 1000 },
    );
  });

  it('gives no change larger than needed: one step less and the rule still fails', () => {
    fc.assert(
      fc.property(anyCandidate, anyOpportunity, anyContext, (candidate, opportunity, { asOfOn }) => {
        for (const { ruleId, remedy } of whyNot(candidate, opportunity, { asOfOn }).failingRules) {
          for (const smaller of remedy === null ? [] : stepsLess(remedy.change)) {
            const after = whyNot(applyChanges(candidate, [smaller]), opportunity, { asOfOn });
            expect(after.failingRules.map((rule) => rule.ruleId)).toContain(ruleId);
          }
        }
      }),
      { numRuns: 1000 },
    );
  });

  it('never asks for a change of age, home or programme', () => {
    fc.assert(
      fc.property(anyCandidate, anyOpportunity, anyContext, (candidate, opportunity, { asOfOn }) => {
        const { failingRules } = whyNot(candidate, opportunity, { asOfOn });
        const changes = failingRules.flatMap(({ remedy }) => (remedy === null ? [] : [remedy.change]));
        const after = applyChanges(candidate, changes);
        expect([after.position, after.programmeCodes, after.candidateId]).toEqual([
          candidate.position,
          candidate.programmeCodes,
          candidate.candidateId,
        ]);
      }),
    );
  });

  it('applies changes in turn and leaves the facts given as they were', () => {
    const candidate = Object.freeze(candidateWith({ slots: 0b1, checkCodes: ['identity'] }));
    const changes: Change[] = [
      { kind: 'free-half-days', slots: 0b10 },
      { kind: 'free-half-days', slots: 0b100 },
      { kind: 'complete-checks', checkCodes: ['identity', 'references'] },
    ];
    expect(applyChanges(candidate, changes)).toEqual({ ...candidate, slots: 0b111, checkCodes: ['identity', 'references'] });
    expect(applyChanges(candidate, [])).toEqual(candidate);
    expect(changeInWords(candidate, changes[0]!)).toBe('Free 1 more half-day: Monday afternoon.');
  });
});

/** The same change one step smaller, in each way in which it can be. */
function stepsLess(change: Change): readonly Change[] {
  switch (change.kind) {
    case 'give-consent':
    case 'resume-suggestions':
      return [];
    case 'reach-level':
    case 'reach-english-level':
    case 'reach-maths-level':
      return [{ ...change, level: change.level - 1 }];
    case 'gain-skills':
      return change.skillCodes.map((left) => ({ ...change, skillCodes: change.skillCodes.filter((code) => code !== left) }));
    case 'complete-checks':
      return change.checkCodes.map((left) => ({ ...change, checkCodes: change.checkCodes.filter((code) => code !== left) }));
    case 'free-half-days':
      return [{ ...change, slots: change.slots & (change.slots - 1) }];
    case 'travel-further':
      return [{ ...change, limitMinutes: change.limitMinutes - 1 }];
    case 'accept-pay':
      return [{ ...change, hourlyPence: change.hourlyPence + 1 }];
    case 'be-available':
      return [{ ...change, fromOn: `${change.fromOn}a` }]; // sorts after the day, before the next
  }
}
