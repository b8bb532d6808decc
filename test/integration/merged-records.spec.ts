import { MergingService } from '#lib/brokerage';
import { CandidatesQuery, DuplicatesQuery, DuplicatesService } from '#lib/candidates';
import { OrganisationsService } from '#lib/identity';
import type { Actor } from '#lib/platform';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { INestApplicationContext } from '@nestjs/common';
import { actorWithRoles, cityTree, nodeIdsByCode } from '../support/city-with-rows.js';
import { csvOf } from '../support/csv-text.js';
import { openTestDatabase, type TestDatabase } from '../support/database.js';
import { FixedClock } from '../support/fixed-clock.js';
import { OPERATOR } from '../support/operator.js';
import { until } from '../support/running-service.js';
import { Partner } from '../support/sent-upload.js';
import { openServices } from '../support/services.js';
import { registerTwice, type TwiceRegistered } from '../support/twice-registered.js';

const TODAY = '2026-06-01';
let database: TestDatabase;
let services: INestApplicationContext;
let brokers: Readonly<Record<'one' | 'two', Actor>>;
let merging: MergingService;

beforeEach(async () => {
  database = await openTestDatabase();
  services = await openServices(database.url, { clock: new FixedClock(TODAY) });
  await services.get(OrganisationsService, { strict: false }).addAll(OPERATOR, cityTree('A'));
  const ids = await nodeIdsByCode(database.dataSource);
  const broker = (code: string): Promise<Actor> => actorWithRoles(services, TODAY, [{ role: 'broker', nodeId: ids.get(code)! }]);
  brokers = { one: await broker('A-BROKER-1'), two: await broker('A-BROKER-2') };
  merging = services.get(MergingService, { strict: false });
});
afterEach(async () => {
  await services.close();
  await database.close();
});

const rows = <Row>(sql: string, values: readonly unknown[] = []): Promise<Row[]> => database.dataSource.query<Row[]>(sql, [...values]);

/** Every row of every table that names a person, but for what is derived; and the places. A case that is taken up again has moved that day. */
async function everything(): Promise<Record<string, unknown[]>> {
  const tables = (await rows<{ name: string }>(`SELECT DISTINCT table_name AS name FROM candidates.carried() WHERE treatment <> 'derived' AND table_name <> 'candidates.merges' AND to_regclass(table_name) IS NOT NULL ORDER BY 1`)).map(({ name }) => name);
  return Object.fromEntries(await Promise.all([...tables, 'opportunities.intakes', 'brokerage.case_summaries'].map(async (name) => [name, (await rows<{ row: unknown }>(`SELECT to_jsonb(row) - 'updated_at' - 'still_since_on' - 'offer_since_on' AS row FROM ${name} AS row WHERE ${name === 'brokerage.messages' ? 'referral_id IS NULL' : 'true'} ORDER BY row::text`)).map(({ row }) => row)] as const)));
}

const keepOf = ({ keptId, goneId }: TwiceRegistered): 'ours' | 'other' => (keptId < goneId ? 'ours' : 'other');
const ofPerson = <Row>(table: string, columns: string, id: string): Promise<Row[]> => rows<Row>(`SELECT ${columns} FROM ${table} WHERE candidate_id = $1 ORDER BY 1`, [id]);

it('says of every column that names a person what a merge does with it', async () => {
  const named = await rows<{ name: string }>(
    `SELECT format('%I.%I.%I', n.nspname, c.relname, a.attname) AS name FROM pg_attribute AS a JOIN pg_class AS c ON c.oid = a.attrelid AND c.relkind = 'r' JOIN pg_namespace AS n ON n.oid = c.relnamespace
      WHERE a.attnum > 0 AND NOT a.attisdropped AND n.nspname NOT LIKE 'pg\\_%'
        AND (a.attname ~ 'candidate_ids?$' OR EXISTS (SELECT FROM pg_constraint AS f WHERE f.contype = 'f' AND f.conrelid = c.oid AND f.confrelid = 'candidates.candidates'::regclass AND a.attnum = f.conkey[1])) ORDER BY 1`,
  );
  const told = await rows<{ name: string }>(`SELECT table_name || '.' || column_name AS name FROM candidates.carried() WHERE to_regclass(table_name) IS NOT NULL ORDER BY 1`);
  expect(named.map(({ name }) => name).filter((name) => !told.some((one) => one.name === name))).toEqual([]);
  expect(told.map(({ name }) => name).filter((name) => !named.some((one) => one.name === name))).toEqual([]);
});

