import { randomInt } from 'node:crypto';
import { Passwords, sealEmail } from '#lib/identity';
import type { Role } from '#lib/kernel';
import { Clock, Database, homeSecret, ProcessConfig, Sealer, systemActor, writeAudit } from '#lib/platform';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { BRINDLEHITHE } from './demo-geography.js';
import { BROKERAGE_CODE, CITY_CODE, demoTree } from './demo-organisations.js';

/** Somebody of the demo, for signing in as them. */
export interface DemoSignIn {
  readonly role: Role;
  readonly email: string;
  /** 'Broker of Anchorton Jobs Brokerage (invented)': what the account is called. */
  readonly who: string;
}

interface DemoAccount extends DemoSignIn {
  readonly nodeCode: string;
}

const ACTOR = systemActor('demo');

/** example is reserved (RFC 2606), so no message to one of them ever reaches anybody. */
const account = (role: Role, mailbox: string, title: string, nodeCode: string): DemoAccount => ({
  role,
  email: `${mailbox}@anchorton.example`,
  who: `${title} of ${demoTree().find(({ code }) => code === nodeCode)!.name}`,
  nodeCode,
});

/** One account for each role; for programme leads one at each level, since it decides which figures they see. */
const ACCOUNTS: readonly DemoAccount[] = [
  account('broker', 'broker', 'Broker', BROKERAGE_CODE),
  account('broker-lead', 'broker-lead', 'Lead of the brokers', BROKERAGE_CODE),
  account('college-partner', 'college', 'College partner', 'DEMO-AC'),
  account('hr', 'hr', 'HR', 'DEMO-T1'),
  account('programme-lead', 'place-lead', 'Programme lead', BRINDLEHITHE.code),
  account('programme-lead', 'ics-lead', 'Programme lead', 'DEMO-ICS-WEST'),
  account('programme-lead', 'city-lead', 'Programme lead', CITY_CODE),
  account('candidate', 'candidate', 'Candidate', BROKERAGE_CODE),
  account('administrator', 'administrator', 'Administrator', CITY_CODE),
  account('auditor', 'auditor', 'Auditor', CITY_CODE),
];

const PASSWORD_WORDS = 4;

/** The accounts that the demo has, in the order of the table of roles. All have the password of {@link DemoAccounts.password}. */
export function demoSignIns(): DemoSignIn[] {
  return ACCOUNTS.map(({ role, email, who }) => ({ role, email, who }));
}

/** Accounts with which the demo can be looked at as each role. */
@Injectable()
export class DemoAccounts {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly config: ProcessConfig,
    private readonly sealer: Sealer,
    private readonly passwords: Passwords,
  ) {}

  /** The one password of all accounts: words drawn once for an installation and kept in PATHWAYS_HOME, so that no two installations have the same. */
  async password(): Promise<string> {
    const { dictionary } = await import('@zxcvbn-ts/language-common');
    // About 50 bits, behind a lock after five failures.
    const words = dictionary['diceware-common'].filter((word) => /^[a-z]{4,7}$/.test(word));
    return homeSecret(this.config.PATHWAYS_HOME, 'demo-password', () => Array.from({ length: PASSWORD_WORDS }, () => words[randomInt(words.length)]!).join('-')).trim();
  }

  /**
   * Makes the accounts of a demo that is loaded, and gives those that are there the present password. The candidate's
   * becomes that of the first candidate who consents to be matched and shown; before the candidates file is read
   * there is none, so load again after it. Loading again changes nothing else.
   */
  async load(): Promise<void> {
    const nodes = await this.database.read<{ code: string; nodeId: string }>(ACTOR, `SELECT code, organisation_id AS "nodeId" FROM identity.organisations WHERE code = ANY ($1) AND is_demo`, [
      ACCOUNTS.map(({ nodeCode }) => nodeCode),
    ]);
    const nodeOf = new Map(nodes.map(({ code, nodeId }) => [code, nodeId]));
    const [candidate] = await this.database.read<{ candidateId: string }>(
      ACTOR,
      `SELECT candidate_id AS "candidateId" FROM candidates.candidates
        WHERE organisation_id = $1 AND candidates.consents_to(candidate_id, 'matching') AND candidates.consents_to(candidate_id, 'sharing-with-partners')
        ORDER BY reference LIMIT 1`,
      [nodeOf.get(BROKERAGE_CODE) ?? null],
    );
    const password = await this.password();
    const hash = await this.passwords.hash(password);
    const wanted = ACCOUNTS.flatMap((one) => {
      const nodeId = nodeOf.get(one.nodeCode);
      return nodeId === undefined ? [] : [{ ...one, nodeId }];
    });
    // Accounts are sign-in's, roles the application's: neither may do both.
    const userIds = await this.database.write(
      ACTOR,
      async (manager) => {
        const ids: (string | null)[] = [];
        for (const one of wanted) ids.push(await this.account(manager, one, password, hash));
        return ids;
      },
      'pathways_sign_in',
    );
    await this.database.write(ACTOR, async (manager) => {
      let made = 0;
      for (const [index, { role, nodeId }] of wanted.entries()) {
        const userId = userIds[index] ?? null;
        const candidateId = role === 'candidate' ? candidate?.candidateId : null;
        if (userId !== null && candidateId !== undefined) made += await this.grant(manager, userId, role, nodeId, candidateId);
      }
      if (made > 0) await writeAudit(manager, ACTOR, 'demo.accounts-made', CITY_CODE, { roles: made });
    });
  }

  /** The id of the account; null when somebody real has the address. */
  private async account(manager: EntityManager, { email, who }: DemoAccount, password: string, hash: string): Promise<string | null> {
    const { sealed, fingerprints } = sealEmail(this.sealer, email)!;
    const [added] = await manager.query<{ userId: string }[]>(
      `INSERT INTO identity.users (email, email_fingerprint, display_name, accepted_at, password_hash, is_demo)
       SELECT $1, $2, $3, $4, $5, true WHERE NOT EXISTS (SELECT FROM identity.users WHERE email_fingerprint = ANY ($6))
       ON CONFLICT (email_fingerprint) DO NOTHING RETURNING user_id AS "userId"`,
      [sealed, fingerprints[0], who, this.clock.now(), hash, fingerprints],
    );
    if (added !== undefined) return added.userId;
    const [found] = await manager.query<{ userId: string; passwordHash: string | null }[]>(
      `SELECT user_id AS "userId", password_hash AS "passwordHash" FROM identity.users WHERE email_fingerprint = ANY ($1) AND is_demo`,
      [fingerprints],
    );
    if (found === undefined) return null;
    // The file with the password may be gone while the database is not ours to lose.
    if (!(await this.passwords.verify(found.passwordHash, password))) await manager.query(`UPDATE identity.users SET password_hash = $2 WHERE user_id = $1`, [found.userId, hash]);
    return found.userId;
  }

  /** 1 when the role is new, 0 when it was there. */
  private async grant(manager: EntityManager, userId: string, role: Role, nodeId: string, candidateId: string | null): Promise<number> {
    const added = await manager.query<unknown[]>(
      `INSERT INTO identity.role_grants (user_id, organisation_id, role, candidate_id, from_on) VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING RETURNING grant_id`,
      [userId, nodeId, role, candidateId, this.clock.today()],
    );
    return added.length;
  }
}
