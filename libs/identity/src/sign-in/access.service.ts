import { accessOfRoles, accessOfScopes, keyCodeOf, type Access, type Action, type NodeFacts, type PlainDate, type Role } from '#lib/kernel';
import { Clock, Database, Sealer, type Actor, type Read } from '#lib/platform';
import { Injectable } from '@nestjs/common';
import { nodeFacts } from '../organisations.service.js';
import { MACHINE_SCOPES } from './clients.service.js';
import { digestOf } from './one-time-secrets.js';
import { HELD_ON, openEmail } from './people.js';
import { SIGN_IN } from './sign-in-actors.js';

/** Somebody's own account, for the page of it. */
export interface OwnAccount {
  readonly displayName: string;
  readonly email: string;
  readonly hasPassword: boolean;
  readonly hasSecondFactor: boolean;
  /** Recovery codes that are left. */
  readonly recoveryCodes: number;
  /** Roles that are held today. A node that the roles let nobody see has no name. */
  readonly roles: readonly { readonly role: Role; readonly organisationName: string | null }[];
}

interface HeldRow {
  readonly role: Role | null;
  readonly nodeId: string;
  readonly candidateId: string | null;
}

interface KeyRow {
  readonly keyId: string;
  readonly clientId: string;
  readonly nodeId: string;
  readonly scopes: readonly string[];
  readonly lastUsedAt: Date | null;
  /** What is known of the node; null: nothing. */
  readonly cityId: string | null;
  readonly actsFor: readonly string[] | null;
}

