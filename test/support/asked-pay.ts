import { expect } from '@jest/globals';
import type { Answer, Question } from './api-document.js';

/** Asks as the documentation says for figures on pay and for where employers stand with the Living Wage, of which there are none yet. */
export async function askForPay(ask: (operationId: string, question?: Question) => Promise<Answer>, { cityCode, today }: { readonly cityCode: string; readonly today: string }): Promise<void> {
  expect(await ask('recordPublishedFigure')).toMatchObject({ status: 200, body: { figures: expect.arrayContaining([expect.objectContaining({ fromOn: '2027-05-01', organisationCode: cityCode, isReplaced: false })]) } });
  const wrong = JSON.stringify({ kind: 'living-wage', code: 'wales', fromOn: today, values: {}, source: 'S', isVerified: false });
  expect(await ask('recordPublishedFigure', { body: wrong })).toMatchObject({ status: 422, body: { code: 'opportunities/figure-wrong', errors: [{ pointer: '/code' }, { pointer: '/values/hourlyPence' }, { pointer: '/values/announcedOn' }] } });
  expect(await ask('recordAccreditation')).toMatchObject({ status: 200, body: { accreditations: [{ organisationCode: 'DEMO-T1', contractorName: null }] } });
  const record = { organisationCode: 'DEMO-T1', contractorName: 'Bright Floors', status: 'accredited', evidenceKind: 'letter', fromOn: today, untilOn: null };
  expect(await ask('recordAccreditation', { body: JSON.stringify(record) })).toMatchObject({ status: 422, body: { errors: [{ pointer: '/evidenceKind' }, { pointer: '/untilOn' }] } });
  expect(await ask('recordAccreditation', { body: JSON.stringify({ ...record, status: 'paying' }) })).toMatchObject({ status: 200, body: { accreditations: [{ standing: 'paying' }, {}] } });
  expect(await ask('recordAccreditation', { body: JSON.stringify({ ...record, status: 'paying', organisationCode: 'NOBODY' }) })).toMatchObject({ status: 404 });
  expect(await ask('listAccreditations')).toMatchObject({ status: 200, body: { accreditations: [{ contractorName: 'Bright Floors' }, { contractorName: null }], next: null } });
  expect(await ask('countAccreditations')).toMatchObject({ status: 200, body: { areas: expect.arrayContaining([expect.objectContaining({ organisationCode: cityCode, contractors: expect.objectContaining({ paying: 1 }) })]) } });
  const { opportunities } = (await ask('listOpportunities', { query: { limit: '200' } })).body as { opportunities: { opportunityId: string; kind: string }[] };
  const funded = (kind: string) => ask('checkFunding', { path: { opportunityId: opportunities.find((one) => one.kind === kind)!.opportunityId } });
  for (const kind of ['course', 'apprenticeship']) expect(await funded(kind)).toMatchObject({ status: 200, body: { sentence: expect.stringMatching(/\.$/) } });
  expect(await funded('role')).toMatchObject({ status: 409, body: { code: 'opportunities/no-learning' } });
}
