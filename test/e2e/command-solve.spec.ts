import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { runCommand, type CommandEnd } from '../support/command.js';

const INSTANCE = { candidates: 3, capacities: [1, 1], edges: [[0, 0, 7], [1, 0, 9], [1, 1, 4], [2, 1, 4]], objective: 'max', mode: 'optimal' };
const BEST = { total: 13, placed: 2, assignment: [-1, 0, 1], certificate: { holds: true, gap: 0 }, blockingPairs: null };
const PREFERENCES = { candidates: [[0], [1, 0], [1]], opportunities: [[1, 0], [1, 2]] };

/** A table of one's own, solved without a database. */
describe('pathways solve', () => {
  let folder: string;

  const written = (name: string, content: string | Uint8Array): string => {
    writeFileSync(join(folder, name), content);
    return join(folder, name);
  };
  const solve = (file: string, ...args: string[]): Promise<CommandEnd> => runCommand(['solve', '--file', file, ...args], join(folder, 'never-made'));

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'pathways-solve-'));
  });

  afterAll(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  it('has help, with the format in it', async () => {
    const { code, stdout, stderr } = await runCommand(['solve', '--help'], join(folder, 'never-made'));
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toContain('Usage: pathways solve');
    const [example] = /\{"candidates": 3, .*\}$/m.exec(stdout)!;
    expect(JSON.parse((await solve(written('help.json', example), '--json')).stdout)).toMatchObject({ placed: 2, total: 13 });
  });

  it('answers with who goes where, and with the proof', async () => {
    const { code, stdout, stderr } = await solve(written('table.json', JSON.stringify(INSTANCE)), '--json');
    expect({ code, stderr, answer: JSON.parse(stdout) as unknown }).toEqual({ code: 0, stderr: '', answer: BEST });
    const words = await solve(join(folder, 'table.json'));
    expect(words).toMatchObject({ code: 0, stderr: '', stdout: '2 of 3 candidates have a place. Total 13.\nProven: no allocation is better.\nWho goes where is in the answer with --json.\n' });
  });

  it('reads a packed file, whatever its name is', async () => {
    for (const name of ['table.json.gz', 'packed.json']) {
      const { code, stdout } = await solve(written(name, gzipSync(JSON.stringify(INSTANCE))), '--json');
      expect({ code, answer: JSON.parse(stdout) as unknown }).toEqual({ code: 0, answer: BEST });
    }
  });

  it('matches stably, and counts who would rather have each other where it does not', async () => {
    const stable = written('stable.json', JSON.stringify({ candidates: 3, capacities: [1, 2], mode: 'stable', preferences: PREFERENCES }));
    expect(JSON.parse((await solve(stable, '--json')).stdout)).toEqual({ total: 0, placed: 3, assignment: [0, 1, 1], certificate: { holds: true, gap: 0 }, blockingPairs: 0 });
    expect((await solve(stable)).stdout).toMatch(/^3 of 3 candidates.*\nStable: no candidate/);
    const best = written('best.json', JSON.stringify({ ...INSTANCE, preferences: PREFERENCES }));
    expect(JSON.parse((await solve(best, '--json')).stdout)).toEqual({ ...BEST, blockingPairs: 1 });
    expect((await solve(best)).stdout).toContain('\nPairs of a candidate and an opportunity that would rather have each other: 1. Mode "stable" leaves none.\n');
  });

  it.each<{ name: string; content: string | Uint8Array; error: object }>([
    { name: 'wrong.json', content: '{"candidates":-3,"capacities":[1.5],"edges":[[0,0]],"objective":"max"}', error: { code: 'exchange/instance-wrong', errors: [{ pointer: '/candidates' }, { pointer: '/capacities/0' }, { pointer: '/edges/0' }] } },
    { name: 'cut.json', content: '{"candidates": 3, "capac', error: { code: 'exchange/json-damaged' } },
    { name: 'cut.json.gz', content: gzipSync(JSON.stringify(INSTANCE)).subarray(0, 60), error: { code: 'exchange/file-cut-off' } },
    { name: 'empty.json', content: '', error: { code: 'exchange/empty-file' } },
    { name: 'binary.json', content: Uint8Array.of(0x50, 0x4b, 3, 4), error: { code: 'exchange/json-damaged' } },
  ])('refuses $name with 3, on both streams', async ({ name, content, error }) => {
    const { code, stdout, stderr } = await solve(written(name, content), '--json');
    expect({ code, ...(JSON.parse(stdout) as object) }).toMatchObject({ code: 3, error });
    expect(stderr).toMatch(/\w/);
    expect(stderr).not.toMatch(/^ +at /m);
  });

  it('refuses a file that is not there or is a folder, and a call without one or with more than it knows', async () => {
    const surprised = await solve(join(folder, 'missing.json'), '--json', '--surprise');
    expect({ code: surprised.code, answer: JSON.parse(surprised.stdout) as unknown }).toMatchObject({ code: 2, answer: { error: { code: 'command/usage' } } });
    expect(await solve(join(folder, 'missing.json'))).toMatchObject({ code: 3, stdout: '', stderr: expect.stringContaining('there is no such file') });
    expect(await solve(folder)).toMatchObject({ code: 3, stdout: '', stderr: expect.stringContaining('is a folder') });
    expect(await runCommand(['solve', '--json'], join(folder, 'never-made'))).toMatchObject({ code: 2, stderr: expect.stringContaining('--file') });
  });
});
