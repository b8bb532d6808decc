import { addDays } from '#lib/kernel';
import { expect } from '@jest/globals';
import type { Answer, Question } from './api-document.js';

/** What the test of the documentation lends. */
interface Asking {
  readonly ids: Record<string, string>;
  readonly query: (sql: string, values: readonly unknown[]) => Promise<unknown[]>;
  readonly ask: (operationId: string, question?: Question) => Promise<Answer>;
  readonly fields: Record<string, unknown>;
  readonly today: string;
}

/** Records of a start of 200 days ago everything there is to record, by the examples of the documentation where they fit. */
export async function recordOutcomes({ ask, ids, fields, query, today }: Asking): Promise<void> {
  const record = (body: object) => ask('recordOutcome', { body: JSON.stringify(body) });
  const { body } = await ask('showOutcomes');
  const { startedOn } = body as { startedOn: string };
  expect(await record({ kind: 'start-confirmed', happenedOn: startedOn, evidenceCode: 'payslip' })).toMatchObject({ status: 200, body: { confirmedBy: [{ evidenceCode: 'payslip' }] } });
  expect(await ask('recordOutcome')).toMatchObject({ status: 200, body: { checks: [{ state: 'met' }, { state: 'met' }, { state: 'not-due' }] } });
  expect(await record({ kind: 'progressed', happenedOn: today, progressionKind: 'band', fromCode: 'band-2', toCode: 'band-3', stepCode: 'senior-support' })).toMatchObject({ status: 200, body: { progress: { bandsGained: 1 } } });
  expect(await record({ kind: 'progressed', happenedOn: today })).toMatchObject({ status: 422, body: { code: 'outcomes/not-possible' } });
  for (const day of ['fromOn', 'toOn']) fields[day] = today;
  expect(await ask('recordEmployment')).toMatchObject({ status: 200, body: { spells: [{ employerCode: 'same' }, { employerCode: 'another-nhs-employer', weeklyMinutes: 1800 }] } });
  // The time with the first employer ended 30 days ago: without leave for gaps no check after that is met.
  expect(await ask('recordEmployment', { body: JSON.stringify({ employerCode: 'same', fromOn: startedOn, toOn: addDays(today, -30) }) })).toMatchObject({ status: 200, body: { checks: [{}, {}, { state: 'not-met' }] } });
  for (const day of ['fromOn', 'toOn']) delete fields[day];
  expect(await record({ kind: 'left', happenedOn: today, destinationCode: 'another-nhs-employer' })).toMatchObject({ status: 200, body: { status: 'left' } });
  await claimOutcomes({ ask, ids, fields, query, today });
}

/** The course that the person is on, and a claim that two sides make. */
async function claimOutcomes({ ask, ids, fields, query }: Asking): Promise<void> {
  const referralId = ids['referralId']!;
  await query(`UPDATE opportunities.opportunities SET kind = 'apprenticeship', programme_code = $2 WHERE opportunity_id = (SELECT opportunity_id FROM opportunities.intakes JOIN brokerage.referrals USING (intake_id) WHERE referral_id = $1)`, [referralId, ids['programmeCode']]);
  expect(await ask('recordCourseStep')).toMatchObject({ status: 200, body: { state: 'enrolled' } });
  const [codes] = (await query(
    `SELECT ours.code AS ours, theirs.code AS theirs FROM brokerage.referrals AS referral JOIN identity.organisations AS ours ON ours.organisation_id = candidate_organisation_id
       JOIN identity.organisations AS theirs ON theirs.organisation_id = opportunity_organisation_id WHERE referral_id = $1`, [referralId])) as [{ ours: string; theirs: string }];
  fields['organisationCode'] = codes.ours;
  const held = await ask('claimOutcome');
  expect(held).toMatchObject({ status: 200, body: { status: 'held' } });
  ids['claimId'] = (held.body as { claimId: string }).claimId;
  expect(await ask('awardClaim')).toMatchObject({ status: 409, body: { code: 'outcomes/no-dispute' } });
  fields['organisationCode'] = codes.theirs;
  expect(await ask('claimOutcome')).toMatchObject({ status: 200, body: { status: 'contesting', isDisputed: true } });
  expect(await ask('addClaimNote')).toMatchObject({ status: 200 });
  expect(await ask('awardClaim')).toMatchObject({ status: 200, body: { status: 'upheld' } });
  delete fields['organisationCode'];
}
