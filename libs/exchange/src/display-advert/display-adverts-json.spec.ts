import { createReadStream } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import type { DomainError } from '#lib/platform';
import type { AdvertPay } from '../vacancies/advert-pay.js';
import type { VacancyEntry } from '../vacancies/vacancy-entry.js';
import { readDisplayAdverts } from './display-adverts-json.js';

const fixture = (name: string) => fileURLToPath(new URL(`../../../../test/fixtures/vacancies/${name}`, import.meta.url));

async function* bytesOf(text: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from(text);
}

const ADVERT = {
  title: 'Apprentice',
  employerName: 'Example NHS Trust',
  closingDate: '2026-07-15T23:59:59Z',
  vacancyReference: 'VAC9000000001',
};

async function read(change: Record<string, unknown>) {
  const [advert] = (await readDisplayAdverts(bytesOf(JSON.stringify({ vacancies: [{ ...ADVERT, ...change }] })))).adverts;
  if (!advert) throw new Error('no advert');
  return advert.reading;
}

async function valueOf(change: Record<string, unknown>): Promise<VacancyEntry> {
  const reading = await read(change);
  if (!reading.ok) throw new Error(JSON.stringify(reading.errors));
  return reading.value;
}

async function problemsOf(change: Record<string, unknown>): Promise<string[]> {
  const reading = await read(change);
  return reading.ok ? [] : reading.errors.map(({ column, code }) => `${column} ${code}`);
}

