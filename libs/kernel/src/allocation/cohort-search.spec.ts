import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { anyCandidate, anyOpportunity, candidateWith, easyCandidate, easyOpportunity, opportunityWith } from '../matching/example-facts.oracle.js';
import { compareIds } from '../matching/tie-break.js';
import { plainTerms, type AllocationTerms, type ReserveTerm, type CohortFacts } from './allocation-terms.js';
import { everyCohortWay } from './cohort-search.oracle.js';
import { CohortSearch, type CohortResult, type CohortStep } from './cohort-search.js';
import { personalTerms } from './cohort-terms.js';

const PEOPLE = ['p0', 'p1', 'p2', 'p3'];
const PLACES = ['o0', 'o1', 'o2'];
const programme = fc.constantFrom('sector-academy', 'returners');
const lists = fc.shuffledSubarray([...PLACES, 'gone']);

const anyTerms: fc.Arbitrary<AllocationTerms> = fc.record({
  variant: fc.constant('optimal'),
  placeValue: fc.constantFrom(0, 1_000_000),
  reserves: fc.array(
    fc.record({ opportunityId: fc.constantFrom(...PLACES, 'gone'), programmeCode: programme, places: fc.integer({ min: 1, max: 2 }), isHard: fc.boolean(), releasedOn: fc.constantFrom(null, null, '2026-03-01', '2026-03-02'), advantage: fc.constantFrom(0, 200_000) }),
    { maxLength: 2 },
  ),
  minimums: fc.uniqueArray(fc.record({ programmeCode: programme, places: fc.nat(3) }), { selector: ({ programmeCode }) => programmeCode, maxLength: 2 }),
  wishPoints: fc.constantFrom(0, 100_001),
  wishes: fc.uniqueArray(fc.record({ candidateId: fc.constantFrom(...PEOPLE, 'gone'), opportunityIds: lists, declinedIds: lists.map((all) => all.slice(0, 1)), isBinding: fc.boolean() }), { selector: ({ candidateId }) => candidateId, maxLength: 3 }),
  excludedPairs: fc.array(fc.record({ candidateId: fc.constantFrom(...PEOPLE), opportunityId: fc.constantFrom(...PLACES) }), { maxLength: 2 }),
  together: fc.oneof({ weight: 2, arbitrary: fc.constant([]) }, { weight: 1, arbitrary: fc.constantFrom([['p0', 'p1']], [['p0', 'p1', 'p2']], [['p0', 'p1'], ['p2', 'p3', 'gone']], [['p3', 'gone']]) }),
  rankings: fc.constant([]),
});

const anyCohort: fc.Arbitrary<CohortFacts> = fc.record({
  asOfOn: fc.constant('2026-03-01'),
  seed: fc.nat(9),
  candidates: fc.tuple(...PEOPLE.map((candidateId) => fc.oneof({ weight: 1, arbitrary: anyCandidate }, { weight: 3, arbitrary: easyCandidate }).map((one) => ({ ...one, candidateId })))),
  opportunities: fc.tuple(...PLACES.map((opportunityId) => fc.oneof({ weight: 1, arbitrary: anyOpportunity }, { weight: 3, arbitrary: easyOpportunity }).map((one) => ({ ...one, opportunityId })))),
  places: fc.tuple(...PLACES.map(() => fc.nat(2))),
  travelTimes: fc.constant(undefined),
  terms: anyTerms,
});

function stepsOf(search: CohortSearch): CohortStep[] {
  return [...search.steps()];
}

function solved(facts: CohortFacts & { startPrices?: ArrayLike<number> | null }): CohortResult {
  const search = new CohortSearch(facts);
  return search.result(stepsOf(search).at(-1)!);
}

/** Who got what, in the order of the facts. */
function givenIn({ places }: CohortResult, { candidates }: CohortFacts): (string | null)[] {
  return candidates.map(({ candidateId }) => places.find((place) => place.candidateId === candidateId)!.opportunityId);
}

const same = (one: readonly unknown[], other: readonly unknown[]): boolean => JSON.stringify(one) === JSON.stringify(other);

