import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { postgresHome } from './postgres-home.js';
import { projectRoot } from './project-root.js';

describe('postgresHome', () => {
  const before = process.env['PATHWAYS_HOME'];
  beforeEach(() => {
    delete process.env['PATHWAYS_HOME'];
  });
  afterEach(() => {
    delete process.env['PATHWAYS_HOME'];
    if (before !== undefined) process.env['PATHWAYS_HOME'] = before;
  });

  it('is .pathways in the checkout', () => {
    expect(postgresHome().folder).toBe(join(projectRoot(), '.pathways'));
  });

  it('is PATHWAYS_HOME when that is set, and not when it is empty', () => {
    process.env['PATHWAYS_HOME'] = '/srv/pathways';
    expect(postgresHome().folder).toBe('/srv/pathways');
    process.env['PATHWAYS_HOME'] = '';
    expect(postgresHome().folder).toBe(join(projectRoot(), '.pathways'));
  });

  it('is the same home however its path is written', () => {
    expect(postgresHome(`${relative(process.cwd(), '/srv/x')}/../pathways/`)).toEqual(postgresHome('/srv/pathways'));
  });

  it('keeps everything but the socket inside', () => {
    const { folder, socketFile, ...inside } = postgresHome('/srv/a home');
    for (const path of Object.values(inside)) expect(path.startsWith(`${folder}/`)).toBe(true);
    expect(socketFile).toBe('/srv/a home/keeper.sock');
    expect(new Set(Object.values(inside)).size).toBe(3);
  });

  it('moves the socket of a very long path to the temporary folder, where two homes have two', () => {
    const long = (name: string): string => `/srv/${'a very long folder/'.repeat(10)}${name}`;
    const [one, other] = [postgresHome(long('one')), postgresHome(long('other'))];
    expect(one.socketFile.startsWith(tmpdir())).toBe(true);
    expect(one.socketFile).toBe(postgresHome(long('one')).socketFile);
    expect(one.socketFile).not.toBe(other.socketFile);
  });

  it('has a socket that every system can open, however long the path', () => {
    fc.assert(
      fc.property(fc.array(fc.stringMatching(/^[a-z ]{1,30}$/), { minLength: 1, maxLength: 8 }), (folders) => {
        expect(Buffer.byteLength(postgresHome(`/${folders.join('/')}`).socketFile)).toBeLessThanOrEqual(103);
      }),
    );
  });

  it('has a socket that every system can open, of letters that take several bytes too', () => {
    fc.assert(
      fc.property(fc.array(fc.stringMatching(/^[a-zàéñ漢字]{1,30}$/u), { minLength: 1, maxLength: 8 }), (folders) => {
        expect(Buffer.byteLength(postgresHome(`/${folders.join('/')}`).socketFile)).toBeLessThanOrEqual(103);
      }),
    );
  });
});
