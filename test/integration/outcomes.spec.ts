import { PathwayPlans, ReferralsQuery, ReferralsService } from '#lib/brokerage';
import { OrganisationsService } from '#lib/identity';
import { addDays, type EvidenceCode, type OutcomeEvent, type OutcomeSummary, type ReferralEvent, type Role } from '#lib/kernel';
import { OutcomesService, SustainmentRulesService, type DatedSustainmentRules, type RecordedSpell } from '#lib/outcomes';
import { Database, type Actor, type DomainError } from '#lib/platform';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { INestApplicationContext } from '@nestjs/common';
import { actorWithRoles, nodeIdsByCode, referralsOf } from '../support/city-with-rows.js';
import { csvOf } from '../support/csv-text.js';
import { openTestDatabase, type TestDatabase } from '../support/database.js';
import { FixedClock } from '../support/fixed-clock.js';
import { OnlyReading } from '../support/only-reading.js';
import { OPERATOR } from '../support/operator.js';
import { Partner } from '../support/sent-upload.js';
import { openServices } from '../support/services.js';
import { addTestTree } from '../support/test-tree.js';

const TODAY = '2026-06-01';
const STARTED = '2026-01-05';
const DUE = '2026-04-06'; // 13 weeks
const RULES: DatedSustainmentRules = { fromOn: '2026-01-01', permittedGapDays: 14, permittedGapDaysAtOnce: 10, minimumWeeklyMinutes: 960, allowsChangeOfEmployer: true, evidenceCodes: ['payslip', 'hr-return'], windowDays: 28 };

let database: TestDatabase;
let services: INestApplicationContext;
let partner: Partner;
let referrals: ReferralsService;
let outcomes: OutcomesService;
let rules: SustainmentRulesService;
let ids: ReadonlyMap<string, string>;
let started: string;
let candidateId: string;
const clock = new FixedClock(TODAY);

const query = <Row>(sql: string, values: unknown[] = []): Promise<Row[]> => database.dataSource.query<Row[]>(sql, values);
const acting = (role: Role, node: string): Promise<Actor> => actorWithRoles(services, clock.day, [{ role, nodeId: ids.get(node)! }]);
const say = (event: OutcomeEvent): Promise<OutcomeSummary> => outcomes.record(OPERATOR, started, event);
const employ = (spell: Partial<RecordedSpell>): Promise<OutcomeSummary> =>
  outcomes.recordEmployment(OPERATOR, started, { employerCode: 'same', fromOn: STARTED, toOn: null, weeklyMinutes: 1200, isWithdrawn: false, ...spell });
const events = async (): Promise<number> => (await query<{ events: number }>('SELECT count(*)::int AS events FROM outcomes.outcome_events'))[0]!.events;
const written = async (): Promise<number> => (await query<{ rows: number }>(`SELECT count(*)::int AS rows FROM audit.events WHERE action LIKE 'outcome.%' AND subject = $1`, [started]))[0]!.rows;
const nextCheckOf = async (referralId: string): Promise<string | null> => (await query<{ day: string | null }>('SELECT next_outcome_check_on::text AS day FROM brokerage.referrals WHERE referral_id = $1', [referralId]))[0]!.day;

async function referred(reference: string, ...through: ReferralEvent[]): Promise<string> {
  const [pair] = await query<{ candidateId: string; opportunityId: string }>(
    `SELECT candidate_id AS "candidateId", opportunity_id AS "opportunityId" FROM candidates.candidates AS person, opportunities.opportunities AS post WHERE person.reference = $1 AND post.reference = 'POST'`, [reference]);
  const referralId = await referrals.refer(OPERATOR, pair!);
  for (const event of through) await referrals.record(OPERATOR, referralId, { event, ...(event === 'start' ? { startedOn: STARTED } : {}) });
  return referralId;
}

