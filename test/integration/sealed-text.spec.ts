import { createHash, randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { SecondFactorService, SignInService } from '#lib/identity';
import { Database, resealAll, Sealer, SystemClock, systemActor, type SealingKey } from '#lib/platform';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Secret, TOTP } from 'otpauth';
import { UploadedBytes } from '../../libs/exchange/src/uploaded-bytes.js';
import { runCommand } from '../support/command.js';
import { openTestDatabase, type TestDatabase } from '../support/database.js';
import { PASSWORD, SignInBench } from '../support/sign-in-bench.js';

const key = (keyId: string): SealingKey => ({ keyId, bytes: randomBytes(32) });
const OLD = key('2025');
const NEW = key('2026');

let database: TestDatabase;
beforeEach(async () => {
  database = await openTestDatabase();
  await database.dataSource.query(`INSERT INTO identity.organisations (level, code, name, organisation_type) VALUES ('organisation', 'OURS', 'Ours', 'brokerage')`);
});
afterEach(() => database.close());

const CONTEXTS = { email: 'candidates.email', phone: 'candidates.phone', needs: 'candidates.needs' } as const;

interface Stored {
  readonly reference: string;
  readonly email: string | null;
  readonly phone: string | null;
  readonly needs: string | null;
}

async function addAccount(email: string, sealer: Sealer): Promise<string> {
  const [account] = await database.dataSource.query<{ id: string }[]>(`INSERT INTO identity.users (email, email_fingerprint, display_name) VALUES ($1, $2, 'A') RETURNING user_id AS id`, [sealer.seal(email, 'users.email'), sealer.fingerprint(email, 'users.email')]);
  return account!.id;
}

/** People as they are stored: in the clear without a sealer. */
async function addPeople(count: number, sealer: Sealer | null): Promise<void> {
  const rows = Array.from({ length: count }, (_, index) => {
    const given = person(index + 1);
    const stored = (field: keyof typeof CONTEXTS): string | null => (given[field] === null || sealer === null ? given[field] : sealer.seal(given[field], CONTEXTS[field]));
    return { ...given, email: stored('email'), phone: stored('phone'), needs: stored('needs') };
  });
  await database.dataSource.query(
    `INSERT INTO candidates.candidates (organisation_id, reference, given_name, family_name, email, phone, needs, row_digest)
     SELECT organisation_id, reference, 'A', 'B', email, phone, needs, reference
       FROM jsonb_to_recordset($1::jsonb) AS given (reference text, email text, phone text, needs text), identity.organisations`,
    [JSON.stringify(rows)],
  );
}

function person(number: number): Stored {
  return { reference: `C${number}`, email: `c${number}@example.test`, phone: number % 2 === 0 ? null : `01632 96${number}`, needs: number % 3 === 0 ? `Needs ${number}` : null };
}

async function people(): Promise<Stored[]> {
  return database.dataSource.query<Stored[]>(`SELECT reference, email, phone, needs FROM candidates.candidates ORDER BY length(reference), reference`);
}

async function opened(sealer: Sealer): Promise<Stored[]> {
  const open = (text: string | null, context: string): string | null => (text === null ? null : sealer.open(text, context));
  return (await people()).map((row) => ({ reference: row.reference, email: open(row.email, CONTEXTS.email), phone: open(row.phone, CONTEXTS.phone), needs: open(row.needs, CONTEXTS.needs) }));
}

const everybody = (count: number): Stored[] => Array.from({ length: count }, (_, index) => person(index + 1));

const resealed = async (sealer: Sealer): Promise<Record<string, number>> =>
  Object.fromEntries((await resealAll(database.dataSource, sealer)).columns.map(({ table, column, resealed: rows }) => [`${table}.${column}`, rows]));

const NOTHING = { 'candidates.candidates.email': 0, 'candidates.candidates.phone': 0, 'candidates.candidates.needs': 0, 'brokerage.assignments.note': 0, 'brokerage.bulk_actions.body': 0, 'brokerage.assignments.ended_note': 0, 'brokerage.notes.body': 0, 'brokerage.contacts.note': 0, 'brokerage.tasks.body': 0, 'outcomes.claim_events.note': 0, 'identity.users.email': 0, 'identity.users.totp_secret': 0, 'exchange.upload_chunks.body': 0 };

