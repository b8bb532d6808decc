import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { anyContext, candidateWith, NO_DEMANDS, opportunityWith } from '../matching/example-facts.oracle.js';
import type { CandidateFacts, OpportunityFacts, Pathway } from '../matching/facts.js';
import { countHalfDays } from '../matching/half-days.js';
import { emptyMatches, joinMatches } from '../matching/packed-matches.js';
import { matchEveryPair } from '../matching/rank.oracle.js';
import { matchCandidates } from '../matching/rank.js';
import { TravelTimes } from '../matching/travel-times.js';
import { CodeTable } from './code-table.js';
import { anyCrowd, byId, readPeople } from './engine.oracle.js';
import { HILBERT_RANGE, hilbertNumber } from './hilbert.js';
import { ImportedWays } from './imported-ways.js';
import { PATHWAY_NUMBERS } from './market-data.js';
import { MarketMasks } from './market-masks.js';
import { compileMarket } from './market.js';
import { allocateResults } from './match-results.js';
import { Matcher } from './matcher.js';
import { PeopleBuilder } from './people.js';
import { PreparedMarket } from './prepared-market.js';
import { ThresholdMasks } from './threshold-masks.js';

const PATHWAYS = Object.keys(PATHWAY_NUMBERS) as Pathway[];
const context = { asOfOn: '2026-03-01', seed: 7, limit: 4 };
const numbers = (count: number): number[] => Array.from({ length: count }, (_, at) => at);

/** A number from 0 that jumps about with the step, below a bound. */
const jump = (step: number, bound: number): number => (Math.imul(step + 1, 0x9e3779b1) >>> 4) % bound;

