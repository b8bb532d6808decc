/** What a kind of message says. `{name}` stands for a value that the writer gives. */
export interface MessageWords {
  readonly subject: string;
  readonly lines: readonly string[];
  /** In a few words, for the broker who reads what was sent. */
  readonly about: string;
}

/**
 * Every message that is sent about a case, a person or a fair. No name of a person or an organisation, no reason and
 * nothing about health: a mailbox may be shared, and whoever reads it learns only that there is something to look at.
 */
export const MESSAGE_KINDS = {
  'referral-waiting': {
    about: 'Reminder that a referral waits for an answer',
    subject: 'A referral is waiting for you',
    lines: ['Somebody was put forward to you {days} days ago, and nothing has been recorded since.', 'Please say how it goes on: look at the referral, arrange an interview, make an offer, or say no.'],
  },
  'referral-waiting-again': {
    about: 'Second reminder that a referral waits for an answer',
    subject: 'A referral is still waiting for you',
    lines: ['A referral has been waiting for {days} days. We wrote about it before.', 'If nothing is recorded, the people who lead the brokers will get in touch, and in the end the referral is closed.'],
  },
  'offer-waiting': {
    about: 'Reminder that an offer waits for an answer',
    subject: 'You have an offer to answer',
    lines: ['An offer is waiting for your answer. The place is kept for you until {until}.', 'You can say yes or no when you sign in. If you have questions, ask the person who helps you.'],
  },
  'offer-waiting-again': {
    about: 'Second reminder that an offer waits for an answer',
    subject: 'Your offer is still waiting for an answer',
    lines: ['An offer is still waiting for your answer. After {until} the place goes to somebody else.', 'You can say yes or no when you sign in, or tell the person who helps you.'],
  },
  'case-waiting': {
    about: 'Reminder to the broker that a case does not move',
    subject: 'One of your cases is waiting',
    lines: ['A case that you look after has not moved for {days} days, and it is your turn.', 'Please open it and record what has happened, or what comes next.'],
  },
  'case-waiting-again': {
    about: 'Second reminder to the broker that a case does not move',
    subject: 'One of your cases is still waiting',
    lines: ['A case that you look after has not moved for {days} days. We wrote about it before.', 'If nothing is recorded, the people who lead the brokers are told.'],
  },
  'case-stalled': {
    about: 'Word to the lead that a case has stalled',
    subject: 'A case has stalled',
    lines: ['A case has not moved for {days} days, after two reminders to those whose turn it is.', 'Please open it and decide: ring them, pass it to somebody else, or close it.'],
  },
  'case-expired': {
    about: 'Word to the broker that a case has expired',
    subject: 'One of your cases has expired',
    lines: ['A case that you look after was closed because nobody answered. A place that was kept is free again.', 'The person can be referred again, to the same place or to another.'],
  },
  'application-expired': {
    about: 'Word to the candidate that an application has expired',
    subject: 'One of your applications has ended',
    lines: ['One of your applications has ended because no answer was recorded in time.', 'This does not count against you. The person who helps you can look for something else with you.'],
  },
  'outcome-check-due': {
    about: 'Word to the broker that a check after a start is due',
    subject: 'A check after a start is due',
    lines: ['Somebody whom you look after started {weeks} weeks ago. It is time to find out whether the start has lasted.', 'Please open the case: it says what is missing and whom to ask. Record it by {until}.'],
  },
  'candidate-news': {
    about: 'Word to the candidate that something has changed',
    subject: 'There is news about one of your applications',
    lines: ['Something has changed in one of your applications. Sign in to see it.'],
  },
  'partner-news': {
    about: 'Word to the employer or college that something has changed',
    subject: 'A referral to you has changed',
    lines: ['Something has changed in a referral to you. Sign in to see it.'],
  },
  'broker-news': {
    about: 'Word to the broker that something has changed',
    subject: 'One of your cases has changed',
    lines: ['Something has changed in a case that you look after. Sign in to see what it means and what to do next.'],
  },
  'fair-talk-day-before': {
    about: 'Reminder of a conversation at a jobs fair, a day before',
    subject: 'Your conversation at a jobs fair',
    lines: ['You have a conversation at a jobs fair on {on} at {time}.', 'The link is there when you sign in. If you cannot come, please give the slot back, so that somebody else can have it.'],
  },
  'fair-talk-hour-before': {
    about: 'Reminder of a conversation at a jobs fair, an hour before',
    subject: 'Your conversation at a jobs fair is soon',
    lines: ['Your conversation at a jobs fair begins at {time}.', 'The link is there when you sign in.'],
  },
  'fair-session-day-before': {
    about: 'Reminder of a place at a jobs fair, a day before',
    subject: 'You have a place at a jobs fair',
    lines: ['You have a place at a jobs fair on {on} at {time}. You can still book a conversation with an employer or a college.', 'If you cannot come, please give the place back, so that somebody else can have it.'],
  },
  'fair-session-hour-before': {
    about: 'Reminder of a place at a jobs fair, an hour before',
    subject: 'Your jobs fair is soon',
    lines: ['The jobs fair at which you have a place begins at {time}.', 'The link is there when you sign in.'],
  },
  'fair-stand-day-before': {
    about: 'Reminder of a stand at a jobs fair, a day before',
    subject: 'Your stand at a jobs fair',
    lines: ['The first conversation at your stand at a jobs fair is on {on} at {time}. Booked so far: {talks}.', 'Who comes, and the link, are there when you sign in.'],
  },
  'fair-stand-hour-before': {
    about: 'Reminder of a stand at a jobs fair, an hour before',
    subject: 'Your stand at a jobs fair is soon',
    lines: ['The first conversation at your stand at a jobs fair begins at {time}. Booked: {talks}.', 'Who comes, and the link, are there when you sign in.'],
  },
  'broker-asks-call': {
    about: 'The broker asks the candidate to get in touch',
    subject: 'Please get in touch',
    lines: ['The person who helps you to find work or a course would like to speak to you. Please ring or write to them in the next few days.'],
  },
  'broker-asks-record': {
    about: 'The broker asks the candidate to look at their record',
    subject: 'Is what we know about you still right?',
    lines: ['Please sign in and see whether your record is still right: how to reach you, when you can work, how far you can travel and what you are looking for.'],
  },
  'broker-has-openings': {
    about: 'The broker tells the candidate of new jobs and courses',
    subject: 'There are new jobs and courses to look at',
    lines: ['There are new jobs, apprenticeships or courses to look at. Sign in to see what may fit you, or ask the person who helps you.'],
  },
  'broker-wrote': {
    about: 'A message to the candidate in the broker’s own words, which they read after signing in',
    subject: 'There is a message for you',
    lines: ['The person who helps you to find work or a course has written to you. Sign in to read it.'],
  },
  'fair-called-off': {
    about: 'Word that a jobs fair is called off',
    subject: 'A jobs fair is called off',
    lines: ['The jobs fair from {on}, at which you had a place, is called off. You need not do anything.', 'Sign in to see which other fairs are coming, or ask the person who helps you.'],
  },
  'fair-called-off-stand': {
    about: 'Word to a stand that a jobs fair is called off',
    subject: 'A jobs fair is called off',
    lines: ['The jobs fair from {on}, at which you had a stand, is called off, and its conversations with it.', 'Sign in to see who had booked one: you can still get in touch through their brokers.'],
  },
  'contracts-ending': {
    about: 'Word to the brokers, once a week, of contracts that end soon',
    subject: 'Contracts that end soon',
    lines: ['People on your books whose contract ends by {until}, and who have no offer yet: {people}.', 'Sign in for the list, with what is due next for each. Look first for posts with their own employer.'],
  },
  'plan-news': {
    about: 'Word to the candidate that their pathway plan has changed',
    subject: 'There is news about your plan',
    lines: ['Something that your plan rests on has changed. Sign in to see what, and what comes next.'],
  },
  'duplicate-asked': {
    about: 'Question to another organisation whether a record is of the same person',
    subject: 'Somebody may be registered twice',
    lines: ['Another organisation asks whether somebody whom it looks after is registered with you too.', 'Please look under possible duplicates: it says which record they propose to keep. Say that it is the same person, and the two records become one, or that it is not.'],
  },
  'plan-to-look-at': {
    about: 'Word to the brokers that a pathway plan has changed',
    subject: 'A pathway plan has changed',
    lines: ['Something that a saved pathway plan rests on has changed. Sign in to see what, and talk about the next best route.'],
  },
} as const satisfies Readonly<Record<string, MessageWords>>;

export type MessageKind = keyof typeof MESSAGE_KINDS;

/** Whether a word is the name of a kind of message. */
export function isMessageKind(kind: string): kind is MessageKind {
  return Object.hasOwn(MESSAGE_KINDS, kind);
}