describe('sealing anew', () => {
  it('seals what was never sealed, more than a batch of it, and does nothing the second time', async () => {
    const count = 1203;
    const sealer = new Sealer([NEW]);
    await addPeople(count, null);
    expect(await resealed(sealer)).toEqual({ ...NOTHING, 'candidates.candidates.email': count, 'candidates.candidates.phone': 602, 'candidates.candidates.needs': 401 });
    expect(await opened(sealer)).toEqual(everybody(count));
    expect(await resealed(sealer)).toEqual(NOTHING);
  });

  it('brings everything under the new key, so that the old one can go', async () => {
    await addPeople(20, new Sealer([OLD]));
    expect(await resealed(new Sealer([NEW, OLD]))).toMatchObject({ 'candidates.candidates.email': 20 });
    expect(await opened(new Sealer([NEW]))).toEqual(everybody(20));
  });

  it('brings accounts with it: the address, what finds it, and the second factor', async () => {
    const before = new Sealer([OLD]);
    const after = new Sealer([NEW]);
    const secret = 'JBSWY3DPEHPK3PXP';
    const [userId] = [await addAccount('a@example.test', before), await addAccount('b@example.test', before)];
    await database.dataSource.query(`UPDATE identity.users SET totp_secret = $2 WHERE user_id = $1`, [userId, before.seal(secret, `users.totp_secret ${userId}`)]);
    expect(await resealed(new Sealer([NEW, OLD]))).toEqual({ ...NOTHING, 'identity.users.email': 2, 'identity.users.totp_secret': 1 });
    const found = await database.dataSource.query<{ email: string; totp_secret: string }[]>(`SELECT email, totp_secret FROM identity.users WHERE email_fingerprint = ANY ($1)`, [after.fingerprints('a@example.test', 'users.email')]);
    expect(found).toHaveLength(1);
    expect(after.open(found[0]!.email, 'users.email')).toBe('a@example.test');
    expect(after.open(found[0]!.totp_secret, `users.totp_secret ${userId}`)).toBe(secret);
  });

  it('tells of two accounts with one address, and brings all the rest under the new key', async () => {
    const [both, after] = [new Sealer([NEW, OLD]), new Sealer([NEW])];
    const ofOld = await addAccount('a@example.test', new Sealer([OLD]));
    const ofNew = await addAccount('a@example.test', after);
    const ofLater = await addAccount('b@example.test', new Sealer([OLD]));
    const sameTexts = [{ pointer: 'identity.users.email', id: ofNew, olderKeyId: ofOld }];
    expect(await resealAll(database.dataSource, both)).toMatchObject({ sameTexts, columns: expect.arrayContaining([{ table: 'identity.users', column: 'email', resealed: 2 }]) });
    const accounts = await database.dataSource.query<{ id: string; email: string; found: boolean }[]>(`SELECT user_id AS id, email, email_fingerprint LIKE 'f1.2026.%' AS found FROM identity.users ORDER BY user_id`);
    expect(accounts.map(({ email, ...account }) => ({ ...account, email: after.open(email, 'users.email') }))).toEqual([
      { id: ofOld, found: false, email: 'a@example.test' }, { id: ofNew, found: true, email: 'a@example.test' }, { id: ofLater, found: true, email: 'b@example.test' },
    ]);
    const again = await resealAll(database.dataSource, both);
    expect(again.sameTexts).toEqual(sameTexts);
    expect(again.columns.every((column) => column.resealed === 0)).toBe(true);
  });

  it('tells of two accounts with one address when both are under older keys', async () => {
    const OLDEST = key('2024');
    const first = await addAccount('a@example.test', new Sealer([OLDEST]));
    const second = await addAccount('a@example.test', new Sealer([OLD]));
    expect((await resealAll(database.dataSource, new Sealer([NEW, OLD, OLDEST]))).sameTexts).toEqual([{ pointer: 'identity.users.email', id: first, olderKeyId: second }]);
  });

  it('goes on where it was broken off, and takes what another transaction held afterwards', async () => {
    const sealer = new Sealer([NEW]);
    await addPeople(30, null);
    const runner = database.dataSource.createQueryRunner();
    await runner.startTransaction();
    await runner.query(`UPDATE candidates.candidates SET updated_at = now() WHERE reference IN ('C3', 'C30')`);
    let isDone = false;
    const running = resealed(sealer).finally(() => (isDone = true));
    const held = async (): Promise<number> => (await people()).filter(({ email }) => !sealer.isSealed(email ?? '')).length;
    while ((await held()) > 2) await new Promise((resolve) => setTimeout(resolve, 20));
    expect(isDone).toBe(false);
    await runner.commitTransaction();
    await runner.release();
    expect(await running).toMatchObject({ 'candidates.candidates.email': 30 });
    expect(await opened(sealer)).toEqual(everybody(30));
  });

  it('by two at once seals each row once', async () => {
    const sealer = new Sealer([NEW]);
    await addPeople(1100, null);
    const [one, other] = await Promise.all([resealed(sealer), resealed(sealer)]);
    expect(one['candidates.candidates.email']! + other['candidates.candidates.email']!).toBe(1100);
    expect(await opened(sealer)).toEqual(everybody(1100));
  });

  it('leaves what it cannot open as it is, says how many of which column, and does the rest', async () => {
    await addPeople(5, new Sealer([OLD]));
    await database.dataSource.query(`UPDATE candidates.candidates SET email = 'plain@example.test' WHERE reference = 'C2'`);
    const before = await people();
    const failure = await resealed(new Sealer([NEW])).catch((error: unknown) => error);
    expect(failure).toMatchObject({ code: 'platform/not-resealed', details: [{ pointer: 'candidates.candidates.email', detail: '4 rows cannot be opened.' }, { pointer: 'candidates.candidates.phone' }, { pointer: 'candidates.candidates.needs' }] });
    const after = await people();
    expect(after.filter((row, index) => row.email !== before[index]!.email).map(({ reference }) => reference)).toEqual(['C2']);
  });
});

