import { AccessService, AccountLinksService, AccountsService, SignInService, type NewGrant } from '#lib/identity';
import type { Actor } from '#lib/platform';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { OPERATOR } from '../support/operator.js';
import { linkOf, PASSWORD, SignInBench } from '../support/sign-in-bench.js';

let bench: SignInBench;
let accounts: AccountsService;
let access: AccessService;
let links: AccountLinksService;
let signIn: SignInService;

beforeAll(async () => {
  bench = await SignInBench.open();
  accounts = bench.services.get(AccountsService, { strict: false });
  access = bench.services.get(AccessService, { strict: false });
  links = bench.services.get(AccountLinksService, { strict: false });
  signIn = bench.services.get(SignInService, { strict: false });
  await bench.member('admin@trust.example', { role: 'administrator', nodeCode: 'T-TRUST' });
});
afterAll(() => bench.close());

/** An address that no other test has. */
let number = 0;
let email: string;
beforeEach(() => void (email = `person-${(number += 1)}@example.org`));

async function actorOf(userId: string): Promise<Actor> {
  const actor = await access.actorOfUser(userId);
  if (actor === null) throw new Error('Nobody');
  return actor;
}

const invite = (by: Actor, who: string, ...grants: NewGrant[]) => accounts.invite(by, { email: who, displayName: 'Ada Example', grants }, linkOf);
const nodeId = async (code: string): Promise<string> => (await bench.query<{ id: string }>('SELECT organisation_id AS id FROM identity.organisations WHERE code = $1', [code]))[0]!.id;

describe('a candidate', () => {
  let candidateId: string;
  beforeEach(async () => {
    const [row] = await bench.query<{ id: string }>(
      `INSERT INTO candidates.candidates (organisation_id, reference, given_name, family_name, row_digest) VALUES ($1, $2, 'Given', 'Family', '') RETURNING candidate_id AS id`,
      [await nodeId('T-BROKER'), email],
    );
    candidateId = row!.id;
  });
  const asCandidate = (): NewGrant => ({ role: 'candidate', nodeCode: 'T-BROKER', candidateId });
  const askFor = async (): Promise<string> => {
    const seen = new Set(bench.mails().map(({ token }) => token));
    await links.send('sign-in', email, linkOf);
    return (await bench.mailTo(email, ({ subject, token }) => subject.startsWith('Sign in') && !seen.has(token))).token;
  };

  it('signs in by a link, once, within twenty minutes, without a password', async () => {
    const userId = await invite(OPERATOR, email, asCandidate());
    const token = await askFor();
    expect(await links.look(token, 'sign-in')).toMatchObject({ userId });
    const results = await Promise.all(Array.from({ length: 10 }, () => signIn.withLink(token)));
    expect(results.filter((result) => result !== null)).toEqual([{ userId, purpose: 'sign-in' }]);
    const actor = await actorOf(userId);
    expect(actor).toMatchObject({ candidateId, parties: new Set(['candidate']) });
    expect([...actor.actions].toSorted()).toEqual(['opportunities.read', 'own-record.read', 'own-referrals.answer']);
    const late = await askFor();
    bench.clock.moveMinutes(20);
    expect(await signIn.withLink(late)).toBeNull();
    expect(await signIn.withLink('no token')).toBeNull();
  });

  it('who becomes a broker too needs a password from then on, also for a link that is on its way', async () => {
    const userId = await invite(OPERATOR, email, asCandidate());
    const token = await askFor();
    await accounts.grant(OPERATOR, userId, { role: 'broker', nodeCode: 'T-BROKER' });
    expect(await signIn.withLink(token)).toBeNull();
    const before = bench.mails().length;
    await links.send('sign-in', email, linkOf);
    await links.send('sign-in', 'admin@trust.example', linkOf);
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(bench.mails()).toHaveLength(before);
  });

  it('who becomes a broker too gets a password by asking for a new one, and a pure candidate does not', async () => {
    const userId = await invite(OPERATOR, email, asCandidate());
    await signIn.withLink(await askFor());
    const resets = () => bench.mails().filter(({ to, subject }) => to === email && subject.startsWith('Choose a new'));
    await links.send('reset', email, linkOf);
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(resets()).toEqual([]);
    await accounts.grant(OPERATOR, userId, { role: 'broker', nodeCode: 'T-BROKER' });
    await links.send('reset', email, linkOf);
    const { token } = await bench.mailTo(email, ({ subject }) => subject.startsWith('Choose a new'));
    expect(await links.use(token, 'reset', PASSWORD)).toEqual({ ok: true, userId });
    expect(await signIn.withPassword({ email, password: PASSWORD, address: '192.0.2.1' })).toEqual({ outcome: 'signed-in', userId });
  });

  it('is not given the record of somebody else of the same organisation on top', async () => {
    const userId = await invite(OPERATOR, email, asCandidate());
    const [other] = await bench.query<{ id: string }>(
      `INSERT INTO candidates.candidates (organisation_id, reference, given_name, family_name, row_digest) VALUES ($1, $2, 'Other', 'Family', '') RETURNING candidate_id AS id`,
      [await nodeId('T-BROKER'), `other-${email}`],
    );
    await expect(accounts.grant(OPERATOR, userId, { ...asCandidate(), candidateId: other!.id })).rejects.toMatchObject({ code: 'identity/other-candidate' });
    await expect(invite(OPERATOR, email, { ...asCandidate(), candidateId: other!.id })).rejects.toMatchObject({ code: 'identity/other-candidate' });
    const grantId = await accounts.grant(OPERATOR, userId, { ...asCandidate(), toOn: '2099-12-31' });
    expect(await bench.query('SELECT grant_id AS id, candidate_id AS candidate FROM identity.role_grants WHERE user_id = $1', [userId])).toEqual([{ id: grantId, candidate: candidateId }]);
    await accounts.revoke(OPERATOR, userId, grantId);
    await invite(OPERATOR, email, { ...asCandidate(), candidateId: other!.id });
    await signIn.withLink(await askFor());
    expect((await actorOf(userId)).candidateId).toBe(other!.id);
  });

  it('has one account, and loses it with the record', async () => {
    const userId = await invite(OPERATOR, email, asCandidate());
    await expect(invite(OPERATOR, `other-${email}`, asCandidate())).rejects.toMatchObject({ code: 'identity/candidate-not-here' });
    await expect(invite(OPERATOR, `other-${email}`, { ...asCandidate(), nodeCode: 'T-TRUST' })).rejects.toMatchObject({ code: 'identity/candidate-not-here' });
    await signIn.withLink(await askFor());
    await bench.query('DELETE FROM candidates.candidates WHERE candidate_id = $1', [candidateId]);
    const actor = await actorOf(userId);
    expect([actor.candidateId, actor.actions.size]).toEqual([null, 0]);
  });
});
