import { linkExpiry, type LinkPurpose } from '#lib/kernel';
import { Clock, Database, DomainError, Mailer, Sealer, type Actor } from '#lib/platform';
import { Injectable, Logger, type OnModuleDestroy } from '@nestjs/common';
import { linkMail, roleMail } from './account-mails.js';
import { changedRows } from './changed-rows.js';
import { digestOf, randomToken } from './one-time-secrets.js';
import { Passwords } from './passwords.js';
import { CHOOSES_PASSWORD_ANEW, lockAccount, openEmail, sealEmail, SIGNS_IN_BY_LINK } from './people.js';
import { personActor, SIGN_IN, writeAccountAudit } from './sign-in-actors.js';
import { forgetFailures } from './sign-in-attempts.js';

/** Makes the address of the page at which a token is used. */
export type LinkOf = (token: string) => string;

/** Whose link it is. */
export interface LinkOwner {
  readonly userId: string;
  readonly displayName: string;
  readonly email: string;
}

/** `detail` is a sentence for the person. */
export type PasswordChosen = { readonly ok: true; readonly userId: string } | { readonly ok: false; readonly problem: 'link' | 'password'; readonly detail: string };

const NO_LINK: PasswordChosen = { ok: false, problem: 'link', detail: 'This link was used already, or is too old. Ask for a new one.' };

/** The accounts that may be sent, and may use, a link of a purpose. $3 is the day. */
const ELIGIBLE: Readonly<Record<LinkPurpose, string>> = {
  invitation: 'account.is_active AND account.accepted_at IS NULL',
  reset: CHOOSES_PASSWORD_ANEW('$3::date'),
  'sign-in': SIGNS_IN_BY_LINK('$3::date'),
};

