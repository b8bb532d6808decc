// Measures the lists of a caseload through the service, with row-level security, against the same asked of the events.
import 'reflect-metadata';
import { randomBytes, randomUUID } from 'node:crypto';
import { NestFactory } from '@nestjs/core';
import pg from 'pg';
import { ServicesModule } from '../../../dist/apps/pathways/src/services.module.js';
import { BrokerageModule, BulkActions, CaseloadQuery } from '../../../dist/libs/brokerage/src/index.js';
import { CASE_LISTS, STANDARD_CASE_LIMITS } from '../../../dist/libs/kernel/src/index.js';
import { readConfig, SystemClock, systemActor } from '../../../dist/libs/platform/src/index.js';
import { figuresOf } from '../live/figures.mjs';
import { fill } from './fill.mjs';
import { COUNTS_OF_EVENTS, pageOfEvents } from './of-events.mjs';

/** How often a thing is asked: what is quick more often, and all of it once before. */
const QUICK_ROUNDS = 40;
const SLOW_ROUNDS = 3;

/** Events in a block, and blocks with the summary kept and without it, by turns. */
const EVENTS = 200;
const BLOCKS = 10;

const BEFORE_ALL = ['-infinity', '00000000-0000-0000-0000-000000000000'];

/**
 * @param options {people, postgres: {url, serviceUrl}, folder, say}
 */
export async function measure({ people, postgres, folder, say }) {
  say('filling the database');
  const { cityId, brokerageId, brokerId, events, rebuildSeconds } = await fill(postgres.url, people);
  const services = await openServices(postgres, folder);
  const owner = new pg.Client({ connectionString: postgres.url });
  await owner.connect();
  try {
    const today = new SystemClock().today();
    const caseload = services.get(CaseloadQuery, { strict: false });
    const reader = (nodeId) => systemActor('bench', { people: [nodeId], tree: [cityId] });
    const wholes = [['everybody of the City', reader(cityId), null], ['one brokerage', reader(brokerageId), brokerageId]];
    const scopes = [];
    for (const [title, actor, organisationId] of wholes) {
      say(`the lists of ${title}`);
      scopes.push(await measureLists({ caseload, owner, actor, organisationId, today, title }));
    }
    say('the lists of one broker');
    const broker = await timed(QUICK_ROUNDS, () => caseload.page(reader(brokerageId), 'assigned', { userId: brokerId }, STANDARD_CASE_LIMITS, { after: null, limit: 50 }));
    say('events written');
    const written = await measureWrites(owner);
    say('a whole list written down');
    const selected = await measureSelection(services, caseload, reader(cityId));
    return { people, events, rebuildSeconds, scopes, broker, written, selected };
  } finally {
    await owner.end();
    await services.close();
  }
}

function openServices({ serviceUrl }, folder) {
  const secret = () => `bench-1:${randomBytes(32).toString('base64')}`;
  const environment = { NODE_ENV: 'development', DATABASE_URL: serviceUrl, REDIS_URL: '', PATHWAYS_HOME: folder, PATHWAYS_KEYS: secret(), SESSION_SECRETS: secret(), LOG_LEVEL: 'error' };
  const setting = { processName: 'bench', config: readConfig(environment), databaseUrl: serviceUrl };
  return NestFactory.createApplicationContext({ module: BrokerageModule, imports: [ServicesModule.with(setting)] }, { logger: ['error'] });
}

/** Milliseconds of some rounds, after one that is not counted. */
async function timed(rounds, work) {
  await work();
  const times = [];
  for (let round = 0; round < rounds; round += 1) {
    const started = performance.now();
    await work();
    times.push(performance.now() - started);
  }
  return figuresOf(times);
}

