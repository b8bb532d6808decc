import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { readRequirements } from './read-requirements.js';
import { anyRequirement } from './requirements.oracle.js';

const requirements = fc.array(anyRequirement, { maxLength: 4 });

describe('rules as they are sent', () => {
  it('come back as they were sent when they are well formed', () => {
    fc.assert(
      fc.property(requirements, (sent) => {
        const { requirements: read, problems } = readRequirements(JSON.parse(JSON.stringify(sent)));
        expect(problems).toEqual([]);
        expect(read).toEqual(sent);
      }),
    );
  });

  it.each([
    { on: 'level', atLeast: 8 },
    { on: 'english-level', atLeast: 1 },
    { on: 'maths-level', atLeast: 2 },
    { on: 'skill', code: 'phlebotomy' },
    { on: 'check', code: 'dbs' },
    { on: 'programme', code: 'returners' },
    { on: 'redeployment' },
    { on: 'contract-end', by: '2026-02-28' },
    { on: 'stage', stage: 'looking' },
  ])('may ask for $on in a choice', (demand) => {
    const sent = [{ on: 'choice', anyOf: [demand, { on: 'level', atLeast: 3 }] }];
    expect(readRequirements(sent)).toEqual({ requirements: sent, problems: [] });
  });

  it('are all kept or none, whatever is sent', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (sent) => {
        const { requirements: read, problems } = readRequirements(sent);
        expect(read === null).toBe(problems.length > 0);
        for (const { pointer, detail } of problems) {
          expect(pointer === '' || pointer.startsWith('/')).toBe(true);
          expect(detail).toMatch(/\.$/);
        }
      }),
    );
  });

  const deep = { on: 'choice', anyOf: [{ on: 'choice', anyOf: [] }] };
  it.each<[string, unknown, string, RegExp]>([
    ['no list', { on: 'level' }, '', /list of rules/],
    ['too many', Array.from({ length: 41 }, () => ({ on: 'redeployment' })), '', /At most 40/],
    ['no object', ['level'], '/0', /begins with "on"/],
    ['null', [null], '/0', /begins with "on"/],
    ['age', [{ on: 'age', atLeast: 18 }], '/0/on', /in the programme, which records why/],
    ['residence', [{ on: 'decile', atMost: 2 }], '/0/on', /only whether somebody is in it/],
    ['a monitoring answer', [{ on: 'ethnicity', anyOf: ['A'] }], '/0/on', /never decide/],
    ['consent', [{ on: 'consent' }], '/0/on', /needs no rule/],
    ['an unknown subject', [{ on: 'shoe-size' }], '/0/on', /one of: level, english-level/],
    ['a field too many', [{ on: 'redeployment', 'a/b': 1 }], '/0/a~1b', /none beside "on"/],
    ['a field too many beside others', [{ on: 'level', atLeast: 2, most: 3 }], '/0/most', /on, atLeast/],
    ['a level too high', [{ on: 'level', atLeast: 9 }], '/0/atLeast', /1 to 8/],
    ['a level as text', [{ on: 'english-level', atLeast: '2' }], '/0/atLeast', /1 to 2/],
    ['no skill', [{ on: 'skills', allOf: [] }], '/0/allOf', /1 to 20/],
    ['a code in capitals', [{ on: 'checks', allOf: ['DBS'] }], '/0/allOf/0', /small letters/],
    ['more hours than there are', [{ on: 'half-days', slots: 0b11, needed: 3 }], '/0/needed', /Nobody could meet this: 3 half-days are needed of 2/],
    ['a journey too long', [{ on: 'travel', atMostMinutes: 181 }], '/0/atMostMinutes', /1 to 180/],
    ['no pay', [{ on: 'pay', atLeastHourlyPence: 0 }], '/0/atLeastHourlyPence', /1 to 20000/],
    ['a start without days', [{ on: 'start' }], '/0', /"from", "to" or both/],
    ['a start with its days reversed', [{ on: 'start', from: '2026-03-02', to: '2026-03-01' }], '/0/to', /"to" is before "from"/],
    ['a day that is none', [{ on: 'contract-end', by: '2026-02-30' }], '/0/by', /real date/],
    ['a stage that is none', [{ on: 'stage', anyOf: ['hired'] }], '/0/anyOf/0', /looking, referred, offered, placed/],
    ['no programme', [{ on: 'programme', anyOf: [''] }], '/0/anyOf/0', /code of a programme/],
    ['five choices', Array.from({ length: 5 }, () => ({ on: 'choice', anyOf: [{ on: 'redeployment' }] })), '', /At most 4 choices/],
    ['a choice in a choice', [deep], '/0/anyOf/0/on', /between facts of the candidate/],
    ['a journey in a choice', [{ on: 'choice', anyOf: [{ on: 'travel', atMostMinutes: 3 }] }], '/0/anyOf/0/on', /Journey, pay, hours and start/],
    ['an age in a choice', [{ on: 'choice', anyOf: [{ on: 'born-on' }] }], '/0/anyOf/0/on', /in the programme/],
    ['a text in a choice', [{ on: 'choice', anyOf: ['level'] }], '/0/anyOf/0', /A demand is an object/],
    ['a stage in a choice', [{ on: 'choice', anyOf: [{ on: 'stage' }] }], '/0/anyOf/0/stage', /looking/],
  ])('are refused with the place and the way out: %s', (_, sent, pointer, detail) => {
    const { requirements: read, problems } = readRequirements(sent);
    expect(read).toBeNull();
    expect(problems[0]).toEqual({ pointer, detail: expect.stringMatching(detail) });
  });
});
