import { HiresReportService } from '#lib/equality';
import { OrganisationsService, SharingAgreementsService } from '#lib/identity';
import { systemActor } from '#lib/platform';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { INestApplicationContext } from '@nestjs/common';
import { openTestDatabase, type TestDatabase } from '../support/database.js';
import { FixedClock } from '../support/fixed-clock.js';
import { OPERATOR } from '../support/operator.js';
import { Partner } from '../support/sent-upload.js';
import { openServices } from '../support/services.js';
import { addTestTree } from '../support/test-tree.js';
import { csvOf } from '../support/csv-text.js';

const clock = new FixedClock('2026-06-01');
let database: TestDatabase;
let services: INestApplicationContext;
let organisations: OrganisationsService;
let agreements: SharingAgreementsService;
beforeAll(async () => {
  database = await openTestDatabase();
  await addTestTree(database.dataSource);
  services = await openServices(database.url, { clock });
  organisations = services.get(OrganisationsService, { strict: false });
  agreements = services.get(SharingAgreementsService, { strict: false });
});
afterAll(async () => {
  await services.close();
  await database.close();
});

const idOf = async (code: string): Promise<string> => (await organisations.byCode(OPERATOR, code)).organisationId;

/** The codes above a node on a day, by the parents alone: slow and plain. */
async function above(code: string, day: string): Promise<string[]> {
  const tree = await organisations.tree(OPERATOR, day);
  const byId = new Map(tree.map((node) => [node.organisationId, node]));
  const codes: string[] = [];
  for (let node = tree.find((one) => one.code === code); node !== undefined; node = byId.get(node.parentId ?? '')) codes.push(node.code);
  return codes;
}

/** The same from the table that row-level security reads. */
async function pathsTo(code: string, day: string): Promise<string[]> {
  const rows = await database.dataSource.query<{ code: string }[]>(
    `SELECT ancestor.code FROM identity.organisation_paths AS path JOIN identity.organisations AS ancestor ON ancestor.organisation_id = path.ancestor_id
       JOIN identity.organisations AS node ON node.organisation_id = path.organisation_id WHERE node.code = $1 AND path.valid_during @> $2::date`,
    [code, day],
  );
  return rows.map((row) => row.code);
}

describe('an organisation that moves', () => {
  beforeAll(async () => {
    await organisations.move(OPERATOR, { organisationId: await idOf('T-GP'), parentCode: 'T-PLACE-B', fromOn: '2026-04-01' });
    await organisations.move(OPERATOR, { organisationId: await idOf('T-GP'), parentCode: 'T-PLACE-C', fromOn: '2026-07-01' });
    await organisations.move(OPERATOR, { organisationId: await idOf('T-PLACE-C'), parentCode: 'T-ICS-A', fromOn: '2026-09-01' });
  });

  it.each([
    ['2026-03-31', ['T-GP', 'T-PLACE-A', 'T-ICS-A', 'T-CITY']],
    ['2026-04-01', ['T-GP', 'T-PLACE-B', 'T-ICS-A', 'T-CITY']],
    ['2026-06-30', ['T-GP', 'T-PLACE-B', 'T-ICS-A', 'T-CITY']],
    ['2026-07-01', ['T-GP', 'T-PLACE-C', 'T-ICS-B', 'T-CITY']],
    ['2026-09-01', ['T-GP', 'T-PLACE-C', 'T-ICS-A', 'T-CITY']],
  ])('stands on %s below %j, in the tree and in the paths', async (day, codes) => {
    expect(await above('T-GP', day)).toEqual(codes);
    expect((await pathsTo('T-GP', day)).toSorted()).toEqual(codes.toSorted());
  });

  it('has a history with first and last days', async () => {
    expect((await organisations.history(OPERATOR, await idOf('T-GP'))).map(({ parentCode, fromOn, toOn }) => [parentCode, fromOn, toOn])).toEqual([
      ['T-PLACE-C', '2026-07-01', null],
      ['T-PLACE-B', '2026-04-01', '2026-06-30'],
      ['T-PLACE-A', null, '2026-03-31'],
    ]);
  });

  it('counts in figures where it stood on the last day of their period', async () => {
    const rows = ['2026-03-10', '2026-05-10'].flatMap((day) => Array.from({ length: 20 }, (_, index) => ({ ORGANISATION: 'T-GP', EMPLOYEE_REFERENCE: `E-${day}-${index}`, START_DATE: day, POSTCODE: 'ZX1 1AA' })));
    expect(await new Partner(services).sendAndRead({ content: 'hires', organisation: 'T-GP', file: csvOf(Object.keys(rows[0]!), rows) })).toMatchObject({ rowsAdded: 40 });
    const totals = async (from: string, to: string): Promise<Record<string, string>> => {
      const { nodes, rows: cells } = await services.get(HiresReportService, { strict: false }).report(OPERATOR, { from, to, edition: 2025 });
      const codeOf = new Map(nodes.map(({ nodeId, code }) => [nodeId, code]));
      return Object.fromEntries(cells.map(({ nodeId, cells: own }) => [codeOf.get(nodeId)!, JSON.stringify(own.find(({ categoryId }) => categoryId === 'total')!.count)]));
    };
    const march = await totals('2026-03-01', '2026-03-31');
    const may = await totals('2026-05-01', '2026-05-31');
    expect([march['T-PLACE-A'], march['T-PLACE-B']]).toEqual([march['T-GP'], may['T-PLACE-A']]);
    expect(may['T-PLACE-B']).toBe(may['T-GP']);
    expect(march['T-GP']).not.toBe(march['T-PLACE-B']);
  });

  it.each([
    ['T-GP', 'T-ICS-A', '2026-10-01', /below one of level place/],
    ['T-CITY', 'T-PLACE-A', '2026-10-01', /top of the tree/],
    ['T-GP', 'T-PLACE-A', '2026-02-30', /real date/],
  ])('%s below %s from %s is refused', async (code, parentCode, fromOn, words) => {
    await expect(organisations.move(OPERATOR, { organisationId: await idOf(code), parentCode, fromOn })).rejects.toMatchObject({ code: 'identity/move-not-possible', message: expect.stringMatching(words) as unknown });
  });

  it('is moved by somebody who looks after both nodes above, and by nobody else', async () => {
    const ofPlaceB = systemActor('user:somebody', { tree: [await idOf('T-CITY')], accounts: [await idOf('T-PLACE-B')] });
    const [college, trust] = [await idOf('T-COLLEGE'), await idOf('T-TRUST')];
    await expect(organisations.move(ofPlaceB, { organisationId: college, parentCode: 'T-PLACE-A', fromOn: '2026-10-01' })).rejects.toMatchObject({ code: 'identity/move-not-possible' });
    await expect(organisations.move(ofPlaceB, { organisationId: trust, parentCode: 'T-PLACE-B', fromOn: '2026-10-01' })).rejects.toMatchObject({ code: 'identity/move-not-possible' });
    expect(await above('T-TRUST', '2026-12-01')).toEqual(['T-TRUST', 'T-PLACE-A', 'T-ICS-A', 'T-CITY']);
  });

  it('is written down', async () => {
    const events = await database.dataSource.query<unknown[]>(`SELECT detail FROM audit.events WHERE action = 'identity.organisation-moved' ORDER BY event_id LIMIT 1`);
    expect(events).toEqual([{ detail: { fromOn: '2026-04-01', parent: ['T-PLACE-A', 'T-PLACE-B'] } }]);
  });
});