describe('the secret of a second factor', () => {
  it('does not open for another account, to which somebody who can write rows has moved it', async () => {
    const bench = await SignInBench.open();
    try {
      const [signIn, secondFactor] = [bench.services.get(SignInService, { strict: false }), bench.services.get(SecondFactorService, { strict: false })];
      const grant = { role: 'broker', nodeCode: 'T-BROKER' } as const;
      const withApp = async (email: string): Promise<{ userId: string; code: () => string }> => {
        const userId = await bench.member(email, grant);
        const begun = await secondFactor.begin(userId, PASSWORD);
        const code = (): string => TOTP.generate({ secret: Secret.fromBase32(begun!.secret), timestamp: bench.clock.now().getTime() });
        expect(await secondFactor.confirm(userId, code())).toHaveLength(10);
        bench.clock.moveMinutes(1);
        return { userId, code };
      };
      const [theirs, mine] = [await withApp('theirs@example.test'), await withApp('mine@example.test')];
      expect(await signIn.withSecondFactor(mine.userId, mine.code())).toBe(true);
      bench.clock.moveMinutes(1);
      await bench.query(`UPDATE identity.users SET totp_secret = (SELECT totp_secret FROM identity.users WHERE user_id = $2) WHERE user_id = $1`, [theirs.userId, mine.userId]);
      await expect(signIn.withSecondFactor(theirs.userId, mine.code())).rejects.toMatchObject({ code: 'platform/not-opened' });
      expect(await signIn.withSecondFactor(mine.userId, mine.code())).toBe(true);
    } finally {
      await bench.close();
    }
  });
});

