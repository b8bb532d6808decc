import { gzipSync } from 'node:zlib';
import { UploadsQuery, UploadsService, type UploadContentName } from '#lib/exchange';
import { OrganisationsService } from '#lib/identity';
import { claimWork, Clock, Database, ProcessConfig, releaseClaim, SystemClock, type Claim, type WorkTable } from '#lib/platform';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { INestApplicationContext } from '@nestjs/common';
import { UploadContents } from '../../libs/exchange/src/contents/upload-contents.js';
import { ImportsBell } from '../../libs/exchange/src/exchange.queue.js';
import { UploadedBytes } from '../../libs/exchange/src/uploaded-bytes.js';
import { openTestDatabase, type TestDatabase } from '../support/database.js';
import { candidatesCsv } from '../support/partner-files.js';
import { SAMPLE_FEEDS } from '../support/sample-uploads.js';
import { Partner } from '../support/sent-upload.js';
import { openServices } from '../support/services.js';
import { storedCounts } from '../support/stored-rows.js';
import { addTestTree } from '../support/test-tree.js';

const UPLOADS: WorkTable = { table: 'exchange.uploads', idColumn: 'upload_id', job: 'job:read-upload', role: 'pathways_app' };

/** Several batches and a part of one more. Every tenth row is rejected, so that those are seen to be kept once too. */
const ROWS = 2500;
const FILE = candidatesCsv(ROWS).split('\r\n').map((line, index) => (index % 10 === 3 ? line.replace(',60,', ',600,') : line)).join('\r\n');
const REJECTED = 250;

let database: TestDatabase;
let letters: Database;
let services: INestApplicationContext;
let partner: Partner;

beforeAll(async () => {
  database = await openTestDatabase();
  letters = new Database(database.dataSource, new SystemClock());
  await addTestTree(database.dataSource);
  services = await openServices(database.url);
  partner = new Partner(services);
});
afterAll(async () => {
  await services.close();
  await database.close();
});
beforeEach(() => database.dataSource.query('TRUNCATE candidates.candidates, opportunities.opportunities, exchange.uploads CASCADE'));

/** What happens while a file is read. */
interface Mishaps {
  /** When the file has been opened, and nothing of it is stored. */
  readonly whenOpened?: () => Promise<void>;
  /** Between a batch and the next, outside their transactions. */
  readonly afterBatch?: (batches: number) => Promise<void>;
  /** In the transaction that stores these people. */
  readonly whileStoring?: (references: readonly string[], batch: number) => void;
}

/** A reader of uploads to which something happens. Beyond that it is the real one, on the real services. */
function readerWith({ whenOpened, afterBatch, whileStoring }: Mishaps): UploadsService {
  const get = <T>(type: abstract new (...given: never[]) => T): T => services.get<T>(type, { strict: false });
  const real = get(UploadContents).of('candidates');
  let batches = 0;
  const watched: typeof real = {
    open: async (bytes, upload) => {
      const opened = await real.open(bytes, upload);
      await whenOpened?.();
      return {
        layout: opened.layout,
        headings: opened.headings,
        notes: () => opened.notes(),
        rows: (async function* () {
          let seen = 0;
          for await (const row of opened.rows) {
            if (batches > seen) await afterBatch?.(batches);
            seen = batches;
            yield row;
          }
        })(),
      };
    },
    store: async (manager, upload, entries) => {
      batches += 1;
      whileStoring?.(entries.map((entry) => (entry as { reference: string }).reference), batches);
      return real.store(manager, upload, entries);
    },
  };
  const contents: Pick<UploadContents, 'of'> = { of: () => watched };
  return new UploadsService(get(Database), get(Clock), get(OrganisationsService), get(ProcessConfig), get(ImportsBell), get(UploadedBytes), contents as UploadContents, get(UploadsQuery));
}

const handOver = (): Promise<string> => partner.handOver({ content: 'candidates', organisation: 'T-BROKER', file: FILE });

/** What a lease that ran out looks like to everybody else. */
const letLeaseRunOut = (uploadId: string) => database.dataSource.query(`UPDATE exchange.uploads SET leased_until = now() - interval '1 second' WHERE upload_id = $1`, [uploadId]);

const people = async (): Promise<number> => (await storedCounts(database.dataSource))['candidates.candidates']!;

/** How many of the rows up to one are accepted; the heading row is 1. */
const acceptedUpTo = (rowNumber: number): number => Array.from({ length: rowNumber - 1 }, (_, index) => index + 1).filter((line) => line % 10 !== 3).length;

async function expectWholeOnce(uploadId: string): Promise<void> {
  expect(await partner.state(uploadId)).toMatchObject({ status: 'done', rowsDone: ROWS + 1, rowsAdded: ROWS - REJECTED, rowsChanged: 0, rowsUnchanged: 0, rowsRejected: REJECTED });
  const [stored] = await database.dataSource.query<unknown[]>(
    `SELECT (SELECT count(*)::int FROM candidates.candidates) AS people, (SELECT count(DISTINCT reference)::int FROM candidates.candidates) AS "references", (SELECT count(*)::int FROM exchange.upload_rows) AS noted`,
  );
  expect(stored).toEqual({ people: ROWS - REJECTED, references: ROWS - REJECTED, noted: REJECTED });
}

