import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  actsAs,
  allowedEvents,
  applyReferralEvent,
  LIVE_STATUSES,
  PLACE_HOLDING_STATUSES,
  REFERRAL_EVENTS,
  REFERRAL_STATUSES,
  referralPicture,
  referralRulesTable,
  startProblem,
  takesPlace,
  type ReferralEvent,
  type ReferralStatus, type ReferralParty } from './referral-status.js';

const EVERYBODY = new Set(['candidate', 'employer', 'broker', 'system'] as const);

describe('the life of a referral', () => {
  it('goes from suggestion to start, and holds one place from the offer on', () => {
    const path: [ReferralEvent, ReferralStatus, string][] = [
      ['refer', 'referred', 'none'],
      ['review', 'reviewing', 'none'],
      ['invite-to-interview', 'interview', 'none'],
      ['offer', 'offered', 'take'],
      ['accept', 'accepted', 'none'],
      ['start-checks', 'checks', 'none'],
      ['start', 'started', 'none'],
    ];
    let status: ReferralStatus = 'suggested';
    for (const [event, to, placeEffect] of path) {
      expect(applyReferralEvent(status, event, EVERYBODY, PLACE_HOLDING_STATUSES.includes(status))).toEqual({ ok: true, to, placeEffect });
      status = to;
    }
  });

  it.each<[ReferralStatus, ReferralEvent, ReferralStatus, string]>([
    ['interview', 'decline', 'declined', 'none'],
    ['offered', 'decline', 'declined', 'give-back'],
    ['checks', 'reject', 'not-taken-forward', 'give-back'],
    ['reviewing', 'reject', 'not-taken-forward', 'none'],
    ['accepted', 'withdraw', 'withdrawn', 'give-back'],
    ['offered', 'expire', 'expired', 'give-back'],
    ['accepted', 'start', 'started', 'none'],
  ])('%s, %s: %s, place %s', (from, event, to, placeEffect) => expect(applyReferralEvent(from, event, EVERYBODY, PLACE_HOLDING_STATUSES.includes(from))).toEqual({ ok: true, to, placeEffect }));

  it.each<[ReferralStatus, ReferralEvent, ReferralStatus, string]>([
    ['referred', 'review', 'reviewing', 'none'],
    ['referred', 'offer', 'offered', 'none'],
    ['reviewing', 'reject', 'not-taken-forward', 'give-back'],
    ['referred', 'decline', 'declined', 'give-back'],
  ])('%s, %s with a place that an allocation holds: %s, place %s', (from, event, to, placeEffect) => expect(applyReferralEvent(from, event, EVERYBODY, true)).toEqual({ ok: true, to, placeEffect }));

  it('takes a place by an offer where none is held', () => {
    expect([takesPlace('offer', false), takesPlace('offer', true), takesPlace('review', false), takesPlace('decline', true)]).toEqual([true, false, false, false]);
  });

  it.each<[ReferralStatus, ReferralEvent]>([
    ['suggested', 'offer'],
    ['suggested', 'reject'],
    ['started', 'withdraw'],
    ['declined', 'accept'],
    ['accepted', 'expire'],
  ])('%s cannot be changed by %s, and says what can', (from, event) => {
    expect(applyReferralEvent(from, event, EVERYBODY, false)).toEqual({ ok: false, allowed: allowedEvents(from, EVERYBODY) });
  });

  it('has an end: nothing happens to a case that is not live', () => {
    for (const status of REFERRAL_STATUSES) expect(allowedEvents(status, EVERYBODY).length > 0).toBe(LIVE_STATUSES.includes(status));
  });

  it('never takes a place twice, nor gives one back that is not held', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...REFERRAL_EVENTS)), (events) => {
        let status: ReferralStatus = 'suggested';
        let places = 0;
        for (const event of events) {
          const result = applyReferralEvent(status, event, EVERYBODY, places === 1);
          if (!result.ok) continue;
          status = result.to;
          places += result.placeEffect === 'take' ? 1 : result.placeEffect === 'give-back' ? -1 : 0;
          expect(places).toBe(PLACE_HOLDING_STATUSES.includes(status) ? 1 : 0);
        }
      }),
    );
  });

  it.each([
    ['2026-03-31', null],
    ['2026-04-01', expect.stringContaining('future')],
    ['2026-02-30', expect.stringContaining('real date')],
  ])('a start on %s is judged on 31 March', (startedOn, problem) => expect(startProblem(startedOn, '2026-03-31')).toEqual(problem));

  it('prints itself as a picture with a line an event, and ends gathered', () => {
    const lines = referralPicture().split('\n');
    expect(lines).toContain('referred & reviewing -- invite-to-interview --> interview');
    expect(lines).toContain('accepted & checks -. decline, reject, withdraw .-> ended');
    expect(lines).toHaveLength(13);
  });

  it('prints itself as a table with a row an event', () => {
    expect(referralRulesTable().split('\n')).toHaveLength(2 + REFERRAL_EVENTS.length);
    expect(referralRulesTable()).toContain('| accept | offered | accepted | candidate, broker | The candidate takes the offer. |');
  });
});

describe('whose act an event is', () => {
  it.each([
    ['referred', ['employer'], ['review', 'invite-to-interview', 'offer', 'reject']],
    ['offered', ['candidate'], ['accept', 'decline']],
    ['offered', ['employer'], ['reject']],
    ['offered', ['system'], ['withdraw', 'expire']],
    ['offered', [], []],
  ] as const)('of a case that is %s, %j may record %j', (status, parties, events) => {
    expect(allowedEvents(status, new Set<ReferralParty>(parties))).toEqual(events);
  });

  it.each([
    ['decline', ['broker', 'candidate'], 'candidate'],
    ['decline', ['broker'], 'broker'],
    ['accept', ['employer'], null],
  ] as const)('%s by somebody who speaks for %j is an act of the %s', (event, parties, party) => expect(actsAs(event, new Set<ReferralParty>(parties))).toBe(party));

  it('keeps what is another side’s from being recorded', () => {
    expect(applyReferralEvent('offered', 'accept', new Set(['employer'] as const), true)).toEqual({ ok: false, allowed: ['reject'] });
  });
});