describe('a page of display adverts', () => {
  it('is read advert by advert', async () => {
    const feed = await readDisplayAdverts(createReadStream(fixture('display-adverts.json')));
    expect([feed.total, feed.totalPages]).toEqual([5, 1]);
    expect(feed.adverts[0]).toEqual({
      rowNumber: 1,
      reading: {
        ok: true,
        value: {
          source: 'display-advert',
          reference: '9000000001',
          kind: 'apprenticeship',
          isFoundationApprenticeship: false,
          title: 'Healthcare support worker apprentice',
          description: 'Work on a ward and learn.',
          employerName: 'Example NHS Trust',
          places: 3,
          postedOn: '2026-06-01',
          closesOn: '2026-07-15',
          startsOn: '2026-09-01',
          pay: {
            wording: 'Plus London weighting',
            stated: { kind: 'amounts', unit: 'year', fromPence: 2_446_550, toPence: 2_446_550 },
            scheme: null,
            band: null,
          },
          hoursPerWeek: 37.5,
          locations: [
            { address: '1 High Street, London', postcode: 'ZX1 1AA', outward: 'ZX1' },
            { address: '2 Hill Road', postcode: null, outward: 'ZX17' },
          ],
          isRemoteOrNational: false,
          url: 'https://www.adverts.example/VAC9000000001',
          standardLarsCode: 103,
          level: 2,
          route: 'Health and science',
          skills: [],
          requirements: '',
        },
      },
    });
    expect(feed.adverts[1]?.reading).toMatchObject({
      ok: true,
      value: { reference: '9000000002', isFoundationApprenticeship: true, isRemoteOrNational: true, standardLarsCode: 300, level: 3, places: null, pay: { scheme: 'apprentice-minimum', stated: { kind: 'not-stated' } } },
    });
    const problems = feed.adverts.slice(2).map(({ reading }) => (reading.ok ? [] : reading.errors.map(({ column, code }) => `${column} ${code}`)));
    expect(problems).toEqual([
      [
        '/vacancies/2/vacancyReference reference-not-valid',
        '/vacancies/2/title text-missing',
        '/vacancies/2/closingDate date-not-real',
        '/vacancies/2/numberOfPositions number-expected',
        '/vacancies/2/addresses object-expected',
        '/vacancies/2/wage object-expected',
        '/vacancies/2/isNationalVacancy flag-expected',
      ],
      ['/vacancies/3/vacancyReference reference-repeated'],
      ['/vacancies/4 object-expected'],
    ]);
  });

  it('may be the detail of one advert', async () => {
    const feed = await readDisplayAdverts(createReadStream(fixture('display-advert-detail.json')));
    expect(feed.adverts).toMatchObject([
      {
        rowNumber: 1,
        reading: {
          ok: true,
          value: {
            reference: '9000000009',
            description: 'Short text.\n\nAnswer calls.\n- Book visits\n- Keep records',
            level: 3,
            skills: ['Communication skills', 'IT skills'],
            requirements: 'Essential: GCSE, English, grade 4 (C)\nDesired: GCSE, Maths',
            closesOn: '2026-07-31',
          },
        },
      },
    ]);
    expect([feed.total, feed.totalPages]).toEqual([null, null]);
  });

  it.each<[name: string, change: Record<string, unknown>, expected: Partial<VacancyEntry>]>([
    ['a bare advert', {}, { places: null, postedOn: null, startsOn: null, hoursPerWeek: null, locations: [], url: null, level: null, route: null }],
    ['0 hours, which means not known', { hoursPerWeek: 0 }, { hoursPerWeek: null }],
    ['a number in quotes', { numberOfPositions: '2' }, { places: 2 }],
    ['blank texts', { startDate: '  ', apprenticeshipLevel: '' }, { startsOn: null, level: null }],
    ['nulls', { wage: null, course: null, addresses: null, isNationalVacancy: null }, { isRemoteOrNational: false }],
    ['an unknown level name', { apprenticeshipLevel: 'Supreme' }, { level: null }],
    ['a blank address', { addresses: [{ postcode: '' }] }, { locations: [] }],
    ['a link for applying only', { applicationUrl: 'https://apply.example/1' }, { url: 'https://apply.example/1' }],
    ['a link that is none', { vacancyUrl: 'javascript:alert(1)' }, { url: null }],
    ['markup in the title', { title: 'Care &amp; support <b>apprentice</b>' }, { title: 'Care & support apprentice' }],
    ['a reference as a number', { vacancyReference: 1000012345 }, { reference: '1000012345' }],
    ['a reference in small letters', { vacancyReference: 'vac1000012345' }, { reference: '1000012345' }],
    ['members nobody knows', { somethingNew: { a: [1] }, __proto__x: 1 }, { title: 'Apprentice' }],
  ])('takes %s', async (_name, change, expected) => expect(await valueOf(change)).toMatchObject(expected));

  it.each<[name: string, change: Record<string, unknown>, problems: string[]]>([
    ['no reference', { vacancyReference: null }, ['/vacancies/0/vacancyReference text-missing']],
    ['no closing date', { closingDate: '' }, ['/vacancies/0/closingDate text-missing']],
    ['closing before posting', { postedDate: '2026-07-16' }, ['/vacancies/0/closingDate closes-before-posted']],
    ['a posting date that is none', { postedDate: 'today' }, ['/vacancies/0/postedDate date-not-real']],
    ['a closing date that is a list', { closingDate: [] }, ['/vacancies/0/closingDate text-expected']],
    ['a title that is too long', { title: 'x'.repeat(301) }, ['/vacancies/0/title text-too-long']],
    ['a title that is an object', { title: {} }, ['/vacancies/0/title text-expected']],
    ['more hours than a week has', { hoursPerWeek: 169 }, ['/vacancies/0/hoursPerWeek number-out-of-range']],
    ['negative places', { numberOfPositions: -1 }, ['/vacancies/0/numberOfPositions number-out-of-range']],
    ['half a level', { course: { level: 2.5 } }, ['/vacancies/0/course/level number-out-of-range']],
    ['a course that is a list', { course: [] }, ['/vacancies/0/course object-expected']],
    ['addresses that are an object', { addresses: {} }, ['/vacancies/0/addresses list-expected']],
    ['an address line that is a flag', { addresses: [{}, { addressLine1: true }] }, ['/vacancies/0/addresses/1/addressLine1 text-expected']],
    ['a skill that is a number', { skills: ['IT', 3] }, ['/vacancies/0/skills text-expected']],
    ['an amount in words', { wage: { wageAmount: 'good' } }, ['/vacancies/0/wage/wageAmount number-expected']],
  ])('rejects %s', async (_name, change, problems) => expect(await problemsOf(change)).toEqual(problems));

  it.each<[name: string, wage: Record<string, unknown>, pay: Partial<AdvertPay>]>([
    ['an amount a year', { wageAmount: 24465.5, wageUnit: 4 }, { stated: { kind: 'amounts', unit: 'year', fromPence: 2_446_550, toPence: 2_446_550 } }],
    ['an amount a week', { wageAmount: 262.5, wageUnit: 'Weekly' }, { stated: { kind: 'amounts', unit: 'week', fromPence: 26_250, toPence: 26_250 } }],
    ['an amount a month, by number', { wageAmount: '1950', wageUnit: 3 }, { stated: { kind: 'amounts', unit: 'month', fromPence: 195_000, toPence: 195_000 } }],
    ['an hour called a year', { wageAmount: 12.51, wageUnit: 'Annually' }, { stated: { kind: 'amounts', unit: 'hour', fromPence: 1251, toPence: 1251 } }],
    ['an amount before the words', { wageAmount: 20000, wageUnit: 4, wageAdditionalInformation: '£900 a month' }, { wording: '£900 a month', stated: { kind: 'amounts', unit: 'year', fromPence: 2_000_000, toPence: 2_000_000 } }],
    ['words only', { wageType: 4, wageUnit: 'Annually', wageAdditionalInformation: '£16,640 to £26,436.80 a year' }, { stated: { kind: 'amounts', unit: 'year', fromPence: 1_664_000, toPence: 2_643_680 } }],
    ['words whose unit is not the wage unit', { wageUnit: 'Annually', wageAdditionalInformation: '£6.40 an hour' }, { stated: { kind: 'amounts', unit: 'hour', fromPence: 640, toPence: 640 } }],
    ['words without a unit', { wageUnit: 'Weekly', wageAdditionalInformation: '£450' }, { wording: '£450', stated: { kind: 'amounts', unit: 'week', fromPence: 45_000, toPence: 45_000 } }],
    ['words without a unit anywhere', { wageUnit: 'Unspecified', wageAdditionalInformation: '£450' }, { stated: { kind: 'not-stated', wording: '£450' } }],
    ['no figure', { wageType: 'CompetitiveSalary', wageUnit: 'Annually', wageAdditionalInformation: 'Competitive' }, { scheme: null, stated: { kind: 'not-stated', wording: 'Competitive' } }],
    ['the minimum for apprentices', { wageType: 'ApprenticeshipMinimum' }, { scheme: 'apprentice-minimum', stated: { kind: 'not-stated', wording: '' } }],
    ['the national minimum, by number', { wageType: 3 }, { scheme: 'national-minimum' }],
    ['a band in the words', { wageAdditionalInformation: 'Band 2, pro rata' }, { band: '2' }],
    ['0, which is no amount', { wageAmount: 0, wageUnit: 4, wageAdditionalInformation: '£18,000' }, { stated: { kind: 'amounts', unit: 'year', fromPence: 1_800_000, toPence: 1_800_000 } }],
  ])('reads %s', async (_name, wage, pay) => expect((await valueOf({ wage })).pay).toMatchObject(pay));

  it('never repeats what stands in the file', async () => {
    const secret = 'Zaphod';
    const reading = await read({ closingDate: secret, numberOfPositions: secret, course: secret, vacancyReference: secret, skills: [[secret]] });
    expect(reading.ok).toBe(false);
    expect(JSON.stringify(reading)).not.toContain(secret);
  });

  it.each<[name: string, text: string, code: string]>([
    ['cut off', '{"vacancies":[{"title":"Apprentice"', 'exchange/json-damaged'],
    ['followed by something', '{"vacancies":[]} x', 'exchange/json-damaged'],
    ['another JSON', '{"openapi":"3.0.0"}', 'exchange/wrong-kind-of-file'],
    ['a list', '[]', 'exchange/wrong-kind-of-file'],
    ['vacancies that are no list', '{"vacancies":{}}', 'exchange/wrong-kind-of-file'],
    ['nested without end', `{"vacancies":${'['.repeat(100_000)}`, 'exchange/json-not-safe'],
    ['a CSV of another kind', 'LARS_QAN,COURSE_NAME\r\n60332935,Care\r\n', 'exchange/not-json'],
    ['a web page', '<!doctype html><title>Sign in</title>', 'exchange/not-json'],
    ['empty', '', 'exchange/empty-file'],
  ])('is refused as a whole when it is %s', async (_name, text, code) => {
    const error = await readDisplayAdverts(bytesOf(text)).then(
      () => null,
      (refusal: DomainError) => refusal,
    );
    expect(error?.code).toBe(code);
    expect(error?.message).not.toContain('Apprentice"');
  });

  it('may be a page without adverts', async () => {
    expect(await readDisplayAdverts(bytesOf('{"vacancies":[],"total":0,"totalPages":"x"}'))).toEqual({ adverts: [], total: 0, totalPages: null });
  });
});
