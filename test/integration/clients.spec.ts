import { AccessService, ClientsService } from '#lib/identity';
import type { Actor } from '#lib/platform';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { OPERATOR } from '../support/operator.js';
import { SignInBench } from '../support/sign-in-bench.js';

const ADDRESS = '192.0.2.7';
const SCOPES = ['listings.import', 'opportunities.read'];

let bench: SignInBench;
let clients: ClientsService;
let access: AccessService;
/** Of the trust only. */
let administrator: Actor;

beforeAll(async () => {
  bench = await SignInBench.open();
  clients = bench.services.get(ClientsService, { strict: false });
  access = bench.services.get(AccessService, { strict: false });
  administrator = (await access.actorOfUser(await bench.member('admin@trust.example', { role: 'administrator', nodeCode: 'T-TRUST' })))!;
});
afterAll(() => bench.close());

const create = (by: Actor = administrator, wrong: object = {}) => clients.create(by, { name: 'Vacancy system', nodeCode: 'T-TRUST', scopes: SCOPES, ...wrong });
const actorOf = (key: string, address = ADDRESS) => access.actorOfKey(key, address);
const listed = async (clientId: string) => (await clients.list(OPERATOR)).find((client) => client.clientId === clientId)!;

describe('a key', () => {
  it('acts with its scopes only, at the node of its owner', async () => {
    const { clientId, key } = await create();
    expect(key).toMatch(/^apk_[0-9a-f]{8}_[A-Za-z0-9_-]{43}$/);
    const actor = (await actorOf(key))!;
    const [{ trust, city } = { trust: '', city: '' }] = await bench.query<{ trust: string; city: string }>(
      `SELECT (SELECT organisation_id FROM identity.organisations WHERE code = 'T-TRUST') AS trust, (SELECT organisation_id FROM identity.organisations WHERE code = 'T-CITY') AS city`,
    );
    expect(actor).toMatchObject({ actorId: `client:${clientId}`, candidateId: null, parties: new Set(), reach: { listings: [trust], market: [city], people: [], accounts: [], hires: [] } });
    expect([...actor.actions].toSorted()).toEqual(SCOPES);
  });

  it('that is not one, is another’s or is altered is nobody’s', async () => {
    const { key } = await create();
    const altered = key.slice(0, -1) + (key.endsWith('A') ? 'B' : 'A');
    for (const wrong of ['', 'apk_', altered, `apk_00000000_${key.slice(-43)}`, `${key} `, key.toUpperCase()]) expect(await actorOf(wrong)).toBeNull();
    expect(await actorOf(key)).not.toBeNull();
  });

  it('is kept as a hash, and no list shows it', async () => {
    const { clientId, key } = await create();
    const rows = await bench.query<{ row: string }>('SELECT to_jsonb(key)::text AS row FROM identity.api_keys AS key');
    expect(rows.filter(({ row }) => row.includes(key.slice(-43)))).toEqual([]);
    const shown = JSON.stringify(await listed(clientId));
    expect(shown).not.toContain(key.slice(-43));
    expect(shown).toContain(key.slice(4, 12));
  });

  it('works beside the new one for the days of the overlap, then only the new one does', async () => {
    const { clientId, key } = await create();
    const { key: newKey } = await clients.rotate(administrator, clientId, 7);
    expect(newKey).not.toBe(key);
    expect([await actorOf(key), await actorOf(newKey)].map((actor) => actor?.actorId)).toEqual([`client:${clientId}`, `client:${clientId}`]);
    bench.clock.moveMinutes(7 * 1440 - 1);
    expect(await actorOf(key)).not.toBeNull();
    bench.clock.moveMinutes(1);
    expect([await actorOf(key), (await actorOf(newKey))?.actorId]).toEqual([null, `client:${clientId}`]);
    const { key: newest } = await clients.rotate(administrator, clientId, 0);
    expect([await actorOf(key), await actorOf(newKey), (await actorOf(newest))?.actorId]).toEqual([null, null, `client:${clientId}`]);
  });

  it('whose overlap is running is not given more of it by the next rotation', async () => {
    const { clientId, key } = await create();
    await clients.rotate(administrator, clientId, 1);
    await clients.rotate(administrator, clientId, 30);
    bench.clock.moveMinutes(1440);
    expect(await actorOf(key)).toBeNull();
  });

  it('that is revoked is nothing, and its client has its other keys still', async () => {
    const { clientId, key } = await create();
    const { key: newKey } = await clients.rotate(administrator, clientId, 7);
    const old = (await listed(clientId)).keys.find(({ keyCode }) => key.includes(keyCode))!;
    await clients.revoke(administrator, old.keyId);
    expect([await actorOf(key), (await actorOf(newKey))?.actorId]).toEqual([null, `client:${clientId}`]);
    await clients.revoke(administrator, clientId);
    expect(await actorOf(newKey)).toBeNull();
    await expect(clients.revoke(administrator, clientId)).rejects.toMatchObject({ code: 'identity/client-not-found' });
    await expect(clients.rotate(administrator, clientId, 7)).rejects.toMatchObject({ code: 'identity/client-not-found' });
    expect(await listed(clientId)).toMatchObject({ revokedAt: bench.clock.now(), keys: [{ revokedAt: expect.any(String) }, { revokedAt: expect.any(String) }] });
  });

  it('shows when and from where it was used last, to the minute', async () => {
    const { clientId, key } = await create();
    const lastUse = async () => (await listed(clientId)).keys[0]!;
    expect(await lastUse()).toMatchObject({ lastUsedAt: null, lastAddress: null });
    await actorOf(key, '192.0.2.1');
    const first = bench.clock.now();
    bench.clock.moveMinutes(0.5);
    await actorOf(key, '192.0.2.2');
    const used = await lastUse();
    expect([new Date(used.lastUsedAt!), used.lastAddress]).toEqual([first, '192.0.2.1']);
    bench.clock.moveMinutes(0.5);
    await actorOf(key, '192.0.2.3');
    const usedAgain = await lastUse();
    expect([new Date(usedAgain.lastUsedAt!), usedAgain.lastAddress]).toEqual([bench.clock.now(), '192.0.2.3']);
  });

  it.each(['{gone.away,constructor}', '{geography.import,accounts.change,clients.change,own-record.read}'])('with scopes %s, which no machine has any more, keeps the others', async (more) => {
    const { clientId, key } = await create();
    await bench.query(`UPDATE identity.api_clients SET scopes = scopes || '${more}' WHERE client_id = $1`, [clientId]);
    expect([...(await actorOf(key))!.actions].toSorted()).toEqual(SCOPES);
  });
});

