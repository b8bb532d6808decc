import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { CandidatesService } from '#lib/candidates';
import { PostcodeLookup } from '#lib/geography';
import { AccountsService, OrganisationsService, SharingAgreementsService } from '#lib/identity';
import { Database } from '#lib/platform';
import { MatchingQuery, MatchingService } from '#lib/matching';
import { DemoService, type DemoFile } from '#lib/schema';
import type { INestApplicationContext } from '@nestjs/common';
import { openTestDatabase, type TestDatabase } from '../support/database.js';
import { FixedClock } from '../support/fixed-clock.js';
import { Partner } from '../support/sent-upload.js';
import { openServices } from '../support/services.js';
import { OPERATOR } from '../support/operator.js';

const DAY = '2026-03-11';

/** Everything that a demo can leave behind, and what keeps it from being compared between two loads. */
const TABLES = [
  'identity.organisations', 'geography.postcodes', 'geography.deprivation', 'geography.lsoa_changes', 'geography.lsoa_boards', 'opportunities.programmes', 'opportunities.rule_versions', 'opportunities.venues',
  'opportunities.courses', 'opportunities.opportunities', 'opportunities.intakes', 'candidates.candidates', 'candidates.qualifications', 'candidates.consents', 'brokerage.referrals',
  'brokerage.referral_events', 'outcomes.outcome_events', 'outcomes.hires', 'equality.hire_answers', 'exchange.uploads', 'exchange.upload_chunks', 'exchange.upload_rows',
];

/** Codes of the rows that are rejected, and of those kept with a warning. */
const SLIPS: Readonly<Record<string, { readonly rejected: readonly string[]; readonly warned: readonly string[] }>> = {
  'courses-arch.csv': { rejected: ['aim-spoilt-by-spreadsheet', 'start-date-past', 'venue-unknown'], warned: [] },
  'courses-larkholt.csv': { rejected: ['attendance-pattern-missing', 'start-date-not-allowed', 'study-mode-missing'], warned: [] },
  'candidates.csv': { rejected: ['consent-unreadable', 'date-not-real', 'half-day-unknown', 'level-unknown', 'postcode-malformed', 'reference-repeated'], warned: [] },
  'roles-brokerage.csv': { rejected: [], warned: ['pay-under-adult-minimum', 'pay-under-minimum'] },
  'hires-trusts.csv': { rejected: ['date-not-real', 'date-unreadable', 'value-missing'], warned: ['ethnic-category-unknown', 'hire-repeated', 'postcode-malformed', 'value-missing'] },
  'hires-others.csv': { rejected: ['date-unreadable', 'organisation-unknown'], warned: ['postcode-malformed', 'value-missing'] },
};

