import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ApiCaller } from '../support/api-caller.js';
import { makeApiKey } from '../support/api-key.js';
import { openTestDatabase, type TestDatabase } from '../support/database.js';
import { addTestTree } from '../support/test-tree.js';
import { candidatesCsv, rolesCsv } from '../support/partner-files.js';
import { startService, until, type RunningProcess } from '../support/running-service.js';

/** Short leases, so that what a dead worker held is soon free. */
const IMPATIENT = { LEASE_SECONDS: '2', SWEEP_SECONDS: '1', CANDIDATES_PER_SHARD: '200' };
const CANDIDATES = 6000;

describe('a worker that is killed', () => {
  let database: TestDatabase;
  let api: RunningProcess;
  let caller: ApiCaller;

  beforeAll(async () => {
    database = await openTestDatabase();
    await addTestTree(database.dataSource);
    api = await startService('api', database.url, IMPATIENT);
    caller = new ApiCaller(api.url, await makeApiKey(database.url, 'T-CITY'));
  });

  afterAll(async () => {
    await api.stop();
    await database.close();
  });

  it('in the middle of an import: another finishes it, no row lost and none doubled', async () => {
    const received = await caller.upload('candidates', 'T-BROKER', 'candidates.csv', candidatesCsv(CANDIDATES));
    expect(received.status).toBe(202);
    const { uploadId } = received.body as { uploadId: string };
    const first = await startService('worker', database.url, IMPATIENT);
    await until('some rows stored', async () => ((await rowsDone(uploadId)) > 500 ? true : null));
    await first.kill();
    const stoppedAt = await rowsDone(uploadId);
    expect(stoppedAt).toBeLessThan(CANDIDATES);

    const second = await startService('worker', database.url, IMPATIENT);
    try {
      await until('the upload done', async () => ((await caller.get(`/uploads/${uploadId}`)).body as { status: string }).status === 'done');
      expect((await caller.get(`/uploads/${uploadId}`)).body).toMatchObject({ rowsAdded: CANDIDATES, rowsChanged: 0, rowsUnchanged: 0, rowsRejected: 0, rowsDone: CANDIDATES + 1 });
      expect(await database.dataSource.query('SELECT count(*)::int AS people, count(DISTINCT reference)::int AS "references" FROM candidates.candidates')).toEqual([{ people: CANDIDATES, references: CANDIDATES }]);
    } finally {
      await second.stop();
    }
  });

  it('in the middle of a run: another finishes it, every candidate has one result', async () => {
    await caller.upload('roles', 'T-TRUST', 'roles.csv', rolesCsv(1500));
    const helper = await startService('worker', database.url, IMPATIENT);
    await until('the roles read', async () => ((await caller.get('/uploads')).body as { uploads: { status: string }[] }).uploads.every(({ status }) => status === 'done'));
    await helper.stop();

    const requested = await caller.post('/match-runs', { seed: 7 });
    expect(requested.status).toBe(202);
    const location = requested.headers.get('location')!;
    const state = async () => (await caller.get(location)).body as { status: string; shardsDone: number; shardCount: number | null };
    const first = await startService('worker', database.url, { ...IMPATIENT, WORKER_CONCURRENCY: '1' });
    await until('one shard done', async () => (await state()).shardsDone > 0);
    await first.kill();
    const interrupted = await state();
    expect(interrupted).toMatchObject({ status: 'sharded' });
    expect(interrupted.shardsDone).toBeLessThan(interrupted.shardCount!);

    const second = await startService('worker', database.url, IMPATIENT);
    try {
      await until('the run done', async () => (await state()).status === 'done');
      const [counts] = await database.dataSource.query<{ results: number; candidates: number; leftovers: number }[]>(
        `SELECT (SELECT count(*)::int FROM matching.candidate_matches) AS results, (SELECT count(DISTINCT candidate_id)::int FROM matching.candidate_matches) AS candidates,
                (SELECT count(found)::int FROM matching.shards) AS leftovers`,
      );
      expect(counts).toEqual({ results: CANDIDATES, candidates: CANDIDATES, leftovers: 0 });
    } finally {
      await second.stop();
    }
  });

  async function rowsDone(uploadId: string): Promise<number> {
    const [row] = await database.dataSource.query<{ done: number }[]>('SELECT rows_done AS done FROM exchange.uploads WHERE upload_id = $1', [uploadId]);
    return row!.done;
  }
});
