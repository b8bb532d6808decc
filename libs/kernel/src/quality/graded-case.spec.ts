import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { TRAVEL_MODES, type ScoreWeights } from '../matching/facts.js';
import { travelMinutes } from '../matching/travel.js';
import { AS_IT_WAS, freezeCase, gradingOrder, opportunityUnder, rankCase, type CaseOpportunity } from './graded-case.js';
import { anyCase, anyVersion, caseOf, caseOpportunity, rankByTheMatcher } from './graded-case.oracle.js';

const PAY_FIRST: ScoreWeights = { skills: 20, travel: 20, pay: 900, interest: 20, schedule: 20, start: 20 };
const START_FIRST: ScoreWeights = { skills: 20, travel: 20, pay: 20, interest: 20, schedule: 20, start: 900 };

/** Ids that count from a number on, up or down. */
function idsFrom(first: number, step = 1): () => string {
  let next = first - step;
  return () => `fresh-${String((next += step)).padStart(3, '0')}`;
}

describe('freezeCase', () => {
  it('keeps no id and no zone, and says of the day neither pause nor places', () => {
    const original = caseOf([caseOpportunity({ opportunityId: 'role-b', travelZone: 'E01000001', isOpen: false }), caseOpportunity({ opportunityId: 'role-a' })]);
    const { facts, newIds } = freezeCase({ ...original, candidate: { ...original.candidate, isSeeking: false, travelZone: 'E01000002' } }, idsFrom(1));
    expect([...newIds]).toEqual([['role-b', 'fresh-001'], ['role-a', 'fresh-002']]);
    expect(facts.candidate).toEqual({ ...original.candidate, candidateId: 'fresh-003', position: { east: 0, north: 0 } });
    expect(facts.opportunities.map(({ advertised }) => [advertised.opportunityId, advertised.travelZone, advertised.isOpen])).toEqual([['fresh-001', null, true], ['fresh-002', null, true]]);
    expect(JSON.stringify(facts)).not.toMatch(/role-|candidate-1|E01|5300|5330|1800|1820/);
  });

  it('keeps of a place how many minutes the way takes, whichever way it is', () => {
    const at = (east: number, north: number) => caseOpportunity({ opportunityId: `at ${east} ${north}`, position: { east: 5300 + east, north: 1800 + north } });
    const placesOf = (opportunities: readonly CaseOpportunity[]) => freezeCase(caseOf(opportunities), idsFrom(1)).facts.opportunities.map(({ advertised }) => advertised.position);
    // All of these are 26 minutes by public transport.
    const [first, ...others] = placesOf([at(40, 0), at(0, -40), at(-28, 28), at(39, 1)]);
    expect(others).toEqual([first, first, first]);
    expect(placesOf([at(0, 0), at(45, 0)])).not.toContainEqual(first);
  });

  it('keeps what is not known not known, and nothing of a place without a way', () => {
    const { facts } = freezeCase(caseOf([caseOpportunity({ opportunityId: 'nowhere', position: null }), caseOpportunity({ opportunityId: 'remote', attendance: 'remote' })]), idsFrom(1));
    expect(facts.opportunities.map(({ advertised }) => advertised.position)).toEqual([null, null]);
    const homeless = caseOf([caseOpportunity({})]);
    const frozen = freezeCase({ ...homeless, candidate: { ...homeless.candidate, position: null } }, idsFrom(1)).facts;
    expect([frozen.candidate.position, frozen.opportunities[0]!.advertised.position]).toEqual([null, null]);
  });

  it('leaves the minutes of every way as they were', () => {
    const coordinate = fc.integer({ min: -900, max: 900 });
    fc.assert(
      fc.property(fc.constantFrom(...TRAVEL_MODES), fc.constantFrom(1, 30), coordinate, coordinate, (travelMode, nearness, east, north) => {
        const original = caseOf([caseOpportunity({ position: { east: 5300 + Math.trunc(east / nearness), north: 1800 + Math.trunc(north / nearness) } })]);
        const moving = { ...original, candidate: { ...original.candidate, travelMode } };
        const { facts } = freezeCase(moving, idsFrom(1));
        expect(travelMinutes(facts.candidate, facts.opportunities[0]!.advertised)).toBe(travelMinutes(moving.candidate, moving.opportunities[0]!.advertised));
      }),
    );
  });

  it('has the opportunities in the order of their new ids, whatever the order given', () => {
    const { facts } = freezeCase(caseOf(['a', 'b', 'c'].map((opportunityId) => caseOpportunity({ opportunityId }))), idsFrom(9, -1));
    expect(facts.opportunities.map(({ advertised }) => advertised.opportunityId)).toEqual(['fresh-007', 'fresh-008', 'fresh-009']);
  });

  it('leaves who is eligible and how well everything fits as it was', () => {
    fc.assert(
      fc.property(anyCase, anyVersion, (original, version) => {
        const open = { ...original, candidate: { ...original.candidate, isSeeking: true, setAside: [] }, opportunities: original.opportunities.map((one) => ({ ...one, advertised: { ...one.advertised, isOpen: true } })) };
        const { facts, newIds } = freezeCase(open, idsFrom(1));
        const back = new Map([...newIds].map(([old, fresh]) => [fresh, old]));
        // The lottery between equal scores goes by id, so only who is suggested is compared, not the order of equals.
        expect(new Set(rankCase(facts, version).map((id) => back.get(id)))).toEqual(new Set(rankCase(open, version)));
      }),
    );
  });
});