beforeAll(async () => {
  database = await openTestDatabase();
  await addTestTree(database.dataSource);
  ids = await nodeIdsByCode(database.dataSource);
  services = await openServices(database.url, { clock });
  partner = new Partner(services);
  const data = services.get(Database, { strict: false });
  referrals = referralsOf(services);
  outcomes = services.get(OutcomesService, { strict: false });
  rules = new SustainmentRulesService(data);
});
afterAll(async () => {
  await services.close();
  await database.close();
});
beforeEach(async () => {
  clock.day = TODAY;
  await query('TRUNCATE candidates.candidates, opportunities.opportunities, opportunities.programmes, exchange.uploads, outcomes.hires CASCADE');
  await query(`INSERT INTO opportunities.programmes (organisation_id, code, name, starts_on) VALUES ($1, 'RETURNERS', 'Returners', '2026-01-01')`, [ids.get('T-PLACE-A')]);
  const people = ['C-0', 'C-1'].map((reference) => ({ YOUR_REFERENCE: reference, GIVEN_NAME: 'Given', FAMILY_NAME: 'Family', CONSENT_SHARING: 'v1 2026-01-01' }));
  await partner.sendAndRead({ content: 'candidates', organisation: 'T-BROKER', file: csvOf(Object.keys(people[0]!), people) });
  const post = { YOUR_REFERENCE: 'POST', KIND: 'role', TITLE: 'Porter', REMOTE: 'yes', PLACES: '9' };
  await partner.sendAndRead({ content: 'roles', organisation: 'T-TRUST', file: csvOf(Object.keys(post), [post]) });
  await query(`UPDATE opportunities.opportunities SET programme_code = 'RETURNERS'`);
  started = await referred('C-0', 'offer', 'accept', 'start');
  [{ candidateId }] = (await query<{ candidateId: string }>(`SELECT candidate_id AS "candidateId" FROM brokerage.referrals WHERE referral_id = $1`, [started])) as [{ candidateId: string }];
});

