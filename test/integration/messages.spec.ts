import { MessageSender, Messages, MessagesQuery, type NewMessage } from '#lib/brokerage';
import { CandidatesQuery } from '#lib/candidates';
import { MailboxesQuery } from '#lib/identity';
import { Database, Mailer, readConfig, systemActor, type Actor } from '#lib/platform';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Type } from '@nestjs/common';
import { referralsOf } from '../support/city-with-rows.js';
import { csvOf } from '../support/csv-text.js';
import { MailServer } from '../support/mail-server.js';
import { OPERATOR } from '../support/operator.js';
import { startService, until } from '../support/running-service.js';
import { Partner } from '../support/sent-upload.js';
import { SECRETS } from '../support/services.js';
import { SignInBench } from '../support/sign-in-bench.js';

const FIRST = '00000000-0000-7000-8000-000000000000';

let bench: SignInBench;
let server: MailServer;
let query: MessagesQuery;
let ids: ReadonlyMap<string, string>;
const messages = new Messages();
const get = <Service>(type: Type<Service>): Service => bench.services.get(type, { strict: false });

beforeAll(async () => {
  bench = await SignInBench.open();
  const columns = { GIVEN_NAME: 'Given', FAMILY_NAME: 'Family', CONSENT_SHARING: 'v1 2026-01-05' };
  const people = [
    { YOUR_REFERENCE: 'ADA', EMAIL: 'ada@people.example', CONSENT_CONTACT: 'v1 2026-01-05', ...columns },
    { YOUR_REFERENCE: 'BEA', EMAIL: 'bea@people.example', CONSENT_CONTACT: '', ...columns },
    { YOUR_REFERENCE: 'CEM', EMAIL: '', CONSENT_CONTACT: 'v1 2026-01-05', ...columns },
  ];
  const roles = [{ YOUR_REFERENCE: 'R', KIND: 'role', TITLE: 'Porter', REMOTE: 'yes', PLACES: '9' }];
  const partner = new Partner(bench.services);
  await partner.sendAndRead({ content: 'candidates', organisation: 'T-BROKER', file: csvOf(Object.keys(people[0]!), people) });
  await partner.sendAndRead({ content: 'roles', organisation: 'T-TRUST', file: csvOf(Object.keys(roles[0]!), roles) });
  await bench.invited('lead@ics.example', { role: 'broker-lead', nodeCode: 'T-ICS-B' });
  await bench.invited('lead@city.example', { role: 'broker-lead', nodeCode: 'T-CITY' });
  await bench.invited('hr-1@trust.example', { role: 'hr', nodeCode: 'T-TRUST' });
  await bench.invited('hr-2@trust.example', { role: 'hr', nodeCode: 'T-TRUST' });
  const rows = await bench.query<{ code: string; id: string }>(
    `SELECT code, organisation_id AS id FROM identity.organisations UNION ALL SELECT reference, candidate_id FROM candidates.candidates UNION ALL SELECT reference, opportunity_id FROM opportunities.opportunities
     UNION ALL SELECT role, user_id FROM identity.role_grants`,
  );
  ids = new Map(rows.map(({ code, id }) => [code, id]));
  query = new MessagesQuery(get(Database));
}, 60_000);
afterAll(() => bench.close());
beforeEach(async () => {
  await bench.query('TRUNCATE brokerage.messages, brokerage.referrals CASCADE; UPDATE candidates.consents SET withdrawn_on = NULL');
  server = await MailServer.open();
});
afterEach(() => server.close());

const id = (name: string): string => ids.get(name)!;

/** A worker's sender, to the mail server of the test or another. */
function sender(url = server.url): MessageSender {
  const config = readConfig({ ...SECRETS, NODE_ENV: 'test', SMTP_URL: url, MAIL_FROM: 'Pathways <pathways@example.org>', PUBLIC_URL: 'http://pathways.test', PATHWAYS_HOME: bench.home });
  return new MessageSender(get(Database), bench.clock, config, new Mailer(config, bench.clock), get(CandidatesQuery), get(MailboxesQuery));
}

const write = (changes: Partial<NewMessage> = {}, actor: Actor = OPERATOR): Promise<boolean> =>
  get(Database).write(actor, (manager) => messages.write(manager, { key: 'k', kind: 'candidate-news', to: { candidateId: id('ADA') }, about: { candidateId: id('ADA') }, values: {}, ...changes }));

/** How the messages stand: 'sent', or 'not-sent no-consent'. */
const states = async (): Promise<string[]> =>
  (await bench.query<{ state: string }>(`SELECT concat_ws(' ', status, reason_code) AS state FROM brokerage.messages WHERE status <> 'addressed' ORDER BY key`)).map(({ state }) => state);

