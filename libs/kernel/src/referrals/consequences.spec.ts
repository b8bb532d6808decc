import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { consequencesInWords, consequencesOf, type CaseMove, type CaseToMove, type Consequences, type LiveCase } from './consequences.js';
import { LIVE_STATUSES, PLACE_HOLDING_STATUSES, REFERRAL_EVENTS, REFERRAL_STATUSES, type ReferralEvent, type ReferralParty, type ReferralStatus } from './referral-status.js';
import { STANDARD_REASONS } from './standard-reasons.js';

const TODAY = '2026-06-01';
const EVERYBODY = new Set<ReferralParty>(['candidate', 'employer', 'broker', 'system']);

const caseAt = (status: ReferralStatus, changes: Partial<CaseToMove> = {}): CaseToMove => ({
  referralId: 'this', opportunityId: 'o', intakeId: 'i-0', title: 'Porter', status, holdsPlace: PLACE_HOLDING_STATUSES.includes(status), isCourse: false, releasesOthers: true, ...changes,
});
const other = (status: ReferralStatus, holdsPlace = PLACE_HOLDING_STATUSES.includes(status)): LiveCase => ({ referralId: `other-${status}`, opportunityId: `o-${status}`, intakeId: `i-${status}`, title: `Post ${status}`, status, holdsPlace });

const moveOf = (changes: Partial<CaseMove>): CaseMove => ({ event: 'review', reasonCode: null, parties: EVERYBODY, moved: caseAt('referred'), others: [], pause: null, reasons: STANDARD_REASONS, place: null, today: TODAY, ...changes });
function whatOf(changes: Partial<CaseMove>): Consequences {
  const judged = consequencesOf(moveOf(changes));
  if (!judged.ok) throw new Error(judged.problem);
  return judged.consequences;
}

