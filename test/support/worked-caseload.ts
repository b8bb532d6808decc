import { expect } from '@jest/globals';
import type { DocumentedApi } from './asked-allocations.js';

/** Works on a caseload as the documentation says: notes, contacts, tasks, and who looks after whom. Leaves the ids of the person and a task. */
export async function workOnCaseload({ ask, ids, fields, nobody }: DocumentedApi): Promise<void> {
  const json = (body: unknown) => ({ body: JSON.stringify(body) });
  const first = (await ask('listCaseload', { query: { list: 'unassigned', limit: '1' } })).body as { rows: { candidateId: string }[]; next: string };
  expect(await ask('listCaseload', { query: { list: 'unassigned', after: first.next } })).toMatchObject({ status: 200 });
  expect(await ask('listCaseload', { query: { after: 'nowhere' } })).toMatchObject({ status: 422, body: { code: 'brokerage/place-in-list-not-readable' } });
  const path = { path: { candidateId: first.rows[0]!.candidateId } };
  expect(await ask('writeNote', path)).toMatchObject({ status: 200, body: { notes: [{ visibility: 'organisation' }] } });
  expect(await ask('recordContact', { ...path, ...json({ channel: 'call', hasReached: true, note: 'N' }) })).toMatchObject({ status: 200, body: { contacts: [{ hasReached: true }] } });
  expect(await ask('recordContact', { ...path, ...json({ channel: 'call', hasReached: true, happenedOn: '2100-01-01' }) })).toMatchObject({ status: 422, body: { code: 'brokerage/contact-not-possible', errors: [{ pointer: '/happenedOn' }] } });
  const added = await ask('addTask', { ...path, ...json({ code: 'call-them' }) });
  ids['taskId'] = (added.body as { tasks: [{ taskId: string }] }).tasks[0].taskId;
  expect(await ask('addTask', { ...path, ...json({ text: 'N' }) })).toMatchObject({ status: 422, body: { code: 'brokerage/task-not-possible', errors: [{ pointer: '/dueOn' }] } });
  expect(await ask('addTask', { ...path, ...json({ code: 'call-them', userId: nobody }) })).toMatchObject({ status: 404, body: { code: 'brokerage/broker-not-found' } });
  expect(await ask('moveTask')).toMatchObject({ status: 204 });
  for (const again of [204, 204]) expect(await ask('finishTask')).toMatchObject({ status: again });
  expect(await ask('moveTask')).toMatchObject({ status: 409, body: { code: 'brokerage/task-done' } });

  const { brokers } = (await ask('listBrokers')).body as { brokers: { userId: string }[] };
  ids['toUserId'] = brokers[0]!.userId;
  fields['candidateIds'] = [path.path.candidateId, nobody];
  for (const again of [200, 200]) expect(await ask('handOverPeople')).toMatchObject({ status: again, body: { people: [{ outcome: 'done' }, { outcome: 'not-found' }] } });
  const another = { requestKey: nobody, candidateIds: [path.path.candidateId], toUserId: nobody, reasonCode: 'other' };
  expect(await ask('handOverPeople', json(another))).toMatchObject({ status: 404, body: { code: 'brokerage/broker-not-found' } });
  fields['candidateIds'] = [path.path.candidateId];
  expect(await ask('handOverPeople')).toMatchObject({ status: 409, body: { code: 'brokerage/request-key-used' } });
  expect(await ask('listAssignments', path)).toMatchObject({ status: 200, body: { assignments: [{ brokerId: ids['toUserId'], toOn: null }] } });
}
