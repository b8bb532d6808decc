import { isPlainDate, type PlainDate } from '../calendar/plain-date.js';

export type OrganisationLevel = 'city' | 'ics' | 'place' | 'organisation';

/** The level that the node above must have; a City has none above it. */
export const LEVEL_ABOVE: Readonly<Record<OrganisationLevel, OrganisationLevel | null>> = { city: null, ics: 'city', place: 'ics', organisation: 'place' };

/** Why a node cannot move below another from a day on, as a sentence; null when it can. */
export function treeProblem(move: { readonly level: OrganisationLevel; readonly parentLevel: OrganisationLevel; readonly fromOn: PlainDate }): string | null {
  if (!isPlainDate(move.fromOn)) return 'The first day at the new place must be a real date, as 2026-03-31.';
  const expected = LEVEL_ABOVE[move.level];
  if (expected === null) return 'A City is the top of the tree and cannot move.';
  return move.parentLevel === expected ? null : `A node of level ${move.level} stands below one of level ${expected}. Choose another node.`;
}