/** E-mailed links that open an account: 256 random bits of which the database keeps a hash, for one use and a short time. */
@Injectable()
export class AccountLinksService implements OnModuleDestroy {
  private readonly log = new Logger(AccountLinksService.name);
  private readonly beingSent = new Set<Promise<void>>();

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly sealer: Sealer,
    private readonly mailer: Mailer,
    private readonly passwords: Passwords,
  ) {}

  /**
   * Sends a link to whoever has the address, if they may use one. Returns at once and always the same: what is found
   * and sent happens afterwards, so that not even the time tells whether somebody has the address. A message that is
   * lost when the process ends in that moment is asked for again.
   */
  send(purpose: 'reset' | 'sign-in', email: string, linkOf: LinkOf): Promise<void> {
    const sending: Promise<void> = this.sendIfEligible(purpose, email, linkOf)
      .catch((error: unknown) => this.log.error(error))
      .finally(() => this.beingSent.delete(sending));
    this.beingSent.add(sending);
    return Promise.resolve();
  }

  /** What is being sent gets its time. */
  async onModuleDestroy(): Promise<void> {
    await Promise.all(this.beingSent);
  }

  private async sendIfEligible(purpose: 'reset' | 'sign-in', email: string, linkOf: LinkOf): Promise<void> {
    const sealed = sealEmail(this.sealer, email);
    if (sealed === null) return;
    const [account] = await this.database.read<{ userId: string }>(SIGN_IN, `SELECT user_id AS "userId" FROM identity.users WHERE email_fingerprint = ANY ($1)`, [sealed.fingerprints], 'pathways_sign_in');
    if (account !== undefined) await this.issue(SIGN_IN, account.userId, purpose, linkOf);
  }

  /**
   * Sends an invitation in the name of an administrator; to an account that is open or closed already only the news of
   * a role, so that whoever invites cannot tell by a server that takes no mail. Throws identity/mail-not-sent.
   */
  async invite(actor: Actor, userId: string, linkOf: LinkOf): Promise<void> {
    try {
      if (!(await this.issue(actor, userId, 'invitation', linkOf))) await this.sendNews(actor, userId);
    } catch (error) {
      throw new DomainError('identity/mail-not-sent', 'The account is there, but the invitation could not be sent. Send it again later.', [], { cause: error });
    }
  }

  private async sendNews(actor: Actor, userId: string): Promise<void> {
    const [account] = await this.database.read<{ email: string }>(SIGN_IN, `SELECT email FROM identity.users WHERE user_id = $1`, [userId], 'pathways_sign_in');
    if (account !== undefined) await this.mail(actor, userId, account.email, 'role', roleMail());
  }

  /** The row is there before the message is. Links of the purpose that were sent before end. False when the account may have none. */
  private async issue(actor: Actor, userId: string, purpose: LinkPurpose, linkOf: LinkOf): Promise<boolean> {
    const token = randomToken();
    const now = this.clock.now();
    const [account] = await this.database.write(
      actor,
      async (manager) => {
        await lockAccount(manager, userId);
        await manager.query(`DELETE FROM identity.account_links WHERE user_id = $1 AND (expires_at <= $2 OR (purpose = $3 AND used_at IS NULL))`, [userId, now, purpose]);
        return manager.query<{ email: string }[]>(
          `WITH account AS (SELECT user_id, email FROM identity.users AS account WHERE user_id = $1 AND $3::date IS NOT NULL AND ${ELIGIBLE[purpose]}),
                link AS (INSERT INTO identity.account_links (user_id, purpose, token_hash, expires_at) SELECT user_id, $2, $4, $5 FROM account)
           SELECT email FROM account`,
          [userId, purpose, this.clock.today(), digestOf(token), linkExpiry(purpose, now)],
        );
      },
      'pathways_sign_in',
    );
    if (account === undefined) return false;
    await this.mail(actor, userId, account.email, purpose, linkMail(purpose, linkOf(token)));
    return true;
  }

  /** Sends, and then writes down that it did. */
  private async mail(actor: Actor, userId: string, sealedEmail: string, template: string, message: { subject: string; text: string }): Promise<void> {
    await this.mailer.send({ to: openEmail(this.sealer, sealedEmail), ...message });
    await this.database.write(actor, (manager) => writeAccountAudit(manager, actor, 'identity.mail-sent', userId, { template }), 'pathways_sign_in');
  }

  /** Whose link it is, without using it: scanners of e-mail open links too. Null when it works no longer. */
  async look(token: string, purpose: LinkPurpose): Promise<LinkOwner | null> {
    const [found] = await this.database.read<LinkOwner>(
      SIGN_IN,
      `SELECT account.user_id AS "userId", account.display_name AS "displayName", account.email
         FROM identity.account_links AS link JOIN identity.users AS account USING (user_id)
        WHERE token_hash = $1 AND purpose = $2 AND used_at IS NULL AND expires_at > $4 AND $3::date IS NOT NULL AND ${ELIGIBLE[purpose]}`,
      [digestOf(token), purpose, this.clock.today(), this.clock.now()],
      'pathways_sign_in',
    );
    return found === undefined ? null : { ...found, email: openEmail(this.sealer, found.email) };
  }

  /**
   * Sets the password with a link and uses the link up; a password that is refused leaves it as it was. A reset signs
   * out everywhere and lifts a lock: the mailbox has shown who it is. It does not take the second factor away.
   */
  async use(token: string, purpose: 'invitation' | 'reset', newPassword: string): Promise<PasswordChosen> {
    const owner = await this.look(token, purpose);
    if (owner === null) return NO_LINK;
    const problem = await this.passwords.problemOf(newPassword, owner);
    if (problem !== null) return { ok: false, problem: 'password', detail: problem };
    const hash = await this.passwords.hash(newPassword);
    const { userId } = owner;
    const actor = personActor(userId);
    const now = this.clock.now();
    return this.database.write<PasswordChosen>(
      actor,
      async (manager) => {
        await lockAccount(manager, userId);
        const used = await changedRows(manager, `UPDATE identity.account_links SET used_at = $2 WHERE token_hash = $1 AND used_at IS NULL AND expires_at > $2 RETURNING link_id`, [digestOf(token), now]);
        if (used.length === 0) return NO_LINK;
        const chosen = await changedRows(
          manager,
          `UPDATE identity.users AS account SET password_hash = $2, accepted_at = coalesce(accepted_at, $4), sessions_valid_from_at = $4
            WHERE user_id = $1 AND $3::date IS NOT NULL AND ${ELIGIBLE[purpose]} RETURNING user_id`,
          [userId, hash, this.clock.today(), now],
        );
        if (chosen.length === 0) return NO_LINK;
        // Other links that are still on their way do not set a second password.
        await manager.query(`UPDATE identity.account_links SET used_at = $2 WHERE user_id = $1 AND used_at IS NULL`, [userId, now]);
        await forgetFailures(manager, userId);
        await writeAccountAudit(manager, actor, purpose === 'invitation' ? 'identity.account-accepted' : 'identity.password-reset', userId);
        return { ok: true, userId };
      },
      'pathways_sign_in',
    );
  }
}
