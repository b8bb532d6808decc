import type { PlainDate } from '../calendar/plain-date.js';
import { countInWords, dateInWords, listInWords } from '../matching/wording.js';
import { asLiveCase, consequencesInWords, consequencesOf, type CaseMove, type CaseToMove, type Consequences, type LiveCase, type PauseSpan } from './consequences.js';
import { chooseReason } from './reasons.js';
import { LIVE_STATUSES } from './referral-status.js';

/** A live case that is to end with the pause, by name: nothing ends that is not named. */
export interface NamedCancel {
  readonly referralId: string;
  readonly reasonCode: string;
}

/** That a person is to get no new suggestions. */
export interface PauseAsked extends PauseSpan {
  readonly reasonCode: string;
  readonly cancel: readonly NamedCancel[];
}

/** What a pause does: shown before it is confirmed, and then done. */
export interface PausePlan {
  readonly reasonCode: string;
  readonly span: PauseSpan;
  /** The cases that were named, each by its own event. */
  readonly cancels: readonly Consequences[];
  /** Live cases that go on. */
  readonly stays: readonly LiveCase[];
}

export type JudgedPause = { readonly ok: true; readonly plan: PausePlan } | { readonly ok: false; readonly problem: string };

/**
 * What a pause would do. It stops what is new: live cases stay, but for those that are named, and each of those ends by
 * a reason of its own.
 */
export function judgePause(asked: PauseAsked, cases: readonly CaseToMove[], facts: Pick<CaseMove, 'parties' | 'reasons' | 'today'>): JudgedPause {
  const { reasonCode, resumesOn, cancel } = asked;
  const reason = chooseReason(facts.reasons, 'pause', reasonCode, false);
  if (!reason.ok) return reason;
  if (resumesOn !== null && resumesOn <= facts.today) return { ok: false, problem: 'The day on which suggestions begin again must be after today. Leave it empty to pause until somebody resumes them.' };
  if (new Set(cancel.map(({ referralId }) => referralId)).size < cancel.length) return { ok: false, problem: 'A referral to cancel is named twice. Name each once.' };
  const live = cases.filter(({ status }) => LIVE_STATUSES.includes(status));
  const cancels: Consequences[] = [];
  for (const named of cancel) {
    const moved = live.find(({ referralId }) => referralId === named.referralId);
    if (moved === undefined) return { ok: false, problem: 'A referral to cancel is not a live one of this person. Look at the list again.' };
    const judged = consequencesOf({ ...facts, event: 'withdraw', reasonCode: named.reasonCode, moved, others: [], pause: null, place: null });
    if (!judged.ok) return judged;
    cancels.push({ ...judged.consequences, pause: null }); // the pause that is asked for counts
  }
  const stays = live.filter(({ referralId }) => cancels.every(({ change }) => change.referralId !== referralId)).map(asLiveCase);
  return { ok: true, plan: { reasonCode, span: { resumesOn }, cancels, stays } };
}

/** A pause as sentences. */
export function pauseInWords({ span, cancels, stays }: PausePlan): readonly string[] {
  return [
    `The person gets no new suggestions ${span.resumesOn === null ? 'until somebody resumes them' : `until ${dateInWords(span.resumesOn)}`}.`,
    stays.length === 0 ? 'No live referral stays.' : `${countInWords(stays.length, 'live referral')} ${stays.length === 1 ? 'goes on as it is' : 'go on as they are'}: ${listInWords(stays.map(({ title }) => title))}.`,
    ...cancels.flatMap((one) => consequencesInWords(one).map((sentence) => `${one.change.title}: ${sentence}`)),
  ];
}

/** Whether a pause holds on a day: neither ended by somebody nor by its own date. */
export function isPausedOn(pause: PauseSpan & { readonly endedOn: PlainDate | null }, today: PlainDate): boolean {
  return pause.endedOn === null && (pause.resumesOn === null || pause.resumesOn > today);
}
