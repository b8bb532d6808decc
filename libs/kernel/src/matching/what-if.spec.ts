import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { applyChanges, type Change } from './changes.js';
import { anyCandidate, anyContext, anyMarket, candidateWith, opportunityWith } from './example-facts.oracle.js';
import { isEligible } from './hard-rules.js';
import { matchEveryPair } from './rank.oracle.js';
import { matchOneByOne, whatIf, type MarketAnswer } from './what-if.js';
import { whyNot } from './why-not.js';

const context = { asOfOn: '2026-03-01', seed: 7 };

const PHLEBOTOMY = { requiredSkillCodes: ['phlebotomy'], desiredSkillCodes: [] };

/** What is open to the candidate of the cases now: two places that differ in the way, 200 m and 27 minutes. */
const near = opportunityWith({ opportunityId: 'near', position: { east: 5302, north: 1800 } });
const farther = opportunityWith({ opportunityId: 'farther', position: { east: 5340, north: 1820 } });
/** Three that want phlebotomy, 100 m, 26 and 25 minutes away; the last a level beside it. */
const blood = opportunityWith({ opportunityId: 'blood', ...PHLEBOTOMY, position: { east: 5301, north: 1800 } });
const bloodFarther = opportunityWith({ opportunityId: 'blood-farther', ...PHLEBOTOMY, position: { east: 5335, north: 1820 } });
const bloodLevel3 = opportunityWith({ opportunityId: 'blood-level-3', ...PHLEBOTOMY, minimumLevel: 3 });
const references = opportunityWith({ opportunityId: 'references', requiredCheckCodes: ['references'] });
const closed = opportunityWith({ opportunityId: 'closed', isOpen: false });
const MARKET = [near, farther, blood, bloodFarther, bloodLevel3, references, closed];

const ask = (opportunityId: string, changes: readonly Change[], limit?: number) =>
  whatIf({ candidate: candidateWith(), opportunityId, changes, ...(limit === undefined ? {} : { limit }) }, matchOneByOne(MARKET, context));

const skills = (...skillCodes: string[]): Change => ({ kind: 'gain-skills', skillCodes });

