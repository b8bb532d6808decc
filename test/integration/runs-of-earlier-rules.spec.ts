import { gzipSync } from 'node:zlib';
import { MatchingQuery } from '#lib/matching';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { INestApplicationContext } from '@nestjs/common';
import { csvOf } from '../support/csv-text.js';
import { openTestDatabase, type TestDatabase } from '../support/database.js';
import { FixedClock } from '../support/fixed-clock.js';
import { OPERATOR } from '../support/operator.js';
import { Partner } from '../support/sent-upload.js';
import { openServices } from '../support/services.js';
import { addTestTree } from '../support/test-tree.js';

const DAY = '2026-06-01';
const OPPORTUNITY = '019a5c1e-7b42-7c3d-9e10-2f6b8d4a1c56';

/** A candidate and an opportunity as the program of 'rules-1' stored them, without what was added to the facts since. */
const CANDIDATE_FACTS = {
  hasMatchingConsent: true, isSeeking: true, programmeCodes: ['returners'], level: 3, englishLevel: 2, mathsLevel: 1, skillCodes: ['vaccination', 'customer-service'], checkCodes: ['identity', 'right-to-work'],
  slots: 28087, travelMode: 'public', travelLimitMinutes: 45, position: { east: 5301, north: 1803 }, pathwayInterests: ['nursing', 'pharmacy'], minimumHourlyPence: 1250, availableFromOn: '2026-06-10',
};
const OPPORTUNITY_FACTS = {
  opportunityId: OPPORTUNITY, kind: 'role', pathway: 'pharmacy', isOpen: true, programmeCodes: ['returners'], minimumLevel: 2, minimumEnglishLevel: 2, minimumMathsLevel: 1, requiredSkillCodes: ['customer-service'],
  desiredSkillCodes: ['dispensing', 'vaccination'], requiredCheckCodes: ['identity'], schedule: { slots: 28087, needed: 8 }, attendance: 'site', position: { east: 5340, north: 1820 }, hourlyPence: 1310, isUnpaid: false, startsOn: '2026-07-01',
};

let database: TestDatabase;
let services: INestApplicationContext;
let query: MatchingQuery;
let candidateId: string;

beforeAll(async () => {
  database = await openTestDatabase();
  services = await openServices(database.url, { clock: new FixedClock(DAY) });
  query = services.get(MatchingQuery, { strict: false });
  await addTestTree(database.dataSource);
  const person = { YOUR_REFERENCE: 'ONE', GIVEN_NAME: 'Given', FAMILY_NAME: 'Family', CONSENT_MATCHING: 'v1 2026-01-05', CONSENT_SHARING: 'v1 2026-01-05' };
  await new Partner(services).sendAndRead({ content: 'candidates', organisation: 'T-COLLEGE', file: csvOf(Object.keys(person), [person]) });
  const [row] = await database.dataSource.query<{ id: string }[]>('SELECT candidate_id AS id FROM candidates.candidates');
  candidateId = row!.id;
});
afterAll(async () => {
  await services.close();
  await database.close();
});

/** A run as an earlier program left it. */
async function runUnder(ruleVersion: string): Promise<string> {
  const [snapshot] = await database.dataSource.query<{ id: string }[]>('INSERT INTO matching.snapshots (as_of_on, candidate_count, opportunity_count) VALUES ($1, 1, 1) RETURNING snapshot_id AS id', [DAY]);
  for (const [content, facts] of [['candidates', { candidateId, ...CANDIDATE_FACTS }], ['opportunities', OPPORTUNITY_FACTS]] as const) {
    await database.dataSource.query('INSERT INTO matching.snapshot_parts (snapshot_id, content, part_number, body) VALUES ($1, $2, 0, $3)', [snapshot!.id, content, gzipSync(JSON.stringify([facts]))]);
  }
  const [run] = await database.dataSource.query<{ id: string }[]>(
    `INSERT INTO matching.runs (requested_by, as_of_on, seed, matches_each, rule_version, snapshot_id, status, people_nodes, shared_people_nodes, market_nodes)
     SELECT 'user:x', $1, 7, 20, $2, $3, 'done', cities.ids, '{}', cities.ids
       FROM (SELECT array_agg(organisation_id) AS ids FROM identity.organisations WHERE level = 'city') AS cities RETURNING run_id AS id`,
    [DAY, ruleVersion, snapshot!.id],
  );
  return run!.id;
}

describe('a run of earlier rules', () => {
  it('is explained as it was then', async () => {
    const { basis, explanation, whyNot } = await query.explainInRun(OPERATOR, await runUnder('rules-1'), candidateId, OPPORTUNITY);
    expect({ basis, eligible: explanation.eligible, total: explanation.total }).toEqual({ basis: 'snapshot', eligible: true, total: 740_800 }); // as the program of then said
    expect(explanation.parts.map(({ part, points }) => [part, points])).toEqual([['skills', 666], ['travel', 700], ['pay', 510], ['interest', 800], ['schedule', 1000], ['start', 883]]);
    expect(whyNot).toEqual({ eligible: true, failingRules: [], changes: [], fixedRuleIds: [] });
  });

  it('that nobody knows any more, or not yet, is not explained by other rules', async () => {
    for (const ruleVersion of ['rules-0', 'rules-99']) {
      await expect(query.explainInRun(OPERATOR, await runUnder(ruleVersion), candidateId, OPPORTUNITY)).rejects.toMatchObject({ code: 'matching/rules-changed', message: expect.stringContaining(ruleVersion) });
    }
  });
});