describe('the chunks of uploads', () => {
  const FILE = randomBytes(3_000_000);
  const READER = systemActor('job:read-upload', {});
  const asBytes = (sealer: Sealer): UploadedBytes => new UploadedBytes(new Database(database.dataSource, new SystemClock()), sealer);

  /** An upload, in pieces as a socket gives them. Without a sealer as uploads were stored before chunks were sealed. */
  async function addUpload(file: Buffer, sealer: Sealer | null): Promise<string> {
    const [upload] = await database.dataSource.query<{ id: string }[]>(
      `INSERT INTO exchange.uploads (organisation_id, content, file_name, file_digest, file_bytes, options, requested_by) SELECT organisation_id, 'candidates', 'c.csv', '', 0, '{}', 'test' FROM identity.organisations RETURNING upload_id AS id`,
    );
    const digest = createHash('sha256');
    const size = await database.dataSource.transaction((manager) => asBytes(sealer ?? new Sealer([OLD])).store(manager, upload!.id, Readable.from(piecesOf(file)), 3, digest));
    expect({ size, digest: digest.digest('hex') }).toEqual({ size: file.length, digest: createHash('sha256').update(file).digest('hex') });
    if (sealer === null) {
      for (const { number, body } of await chunks(upload!.id)) {
        const plain = new Sealer([OLD]).openBytes(body, `upload_chunks.body ${upload!.id} ${number}`);
        await database.dataSource.query(`UPDATE exchange.upload_chunks SET body = $3 WHERE upload_id = $1 AND chunk_number = $2`, [upload!.id, number, plain]);
      }
    }
    return upload!.id;
  }

  function* piecesOf(file: Buffer): Generator<Buffer> {
    for (let at = 0; at < file.length; at += 65_536) yield file.subarray(at, at + 65_536);
  }

  function chunks(uploadId: string): Promise<{ number: number; body: Buffer }[]> {
    return database.dataSource.query(`SELECT chunk_number AS number, body FROM exchange.upload_chunks WHERE upload_id = $1 ORDER BY chunk_number`, [uploadId]);
  }

  async function read(uploadId: string, sealer: Sealer): Promise<Buffer> {
    const pieces: Buffer[] = [];
    for await (const piece of asBytes(sealer).read(READER, uploadId)) pieces.push(piece);
    return Buffer.concat(pieces);
  }

  it('show nothing of the file, which is read as it was sent', async () => {
    const sealer = new Sealer([NEW]);
    const text = Buffer.from('Given name,ada@example.test\r\n'.repeat(60_000));
    const uploadId = await addUpload(text, sealer);
    const stored = await chunks(uploadId);
    expect(stored.length).toBeGreaterThan(2);
    for (const { body } of stored) expect(body.includes('ada@')).toBe(false);
    expect(stored.reduce((sum, { body }) => sum + body.length, 0)).toBeLessThan(text.length / 10); // compressed before sealing: after it nothing could
    expect((await read(uploadId, sealer)).equals(text)).toBe(true);
    await expect(read(uploadId, new Sealer([OLD]))).rejects.toMatchObject({ code: 'platform/not-opened' });
  });

  it.each([['compresses', Buffer.alloc(3 * 1024 * 1024, 'a,b,c\n')], ['does not compress', randomBytes(3 * 1024 * 1024)]])('have as much room as the sender was told: the limit is on what was sent, also of what %s', async (_what, largest) => {
    expect((await read(await addUpload(largest, new Sealer([NEW])), new Sealer([NEW]))).equals(largest)).toBe(true);
    await expect(addUpload(Buffer.concat([largest, Buffer.of(0)]), new Sealer([NEW]))).rejects.toMatchObject({ code: 'exchange/file-too-large' });
  });

  it('do not open in another place, nor in another upload', async () => {
    const sealer = new Sealer([NEW]);
    const [one, other] = [await addUpload(FILE, sealer), await addUpload(FILE, sealer)];
    await database.dataSource.query(`UPDATE exchange.upload_chunks SET body = (SELECT body FROM exchange.upload_chunks WHERE upload_id = $1 AND chunk_number = 1) WHERE upload_id = $1 AND chunk_number = 2`, [one]);
    await database.dataSource.query(`UPDATE exchange.upload_chunks SET body = (SELECT body FROM exchange.upload_chunks WHERE upload_id = $1 AND chunk_number = 0) WHERE upload_id = $2 AND chunk_number = 0`, [one, other]);
    for (const uploadId of [one, other]) await expect(read(uploadId, sealer)).rejects.toMatchObject({ code: 'platform/not-opened' });
  });

  it.each([['plain', randomBytes(1_500_000)], ['CSV', Buffer.alloc(1_500_000, 'a,b,c\n')], ['compressed', gzipSync(randomBytes(1_500_000))]])('that were stored in clear, of a %s file, are read as they are, and sealed by a rotation', async (_what, file) => {
    const sealer = new Sealer([NEW]);
    const uploadId = await addUpload(file, null);
    expect((await read(uploadId, sealer)).equals(file)).toBe(true);
    const count = (await chunks(uploadId)).length;
    expect(await resealed(sealer)).toEqual({ ...NOTHING, 'exchange.upload_chunks.body': count });
    for (const { body } of await chunks(uploadId)) expect(sealer.isSealedBytes(body)).toBe(true);
    expect((await read(uploadId, sealer)).equals(file)).toBe(true);
    expect(await resealed(sealer)).toEqual(NOTHING);
  });

  it('come under the new key, in more than a batch of them, and those that do not open are left and told of', async () => {
    const [both, after] = [new Sealer([NEW, OLD]), new Sealer([NEW])];
    const uploads = [await addUpload(FILE, new Sealer([OLD])), await addUpload(FILE, null), await addUpload(FILE, after), await addUpload(FILE, new Sealer([OLD]))];
    const each = (await chunks(uploads[0]!)).length;
    await database.dataSource.query(`UPDATE exchange.upload_chunks SET body = overlay(body PLACING '\\x00' FROM length(body)) || '\\x00' WHERE upload_id = $1 AND chunk_number = 1`, [uploads[0]]);
    await expect(resealAll(database.dataSource, both)).rejects.toMatchObject({ code: 'platform/not-resealed', details: [{ pointer: 'exchange.upload_chunks.body', detail: '1 rows cannot be opened.' }] });
    for (const uploadId of uploads.slice(1)) expect((await read(uploadId, after)).equals(FILE)).toBe(true);
    const left = await database.dataSource.query<{ body: Buffer }[]>(`SELECT body FROM exchange.upload_chunks`);
    expect(left).toHaveLength(4 * each);
    expect(left.filter(({ body }) => after.sealedBytesPrefixes.every((prefix) => body.indexOf(prefix) !== 0))).toHaveLength(1);
  });

  it('go on from where a rotation was broken off', async () => {
    const sealer = new Sealer([NEW, OLD]);
    const uploads = [await addUpload(FILE, new Sealer([OLD])), await addUpload(FILE, new Sealer([OLD])), await addUpload(FILE, new Sealer([OLD]))];
    const all = await database.dataSource.query<unknown[]>(`SELECT FROM exchange.upload_chunks`);
    await database.dataSource.query(`CREATE FUNCTION exchange.stop() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'broken off'; END $$`);
    await database.dataSource.query(`CREATE TRIGGER stop BEFORE UPDATE ON exchange.upload_chunks FOR EACH ROW WHEN (OLD.upload_id = '${uploads[2]}') EXECUTE FUNCTION exchange.stop()`);
    await expect(resealed(sealer)).rejects.toThrow('broken off');
    await database.dataSource.query(`DROP TRIGGER stop ON exchange.upload_chunks`);
    const rest = (await resealed(sealer))['exchange.upload_chunks.body']!;
    expect(rest).toBeGreaterThanOrEqual((await chunks(uploads[2]!)).length);
    expect(rest).toBeLessThan(all.length);
    for (const uploadId of uploads) expect((await read(uploadId, new Sealer([NEW]))).equals(FILE)).toBe(true);
  });
});

