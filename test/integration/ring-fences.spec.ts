import { ReferralsQuery, ReferralsService } from '#lib/brokerage';
import { RingFences, type NewRingFence } from '#lib/opportunities';
import type { Actor, DomainError } from '#lib/platform';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { INestApplicationContext } from '@nestjs/common';
import { plainChange } from '../support/cases.js';
import { actorWithRoles, nodeIdsByCode } from '../support/city-with-rows.js';
import { csvOf } from '../support/csv-text.js';
import { openTestDatabase, type TestDatabase } from '../support/database.js';
import { FixedClock } from '../support/fixed-clock.js';
import { OPERATOR } from '../support/operator.js';
import { Partner } from '../support/sent-upload.js';
import { openServices } from '../support/services.js';
import { addTestTree } from '../support/test-tree.js';

const TODAY = '2026-06-01';
const RELEASE = '2026-06-20';
const PEOPLE = 200;
/** The first few have worked in vaccination. */
const MEMBERS = 6;
const PLACES = 20;
const KEPT = 8;
const clock = new FixedClock(TODAY);
let database: TestDatabase;
let services: INestApplicationContext;
let referrals: ReferralsService;
let query: ReferralsQuery;
let fences: RingFences;
let partner: Partner;
let employer: Actor;
let broker: Actor;

beforeAll(async () => {
  database = await openTestDatabase();
  await addTestTree(database.dataSource);
  services = await openServices(database.url, { clock });
  referrals = services.get(ReferralsService, { strict: false });
  query = services.get(ReferralsQuery, { strict: false });
  fences = services.get(RingFences, { strict: false });
  partner = new Partner(services);
  const nodes = await nodeIdsByCode(database.dataSource);
  employer = await actorWithRoles(services, TODAY, [{ role: 'hr', nodeId: nodes.get('T-TRUST')! }]);
  broker = await actorWithRoles(services, TODAY, [{ role: 'broker', nodeId: nodes.get('T-BROKER')! }]);
  const people = Array.from({ length: PEOPLE }, (_, index) => ({ YOUR_REFERENCE: `C-${index}`, GIVEN_NAME: 'Given', FAMILY_NAME: 'Family', VACCINATION_ROLE: index < MEMBERS ? 'vaccinator' : '', DATE_OF_BIRTH: index === 150 ? '14/05/2005' : '14/05/1970', CONSENT_SHARING: 'v1 2026-05-01' }));
  await partner.sendGood({ content: 'candidates', organisation: 'T-BROKER', file: csvOf(Object.keys(people[0]!), people) });
  await sendRoles({ MANY: String(PLACES), FEW: '2', OPEN: '1' });
  await database.dataSource.query(
    `INSERT INTO opportunities.programmes (organisation_id, code, name, starts_on, maximum_age, justification, review_on)
     SELECT organisation_id, given.code, given.code, '2026-01-01', 24, reason, review_on::date
       FROM identity.organisations AS city, (VALUES ('YOUNG', 'First jobs.', '2026-12-31'), ('UNJUSTIFIED', NULL, NULL)) AS given (code, reason, review_on) WHERE city.code = 'T-CITY'`,
  );
}, 60_000);
afterAll(async () => {
  await services.close();
  await database.close();
});

async function sendRoles(places: Readonly<Record<string, string>>, startsOn = '2026-07-06'): Promise<void> {
  const roles = Object.entries(places).map(([reference, count]) => ({ YOUR_REFERENCE: reference, KIND: 'role', TITLE: 'Porter', REMOTE: 'yes', PLACES: count, START_DATE: startsOn }));
  await partner.sendGood({ content: 'roles', organisation: 'T-TRUST', file: csvOf(Object.keys(roles[0]!), roles) });
}

