import type { Logger } from 'pino';
import { ConfigError, type ProcessConfig, readConfig } from '../config/process-config.js';
import { joinEmbeddedPostgres } from '../embedded/embedded-postgres.js';
import { createLogger } from '../logging/logging.js';
import { refusePowerfulUser } from './refuse-powerful-user.js';

/** A process with its configuration read and its database found. */
export interface OpenedProcess {
  readonly processName: string;
  readonly config: ProcessConfig;
  /** Of the user with whom the process works, who owns nothing. */
  readonly databaseUrl: string;
  /** Of the user who owns the tables, for migrating; null where only the other is known. */
  readonly ownerUrl: string | null;
  readonly logger: Logger;
  /** Lets go of the embedded database, if that is what we use. */
  readonly release: () => void;
}

/** Exit code of a process whose configuration is not usable (EX_CONFIG of sysexits.h). */
export const EXIT_CONFIG = 78;

/**
 * Reads the configuration and finds the database: the one at DATABASE_URL, else the embedded one, started
 * when it is not running. Ends the process with {@link EXIT_CONFIG} and every problem at once when the
 * configuration is not usable.
 */
export async function openProcess(processName: string): Promise<OpenedProcess> {
  const config = readConfigOrExit();
  const logger = createLogger(config.LOG_LEVEL, processName);
  if (config.DATABASE_URL !== undefined) return { processName, config, databaseUrl: config.DATABASE_URL, ownerUrl: config.MIGRATION_DATABASE_URL ?? null, logger, release: () => undefined };
  const embedded = await joinEmbeddedPostgres({ home: config.PATHWAYS_HOME });
  return { processName, config, databaseUrl: embedded.serviceUrl, ownerUrl: embedded.url, logger, release: embedded.release };
}

/** As {@link openProcess}, for a process that serves: in production the user of its database has no power of its own. */
export async function openServingProcess(processName: string): Promise<OpenedProcess> {
  const opened = await openProcess(processName);
  if (opened.config.NODE_ENV === 'production') await refusePowerfulUser(opened.databaseUrl).catch(exitWhenConfigWrong);
  return opened;
}

function readConfigOrExit(): ProcessConfig {
  try {
    return readConfig();
  } catch (error) {
    return exitWhenConfigWrong(error);
  }
}

function exitWhenConfigWrong(error: unknown): never {
  if (!(error instanceof ConfigError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exit(EXIT_CONFIG);
}

/** How long a process may take to put its work down. */
const PATIENCE_MS = 20_000;

/**
 * Ends the process well on SIGTERM, on ctrl-C, and when the process that started it is gone: a launcher
 * that was killed leaves nothing running.
 */
export function endWell(close: () => Promise<void>): void {
  let isEnding = false;
  const end = (): void => {
    if (isEnding) return;
    isEnding = true;
    setTimeout(() => process.exit(1), PATIENCE_MS).unref();
    void close().then(
      () => process.exit(0),
      () => process.exit(1),
    );
  };
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, end);
  if (process.connected) process.once('disconnect', end);
}
