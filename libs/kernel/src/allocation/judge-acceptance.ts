import type { PlainDate } from '../calendar/plain-date.js';
import type { CandidateFacts } from '../matching/facts.js';
import { openPlace, type GroupsOfPerson, type IntakePlaces } from '../places/ring-fences.js';
import { programmeReferralProblem, type ProgrammeTerms } from '../programmes/programme-terms.js';
import { canonicalOrder } from './canonical-order.js';

/** A row of an allocation that is about to become a case. */
export interface PlaceToAccept {
  readonly candidateId: string;
  /** Null: no place. */
  readonly intakeId: string | null;
  readonly score: number | null;
  /** By somebody, rather than by the allocation. */
  readonly isDecided: boolean;
}

/** What stands in the way of somebody's case, or not. */
export interface AcceptanceStanding {
  /** To matching, and to being shown to partners. */
  readonly consents: boolean;
  /** Gets no new suggestions, by a broker. */
  readonly isPaused: boolean;
  /** Holds a place already, or an offer. */
  readonly hasPlace: boolean;
  /** Intakes to which a case of theirs goes that has not come to nothing. */
  readonly referredTo: readonly string[];
  /** As they are on the day: places are kept for some. */
  readonly groups: GroupsOfPerson;
}

/** An intake that still takes people, with what stands in the way there. */
export interface IntakeToAccept extends IntakePlaces {
  readonly startsOn: PlainDate | null;
  /** Of its programme. */
  readonly terms: ProgrammeTerms;
}

/** What becomes of a row when the allocation is accepted. */
export type AcceptanceOutcome = 'referred' | 'no-place' | 'no-consent' | 'paused' | 'has-a-place' | 'already-referred' | 'programme-closed' | 'kept-for-others' | 'place-gone';

/** The same, and of whoever is referred the fence that their place comes from, if it is kept. */
export interface JudgedRow {
  readonly outcome: AcceptanceOutcome;
  readonly fenceId: string | null;
}

/** Whether an allocation looks for a place for somebody: whoever has one, or an offer, gets no other. */
export function mayBeAllocated({ stage }: Pick<CandidateFacts, 'stage'>): boolean {
  return stage === 'looking' || stage === 'referred';
}

/**
 * Judges the rows of an allocation by how things stand when it is accepted. Where places have gone meanwhile, those whom
 * people decided on come first, then the highest scores, then the allocation's lottery. Places that are kept for a group go
 * to its members, as an offer would give them.
 *
 * @param standings by candidate; who is not to be seen any more has none
 * @param intakes by id; one that is not named takes nobody
 * @param seed of the allocation
 */
export function judgeAcceptance(
  rows: readonly PlaceToAccept[],
  standings: ReadonlyMap<string, AcceptanceStanding>,
  intakes: ReadonlyMap<string, IntakeToAccept>,
  { seed, today }: { readonly seed: number; readonly today: PlainDate },
): Map<string, JudgedRow> {
  const byLottery = Array.from(canonicalOrder(rows.map(({ candidateId }) => candidateId), [], seed).candidates, (at) => rows[at]!);
  const inTurn = byLottery.toSorted((a, b) => Number(b.isDecided) - Number(a.isDecided) || scoreOf(b) - scoreOf(a));
  const left = new Map(Array.from(intakes, ([intakeId, intake]) => [intakeId, { ...intake, held: new Map(intake.held) }]));
  const judged = new Map<string, JudgedRow>();
  for (const row of inTurn) {
    const intake = left.get(row.intakeId ?? '');
    const one = judge(row, standings.get(row.candidateId), intake, today);
    if (one.outcome === 'referred') intake!.held.set(one.fenceId, (intake!.held.get(one.fenceId) ?? 0) + 1);
    judged.set(row.candidateId, one);
  }
  return judged;
}

/** Somebody may have been decided on without a score. */
function scoreOf({ score }: PlaceToAccept): number {
  return score ?? 0;
}

function judge({ intakeId }: PlaceToAccept, standing: AcceptanceStanding | undefined, intake: IntakeToAccept | undefined, today: PlainDate): JudgedRow {
  const passedOver = (outcome: AcceptanceOutcome): JudgedRow => ({ outcome, fenceId: null });
  if (intakeId === null) return passedOver('no-place');
  if (standing === undefined || !standing.consents) return passedOver('no-consent');
  if (standing.isPaused) return passedOver('paused');
  if (standing.hasPlace) return passedOver('has-a-place');
  if (standing.referredTo.includes(intakeId)) return passedOver('already-referred');
  if (intake === undefined) return passedOver('place-gone');
  if (programmeReferralProblem(intake.terms, today, intake.startsOn) !== null) return passedOver('programme-closed');
  const place = openPlace(intake, standing.groups, today);
  if (place.ok) return { outcome: 'referred', fenceId: place.fenceId };
  return passedOver(place.keptUntilOn === null ? 'place-gone' : 'kept-for-others');
}
