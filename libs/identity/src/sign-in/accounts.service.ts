import { canBeHeldAt, isPlainDate, type PlainDate, type Role, ROLES } from '#lib/kernel';
import { Clock, Database, DomainError, requireAction, Sealer, writeAudit, type Actor, type ErrorDetail } from '#lib/platform';
import { Injectable } from '@nestjs/common';
import { QueryFailedError, type EntityManager } from 'typeorm';
import { AccountLinksService, type LinkOf } from './account-links.service.js';
import { changedRows } from './changed-rows.js';
import { grantedNode } from './granted-node.js';
import { sealEmail } from './people.js';
import { writeAccountAudit } from './sign-in-actors.js';

/** A role to be given, from today and for good unless days are given; both days count. */
export interface NewGrant {
  readonly role: Role;
  readonly nodeCode: string;
  readonly fromOn?: PlainDate;
  readonly toOn?: PlainDate;
  /** Whose record a candidate sees; for the role of a candidate, at the organisation that registered them. */
  readonly candidateId?: string;
}

export interface NewAccount {
  readonly email: string;
  readonly displayName: string;
  readonly grants: readonly NewGrant[];
}

const ACTION = 'accounts.change';
const LONGEST_NAME = 200;
/** PostgreSQL: the account of somebody else has this candidate, or the candidate is registered elsewhere. */
const CONFLICTS: readonly unknown[] = ['23505', '23503'];

