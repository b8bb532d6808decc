import { ROLES, type Role } from '../access/roles.js';

/** A node of the organisation tree, as far as it decides which roles can be held there. */
export interface RoleNode {
  readonly level: 'city' | 'ics' | 'place' | 'organisation';
  /** Only at the level `organisation`. */
  readonly organisationType: string | null;
}

const PROVIDERS: ReadonlySet<string | null> = new Set(['college', 'training-provider']);

/**
 * Whether a role can be held at a node, by the table of roles. A candidate belongs to whoever registered them, which
 * is any organisation but no area.
 */
export function canBeHeldAt(role: Role, { level, organisationType }: RoleNode): boolean {
  if (role === 'candidate') return level === 'organisation';
  const kind = level !== 'organisation' ? level : organisationType === 'brokerage' ? 'brokerage' : PROVIDERS.has(organisationType) ? 'provider' : 'employer';
  return ROLES[role].heldAt.includes(kind);
}
