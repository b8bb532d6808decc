import { Injectable } from '@nestjs/common';
import type { ClientBase } from 'pg';
import { DataSource, type EntityManager } from 'typeorm';
import type { PostgresDriver } from 'typeorm/driver/postgres/PostgresDriver.js';
import { Clock } from '../clock/clock.js';
import { DomainError } from '../errors/domain-error.js';
import { enter, entering, type Actor, type DatabaseRole } from './actor.js';
import { askTogether, prepared, type Prepared } from './prepared.js';

/** The only way to the database: somebody acts, in a transaction, with the rights of one role. */
@Injectable()
export class Database {
  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
  ) {}

  /** Everything that the work writes, or nothing of it. */
  write<Result>(actor: Actor, work: (manager: EntityManager) => Promise<Result>, role: DatabaseRole = 'pathways_app'): Promise<Result> {
    return this.dataSource.transaction(async (manager) => {
      await enter(manager, role, actor, this.clock.today(), false);
      return work(manager);
    });
  }

  /** As {@link write}, but everything that the work reads is of one moment. */
  writeAtOneMoment<Result>(actor: Actor, work: (manager: EntityManager) => Promise<Result>, role: DatabaseRole = 'pathways_app'): Promise<Result> {
    return this.dataSource.transaction('REPEATABLE READ', async (manager) => {
      await enter(manager, role, actor, this.clock.today(), false);
      return work(manager);
    });
  }

  /**
   * The rows of one query, which may not write. It is prepared once on each connection: with the policies of
   * row-level security in it, to plan a query takes longer than to run it. So its text must not hold values. A plan is
   * one role's: a connection that changes between roles keeps one for each. Without a role the login's own rights
   * hold, which in a process are none.
   */
  async read<Row>(actor: Actor, sql: string, values: readonly unknown[] = [], role: DatabaseRole | null = 'pathways_app'): Promise<Row[]> {
    const [rows] = await this.#ask(actor, role, [prepared(role, sql, values)]);
    return rows as Row[];
  }

  /**
   * Several queries for one answer. Those that are asked without waiting in between go to the database in one message
   * and are one transaction there; on the way and back each message takes longer than most queries.
   */
  readTogether<Result>(actor: Actor, work: (read: Read) => Promise<Result>, role: DatabaseRole = 'pathways_app'): Promise<Result> {
    let waiting: Prepared[] = [];
    let answers: Promise<unknown[][]> | null = null;
    const read: Read = async <Row>(sql: string, values: readonly unknown[] = []) => {
      const place = waiting.push(prepared(role, sql, values)) - 1;
      // Sent as soon as whoever asks has nothing more to ask at once.
      answers ??= Promise.resolve().then(() => {
        const asked = waiting;
        waiting = [];
        answers = null;
        return this.#ask(actor, role, asked);
      });
      const rows = await answers;
      return rows[place] as Row[];
    };
    return work(read);
  }

  /** The rows of each of some queries, which may not write, in a transaction that is one message. */
  async #ask(actor: Actor, role: DatabaseRole | null, queries: readonly Prepared[]): Promise<unknown[][]> {
    // Not TypeORM's transaction: it sends and awaits a beginning and an end besides each query.
    const [client, release] = (await (this.dataSource.driver as PostgresDriver).obtainMasterConnection()) as [ClientBase, (isBroken?: boolean) => void];
    client.on('error', brokenIsToldToWhoAsks);
    try {
      const [, ...rows] = await askTogether(client, [entering(role, actor, this.clock.today(), true), ...queries]);
      release(client.getTransactionStatus() !== 'I'); // nobody begins one here; if somebody did, none of it may go on
      return rows;
    } catch (error) {
      release(true); // few reads fail, and a connection is soon made: what may be left on this one is nobody's
      throw error;
    } finally {
      client.off('error', brokenIsToldToWhoAsks);
    }
  }
}

/** A connection that breaks fails the query that waits on it. Without a listener it would end the process too. */
function brokenIsToldToWhoAsks(): void {}

/** Asks one query of several for one answer. Its text must not hold values. */
export type Read = <Row>(sql: string, values?: readonly unknown[]) => Promise<Row[]>;

/** A transaction that may write, as those see it who only read. */
export function reading(manager: EntityManager): Read {
  return (sql, values = []) => manager.query(sql, [...values]);
}

/** Throws access/not-allowed unless the actor may do it somewhere; at which rows is the database's to say. */
export function requireAction(actor: Actor, action: string): void {
  if (!actor.actions.has(action)) throw new DomainError('access/not-allowed', 'Your role does not allow this. Ask an administrator of your organisation if it should.');
}
