import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { addDays } from '../calendar/plain-date.js';
import { CHECK_WEEKS, checkDueOn, checkOutcome, type OutcomeEvent, summariseOutcomes } from './outcome-record.js';

const START = '2026-01-05';
const TODAY = '2026-08-01';
const on = (kind: OutcomeEvent['kind'], happenedOn: string, more: Partial<OutcomeEvent> = {}): OutcomeEvent => ({ kind, happenedOn, ...more });

describe('the checks after a start', () => {
  it('are due whole weeks later', () => {
    expect(CHECK_WEEKS.map((week) => checkDueOn(START, week))).toEqual(['2026-04-06', '2026-07-06', '2027-01-04']);
    expect(checkDueOn('2023-12-31', 13)).toBe('2024-03-31');
  });

  it.each<[string, readonly OutcomeEvent[], string, readonly string[], string | null]>([
    ['nothing is known yet', [], '2026-04-05', ['not-due', 'not-due', 'not-due'], '2026-04-06'],
    ['the first is due today', [], '2026-04-06', ['due', 'not-due', 'not-due'], '2026-04-06'],
    ['the first is answered on the day', [on('still-there', '2026-04-06', { week: 13 })], TODAY, ['confirmed', 'due', 'not-due'], '2026-07-06'],
    ['a day between is known', [on('still-there', '2026-03-01')], '2026-04-01', ['not-due', 'not-due', 'not-due'], '2026-04-06'],
    ['a later day answers the earlier check too', [on('still-there', '2026-07-06', { week: 26 })], TODAY, ['confirmed', 'confirmed', 'not-due'], '2027-01-04'],
    ['progress is made after the first', [on('progressed', '2026-05-01')], TODAY, ['confirmed', 'due', 'not-due'], '2026-07-06'],
    ['the last day was the due date', [on('left', '2026-04-06')], TODAY, ['confirmed', 'left-before', 'left-before'], null],
    ['the last day was the day before', [on('left', '2026-04-05')], TODAY, ['left-before', 'left-before', 'left-before'], null],
    ['all are answered', [on('still-there', '2027-01-04', { week: 52 })], '2027-02-01', ['confirmed', 'confirmed', 'confirmed'], null],
  ])('when %s', (_, events, today, states, nextCheckOn) => {
    const summary = summariseOutcomes(START, events, today);
    expect(summary.checks.map(({ state }) => state)).toEqual(states);
    expect(summary.nextCheckOn).toBe(nextCheckOn);
  });
});

describe('how a start has turned out', () => {
  it('is the start alone at first', () => {
    expect(summariseOutcomes(START, [], TODAY)).toMatchObject({ status: 'started', startedOn: START, lastSeenOn: START, leftOn: null, destinationCode: null, progressedOn: [] });
  });

  it('is read from the events whatever their order', () => {
    const events = [on('left', '2026-06-30', { destinationCode: 'other-employer' }), on('progressed', '2026-05-01'), on('still-there', '2026-02-01'), on('progressed', '2026-03-01')];
    expect(summariseOutcomes(START, events, TODAY)).toMatchObject({
      status: 'left',
      leftOn: '2026-06-30',
      lastSeenOn: '2026-06-30',
      destinationCode: 'other-employer',
      progressedOn: ['2026-03-01', '2026-05-01'],
    });
  });

  const anyEvent = fc.record({
    kind: fc.constantFrom('still-there' as const, 'left' as const, 'progressed' as const),
    happenedOn: fc.nat(400).map((days) => addDays(START, days)),
    week: fc.constantFrom(null, 13 as const, undefined),
    destinationCode: fc.constantFrom(null, 'other-employer', 'not-known', undefined),
  });

  it('does not change when an event is said twice or in another order', () => {
    fc.assert(
      fc.property(fc.array(anyEvent), fc.nat(500), (events, days) => {
        const today = addDays(START, days);
        expect(summariseOutcomes(START, [...events.toReversed(), ...events], today)).toEqual(summariseOutcomes(START, events, today));
      }),
    );
  });

  it('never contradicts itself when each event was checked first', () => {
    fc.assert(
      fc.property(fc.array(anyEvent), fc.nat(400), (events, days) => {
        const today = addDays(START, days);
        const record: OutcomeEvent[] = [];
        for (const event of events) {
          if (checkOutcome({ startedOn: START, earlier: record, event, today }) === null) record.push(event);
        }
        const { leftOn, lastSeenOn } = summariseOutcomes(START, record, today);
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

  it.each<[string, readonly OutcomeEvent[], OutcomeEvent]>([
    ['the day of the start', [], on('still-there', START)],
    ['today', [], on('still-there', TODAY)],
    ['the same again', [seen], seen],
    ['the same again without naming the week as empty', [seen], { ...seen, week: null }],
    ['the same leaving again', [seen, left], left],
    ['a day before the leaving, later', [left], seen],
    ['the last day itself', [left], on('still-there', '2026-06-30')],
    ['a leaving on the day last seen', [seen], on('left', '2026-05-01')],
    ['a check on its due date', [], on('still-there', '2026-04-06', { week: 13 })],
    ['progress', [seen], on('progressed', '2026-07-01')],
  ])('accepts %s', (_, earlier, event) => expect(checkOutcome({ startedOn: START, earlier, event, today: TODAY })).toBeNull());

  it.each<[string, readonly OutcomeEvent[], OutcomeEvent, RegExp]>([
    ['a day that does not exist', [], on('left', '2026-02-30'), /not a day that exists/],
    ['a day before the start', [], on('still-there', '2026-01-04'), /before the start on 2026-01-05/],
    ['tomorrow', [], on('still-there', '2026-08-02'), /in the future/],
    ['a check before it is due', [], on('still-there', '2026-04-05', { week: 13 }), /13-week check is due on 2026-04-06/],
    ['a check answered by leaving', [], on('left', '2026-04-06', { week: 13 }), /Leave the week out/],
    ['a second leaving', [left], on('left', '2026-05-30'), /left on 2026-06-30/],
    ['a sighting after the leaving', [left], on('still-there', '2026-07-01'), /left on 2026-06-30, before this date/],
    ['progress after the leaving', [left], on('progressed', '2026-07-01'), /before this date/],
    ['a leaving before the last sighting', [seen], on('left', '2026-04-30'), /there on 2026-05-01, after this date/],
  ])('refuses %s', (_, earlier, event, sentence) => expect(checkOutcome({ startedOn: START, earlier, event, today: TODAY })).toMatch(sentence));
});
