import { randomBytes } from 'node:crypto';
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

/** A keyring with one key. */
const keyring = (): string => `a:${randomBytes(32).toString('base64')}`;

const PRODUCTION = { NODE_ENV: 'production', DATABASE_URL: 'postgres://db/pathways', REDIS_URL: 'rediss://queue:6380', SMTP_URL: 'smtps://mail.test', MAIL_FROM: 'pathways@pathways.test', PUBLIC_URL: 'https://pathways.test', TRUST_PROXY: '1', PATHWAYS_KEYS: keyring(), SESSION_SECRETS: keyring() };

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
    ['LISTEN_ADDRESS', 'everywhere'],
    ['SMTP_URL', 'mail.test'],
    ['MAIL_FROM', 'Pathways'],
    ['MAIL_FROM', 'Pathways <pathways@example.test>\r\nBcc: eve@example.test'],
    ['PUBLIC_URL', 'pathways.test'],
    ['PUBLIC_URL', 'http://pathways.test/'],
    ['PUBLIC_URL', 'http://a@pathways.test'],
    ['TRUST_PROXY', 'yes'],
    ['TRUST_PROXY', '9'],
    ['REQUESTS_PER_MINUTE', '9'],
    ['SESSION_IDLE_MINUTES', '0'],
    ['SESSION_HOURS', '169'],
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

  it.each([
    [{ PUBLIC_URL: 'https://pathways.test' }, 'TRUST_PROXY'],
    [{ OIDC_ISSUER: 'https://login.test' }, 'OIDC_CLIENT_ID OIDC_CLIENT_SECRET'],
    [{ OIDC_CLIENT_ID: 'a', OIDC_CLIENT_SECRET: 'b' }, 'OIDC_ISSUER'],
  ])('refuses %j, which is half of something, by the name of the other half', (environment, names) => {
    expect(problemsOf(environment).map((problem) => problem.split(' ')[0]).join(' ')).toBe(names);
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

  it.each([
    [{ PUBLIC_URL: 'http://pathways.test' }, 'PUBLIC_URL must begin with https'],
    [{ PATHWAYS_KEYS: `a:${Buffer.alloc(32).toString('base64')}` }, 'PATHWAYS_KEYS key 1 is an example'],
    [{ SESSION_SECRETS: 'a:c2VjcmV0' }, 'SESSION_SECRETS key 1 is shorter than 256 bits'],
    [{ SESSION_SECRETS: [keyring(), keyring()].join(' ') }, 'SESSION_SECRETS key 2 has an id that an earlier key has'],
    [{ OIDC_ISSUER: 'http://login.test', OIDC_CLIENT_ID: 'a', OIDC_CLIENT_SECRET: 'b' }, 'OIDC_ISSUER must begin with https'],
  ])('refuses %j', (environment, words) => {
    expect(problemsOf({ ...PRODUCTION, ...environment })).toEqual([expect.stringContaining(words)]);
  });

  it('is content with plain HTTP that does not leave the machine', () => {
    expect(problemsOf({ ...PRODUCTION, PUBLIC_URL: 'http://localhost:3000' })).toEqual([]);
  });

  it.each(['PUBLIC_URL', 'DATABASE_URL', 'REDIS_URL', 'SMTP_URL', 'MAIL_FROM', 'PATHWAYS_KEYS', 'SESSION_SECRETS'])('needs %s', (name) => {
    expect(problemsOf({ ...PRODUCTION, [name]: '' })).toEqual([expect.stringContaining(`${name} must be set in production`)]);
  });

  it('tells what is missing beside what is wrong', () => {
    expect(problemsOf({ NODE_ENV: 'production', PORT: 'x' }).map((problem) => problem.split(' ')[0])).toEqual(expect.arrayContaining(['PORT', 'DATABASE_URL', 'REDIS_URL']));
  });
});
