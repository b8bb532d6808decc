import { describe, expect, it } from '@jest/globals';
import { EXAMPLE_RULES } from './check-rules.oracle.js';
import { checksOfCase, checkStepProblem, type CaseForChecks, type CheckEvent, type CheckState } from './case-checks.js';

const POST: CaseForChecks = {
  status: 'offered', kind: 'role', requiredCheckCodes: ['dbs-basic', 'dbs-enhanced', 'driving-licence'],
  reached: [{ status: 'referred', on: '2026-05-01' }, { status: 'offered', on: '2026-06-01' }],
};
const ALL = new Set(['candidate', 'employer', 'broker'] as const);
const step = (check: CheckEvent['check'], name: CheckEvent['step'], happenedOn: string, more: Partial<CheckEvent> = {}): CheckEvent => ({ check, step: name, happenedOn, methodCode: null, documentCodes: [], reasonCode: null, ...more });
const problem = (event: CheckEvent, earlier: readonly CheckEvent[] = [], of: CaseForChecks = POST, today = '2026-06-20'): string | null => checkStepProblem(of, EXAMPLE_RULES, earlier, event, ALL, today);
const stateIn = (events: readonly CheckEvent[]): CheckState => checksOfCase(POST, EXAMPLE_RULES, events, '2026-06-20').checks.find(({ check }) => check === 'references')!.state;

describe('the checks of a case', () => {
  it('of a post are those of every post and the furthest DBS level that it asks for', () => {
    const { checks, notAsked, daysSinceOffer, isComplete } = checksOfCase(POST, EXAMPLE_RULES, [], '2026-06-20');
    expect(checks.map(({ check, level, mayBeAsked, next }) => [check, level, mayBeAsked, next])).toEqual([
      ['identity', null, true, 'Ask the person for it.'],
      ['right-to-work', null, true, 'Ask the person for it.'],
      ['references', null, true, 'Ask the person for it.'],
      ['criminal-record', 'dbs-enhanced', true, 'Ask the person for it.'],
      ['work-health', null, false, null],
    ]);
    expect(notAsked).toEqual([
      { check: 'work-health', why: 'Why work-health is not asked before accepted.' },
      { check: 'registration', why: 'The opportunity asks for no professional registration.' },
    ]);
    expect({ daysSinceOffer, isComplete }).toEqual({ daysSinceOffer: 19, isComplete: false });
  });

  it('of a course are what it asks for, and the rest is written down as not asked', () => {
    const { checks, notAsked, daysSinceOffer, isComplete } = checksOfCase({ ...POST, kind: 'course', requiredCheckCodes: [], status: 'referred', reached: [] }, EXAMPLE_RULES, [], '2026-06-20');
    expect(checks).toEqual([]);
    expect(notAsked.map(({ check }) => check)).toEqual(['identity', 'right-to-work', 'registration', 'references', 'criminal-record', 'work-health']);
    expect(notAsked[4]!.why).toBe('The course asks for no DBS check, so do not ask about convictions.');
    expect({ daysSinceOffer, isComplete }).toEqual({ daysSinceOffer: null, isComplete: true });
    expect(checksOfCase({ ...POST, kind: 'course', requiredCheckCodes: ['identity', 'registration'] }, EXAMPLE_RULES, [], '2026-06-20').checks.map(({ check }) => check)).toEqual(['identity', 'registration']);
    expect(checksOfCase({ ...POST, requiredCheckCodes: [] }, EXAMPLE_RULES, [], '2026-06-20').notAsked.map(({ why }) => why)).toContain('The post asks for no DBS check, so do not ask about convictions.');
  });

  it('of a case that has ended are not asked any more', () => {
    const { checks, notAsked } = checksOfCase({ ...POST, status: 'declined' }, EXAMPLE_RULES, [], '2026-06-20');
    expect(checks.every(({ mayBeAsked }) => !mayBeAsked)).toBe(true);
    expect(notAsked[0]).toEqual({ check: 'identity', why: 'The case has ended, so nothing is asked in it.' });
  });

  it('Complaint 22: say how many days each step took, and whom to chase', () => {
    const events = [step('references', 'ask', '2026-06-02'), step('references', 'provide', '2026-06-05')];
    const { checks } = checksOfCase(POST, EXAMPLE_RULES, events, '2026-06-16');
    expect(checks[2]).toMatchObject({
      state: 'provided', isOverdue: true, next: 'Waiting for who answers on references for 11 days; it should take 10. Chase it today.',
      steps: [{ waitingFor: 'person', since: '2026-06-02', until: '2026-06-05', days: 3, targetDays: 5 }, { waitingFor: 'result', since: '2026-06-05', until: null, days: 11, targetDays: 10 }],
    });
    expect(checksOfCase(POST, EXAMPLE_RULES, events, '2026-06-15').checks[2]).toMatchObject({ isOverdue: false, next: 'Waiting for who answers on references for 10 days; it should take 10.' });
    expect(checksOfCase(POST, EXAMPLE_RULES, events.slice(0, 1), '2026-06-03').checks[2]).toMatchObject({ state: 'asked', next: 'Waiting for the person for 1 day; it should take 5.' });
  });

  it('Complaint 20: count the days from the offer to the start', () => {
    const started: CaseForChecks = { ...POST, status: 'started', reached: [...POST.reached, { status: 'started', on: '2026-06-29' }] };
    expect(checksOfCase(started, EXAMPLE_RULES, [], '2026-12-01').daysSinceOffer).toBe(28);
  });

  it('are complete when each is passed or not needed', () => {
    const asked = (['identity', 'right-to-work', 'references', 'criminal-record', 'work-health'] as const).map((check) => step(check, check === 'identity' ? 'not-needed' : 'pass', '2026-06-10'));
    expect(checksOfCase(POST, EXAMPLE_RULES, asked, '2026-06-20')).toMatchObject({ isComplete: true, checks: expect.arrayContaining([expect.objectContaining({ check: 'work-health', next: null })]) });
  });

  it('keep a check that was begun, also when the opportunity does not ask for it any more', () => {
    expect(checksOfCase({ ...POST, requiredCheckCodes: [] }, EXAMPLE_RULES, [step('criminal-record', 'ask', '2026-06-02')], '2026-06-20').checks[3]).toMatchObject({ check: 'criminal-record', level: null, state: 'asked' });
  });
});

