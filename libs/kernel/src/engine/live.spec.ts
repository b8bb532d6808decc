import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { anyCandidate, anyContext, anyOpportunity, candidateWith, easyCandidate, easyOpportunity, opportunityWith } from '../matching/example-facts.oracle.js';
import type { CandidateFacts, OpportunityFacts } from '../matching/facts.js';
import { matchEveryPair } from '../matching/rank.oracle.js';
import { anyTravelTimes } from '../matching/travel-times.oracle.js';
import { matchOneByOne } from '../matching/what-if.js';
import { byId } from './engine.oracle.js';
import { LiveMarket } from './live-market.js';
import { LivePeople } from './live-people.js';

const anyPerson = fc.oneof(anyCandidate, easyCandidate);
const anyOffer = fc.oneof(anyOpportunity, easyOpportunity);

/** Facts that come, or the number of one that goes. */
const changes = <Facts>(facts: fc.Arbitrary<Facts>) => fc.array(fc.oneof({ weight: 3, arbitrary: facts }, { weight: 1, arbitrary: fc.nat(20) }), { maxLength: 14 });

const anyRun = fc.tuple(anyContext, fc.option(anyTravelTimes, { nil: undefined })).map(([context, travelTimes]) => ({ ...context, travelTimes }));

describe('a live market', () => {
  it('answers after every change as a market compiled anew', () => {
    fc.assert(
      fc.property(changes(anyOffer), anyPerson, anyPerson, anyRun, (steps, candidate, other, context) => {
        const market = new LiveMarket([], context);
        const facts = new Map<string, OpportunityFacts>();
        for (const step of steps) {
          if (typeof step === 'number') {
            const id = [...facts.keys()][step] ?? 'nobody';
            facts.delete(id);
            market.remove(id);
          } else {
            facts.set(step.opportunityId, step);
            market.put(step);
          }
          const opportunities = [...facts.values()];
          const [expected] = matchEveryPair([candidate], opportunities, context).candidates;
          expect({ candidateId: candidate.candidateId, ...market.match(candidate) }).toEqual(expected);
          const placeOf = opportunities[0]?.opportunityId ?? 'nothing';
          for (const question of [{ candidate, placeOf, limit: 3 }, { candidate, notOpenTo: { ...other, candidateId: candidate.candidateId }, placeOf, limit: 3 }]) {
            expect(market.answer(question)).toEqual(matchOneByOne(opportunities, context)(question));
          }
        }
        for (const [id, one] of facts) expect(market.factsOf(id)).toBe(one);
      }),
      { numRuns: 300, endOnFailure: true },
    );
  });

  it('answers at once what was asked first', () => {
    const context = { asOfOn: '2026-03-01', seed: 7, limit: 5 };
    const question = { candidate: candidateWith(), placeOf: 'opportunity-1', limit: 1 };
    expect(new LiveMarket([opportunityWith()], context).answer(question)).toEqual(matchOneByOne([opportunityWith()], context)(question));
  });

  it('orders equal lottery numbers by id', () => {
    // FNV-1a gives these two one hash.
    const context = { asOfOn: '2026-03-01', seed: 7, limit: 9 };
    const opportunities = ['liquid', 'costarring'].map((opportunityId) => opportunityWith({ opportunityId }));
    const question = { candidate: candidateWith(), placeOf: 'liquid', limit: 2 };
    expect(new LiveMarket(opportunities, context).answer(question)).toEqual(matchOneByOne(opportunities, context)(question));
  });

  it('ranks many of all kinds that came one after the other', () => {
    const context = { asOfOn: '2026-03-01', seed: 7, limit: 9 };
    const market = new LiveMarket([opportunityWith()], context);
    const opportunities = [opportunityWith()];
    for (let number = 0; number < 230; number += 1) {
      const offer = opportunityWith({
        opportunityId: `offer-${number}`,
        pathway: number % 2 === 0 ? 'nursing' : 'estates',
        attendance: number % 5 === 0 ? 'remote' : 'site',
        position: number % 3 === 0 ? null : { east: 5300 + (number % 40), north: 1800 },
      });
      opportunities.push(offer);
      market.put(offer);
      market.match(candidateWith());
    }
    const [expected] = matchEveryPair([candidateWith()], opportunities, context).candidates;
    expect({ candidateId: 'candidate-1', ...market.match(candidateWith()) }).toEqual(expected);
    expect(expected?.eligibleCount).toBeGreaterThan(200);
  });

  it('compiles anew when no slot is free', () => {
    const context = { asOfOn: '2026-03-01', seed: 7, limit: 5 };
    const market = new LiveMarket([opportunityWith()], context);
    const opportunities = [opportunityWith()];
    market.match(candidateWith());
    for (let number = 0; number < 400; number += 1) {
      const offer = opportunityWith({ opportunityId: `offer-${number}`, schedule: null });
      opportunities.push(offer);
      market.put(offer);
    }
    expect(market.match(candidateWith()).topOpportunities).toEqual(matchEveryPair([candidateWith()], opportunities, context).candidates[0]?.topOpportunities);
    expect(market.match(candidateWith()).eligibleCount).toBe(401);
  });
});

describe('live people', () => {
  it('are found after every change as if compiled anew', () => {
    fc.assert(
      fc.property(fc.uniqueArray(anyPerson, { selector: (one) => one.candidateId, maxLength: 8 }), changes(anyPerson), fc.array(anyOffer, { minLength: 1, maxLength: 3 }), anyRun, (first, steps, offers, context) => {
        const people = new LivePeople(byId(first, 'candidateId'), offers.slice(1), context);
        const facts = new Map<string, CandidateFacts>(first.map((one) => [one.candidateId, one]));
        for (const step of [first.length, ...steps]) {
          if (typeof step === 'number') {
            const id = [...facts.keys()][step] ?? 'nobody';
            facts.delete(id);
            people.remove(id);
          } else {
            facts.set(step.candidateId, step);
            people.put(step);
          }
          for (const offer of offers) expect(people.match(offer)).toEqual(matchEveryPair([...facts.values()], [offer], context).opportunities[0]);
        }
      }),
      { numRuns: 300, endOnFailure: true },
    );
  });

  it('make room when no slot is free', () => {
    const context = { asOfOn: '2026-03-01', seed: 7, limit: 5 };
    const people = new LivePeople([], [], context);
    const candidates: CandidateFacts[] = [];
    for (let number = 0; number < 400; number += 1) {
      const candidate = candidateWith({ candidateId: `person-${number}` });
      candidates.push(candidate);
      people.put(candidate);
      if (number === 100) people.match(opportunityWith());
    }
    expect(people.match(opportunityWith())).toEqual(matchEveryPair(candidates, [opportunityWith()], context).opportunities[0]);
  });
});
