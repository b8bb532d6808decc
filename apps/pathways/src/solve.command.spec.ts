import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { solveFile } from './solve.command.js';

const DAMAGED = '{"candidates": 2,\n "capacities": [1, 3;\n]}';

/** Where a file is damaged is found by reading it again. */
describe('solveFile, of a file that is no JSON', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'pathways-solve-'));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const refusal = (file: string): Promise<unknown> => solveFile({ file }).catch((error: unknown) => error);

  it.each([['damaged.json', Buffer.from(DAMAGED)], ['damaged.json.gz', gzipSync(DAMAGED)]])('names line and character in %s', async (name, content) => {
    writeFileSync(join(folder, name), content);
    expect(await refusal(join(folder, name))).toMatchObject({ code: 'exchange/json-damaged', message: expect.stringContaining('at line 2, character 21.') });
  });

  it('names a byte soon after it in a pipe, which is read once', async () => {
    const pipe = join(folder, 'pipe');
    execFileSync('sh', ['-c', 'mkfifo "$0"', pipe]);
    const [refused] = await Promise.all([refusal(pipe), writeFile(pipe, DAMAGED)]);
    expect(refused).toMatchObject({ code: 'exchange/json-damaged', message: expect.stringContaining(`before byte ${DAMAGED.length}.`) });
  });
});
