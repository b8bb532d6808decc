import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { anyMarket, candidateWith, opportunityWith } from '../matching/example-facts.oracle.js';
import { isEligible } from '../matching/hard-rules.js';
import { scorePair } from '../matching/score.js';
import { compareIds, lotteryNumber } from '../matching/tie-break.js';
import { plainTerms, type AllocationTerms, type ReserveTerm, type CohortFacts } from './allocation-terms.js';
import { blockingPairsOf, MOST_RANKED_PAIRS, MOST_RESERVED_PROGRAMMES, stableCohort } from './cohort-stable.js';
import { stableMatching } from './stable.js';
import { blockingOf, everyStable, problemOf, type PlainWorld } from './stable.oracle.js';

const people = (ids: string, facts: Parameters<typeof candidateWith>[0] = {}) => ids.split('').map((candidateId) => candidateWith({ candidateId, ...facts }));
const offers = (ids: string, facts: Parameters<typeof opportunityWith>[0] = {}) => ids.split('').map((opportunityId) => opportunityWith({ opportunityId, ...facts }));

function cohort(facts: Partial<CohortFacts>, terms: Partial<AllocationTerms> = {}): CohortFacts {
  const all = { asOfOn: '2026-03-01', seed: 5, candidates: people('a'), opportunities: offers('x'), travelTimes: undefined, ...facts };
  return { ...all, places: facts.places ?? all.opportunities.map(() => 1), terms: { ...plainTerms(0), ...terms } };
}

const given = (facts: CohortFacts) => Object.fromEntries(stableCohort(facts).places!.map(({ candidateId, opportunityId }) => [candidateId, opportunityId]));
const reserve = (facts: Partial<ReserveTerm> = {}): ReserveTerm => ({ opportunityId: 'x', programmeCode: 'returners', places: 1, isHard: false, releasedOn: null, advantage: 0, ...facts });

/** Both orders by the rules, pair by pair. */
function plainWorld({ asOfOn, seed, candidates, opportunities, places, terms }: CohortFacts): PlainWorld & { ids: string[] } {
  const sorted = candidates.toSorted((a, b) => compareIds(a.candidateId, b.candidateId));
  const pairs = sorted.flatMap((candidate, from) =>
    opportunities.flatMap((opportunity, to) => {
      const [candidateId, opportunityId] = [candidate.candidateId, opportunity.opportunityId];
      if (!isEligible(candidate, opportunity, { asOfOn })) return [];
      if (terms.excludedPairs.some((pair) => pair.candidateId === candidateId && pair.opportunityId === opportunityId)) return [];
      const wish = terms.wishes.find((one) => one.candidateId === candidateId);
      if (wish?.declinedIds.includes(opportunityId) === true) return [];
      const wished = wish?.opportunityIds.indexOf(opportunityId) ?? -1;
      if (wish?.isBinding === true && (wished < 0 || wish.opportunityIds.slice(0, wished).some((id) => wish.declinedIds.includes(id)))) return [];
      const ranked = terms.rankings.find((one) => one.opportunityId === opportunityId)?.candidateIds.indexOf(candidateId) ?? -1;
      return [{ from, to, wished, ranked, score: scorePair(candidate, opportunity, { asOfOn }).total, lottery: lotteryNumber(seed, candidateId, opportunityId) }];
    }),
  );
  type Pair = (typeof pairs)[number];
  const ordered = (some: readonly Pair[], place: 'wished' | 'ranked', other: 'to' | 'from'): number[] =>
    [
      ...some.filter((pair) => pair[place] >= 0).toSorted((a, b) => a[place] - b[place]),
      ...some.filter((pair) => pair[place] < 0).toSorted((a, b) => b.score - a.score || b.lottery - a.lottery || a[other] - b[other]),
    ].map((pair) => pair[other]);
  const kept = terms.reserves.filter(({ releasedOn }) => releasedOn === null || releasedOn > asOfOn);
  const programmes = [...new Set(kept.map(({ programmeCode }) => programmeCode))];
  return {
    ids: sorted.map(({ candidateId }) => candidateId),
    places,
    choices: sorted.map((_, from) => ordered(pairs.filter((pair) => pair.from === from), 'wished', 'to')),
    rankings: opportunities.map((_, to) => ordered(pairs.filter((pair) => pair.to === to), 'ranked', 'from')),
    groups: sorted.map(({ programmeCodes }) => programmes.reduce((bits, code, bit) => bits + (programmeCodes.includes(code) ? 2 ** bit : 0), 0)),
    reserves: opportunities.map(({ opportunityId }) => kept.filter((term) => term.opportunityId === opportunityId).map((term) => ({ places: term.places, group: 2 ** programmes.indexOf(term.programmeCode), isHard: term.isHard }))),
  };
}

