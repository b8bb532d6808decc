import { addDays, CASE_LISTS, isOnCaseList, isPausedOn, LIVE_STATUSES, STANDARD_CASE_LIMITS, type CaseList, type ReferralStatus } from '#lib/kernel';
import { systemActor } from '#lib/platform';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { INestApplicationContext } from '@nestjs/common';
import { Drawn, KEPT_SUMMARIES, somethingHappens, type HistoryCast, type KeptSummary } from '../support/case-history.js';
import { caseworkOf, type Casework } from '../support/casework.js';
import { csvOf } from '../support/csv-text.js';
import { openTestDatabase, type TestDatabase } from '../support/database.js';
import { FixedClock } from '../support/fixed-clock.js';
import { OPERATOR } from '../support/operator.js';
import { Partner } from '../support/sent-upload.js';
import { openServices } from '../support/services.js';
import { addTestTree } from '../support/test-tree.js';

const TODAY = '2026-06-15';
const PEOPLE = 60;
const EVENTS = 900;
const clock = new FixedClock(TODAY);

interface PausedPerson {
  readonly candidateId: string;
  readonly isSeeking: boolean;
  readonly leftOn: string | null;
  readonly pauses: readonly { readonly resumesOn: string | null; readonly endedOn: string | null }[];
}

let database: TestDatabase;
let services: INestApplicationContext;
let casework: Casework;
let cast: HistoryCast;
const query = <Row>(sql: string, values: unknown[] = []): Promise<Row[]> => database.dataSource.query<Row[]>(sql, values);
const kept = (): Promise<KeptSummary[]> => query<KeptSummary>(KEPT_SUMMARIES);

beforeAll(async () => {
  database = await openTestDatabase();
  await addTestTree(database.dataSource);
  services = await openServices(database.url, { clock });
  casework = caseworkOf(services);
  await sendFiles();
  await query(`UPDATE candidates.candidates SET created_at = '2026-05-01T12:00:00Z'`); // the database's clock is not the test's
  await query(`INSERT INTO identity.users (email, email_fingerprint, display_name) SELECT n::text, n::text, 'Broker ' || n FROM generate_series(1, 3) AS n`);
  await query(`INSERT INTO identity.role_grants (user_id, organisation_id, role, from_on) SELECT user_id, organisation_id, 'broker', '2026-01-01' FROM identity.users, identity.organisations WHERE code = 'T-BROKER'`);
  await query('SELECT brokerage.rebuild_caseload()');
  const ids = async (sql: string): Promise<string[]> => (await query<{ id: string }>(sql)).map(({ id }) => id);
  cast = {
    candidateIds: await ids('SELECT candidate_id AS id FROM candidates.candidates ORDER BY reference'),
    intakeIds: await ids('SELECT intake_id AS id FROM opportunities.intakes ORDER BY intake_id'),
    userIds: await ids('SELECT user_id AS id FROM identity.users ORDER BY display_name'),
    today: TODAY,
  };
  const draw = new Drawn(31);
  for (let event = 0; event < EVENTS; event += 1) await somethingHappens(database.dataSource, draw, cast);
});
afterAll(async () => {
  await services.close();
  await database.close();
});

async function sendFiles(): Promise<void> {
  const partner = new Partner(services);
  const people = (prefix: string, count: number) => Array.from({ length: count }, (_, index) => ({ YOUR_REFERENCE: `${prefix}-${index}`, GIVEN_NAME: 'Given', FAMILY_NAME: 'Family' }));
  for (const [organisation, count] of [['T-BROKER', PEOPLE], ['T-COLLEGE', PEOPLE / 4]] as const) {
    const file = csvOf(['YOUR_REFERENCE', 'GIVEN_NAME', 'FAMILY_NAME'], people(organisation, count));
    expect(await partner.sendAndRead({ content: 'candidates', organisation, file })).toMatchObject({ status: 'done', rowsRejected: 0 });
  }
  const roles = ['A', 'B', 'C'].map((reference) => ({ YOUR_REFERENCE: reference, KIND: 'role', TITLE: 'Porter', REMOTE: 'yes', PLACES: '9' }));
  expect(await partner.sendAndRead({ content: 'roles', organisation: 'T-TRUST', file: csvOf(Object.keys(roles[0]!), roles) })).toMatchObject({ status: 'done', rowsRejected: 0 });
}

