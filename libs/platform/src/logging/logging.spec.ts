import { describe, expect, it } from '@jest/globals';
import { symbols } from 'pino';
import { createLogger, NestLog } from './logging.js';

/** What a logger writes while `log` runs, as text and as the events of its lines. */
function written(level: string, log: (logger: ReturnType<typeof createLogger>) => void): { text: string; events: Record<string, unknown>[] } {
  const logger = createLogger(level, 'pathways-test');
  const lines: string[] = [];
  Object.assign(logger, { [symbols.streamSym]: { write: (line: string) => lines.push(line) } });
  log(logger);
  return { text: lines.join(''), events: lines.map((line) => JSON.parse(line) as Record<string, unknown>) };
}

/** A value of every personal kind, none of which stands anywhere else. */
const CANDIDATE = {
  candidateId: '0197c0de-0000-7000-8000-000000000001',
  reference: 'C-1024',
  givenName: 'Amina-Rosalind',
  familyName: 'Okoro-Featherstone',
  email: 'amina.featherstone@example.org',
  phone: '07700 900123',
  bornOn: '1998-05-14',
  postcode: 'ZQ1 9XX',
  level: 3,
  needs: 'Step-free access after an operation',
};
const HIRE = { employeeReference: '20871234', startedOn: '2026-03-02', postcode: 'ZQ2 8YY', givenName: 'Bartholomew', familyName: 'Quillfeather', bornOn: '1971-11-30', band: '2' };
const UPLOAD_ROW = { rowNumber: 7, cells: { GIVEN_NAME: 'Wilhelmina', POSTCODE: 'ZQ3 7ZZ', NEEDS: 'A quiet room' }, typed: ['Wilhelmina', 'ZQ3 7ZZ', 'A quiet room'], unreadable: null };

const PERSONAL = [
  'Amina-Rosalind', 'Okoro-Featherstone', 'amina.featherstone@example.org', '07700 900123', '1998-05-14', 'ZQ1 9XX', 'Step-free access',
  'ZQ2 8YY', 'Bartholomew', 'Quillfeather', '1971-11-30', 'Wilhelmina', 'ZQ3 7ZZ', 'A quiet room',
];

const found = (text: string): string[] => PERSONAL.filter((value) => text.includes(value));

describe('personal data', () => {
  it.each([
    ['as they are', (people: object) => people],
    ['one object deep', (people: object) => ({ candidate: CANDIDATE, person: people })],
    ['two objects deep', (people: object) => ({ request: { body: people } })],
    ['in a list', (people: object) => ({ rows: [people, people] })],
  ])('of a candidate, a hire and an uploaded row are not in the log, logged %s', (_, wrap) => {
    const { text, events } = written('info', (logger) => {
      for (const people of [CANDIDATE, HIRE, UPLOAD_ROW]) logger.info(wrap(people), 'something happened');
    });
    expect(events.length).toBe(3);
    expect(found(text)).toEqual([]);
    expect(text).toContain('[removed]');
  });

  it('leaves what an operator needs', () => {
    const { events } = written('info', (logger) => logger.info({ ...CANDIDATE, rowNumber: 7 }, 'stored'));
    expect(events[0]).toMatchObject({ candidateId: CANDIDATE.candidateId, rowNumber: 7, msg: 'stored', process: 'pathways-test', givenName: '[removed]' });
    expect(events[0]!['time']).toMatch(/^\d{4}-\d{2}-\d{2}T/);
  });

  it('also goes for headers and passwords', () => {
    const { text } = written('info', (logger) => logger.info({ req: { headers: { authorization: 'Bearer sesame', cookie: 'sid=sesame' } }, password: 'sesame' }, 'request'));
    expect(text).not.toContain('sesame');
  });

  it('would be found here if nothing were removed', () => {
    expect(found(JSON.stringify([CANDIDATE, HIRE, UPLOAD_ROW]))).toEqual(PERSONAL);
  });
});

describe('levels', () => {
  it('below the chosen one are silent', () => {
    const { events } = written('warn', (logger) => {
      logger.info('chatter');
      logger.warn('trouble');
    });
    expect(events.map(({ msg }) => msg)).toEqual(['trouble']);
  });

  it('of Nest are kept, but its talk at start-up is for developers', () => {
    const say = (level: string): unknown[] => {
      const { events } = written(level, (logger) => {
        const nest = new NestLog(logger);
        nest.log('route mapped', 'RouterExplorer');
        nest.warn('careful', 'Doorbell');
        nest.error('broken', 'at somewhere', 'Doorbell');
      });
      return events.map(({ msg, context }) => [msg, context]);
    };
    expect(say('info')).toEqual([['careful', 'Doorbell'], ['broken', 'Doorbell']]);
    expect(say('debug')).toContainEqual(['route mapped', 'RouterExplorer']);
  });
});

describe('personal data that is hard to see', () => {
  it.each([
    ['three objects deep', (people: object) => ({ a: { b: { people } } })],
    ['in a list of an object', (people: object) => ({ upload: { rows: [people] } })],
    ['in a list of lists', (people: object) => ({ uploads: [{ rows: [people] }] })],
  ])('logged %s', (_, wrap) => {
    const { text } = written('info', (logger) => [CANDIDATE, HIRE, UPLOAD_ROW].forEach((people) => logger.info(wrap(people), 'x')));
    expect(found(text)).toEqual([]);
  });

  it('as the columns of a database row', () => {
    const { text } = written('info', (logger) => logger.info({ given_name: 'Wilhelmina', family_name: 'Quillfeather', born_on: '1971-11-30' }, 'x'));
    expect(found(text)).toEqual([]);
  });

  it('of fields that are not in PERSONAL_KEYS', () => {
    const facts = { presentPost: 'Vaccinator at Zed Hub', vaccinationRole: 'Vaccinator at Zed Hub', qualifications: [{ title: 'Zed diploma' }], ethnicCategoryCode: 'Zed', disabilityCode: 'Zed', sexCode: 'Zed', employeeReference: 'Zed-1', typed: ['Zed'] };
    const { text } = written('info', (logger) => logger.info(facts, 'x'));
    expect(text).not.toContain('Zed');
  });

  it('of a failed query, whose parameters and detail quote the row', () => {
    const error = Object.assign(new Error('duplicate key'), { parameters: ['Wilhelmina'], driverError: { detail: 'Key (reference)=(Wilhelmina) already exists.' } });
    const { text } = written('info', (logger) => logger.error({ err: error }, 'x'));
    expect(found(text)).toEqual([]);
  });
});
