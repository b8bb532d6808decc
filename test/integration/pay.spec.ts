import { payCheck, readPublishedFigure, valuesOn, type FigureTables } from '#lib/kernel';
import { AccreditationsQuery, AccreditationsService, FundingQuery, PayQuery, PublishedFiguresQuery, PublishedFiguresService, type SentAccreditation, type SentFigure } from '#lib/opportunities';
import type { Actor } from '#lib/platform';
import { UploadsQuery } from '#lib/exchange';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { INestApplicationContext, Type } from '@nestjs/common';
import { actorWithRoles, nodeIdsByCode } from '../support/city-with-rows.js';
import { csvOf } from '../support/csv-text.js';
import { openTestDatabase, type TestDatabase } from '../support/database.js';
import { FixedClock } from '../support/fixed-clock.js';
import { OPERATOR } from '../support/operator.js';
import { Partner } from '../support/sent-upload.js';
import { openServices } from '../support/services.js';
import { addTestTree } from '../support/test-tree.js';

const TODAY = '2025-11-10';
const clock = new FixedClock(TODAY);
let database: TestDatabase;
let services: INestApplicationContext;
let ids: ReadonlyMap<string, string>;
const get = <Service>(type: Type<Service>): Service => services.get(type, { strict: false });
const acting = (role: 'hr' | 'programme-lead' | 'administrator' | 'broker', code: string): Promise<Actor> => actorWithRoles(services, TODAY, [{ role, nodeId: ids.get(code)! }]);

beforeAll(async () => {
  database = await openTestDatabase();
  await addTestTree(database.dataSource);
  services = await openServices(database.url, { clock });
  ids = await nodeIdsByCode(database.dataSource);
  const postcodes = [['NW11AA', 'E09000007'], ['E151AA', 'E09000025'], ['LS11AA', 'E08000035']];
  await database.dataSource.query(
    `INSERT INTO geography.postcodes (postcode_key, is_live, lad_code, is_lsoa11_given, is_lsoa21_given, is_icb_given) SELECT key, true, lad, false, false, false FROM unnest($1::text[], $2::text[]) AS given (key, lad)`,
    [postcodes.map(([key]) => key), postcodes.map(([, lad]) => lad)],
  );
});
afterAll(async () => {
  await services.close();
  await database.close();
});

async function send(organisation: string, rows: readonly Readonly<Record<string, string>>[]): Promise<string> {
  const headings = ['YOUR_REFERENCE', 'KIND', 'TITLE', 'POSTCODE', 'BAND', 'PAY_PER_HOUR', 'PAY_PER_YEAR', 'HOURS_PER_WEEK', 'START_DATE'];
  const file = csvOf(headings, rows.map((row) => ({ KIND: 'role', TITLE: 'Porter', POSTCODE: 'NW1 1AA', START_DATE: '2026-01-05', ...row })));
  const state = await new Partner(services).sendAndRead({ content: 'roles', organisation, file });
  expect(state).toMatchObject({ status: 'done', rowsRejected: 0 });
  return state.uploadId;
}

const idOf = async (reference: string): Promise<string> => (await database.dataSource.query<{ id: string }[]>(`SELECT opportunity_id AS id FROM opportunities.opportunities WHERE reference = $1`, [reference]))[0]!.id;
const payOf = async (reference: string, startsOn: string | null = null) => (await get(PayQuery).detail(OPERATOR, await idOf(reference), { startsOn, bornOn: null })).pay;