/** As time passes: what was put off is due, and what was claimed was claimed long ago. */
const later = (): Promise<unknown> => bench.query(`UPDATE brokerage.messages SET due_at = now() - interval '1 minute', claimed_at = claimed_at - interval '1 hour'`);

describe('a message', () => {
  it('is one however often it is written under its key, and none when what it tells of is undone', async () => {
    expect([await write(), await write(), await write({ key: 'other' })]).toEqual([true, false, true]);
    const parallel = await Promise.all(Array.from({ length: 10 }, () => write({ key: 'at once' })));
    expect(parallel.filter(Boolean)).toEqual([true]);
    await expect(get(Database).write(OPERATOR, async (manager) => {
      await messages.write(manager, { key: 'undone', kind: 'candidate-news', to: { candidateId: id('ADA') }, about: {}, values: {} });
      throw new Error('undone');
    })).rejects.toThrow('undone');
    expect(await bench.query('SELECT key FROM brokerage.messages ORDER BY key')).toEqual([{ key: 'at once' }, { key: 'k' }, { key: 'other' }]);
  });

  it('with words in it, or without what it needs, is not written', async () => {
    await expect(write({ values: { note: 'Ada is unwell' } })).rejects.toMatchObject({ code: 'brokerage/message-wrong' });
    await expect(write({ kind: 'offer-waiting' })).rejects.toMatchObject({ code: 'brokerage/message-wrong', message: 'A message of the kind offer-waiting needs the value until.' });
  });

  it('reaches the person, in words that give nobody away', async () => {
    await write({ kind: 'offer-waiting', values: { until: '2026-07-06' } });
    await sender().send();
    expect(server.received).toEqual([{ to: 'ada@people.example', subject: 'You have an offer to answer', text: expect.stringContaining('http://pathways.test') }]);
    expect(server.received[0]!.text).toContain('6 July 2026');
    expect(`${server.received[0]!.subject}${server.received[0]!.text}`).not.toMatch(/Given|Family|Porter|Trust|T-/);
    expect(await states()).toEqual(['sent']);
    expect(await bench.query(`SELECT action, detail FROM audit.events WHERE action LIKE 'message.%'`)).toEqual([{ action: 'message.sent', detail: { kind: 'offer-waiting' } }]);
  });

  it.each([['BEA', 'no-consent'], ['CEM', 'no-address']])('to %s is not sent: %s', async (person, reason) => {
    await write({ to: { candidateId: id(person) }, about: { candidateId: id(person) } });
    await sender().send();
    expect([server.received, await states()]).toEqual([[], [`not-sent ${reason}`]]);
  });

  it('is not sent to somebody who has withdrawn the consent since it was written', async () => {
    await write();
    await bench.query(`UPDATE candidates.consents SET withdrawn_on = '2026-06-01' WHERE purpose = 'contact'`);
    await sender().send();
    expect([server.received, await states()]).toEqual([[], ['not-sent no-consent']]);
  });

  it('goes to everybody who holds the role there, or else next above', async () => {
    await write({ key: '1', kind: 'case-stalled', to: { leadsOf: id('T-BROKER') }, values: { days: 12 } });
    await write({ key: '2', kind: 'partner-news', to: { partnersOf: id('T-TRUST') } });
    await write({ key: '3', kind: 'case-stalled', to: { leadsOf: id('T-TRUST') }, values: { days: 12 } });
    await write({ key: '4', kind: 'broker-news', to: { brokersOf: id('T-BROKER') } });
    await write({ key: '5', kind: 'partner-news', to: { partnersOf: id('T-GP') } });
    await sender().send();
    expect(server.received.map(({ to, subject }) => `${to} ${subject}`).toSorted()).toEqual([
      'hr-1@trust.example A referral to you has changed', 'hr-2@trust.example A referral to you has changed',
      'lead@city.example A case has stalled', 'lead@ics.example A case has stalled', 'lead@ics.example One of your cases has changed',
    ]);
    expect(await states()).toEqual(['sent', 'sent', 'sent', 'sent', 'sent', 'not-sent no-account']);
  });

  it('does not go to an account that is closed', async () => {
    const userId = await bench.invited('gone@trust.example', { role: 'hr', nodeCode: 'T-GP' });
    await write({ to: { userId } });
    await bench.query('UPDATE identity.users SET is_active = false WHERE user_id = $1', [userId]);
    await sender().send();
    expect([server.received, await states()]).toEqual([[], ['not-sent no-account']]);
  });
});

