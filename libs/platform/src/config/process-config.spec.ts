import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { CONFIG_NAMES, ConfigError, ProcessConfig, readConfig } from './process-config.js';

/** The problems that an environment has; none when it is usable. */
function problemsOf(environment: NodeJS.ProcessEnv): readonly string[] {
  try {
    readConfig(environment);
    return [];
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
}

const PRODUCTION = { NODE_ENV: 'production', DATABASE_URL: 'postgres://db/pathways', REDIS_URL: 'rediss://queue:6380' };

describe('readConfig', () => {
  it('is usable without a single variable', () => {
    expect(readConfig({})).toEqual(new ProcessConfig());
  });

  it('reads what is given, numbers as numbers', () => {
    expect(readConfig({ PORT: '0', LEASE_SECONDS: '7', LOG_LEVEL: 'silent', DATABASE_URL: 'postgresql://db/pathways', PATHWAYS_HOME: '/srv/a home' })).toMatchObject({
      PORT: 0,
      LEASE_SECONDS: 7,
      LOG_LEVEL: 'silent',
      DATABASE_URL: 'postgresql://db/pathways',
      PATHWAYS_HOME: '/srv/a home',
    });
  });

  it('takes an empty variable for one that is not there', () => {
    expect(readConfig(Object.fromEntries([...CONFIG_NAMES].map((name) => [name, ''])))).toEqual(readConfig({}));
  });

  it('does not look at variables that are not ours', () => {
    expect(readConfig({ PATH: '/bin', port: '1', constructor: 'x' })).toEqual(readConfig({}));
  });

  it.each([
    ['NODE_ENV', 'staging'],
    ['DATABASE_URL', 'mysql://db/pathways'],
    ['DATABASE_URL', 'db:5432'],
    ['REDIS_URL', 'http://queue'],
    ['PORT', '65536'],
    ['PORT', '-1'],
    ['PORT', '3000.5'],
    ['PORT', '0x10'],
    ['PORT', ' 3000'],
    ['LOG_LEVEL', 'loud'],
    ['UPLOAD_LIMIT_MB', '0'],
    ['UPLOAD_LIMIT_MB', '4097'],
    ['WORKER_CONCURRENCY', '0'],
    ['WORKER_CONCURRENCY', '65'],
    ['LEASE_SECONDS', '0'],
    ['LEASE_SECONDS', '3601'],
    ['SWEEP_SECONDS', 'often'],
  ])('refuses %s=%s, by its name', (name, value) => {
    const problems = problemsOf({ [name]: value });
    expect(problems.length).toBeGreaterThan(0);
    for (const problem of problems) expect(problem.startsWith(`${name} `)).toBe(true);
  });

  it.each([
    ['PORT', '65535'],
    ['UPLOAD_LIMIT_MB', '1'],
    ['UPLOAD_LIMIT_MB', '4096'],
    ['WORKER_CONCURRENCY', '64'],
    ['LEASE_SECONDS', '3600'],
    ['SWEEP_SECONDS', '1'],
    ['REDIS_URL', 'rediss://queue'],
  ])('accepts %s=%s, which is just within bounds', (name, value) => {
    expect(problemsOf({ [name]: value })).toEqual([]);
  });

  it('tells every variable that is wrong at once', () => {
    const problems = problemsOf({ PORT: 'x', LOG_LEVEL: 'x', REDIS_URL: 'x', WORKER_CONCURRENCY: 'x' });
    expect(new Set(problems.map((problem) => problem.split(' ')[0]))).toEqual(new Set(['PORT', 'LOG_LEVEL', 'REDIS_URL', 'WORKER_CONCURRENCY']));
  });

  it('never says the value, which may be a password', () => {
    fc.assert(
      fc.property(fc.constantFrom(...CONFIG_NAMES), fc.uuid(), (name, secret) => {
        expect(problemsOf({ [name]: `redis+mysql://user:${secret}@host` }).join('\n')).not.toContain(secret);
      }),
    );
  });

  it('says all of it in the message', () => {
    expect(() => readConfig({ PORT: 'x', SWEEP_SECONDS: 'x' })).toThrow(/not usable:\n {2}PORT [^]*\n {2}SWEEP_SECONDS /);
  });
});

describe('production', () => {
  it('is usable with servers of its own', () => {
    expect(problemsOf(PRODUCTION)).toEqual([]);
  });

  it.each(['DATABASE_URL', 'REDIS_URL'])('needs %s', (name) => {
    expect(problemsOf({ ...PRODUCTION, [name]: '' })).toEqual([expect.stringContaining(`${name} must be set in production`)]);
  });

  it('tells what is missing beside what is wrong', () => {
    expect(problemsOf({ NODE_ENV: 'production', PORT: 'x' }).map((problem) => problem.split(' ')[0])).toEqual(expect.arrayContaining(['PORT', 'DATABASE_URL', 'REDIS_URL']));
  });
});
