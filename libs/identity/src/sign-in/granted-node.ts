import type { RoleNode } from '#lib/kernel';
import { DomainError } from '#lib/platform';
import type { EntityManager } from 'typeorm';

/** A node at which the actor may give roles and keys. */
export interface GrantedNode extends RoleNode {
  readonly organisationId: string;
}

/** The node with a code, if the actor looks after its accounts; others of the City can be seen, and nothing be given there. Throws identity/organisation-not-found. */
export async function grantedNode(manager: EntityManager, code: string): Promise<GrantedNode> {
  const [node] = await manager.query<GrantedNode[]>(
    `SELECT organisation_id AS "organisationId", level, organisation_type AS "organisationType"
       FROM identity.organisations WHERE code = upper($1) AND organisation_id IN (SELECT identity.reach('accounts'))`,
    [code.trim()],
  );
  if (node === undefined) throw new DomainError('identity/organisation-not-found', 'There is no organisation with that code among those whose accounts you look after.');
  return node;
}
