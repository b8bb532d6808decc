import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { anyCandidate, anyOpportunity, candidateWith, opportunityWith } from '../matching/example-facts.oracle.js';
import { isEligible } from '../matching/hard-rules.js';
import { scorePair } from '../matching/score.js';
import { withRequirements } from '../requirements/with-requirements.js';
import { plainTerms, type CohortFacts } from './allocation-terms.js';
import { changedByScenario, type RuleChange, type Scenario } from './scenario.js';

const facts: CohortFacts = {
  asOfOn: '2026-03-01',
  seed: 5,
  candidates: [candidateWith({ travelLimitMinutes: 40 }), candidateWith({ candidateId: 'far', travelLimitMinutes: 170 })],
  opportunities: [
    opportunityWith({ opportunityId: 'x', hourlyPence: 1300, requiredSkillCodes: ['vaccination', 'phlebotomy'], desiredSkillCodes: ['data-entry'], requiredCheckCodes: ['identity', 'dbs-basic'] }),
    opportunityWith({ opportunityId: 'y', hourlyPence: null, programmeCodes: ['returners'], minimumLevel: 3, minimumEnglishLevel: 2, minimumMathsLevel: 2 }),
    opportunityWith({ opportunityId: 'z', hourlyPence: 900, isUnpaid: true }),
  ],
  places: [1, 2, 3],
  travelTimes: undefined,
  terms: { ...plainTerms(1000), wishPoints: 7 },
};

const opportunitiesIn = (scenario: Scenario, asIs = facts) => changedByScenario(asIs, scenario).opportunities;
const eased = (change: Omit<RuleChange, 'opportunityIds'>, asIs = facts.opportunities[1]!) => opportunitiesIn({ rules: [{ opportunityIds: 'all', ...change }] }, { ...facts, opportunities: [asIs] })[0];

describe('a scenario', () => {
  it('leaves everything as it was that it does not name', () => {
    const same = changedByScenario(facts, {});
    expect(same).toEqual(facts);
    for (const [at, opportunity] of same.opportunities.entries()) expect(opportunity).toBe(facts.opportunities[at]);
    expect(same.candidates).toBe(facts.candidates);
  });

  it('gives opportunities other places', () => {
    const changed = changedByScenario(facts, { places: [{ opportunityId: 'z', places: 0 }, { opportunityId: 'x', places: 9 }] });
    expect(changed).toEqual({ ...facts, places: [9, 2, 0] });
  });

  it('raises pay where pay is stated', () => {
    const pay = (scenario: Scenario) => opportunitiesIn(scenario).map(({ hourlyPence }) => hourlyPence);
    expect(pay({ hourlyPenceMore: { opportunityIds: 'all', pence: 50 } })).toEqual([1350, null, 900]);
    expect(pay({ hourlyPenceMore: { opportunityIds: ['y', 'z'], pence: 50 } })).toEqual([1300, null, 900]);
    expect(pay({ hourlyPenceMore: { opportunityIds: ['x'], pence: 1 } })).toEqual([1301, null, 900]);
  });

  it('lets everybody travel longer, as long as anybody can say', () => {
    const changed = changedByScenario(facts, { travelMinutesMore: 15 });
    expect(changed).toEqual({ ...facts, candidates: [{ ...facts.candidates[0], travelLimitMinutes: 55 }, { ...facts.candidates[1], travelLimitMinutes: 180 }] });
  });

  it('replaces terms one by one', () => {
    const reserves = [{ opportunityId: 'x', programmeCode: 'returners', places: 1, isHard: true, releasedOn: null, advantage: 0 }];
    expect(changedByScenario(facts, { terms: { reserves, placeValue: 0 } })).toEqual({ ...facts, terms: { ...plainTerms(0), wishPoints: 7, reserves } });
  });

  it.each<[string, Omit<RuleChange, 'opportunityIds'>, object]>([
    ['nothing', {}, {}],
    ['a level that is lower', { minimumLevelAtMost: 1 }, { minimumLevel: 1 }],
    ['no level that is higher', { minimumLevelAtMost: 4 }, {}],
    ['lower English', { englishLevelAtMost: 0 }, { minimumEnglishLevel: 0 }],
    ['lower maths', { mathsLevelAtMost: 1 }, { minimumMathsLevel: 1 }],
    ['no programme', { openToEverybody: true }, { programmeCodes: [] }],
    ['a programme still', { openToEverybody: false }, {}],
    ['a skill less, which is liked still', { withoutSkills: ['vaccination', 'unheard-of'] }, { requiredSkillCodes: [], desiredSkillCodes: ['phlebotomy', 'vaccination'] }],
    ['a check less', { withoutChecks: ['identity', 'dbs-basic'] }, { requiredCheckCodes: [] }],
    ['a level less and then a demand more', { minimumLevelAtMost: 0, demands: [{ on: 'level', atLeast: 2 }, { on: 'redeployment' }] }, { minimumLevel: 2, isForRedeploymentOnly: true }],
  ])('makes opportunities ask for %s', (_, change, expected) => {
    expect(eased(change)).toEqual({ ...facts.opportunities[1], ...expected });
  });

  it('drops programmes that are demanded by a rule, and no other choice', () => {
    const demanding = withRequirements(facts.opportunities[1]!, [{ on: 'programme', anyOf: ['academy', 'returners'] }], [{ on: 'choice', anyOf: [{ on: 'programme', code: 'academy' }, { on: 'redeployment' }] }]);
    expect(eased({ openToEverybody: true }, demanding)).toEqual({ ...demanding, programmeCodes: [], choices: [demanding.choices[1]] });
    expect(eased({}, demanding)).toEqual(demanding);
  });

  it('changes rules one after the other, and only of what is named', () => {
    const [x, y, z] = opportunitiesIn({ rules: [{ opportunityIds: ['x', 'y'], demands: [{ on: 'level', atLeast: 5 }] }, { opportunityIds: ['y'], minimumLevelAtMost: 4 }] });
    expect([x!.minimumLevel, y!.minimumLevel, z]).toEqual([5, 4, facts.opportunities[2]]);
  });

  it('that asks for less closes no pair and changes the worth of none; longer ways and more pay close none either', () => {
    const codes = (all: string[]) => fc.subarray(all);
    const easing = fc.record({
      opportunityIds: fc.constant('all' as const),
      withoutSkills: codes(['vaccination', 'phlebotomy', 'customer-service', 'data-entry']),
      withoutChecks: codes(['identity', 'dbs-enhanced', 'right-to-work']),
      minimumLevelAtMost: fc.nat(3),
      englishLevelAtMost: fc.nat(2),
      mathsLevelAtMost: fc.nat(2),
      openToEverybody: fc.boolean(),
    });
    fc.assert(
      fc.property(anyCandidate, anyOpportunity, easing, fc.nat(120), fc.nat(300), (candidate, opportunity, rule, travelMinutesMore, pence) => {
        const pairIn = (scenario: Scenario) => {
          const changed = changedByScenario({ ...facts, candidates: [candidate], opportunities: [opportunity] }, scenario);
          return [changed.candidates[0]!, changed.opportunities[0]!, facts] as const;
        };
        const before = isEligible(candidate, opportunity, facts);
        for (const scenario of [{ rules: [rule] }, { travelMinutesMore }, { hourlyPenceMore: { opportunityIds: 'all' as const, pence } }]) expect(isEligible(...pairIn(scenario)) || !before).toBe(true);
        expect(scorePair(...pairIn({ rules: [rule], travelMinutesMore }))).toEqual(scorePair(candidate, opportunity, facts));
      }),
      { numRuns: 500 },
    );
  });
});
