import { readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { AccessService, SignInService, type SignInResult } from '#lib/identity';
import { ROLES } from '#lib/kernel';
import { DemoAccounts, DemoService, demoSignIns } from '#lib/schema';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { SignInBench } from '../support/sign-in-bench.js';

let bench: SignInBench;
let demo: DemoService;
let accounts: DemoAccounts;
let signIn: SignInService;
let access: AccessService;

beforeAll(async () => {
  bench = await SignInBench.open();
  demo = bench.services.get(DemoService, { strict: false });
  accounts = bench.services.get(DemoAccounts, { strict: false });
  signIn = bench.services.get(SignInService, { strict: false });
  access = bench.services.get(AccessService, { strict: false });
  await demo.load();
});
afterAll(() => bench.close());

const signInAs = async (email: string, password: string) => signIn.withPassword({ email, password, address: '192.0.2.1' });
const ownAccountOf = async (result: SignInResult) => (result.outcome === 'signed-in' ? access.ownAccount(result.userId) : null);
const everything = () => bench.query(`SELECT to_jsonb(account)::text FROM identity.users AS account UNION ALL SELECT to_jsonb(held)::text FROM identity.role_grants AS held ORDER BY 1`);

/** A candidate of the demo brokerage with consents, as reading its file would leave. */
async function addCandidate(reference: string, purposes: readonly string[]): Promise<string> {
  const [row] = await bench.query<{ id: string }>(
    `INSERT INTO candidates.candidates (organisation_id, reference, given_name, family_name, row_digest)
     SELECT organisation_id, $1, 'Given', 'Family', '' FROM identity.organisations WHERE code = 'DEMO-BROKER' RETURNING candidate_id AS id`,
    [reference],
  );
  await bench.query(`INSERT INTO candidates.consents (candidate_id, purpose, wording_version, given_on) SELECT $1, unnest($2::text[]), 'v1', '2026-01-01'`, [row!.id, purposes]);
  return row!.id;
}

describe('the demo accounts', () => {
  it('are one for each role at least, and sign in with the password of this installation', async () => {
    await accounts.load();
    expect(new Set(demoSignIns().map(({ role }) => role))).toEqual(new Set(Object.keys(ROLES)));
    const password = await accounts.password();
    const file = join(bench.home, 'demo-password');
    expect(readFileSync(file, 'utf8')).toBe(`${password}\n`);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(password).toMatch(/^[a-z]{4,7}(-[a-z]{4,7}){3}$/);
    const seen = await Promise.all(demoSignIns().map(async ({ email }) => ownAccountOf(await signInAs(email, password))));
    const shown = seen.map((own) => own && { email: own.email, who: own.displayName, roles: own.roles.map(({ role }) => role) });
    // The candidate has no role until the candidates are there.
    expect(shown).toEqual(demoSignIns().map(({ role, email, who }) => ({ email, who, roles: role === 'candidate' ? [] : [role] })));
  });

  it('have a candidate once the candidates are there: the first who consents to be matched and shown', async () => {
    await addCandidate('A-1', ['matching']);
    const candidateId = await addCandidate('A-2', ['matching', 'sharing-with-partners']);
    await addCandidate('A-3', ['matching', 'sharing-with-partners']);
    await accounts.load();
    const result = await signInAs('candidate@anchorton.example', await accounts.password());
    expect(result.outcome === 'signed-in' && (await access.actorOfUser(result.userId))?.candidateId).toBe(candidateId);
  });

  it('are the same when they are loaded again, alone or twice at once', async () => {
    const before = await everything();
    await accounts.load();
    await Promise.all([accounts.load(), accounts.load()]);
    expect(await everything()).toEqual(before);
  });

  it('take the new password when the file with the old one is lost', async () => {
    const old = await accounts.password();
    rmSync(join(bench.home, 'demo-password'));
    await accounts.load();
    const password = await accounts.password();
    expect(password).not.toBe(old);
    expect(await signInAs('broker@anchorton.example', old)).toMatchObject({ outcome: 'refused' });
    expect(await signInAs('broker@anchorton.example', password)).toMatchObject({ outcome: 'signed-in' });
  });

  it('go with the demo, and real ones stay', async () => {
    const real = await bench.member('real@example.org', { role: 'hr', nodeCode: 'T-TRUST' });
    await demo.reset(bench.database.ownerUrl);
    expect(await bench.query('SELECT user_id AS id FROM identity.users')).toEqual([{ id: real }]);
    await accounts.load();
    expect(await bench.query('SELECT user_id AS id FROM identity.users')).toEqual([{ id: real }]);
  });
});
