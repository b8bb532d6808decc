import { addDays } from '#lib/kernel';
import { expect } from '@jest/globals';
import type { DocumentedApi } from './asked-allocations.js';

type Query = (sql: string, values: readonly unknown[]) => Promise<unknown>;

interface Fair { readonly fairId: string; readonly sessions: { sessionId: string }[]; readonly stands: { standId: string; organisationCode: string }[] }
interface Slots { readonly slots: { slotId: string; isTaken: boolean }[] }

/** Holds a fair as the documentation says, with the candidate and the opportunity of `ids`. Leaves its ids. */
export async function askForFairs({ ask, ids, fields, nobody }: DocumentedApi, query: Query): Promise<void> {
  const json = (body: unknown) => ({ body: JSON.stringify(body) });
  const on = addDays(new Date().toISOString().slice(0, 10), 30);
  const { opportunityId, candidateId } = ids as { opportunityId: string; candidateId: string };
  const organisation = ((await ask('showOpportunity')).body as { organisationCode: string }).organisationCode;
  Object.assign(fields, { on, firstOn: on, lastOn: on, organisation: 'DEMO-CITY', opportunityIds: [opportunityId] });

  const announced = await ask('announceFair');
  expect(announced).toMatchObject({ status: 201, location: expect.stringContaining('/api/v1/fairs/') });
  ids['fairId'] = (announced.body as Fair).fairId;
  expect(await ask('announceFair', json({ organisation: 'NOBODY', name: 'N', firstOn: on, lastOn: on }))).toMatchObject({ status: 404, body: { code: 'brokerage/organiser-not-found' } });
  expect(await ask('announceFair', json({ organisation: 'DEMO-CITY', name: 'N', firstOn: on, lastOn: on, targetGroups: ['aged-45-plus'] }))).toMatchObject({ status: 422, body: { code: 'brokerage/fair-wrong', errors: [{ pointer: '/programmeCode' }] } });
  expect(await ask('addFairSession', json({ on, from: '9:30', to: '25:00', capacity: 1, videoLink: 'http://video.example' }))).toMatchObject({ status: 422, body: { errors: [{ pointer: '/from' }, { pointer: '/to' }, { pointer: '/videoLink' }] } });
  const held = await ask('addFairSession');
  expect(held).toMatchObject({ status: 200, body: { sessions: [{ capacity: 200, placesLeft: 200, videoLink: 'https://video.example.org/hall' }] } });
  ids['sessionId'] = (held.body as Fair).sessions[0]!.sessionId;
  fields['organisation'] = organisation;
  const withStand = await ask('addFairStand');
  expect(withStand).toMatchObject({ status: 200, body: { stands: [{ organisationCode: organisation }] } });
  ids['standId'] = (withStand.body as Fair).stands[0]!.standId;
  expect(await ask('addFairStand')).toMatchObject({ status: 409, body: { code: 'brokerage/stand-there-already' } });

  fields['breaks'] = [{ from: '10:45', to: '11:00' }];
  const opened = await ask('openStandSlots');
  expect(opened).toMatchObject({ status: 200, body: { slots: expect.arrayContaining([expect.objectContaining({ isTaken: false })]) } });
  const [first, second, third] = (opened.body as Slots).slots.map(({ slotId }) => slotId);
  ids['slotId'] = first!;
  expect(await ask('openStandSlots')).toMatchObject({ status: 409, body: { code: 'brokerage/slots-there-already' } });
  fields['userIds'] = [];
  expect(await ask('staffStand')).toMatchObject({ status: 204 });
  expect(await ask('staffStand', json({ userIds: [nobody] }))).toMatchObject({ status: 409, body: { code: 'brokerage/staff-not-theirs' } });

  expect(await ask('bookFairSlot')).toMatchObject({ status: 409, body: { code: 'brokerage/not-registered' } });
  const registration = await ask('registerForFair');
  expect(registration).toMatchObject({ status: 201, body: { status: 'registered', candidateId } });
  const cancelled = { path: registration.body as { registrationId: string } };
  expect(await ask('cancelFairRegistration', cancelled)).toMatchObject({ status: 200, body: { status: 'cancelled' } });
  expect(await ask('noteFairAttendance', cancelled)).toMatchObject({ status: 409, body: { code: 'brokerage/not-registered' } });
  ids['registrationId'] = ((await ask('registerForFair')).body as { registrationId: string }).registrationId;
  expect(await ask('noteFairAttendance')).toMatchObject({ status: 200, body: { attendance: 'arrived' } });
  expect(await ask('registerForFair', json({ sessionId: nobody, candidateId }))).toMatchObject({ status: 404, body: { code: 'brokerage/session-not-found' } });

  const booking = await ask('bookFairSlot');
  expect(booking).toMatchObject({ status: 201, body: { status: 'booked', sequence: 0, videoLink: 'https://video.example.org/stand' } });
  ids['bookingId'] = (booking.body as { bookingId: string }).bookingId;
  expect(await ask('bookFairSlot', json({ slotId: nobody, candidateId }))).toMatchObject({ status: 404, body: { code: 'brokerage/slot-not-found' } });
  expect(await ask('moveFairBooking', json({ slotId: second }))).toMatchObject({ status: 200, body: { slotId: second, sequence: 1 } });
  expect(await ask('cancelFairBooking')).toMatchObject({ status: 200, body: { status: 'cancelled' } });
  for (const operationId of ['moveFairBooking', 'noteStandAttendance']) expect(await ask(operationId)).toMatchObject({ status: 409, body: { code: 'brokerage/booking-ended' } });
  // Somebody who has no case yet.
  const [fresh] = await query(
    `SELECT candidate_id AS "candidateId" FROM candidates.candidates AS person JOIN candidates.consents USING (candidate_id) WHERE purpose = 'sharing-with-partners' AND withdrawn_on IS NULL AND expires_on IS NULL
        AND given_on < current_date AND email IS NOT NULL AND NOT EXISTS (SELECT FROM brokerage.referrals AS referral WHERE referral.candidate_id = person.candidate_id)
        AND organisation_id = (SELECT organisation_id FROM candidates.candidates WHERE candidate_id = $1) LIMIT 1`,
    [candidateId],
  ) as { candidateId: string }[];
  const applied = await ask('applyAtStand', json({ ...fresh, opportunityIds: [opportunityId] }));
  expect(applied).toMatchObject({ status: 200, body: { applications: [{ opportunityId, problem: null }] } });
  ids['bookingId'] = ((await ask('bookFairSlot', json({ slotId: third, ...fresh }))).body as { bookingId: string }).bookingId;
  expect(await ask('showStandShortlist', { query: { opportunityId: nobody } })).toMatchObject({ status: 422, body: { code: 'brokerage/opportunity-missing' } });
  expect(await ask('applyAtStand', json({ candidateId, opportunityIds: [nobody] }))).toMatchObject({ status: 422, body: { code: 'brokerage/opportunity-missing' } });
  for (const again of [1, 2]) expect([again, await ask('recordOutcomeOfTalk')]).toMatchObject([again, { status: 200, body: { outcomeCode: 'interested', referralId: expect.any(String) } }]);
  expect(await ask('recordOutcomeOfTalk', { path: booking.body })).toMatchObject({ status: 409, body: { code: 'brokerage/booking-ended' } });
  const unwilling = await query(`SELECT candidate_id AS "candidateId" FROM candidates.candidates AS person WHERE organisation_id IN (SELECT organisation_id FROM identity.organisations WHERE code LIKE 'DEMO-%')
     AND NOT EXISTS (SELECT FROM candidates.consents WHERE consents.candidate_id = person.candidate_id AND purpose = 'sharing-with-partners') LIMIT 1`, []) as { candidateId: string }[];
  expect(await ask('applyAtStand', json({ ...unwilling[0], opportunityIds: [opportunityId] }))).toMatchObject({ status: 409, body: { code: 'brokerage/record-incomplete' } });
  for (const operationId of ['showFairFigures', 'listStandSlots', 'showStandShortlist', 'downloadStandCalendar', 'downloadBookingCalendar']) expect([operationId, await ask(operationId)]).toMatchObject([operationId, { status: 200 }]);
  expect(await ask('noteStandAttendance')).toMatchObject({ status: 200, body: { attendance: 'arrived' } });
  expect(await ask('cancelFairBooking')).toMatchObject({ status: 409, body: { code: 'brokerage/booking-ended' } });

  /** A registration for a session that was there before it was over. */
  const lateIn = async (sessionId: string): Promise<string> =>
    ((await query(`INSERT INTO brokerage.fair_registrations (session_id, candidate_id, line_number) VALUES ($1, $2, 1) RETURNING registration_id AS id`, [sessionId, candidateId])) as { id: string }[])[0]!.id;
  const past = ((await ask('addFairSession', json({ on, from: '14:00', to: '15:00', capacity: 1 }))).body as Fair).sessions[1]!.sessionId;
  await query(`UPDATE brokerage.fair_sessions SET starts_at = now() - interval '2 hours', ends_at = now() - interval '1 hour' WHERE session_id = $1`, [past]);
  expect(await ask('registerForFair', json({ sessionId: past, candidateId }))).toMatchObject({ status: 409, body: { code: 'brokerage/session-over' } });
  expect(await ask('cancelFairRegistration', { path: { registrationId: await lateIn(past) } })).toMatchObject({ status: 409, body: { code: 'brokerage/session-over' } });

  const heldOn = (day: string) => query(`UPDATE brokerage.fairs SET first_on = $2, last_on = $2 WHERE fair_id = $1`, [ids['fairId'], day]);
  await heldOn('2020-01-01');
  expect(await ask('callFairOff')).toMatchObject({ status: 409, body: { code: 'brokerage/fair-over' } });
  await heldOn(on);
  for (const again of [1, 2]) expect([again, await ask('callFairOff')]).toMatchObject([again, { status: 200, body: { calledOffAt: expect.any(String) } }]);
  for (const operationId of ['addFairSession', 'addFairStand', 'registerForFair', 'bookFairSlot']) expect([operationId, await ask(operationId)]).toMatchObject([operationId, { status: 409, body: { code: 'brokerage/fair-called-off' } }]);
  for (const name of ['on', 'firstOn', 'lastOn', 'organisation', 'opportunityIds']) delete fields[name];
}
