import { OrganisationsService } from '#lib/identity';
import { Database, SystemClock } from '#lib/platform';
import type { DataSource } from 'typeorm';
import { OPERATOR } from './operator.js';

/** A City with two ICSs, three Places and some organisations, for tests. */
export async function addTestTree(dataSource: DataSource): Promise<void> {
  const organisation = (code: string, parentCode: string, organisationType: 'trust' | 'college' | 'brokerage' | 'gp-practice') => ({ code, parentCode, level: 'organisation' as const, organisationType, name: `${code} of the tests`, isDemo: false });
  const above = (code: string, parentCode: string | null, level: 'city' | 'ics' | 'place') => ({ code, parentCode, level, organisationType: null, name: `${code} of the tests`, isDemo: false });
  const clock = new SystemClock();
  const database = new Database(dataSource, clock);
  await database.write(OPERATOR, (manager) =>
    new OrganisationsService(database, clock).add(manager, [
      above('T-CITY', null, 'city'),
      above('T-ICS-A', 'T-CITY', 'ics'),
      above('T-ICS-B', 'T-CITY', 'ics'),
      above('T-PLACE-A', 'T-ICS-A', 'place'),
      above('T-PLACE-B', 'T-ICS-A', 'place'),
      above('T-PLACE-C', 'T-ICS-B', 'place'),
      organisation('T-TRUST', 'T-PLACE-A', 'trust'),
      organisation('T-GP', 'T-PLACE-A', 'gp-practice'),
      organisation('T-COLLEGE', 'T-PLACE-B', 'college'),
      organisation('T-BROKER', 'T-PLACE-C', 'brokerage'),
    ]),
  );
}
