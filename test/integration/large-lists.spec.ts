import { OrganisationsService } from '#lib/identity';
import { STANDARD_CASE_LIMITS, type BulkMessageTemplate } from '#lib/kernel';
import { systemActor, type Actor } from '#lib/platform';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { INestApplicationContext } from '@nestjs/common';
import { caseworkOf, forMany, type Casework } from '../support/casework.js';
import { cityTree } from '../support/city-with-rows.js';
import { openTestDatabase, type TestDatabase } from '../support/database.js';
import { FixedClock } from '../support/fixed-clock.js';
import { OPERATOR } from '../support/operator.js';
import { openServices } from '../support/services.js';

const TODAY = '2026-06-15';

/** Organisations with so many people whom nobody looks after: one, as many as can be named, and more than a query can be given ids. */
const SIZES = [['A-COLLEGE', 1], ['A-BROKER-2', 500], ['A-BROKER-1', 40_000]] as const;

let database: TestDatabase;
let services: INestApplicationContext;
let casework: Casework;
let leadId: string;
let lead: Actor;
const idOf = new Map<string, string>();
const query = <Row>(sql: string, values: unknown[] = []): Promise<Row[]> => database.dataSource.query<Row[]>(sql, values);

beforeAll(async () => {
  database = await openTestDatabase();
  services = await openServices(database.url, { clock: new FixedClock(TODAY) });
  casework = caseworkOf(services);
  await services.get(OrganisationsService, { strict: false }).addAll(OPERATOR, cityTree('A'));
  for (const { code, id } of await query<{ code: string; id: string }>('SELECT code, organisation_id AS id FROM identity.organisations')) idOf.set(code, id);
  for (const [organisation, count] of SIZES) {
    await query(
      `INSERT INTO candidates.candidates (organisation_id, reference, given_name, family_name, email, row_digest, created_at)
       SELECT $1, 'P-' || n, 'Given', 'Family', 'x', '', timestamptz '2026-05-01T12:00:00Z' - n % 90 * interval '1 day' FROM generate_series(1, $2::integer) AS n`,
      [idOf.get(organisation), count],
    );
  }
  await query(`INSERT INTO candidates.consents (candidate_id, purpose, wording_version, given_on) SELECT candidate_id, 'contact', 'v1', '2026-01-05' FROM candidates.candidates WHERE right(reference, 3) IN ('107', '400')`);
  const [account] = await query<{ id: string }>(`INSERT INTO identity.users (email, email_fingerprint, display_name, accepted_at) VALUES ('l', 'l', 'Lead', now()) RETURNING user_id AS id`);
  leadId = account!.id;
  await query(`INSERT INTO identity.role_grants (user_id, organisation_id, role, from_on) VALUES ($1, $2, 'broker-lead', '2026-01-01')`, [leadId, idOf.get('A-ICS')]);
  await query('ANALYZE brokerage.case_summaries, candidates.candidates');
  lead = systemActor(`user:${leadId}`, { people: [idOf.get('A-ICS')!], tree: [idOf.get('A-CITY')!] });
});
afterAll(async () => {
  await services.close();
  await database.close();
});

const unassigned = async (organisationId: string): Promise<number> => (await casework.caseload.counts(lead, { organisationId }, STANDARD_CASE_LIMITS)).find(({ list }) => list === 'unassigned')!.people;
const everybodyOf = (organisation: string, people: number) => ({ filter: { list: 'unassigned' as const, organisationId: idOf.get(organisation)!, people, ...STANDARD_CASE_LIMITS } });

describe('Trap 17: statistics on a selection of people', () => {
  it.each(SIZES)('of %s, with %i people, are counted without a list of their ids', async (organisation, count) => {
    expect(await unassigned(idOf.get(organisation)!)).toBe(count);
    const asked = await forMany(casework, lead, everybodyOf(organisation, count), { kind: 'hand-over', toUserId: null, reasonCode: 'other', words: null });
    await casework.bulk.work(asked.bulkId);
    const told = await casework.bulkAnswers.page(lead, asked.bulkId, { after: null, limit: 1, outcome: 'already-theirs' });
    expect(told).toMatchObject({ status: 'done', total: count, answered: count, outcomes: [{ outcome: 'already-theirs', people: count }] });
  });
});

