import { randomBytes } from 'node:crypto';
import { CandidatesService, DuplicatesQuery, DuplicatesService } from '#lib/candidates';
import { OrganisationsService } from '#lib/identity';
import { likenessFacts, likenessOf, type RecordedPerson } from '#lib/kernel';
import { Database, Sealer, type Actor } from '#lib/platform';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { INestApplicationContext } from '@nestjs/common';
import fc from 'fast-check';
import { keepLikenessKeys } from '../../libs/candidates/src/likeness-keys.js';
import { actorWithRoles, cityTree, nodeIdsByCode } from '../support/city-with-rows.js';
import { csvOf } from '../support/csv-text.js';
import { openTestDatabase, type TestDatabase } from '../support/database.js';
import { FixedClock } from '../support/fixed-clock.js';
import { OPERATOR } from '../support/operator.js';
import { until } from '../support/running-service.js';
import { Partner } from '../support/sent-upload.js';
import { openServices } from '../support/services.js';

const TODAY = '2026-06-01';
let database: TestDatabase;
let services: INestApplicationContext;
let ids: ReadonlyMap<string, string>;
let brokers: Readonly<Record<'A-BROKER-1' | 'A-BROKER-2' | 'B-BROKER-1', Actor>>;

beforeAll(async () => {
  database = await openTestDatabase();
  services = await openServices(database.url, { clock: new FixedClock(TODAY) });
  await services.get(OrganisationsService, { strict: false }).addAll(OPERATOR, [...cityTree('A'), ...cityTree('B')]);
  ids = await nodeIdsByCode(database.dataSource);
  const broker = (code: string): Promise<Actor> => actorWithRoles(services, TODAY, [{ role: 'broker', nodeId: ids.get(code)! }]);
  brokers = { 'A-BROKER-1': await broker('A-BROKER-1'), 'A-BROKER-2': await broker('A-BROKER-2'), 'B-BROKER-1': await broker('B-BROKER-1') };
});
afterAll(async () => {
  await services.close();
  await database.close();
});

const PERSON = {
  YOUR_REFERENCE: 'X', GIVEN_NAME: 'Anna', FAMILY_NAME: 'O’Brien', DATE_OF_BIRTH: '04/03/1990', POSTCODE: 'ZX1 1AA', EMAIL: 'anna@people.example', PHONE: '020 7946 0123',
  CONSENT_MATCHING: 'v1 2026-01-05', CONSENT_SHARING: 'v1 2026-01-05',
};
type Person = Partial<typeof PERSON>;

/** Sends people and returns what is noted of their rows. */
async function send(organisation: keyof typeof brokers, ...people: readonly Person[]) {
  const partner = new Partner(services, brokers[organisation]);
  const { uploadId, status, rowsRejected } = await partner.sendAndRead({ content: 'candidates', organisation, file: csvOf(Object.keys(PERSON), people.map((person) => ({ ...PERSON, ...person }))) });
  expect([status, rowsRejected]).toEqual(['done', 0]);
  return { uploadId, noted: await partner.notedRows(uploadId), partner };
}

const pairsOf = async (organisation: keyof typeof brokers) => (await services.get(DuplicatesQuery, { strict: false }).page(brokers[organisation], { after: null, limit: 50 })).duplicates;
const duplicates = (): DuplicatesService => services.get(DuplicatesService, { strict: false });

async function forget(): Promise<void> {
  await database.dataSource.query(`DELETE FROM candidates.consents; DELETE FROM candidates.candidates`);
}

