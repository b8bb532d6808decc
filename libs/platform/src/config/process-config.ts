import { plainToInstance, Transform } from 'class-transformer';
import { IsIn, IsInt, IsIP, IsOptional, Matches, Max, Min, validateSync } from 'class-validator';
import { readKeyring } from '../secrets/keyring.js';
import { readSecretFiles } from '../secrets/secret-files.js';

const wholeNumber = ({ value }: { value: unknown }): unknown => (typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : value);

/**
 * Everything that the environment decides, for the API, the worker and the command alike. `.env.example`
 * lists the same names with a sentence each.
 */
export class ProcessConfig {
  @IsIn(['development', 'test', 'production'])
  readonly NODE_ENV: 'development' | 'test' | 'production' = 'development';

  /** PostgreSQL 18 or newer. Empty: the embedded one. */
  @IsOptional()
  @Matches(/^postgres(ql)?:\/\//, { message: 'must begin with postgres://' })
  readonly DATABASE_URL?: string;

  /** The same database as its owner, for `pathways db migrate`: the user of DATABASE_URL owns no table. */
  @IsOptional()
  @Matches(/^postgres(ql)?:\/\//, { message: 'must begin with postgres://' })
  readonly MIGRATION_DATABASE_URL?: string;

  /** Redis or Valkey for the queue. Empty: the queue lives in PostgreSQL. */
  @IsOptional()
  @Matches(/^rediss?:\/\//, { message: 'must begin with redis:// or rediss://' })
  readonly REDIS_URL?: string;

  /** Folder of the embedded PostgreSQL. Empty: `.pathways` in the checkout. */
  @IsOptional()
  readonly PATHWAYS_HOME?: string;

  /** Port of the API; 0 takes a free one. */
  @Transform(wholeNumber)
  @IsInt()
  @Min(0)
  @Max(65_535)
  readonly PORT: number = 3000;

  /** The address on which the API listens. Another than loopback is for a reverse proxy that speaks TLS, or a container. */
  @IsIP(undefined, { message: 'must be an IP address, as 127.0.0.1 or 0.0.0.0' })
  readonly LISTEN_ADDRESS: string = '127.0.0.1';

  /** Where people reach the API, without a path: links in e-mails begin with it, and https makes cookies secure. Empty: the address that it listens on. */
  @IsOptional()
  @Matches(/^https?:\/\/[^/?#@\s]+$/, { message: 'must be as https://pathways.example.nhs.uk, without a path' })
  readonly PUBLIC_URL?: string;

  /** How many reverse proxies stand before the API: that many addresses of X-Forwarded-For are believed. */
  @Transform(wholeNumber)
  @IsInt()
  @Min(0)
  @Max(8)
  readonly TRUST_PROXY: number = 0;

  /** Requests that a person, a key, or an address without either may send in a minute. */
  @Transform(wholeNumber)
  @IsInt()
  @Min(10)
  @Max(1_000_000)
  readonly REQUESTS_PER_MINUTE: number = 1200;

  /** How long somebody stays signed in without doing anything. */
  @Transform(wholeNumber)
  @IsInt()
  @Min(1)
  @Max(1440)
  readonly SESSION_IDLE_MINUTES: number = 30;

  /** How long somebody stays signed in at most. */
  @Transform(wholeNumber)
  @IsInt()
  @Min(1)
  @Max(168)
  readonly SESSION_HOURS: number = 12;

  /** The OpenID provider of the organisations. Empty: people sign in with accounts of this service only. */
  @IsOptional()
  @Matches(/^https?:\/\/[^?#@\s]+$/, { message: 'must be the address of an OpenID provider, as https://login.example.nhs.uk' })
  readonly OIDC_ISSUER?: string;

  @IsOptional()
  readonly OIDC_CLIENT_ID?: string;

  @IsOptional()
  readonly OIDC_CLIENT_SECRET?: string;

  @IsIn(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'])
  readonly LOG_LEVEL: string = 'info';

  /** Largest file that may be uploaded, in megabytes. */
  @Transform(wholeNumber)
  @IsInt()
  @Min(1)
  @Max(4096)
  readonly UPLOAD_LIMIT_MB: number = 256;

  /** Jobs that one worker process has in hand at a time, for each queue. */
  @Transform(wholeNumber)
  @IsInt()
  @Min(1)
  @Max(64)
  readonly WORKER_CONCURRENCY: number = 2;

  /** Candidates that one shard of a match run has, and one job matches. A large run has larger ones. */
  @Transform(wholeNumber)
  @IsInt()
  @Min(1)
  @Max(1_000_000)
  readonly CANDIDATES_PER_SHARD: number = 10_000;

  /** How long a claim on a row lasts without a sign of life. */
  @Transform(wholeNumber)
  @IsInt()
  @Min(1)
  @Max(3600)
  readonly LEASE_SECONDS: number = 30;

  /** How often lost doorbells are rung again. */
  @Transform(wholeNumber)
  @IsInt()
  @Min(1)
  @Max(3600)
  readonly SWEEP_SECONDS: number = 10;

  /** Keys that seal contact details, free text and uploaded files, the current one first, as id:base64key. Empty: made in PATHWAYS_HOME. */
  @IsOptional()
  readonly PATHWAYS_KEYS?: string;

  /** What signs session cookies, written as PATHWAYS_KEYS: the first signs, all verify. Empty: made in PATHWAYS_HOME. */
  @IsOptional()
  readonly SESSION_SECRETS?: string;

  /** The server that e-mail is handed to. Empty: each message becomes a file in PATHWAYS_HOME. */
  @IsOptional()
  @Matches(/^smtps?:\/\//, { message: 'must begin with smtp:// or smtps://' })
  readonly SMTP_URL?: string;

  /** Who e-mail is from. Empty: an address of this machine. */
  @IsOptional()
  @Matches(/^(?:[^<>@\r\n]+<[^\s<>@]+@[^\s<>@]+>|[^\s<>@]+@[^\s<>@]+)$/, { message: 'must be an address, as Anchor Pathways <pathways@example.nhs.uk>' })
  readonly MAIL_FROM?: string;

  // A secret may stand in a file instead, which keeps it out of the environment of every child process.
  @IsOptional()
  readonly DATABASE_URL_FILE?: string;
  @IsOptional()
  readonly MIGRATION_DATABASE_URL_FILE?: string;
  @IsOptional()
  readonly REDIS_URL_FILE?: string;
  @IsOptional()
  readonly PATHWAYS_KEYS_FILE?: string;
  @IsOptional()
  readonly SESSION_SECRETS_FILE?: string;
  @IsOptional()
  readonly SMTP_URL_FILE?: string;
  @IsOptional()
  readonly OIDC_CLIENT_SECRET_FILE?: string;
}

/** Every variable that is wrong, by name and never by value. */
export class ConfigError extends Error {
  constructor(readonly problems: readonly string[]) {
    super(`The configuration is not usable:\n${problems.map((problem) => `  ${problem}`).join('\n')}`);
    this.name = 'ConfigError';
  }
}

/** Reads the environment. An empty variable counts as absent. Throws {@link ConfigError} with all problems at once. */
export function readConfig(environment: NodeJS.ProcessEnv = process.env): ProcessConfig {
  const whole = readSecretFiles(environment, [...CONFIG_NAMES].filter((name) => name.endsWith('_FILE')));
  const given = Object.fromEntries(Object.entries(whole.environment).filter(([name, value]) => CONFIG_NAMES.has(name) && value !== ''));
  const config = plainToInstance(ProcessConfig, given);
  const problems = [...whole.problems];
  for (const name of ['PATHWAYS_KEYS', 'SESSION_SECRETS'] as const) problems.push(...(config[name] === undefined ? [] : readKeyring(name, config[name]).problems));
  problems.push(...validateSync(config).flatMap((error) => Object.values(error.constraints ?? {}).map((text) => (text.startsWith(error.property) ? text : `${error.property} ${text}`))));
  if (config.NODE_ENV === 'production') {
    if (config.DATABASE_URL === undefined) problems.push('DATABASE_URL must be set in production: the embedded PostgreSQL is for one machine and one person.');
    if (config.REDIS_URL === undefined) problems.push('REDIS_URL must be set in production.');
    for (const name of ['SMTP_URL', 'MAIL_FROM'] as const) {
      if (config[name] === undefined) problems.push(`${name} must be set in production: invitations and links to sign in go by e-mail.`);
    }
    for (const name of ['PATHWAYS_KEYS', 'SESSION_SECRETS'] as const) {
      if (config[name] === undefined) problems.push(`${name} must be set in production, as id:key. Make a key with: openssl rand -base64 32`);
    }
  }
  problems.push(...frontDoorProblems(config));
  if (problems.length > 0) throw new ConfigError(problems);
  return config;
}

/** What does not fit together of the variables of sign-in and of the address. */
function frontDoorProblems({ NODE_ENV, PUBLIC_URL, TRUST_PROXY, OIDC_ISSUER, OIDC_CLIENT_ID, OIDC_CLIENT_SECRET }: ProcessConfig): string[] {
  const problems: string[] = [];
  const isProduction = NODE_ENV === 'production';
  if (isProduction && PUBLIC_URL === undefined) problems.push('PUBLIC_URL must be set in production: links in e-mails begin with it.');
  if (isProduction && !isSafeUrl(PUBLIC_URL)) problems.push('PUBLIC_URL must begin with https:// in production: passwords are sent to it.');
  if (PUBLIC_URL?.startsWith('https:') === true && TRUST_PROXY === 0) problems.push('TRUST_PROXY must be at least 1 with https in PUBLIC_URL: the API leaves TLS to a reverse proxy and hears from it how a request came.');
  const openId = { OIDC_ISSUER, OIDC_CLIENT_ID, OIDC_CLIENT_SECRET };
  const missing = Object.entries(openId).flatMap(([name, value]) => (value === undefined ? [name] : []));
  if (missing.length < 3) problems.push(...missing.map((name) => `${name} must be set too: OIDC_ISSUER, OIDC_CLIENT_ID and OIDC_CLIENT_SECRET go together.`));
  if (isProduction && !isSafeUrl(OIDC_ISSUER)) problems.push('OIDC_ISSUER must begin with https:// in production.');
  return problems;
}

/** Plain HTTP is safe only where it does not leave the machine. */
function isSafeUrl(url: string | undefined): boolean {
  return url === undefined || /^(https:|http:\/\/(localhost|127\.0\.0\.1|\[::1\])(:|$))/.test(url);
}

/** Names of all variables, for `.env.example` and its test. */
export const CONFIG_NAMES: ReadonlySet<string> = new Set([
  'NODE_ENV',
  'DATABASE_URL',
  'MIGRATION_DATABASE_URL',
  'REDIS_URL',
  'PATHWAYS_HOME',
  'PORT',
  'LISTEN_ADDRESS',
  'PUBLIC_URL',
  'TRUST_PROXY',
  'REQUESTS_PER_MINUTE',
  'SESSION_IDLE_MINUTES',
  'SESSION_HOURS',
  'OIDC_ISSUER',
  'OIDC_CLIENT_ID',
  'OIDC_CLIENT_SECRET',
  'LOG_LEVEL',
  'UPLOAD_LIMIT_MB',
  'WORKER_CONCURRENCY',
  'CANDIDATES_PER_SHARD',
  'LEASE_SECONDS',
  'SWEEP_SECONDS',
  'PATHWAYS_KEYS',
  'SESSION_SECRETS',
  'SMTP_URL',
  'MAIL_FROM',
  'DATABASE_URL_FILE',
  'MIGRATION_DATABASE_URL_FILE',
  'REDIS_URL_FILE',
  'PATHWAYS_KEYS_FILE',
  'SESSION_SECRETS_FILE',
  'SMTP_URL_FILE',
  'OIDC_CLIENT_SECRET_FILE',
]);
