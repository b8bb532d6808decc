import type { LoggerService } from '@nestjs/common';
import { pino, type Logger } from 'pino';

/**
 * Keys whose text may be logged. Everything else that is text is removed, however deep it lies: a list of
 * what is personal would never be complete, and a database error or a new field would slip past it.
 */
const SAFE_KEYS: ReadonlySet<string> = new Set(['process', 'context', 'kind', 'code', 'stack', 'url', 'method', 'path', 'queue', 'id', 'requestId']);

/** 'runId', 'uploadId': ids say which row, not who. */
const ID_KEY = /^[a-z]+Id$/;

const REMOVED = '[removed]';
const DEEPEST = 8;

/** One JSON line an event, on standard output. Numbers, booleans, ids and codes; no other text than the message. */
export function createLogger(level: string, processName: string): Logger {
  return pino({
    level,
    base: { process: processName },
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { log: (event) => scrubbedObject(event, 0) },
  });
}

function scrubbedObject(value: object, depth: number): Record<string, unknown> {
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, scrubbed(key, item, depth + 1)]));
}

function scrubbed(key: string, value: unknown, depth: number): unknown {
  if (typeof value === 'string') return SAFE_KEYS.has(key) || ID_KEY.test(key) ? value : REMOVED;
  if (value instanceof Error) return whereOf(value);
  if (typeof value !== 'object' || value === null) return value;
  if (depth > DEEPEST) return REMOVED;
  if (Array.isArray(value)) return value.map((item) => scrubbed(key, item, depth + 1));
  // Requests and responses are told by serializers of their own, which name what they show.
  if (Object.getPrototypeOf(value) !== Object.prototype) return key === 'req' || key === 'res' ? value : REMOVED;
  return scrubbedObject(value, depth);
}

/** What kind of error and where, without its message, which may quote a row. */
function whereOf(error: Error): Record<string, unknown> {
  const code = 'code' in error && typeof error.code === 'string' ? error.code : undefined;
  return { kind: error.name, code, stack: framesOf(error) };
}

function framesOf(error: Error): string | undefined {
  return error.stack?.split('\n').filter((line) => line.trimStart().startsWith('at ')).join('\n');
}

/** Lets Nest write its own lines through pino. */
export class NestLog implements LoggerService {
  constructor(private readonly logger: Logger) {}
  log(message: unknown, context?: string): void {
    this.logger.debug({ context }, String(message)); // Nest tells of every route at start; that is for developers
  }
  error(message: unknown, stack?: string, context?: string): void {
    // What is thrown may quote a row: only text of our own goes on as it is.
    if (message instanceof Error) this.logger.error({ context, err: message }, 'unexpected error');
    else this.logger.error({ context, stack: stack?.split('\n').filter((line) => line.trimStart().startsWith('at ')).join('\n') }, String(message));
  }
  warn(message: unknown, context?: string): void {
    this.logger.warn({ context }, String(message));
  }
}