describe('a sharing agreement', () => {
  const parties = [
    { organisationCode: 'T-BROKER', isActing: true, isActedFor: false },
    { organisationCode: 't-trust', isActing: false, isActedFor: true },
  ];

  it('lets the acting party act for the other from its first to its last day', async () => {
    const agreementId = await agreements.record(OPERATOR, { name: 'For the trust', fromOn: '2026-05-01', toOn: '2026-12-31', parties });
    const [broker, trust] = [await idOf('T-BROKER'), await idOf('T-TRUST')];
    const actsFor = async (nodeId: string, day: string): Promise<readonly string[]> => (await organisations.nodeFacts([nodeId], day)).get(nodeId)!.actsFor;
    expect(await actsFor(broker, '2026-04-30')).toEqual([]);
    expect(await actsFor(broker, '2026-05-01')).toEqual([trust]);
    expect(await actsFor(broker, '2026-12-31')).toEqual([trust]);
    expect(await actsFor(broker, '2027-01-01')).toEqual([]);
    expect(await actsFor(trust, '2026-06-01')).toEqual([]);
    await agreements.end(OPERATOR, agreementId, '2026-06-30');
    expect(await actsFor(broker, '2026-07-01')).toEqual([]);
    expect(await agreements.list(OPERATOR)).toMatchObject([{ agreementId, toOn: '2026-06-30', parties: [{ organisationCode: 'T-BROKER' }, { organisationCode: 'T-TRUST' }] }]);
  });

  it('needs an administrator of every party', async () => {
    const ofTrust = systemActor('user:somebody', { tree: [await idOf('T-CITY')], accounts: [await idOf('T-TRUST')] });
    await expect(agreements.record(ofTrust, { name: 'N', fromOn: '2026-05-01', toOn: null, parties })).rejects.toMatchObject({ code: 'identity/organisation-not-found' });
    await expect(agreements.end(ofTrust, '00000000-0000-7000-8000-000000000000', '2026-05-01')).rejects.toMatchObject({ code: 'identity/agreement-not-found' });
  });

  it.each([
    ['the last day before the first', { toOn: '2026-04-30', parties }],
    ['a day that does not exist', { fromOn: '2026-02-30', parties }],
    ['nobody acted for', { parties: [parties[0]!] }],
    ['a party twice', { parties: [...parties, parties[0]!] }],
  ])('with %s is refused', async (_what, part) => {
    await expect(agreements.record(OPERATOR, { name: 'N', fromOn: '2026-05-01', toOn: null, ...part })).rejects.toMatchObject({ code: 'identity/agreement-not-possible' });
  });
});
