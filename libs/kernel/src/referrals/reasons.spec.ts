import { describe, expect, it } from '@jest/globals';
import { chooseReason, effectInWords, historyForReader, MOST_REASONS, needsReason, REASON_STEPS, reasonListProblems, reasonsFor, reasonsTable, REFUSERS, refuserOf, wordsForReader, type Reason, type ReasonStep } from './reasons.js';
import { REFERRAL_EVENTS } from './referral-status.js';
import { STANDARD_REASONS } from './standard-reasons.js';

const named = (code: string): Reason => STANDARD_REASONS.find((reason) => reason.code === code)!;
const codesFor = (step: ReasonStep, isCourse = false): string[] => reasonsFor(STANDARD_REASONS, step, isCourse).map(({ code }) => code);

describe('the reasons that can be chosen', () => {
  it('are needed where a case ends without a start, and nowhere else', () => {
    expect(REFERRAL_EVENTS.filter((event) => needsReason(event))).toEqual(['decline', 'reject', 'withdraw', 'expire']);
  });

  it('Complaint 6: the lists are short, and never mix the person’s reasons with the employer’s', () => {
    for (const step of REASON_STEPS) {
      for (const isCourse of [false, true]) {
        expect(codesFor(step, isCourse).length).toBeGreaterThan(0);
        expect(codesFor(step, isCourse).length).toBeLessThanOrEqual(MOST_REASONS);
      }
    }
    expect(codesFor('decline').filter((code) => codesFor('reject').includes(code))).toEqual([]);
    expect(new Set(codesFor('decline').map((code) => refuserOf(named(code), 'decline', false)))).toEqual(new Set(['candidate']));
    expect(new Set(codesFor('reject').map((code) => refuserOf(named(code), 'reject', false)))).toEqual(new Set(['employer']));
    expect(new Set(codesFor('reject', true).map((code) => refuserOf(named(code), 'reject', true)))).toEqual(new Set(['college']));
  });

  it.each<[ReasonStep, string | null, boolean, string]>([
    ['decline', null, false, '"decline" needs a reason. Choose one of: too-far, pay-too-low'],
    ['decline', 'place-filled', false, '"place-filled" is no reason for "decline" here. Choose one of: too-far'],
    ['expire', 'made-up', true, '"made-up" is no reason for "expire" here. Choose one of: nobody-answered and offer-not-answered.'],
  ])('of %s are not %s: it says which are', (step, code, isCourse, sentence) => {
    expect(chooseReason(STANDARD_REASONS, step, code, isCourse)).toEqual({ ok: false, problem: expect.stringContaining(sentence) });
  });

  it('are found by their code, and not when they are retired', () => {
    expect(chooseReason(STANDARD_REASONS, 'decline', 'too-far', false)).toEqual({ ok: true, reason: named('too-far') });
    expect(chooseReason([{ ...named('too-far'), isOffered: false }], 'decline', 'too-far', false)).toMatchObject({ ok: false });
  });
});

describe('the effect of a reason', () => {
  it.each<[Partial<Reason>, string]>([
    [{ effect: 'none' }, 'Nothing else happens.'],
    [{ effect: 'set-aside', matters: ['travel', 'pay'], effectDays: 90 }, 'This pair is not suggested again until the journey or the pay changes, at most for 90 days.'],
    [{ effect: 'set-aside', matters: ['start'] }, 'This pair is not suggested again until the start changes.'],
    [{ effect: 'set-aside', effectDays: 30 }, 'This pair is not suggested again for 30 days.'],
    [{ effect: 'recheck' }, 'This pair is not suggested again until a broker has checked it.'],
    [{ effect: 'pause', effectDays: 28 }, 'The person gets no new suggestions for 28 days. Their live referrals stay.'],
    [{ effect: 'pause' }, 'The person gets no new suggestions until somebody resumes them. Their live referrals stay.'],
  ])('%j in words', (changes, sentence) => expect(effectInWords({ effect: 'none', effectDays: null, matters: [], ...changes })).toBe(sentence));
});