describe('a cohort\'s places', () => {
  it('are the best of all ways that rules and terms allow, and proven so', () => {
    fc.assert(
      fc.property(anyCohort, fc.boolean(), (facts, isWarm) => {
        const plain = { ...facts, terms: { ...facts.terms, together: [] } };
        const ways = everyCohortWay(plain);
        const least = Math.min(...ways.map(({ lacking }) => lacking));
        const best = Math.max(...ways.filter(({ lacking }) => lacking === least).map(({ steered }) => steered));
        const result = solved({ ...plain, startPrices: isWarm ? solved({ ...facts, terms: plainTerms(0) }).prices : null });
        expect(result.certificate).toEqual({ holds: true, gap: 0, total: best, bound: best });
        const way = ways.find(({ given, steered }) => steered === best && same(given, givenIn(result, facts)))!;
        const { findings } = result;
        expect(findings.worth).toBe(way.worth);
        expect(way.lacking).toBe(least);
        expect(findings.minimums.reduce((sum, { placed }, at) => sum + Math.max(0, facts.terms.minimums[at]!.places - placed), 0)).toBe(least);
        expect(findings.together).toBeNull();
        const { steered: worthWithout } = everyCohortWay({ ...plain, terms: { ...plain.terms, reserves: [], minimums: [] } }).reduce((most, one) => (one.steered > most.steered ? one : most));
        const cost = { worthWithout, worthWith: way.worth, share: worthWithout === 0 ? 0 : (worthWithout - way.worth) / worthWithout };
        expect(findings.cost).toEqual(findings.cost === null ? null : cost);
      }),
      { numRuns: 250 },
    );
  });

  it('are at one site for people who go together, within the bound of everybody apart, and the best where they are one group', () => {
    fc.assert(
      fc.property(anyCohort, (facts) => {
        const ways = everyCohortWay(facts).filter(({ isTogether }) => isTogether);
        const search = new CohortSearch(facts);
        const steps = stepsOf(search);
        for (const step of steps) {
          const result = search.result(step);
          expect(ways.some(({ given }) => same(given, givenIn(result, facts)))).toBe(true);
        }
        const { certificate, findings } = search.result(steps.at(-1)!);
        expect(certificate).toMatchObject({ holds: true, gap: 0 });
        if (facts.terms.minimums.length > 0) return;
        const best = Math.max(...ways.map(({ steered }) => steered));
        expect(certificate.total).toBeLessThanOrEqual(best);
        expect(findings.together?.bound ?? Infinity).toBeGreaterThanOrEqual(best);
        expect(certificate.total).toBeGreaterThanOrEqual(facts.terms.together.length < 2 ? best : 0);
      }),
      { numRuns: 250 },
    );
  });

  it('are explained by prices at which nobody would rather have anything else', () => {
    fc.assert(
      fc.property(anyCohort, (facts) => {
        const plain = { ...facts, terms: { ...facts.terms, together: [] } };
        const result = solved(plain);
        for (const [at, candidate] of facts.candidates.entries()) {
          const { places, outPrice } = personalTerms(candidate, plain.terms, PLACES, result.prices, facts.asOfOn);
          const alone = everyCohortWay({ ...plain, candidates: [candidate], places: [1, 1, 1], terms: { ...plain.terms, reserves: [], minimums: [] } });
          const worth = (id: string): number => alone.find(({ given }) => given[0] === id)!.worth - places[PLACES.indexOf(id)]!.price;
          const open = alone.flatMap(({ given: [id] }) => id ?? []);
          const own = givenIn(result, facts)[at] ?? null;
          expect(own === null ? -outPrice : worth(own)).toBeCloseTo(Math.max(-outPrice, ...open.map(worth)), 9);
        }
      }),
      { numRuns: 150 },
    );
  });
});

// By hand: a market of one skill at two sites, in which the score is a matter of pay.

