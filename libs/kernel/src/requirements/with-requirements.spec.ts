import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { anyCandidate, anyContext, anyOpportunity, candidateWith, easyCandidate, easyOpportunity, opportunityWith } from '../matching/example-facts.oracle.js';
import { isEligible } from '../matching/hard-rules.js';
import { anyRequirement, holds } from './requirements.oracle.js';
import type { Requirement } from './requirement.js';
import { withRequirements } from './with-requirements.js';

// Pairs that the rules decide, and not something else before them.
const mostlyEasy = fc.oneof(anyCandidate, easyCandidate, easyCandidate, easyCandidate);
const mostlyOpen = fc.oneof(anyOpportunity, easyOpportunity, easyOpportunity, easyOpportunity);
const requirements = fc.array(anyRequirement, { maxLength: 4 });

describe('rules of staff, folded into the facts of an opportunity', () => {
  it('exclude exactly those whom the advert or one of the rules excludes', () => {
    fc.assert(
      fc.property(mostlyEasy, mostlyOpen, requirements, requirements, anyContext, (candidate, opportunity, ofProgramme, own, { asOfOn }) => {
        // Hours are the one thing that a rule puts in the place of the advert's; they are tested below.
        const rules = [...ofProgramme, ...own].filter(({ on }) => on !== 'half-days');
        const areMet = rules.map((rule) => holds(rule, candidate, opportunity)).every(Boolean);
        const expected = areMet && isEligible(candidate, opportunity, { asOfOn });
        const folded = withRequirements(opportunity, ofProgramme.filter(({ on }) => on !== 'half-days'), own.filter(({ on }) => on !== 'half-days'));
        expect(isEligible(candidate, folded, { asOfOn })).toBe(expected);
      }),
      { numRuns: 2000 },
    );
  });

  it('come to the same in any order', () => {
    fc.assert(
      fc.property(mostlyEasy, mostlyOpen, requirements, anyContext, (candidate, opportunity, rules, { asOfOn }) => {
        const one = rules.filter(({ on }) => on !== 'half-days');
        expect(isEligible(candidate, withRequirements(opportunity, one, []), { asOfOn })).toBe(isEligible(candidate, withRequirements(opportunity, [], one.toReversed()), { asOfOn }));
      }),
    );
  });

  it('take an opportunity’s own hours first, then the advert’s, then the programme’s', () => {
    const hours = (slots: number): Requirement[] => [{ on: 'half-days', slots, needed: 1 }];
    const advertised = opportunityWith({ schedule: { slots: 0b100, needed: 1 } });
    const silent = opportunityWith({ schedule: null });
    expect(withRequirements(advertised, hours(1), hours(2)).schedule).toEqual({ slots: 2, needed: 1 });
    expect(withRequirements(advertised, hours(1), []).schedule).toEqual({ slots: 0b100, needed: 1 });
    expect(withRequirements(silent, hours(1), []).schedule).toEqual({ slots: 1, needed: 1 });
    expect(withRequirements(silent, hours(1), hours(2)).schedule).toEqual({ slots: 2, needed: 1 });
  });

  it('keep the higher floor, the shorter limit, the shared window and stages, and every skill once', () => {
    const folded = withRequirements(
      opportunityWith(),
      [
        { on: 'pay', atLeastHourlyPence: 1300 },
        { on: 'travel', atMostMinutes: 45 },
        { on: 'start', from: '2026-03-01', to: null },
        { on: 'stage', anyOf: ['looking', 'referred'] },
        { on: 'skills', allOf: ['vaccination', 'phlebotomy'] },
        { on: 'contract-end', by: '2026-05-01' },
      ],
      [
        { on: 'pay', atLeastHourlyPence: 1200 },
        { on: 'travel', atMostMinutes: 30 },
        { on: 'start', from: '2026-02-01', to: '2026-06-30' },
        { on: 'stage', anyOf: ['referred', 'offered'] },
        { on: 'contract-end', by: '2026-04-01' },
      ],
    );
    expect(folded).toMatchObject({
      payFloorHourlyPence: 1300, travelAtMostMinutes: 30, startWindow: { from: '2026-03-01', to: '2026-06-30' }, stages: ['referred'],
      requiredSkillCodes: ['vaccination', 'phlebotomy'], contractEndsBy: '2026-04-01',
    });
  });

  it('change nothing when there are none, and never the facts that were given', () => {
    const facts = Object.freeze(opportunityWith());
    expect(withRequirements(facts, [], [])).toBe(facts);
    withRequirements(facts, [{ on: 'redeployment' }], [{ on: 'choice', anyOf: [{ on: 'redeployment' }] }]);
    expect(facts).toEqual(opportunityWith());
    expect(isEligible(candidateWith(), withRequirements(facts, [{ on: 'stage', anyOf: ['looking'] }], [{ on: 'stage', anyOf: ['placed'] }]), { asOfOn: '2026-03-01' })).toBe(false);
  });
});