describe('the summary of people', () => {
  it('that was kept through a history of everything that happens is that which is made of the rows anew', async () => {
    const before = await kept();
    expect(before).toHaveLength(cast.candidateIds.length);
    await query('SELECT brokerage.rebuild_caseload()');
    expect(await kept()).toEqual(before);
  });

  it('says what is plainly read from the rows of each person', async () => {
    const day = (moment: Date): string => moment.toISOString().slice(0, 10); // midnight in winter and summer is the same day here: events are drawn at noon or as dates
    for (const row of await kept()) {
      const [tasks, contacts, cases] = await Promise.all([
        query<{ dueOn: string }>(`SELECT due_on::text AS "dueOn" FROM brokerage.tasks WHERE candidate_id = $1 AND done_at IS NULL`, [row.candidateId]),
        query<{ on: string; hasReached: boolean }>(`SELECT happened_on::text AS "on", has_reached AS "hasReached" FROM brokerage.contacts WHERE candidate_id = $1`, [row.candidateId]),
        query<{ status: ReferralStatus; moved: Date[]; nextCheckOn: string | null }>(`SELECT status, next_outcome_check_on::text AS "nextCheckOn", (SELECT array_agg(occurred_at + interval '12 hours') FROM brokerage.referral_events AS e WHERE e.referral_id = r.referral_id) AS moved FROM brokerage.referrals AS r WHERE candidate_id = $1`, [row.candidateId]),
      ]);
      const least = (days: readonly string[]): string | null => days.toSorted()[0] ?? null;
      const movedOn = (status: (status: ReferralStatus) => boolean): string[] => cases.filter((one) => status(one.status)).map(({ moved }) => moved.map(day).toSorted().at(-1)!);
      expect(row).toMatchObject({
        nextTaskOn: least(tasks.map(({ dueOn }) => dueOn)),
        nextOutcomeOn: least(cases.flatMap(({ nextCheckOn }) => nextCheckOn ?? [])),
        openTasks: tasks.length,
        lastTriedOn: contacts.map(({ on }) => on).toSorted().at(-1) ?? null,
        lastContactOn: contacts.filter(({ hasReached }) => hasReached).map(({ on }) => on).toSorted().at(-1) ?? null,
        stillSinceOn: least(movedOn((status) => status !== 'suggested' && LIVE_STATUSES.includes(status))),
        offerSinceOn: least(movedOn((status) => status === 'offered')),
        checksSinceOn: least(movedOn((status) => status === 'checks')),
      });
    }
  });

  it('has nobody among those who look for something on any day on which they are paused, but for whoever has a live referral, and everybody on the day on which the pause ends', async () => {
    const came = '2026-05-01';
    const people = await query<PausedPerson>(
      `SELECT candidate_id AS "candidateId", is_seeking AS "isSeeking", (SELECT max(to_on)::text FROM brokerage.assignments AS held WHERE held.candidate_id = person.candidate_id) AS "leftOn",
              coalesce((SELECT jsonb_agg(jsonb_build_object('resumesOn', resumes_on, 'endedOn', ended_on)) FROM candidates.pauses AS pause WHERE pause.candidate_id = person.candidate_id), '[]') AS pauses
         FROM candidates.candidates AS person`,
    );
    const personOf = new Map(people.map((person) => [person.candidateId, person]));
    const seen = { paused: 0, back: 0 };
    for (const row of await kept()) {
      const { isSeeking, pauses, leftOn } = personOf.get(row.candidateId)!;
      const isLooking = (on: string): boolean => row.liveReferrals > 0 || (isSeeking && !pauses.some((pause) => isPausedOn(pause, on)));
      for (const days of [20, 30, 40, 50, 60, 80]) {
        const on = addDays(TODAY, days); // after all that has happened
        expect([row.candidateId, on, isOnCaseList(row, 'unassigned', on, STANDARD_CASE_LIMITS)]).toEqual([row.candidateId, on, row.userId === null && isLooking(on)]);
        if (pauses.length > 0 && isSeeking) seen[isLooking(on) ? 'back' : 'paused'] += 1;
      }
      const ends = row.liveReferrals > 0 ? [] : pauses.map(({ endedOn, resumesOn }) => endedOn ?? resumesOn);
      const latest = (first: string | null): string | null => (!isSeeking && row.liveReferrals === 0) || ends.includes(null) ? null : ([first ?? came, ...ends] as string[]).toSorted().at(-1)!;
      expect([row.noContactSinceOn, row.unassignedSinceOn]).toEqual([latest(row.lastContactOn), row.userId === null ? latest(leftOn) : null]);
    }
    expect(Math.min(seen.paused, seen.back)).toBeGreaterThan(10);
  });

  it('is kept right by whoever writes about one person at the same moment', async () => {
    const candidateIds = cast.candidateIds.slice(0, 2);
    const draws = Array.from({ length: 120 }, (_, index) => new Drawn(1000 + index));
    await Promise.all(draws.map((draw) => database.dataSource.transaction((manager) => somethingHappens(manager, draw, { ...cast, candidateIds }))));
    const before = await kept();
    await query('SELECT brokerage.rebuild_caseload()');
    expect(await kept()).toEqual(before);
  });
});