describe('a reader that loses its claim between two batches', () => {
  it('writes nothing more; whoever goes on begins after the last batch', async () => {
    const uploadId = await handOver();
    let other: Claim | null = null;
    const first = readerWith({
      afterBatch: async (batches) => {
        if (batches !== 1) return;
        await letLeaseRunOut(uploadId);
        other = await claimWork(letters, UPLOADS, uploadId, 30);
      },
    });
    await expect(first.read(uploadId)).rejects.toMatchObject({ code: 'platform/claim-lost' });
    const { status, rowsDone } = await partner.state(uploadId);
    expect(status).toBe('working');
    expect(rowsDone).toBeGreaterThan(1);
    expect(rowsDone).toBeLessThan(ROWS / 2);
    expect(await people()).toBe(acceptedUpTo(rowsDone));

    await releaseClaim(letters, other!);
    const stored: string[] = [];
    await readerWith({ whileStoring: (references) => stored.push(...references) }).read(uploadId);
    expect(stored).toHaveLength(ROWS - REJECTED - acceptedUpTo(rowsDone));
    expect(stored[0]).toBe(`C-${rowsDone - 1}`);
    await expectWholeOnce(uploadId);
  });

  it('does not disturb another that has read the file to its end meanwhile', async () => {
    const uploadId = await handOver();
    const first = readerWith({
      afterBatch: async (batches) => {
        if (batches !== 2) return;
        await letLeaseRunOut(uploadId);
        await partner.read(uploadId);
      },
    });
    await expect(first.read(uploadId)).rejects.toThrow(Error);
    await expectWholeOnce(uploadId);
  });

  it('notices it too when nothing is stored yet', async () => {
    const uploadId = await handOver();
    const first = readerWith({
      whenOpened: async () => {
        await letLeaseRunOut(uploadId);
        await partner.read(uploadId);
      },
    });
    await expect(first.read(uploadId)).rejects.toMatchObject({ code: 'platform/claim-lost' });
    await expectWholeOnce(uploadId);
  });
});

describe('a reader that fails in the middle of a batch', () => {
  it('Complaint 17: an upload is stuck for a day: undoes that batch, keeps those before it, and gives the file back for the next ring', async () => {
    const uploadId = await handOver();
    const failing = readerWith({
      whileStoring: (_references, batch) => {
        if (batch === 2) throw new Error('connection lost');
      },
    });
    await expect(failing.read(uploadId)).rejects.toThrow('connection lost');
    const { status, rowsDone, errorCode } = await partner.state(uploadId);
    expect({ status, errorCode }).toEqual({ status: 'queued', errorCode: null });
    expect(rowsDone).toBeGreaterThan(1);
    expect(await people()).toBe(acceptedUpTo(rowsDone));
    await partner.read(uploadId);
    await expectWholeOnce(uploadId);
  });
});

describe('two rings at once', () => {
  it('are one reading', async () => {
    const uploadId = await handOver();
    await Promise.all([partner.read(uploadId), partner.read(uploadId), partner.read(uploadId)]);
    await expectWholeOnce(uploadId);
    expect(await database.dataSource.query('SELECT attempts FROM exchange.uploads')).toEqual([{ attempts: 1 }]);
  });
});

describe('a file that turns out to be damaged at its very end', () => {
  const [nhsJobs, displayAdverts] = SAMPLE_FEEDS;
  const whole = candidatesCsv(ROWS);
  const damaged: [what: string, content: UploadContentName, file: string | Buffer, code: string][] = [
    ['a quotation mark that is never closed', 'candidates', `${whole}C-9999,"never closed,x\r\n`, 'exchange/quote-not-closed'],
    ['a quotation mark in the middle of the last value', 'candidates', `${whole}C-9999,"A"lex,x${','.repeat(12)}\r\n`, 'exchange/quote-misplaced'],
    ['cut off in the middle of a row', 'candidates', whole.slice(0, -60), 'exchange/file-cut-off'],
    ['zero bytes at the end', 'candidates', Buffer.concat([Buffer.from(whole), Buffer.alloc(4096)]), 'exchange/not-text'],
    ['UTF-16 cut in the middle of a sign', 'candidates', Buffer.concat([Buffer.from('\ufeff', 'utf16le'), Buffer.from(whole, 'utf16le').subarray(0, -1)]), 'exchange/encoding-damaged'],
    ['a letter in no encoding', 'candidates', Buffer.concat([Buffer.from(whole), Buffer.from([0x81]), Buffer.from(`${','.repeat(14)}\r\n`)]), 'exchange/encoding-unknown'],
    ['a cut gzip file', 'candidates', gzipSync(whole).subarray(0, -20), 'exchange/not-csv'],
    ['JSON that was cut off', 'display-adverts', displayAdverts.file.trimEnd().slice(0, -1), 'exchange/json-damaged'],
    ['XML that was cut off', 'nhs-jobs', nhsJobs.file.trimEnd().slice(0, -3), 'exchange/xml-damaged'],
    ['XML with something after its end', 'nhs-jobs', `${nhsJobs.file}<more/>`, 'exchange/xml-damaged'],
  ];

  it.each(damaged)('%s: nothing of it is stored', async (_what, content, file, code) => {
    const before = await storedCounts(database.dataSource);
    const state = await partner.sendAndRead({ content, organisation: 'T-BROKER', file });
    expect(state).toMatchObject({ status: 'failed', errorCode: code, rowsDone: 0, rowsAdded: 0, rowsRejected: 0 });
    expect(state.errorDetail).toMatch(/^[A-Z].*\.$/);
    expect(await storedCounts(database.dataSource)).toEqual(before);
    expect(await partner.notedRows(state.uploadId)).toEqual([]);
    await partner.read(state.uploadId);
    expect(await partner.state(state.uploadId)).toEqual(state);
  });
});
