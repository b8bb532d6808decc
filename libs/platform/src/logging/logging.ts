import type { LoggerService } from '@nestjs/common';
import { pino, type Logger } from 'pino';

/** Keys that may hold something personal: their values never reach a log, whoever logs the object. */
const PERSONAL_KEYS = [
  'givenName', 'familyName', 'name', 'email', 'phone', 'bornOn', 'dateOfBirth', 'postcode', 'typed', 'needs', 'note', 'cells', 'candidate',
  'authorization', 'cookie', 'password',
];

/** One JSON line an event, on standard output. */
export function createLogger(level: string, processName: string): Logger {
  return pino({
    level,
    base: { process: processName },
    timestamp: pino.stdTimeFunctions.isoTime,
    redact: { paths: PERSONAL_KEYS.flatMap((key) => [key, `*.${key}`, `*.*.${key}`, `*[*].${key}`]), censor: '[removed]' },
  });
}

/** Lets Nest write its own lines through pino. */
export class NestLog implements LoggerService {
  constructor(private readonly logger: Logger) {}
  log(message: unknown, context?: string): void {
    this.logger.debug({ context }, String(message)); // Nest tells of every route at start; that is for developers
  }
  error(message: unknown, stack?: string, context?: string): void {
    this.logger.error({ context, stack }, String(message));
  }
  warn(message: unknown, context?: string): void {
    this.logger.warn({ context }, String(message));
  }
}