async function measureLists({ caseload, owner, actor, organisationId, today, title }) {
  const lists = [];
  const ask = async (text, values) => (await owner.query(text, values)).rows;
  const counted = new Map((await caseload.counts(actor, {}, STANDARD_CASE_LIMITS)).map(({ list, people }) => [list, people]));
  const [countedOfEvents] = await ask(COUNTS_OF_EVENTS, [today, organisationId]);
  for (const list of CASE_LISTS) {
    if (counted.get(list) !== countedOfEvents[list]) throw new Error(`${list} has ${counted.get(list)} people, and ${countedOfEvents[list]} by the events.`);
    const page = (after) => caseload.page(actor, list, {}, STANDARD_CASE_LIMITS, { after, limit: 50 });
    const ofEvents = (after) => ask(pageOfEvents(list), [today, organisationId, ...(after === null ? BEFORE_ALL : after.split('_'))]);
    const deep = await deepInside(owner, pageOfEvents(list), [today, organisationId, ...BEFORE_ALL], Math.floor(counted.get(list) / 2));
    const places = [];
    for (const [place, after] of [['first', null], ['deep', deep]]) {
      const [ours, theirs] = [(await page(after)).rows, await ofEvents(after)];
      if (JSON.stringify(ours.map(({ candidateId, onListFor }) => [onListFor, candidateId])) !== JSON.stringify(theirs.map(({ candidateId, day }) => [day, candidateId]))) throw new Error(`The ${place} page of ${list} is another by the events.`);
      const milliseconds = await timed(QUICK_ROUNDS, () => page(after));
      const naive = await timed(SLOW_ROUNDS, () => ofEvents(after));
      places.push({ place, milliseconds, naive, times: naive.median / milliseconds.median });
    }
    lists.push({ list, people: counted.get(list), places });
  }
  const counts = await timed(QUICK_ROUNDS, () => caseload.counts(actor, {}, STANDARD_CASE_LIMITS));
  const naive = await timed(SLOW_ROUNDS, () => ask(COUNTS_OF_EVENTS, [today, organisationId]));
  return { title, lists, counts: { milliseconds: counts, naive, times: naive.median / counts.median } };
}

/** After which row a list goes on, so many rows inside. */
async function deepInside(owner, text, values, rows) {
  if (rows === 0) return null;
  const { rows: found } = await owner.query(text.replace(/LIMIT 50$/, `OFFSET ${rows - 1} LIMIT 1`), values);
  return `${found[0].day}_${found[0].candidateId}`;
}

/** One contact, and one step of a referral, with the summary kept and without; inside one transaction, since a commit takes as long for both. */
async function measureWrites(owner) {
  const { rows: some } = await owner.query(`SELECT candidate_id, referral_id FROM brokerage.referrals WHERE status = 'interview' ORDER BY referral_id LIMIT ${EVENTS}`);
  const kinds = {
    contact: { table: 'brokerage.contacts', sql: `INSERT INTO brokerage.contacts (candidate_id, happened_on, channel, has_reached, recorded_by) VALUES ($1, current_date, 'call', true, 'bench')`, id: 'candidate_id' },
    'step of a referral': { table: 'brokerage.referral_events', sql: `INSERT INTO brokerage.referral_events (referral_id, event, to_status, actor_id) VALUES ($1, 'review', 'interview', 'bench')`, id: 'referral_id' },
  };
  const written = {};
  for (const [kind, { table, sql, id }] of Object.entries(kinds)) {
    const times = { kept: [], notKept: [] };
    for (let block = 0; block < BLOCKS; block += 1) {
      for (const way of ['kept', 'notKept']) {
        await owner.query('BEGIN');
        if (way === 'notKept') await owner.query(`ALTER TABLE ${table} DISABLE TRIGGER keep_caseload_insert`);
        for (const row of some) {
          const started = performance.now();
          await owner.query({ name: kind, text: sql, values: [row[id]] });
          times[way].push(performance.now() - started);
        }
        await owner.query('ROLLBACK');
      }
    }
    const [kept, notKept] = [figuresOf(times.kept), figuresOf(times.notKept)];
    written[kind] = { kept, notKept, times: kept.median / notKept.median };
  }
  return written;
}

/** A request for everybody on the longest list, up to where the job takes over. */
async function measureSelection(services, caseload, actor) {
  const longest = (await caseload.counts(actor, {}, STANDARD_CASE_LIMITS)).toSorted((a, b) => b.people - a.people)[0];
  const bulk = services.get(BulkActions, { strict: false });
  const started = performance.now();
  await bulk.request(actor, { requestKey: randomUUID(), candidateIds: null, filter: { list: longest.list, people: longest.people, ...STANDARD_CASE_LIMITS } }, { kind: 'message', template: 'broker-asks-call', words: null });
  return { list: longest.list, people: longest.people, milliseconds: performance.now() - started };
}
