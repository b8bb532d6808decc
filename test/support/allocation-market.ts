import { GeographyImport } from '#lib/geography';
import { SystemClock } from '#lib/platform';
import type { DataSource } from 'typeorm';
import { fixture, MadeFiles } from '../fixtures/geography/made-files.js';
import { marketPostcodes } from './market-files.js';
import { addTestTree } from './test-tree.js';

/** How large a market of {@link addAllocationMarket} is. */
export interface AllocationMarketSize {
  readonly people: number;
  readonly intakes: number;
  /** The day of the market: intakes start three weeks later. */
  readonly today: string;
  readonly contractsEndOn: string;
}

const PATHWAYS = `('{nursing,administration,pharmacy,estates,social-care}'::text[])`;
const SKILLS = `('{vaccination,care,listening,"data-entry",driving,cooking}'::text[])`;
/** A whole number from 0 to below `most`, by a hash: the same on every machine and in every run. */
const draw = (salt: number, most: number): string => `(abs(hashint8((n * 1000 + ${salt})::bigint)::bigint) % ${most})::int`;

/**
 * Vaccinators of one brokerage whose contracts end on one day, and posts of one trust with one intake each of 1 to 5 places,
 * in a town of made-up postcodes. Written by SQL, as the owner: what is tested is what becomes of them.
 */
export async function addAllocationMarket(dataSource: DataSource, { people, intakes, today, contractsEndOn }: AllocationMarketSize): Promise<void> {
  await addTestTree(dataSource);
  const files = new MadeFiles();
  try {
    await new GeographyImport(dataSource, new SystemClock()).run([fixture('nspl-2025.csv'), fixture('imd2025-short.csv'), files.make('market.csv', marketPostcodes())]);
  } finally {
    files.remove();
  }
  const postcodes = marketPostcodes().trimEnd().split('\n').slice(1).map((line) => line.slice(0, line.indexOf(',')));
  await dataSource.query(
    `INSERT INTO candidates.candidates (organisation_id, reference, given_name, family_name, row_digest, postcode, level, english_level, maths_level, skill_codes, check_codes, pathway_interests,
                                        travel_mode, travel_limit_minutes, vaccination_role, is_nhs_employee, contract_ends_on)
     SELECT organisation_id, 'V-' || n, 'Given', 'Family', '', ($1::text[])[1 + ${draw(1, postcodes.length)}], ${draw(2, 5)}, 2, 2,
            ${SKILLS}[1 : 1 + ${draw(3, 6)}], '{right-to-work,dbs-enhanced}', ${PATHWAYS}[1 + ${draw(4, 4)} : 2 + ${draw(4, 4)}],
            CASE WHEN ${draw(5, 3)} = 0 THEN 'car' ELSE 'public' END, 20 + ${draw(6, 60)}, 'Vaccinator', true, $2
       FROM identity.organisations, generate_series(1, $3::int) AS n WHERE code = 'T-BROKER'`,
    [postcodes, contractsEndOn, people],
  );
  await dataSource.query(
    `INSERT INTO candidates.consents (candidate_id, purpose, wording_version, given_on)
     SELECT candidate_id, purpose, 'v1', $1::date - 30 FROM candidates.candidates, unnest(ARRAY['matching', 'sharing-with-partners']) AS purpose`,
    [today],
  );
  await dataSource.query(
    `WITH opened AS (
       INSERT INTO opportunities.opportunities (organisation_id, source, reference, kind, title, pathway, attendance, postcode, hourly_pence, minimum_level, desired_skill_codes, is_unpaid, row_digest)
       SELECT organisation_id, 'roles-csv', 'R-' || n, 'role', 'Post ' || n, ${PATHWAYS}[1 + ${draw(7, 5)}], 'site', ($1::text[])[1 + ${draw(8, postcodes.length)}], 1200 + ${draw(9, 300)},
              ${draw(10, 4)}, ${SKILLS}[1 + ${draw(11, 4)} : 2 + ${draw(11, 4)}], false, ''
         FROM identity.organisations, generate_series(1, $2::int) AS n WHERE code = 'T-TRUST'
       RETURNING opportunity_id, substr(reference, 3)::int AS n)
     INSERT INTO opportunities.intakes (opportunity_id, starts_on, places) SELECT opportunity_id, $3::date + 21, 1 + ${draw(12, 5)} FROM opened`,
    [postcodes, intakes, today],
  );
  await dataSource.query('ANALYZE');
}