describe('rankCase', () => {
  it('is the order of a run of the matcher', () => {
    fc.assert(
      fc.property(anyCase, anyVersion, (facts, version) => {
        expect(rankCase(facts, version)).toEqual(rankByTheMatcher(facts, version));
      }),
    );
  });

  it('orders what is equal in everything by id', () => {
    // Words of one FNV-1a hash: their lottery numbers are equal too.
    expect(rankCase(caseOf(['liquid', 'costarring'].map((opportunityId) => caseOpportunity({ opportunityId }))), AS_IT_WAS)).toEqual(['costarring', 'liquid']);
  });

  it('does not depend on the order of the opportunities', () => {
    fc.assert(
      fc.property(anyCase, anyVersion, (facts, version) => {
        expect(rankCase({ ...facts, opportunities: facts.opportunities.toReversed() }, version)).toEqual(rankCase(facts, version));
      }),
    );
  });

  const facts = caseOf([
    caseOpportunity({ opportunityId: 'soon', startsOn: '2026-03-02', hourlyPence: 1250 }),
    caseOpportunity({ opportunityId: 'well-paid', startsOn: '2026-08-01', hourlyPence: 1800 }),
    caseOpportunity({ opportunityId: 'academy', programmeCodes: ['ACADEMY'], startsOn: '2026-07-01', hourlyPence: 1700 }, { ofProgramme: [{ on: 'level', atLeast: 5 }] }),
  ]);
  const inAcademy = { ...facts, candidate: { ...facts.candidate, programmeCodes: ['ACADEMY'] } };

  it('follows the weights', () => {
    expect(rankCase(facts, { ...AS_IT_WAS, weights: PAY_FIRST })).toEqual(['well-paid', 'soon']);
    expect(rankCase(facts, { ...AS_IT_WAS, weights: START_FIRST })).toEqual(['soon', 'well-paid']);
  });

  it('puts another version of the rules in the place of the old ones', () => {
    expect(rankCase(inAcademy, { ...AS_IT_WAS, weights: PAY_FIRST })).toEqual(['well-paid', 'soon']);
    const eased = { programmeCode: 'ACADEMY', weights: null, rules: { requirements: [{ on: 'level', atLeast: 2 } as const], weights: PAY_FIRST } };
    expect(rankCase(inAcademy, eased)).toContain('academy');
    expect(rankCase(inAcademy, { ...eased, programmeCode: 'OTHER' })).not.toContain('academy');
  });
});

describe('opportunityUnder', () => {
  const one = caseOpportunity({ programmeCodes: ['ACADEMY'] }, { ofProgramme: [{ on: 'level', atLeast: 4 }], own: [{ on: 'maths-level', atLeast: 2 }], weights: START_FIRST });

  it.each([
    ['as it was', AS_IT_WAS, 4, START_FIRST],
    ['weights for all', { programmeCode: null, weights: PAY_FIRST, rules: null }, 4, PAY_FIRST],
    ['weights for another programme', { programmeCode: 'OTHER', weights: PAY_FIRST, rules: null }, 4, START_FIRST],
    ['rules with weights of their own', { programmeCode: 'ACADEMY', weights: null, rules: { requirements: [], weights: PAY_FIRST } }, 2, PAY_FIRST],
    ['rules with the standard weights', { programmeCode: 'ACADEMY', weights: null, rules: { requirements: [], weights: null } }, 2, null],
    ['rules, and weights that come before theirs', { programmeCode: 'ACADEMY', weights: START_FIRST, rules: { requirements: [], weights: PAY_FIRST } }, 2, START_FIRST],
  ])('%s', (_, version, minimumLevel, weights) => {
    expect(opportunityUnder(version, one)).toMatchObject({ minimumLevel, minimumMathsLevel: 2, weights });
  });
});

describe('gradingOrder', () => {
  const ids = Array.from({ length: 15 }, (_, index) => `opportunity-${index}`);

  it('is the same again for the same person, and another for another', () => {
    expect(gradingOrder(ids, 'user:a')).toEqual(gradingOrder(ids.toReversed(), 'user:a'));
    expect(gradingOrder(ids, 'user:a')).not.toEqual(gradingOrder(ids, 'user:b'));
    expect(gradingOrder(ids, 'user:a').toSorted()).toEqual(ids.toSorted());
  });

  it('puts each of them in each half about as often', () => {
    const inFirstHalf = Array.from({ length: 400 }, (_, grader) => gradingOrder(ids, `user:${grader}`).indexOf('opportunity-0') < 7).filter(Boolean).length;
    expect(inFirstHalf).toBeGreaterThan(140);
    expect(inFirstHalf).toBeLessThan(235);
  });

  it('goes by id where the draw is the same', () => {
    // Words of one FNV-1a hash.
    expect(gradingOrder(['liquid', 'costarring'], 'user:a')).toEqual(['costarring', 'liquid']);
  });
});
