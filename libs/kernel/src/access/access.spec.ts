import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { accessOfRoles, accessOfScopes, reachOfImport, type NodeFacts, type RoleGrant } from './access.js';
import { ACTIONS, IMPORTS, ROW_KINDS, type Action, type RowKind } from './actions.js';
import { ROLES, type Role } from './roles.js';

const NODE = 'node';
const CITY = 'city';
const FRIENDS = ['friend-1', 'friend-2'];
const FACTS: NodeFacts = { cityId: CITY, actsFor: FRIENDS };
const NODES = new Map([[NODE, FACTS]]);
const ROLE_NAMES = Object.keys(ROLES) as Role[];
const ACTION_NAMES = Object.keys(ACTIONS) as Action[];

/** For each role the rows that it reaches, said a second time and not by way of actions. What is not here it never reaches. */
const REACHED: Readonly<Record<Role, Readonly<Partial<Record<RowKind, readonly string[]>>>>> = {
  broker: { tree: [CITY], market: [CITY], people: [NODE], shared_people: FRIENDS, listings: [NODE, ...FRIENDS], figures: [NODE] },
  'broker-lead': { tree: [CITY], market: [CITY], people: [NODE], shared_people: FRIENDS, listings: [NODE, ...FRIENDS], figures: [NODE], fairs: [NODE] },
  'college-partner': { tree: [CITY], market: [CITY], referred_people: [NODE], listings: [NODE, ...FRIENDS], figures: [NODE] },
  hr: { tree: [CITY], market: [CITY], referred_people: [NODE], listings: [NODE, ...FRIENDS], figures: [NODE], hires: [NODE], living_wage: [NODE] },
  'programme-lead': { tree: [CITY], market: [CITY], programmes: [NODE], figures: [NODE], fairs: [NODE], living_wage: [NODE] },
  candidate: { tree: [CITY], market: [CITY] },
  administrator: { tree: [CITY], market: [CITY], accounts: [NODE], programmes: [NODE] },
  auditor: { tree: [CITY], audit_trail: [NODE] },
};

/** Kinds of rows that tell of people, and the only roles that may reach them. */
const ONLY_FOR: Readonly<Partial<Record<RowKind, readonly Role[]>>> = {
  people: ['broker', 'broker-lead'],
  shared_people: ['broker', 'broker-lead'],
  referred_people: ['college-partner', 'hr'],
  hires: ['hr'],
  programmes: ['programme-lead', 'administrator'],
  living_wage: ['hr', 'programme-lead'],
  accounts: ['administrator'],
  audit_trail: ['auditor'],
  fairs: ['broker-lead', 'programme-lead'],
  reference: [], // all Cities of a database share it, so it is the operator's to load
};

/** The only roles that may do it. What reads or writes people is given to nobody by accident. */
const ONLY_DONE_BY: Readonly<Partial<Record<Action, readonly Role[]>>> = {
  'candidates.read': ['broker', 'broker-lead'],
  'candidates.import': ['broker', 'broker-lead'],
  'matches.read': ['broker', 'broker-lead'],
  'matches.run': ['broker', 'broker-lead'],
  'allocations.run': ['broker-lead'],
  'referrals.read': ['broker', 'broker-lead'],
  'referrals.refer': ['broker', 'broker-lead'],
  'fairs.organise': ['broker-lead', 'programme-lead'],
  'outcomes.record': ['broker', 'broker-lead'],
  'referrals.review': ['college-partner', 'hr'],
  'hires.import': ['hr'],
  'accreditations.record': ['hr', 'programme-lead'],
  'own-record.read': ['candidate'],
  'own-referrals.answer': ['candidate'],
  'listings.change': ['broker', 'broker-lead', 'college-partner', 'hr'],
  'programmes.change': ['programme-lead', 'administrator'],
    'reasons.change': ['programme-lead'],
  'accounts.change': ['administrator'],
  'clients.change': ['administrator'],
  'organisations.change': ['administrator'],
  'audit.read': ['auditor'],
};