describe('outcomes', () => {
  it('belong to a start', async () => {
    const other = await referred('C-1');
    await expect(outcomes.record(OPERATOR, other, { kind: 'left', happenedOn: TODAY })).rejects.toMatchObject({ code: 'outcomes/not-started' });
    await expect(outcomes.summary(OPERATOR, other)).rejects.toMatchObject({ code: 'outcomes/not-started' });
    await expect(outcomes.summary(OPERATOR, '00000000-0000-7000-8000-000000000000')).rejects.toMatchObject({ code: 'brokerage/referral-not-found' });
  });

  it('of somebody who is referred to another City are judged by the rules of that programme, and end for the reasons of their own City, whoever looks', async () => {
    const above = (code: string, parentCode: string | null, level: 'city' | 'ics' | 'place') => ({ code, parentCode, level, organisationType: null, name: code, isDemo: false });
    await services.get(Database, { strict: false }).write(OPERATOR, (manager) => services.get(OrganisationsService, { strict: false }).add(manager, [
      above('U-CITY', null, 'city'), above('U-ICS', 'U-CITY', 'ics'), above('U-PLACE', 'U-ICS', 'place'), { ...above('U-TRUST', 'U-PLACE', 'place'), level: 'organisation' as const, organisationType: 'trust' as const },
    ]));
    ids = await nodeIdsByCode(database.dataSource);
    await query(`UPDATE opportunities.programmes SET organisation_id = $1`, [ids.get('U-PLACE')]);
    await query(`UPDATE opportunities.opportunities SET organisation_id = $1`, [ids.get('U-TRUST')]);
    await query(`UPDATE brokerage.referrals SET opportunity_organisation_id = $1`, [ids.get('U-TRUST')]);
    await rules.record(OPERATOR, 'RETURNERS', RULES);
    await query(`INSERT INTO brokerage.reasons (organisation_id, reason_code, steps, refusers, words, kind_words, effect, matters, is_offered, note, changed_by)
                 VALUES ($1, 'moved-to-sea', '{reject}', '{employer}', 'Has gone to sea', 'You have gone to sea', 'none', '{}', true, 'N', 'user:lead')`, [ids.get('T-CITY')]);
    const [broker, hr, stranger] = [await acting('broker', 'T-BROKER'), await acting('hr', 'U-TRUST'), await acting('broker', 'U-PLACE')];
    expect((await outcomes.summary(broker, started)).rules).toEqual((await outcomes.summary(OPERATOR, started)).rules);
    expect((await outcomes.summary(broker, started)).rules.windowDays).toBe(RULES.windowDays);
    const live = await referred('C-1');
    await query(`UPDATE brokerage.referrals SET opportunity_organisation_id = $1`, [ids.get('U-TRUST')]);
    const reasons = async (actor: Actor) => (await services.get(ReferralsQuery, { strict: false }).choices(actor, live)).flatMap((choice) => choice.reasons.map(({ words }) => words));
    expect(await reasons(hr)).toContain('Has gone to sea');
    const shown = await services.get(Database, { strict: false }).read(stranger, 'SELECT FROM brokerage.reasons_of_city($1)', [ids.get('T-BROKER')]);
    expect(shown).toEqual([]); // nobody of theirs is in that City
    await query('DELETE FROM brokerage.reasons');
  });

  it('are due 13, 26 and 52 weeks after it, and reading them writes nothing', async () => {
    const summary = await new OutcomesService(new OnlyReading(database.dataSource, clock), clock, services.get(PathwayPlans, { strict: false })).summary(OPERATOR, started);
    expect(summary).toMatchObject({ status: 'started', startedOn: STARTED, nextCheckOn: DUE });
    expect(summary.checks).toMatchObject([
      { week: 13, dueOn: DUE, windowEndsOn: addDays(DUE, 28), state: 'cannot-tell' },
      { week: 26, dueOn: addDays(STARTED, 182), state: 'not-due' },
      { week: 52, dueOn: addDays(STARTED, 364), state: 'not-due' },
    ]);
  });

  it('said twice are kept once, and written down once', async () => {
    const first = await say({ kind: 'still-there', happenedOn: '2026-04-20', week: 13 });
    expect(first).toMatchObject({ status: 'still-there', lastSeenOn: '2026-04-20', nextCheckOn: addDays(STARTED, 182) });
    expect(await say({ kind: 'still-there', happenedOn: '2026-04-20', week: 13 })).toEqual(first);
    expect([await events(), await written()]).toEqual([1, 1]);
    const worked = await employ({});
    expect(await employ({})).toEqual(worked);
    expect([(await query('SELECT FROM outcomes.employment_spells')).length, await written()]).toEqual([1, 2]);
  });

  it.each<[string, OutcomeEvent, RegExp]>([
    ['before the start', { kind: 'still-there', happenedOn: '2026-01-04' }, /before the start on 2026-01-05/],
    ['in the future', { kind: 'left', happenedOn: '2026-06-02' }, /in the future/],
    ['on no day', { kind: 'left', happenedOn: '2026-02-30' }, /not a day that exists/],
    ['for a check before it is due', { kind: 'still-there', happenedOn: '2026-04-05', week: 13 }, /due on 2026-04-06/],
    ['for a check by leaving', { kind: 'left', happenedOn: '2026-05-01', week: 13 }, /Only "still there" answers a check/],
    ['of a start that nothing shows', { kind: 'start-confirmed', happenedOn: STARTED }, /Say what shows the start/],
  ])('%s are refused', async (_what, event, sentence) => {
    await expect(say(event)).rejects.toMatchObject({ code: 'outcomes/not-possible', message: expect.stringMatching(sentence) });
    await expect(employ({ fromOn: '2026-06-02' })).rejects.toMatchObject({ code: 'outcomes/not-possible' });
    expect(await events()).toBe(0);
  });

  it('after leaving are refused, those before it are not', async () => {
    await say({ kind: 'left', happenedOn: '2026-05-01', destinationCode: 'social-care' });
    await expect(say({ kind: 'still-there', happenedOn: '2026-05-02' })).rejects.toMatchObject({ code: 'outcomes/not-possible' });
    await expect(say({ kind: 'left', happenedOn: '2026-05-03' })).rejects.toMatchObject({ code: 'outcomes/not-possible' });
    const summary = await say({ kind: 'progressed', happenedOn: '2026-03-01', progressionKind: 'band', fromCode: 'band-2', toCode: 'band-3', stepCode: 'senior-support' });
    expect(summary).toMatchObject({ status: 'left', leftOn: '2026-05-01', destinationCode: 'social-care', progressedOn: ['2026-03-01'], progress: { bandsGained: 1, stepCode: 'senior-support' } });
    expect(summary.checks.map(({ state }) => state)).toEqual(['met', 'not-met', 'not-met']);
    expect(await outcomes.summary(OPERATOR, started)).toEqual(summary);
  });

  it('that contradict each other and come at once are not both kept', async () => {
    const days = Array.from({ length: 8 }, (_, index) => `2026-05-0${index + 1}`);
    const results = await Promise.allSettled(days.map((day) => say({ kind: 'left', happenedOn: day })));
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(results.flatMap((result) => (result.status === 'rejected' ? [(result.reason as DomainError).code] : []))).toEqual(Array.from({ length: 7 }, () => 'outcomes/not-possible'));
    expect(await events()).toBe(1);
  });

  it('keep on the case when the next check is due: from the start, over what is found, to none', async () => {
    expect(await nextCheckOf(await referred('C-1', 'offer', 'accept'))).toBeNull();
    expect(await nextCheckOf(started)).toBe(DUE);
    await say({ kind: 'still-there', happenedOn: DUE, week: 13 });
    expect(await nextCheckOf(started)).toBe(addDays(STARTED, 182));
    await say({ kind: 'left', happenedOn: '2026-05-01', destinationCode: 'not-known' });
    expect(await nextCheckOf(started)).toBeNull();
  });
});

