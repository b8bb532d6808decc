import { ReferralsService } from '#lib/brokerage';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { INestApplicationContext } from '@nestjs/common';
import { csvOf } from '../support/csv-text.js';
import { openTestDatabase, type TestDatabase } from '../support/database.js';
import { FixedClock } from '../support/fixed-clock.js';
import { Partner } from '../support/sent-upload.js';
import { openServices } from '../support/services.js';
import { addTestTree } from '../support/test-tree.js';
import { OPERATOR } from '../support/operator.js';

const CANDIDATES = [
  { YOUR_REFERENCE: 'C 10', GIVEN_NAME: 'Zoë', FAMILY_NAME: 'Tester', DATE_OF_BIRTH: '30/04/1999', CONSENT_SHARING: 'v1 2026-05-01' },
  { YOUR_REFERENCE: 'c\u00a0-\u202f20', GIVEN_NAME: 'Given', FAMILY_NAME: 'Family', DATE_OF_BIRTH: '01/02/1990', CONSENT_SHARING: 'v1 2026-05-01' },
];

let database: TestDatabase;
let services: INestApplicationContext;
let partner: Partner;
const clock = new FixedClock('2026-06-01');

beforeAll(async () => {
  database = await openTestDatabase();
  await addTestTree(database.dataSource);
  services = await openServices(database.url, { clock });
  partner = new Partner(services);
  const role = { YOUR_REFERENCE: 'ROLE', KIND: 'role', TITLE: 'Porter', REMOTE: 'yes', PLACES: '9', START_DATE: '2026-07-06' };
  await partner.sendAndRead({ content: 'candidates', organisation: 'T-BROKER', file: csvOf(Object.keys(CANDIDATES[0]!), CANDIDATES) });
  await partner.sendAndRead({ content: 'roles', organisation: 'T-TRUST', file: csvOf(Object.keys(role), [role]) });
  const { dataSource } = database;
  const referrals = services.get(ReferralsService, { strict: false });
  const pairs = await dataSource.query<{ candidateId: string; opportunityId: string }[]>(
    `SELECT candidate_id AS "candidateId", opportunity_id AS "opportunityId" FROM candidates.candidates, opportunities.opportunities`,
  );
  for (const pair of pairs) await referrals.record(OPERATOR, await referrals.refer(OPERATOR, pair), { event: 'offer' });
});
afterAll(async () => {
  await services.close();
  await database.close();
});
beforeEach(() => database.dataSource.query('TRUNCATE outcomes.hires CASCADE'));

/** Returns one hire, and says to whose referral it was linked and by what. */
async function linkOf(hire: Readonly<Record<string, string>>): Promise<unknown> {
  const row = { ORGANISATION: 'T-TRUST', EMPLOYEE_REFERENCE: 'E-1', START_DATE: '06/07/2026', POSTCODE: 'ZX1 1AA', ...hire };
  expect(await partner.sendAndRead({ content: 'hires', organisation: 'T-TRUST', file: csvOf(Object.keys(row), [row]) })).toMatchObject({ status: 'done', rowsAdded: 1 });
  const [stored] = await database.dataSource.query<unknown[]>(
    `SELECT link, candidate.reference AS to FROM outcomes.hires LEFT JOIN brokerage.referrals USING (referral_id) LEFT JOIN candidates.candidates AS candidate USING (candidate_id)`,
  );
  return stored;
}

describe('a returned hire', () => {
  it.each([
    ['c10', 'C 10'],
    ['C 1 0', 'C 10'],
    ['C-20', 'c\u00a0-\u202f20'],
    ['c -2\u00a00', 'c\u00a0-\u202f20'],
  ])('finds its referral by candidate reference %j, whatever the spaces on either side', async (reference, to) => {
    expect(await linkOf({ CANDIDATE_REFERENCE: reference })).toEqual({ link: 'reference', to });
    await database.dataSource.query('TRUNCATE outcomes.hires CASCADE');
    expect(await linkOf({ EMPLOYEE_REFERENCE: reference })).toEqual({ link: 'reference', to });
  });

  it('is not linked by an employee number that is the reference of somebody else', async () => {
    expect(await linkOf({ EMPLOYEE_REFERENCE: 'C10', GIVEN_NAME: 'Other', FAMILY_NAME: 'Person' })).toEqual({ link: 'none', to: null });
  });

  it('goes to the referral of its own person when the employee number is the reference of somebody else', async () => {
    expect(await linkOf({ EMPLOYEE_REFERENCE: 'C10', GIVEN_NAME: 'Given', FAMILY_NAME: 'Family', DATE_OF_BIRTH: '01/02/1990' })).toEqual({ link: 'name-and-date-of-birth', to: 'c\u00a0-\u202f20' });
  });
});