describe('figures that come with the service', () => {
  it('are all of a form that can be recorded, and each has its source', async () => {
    const figures = await database.dataSource.query<{ kind: string; code: string; fromOn: string; values: unknown; source: string }[]>(
      `SELECT kind, code, from_on::text AS "fromOn", figure_values AS values, source FROM opportunities.published_figures`,
    );
    expect(figures.length).toBeGreaterThan(100);
    expect(figures.flatMap((figure) => readPublishedFigure(figure).problems.map(({ pointer }) => `${figure.kind} ${figure.code} ${figure.fromOn} ${pointer}`))).toEqual([]);
    expect(figures.filter(({ source }) => source === '')).toEqual([]);
  });

  it.each([
    ['E09000007', '2025-06-01', 1538],
    ['E09000025', '2025-06-01', 1492],
    ['E09000007', '2026-06-01', 1589],
    ['E09000025', '2026-06-01', 1542],
  ])('Trap 12: band 2 in %s on %s comes to %i pence, with 1,955.36 hours a year', async (districtCode, startsOn, pence) => {
    const facts = { kind: 'role' as const, isUnpaid: false, stated: { kind: 'not-stated' as const, wording: '' }, weeklyHours: null, isSalaryOfHours: true, scheme: null, band: '2', paysAgendaForChange: true };
    expect(payCheck(await tables(), facts, { startsOn, bornOn: null, workplace: { districtCode } }, TODAY).moments[0].leastPence).toBe(pence);
  });

  it('Trap 13: every borough has its zone; Newham, Haringey and Greenwich are outer', async () => {
    const found = await tables();
    const zones = Array.from({ length: 33 }, (_, index) => valuesOn(found, 'supplement-zone', `E09${String(index + 1).padStart(6, '0')}`, TODAY)?.zone);
    expect(zones.filter((zone) => zone === 'inner')).toHaveLength(12);
    expect(zones.filter((zone) => zone === 'outer')).toHaveLength(21);
    expect([25, 14, 11].map((borough) => zones[borough - 1])).toEqual(['outer', 'outer', 'outer']);
  });

  it('leave the years between unknown, and the limit of London’s adult skills', async () => {
    const found = await tables();
    expect(valuesOn(found, 'band-pay', '2', '2022-03-31')?.entryPence).toBe(1_854_600);
    expect(['2022-04-01', '2023-06-01', '2025-03-31'].map((on) => valuesOn(found, 'band-pay', '2', on))).toEqual([null, null, null]);
    expect(valuesOn(found, 'adult-skills', 'london', '2026-09-01')).toBeNull();
  });

  it('say of what was not checked against its source that it was not', async () => {
    const found = await database.dataSource.query(`SELECT kind || ' ' || from_on AS rule FROM opportunities.published_figures WHERE code = 'england' AND NOT is_verified ORDER BY 1`);
    expect(found).toEqual(['adult-skills 2024-08-01', 'adult-skills 2026-08-01', 'apprenticeship-rules 2025-04-01', 'apprenticeship-rules 2025-08-01'].map((rule) => ({ rule })));
  });

  const tables = (): Promise<FigureTables> => get(PublishedFiguresQuery).tables(OPERATOR);
});