/** What administrators do with accounts. Which accounts they reach is row-level security's to say; one that they do not is not found. */
@Injectable()
export class AccountsService {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly sealer: Sealer,
    private readonly links: AccountLinksService,
  ) {}

  /**
   * Makes an account with its roles and sends the invitation. For an address that has an account already the roles
   * are added to it, and an invitation is sent only if the first was not taken up: else the news of a role. Throws identity/account-wrong with
   * every problem, identity/organisation-not-found, identity/role-not-here, and identity/mail-not-sent after the
   * account was made.
   */
  async invite(actor: Actor, { email, displayName, grants }: NewAccount, linkOf: LinkOf): Promise<string> {
    requireAction(actor, ACTION);
    const name = displayName.trim();
    const sealed = sealEmail(this.sealer, email);
    const problems: ErrorDetail[] = [];
    if (sealed === null) problems.push({ pointer: '/email', detail: 'Enter an email address, like name@example.com.' });
    if (name === '' || name.length > LONGEST_NAME) problems.push({ pointer: '/displayName', detail: `Enter a name of 1 to ${LONGEST_NAME} characters.` });
    if (grants.length === 0) problems.push({ pointer: '/grants', detail: 'Give at least one role.' });
    if (sealed === null || problems.length > 0) throw new DomainError('identity/account-wrong', 'The account cannot be made like this.', problems);
    const userId = await this.database.write(actor, async (manager) => {
      const [found] = await manager.query<{ userId: string }[]>(`SELECT identity.find_or_add_user($1, $2, $3) AS "userId"`, [sealed.fingerprints, sealed.sealed, name]);
      for (const grant of grants) await this.give(manager, actor, found!.userId, grant);
      await writeAccountAudit(manager, actor, 'identity.account-invited', found!.userId);
      return found!.userId;
    });
    await this.links.invite(actor, userId, linkOf);
    return userId;
  }

  /**
   * Sends the invitation again. Throws identity/account-not-found, identity/not-awaited when it was taken up or the
   * account is closed, and identity/mail-not-sent. Of an account with a role elsewhere that is not told: it is sent what
   * {@link invite} would send.
   */
  async inviteAgain(actor: Actor, userId: string, linkOf: LinkOf): Promise<void> {
    requireAction(actor, ACTION);
    await this.database.write(actor, async (manager) => {
      await seen(manager, userId);
      const [awaited] = await manager.query<unknown[]>(`SELECT FROM identity.users WHERE user_id = $1 AND ((is_active AND accepted_at IS NULL) OR NOT identity.is_account_within_reach(user_id))`, [userId]);
      if (awaited === undefined) throw new DomainError('identity/not-awaited', 'The invitation was taken up, or the account is closed.');
    });
    await this.links.invite(actor, userId, linkOf);
  }

  /** Gives a role; one that is held at the node already takes the new days. Returns the id of the grant. Throws as {@link invite}, and identity/account-not-found and identity/other-candidate. */
  async grant(actor: Actor, userId: string, grant: NewGrant): Promise<string> {
    requireAction(actor, ACTION);
    return this.database.write(actor, async (manager) => {
      await seen(manager, userId);
      return this.give(manager, actor, userId, grant);
    });
  }

  private async give(manager: EntityManager, actor: Actor, userId: string, { role, nodeCode, fromOn = this.clock.today(), toOn, candidateId }: NewGrant): Promise<string> {
    if (actor.actorId === `user:${userId}`) throw new DomainError('identity/not-to-yourself', 'Nobody gives themselves a role. Ask another administrator.');
    if (!Object.hasOwn(ROLES, role)) throw new DomainError('identity/role-not-here', 'There is no such role.');
    if (!isPlainDate(fromOn) || (toOn !== undefined && (!isPlainDate(toOn) || toOn < fromOn))) {
      throw new DomainError('identity/days-wrong', 'A role is held from a day that exists to the same or a later day.');
    }
    const node = await grantedNode(manager, nodeCode);
    if (!canBeHeldAt(role, node) || (role === 'candidate') !== (candidateId !== undefined)) {
      throw new DomainError('identity/role-not-here', 'This role cannot be held at this kind of organisation. A candidate’s is at the organisation that registered them, and names the candidate.');
    }
    const [given] = await manager
      .query<{ grantId: string }[]>(
        `INSERT INTO identity.role_grants (user_id, organisation_id, role, candidate_id, from_on, to_on) VALUES ($1, $2, $3, $4, $5, $6)
         ON CONFLICT (user_id, role, organisation_id) WHERE revoked_at IS NULL DO UPDATE SET from_on = excluded.from_on, to_on = excluded.to_on
          WHERE role_grants.candidate_id IS NOT DISTINCT FROM excluded.candidate_id
         RETURNING grant_id AS "grantId"`,
        [userId, node.organisationId, role, candidateId ?? null, fromOn, toOn ?? null],
      )
      .catch((error: unknown) => {
        if (!(error instanceof QueryFailedError) || !CONFLICTS.includes(error.driverError.code)) throw error;
        throw new DomainError('identity/candidate-not-here', 'The candidate is not registered at this organisation, or has an account already.');
      });
    if (given === undefined) throw new DomainError('identity/other-candidate', 'This account sees the record of another candidate of the organisation already. Take that role away first.');
    const { grantId } = given;
    await writeAudit(manager, actor, 'identity.role-given', `user:${userId}`, { grantId, role, fromOn, toOn: toOn ?? null }, { organisationId: node.organisationId });
    return grantId;
  }

  /** Takes a role of an account away as of now. Throws identity/account-not-found and identity/grant-not-found. */
  async revoke(actor: Actor, userId: string, grantId: string): Promise<void> {
    requireAction(actor, ACTION);
    await this.database.write(actor, async (manager) => {
      await seen(manager, userId);
      const [taken] = await changedRows<{ organisationId: string; role: string }>(
        manager,
        `UPDATE identity.role_grants SET revoked_at = $3 WHERE grant_id = $1 AND user_id = $2 AND revoked_at IS NULL RETURNING organisation_id AS "organisationId", role`,
        [grantId, userId, this.clock.now()],
      );
      if (taken === undefined) throw new DomainError('identity/grant-not-found', 'There is no such role to take away.');
      await writeAudit(manager, actor, 'identity.role-taken', `user:${userId}`, { grantId, role: taken.role }, { organisationId: taken.organisationId });
    });
  }

  /** Closes an account and ends its sessions. Throws identity/account-not-found, and identity/account-beyond-reach while it has a role elsewhere. */
  deactivate(actor: Actor, userId: string): Promise<void> {
    return this.change(actor, userId, 'identity.account-deactivated', 'is_active = false, sessions_valid_from_at = $2');
  }

  /** Opens an account again, with the roles that it still has. Throws as {@link deactivate}. */
  reactivate(actor: Actor, userId: string): Promise<void> {
    return this.change(actor, userId, 'identity.account-reactivated', 'is_active = true, sessions_valid_from_at = $2');
  }

  /** Takes the second factor away from somebody who has lost the phone and the recovery codes, and ends the sessions. Throws as {@link deactivate}. */
  removeSecondFactor(actor: Actor, userId: string): Promise<void> {
    return this.change(actor, userId, 'identity.second-factor-removed', 'has_second_factor = false, totp_secret = NULL, totp_last_step = NULL, sessions_valid_from_at = $2', (manager) =>
      manager.query(`DELETE FROM identity.recovery_codes WHERE user_id = $1`, [userId]),
    );
  }

  /** Lifts the lock that wrong passwords have set. Throws as {@link deactivate}. */
  async unlock(actor: Actor, userId: string): Promise<void> {
    requireAction(actor, ACTION);
    await this.database.write(actor, async (manager) => {
      await seen(manager, userId);
      const [whole] = await manager.query<unknown[]>(`SELECT FROM identity.users WHERE user_id = $1 AND identity.is_account_within_reach(user_id)`, [userId]);
      if (whole === undefined) throw beyondReach('Ask an administrator who looks after all of them.');
      await manager.query(`DELETE FROM identity.sign_in_attempts WHERE user_id = $1`, [userId]);
      await writeAccountAudit(manager, actor, 'identity.account-unlocked', userId);
    });
  }

  private async change(actor: Actor, userId: string, action: string, assignments: string, also?: (manager: EntityManager) => Promise<unknown>): Promise<void> {
    requireAction(actor, ACTION);
    if (actor.actorId === `user:${userId}`) throw new DomainError('identity/not-to-yourself', 'Nobody does this with their own account. Ask another administrator.');
    await this.database.write(actor, async (manager) => {
      await seen(manager, userId);
      const changed = await changedRows(manager, `UPDATE identity.users SET ${assignments} WHERE user_id = $1 RETURNING user_id`, [userId, this.clock.now()]);
      if (changed.length === 0) throw beyondReach('Take away the roles at yours instead.');
      await also?.(manager);
      await writeAccountAudit(manager, actor, action, userId);
    });
  }
}

function beyondReach(instead: string): DomainError {
  return new DomainError('identity/account-beyond-reach', `This person has a role at an organisation that you do not look after. ${instead}`);
}

async function seen(manager: EntityManager, userId: string): Promise<void> {
  const [found] = await manager.query<unknown[]>(`SELECT user_id FROM identity.users WHERE user_id = $1`, [userId]);
  if (found === undefined) throw new DomainError('identity/account-not-found', 'There is no such account.');
}
