import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { Clock } from '../clock/clock.js';
import { DomainError } from '../errors/domain-error.js';
import { enter, type Actor, type DatabaseRole } from './actor.js';
import { prepared } from './prepared.js';

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
  read<Row>(actor: Actor, sql: string, values: readonly unknown[] = [], role: DatabaseRole | null = 'pathways_app'): Promise<Row[]> {
    return this.dataSource.transaction(async (manager) => {
      await enter(manager, role, actor, this.clock.today(), true);
      return prepared<Row>(manager, role, sql, values);
    });
  }

  /** Several queries for one answer, in one transaction: to begin it and to say who acts takes longer than most of them. */
  readTogether<Result>(actor: Actor, work: (read: Read) => Promise<Result>, role: DatabaseRole = 'pathways_app'): Promise<Result> {
    return this.dataSource.transaction(async (manager) => {
      await enter(manager, role, actor, this.clock.today(), true);
      return work((sql, values = []) => prepared(manager, role, sql, values));
    });
  }
}

/** Asks one query within a transaction that reads. Its text must not hold values. */
export type Read = <Row>(sql: string, values?: readonly unknown[]) => Promise<Row[]>;

/** Throws access/not-allowed unless the actor may do it somewhere; at which rows is the database's to say. */
export function requireAction(actor: Actor, action: string): void {
  if (!actor.actions.has(action)) throw new DomainError('access/not-allowed', 'Your role does not allow this. Ask an administrator of your organisation if it should.');
}
