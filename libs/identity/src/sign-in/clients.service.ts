import { randomBytes } from 'node:crypto';
import { ACTIONS, apiKeyText, type Action } from '#lib/kernel';
import { Clock, Database, DomainError, requireAction, writeAudit, type Actor } from '#lib/platform';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { changedRows } from './changed-rows.js';
import { grantedNode } from './granted-node.js';
import { digestOf, randomToken } from './one-time-secrets.js';

/** A machine that calls the API, and what it may at the node of its owner. */
export interface NewClient {
  readonly name: string;
  readonly nodeCode: string;
  readonly scopes: readonly string[];
}

/** A key in a list. Its text is nowhere to be had any more. */
export interface ListedKey {
  readonly keyId: string;
  /** The part of the text that is no secret: 'apk_' and this tell which key a log or a leak is of. */
  readonly keyCode: string;
  readonly createdAt: string;
  /** When an overlap ends; null for the newest key. */
  readonly expiresAt: string | null;
  readonly revokedAt: string | null;
  readonly lastUsedAt: string | null;
  readonly lastAddress: string | null;
}

export interface ListedClient {
  readonly clientId: string;
  readonly name: string;
  readonly organisationCode: string;
  readonly scopes: readonly string[];
  readonly createdAt: Date;
  readonly revokedAt: Date | null;
  /** The newest first. */
  readonly keys: readonly ListedKey[];
}

const ACTION = 'clients.change';
const LONGEST_NAME = 200;
const LONGEST_OVERLAP_DAYS = 90;
const DAY_MS = 86_400_000;

/** What no machine does: what belongs to a person; and making further accounts and keys, which would outlive its own. */
const NOT_FOR_MACHINES: ReadonlySet<string> = new Set<Action>(['own-record.read', 'own-referrals.answer', 'accounts.change', 'clients.change']);

/**
 * What reads or moves cases, or tells who did. Whoever makes a key sees what it may do, so for these it takes
 * somebody who may do it themselves: an administrator sees nobody's case.
 */
const OF_CASES: ReadonlySet<string> = new Set<Action>([
  'candidates.read', 'matches.read', 'matches.run', 'allocations.run', 'referrals.read', 'referrals.refer', 'referrals.review', 'outcomes.record', 'audit.read',
]);

/** All that a key can be for. */
export const MACHINE_SCOPES: readonly Action[] = (Object.keys(ACTIONS) as Action[]).filter((action) => !NOT_FOR_MACHINES.has(action));

/** Keys for machines. A key is shown once; what is kept of it is a hash. */
@Injectable()
export class ClientsService {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /**
   * Makes a client and its first key. Throws identity/client-wrong with every problem, identity/organisation-not-found,
   * and access/not-allowed for a scope of cases that the actor does not hold there.
   */
  async create(actor: Actor, { name, nodeCode, scopes }: NewClient): Promise<{ clientId: string; key: string }> {
    requireAction(actor, ACTION);
    const clientName = name.trim();
    const unknown = scopes.filter((scope) => !MACHINE_SCOPES.some((known) => known === scope));
    const problems = [
      ...(clientName === '' || clientName.length > LONGEST_NAME ? [{ pointer: '/name', detail: `Enter a name of 1 to ${LONGEST_NAME} characters.` }] : []),
      ...(scopes.length === 0 || unknown.length > 0 ? [{ pointer: '/scopes', detail: 'Give at least one scope, and only those that a machine can have.' }] : []),
    ];
    if (problems.length > 0) throw new DomainError('identity/client-wrong', 'The key cannot be made like this.', problems);
    return this.database.write(actor, async (manager) => {
      const { organisationId } = await grantedNode(manager, nodeCode);
      await requireScopes(manager, actor, organisationId, scopes);
      const [client] = await manager.query<{ clientId: string }[]>(
        `INSERT INTO identity.api_clients (organisation_id, name, scopes) VALUES ($1, $2, $3) RETURNING client_id AS "clientId"`,
        [organisationId, clientName, [...new Set(scopes)]],
      );
      const { clientId } = client!;
      const key = await addKey(manager, clientId);
      await writeAudit(manager, actor, 'identity.client-made', `client:${clientId}`, { scopes: scopes.join(' ') }, { organisationId });
      return { clientId, key };
    });
  }