describe('a client', () => {
  it.each<[string, object, string[]]>([
    ['no name', { name: ' ' }, ['/name']],
    ['no scope', { scopes: [] }, ['/scopes']],
    ['an unknown scope', { scopes: ['everything'] }, ['/scopes']],
    ['a scope of people', { scopes: ['own-record.read'] }, ['/scopes']],
    ['a scope to make more keys', { scopes: ['clients.change'] }, ['/scopes']],
    ['the scope of reference data', { scopes: ['geography.import'] }, ['/scopes']],
    ['nothing', { name: '', scopes: ['toString'] }, ['/name', '/scopes']],
  ])('with %s is refused', async (_what, wrong, pointers) => {
    const error = await create(administrator, wrong).catch((caught: unknown) => caught);
    expect(error).toMatchObject({ code: 'identity/client-wrong' });
    expect((error as { details: { pointer: string }[] }).details.map(({ pointer }) => pointer)).toEqual(pointers);
  });

  it.each([-1, 91, 1.5, Number.NaN])('is not rotated with an overlap of %d days', async (days) => {
    const { clientId } = await create();
    await expect(clients.rotate(administrator, clientId, days)).rejects.toMatchObject({ code: 'identity/client-wrong' });
  });

  it('of another organisation is neither made, seen, rotated nor revoked', async () => {
    await expect(create(administrator, { nodeCode: 'T-COLLEGE' })).rejects.toMatchObject({ code: 'identity/organisation-not-found' });
    const { clientId, key } = await create(OPERATOR, { nodeCode: 'T-COLLEGE' });
    const [{ keyId } = { keyId: '' }] = (await listed(clientId)).keys;
    expect((await clients.list(administrator)).map((client) => client.organisationCode)).not.toContain('T-COLLEGE');
    for (const id of [clientId, keyId]) await expect(clients.revoke(administrator, id)).rejects.toMatchObject({ code: 'identity/client-not-found' });
    await expect(clients.rotate(administrator, clientId, 0)).rejects.toMatchObject({ code: 'identity/client-not-found' });
    expect(await actorOf(key)).not.toBeNull();
  });

  it('needs the action', async () => {
    const { key } = await create();
    const machine = (await actorOf(key))!;
    for (const refused of [create(machine), clients.rotate(machine, 'x', 0), clients.revoke(machine, 'x'), clients.list(machine)]) await expect(refused).rejects.toMatchObject({ code: 'access/not-allowed' });
  });

  const OF_CASES = ['candidates.read', 'matches.read', 'matches.run', 'allocations.run', 'referrals.read', 'referrals.refer', 'referrals.review', 'outcomes.record', 'audit.read'];

  it.each(OF_CASES)('with the scope %s, of cases, is neither made nor given a new key by an administrator, but by the operator', async (scope) => {
    const refusal = { code: 'access/not-allowed', message: expect.stringMatching(new RegExp(`A key for ${scope} .* may do the same .* operator: npx pathways client create`)) };
    await expect(create(administrator, { scopes: [...SCOPES, scope] })).rejects.toMatchObject(refusal);
    const { clientId, key } = await create(OPERATOR, { scopes: [scope] });
    await expect(clients.rotate(administrator, clientId, 7)).rejects.toMatchObject(refusal);
    expect((await actorOf(key))?.actions).toEqual(new Set([scope]));
    await clients.revoke(administrator, clientId);
    expect(await actorOf(key)).toBeNull();
  });

  it('with scopes of cases is made by somebody who may do that there too, and not for more than where they may', async () => {
    const roles = [{ role: 'administrator', nodeCode: 'T-CITY' }, { role: 'hr', nodeCode: 'T-TRUST' }, { role: 'broker', nodeCode: 'T-BROKER' }] as const;
    const both = (await access.actorOfUser(await bench.member('both@city.example', ...roles)))!;
    const { clientId, key } = await create(both, { scopes: ['referrals.review'] });
    expect([...(await actorOf(key))!.actions]).toEqual(['referrals.review']);
    expect(await clients.rotate(both, clientId, 0)).toMatchObject({ key: expect.stringMatching(/^apk_/) });
    await create(both, { nodeCode: 'T-BROKER', scopes: ['candidates.read', 'referrals.refer'] });
    for (const [nodeCode, scope] of [['T-CITY', 'candidates.read'], ['T-TRUST', 'candidates.read'], ['T-COLLEGE', 'referrals.review'], ['T-TRUST', 'audit.read']]) {
      await expect(create(both, { nodeCode, scopes: [scope] })).rejects.toMatchObject({ code: 'access/not-allowed' });
    }
  });

  it('leaves a record of what was done with it', async () => {
    const { clientId } = await create();
    await clients.rotate(administrator, clientId, 7);
    await clients.revoke(administrator, clientId);
    const events = await bench.query<{ action: string; actor: string }>('SELECT action, actor_id AS actor FROM audit.events WHERE subject = $1 ORDER BY event_id', [`client:${clientId}`]);
    expect(events).toEqual(['identity.client-made', 'identity.key-rotated', 'identity.client-revoked'].map((action) => ({ action, actor: administrator.actorId })));
  });
});