describe('Trap 16: what a decline, a pause and an acceptance bring with them', () => {
  it.each<[ReferralEvent, string, ReferralStatus, Partial<Consequences>, string[]]>([
    ['decline', 'too-far', 'interview', { refusedBy: 'candidate', setAside: { matters: ['travel'], untilOn: '2026-11-28', isUntilChecked: false }, pause: null }, ['The referral becomes: declined.', 'This pair is not suggested again until the journey changes, at the latest until 28 November 2026.']],
    ['decline', 'chose-another', 'offered', { setAside: null, pause: null }, ['The referral becomes: declined.', 'The place is given back.', 'To be told: the broker and the employer or college.']],
    ['decline', 'circumstances-changed', 'referred', { pause: { resumesOn: '2026-06-29' } }, ['The referral becomes: declined.', 'The person gets no new suggestions until 29 June 2026.']],
    ['withdraw', 'contact-lost', 'referred', { refusedBy: 'nobody', pause: { resumesOn: null } }, ['The referral becomes: withdrawn.', 'The person gets no new suggestions until somebody resumes them.', 'To be told: the employer or college.']],
    ['withdraw', 'asked-to-withdraw', 'suggested', { refusedBy: 'candidate', setAside: { matters: [], untilOn: '2026-11-28', isUntilChecked: false } }, ['The referral becomes: withdrawn.', 'This pair is not suggested again until 28 November 2026.']],
    ['reject', 'requirement-missing', 'reviewing', { refusedBy: 'employer', setAside: { matters: [], untilOn: null, isUntilChecked: true } }, ['The referral becomes: not taken forward.', 'This pair is not suggested again until a broker has checked it.', 'To be told: the broker.']],
    ['reject', 'place-filled', 'checks', { refusedBy: 'employer', setAside: null }, ['The referral becomes: not taken forward.', 'The place is given back.', 'To be told: the candidate and the broker.']],
    ['expire', 'offer-not-answered', 'offered', { refusedBy: 'nobody' }, ['The referral becomes: expired.', 'The place is given back.']],
  ])('%s because of %s, when %s', (event, reasonCode, status, expected, sentences) => {
    const consequences = whatOf({ event, reasonCode, moved: caseAt(status), parties: new Set<ReferralParty>([event === 'reject' ? 'employer' : event === 'decline' ? 'candidate' : event === 'expire' ? 'system' : 'broker']) });
    expect(consequences).toMatchObject({ reasonCode, ...expected });
    expect(consequencesInWords(consequences)).toEqual(sentences);
  });

  it('an offer holds a place, from those that are kept for the person’s group where there is one', () => {
    expect(consequencesInWords(whatOf({ event: 'offer' }))).toContain('A place is held for the person.');
    expect(whatOf({ event: 'offer', place: { ok: true, fenceId: null } }).change.fenceId).toBeNull();
    const kept = whatOf({ event: 'offer', place: { ok: true, fenceId: 'f' } });
    expect(kept.change).toMatchObject({ placeEffect: 'take', fenceId: 'f' });
    expect(consequencesInWords(kept)).toContain('A place that is kept for a group is held for the person.');
    expect(whatOf({ event: 'offer', moved: caseAt('referred', { holdsPlace: true }), place: null }).change).toMatchObject({ placeEffect: 'none', fenceId: null });
  });

  it('a no by a college is a college’s', () => expect(whatOf({ event: 'reject', reasonCode: 'place-filled', moved: caseAt('referred', { isCourse: true }) }).refusedBy).toBe('college'));

  it('Complaint 4: an acceptance releases the person’s other live cases, with the places that they hold', () => {
    const others = [other('suggested'), other('referred', true), other('interview'), other('offered'), other('accepted'), other('checks'), other('started'), other('declined')];
    const consequences = whatOf({ event: 'accept', moved: caseAt('offered'), others, parties: new Set<ReferralParty>(['candidate']) });
    expect(consequences.releases.map(({ status, to, placeEffect }) => [status, to, placeEffect])).toEqual([
      ['suggested', 'withdrawn', 'none'], ['referred', 'withdrawn', 'give-back'], ['interview', 'withdrawn', 'none'], ['offered', 'withdrawn', 'give-back'],
    ]);
    expect(consequences.stays.map(({ status }) => status)).toEqual(['accepted', 'checks']);
    expect(consequencesInWords(consequences)).toEqual([
      'The referral becomes: accepted.',
      'Their referral to Post suggested (suggested) is withdrawn, because they have accepted this one.',
      'Their referral to Post referred (referred) is withdrawn and its place given back, because they have accepted this one.',
      'Their referral to Post interview (invited to an interview) is withdrawn, because they have accepted this one.',
      'Their referral to Post offered (offered) is withdrawn and its place given back, because they have accepted this one.',
      '2 other live referrals stay as they are: Post accepted and Post checks.',
      'To be told: the broker and the employer or college.',
    ]);
    expect(consequences.notices.filter(({ kind }) => kind === 'referral-withdrawn').map(({ referralId }) => referralId)).toEqual(['other-referred', 'other-interview', 'other-offered']);
  });

  it('an acceptance in a programme that says so releases nobody, and neither does any other event', () => {
    const others = [other('referred')];
    const kept = whatOf({ event: 'accept', moved: caseAt('offered', { releasesOthers: false }), others });
    expect([kept.releases, kept.stays]).toEqual([[], others]);
    expect(consequencesInWords(kept)).toContain('1 other live referral stays as it is: Post referred.');
    for (const event of REFERRAL_EVENTS.filter((one) => one !== 'accept')) {
      const judged = REFERRAL_STATUSES.flatMap((status) => STANDARD_REASONS.map(({ code }) => code as string | null).concat(null).map((reasonCode) => consequencesOf(moveOf({ event, reasonCode, moved: caseAt(status), others }))));
      const done = judged.flatMap((one) => (one.ok ? [one.consequences] : []));
      expect(done.length).toBeGreaterThan(0);
      expect(done.every(({ releases, stays }) => releases.length === 0 && stays.length === 1)).toBe(true);
    }
  });

  it.each([
    [{ resumesOn: null }, 'circumstances-changed', null],
    [{ resumesOn: '2026-06-29' }, 'circumstances-changed', null],
    [{ resumesOn: '2026-06-28' }, 'circumstances-changed', { resumesOn: '2026-06-29' }],
    [{ resumesOn: '2030-01-01' }, 'contact-lost', { resumesOn: null }],
  ])('a pause of %j is made longer by %s and never shorter', (pause, reasonCode, expected) => {
    expect(whatOf({ event: reasonCode === 'contact-lost' ? 'withdraw' : 'decline', reasonCode, pause }).pause).toEqual(expected);
  });

  it('a list that a lead has changed decides, also without days', () => {
    const reasons = [{ ...STANDARD_REASONS[0]!, effectDays: null }];
    const consequences = whatOf({ event: 'decline', reasonCode: 'too-far', reasons });
    expect(consequences.setAside).toEqual({ matters: ['travel'], untilOn: null, isUntilChecked: false });
    expect(consequencesInWords(consequences)).toContain('This pair is not suggested again until the journey changes.');
  });
});

