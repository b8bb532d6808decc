import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AccountLinksService, AccountsService, type NewGrant } from '#lib/identity';
import type { INestApplicationContext } from '@nestjs/common';
import { openTestDatabase, type TestDatabase } from './database.js';
import { capturedMails, mailTo, type CapturedMail } from './mail-folder.js';
import { MovableClock } from './movable-clock.js';
import { OPERATOR } from './operator.js';
import { openServices } from './services.js';
import { addTestTree } from './test-tree.js';

export const PASSWORD = 'three small words';
export const MEMBER_NAME = 'Tess Example';
export const linkOf = (token: string): string => `https://pathways.test/link/${token}`;

/** A database with a tree, the services on it, a clock that can be moved, and a folder for what is mailed. */
export class SignInBench {
  private constructor(
    readonly database: TestDatabase,
    readonly services: INestApplicationContext,
    readonly clock: MovableClock,
    readonly home: string,
  ) {}

  static async open(environment: Readonly<Record<string, string>> = {}): Promise<SignInBench> {
    const home = mkdtempSync(join(tmpdir(), 'pathways-sign-in-'));
    const clock = new MovableClock(new Date('2026-06-01T11:00:00Z'));
    const database = await openTestDatabase();
    await addTestTree(database.dataSource);
    const services = await openServices(database.url, { clock, environment: { PATHWAYS_HOME: home, ...environment } });
    return new SignInBench(database, services, clock, home);
  }

  async close(): Promise<void> {
    await this.services.close();
    await this.database.close();
    rmSync(this.home, { recursive: true });
  }

  /** The rows of a query past row-level security. */
  query<Row>(sql: string, values: unknown[] = []): Promise<Row[]> {
    return this.database.dataSource.query<Row[]>(sql, values);
  }

  /** Somebody who was invited and has chosen {@link PASSWORD}. */
  async member(email: string, ...grants: NewGrant[]): Promise<string> {
    const userId = await this.invited(email, ...grants);
    const { token } = await this.mailTo(email);
    const chosen = await this.services.get(AccountLinksService, { strict: false }).use(token, 'invitation', PASSWORD);
    if (!chosen.ok) throw new Error(chosen.detail);
    this.clock.moveMinutes(1); // a session that begins now is later than the choice
    return userId;
  }

  invited(email: string, ...grants: NewGrant[]): Promise<string> {
    return this.services.get(AccountsService, { strict: false }).invite(OPERATOR, { email, displayName: MEMBER_NAME, grants }, linkOf);
  }

  mailTo(address: string, wanted?: (mail: CapturedMail) => boolean): Promise<CapturedMail> {
    return mailTo(this.home, address, wanted);
  }

  mails(): CapturedMail[] {
    return capturedMails(this.home);
  }
}
