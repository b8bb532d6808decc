import { ROLES, type Role } from '#lib/kernel';
import { describe, expect, it } from '@jest/globals';
import { toHomePage } from './home.page.js';

const ACCOUNT = { displayName: 'Amina', email: 'amina@example.org', hasPassword: true, hasSecondFactor: false, recoveryCodes: 0 };

describe('toHomePage', () => {
  it.each(Object.keys(ROLES) as Role[])('says what %s is for, and leads to the programming interface unless it is a candidate', (role) => {
    const page = toHomePage({ ...ACCOUNT, roles: [{ role, organisationName: 'Anchorton Trust' }] }, new Set(ROLES[role].actions));
    expect(page.roles).toEqual([{ name: expect.stringMatching(/^[A-Z]/), organisation: role === 'candidate' ? null : 'Anchorton Trust', purpose: ROLES[role].purpose }]);
    expect(page.canUseApi).toBe(role !== 'candidate');
  });

  it('of somebody without a role has none', () => {
    expect(toHomePage({ ...ACCOUNT, roles: [] }, new Set())).toMatchObject({ roles: [], canUseApi: false });
  });
});