describe('somebody whom two partners register', () => {
  it('Complaint 8: the same person registered by two partners is told while the file is read, with whom to ask and nothing else', async () => {
    await send('A-BROKER-1', { YOUR_REFERENCE: 'THEIRS' });
    const { uploadId, noted, partner } = await send('A-BROKER-2', { YOUR_REFERENCE: 'OURS', FAMILY_NAME: 'Obrien', EMAIL: '', POSTCODE: 'zx11aa' }, { YOUR_REFERENCE: 'ELSE', GIVEN_NAME: 'Bella', EMAIL: '' });
    expect(noted).toEqual([{
      rowNumber: 2, isRejected: false,
      errors: [{
        column: '', code: 'certain-duplicate-elsewhere', reason: 'This person is registered with A BROKER-1 already.',
        fix: 'The row is kept. Ask A BROKER-1 under possible duplicates whether it is the same person, so that nobody is called twice or counted twice.',
      }],
    }]);
    const file = await partner.fileWithErrors(uploadId);
    expect(file).toContain('This person is registered with A BROKER-1 already.');

    const [ours] = await pairsOf('A-BROKER-2');
    expect(ours).toMatchObject({ likeness: 'certain', foundOn: TODAY, ours: { reference: 'OURS' }, other: null, askCode: 'A-BROKER-1', ourAnswer: null, theirAnswer: null });
    const theirs = await pairsOf('A-BROKER-1');
    expect(theirs).toMatchObject([{ ours: { reference: 'THEIRS' }, other: null, askCode: 'A-BROKER-2' }]);
    // Neither the file, nor the list, nor the trail has anything of the other record.
    const trail = await database.dataSource.query<{ detail: object; organisation: string }[]>(`SELECT detail, organisation_id AS organisation FROM audit.events WHERE action = 'duplicates.asked' ORDER BY event_id DESC LIMIT 1`);
    expect(trail).toEqual([{ detail: { people: 2, within: 0, elsewhere: 1 }, organisation: ids.get('A-BROKER-2') }]);
    for (const told of [JSON.stringify(noted), JSON.stringify(ours), JSON.stringify(trail)]) for (const secret of ['THEIRS', theirs[0]!.ours.candidateId, 'anna@people.example']) expect(told).not.toContain(secret);

    // The same file again says nothing new and asks nothing.
    expect((await send('A-BROKER-2', { YOUR_REFERENCE: 'OURS', FAMILY_NAME: 'Obrien', EMAIL: '', POSTCODE: 'zx11aa' })).noted).toEqual([]);
    // Facts that set them apart take the pair away.
    expect((await send('A-BROKER-2', { YOUR_REFERENCE: 'OURS', DATE_OF_BIRTH: '04/03/1965' })).noted).toEqual([]);
    expect(await pairsOf('A-BROKER-1')).toEqual([]);
    await forget();
  });

  it.each<[string, Person, Person]>([
    ['who does not let partners know, there', { CONSENT_SHARING: '' }, {}],
    ['who does not let partners know, here', {}, { CONSENT_SHARING: '' }],
  ])('is told to nobody: %s', async (_, theirs, ours) => {
    await send('A-BROKER-1', { YOUR_REFERENCE: 'THEIRS', ...theirs });
    expect((await send('A-BROKER-2', { YOUR_REFERENCE: 'OURS', ...ours })).noted).toEqual([]);
    expect([await pairsOf('A-BROKER-1'), await pairsOf('A-BROKER-2')]).toEqual([[], []]);
    await forget();
  });

  it('is told to nobody in another City, and to nobody any more once the consent is withdrawn', async () => {
    await send('A-BROKER-1', { YOUR_REFERENCE: 'THEIRS' });
    expect((await send('B-BROKER-1', { YOUR_REFERENCE: 'FAR' })).noted).toEqual([]);
    await send('A-BROKER-2', { YOUR_REFERENCE: 'OURS' });
    expect([await pairsOf('A-BROKER-2'), await pairsOf('B-BROKER-1')]).toMatchObject([[{ ours: { reference: 'OURS' } }], []]);
    await database.dataSource.query(`UPDATE candidates.consents SET withdrawn_on = $1 WHERE candidate_id = (SELECT candidate_id FROM candidates.candidates WHERE reference = 'THEIRS')`, [TODAY]);
    expect(await pairsOf('A-BROKER-2')).toEqual([]);
    await forget();
  });

  it('is told within one organisation without a consent, and whoever looks after both sees both', async () => {
    const twice = [{ YOUR_REFERENCE: 'ONE', CONSENT_SHARING: '' }, { YOUR_REFERENCE: 'TWO', CONSENT_SHARING: '', FAMILY_NAME: 'Smith', EMAIL: '' }];
    const { noted } = await send('A-BROKER-1', ...twice);
    expect(noted.map(({ rowNumber, errors }) => [rowNumber, errors.map(({ code }) => code)])).toEqual([[2, ['likely-duplicate']], [3, ['likely-duplicate']]]);
    const pairs = await pairsOf('A-BROKER-1');
    expect(pairs.map(({ ours, other }) => new Set([ours.reference, other?.reference]))).toEqual([new Set(['ONE', 'TWO'])]);
    await forget();
  });

  it('is found later when both were written at the same moment, and after a change of keys', async () => {
    const writing = services.get(Database, { strict: false });
    const candidates = services.get(CandidatesService, { strict: false });
    const entry = {
      reference: 'X', givenName: 'Anna', familyName: 'Brown', email: null, phone: null, bornOn: '1990-03-04', postcode: null, presentPost: null, isNhsEmployee: null, contractEndsOn: null, vaccinationRole: null, vaccinationRoleEndedOn: null,
      level: 0, englishLevel: 0, mathsLevel: 0, qualifications: [], skillCodes: [], checkCodes: [], slots: 0, travelMode: 'public', travelLimitMinutes: 60, pathwayInterests: [], minimumHourlyPence: null, availableFromOn: null, needs: null,
      consents: [{ purpose: 'sharing-with-partners', wordingVersion: 'v1', givenOn: '2026-01-05' }],
    } as const;
    let looked = 0;
    const found = await Promise.all((['A-BROKER-1', 'A-BROKER-2'] as const).map((code) => writing.write(brokers[code], async (manager) => {
      await candidates.store(manager, brokers[code], ids.get(code)!, [entry]);
      const seen = await duplicates().find(manager, brokers[code], ids.get(code)!, ['X']);
      looked += 1;
      await until('both looked', async () => (looked === 2 ? true : null)); // neither has committed when the other looks
      return seen;
    })));
    expect([found, await pairsOf('A-BROKER-1')]).toEqual([[[], []], []]);
    await duplicates().keep();
    expect(await pairsOf('A-BROKER-1')).toMatchObject([{ likeness: 'likely', askCode: 'A-BROKER-2' }]);

    await database.dataSource.query(`DELETE FROM candidates.duplicates`);
    await database.dataSource.query(`UPDATE candidates.likeness_keys SET key_name = 'older', name_key = 1, short_name_key = 2, given_name_key = 3 WHERE organisation_id = $1`, [ids.get('A-BROKER-1')]);
    await Promise.all([duplicates().keep(), duplicates().keep()]);
    expect(await pairsOf('A-BROKER-1')).toMatchObject([{ likeness: 'likely' }]);
    await forget();
  });
});

