// Measures what answers at this moment, out of the memory of real API processes over HTTP, on a filled database.
import 'reflect-metadata';
import { randomBytes } from 'node:crypto';
import { NestFactory } from '@nestjs/core';
import pg from 'pg';
import { ServicesModule } from '../../../dist/apps/pathways/src/services.module.js';
import { ClientsService } from '../../../dist/libs/identity/src/index.js';
import { readConfig, systemActor } from '../../../dist/libs/platform/src/index.js';
import { fill } from '../run/fill.mjs';
import { heldMarket } from '../run/stored-market.mjs';
import { measureAlerts } from './alerts.mjs';
import { measureAnswers } from './answers.mjs';
import { startApi } from './api.mjs';
import { measureChanges } from './changes.mjs';

const PROCESSES = 2;

/** Every so many-th person is looked after by the same of the market's forty brokerages: by the first, whose key is used. */
const BROKERAGES = 40;
const BROKERAGE = 'R-BROKERAGE-1';
const CITY = 'R-CITY';
const SCOPES = ['candidates.read', 'opportunities.read', 'matches.read'];

/**
 * @param options {name, size, counts: {questions, changes, newOpportunities}, postgres: {url, serviceUrl}, folder, say}
 */
export async function measure({ name, size, counts, postgres, folder, say }) {
  say('making the market and filling the database');
  const market = heldMarket(name, size);
  const { postcodes } = await fill(postgres.url, market);
  const environment = environmentOf(postgres, folder);
  const keys = await keysOf(environment);
  const owner = new pg.Client({ connectionString: postgres.url });
  await owner.connect();
  try {
    await owner.query('CHECKPOINT'); // else what was filled in is still being written to the disk while answers are measured
    const ofApis = await measureApis({ environment, owner, market, keys, counts, say });
    const alerts = await measureAlerts({ environment, owner, market, opportunityCount: counts.newOpportunities, say });
    return { title: market.title, candidates: market.candidates.length, opportunities: market.opportunities.length, postcodes, ...ofApis, alerts };
  } finally {
    await owner.end();
  }
}

async function measureApis({ environment, owner, market, keys, counts, say }) {
  const apis = [];
  try {
    for (let number = 1; number <= PROCESSES; number += 1) {
      say(`API process ${number} of ${PROCESSES} reads the facts`);
      apis.push(await startApi(environment)); // one after the other: what is measured is one that has the machine for itself
    }
    const loadings = apis.map(({ loading }) => loading);
    const answers = await measureAnswers({ api: apis[0], market, keys, questionCount: counts.questions, say });
    const changes = await measureChanges({ apis, owner, market, key: keys.city.key, changeCount: counts.changes, say });
    return { loadings, answers, changes, memory: await apis[0].ask('memory') };
  } finally {
    await Promise.all(apis.map((api) => api.stop()));
  }
}

function environmentOf({ serviceUrl }, folder) {
  const secret = () => `bench-1:${randomBytes(32).toString('base64')}`;
  return {
    NODE_ENV: 'development', DATABASE_URL: serviceUrl, REDIS_URL: '', PATHWAYS_HOME: folder, PATHWAYS_KEYS: secret(), SESSION_SECRETS: secret(), LOG_LEVEL: 'error', PORT: '0',
    REQUESTS_PER_MINUTE: '1000000', NODE_OPTIONS: '',
  };
}

/** Keys of one brokerage, which looks after a few, and of the City, which sees everybody. */
async function keysOf(environment) {
  const services = await NestFactory.createApplicationContext(ServicesModule.with({ processName: 'bench', config: readConfig(environment), databaseUrl: environment.DATABASE_URL }), { logger: ['error'] });
  try {
    const clients = services.get(ClientsService, { strict: false });
    const keyAt = async (nodeCode) => (await clients.create(systemActor('bench'), { name: 'A machine of the benchmark', nodeCode, scopes: SCOPES })).key;
    return { broker: { key: await keyAt(BROKERAGE), looksAfter: (number) => number % BROKERAGES === 0 }, city: { key: await keyAt(CITY) } };
  } finally {
    await services.close();
  }
}
