import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeEach, describe, expect, it } from '@jest/globals';
import { readConfig } from '../config/process-config.js';
import { projectRoot } from '../embedded/project-root.js';
import { keyringOf, sessionSecretsOf } from './home-keyring.js';

const folders: string[] = [];
let home: string;
beforeEach(() => {
  home = join(mkdtempSync(join(tmpdir(), 'pathways-keys-')), 'home');
  folders.push(home);
});
afterAll(() => {
  for (const folder of folders) rmSync(join(folder, '..'), { recursive: true });
});

describe('the keyring of a home', () => {
  it('is made once, for its owner only, and read from then on', () => {
    const config = readConfig({ PATHWAYS_HOME: home });
    const made = keyringOf(config, 'PATHWAYS_KEYS');
    expect(made).toHaveLength(1);
    expect(made[0]?.bytes).toHaveLength(32);
    expect(keyringOf(config, 'PATHWAYS_KEYS')).toEqual(made);
    expect(statSync(join(home, 'keys')).mode & 0o777).toBe(0o600);
    expect(readdirSync(home)).toEqual(['keys']);
  });

  it('is not that of sessions', () => {
    const config = readConfig({ PATHWAYS_HOME: home });
    const [secret] = sessionSecretsOf(config);
    expect(Buffer.from(secret ?? '', 'base64url')).toHaveLength(32);
    expect(Buffer.from(keyringOf(config, 'PATHWAYS_KEYS')[0]!.bytes).toString('base64url')).not.toBe(secret);
  });

  it('is not made where the variable is set', () => {
    const given = `now:${randomBytes(32).toString('base64')}`;
    expect(keyringOf(readConfig({ PATHWAYS_HOME: home, PATHWAYS_KEYS: given }), 'PATHWAYS_KEYS').map(({ keyId }) => keyId)).toEqual(['now']);
    expect(sessionSecretsOf(readConfig({ PATHWAYS_HOME: home, SESSION_SECRETS: given }))).toHaveLength(1);
    expect(() => readdirSync(home)).toThrow('ENOENT');
  });

  it('is refused when it is damaged, and not made anew', () => {
    const config = readConfig({ PATHWAYS_HOME: home });
    keyringOf(config, 'PATHWAYS_KEYS');
    writeFileSync(join(home, 'keys'), 'half a li');
    expect(() => keyringOf(config, 'PATHWAYS_KEYS')).toThrow(expect.objectContaining({ code: 'platform/keys-damaged' }));
    expect(readFileSync(join(home, 'keys'), 'utf8')).toBe('half a li');
  });

  it('is one for all of many processes that make it at once', async () => {
    const door = join(projectRoot(), 'dist/libs/platform/src/index.js');
    const program = `
      const { keyringOf, readConfig } = await import(${JSON.stringify(`file://${door}`)});
      const startAt = Number(process.argv[1]);
      while (Date.now() < startAt);
      console.log(keyringOf(readConfig({ PATHWAYS_HOME: process.argv[2] }), 'PATHWAYS_KEYS')[0].keyId);`;
    const startAt = String(Date.now() + 4000);
    const answers = await Promise.all(Array.from({ length: 6 }, () => promisify(execFile)(process.execPath, ['--input-type=module', '-e', program, startAt, home])));
    expect(new Set(answers.map(({ stdout }) => stdout)).size).toBe(1);
    expect(readdirSync(home)).toEqual(['keys']);
  });
});
