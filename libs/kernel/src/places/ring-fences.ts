import type { PlainDate } from '../calendar/plain-date.js';
import { dateInWords } from '../matching/wording.js';

/** Places of an intake that are kept for a group until a day. */
export interface RingFence {
  readonly fenceId: string;
  readonly places: number;
  /** The day from which they are anybody's; null: they stay kept. */
  readonly releaseOn: PlainDate | null;
}

/** How the places of an intake are taken. */
export interface PlacesTaken {
  /** Of the intake; null: as many as come, and nothing can be kept. */
  readonly places: number | null;
  /** Held places by the fence that they were taken from; null: from the places that are anybody's. */
  readonly held: ReadonlyMap<string | null, number>;
}

/** From where somebody gets a place; or that they get none, and the day on which kept places become anybody's. */
export type OpenPlace =
  | { readonly ok: true; readonly fenceId: string | null }
  | { readonly ok: false; readonly isKeptForOthers: boolean; readonly releaseOn: PlainDate | null };

/**
 * From where somebody gets a place on a day. A member of a group takes a place that is kept for the group, of several the
 * one that is released soonest, and only then one that is anybody's. What a fence keeps and has not given yet is out of
 * reach for everybody else; from its day on it keeps nothing. A place that comes back is again of the fence that it was
 * taken from, since only what is held is counted.
 *
 * @param memberOf fences for whose group the person is known to be in
 */
export function openPlace({ places, held }: PlacesTaken, fences: readonly RingFence[], memberOf: ReadonlySet<string>, today: PlainDate): OpenPlace {
  if (places === null) return { ok: true, fenceId: null };
  const free = places - Array.from(held.values()).reduce((sum, count) => sum + count, 0);
  if (free <= 0) return { ok: false, isKeptForOthers: false, releaseOn: null };
  const kept = fences
    .filter(({ releaseOn }) => releaseOn === null || today < releaseOn)
    .map((fence) => ({ ...fence, left: fence.places - (held.get(fence.fenceId) ?? 0) }))
    .filter(({ left }) => left > 0)
    .toSorted(bySoonestRelease);
  const own = kept.find(({ fenceId }) => memberOf.has(fenceId));
  if (own !== undefined) return { ok: true, fenceId: own.fenceId };
  if (kept.reduce((sum, { left }) => sum + left, 0) < free) return { ok: true, fenceId: null };
  return { ok: false, isKeptForOthers: true, releaseOn: kept[0]!.releaseOn };
}

/** What a broker is told of a person who gets no place. */
export function noPlaceInWords({ isKeptForOthers, releaseOn }: Extract<OpenPlace, { ok: false }>): string {
  if (!isKeptForOthers) return 'All places of this intake are taken. Choose another intake, or ask for more places.';
  const until = releaseOn === null ? '' : ` From ${dateInWords(releaseOn)} some of them are anybody's: try again then.`;
  return `The places that are left are kept for people of a group or programme to which this person is not known to belong.${until} Choose another intake, or check the facts on the record.`;
}

/** Fences without a day of release come last: they wait longest. */
function bySoonestRelease(a: RingFence, b: RingFence): number {
  const [first, second] = [a.releaseOn ?? '9999-12-31', b.releaseOn ?? '9999-12-31'];
  if (first !== second) return first < second ? -1 : 1;
  return a.fenceId < b.fenceId ? -1 : 1;
}
