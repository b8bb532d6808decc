import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { addDays } from '../calendar/plain-date.js';
import { checkOutcome, checksToRemindOf, nextLookOn, type KnownOutcome, type OutcomeEvent, spellProblem, summariseOutcomes } from './outcome-record.js';
import { CHECK_WEEKS, checkDueOn, type EmploymentSpell, USUAL_SUSTAINMENT } from './sustainment.js';

const START = '2026-01-05';
const TODAY = '2026-08-01';
const on = (kind: OutcomeEvent['kind'], happenedOn: string, more: Partial<OutcomeEvent> = {}): OutcomeEvent => ({ kind, happenedOn, ...more });
const upTo = (happenedOn: string): OutcomeEvent => on('progressed', happenedOn, { progressionKind: 'band', fromCode: 'band-2', toCode: 'band-3', stepCode: 'senior-support' });
const known = (events: readonly KnownOutcome[], spells: readonly EmploymentSpell[] = []) => ({ startedOn: START, events, spells, rules: USUAL_SUSTAINMENT });
const NEXT_JOB: EmploymentSpell = { employerCode: 'social-care', fromOn: '2026-07-06', toOn: null, weeklyMinutes: null };

describe('the checks after a start', () => {
  it('are due whole weeks later', () => {
    expect(CHECK_WEEKS.map((week) => checkDueOn(START, week))).toEqual(['2026-04-06', '2026-07-06', '2027-01-04']);
    expect(checkDueOn('2023-12-31', 13)).toBe('2024-03-31');
  });

  it.each<[string, readonly OutcomeEvent[], string, readonly string[], string | null]>([
    ['nothing is known yet', [], '2026-04-05', ['not-due', 'not-due', 'not-due'], '2026-04-06'],
    ['the first is due today', [], '2026-04-06', ['due', 'not-due', 'not-due'], '2026-04-06'],
    ['the first is answered on the day', [on('still-there', '2026-04-06', { week: 13 })], TODAY, ['met', 'due', 'not-due'], '2026-07-06'],
    ['a day between is known', [on('still-there', '2026-03-01')], '2026-04-01', ['not-due', 'not-due', 'not-due'], '2026-04-06'],
    ['a later day answers the earlier check too', [on('still-there', '2026-07-06', { week: 26 })], TODAY, ['met', 'met', 'not-due'], '2027-01-04'],
    ['progress is made after the first', [upTo('2026-05-01')], TODAY, ['met', 'due', 'not-due'], '2026-07-06'],
    ['the start was confirmed', [on('start-confirmed', START, { evidenceCode: 'payslip' })], TODAY, ['cannot-tell', 'due', 'not-due'], '2026-04-06'],
    ['the last day was the due date', [on('left', '2026-04-06')], TODAY, ['met', 'not-met', 'not-met'], null],
    ['the last day was the day before', [on('left', '2026-04-05')], TODAY, ['not-met', 'not-met', 'not-met'], null],
    ['all are answered', [on('still-there', '2027-01-04', { week: 52 })], '2027-02-01', ['met', 'met', 'met'], null],
  ])('when %s', (_, events, today, states, nextCheckOn) => {
    const summary = summariseOutcomes(known(events), today);
    expect(summary.checks.map(({ state }) => state)).toEqual(states);
    expect(summary.nextCheckOn).toBe(nextCheckOn);
  });
});

describe('of a start', () => {
  // Four weeks to ask: the windows end on 2026-05-04, 2026-08-03 and 2027-02-01.
  it.each<[string, readonly OutcomeEvent[], string, readonly number[], string | null]>([
    ['before the first check, nothing is told', [], '2026-04-05', [], '2026-04-06'],
    ['the first is told on its day', [], '2026-04-06', [13], '2026-05-05'],
    ['the first is told as long as there is time for it', [on('still-there', '2026-03-01')], '2026-05-04', [13], '2026-05-05'],
    ['the first is not told after its time', [], '2026-05-05', [], '2026-07-06'],
    ['the second is told though the first was never settled', [], '2026-07-06', [26], '2026-08-04'],
    ['the second is told once the first is met', [on('still-there', '2026-04-06')], '2026-07-06', [26], '2026-08-04'],
    ['nothing is told of somebody who has left, ever', [on('left', '2026-03-01')], '2026-07-06', [], null],
    ['nothing is told after the last, ever', [], '2027-02-02', [], null],
  ])('%s', (_, events, today, weeks, lookOn) => {
    const summary = summariseOutcomes(known(events), today);
    expect(checksToRemindOf(summary, today).map(({ week }) => week)).toEqual(weeks);
    expect(nextLookOn(summary, today, true)).toBe(lookOn);
    expect(nextLookOn(summary, today, false)).toBe(weeks.length > 0 ? today : lookOn);
  });

  it('the windows of several checks are told of together', () => {
    const rules = { ...USUAL_SUSTAINMENT, windowDays: 100 };
    expect(checksToRemindOf(summariseOutcomes({ ...known([]), rules }, '2026-07-06'), '2026-07-06').map(({ week }) => week)).toEqual([13, 26]);
  });
});