describe('Complaint 21: adverts are unclear on hourly pay, so people fear for their benefits', () => {
  beforeAll(async () => {
    await send('T-TRUST', [
      { YOUR_REFERENCE: 'BAND', BAND: '2' },
      { YOUR_REFERENCE: 'NEWHAM', BAND: '2', POSTCODE: 'E15 1AA' },
      { YOUR_REFERENCE: 'LEEDS', BAND: '2', POSTCODE: 'LS1 1AA', PAY_PER_YEAR: '24465' },
      { YOUR_REFERENCE: 'NOWHERE', BAND: '2', POSTCODE: 'ZX1 1AA' },
      { YOUR_REFERENCE: 'HOURLY', PAY_PER_HOUR: '14.00' },
      { YOUR_REFERENCE: 'SILENT' },
      { YOUR_REFERENCE: 'PART', PAY_PER_YEAR: '14000', HOURS_PER_WEEK: '20' },
    ]);
  });

  it.each([
    ['BAND', '£15.38 an hour, high cost area supplement included.'],
    ['NEWHAM', '£14.92 an hour, high cost area supplement included.'],
    ['LEEDS', '£12.51 to £13.18 an hour, depending on the high cost area supplement.'],
    ['NOWHERE', '£12.51 to £15.38 an hour, depending on the high cost area supplement.'],
    ['HOURLY', '£14.00 an hour.'],
    ['SILENT', 'The pay is not stated.'],
    ['PART', '£13.42 an hour.'],
  ])('%s says: %s', async (reference, words) => expect((await payOf(reference)).advertWords).toBe(words));

  it('shows it at the start and when it changes, over or under each floor', async () => {
    const { moments } = await payOf('BAND');
    expect(moments.map(({ on, because, leastPence, floors }) => [on, because.join(' '), leastPence, ...floors.map(({ verdict, byPence }) => `${verdict} ${byPence}`)])).toEqual([
      ['2026-01-05', 'start', 1538, 'over 317', 'over 278', 'over 153'],
      ['2026-04-01', 'pay-year minimum-wage', 1589, 'over 317', 'over 328', 'over 203'],
      ['2026-05-01', 'living-wage', 1589, 'over 317', 'over 243', 'over 108'],
    ]);
  });

  it('Trap 14: London’s rate of 2024 counts until 1 May 2026, and the one announced is shown beside it', async () => {
    expect((await payOf('HOURLY')).moments[0].floors[2].sentence).toBe('£14.00 an hour is 15p over the London Living Wage of £13.85. £14.80 is announced and due by 1 May 2026; until then £13.85 counts.');
    expect((await payOf('HOURLY', '2026-05-01')).moments[0].floors[2]).toMatchObject({ verdict: 'under', byPence: 80, announced: null });
  });

  it('is in lists in short', async () => {
    const { opportunities } = await get(PayQuery).page(OPERATOR, { after: null, limit: 200 });
    const inShort = new Map(opportunities.map(({ reference, pay }) => [reference, pay]));
    expect(inShort.get('HOURLY')).toEqual({ leastPence: 1400, mostPence: 1400, minimumWage: 'over', livingWage: { area: 'london', verdict: 'over' } });
    expect(inShort.get('LEEDS')).toEqual({ leastPence: 1251, mostPence: 1318, minimumWage: 'over', livingWage: { area: 'uk', verdict: 'depends' } });
    expect(inShort.get('SILENT')).toMatchObject({ leastPence: null, minimumWage: 'not-known' });
  });
});

describe('pay under the minimum wage', () => {
  it('is told to its lister with row, column and what to do, and the row is kept', async () => {
    const uploadId = await send('T-TRUST', [
      { YOUR_REFERENCE: 'FINE', PAY_PER_HOUR: '12.21' },
      { YOUR_REFERENCE: 'LOW', PAY_PER_HOUR: '7.00' },
      { YOUR_REFERENCE: 'YOUNG', PAY_PER_YEAR: '20000' },
      { YOUR_REFERENCE: 'APPRENTICE', KIND: 'apprenticeship', PAY_PER_HOUR: '7.55' },
    ]);
    const noted = await get(UploadsQuery).notedRows(OPERATOR, uploadId, { after: 0, limit: 10 });
    expect(noted.map(({ rowNumber, isRejected, errors: [error] }) => [rowNumber, isRejected, error!.column, error!.code])).toEqual([
      [3, false, 'PAY_PER_HOUR', 'pay-under-minimum'],
      [4, false, 'PAY_PER_YEAR', 'pay-under-adult-minimum'],
    ]);
    expect(noted[0]!.errors[0]!.fix).toContain('The row was kept');
    expect((await payOf('LOW')).moments[0].floors[0]).toMatchObject({ verdict: 'under', byPence: 55 });
  });
});

