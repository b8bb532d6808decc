import type { ConfigError, DomainError, ErrorDetail } from '#lib/platform';
import { CommanderError } from 'commander';
import { EXIT } from './exit-codes.js';

/** An error as the command tells it. */
export interface Failure {
  readonly exitCode: number;
  readonly code: string;
  readonly detail: string;
  readonly errors: readonly ErrorDetail[];
  /** Where it happened, for whoever mends the program; empty when the user can mend it. */
  readonly trace: readonly string[];
}

/** As every process of ours ends with: EX_CONFIG of sysexits.h. */
const EXIT_CONFIG = 78;

/** What the operating system says of a file, by its code. */
const FILE_TROUBLE: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  ENOENT: 'there is no such file or folder',
  ENOTDIR: 'a part of the path is not a folder',
  EISDIR: 'it is a folder',
  EROFS: 'it cannot be written to',
  ENOSPC: 'the disk is full',
};

/** Of the operating system, and of PostgreSQL that shuts down. */
const LOST_CONNECTION = /^(ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT|57P0[123]|08\w{3})$/;

/**
 * Turns any error into an exit code, a code for machines and a sentence. Ours are told by name and not
 * by class: the classes come with the whole product, which a wrong command line should not have to wait for.
 */
export function describeFailure(error: unknown): Failure {
  if (!(error instanceof Error)) return unexpected(new Error(String(error)));
  if (error instanceof CommanderError) {
    const detail = error.code === 'commander.help' ? 'A verb is missing.' : error.message.replace(/^error: /, '');
    return { exitCode: error.exitCode === 0 ? EXIT.done : EXIT.usage, code: 'command/usage', detail, errors: [], trace: [] };
  }
  if (isNamed<DomainError>(error, 'DomainError')) {
    return { exitCode: error.code.startsWith('command/') ? EXIT.usage : EXIT.refused, code: error.code, detail: error.message, errors: error.details, trace: [] };
  }
  if (isNamed<ConfigError>(error, 'ConfigError')) {
    return { exitCode: EXIT_CONFIG, code: 'command/configuration', detail: 'The configuration is not usable:', errors: error.problems.map(aboutVariable), trace: [] };
  }
  if (error.name === 'ServerError') return { exitCode: EXIT.refused, code: 'command/server-not-usable', detail: error.message, errors: [], trace: [] };
  const { code = '', path } = error as NodeJS.ErrnoException;
  const trouble = FILE_TROUBLE[code];
  if (trouble !== undefined && path !== undefined) return { exitCode: EXIT.refused, code: 'command/file-not-usable', detail: `${path} cannot be used: ${trouble}.`, errors: [], trace: [] };
  const state = stateOf(error).code;
  if ((typeof state === 'string' && LOST_CONNECTION.test(state)) || error.message.startsWith('Connection terminated')) {
    const detail = 'The connection to the database or the queue was lost. Run it again: what was stored stays, and nothing is stored twice.';
    return { exitCode: EXIT.unexpected, code: 'command/connection-lost', detail, errors: [], trace: [] };
  }
  return unexpected(error);
}

/** As a person reads it. */
export function linesOfFailure({ detail, errors, trace }: Failure): string {
  return [detail, ...errors.map((error) => `  ${error.pointer}: ${error.detail}`), ...trace].join('\n');
}

function isNamed<Kind extends Error>(error: Error, name: Kind['name']): error is Kind {
  return error.name === name;
}

function aboutVariable(problem: string): ErrorDetail {
  const [pointer = '', ...words] = problem.split(' ');
  return { pointer, detail: words.join(' ') };
}

/** What the database says of an error, through TypeORM or without it. */
function stateOf(error: Error): { code?: unknown; constraint?: unknown } {
  return 'driverError' in error ? (error.driverError as { code?: unknown }) : (error as { code?: unknown });
}

/** A message may quote a partner's data, so only the kind of error and where it happened are told. */
function unexpected(error: Error): Failure {
  const { code, constraint } = stateOf(error);
  const kind = [error.name, code, constraint].filter((part) => typeof part === 'string').join(' ');
  const places = (error.stack ?? '').split('\n').filter((line) => line.trimStart().startsWith('at '));
  return { exitCode: EXIT.unexpected, code: 'command/unexpected', detail: 'Something went wrong that we did not foresee.', errors: [], trace: [kind, ...places] };
}
