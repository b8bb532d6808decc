import { describe, expect, it } from '@jest/globals';
import { type ClaimableOutcome, claimProblem } from './outcome-claim.js';
import { type OutcomeEvent, summariseOutcomes } from './outcome-record.js';
import { USUAL_SUSTAINMENT } from './sustainment.js';

const START = '2026-01-05';
const after = (events: readonly OutcomeEvent[]) => summariseOutcomes({ startedOn: START, events, spells: [], rules: USUAL_SUSTAINMENT }, '2026-08-01');
const up = (progressionKind: 'band' | 'registration' | 'level' | 'qualification', toCode: string, fromCode: string | null = null): OutcomeEvent => ({ kind: 'progressed', happenedOn: '2026-03-01', progressionKind, fromCode, toCode });
const NOTHING = { achievedOn: null };

describe('a claim', () => {
  it.each<[ClaimableOutcome, readonly OutcomeEvent[]]>([
    ['start', [{ kind: 'start-confirmed', happenedOn: START, evidenceCode: 'payslip' }]],
    ['13-weeks', [{ kind: 'still-there', happenedOn: '2026-04-06' }]],
    ['26-weeks', [{ kind: 'still-there', happenedOn: '2026-07-06' }]],
    ['progression', [up('band', 'band-3', 'band-2')]],
    ['progression', [up('level', 'level-3', 'level-2')]],
    ['progression', [up('qualification', 'st0217')]],
    ['progression', [up('registration', 'nmc')]],
  ])('of %s can be made once it is so: %j', (outcome, events) => expect(claimProblem(outcome, { summary: after(events), course: NOTHING })).toBeNull());

  it.each<[ClaimableOutcome, readonly OutcomeEvent[], RegExp]>([
    ['start', [{ kind: 'still-there', happenedOn: '2026-04-06' }], /Nothing shows the start yet/],
    ['13-weeks', [{ kind: 'still-there', happenedOn: '2026-04-05' }], /The check is not met. Ask the candidate or the employer/],
    ['52-weeks', [{ kind: 'still-there', happenedOn: '2026-07-06' }], /The check is not met. Due on 2027-01-04/],
    ['progression', [up('band', 'band-3')], /No step up is recorded/],
  ])('of %s cannot be made before: %j', (outcome, events, sentence) => expect(claimProblem(outcome, { summary: after(events), course: NOTHING })).toMatch(sentence));

  it('needs a start, but for an achievement, which needs that', () => {
    expect(claimProblem('start', { summary: null, course: NOTHING })).toMatch(/has not led to a start/);
    expect(claimProblem('achievement', { summary: null, course: NOTHING })).toMatch(/No achievement/);
    expect(claimProblem('achievement', { summary: null, course: { achievedOn: START } })).toBeNull();
  });
});