  /** Makes a new key; those there are work for so many days more (0 to 90), so that the machine can change over. Throws identity/client-not-found, and access/not-allowed as {@link create}. */
  async rotate(actor: Actor, clientId: string, overlapDays: number): Promise<{ key: string }> {
    requireAction(actor, ACTION);
    if (!Number.isInteger(overlapDays) || overlapDays < 0 || overlapDays > LONGEST_OVERLAP_DAYS) {
      throw new DomainError('identity/client-wrong', 'The key cannot be changed like this.', [{ pointer: '/overlapDays', detail: `Enter a whole number of days from 0 to ${LONGEST_OVERLAP_DAYS}.` }]);
    }
    return this.database.write(actor, async (manager) => {
      // Two who rotate at once take turns: the row lock is what FOR UPDATE is for.
      const [client] = await manager.query<{ organisationId: string; scopes: string[] }[]>(
        `SELECT organisation_id AS "organisationId", scopes FROM identity.api_clients WHERE client_id = $1 AND revoked_at IS NULL FOR UPDATE`,
        [clientId],
      );
      if (client === undefined) throw notFound();
      await requireScopes(manager, actor, client.organisationId, client.scopes); // the new key is shown, too
      const now = this.clock.now();
      await manager.query(`UPDATE identity.api_keys SET expires_at = least(expires_at, $2) WHERE client_id = $1 AND revoked_at IS NULL`, [clientId, new Date(now.getTime() + overlapDays * DAY_MS)]);
      const key = await addKey(manager, clientId);
      await writeAudit(manager, actor, 'identity.key-rotated', `client:${clientId}`, { overlapDays }, { organisationId: client.organisationId });
      return { key };
    });
  }

  /** Ends one key, or a client with all its keys, at once. Throws identity/client-not-found. */
  async revoke(actor: Actor, keyOrClientId: string): Promise<void> {
    requireAction(actor, ACTION);
    await this.database.write(actor, async (manager) => {
      const now = this.clock.now();
      const keys = await changedRows<{ clientId: string }>(
        manager,
        `UPDATE identity.api_keys SET revoked_at = $2 WHERE (key_id = $1 OR client_id = $1) AND revoked_at IS NULL RETURNING client_id AS "clientId"`,
        [keyOrClientId, now],
      );
      const clients = await changedRows<{ clientId: string }>(
        manager,
        `UPDATE identity.api_clients SET revoked_at = $2 WHERE client_id = $1 AND revoked_at IS NULL RETURNING client_id AS "clientId"`,
        [keyOrClientId, now],
      );
      const clientId = clients[0]?.clientId ?? keys[0]?.clientId;
      if (clientId === undefined) throw notFound();
      const [owner] = await manager.query<{ organisationId: string }[]>(`SELECT organisation_id AS "organisationId" FROM identity.api_clients WHERE client_id = $1`, [clientId]);
      await writeAudit(manager, actor, clients.length > 0 ? 'identity.client-revoked' : 'identity.key-revoked', `client:${clientId}`, { keys: keys.length }, { organisationId: owner!.organisationId });
    });
  }

  /** Every client that the actor looks after, with its keys; the revoked too. */
  async list(actor: Actor): Promise<ListedClient[]> {
    requireAction(actor, ACTION);
    return this.database.read(
      actor,
      `SELECT client.client_id AS "clientId", client.name, organisation.code AS "organisationCode", client.scopes, client.created_at AS "createdAt", client.revoked_at AS "revokedAt",
              coalesce((SELECT jsonb_agg(jsonb_build_object('keyId', key_id, 'keyCode', key_code, 'createdAt', created_at, 'expiresAt', expires_at, 'revokedAt', revoked_at,
                                                            'lastUsedAt', last_used_at, 'lastAddress', last_address) ORDER BY key_id DESC)
                          FROM identity.api_keys AS key WHERE key.client_id = client.client_id), '[]') AS keys
         FROM identity.api_clients AS client JOIN identity.organisations AS organisation USING (organisation_id)
        ORDER BY client.name, client.client_id`,
    );
  }
}

/** Throws access/not-allowed unless the actor may do, at the node and what is below it, what of the scopes concerns cases. */
async function requireScopes(manager: EntityManager, actor: Actor, organisationId: string, scopes: readonly string[]): Promise<void> {
  const missing: string[] = [];
  for (const scope of scopes.filter((name): name is Action => OF_CASES.has(name))) {
    const kinds = Object.entries<readonly string[]>(ACTIONS[scope]).flatMap(([kind, extents]) => (extents.includes('node') ? [kind] : []));
    const [beyond] = await manager.query<unknown[]>(`SELECT FROM unnest($1::text[]) AS kind WHERE $2::uuid NOT IN (SELECT identity.reach(kind))`, [kinds, organisationId]);
    if (!actor.actions.has(scope) || beyond !== undefined) missing.push(scope);
  }
  if (missing.length === 0) return;
  throw new DomainError(
    'access/not-allowed',
    `A key for ${missing.join(', ')} sees or moves people’s cases. It can be made and changed by somebody who looks after keys and may do the same there as a person, or by the operator: npx pathways client create`,
  );
}

/** Its id has 32 random bits: one that is taken, once in millions of keys, is refused by the database and asked for again. */
async function addKey(manager: EntityManager, clientId: string): Promise<string> {
  const keyCode = randomBytes(4).toString('hex');
  const key = apiKeyText(keyCode, randomToken());
  await manager.query(`INSERT INTO identity.api_keys (client_id, key_code, key_hash) VALUES ($1, $2, $3)`, [clientId, keyCode, digestOf(key)]);
  return key;
}

function notFound(): DomainError {
  return new DomainError('identity/client-not-found', 'There is no such client or key.');
}
