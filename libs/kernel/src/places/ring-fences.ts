import type { PlainDate } from '../calendar/plain-date.js';
import { countInWords, dateInWords } from '../matching/wording.js';

/** Places of an intake that are kept for a group until a day. */
export interface RingFence {
  readonly fenceId: string;
  /** Either the code of a programme… */
  readonly programmeCode: string | null;
  /** …or a target group. */
  readonly targetGroup: string | null;
  readonly places: number;
  /** The day from which they are anybody's. */
  readonly releaseOn: PlainDate;
}

/** How the places of an intake are taken. */
export interface IntakePlaces {
  /** Null: as many as come, and nothing can be kept. */
  readonly places: number | null;
  /** Takes nobody any more. */
  readonly isClosed: boolean;
  /** Held places by the fence that they were taken from; null: from the places that are anybody's. */
  readonly held: ReadonlyMap<string | null, number>;
  readonly fences: readonly RingFence[];
}

/** What somebody is known to be in on a day. */
export interface GroupsOfPerson {
  readonly programmeCodes: readonly string[];
  readonly targetGroups: readonly string[];
}

/** From where somebody gets a place; or that they get none, and from which day on they would get one that is kept now. */
export type OpenPlace =
  | { readonly ok: true; readonly fenceId: string | null }
  /** Null: all are taken. */
  | { readonly ok: false; readonly keptUntilOn: PlainDate | null };

/**
 * From where somebody gets a place on a day. A member of a group takes a place that is kept for the group, of several the
 * one that is released soonest, and only then one that is anybody's: so the most people get one before the release, since
 * nobody else can use what is kept. What a fence keeps and has not given yet is out of reach for everybody else; from its
 * day on it keeps nothing. A place that comes back is of the fence again that it was taken from, since only what is held
 * is counted.
 *
 * @param groups of the person; what is not known is not met
 */
export function openPlace(intake: IntakePlaces, groups: GroupsOfPerson, today: PlainDate): OpenPlace {
  if (intake.isClosed) return { ok: false, keptUntilOn: null };
  const free = freeOf(intake);
  if (free === null) return { ok: true, fenceId: null };
  if (free <= 0) return { ok: false, keptUntilOn: null };
  const kept = keptOf(intake, today);
  const own = kept.find((fence) => isMember(fence, groups));
  if (own !== undefined) return { ok: true, fenceId: own.fenceId };
  const leftFrom = (index: number): number => kept.slice(index).reduce((sum, { left }) => sum + left, 0);
  if (leftFrom(0) < free) return { ok: true, fenceId: null };
  return { ok: false, keptUntilOn: kept.find((_, index) => leftFrom(index + 1) < free)!.releaseOn };
}

/** Of intakes in their order the first on which somebody gets a place; where they get none, the first: what is kept can be anybody's by the time of the offer. */
export function firstWithPlace<Intake extends IntakePlaces>(intakes: readonly Intake[], groups: GroupsOfPerson, today: PlainDate): Intake | undefined {
  return intakes.find((intake) => openPlace(intake, groups, today).ok) ?? intakes[0];
}

/** What is known of an intake's places on a day without knowing who asks. */
export interface PlacesLeft {
  /** That are anybody's; null: as many as come. */
  readonly forAnybody: number | null;
  /** Of each fence that keeps some, those that it still keeps, in the order in which they are released. */
  readonly kept: readonly { readonly fenceId: string; readonly left: number }[];
  readonly sentence: string;
}

export function placesLeft(intake: IntakePlaces, today: PlainDate): PlacesLeft {
  const free = intake.isClosed ? 0 : freeOf(intake);
  if (free === null) return { forAnybody: null, kept: [], sentence: 'There is no number of places on this intake, so that none can be kept.' };
  const kept = keptOf(intake, today).map(({ fenceId, left }) => ({ fenceId, left: Math.min(left, Math.max(free, 0)) }));
  const forAnybody = Math.max(free - kept.reduce((sum, { left }) => sum + left, 0), 0);
  const outside = openPlace(intake, { programmeCodes: [], targetGroups: [] }, today);
  return { forAnybody, kept, sentence: outside.ok ? `Left for anybody: ${countInWords(forAnybody, 'place')}.` : noneLeftInWords(outside.keptUntilOn) };
}

function noneLeftInWords(keptUntilOn: PlainDate | null): string {
  if (keptUntilOn === null) return 'All places of this intake are taken, or its start date was moved.';
  return `The places that are left are kept for a group. From ${dateInWords(keptUntilOn)} people who are not in it can have one.`;
}

/** What is told of a person who gets no place, with what can be done. */
export function noPlaceInWords({ keptUntilOn }: Extract<OpenPlace, { ok: false }>): string {
  if (keptUntilOn === null) return 'All places of this intake are taken, or its start date was moved. Choose another intake, or ask for more places.';
  return `The places that are left are kept for a group to which this person is not known to belong. From ${dateInWords(keptUntilOn)} they can have one: offer it then, choose another intake, or check the facts on their record.`;
}

/** Places that nobody holds; null: as many as come. */
function freeOf({ places, held }: IntakePlaces): number | null {
  return places === null ? null : places - Array.from(held.values()).reduce((sum, count) => sum + count, 0);
}

/** Fences that still keep something, the one that is released soonest first. */
function keptOf({ fences, held }: IntakePlaces, today: PlainDate): readonly (RingFence & { readonly left: number })[] {
  return fences
    .filter(({ releaseOn }) => today < releaseOn)
    .map((fence) => ({ ...fence, left: fence.places - (held.get(fence.fenceId) ?? 0) }))
    .filter(({ left }) => left > 0)
    .toSorted((a, b) => (orderKey(a) < orderKey(b) ? -1 : 1));
}

function orderKey({ releaseOn, fenceId }: RingFence): string {
  return `${releaseOn} ${fenceId}`;
}

function isMember({ programmeCode, targetGroup }: RingFence, { programmeCodes, targetGroups }: GroupsOfPerson): boolean {
  return (programmeCode !== null && programmeCodes.includes(programmeCode)) || (targetGroup !== null && targetGroups.includes(targetGroup));
}
