import { plainToInstance, Transform } from 'class-transformer';
import { IsIn, IsInt, IsOptional, Matches, Max, Min, validateSync } from 'class-validator';

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
  const given = Object.fromEntries(Object.entries(environment).filter(([name, value]) => CONFIG_NAMES.has(name) && value !== ''));
  const config = plainToInstance(ProcessConfig, given);
  const problems = validateSync(config).flatMap((error) => Object.values(error.constraints ?? {}).map((text) => (text.startsWith(error.property) ? text : `${error.property} ${text}`)));
  if (config.NODE_ENV === 'production') {
    if (config.DATABASE_URL === undefined) problems.push('DATABASE_URL must be set in production: the embedded PostgreSQL is for one machine and one person.');
    if (config.REDIS_URL === undefined) problems.push('REDIS_URL must be set in production.');
  }
  if (problems.length > 0) throw new ConfigError(problems);
  return config;
}

/** Names of all variables, for `.env.example` and its test. */
export const CONFIG_NAMES: ReadonlySet<string> = new Set([
  'NODE_ENV',
  'DATABASE_URL',
  'REDIS_URL',
  'PATHWAYS_HOME',
  'PORT',
  'LOG_LEVEL',
  'UPLOAD_LIMIT_MB',
  'WORKER_CONCURRENCY',
  'LEASE_SECONDS',
  'SWEEP_SECONDS',
]);
