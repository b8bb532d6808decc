import { describe, expect, it } from '@jest/globals';
import type { ReserveTerm } from './allocation-terms.js';
import { checkCohort, type CohortProof, type HeldPart } from './cohort-certificate.js';
import { TableOfPairs } from './pair-source.oracle.js';

const reserve: ReserveTerm = { opportunityId: 'a', programmeCode: 'x', places: 1, isHard: true, releasedOn: null, advantage: 30 };
const held = (part: number, score: number, facts: Partial<HeldPart> = {}): HeldPart => ({ part, opportunityId: 'abc'[part]!, score, isEligible: true, wishPoints: 0, reserve: null, site: 7, ...facts });

/** Two parts of one place each and three people; whoever is left out would need more than the price. */
const proof = (facts: Partial<CohortProof> = {}): CohortProof => ({
  people: [{ programmeCodes: [] }, { programmeCodes: ['x'] }, { programmeCodes: [] }],
  held: [held(0, 50), held(1, 40), null],
  placeValue: 100,
  capacities: Int32Array.of(1, 1),
  minimums: [],
  groups: [],
  source: new TableOfPairs([[50, 30], [20, 40], [35, 36]]),
  prices: Float64Array.of(135, 136),
  outPrices: [],
  ...facts,
});

describe('the certificate of a cohort', () => {
  it('holds for the best of all that keeps the rules', () => {
    expect(checkCohort(proof())).toEqual({ holds: true, gap: 0, total: 290, bound: 290 });
    expect(checkCohort(proof({ groups: [[0, 1], [2]] })).holds).toBe(true);
  });

  it.each<[string, Partial<CohortProof>, number]>([
    ['prices that prove less', { prices: Float64Array.of(135, 141) }, 290],
    ['prices at which somebody would rather have more', { prices: Float64Array.of(135, 130) }, 290],
    ['a place against the rules', { held: [held(0, 50, { isEligible: false }), held(1, 40), null] }, 290],
    ['a place that was turned down', { held: [held(0, 50, { wishPoints: null }), held(1, 40), null] }, 290],
    ['a hard reserve\'s place for somebody else', { held: [held(0, 50, { reserve }), held(1, 40), null] }, 290],
    ['one place given twice', { held: [held(0, 50), held(0, 40), null] }, 290],
    ['people at two sites who go together', { groups: [[0, 1]], held: [held(0, 50), held(1, 40, { site: 8 }), null] }, 290],
    ['people together at what is no site', { groups: [[0, 1]], held: [held(0, 50, { site: -1 }), held(1, 40, { site: -1 }), null] }, 290],
    ['less than there is', { held: [held(0, 50), null, null] }, 150],
  ])('does not hold for %s', (_, facts, total) => {
    expect(checkCohort(proof(facts))).toMatchObject({ holds: false, total });
  });

  it('counts wishes, and what members count more in soft reserved places', () => {
    const soft = { ...reserve, isHard: false };
    const facts = { held: [held(0, 50, { wishPoints: 9, reserve: soft }), held(1, 40, { reserve: soft }), null], source: new TableOfPairs([[59, 30], [20, 70], [35, 36]]) };
    expect(checkCohort(proof(facts))).toEqual({ holds: true, gap: 0, total: 329, bound: 329 });
    expect(checkCohort(proof({ ...facts, held: [held(0, 50, { wishPoints: 9 }), held(1, 40, { reserve }), null] })).total).toBe(299);
  });

  it('counts the price of staying out, by the minimum or by what there is of it', () => {
    // The member has the place of somebody who is worth 4 more there.
    const members = Uint8Array.of(0, 0, 1);
    const facts = { held: [held(0, 50), null, held(1, 36)], minimums: [{ members, minimum: 1 }], outPrices: [4], prices: Float64Array.of(139, 140) };
    expect(checkCohort(proof(facts))).toEqual({ holds: true, gap: 0, total: 286, bound: 286 });
    expect(checkCohort(proof({ ...facts, minimums: [{ members, minimum: 2 }] }))).toEqual({ holds: true, gap: 0, total: 286, bound: 286 });
    expect(checkCohort(proof({ ...facts, minimums: [{ members, minimum: 0 }] })).holds).toBe(false);
    expect(checkCohort(proof({ ...facts, outPrices: [3] })).holds).toBe(false);
    // Nobody of one member can stay out, so that whatever more it costs proves as much.
    expect(checkCohort(proof({ ...facts, outPrices: [15] }))).toEqual({ holds: true, gap: 0, total: 286, bound: 286 });
  });
});
