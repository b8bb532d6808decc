import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { anyCandidate, anyContext, anyOpportunity, candidateWith, easyCandidate, easyOpportunity, opportunityWith } from '../matching/example-facts.oracle.js';
import type { CandidateFacts, OpportunityFacts } from '../matching/facts.js';
import { matterFingerprint } from '../matching/set-aside.js';
import { matchEveryPair } from '../matching/rank.oracle.js';
import { anyTravelTimes } from '../matching/travel-times.oracle.js';
import { matchOneByOne } from '../matching/what-if.js';
import { byId } from './engine.oracle.js';
import { LiveMarket } from './live-market.js';
import { LivePeople, thoseThatAskAll } from './live-people.js';
import { compileMarket } from './market.js';
import { OpportunityWriter } from './opportunity-writer.js';

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

describe('pairs set aside', () => {
  const context = { asOfOn: '2026-03-01', seed: 7, limit: 5 };
  const offers = Array.from({ length: 9 }, (_, number) => opportunityWith({ opportunityId: `offer-${number}` }));
  const answered = (offer: OpportunityFacts) => ({ opportunityId: offer.opportunityId, matters: ['pay' as const], fingerprint: matterFingerprint(['pay'], candidateWith(), offer), setOn: '2026-02-01', untilOn: null, isUntilChecked: false });

  it('take nobody else’s place among the best, and are back the moment the pay changes', () => {
    const candidate = candidateWith({ setAside: offers.slice(0, 6).map(answered) });
    const market = new LiveMarket(offers, context);
    const people = new LivePeople([candidate], offers, context);
    expect(market.match(candidate)).toMatchObject({ eligibleCount: 3, topOpportunities: { length: 3 } });
    expect(people.match(offers[0]!).eligibleCount).toBe(0);
    expect(people.match(offers[6]!).eligibleCount).toBe(1);
    const raised = { ...offers[0]!, hourlyPence: 1400 };
    market.put(raised);
    expect(market.match(candidate).eligibleCount).toBe(4);
    expect(people.match(raised).eligibleCount).toBe(1);
    const moved = { ...offers[1]!, position: null };
    market.put(moved);
    expect([market.match(candidate).eligibleCount, people.match(moved).eligibleCount]).toEqual([4, 0]);
  });

  it('are over when a change or a day has ended them, of what is known', () => {
    const setAside = [answered(offers[0]!), answered(offers[1]!), { ...answered(offers[2]!), untilOn: '2026-03-01' }, answered(opportunityWith({ opportunityId: 'unknown' }))];
    const people = new LivePeople([candidateWith({ setAside }), candidateWith({ candidateId: 'candidate-2' })], offers, context);
    const now = new Map(offers.map((offer) => [offer.opportunityId, offer.opportunityId === 'offer-1' ? { ...offer, hourlyPence: 1400 } : offer]));
    expect(people.answersOver((opportunityId) => now.get(opportunityId))).toEqual([
      { candidateId: 'candidate-1', setAside: setAside[1], because: 'change' },
      { candidateId: 'candidate-1', setAside: setAside[2], because: 'date' },
    ]);
  });

  it('are those of the person as they are now: lifted, answered again, gone', () => {
    const people = new LivePeople([candidateWith({ setAside: [answered(offers[0]!), answered(offers[0]!)] })], offers, context);
    expect(people.match(offers[0]!).eligibleCount).toBe(0);
    people.put(candidateWith());
    expect(people.match(offers[0]!).eligibleCount).toBe(1);
    people.put(candidateWith({ setAside: [answered(offers[1]!)] }));
    expect([people.match(offers[0]!).eligibleCount, people.match(offers[1]!).eligibleCount]).toEqual([1, 0]);
    people.remove('candidate-1');
    people.put(candidateWith());
    expect(people.match(offers[1]!).eligibleCount).toBe(1);
  });
});