describe('the demo', () => {
  const clock = new FixedClock(DAY);
  let database: TestDatabase;
  let services: INestApplicationContext;
  let demo: DemoService;

  beforeAll(async () => {
    database = await openTestDatabase();
    services = await openServices(database.url, { clock });
    demo = services.get(DemoService, { strict: false });
  });

  afterAll(async () => {
    await services.close();
    await database.close();
  });

  const query = <Row>(sql: string, parameters: unknown[] = []): Promise<Row[]> => database.dataSource.query<Row[]>(sql, parameters);

  const isLoaded = async (): Promise<boolean> => (await query(`SELECT FROM identity.organisations WHERE code = 'DEMO-CITY'`)).length > 0;

  /** All rows of all tables as text, so that one changed byte shows. */
  async function everything(): Promise<Record<string, string[]>> {
    const rows = await Promise.all(TABLES.map((table) => query<{ row: string }>(`SELECT given::text AS row FROM ${table} AS given ORDER BY 1`)));
    return Object.fromEntries(TABLES.map((table, index) => [table, rows[index]!.map(({ row }) => row)]));
  }

  /** Sends the files of a day in their order. Returns what became of the rows, file by file. */
  async function sendFiles(look: (file: DemoFile, uploadId: string) => Promise<void> = () => Promise.resolve()): Promise<Record<string, Record<string, number>>> {
    const partner = new Partner(services);
    const outcomes: Record<string, Record<string, number>> = {};
    for (const file of demo.files()) {
      const state = await partner.sendAndRead({ content: file.content, organisation: file.organisationCode, file: file.text });
      expect(state).toMatchObject({ status: 'done', errorCode: null });
      const { rowsAdded: added, rowsChanged: changed, rowsUnchanged: unchanged, rowsRejected: rejected } = state;
      outcomes[file.fileName] = { added, changed, unchanged, rejected };
      await look(file, state.uploadId);
    }
    return outcomes;
  }

  it('loaded twice is loaded once', async () => {
    expect(await isLoaded()).toBe(false);
    await demo.load();
    expect(await isLoaded()).toBe(true);
    const once = await everything();
    expect(once['identity.organisations']).toHaveLength(29);
    expect(once['opportunities.programmes']).toHaveLength(4);
    expect(once['opportunities.rule_versions']).toHaveLength(2);
    await demo.load();
    expect(await everything()).toEqual(once);
  });

  it('has files that are read with the slips that were put in, and with no others', async () => {
    const partner = new Partner(services);
    const outcomes = await sendFiles(async ({ fileName }, uploadId) => {
      const noted = await partner.notedRows(uploadId);
      const codes = (isRejected: boolean): string[] => [...new Set(noted.filter((row) => row.isRejected === isRejected).flatMap(({ errors }) => errors.map(({ code }) => code)))].toSorted();
      expect({ fileName, rejected: codes(true), warned: codes(false) }).toEqual({ fileName, ...(SLIPS[fileName] ?? { rejected: [], warned: [] }) });
    });
    const addedTo = (pattern: RegExp): number => Object.entries(outcomes).reduce((sum, [fileName, { added }]) => sum + (pattern.test(fileName) ? added! : 0), 0);
    expect([addedTo(/^candidates/), addedTo(/^courses/), addedTo(/^roles/), addedTo(/^venues/), addedTo(/^display/), addedTo(/^nhs-jobs/)]).toEqual([234, 30, 60, 5, 6, 8]);
    expect(addedTo(/^hires/)).toBeGreaterThan(1400);
  });

  it('sent again on the next day changes nothing but the hires of that day', async () => {
    clock.day = '2026-03-12';
    for (const [fileName, { added, changed }] of Object.entries(await sendFiles())) {
      expect({ fileName, added: fileName.startsWith('hires') ? 0 : added, changed }).toEqual({ fileName, added: 0, changed: 0 });
      expect(added).toBeLessThan(20);
    }
    clock.day = DAY;
  });

  it('has the same job in both feeds, and it is recognised', async () => {
    const [pair] = await query<{ titles: string[] }>(
      `SELECT array_agg(o.source ORDER BY o.source) AS titles FROM opportunities.opportunities o
        WHERE o.same_job_as_id IS NOT NULL OR o.opportunity_id IN (SELECT same_job_as_id FROM opportunities.opportunities)`,
    );
    expect(pair!.titles).toEqual(['display-advert', 'nhs-jobs']);
  });

  it('has postcodes that are found with a decile of both editions, and each reason for having none', async () => {
    const lookup = services.get(PostcodeLookup, { strict: false });
    const typed = [...new Set((await query<{ postcode: string }>('SELECT DISTINCT postcode FROM outcomes.hires WHERE postcode IS NOT NULL')).map(({ postcode }) => postcode))];
    const answers = await lookup.lookup(typed, 2025);
    expect(answers.filter(({ decile }) => decile !== null).length).toBeGreaterThan(300);
    expect(new Set(answers.map(({ reason }) => reason))).toEqual(new Set([null, 'not-a-postcode', 'not-in-directory', 'outside-england', 'pseudo-postcode']));
    expect(answers.some(({ live, decile }) => live === false && decile !== null)).toBe(true);
    expect(await lookup.lookup(['ZL3 9ZZ'], 2025)).toMatchObject([{ found: true, reason: 'no-grid-reference' }]);
    const older = await lookup.lookup(typed, 2019);
    expect(older.some(({ decile }, index) => decile !== answers[index]!.decile)).toBe(true);
    const [{ latitude, longitude } = { latitude: 0, longitude: 0 }] = await query<{ latitude: number; longitude: number }>('SELECT min(latitude) AS latitude, min(longitude) AS longitude FROM geography.postcodes');
    expect([latitude, longitude].map(Math.round)).toEqual([52, 1]);
  });

  it('has matches for nearly everybody who agreed to be matched, and reasons for the others', async () => {
    const matching = services.get(MatchingService, { strict: false });
    const runId = await matching.requestRun(OPERATOR, { matchesEach: 20, seed: 1 });
    await matching.startRun(runId);
    for (const { shard_id: shardId } of await query<{ shard_id: string }>('SELECT shard_id FROM matching.shards WHERE run_id = $1', [runId])) await matching.matchShard(shardId);
    await matching.finishRun(runId);

    const rows = await query<{ reference: string; candidateId: string; count: number }>(
      `SELECT reference, candidate_id AS "candidateId", eligible_count AS count FROM matching.candidate_matches JOIN candidates.candidates USING (candidate_id)
        WHERE run_id = $1 AND EXISTS (SELECT FROM candidates.consents c WHERE c.candidate_id = candidate_matches.candidate_id AND purpose = 'matching')`,
      [runId],
    );
    expect(rows.length).toBeGreaterThan(200);
    expect(rows.length).toBeLessThan(234);
    expect(rows.filter(({ count }) => count >= 3 && count <= 40).length / rows.length).toBeGreaterThan(0.8);
    const without = rows.filter(({ count }) => count === 0);
    expect(without.length).toBeLessThan(20);

    // What stands between each of the six and the post next door is one rule.
    const expected = { 'C-0192': 'travel', 'C-0197': 'travel', 'C-0202': 'english', 'C-0207': 'english', 'C-0212': 'schedule', 'C-0217': 'schedule' };
    const posts = await query<{ id: string }>(`SELECT opportunity_id AS id FROM opportunities.opportunities`);
    const explain = services.get(MatchingQuery, { strict: false });
    for (const [reference, rule] of Object.entries(expected)) {
      const person = without.find((row) => row.reference === reference);
      expect({ reference, isWithout: person !== undefined }).toEqual({ reference, isWithout: true });
      const onlyRules = new Set<string>();
      for (const { id } of posts) {
        const [failing, another] = (await explain.explainInRun(OPERATOR, runId, person!.candidateId, id)).whyNot.failingRules;
        if (failing !== undefined && another === undefined) onlyRules.add(failing.ruleId);
      }
      expect([...onlyRules]).toContain(rule);
    }
  });

  it.each(['2027-01-01', '2028-02-29'])('has files with the same slips on %s', async (day) => {
    clock.day = day;
    const partner = new Partner(services);
    await sendFiles(async ({ fileName }, uploadId) => {
      const rejected = (await partner.notedRows(uploadId)).flatMap(({ isRejected, errors }) => (isRejected ? errors.map(({ code }) => code) : []));
      expect({ fileName, rejected: [...new Set(rejected)].toSorted() }).toEqual({ fileName, rejected: SLIPS[fileName]?.rejected ?? [] });
    });
    clock.day = DAY;
  });

  it('reset refuses while a real person is referred to a demo post, and then nothing is gone', async () => {
    await addRealPartner();
    const [{ candidateId } = { candidateId: '' }] = await query<{ candidateId: string }>(`SELECT candidate_id AS "candidateId" FROM candidates.candidates WHERE reference = 'REAL-1'`);
    await query(
      `INSERT INTO brokerage.referrals (candidate_id, intake_id, status)
       SELECT $1, intake_id, 'suggested' FROM opportunities.intakes JOIN opportunities.opportunities USING (opportunity_id)
         JOIN identity.organisations USING (organisation_id) WHERE is_demo LIMIT 1`,
      [candidateId],
    );
    const before = await everything();
    await expect(demo.reset(database.ownerUrl)).rejects.toMatchObject({ code: 'schema/demo-in-use' });
    expect(await everything()).toEqual(before);
    await query(`DELETE FROM brokerage.referrals WHERE candidate_id = $1`, [candidateId]);
    // Nor while one has a place at a fair of the demo.
    await query(
      `WITH fair AS (INSERT INTO brokerage.fairs (organisation_id, name, first_on, last_on) SELECT organisation_id, 'N', '2026-06-01', '2026-06-01' FROM identity.organisations WHERE code = 'DEMO-CITY' RETURNING fair_id),
            session AS (INSERT INTO brokerage.fair_sessions (fair_id, starts_at, ends_at, capacity) SELECT fair_id, now(), now() + interval '1 hour', 5 FROM fair RETURNING session_id)
       INSERT INTO brokerage.fair_registrations (session_id, candidate_id, line_number) SELECT session_id, $1, 1 FROM session`,
      [candidateId],
    );
    await expect(demo.reset(database.ownerUrl)).rejects.toMatchObject({ code: 'schema/demo-in-use', details: [{ pointer: 'fairs' }] });
    await query(`DELETE FROM brokerage.fairs`);
  });

  it('reset takes out what is invented, cases and outcomes included, and leaves every real row as it was', async () => {
    await query(
      `WITH referral AS (
         INSERT INTO brokerage.referrals (candidate_id, intake_id, run_id, status, started_on)
         SELECT (SELECT candidate_id FROM candidates.candidates WHERE reference = 'C-0001'), intake_id, (SELECT run_id FROM matching.runs), 'started', $1
           FROM opportunities.intakes JOIN opportunities.opportunities USING (opportunity_id) WHERE reference = 'T1-01' RETURNING referral_id),
       event AS (INSERT INTO brokerage.referral_events (referral_id, event, to_status, actor_id) SELECT referral_id, 'start', 'started', 'test' FROM referral),
       linked AS (
         UPDATE outcomes.hires SET referral_id = (SELECT referral_id FROM referral), link = 'reference' WHERE hire_id = (SELECT min(hire_id::text)::uuid FROM outcomes.hires))
       INSERT INTO outcomes.outcome_events (referral_id, kind, happened_on, actor_id) SELECT referral_id, 'still-there', $1, 'test' FROM referral`,
      [DAY],
    );
    // What people do in it: checks of a case, a claim, a fair with a guest, and what a lead puts in force.
    await query(`
      WITH referral AS (SELECT * FROM brokerage.referrals), city AS (SELECT organisation_id AS id FROM identity.organisations WHERE code = 'DEMO-CITY'), programme AS (SELECT programmes.code FROM opportunities.programmes JOIN identity.organisations USING (organisation_id) WHERE is_demo LIMIT 1),
           checked AS (INSERT INTO brokerage.check_events (referral_id, check_code, step, happened_on, document_codes, actor_id) SELECT referral_id, 'references', 'ask', '2026-06-01', '{}', 'x' FROM referral),
           claimed AS (INSERT INTO outcomes.claims (referral_id, candidate_id, programme_code, outcome_code, organisation_id, claimed_by, status) SELECT referral_id, candidate_id, code, 'start', candidate_organisation_id, 'x', 'held' FROM referral, programme RETURNING claim_id),
           noted AS (INSERT INTO outcomes.claim_events (claim_id, event, actor_id) SELECT claim_id, 'claimed', 'x' FROM claimed),
           fair AS (INSERT INTO brokerage.fairs (organisation_id, name, first_on, last_on, programme_code) SELECT id, 'N', '2026-06-01', '2026-06-01', code FROM city, programme RETURNING fair_id),
           session AS (INSERT INTO brokerage.fair_sessions (fair_id, starts_at, ends_at, capacity) SELECT fair_id, now(), now() + interval '1 hour', 5 FROM fair RETURNING session_id),
           guest AS (INSERT INTO brokerage.fair_registrations (session_id, candidate_id, line_number) SELECT session_id, candidate_id, 1 FROM session, referral),
           stand AS (INSERT INTO brokerage.fair_stands (fair_id, organisation_id) SELECT fair_id, opportunity_organisation_id FROM fair, referral),
           reason AS (INSERT INTO brokerage.reasons (organisation_id, reason_code, steps, refusers, words, kind_words, effect, matters, is_offered, note, changed_by) SELECT id, 'sea', '{reject}', '{employer}', 'S', 'S', 'none', '{}', true, 'N', 'x' FROM city),
           rules AS (INSERT INTO brokerage.check_rule_versions (organisation_id, version_number, from_on, rules, source, is_verified, recorded_by) SELECT id, 1, '2026-06-01', rules, 'S', false, 'x' FROM city, brokerage.check_rule_versions AS usual WHERE usual.organisation_id IS NULL),
           others AS (INSERT INTO brokerage.redeployment_rule_versions (organisation_id, version_number, from_on, rules, source, is_verified, recorded_by) SELECT id, 1, '2026-06-01', '{}', 'S', false, 'x' FROM city),
           ladder AS (INSERT INTO opportunities.ladder_versions (organisation_id, code, version_number, from_on, name, pathway, steps, ways, courses, note, recorded_by) SELECT id, 'l', 1, '2026-06-01', 'L', 'nursing', '[]', '[]', '[]', 'N', 'x' FROM city),
           standard AS (INSERT INTO opportunities.standard_versions (organisation_id, code, from_on, version_number, name, level, status, is_verified, note, recorded_by) SELECT id, 'ST9999', '2026-06-01', 1, 'N', 2, 'live', false, 'N', 'x' FROM city),
           figure AS (INSERT INTO opportunities.city_figures (organisation_id, kind, code, from_on, source, is_verified, recorded_by) SELECT id, 'living-wage', 'uk', '2026-06-01', 'S', false, 'x' FROM city)
      INSERT INTO opportunities.living_wage_accreditations (organisation_id, status, evidence_kind, from_on, recorded_by) SELECT opportunity_organisation_id, 'accredited', 'licence', '2026-06-01', 'x' FROM referral`);
    const invite = (email: string, ...codes: string[]) => services.get(AccountsService, { strict: false }).invite(OPERATOR, { email, displayName: 'N', grants: codes.map((nodeCode) => ({ role: 'hr', nodeCode })) }, String);
    const [, both] = [await invite('demo-only@example.org', 'DEMO-T1'), await invite('both@example.org', 'DEMO-T1', 'REAL')];
    const parties = [{ organisationCode: 'DEMO-BROKER', isActing: true, isActedFor: false }, { organisationCode: 'DEMO-AC', isActing: false, isActedFor: true }];
    await services.get(SharingAgreementsService, { strict: false }).record(OPERATOR, { name: 'N', fromOn: DAY, toOn: null, parties });
    await demo.reset(database.ownerUrl);
    expect(await isLoaded()).toBe(false);
    expect(await query(`SELECT user_id AS id FROM identity.role_grants`)).toEqual([{ id: both }]);
    expect(await query(`SELECT FROM identity.sharing_agreements`)).toEqual([]);
    const left = Object.entries(await everything()).flatMap(([table, rows]) => rows.map((row) => `${table} ${row}`));
    expect(left.toSorted()).toEqual(realRows.toSorted());
    // A real candidate is left, so the run, which held everybody, stays too.
    expect(await query(`SELECT status FROM matching.runs`)).toEqual([{ status: 'done' }]);
    expect(await query(`SELECT action FROM audit.events WHERE action = 'demo.reset'`)).toHaveLength(1);
  });

  it('reset with nobody real left takes the runs as well, and loading starts afresh', async () => {
    await query(`DELETE FROM candidates.candidates`);
    await demo.reset(database.ownerUrl);
    expect(await query(`SELECT run_id FROM matching.runs`)).toEqual([]);
    expect(await query(`SELECT snapshot_id FROM matching.snapshots`)).toEqual([]);
    await demo.load();
    expect(await isLoaded()).toBe(true);
  });

  let realRows: string[] = [];

  /** A partner who is not of the demo, with a row of everything, told apart from the demo's by what was there before. */
  async function addRealPartner(): Promise<void> {
    const before = await everything();
    const data = new Database(database.dataSource, clock);
    await data.write(OPERATOR, async (manager) => {
      const organisation = { level: 'organisation' as const, organisationType: 'trust' as const, isDemo: false };
      const area = { organisationType: null, isDemo: false };
      await new OrganisationsService(data, clock).add(manager, [
        { ...area, code: 'REAL-CITY', name: 'City', level: 'city', parentCode: null },
        { ...area, code: 'REAL-ICS', name: 'ICS', level: 'ics', parentCode: 'REAL-CITY' },
        { ...area, code: 'REAL-PLACE', name: 'Place', level: 'place', parentCode: 'REAL-ICS' },
        { ...organisation, code: 'REAL', name: 'Trust', parentCode: 'REAL-PLACE' },
      ]);
      const [{ id } = { id: '' }] = await manager.query<{ id: string }[]>(`SELECT organisation_id AS id FROM identity.organisations WHERE code = 'REAL'`);
      const unknown = { email: null, phone: null, bornOn: null, postcode: 'ZX1 1AA', presentPost: null, isNhsEmployee: null, contractEndsOn: null, vaccinationRole: null, vaccinationRoleEndedOn: null };
      const abilities = { level: 2, englishLevel: 2, mathsLevel: 2, qualifications: [{ title: 'A', level: 2 }], skillCodes: [], checkCodes: [], slots: 1, travelMode: 'walk' as const, travelLimitMinutes: 30 };
      const wishes = { pathwayInterests: [], minimumHourlyPence: null, availableFromOn: null, needs: null, consents: [{ purpose: 'matching' as const, wordingVersion: 'v1', givenOn: '2026-01-05' }] };
      await services.get(CandidatesService, { strict: false }).store(manager, OPERATOR, id, [{ reference: 'REAL-1', givenName: 'A', familyName: 'B', ...unknown, ...abilities, ...wishes }]);
      await manager.query(`INSERT INTO opportunities.programmes (organisation_id, code, name, starts_on) VALUES ($1, 'REAL-PROGRAMME', 'P', '2026-01-01')`, [id]);
      await manager.query(`INSERT INTO opportunities.rule_versions (programme_code, version_number, requirements, note, recorded_by) VALUES ('REAL-PROGRAMME', 1, '[]', 'N', 'x')`);
    });
    await query(`INSERT INTO geography.postcodes (postcode_key, lad_code, is_lsoa11_given, is_lsoa21_given, is_icb_given) VALUES ('ZX11AA', 'E09999001', false, false, false)`);
    await query(`INSERT INTO geography.deprivation (edition, lsoa_code, rank, decile) VALUES (2025, 'E01999001', 1, 1)`);
    await query(`INSERT INTO geography.lsoa_changes VALUES ('E01999001', 'E01999001', 'U')`);
    await query(`INSERT INTO geography.lsoa_boards VALUES ('E01999001', 'E09999001', 'E38999001', 'E54999001')`);
    const partner = new Partner(services);
    const roles = 'YOUR_REFERENCE,KIND,TITLE,REMOTE,PROGRAMME\r\nR-1,role,Porter,yes,REAL-PROGRAMME\r\n';
    expect(await partner.sendAndRead({ content: 'roles', organisation: 'REAL', file: roles })).toMatchObject({ rowsAdded: 1 });
    const hires = 'ORGANISATION,EMPLOYEE_REFERENCE,START_DATE,POSTCODE,SEX\r\nREAL,E-1,2026-02-02,ZX1 1AA,2\r\n';
    expect(await partner.sendAndRead({ content: 'hires', organisation: 'REAL', file: hires })).toMatchObject({ rowsAdded: 1 });
    realRows = Object.entries(await everything()).flatMap(([table, rows]) => {
      const known = new Set(before[table]);
      return rows.filter((row) => !known.has(row)).map((row) => `${table} ${row}`);
    });
    // Every table but those of cases, outcomes, venues, courses and rejected rows.
    expect(new Set(realRows.map((row) => row.split(' ')[0])).size).toBe(TABLES.length - 6);
  }
});