describe('sending', () => {
  it('by several workers at once sends each message once', async () => {
    const keys = Array.from({ length: 40 }, (_, index) => `m-${index}`);
    for (const key of keys) await write({ key });
    await write({ key: 'leads', kind: 'case-stalled', to: { leadsOf: id('T-BROKER') }, values: { days: 3 } });
    await Promise.all(Array.from({ length: 4 }, () => sender().send()));
    expect(await states()).toEqual(Array(41).fill('sent'));
    expect(server.received).toHaveLength(41);
    await sender().send();
    expect(server.received).toHaveLength(41);
  });

  it('to a server that is not there is tried again later, and others are not tried meanwhile', async () => {
    await write({ key: '1' });
    await write({ key: '2' });
    await server.close();
    await sender().send();
    expect(await bench.query(`SELECT status, tries, due_at > now() AS later FROM brokerage.messages ORDER BY key`)).toEqual([{ status: 'queued', tries: 1, later: true }, { status: 'queued', tries: 0, later: false }]);
    server = await MailServer.open(server.port);
    await sender().send();
    expect(server.received).toHaveLength(1);
    await later();
    await sender().send();
    expect([server.received.length, await states()]).toEqual([2, ['sent', 'sent']]);
  });

  it('is given up after a day and a half without a server', async () => {
    await write();
    await server.close();
    for (let tries = 0; tries < 8; tries += 1) {
      expect(await states()).toEqual(['queued']);
      await sender().send();
      await later();
    }
    expect(await states()).toEqual(['not-sent mail-server']);
    server = await MailServer.open();
  });

  it('to an address that the server does not know is not tried again, and the others are sent', async () => {
    server.unknown.add('ada@people.example');
    await write({ key: '1' });
    await write({ key: '2', kind: 'partner-news', to: { partnersOf: id('T-TRUST') } });
    await sender().send();
    await later();
    await sender().send();
    expect([server.received.length, await states()]).toEqual([2, ['not-sent address-refused', 'sent', 'sent']]);
  });

  it('by a worker that is killed when the server has it is unknown, and never sent by itself again', async () => {
    await write();
    server.isSilent = true;
    const worker = await startService('worker', bench.database.url, { SMTP_URL: server.url, MAIL_FROM: 'Pathways <pathways@example.org>', PATHWAYS_HOME: bench.home });
    try {
      await until('the message at the server', () => Promise.resolve(server.received.length === 1));
    } finally {
      await worker.kill();
    }
    server.isSilent = false;
    expect(await states()).toEqual(['sending']);
    await sender().send();
    expect(await states()).toEqual(['sending']); // somebody may still be at it
    await later();
    await sender().send();
    expect([server.received.length, await states()]).toEqual([1, ['unknown']]);
    await sender().send();
    expect(server.received).toHaveLength(1);
    const { messages: [told] } = await query.ofCandidate(OPERATOR, id('ADA'), { after: null, limit: 5 });
    expect(told).toMatchObject({ status: 'unknown', advice: expect.stringContaining('It is not sent again by itself.') });
  }, 30_000);
});

describe('a message that waited', () => {
  it('is not sent when the case has moved on, or the person has left, and is when it is as it was', async () => {
    const referrals = referralsOf(bench.services);
    const [moved, ended, asItWas] = await Promise.all(['ADA', 'BEA', 'CEM'].map((person) => referrals.refer(OPERATOR, { candidateId: id(person), opportunityId: id('R') }))) as [string, string, string];
    for (const [name, referralId] of Object.entries({ moved, ended, asItWas })) {
      await write({ key: `${name} partners`, kind: 'referral-waiting', to: { partnersOf: id('T-TRUST') }, about: { referralId }, values: { days: 5 }, whileState: 'referred' });
      await write({ key: `${name} user`, kind: 'case-waiting', to: { userId: id('hr') }, about: { referralId }, values: { days: 5 }, whileState: 'referred' });
    }
    await referrals.record(OPERATOR, moved, { event: 'invite-to-interview' });
    await bench.query(`UPDATE brokerage.referrals SET left_on = '2026-06-01' WHERE referral_id = $1`, [ended]);
    await sender().send();
    const stands = await bench.query<{ key: string; state: string }>(`SELECT split_part(key, ' ', 1) AS key, concat_ws(' ', status, reason_code) AS state FROM brokerage.messages WHERE status <> 'addressed' GROUP BY 1, 2 ORDER BY 1`);
    expect(stands).toEqual([{ key: 'asItWas', state: 'sent' }, { key: 'ended', state: 'not-sent no-longer-true' }, { key: 'moved', state: 'not-sent no-longer-true' }]);
    expect(server.received).toHaveLength(3); // two of HR, and one of them once more
    const { messages: [told] } = await query.ofReferral(OPERATOR, moved, { after: null, limit: 1 });
    expect(told).toMatchObject({ status: 'not-sent', reasonCode: 'no-longer-true', advice: expect.stringContaining('There is nothing to do.') });
  });

  it('until its time was over is not sent, also where a message to a role has become one to each', async () => {
    const soon = new Date(bench.clock.now().getTime() + 60_000);
    await write({ key: '1', uselessAfter: soon });
    await write({ key: '2', kind: 'partner-news', to: { partnersOf: id('T-TRUST') }, uselessAfter: soon });
    await server.close(); // nothing gets through for an hour
    await sender().send();
    await bench.query(`UPDATE brokerage.messages SET due_at = now() - interval '1 minute', useless_at = $1`, [new Date(bench.clock.now().getTime())]);
    server = await MailServer.open(server.port);
    await sender().send();
    expect([server.received, await states()]).toEqual([[], ['not-sent too-late', 'not-sent too-late', 'not-sent too-late']]);
  });
});

