import { Database } from '#lib/platform';
import { ReferralsService } from '#lib/brokerage';
import { OpportunitiesQuery } from '#lib/opportunities';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { INestApplicationContext } from '@nestjs/common';
import { plainChange } from '../support/cases.js';
import { csvOf } from '../support/csv-text.js';
import { openTestDatabase, type TestDatabase } from '../support/database.js';
import { FixedClock } from '../support/fixed-clock.js';
import { Partner } from '../support/sent-upload.js';
import { openServices } from '../support/services.js';
import { addTestTree } from '../support/test-tree.js';
import { OPERATOR } from '../support/operator.js';

const TODAY = '2026-06-01';

let database: TestDatabase;
let services: INestApplicationContext;
let partner: Partner;
let opportunities: OpportunitiesQuery;
let referrals: ReferralsService;

beforeAll(async () => {
  database = await openTestDatabase();
  await addTestTree(database.dataSource);
  const clock = new FixedClock(TODAY);
  services = await openServices(database.url, { clock });
  partner = new Partner(services);
  const data = new Database(database.dataSource, clock);
  opportunities = new OpportunitiesQuery(data);
  referrals = services.get(ReferralsService, { strict: false });
});
afterAll(async () => {
  await services.close();
  await database.close();
});
beforeEach(() => database.dataSource.query('TRUNCATE candidates.candidates, opportunities.opportunities, exchange.uploads CASCADE'));

interface Advert {
  readonly reference: string;
  readonly title: string;
  readonly closesOn: string;
}

/** One page of NHS Jobs. */
function nhsJobs(...adverts: Advert[]): string {
  const details = adverts.map(({ reference, title, closesOn }) => `<vacancyDetails><id>${reference}</id><reference>${reference}</reference><title>${title}</title><description>Work</description><employer>Example Hospitals NHS Trust</employer><type>Permanent</type><salary>£25,000</salary><closeDate>${closesOn}T23:59:59Z</closeDate><postDate>2026-05-01T00:00:00Z</postDate><url>https://example.org/${reference}</url><locations><location>Anytown, ZX1 1AA</location></locations></vacancyDetails>`);
  return `<?xml version="1.0"?><nhsJobs><totalPages>1</totalPages><totalResults>${adverts.length}</totalResults>${details.join('')}</nhsJobs>`;
}

/** One page of the display advert service. */
function displayAdverts(...adverts: Advert[]): string {
  return JSON.stringify({
    total: adverts.length, totalFiltered: adverts.length, totalPages: 1,
    vacancies: adverts.map(({ reference, title, closesOn }) => ({
      vacancyReference: reference, title, description: 'Work', numberOfPositions: 1, postedDate: '2026-05-01T00:00:00Z', closingDate: `${closesOn}T23:59:59Z`, startDate: '2026-09-01T00:00:00Z',
      wage: { wageType: 'Custom', wageAdditionalInformation: '£25,000 a year' }, employerName: 'Example Hospitals NHS Trust', isNationalVacancy: false,
      addresses: [{ addressLine1: 'Anytown', postcode: 'ZX1 1AA' }], course: { larsCode: 103, title: 'Work (level 2)', level: 2, route: 'Health' }, vacancyUrl: `https://example.org/${reference}`,
    })),
  });
}

const sendNhs = (...adverts: Advert[]) => partner.sendAndRead({ content: 'nhs-jobs', organisation: 'T-TRUST', file: nhsJobs(...adverts) });
const sendDisplay = (...adverts: Advert[]) => partner.sendAndRead({ content: 'display-adverts', organisation: 'T-TRUST', file: displayAdverts(...adverts) });

/** Which references are matched on a day. */
async function openOn(day: string): Promise<string[]> {
  const rows = await opportunities.matchingRows(database.dataSource.manager, day);
  const names = await database.dataSource.query<{ id: string; reference: string }[]>('SELECT opportunity_id AS id, reference FROM opportunities.opportunities');
  return rows.filter(({ isOpen }) => isOpen).map(({ opportunityId }) => names.find(({ id }) => id === opportunityId)!.reference).toSorted();
}

