import { createPostgresBackend, runMigrations, setDefaultBackendFactory, type QueueOptions } from 'bullmq';
import pg from 'pg';

/** Where the queue lives: Redis or Valkey when there is a URL, else PostgreSQL. */
export interface QueuePlace {
  readonly databaseUrl: string;
  readonly redisUrl: string | undefined;
}

const POSTGRES_SCHEMA = 'bullmq';

/**
 * Options for every queue, worker and flow of this process. Choosing the backend is process-wide in
 * BullMQ, so this is called once, before the first queue is made.
 */
export function queueOptions(place: QueuePlace): QueueOptions {
  if (place.redisUrl !== undefined) {
    setDefaultBackendFactory();
    return {
      // By its address: every queue and worker then opens a connection of its own (ioredis), and closes it.
      connection: { url: place.redisUrl, maxRetriesPerRequest: null },
      prefix: '{bull}', // one slot: flows work on a Redis Cluster too
    };
  }
  setDefaultBackendFactory(createPostgresBackend);
  const connection: object = { connectionString: place.databaseUrl, schema: POSTGRES_SCHEMA, max: 10, skipMigrations: true };
  return { connection }; // the option's type knows Redis only
}

/** Makes or upgrades the tables of the queue in PostgreSQL. BullMQ holds its own advisory lock. */
export async function migrateQueue(databaseUrl: string): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    await runMigrations(client, POSTGRES_SCHEMA);
  } finally {
    await client.end();
  }
}