describe('who pays for learning', () => {
  const learner = { bornOn: '2005-01-01', livesInLondon: true, level: 1, englishLevel: 1, mathsLevel: 2, isOutOfWork: null, annualEarningsPence: null };
  const check = async (reference: string, startsOn: string | null = null) => get(FundingQuery).check(OPERATOR, await idOf(reference), learner, startsOn);

  it('is told by the rules of the start: the next one with places, or another', async () => {
    expect(await check('APPRENTICE')).toMatchObject({ verdict: 'funded', rule: 'apprenticeship-free', terms: { leastMonths: 8, leastTrainingHours: 187, mustPassEnglishAndMaths: false } });
    expect(await check('APPRENTICE', '2025-03-31')).toMatchObject({ verdict: 'partly', rule: 'apprenticeship-shared', terms: { leastMonths: 12, weeklyTrainingHours: 6, mustPassEnglishAndMaths: true } });
  });

  it('is not known for a Londoner’s course until a lead records London’s rules', async () => {
    await database.dataSource.query(
      `INSERT INTO opportunities.opportunities (organisation_id, source, reference, kind, title, pathway, attendance, is_unpaid, study_level, row_digest) SELECT organisation_id, 'course-directory', 'COURSE', 'course', 'Care', 'social-care', 'remote', true, 2, '' FROM identity.organisations WHERE code = 'T-COLLEGE'`,
    );
    expect(await check('COURSE')).toMatchObject({ verdict: 'not-known', rule: 'london-not-recorded' });
    const rules: SentFigure = { kind: 'adult-skills', code: 'london', fromOn: '2025-08-01', values: { entitlementToAge: 23, earningsLimitPence: null }, source: 'Rules of the year', isVerified: true };
    await get(PublishedFiguresService).record(await acting('administrator', 'T-CITY'), rules);
    expect(await check('COURSE')).toMatchObject({ verdict: 'funded', rule: 'first-full-level-2', evidence: ['age', 'home', 'prior-attainment', 'full-level'] });
  });

  it('is no question for a post', () => expect(check('HOURLY')).rejects.toMatchObject({ code: 'opportunities/no-learning' }));
});

describe('a figure that a City records', () => {
  const FIGURE: SentFigure = { kind: 'living-wage', code: 'london', fromOn: '2026-05-01', values: { hourlyPence: 1500, announcedOn: '2025-10-22' }, source: 'Corrected on 1 November', isVerified: true };
  const record = async (actor: Actor, changes: Partial<SentFigure> = {}) => get(PublishedFiguresService).record(actor, { ...FIGURE, ...changes });

  it('counts from then on before what was published, and nothing is overwritten', async () => {
    const lead = await acting('programme-lead', 'T-CITY');
    await record(lead, { values: null, source: 'In doubt' });
    const figures = (await record(lead)).filter(({ code, fromOn }) => code === 'london' && fromOn === '2026-05-01');
    expect(figures.map(({ source, organisationCode, isReplaced }) => [source, organisationCode, isReplaced])).toEqual([
      ['Corrected on 1 November', 'T-CITY', false],
      ['In doubt', 'T-CITY', true],
      ['Living Wage Foundation, rates of the year', null, true],
    ]);
    expect((await payOf('HOURLY', '2026-05-01')).moments[0].floors[2]).toMatchObject({ leastPence: 1500, byPence: 100 });
    const [event] = await database.dataSource.query<{ detail: unknown }[]>(`SELECT detail FROM audit.events WHERE action = 'figure.recorded' ORDER BY event_id DESC LIMIT 1`);
    expect(event!.detail).toEqual({ kind: 'living-wage', code: 'london', fromOn: '2026-05-01', isVerified: true });
  });

  it('is refused to whoever leads less than a City, or sends what no check could use', async () => {
    await expect(record(await acting('programme-lead', 'T-PLACE-A'))).rejects.toMatchObject({ code: 'opportunities/figures-of-a-city' });
    await expect(record(await acting('administrator', 'T-ICS-A'))).rejects.toMatchObject({ code: 'opportunities/figures-of-a-city' });
    await expect(record(await acting('hr', 'T-TRUST'))).rejects.toMatchObject({ code: 'access/not-allowed' });
    await expect(record(await acting('administrator', 'T-CITY'), { values: { hourlyPence: 15 } })).rejects.toMatchObject({ code: 'opportunities/figure-wrong' });
  });
});