const rows = <Row>(sql: string, values: readonly unknown[] = []): Promise<Row[]> => database.dataSource.query<Row[]>(sql, [...values]);
const intakeOf = async (role: string): Promise<string> => (await rows<{ id: string }>(`SELECT intake_id AS id FROM opportunities.intakes JOIN opportunities.opportunities USING (opportunity_id) WHERE reference = $1 AND NOT is_closed ORDER BY starts_on LIMIT 1`, [role]))[0]!.id;
/** Another start of the same opportunity, later on. */
const secondIntakeOf = async (role: string): Promise<string> => (await rows<{ id: string }>(`INSERT INTO opportunities.intakes (opportunity_id, starts_on, places) SELECT opportunity_id, '2026-09-07', 3 FROM opportunities.opportunities WHERE reference = $1 RETURNING intake_id AS id`, [role]))[0]!.id;
const forVaccinators = (places = KEPT, releaseOn = RELEASE): NewRingFence => ({ programmeCode: null, targetGroup: 'vaccination-workforce', places, releaseOn });
const offer = (referralId: string, actor: Actor = employer): Promise<unknown> => referrals.record(actor, referralId, { event: 'offer' });

async function refer(index: number, role: string): Promise<string> {
  const [pair] = await rows<{ candidateId: string; opportunityId: string }>(
    `SELECT (SELECT candidate_id FROM candidates.candidates WHERE reference = $1) AS "candidateId", (SELECT opportunity_id FROM opportunities.opportunities WHERE reference = $2) AS "opportunityId"`,
    [`C-${index}`, role],
  );
  return referrals.refer(broker, pair!);
}

/** Places that are held: how many, and how many of the kept ones by whom they are kept for and by others. */
async function heldOf(role: string): Promise<{ all: number; kept: number; keptByOthers: number; taken: number }> {
  const [held] = await rows<{ all: number; kept: number; keptByOthers: number; taken: number }>(
    `SELECT count(*) FILTER (WHERE holds_place)::int AS all, count(ring_fence_id)::int AS kept, count(ring_fence_id) FILTER (WHERE vaccination_role IS NULL)::int AS "keptByOthers", max(places_taken) AS taken
       FROM brokerage.referrals JOIN candidates.candidates USING (candidate_id) JOIN opportunities.intakes USING (intake_id) JOIN opportunities.opportunities AS role USING (opportunity_id) WHERE role.reference = $1`,
    [role],
  );
  return held!;
}

/** The codes of what was refused, each once, and how much was not. */
function outcomeOf(results: readonly PromiseSettledResult<unknown>[]): { done: number; refused: string[] } {
  const refused = results.flatMap((result) => (result.status === 'rejected' ? [(result.reason as DomainError).code] : []));
  return { done: results.length - refused.length, refused: [...new Set(refused)] };
}

