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

/** An intake as it stands in the list of an opportunity. */
export interface ListedPlaces extends IntakePlaces {
  readonly startsOn: PlainDate | null;
  /** The opportunity still takes people: it is not withdrawn, has not closed and is no other's copy. */
  readonly isOpen: boolean;
}

/** A fence that keeps places, and how many of them nobody holds. */
export interface KeptPlaces extends RingFence {
  readonly left: number;
}

/** What is known of an intake's places on a day without knowing who asks. */
export interface PlacesLeft {
  /** That are anybody's; null: as many as come. */
  readonly forAnybody: number | null;
  /** Until their day; those that are released first come first. */
  readonly fences: readonly KeptPlaces[];
  readonly sentence: string;
}

/** Where nobody can be referred any more none are left, whether somebody holds them or not. */
export function placesLeft(intake: ListedPlaces, today: PlainDate): PlacesLeft {
  const over = whyOver(intake, today);
  const free = over !== null || intake.isClosed ? 0 : freeOf(intake);
  const left = Math.max(free ?? 0, 0);
  const fences = inForce(intake, today).map((fence) => ({ ...fence, left: Math.min(fence.left, left) }));
  if (free === null) return { forAnybody: null, fences, sentence: 'There is no number of places on this intake, so that none can be kept.' };
  const forAnybody = Math.max(left - fences.reduce((sum, one) => sum + one.left, 0), 0);
  const outside = openPlace(intake, { programmeCodes: [], targetGroups: [] }, today);
  return { forAnybody, fences, sentence: over ?? (outside.ok ? `Left for anybody: ${countInWords(forAnybody, 'place')}.` : noneLeftInWords(outside.keptUntilOn)) };
}

/** Whether anybody can still be referred there, as far as the advert and the start say. */
export function takesPeople(intake: ListedPlaces, today: PlainDate): boolean {
  return whyOver(intake, today) === null;
}

function whyOver({ isOpen, startsOn }: ListedPlaces, today: PlainDate): string | null {
  if (!isOpen) return 'Nobody can be referred here any more: the advert is withdrawn, has closed, or is a copy of another one.';
  return startsOn !== null && startsOn < today ? `Nobody can be referred here any more: it started on ${dateInWords(startsOn)}.` : null;
}

function noneLeftInWords(keptUntilOn: PlainDate | null): string {
  if (keptUntilOn === null) return ALL_TAKEN;
  return `The places that are left are kept for a group. From ${dateInWords(keptUntilOn)} people who are not in it can have one.`;
}

const ALL_TAKEN = 'All places of this intake are taken, or its start date was moved.';

/** What is told of a person who gets no place, with what can be done. */
export function noPlaceInWords({ keptUntilOn }: Extract<OpenPlace, { ok: false }>): string {
  if (keptUntilOn === null) return `${ALL_TAKEN} Choose another intake, or ask for more places.`;
  return `The places that are left are kept for a group to which this person is not known to belong. From ${dateInWords(keptUntilOn)} they can have one: offer it then, choose another intake, or check the facts on their record.`;
}

/** All places that are held, wherever they were taken from. */
export function heldInAll({ held }: Pick<IntakePlaces, 'held'>): number {
  return Array.from(held.values()).reduce((sum, count) => sum + count, 0);
}

/** Places that nobody holds; null: as many as come. */
function freeOf(intake: IntakePlaces): number | null {
  return intake.places === null ? null : intake.places - heldInAll(intake);
}

/** Fences whose day has not come, the one that is released soonest first. */
function inForce({ fences, held }: IntakePlaces, today: PlainDate): readonly KeptPlaces[] {
  return fences
    .filter(({ releaseOn }) => today < releaseOn)
    .map((fence) => ({ ...fence, left: Math.max(fence.places - (held.get(fence.fenceId) ?? 0), 0) }))
    .toSorted((a, b) => (orderKey(a) < orderKey(b) ? -1 : 1));
}

/** Those that still keep something. */
function keptOf(intake: IntakePlaces, today: PlainDate): readonly KeptPlaces[] {
  return inForce(intake, today).filter(({ left }) => left > 0);
}

function orderKey({ releaseOn, fenceId }: RingFence): string {
  return `${releaseOn} ${fenceId}`;
}

function isMember({ programmeCode, targetGroup }: RingFence, { programmeCodes, targetGroups }: GroupsOfPerson): boolean {
  return (programmeCode !== null && programmeCodes.includes(programmeCode)) || (targetGroup !== null && targetGroups.includes(targetGroup));
}
