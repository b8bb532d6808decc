import { describe, expect, it } from '@jest/globals';
import { candidateWith, opportunityWith } from '../matching/example-facts.oracle.js';
import { plainTerms, type AllocationTerms, type CohortFacts } from './allocation-terms.js';
import { besideDecisions, type DecidedPlace } from './beside-decisions.js';

const reserve = (programmeCode: string, places: number) => ({ opportunityId: 'o', programmeCode, places, isHard: false, releasedOn: null, advantage: 1 });

function facts(terms: Partial<AllocationTerms> = {}): CohortFacts {
  return {
    asOfOn: '2026-02-02',
    seed: 1,
    candidates: ['a', 'b', 'c', 'd'].map((candidateId) => candidateWith({ candidateId })),
    opportunities: ['o', 'p'].map((opportunityId) => opportunityWith({ opportunityId })),
    places: [2, 1],
    travelTimes: undefined,
    terms: { ...plainTerms(10), ...terms },
  };
}

const decided = (candidateId: string, opportunityId: string | null, ...programmeCodes: string[]): DecidedPlace => ({ person: { candidateId, programmeCodes }, opportunityId });

describe('what is left beside decisions', () => {
  it('is everything where nobody decided', () => {
    const whole = facts({ reserves: [reserve('E', 1)], minimums: [{ programmeCode: 'E', places: 1 }], together: [['a', 'b']] });
    expect(besideDecisions(whole, [])).toEqual({ facts: { ...whole, heldAt: [] }, reservedFor: new Set() });
  });

  it('is the others and the places left, none below nothing', () => {
    const { facts: left } = besideDecisions(facts(), [decided('a', 'o'), decided('b', null), decided('x', 'p'), decided('y', 'p')]);
    expect(left.candidates.map(({ candidateId }) => candidateId)).toEqual(['c', 'd']);
    expect(left.places).toEqual([1, 0]);
  });

  it('counts a member decided to a reserve’s opportunity there, at the first reserve with places', () => {
    const reserves = [reserve('E', 1), reserve('E', 2), reserve('F', 1)];
    const after = (...all: DecidedPlace[]): number[] => besideDecisions(facts({ reserves }), all).facts.terms.reserves.map(({ places }) => places);
    expect(after(decided('a', 'o', 'E', 'F'))).toEqual([0, 2, 1]);
    expect(after(decided('a', 'o', 'E'), decided('b', 'o', 'E'))).toEqual([0, 1, 1]);
    expect(after(decided('a', 'o', 'G'), decided('b', 'p', 'E'), decided('c', null, 'F'))).toEqual([1, 2, 1]);
    expect(besideDecisions(facts({ reserves: [reserve('E', 1)] }), [decided('a', 'o', 'G'), decided('b', 'o', 'E'), decided('c', 'o', 'E')]).reservedFor).toEqual(new Set(['b']));
  });

  it('counts members with a place for the first minimum that counts them, down to none', () => {
    const minimums = [{ programmeCode: 'E', places: 1 }, { programmeCode: 'F', places: 5 }];
    const after = (...all: DecidedPlace[]): number[] => besideDecisions(facts({ minimums }), all).facts.terms.minimums.map(({ places }) => places);
    expect(after(decided('a', 'o', 'E', 'F'), decided('b', 'p', 'E'))).toEqual([0, 5]);
    expect(after(decided('a', 'o', 'F'), decided('b', null, 'F'), decided('c', 'p', 'G'))).toEqual([1, 4]);
  });

  it.each<[string, DecidedPlace[], string[][], { candidateIds: string[]; opportunityId: string }[]]>([
    ['holds the others to the site', [decided('b', 'o')], [['c', 'd']], [{ candidateIds: ['a'], opportunityId: 'o' }]],
    ['lets the others go on together without somebody who gets none', [decided('b', null)], [['a'], ['c', 'd']], []],
    ['frees the others where there is no site', [decided('b', 'online')], [['c', 'd']], []],
    ['takes the first place at a site', [decided('c', 'online'), decided('d', 'o')], [['a', 'b']], [{ candidateIds: [], opportunityId: 'o' }]],
    ['knows nothing of a place outside the market', [decided('b', 'elsewhere')], [['c', 'd']], []],
  ])('of a group %s', (_, all, together, heldAt) => {
    const whole = facts({ together: [['a', 'b'], ['c', 'd']] });
    const market = [opportunityWith({ opportunityId: 'o', attendance: 'site', position: { east: 1, north: 1 } }), opportunityWith({ opportunityId: 'online', attendance: 'remote' })];
    const { facts: left } = besideDecisions({ ...whole, opportunities: market }, all);
    expect(left.terms.together).toEqual(together);
    expect(left.heldAt).toEqual(heldAt);
  });
});