describe('the engine', () => {
  it('finds in parts of the candidates, by one prepared market, what it finds at once', () => {
    fc.assert(
      fc.property(anyCrowd, anyContext, fc.nat(40), ({ candidates, opportunities }, run, cut) => {
        const market = new PreparedMarket(opportunities, run);
        const sorted = byId(candidates, 'candidateId');
        const [first, second, all] = [sorted.slice(0, cut), sorted.slice(cut), sorted].map((some) => market.match(some));
        const parts = [{ matches: first!.ofOpportunities, firstIndex: 0 }, { matches: second!.ofOpportunities, firstIndex: cut }];
        expect(joinMatches(parts, opportunities.length, run.limit)).toEqual(all!.ofOpportunities);
        expect([...first!.candidateIds, ...second!.candidateIds]).toEqual(all!.candidateIds);
        expect([...first!.ofCandidates.ranks, ...second!.ofCandidates.ranks]).toEqual([...all!.ofCandidates.ranks]);
      }),
      { numRuns: 60, endOnFailure: true },
    );
  });

  it('finds nothing among nobody and nothing', () => {
    expect(new PreparedMarket([], context).match([])).toEqual({ candidateIds: [], ofCandidates: emptyMatches(0, 4), ofOpportunities: emptyMatches(0, 4) });
    expect(new PreparedMarket([], context).match([candidateWith()]).ofCandidates).toEqual(emptyMatches(1, 4));
    expect(new PreparedMarket([opportunityWith()], context).match([]).ofOpportunities).toEqual(emptyMatches(1, 4));
  });

  it('works over shared storage that went to another thread, range by range', () => {
    const allocate = (bytes: number): SharedArrayBuffer => new SharedArrayBuffer(bytes);
    const candidates = numbers(70).map((number) => candidateWith({ candidateId: `person-${100 + number}`, position: { east: 5300 + jump(number, 40), north: 1800 } }));
    const opportunities = numbers(40).map((number) => opportunityWith({ opportunityId: `offer-${number}`, position: { east: 5320 - jump(number, 30), north: 1803 } }));
    const market = compileMarket(opportunities, { allocate });
    const builder = new PeopleBuilder(10);
    for (const candidate of candidates) builder.add(candidate);
    expect(builder.count).toBe(70);
    const people = builder.finish(allocate);
    expect(builder.count).toBe(0);
    const results = allocateResults(0, people.slotCount, 4, allocate);
    const there = structuredClone({ data: market.data, people, results });
    const matcher = new Matcher(there.data, new CodeTable([...there.people.codes]), context);
    for (let from = 0; from < people.slotCount; from += 32) matcher.matchPeople(there.people, from, from + 32, there.results);
    const ids = candidates.map(({ candidateId }) => candidateId);
    expect(readPeople(people, market, ids, context.seed, results)).toEqual(matchEveryPair(candidates, opportunities, context).candidates);
  });

  it.each<[string, (number: number) => Partial<OpportunityFacts>]>([
    ['a hundred and fifty skills', (number) => ({ requiredSkillCodes: number % 3 === 0 ? [`skill-${number % 150}`] : [], desiredSkillCodes: [`skill-${(number * 7) % 150}`, `skill-${(number * 11) % 150}`] })],
    ['as many wages and starts as opportunities', (number) => ({ requiredSkillCodes: [], hourlyPence: 1000 + jump(number, 900), startsOn: `2026-${String(3 + jump(number, 9)).padStart(2, '0')}-${String(1 + jump(number, 28)).padStart(2, '0')}` })],
    ['all kinds of weeks', (number) => ({ requiredSkillCodes: [], schedule: { slots: jump(number, 2 ** 21), needed: number % 7 } })],
    ['many skills asked for by each', (number) => ({ requiredSkillCodes: numbers(number % 4).map((at) => `skill-${jump(number * 4 + at, 150)}`), desiredSkillCodes: numbers(number % 45).map((at) => `skill-${(number + at) % 150}`) })],
    ['places of all kinds', (number) => ({
      requiredSkillCodes: [],
      hourlyPence: 2500,
      startsOn: null,
      pathway: PATHWAYS[number % 11]!,
      attendance: number % 7 === 0 ? 'remote' : 'site',
      position: number % 5 === 0 ? null : { east: 5300 + jump(number, 900), north: 1800 },
      travelZone: number % 3 === 0 ? 'E01000001' : null,
    })],
    ['limits of their own', (number) => ({ requiredSkillCodes: [], travelAtMostMinutes: number % 2 === 0 ? 10 + (number % 50) : 400, position: { east: 5300 + jump(number, 60), north: 1800 + (number % 9) } })],
  ])('keeps to the rules with %s', (_, factsOf) => {
    const opportunities = numbers(330).map((number) => opportunityWith({ ...NO_DEMANDS, opportunityId: `offer-${number}`, ...factsOf(number) }));
    const candidates = numbers(60).map((number) =>
      candidateWith({
        candidateId: `person-${number}`,
        skillCodes: numbers(20).map((at) => `skill-${jump(number * 20 + at, 150)}`),
        minimumHourlyPence: number % 8 === 0 ? null : 1000 + jump(number, 900),
        availableFromOn: number % 8 === 0 ? null : `2026-0${3 + (number % 6)}-0${1 + (number % 9)}`,
        slots: number % 4 === 2 ? jump(number % 20, 2 ** 21) : 2 ** 21 - 1,
        travelMode: number % 3 === 0 ? 'walk' : 'public',
        travelLimitMinutes: number % 4 === 0 ? 900 : 30 + number,
        position: number % 9 === 0 ? null : { east: 5300, north: 1800 },
        travelZone: number % 5 === 0 ? 'E01000002' : null,
        pathwayInterests: PATHWAYS.slice(number % 7, number % 13),
      }),
    );
    const travelTimes = new TravelTimes([
      { mode: 'public', from: 'E01000002', to: 'E01000001', minutes: 50 },
      { mode: 'walk', from: 'E01000002', to: 'E01000001', minutes: null },
    ]);
    const found = matchCandidates(candidates, opportunities, { ...context, travelTimes });
    expect(found).toEqual(matchEveryPair(candidates, opportunities, { ...context, travelTimes }));
  });

  it.each([
    ['count much', [600, 80]],
    ['count little', [10, 670]],
    ['count nothing', [0, 680]],
  ] as const)('finds the best of which few skills are held where skills %s', (_, [skills, travel]) => {
    const weights = { skills, travel, interest: 200, pay: 100, schedule: 10, start: 10 };
    const opportunities = numbers(480).map((number) =>
      opportunityWith({
        ...NO_DEMANDS,
        opportunityId: `offer-${number}`,
        requiredSkillCodes: [],
        desiredSkillCodes: numbers(jump(number, 7)).map((at) => `skill-${(number + at * 3) % 12}`),
        pathway: PATHWAYS[number % 3]!,
        position: { east: 5300 + jump(number * 3, 200), north: 1800 },
        hourlyPence: 1200 + jump(number * 5, 600),
        startsOn: null,
        weights: number % 3 === 0 ? null : weights,
      }),
    );
    const candidates = numbers(60).map((number) =>
      candidateWith({
        candidateId: `person-${number}`,
        position: { east: 5300 + number * 3, north: 1800 },
        travelLimitMinutes: 180,
        minimumHourlyPence: null,
        skillCodes: numbers(number % 5).map((at) => `skill-${(number + at * 5) % 12}`),
        pathwayInterests: PATHWAYS.slice(number % 4, 2 + (number % 3)),
      }),
    );
    expect(matchCandidates(candidates, opportunities, context)).toEqual(matchEveryPair(candidates, opportunities, context));
  });

  it('finds what is wished for besides four others', () => {
    const opportunities = numbers(320).map((number) =>
      opportunityWith({ ...NO_DEMANDS, opportunityId: `offer-${number}`, pathway: number % 2 === 0 ? 'nursing' : 'estates', position: { east: 5300 + (number % 2 === 0 ? 20 + jump(number, 20) : 0), north: 1800 }, requiredSkillCodes: [], desiredSkillCodes: [], schedule: null, hourlyPence: 1300, startsOn: null }),
    );
    const wishes = (pathwayInterests: readonly Pathway[]): CandidateFacts => candidateWith({ candidateId: `wishes-${pathwayInterests.length}`, position: { east: 5300, north: 1800 }, travelLimitMinutes: 180, pathwayInterests });
    const candidates = [wishes(['estates', 'nursing', 'allied-health', 'pharmacy', 'science']), wishes(['nursing', 'estates']), wishes([])];
    const found = matchCandidates(candidates, opportunities, context);
    expect(found).toEqual(matchEveryPair(candidates, opportunities, context));
    expect(found.candidates.map(({ eligibleCount }) => eligibleCount)).toEqual([320, 320, 320]);
  });

  it('holds beyond the grid, on one point and with limits that nobody records', () => {
    const spots = [{ east: -4000, north: 20_000 }, { east: 0, north: 0 }, { east: 9000, north: -7 }];
    const opportunities = spots.flatMap((position, at) => [
      opportunityWith({ opportunityId: `at-${at}`, position }),
      opportunityWith({ opportunityId: `near-${at}`, position, travelAtMostMinutes: 0 }),
      opportunityWith({ opportunityId: `never-${at}`, position, travelAtMostMinutes: -1 }),
    ]);
    const candidates = spots.flatMap((position, at) =>
      [-1, 0, 40, 100_000].map((travelLimitMinutes) => candidateWith({ candidateId: `${travelLimitMinutes}-${at}`, position, travelMode: 'walk', travelLimitMinutes })),
    );
    expect(matchCandidates(candidates, opportunities, context)).toEqual(matchEveryPair(candidates, opportunities, context));
  });

  it('numbers squares of 200 m each once, near ones nearly alike', () => {
    const found = new Set<number>();
    for (let east = 0; east < 64; east += 2) for (let north = 0; north < 64; north += 2) found.add(hilbertNumber(east, north));
    expect([...found].toSorted((a, b) => a - b)).toEqual(numbers(1024));
    expect(hilbertNumber(-5, -5)).toBe(hilbertNumber(0, 0));
    expect(hilbertNumber(1e6, 1e6)).toBeLessThan(HILBERT_RANGE);
  });
});

