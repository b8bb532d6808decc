import type { Reason } from './reasons.js';

const NONE = { effect: 'none', effectDays: null, matters: [] } as const;
const RECHECK = { effect: 'recheck', effectDays: null, matters: [] } as const;

function aside(days: number, ...matters: Reason['matters']): Pick<Reason, 'effect' | 'effectDays' | 'matters'> {
  return { effect: 'set-aside', effectDays: days, matters };
}

function reason(code: string, steps: Reason['steps'], refusers: Reason['refusers'], words: string, kindWords: string, effect: Pick<Reason, 'effect' | 'effectDays' | 'matters'>): Reason {
  return { code, steps, refusers, words, kindWords, ...effect, isOffered: true };
}

const PARTNERS = ['employer', 'college'] as const;

/** The reasons that every City begins with. What its leads change of them stands in the database. */
export const STANDARD_REASONS: readonly Reason[] = [
  reason('too-far', ['decline'], ['candidate'], 'The journey is too long.', 'The journey is too long for you.', aside(180, 'travel')),
  reason('pay-too-low', ['decline'], ['candidate'], 'The pay is too low.', 'The pay is too low for you.', aside(180, 'pay')),
  reason('hours-do-not-fit', ['decline'], ['candidate'], 'The hours do not fit.', 'The hours do not fit your week.', aside(180, 'hours')),
  reason('start-does-not-fit', ['decline'], ['candidate'], 'The start is too soon or too late.', 'It starts too soon or too late for you.', aside(90, 'start')),
  reason('chose-another', ['decline'], ['candidate'], 'They chose something else.', 'You chose something else.', NONE),
  reason('circumstances-changed', ['decline', 'pause'], ['candidate'], 'Their circumstances have changed.', 'Your circumstances have changed.', { effect: 'pause', effectDays: 28, matters: [] }),
  reason('other-kind-of-work', ['decline'], ['candidate'], 'They no longer want this kind of work.', 'You no longer want this kind of work.', aside(365, 'interest')),
  reason('place-filled', ['reject'], PARTNERS, 'The place is filled.', 'The place has gone to somebody else.', NONE),
  reason('another-fitted-better', ['reject'], PARTNERS, 'Another applicant fitted better.', 'Another applicant fitted a little better this time.', aside(180, 'requirements')),
  reason('requirement-missing', ['reject'], PARTNERS, 'Something that is required is missing.', 'Something that they ask for is still missing. Your broker can tell you what.', RECHECK),
  reason('missed-interview', ['reject'], PARTNERS, 'They did not come to the interview.', 'You did not meet at the interview.', NONE),
  reason('checks-not-passed', ['reject'], PARTNERS, 'The checks before the start were not passed.', 'The checks before the start could not be completed. Your broker can tell you more.', RECHECK),
  reason('no-longer-on-offer', ['reject'], PARTNERS, 'The post or course is not on offer any more.', 'The post or course is not on offer any more.', NONE),
  reason('wrong-referral', ['withdraw'], ['nobody'], 'The referral was a mistake.', 'The referral was our mistake.', RECHECK),
  reason('asked-to-withdraw', ['withdraw'], ['candidate'], 'The person asked for it.', 'You asked us to take it back.', aside(180)),
  reason('accepted-elsewhere', ['withdraw'], ['nobody'], 'They have accepted another offer.', 'You have accepted another offer.', NONE),
  reason('registered-twice', ['withdraw'], ['nobody'], 'They were registered twice, and the other of two cases goes on.', 'You were registered twice. Your other application goes on.', NONE),
  reason('on-a-break', ['withdraw'], ['nobody'], 'They take a break.', 'You take a break.', NONE),
  reason('contact-lost', ['withdraw', 'pause'], ['nobody'], 'They cannot be reached.', 'We could not reach you. Tell us when you are back.', { effect: 'pause', effectDays: null, matters: [] }),
  reason('asked-to-wait', ['pause'], ['candidate'], 'They asked us to wait.', 'You asked us to wait.', NONE),
  reason('nobody-answered', ['expire'], ['nobody'], 'Nobody answered in time.', 'Nobody answered us in time.', NONE),
  reason('offer-not-answered', ['expire'], ['nobody'], 'The offer was not answered in time.', 'The offer was not answered in time.', NONE),
];
