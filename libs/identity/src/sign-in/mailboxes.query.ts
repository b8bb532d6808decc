import type { Role } from '#lib/kernel';
import { Sealer } from '#lib/platform';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { HELD_ON, openEmail } from './people.js';

/** Whom a job writes to. In the transaction of a job that reaches the accounts; nobody else sees these. */
@Injectable()
export class MailboxesQuery {
  constructor(private readonly sealer: Sealer) {}

  /** The accounts in use that hold one of some roles at a node, or else at the nearest node above it where anybody does. */
  async holdersAt(manager: EntityManager, organisationId: string, roles: readonly Role[], on: string): Promise<string[]> {
    const rows = await manager.query<{ userId: string }[]>(
      `WITH holders AS (
         SELECT DISTINCT held.user_id, array_position(ARRAY['organisation', 'place', 'ics', 'city'], above.level) AS height
           FROM identity.organisation_paths AS path
           JOIN identity.organisations AS above ON above.organisation_id = path.ancestor_id
           JOIN identity.role_grants AS held ON held.organisation_id = above.organisation_id AND held.role = ANY ($2) AND ${HELD_ON('$3::date')}
           JOIN identity.users AS account ON account.user_id = held.user_id AND account.is_active
          WHERE path.organisation_id = $1 AND path.valid_during @> $3::date)
       SELECT user_id AS "userId" FROM holders WHERE height = (SELECT min(height) FROM holders) ORDER BY user_id`,
      [organisationId, roles, on],
    );
    return rows.map(({ userId }) => userId);
  }

  /** Whether an account is in use and holds one of some roles on a day at a node or above it. */
  async holdsOneOf(manager: EntityManager, userId: string, organisationId: string, roles: readonly Role[], on: string): Promise<boolean> {
    const found = await manager.query<unknown[]>(
      `SELECT FROM identity.organisation_paths AS path JOIN identity.role_grants AS held ON held.organisation_id = path.ancestor_id JOIN identity.users AS account USING (user_id)
        WHERE path.organisation_id = $2 AND path.valid_during @> $4::date AND user_id = $1 AND is_active AND held.role = ANY ($3) AND ${HELD_ON('$4::date')} LIMIT 1`,
      [userId, organisationId, roles, on],
    );
    return found.length > 0;
  }

  /** The address of an account that is in use and holds a role on the day; null when there is none. Throws platform/not-opened. */
  async addressOf(manager: EntityManager, userId: string, on: string): Promise<string | null> {
    const [account] = await manager.query<{ email: string }[]>(
      `SELECT email FROM identity.users AS account
        WHERE user_id = $1 AND is_active AND EXISTS (SELECT FROM identity.role_grants AS held WHERE held.user_id = account.user_id AND ${HELD_ON('$2::date')})`,
      [userId, on],
    );
    return account === undefined ? null : openEmail(this.sealer, account.email);
  }
}
