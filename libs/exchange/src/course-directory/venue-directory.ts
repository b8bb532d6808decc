/** A venue that a provider has already told us of. */
export interface KnownVenue {
  readonly venueId: string;
  readonly reference: string;
  readonly name: string;
}

/** Finds the venues of one provider; letter case and runs of spaces do not count. */
export interface VenueDirectory {
  readonly byReference: (typed: string) => readonly KnownVenue[];
  readonly byName: (typed: string) => readonly KnownVenue[];
}

/** The form in which references and names are compared: lower case, single spaces. */
export function foldName(typed: string): string {
  return typed.normalize('NFKC').trim().replace(/\s+/g, ' ').toLowerCase();
}

/**
 * Indexes the venues of one provider. A lookup answers every venue that fits: references and names
 * ought to be unique for a provider, but rows from before that rule may not be, and a course must then
 * not be put at either of them by chance.
 */
export function venueDirectory(venues: Iterable<KnownVenue>): VenueDirectory {
  const references = new Map<string, KnownVenue[]>();
  const names = new Map<string, KnownVenue[]>();
  for (const venue of venues) {
    addTo(references, foldName(venue.reference), venue);
    addTo(names, foldName(venue.name), venue);
  }
  return {
    byReference: (typed) => references.get(foldName(typed)) ?? [],
    byName: (typed) => names.get(foldName(typed)) ?? [],
  };
}

function addTo(index: Map<string, KnownVenue[]>, key: string, venue: KnownVenue): void {
  const found = index.get(key);
  if (found) found.push(venue);
  else index.set(key, [venue]);
}
