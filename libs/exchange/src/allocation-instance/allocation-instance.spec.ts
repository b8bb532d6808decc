import { DomainError, type ErrorDetail } from '#lib/platform';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { readAllocationInstance, type AllocationInstance } from './allocation-instance.js';

const SMALL = { candidates: 2, capacities: [1, 3], edges: [[1, 1, 9], [0, 0, 7], [1, 0, -5]], objective: 'max', mode: 'optimal' };
const RANKED = { candidates: [[1, 0], []], opportunities: [[0], [1, 0]] };

async function* inPieces(text: string | Uint8Array, size = 7): AsyncGenerator<Uint8Array> {
  const bytes = Buffer.from(text as string);
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
  yield new Uint8Array(0);
}

const readText = (text: string): Promise<AllocationInstance> => readAllocationInstance(inPieces(text));
const read = (instance: unknown): Promise<AllocationInstance> => readText(JSON.stringify(instance));

async function refusal(text: string): Promise<DomainError> {
  const error = await readText(text).then(() => null, (thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(DomainError);
  return error as DomainError;
}

async function problemsOf(instance: unknown): Promise<readonly ErrorDetail[]> {
  const error = await refusal(typeof instance === 'string' ? instance : JSON.stringify(instance));
  expect(error.code).toBe('exchange/instance-wrong');
  return error.details;
}

describe('an instance', () => {
  it('is read as a problem, its edges by candidate and opportunity', async () => {
    expect(await read(SMALL)).toEqual({
      mode: 'optimal',
      objective: 'max',
      problem: { candidateCount: 2, capacities: Int32Array.of(1, 3), starts: Int32Array.of(0, 1, 3), opportunities: Int32Array.of(0, 0, 1), scores: Int32Array.of(7, -5, 9), bonus: 0 },
      preferences: null,
    });
  });

  it('may have its members in any order, a byte order mark, numbers written otherwise, and no mode', async () => {
    const text = `\uFEFF{"objective":"max", "edges":[[1.0,1,9],[-0,0,7],[1,0e-9,-5.0e0]],"capacities":[1,3],"candidates":2}`;
    expect(await readText(text)).toEqual(await read(SMALL));
  });

  it('has costs below 0 with "min", and then as many people placed as can be unless it says otherwise', async () => {
    const least = await read({ ...SMALL, objective: 'min' });
    expect([...least.problem.scores]).toEqual([-7, 5, -9]);
    expect(least.problem.bonus).toBe(1 + 2 * (9 + 5));
    expect((await read({ ...SMALL, objective: 'min', placeMostFirst: false })).problem.bonus).toBe(0);
    expect((await read({ ...SMALL, placeMostFirst: true })).problem.bonus).toBe(29);
  });

  it('may have no edges, no candidates, no opportunities, and places of 0', async () => {
    expect((await read({ ...SMALL, edges: [] })).problem).toMatchObject({ starts: new Int32Array(3), opportunities: new Int32Array(0) });
    expect((await read({ ...SMALL, candidates: 0, capacities: [], edges: [] })).problem).toMatchObject({ candidateCount: 0, capacities: new Int32Array(0) });
    expect((await read({ ...SMALL, capacities: [0, 0] })).problem.capacities).toEqual(Int32Array.of(0, 0));
  });

  it('has the rankings of both sides, with edges or without', async () => {
    const preferences = { candidateCount: 2, capacities: Int32Array.of(1, 3), choiceStarts: Int32Array.of(0, 2, 2), choices: Int32Array.of(1, 0), rankingStarts: Int32Array.of(0, 1, 3), rankings: Int32Array.of(0, 1, 0) };
    expect(await read({ candidates: 2, capacities: [1, 3], mode: 'stable', preferences: RANKED })).toMatchObject({ mode: 'stable', objective: 'max', preferences, problem: { scores: new Int32Array(0) } });
    expect(await read({ ...SMALL, preferences: RANKED })).toMatchObject({ mode: 'optimal', preferences, problem: { scores: Int32Array.of(7, -5, 9) } });
  });

  it('has its edges sorted, however many and in whatever order', async () => {
    const edges = fc.uniqueArray(fc.tuple(fc.nat(3), fc.nat(150), fc.integer({ min: -9, max: 9 })), { selector: ([candidate, opportunity]) => candidate * 1000 + opportunity, maxLength: 300 });
    await fc.assert(
      fc.asyncProperty(edges, async (rows) => {
        const { starts, opportunities, scores } = (await read({ ...SMALL, candidates: 4, capacities: Array.from({ length: 151 }, () => 1), edges: rows })).problem;
        const sorted = rows.toSorted((a, b) => a[0] - b[0] || a[1] - b[1]);
        expect([...opportunities]).toEqual(sorted.map((row) => row[1]));
        expect([...scores]).toEqual(sorted.map((row) => row[2]));
        expect([...starts]).toEqual([0, 1, 2, 3, 4].map((candidate) => sorted.filter((row) => row[0] < candidate).length));
      }),
      { numRuns: 100 },
    );
  });

  it('is read through many blocks of its columns', async () => {
    const count = 300_000;
    const edges = Array.from({ length: count }, (_, edge) => [edge, count - 1 - edge, edge - 1000]);
    const { problem } = await readAllocationInstance(inPieces(JSON.stringify({ ...SMALL, candidates: count, capacities: edges.map(() => 1), edges }), 65_536));
    expect(problem.scores.length).toBe(count);
    expect(edges.filter(([, opportunity, score], pair) => problem.opportunities[pair] !== opportunity || problem.scores[pair] !== score)).toEqual([]);
  });
});

describe('a problem of an instance', () => {
  const EDGE_OF = (edge: unknown) => ({ ...SMALL, edges: [[0, 0, 1], edge] });
  const RANKS = (candidates: unknown, opportunities: unknown = [[], []]) => ({ ...SMALL, preferences: { candidates, opportunities } });

  it.each<{ instance: unknown; problems: (readonly [pointer: string, detail: RegExp])[] }>([
    { instance: [], problems: [['', /^Expected an object with the members .*; found a list\.$/]] },
    { instance: 5, problems: [['', /found a number/]] },
    { instance: '"max"', problems: [['', /found a text/]] },
    { instance: 'null', problems: [['', /found null/]] },
    { instance: {}, problems: [['/candidates', /missing/], ['/capacities', /missing/], ['/edges', /missing/], ['/objective', /missing: "max" or "min"/]] },
    { instance: { ...SMALL, candidates: -1 }, problems: [['/candidates', /from 0 to 20,000,000; found a negative number\.$/]] },
    { instance: { ...SMALL, candidates: 1.5 }, problems: [['/candidates', /found a fraction\. Write it without/]] },
    { instance: { ...SMALL, candidates: 20_000_001 }, problems: [['/candidates', /beyond the limit/]] },
    { instance: { ...SMALL, candidates: '2' }, problems: [['/candidates', /found a text/]] },
    { instance: { ...SMALL, candidates: { count: [2] } }, problems: [['/candidates', /found an object/]] },
    { instance: { ...SMALL, candidates: null }, problems: [['/candidates', /found null/]] },
    { instance: { ...SMALL, capacities: 2 }, problems: [['/capacities', /list with the places.*found a number/]] },
    { instance: { ...SMALL, capacities: [-1, 0.5] }, problems: [['/capacities/0', /places opportunity 0 has.*negative/], ['/capacities/1', /opportunity 1 has.*fraction/]] },
    { instance: { ...SMALL, capacities: [[1], 2 ** 31] }, problems: [['/capacities/0', /found a list/], ['/capacities/1', /to 2,147,483,647; found a number beyond/]] },
    { instance: { ...SMALL, edges: {} }, problems: [['/edges', /found an object/]] },
    { instance: { ...SMALL, edges: [1, { a: [] }, [0, 0, 1], [9, 0, 1]] }, problems: [['/edges/0', /an edge .*found a number/], ['/edges/1', /found an object/], ['/edges/3/0', /Candidate 9 is not there/]] },
    { instance: EDGE_OF([0, 0]), problems: [['/edges/1', /three numbers.*found 2\.$/]] },
    { instance: EDGE_OF([0, 0, 1, 1]), problems: [['/edges/1', /found 4\.$/]] },
    { instance: EDGE_OF([]), problems: [['/edges/1', /found 0\.$/]] },
    { instance: EDGE_OF([0, 1, 1.25]), problems: [['/edges/1/2', /a score.*fraction\. Multiply all scores/]] },
    { instance: EDGE_OF([0.5, -1, 1]), problems: [['/edges/1/0', /fraction\. Write/], ['/edges/1/1', /number of an opportunity, from 0; found a negative/]] },
    { instance: `{"candidates":2,"capacities":[1,3],"edges":[[0,0,1e999]],"objective":"max"}`, problems: [['/edges/0/2', /from -2,147,483,647 to 2,147,483,647; found a number beyond/]] },
    { instance: '{"candidates":1e400,"capacities":[12345678901234567890, 0.1, 2147483647.5],"edges":[[-1e400,0,1e-1]],"objective":"max"}', problems: [['/candidates', /beyond the limit/], ['/capacities/0', /beyond the limit/], ['/capacities/1', /fraction/], ['/capacities/2', /fraction/], ['/edges/0/0', /negative/], ['/edges/0/2', /fraction/]] },
    { instance: EDGE_OF([0, 1, -(2 ** 31)]), problems: [['/edges/1/2', /beyond the limit/]] },
    { instance: EDGE_OF([0, 1, '5', [2], {}]), problems: [['/edges/1/2', /score.*found a text/], ['/edges/1/3', /end of the edge; found a list/], ['/edges/1/4', /found an object/]] },
    { instance: EDGE_OF([2, 2, 1]), problems: [['/edges/1/0', /^Candidate 2 is not there: numbers go from 0 to 1\.$/], ['/edges/1/1', /^Opportunity 2 is not there: numbers go from 0 to 1\.$/]] },
    { instance: { ...SMALL, candidates: 0 }, problems: [['/edges/0/0', /Candidate 1 is not there: there is none\./], ['/edges/1/0', /none/], ['/edges/2/0', /none/]] },
    { instance: { ...SMALL, edges: [[0, 1, 1], [0, 0, 2], [0, 1, 3], [1, 0, 1], [0, 1, 4]] }, problems: [['/edges/2', /^Candidate 0 and opportunity 1 are an edge already, at \/edges\/0\. Leave/], ['/edges/4', /at \/edges\/0/]] },
    { instance: { ...SMALL, objective: 'most' }, problems: [['/objective', /Expected "max" or "min"; found another text\.$/]] },
    { instance: { ...SMALL, objective: true }, problems: [['/objective', /found true or false/]] },
    { instance: { ...SMALL, mode: 'best' }, problems: [['/mode', /"optimal" or "stable"; found another text/]] },
    { instance: { ...SMALL, placeMostFirst: null }, problems: [['/placeMostFirst', /true or false; found null/]] },
    { instance: { ...SMALL, placeMostFirst: 'yes' }, problems: [['/placeMostFirst', /found a text/]] },
    { instance: { ...SMALL, capacity: [1], 'a/b~': 3, 'last': { edges: [] } }, problems: [['/capacity', /not known.*candidates, capacities, edges/], ['/a~1b~0', /not known/], ['/last', /not known/]] },
    { instance: '{"candidates":2,"candidates":3,"capacities":[],"edges":[],"objective":"max"}', problems: [['/candidates', /stands twice/]] },
    { instance: { ...SMALL, mode: 'stable' }, problems: [['/preferences', /in mode "stable" both sides rank/]] },
    { instance: { ...SMALL, preferences: [] }, problems: [['/preferences', /preferences of both sides.*found a list/]] },
    { instance: { ...SMALL, preferences: {} }, problems: [['/preferences/candidates', /missing/], ['/preferences/opportunities', /missing/]] },
    { instance: { ...SMALL, preferences: { ...RANKED, both: [[1]] } }, problems: [['/preferences/both', /Preferences have "candidates" and/]] },
    { instance: RANKS(3), problems: [['/preferences/candidates', /a list of lists, one for each of the candidates; found a number/]] },
    { instance: RANKS([[0], 1]), problems: [['/preferences/candidates/1', /numbers of opportunities, best first; found a number/]] },
    { instance: RANKS([[0], ['1', [], 1.5, 1]]), problems: [['/preferences/candidates/1/0', /number of one of the opportunities.*text/], ['/preferences/candidates/1/1', /found a list/], ['/preferences/candidates/1/2', /fraction/]] },
    { instance: RANKS([[0]]), problems: [['/preferences/candidates', /a list for each of the 2 candidates.*found 1 lists/]] },
    { instance: RANKS([[0], [1]], [[], [], []]), problems: [['/preferences/opportunities', /each of the 2 opportunities.*found 3/]] },
    { instance: RANKS([[1, 0, 1], [0]], [[0], [1, 2]]), problems: [['/preferences/candidates/0/2', /^Opportunity 1 stands in this list already/], ['/preferences/opportunities/1/1', /^Candidate 2 is not there/]] },
    { instance: { ...RANKS([[7], []]), capacities: null }, problems: [['/capacities', /found null/]] },
  ])('$instance is told by its place', async ({ instance, problems }) => {
    expect(await problemsOf(instance)).toEqual(problems.map(([pointer, detail]) => ({ pointer, detail: expect.stringMatching(detail) })));
  });

  it('is counted, and twenty are listed', async () => {
    expect((await refusal(JSON.stringify(EDGE_OF([0])))).message).toBe('One thing in the instance has to be mended before it can be solved:');
    expect((await refusal(JSON.stringify(EDGE_OF([5, 5, 5])))).message).toBe('2 things in the instance have to be mended before it can be solved:');
    const many = await refusal(JSON.stringify({ ...SMALL, edges: Array.from({ length: 1000 }, () => [0, 0, 0.5]) }));
    expect(many.details.length).toBe(20);
    expect(many.message).toBe('20 things in the instance have to be mended, and perhaps more before it can be solved:');
    const repeated = await problemsOf({ ...SMALL, capacities: Array.from({ length: 50 }, () => 1), edges: Array.from({ length: 100 }, (_, edge) => [0, edge % 50, 1]) });
    expect(repeated.map(({ pointer }) => pointer)).toEqual(Array.from({ length: 20 }, (_, index) => `/edges/${50 + index}`));
  });

  it('names no value of the file, nor a text in it', async () => {
    const telltale = 'Telltale';
    const { message, details } = await refusal(JSON.stringify({ ...SMALL, capacities: [telltale, [telltale]], edges: [telltale], objective: telltale, mode: { [telltale]: telltale } }));
    expect(details.length).toBe(5);
    expect(JSON.stringify([message, details])).not.toContain(telltale);
    expect((await refusal(`{"candidates": "${telltale}", "${telltale}" 5}`)).message).not.toContain(telltale);
  });

  it.each([
    ['/edges/1/2', `{"edges":[[0,0,1],[0,1,`, '['],
    ['/candidates', '{"candidates":', '{"a":'],
    ['/other', '{"other":', '['],
    ['/preferences/both', '{"preferences":{"both":', '{"a":'],
  ])('of a nesting without end ends it, at %s', async (pointer, before, each) => {
    const { code, message } = await refusal(before + each.repeat(65));
    expect({ code, message }).toEqual({ code: 'exchange/json-not-safe', message: `What stands at ${pointer} is nested more than 64 deep. Nothing that deep is expected.` });
    expect((await refusal(before + each.repeat(64))).code).toBe('exchange/json-damaged');
  });

  it('in the JSON itself has its line and character, where the bytes can be read again', async () => {
    const text = '{"candidates": 2,\n "capacities": [1, 3;\n]}';
    const error = await readAllocationInstance(inPieces(text), () => inPieces(text)).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: 'exchange/json-damaged', message: expect.stringContaining('at line 2, character 21.') });
  });

  it.each([
    ['', 'exchange/empty-file'],
    ['{"candidates": 2', 'exchange/json-damaged'],
    ['candidate,opportunity\n', 'exchange/json-damaged'],
  ])('of the whole file is told as such: %s', async (text, code) => {
    expect((await refusal(text)).code).toBe(code);
  });
});