describe('Trap 20: the same job in two feeds', () => {
  const original = { reference: 'N-1', title: 'Ward clerk', closesOn: '2026-07-01' };
  const copy = { reference: '1000000001', title: 'Ward clerk', closesOn: '2026-07-10' };

  it('is matched once while the first is open, and by its copy when that has closed', async () => {
    expect(await sendNhs(original)).toMatchObject({ status: 'done', rowsAdded: 1 });
    expect(await sendDisplay(copy)).toMatchObject({ status: 'done', rowsAdded: 1 });
    expect(await openOn('2026-06-20')).toEqual(['N-1']);
    expect(await openOn('2026-07-05')).toEqual(['1000000001']);
  });

  it('stops being the same when either changes, and can become it again', async () => {
    await sendNhs(original);
    await sendDisplay(copy);
    await sendNhs({ ...original, title: 'Gardener' });
    expect(await openOn(TODAY)).toEqual(['1000000001', 'N-1']);
    await sendNhs(original);
    expect(await openOn(TODAY)).toHaveLength(1);
  });

  it('is recognised when both feeds are read side by side, and when two senders send one feed', async () => {
    const [nhs, display, again] = await Promise.all([
      partner.handOver({ content: 'nhs-jobs', organisation: 'T-TRUST', file: nhsJobs(original) }),
      partner.handOver({ content: 'display-adverts', organisation: 'T-GP', file: displayAdverts(copy) }),
      partner.handOver({ content: 'nhs-jobs', organisation: 'T-COLLEGE', file: nhsJobs(original) }),
    ]);
    await Promise.all([nhs, display, again].map((uploadId) => partner.read(uploadId)));
    expect(await openOn(TODAY)).toHaveLength(1);
  });
});

describe('an intake', () => {
  async function sendRole(role: Readonly<Record<string, string>>): Promise<void> {
    const row = { YOUR_REFERENCE: 'R-1', KIND: 'role', TITLE: 'Porter', REMOTE: 'yes', PLACES: '1', START_DATE: '2026-07-06', CLOSING_DATE: '', ...role };
    expect(await partner.sendAndRead({ content: 'roles', organisation: 'T-TRUST', file: csvOf(Object.keys(row), [row]) })).toMatchObject({ status: 'done', rowsRejected: 0 });
  }

  async function candidateAndRole(): Promise<{ candidateId: string; opportunityId: string }> {
    const person = { YOUR_REFERENCE: 'C-1', GIVEN_NAME: 'Given', FAMILY_NAME: 'Family', CONSENT_SHARING: 'v1 2026-05-01' };
    await partner.sendAndRead({ content: 'candidates', organisation: 'T-BROKER', file: csvOf(Object.keys(person), [person]) });
    const [ids] = await database.dataSource.query<{ candidateId: string; opportunityId: string }[]>(
      `SELECT candidate_id AS "candidateId", opportunity_id AS "opportunityId" FROM candidates.candidates, opportunities.opportunities`,
    );
    return ids!;
  }

  it('whose number of places is not stated stays open when the advert changes', async () => {
    const advert = { reference: 'N-1', title: 'Ward clerk', closesOn: '2026-07-01' };
    await sendNhs(advert);
    expect(await sendNhs({ ...advert, title: 'Ward clerk, nights' })).toMatchObject({ rowsChanged: 1 });
    expect(await openOn(TODAY)).toEqual(['N-1']);
    expect(await database.dataSource.query('SELECT places FROM opportunities.intakes')).toEqual([{ places: null }]);
  });

  it('whose start was moved takes nobody any more, also when an offer on it is declined', async () => {
    await sendRole({});
    const pair = await candidateAndRole();
    const referralId = await referrals.refer(OPERATOR, pair);
    await referrals.record(OPERATOR, referralId, { event: 'offer' });
    await sendRole({ START_DATE: '2026-09-07' });
    await referrals.record(OPERATOR, referralId, plainChange('decline'));
    const [row] = await opportunities.matchingRows(database.dataSource.manager, TODAY);
    expect(row).toMatchObject({ isOpen: true, startsOn: '2026-09-07' });
    expect(await opportunities.openIntakes(database.dataSource.manager, pair.opportunityId, TODAY)).toMatchObject([{ startsOn: '2026-09-07' }]);
    const intakes = await database.dataSource.query<{ intakeId: string }[]>(`SELECT intake_id AS "intakeId" FROM opportunities.intakes ORDER BY starts_on`);
    await expect(referrals.refer(OPERATOR, { ...pair, ...intakes[0]! })).rejects.toMatchObject({ code: 'opportunities/no-place-left' });
    await expect(referrals.refer(OPERATOR, { ...pair, ...intakes[1]! })).resolves.toEqual(expect.any(String));
  });

  it('of an advert that has closed, or of one that is not there, takes no referral', async () => {
    await sendRole({ CLOSING_DATE: '2026-05-31' });
    const pair = await candidateAndRole();
    await expect(referrals.refer(OPERATOR, pair)).rejects.toMatchObject({ code: 'opportunities/not-open' });
    await expect(referrals.refer(OPERATOR, { ...pair, opportunityId: pair.candidateId })).rejects.toMatchObject({ code: 'opportunities/opportunity-not-found' });
  });
});

