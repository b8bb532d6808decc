import { recoveryCodeInGroups } from '#lib/kernel';
import { Clock, Database, DomainError, Sealer } from '#lib/platform';
import { Injectable } from '@nestjs/common';
import QRCode from 'qrcode';
import type { EntityManager } from 'typeorm';
import { changedRows } from './changed-rows.js';
import { digestOf, randomRecoveryCode } from './one-time-secrets.js';
import { openEmail, totpSecretOf } from './people.js';
import { personActor, writeAccountAudit } from './sign-in-actors.js';
import { SignInService } from './sign-in.service.js';
import { newTotpSecret, stepOfCode, totpUri } from './totp.js';

/** What an authenticator app has to be given, as a QR code and for typing. */
export interface NewSecondFactor {
  /** Base32. */
  readonly secret: string;
  readonly uri: string;
  readonly qrSvg: string;
}

const RECOVERY_CODES = 10;

/** The authenticator app of an account and the codes for when the phone is gone. */
@Injectable()
export class SecondFactorService {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly sealer: Sealer,
    private readonly signIn: SignInService,
  ) {}

  /**
   * Makes a secret that counts once {@link confirm} has seen a code of it. Null when the password is wrong: a borrowed
   * session must not lock its owner out. Throws identity/second-factor-not-possible for an account that has one.
   */
  async begin(userId: string, password: string): Promise<NewSecondFactor | null> {
    if (!(await this.signIn.confirmPassword(userId, password))) return null;
    const secret = newTotpSecret();
    const [account] = await this.write(userId, (manager) =>
      changedRows<{ email: string }>(
        manager,
        `UPDATE identity.users SET totp_secret = $2, totp_last_step = NULL WHERE user_id = $1 AND is_active AND password_hash IS NOT NULL AND NOT has_second_factor RETURNING email`,
        [userId, this.sealer.seal(secret, totpSecretOf(userId))],
      ),
    );
    if (account === undefined) throw new DomainError('identity/second-factor-not-possible', 'There is a second factor already. Turn it off before you set up another.');
    const uri = totpUri(secret, openEmail(this.sealer, account.email));
    return { secret, uri, qrSvg: await QRCode.toString(uri, { type: 'svg', errorCorrectionLevel: 'M', margin: 2 }) };
  }

  /**
   * Turns the second factor on with the first code of the app, and ends every session that has begun until now: they
   * were let in without it. The recovery codes, shown this once; null when the code is wrong.
   */
  async confirm(userId: string, code: string): Promise<string[] | null> {
    return this.write(userId, async (manager) => {
      const [account] = await manager.query<{ secret: string | null }[]>(`SELECT totp_secret AS secret FROM identity.users WHERE user_id = $1 AND is_active AND NOT has_second_factor FOR UPDATE`, [userId]);
      if (account === undefined || account.secret === null) return null;
      const now = this.clock.now();
      const step = stepOfCode(this.sealer.open(account.secret, totpSecretOf(userId)), code.replace(/\s/g, ''), now, null);
      if (step === null) return null;
      await manager.query(`UPDATE identity.users SET has_second_factor = true, totp_last_step = $2, sessions_valid_from_at = $3 WHERE user_id = $1`, [userId, step, now]);
      await writeAccountAudit(manager, personActor(userId), 'identity.second-factor-on', userId);
      return replaceRecoveryCodes(manager, userId);
    });
  }

  /** Turns it off. False when the password is wrong. */
  async remove(userId: string, password: string): Promise<boolean> {
    if (!(await this.signIn.confirmPassword(userId, password))) return false;
    await this.write(userId, async (manager) => {
      await manager.query(`UPDATE identity.users SET has_second_factor = false, totp_secret = NULL, totp_last_step = NULL WHERE user_id = $1`, [userId]);
      await manager.query(`DELETE FROM identity.recovery_codes WHERE user_id = $1`, [userId]);
      await writeAccountAudit(manager, personActor(userId), 'identity.second-factor-off', userId);
    });
    return true;
  }

  /** New recovery codes in the place of the old, shown this once. Null when the password is wrong or there is no second factor. */
  async renewRecoveryCodes(userId: string, password: string): Promise<string[] | null> {
    if (!(await this.signIn.confirmPassword(userId, password))) return null;
    return this.write(userId, async (manager) => {
      const [account] = await manager.query<unknown[]>(`SELECT 1 FROM identity.users WHERE user_id = $1 AND has_second_factor FOR UPDATE`, [userId]);
      if (account === undefined) return null;
      await writeAccountAudit(manager, personActor(userId), 'identity.recovery-codes-renewed', userId);
      return replaceRecoveryCodes(manager, userId);
    });
  }

  private write<Result>(userId: string, work: (manager: EntityManager) => Promise<Result>): Promise<Result> {
    return this.database.write(personActor(userId), work, 'pathways_sign_in');
  }
}

async function replaceRecoveryCodes(manager: EntityManager, userId: string): Promise<string[]> {
  const codes = Array.from({ length: RECOVERY_CODES }, randomRecoveryCode);
  await manager.query(`DELETE FROM identity.recovery_codes WHERE user_id = $1`, [userId]);
  await manager.query(`INSERT INTO identity.recovery_codes (user_id, code_hash) SELECT $1, unnest($2::text[])`, [userId, codes.map(digestOf)]);
  return codes.map(recoveryCodeInGroups);
}
