import { setTimeout as pause } from 'node:timers/promises';
import { Client } from 'pg';

const FIRST_PAUSE_MS = 50;
const LONGEST_PAUSE_MS = 5_000;
const HEARTBEAT_MS = 10_000;
const ANSWER_MS = 5_000;

/**
 * Listens to a channel of NOTIFY on a connection of its own, for as long as the process lives. `onNews` is called for
 * each notification, and whenever the connection was lost and is there again: what was sent in between nobody will
 * send a second time, so whoever listens must then look for itself.
 */
export class Notifications {
  #client: Client | null = null;
  #heartbeat: NodeJS.Timeout | null = null;
  #isStopped = false;

  constructor(
    private readonly url: string,
    /** A plain name of small letters and underscores. */
    private readonly channel: string,
    private readonly onNews: () => void,
  ) {}

  /** Connects, again and again until it can. Ends when it listens; what is notified from then on is not missed. */
  async start(): Promise<void> {
    for (let wait = FIRST_PAUSE_MS; !this.#isStopped; wait = Math.min(wait * 2, LONGEST_PAUSE_MS)) {
      const client = new Client({ connectionString: this.url, application_name: 'pathways-listen', keepAlive: true, connectionTimeoutMillis: ANSWER_MS, query_timeout: ANSWER_MS });
      try {
        client.on('error', () => this.#lost(client)); // before it connects: an error without a listener ends the process
        await client.connect();
        await client.query(`LISTEN ${this.channel}`);
      } catch {
        client.end().catch(() => undefined);
        await pause(wait, undefined, { ref: false });
        continue;
      }
      if (this.#isStopped) {
        await client.end();
        return;
      }
      client.on('notification', () => this.onNews());
      client.on('end', () => this.#lost(client));
      this.#client = client;
      // A connection that a firewall forgot looks alive until something is asked of it.
      this.#heartbeat = setInterval(() => void client.query('SELECT 1').catch(() => this.#lost(client)), HEARTBEAT_MS);
      this.#heartbeat.unref();
      return;
    }
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    if (this.#heartbeat !== null) clearInterval(this.#heartbeat);
    await this.#client?.end().catch(() => undefined);
  }

  #lost(client: Client): void {
    if (this.#client !== client) return;
    this.#client = null;
    if (this.#heartbeat !== null) clearInterval(this.#heartbeat);
    client.end().catch(() => undefined);
    if (!this.#isStopped) void this.start().then(() => this.onNews());
  }
}