describe('Living Wage accreditation', () => {
  const RECORD: SentAccreditation = { organisationCode: 'T-TRUST', contractorName: null, status: 'accredited', evidenceKind: 'register', fromOn: '2025-11-01', untilOn: '2026-10-31' };
  const record = async (actor: Actor, changes: Partial<SentAccreditation> = {}) => get(AccreditationsService).record(actor, { ...RECORD, ...changes });

  it('is recorded by HR of the employer and by those who lead above it, of it and of its contractors; the newest counts', async () => {
    const [hr, lead] = [await acting('hr', 'T-TRUST'), await acting('programme-lead', 'T-PLACE-A')];
    await record(hr, { status: 'committed', evidenceKind: 'letter', untilOn: null });
    await record(lead);
    await record(hr, { contractorName: 'Bright Floors', status: 'not-paying', evidenceKind: 'contract', untilOn: null });
    const history = await record(hr, { contractorName: 'BRIGHT floors', status: 'paying', evidenceKind: 'payroll', untilOn: null });
    expect(history.map(({ status }) => status)).toEqual(['paying', 'not-paying', 'accredited', 'committed']);
    await record(lead, { organisationCode: 't-gp', status: 'paying', evidenceKind: 'word-of-mouth', untilOn: '2025-11-09' });
    const page = (limit: number, after: string | null = null) => get(AccreditationsQuery).page(lead, { after, limit });
    expect((await page(10)).accreditations.map(({ organisationCode, contractorName, standing }) => [organisationCode, contractorName, standing])).toEqual([['T-GP', null, 'lapsed'], ['T-TRUST', 'BRIGHT floors', 'paying'], ['T-TRUST', null, 'accredited']]);
    const first = await page(2);
    expect((await page(2, first.next)).accreditations.map(({ contractorName }) => contractorName)).toEqual([null]);
    const [event] = await database.dataSource.query<{ detail: string }[]>(`SELECT detail::text FROM audit.events WHERE action = 'living-wage.recorded' AND detail->>'isContractor' = 'true' LIMIT 1`);
    expect(event!.detail).not.toMatch(/floors/i);
  });

  it('is counted by area, with those of whom nothing is recorded', async () => {
    const counts = await get(AccreditationsQuery).counts(await acting('programme-lead', 'T-ICS-A'));
    const named = (standings: Readonly<Record<string, number>>) => Object.fromEntries(Object.entries(standings).filter(([, count]) => count > 0));
    expect(counts.map(({ organisationCode, level, employers, contractors }) => [organisationCode, level, named(employers), named(contractors)])).toEqual([
      ['T-ICS-A', 'ics', { accredited: 1, lapsed: 1, 'not-recorded': 1 }, { paying: 1 }],
      ['T-PLACE-A', 'place', { accredited: 1, lapsed: 1 }, { paying: 1 }],
      ['T-PLACE-B', 'place', { 'not-recorded': 1 }, {}],
    ]);
  });

  it('is nobody else’s to see or to record', async () => {
    const other = await acting('hr', 'T-GP');
    await expect(record(other)).rejects.toMatchObject({ code: 'opportunities/employer-not-found' });
    await expect(get(AccreditationsQuery).history(other, ids.get('T-TRUST')!)).rejects.toMatchObject({ code: 'opportunities/employer-not-found' });
    expect((await get(AccreditationsQuery).page(other, { after: null, limit: 10 })).accreditations.map(({ organisationCode }) => organisationCode)).toEqual(['T-GP']);
    await expect(record(await acting('broker', 'T-BROKER'))).rejects.toMatchObject({ code: 'access/not-allowed' });
    await expect(record(await acting('programme-lead', 'T-CITY'), { organisationCode: 'T-PLACE-A' })).rejects.toMatchObject({ code: 'opportunities/employer-not-found' });
    await expect(record(await acting('hr', 'T-TRUST'), { evidenceKind: 'letter' })).rejects.toMatchObject({ code: 'opportunities/accreditation-wrong' });
  });
});
