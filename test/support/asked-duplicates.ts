import { BROKERAGE_CODE } from '#lib/schema';
import { expect } from '@jest/globals';
import type { Answer, Question } from './api-document.js';
import { csvOf } from './csv-text.js';
import { until } from './running-service.js';

/** Sends somebody twice, puts the two records together, and takes them apart again. */
export async function askForDuplicates(ask: (operationId: string, question?: Question) => Promise<Answer>): Promise<void> {
  const send = async (familyName: string): Promise<void> => {
    const twice = ['TWICE-1', 'TWICE-2'].map((YOUR_REFERENCE) => ({ YOUR_REFERENCE, GIVEN_NAME: 'Once', FAMILY_NAME: familyName, DATE_OF_BIRTH: '04/03/1990' }));
    const { body } = await ask('uploadFile', { query: { content: 'candidates', organisation: BROKERAGE_CODE, fileName: 'twice.csv' }, body: csvOf(Object.keys(twice[0]!), twice), contentType: 'text/csv' });
    const path = { uploadId: (body as { uploadId: string }).uploadId };
    await until('twice.csv read', async () => ((await ask('showUpload', { path })).body as { status: string }).status === 'done');
  };
  await send('Twice');
  const { duplicates } = (await ask('listDuplicates', { query: { limit: '200' } })).body as { duplicates: { duplicateId: string; ours: { reference: string } }[] };
  const { duplicateId } = duplicates.find(({ ours }) => ours.reference.startsWith('TWICE'))!;
  expect(await ask('answerDuplicate', { path: { duplicateId }, body: JSON.stringify({ answer: 'perhaps' }) })).toMatchObject({ status: 422 });
  expect(await ask('answerDuplicate', { path: { duplicateId }, body: JSON.stringify({ answer: 'same', take: ['presentPost'] }) })).toMatchObject({ status: 200, body: { state: 'merged' } });
  expect(await ask('answerDuplicate', { path: { duplicateId } })).toMatchObject({ status: 404, body: { code: 'brokerage/duplicate-not-found' } });
  const { merges } = (await ask('listMerges')).body as { merges: { mergeId: string }[] };
  const undo = (): Promise<Answer> => ask('undoMerge', { path: { mergeId: merges[0]!.mergeId } });
  await send('Thrice');
  expect(await undo()).toMatchObject({ status: 409, body: { code: 'brokerage/merge-not-undone' } });
  await send('Twice');
  for (const status of [204, 404]) expect(await undo()).toMatchObject({ status });
}
