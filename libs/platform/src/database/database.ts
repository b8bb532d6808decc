import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { ClientBase } from 'pg';
import { DataSource, type EntityManager } from 'typeorm';
import { Clock } from '../clock/clock.js';
import { DomainError } from '../errors/domain-error.js';
import { enter, type Actor, type DatabaseRole } from './actor.js';

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
   * row-level security in it, to plan a query takes longer than to run it. So its text must not hold values. Without a
   * role the login's own rights hold, which in a process are none.
   */
  read<Row>(actor: Actor, sql: string, values: readonly unknown[] = [], role: DatabaseRole | null = 'pathways_app'): Promise<Row[]> {
    return this.dataSource.transaction(async (manager) => {
      await enter(manager, role, actor, this.clock.today(), true);
      return prepared<Row>(manager, sql, values);
    });
  }
}

/** Names of prepared statements, by their text. */
const NAMES = new Map<string, string>();

async function prepared<Row>(manager: EntityManager, text: string, values: readonly unknown[]): Promise<Row[]> {
  const name = NAMES.get(text) ?? createHash('sha256').update(text).digest('hex').slice(0, 32);
  NAMES.set(text, name);
  const client = (await manager.queryRunner!.connect()) as ClientBase;
  const { rows } = await client.query({ name, text, values: [...values] });
  return rows as Row[];
}

/** Throws access/not-allowed unless the actor may do it somewhere; at which rows is the database's to say. */
export function requireAction(actor: Actor, action: string): void {
  if (!actor.actions.has(action)) throw new DomainError('access/not-allowed', 'Your role does not allow this. Ask an administrator of your organisation if it should.');
}
