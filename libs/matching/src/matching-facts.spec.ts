import { withRequirements, type Requirement } from '#lib/kernel';
import type { OpportunityRow } from '#lib/opportunities';
import { describe, expect, it } from '@jest/globals';
import { NOWHERE, opportunityFacts } from './matching-facts.js';

const ROW: OpportunityRow = {
  opportunityId: 'o', kind: 'role', pathway: 'nursing', programmeCode: null, postcode: null, attendance: 'remote', minimumLevel: 0, minimumEnglishLevel: 0, minimumMathsLevel: 0,
  requiredSkillCodes: [], desiredSkillCodes: [], requiredCheckCodes: [], scheduleSlots: null, scheduleNeeded: null, hourlyPence: null, isUnpaid: false, isOpen: true, startsOn: null,
};
const factsOf = (requiredCheckCodes: string[], requirements: Requirement[] = []) =>
  opportunityFacts({ ...ROW, requiredCheckCodes }, NOWHERE, { ofProgrammes: new Map(), ofOpportunities: new Map([['o', { requirements, weights: null }]]) });

describe('what matching asks of people for a post', () => {
  it('is no check that the employer does after the offer: a post with an enhanced DBS check fits whoever has none', () => {
    expect(factsOf(['dbs-enhanced', 'references', 'work-health', 'identity'])).toEqual(factsOf([]));
    expect(factsOf(['dbs-enhanced', 'registration', 'driving-licence', 'right-to-work']).requiredCheckCodes).toEqual(['registration', 'driving-licence', 'right-to-work']);
  });

  it('is a check that staff ask for in so many words', () => {
    const rule: Requirement = { on: 'checks', allOf: ['dbs-enhanced'] };
    expect(factsOf(['dbs-enhanced'], [rule]).requiredCheckCodes).toEqual(withRequirements(factsOf([]), [], [rule]).requiredCheckCodes);
    expect(factsOf([], [rule]).requiredCheckCodes).toEqual(['dbs-enhanced']);
  });
});
