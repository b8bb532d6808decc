import type { CandidateFacts } from '../matching/facts.js';
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
  /** Holds a place already, or an offer. */
  readonly hasPlace: boolean;
  /** Intakes to which a case of theirs goes that has not come to nothing. */
  readonly referredTo: readonly string[];
}

/** What becomes of a row when the allocation is accepted. */
export type AcceptanceOutcome = 'referred' | 'no-place' | 'no-consent' | 'has-a-place' | 'already-referred' | 'place-gone';

/** Whether an allocation looks for a place for somebody: whoever has one, or an offer, gets no other. */
export function mayBeAllocated({ stage }: Pick<CandidateFacts, 'stage'>): boolean {
  return stage === 'looking' || stage === 'referred';
}

/**
 * Judges the rows of an allocation by how things stand when it is accepted. Where places have gone meanwhile, those whom
 * people decided on come first, then the highest scores, then the allocation's lottery.
 *
 * @param standings by candidate; who is not to be seen any more has none
 * @param free places left by intake; null: as many as come; an intake that is not named takes nobody
 * @param seed of the allocation
 */
export function judgeAcceptance(
  rows: readonly PlaceToAccept[],
  standings: ReadonlyMap<string, AcceptanceStanding>,
  free: ReadonlyMap<string, number | null>,
  seed: number,
): Map<string, AcceptanceOutcome> {
  const byLottery = Array.from(canonicalOrder(rows.map(({ candidateId }) => candidateId), [], seed).candidates, (at) => rows[at]!);
  const inTurn = byLottery.toSorted((a, b) => Number(b.isDecided) - Number(a.isDecided) || scoreOf(b) - scoreOf(a));
  const left = new Map(Array.from(free, ([intakeId, places]) => [intakeId, places ?? Infinity]));
  const outcomes = new Map<string, AcceptanceOutcome>();
  for (const row of inTurn) {
    const outcome = outcomeOf(row, standings.get(row.candidateId), left);
    if (outcome === 'referred') left.set(row.intakeId!, left.get(row.intakeId!)! - 1);
    outcomes.set(row.candidateId, outcome);
  }
  return outcomes;
}

/** Somebody may have been decided on without a score. */
function scoreOf({ score }: PlaceToAccept): number {
  return score ?? 0;
}

function outcomeOf({ intakeId }: PlaceToAccept, standing: AcceptanceStanding | undefined, left: ReadonlyMap<string, number>): AcceptanceOutcome {
  if (intakeId === null) return 'no-place';
  if (standing === undefined || !standing.consents) return 'no-consent';
  if (standing.hasPlace) return 'has-a-place';
  if (standing.referredTo.includes(intakeId)) return 'already-referred';
  return (left.get(intakeId) ?? 0) > 0 ? 'referred' : 'place-gone';
}