describe('a step of a check', () => {
  const ask = step('references', 'ask', '2026-06-02');
  const provide = step('references', 'provide', '2026-06-05');

  it('goes on from the last one, and a concern can be mended', () => {
    const way: [CheckEvent, CheckState][] = [[ask, 'asked'], [provide, 'provided'], [step('references', 'raise-concern', '2026-06-06'), 'concern'], [step('references', 'ask', '2026-06-07'), 'asked'], [step('references', 'pass', '2026-06-08'), 'passed']];
    const events: CheckEvent[] = [];
    for (const [event, state] of way) {
      expect(problem(event, events)).toBeNull();
      events.push(event);
      expect(stateIn(events)).toBe(state);
    }
    expect(checksOfCase(POST, EXAMPLE_RULES, events.slice(0, 3), '2026-06-20').checks[2]!.next).toContain('Look at the concern');
    expect(problem(step('references', 'ask', '2026-06-09'), events)).toContain('The check is passed');
  });

  it.each<[string, string, CheckEvent, CheckEvent[], CaseForChecks]>([
    ['health before the offer is accepted', 'Why work-health is not asked before accepted.', step('work-health', 'ask', '2026-06-02'), [], POST],
    ['the right to work before an offer', 'Why right-to-work is not asked before offered.', step('right-to-work', 'ask', '2026-05-02'), [], { ...POST, status: 'interview' }],
    ['a day before the offer, said after it', 'That was on 2026-06-01: choose that day or a later one.', step('references', 'ask', '2026-05-31'), [], POST],
    ['convictions where the post asks for no DBS check', 'do not ask about convictions', step('criminal-record', 'ask', '2026-06-02'), [], { ...POST, requiredCheckCodes: [] }],
    ['anything in a case that has ended', 'The case has ended', ask, [], { ...POST, status: 'withdrawn' }],
    ['what was not asked for', 'Possible now: ask, not-needed.', provide, [], POST],
    ['an earlier day than the step before', 'Choose that day or a later one', step('references', 'provide', '2026-06-01'), [ask], POST],
    ['a day in the future', 'in the future', step('references', 'ask', '2026-06-21'), [], POST],
    ['no day at all', 'not a day that exists', step('references', 'ask', '2026-02-30'), [], POST],
    ['a way that there is not', 'Choose one of: usual, other.', step('references', 'ask', '2026-06-02', { methodCode: 'magic' }), [], POST],
    ['not needed without a reason', 'Say why it is not needed', step('references', 'not-needed', '2026-06-02'), [], POST],
    ['not needed for a reason that is none', 'Say why it is not needed', step('references', 'not-needed', '2026-06-02', { reasonCode: 'toString' }), [], POST],
    ['documents of another check', 'for the identity check only', step('references', 'ask', '2026-06-02', { documentCodes: ['passport'] }), [], POST],
    ['a document that there is not', 'no document with the code dog-licence', step('identity', 'ask', '2026-06-02', { documentCodes: ['dog-licence'] }), [], POST],
    ['identity passed with too few documents', 'Bring 2 more documents that show the address', step('identity', 'pass', '2026-06-04', { documentCodes: ['passport'] }), [step('identity', 'ask', '2026-06-02')], POST],
  ])('is refused: %s', (_, words, event, earlier, of) => expect(problem(event, earlier, of)).toContain(words));

  it('that is the employer’s or the broker’s is not the candidate’s to record', () => {
    const own = new Set(['candidate'] as const);
    expect(checkStepProblem(POST, EXAMPLE_RULES, [ask], provide, own, '2026-06-20')).toBeNull();
    expect(checkStepProblem(POST, EXAMPLE_RULES, [ask], step('references', 'pass', '2026-06-05'), own, '2026-06-20')).toContain('for the employer, the college or the broker');
  });

  it('counts no document of before a concern, once it is asked for again', () => {
    const before = [step('identity', 'ask', '2026-06-02'), step('identity', 'provide', '2026-06-03', { documentCodes: ['passport', 'bank'] }), step('identity', 'raise-concern', '2026-06-04')];
    const again = [...before, step('identity', 'ask', '2026-06-05', { documentCodes: ['bill'] })];
    expect(problem(step('identity', 'pass', '2026-06-06', { documentCodes: ['bill'] }), before)).toBeNull();
    expect(problem(step('identity', 'pass', '2026-06-06', { documentCodes: ['bank'] }), again)).toContain('Bring 1 more document with a photograph');
    expect(problem(step('identity', 'pass', '2026-06-06', { documentCodes: ['passport', 'bank'] }), again)).toBeNull();
  });

  it('is not recorded of a case that has ended or not come so far, but that the post does not need it', () => {
    const notNeeded = (reasonCode: string): CheckEvent => step('work-health', 'not-needed', '2026-06-02', { reasonCode });
    expect(problem(provide, [ask], { ...POST, status: 'not-taken-forward' })).toContain('The case has ended');
    expect(problem(notNeeded('held-already'))).toContain('not asked before accepted');
    expect(problem(notNeeded('not-for-this-post'))).toBeNull();
  });

  it('passes identity with enough documents over all steps, or by a digital service without', () => {
    const asked = step('identity', 'ask', '2026-06-02');
    const brought = step('identity', 'provide', '2026-06-03', { documentCodes: ['bank', 'bill'] });
    expect(problem(step('identity', 'pass', '2026-06-04', { documentCodes: ['passport'] }), [asked, brought])).toBeNull();
    expect(problem(step('identity', 'pass', '2026-06-04'), [step('identity', 'ask', '2026-06-02', { methodCode: 'digital-identity' })])).toBeNull();
    expect(problem(step('identity', 'pass', '2026-06-04', { methodCode: 'digital-identity' }), [asked])).toBeNull();
    expect(problem(step('identity', 'not-needed', '2026-06-04', { reasonCode: 'portable' }), [asked])).toBeNull();
  });

  it('is measured by the first day on which the case had come so far, or by none where it is not known', () => {
    expect(problem(step('references', 'ask', '2026-05-01'), [], { ...POST, reached: [] })).toBeNull();
  });
});