const offer = (opportunityId: string, hourlyPence: number, east = 5330) => opportunityWith({ opportunityId, hourlyPence, position: { east, north: 1820 } });
const people = (count: number, programmeCodes: (at: number) => string[] = () => []) => Array.from({ length: count }, (_, at) => candidateWith({ candidateId: `p${at}`, programmeCodes: programmeCodes(at) }));
const reserve = (facts: Partial<ReserveTerm>): ReserveTerm => ({ opportunityId: 'o0', programmeCode: 'returners', places: 1, isHard: false, releasedOn: null, advantage: 0, ...facts });

function cohort(facts: Partial<CohortFacts>, terms: Partial<AllocationTerms> = {}): CohortFacts {
  const opportunities = (facts.opportunities ?? [offer('o0', 1300), offer('o1', 1250)]).toSorted((a, b) => compareIds(a.opportunityId, b.opportunityId));
  return { asOfOn: '2026-03-01', seed: 5, candidates: people(3), places: opportunities.map(() => 1), travelTimes: undefined, ...facts, opportunities, terms: { ...plainTerms(1000), ...terms } };
}

const where = (result: CohortResult) => Object.fromEntries(result.places.map(({ candidateId, opportunityId }) => [candidateId, opportunityId]));

describe('terms of a cohort', () => {
  it('tell what came of a reserve, and what it costs', () => {
    const returners = people(3, (at) => (at === 2 ? ['returners'] : []));
    // The member is worth least: less of what is asked for.
    const candidates = returners.map((one, at) => (at === 2 ? { ...one, slots: 0b111_111 } : one));
    const facts = cohort({ candidates, opportunities: [{ ...offer('o0', 1300), schedule: null }], places: [2] });
    const [free, hard, released, soft] = [
      [],
      [reserve({ isHard: true, releasedOn: '2026-03-02' })],
      [reserve({ isHard: true, releasedOn: '2026-03-01' })],
      [reserve({ places: 5, advantage: 500_000 })],
    ].map((reserves) => solved({ ...facts, candidates: candidates.map((one, at) => (at === 2 ? { ...one, minimumHourlyPence: 1290 } : one)), terms: { ...facts.terms, reserves } }));
    expect(free!.findings).toMatchObject({ reserves: [], cost: null, minimums: [], together: null });
    for (const kept of [hard!, soft!]) {
      expect(kept.places.find(({ candidateId }) => candidateId === 'p2')).toMatchObject({ opportunityId: 'o0', isReserved: true });
      expect(kept.findings.cost!.worthWithout).toBe(free!.findings.worth);
      expect(kept.findings.cost!.worthWith).toBe(kept.findings.worth);
      expect(kept.certificate.holds).toBe(true);
    }
    expect(hard!.findings.reserves).toEqual([{ placesTaken: 1, byMembers: 1, membersPlaced: 1 }]);
    // All places of the opportunity are the reserve's, and others get what members leave.
    expect(soft!.findings.reserves).toEqual([{ placesTaken: 2, byMembers: 1, membersPlaced: 1 }]);
    expect(released!.findings).toMatchObject({ reserves: [{ placesTaken: 0, byMembers: 0, membersPlaced: 0 }], cost: null });
    expect(released!.places.every(({ isReserved }) => !isReserved)).toBe(true);
  });

  it('give a minimum its places, or say what it lacks', () => {
    const candidates = people(4, (at) => (at > 1 ? ['returners'] : [])).map((one, at) => (at > 1 ? { ...one, pathwayInterests: ['pharmacy' as const] } : one));
    const facts = cohort({ candidates });
    const free = solved(facts);
    expect(where(free)).toMatchObject({ p2: null, p3: null });
    const met = solved({ ...facts, terms: { ...facts.terms, minimums: [{ programmeCode: 'returners', places: 1 }] } });
    expect(met.findings.minimums).toEqual([{ placed: 1, isMet: true }]);
    expect(met.certificate).toMatchObject({ holds: true, gap: 0 });
    expect(met.findings.cost!.worthWithout).toBe(free.findings.worth);
    // What the member brings less is the price of staying out.
    expect(met.prices.at(-1)).toBe(free.findings.worth - met.findings.worth);
    const unmet = solved({ ...facts, terms: { ...facts.terms, minimums: [{ programmeCode: 'returners', places: 3 }] } });
    expect(unmet.findings.minimums).toEqual([{ placed: 2, isMet: false }]);
    expect(unmet.certificate).toMatchObject({ holds: true, gap: 0 });
  });

  it('count wishes granted', () => {
    const wish = (candidateId: string, ...opportunityIds: string[]) => ({ candidateId, opportunityIds, declinedIds: [], isBinding: false });
    const facts = cohort({ candidates: people(2) }, { wishPoints: 400_000, wishes: [wish('p0', 'o1', 'o0'), wish('p1', 'o1', 'o0'), wish('gone', 'o0')] });
    const { findings, places } = solved(facts);
    expect(findings).toMatchObject({ firstWishes: 1, anyWish: 2 });
    expect(findings.scoreTotal).toBe(places.reduce((sum, { score }) => sum + score!, 0));
    expect(findings.worth).toBe(findings.scoreTotal + 400_000 + 200_000 + 2000);
  });

  it('of people who go where one of theirs was placed are there, or none', () => {
    const facts = cohort({ opportunities: [offer('o0', 1300), offer('o1', 1250, 5335), offer('o2', 1250, 5335)], places: [3, 1, 0] });
    const result = solved({ ...facts, heldAt: [{ candidateIds: ['p1', 'p2', 'gone'], opportunityId: 'o2' }] });
    const [first, ...others] = givenIn(result, facts);
    expect(first).toBe('o0');
    expect(new Set(others)).toEqual(new Set(['o1', null]));
    expect(result.certificate).toMatchObject({ holds: true, gap: 0 });
  });

  it('hold people who go together to a site that is worth most to them', () => {
    // Apart, the group's two would have the best place at each site.
    const opportunities = [offer('o0', 1300), offer('o1', 1250), offer('o2', 1290, 5335), { ...offer('o3', 1310), attendance: 'remote' as const }];
    const facts = cohort({ candidates: people(2), opportunities, places: [1, 1, 1, 1] }, { together: [['p0', 'p1', 'gone'], ['gone']] });
    const search = new CohortSearch(facts);
    const steps = stepsOf(search);
    const result = search.result(steps.at(-1)!);
    expect(new Set(Object.values(where(result)))).toEqual(new Set(['o0', 'o1']));
    expect(steps.map(({ round }) => round)).toEqual(steps.map((_, at) => at + 1));
    expect(result.findings.together!.bound).toBe(steps[0]!.bound);
    expect(result.findings.together!.share).toBeGreaterThan(0);
    expect(steps.at(-1)).toMatchObject({ isProven: true, isTogether: true });
    // Stopped after the first step, in which they were still free, they go together all the same.
    const stopped = search.result(steps[0]!);
    expect(steps[0]).toMatchObject({ isProven: false, isTogether: false });
    expect(new Set(Object.values(where(stopped)))).toEqual(new Set(['o0', 'o1']));
  });

  it('choose a site with regard to a minimum', () => {
    // The members are worth less than the others, who would have both places.
    const candidates = people(4, (at) => (at > 1 ? ['returners'] : [])).map((one, at) => (at > 1 ? { ...one, pathwayInterests: ['pharmacy' as const] } : one));
    const opportunities = [offer('o0', 1300), offer('o1', 1295)];
    const facts = cohort({ candidates, opportunities }, { minimums: [{ programmeCode: 'returners', places: 2 }], together: [['p2', 'p3']] });
    const result = solved(facts);
    expect(result).toMatchObject({ certificate: { holds: true, gap: 0 }, findings: { minimums: [{ placed: 2, isMet: true }] } });
    expect(new Set([where(result)['p2'], where(result)['p3']])).toEqual(new Set(['o0', 'o1']));
    expect(result.findings.worth).toBe(Math.max(...everyCohortWay(facts).filter(({ isTogether, lacking }) => isTogether && lacking === 0).map(({ worth }) => worth)));
  });

  it('find people who go together a site that is none of the best for any of them', () => {
    const single = Array.from({ length: 30 }, (_, at) => offer(`o${10 + at}`, 1400, 5301 + at));
    const facts = cohort({ candidates: people(2), opportunities: [...single, offer('p', 1260, 5345)], places: [...single.map(() => 1), 2] }, { together: [['p0', 'p1']] });
    expect(where(solved(facts))).toEqual({ p0: 'p', p1: 'p' });
  });

  it('hold for people who go together too', () => {
    // At the one site o0 is turned down, o1 wished for by somebody who takes nothing else, and o2 is not open to them.
    const opportunities = [offer('o0', 1300), offer('o1', 1250), { ...offer('o2', 1400), minimumLevel: 8 }];
    const wishes = [
      { candidateId: 'p0', opportunityIds: ['o1'], declinedIds: [], isBinding: true },
      { candidateId: 'p1', opportunityIds: ['o2'], declinedIds: ['o0'], isBinding: false },
      { candidateId: 'p2', opportunityIds: ['o1'], declinedIds: [], isBinding: false },
    ];
    const facts = cohort({ opportunities, places: [2, 2, 2] }, { wishes, wishPoints: 700, together: [['p0', 'p1', 'p2']], minimums: [{ programmeCode: 'returners', places: 0 }] });
    const result = solved(facts);
    expect(result.certificate).toMatchObject({ holds: true, gap: 0 });
    expect(result.findings.worth).toBe(Math.max(...everyCohortWay(facts).filter(({ isTogether }) => isTogether).map(({ worth }) => worth)));
  });

  it('are met as before from the prices of another result, in no more steps, whatever parts that one had', () => {
    const facts = cohort({ candidates: people(40), opportunities: Array.from({ length: 40 }, (_, at) => offer(`o${10 + at}`, 1300 - at)) });
    const changed = { ...facts, places: facts.places.with(3, 2), terms: { ...facts.terms, reserves: [reserve({ opportunityId: 'o13' })] } };
    const cold = new CohortSearch(changed);
    const steps = stepsOf(cold);
    for (const startPrices of [solved(facts).prices, cold.result(steps.at(-1)!).prices, [5]]) {
      const warm = stepsOf(new CohortSearch({ ...changed, startPrices }));
      expect(warm.at(-1)).toMatchObject({ worth: steps.at(-1)!.worth, gap: 0 });
      expect(warm.length).toBeLessThan(startPrices.length > 1 ? steps.length : Infinity);
    }
  });

  it('leave people who go together without a place where no site has one for any of them', () => {
    const facts = cohort({ candidates: people(2), opportunities: [{ ...offer('o0', 1300), attendance: 'remote' as const }], places: [2] }, { together: [['p0', 'p1']] });
    const result = solved(facts);
    expect(where(result)).toEqual({ p0: null, p1: null });
    expect(result.certificate).toMatchObject({ holds: true, total: 0 });
    expect(result.findings.together).toMatchObject({ share: 1 });
    const none = solved({ ...facts, opportunities: [], places: [] });
    expect(none).toMatchObject({ certificate: { holds: true, total: 0 }, findings: { together: { bound: 0, share: 0 } } });
  });

  it('say nothing of costs where the search was stopped', () => {
    const facts = cohort({ candidates: people(40, (at) => (at < 20 ? ['returners'] : [])), opportunities: Array.from({ length: 40 }, (_, at) => offer(`o${10 + at}`, 1300 - at)) }, { minimums: [{ programmeCode: 'returners', places: 3 }] });
    const search = new CohortSearch(facts);
    const [first] = search.steps();
    expect(first!.isProven).toBe(false);
    expect(search.result(first!).findings).toMatchObject({ cost: null, together: null });
    expect(search.result(first!).certificate.holds).toBe(false);
  });

  it('are empty of everything for nobody', () => {
    const result = solved(cohort({ candidates: [] }, { minimums: [{ programmeCode: 'returners', places: 1 }], reserves: [reserve({})] }));
    expect(result).toMatchObject({ places: [], certificate: { holds: true, total: 0 }, findings: { worth: 0, cost: { worthWithout: 0, share: 0 }, minimums: [{ placed: 0, isMet: false }] } });
  });
});