describe('words of a reason', () => {
  const event = { reasonCode: 'too-far', effect: 'set-aside', effectUntilOn: '2026-11-28' };

  it.each([
    [{ isOwn: true, isOurs: false, isToUs: false }, 'The journey is too long for you.', 'set-aside'],
    [{ isOwn: false, isOurs: true, isToUs: false }, 'The journey is too long.', 'set-aside'],
    [{ isOwn: true, isOurs: true, isToUs: false }, 'The journey is too long.', 'set-aside'],
    [{ isOwn: false, isOurs: false, isToUs: true }, 'The journey is too long.', null],
  ])('to %j', (standing, words, effect) => {
    expect(wordsForReader(named('too-far'), standing)).toBe(words);
    expect(historyForReader(event, STANDARD_REASONS, standing)).toEqual({ reasonCode: 'too-far', reason: words, effect, effectUntilOn: effect === null ? null : '2026-11-28' });
  });

  it('are not made up for a code of long ago', () => {
    expect(historyForReader({ ...event, reasonCode: 'long-ago' }, STANDARD_REASONS, { isOwn: false, isOurs: true, isToUs: false }).reason).toBeNull();
  });
});

describe('a list of reasons', () => {
  const others = (...codes: string[]): Reason[] => STANDARD_REASONS.filter(({ code }) => !codes.includes(code));
  const withChange = (code: string, changes: Partial<Reason>): Reason[] => [...others(code), { ...named(code), ...changes }];
  const extra = (count: number): Reason[] => Array.from({ length: count }, (_, n) => ({ ...named('chose-another'), code: `other-${'abcdefghi'[n]}` }));

  it('that every City begins with is in order', () => expect(reasonListProblems(STANDARD_REASONS)).toEqual([]));

  it.each<[string, Reason[], string | null, string, string]>([
    ['a code with digits', [...STANDARD_REASONS, { ...named('asked-to-wait'), code: 'wait-2' }], 'wait-2', 'code', 'without digits'],
    ['a reason for no step', withChange('too-far', { steps: [] }), 'too-far', 'steps', 'Say at which step'],
    ['an employer’s no at the person’s step', withChange('too-far', { refusers: ['candidate', 'employer'] }), 'too-far', 'refusers', 'None of its steps is a no of: employer.'],
    ['a step without whose no it is', withChange('too-far', { steps: ['decline', 'reject'] }), 'too-far', 'refusers', '"reject" is a no of: employer or college.'],
    ['set aside without an end', withChange('too-far', { matters: [], effectDays: null }), 'too-far', 'matters', 'Say what has to change'],
    ['something that matters to nothing', withChange('chose-another', { matters: ['pay'] }), 'chose-another', 'matters', 'Leave it empty'],
    ['days of no effect', withChange('chose-another', { effectDays: 5 }), 'chose-another', 'effectDays', 'no end by date'],
    ['days of a check', withChange('wrong-referral', { effectDays: 5 }), 'wrong-referral', 'effectDays', 'no end by date'],
    ['a person paused by an employer', withChange('place-filled', { effect: 'pause' }), 'place-filled', 'effect', 'cannot pause a person'],
    ['the service’s own retired', withChange('accepted-elsewhere', { isOffered: false }), 'accepted-elsewhere', 'isOffered', 'cannot be retired'],
    ['the service’s own without its step', withChange('offer-not-answered', { steps: ['withdraw'] }), 'offer-not-answered', 'steps', 'keep "expire" and "nobody"'],
    ['more than anybody reads', [...STANDARD_REASONS, ...extra(1)], null, 'isOffered', '"decline" has 8 reasons of candidate. Retire some: 7 at most.'],
    ['nothing left for a college', STANDARD_REASONS.map((reason) => (reason.steps.includes('reject') ? { ...reason, refusers: ['employer'] } : reason)), null, 'isOffered', 'No reason is left for "reject" by a college. Keep one.'],
    ['nothing left to pause by', STANDARD_REASONS.map((reason) => (reason.steps.includes('pause') ? { ...reason, isOffered: false } : reason)), null, 'isOffered', 'No reason is left for "pause". Keep one.'],
  ])('with %s is told where', (_, list, code, field, sentence) => {
    expect(reasonListProblems(list)).toEqual([{ code, field, sentence: expect.stringContaining(sentence) }]);
  });

  it('may have as many retired ones as there were', () => expect(reasonListProblems([...STANDARD_REASONS, ...extra(9).map((reason) => ({ ...reason, isOffered: false }))])).toEqual([]));

  it('prints itself as a table', () => {
    expect(reasonsTable(STANDARD_REASONS).split('\n')).toHaveLength(2 + STANDARD_REASONS.length);
    expect(reasonsTable(STANDARD_REASONS)).toContain('| chose-another | decline | candidate | They chose something else. | Nothing else happens. |');
    expect(REFUSERS.every((refuser) => reasonsTable(STANDARD_REASONS).includes(refuser))).toBe(true);
  });
});
