import { addDays } from '#lib/kernel';
import { expect } from '@jest/globals';
import type { DocumentedApi } from './asked-allocations.js';

/** Asks for programmes as the documentation says: one that is begun, what people show for it, and rules of it and of an opportunity, tried on somebody. */
export async function askForProgrammes({ ask, ids, fields, nobody }: DocumentedApi): Promise<void> {
  fields['candidateIds'] = [ids['candidateId']];
  expect(await ask('addProgramme')).toMatchObject({ status: 201, body: { code: 'EAST-EARN-AND-LEARN', version: 1, problems: [] } });
  expect(await ask('addProgramme')).toMatchObject({ status: 409, body: { code: 'opportunities/programme-exists' } });
  expect(await ask('addProgramme', { body: JSON.stringify({ code: 'A', organisationCode: 'DEMO-CITY', templateCode: 'none', startsOn: '2026-01-01', endsOn: null, justification: null, reviewOn: null }) })).toMatchObject({ status: 404, body: { code: 'opportunities/template-not-found' } });
  expect(await ask('recordEvidence')).toMatchObject({ status: 200, body: { shown: ['universal-credit'] } });
  for (const operationId of ['changeProgramme', 'changeProgrammeRules', 'changeOpportunityRules']) {
    expect(await ask(operationId)).toMatchObject({ status: 200 });
    expect(await ask(operationId)).toMatchObject({ status: 409, body: { code: 'opportunities/changed-since' } });
  }
  for (const again of [200, 200]) expect(await ask('setSustainmentRules')).toMatchObject({ status: again, body: { rules: [{ permittedGapDays: 28 }] } });
  for (const operationId of ['showProgramme', 'showProgrammeRules', 'showOpportunityRules']) expect(await ask(operationId)).toMatchObject({ status: 200, body: { version: operationId === 'showProgramme' ? 2 : 1 } });
  expect(await ask('tryProgrammeRules')).toMatchObject({ status: 200, body: { people: [{ rules: [{}, {}] }] } });
  expect(await ask('setChasingRules')).toMatchObject({ status: 200, body: { recorded: [{ status: 'referred', reminder: 3 }] } });
  expect(await ask('showChasingRules')).toMatchObject({ status: 200, body: { inForce: expect.arrayContaining([expect.objectContaining({ status: 'referred', reminder: 5, fromOn: null })]) } });
  expect(await ask('setChasingRules', { body: JSON.stringify({ status: 'offered', fromOn: '2199-01-01', reminder: 3, secondReminder: 3, escalation: 9, expiry: 20 }) })).toMatchObject({ status: 422, body: { code: 'brokerage/chasing-wrong', errors: [{ pointer: '/secondReminder' }, { pointer: '/expiry' }] } });
  // Of the demo's intakes one that is not full and begins later on.
  const tomorrow = addDays(new Date().toISOString().slice(0, 10), 1);
  expect(await ask('setRingFences')).toMatchObject({ status: 200, body: { fences: [] } });
  fields['fences'] = [{ programmeCode: null, targetGroup: 'outside-nhs', places: 1, releaseOn: tomorrow }];
  expect(await ask('setRingFences')).toMatchObject({ status: 200, body: { fences: [{ left: 1, releaseOn: tomorrow }] } });
  expect(await ask('showRingFences')).toMatchObject({ status: 200, body: { fences: [{ targetGroup: 'outside-nhs' }] } });
  expect(await ask('setRingFences', { body: JSON.stringify({ fences: [{ programmeCode: 'NONE', targetGroup: null, places: 1, releaseOn: tomorrow }] }) })).toMatchObject({ status: 422, body: { code: 'opportunities/ring-fences-wrong', errors: [{ pointer: '/fences/0/programmeCode' }] } });
  const wrong = JSON.stringify({ requirements: [{ on: 'age', atLeast: 18 }], weights: {}, note: 'N', version: 1 });
  expect(await ask('changeProgrammeRules', { body: wrong })).toMatchObject({ status: 422, body: { code: 'opportunities/rules-wrong', errors: expect.arrayContaining([expect.objectContaining({ pointer: '/requirements/0/on' }), expect.objectContaining({ pointer: '/weights/pay' })]) } });
  expect(await ask('changeProgrammeRules', { body: '{}' })).toMatchObject({ status: 422, body: { errors: ['requirements', 'weights', 'note', 'version'].map((field) => ({ pointer: `/${field}` })) } });
  expect(await ask('tryProgrammeRules', { body: JSON.stringify({ requirements: [], candidateIds: [nobody] }) })).toMatchObject({ status: 404, body: { code: 'candidates/candidate-not-found' } });
}