describe('files of one sender', () => {
  const people = (givenName: string, rows = 1200) => csvOf(['YOUR_REFERENCE', 'GIVEN_NAME', 'FAMILY_NAME'], Array.from({ length: rows }, (_, index) => ({ YOUR_REFERENCE: `C-${index}`, GIVEN_NAME: givenName, FAMILY_NAME: 'Family' })));
  const givenNames = () => database.dataSource.query<{ given_name: string }[]>('SELECT DISTINCT given_name FROM candidates.candidates');

  it('are read in the order in which they came, also when the later is rung first', async () => {
    const older = await partner.handOver({ content: 'candidates', organisation: 'T-BROKER', file: people('Older') });
    const newer = await partner.handOver({ content: 'candidates', organisation: 'T-BROKER', file: people('Newer') });
    await partner.read(newer);
    expect(await partner.state(newer)).toMatchObject({ status: 'queued' });
    await Promise.all([partner.read(older), partner.read(newer)]);
    await partner.read(newer);
    expect([await partner.state(older), await partner.state(newer)]).toMatchObject([{ status: 'done', rowsAdded: 1200 }, { status: 'done', rowsChanged: 1200 }]);
    expect(await givenNames()).toEqual([{ given_name: 'Newer' }]);
  });

  it('Complaint 14: one bad row loses the file: with one row that the database cannot keep lose that row and no other', async () => {
    await database.dataSource.query(`ALTER TABLE candidates.candidates ADD CONSTRAINT ck_test CHECK (reference <> 'C-77')`);
    try {
      const state = await partner.sendAndRead({ content: 'candidates', organisation: 'T-BROKER', file: people('Given', 300) });
      expect(state).toMatchObject({ status: 'done', rowsAdded: 299, rowsRejected: 1, rowsDone: 301 });
      expect(await partner.notedRows(state.uploadId)).toMatchObject([{ rowNumber: 79, isRejected: true, errors: [{ code: 'row-not-storable' }] }]);
    } finally {
      await database.dataSource.query(`ALTER TABLE candidates.candidates DROP CONSTRAINT ck_test`);
    }
  });

  it('do not undo a withdrawn consent by saying it again', async () => {
    const send = (consent: string, phone: string) => partner.sendAndRead({ content: 'candidates', organisation: 'T-BROKER', file: csvOf(['YOUR_REFERENCE', 'GIVEN_NAME', 'FAMILY_NAME', 'PHONE', 'CONSENT_MATCHING'], [{ YOUR_REFERENCE: 'C-1', GIVEN_NAME: 'Given', FAMILY_NAME: 'Family', PHONE: phone, CONSENT_MATCHING: consent }]) });
    const valid = () => database.dataSource.query('SELECT given_on::text, withdrawn_on::text FROM candidates.consents ORDER BY given_on');
    await send('v1 2026-05-01', '');
    await send('', '');
    await send('v1 2026-05-01', '020 7946 0000');
    expect(await valid()).toEqual([{ given_on: '2026-05-01', withdrawn_on: TODAY }]);
    await send('v1 2026-05-20', '020 7946 0000');
    expect(await valid()).toEqual([{ given_on: '2026-05-01', withdrawn_on: TODAY }, { given_on: '2026-05-20', withdrawn_on: null }]);
  });
});
