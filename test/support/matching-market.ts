import { UploadsQuery } from '#lib/exchange';
import { GeographyImport } from '#lib/geography';
import { SystemClock } from '#lib/platform';
import type { INestApplicationContext } from '@nestjs/common';
import type { DataSource } from 'typeorm';
import { fixture, MadeFiles } from '../fixtures/geography/made-files.js';
import { csvOf } from './csv-text.js';
import { marketCandidates, marketPostcodes, marketRoles } from './market-files.js';
import { OPERATOR } from './operator.js';
import { Partner } from './sent-upload.js';
import { addTestTree } from './test-tree.js';

/** The day of the market. */
export const MARKET_DAY = '2026-06-01';

/** Opportunities that are closed: they cost a run as much as open ones, and make its shards small. */
const CLOSED = 1500;
const ROLES = 500;
export const CANDIDATES = 2300;

/** People of whom each is a case of a rule. They have nothing but what the case needs. */
const CASES = [
  { YOUR_REFERENCE: 'SIXTEEN-TODAY', DATE_OF_BIRTH: '2010-06-01' },
  { YOUR_REFERENCE: 'SIXTEEN-TOMORROW', DATE_OF_BIRTH: '2010-06-02' },
  { YOUR_REFERENCE: 'TWENTY-FIVE-TOMORROW', DATE_OF_BIRTH: '2001-06-02' },
  { YOUR_REFERENCE: 'TWENTY-FIVE-TODAY', DATE_OF_BIRTH: '2001-06-01' },
  { YOUR_REFERENCE: 'AGE-UNKNOWN' },
  { YOUR_REFERENCE: 'DEPRIVED', POSTCODE: 'ZX1 1AA' },
  { YOUR_REFERENCE: 'NOT-DEPRIVED', POSTCODE: 'ZX1 1AB' },
  { YOUR_REFERENCE: 'OTHER-BOROUGH', POSTCODE: 'ZX1 1AD' },
  { YOUR_REFERENCE: 'NOWHERE', POSTCODE: 'ZX99 9ZZ' },
  { YOUR_REFERENCE: 'NO-CONSENT', CONSENT_MATCHING: '' },
].map((row) => ({ GIVEN_NAME: 'Given', FAMILY_NAME: 'Family', CONSENT_MATCHING: 'v1 2026-01-05', CONSENT_SHARING: 'v1 2026-01-05', POSTCODE: '', DATE_OF_BIRTH: '', ...row }));

/** One role for each programme, and one with no other rule than a place of work. */
const ROLE_CASES = ['YOUNG', 'UNJUSTIFIED', 'DEPRIVED-AREA', 'BOROUGH', ''].map((programme) => ({
  YOUR_REFERENCE: programme === '' ? 'AT-A-PLACE' : `FOR-${programme}`,
  KIND: 'role',
  TITLE: 'Ward clerk',
  REMOTE: programme === '' ? 'no' : 'yes',
  POSTCODE: programme === '' ? 'ZX1 1AA' : '',
  PROGRAMME: programme,
}));

/** The file of the cases, with some rows changed. */
export function casesFile(changes: Readonly<Record<string, Readonly<Record<string, string>>>> = {}): string {
  return csvOf(Object.keys(CASES[0]!), CASES.map((row) => ({ ...row, ...changes[row.YOUR_REFERENCE] })));
}

/** Fills a database with a town, programmes, people and work, by the files that partners would send. */
export async function openMarket(dataSource: DataSource, services: INestApplicationContext): Promise<void> {
  await addTestTree(dataSource);
  const files = new MadeFiles();
  try {
    await new GeographyImport(dataSource, new SystemClock()).run([fixture('nspl-2025.csv'), fixture('imd2025-short.csv'), files.make('market.csv', marketPostcodes())]);
  } finally {
    files.remove();
  }
  await dataSource.query(
    `INSERT INTO opportunities.programmes (organisation_id, code, name, starts_on, minimum_age, maximum_age, target_groups, area_codes, justification, review_on)
     SELECT organisation_id, given.*
       FROM identity.organisations,
            (VALUES ('YOUNG', 'For 16 to 24', '2026-01-01'::date, 16, 24, '{}'::text[], '{}'::text[], 'Recorded.', '2027-01-01'::date),
                    ('UNJUSTIFIED', 'For 16 to 24, not justified', '2026-01-01', 16, 24, '{}', '{}', NULL, NULL),
                    ('DEPRIVED-AREA', 'For deprived areas', '2026-01-01', NULL, NULL, '{deprived-area}', '{}', NULL, NULL),
                    ('BOROUGH', 'For one borough', '2026-01-01', NULL, NULL, '{}', '{E09999002}', NULL, NULL)) AS given
      WHERE organisations.code = 'T-CITY'`,
  );
  const partner = new Partner(services);
  const roleHeadings = Object.keys(ROLE_CASES[0]!);
  const sent = [
    await partner.sendAndRead({ content: 'candidates', organisation: 'T-BROKER', file: marketCandidates(CANDIDATES, MARKET_DAY) }),
    await partner.sendAndRead({ content: 'candidates', organisation: 'T-COLLEGE', file: casesFile() }),
    await partner.sendAndRead({ content: 'roles', organisation: 'T-TRUST', file: marketRoles(ROLES, MARKET_DAY) }),
    await partner.sendAndRead({ content: 'roles', organisation: 'T-GP', file: csvOf(roleHeadings, ROLE_CASES) }),
  ];
  for (const { uploadId, status, rowsRejected } of sent) {
    if (status === 'done' && rowsRejected === 0) continue;
    const problems = await services.get(UploadsQuery, { strict: false }).problems(OPERATOR, uploadId);
    throw new Error(`A file of the market was not taken whole: ${JSON.stringify(problems)}`);
  }
  await dataSource.query(
    `INSERT INTO opportunities.opportunities (organisation_id, source, reference, kind, title, pathway, attendance, is_unpaid, row_digest, is_withdrawn)
     SELECT organisation_id, 'nhs-jobs', number, 'role', 'Withdrawn', 'other', 'remote', false, '', true
       FROM identity.organisations, generate_series(1, ${CLOSED}) AS number WHERE code = 'T-TRUST'`,
  );
}
