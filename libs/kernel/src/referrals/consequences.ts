import { addDays, type PlainDate } from '../calendar/plain-date.js';
import { countInWords, dateInWords, listInWords, orInWords } from '../matching/wording.js';
import { noPlaceInWords, type OpenPlace } from '../places/ring-fences.js';
import { chooseReason, MATTERS_IN_WORDS, needsReason, OWN_REASONS, refuserOf, type Reason, type ReasonMatter, type Refuser } from './reasons.js';
import { actsAs, allowedEvents, applyReferralEvent, LIVE_STATUSES, PLACE_HOLDING_STATUSES, type Parties, type PlaceEffect, type ReferralEvent, type ReferralParty, type ReferralStatus } from './referral-status.js';

/** A case of a person, as far as it matters to what happens next. */
export interface LiveCase {
  readonly referralId: string;
  readonly opportunityId: string;
  readonly intakeId: string;
  readonly status: ReferralStatus;
  readonly holdsPlace: boolean;
  /** Of the opportunity, for people. */
  readonly title: string;
}

/** The case that is moved on. */
export interface CaseToMove extends LiveCase {
  /** The opportunity is a course, and its partner a college. */
  readonly isCourse: boolean;
  /** By its programme: whoever accepts here is taken out of their other cases. */
  readonly releasesOthers: boolean;
}

/** Until when a person gets no new suggestions. */
export interface PauseSpan {
  /** The day on which suggestions begin again; null: when somebody resumes them. */
  readonly resumesOn: PlainDate | null;
}

/** Everything that decides what an event does. */
export interface CaseMove {
  readonly event: ReferralEvent;
  readonly reasonCode: string | null;
  readonly parties: Parties;
  readonly moved: CaseToMove;
  /** The person's other cases. */
  readonly others: readonly LiveCase[];
  /** As it stands on the day; null: not paused. */
  readonly pause: PauseSpan | null;
  readonly reasons: readonly Reason[];
  /** From where the person would get a place on the intake; null for an event that takes none. */
  readonly place: OpenPlace | null;
  readonly today: PlainDate;
}

/** How a case changes. */
export interface CaseChange extends LiveCase {
  readonly to: ReferralStatus;
  readonly placeEffect: PlaceEffect;
  /** Of a place that is taken out of those that are kept for a group. */
  readonly fenceId: string | null;
}

/** That this pair is not to be suggested. */
interface SetAside {
  readonly matters: readonly ReasonMatter[];
  /** The day from which it may be suggested again; null: none. */
  readonly untilOn: PlainDate | null;
  /** Only a broker ends it. */
  readonly isUntilChecked: boolean;
}

const NOTICE_KINDS = ['offer-made', 'offer-accepted', 'offer-declined', 'declined-after-acceptance', 'offer-taken-back', 'not-taken-forward', 'referral-withdrawn'] as const;

/** Whom to tell of what, on which case. */
export interface CaseNotice {
  readonly kind: (typeof NOTICE_KINDS)[number];
  readonly to: Exclude<ReferralParty, 'system'>;
  readonly referralId: string;
}

/** What an event does: shown before it is confirmed, and then done. */
export interface Consequences {
  readonly change: CaseChange;
  readonly reasonCode: string | null;
  readonly refusedBy: Refuser | null;
  /** Other cases of the person that end with it. */
  readonly releases: readonly CaseChange[];
  /** Other live cases that go on. */
  readonly stays: readonly LiveCase[];
  readonly setAside: SetAside | null;
  readonly pause: PauseSpan | null;
  readonly notices: readonly CaseNotice[];
}

/** The consequences, or why the event is not possible, as a sentence. */
export type JudgedMove = { readonly ok: true; readonly consequences: Consequences } | { readonly ok: false; readonly stop: 'event' | 'reason' | 'no-place' | 'kept-place'; readonly problem: string };

/**
 * What an event of a case would do to it, to the person's other cases, to the pair and to the person. The same function
 * answers whoever asks before and tells the service what to do, so that what is shown and what is done cannot differ.
 */