describe('how a start has turned out', () => {
  it('is the start alone at first', () => {
    const nothing = { status: 'started', startedOn: START, lastSeenOn: START, leftOn: null, destinationCode: null, progressedOn: [], confirmedBy: [], spells: [{ employerCode: 'same', fromOn: START, toOn: null, weeklyMinutes: null }] };
    expect(summariseOutcomes(known([]), TODAY)).toMatchObject(nothing);
  });

  it('tells of somebody who left, with where to, and of what came before', () => {
    const events = [upTo('2026-05-01'), on('left', '2026-06-30', { destinationCode: 'social-care' }), upTo('2026-03-01')];
    expect(summariseOutcomes(known(events), TODAY)).toMatchObject({
      status: 'left', leftOn: '2026-06-30', lastSeenOn: '2026-06-30', destinationCode: 'social-care', progressedOn: ['2026-03-01', '2026-05-01'], progress: { bandsGained: 1 },
      spells: [{ toOn: '2026-06-30' }],
    });
  });

  it('tells what shows the start: each kind of evidence once, with who recorded it first', () => {
    const event = { kind: 'start-confirmed', happenedOn: START } as const;
    const events: KnownOutcome[] = [
      { ...event, evidenceCode: 'payslip', recordedBy: 'user:b', recordedAt: '2026-02-02T10:00:00Z' },
      { ...event, evidenceCode: 'payslip', recordedBy: 'user:a', recordedAt: '2026-02-01T10:00:00Z' },
      { ...event, evidenceCode: 'contract', recordedBy: 'user:a', recordedAt: '2026-02-03T10:00:00Z' },
      { ...event, happenedOn: '2026-01-07', evidenceCode: 'hr-return' },
      { ...event, evidenceCode: null },
    ];
    const expected = [{ evidenceCode: 'contract', recordedBy: 'user:a', recordedAt: '2026-02-03T10:00:00Z' }, { evidenceCode: 'hr-return', recordedBy: null, recordedAt: null }, { evidenceCode: 'payslip', recordedBy: 'user:a', recordedAt: '2026-02-01T10:00:00Z' }];
    for (const inOrder of [events, events.toReversed()]) expect(summariseOutcomes(known(inOrder), TODAY)).toMatchObject({ status: 'started', confirmedBy: expected, lastSeenOn: START });
  });

  it('is judged by the employment that was recorded, which ends where the person left', () => {
    const open: EmploymentSpell = { employerCode: 'same', fromOn: START, toOn: null, weeklyMinutes: 600 };
    const spellsOf = (events: readonly OutcomeEvent[], spells: readonly EmploymentSpell[]) => summariseOutcomes(known(events, spells), TODAY).spells.map(({ employerCode, toOn }) => [employerCode, toOn]);
    expect(spellsOf([], [open])).toEqual([['same', null]]);
    expect(spellsOf([on('left', '2026-06-30')], [open, NEXT_JOB])).toEqual([['same', '2026-06-30'], ['social-care', null]]);
    expect(spellsOf([on('left', '2026-06-30')], [{ ...open, fromOn: '2026-07-10' }])).toEqual([['same', null]]); // back again
    expect(spellsOf([on('left', '2026-06-30')], [{ ...open, toOn: '2026-05-31' }])).toEqual([['same', '2026-05-31']]);
    expect(spellsOf([on('left', '2026-06-30')], [NEXT_JOB])).toEqual([['same', '2026-06-30'], ['social-care', null]]);
  });

  const anyEvent = fc.record({
    kind: fc.constantFrom('still-there' as const, 'left' as const, 'progressed' as const, 'start-confirmed' as const),
    happenedOn: fc.nat(400).map((days) => addDays(START, days)),
    week: fc.constantFrom(null, 13 as const, undefined),
    destinationCode: fc.constantFrom(null, 'social-care', 'not-known', undefined),
    evidenceCode: fc.constantFrom(null, 'payslip' as const, undefined),
    progressionKind: fc.constantFrom(null, 'registration' as const),
    toCode: fc.constantFrom(null, 'nmc'),
  });

  it('does not change when an event is said twice or in another order', () => {
    fc.assert(
      fc.property(fc.array(anyEvent), fc.nat(500), (events, days) => {
        const today = addDays(START, days);
        expect(summariseOutcomes(known([...events.toReversed(), ...events]), today)).toEqual(summariseOutcomes(known(events), today));
      }),
    );
  });

  it('never contradicts itself when each event was checked first', () => {
    fc.assert(
      fc.property(fc.array(anyEvent), fc.nat(400), (events, days) => {
        const today = addDays(START, days);
        const record: OutcomeEvent[] = [];
        for (const event of events) {
          if (checkOutcome(known(record), event, today) === null) record.push(event);
        }
        const { leftOn, lastSeenOn } = summariseOutcomes(known(record), today);
        expect(record.every(({ happenedOn }) => happenedOn >= START && happenedOn <= (leftOn ?? today))).toBe(true);
        expect(new Set(record.filter(({ kind }) => kind === 'left').map(({ happenedOn }) => happenedOn)).size).toBe(leftOn === null ? 0 : 1);
        expect(leftOn === null || leftOn === lastSeenOn).toBe(true);
      }),
    );
  });
});