describe('what is not possible', () => {
  it.each<[Partial<CaseMove>, string, string]>([
    [{ event: 'decline' }, 'reason', '"decline" needs a reason. Choose one of: too-far'],
    [{ event: 'decline', reasonCode: 'place-filled' }, 'reason', '"place-filled" is no reason for "decline" here.'],
    [{ event: 'review', reasonCode: 'too-far' }, 'reason', '"review" takes no reason. Leave it out.'],
    [{ event: 'offer', moved: caseAt('offered') }, 'event', 'A referral that is offered cannot be changed by "offer". Possible for you now: accept, decline, reject, withdraw, expire.'],
    [{ event: 'offer', moved: caseAt('declined') }, 'event', 'A referral that is declined cannot be changed by "offer". The case has ended.'],
    [{ event: 'offer', place: { ok: false, keptUntilOn: null } }, 'no-place', 'All places of this intake are taken, or its start date was moved. Choose another intake'],
    [{ event: 'offer', place: { ok: false, keptUntilOn: '2026-07-01' } }, 'kept-place', 'From 1 July 2026 they can have one'],
    [{ event: 'offer', parties: new Set() }, 'event', 'A referral that is referred cannot be changed by "offer". It is for the others to go on with it.'],
  ])('%j', (changes, stop, problem) => expect(consequencesOf(moveOf(changes))).toEqual({ ok: false, stop, problem: expect.stringContaining(problem) }));
});

describe('whom to tell', () => {
  it.each<[ReferralEvent, string | null, ReferralStatus, ReferralParty, string[]]>([
    ['offer', null, 'interview', 'employer', ['offer-made candidate', 'offer-made broker']],
    ['accept', null, 'offered', 'candidate', ['offer-accepted employer', 'offer-accepted broker']],
    ['accept', null, 'offered', 'broker', ['offer-accepted employer']],
    ['decline', 'chose-another', 'referred', 'candidate', []],
    ['decline', 'chose-another', 'offered', 'candidate', ['offer-declined employer', 'offer-declined broker']],
    ['reject', 'place-filled', 'accepted', 'employer', ['offer-taken-back candidate', 'offer-taken-back broker']],
    ['expire', 'nobody-answered', 'referred', 'system', []],
    ['expire', 'offer-not-answered', 'offered', 'system', []],
    ['start-checks', null, 'accepted', 'employer', []],
  ])('of %s because of %s when %s, said by the %s', (event, reasonCode, status, party, expected) => {
    expect(whatOf({ event, reasonCode, moved: caseAt(status), parties: new Set([party]) }).notices.map(({ kind, to }) => `${kind} ${to}`)).toEqual(expected);
  });

  it.each<[ReferralStatus, ReferralParty, string[]]>([
    ['accepted', 'candidate', ['employer', 'broker']],
    ['checks', 'candidate', ['employer', 'broker']],
    ['checks', 'broker', ['employer', 'candidate']],
  ])('Complaint 5: a decline after acceptance is told to the others, when %s and by the %s', (status, party, expected) => {
    const { notices } = whatOf({ event: 'decline', reasonCode: 'chose-another', moved: caseAt(status), parties: new Set([party]) });
    expect(notices).toEqual(expected.map((to) => ({ kind: 'declined-after-acceptance', to, referralId: 'this' })));
  });
});

describe('the consequences of anything', () => {
  const status = fc.constantFrom(...REFERRAL_STATUSES);
  const anyMove = fc.record({
    event: fc.constantFrom(...REFERRAL_EVENTS), reasonCode: fc.option(fc.constantFrom(...STANDARD_REASONS.map(({ code }) => code))), status, isCourse: fc.boolean(), releasesOthers: fc.boolean(),
    others: fc.uniqueArray(fc.record({ status, holdsPlace: fc.boolean() }), { selector: (one) => one.status }),
    parties: fc.subarray<ReferralParty>(['candidate', 'employer', 'broker', 'system']),
  });

  it('every other live case either stays or is released, and each once', () => {
    fc.assert(fc.property(anyMove, ({ event, reasonCode, status: from, isCourse, releasesOthers, others, parties }) => {
      const cases = others.map((one) => other(one.status, one.holdsPlace));
      const judged = consequencesOf(moveOf({ event, reasonCode, moved: caseAt(from, { isCourse, releasesOthers }), others: cases, parties: new Set(parties) }));
      if (!judged.ok) return;
      const { releases, stays, notices, refusedBy } = judged.consequences;
      expect([...releases, ...stays].map(({ referralId }) => referralId).toSorted()).toEqual(cases.filter((one) => LIVE_STATUSES.includes(one.status)).map(({ referralId }) => referralId).toSorted());
      expect(refusedBy === null).toBe(reasonCode === null);
      expect(new Set(notices.map((notice) => JSON.stringify(notice))).size).toBe(notices.length);
      expect(consequencesInWords(judged.consequences).every((sentence) => /[.]$/.test(sentence) && !sentence.includes('undefined'))).toBe(true);
    }));
  });
});
