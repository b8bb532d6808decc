import type { Role } from '#lib/kernel';
import { Database, DomainError, pageOf, requireAction, Sealer, type Actor } from '#lib/platform';
import { Injectable } from '@nestjs/common';
import { openEmail } from './people.js';

/** An invitation that was not taken up; in use; closed. */
export type AccountState = 'invited' | 'active' | 'deactivated';

/** A role as it was given. Days are the first and the last; null has no end. */
export interface AccountGrant {
  readonly grantId: string;
  readonly role: Role;
  readonly organisationCode: string;
  readonly organisationName: string;
  readonly fromOn: string;
  readonly toOn: string | null;
}

/**
 * An account in a list, with the roles that the actor looks after. What tells how somebody signs in is null while they
 * hold a role elsewhere too: it is those others' as well.
 */
export interface AccountSummary {
  readonly userId: string;
  readonly displayName: string;
  readonly email: string;
  readonly state: AccountState | null;
  readonly hasSecondFactor: boolean | null;
  readonly lastSignedInAt: Date | null;
  readonly grants: readonly AccountGrant[];
}

export interface AccountDetail extends AccountSummary {
  /** After wrong passwords or codes; null when it is not locked. May lie in the past. */
  readonly lockedUntil: Date | null;
  /** Wrong passwords or codes in a row, and the network address of the last. Null as in {@link AccountSummary}. */
  readonly failures: number | null;
  readonly lastFailedFrom: string | null;
}

/** Where a list goes on. */
export interface AccountPage {
  readonly accounts: AccountSummary[];
  /** Give it back as `after` for the next page; null on the last. */
  readonly next: string | null;
}

const SUMMARY = `account.user_id AS "userId", account.display_name AS "displayName", account.email,
  CASE WHEN NOT here.is_whole THEN NULL WHEN NOT account.is_active THEN 'deactivated' WHEN account.accepted_at IS NULL THEN 'invited' ELSE 'active' END AS state,
  CASE WHEN here.is_whole THEN account.has_second_factor END AS "hasSecondFactor", CASE WHEN here.is_whole THEN account.last_signed_in_at END AS "lastSignedInAt",
  coalesce((SELECT jsonb_agg(jsonb_build_object('grantId', grant_id, 'role', role, 'organisationCode', code, 'organisationName', name, 'fromOn', from_on, 'toOn', to_on) ORDER BY grant_id)
              FROM identity.role_grants AS held JOIN identity.organisations USING (organisation_id)
             WHERE held.user_id = account.user_id AND held.revoked_at IS NULL), '[]') AS grants`;

/** The accounts with whether every role of theirs is in reach. */
const ACCOUNTS = `identity.users AS account CROSS JOIN LATERAL (SELECT identity.is_account_within_reach(account.user_id) AS is_whole) AS here`;

/** What administrators see of accounts: those with a role in their reach, and of these no secret. */
@Injectable()
export class AccountsQuery {
  constructor(
    private readonly database: Database,
    private readonly sealer: Sealer,
  ) {}

  /** A page in the order of names. `after` is the user id that the last page ended with. */
  async page(actor: Actor, { after, limit }: { after: string | null; limit: number }): Promise<AccountPage> {
    requireAction(actor, 'accounts.change');
    const rows = await this.database.read<AccountSummary>(
      actor,
      `SELECT ${SUMMARY} FROM ${ACCOUNTS}
        WHERE $1::uuid IS NULL OR (account.display_name, account.user_id) > (SELECT display_name, user_id FROM identity.users WHERE user_id = $1)
        ORDER BY account.display_name, account.user_id LIMIT $2`,
      [after, limit + 1],
    );
    const { page, next } = pageOf(rows, limit, (last) => last.userId);
    return { accounts: page.map((row) => this.opened(row)), next };
  }

  /** One account. Throws identity/account-not-found. */
  async detail(actor: Actor, userId: string): Promise<AccountDetail> {
    requireAction(actor, 'accounts.change');
    const [found] = await this.database.read<AccountDetail>(
      actor,
      `SELECT ${SUMMARY}, attempt.locked_until_at AS "lockedUntil", CASE WHEN here.is_whole THEN coalesce(attempt.failures, 0) END AS failures, attempt.last_address AS "lastFailedFrom"
         FROM ${ACCOUNTS} LEFT JOIN identity.sign_in_attempts AS attempt USING (user_id)
        WHERE account.user_id = $1`,
      [userId],
    );
    if (found === undefined) throw new DomainError('identity/account-not-found', 'There is no such account.');
    return this.opened(found);
  }

  private opened<Row extends { email: string }>(row: Row): Row {
    return { ...row, email: openEmail(this.sealer, row.email) };
  }
}