describe('masks and rows that are kept', () => {
  it('are made again when they were forgotten', () => {
    const { data } = compileMarket(numbers(40).map((number) => opportunityWith({ opportunityId: `offer-${number}`, minimumLevel: number % 8, schedule: { slots: 7, needed: 2 } })));
    const roomy = new MarketMasks(data);
    const tight = new MarketMasks(data, 3);
    for (const answers of [0, 1, 3, 7, 15, 0, 255, 1]) expect(tight.forAnswers(0, answers)).toEqual(roomy.forAnswers(0, answers));
    for (const [week, mask] of [[3, -1], [1, 0], [3, -1]] as const) {
      const seen = numbers(20).map(() => tight.forWeek(week)?.[0]);
      expect(seen.at(-1)).toBe(mask);
      expect(seen.every((found) => found === mask || found === undefined)).toBe(true);
    }
  });

  it('are made again for a value when they were forgotten', () => {
    const values = Int32Array.from(numbers(640), (slot) => jump(slot, 2000));
    const masks = new ThresholdMasks(640, (slot) => values[slot]!, -1);
    for (const value of [...numbers(2000), 7, 1999]) {
      const expected = values.reduce((count, own) => count + Number(own >= value), 0);
      const mask = masks.atLeast(value);
      expect(mask === null ? 640 : mask.reduce((count, word) => count + countHalfDays(word), 0)).toBe(expected);
    }
  });

  it('leave weeks that are met once to the pairs', () => {
    const masks = new MarketMasks(compileMarket([opportunityWith()]).data);
    for (let week = 0; week < 40_000; week += 1) expect(masks.forWeek(week)).toBeUndefined();
  });

  it('are read once while they are wanted', () => {
    const times = new TravelTimes(numbers(300).map((zone) => ({ mode: 'car', from: `from-${zone}`, to: 'here', minutes: zone })));
    const ways = new ImportedWays(times, ['here', 'there']);
    expect(ways.from(3, 'from-7')).toEqual(new Uint16Array([7, 65_535]));
    expect(ways.from(3, 'from-7')).toBe(ways.from(3, 'from-7'));
    for (let zone = 0; zone < 300; zone += 1) expect(ways.from(3, `from-${zone}`)?.[0]).toBe(zone);
    expect(ways.from(0, 'from-7')).toBeNull();
  });
});
