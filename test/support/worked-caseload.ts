import { randomUUID } from 'node:crypto';
import { expect } from '@jest/globals';
import type { DocumentedApi } from './asked-allocations.js';
import { until } from './running-service.js';

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
  await workForMany({ ask, ids, fields, nobody });
  expect(await ask('listAssignments', path)).toMatchObject({ status: 200, body: { assignments: [{ brokerId: ids['toUserId'], toOn: null }] } });
}

/** Refers and writes to many people: a few at once, and more by the worker. Leaves the id of a request. */
async function workForMany({ ask, ids, nobody }: DocumentedApi): Promise<void> {
  const body = (changes: object) => ({ body: JSON.stringify({ requestKey: randomUUID(), candidateIds: [nobody], ...changes }) });
  const message = { template: 'broker-asks-call' };
  expect(await ask('writeToPeople', body(message))).toMatchObject({ status: 200, body: { status: 'done', outcomes: [{ outcome: 'not-found', people: 1 }] } });
  expect(await ask('writeToPeople', body({ ...message, text: 'N' }))).toMatchObject({ status: 422, body: { code: 'brokerage/words-wrong', errors: [{ pointer: '/text' }] } });
  const filter = { list: 'assigned', people: 1_000_000 };
  expect(await ask('writeToPeople', body({ ...message, filter }))).toMatchObject({ status: 422, body: { code: 'brokerage/selection-wrong' } });
  expect(await ask('writeToPeople', body({ ...message, filter, candidateIds: undefined }))).toMatchObject({ status: 409, body: { code: 'brokerage/list-changed', errors: [{ pointer: '/filter/people' }] } });
  expect(await ask('writeToPeople', body({ ...message, filter: { list: 'assigned', people: -1 } }))).toMatchObject({ status: 422, body: { code: 'http/not-acceptable', errors: [{ pointer: '/filter/people' }] } });
  const { opportunityId } = ids;
  expect(await ask('referPeople', body({ opportunityId: nobody }))).toMatchObject({ status: 404, body: { code: 'opportunities/opportunity-not-found' } });
  expect(await ask('referPeople', body({ opportunityId, filter, candidateIds: undefined }))).toMatchObject({ status: 409, body: { code: 'brokerage/list-changed' } });
  const many = await ask('referPeople', body({ opportunityId, candidateIds: Array.from({ length: 21 }, () => randomUUID()) }));
  expect(many).toMatchObject({ status: 200, body: { total: 21, problem: null } });
  ids['bulkId'] = (many.body as { bulkId: string }).bulkId;
  await until('many people done', async () => ((await ask('showBulkAction')).body as { status: string }).status === 'done');
  expect(await ask('showBulkAction', { query: { limit: '20', outcome: 'not-found' } })).toMatchObject({ status: 200, body: { answered: 21, people: { length: 20 }, next: expect.any(String) } });
  expect(await ask('stopBulkAction')).toMatchObject({ status: 200, body: { status: 'done' } });
  expect(await ask('showBulkAction', { path: { bulkId: nobody } })).toMatchObject({ status: 404, body: { code: 'brokerage/bulk-action-not-found' } });
  expect(await ask('listBulkActions')).toMatchObject({ status: 200, body: { bulkActions: [{ bulkId: ids['bulkId'] }, {}, {}] } });
}
