// The steps of npm run bench. Each makes its own data from a seed, so that two machines measure the same work.
import 'reflect-metadata';
import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { join } from 'node:path';
import { NestFactory } from '@nestjs/core';
import { addDays } from '../../dist/libs/kernel/src/index.js';
import { GeographyImport, PostcodeLookup } from '../../dist/libs/geography/src/index.js';
import { HiresReportService } from '../../dist/libs/equality/src/index.js';
import { UploadsQuery, UploadsService } from '../../dist/libs/exchange/src/index.js';
import { OrganisationsService } from '../../dist/libs/identity/src/index.js';
import { MatchingQuery, MatchingService } from '../../dist/libs/matching/src/index.js';
import { Database, readConfig, systemActor } from '../../dist/libs/platform/src/index.js';
import { openDataSource } from '../../dist/libs/schema/src/index.js';
import { WorkerModule } from '../../dist/apps/worker/src/worker.module.js';
import { tenancy } from './tenancy.mjs';

const ACTOR = systemActor('bench');
const DISTRICT_LETTERS = ['ZA', 'ZB', 'ZC'];
const UNIT_LETTERS = 'ABDEFGHJLNPQRSTUWXYZ';

/** The nth of about 1.2 million postcodes in areas that are not in use. */
function postcodeNumber(n) {
  const area = DISTRICT_LETTERS[Math.floor(n / 396_000) % 3];
  const rest = n % 396_000;
  const unit = UNIT_LETTERS[rest % 20] + UNIT_LETTERS[Math.floor(rest / 20) % 20];
  return `${area}${1 + Math.floor(rest / 4000)} ${Math.floor(rest / 400) % 10}${unit}`;
}

const areaNumber = (n) => `E01${String(n).padStart(6, '0')}`;

function* directoryRows(count) {
  yield 'pcd7,pcd8,pcds,dointr,doterm,usrtypind,east1m,north1m,gridind,oa21cd,lad25cd,ctry25cd,lsoa11cd,lsoa21cd,icb23cd,lat,long\n';
  for (let n = 0; n < count; n += 1) {
    const postcode = postcodeNumber(n);
    const area = areaNumber(n % 30_000);
    yield `${postcode},${postcode},${postcode},198001,,0,${500_000 + (n % 60_000)},${150_000 + (n % 50_000)},1,E00000001,E0900000${1 + (n % 9)},E92000001,${area},${area},E54000029,51.5,-0.1\n`;
  }
}

function* indexRows() {
  yield 'lsoa21_code,imd_score,imd_rank,imd_decile\n';
  const areas = 33_755;
  for (let rank = 1; rank <= areas; rank += 1) yield `${areaNumber(rank - 1)},${(100 - rank / 400).toFixed(3)},${rank},${Math.ceil((rank * 10) / areas)}\n`;
}

async function writeFileOf(folder, name, rows) {
  const path = join(folder, name);
  await pipeline(Readable.from(chunked(rows)), createWriteStream(path));
  return path;
}

function* chunked(lines) {
  let chunk = '';
  for (const line of lines) {
    chunk += line;
    if (chunk.length > 65_536) {
      yield chunk;
      chunk = '';
    }
  }
  yield chunk;
}

async function* buffersOf(lines) {
  for (const chunk of chunked(lines)) yield Buffer.from(chunk);
}

async function timed(work) {
  const started = performance.now();
  const result = await work();
  return { seconds: (performance.now() - started) / 1000, result };
}

const round = (seconds) => Math.round(seconds * 1000) / 1000;

async function withWorker(url, work) {
  const config = readConfig({ ...process.env, DATABASE_URL: url, REDIS_URL: '', LOG_LEVEL: 'error', SWEEP_SECONDS: '60' });
  const services = await NestFactory.createApplicationContext(WorkerModule.with({ processName: 'bench', config, databaseUrl: url }), { logger: ['error'] });
  try {
    return await work(services);
  } finally {
    await services.close();
  }
}

async function withDataSource(url, work) {
  const dataSource = await openDataSource(url, 'bench');
  try {
    return await work(dataSource);
  } finally {
    await dataSource.destroy();
  }
}

const clock = { now: () => new Date(), today: () => new Date().toISOString().slice(0, 10) };

