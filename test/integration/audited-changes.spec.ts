import { CandidatesQuery } from '#lib/candidates';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { INestApplicationContext } from '@nestjs/common';
import { CLASSROOM_CELLS, VENUE_CELLS } from '../fixtures/courses/rows.js';
import { csvOf } from '../support/csv-text.js';
import { openTestDatabase, type TestDatabase } from '../support/database.js';
import { FixedClock } from '../support/fixed-clock.js';
import { OPERATOR } from '../support/operator.js';
import { Partner } from '../support/sent-upload.js';
import { openServices } from '../support/services.js';
import { addTestTree } from '../support/test-tree.js';

interface Event {
  readonly actorId: string;
  readonly action: string;
  readonly organisation: string | null;
  readonly detail: Record<string, unknown>;
}

let database: TestDatabase;
let services: INestApplicationContext;
let partner: Partner;
beforeAll(async () => {
  database = await openTestDatabase();
  await addTestTree(database.dataSource);
  services = await openServices(database.url, { clock: new FixedClock('2026-06-01') });
  partner = new Partner(services);
});
afterAll(async () => {
  await services.close();
  await database.close();
});

const events = (action: string): Promise<Event[]> =>
  database.dataSource.query(
    `SELECT actor_id AS "actorId", action, code AS organisation, detail FROM audit.events LEFT JOIN identity.organisations USING (organisation_id) WHERE action = $1 ORDER BY event_id`,
    [action],
  );

async function send(content: 'candidates' | 'roles' | 'hires' | 'venues' | 'courses', organisation: string, row: Readonly<Record<string, string>>): Promise<void> {
  expect(await partner.sendAndRead({ content, organisation, file: csvOf(Object.keys(row), [row]) })).toMatchObject({ status: 'done', rowsRejected: 0 });
}

const JOB = { actorId: 'job:read-upload' };

