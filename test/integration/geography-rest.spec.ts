import type { Server } from 'node:http';
import { GeographyImport, GeographyModule } from '#lib/geography';
import { Clock, Database, SystemClock } from '#lib/platform';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Global, Module, ValidationPipe } from '@nestjs/common';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { DocumentBuilder, SwaggerModule } from '@nestjs/swagger';
import { Test } from '@nestjs/testing';
import { DataSource } from 'typeorm';
import request from 'supertest';
import { GeographyController } from '../../apps/api/src/rest/geography/geography.controller.js';
import { fixture } from '../fixtures/geography/made-files.js';
import { openTestDatabase, type TestDatabase } from '../support/database.js';

let database: TestDatabase;
let app: NestExpressApplication;
let server: Server;

@Global()
@Module({
  providers: [
    { provide: DataSource, useFactory: () => database.dataSource },
    { provide: Clock, useClass: SystemClock },
    { provide: Database, useFactory: (dataSource: DataSource, clock: Clock) => new Database(dataSource, clock), inject: [DataSource, Clock] },
  ],
  exports: [DataSource, Clock, Database],
})
class Surroundings {}

beforeAll(async () => {
  database = await openTestDatabase();
  const testing = await Test.createTestingModule({ imports: [Surroundings, GeographyModule], controllers: [GeographyController] }).compile();
  app = testing.createNestApplication<NestExpressApplication>({ bodyParser: false });
  app.useBodyParser('json', { limit: '4mb' });
  app.useGlobalPipes(new ValidationPipe({ whitelist: true, forbidNonWhitelisted: true, transform: true }));
  await app.init();
  server = app.getHttpServer();
  await app.get(GeographyImport).run(['onspd-2023.csv', 'iod2025-file7.csv'].map(fixture));
});
afterAll(async () => {
  await app.close();
  await database.close();
});

describe('POST postcodes/lookups', () => {
  it('answers in order', async () => {
    const answer = await request(server).post('/postcodes/lookups').send({ edition: 2025, postcodes: ['zx1 1ab', '?'] });
    expect(answer.status).toBe(200);
    expect(answer.body).toMatchObject({ edition: 2025, results: [{ typed: 'zx1 1ab', postcode: 'ZX1 1AB', decile: 6, live: false, terminated: '2019-06' }, { typed: '?', reason: 'not-a-postcode' }] });
  });

  it('takes 100,000 at once', async () => {
    const answer = await request(server).post('/postcodes/lookups').send({ edition: 2025, postcodes: Array<string>(100_000).fill('ZX1 1AA') });
    const { results } = answer.body as { results: { decile: number }[] };
    expect(results).toHaveLength(100_000);
    expect(results.every(({ decile }) => decile === 2)).toBe(true);
  });

  it.each([
    ['another edition', { edition: 2015, postcodes: [] }],
    ['no edition', { postcodes: [] }],
    ['no list', { edition: 2025, postcodes: 'ZX1 1AA' }],
    ['numbers', { edition: 2025, postcodes: [1] }],
    ['too many', { edition: 2025, postcodes: Array<string>(100_001).fill('x') }],
    ['an unknown field', { edition: 2025, postcodes: [], extra: 1 }],
  ])('refuses %s', async (_case, body) => {
    expect((await request(server).post('/postcodes/lookups').send(body)).status).toBe(400);
  });
});

describe('GET geography/status', () => {
  it('tells what is loaded', async () => {
    const answer = await request(server).get('/geography/status');
    expect(answer.status).toBe(200);
    expect(answer.body).toMatchObject({
      holdings: [{ kind: 'lsoa-changes', rows: 0, loadedAt: null }, { kind: 'lsoa-boards' }, { kind: 'deprivation-2019', rows: 0 }, { kind: 'deprivation-2025', rows: 4 }, { kind: 'postcodes', rows: 7, files: [{ file: 'onspd-2023.csv' }] }],
    });
  });
});

describe('the description of the API', () => {
  it('has both addresses and every field of an answer', () => {
    const document = SwaggerModule.createDocument(app, new DocumentBuilder().build());
    expect(Object.keys(document.paths)).toEqual(expect.arrayContaining(['/postcodes/lookups', '/geography/status']));
    const schema = document.components?.schemas?.['PostcodeAnswerDto'];
    expect(schema).toMatchObject({ properties: expect.objectContaining({ typed: expect.anything(), decile: expect.anything(), reason: expect.anything() }) });
  });
});
