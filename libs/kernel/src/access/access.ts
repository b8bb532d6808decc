import type { ReferralParty } from '../referrals/referral-status.js';
import { ACTIONS, IMPORTS, ROW_KINDS, type Action, type RowKind } from './actions.js';
import { ROLES, type Role } from './roles.js';

/** A role at a node of the organisation tree; a candidate's is the organisation that registered them. */
export interface RoleGrant {
  readonly role: Role;
  readonly nodeId: string;
}

/** What is known of the nodes at which somebody holds a role or a key, on the day. */
export interface NodeFacts {
  /** The City that the node belongs to. */
  readonly cityId: string;
  /** Organisations for which the node may act by a sharing agreement that is in force. */
  readonly actsFor: readonly string[];
}

/** What somebody may do, and for each kind of row the nodes at or below which it lies. */
export interface Access {
  readonly actions: ReadonlySet<Action>;
  readonly reach: Readonly<Record<RowKind, readonly string[]>>;
  /** For whom they may speak in a referral. */
  readonly parties: ReadonlySet<ReferralParty>;
}

/** The access of a person: what each role allows at its node, together. A node that is not known gives nothing. */
export function accessOfRoles(grants: readonly RoleGrant[], nodes: ReadonlyMap<string, NodeFacts>): Access {
  const access = emptyAccess();
  for (const { role, nodeId } of grants) {
    const { actions, party } = ROLES[role];
    allow(access, actions, nodeId, nodes);
    if (party !== null && nodes.has(nodeId)) access.parties.add(party);
  }
  return access;
}

/** The access of a key: the actions that it was made for, at the node of its owner. */
export function accessOfScopes(scopes: readonly Action[], nodeId: string, nodes: ReadonlyMap<string, NodeFacts>): Access {
  const access = emptyAccess();
  allow(access, scopes, nodeId, nodes);
  if (access.actions.has('referrals.refer')) access.parties.add('broker');
  if (access.actions.has('referrals.review')) access.parties.add('employer');
  return access;
}

/**
 * What the job that reads a file reaches: what its sender may, and two things that only the job does. An advert
 * is compared with the whole City's, so that one job is not listed twice; a hire is linked to the referral that
 * led to it, where the person may be shown to the employer.
 */
export function reachOfImport(content: keyof typeof IMPORTS, organisationId: string, { cityId, actsFor }: NodeFacts): Access['reach'] {
  const { reach } = accessOfScopes([IMPORTS[content].action], organisationId, new Map([[organisationId, { cityId, actsFor }]]));
  if (content === 'display-adverts' || content === 'nhs-jobs') return { ...reach, listings: [cityId] };
  if (content === 'hires') return { ...reach, market: [cityId], referred_people: [organisationId] };
  return reach;
}

interface GrowingAccess {
  readonly actions: Set<Action>;
  readonly reach: Record<RowKind, readonly string[]>;
  readonly parties: Set<ReferralParty>;
}

function emptyAccess(): GrowingAccess {
  return { actions: new Set(), reach: Object.fromEntries(ROW_KINDS.map((kind) => [kind, []])) as unknown as Record<RowKind, readonly string[]>, parties: new Set() };
}

function allow(access: GrowingAccess, actions: readonly Action[], nodeId: string, nodes: ReadonlyMap<string, NodeFacts>): void {
  const facts = nodes.get(nodeId);
  if (facts === undefined) return;
  for (const action of actions) {
    access.actions.add(action);
    const lying = { node: [nodeId], city: [facts.cityId], 'acted-for': facts.actsFor };
    for (const [kind, extents] of Object.entries(ACTIONS[action]) as [RowKind, readonly (keyof typeof lying)[]][]) {
      access.reach[kind] = [...new Set([...access.reach[kind], ...extents.flatMap((extent) => lying[extent])])];
    }
  }
}