describe('a start', () => {
  it('is confirmed with a kind of evidence, by whom and when', async () => {
    const { confirmedBy } = await say({ kind: 'start-confirmed', happenedOn: STARTED, evidenceCode: 'payslip' });
    expect(confirmedBy).toEqual([{ evidenceCode: 'payslip', recordedBy: OPERATOR.actorId, recordedAt: expect.stringMatching(/^\d{4}-/) }]);
  });

  it('is confirmed by the hire that HR returned, without anybody recording it', async () => {
    await query(
      `INSERT INTO outcomes.hires (organisation_id, employee_reference, started_on, row_digest, upload_id, referral_id, link) VALUES ($1, 'E-1', '2026-01-07', 'd', gen_random_uuid(), $2, 'reference')`, [ids.get('T-TRUST'), started]);
    for (const actor of [await acting('broker', 'T-BROKER'), await acting('hr', 'T-TRUST')]) {
      expect((await outcomes.summary(actor, started)).confirmedBy).toEqual([{ evidenceCode: 'hr-return', recordedBy: null, recordedAt: null }]);
    }
  });

  it('is seen by the person themselves, and by nobody of another employer', async () => {
    const person = await actorWithRoles(services, clock.day, [{ role: 'candidate', nodeId: ids.get('T-BROKER')! }], candidateId);
    expect((await outcomes.summary(person, started)).startedOn).toBe(STARTED);
    await expect(outcomes.record(person, started, { kind: 'still-there', happenedOn: TODAY })).rejects.toMatchObject({ code: 'access/not-allowed' });
    await expect(outcomes.summary(await acting('college-partner', 'T-COLLEGE'), started)).rejects.toMatchObject({ code: 'brokerage/referral-not-found' });
  });
});