describe('places that are kept for a group', () => {
  it('are given by 200 offers at once, with offers that expire beside them, to nobody else before their day, and to everybody on it', async () => {
    const intakeId = await intakeOf('MANY');
    await fences.set(employer, intakeId, [forVaccinators()]);
    const ids = await Promise.all(Array.from({ length: PEOPLE }, (_, index) => refer(index, 'MANY')));
    const [members, expiring, others] = [ids.slice(0, MEMBERS), ids.slice(MEMBERS, MEMBERS + 5), ids.slice(MEMBERS + 5)];
    for (const id of expiring) await offer(id);
    const results = await Promise.allSettled([...others.map((id) => offer(id)), ...members.map((id) => offer(id)), ...expiring.map((id) => referrals.record(OPERATOR, id, plainChange('expire')))]);
    const { done, refused } = outcomeOf(results);
    expect(refused).toEqual(['opportunities/place-kept']);
    expect(await heldOf('MANY')).toEqual({ all: done - expiring.length, kept: MEMBERS, keptByOthers: 0, taken: done - expiring.length });

    const again = async (): Promise<{ done: number; refused: string[] }> => {
      const waiting = await rows<{ id: string }>(`SELECT referral_id AS id FROM brokerage.referrals WHERE intake_id = $1 AND status = 'referred'`, [intakeId]);
      return outcomeOf(await Promise.allSettled(waiting.map(({ id }) => offer(id))));
    };
    expect((await again()).refused).toEqual(['opportunities/place-kept']);
    expect(await heldOf('MANY')).toEqual({ all: PLACES - (KEPT - MEMBERS), kept: MEMBERS, keptByOthers: 0, taken: PLACES - (KEPT - MEMBERS) });

    // Said before the offer to whoever would make it, with the day; and of the intake to everybody who sees it.
    const [waiting] = await rows<{ id: string }>(`SELECT referral_id AS id FROM brokerage.referrals WHERE intake_id = $1 AND status = 'referred' LIMIT 1`, [intakeId]);
    const words = 'The places that are left are kept for a group to which this person is not known to belong. From 20 June 2026 they can have one: offer it then, choose another intake, or check the facts on their record.';
    for (const actor of [employer, broker]) expect(await query.preview(actor, waiting!.id, 'offer', null)).toEqual({ isPossible: false, problem: words, sentences: [], consequences: null });
    await expect(offer(waiting!.id, broker)).rejects.toMatchObject({ code: 'opportunities/place-kept', message: words });
    expect(await fences.ofIntake(broker, intakeId)).toMatchObject({ places: PLACES, leftForAnybody: 0, sentence: 'The places that are left are kept for a group. From 20 June 2026 people who are not in it can have one.', fences: [{ places: KEPT, left: KEPT - MEMBERS, releaseOn: RELEASE }] });

    // A place that comes back is one that is kept.
    await referrals.record(broker, members[0]!, plainChange('decline'));
    expect((await fences.ofIntake(broker, intakeId)).fences).toMatchObject([{ left: KEPT - MEMBERS + 1 }]);
    expect((await again()).done).toBe(0);

    clock.day = RELEASE;
    expect((await query.preview(employer, waiting!.id, 'offer', null)).sentences).toContain('A place is held for the person.');
    expect(await again()).toEqual({ done: KEPT - MEMBERS + 1, refused: ['opportunities/no-place-left'] });
    expect(await heldOf('MANY')).toEqual({ all: PLACES, kept: MEMBERS - 1, keptByOthers: 0, taken: PLACES });
    clock.day = TODAY;

    // Kept and released again while places come back: each waits for the other for a moment, and never for ever.
    const settings = [[], [forVaccinators(1)], [], [forVaccinators(2)]].map((wanted) => fences.set(employer, intakeId, wanted));
    const held = ids.slice(1, MEMBERS);
    expect(outcomeOf(await Promise.allSettled([...settings, ...held.map((id) => referrals.record(broker, id, plainChange('decline')))]))).toEqual({ done: settings.length + held.length, refused: [] });
    expect(await heldOf('MANY')).toEqual({ all: PLACES - held.length, kept: 0, keptByOthers: 0, taken: PLACES - held.length });
    expect(await fences.set(employer, intakeId, [])).toMatchObject({ leftForAnybody: held.length, fences: [] });
  }, 120_000);

  it('go to members of a programme with a justified rule on age, are shown before the offer, and stay theirs when fences are set again', async () => {
    const intakeId = await intakeOf('FEW');
    const forYoung: NewRingFence = { programmeCode: 'YOUNG', targetGroup: null, places: 1, releaseOn: RELEASE };
    await fences.set(employer, intakeId, [forYoung]);
    const [young, older, another] = [await refer(150, 'FEW'), await refer(151, 'FEW'), await refer(152, 'FEW')];
    await offer(older);
    const preview = await query.preview(employer, young, 'offer', null);
    expect(preview.sentences).toContain('A place that is kept for a group is held for the person.');
    await offer(young);
    const [fence] = (await fences.ofIntake(employer, intakeId)).fences;
    expect(preview.consequences?.change.fenceId).toBe(fence!.fenceId);
    expect(await rows(`SELECT detail->>'ringFenceId' AS fence FROM audit.events WHERE action = 'referral.offer' AND subject = $1`, [young])).toEqual([{ fence: fence!.fenceId }]);
    await expect(offer(another)).rejects.toMatchObject({ code: 'opportunities/no-place-left' });

    await sendRoles({ FEW: '3' });
    expect(await fences.set(employer, intakeId, [{ ...forYoung, places: 2, releaseOn: '2026-06-25' }])).toMatchObject({ places: 3, leftForAnybody: 0, fences: [{ fenceId: fence!.fenceId, left: 1, releaseOn: '2026-06-25' }] });
    await expect(offer(another)).rejects.toMatchObject({ code: 'opportunities/place-kept' });
    expect(await fences.set(employer, intakeId, [])).toMatchObject({ leftForAnybody: 1, fences: [] });
    await offer(another);
    expect(await heldOf('FEW')).toMatchObject({ all: 3, taken: 3 });
    expect(await rows(`SELECT detail->'before' AS before, detail->'after' AS after FROM audit.events WHERE action = 'intake.ring-fences-set' AND subject = $1 ORDER BY event_id DESC LIMIT 1`, [intakeId])).toEqual([{ before: [{ group: 'YOUNG', places: 2, releaseOn: '2026-06-25' }], after: [] }]);
  });

  it('are refused where they cannot be, each with what was expected, and by whoever does not list the intake; a start that is moved takes them along', async () => {
    const intakeId = await intakeOf('FEW');
    const wrong = [{ ...forVaccinators(1), targetGroup: 'aged-16-24' }, { ...forVaccinators(1), programmeCode: 'UNJUSTIFIED', targetGroup: null }, { ...forVaccinators(9), releaseOn: TODAY }];
    await expect(fences.set(employer, intakeId, wrong)).rejects.toMatchObject({
      code: 'opportunities/ring-fences-wrong',
      details: expect.arrayContaining(['/fences/0/targetGroup', '/fences/1/programmeCode', '/fences/2/releaseOn', '/fences'].map((pointer) => expect.objectContaining({ pointer }))),
    });
    expect((await fences.ofIntake(employer, intakeId)).fences).toEqual([]);
    await expect(fences.set(broker, intakeId, [])).rejects.toMatchObject({ code: 'opportunities/intake-not-found' });
    await expect(fences.ofIntake(employer, intakeId.replace(/.{4}$/, '0000'))).rejects.toMatchObject({ code: 'opportunities/intake-not-found' });
    await sendRoles({ MOVED: '4' });
    await fences.set(employer, await intakeOf('MOVED'), [forVaccinators(2, '2026-06-25')]);
    await sendRoles({ MOVED: '4' }, '2026-06-22');
    const [early, late] = [await intakeOf('MOVED'), await secondIntakeOf('MOVED')];
    await fences.set(employer, early, [forVaccinators(4, '2026-06-22')]);
    const [member, other] = [await refer(5, 'MOVED'), await refer(160, 'MOVED')]; // to where each gets a place
    expect([(await query.detail(broker, member)).intakeId, (await query.detail(broker, other)).intakeId]).toEqual([early, late]);
    await fences.set(employer, early, [forVaccinators(2, '2026-06-22')]);
    expect(await fences.ofIntake(employer, await intakeOf('MOVED'))).toMatchObject({ leftForAnybody: 2, fences: [{ places: 2, releaseOn: '2026-06-22' }] });
    // Moved back it is the first intake again, with what was kept last and nothing of what was kept there at first.
    await fences.set(employer, early, [{ ...forVaccinators(1, '2026-06-22'), targetGroup: 'outside-nhs' }]);
    await sendRoles({ MOVED: '4' });
    expect(await fences.ofIntake(employer, await intakeOf('MOVED'))).toMatchObject({ leftForAnybody: 3, fences: [{ targetGroup: 'outside-nhs', places: 1, releaseOn: '2026-06-22' }] });
    expect(await rows(`SELECT detail FROM audit.events WHERE action = 'intake.ring-fences-moved' AND subject = $1`, [await intakeOf('MOVED')])).toEqual([{ detail: { count: 1 } }]);

    await rows(`UPDATE opportunities.intakes SET places = NULL WHERE intake_id = $1`, [await intakeOf('OPEN')]);
    await expect(fences.set(employer, await intakeOf('OPEN'), [forVaccinators(1)])).rejects.toMatchObject({ details: [{ pointer: '/fences', detail: expect.stringContaining('does not say how many places') }] });
    await rows(`UPDATE opportunities.opportunities SET is_withdrawn = true WHERE reference = 'OPEN'`);
    clock.day = '2026-07-07';
    const told = await Promise.all([intakeOf('OPEN'), intakeId].map(async (id) => fences.ofIntake(employer, await id)));
    expect(told.map(({ leftForAnybody, sentence }) => [leftForAnybody, sentence])).toEqual([
      [0, 'Nobody can be referred here any more: the advert is withdrawn, has closed, or is a copy of another one.'],
      [0, 'Nobody can be referred here any more: it started on 6 July 2026.'],
    ]);
    clock.day = TODAY;
  });
});