const reachedOf = (reach: Readonly<Record<RowKind, readonly string[]>>) => Object.fromEntries(Object.entries(reach).filter(([, nodes]) => nodes.length > 0).map(([kind, nodes]) => [kind, nodes.toSorted()]));
const sorted = (reach: Readonly<Partial<Record<string, readonly string[]>>>) => Object.fromEntries(Object.entries(reach).map(([kind, nodes]) => [kind, nodes!.toSorted()]));

describe('the table of roles', () => {
  it.each(ROLE_NAMES)('%s reaches what the second table says and nothing else', (role) => {
    const { reach } = accessOfRoles([{ role, nodeId: NODE }], NODES);
    expect(Object.keys(reach).toSorted()).toEqual([...ROW_KINDS].toSorted());
    expect(reachedOf(reach)).toEqual(sorted(REACHED[role]));
  });

  it.each(Object.entries(ONLY_FOR))('rows of the kind %s are for %j only', (kind, roles) => {
    expect(ROLE_NAMES.filter((role) => accessOfRoles([{ role, nodeId: NODE }], NODES).reach[kind as RowKind].length > 0)).toEqual(roles);
  });

  it.each(Object.entries(ONLY_DONE_BY))('%s is done by %j only', (action, roles) => {
    expect(ROLE_NAMES.filter((role) => ROLES[role].actions.includes(action as Action))).toEqual(roles);
  });

  it('gives every action to somebody', () => {
    expect(ACTION_NAMES.filter((action) => ROLE_NAMES.every((role) => !ROLES[role].actions.includes(action)))).toEqual([]);
  });

  it('says what each role is for, in a sentence', () => {
    for (const role of ROLE_NAMES) expect(ROLES[role].purpose).toMatch(/^[A-Z].+\.$/);
  });

  it('lets a side of a referral be spoken for only by its own role', () => {
    const parties = Object.fromEntries(ROLE_NAMES.map((role) => [role, [...accessOfRoles([{ role, nodeId: NODE }], NODES).parties]]));
    expect(parties).toEqual({
      broker: ['broker'], 'broker-lead': ['broker'], 'college-partner': ['employer'], hr: ['employer'], candidate: ['candidate'],
      'programme-lead': [], administrator: [], auditor: [],
    });
  });
});

const anyNode = fc.constantFrom('n1', 'n2', 'n3', 'not-in-the-tree');
const anyNodes: fc.Arbitrary<ReadonlyMap<string, NodeFacts>> = fc
  .tuple(...['n1', 'n2', 'n3'].map((id) => fc.record({ cityId: fc.constantFrom('c1', 'c2'), actsFor: fc.uniqueArray(fc.constantFrom('f1', 'f2', 'n2'), { maxLength: 3 }) }).map((facts) => [id, facts] as const)))
  .map((entries) => new Map(entries));
const anyGrant: fc.Arbitrary<RoleGrant> = fc.record({ role: fc.constantFrom(...ROLE_NAMES), nodeId: anyNode });

/** The sets that a list of actions at a node leads to, kind by kind and extent by extent. */
function plainReach(given: readonly { actions: readonly Action[]; nodeId: string }[], nodes: ReadonlyMap<string, NodeFacts>): Record<string, string[]> {
  const reach: Record<string, string[]> = {};
  for (const kind of ROW_KINDS) {
    const reached = new Set<string>();
    for (const { actions, nodeId } of given) {
      for (const action of actions) {
        const extents: readonly string[] = (ACTIONS[action] as Partial<Record<RowKind, readonly string[]>>)[kind] ?? [];
        if (extents.includes('node') && nodes.has(nodeId)) reached.add(nodeId);
        if (extents.includes('city') && nodes.has(nodeId)) reached.add(nodes.get(nodeId)!.cityId);
        if (extents.includes('acted-for')) for (const friend of nodes.get(nodeId)?.actsFor ?? []) reached.add(friend);
      }
    }
    if (reached.size > 0) reach[kind] = [...reached].toSorted();
  }
  return reach;
}

