import { ROLES, type Role } from '#lib/kernel';
import type { OwnAccount } from '#lib/identity';
import type { Page } from '../layout/pages.js';

/** A role as people call it, where it is held and what it is for. */
export interface HeldRole {
  readonly name: string;
  readonly organisation: string | null;
  readonly purpose: string;
}

export interface HomePage extends Page {
  readonly displayName: string;
  readonly roles: readonly HeldRole[];
  readonly canUseApi: boolean;
}

const ROLE_NAMES: Readonly<Record<Role, string>> = {
  broker: 'Broker',
  'broker-lead': 'Broker lead',
  'college-partner': 'College partner',
  hr: 'HR team',
  'programme-lead': 'Programme lead',
  candidate: 'Candidate',
  administrator: 'Administrator',
  auditor: 'Auditor',
};

export function toHomePage(account: OwnAccount, actions: ReadonlySet<string>): HomePage {
  // A candidate sees their own record only, for which the programming interface is no help.
  const canUseApi = [...actions].some((action) => action !== 'own-record.read' && action !== 'own-referrals.answer' && action !== 'opportunities.read');
  return { title: 'Home', displayName: account.displayName, roles: toHeldRoles(account), canUseApi };
}

export function toHeldRoles({ roles }: Pick<OwnAccount, 'roles'>): HeldRole[] {
  return roles.map(({ role, organisationName }) => ({ name: ROLE_NAMES[role], organisation: role === 'candidate' ? null : organisationName, purpose: ROLES[role].purpose }));
}