describe('two records of one person in one organisation', () => {
  it('Complaint 8: the same person registered twice becomes one record with everything of both, and two again', async () => {
    const twice = await registerTwice(database.dataSource, 'A-BROKER-1', 'A-BROKER-1');
    const { keptId, goneId, duplicateId } = twice;
    const before = await everything();
    const answered = await merging.answer(brokers.one, duplicateId, { answer: 'same', keep: keepOf(twice), take: ['presentPost', 'qualifications'] });
    expect(answered).toEqual({ state: 'merged', mergeId: expect.any(String), advice: null });

    // One person on every list, with the facts that were chosen.
    const { candidates } = await services.get(CandidatesQuery, { strict: false }).page(brokers.one, { after: null, limit: 9 });
    expect(candidates).toMatchObject([{ candidateId: keptId, reference: 'KEPT', presentPost: 'GONE' }]);
    expect(await services.get(CandidatesQuery, { strict: false }).detail(brokers.one, keptId)).toMatchObject({ qualifications: [{ title: 'NVQ' }] });
    await expect(services.get(CandidatesQuery, { strict: false }).detail(brokers.one, goneId)).rejects.toMatchObject({ code: 'candidates/candidate-not-found' });
    expect((await rows<{ id: string }>(`SELECT candidate_id AS id FROM brokerage.case_summaries`)).map(({ id }) => id)).toEqual([keptId]);
    // Of two cases at one intake the further one stays, and the other gives its place back.
    expect(await rows(`SELECT places, places_taken AS taken, status, candidate_id = $1 AS "isKept" FROM brokerage.referrals JOIN opportunities.intakes USING (intake_id) ORDER BY 1, 3`, [keptId])).toEqual([
      { places: 1, taken: 1, status: 'offered', isKept: true }, { places: 1, taken: 1, status: 'withdrawn', isKept: true },
      { places: 2, taken: 1, status: 'offered', isKept: true }, { places: 2, taken: 1, status: 'withdrawn', isKept: true }, { places: 3, taken: 0, status: 'reviewing', isKept: true },
    ]);
    expect(await rows(`SELECT reason_code AS reason, refused_by AS "refusedBy" FROM brokerage.referral_events WHERE event = 'withdraw'`)).toEqual(Array.from({ length: 2 }, () => ({ reason: 'registered-twice', refusedBy: 'nobody' })));
    // One broker, one account, one place at one time, the longer pause, the narrower consent.
    expect(await ofPerson('brokerage.assignments', 'ended_reason_code AS ended', keptId)).toEqual([{ ended: 'records-merged' }, { ended: null }]);
    expect(await ofPerson('identity.role_grants', 'revoked_at IS NULL AS "isValid"', keptId)).toEqual([{ isValid: false }, { isValid: true }]);
    for (const table of ['brokerage.fair_registrations', 'brokerage.fair_bookings']) expect(await ofPerson(table, 'status', keptId)).toEqual([{ status: table.endsWith('bookings') ? 'booked' : 'cancelled' }, { status: table.endsWith('bookings') ? 'cancelled' : 'registered' }]);
    expect(await ofPerson('candidates.pauses', 'resumes_on::text AS "resumesOn", ended_on::text AS "endedOn"', keptId)).toEqual([{ resumesOn: '2026-07-01', endedOn: TODAY }, { resumesOn: null, endedOn: null }]);
    expect(await ofPerson('matching.set_aside_pairs', 'until_on::text AS "untilOn", ended_reason AS ended', keptId)).toEqual([{ untilOn: '2026-07-01', ended: 'replaced' }, { untilOn: null, ended: null }]);
    expect(await ofPerson('candidates.consents', 'purpose, withdrawn_on::text AS "withdrawnOn"', keptId)).toEqual([{ purpose: 'contact', withdrawnOn: TODAY }, { purpose: 'sharing-with-partners', withdrawnOn: null }, { purpose: 'story', withdrawnOn: null }]);
    for (const table of ['contacts', 'notes', 'tasks', 'pathway_plans']) expect([table, (await ofPerson(`brokerage.${table}`, '1', keptId)).length]).toEqual([table, 2]);
    expect(await rows(`SELECT 1 FROM brokerage.messages WHERE candidate_id = $1 AND referral_id IS NULL`, [keptId])).toHaveLength(2);
    // One person, one outcome, one claim: a second by the same organisation is refused, one of another disputed.
    expect(await rows(`SELECT outcome_code AS outcome, status, is_disputed AS "isDisputed", candidate_id = $1 AS "isKept" FROM outcomes.claims ORDER BY 1, 2`, [keptId])).toEqual([
      { outcome: '13-weeks', status: 'contesting', isDisputed: true, isKept: true }, { outcome: '13-weeks', status: 'held', isDisputed: true, isKept: true },
      { outcome: 'start', status: 'held', isDisputed: false, isKept: true }, { outcome: 'start', status: 'refused', isDisputed: false, isKept: false },
    ]);
    expect(await rows(`SELECT action, detail FROM audit.events WHERE action = 'candidate.merged'`)).toEqual([{ action: 'candidate.merged', detail: { casesWithdrawn: 2, consentsEnded: ['contact'], taken: ['presentPost', 'qualifications'] } }]);

    // Each case and claim that changed is in the trail, and its partner and broker are told; of what is taken up again too.
    const told = async () => [await rows(`SELECT action, detail->'status' AS status FROM audit.events WHERE action ~ '^(referral|claim)' ORDER BY event_id`), (await rows<{ to: string }>(`SELECT to_role AS to FROM brokerage.messages WHERE referral_id IS NOT NULL ORDER BY 1`)).map(({ to }) => to)];
    const changed = [{ action: 'referral.withdraw', status: ['referred', 'withdrawn'] }, { action: 'referral.withdraw', status: ['offered', 'withdrawn'] }, { action: 'claim.refused', status: ['held', 'refused'] }, { action: 'claim.contesting', status: ['held', 'contesting'] }];
    expect(await told()).toEqual([changed, ['brokers', 'brokers', 'partners', 'partners']]);

    await services.get(DuplicatesService, { strict: false }).keep(); // nobody is found who is not shown
    expect((await services.get(DuplicatesQuery, { strict: false }).page(brokers.one, { after: null, limit: 9 })).duplicates).toEqual([]);
    await merging.undo(brokers.one, answered.mergeId!);
    expect(await everything()).toEqual(before);
    const back = [{ action: 'referral.refer', status: ['withdrawn', 'referred'] }, { action: 'referral.refer', status: ['withdrawn', 'offered'] }, { action: 'claim.held', status: ['refused', 'held'] }, { action: 'claim.held', status: ['contesting', 'held'] }];
    expect(await told()).toEqual([[...changed, ...back], [...Array<string>(4).fill('brokers'), ...Array<string>(4).fill('partners')]]);
    expect(await rows(`SELECT event FROM outcomes.claim_events WHERE event = 'claimed'`)).toHaveLength(2);
    await expect(merging.undo(brokers.one, answered.mergeId!)).rejects.toMatchObject({ code: 'brokerage/merge-not-found' });
    await services.get(DuplicatesService, { strict: false }).keep();
    expect((await services.get(DuplicatesQuery, { strict: false }).page(brokers.one, { after: null, limit: 9 })).duplicates).toMatchObject([{ ourAnswer: null }]);
  });

  it('is reached by both references, and the same file again changes nothing', async () => {
    const partner = new Partner(services, brokers.one);
    const HEADINGS = ['YOUR_REFERENCE', 'GIVEN_NAME', 'FAMILY_NAME', 'DATE_OF_BIRTH', 'PRESENT_POST'];
    const send = async (...people: readonly (readonly [reference: string, post: string])[]) => {
      const { rowsChanged, rowsUnchanged, rowsAdded, rowsRejected } = await partner.sendAndRead({ content: 'candidates', organisation: 'A-BROKER-1', file: csvOf(HEADINGS, people.map(([reference, post]) => ({ YOUR_REFERENCE: reference, GIVEN_NAME: 'Anna', FAMILY_NAME: 'Brown', DATE_OF_BIRTH: '04/03/1990', PRESENT_POST: post }))) });
      const posts = await rows<{ post: string }>(`SELECT present_post AS post FROM candidates.candidates WHERE merged_into_id IS NULL`);
      return { counts: [rowsAdded, rowsChanged, rowsUnchanged, rowsRejected], posts: posts.map(({ post }) => post) };
    };
    await send(['ONE', 'Porter'], ['TWO', 'Clerk']);
    const [pair] = (await services.get(DuplicatesQuery, { strict: false }).page(brokers.one, { after: null, limit: 9 })).duplicates;
    const { mergeId } = await merging.answer(brokers.one, pair!.duplicateId, { answer: 'same', keep: pair!.ours.reference === 'ONE' ? 'ours' : 'other', take: [] });
    expect(await send(['ONE', 'Porter'], ['TWO', 'Clerk'])).toEqual({ counts: [0, 0, 2, 0], posts: ['Porter'] });
    expect(await send(['TWO', 'Nurse'])).toEqual({ counts: [0, 1, 0, 0], posts: ['Nurse'] });
    expect(await send(['TWO', 'Nurse'])).toEqual({ counts: [0, 0, 1, 0], posts: ['Nurse'] });
    expect(await send(['TWO', 'Cook'], ['ONE', 'Porter'])).toEqual({ counts: [0, 1, 1, 0], posts: ['Porter'] });
    expect(await send(['ONE', 'Porter'], ['TWO', 'Cook'])).toEqual({ counts: [0, 0, 2, 0], posts: ['Porter'] });
    // Nothing was taken from the other record, so that its facts need not be given back.
    await merging.undo(brokers.one, mergeId!);
    expect(await send(['ONE', 'Porter'], ['TWO', 'Cook'])).toEqual({ counts: [0, 1, 1, 0], posts: expect.arrayContaining(['Porter', 'Cook']) });
    expect(await send(['ONE', 'Porter'], ['TWO', 'Cook'])).toMatchObject({ counts: [0, 0, 2, 0] });
  });

  it('keeps a no that a file says under the other reference, and says that the row is there twice', async () => {
    const partner = new Partner(services, brokers.one);
    const send = async (one: readonly string[], two: readonly string[]) => {
      const row = (reference: string, [sharing, story]: readonly string[]) => ({ YOUR_REFERENCE: reference, GIVEN_NAME: 'Anna', FAMILY_NAME: 'Brown', DATE_OF_BIRTH: '04/03/1990', CONSENT_SHARING: sharing!, CONSENT_CONTACT: story! });
      const { uploadId, rowsChanged } = await partner.sendAndRead({ content: 'candidates', organisation: 'A-BROKER-1', file: csvOf(['YOUR_REFERENCE', 'GIVEN_NAME', 'FAMILY_NAME', 'DATE_OF_BIRTH', 'CONSENT_SHARING', 'CONSENT_CONTACT'], [row('ONE', one), row('TWO', two)]) });
      const consents = await rows<{ said: string }>(`SELECT purpose || ' ' || given_on AS said FROM candidates.consents JOIN candidates.candidates AS person USING (candidate_id) WHERE withdrawn_on IS NULL AND merged_into_id IS NULL ORDER BY 1`);
      return [rowsChanged, consents.map(({ said }) => said), (await partner.notedRows(uploadId)).flatMap(({ errors }) => errors.map(({ code }) => code))];
    };
    const [BOTH, SHARING, NEW] = [['v1 2026-01-05', 'v1 2026-01-05'], ['v1 2026-01-05', ''], ['v1 2026-01-05', 'v1 2026-05-05']] as const;
    await send(BOTH, BOTH);
    const [pair] = (await services.get(DuplicatesQuery, { strict: false }).page(brokers.one, { after: null, limit: 9 })).duplicates;
    await merging.answer(brokers.one, pair!.duplicateId, { answer: 'same', keep: pair!.ours.reference === 'ONE' ? 'ours' : 'other', take: [] });
    expect(await send(BOTH, BOTH)).toEqual([0, ['contact 2026-01-05', 'sharing-with-partners 2026-01-05'], ['in-file-twice']]);
    expect(await send(BOTH, SHARING)).toEqual([1, ['sharing-with-partners 2026-01-05'], ['in-file-twice']]);
    expect(await rows(`SELECT detail FROM audit.events WHERE action = 'candidate.consents-withdrawn'`)).toEqual([{ detail: { purposes: ['contact'] } }]);
    // Both say yes anew, and the other row no again: what a row gave is remembered although its facts are passed over.
    expect(await send(NEW, NEW)).toEqual([1, ['contact 2026-05-05', 'sharing-with-partners 2026-01-05'], ['in-file-twice']]);
    expect(await send(NEW, SHARING)).toEqual([1, ['sharing-with-partners 2026-01-05'], ['in-file-twice']]);
  });

  it.each<[string, string, RegExp]>([
    ['a consent was changed', `UPDATE candidates.consents SET withdrawn_on = '2026-06-02' WHERE withdrawn_on = '${TODAY}'`, /changed since \(consents\)/],
    ['a claim was decided', `UPDATE outcomes.claims SET status = 'refused' WHERE status = 'contesting'`, /changed since \(claims\)/],
    ['facts were changed', `UPDATE candidates.candidates SET row_digest = 'new' WHERE merged_into_id IS NULL`, /Facts of the person were changed/],
    ['the place of a case has gone', `UPDATE opportunities.intakes SET is_closed = true WHERE places = 2`, /place has gone/],
    ['the place that was kept for a group has gone', `UPDATE brokerage.referrals SET ring_fence_id = (SELECT ring_fence_id FROM opportunities.ring_fences) WHERE status = 'offered' AND intake_id = (SELECT intake_id FROM opportunities.intakes WHERE places = 2)`, /place has gone/],
    ['the end of a contract was changed', `UPDATE candidates.candidates SET contract_ends_on = '2026-09-01' WHERE merged_into_id IS NULL`, /Facts of the person were changed/],
    ['a new case stands where one would go back', `WITH ended AS (UPDATE brokerage.referrals SET status = 'withdrawn', holds_place = false WHERE status = 'offered' AND intake_id = (SELECT intake_id FROM opportunities.intakes WHERE places = 1) RETURNING intake_id, candidate_id)
       INSERT INTO brokerage.referrals (candidate_id, intake_id, status) SELECT candidate_id, intake_id, 'declined' FROM ended; UPDATE brokerage.referrals SET status = 'referred' WHERE status = 'declined'`, /Something new stands .* \(referrals\)/],
    ['a new pause stands where one would go back', `UPDATE candidates.pauses SET ended_on = '${TODAY}', ended_by = 'user:x' WHERE ended_on IS NULL;
       INSERT INTO candidates.pauses (candidate_id, reason_code, from_on, paused_by) SELECT candidate_id, 'asked-to-wait', '${TODAY}', 'user:x' FROM candidates.candidates WHERE merged_into_id IS NULL`, /Something new stands .* \(pauses\)/],
  ])('stays one when %s since, and says so', async (_, sql, words) => {
    const twice = await registerTwice(database.dataSource, 'A-BROKER-1', 'A-BROKER-1');
    const { mergeId } = await merging.answer(brokers.one, twice.duplicateId, { answer: 'same', keep: keepOf(twice), take: ['presentPost', 'contractEndsOn'] });
    await rows(sql);
    const before = await everything();
    await expect(merging.undo(brokers.one, mergeId!)).rejects.toMatchObject({ code: 'brokerage/merge-not-undone', message: expect.stringMatching(words) });
    expect(await everything()).toEqual(before);
  });

  it('keeps of the claims of one organisation the one that got furthest, and of what two hold what was upheld', async () => {
    const twice = await registerTwice(database.dataSource, 'A-BROKER-1', 'A-BROKER-1');
    const STATUSES = ['none', 'refused', 'contesting', 'held', 'upheld'];
    const counts = (status: string): boolean => status === 'held' || status === 'upheld';
    // What an organisation claimed for both records, and what another claimed for the one that is kept.
    const cases = STATUSES.flatMap((kept) => STATUSES.flatMap((gone) => STATUSES.map((other) => [kept, gone, other] as const))).filter(([kept, , other]) => !(counts(kept) && counts(other)));
    await rows(`INSERT INTO opportunities.programmes (organisation_id, code, name, starts_on) SELECT organisation_id, 'Q' || n, 'Q', '2026-01-01' FROM identity.organisations, generate_series(1, $1) AS n WHERE code = 'A-CITY'`, [cases.length]);
    for (const [which, [claimant, isKept]] of ([['A-BROKER-1', true], ['A-BROKER-1', false], ['A-BROKER-2', true]] as const).entries()) {
      await rows(
        `INSERT INTO outcomes.claims (referral_id, candidate_id, programme_code, outcome_code, organisation_id, status, claimed_by)
         SELECT (SELECT referral_id FROM brokerage.referrals WHERE candidate_id = $1 LIMIT 1), $1, 'Q' || n, 'start', organisation_id, status, 'x' FROM identity.organisations, unnest($3::text[]) WITH ORDINALITY AS said (status, n) WHERE code = $2 AND status <> 'none'`,
        [isKept ? twice.keptId : twice.goneId, claimant, cases.map((one) => one[which])],
      );
    }
    const claims = () => rows(`SELECT claim_id, candidate_id, status, is_disputed FROM outcomes.claims ORDER BY 1`);
    const before = await claims();
    const { mergeId } = await merging.answer(brokers.one, twice.duplicateId, { answer: 'same', keep: keepOf(twice), take: [] });

    const expected = cases.map(([kept, gone, other]) => {
      const best = STATUSES[Math.max(STATUSES.indexOf(kept), STATUSES.indexOf(gone))]!;
      if (!counts(best) || !counts(other)) return [best, other];
      return best === 'upheld' || other === 'held' ? [best, 'contesting'] : ['contesting', other];
    });
    const found = await rows<{ n: number; code: string; status: string }>(`SELECT substring(programme_code FROM 2)::int AS n, code, status FROM outcomes.claims JOIN identity.organisations USING (organisation_id) WHERE candidate_id = $1 AND programme_code LIKE 'Q%'`, [twice.keptId]);
    expect(cases.map((_, at) => ['A-BROKER-1', 'A-BROKER-2'].map((claimant) => found.find(({ n, code }) => n === at + 1 && code === claimant)?.status ?? 'none'))).toEqual(expected);
    await merging.undo(brokers.one, mergeId!);
    expect(await claims()).toEqual(before);
  });

  it('waits for whoever writes of the person at the same moment, and loses nothing of it', async () => {
    const twice = await registerTwice(database.dataSource, 'A-BROKER-1', 'A-BROKER-1');
    const answer = { keep: keepOf(twice), take: [] } as const;
    const waiting = (sessions: number) => until('sessions that wait', async () => ((await rows(`SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`)).length === sessions ? true : null));
    const beside = database.dataSource.createQueryRunner();
    try {
      // A file that is read writes to the people, then to the pair.
      await beside.startTransaction();
      await beside.query(`UPDATE candidates.candidates SET updated_at = now() WHERE candidate_id = $1`, [twice.goneId]);
      const different = merging.answer(brokers.one, twice.duplicateId, { ...answer, answer: 'different' });
      await waiting(1);
      await beside.query(`UPDATE candidates.duplicates SET likeness = 'certain' WHERE duplicate_id = $1`, [twice.duplicateId]);
      await beside.commitTransaction();
      expect(await different).toMatchObject({ state: 'different' });

      // A task that is changed while the records are put together, and whatever is noted of the record that goes.
      await beside.startTransaction();
      await beside.query(`UPDATE brokerage.tasks SET due_on = '2026-08-01' WHERE candidate_id = $1`, [twice.goneId]);
      const same = merging.answer(brokers.one, twice.duplicateId, { ...answer, answer: 'same' });
      await waiting(1);
      const NOTED = [
        `INSERT INTO brokerage.contacts (candidate_id, happened_on, channel, has_reached, recorded_by) SELECT $1, '2026-02-03', 'call', true, 'user:x'`,
        `INSERT INTO brokerage.notes (candidate_id, visibility, body, written_by, node_ids) SELECT $1, 'everybody', 'c', 'user:x', '{}'`,
        `INSERT INTO brokerage.messages (key, kind, to_candidate_id, candidate_id) SELECT 'new', 'candidate-news', $1, $1`,
        `INSERT INTO brokerage.pathway_plans (candidate_id, organisation_id, goal_step, asked, person, ladders, route, saved_on, saved_by, legs_now, checked_on)
         SELECT $1, organisation_id, 'midwife', '{}', '{}', '[]', '{}', '2026-01-01', 'x', '[]', '2026-01-01' FROM candidates.candidates WHERE candidate_id = $1`,
      ];
      const noted = NOTED.map((sql) => rows(sql, [twice.goneId]));
      await waiting(1 + NOTED.length);
      await beside.commitTransaction();
      await Promise.all([same, ...noted]);
    } finally {
      await beside.release();
    }
    expect(await ofPerson('brokerage.tasks', 'due_on::text AS "dueOn"', twice.keptId)).toEqual([{ dueOn: '2026-07-01' }, { dueOn: '2026-08-01' }]);
    expect(await rows(`SELECT 1 FROM brokerage.messages WHERE candidate_id = $1 AND referral_id IS NULL`, [twice.keptId])).toHaveLength(3);
    for (const table of ['contacts', 'notes', 'pathway_plans']) expect([table, (await ofPerson(`brokerage.${table}`, '1', twice.keptId)).length]).toEqual([table, 3]);
    expect(await rows(`SELECT 1 FROM brokerage.messages WHERE to_candidate_id = $1`, [twice.goneId])).toEqual([]);
  });

  it('gives a place back to everybody when it is kept for nobody any more', async () => {
    const twice = await registerTwice(database.dataSource, 'A-BROKER-1', 'A-BROKER-1');
    const { mergeId } = await merging.answer(brokers.one, twice.duplicateId, { answer: 'same', keep: keepOf(twice), take: [] });
    await rows(`DELETE FROM opportunities.ring_fences`);
    await merging.undo(brokers.one, mergeId!);
    expect(await rows(`SELECT places_taken AS taken, status, ring_fence_id AS fence FROM brokerage.referrals JOIN opportunities.intakes USING (intake_id) WHERE places = 2`)).toEqual(Array.from({ length: 2 }, () => ({ taken: 2, status: 'offered', fence: null })));
  });

  it('is refused when both have started at one intake, and merged once by two at a time', async () => {
    const twice = await registerTwice(database.dataSource, 'A-BROKER-1', 'A-BROKER-1');
    const answer = { answer: 'same', keep: keepOf(twice), take: [] } as const;
    await rows(`UPDATE brokerage.referrals SET status = 'started', started_on = '2026-05-01' WHERE intake_id = (SELECT intake_id FROM opportunities.intakes WHERE places = 1)`);
    await expect(merging.answer(brokers.one, twice.duplicateId, answer)).rejects.toMatchObject({ code: 'brokerage/merge-not-possible' });
    await rows(`UPDATE brokerage.referrals SET left_on = '2026-05-01' WHERE status = 'started' AND candidate_id = $1`, [twice.keptId]);
    const both = await Promise.allSettled([merging.answer(brokers.one, twice.duplicateId, answer), merging.answer(brokers.one, twice.duplicateId, answer)]);
    expect(both.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
    expect(both.find((one) => one.status === 'rejected')).toMatchObject({ reason: { code: 'brokerage/duplicate-not-found' } });
  });
});

describe('two records of one person in two organisations', () => {
  it('become one when the other agrees, whose file is told who looks after the person now', async () => {
    const twice = await registerTwice(database.dataSource, 'A-BROKER-1', 'A-BROKER-2');
    const { duplicateId, keptId } = twice;
    await expect(merging.answer(brokers.one, duplicateId, { answer: 'same', keep: 'ours', take: ['email'] })).rejects.toMatchObject({ code: 'brokerage/facts-not-yours' });
    expect(await merging.answer(brokers.one, duplicateId, { answer: 'same', keep: 'ours', take: [] })).toEqual({ state: 'asked', mergeId: null, advice: null });
    expect(await rows(`SELECT to_role AS role, code FROM brokerage.messages JOIN identity.organisations AS organisation ON organisation.organisation_id = to_organisation_id WHERE kind = 'duplicate-asked'`)).toEqual([{ role: 'leads', code: 'A-BROKER-2' }]);
    const asked = (await services.get(DuplicatesQuery, { strict: false }).page(brokers.two, { after: null, limit: 9 })).duplicates;
    expect(asked).toMatchObject([{ ours: { reference: 'GONE' }, other: null, theirAnswer: 'same', ourAnswer: null, proposedKeep: 'other' }]);
    expect((await services.get(DuplicatesQuery, { strict: false }).page(brokers.one, { after: null, limit: 9 })).duplicates).toMatchObject([{ proposedKeep: 'ours' }]);
    await merging.answer(brokers.one, duplicateId, { answer: 'same', keep: null, take: [] });
    const timesAsked = async () => (await rows(`SELECT 1 FROM brokerage.messages WHERE kind = 'duplicate-asked'`)).length;
    expect(await timesAsked()).toBe(1); // who asks twice without an answer is heard once

    // Whoever has moved to another City since is asked no more.
    const apart = await rows(`DELETE FROM identity.organisation_paths WHERE organisation_id = (SELECT organisation_id FROM identity.organisations WHERE code = 'A-BROKER-2') AND ancestor_id <> organisation_id RETURNING *`).then(([deleted]) => deleted);
    expect((await services.get(DuplicatesQuery, { strict: false }).page(brokers.two, { after: null, limit: 9 })).duplicates).toEqual([]);
    await expect(merging.answer(brokers.two, duplicateId, { answer: 'same', keep: 'ours', take: [] })).rejects.toMatchObject({ code: 'brokerage/duplicate-not-found' });
    await rows(`INSERT INTO identity.organisation_paths SELECT * FROM jsonb_populate_recordset(NULL::identity.organisation_paths, $1)`, [JSON.stringify(apart)]);

    expect(await merging.answer(brokers.two, duplicateId, { answer: 'different', keep: 'ours', take: [] })).toEqual({ state: 'different', mergeId: null, advice: null });
    expect(await rows(`SELECT 1 FROM candidates.merges`)).toEqual([]);
    await merging.answer(brokers.one, duplicateId, { answer: 'same', keep: 'ours', take: [] });
    expect(await timesAsked()).toBe(2); // asked again after a no
    // Whoever means to keep their own record does not give it away unknowingly.
    await expect(merging.answer(brokers.two, duplicateId, { answer: 'same', keep: 'ours', take: [] })).rejects.toMatchObject({ code: 'brokerage/keep-not-proposed', message: expect.stringContaining('"keep": "other"') });
    const { state, mergeId } = await merging.answer(brokers.two, duplicateId, { answer: 'same', keep: 'other', take: [] });
    expect(state).toBe('merged'); // as was proposed: the first side's record is kept
    expect((await rows<{ id: string }>(`SELECT DISTINCT candidate_id AS id FROM brokerage.referrals`)).map(({ id }) => id)).toEqual([keptId]);
    expect(await rows(`SELECT DISTINCT code FROM brokerage.referrals JOIN identity.organisations AS organisation ON organisation.organisation_id = candidate_organisation_id`)).toEqual([{ code: 'A-BROKER-1' }]);
    for (const [actor, kept] of [[brokers.one, { reference: 'KEPT' }], [brokers.two, null]] as const) {
      const [merge] = (await services.get(DuplicatesQuery, { strict: false }).merges(actor, { after: null, limit: 9 })).merges;
      expect(merge).toMatchObject({ mergeId, kept, keptBy: 'A BROKER-1', mergedFrom: 'A BROKER-2', undoneAt: null });
    }
    expect((await rows<{ n: number }>(`SELECT count(DISTINCT organisation_id)::int AS n FROM audit.events WHERE action = 'candidate.merged'`))[0]!.n).toBe(2);

    const partner = new Partner(services, brokers.two);
    const { uploadId, rowsChanged } = await partner.sendAndRead({ content: 'candidates', organisation: 'A-BROKER-2', file: csvOf(['YOUR_REFERENCE', 'GIVEN_NAME', 'FAMILY_NAME'], [{ YOUR_REFERENCE: 'GONE', GIVEN_NAME: 'Anna', FAMILY_NAME: 'New' }]) });
    expect([rowsChanged, (await partner.notedRows(uploadId)).map(({ errors }) => errors.map(({ code, reason }) => [code, reason.includes('A BROKER-1')]))]).toEqual([1, [[['looked-after-elsewhere', true]]]]);
    // What the person takes back there, they take back.
    expect(await ofPerson('candidates.consents', 'purpose, withdrawn_on::text AS "withdrawnOn"', keptId)).toEqual(['contact', 'sharing-with-partners', 'story'].map((purpose) => ({ purpose, withdrawnOn: TODAY })));
    // The side whose record went may take it back.
    await merging.undo(brokers.two, mergeId!);
    expect((await services.get(CandidatesQuery, { strict: false }).page(brokers.two, { after: null, limit: 9 })).candidates).toMatchObject([{ reference: 'GONE' }]);
  });
});