export function consequencesOf(move: CaseMove): JudgedMove {
  const { event, moved, parties, reasons } = move;
  const moving = applyReferralEvent(moved.status, event, parties, moved.holdsPlace);
  if (!moving.ok) return { ok: false, stop: 'event', problem: `A referral that is ${moved.status} cannot be changed by "${event}". ${whatElse(moved.status, parties)}` };
  const { place } = move;
  if (moving.placeEffect === 'take' && place?.ok === false) return { ok: false, stop: place.keptUntilOn === null ? 'no-place' : 'kept-place', problem: noPlaceInWords(place) };
  if (!needsReason(event)) {
    if (move.reasonCode !== null) return { ok: false, stop: 'reason', problem: `"${event}" takes no reason. Leave it out.` };
    return { ok: true, consequences: { ...effects(move, moving), reasonCode: null, refusedBy: null, setAside: null, pause: null } };
  }
  const chosen = chooseReason(reasons, event, move.reasonCode, moved.isCourse);
  if (!chosen.ok) return { ok: false, stop: 'reason', problem: chosen.problem };
  const { reason } = chosen;
  const consequences = { ...effects(move, moving), reasonCode: reason.code, refusedBy: refuserOf(reason, event, moved.isCourse), setAside: setAsideBy(reason, move.today), pause: pauseBy(reason, move.pause, move.today) };
  return { ok: true, consequences };
}

function whatElse(status: ReferralStatus, parties: Parties): string {
  if (!LIVE_STATUSES.includes(status)) return 'The case has ended.';
  const allowed = allowedEvents(status, parties);
  return allowed.length === 0 ? 'It is for the others to go on with it.' : `Possible for you now: ${allowed.join(', ')}.`;
}

/** What happens to cases, whatever the reason. */
function effects({ event, moved, others, parties, place }: CaseMove, { to, placeEffect }: { to: ReferralStatus; placeEffect: PlaceEffect }): Pick<Consequences, 'change' | 'releases' | 'stays' | 'notices'> {
  const live = others.filter(({ status }) => LIVE_STATUSES.includes(status)).map(asLiveCase);
  const isReleasing = event === 'accept' && moved.releasesOthers;
  const leaving = isReleasing ? live.filter(({ status }) => !isTaken(status)) : [];
  const releases = leaving.map((one): CaseChange => ({ ...one, to: 'withdrawn', placeEffect: one.holdsPlace ? 'give-back' : 'none', fenceId: null }));
  const notices = [
    ...tellOf(event, moved.status).flatMap(({ kind, to: whom }) => (whom === actsAs(event, parties) ? [] : [{ kind, to: whom, referralId: moved.referralId }])),
    ...releases.filter(({ status }) => status !== 'suggested').map(({ referralId }): CaseNotice => ({ kind: 'referral-withdrawn', to: 'employer', referralId })),
  ];
  const fenceId = placeEffect === 'take' && place?.ok === true ? place.fenceId : null;
  return { change: { ...asLiveCase(moved), to, placeEffect, fenceId }, releases, stays: live.filter((one) => !leaving.includes(one)), notices };
}

/** What is told of a case, and nothing else that it came with. */
export function asLiveCase({ referralId, opportunityId, intakeId, status, holdsPlace, title }: LiveCase): LiveCase {
  return { referralId, opportunityId, intakeId, status, holdsPlace, title };
}

/** An acceptance does not undo another: whoever has taken two offers gives one of them up in so many words. */
export function isTaken(status: ReferralStatus): boolean {
  return status === 'accepted' || status === 'checks';
}

function setAsideBy({ effect, effectDays, matters }: Reason, today: PlainDate): SetAside | null {
  if (effect === 'recheck') return { matters: [], untilOn: null, isUntilChecked: true };
  if (effect !== 'set-aside') return null;
  return { matters, untilOn: effectDays === null ? null : addDays(today, effectDays), isUntilChecked: false };
}

/** A pause that lasts longer already is left alone. */
function pauseBy({ effect, effectDays }: Reason, now: PauseSpan | null, today: PlainDate): PauseSpan | null {
  if (effect !== 'pause') return null;
  const resumesOn = effectDays === null ? null : addDays(today, effectDays);
  if (now !== null && (now.resumesOn === null || (resumesOn !== null && resumesOn <= now.resumesOn))) return null;
  return { resumesOn };
}