describe('pathways secrets rotate', () => {
  const written = ({ keyId, bytes }: SealingKey): string => `${keyId}:${Buffer.from(bytes).toString('base64')}`;

  it('seals everything under the first key of PATHWAYS_KEYS, says so, and records it', async () => {
    await addPeople(7, new Sealer([OLD]));
    const ownerUrl = database.dataSource.options.type === 'postgres' ? database.dataSource.options.url! : '';
    const environment = { DATABASE_URL: database.url, MIGRATION_DATABASE_URL: ownerUrl, PATHWAYS_KEYS: `${written(NEW)} ${written(OLD)}` };
    const done = await runCommand(['secrets', 'rotate', '--json'], '', { environment });
    expect(done).toMatchObject({ code: 0, stderr: '' });
    expect(JSON.parse(done.stdout)).toMatchObject({ keyId: '2026', columns: expect.arrayContaining([{ table: 'candidates.candidates', column: 'email', resealed: 7 }]) });
    expect(await opened(new Sealer([NEW]))).toEqual(everybody(7));
    expect(await database.dataSource.query(`SELECT actor_id, subject, detail->>'candidates.candidates.email' AS emails FROM audit.events WHERE action = 'secrets.rotated'`)).toEqual([{ actor_id: 'operator', subject: '2026', emails: '7' }]);
    const again = await runCommand(['secrets', 'rotate'], '', { environment });
    expect(again).toMatchObject({ code: 0, stdout: expect.stringMatching(/Everything is under the key 2026\.\nThere was nothing to do/) });
    const twins = [await addAccount('ada@example.test', new Sealer([OLD])), await addAccount('ada@example.test', new Sealer([NEW]))];
    const told = await runCommand(['secrets', 'rotate'], '', { environment });
    expect(told).toMatchObject({ code: 0, stdout: expect.stringContaining(`The accounts ${twins[1]} and ${twins[0]} have the same e-mail`) });
    expect(told.stdout).toContain('Keep the older keys for now');
    const lost = await runCommand(['secrets', 'rotate', '--json'], '', { environment: { ...environment, PATHWAYS_KEYS: written(OLD) } });
    expect(lost.code).toBe(3);
    expect(JSON.parse(lost.stdout)).toMatchObject({ error: { code: 'platform/not-resealed' } });
    expect(done.stdout + again.stdout + told.stdout + lost.stdout + lost.stderr).not.toMatch(/example|01632/);
  });
});