const organisation = (code, parentCode, level, organisationType = null) => ({ code, parentCode, level, organisationType, name: code, isDemo: false });

async function organisationId(services, code) {
  return (await services.get(OrganisationsService, { strict: false }).byCode(ACTOR, code)).organisationId;
}

async function upload(services, content, code, text) {
  const uploads = services.get(UploadsService, { strict: false });
  const query = services.get(UploadsQuery, { strict: false });
  const uploadId = await uploads.receive(ACTOR, { organisationId: await organisationId(services, code), content, fileName: `${content}.csv` }, buffersOf(text));
  for (;;) {
    const state = await query.state(ACTOR, uploadId);
    if (state.status === 'failed') throw new Error(`${content}: ${state.errorDetail}`);
    if (state.status === 'done') {
      if (state.rowsRejected > 0) throw new Error(`${content}: ${JSON.stringify((await query.problems(ACTOR, uploadId))[0])}`);
      return state;
    }
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

let isTreeThere = false;

async function addTree(services) {
  if (isTreeThere) return;
  isTreeThere = true;
  await services.get(OrganisationsService, { strict: false }).addAll(ACTOR, [
    organisation('B-CITY', null, 'city'),
    ...[1, 2, 3, 4, 5].flatMap((ics) => [
      organisation(`B-ICS-${ics}`, 'B-CITY', 'ics'),
      ...[1, 2, 3].flatMap((place) => [
        organisation(`B-PLACE-${ics}${place}`, `B-ICS-${ics}`, 'place'),
        ...[1, 2, 3, 4].map((number) => organisation(`B-ORG-${ics}${place}${number}`, `B-PLACE-${ics}${place}`, 'organisation', 'trust')),
      ]),
    ]),
  ]);
}

const MILLION = 1_000_000;
let isDirectoryLoaded = false;

async function loadDirectory({ ownerUrl, folder }) {
  if (isDirectoryLoaded) return;
  const paths = [await writeFileOf(folder, 'directory.csv', directoryRows(MILLION)), await writeFileOf(folder, 'iod2025.csv', indexRows())];
  await withDataSource(ownerUrl, (dataSource) => new GeographyImport(dataSource, clock).run(paths));
  isDirectoryLoaded = true;
}

function* candidateRows(count, today) {
  yield 'YOUR_REFERENCE,GIVEN_NAME,FAMILY_NAME,DATE_OF_BIRTH,POSTCODE,HIGHEST_LEVEL,ENGLISH_LEVEL,MATHS_LEVEL,SKILLS,AVAILABILITY,TRAVEL_MODE,TRAVEL_LIMIT_MINUTES,PATHWAY_INTERESTS,CONSENT_MATCHING\n';
  const pathways = ['nursing', 'administration', 'social-care', 'estates', 'pharmacy', 'allied-health'];
  const modes = ['walk', 'cycle', 'public', 'car'];
  for (let n = 0; n < count; n += 1) {
    yield `C-${n},Given,Family,01/0${1 + (n % 9)}/19${60 + (n % 40)},${postcodeNumber((n * 7919) % MILLION)},${n % 6},${n % 3},${(n + 1) % 3},care;skill-${n % 7},weekdays${n % 3 === 0 ? ';evenings' : ''},${modes[n % 4]},${20 + (n % 50)},${pathways[n % 6]},v1 ${addDays(today, -30)}\n`;
  }
}

function* roleRows(count, today) {
  yield 'YOUR_REFERENCE,KIND,TITLE,POSTCODE,PAY_PER_HOUR,ENGLISH_LEVEL,DESIRED_SKILLS,SCHEDULE,HALF_DAYS_NEEDED,START_DATE,PLACES\n';
  const titles = ['Healthcare assistant', 'Receptionist', 'Care assistant', 'Porter', 'Pharmacy assistant', 'Therapy assistant'];
  for (let n = 0; n < count; n += 1) {
    yield `R-${n},role,${titles[n % 6]} ${n},${postcodeNumber((n * 104_729) % MILLION)},${(12 + (n % 60) / 10).toFixed(2)},${n % 2},care;skill-${n % 7},weekdays,${1 + (n % 10)},${addDays(today, 20 + (n % 60))},${1 + (n % 5)}\n`;
  }
}

function* hireRows(count, today) {
  yield 'ORGANISATION,EMPLOYEE_REFERENCE,START_DATE,POSTCODE,BAND,ETHNIC_CODE\n';
  for (let n = 0; n < count; n += 1) {
    yield `B-ORG-${1 + (n % 5)}${1 + (n % 3)}${1 + (n % 4)},E-${n},${addDays(today, -1 - (n % 360))},${n % 50 === 0 ? 'unknown' : postcodeNumber((n * 7919) % MILLION)},${2 + (n % 6)},${'ABCDEFGH'[n % 8]}\n`;
  }
}

export const STEPS = {
  /** One million rows in the headings of the 2025 directory. */
  postcodeImport: async ({ ownerUrl, folder }) => {
    const path = await writeFileOf(folder, 'directory.csv', directoryRows(MILLION));
    const index = await writeFileOf(folder, 'iod2025.csv', indexRows());
    const { seconds } = await withDataSource(ownerUrl, (dataSource) => timed(() => new GeographyImport(dataSource, clock).run([path])));
    await withDataSource(ownerUrl, (dataSource) => new GeographyImport(dataSource, clock).run([index]));
    isDirectoryLoaded = true;
    return { rows: MILLION, secondsPerMillionRows: round(seconds), peakMemoryMiB: Math.round(process.resourceUsage().maxRSS / 1024) };
  },

  /** 100,000 postcodes in one call, a tenth of them not in the directory. */
  postcodeLookup: async (bench) => {
    await loadDirectory(bench);
    const typed = Array.from({ length: 100_000 }, (_, n) => (n % 10 === 0 ? `nowhere ${n}` : postcodeNumber((n * 7919) % MILLION).toLowerCase()));
    return withDataSource(bench.url, async (dataSource) => {
      const times = [];
      for (let run = 0; run < 3; run += 1) {
        const { seconds, result } = await timed(() => new PostcodeLookup(new Database(dataSource, clock)).lookup(typed, 2025));
        if (result.filter(({ decile }) => decile !== null).length !== 90_000) throw new Error('wrong number of deciles');
        times.push(seconds);
      }
      return { postcodes: typed.length, seconds: round(times.toSorted((a, b) => a - b)[1]) };
    });
  },

  /** From rows in the database to stored matches, with one worker. */
  match: async (bench) => {
    await loadDirectory(bench);
    return withWorker(bench.url, async (services) => {
      await addTree(services);
      await upload(services, 'candidates', 'B-ORG-111', candidateRows(10_000, clock.today()));
      await upload(services, 'roles', 'B-ORG-112', roleRows(1000, clock.today()));
      const query = services.get(MatchingQuery, { strict: false });
      const { seconds, result } = await timed(async () => {
        const runId = await services.get(MatchingService, { strict: false }).requestRun(ACTOR, { matchesEach: 20, seed: 1 });
        for (;;) {
          const state = await query.run(ACTOR, runId);
          if (state.status === 'failed') throw new Error(state.errorDetail);
          if (state.status === 'done') return state;
          await new Promise((resolve) => setTimeout(resolve, 10));
        }
      });
      return { candidates: result.candidateCount, opportunities: result.opportunityCount, seconds: round(seconds) };
    });
  },

  /** A file of 100,000 hires from its bytes to the published figures. */
  hires: async (bench) => {
    await loadDirectory(bench);
    return withWorker(bench.url, async (services) => {
      await addTree(services);
      const today = clock.today();
      const read = await timed(() => upload(services, 'hires', 'B-CITY', hireRows(100_000, today)));
      const report = await timed(() => services.get(HiresReportService, { strict: false }).report(ACTOR, { from: addDays(today, -365), to: today, edition: 2025 }));
      return { rows: read.result.rowsAdded, secondsToRead: round(read.seconds), secondsToReport: round(report.seconds), seconds: round(read.seconds + report.seconds) };
    });
  },

  /** What row-level security costs where people look most: a list of candidates and two of matches, beside the same without it. */
  tenancy: (bench) =>
    withWorker(bench.url, (services) => withDataSource(bench.ownerUrl, (owner) => tenancy(owner, services, (nodes) => services.get(OrganisationsService, { strict: false }).addAll(ACTOR, nodes)))),
};