describe('a file that changes rows', () => {
  const person = { YOUR_REFERENCE: 'C-1', GIVEN_NAME: 'Amina', FAMILY_NAME: 'Quillfeather', EMAIL: 'amina@example.org', PHONE: '07700 900123', NEEDS: 'Step-free access', TRAVEL_LIMIT_MINUTES: '45', CONSENT_MATCHING: 'v1 2026-01-05', CONSENT_SHARING: 'v1 2026-01-05' };

  it('of candidates tells what changed, and of personal text only that it did', async () => {
    await send('candidates', 'T-BROKER', person);
    expect(await events('candidates.added')).toMatchObject([{ ...JOB, organisation: 'T-BROKER', detail: { count: 1 } }]);
    await send('candidates', 'T-BROKER', person);
    expect(await events('candidate.changed')).toEqual([]);
    await send('candidates', 'T-BROKER', { ...person, TRAVEL_LIMIT_MINUTES: '60', PHONE: '07700 900999', NEEDS: 'Interpreter', CONSENT_SHARING: '' });
    const [changed, ...others] = await events('candidate.changed');
    expect(others).toEqual([]);
    expect(changed).toMatchObject({ ...JOB, organisation: 'T-BROKER', detail: { travelLimitMinutes: [45, 60], consents: [['matching v1 2026-01-05', 'sharing-with-partners v1 2026-01-05'], ['matching v1 2026-01-05']] } });
    expect(Object.keys(changed!.detail).toSorted()).toEqual(['consents', 'needs', 'phone', 'travelLimitMinutes']);
    for (const field of ['needs', 'phone']) expect(changed!.detail[field]).toEqual([expect.stringMatching(/^f1\./), expect.stringMatching(/^f1\./)]);
  });

  it('of roles tells the facts before and after', async () => {
    const role = { YOUR_REFERENCE: 'R-1', KIND: 'role', TITLE: 'Porter', REMOTE: 'yes', PAY_PER_HOUR: '13.85' };
    await send('roles', 'T-TRUST', role);
    await send('roles', 'T-TRUST', { ...role, TITLE: 'Night porter', PAY_PER_HOUR: '14.20' });
    expect(await events('opportunities.added')).toMatchObject([{ organisation: 'T-TRUST', detail: { count: 1 } }]);
    expect(await events('opportunity.changed')).toMatchObject([{ ...JOB, organisation: 'T-TRUST', detail: { title: ['Porter', 'Night porter'], hourly_pence: [1385, 1420] } }]);
  });

  it('of venues tells the facts before and after, and of an address or a number only that it changed', async () => {
    const venue = { ...VENUE_CELLS, YOUR_VENUE_REFERENCE: 'MAIN', VENUE_NAME: 'Main site', EMAIL: 'office@example.org', PHONE: '01632 960001' };
    await send('venues', 'T-COLLEGE', venue);
    await send('venues', 'T-COLLEGE', venue);
    expect(await events('venues.added')).toMatchObject([{ ...JOB, organisation: 'T-COLLEGE', detail: { count: 1 } }]);
    expect(await events('venue.changed')).toEqual([]);
    await send('venues', 'T-COLLEGE', { ...venue, VENUE_NAME: 'Main hall', EMAIL: 'desk@example.org', PHONE: '01632 960002' });
    const [changed, ...others] = await events('venue.changed');
    expect(others).toEqual([]);
    expect(changed).toMatchObject({ ...JOB, organisation: 'T-COLLEGE', detail: { name: ['Main site', 'Main hall'] } });
    expect(Object.keys(changed!.detail).toSorted()).toEqual(['email', 'name', 'phone']);
    for (const field of ['email', 'phone']) expect(changed!.detail[field]).toEqual([expect.stringMatching(/^f1\./), expect.stringMatching(/^f1\./)]);
  });

  it('of courses tells of the course, and of its intakes', async () => {
    const course = { ...CLASSROOM_CELLS, YOUR_REFERENCE: 'PWASC-1', YOUR_VENUE_REFERENCE: 'MAIN', VENUE_NAME: 'Main hall', START_DATE: '01/09/2026' };
    const intakesBefore = (await events('intakes.added')).length;
    await send('courses', 'T-COLLEGE', course);
    await send('courses', 'T-COLLEGE', course);
    expect(await events('courses.added')).toMatchObject([{ ...JOB, organisation: 'T-COLLEGE', detail: { count: 1 } }]);
    expect((await events('intakes.added')).slice(intakesBefore)).toMatchObject([{ ...JOB, organisation: 'T-COLLEGE', detail: { count: 1 } }]);
    expect([await events('course.changed'), await events('intake.changed')]).toEqual([[], []]);
    await database.dataSource.query('UPDATE opportunities.courses SET is_aim_checked = NOT is_aim_checked'); // as if the table of aims had been another
    await send('courses', 'T-COLLEGE', { ...course, START_DATE: '08/09/2026' });
    expect(await events('course.changed')).toMatchObject([{ ...JOB, organisation: 'T-COLLEGE', detail: { is_aim_checked: [expect.any(Boolean), expect.any(Boolean)] } }]);
    expect(await events('intake.changed')).toMatchObject([{ ...JOB, organisation: 'T-COLLEGE', detail: { is_closed: [false, true] } }]);
    expect((await events('intakes.added')).slice(intakesBefore)).toHaveLength(2);
  });

  it('of roles tells of places that were more or fewer, once, and of an intake that opens again', async () => {
    const role = { YOUR_REFERENCE: 'R-2', KIND: 'role', TITLE: 'Porter', REMOTE: 'yes', PLACES: '5', START_DATE: '2026-07-06' };
    const before = (await events('intake.changed')).length;
    for (const change of [{}, { PLACES: '3' }, { PLACES: '3' }, { START_DATE: '2026-08-03' }, { START_DATE: '2026-08-03' }, {}]) await send('roles', 'T-TRUST', { ...role, ...change });
    const told = (await events('intake.changed')).slice(before).map(({ detail }) => detail);
    expect(told.slice(0, 2)).toEqual([{ places: [5, 3] }, { is_closed: [false, true] }]);
    expect(told).toHaveLength(4); // back at the first date: its intake opens, the other closes
    expect(told.slice(2)).toEqual(expect.arrayContaining([{ is_closed: [true, false], places: [3, 5] }, { is_closed: [false, true] }]));
  });

  it('of hires is a restatement of the organisation, without what is personal', async () => {
    const hire = { ORGANISATION: 'T-GP', EMPLOYEE_REFERENCE: 'E-1', START_DATE: '2026-04-01', POSTCODE: 'ZX1 1AA', BAND: '2', SEX: 'female' };
    await send('hires', 'T-GP', hire);
    await send('hires', 'T-GP', { ...hire, POSTCODE: 'ZX1 1AB', BAND: '3', SEX: 'male' });
    const [restated] = await events('hire.restated');
    expect(restated).toMatchObject({ ...JOB, organisation: 'T-GP', detail: { band: ['2', '3'] } });
    expect(Object.keys(restated!.detail).toSorted()).toEqual(['band', 'postcode', 'postcode_key']); // and nothing of the monitoring answer
    expect(JSON.stringify(restated)).not.toMatch(/ZX1/);
  });

  it('leaves no personal text anywhere in the trail', async () => {
    const whole = JSON.stringify(await database.dataSource.query('SELECT * FROM audit.events'));
    expect(whole).not.toMatch(/Amina|Quillfeather|example\.org|07700|01632|Step-free|Interpreter|ZX1/);
  });
});

describe('looking at somebody', () => {
  it('is written down with who, why and whose record it was', async () => {
    const [{ id } = { id: '' }] = await database.dataSource.query<{ id: string }[]>('SELECT candidate_id AS id FROM candidates.candidates');
    await services.get(CandidatesQuery, { strict: false }).detail({ ...OPERATOR, purpose: 'casework', requestId: 'request-1' }, id);
    expect(await database.dataSource.query(`SELECT actor_id AS "actorId", purpose, request_id AS "requestId", subject FROM audit.events WHERE action = 'candidate.seen'`)).toEqual([
      { actorId: 'operator', purpose: 'casework', requestId: 'request-1', subject: id },
    ]);
  });
});
