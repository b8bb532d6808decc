import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { DomainError } from '#lib/platform';
import { nhsJobsXml, xmlText, type CollectedAdvert } from '../../../../test/support/nhs-jobs-xml.js';
import { readNhsJobs } from './nhs-jobs-xml.js';

const FIXTURE = fileURLToPath(new URL('../../../../test/fixtures/vacancies/nhs-jobs.xml', import.meta.url));

async function* bytesOf(text: string, length = Number.POSITIVE_INFINITY): AsyncGenerator<Uint8Array> {
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; at += length) yield bytes.subarray(at, at + Math.min(length, bytes.length));
}

async function refusalOf(text: string): Promise<DomainError> {
  return readNhsJobs(bytesOf(text)).then(
    () => {
      throw new Error('accepted');
    },
    (error: DomainError) => error,
  );
}

const advert = (elements: string) => `<nhsJobs><vacancyDetails>${elements}</vacancyDetails></nhsJobs>`;
const WHOLE = '<id>1</id><title>Porter</title><employer>Trust</employer><closeDate>2026-07-15</closeDate>';

describe('an answer of NHS Jobs', () => {
  it('is read advert by advert', async () => {
    const feed = await readNhsJobs(createReadStream(FIXTURE));
    expect([feed.total, feed.totalPages]).toEqual([6, 1]);
    expect(feed.adverts[0]).toEqual({
      rowNumber: 1,
      reading: {
        ok: true,
        value: {
          source: 'nhs-jobs',
          reference: 'X9001-26-0001',
          kind: 'apprenticeship',
          isFoundationApprenticeship: false,
          title: 'Healthcare Support Worker Apprentice',
          description: 'Join our team & learn. No experience needed.',
          employerName: 'Example University Hospitals NHS Foundation Trust',
          places: null,
          postedOn: '2026-06-12',
          closesOn: '2026-07-15',
          startsOn: null,
          pay: {
            wording: '£24,465.00 to £24,465.00',
            stated: { kind: 'amounts', unit: 'year', fromPence: 2_446_500, toPence: 2_446_500 },
            scheme: null,
            band: null,
          },
          hoursPerWeek: null,
          locations: [
            { address: 'London', postcode: 'ZX1 1AA', outward: 'ZX1' },
            { address: "St Example's Hospital, London", postcode: null, outward: 'ZX17' },
          ],
          isRemoteOrNational: false,
          url: 'https://beta.jobs.example/candidate/jobadvert/X9001-26-0001',
          standardLarsCode: null,
          level: null,
          route: null,
          skills: [],
          requirements: '',
        },
      },
    });
    expect(feed.adverts.slice(1, 3).map(({ reading }) => reading)).toMatchObject([
      { ok: true, value: { kind: 'role', url: null, closesOn: '2026-07-01', pay: { band: '3', stated: { kind: 'not-stated' } }, locations: [{ postcode: null, outward: null }] } },
      { ok: true, value: { reference: '9000003', title: 'Domestic & Catering Assistant', postedOn: null, isRemoteOrNational: true, pay: { stated: { kind: 'amounts', unit: 'hour', fromPence: 1251, toPence: 1315 } } } },
    ]);
    expect(feed.adverts.slice(3).map(({ rowNumber, reading }) => [rowNumber, reading.ok ? [] : reading.errors.map(({ column, code }) => `${column} ${code}`)])).toEqual([
      [4, ['title title-missing', 'closeDate date-not-real']],
      [5, ['reference reference-repeated']],
      [6, ['closeDate closes-before-posted']],
    ]);
  });

  it('is the same however its bytes arrive', async () => {
    const text = await readFile(FIXTURE, 'utf8');
    const whole = await readNhsJobs(bytesOf(text));
    for (const length of [1, 2, 3, 64, 1000]) expect(await readNhsJobs(bytesOf(text, length))).toEqual(whole);
  });

  it('gives nothing when it was cut off anywhere', async () => {
    const text = (await readFile(FIXTURE, 'utf8')).trimEnd();
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 60, max: text.length - 1 }), async (end) => {
        expect((await refusalOf(text.slice(0, end))).code).toBe('exchange/xml-damaged');
      }),
    );
    const cut = await refusalOf(text.slice(0, text.indexOf('9000003')));
    expect(cut.message).toMatch(/line \d+.*after 2 complete adverts. Nothing was loaded/);
  });

  it.each<[name: string, text: string, code: string]>([
    ['empty', '', 'exchange/empty-file'],
    ['a byte order mark only', '\ufeff', 'exchange/empty-file'],
    ['a web page', '<!DOCTYPE html><html><body>Sign in</body></html>', 'exchange/not-xml'],
    ['JSON', '{"vacancies":[]}', 'exchange/not-xml'],
    ['a CSV', 'id,title\r\n1,Porter\r\n', 'exchange/not-xml'],
    ['another XML', '<Vacancies><Vacancy/></Vacancies>', 'exchange/wrong-kind-of-file'],
    ['an XHTML page', '<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml"/>', 'exchange/wrong-kind-of-file'],
    ['not closed properly', '<nhsJobs><vacancyDetails></nhsJobs>', 'exchange/xml-damaged'],
    ['followed by a second document', '<nhsJobs/><nhsJobs/>', 'exchange/xml-damaged'],
    ['using a bare ampersand', advert(WHOLE.replace('Trust', 'A & B')), 'exchange/xml-damaged'],
    ['with an entity of its own', advert(WHOLE.replace('Trust', '&employer;')), 'exchange/xml-damaged'],
    ['with an entity named after a part of every object', advert(WHOLE.replace('Trust', '&constructor;')), 'exchange/xml-damaged'],
    ['with a document type', '<!DOCTYPE nhsJobs><nhsJobs/>', 'exchange/xml-not-safe'],
    [
      'reaching for a file',
      `<!DOCTYPE nhsJobs [<!ENTITY secret SYSTEM "file:///etc/passwd">]>${advert(WHOLE.replace('Trust', '&secret;'))}`,
      'exchange/xml-not-safe',
    ],
    [
      'a billion laughs',
      `<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;">]><nhsJobs>&c;</nhsJobs>`,
      'exchange/xml-not-safe',
    ],
    ['nested too deep', `<nhsJobs>${'<a>'.repeat(1000)}`, 'exchange/xml-not-safe'],
    ['one endless text', advert(`<description>${'x'.repeat(200_001)}</description>`), 'exchange/xml-not-safe'],
    ['without the adverts it says it has', '<nhsJobs><totalResults>54</totalResults></nhsJobs>', 'exchange/xml-without-adverts'],
  ])('is refused as a whole when it is %s', async (_name, text, code) => {
    const error = await refusalOf(text);
    expect(error).toBeInstanceOf(DomainError);
    expect(error.code).toBe(code);
    expect(error.message).not.toContain('passwd');
  });

  it.each<[name: string, elements: string, problems: string[]]>([
    ['no identity', WHOLE.replace('<id>1</id>', ''), ['reference reference-missing']],
    ['a reference that is too long', `<reference>${'x'.repeat(101)}</reference>${WHOLE}`, ['reference reference-missing']],
    ['no employer', WHOLE.replace('Trust', '   '), ['employer employer-missing']],
    ['a title that is too long', WHOLE.replace('Porter', 'x'.repeat(301)), ['title text-too-long']],
    ['no closing date', WHOLE.replace('2026-07-15', ''), ['closeDate date-missing']],
    ['a posting date that is none', `${WHOLE}<postDate>today</postDate>`, ['postDate date-not-real']],
  ])('rejects an advert with %s', async (_name, elements, problems) => {
    const { adverts } = await readNhsJobs(bytesOf(advert(elements)));
    expect(adverts.flatMap(({ reading }) => (reading.ok ? ['accepted'] : reading.errors.map(({ column, code }) => `${column} ${code}`)))).toEqual(problems);
  });

  it('may have no adverts', async () => {
    expect(await readNhsJobs(bytesOf('<nhsJobs>\n<totalPages>0</totalPages><totalResults>0</totalResults></nhsJobs>'))).toEqual({ adverts: [], total: 0, totalPages: 0 });
    expect(await readNhsJobs(bytesOf('<nhsJobs/>'))).toEqual({ adverts: [], total: null, totalPages: null });
  });

  it('keeps the words of markup that was not escaped, and the first of an element that comes twice', async () => {
    const [only] = (await readNhsJobs(bytesOf(advert(`<description>Care <b>for</b> people</description><title>Nurse</title>${WHOLE}`)))).adverts;
    expect(only?.reading).toMatchObject({ ok: true, value: { description: 'Care for people', title: 'Nurse' } });
  });

  it('carries any text there and back through XML', async () => {
    const text = fc.string({ unit: 'binary', minLength: 1, maxLength: 30 });
    await fc.assert(
      fc.asyncProperty(text, async (title) => {
        const collected: CollectedAdvert = { id: '1', title: `T${title}`, org: 'Trust', locality: 'Town', postcode: 'ZX1 1AA', salary_text: '', posted: '2026-06-01', closes: '2026-07-01' };
        const feed = await readNhsJobs(nhsJobsXml([collected]));
        expect(feed.adverts.map(({ reading }) => reading.ok)).toEqual([true]);
        expect(feed.total).toBe(1);
      }),
    );
    expect(xmlText(`<&>"'\u0000\ud800é`)).toBe('&lt;&amp;&gt;&quot;&apos;é');
  });
});
