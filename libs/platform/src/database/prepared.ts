import { createHash } from 'node:crypto';
import pg, { type ClientBase, type Connection, type Submittable } from 'pg';

/** A statement that each connection parses and plans once, with the values of one time. */
export interface Prepared {
  readonly name: string;
  readonly text: string;
  readonly values: unknown[];
}

/** Names of prepared statements, by role and then by text. */
const NAMES = new Map<string | null, Map<string, string>>();

/** Its text must not hold values. A plan is one role's, so a connection that changes between roles keeps one for each. */
export function prepared(role: string | null, text: string, values: readonly unknown[]): Prepared {
  const names = NAMES.get(role) ?? new Map<string, string>();
  NAMES.set(role, names);
  const name = names.get(text) ?? createHash('sha256').update(`${role ?? ''} ${text}`).digest('hex').slice(0, 32);
  names.set(text, name);
  return { name, text, values: [...values] };
}

/**
 * The rows of each of several statements, which travel in one message. Outside a transaction they are one of their own: it
 * ends with the message, whether all goes well or one of them fails, after which none of the rest is run. So neither
 * its beginning nor its end is waited for, and nothing that is set for it outlasts it. When it throws, the connection is
 * to be closed: pg believes that the statements that were not run were parsed.
 */
export async function askTogether(client: ClientBase, statements: readonly Prepared[]): Promise<unknown[][]> {
  const message = new Message(statements);
  client.query(message);
  try {
    return await message.rows;
  } catch (error) {
    if (error instanceof Error) Error.captureStackTrace(error); // who asked, and not the socket
    throw error;
  }
}

/** What a query of pg does with what is sent and what comes back: every query has it, its types leave it out. */
interface SentQuery {
  readonly name: string;
  readonly text: string;
  submit(connection: Connection): void;
  handleRowDescription(message: unknown): void;
  handleDataRow(message: unknown): void;
  handleCommandComplete(message: unknown, connection: Connection): void;
  handleReadyForQuery(connection: Connection): void;
  handleError(error: Error, connection: Connection): void;
}

/**
 * Queries of pg with one Sync behind the last instead of one behind each: the server answers at a Sync, and ends there what
 * is no transaction that was begun. pg's own pipelining sends a Sync with each, so that a transaction needs a beginning
 * and an end, of which each is one more answer; and it is for a whole connection, which then can neither COPY nor use cursors.
 */
class Message implements Submittable {
  readonly #queries: SentQuery[] = [];
  readonly rows: Promise<unknown[][]>;
  #answered = 0;

  constructor(statements: readonly Prepared[]) {
    const rowsOf = (statement: Prepared): Promise<unknown[]> =>
      new Promise((resolve, reject) => {
        const query = new pg.Query(statement, (error, result) => (error instanceof Error ? reject(error) : resolve(result.rows)));
        this.#queries.push(query as unknown as SentQuery);
      });
    this.rows = Promise.all(statements.map(rowsOf));
  }

  /** Of the query that is being answered: by it the client notes what the server has parsed. */
  get name(): string | undefined {
    return this.#queries[this.#answered]?.name;
  }

  get text(): string | undefined {
    return this.#queries[this.#answered]?.text;
  }

  submit(connection: Connection): void {
    const withoutSync = Object.create(connection, { sync: { value: () => undefined } }) as Connection;
    connection.stream.cork();
    for (const query of this.#queries) query.submit(withoutSync);
    connection.sync();
    connection.stream.uncork();
  }

  handleRowDescription(message: unknown): void {
    this.#queries[this.#answered]!.handleRowDescription(message);
  }

  handleDataRow(message: unknown): void {
    this.#queries[this.#answered]!.handleDataRow(message);
  }

  handleCommandComplete(message: unknown, connection: Connection): void {
    this.#queries[this.#answered]!.handleCommandComplete(message, connection);
    this.#answered += 1;
  }

  handleReadyForQuery(connection: Connection): void {
    for (const query of this.#queries) query.handleReadyForQuery(connection);
  }

  handleError(error: Error, connection: Connection): void {
    for (const query of this.#queries) query.handleError(error, connection);
  }
}