type Telling = Pick<CaseNotice, 'kind' | 'to'>;

/** Whom an event concerns. Nobody is told of what they did themselves. */
function tellOf(event: ReferralEvent, from: ReferralStatus): readonly Telling[] {
  const tell = (kind: CaseNotice['kind'], ...whom: CaseNotice['to'][]): readonly Telling[] => whom.map((to) => ({ kind, to }));
  const hasOffer = PLACE_HOLDING_STATUSES.includes(from);
  switch (event) {
    case 'offer':
      return tell('offer-made', 'candidate', 'broker');
    case 'accept':
      return tell('offer-accepted', 'employer', 'broker');
    case 'decline':
      return isTaken(from) ? tell('declined-after-acceptance', 'employer', 'broker', 'candidate') : hasOffer ? tell('offer-declined', 'employer', 'broker') : [];
    case 'reject':
      return hasOffer ? tell('offer-taken-back', 'candidate', 'broker') : tell('not-taken-forward', 'broker');
    case 'withdraw':
      return from === 'suggested' ? [] : tell('referral-withdrawn', 'employer');
    default:
      return []; // of what expires whoever chases it tells
  }
}

const STATUS_WORDS: Readonly<Record<ReferralStatus, string>> = {
  suggested: 'suggested', referred: 'referred', reviewing: 'being looked at', interview: 'invited to an interview', offered: 'offered', accepted: 'accepted', checks: 'in checks', started: 'started',
  'not-taken-forward': 'not taken forward', withdrawn: 'withdrawn', declined: 'declined', expired: 'expired',
};

const PARTY_WORDS: Readonly<Record<CaseNotice['to'], string>> = { candidate: 'the candidate', broker: 'the broker', employer: 'the employer or college' };

/** Consequences as sentences, in the order in which they matter. */
export function consequencesInWords({ change, releases, stays, setAside, pause, notices }: Consequences): readonly string[] {
  const told = (['candidate', 'broker', 'employer'] as const).filter((party) => notices.some(({ to }) => to === party)).map((party) => PARTY_WORDS[party]);
  return [
    `The referral becomes: ${STATUS_WORDS[change.to]}.`,
    ...(change.placeEffect === 'take' ? [change.fenceId === null ? 'A place is held for the person.' : 'A place that is kept for a group is held for the person.'] : change.placeEffect === 'give-back' ? ['The place is given back.'] : []),
    ...releases.map(({ title, status, placeEffect }) => `Their referral to ${title} (${STATUS_WORDS[status]}) is withdrawn${placeEffect === 'give-back' ? ' and its place given back' : ''}, because they have accepted this one.`),
    ...(stays.length === 0 ? [] : [`${countInWords(stays.length, 'other live referral')} ${stays.length === 1 ? 'stays as it is' : 'stay as they are'}: ${listInWords(stays.map(({ title }) => title))}.`]),
    ...(setAside === null ? [] : [setAsideInWords(setAside)]),
    ...(pause === null ? [] : [`The person gets no new suggestions ${pause.resumesOn === null ? 'until somebody resumes them' : `until ${dateInWords(pause.resumesOn)}`}.`]),
    ...(told.length === 0 ? [] : [`To be told: ${listInWords(told)}.`]),
  ];
}

function setAsideInWords({ matters, untilOn, isUntilChecked }: SetAside): string {
  if (isUntilChecked) return 'This pair is not suggested again until a broker has checked it.';
  const ends = [...(matters.length === 0 ? [] : [`until ${orInWords(matters.map((matter) => MATTERS_IN_WORDS[matter]))} changes`]), ...(untilOn === null ? [] : [`until ${dateInWords(untilOn)}`])];
  return `This pair is not suggested again ${ends.join(', at the latest ')}.`;
}

/** The reason with which other cases are released. */
export const RELEASE_REASON = OWN_REASONS.acceptedElsewhere;