const MINUTE_MS = 60_000;

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** What somebody may do, from the grants that are in the database: worked out for each request, so a change counts at once. */
@Injectable()
export class AccessService {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly sealer: Sealer,
  ) {}

  /** Who a user is today. Null when there is no such user, or the account is not open. */
  async actorOfUser(userId: string): Promise<Actor | null> {
    const today = this.clock.today();
    return this.database.readTogether(SIGN_IN, async (read) => {
      const rows = await heldOn(read, userId, today);
      if (rows.length === 0) return null;
      const grants = rows.flatMap(({ role, nodeId }) => (role === null ? [] : [{ role, nodeId }]));
      const nodes = await nodeFacts(read, grants.map(({ nodeId }) => nodeId), today);
      return actorWith(`user:${userId}`, accessOfRoles(grants, nodes), rows.find(({ candidateId }) => candidateId !== null)?.candidateId ?? null);
    }, 'pathways_sign_in');
  }

  /** Who a machine is that shows a key. Null for what is no key of ours, and for one that is revoked or over. */
  async actorOfKey(presentedKey: string, address: string): Promise<Actor | null> {
    const keyCode = keyCodeOf(presentedKey);
    if (keyCode === null) return null;
    const now = this.clock.now();
    // The hash is of 256 random bits: how long it takes to find that it differs says nothing of what would match. One
    // statement, since machines ask often; of a node that is in the tree no more there are no facts.
    const [key] = await this.database.read<KeyRow>(
      SIGN_IN,
      `SELECT key_id AS "keyId", client_id AS "clientId", organisation_id AS "nodeId", scopes, last_used_at AS "lastUsedAt", city_id AS "cityId", acts_for AS "actsFor"
         FROM identity.api_keys AS key JOIN identity.api_clients AS client USING (client_id)
         LEFT JOIN LATERAL identity.node_facts(ARRAY[organisation_id], $4) AS facts ON true
        WHERE key_code = $1 AND key_hash = $2 AND key.revoked_at IS NULL AND client.revoked_at IS NULL AND (expires_at IS NULL OR expires_at > $3)`,
      [keyCode, digestOf(presentedKey), now, this.clock.today()],
      'pathways_sign_in',
    );
    if (key === undefined) return null;
    const { nodeId, cityId, actsFor } = key;
    const nodes = new Map<string, NodeFacts>(cityId === null || actsFor === null ? [] : [[nodeId, { cityId, actsFor }]]);
    if (key.lastUsedAt === null || key.lastUsedAt.getTime() <= now.getTime() - MINUTE_MS) await this.recordUse(key.keyId, address, now);
    return actorWith(`client:${key.clientId}`, accessOfScopes(forMachines(key.scopes), key.nodeId, nodes), null);
  }

  /** Who somebody of an earlier request is by now, by the id of the actor: for a job that goes on with what they asked for. Null: nobody any more. */
  async actorAgain(actorId: string): Promise<Actor | null> {
    const [kind, id] = actorId.split(':');
    if (id === undefined || !UUID.test(id)) return null;
    if (kind === 'user') return this.actorOfUser(id);
    if (kind !== 'client') return null;
    return this.database.readTogether(SIGN_IN, async (read) => {
      const [client] = await read<{ nodeId: string; scopes: readonly string[] }>(`SELECT organisation_id AS "nodeId", scopes FROM identity.api_clients WHERE client_id = $1 AND revoked_at IS NULL`, [id]);
      if (client === undefined) return null;
      return actorWith(actorId, accessOfScopes(forMachines(client.scopes), client.nodeId, await nodeFacts(read, [client.nodeId], this.clock.today())), null);
    }, 'pathways_sign_in');
  }

  /** What the page of somebody's own account shows. Null as {@link actorOfUser}. */
  async ownAccount(userId: string): Promise<OwnAccount | null> {
    const actor = await this.actorOfUser(userId);
    if (actor === null) return null;
    const [account] = await this.database.read<{ displayName: string; email: string; hasPassword: boolean; hasSecondFactor: boolean; recoveryCodes: number }>(
      SIGN_IN,
      `SELECT display_name AS "displayName", email, password_hash IS NOT NULL AS "hasPassword", has_second_factor AS "hasSecondFactor",
              (SELECT count(*)::integer FROM identity.recovery_codes AS code WHERE code.user_id = account.user_id AND used_at IS NULL) AS "recoveryCodes"
         FROM identity.users AS account WHERE user_id = $1`,
      [userId],
      'pathways_sign_in',
    );
    if (account === undefined) return null;
    const held = (await this.database.readTogether(SIGN_IN, (read) => heldOn(read, userId, this.clock.today()), 'pathways_sign_in')).flatMap(({ role, nodeId }) => (role === null ? [] : [{ role, nodeId }]));
    const names = await this.database.read<{ nodeId: string; name: string }>(actor, `SELECT organisation_id AS "nodeId", name FROM identity.organisations WHERE organisation_id = ANY ($1)`, [
      held.map(({ nodeId }) => nodeId),
    ]);
    const nameOf = new Map(names.map(({ nodeId, name }) => [nodeId, name]));
    return { ...account, email: openEmail(this.sealer, account.email), roles: held.map(({ role, nodeId }) => ({ role, organisationName: nameOf.get(nodeId) ?? null })) };
  }

  private async recordUse(keyId: string, address: string, now: Date): Promise<void> {
    await this.database.write(SIGN_IN, (manager) => manager.query(`UPDATE identity.api_keys SET last_used_at = $2, last_address = $3 WHERE key_id = $1`, [keyId, now, address]), 'pathways_sign_in');
  }
}

/** A scope of an older version, which no action has any more or which is not for machines any more, gives nothing. */
function forMachines(scopes: readonly string[]): Action[] {
  return scopes.filter((scope): scope is Action => MACHINE_SCOPES.some((one) => one === scope));
}

function actorWith(actorId: string, { actions, reach, parties }: Access, candidateId: string | null): Actor {
  return { actorId, actions, reach, candidateId, parties, purpose: null };
}

/** A row for each grant of a day, or one without a role; none when the account is not open. */
function heldOn(read: Read, userId: string, on: PlainDate): Promise<HeldRow[]> {
  return read(
    `SELECT held.role, held.organisation_id AS "nodeId", held.candidate_id AS "candidateId"
       FROM identity.users AS account LEFT JOIN identity.role_grants AS held ON held.user_id = account.user_id AND ${HELD_ON('$2::date')}
      WHERE account.user_id = $1 AND account.is_active AND account.accepted_at IS NOT NULL
      ORDER BY held.grant_id`,
    [userId, on],
  );
}
