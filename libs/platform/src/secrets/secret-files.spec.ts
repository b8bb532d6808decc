import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ConfigError, readConfig } from '../config/process-config.js';
import { readSecretFiles } from './secret-files.js';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'pathways-secret-files-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

function fileWith(text: string): string {
  const file = join(folder, `secret-${Math.random()}`);
  writeFileSync(file, text);
  return file;
}

describe('readSecretFiles', () => {
  const read = (environment: NodeJS.ProcessEnv) => readSecretFiles(environment, ['DATABASE_URL_FILE', 'REDIS_URL_FILE']);

  it('puts the content in the place of the variable, without the line end of editors', () => {
    const { environment, problems } = read({ DATABASE_URL_FILE: fileWith('postgres://db/pathways\r\n'), PORT: '1' });
    expect(problems).toEqual([]);
    expect(environment).toMatchObject({ DATABASE_URL: 'postgres://db/pathways', PORT: '1' });
  });

  it('takes an empty name for none', () => {
    expect(read({ DATABASE_URL_FILE: '' })).toEqual({ environment: { DATABASE_URL_FILE: '' }, problems: [] });
  });

  it('tells everything that is wrong, by the name of the variable', () => {
    const missing = join(folder, 'not-there');
    const { problems } = read({ DATABASE_URL_FILE: missing, REDIS_URL_FILE: fileWith(' \n'), REDIS_URL: 'redis://a' });
    expect(problems).toEqual([
      'DATABASE_URL_FILE names a file that cannot be read (ENOENT).',
      'REDIS_URL_FILE and REDIS_URL are both set: give one of them.',
      'REDIS_URL_FILE names a file that is empty.',
    ]);
    expect(read({ DATABASE_URL_FILE: folder }).problems).toEqual(['DATABASE_URL_FILE names a file that cannot be read (EISDIR).']);
  });
});

describe('the configuration', () => {
  it('checks what is in the file as it does the variable', () => {
    expect(readConfig({ DATABASE_URL_FILE: fileWith('postgresql://db/x\n') }).DATABASE_URL).toBe('postgresql://db/x');
    expect(() => readConfig({ DATABASE_URL_FILE: fileWith('mysql://secret') })).toThrow(/DATABASE_URL must begin with postgres/);
    expect(() => readConfig({ PATHWAYS_KEYS_FILE: fileWith('a:AAAA') })).toThrow(/PATHWAYS_KEYS key 1 is shorter/);
    expect(() => readConfig({ DATABASE_URL_FILE: fileWith('mysql://secret'), REDIS_URL_FILE: folder })).toThrow(ConfigError);
  });
});