describe('recording an outcome', () => {
  const seen = on('still-there', '2026-05-01');
  const left = on('left', '2026-06-30');

  it.each<[string, readonly OutcomeEvent[], OutcomeEvent, (readonly EmploymentSpell[])?]>([
    ['the day of the start', [], on('still-there', START)],
    ['today', [], on('still-there', TODAY)],
    ['the same again', [seen], seen],
    ['the same again without naming the week as empty', [seen], { ...seen, week: null }],
    ['the same leaving again', [seen, left], left],
    ['a day before the leaving, later', [left], seen],
    ['the last day itself', [left], on('still-there', '2026-06-30')],
    ['a leaving on the day last seen', [seen], on('left', '2026-05-01')],
    ['a check on its due date', [], on('still-there', '2026-04-06', { week: 13 })],
    ['progress', [seen], upTo('2026-07-01')],
    ['what shows the start', [], on('start-confirmed', START, { evidenceCode: 'payslip' })],
    ['a sighting in the next job', [left], on('still-there', '2026-07-08'), [NEXT_JOB]],
    ['a leaving that is told of after the next job', [on('still-there', '2026-07-08')], left, [NEXT_JOB]],
  ])('accepts %s', (_, earlier, event, spells = []) => expect(checkOutcome(known(earlier, spells), event, TODAY)).toBeNull());

  it.each<[string, readonly OutcomeEvent[], OutcomeEvent, RegExp, (readonly EmploymentSpell[])?]>([
    ['a day that does not exist', [], on('left', '2026-02-30'), /not a day that exists/],
    ['a day before the start', [], on('still-there', '2026-01-04'), /before the start on 2026-01-05/],
    ['tomorrow', [], on('still-there', '2026-08-02'), /in the future/],
    ['a check before it is due', [], on('still-there', '2026-04-05', { week: 13 }), /13-week check is due on 2026-04-06/],
    ['a check answered by leaving', [], on('left', '2026-04-06', { week: 13 }), /Leave the week out/],
    ['a second leaving', [left], on('left', '2026-05-30'), /left on 2026-06-30/],
    ['a sighting after the leaving', [left], on('still-there', '2026-07-01'), /left on 2026-06-30, before this date/],
    ['a sighting before the next job', [left], on('still-there', '2026-07-05'), /Record the next job first/, [NEXT_JOB]],
    ['progress after the leaving', [left], upTo('2026-07-01'), /before this date/],
    ['a leaving before the last sighting', [seen], on('left', '2026-04-30'), /there on 2026-05-01, after this date/],
    ['a sighting when no job is recorded', [], on('still-there', '2026-03-01'), /No employment is recorded/, [{ employerCode: 'same', fromOn: START, toOn: '2026-02-01', weeklyMinutes: null }]],
    ['a start that nothing shows', [], on('start-confirmed', START), /Say what shows the start/],
    ['evidence of another start', [], on('start-confirmed', '2026-01-06', { evidenceCode: 'payslip' }), /recorded for 2026-01-05/],
    ['progress in nothing', [], on('progressed', '2026-05-01'), /Say what was reached/],
    ['progress to nothing', [], on('progressed', '2026-05-01', { progressionKind: 'band' }), /Say what was reached/],
    ['progress downwards', [], on('progressed', '2026-05-01', { progressionKind: 'band', fromCode: 'band-3', toCode: 'band-2' }), /not higher/],
    ['a band with a sighting', [], on('still-there', '2026-05-01', { toCode: 'band-3' }), /"progressed" only/],
  ])('refuses %s', (_, earlier, event, sentence, spells = []) => expect(checkOutcome(known(earlier, spells), event, TODAY)).toMatch(sentence));
});

describe('recording a job', () => {
  it.each<[string, string, string | null, RegExp | null]>([
    ['from the start on', START, null, null],
    ['of one day, today', TODAY, TODAY, null],
    ['from a day that does not exist', '2026-02-30', null, /not a day that exists/],
    ['to a day that does not exist', START, '2026-02-30', /not a day that exists/],
    ['from before the start', '2026-01-04', null, /before the start on 2026-01-05/],
    ['from tomorrow', '2026-08-02', null, /in the future/],
    ['until tomorrow', START, '2026-08-02', /in the future/],
    ['that ends before it begins', '2026-03-02', '2026-03-01', /before the first day/],
  ])('%s', (_, fromOn, toOn, sentence) => {
    expect(String(spellProblem(START, { fromOn, toOn }, TODAY))).toMatch(sentence ?? /^null$/);
  });
});