describe('the rule on digests', () => {
  it('is the rule of the kernel', async () => {
    const sealer = new Sealer([{ keyId: 'test', bytes: randomBytes(32) }]);
    const either = (...values: string[]) => fc.constantFrom(null, ...values);
    const person = fc.record<RecordedPerson>({
      givenName: fc.constantFrom('Anna', 'Anna Maria', 'Bob'), familyName: fc.constantFrom('Brown', 'Smith'), bornOn: either('1990-03-04', '1990-04-03', '1965-03-04'), postcode: either('ZX1 1AA', 'ZX1 1AB'), email: either('a@people.example', 'b@people.example'), phone: either('020 7946 0123'),
    });
    const people = fc.sample(person, { numRuns: 150, seed: 1 });
    await database.dataSource.query(
      `INSERT INTO candidates.candidates (organisation_id, reference, given_name, family_name, row_digest) SELECT $1, 'R' || n, '', '', '' FROM generate_series(0, $2 - 1) AS n`,
      [ids.get('B-BROKER-1'), people.length],
    );
    const rows = await database.dataSource.query<{ id: string; number: number }[]>(`SELECT candidate_id AS id, substring(reference FROM 2)::int AS number FROM candidates.candidates WHERE given_name = ''`);
    await keepLikenessKeys(database.dataSource.manager, sealer, rows.map(({ id, number }) => ({ ...people[number]!, candidateId: id, organisationId: ids.get('B-BROKER-1')! })));
    const numbers = new Map(rows.map(({ id, number }) => [id, number]));
    const judged = await database.dataSource.query<{ one: string; other: string; likeness: string | null }[]>(
      `SELECT one.candidate_id AS one, other.candidate_id AS other, candidates.likeness(one, other) AS likeness FROM candidates.likeness_keys AS one, candidates.likeness_keys AS other`,
    );
    const wrong = judged.filter(({ one, other, likeness }) => likenessOf(likenessFacts(people[numbers.get(one)!]!), likenessFacts(people[numbers.get(other)!]!)).likeness !== (likeness ?? 'none'));
    expect([judged.length, new Set(judged.map(({ likeness }) => likeness)).size, wrong]).toEqual([people.length ** 2, 3, []]);

    // What is looked up by three keys is all that the rule finds.
    await services.get(Database, { strict: false }).write(OPERATOR, (manager) => manager.query(`SELECT FROM candidates.find_duplicates(ARRAY(SELECT candidate_id FROM candidates.candidates))`));
    const [kept] = await database.dataSource.query<{ pairs: number }[]>(`SELECT count(*)::int AS pairs FROM candidates.duplicates`);
    expect(kept!.pairs).toBe(judged.filter(({ one, other, likeness }) => one < other && likeness !== null).length);
    await forget();
  });
});