describe('live people', () => {
  const context = { asOfOn: '2026-03-01', seed: 7, limit: 5 };

  it('are found after every change as if compiled anew', () => {
    const programmeCodes = fc.subarray(['sector-academy', 'returners']);
    const memberships = fc.record({ of: fc.array(fc.nat(9), { maxLength: 4 }), programmeCodes });
    const steps = fc.array(fc.oneof({ weight: 3, arbitrary: anyPerson }, { weight: 1, arbitrary: fc.nat(20) }, { weight: 2, arbitrary: memberships }), { maxLength: 14 });
    fc.assert(
      fc.property(fc.uniqueArray(anyPerson, { selector: (one) => one.candidateId, maxLength: 8 }), steps, fc.array(anyOffer, { minLength: 1, maxLength: 3 }), anyRun, (first, changed, offers, run) => {
        const people = new LivePeople(byId(first, 'candidateId'), offers.slice(1), run);
        const facts = new Map<string, CandidateFacts>(first.map((one) => [one.candidateId, one]));
        for (const step of [first.length, ...changed]) {
          if (typeof step === 'number') {
            const id = [...facts.keys()][step] ?? 'nobody';
            facts.delete(id);
            people.remove(id);
          } else if ('of' in step) {
            const ids = [...new Set(step.of)].map((number) => [...facts.keys()][number] ?? 'nobody');
            for (const id of ids) if (facts.has(id)) facts.set(id, { ...facts.get(id)!, programmeCodes: step.programmeCodes });
            people.putProgrammes(ids.map((candidateId) => ({ candidateId, programmeCodes: step.programmeCodes })));
          } else {
            facts.set(step.candidateId, step);
            people.put(step);
          }
          for (const offer of offers) expect(people.match(offer)).toEqual(matchEveryPair([...facts.values()], [offer], run).opportunities[0]);
        }
      }),
      { numRuns: 300, endOnFailure: true },
    );
  });

  it('make room when no slot is free', () => {
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

  it('can be put before anybody has asked', () => {
    const people = new LivePeople([candidateWith()], [], context);
    people.putProgrammes([{ candidateId: 'candidate-1', programmeCodes: ['first'] }, { candidateId: 'nobody', programmeCodes: ['first'] }]);
    expect(people.match(opportunityWith({ programmeCodes: ['first'] })).eligibleCount).toBe(1);
    expect(people.match(opportunityWith({ programmeCodes: ['second'] })).eligibleCount).toBe(0);
  });

  it('keep what they hold, and their place by pay and first day, through a thousand changes', () => {
    const first = ['a', 'b', 'c'].map((id) => candidateWith({ candidateId: id, programmeCodes: ['old'] }));
    const people = new LivePeople(first, [], context);
    const demand = opportunityWith({ programmeCodes: ['new'], requiredSkillCodes: ['vaccination'], hourlyPence: 1300, startsOn: '2026-04-01' });
    people.match(demand);
    let now: CandidateFacts[] = first;
    const answers: unknown[] = [];
    const expected: unknown[] = [];
    for (let round = 0; round < 1000; round += 1) {
      const changed = { ...now[round % 3]!, minimumHourlyPence: round % 2 === 0 ? 1200 : 1400, availableFromOn: round % 5 === 0 ? '2026-05-01' : null };
      now = now.map((one) => (one.candidateId === changed.candidateId ? changed : { ...one, programmeCodes: round % 7 === 0 ? [] : ['new', 'other'] }));
      people.put(changed);
      people.putProgrammes(now);
      answers.push(people.match(demand));
      expected.push(matchEveryPair(now, [demand], context).opportunities[0]);
    }
    expect(answers).toEqual(expected);
  });

  it('order equal lottery numbers by id, also after one of them was taken away', () => {
    // FNV-1a gives these two one hash.
    const alike = ['liquid', 'costarring'].map((candidateId) => candidateWith({ candidateId }));
    const people = new LivePeople([], [], context);
    for (const person of alike) people.put(person);
    const found = (candidates: readonly CandidateFacts[]) => matchEveryPair(candidates, [opportunityWith()], context).opportunities[0];
    expect(people.match(opportunityWith())).toEqual(found(alike));
    people.remove('liquid');
    people.put(alike[1]!);
    expect(people.match(opportunityWith())).toEqual(found([alike[1]!]));
    people.put(candidateWith({ candidateId: 'another' }));
    people.put(alike[0]!);
    expect(people.match(opportunityWith())).toEqual(found([...alike, candidateWith({ candidateId: 'another' })]));
  });
});

describe('opportunities that ask all of people', () => {
  it('are those that ask something new', () => {
    const ids = (opportunities: readonly OpportunityFacts[]) => thoseThatAskAll(opportunities).map(({ opportunityId }) => opportunityId);
    const asking = (opportunityId: string, facts: Partial<OpportunityFacts>) => opportunityWith({ opportunityId, ...facts });
    expect(ids([asking('a', {}), asking('b', {}), asking('c', { desiredSkillCodes: ['care'] }), asking('d', { travelZone: 'Z' }), asking('e', { travelZone: 'Z' }), asking('f', { stages: ['looking'] })])).toEqual(['a', 'c', 'd', 'f']);
  });

  it('make people ready for all of them', () => {
    fc.assert(
      fc.property(fc.array(anyOffer, { maxLength: 6 }), (offers) => {
        const writer = new OpportunityWriter(compileMarket([], { alsoKnown: thoseThatAskAll(offers) }).data);
        for (const offer of offers) expect(writer.knows(offer)).toBe(true);
      }),
      { numRuns: 300 },
    );
  });
});
