import { readTypedCode } from '#lib/kernel';
import { Clock, Database, Sealer } from '#lib/platform';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { changedRows } from './changed-rows.js';
import { digestOf } from './one-time-secrets.js';
import { Passwords } from './passwords.js';
import { lockAccount, sealEmail, SIGNS_IN_BY_LINK, totpSecretOf } from './people.js';
import { personActor, SIGN_IN, writeAccountAudit } from './sign-in-actors.js';
import { attemptAt, forgetFailures, forgetOldFailures, takeAttempt, type AttemptSubject } from './sign-in-attempts.js';
import { stepOfCode } from './totp.js';

/** 'refused' says nothing of why: unknown, locked, deactivated, not yet accepted and wrong all look alike. */
export type SignInResult =
  | { readonly outcome: 'signed-in'; readonly userId: string }
  /** The password was right and a code has to follow. */
  | { readonly outcome: 'second-factor'; readonly userId: string }
  | { readonly outcome: 'refused' };

/** Who somebody is, as the OpenID provider says. */
export interface OpenIdIdentity {
  readonly issuer: string;
  readonly subject: string;
  readonly email: string | null;
  readonly isEmailVerified: boolean;
}

interface Account {
  readonly userId: string;
  readonly isOpen: boolean;
  readonly passwordHash: string | null;
  readonly hasSecondFactor: boolean;
}

const ACCOUNT = `user_id AS "userId", is_active AND accepted_at IS NOT NULL AS "isOpen", password_hash AS "passwordHash", has_second_factor AS "hasSecondFactor"`;

const REFUSED: SignInResult = { outcome: 'refused' };