describe('what if', () => {
  it('tells where the opportunity would stand, and which change opens most others', () => {
    const { changes } = whyNot(candidateWith(), bloodLevel3, context);
    const { rank, openings } = ask('blood-level-3', changes!.map(({ change }) => change));
    expect(rank).toEqual({ placeBefore: null, placeAfter: 3, eligibleBefore: 2, eligibleAfter: 5, sentence: 'It is not open now; with these changes it would be number 3 of 5.' });
    expect(openings.map(({ openedCount, sentence }) => [openedCount, sentence])).toEqual([
      [2, 'Gain phlebotomy, or record it where it is held already. This alone would open 2 other opportunities.'],
      [0, 'Gain a qualification at level 3. This alone would open no other opportunity.'],
    ]);
    expect(openings[0]?.best.map(({ opportunityId }) => opportunityId)).toEqual(['blood', 'blood-farther']);
  });

  it('leaves the opportunity itself out of what a change opens', () => {
    const { openings } = ask('blood', [skills('phlebotomy')], 5);
    expect(openings).toMatchObject([{ openedCount: 1, sentence: 'Gain phlebotomy, or record it where it is held already. This alone would open 1 other opportunity.' }]);
    expect(openings[0]?.best.map(({ opportunityId }) => opportunityId)).toEqual(['blood-farther']);
  });

  it('names no more than asked for, three when nothing is asked', () => {
    const market = matchOneByOne(['a', 'b', 'c', 'd', 'e'].map((opportunityId) => opportunityWith({ opportunityId, ...PHLEBOTOMY })), context);
    const best = (limit?: number) => whatIf({ candidate: candidateWith(), opportunityId: 'c', changes: [skills('phlebotomy')], ...(limit === undefined ? {} : { limit }) }, market).openings[0]!;
    expect([best().best.length, best(1).best.length, best(0).best.length, best(9).best.length]).toEqual([3, 1, 0, 4]);
    expect(best(0).openedCount).toBe(4);
  });

  it('takes several skills and checks one by one, and lists equals in the order given', () => {
    const { openings } = ask('near', [skills('x', 'phlebotomy', 'y'), { kind: 'complete-checks', checkCodes: ['z', 'references'] }]);
    expect(openings.map(({ change, openedCount }) => [openedCount, 'skillCodes' in change ? change.skillCodes : 'checkCodes' in change && change.checkCodes])).toEqual([
      [2, ['phlebotomy']],
      [1, ['references']],
      [0, ['x']],
      [0, ['y']],
      [0, ['z']],
    ]);
  });

  it.each<readonly [string, readonly Change[], string]>([
    ['near', [], 'It is number 1 of 2, and would stay so with these changes.'],
    ['near', [skills('phlebotomy')], 'It is number 1 of 2 now; with these changes it would be number 2 of 4.'],
    ['near', [{ kind: 'complete-checks', checkCodes: ['references'] }], 'It is number 1 of 2 now; with these changes it would be number 1 of 3.'],
    ['closed', [skills('phlebotomy')], 'It would not be open with these changes.'],
    ['not there', [], 'It would not be open with these changes.'],
  ])('of %s with %j: %s', (opportunityId, changes, sentence) => expect(ask(opportunityId, changes).rank.sentence).toBe(sentence));

  it('says of a missing consent that it opens everything, and that nothing else does', () => {
    const candidate = candidateWith({ hasMatchingConsent: false });
    const { rank, openings } = whatIf({ candidate, opportunityId: 'blood', changes: [skills('phlebotomy'), { kind: 'give-consent' }] }, matchOneByOne(MARKET, context));
    expect(rank).toMatchObject({ placeBefore: null, eligibleBefore: 0, eligibleAfter: 4 });
    expect(openings.map(({ change, openedCount }) => [change.kind, openedCount])).toEqual([['give-consent', 2], ['gain-skills', 0]]);
  });

  it('asks the market that it is given, and nobody else', () => {
    const asked: unknown[] = [];
    const answers: MarketAnswer[] = [
      { eligibleCount: 900, place: null, topOpportunities: [] },
      { eligibleCount: 1000, place: 3, topOpportunities: [] },
      { eligibleCount: 100, place: 2, topOpportunities: [{ opportunityId: 'a', score: 5, lottery: 1 }, { opportunityId: 'it', score: 4, lottery: 1 }] },
    ];
    const changes = [skills('phlebotomy')];
    const found = whatIf({ candidate: candidateWith(), opportunityId: 'it', changes, limit: 1 }, (question) => {
      asked.push(question);
      return answers[asked.length - 1]!;
    });
    const changed = applyChanges(candidateWith(), changes);
    expect(asked).toEqual([
      { candidate: candidateWith(), placeOf: 'it', limit: 0 },
      { candidate: changed, placeOf: 'it', limit: 0 },
      { candidate: changed, notOpenTo: candidateWith(), placeOf: 'it', limit: 2 },
    ]);
    expect(found.rank.sentence).toBe('It is not open now; with these changes it would be number 3 of 1000.');
    expect(found.openings).toMatchObject([{ openedCount: 99, best: [{ opportunityId: 'a' }] }]);
  });

  it('counts and ranks as a run does, for any market', () => {
    fc.assert(
      fc.property(anyMarket, anyCandidate, anyContext, ({ opportunities }, candidate, run) => {
        const match = matchOneByOne(opportunities, run);
        const all = matchEveryPair([candidate], opportunities, { ...run, limit: opportunities.length }).candidates[0]!;
        const { opportunityId } = opportunities[0] ?? opportunityWith();
        expect(match({ candidate, placeOf: opportunityId, limit: run.limit })).toEqual({
          eligibleCount: all.eligibleCount,
          place: all.topOpportunities.findIndex((one) => one.opportunityId === opportunityId) + 1 || null,
          topOpportunities: all.topOpportunities.slice(0, run.limit),
        });
      }),
    );
  });

  it('breaks equal scores and lottery numbers by ascending id, as a run does', () => {
    // FNV-1a gives both ids one hash, and so one lottery number.
    const match = matchOneByOne(['liquid', 'costarring'].map((opportunityId) => opportunityWith({ opportunityId })), context);
    expect(match({ candidate: candidateWith(), placeOf: 'liquid', limit: 1 })).toMatchObject({ place: 2, topOpportunities: [{ opportunityId: 'costarring' }] });
  });

  it('opens by each of the smallest changes what is eligible after and was not before', () => {
    let opened = 0;
    fc.assert(
      fc.property(anyMarket, anyContext, ({ candidates, opportunities }, run) => {
        for (const candidate of candidates.slice(0, 3)) {
          for (const opportunity of opportunities.slice(0, 3)) {
            const changes = (whyNot(candidate, opportunity, run).changes ?? []).map(({ change }) => change);
            const { rank, openings } = whatIf({ candidate, opportunityId: opportunity.opportunityId, changes, limit: 50 }, matchOneByOne(opportunities, run));
            expect(rank.placeAfter !== null).toBe(isEligible(applyChanges(candidate, changes), opportunity, run));
            for (const { change, openedCount, best } of openings) {
              const isNew = opportunities.filter((one) => one !== opportunity && !isEligible(candidate, one, run) && isEligible(applyChanges(candidate, [change]), one, run));
              expect(openedCount).toBe(isNew.length);
              expect(best.map((one) => one.opportunityId).toSorted()).toEqual(isNew.map((one) => one.opportunityId).toSorted());
              opened += openedCount;
            }
            expect(openings.map(({ openedCount }) => openedCount)).toEqual(openings.map(({ openedCount }) => openedCount).toSorted((a, b) => b - a));
          }
        }
      }),
      { numRuns: 200 },
    );
    expect(opened).toBeGreaterThan(20);
  });
});