describe('access of several roles', () => {
  it('is all that each of them gives, each kind of row with its nodes once, and nothing from a node that is not known', () => {
    fc.assert(
      fc.property(fc.array(anyGrant, { maxLength: 5 }), anyNodes, (grants, nodes) => {
        const access = accessOfRoles(grants, nodes);
        const known = grants.filter(({ nodeId }) => nodes.has(nodeId));
        expect(reachedOf(access.reach)).toEqual(plainReach(grants.map(({ role, nodeId }) => ({ actions: ROLES[role].actions, nodeId })), nodes));
        expect(new Set(access.actions)).toEqual(new Set(known.flatMap(({ role }) => ROLES[role].actions)));
        expect(new Set(access.parties)).toEqual(new Set(known.flatMap(({ role }) => ROLES[role].party ?? [])));
        for (const nodesOfKind of Object.values(access.reach)) expect(new Set(nodesOfKind).size).toBe(nodesOfKind.length);
      }),
    );
  });

  it('never carries a role from one node over to another', () => {
    const nodes = new Map([['brokerage', { cityId: 'c1', actsFor: [] }], ['trust', { cityId: 'c2', actsFor: [] }]]);
    const { reach } = accessOfRoles([{ role: 'broker', nodeId: 'brokerage' }, { role: 'hr', nodeId: 'trust' }], nodes);
    expect(reach.people).toEqual(['brokerage']);
    expect(reach.hires).toEqual(['trust']);
    expect(reach.referred_people).toEqual(['trust']);
  });

  it('is nothing without a role', () => {
    const { actions, reach, parties } = accessOfRoles([], NODES);
    expect([actions.size, parties.size, reachedOf(reach)]).toEqual([0, 0, {}]);
  });
});

describe('access of a key', () => {
  it('is what its scopes are for at its owner, and speaks for the sides whose events are among them', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.constantFrom(...ACTION_NAMES)), anyNode, anyNodes, (scopes, nodeId, nodes) => {
        const access = accessOfScopes(scopes, nodeId, nodes);
        expect(reachedOf(access.reach)).toEqual(plainReach([{ actions: scopes, nodeId }], nodes));
        expect(new Set(access.actions)).toEqual(new Set(nodes.has(nodeId) ? scopes : []));
        expect(access.parties.has('broker')).toBe(nodes.has(nodeId) && scopes.includes('referrals.refer'));
        expect(access.parties.has('employer')).toBe(nodes.has(nodeId) && scopes.includes('referrals.review'));
        expect([access.parties.has('candidate'), access.parties.has('system')]).toEqual([false, false]);
      }),
    );
  });
});

describe('the reach of a job that reads a file', () => {
  const BASE = { tree: [CITY] };
  const MARKET = { ...BASE, market: [CITY] };
  /** Contents to what their reader reaches, said a second time. */
  const READERS: Readonly<Record<keyof typeof IMPORTS, Readonly<Record<string, readonly string[]>>>> = {
    candidates: { ...MARKET, people: [NODE], shared_people: FRIENDS },
    courses: { ...MARKET, listings: [NODE, ...FRIENDS] },
    venues: { ...MARKET, listings: [NODE, ...FRIENDS] },
    roles: { ...MARKET, listings: [NODE, ...FRIENDS] },
    'display-adverts': { ...MARKET, listings: [CITY] }, // compared with the whole City's, so that one job is not listed twice
    'nhs-jobs': { ...MARKET, listings: [CITY] },
    hires: { ...MARKET, hires: [NODE], referred_people: [NODE] }, // linked to the referral that led to it
  };

  it.each(Object.keys(READERS) as (keyof typeof IMPORTS)[])('of %s is what the second table says', (content) => {
    expect(reachedOf(reachOfImport(content, NODE, FACTS))).toEqual(sorted(READERS[content]));
  });

  it('is of the kind of rows that the file is among, and its sender needs the action', () => {
    expect(Object.keys(IMPORTS).toSorted()).toEqual(Object.keys(READERS).toSorted());
    for (const [content, { rows }] of Object.entries(IMPORTS)) expect(Object.keys(READERS[content as keyof typeof IMPORTS])).toContain(rows);
    for (const { action, rows } of Object.values(IMPORTS)) expect(Object.keys(ACTIONS[action])).toContain(rows);
  });
});