describe('stableCohort', () => {
  it('gives nobody anything where there is nobody, nothing, or nothing to be eligible for', () => {
    expect(stableCohort(cohort({ candidates: [], opportunities: [] }))).toEqual({ places: [], findings: { worth: 0, scoreTotal: 0, firstWishes: 0, anyWish: 0, reserves: [], proposals: 0, blockingPairs: { count: 0, first: [] } }, tooLarge: null });
    const facts = cohort({ candidates: people('a', { hasMatchingConsent: false }) });
    expect(stableCohort(facts).places).toEqual([{ candidateId: 'a', opportunityId: null, score: null, isReserved: false }]);
  });

  it('goes by score on both sides where nobody ranks anything', () => {
    const facts = cohort({ candidates: [...people('b', { skillCodes: ['vaccination', 'phlebotomy'] }), ...people('a')], opportunities: offers('xy') });
    expect(stableCohort({ ...facts, places: [1, 0] }).places).toEqual([
      { candidateId: 'a', opportunityId: null, score: null, isReserved: false },
      { candidateId: 'b', opportunityId: 'x', score: scorePair(facts.candidates[0]!, facts.opportunities[0]!, facts).total, isReserved: false },
    ]);
  });

  it('goes by ascending id where even the lottery is the same', () => {
    // Words of one hash: they draw the same number.
    expect(given(cohort({ opportunities: ['declinate', 'macallums'].map((opportunityId) => opportunityWith({ opportunityId })) }))).toEqual({ a: 'declinate' });
    expect(given(cohort({ candidates: ['liquid', 'costarring'].map((candidateId) => candidateWith({ candidateId })) }))).toEqual({ costarring: 'x', liquid: null });
  });

  it('takes people by the ranking of the owner, whoever is not in it after them, and each once', () => {
    const facts = cohort({ candidates: [...people('ab'), ...people('c', { skillCodes: ['vaccination', 'phlebotomy'] })] }, { rankings: [{ opportunityId: 'x', candidateIds: ['b', 'a', 'b', 'nobody'] }] });
    expect(given({ ...facts, places: [1] })).toEqual({ a: null, b: 'x', c: null });
    expect(given({ ...facts, places: [2] })).toEqual({ a: 'x', b: 'x', c: null });
    expect(given({ ...facts, terms: plainTerms(0) })).toEqual({ a: null, b: null, c: 'x' });
    expect(given({ ...facts, places: [2], terms: { ...plainTerms(0), rankings: [{ opportunityId: 'x', candidateIds: ['b'] }] } })).toEqual({ a: null, b: 'x', c: 'x' });
  });

  const wish = (facts: Partial<AllocationTerms['wishes'][number]>) => ({ wishes: [{ candidateId: 'a', opportunityIds: [], declinedIds: [], isBinding: false, ...facts }] });
  it.each<[string, Partial<AllocationTerms>, string | null]>([
    ['the best score without wishes', {}, 'z'],
    ['a wish before a better score', wish({ opportunityIds: ['y'] }), 'y'],
    ['the first of two wishes', wish({ opportunityIds: ['x', 'y'] }), 'x'],
    ['nothing that the rules exclude, however much it is wished for', wish({ opportunityIds: ['closed', 'x'] }), 'x'],
    ['nothing that is declined', wish({ opportunityIds: ['y', 'x'], declinedIds: ['y', 'z'] }), 'x'],
    ['the rest when all wishes are declined', wish({ opportunityIds: ['y'], declinedIds: ['y'] }), 'z'],
    ['only what a binding order names', wish({ isBinding: true, opportunityIds: ['nowhere'] }), null],
    ['the first of a binding order', wish({ isBinding: true, opportunityIds: ['y', 'x'] }), 'y'],
    ['nothing of a binding order behind what is declined', wish({ isBinding: true, opportunityIds: ['y', 'x'], declinedIds: ['y'] }), null],
    ['nothing that is excluded, wished for or not', { ...wish({ opportunityIds: ['y'] }), excludedPairs: ['y', 'z'].map((opportunityId) => ({ candidateId: 'a', opportunityId })) }, 'x'],
  ])('gives a candidate %s', (_, terms, place) => {
    expect(given(cohort({ opportunities: [...offers('xy'), ...offers('z', { desiredSkillCodes: [] }), opportunityWith({ opportunityId: 'closed', isOpen: false })].toSorted((a, b) => compareIds(a.opportunityId, b.opportunityId)) }, terms))).toEqual({ a: place });
  });

  it('says how many wishes came true, and what all is worth by the rules', () => {
    const wishes = ['a', 'b', 'c'].map((candidateId) => ({ candidateId, opportunityIds: ['x', 'y'], declinedIds: [], isBinding: false }));
    const facts = cohort({ candidates: people('abcd'), opportunities: offers('xyz') }, { placeValue: 500, wishes, rankings: ['x', 'y', 'z'].map((opportunityId) => ({ opportunityId, candidateIds: ['a', 'b', 'c', 'd'] })) });
    const { total } = scorePair(facts.candidates[0]!, facts.opportunities[0]!, facts);
    expect(given(facts)).toEqual({ a: 'x', b: 'y', c: 'z', d: null });
    expect(stableCohort(facts).findings).toEqual({ worth: 3 * total + 3 * 500, scoreTotal: 3 * total, firstWishes: 1, anyWish: 2, reserves: [], proposals: 1 + 2 + 3 + 3, blockingPairs: { count: 0, first: [] } });
  });

  it('keeps places for members in the order declared, says who has them, and lets them go on the day of release', () => {
    const candidates = [...people('ab', { skillCodes: ['vaccination', 'phlebotomy'] }), ...people('cd', { programmeCodes: ['returners'] }), ...people('e', { programmeCodes: ['academy'] })];
    const factsWith = (...reserves: ReserveTerm[]) => cohort({ candidates, places: [3] }, { reserves, rankings: [{ opportunityId: 'x', candidateIds: ['a', 'b', 'c', 'd', 'e'] }] });
    const found = (...reserves: ReserveTerm[]) => {
      const { places, findings } = stableCohort(factsWith(...reserves));
      const idsOf = (isReserved: boolean) => places!.flatMap((place) => (place.opportunityId !== null && place.isReserved === isReserved ? [place.candidateId] : [])).join('');
      return [idsOf(true), idsOf(false), findings!.reserves.map(({ placesTaken, byMembers, membersPlaced }) => [placesTaken, byMembers, membersPlaced])];
    };
    expect(found()).toEqual(['', 'abc', []]);
    expect(found(reserve({ places: 2 }))).toEqual(['cd', 'a', [[2, 2, 2]]]);
    expect(found(reserve(), reserve({ programmeCode: 'academy' }))).toEqual(['ce', 'a', [[1, 1, 1], [1, 1, 1]]]);
    expect(found(reserve({ places: 3 }), reserve({ programmeCode: 'academy' }))).toEqual(['acd', '', [[3, 2, 2], [0, 0, 0]]]);
    // More places than people, of which a reserve keeps some for others: what is open is given.
    expect(given(cohort({ candidates: people('a'), places: [2] }, { reserves: [reserve({ isHard: true })] }))).toEqual({ a: 'x' });
    expect(found(reserve({ places: 3, isHard: true }))).toEqual(['cd', '', [[2, 2, 2]]]);
    expect(found(reserve({ programmeCode: 'nobody', places: 2, isHard: true }))).toEqual(['', 'a', [[0, 0, 0]]]);
    expect(found(reserve({ releasedOn: '2026-03-01', places: 2 }), reserve({ opportunityId: 'elsewhere' }))).toEqual(['', 'abc', [[0, 0, 0], [0, 0, 0]]]);
    expect(found(reserve({ releasedOn: '2026-03-02', places: 2 }))).toEqual(['cd', 'a', [[2, 2, 2]]]);
  });

  it('refuses more than it can rank, and says how much that is', () => {
    const [candidate] = people('a');
    const [opportunity] = offers('x');
    const large = cohort({ candidates: Array.from({ length: 50_001 }, () => candidate!), opportunities: Array.from({ length: 1000 }, () => opportunity!) });
    const tooLarge = { problem: 'too-many-pairs', most: MOST_RANKED_PAIRS };
    expect(stableCohort(large)).toEqual({ places: null, findings: null, tooLarge });
    expect(blockingPairsOf(large, [])).toBeNull();
    const reserves = Array.from({ length: 33 }, (_, at) => reserve({ programmeCode: `p${at}` }));
    expect(stableCohort(cohort({}, { reserves })).tooLarge).toEqual({ problem: 'too-many-programmes', most: MOST_RESERVED_PROGRAMMES });
    const [last] = people('b', { programmeCodes: ['p31'] });
    expect(given(cohort({ candidates: [candidate!, last!] }, { reserves: reserves.slice(0, 32).map((one) => ({ ...one, isHard: true })).toReversed() }))).toEqual({ a: null, b: 'x' });
  });
});

