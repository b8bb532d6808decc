import { createHash } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { projectRoot } from './project-root.js';

/** Where an embedded PostgreSQL keeps its things. One home has at most one server. */
export interface PostgresHome {
  readonly folder: string;
  readonly dataFolder: string;
  readonly logFile: string;
  readonly passwordFile: string;
  /** Held open by everybody who uses the server; the server ends when nobody does. */
  readonly socketFile: string;
}

/** The longest path in bytes that a Unix socket may have on every system we run on (macOS: 104 with the final zero). */
const LONGEST_SOCKET_PATH = 100;

/** The home at `folder`, by default `PATHWAYS_HOME` or `.pathways` in the checkout. */
export function postgresHome(folder: string = process.env['PATHWAYS_HOME'] || join(projectRoot(), '.pathways')): PostgresHome {
  const home = resolve(folder);
  const socketInHome = join(home, 'keeper.sock');
  const digest = createHash('sha256').update(home).digest('hex').slice(0, 16);
  return {
    folder: home,
    dataFolder: join(home, 'postgres'),
    logFile: join(home, 'postgres.log'),
    passwordFile: join(home, 'postgres-password'),
    socketFile: Buffer.byteLength(socketInHome) <= LONGEST_SOCKET_PATH ? socketInHome : join(tmpdir(), `anchor-pathways-${process.getuid?.() ?? 0}-${digest}`, 'keeper.sock'),
  };
}