describe('Trap 23: weeks that last are judged by the rules of the programme', () => {
  const found = async (evidenceCode: EvidenceCode | null = 'payslip'): Promise<OutcomeSummary['checks'][number]> => (await say({ kind: 'still-there', happenedOn: '2026-05-05', evidenceCode })).checks[0]!;

  it('a change of employer with a gap counts as far as they permit, and corrections count at once', async () => {
    await rules.record(OPERATOR, 'RETURNERS', RULES);
    await employ({ toOn: '2026-02-18' });
    expect(await employ({ employerCode: 'social-care', fromOn: '2026-03-02' })).toMatchObject({ checks: [{ state: 'not-met', because: { code: 'gap', days: 11 } }, { state: 'not-met' }, { state: 'not-met' }], nextCheckOn: null });
    expect(await nextCheckOf(started)).toBeNull();
    await employ({ employerCode: 'social-care', fromOn: '2026-03-02', isWithdrawn: true });
    await employ({ employerCode: 'social-care', fromOn: '2026-03-01' });
    expect(await nextCheckOf(started)).toBe(DUE);
    expect(await found()).toMatchObject({ state: 'met', metOn: DUE, evidenceCode: 'payslip', inWords: '13 weeks reached on 2026-04-06, shown by a payslip.' });
  });

  it('evidence that is not enough leaves it open, and says whom to ask', async () => {
    await rules.record(OPERATOR, 'RETURNERS', RULES);
    await employ({});
    expect(await found(null)).toMatchObject({ state: 'cannot-tell', missing: { what: 'evidence', evidenceCodes: ['hr-return', 'payslip'], ask: ['employer', 'candidate'] } });
    expect(await nextCheckOf(started)).toBe(DUE);
  });

  it('hours below the least do not count, and hours that nobody told leave it open', async () => {
    await rules.record(OPERATOR, 'RETURNERS', RULES);
    expect(await found()).toMatchObject({ state: 'cannot-tell', missing: { what: 'hours' } });
    expect((await employ({ weeklyMinutes: 959 })).checks[0]).toMatchObject({ state: 'not-met', because: { code: 'hours' } });
    expect((await employ({ weeklyMinutes: 960 })).checks[0]).toMatchObject({ state: 'met' });
  });

  it('those of the day of the start count, also after others were set for later starts', async () => {
    expect((await outcomes.summary(OPERATOR, started)).rules).toMatchObject({ permittedGapDays: 0, evidenceCodes: [] });
    await rules.record(OPERATOR, 'RETURNERS', RULES);
    await rules.record(OPERATOR, 'RETURNERS', { ...RULES, fromOn: addDays(STARTED, 1), permittedGapDays: 99 });
    expect((await outcomes.summary(OPERATOR, started)).rules).toMatchObject({ permittedGapDays: 14 });
    await rules.record(OPERATOR, 'RETURNERS', { ...RULES, fromOn: STARTED, permittedGapDays: 21 });
    expect((await outcomes.summary(OPERATOR, started)).rules).toMatchObject({ permittedGapDays: 21 });
    await rules.record(OPERATOR, 'RETURNERS', { ...RULES, fromOn: STARTED, permittedGapDays: 22 }); // said anew for the same day
    expect((await outcomes.summary(OPERATOR, started)).rules).toMatchObject({ permittedGapDays: 22 });
    expect((await outcomes.summary(await acting('hr', 'T-TRUST'), started)).rules).toMatchObject({ permittedGapDays: 22 });
  });

  it('set twice they are kept once, and only by whoever looks after the programme', async () => {
    await rules.record(OPERATOR, 'RETURNERS', RULES);
    expect(await rules.record(OPERATOR, 'RETURNERS', { ...RULES, evidenceCodes: ['hr-return', 'payslip'] })).toHaveLength(1);
    await expect(rules.record(await acting('broker', 'T-BROKER'), 'RETURNERS', RULES)).rejects.toMatchObject({ code: 'access/not-allowed' });
    await expect(rules.record(await acting('administrator', 'T-TRUST'), 'RETURNERS', RULES)).rejects.toMatchObject({ code: 'opportunities/programme-not-found' });
    await expect(rules.ofProgramme(OPERATOR, 'NONE')).rejects.toMatchObject({ code: 'opportunities/programme-not-found' });
    expect(await rules.ofProgramme(await acting('broker', 'T-BROKER'), 'RETURNERS')).toMatchObject([{ fromOn: '2026-01-01', evidenceCodes: ['hr-return', 'payslip'], recordedBy: OPERATOR.actorId }]);
  });
});