/** Proves who somebody is. Sessions are the front door's; this says whether one may begin, and whether it still holds. */
@Injectable()
export class SignInService {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly sealer: Sealer,
    private readonly passwords: Passwords,
  ) {}

  /**
   * Tries an address and a password. An address that nobody has costs the same work as one that somebody has: a
   * hash is compared, a failure is counted and, in the end, a lock is set. So neither words nor time tell them apart.
   */
  async withPassword({ email, password, address }: { email: string; password: string; address: string }): Promise<SignInResult> {
    const sealed = sealEmail(this.sealer, email);
    const account = sealed === null ? null : await this.accountWith('email_fingerprint = ANY ($1)', sealed.fingerprints);
    const hash = account?.isOpen === true ? account.passwordHash : null;
    const isRight = await this.passwords.verify(hash, password);
    const nobody = sealed?.fingerprints[0] ?? this.sealer.fingerprint(email, 'no address');
    const attempt: AttemptSubject = account === null ? { subject: `email:${nobody}`, userId: null, address } : attemptAt(account.userId, address);
    const newHash = isRight && hash !== null && this.passwords.isOutdated(hash) ? await this.passwords.hash(password) : null;
    const isTaken = await this.asSignIn(async (manager) => {
      if (!(await takeAttempt(manager, attempt, this.clock.now(), () => isRight))) return false;
      if (newHash !== null) await manager.query(`UPDATE identity.users SET password_hash = $2 WHERE user_id = $1 AND password_hash = $3`, [account?.userId, newHash, hash]);
      // With a second factor the count goes on: whoever has the password must not win five codes by each use of it.
      if (account?.hasSecondFactor === false) await forgetFailures(manager, account.userId);
      return true;
    });
    if (!isTaken || account === null) return REFUSED;
    return { outcome: account.hasSecondFactor ? 'second-factor' : 'signed-in', userId: account.userId };
  }

  /** Compares the password of somebody who is signed in, before something that a borrowed session must not do. Counts as a sign-in does. */
  async confirmPassword(userId: string, password: string): Promise<boolean> {
    const account = await this.accountWith('user_id = $1', userId);
    const isRight = await this.passwords.verify(account?.isOpen === true ? account.passwordHash : null, password);
    if (account === null) return false;
    return this.asSignIn(async (manager) => {
      const isTaken = await takeAttempt(manager, attemptAt(userId), this.clock.now(), () => isRight);
      if (isTaken) await forgetFailures(manager, userId);
      return isTaken;
    });
  }

  /** Tries a code of the authenticator app, each once, or a recovery code, each once. Failures count as those of the password do. */
  async withSecondFactor(userId: string, code: string): Promise<boolean> {
    return this.asSignIn(async (manager) => {
      const isTaken = await takeAttempt(manager, attemptAt(userId), this.clock.now(), () => this.useCode(manager, userId, code));
      if (isTaken) await forgetFailures(manager, userId);
      return isTaken;
    });
  }

  private async useCode(manager: EntityManager, userId: string, text: string): Promise<boolean> {
    const now = this.clock.now();
    const typed = readTypedCode(text);
    const [account] = await manager.query<{ secret: string; lastStep: string | null }[]>(
      `SELECT totp_secret AS secret, totp_last_step AS "lastStep" FROM identity.users WHERE user_id = $1 AND is_active AND has_second_factor FOR UPDATE`,
      [userId],
    );
    if (account === undefined || typed === null) return false;
    if (typed.kind === 'recovery') {
      const used = await changedRows(manager, `UPDATE identity.recovery_codes SET used_at = $3 WHERE user_id = $1 AND code_hash = $2 AND used_at IS NULL RETURNING user_id`, [userId, digestOf(typed.code), now]);
      if (used.length === 0) return false;
      await writeAccountAudit(manager, SIGN_IN, 'identity.recovery-code-used', userId);
      return true;
    }
    const step = stepOfCode(this.sealer.open(account.secret, totpSecretOf(userId)), typed.code, now, account.lastStep === null ? null : Number(account.lastStep));
    if (step === null) return false;
    await manager.query(`UPDATE identity.users SET totp_last_step = $2 WHERE user_id = $1`, [userId, step]);
    return true;
  }

  /** Uses the link that a candidate was sent. Null when it was used, is too old, or the account has become more than a candidate's. */
  async withLink(token: string): Promise<{ userId: string; purpose: 'sign-in' } | null> {
    const now = this.clock.now();
    return this.asSignIn(async (manager) => {
      const [sent] = await manager.query<{ userId: string }[]>(`SELECT user_id AS "userId" FROM identity.account_links WHERE token_hash = $1`, [digestOf(token)]);
      if (sent === undefined) return null;
      await lockAccount(manager, sent.userId);
      const [link] = await changedRows<{ userId: string }>(
        manager,
        `UPDATE identity.account_links SET used_at = $2 WHERE token_hash = $1 AND purpose = 'sign-in' AND used_at IS NULL AND expires_at > $2 RETURNING user_id AS "userId"`,
        [digestOf(token), now],
      );
      if (link === undefined) return null;
      const [accepted] = await changedRows(
        manager,
        `UPDATE identity.users AS account SET accepted_at = coalesce(accepted_at, $2) WHERE user_id = $1 AND ${SIGNS_IN_BY_LINK('$3::date')} RETURNING user_id`,
        [link.userId, now, this.clock.today()],
      );
      return accepted === undefined ? null : { userId: link.userId, purpose: 'sign-in' as const };
    });
  }

  /**
   * The account of somebody whom the OpenID provider vouches for; null when there is none. The first time it is found
   * by a verified address, and only while the invitation is open: later an address at the provider, which may be
   * given to somebody else, must not open the account that was made under it.
   */
  async withOpenId({ issuer, subject, email, isEmailVerified }: OpenIdIdentity): Promise<string | null> {
    const sealed = email === null || !isEmailVerified ? null : sealEmail(this.sealer, email);
    return this.asSignIn(async (manager) => {
      const [known] = await manager.query<{ userId: string; isOpen: boolean }[]>(
        `SELECT user_id AS "userId", is_active AND accepted_at IS NOT NULL AS "isOpen" FROM identity.openid_identities JOIN identity.users USING (user_id) WHERE issuer = $1 AND subject = $2`,
        [issuer, subject],
      );
      if (known !== undefined) return known.isOpen ? known.userId : null;
      if (sealed === null) return null;
      const [accepted] = await changedRows<{ userId: string }>(
        manager,
        `UPDATE identity.users SET accepted_at = $2 WHERE email_fingerprint = ANY ($1) AND is_active AND accepted_at IS NULL RETURNING user_id AS "userId"`,
        [sealed.fingerprints, this.clock.now()],
      );
      if (accepted === undefined) return null;
      await manager.query(`INSERT INTO identity.openid_identities (issuer, subject, user_id) VALUES ($1, $2, $3)`, [issuer, subject, accepted.userId]);
      await manager.query(`DELETE FROM identity.account_links WHERE user_id = $1`, [accepted.userId]);
      await writeAccountAudit(manager, SIGN_IN, 'identity.account-accepted', accepted.userId, { by: 'openid' });
      return accepted.userId;
    });
  }

  /** Writes down that somebody has signed in, when the session begins. */
  async recordSignIn(userId: string): Promise<void> {
    const now = this.clock.now();
    const actor = personActor(userId);
    await this.database.write(
      actor,
      async (manager) => {
        await manager.query(`UPDATE identity.users SET last_signed_in_at = $2 WHERE user_id = $1`, [userId, now]);
        await forgetOldFailures(manager, now);
        await writeAccountAudit(manager, actor, 'identity.signed-in', userId);
      },
      'pathways_sign_in',
    );
  }

  /** Writes down that somebody has signed out; everywhere, and no session from before holds any longer. */
  async recordSignOut(userId: string, everywhere: boolean): Promise<void> {
    const actor = personActor(userId);
    await this.database.write(
      actor,
      async (manager) => {
        if (everywhere) await manager.query(`UPDATE identity.users SET sessions_valid_from_at = $2 WHERE user_id = $1`, [userId, this.clock.now()]);
        await writeAccountAudit(manager, actor, everywhere ? 'identity.signed-out-everywhere' : 'identity.signed-out', userId);
      },
      'pathways_sign_in',
    );
  }

  /** Whether a session that began at a moment still holds: the account is open, and has not signed out everywhere since. */
  async isSessionValid(userId: string, signedInAt: Date): Promise<boolean> {
    const rows = await this.database.read(
      SIGN_IN,
      `SELECT 1 FROM identity.users WHERE user_id = $1 AND is_active AND accepted_at IS NOT NULL AND (sessions_valid_from_at IS NULL OR sessions_valid_from_at < $2)`,
      [userId, signedInAt],
      'pathways_sign_in',
    );
    return rows.length > 0;
  }

  private async accountWith(condition: string, value: unknown): Promise<Account | null> {
    const [found] = await this.database.read<Account>(SIGN_IN, `SELECT ${ACCOUNT} FROM identity.users WHERE ${condition}`, [value], 'pathways_sign_in');
    return found ?? null;
  }

  private asSignIn<Result>(work: (manager: EntityManager) => Promise<Result>): Promise<Result> {
    return this.database.write(SIGN_IN, work, 'pathways_sign_in');
  }
}