describe('a list', () => {
  const everybody = async (list: CaseList, filter: { userId?: string; organisationId?: string }, actor = OPERATOR): Promise<string[]> => {
    const found: string[] = [];
    for (let after: string | null = null; ; ) {
      const page = await casework.caseload.page(actor, list, filter, STANDARD_CASE_LIMITS, { after, limit: 4 });
      found.push(...page.rows.map(({ candidateId, onListFor }) => `${onListFor} ${candidateId}`));
      if (page.next === null) return found;
      after = page.next;
    }
  };
  const onList = async (list: CaseList, wanted: (row: KeptSummary) => boolean): Promise<string[]> => {
    const days = { overdue: 'nextTaskOn', today: 'nextTaskOn', 'offers-waiting': 'offerSinceOn', 'outcome-checks': 'nextOutcomeOn', stalled: 'stillSinceOn', checks: 'checksSinceOn', 'contract-ending': 'contractEndsOn', 'no-contact': 'noContactSinceOn', unassigned: 'unassignedSinceOn', assigned: 'assignedSinceOn' } as const;
    return (await kept()).filter((row) => wanted(row) && isOnCaseList(row, list, TODAY, STANDARD_CASE_LIMITS)).map((row) => `${row[days[list]]!} ${row.candidateId}`).toSorted();
  };

  it.each(CASE_LISTS)('%s has page by page those whom the rule puts on it, the longest due first, for everybody, an organisation and a broker', async (list) => {
    const [college] = await query<{ id: string }>(`SELECT organisation_id AS id FROM identity.organisations WHERE code = 'T-COLLEGE'`);
    const ofCollege = new Set((await query<{ id: string }>(`SELECT candidate_id AS id FROM candidates.candidates WHERE organisation_id = $1`, [college!.id])).map(({ id }) => id));
    const filters = [
      [{}, () => true],
      [{ organisationId: college!.id }, ({ candidateId }: KeptSummary) => ofCollege.has(candidateId)],
      [{ userId: cast.userIds[0]! }, ({ userId }: KeptSummary) => userId === cast.userIds[0]],
    ] as const;
    for (const [filter, wanted] of filters) {
      const expected = await onList(list, wanted);
      expect(await everybody(list, filter)).toEqual(expected);
      const counts = await casework.caseload.counts(OPERATOR, filter, STANDARD_CASE_LIMITS);
      expect(counts.find((count) => count.list === list)!.people).toBe(expected.length);
    }
  });

  it('is looked at with people on it: all but the one of outcomes', async () => {
    for (const list of CASE_LISTS) expect([list, (await onList(list, () => true)).length > 0]).toEqual([list, list !== 'outcome-checks']);
  });

  it('has nobody of other organisations', async () => {
    const [college] = await query<{ id: string }>(`SELECT organisation_id AS id FROM identity.organisations WHERE code = 'T-COLLEGE'`);
    const own = systemActor('user:broker', { people: [college!.id], tree: [college!.id] });
    expect((await everybody('unassigned', {}, own)).length).toBeGreaterThan(0);
    expect(await everybody('unassigned', {}, own)).toEqual(await everybody('unassigned', { organisationId: college!.id }));
    expect(await everybody('unassigned', {}, systemActor('user:nobody', {}))).toEqual([]);
  });

  it('tells of each person what is next, who looks after them and since when', async () => {
    const { rows } = await casework.caseload.page(OPERATOR, 'assigned', {}, STANDARD_CASE_LIMITS, { after: null, limit: 200 });
    expect(rows.every(({ brokerName, brokerId }) => brokerId !== null && /^Broker \d$/.test(brokerName!))).toBe(true);
    const summaries = new Map((await kept()).map((row) => [row.candidateId, row]));
    for (const { candidateId, nextList } of rows) expect(nextList).toBe(CASE_LISTS.find((list) => isOnCaseList(summaries.get(candidateId)!, list, TODAY, STANDARD_CASE_LIMITS)));
    expect(new Set(rows.map(({ nextList }) => nextList)).size).toBeGreaterThan(3);
  });
});