describe('Complaint 9: what is asked for a list of 40,000 people', () => {
  it('is done for each of them, who has an answer, and is counted', async () => {
    const template: BulkMessageTemplate = 'broker-asks-call';
    const asked = await forMany(casework, lead, everybodyOf('A-BROKER-1', 40_000), { kind: 'message', template, words: null });
    expect(asked).toMatchObject({ status: 'queued', total: 40_000, answered: 0 });
    await casework.bulk.work(asked.bulkId);
    const told = await casework.bulkAnswers.page(lead, asked.bulkId, { after: asked.people[499]!.candidateId, limit: 200, outcome: null });
    expect(told).toMatchObject({ status: 'done', answered: 40_000, outcomes: [{ outcome: 'no-consent', people: 39_920 }, { outcome: 'done', people: 80 }] });
    const inOrder = await query<{ id: string }>(`SELECT candidate_id AS id FROM brokerage.case_summaries WHERE organisation_id = $1 ORDER BY unassigned_since_on, candidate_id OFFSET 500 LIMIT 200`, [idOf.get('A-BROKER-1')]);
    expect(told.people.map(({ candidateId }) => candidateId)).toEqual(inOrder.map(({ id }) => id)); // the list's own order
    expect(await query(`SELECT count(*)::int AS messages, count(DISTINCT to_candidate_id)::int AS people FROM brokerage.messages`)).toEqual([{ messages: 80, people: 80 }]);
  });
});

describe('Complaint 10: a list', () => {
  it('is read from one small row a person: no note, contact, task, referral or event of anybody is touched', async () => {
    const filters = [{}, { organisationId: idOf.get('A-BROKER-1')! }, { userId: leadId }];
    const read = async () => {
      const first = await casework.caseload.page(lead, 'unassigned', {}, STANDARD_CASE_LIMITS, { after: null, limit: 50 });
      const second = await casework.caseload.page(lead, 'unassigned', {}, STANDARD_CASE_LIMITS, { after: first.next, limit: 50 });
      return { first, second, counts: await Promise.all(filters.map((filter) => casework.caseload.counts(lead, filter, STANDARD_CASE_LIMITS))) };
    };
    const before = await read();
    expect(before.first.rows).toHaveLength(50);
    for (const table of ['notes', 'contacts', 'tasks', 'assignments', 'referral_events', 'messages']) await query(`REVOKE SELECT ON brokerage.${table} FROM pathways_app`);
    expect(await read()).toEqual(before);
    await expect(casework.record.contacts(lead, before.first.rows[0]!.candidateId)).rejects.toThrow('permission denied');
  });

  it('gives a page by its index, the first and one deep inside 40,000 people, without looking at the others', async () => {
    // Whoever looks at more than 500 summaries in one transaction falls over.
    await query(`CREATE FUNCTION brokerage.few_rows() RETURNS boolean LANGUAGE plpgsql AS $$
      BEGIN
        IF set_config('pathways.rows_seen', (coalesce(nullif(current_setting('pathways.rows_seen', true), ''), '0')::integer + 1)::text, true)::integer > 500 THEN RAISE EXCEPTION 'Too many rows'; END IF;
        RETURN true;
      END $$`);
    await query(`CREATE POLICY few_rows ON brokerage.case_summaries AS RESTRICTIVE FOR SELECT USING (brokerage.few_rows())`);
    const organisationId = idOf.get('A-BROKER-1')!;
    await expect(casework.caseload.counts(lead, { organisationId }, STANDARD_CASE_LIMITS)).rejects.toThrow('Too many rows'); // the guard sees who looks at everybody
    const [middle] = await query<{ after: string }>(`SELECT unassigned_since_on || '_' || candidate_id AS after FROM brokerage.case_summaries WHERE organisation_id = $1 ORDER BY unassigned_since_on, candidate_id OFFSET 20000 LIMIT 1`, [organisationId]);
    for (const after of [null, middle!.after]) {
      for (const filter of [{ organisationId }, {}]) {
        const { rows } = await casework.caseload.page(lead, 'unassigned', filter, STANDARD_CASE_LIMITS, { after, limit: 50 });
        expect(rows).toHaveLength(50);
      }
    }
  });
});