describe('what was sent', () => {
  const acting = (reach: Readonly<Record<string, string>>): Actor => systemActor('user:somebody', { tree: [id('T-CITY')], market: [id('T-CITY')], ...Object.fromEntries(Object.entries(reach).map(([kind, code]) => [kind, [id(code)]])) });

  it('is told, page by page, to those who look after the person, and not to a partner, who may write about the case', async () => {
    const referralId = await referralsOf(bench.services).refer(OPERATOR, { candidateId: id('ADA'), opportunityId: id('R') });
    const broker = acting({ people: 'T-BROKER' });
    const employer = acting({ referred_people: 'T-TRUST' });
    expect(await write({ key: '1', about: { referralId } }, employer)).toBe(true);
    expect(await write({ key: '2', about: { referralId } }, broker)).toBe(true);
    await expect(write({ key: '3', about: { referralId } }, acting({ people: 'T-COLLEGE', referred_people: 'T-COLLEGE' }))).rejects.toThrow('row-level security');
    await expect(write({ key: '4', to: { candidateId: id('ADA') }, about: { candidateId: id('BEA') } }, broker)).rejects.toThrow('row-level security');
    const page = await query.ofReferral(broker, referralId, { after: null, limit: 1 });
    expect(page).toEqual({
      messages: [expect.objectContaining({ kind: 'candidate-news', about: 'Word to the candidate that something has changed', to: 'candidate', referralId, status: 'queued', reasonCode: null, endedAt: null })],
      next: page.messages[0]!.messageId,
    });
    expect(await query.ofReferral(broker, referralId, { after: page.next, limit: 1 })).toMatchObject({ messages: [{ status: 'queued' }], next: null });
    expect((await query.ofCandidate(broker, id('ADA'), { after: null, limit: 9 })).messages).toHaveLength(2);
    expect(await query.ofReferral(employer, referralId, { after: null, limit: 9 })).toEqual({ messages: [], next: null });
    await expect(query.ofReferral(broker, FIRST, { after: null, limit: 9 })).rejects.toMatchObject({ code: 'brokerage/referral-not-found' });
  });
});

describe('a message to brokers', () => {
  it('goes to the one who looks after the person; to all of them when that is nobody, or nobody who is a broker there any more', async () => {
    const own = await bench.invited('own@broker.example', { role: 'broker', nodeCode: 'T-BROKER' });
    await bench.invited('other@broker.example', { role: 'broker', nodeCode: 'T-BROKER' });
    await bench.query(`INSERT INTO brokerage.assignments (candidate_id, user_id, from_on, reason_code, assigned_by) VALUES ($1, $2, '2026-01-05', 'first-broker', 'user:x')`, [id('ADA'), own]);
    let written = 0;
    const toldOf = async (person: string): Promise<string[]> => {
      server.received.length = 0;
      await write({ key: `${person} ${(written += 1)}`, kind: 'case-waiting', to: { brokersOf: id('T-BROKER') }, about: { candidateId: id(person) }, values: { days: 3 } });
      await sender().send();
      return server.received.map(({ to }) => to).toSorted();
    };
    const all = ['other@broker.example', 'own@broker.example'];
    expect([await toldOf('ADA'), await toldOf('BEA')]).toEqual([['own@broker.example'], all]);
    await bench.query(`UPDATE identity.role_grants SET role = 'auditor' WHERE user_id = $1`, [own]);
    expect(await toldOf('ADA')).toEqual(['other@broker.example']);
    await bench.query(`UPDATE identity.role_grants SET role = 'broker', organisation_id = $2 WHERE user_id = $1`, [own, id('T-COLLEGE')]);
    expect(await toldOf('ADA')).toEqual(['other@broker.example']); // moved to another organisation, and nobody has handed over
    await bench.query(`UPDATE identity.role_grants SET organisation_id = $2 WHERE user_id = $1`, [own, id('T-BROKER')]);
    await bench.query(`UPDATE brokerage.assignments SET to_on = '2026-01-06', ended_reason_code = 'left', ended_by = 'user:x'`);
    expect(await toldOf('ADA')).toEqual(all);
  });
});