describe('blockingPairsOf', () => {
  it('counts who would rather have each other, and names the first', () => {
    const facts = cohort({ candidates: people('cab'), opportunities: offers('xy') }, { rankings: ['x', 'y'].map((opportunityId) => ({ opportunityId, candidateIds: ['b', 'a', 'c'] })) });
    const places = (ids: Record<string, string | null>) => Object.entries(ids).map(([candidateId, opportunityId]) => ({ candidateId, opportunityId }));
    expect(blockingPairsOf(facts, stableCohort(facts).places!)).toEqual({ count: 0, first: [] });
    expect(blockingPairsOf(facts, places({ a: 'x', b: null, c: 'y' }))).toEqual({ count: 2, first: expect.arrayContaining([['b', 'x'], ['b', 'y']]) });
    expect(blockingPairsOf(facts, places({ b: 'elsewhere' }))!.count).toBe(6);
  });
});

describe('a cohort ranked by the engine', () => {
  const anyCohort = anyMarket.chain((market) => {
    const candidates = market.candidates.slice(0, 5);
    const opportunities = market.opportunities.toSorted((a, b) => compareIds(a.opportunityId, b.opportunityId)).slice(0, 3);
    const [candidateIds, opportunityIds] = [candidates.map(({ candidateId }) => candidateId), opportunities.map(({ opportunityId }) => opportunityId)];
    const someOf = (ids: string[]) => fc.shuffledSubarray(ids);
    const oneOf = (ids: string[]) => fc.constantFrom(...ids, 'nobody');
    return fc.record({
      asOfOn: fc.constant('2026-03-01'),
      seed: fc.nat(9),
      candidates: fc.constant(candidates),
      opportunities: fc.constant(opportunities),
      places: fc.tuple(...opportunities.map(() => fc.nat(3))),
      travelTimes: fc.constant(undefined),
      terms: fc.record({
        variant: fc.constant('stable' as const),
        placeValue: fc.constant(0),
        reserves: fc.array(
          fc.record({ opportunityId: oneOf(opportunityIds), programmeCode: fc.constantFrom('sector-academy', 'returners'), places: fc.nat(2), isHard: fc.boolean(), releasedOn: fc.constantFrom(null, '2026-03-01', '2026-03-02'), advantage: fc.constant(0) }),
          { maxLength: 3 },
        ),
        minimums: fc.constant([]),
        wishPoints: fc.constant(0),
        wishes: fc.uniqueArray(fc.record({ candidateId: oneOf(candidateIds), opportunityIds: someOf(opportunityIds), declinedIds: someOf(opportunityIds).map((ids) => ids.slice(0, 1)), isBinding: fc.boolean() }), { selector: (wish) => wish.candidateId, maxLength: 4 }),
        excludedPairs: fc.array(fc.record({ candidateId: oneOf(candidateIds), opportunityId: oneOf(opportunityIds) }), { maxLength: 2 }),
        together: fc.constant([]),
        rankings: fc.uniqueArray(fc.record({ opportunityId: oneOf(opportunityIds), candidateIds: someOf(candidateIds) }), { selector: (one) => one.opportunityId, maxLength: 2 }),
      }),
    });
  });

  it('is the one ranked pair by pair by the rules, and its matching is stable by trying everything', () => {
    fc.assert(
      fc.property(anyCohort, fc.array(fc.integer({ min: -1, max: 2 }), { minLength: 5, maxLength: 5 }), (facts: CohortFacts, elsewhere) => {
        const { ids, ...world } = plainWorld(facts);
        const assigned = Array.from(stableMatching(problemOf(world)).assignment);
        const { places, findings } = stableCohort(facts);
        expect(places!.map(({ opportunityId }) => facts.opportunities.findIndex((one) => one.opportunityId === opportunityId))).toEqual(assigned);
        expect(everyStable(world)).toContainEqual(assigned);
        expect(findings!.blockingPairs).toEqual({ count: 0, first: [] });
        expect(findings!.reserves).toHaveLength(facts.terms.reserves.length);
        const other = ids.map((candidateId, at) => ({ candidateId, opportunityId: facts.opportunities[elsewhere[at]!]?.opportunityId ?? null }));
        const expected = blockingOf(world, ids.map((_, at) => (elsewhere[at]! < facts.opportunities.length ? elsewhere[at]! : -1)));
        expect(blockingPairsOf(facts, other)).toEqual({
          count: expected.length,
          first: expected.slice(0, 10).map(([candidate, opportunity]) => [ids[candidate], facts.opportunities[opportunity]!.opportunityId]),
        });
      }),
      { numRuns: 200 },
    );
  });
});
