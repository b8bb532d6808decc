import { changesOf, rowImages, type NewAuditEvent, type RowImage, type Sealer } from '#lib/platform';
import type { EntityManager } from 'typeorm';

/** A table of listings, how the audit trail calls what happens to its rows, and the columns that may be about a person. */
interface ListingTable {
  readonly table: string;
  readonly idColumn: string;
  readonly added: string;
  readonly changed: string;
  readonly personal: readonly string[];
}

export const OPPORTUNITIES: ListingTable = { table: 'opportunities.opportunities', idColumn: 'opportunity_id', added: 'opportunities.added', changed: 'opportunity.changed', personal: [] };
/** A small provider's venue has its owner's address and number. */
export const VENUES: ListingTable = { table: 'opportunities.venues', idColumn: 'venue_id', added: 'venues.added', changed: 'venue.changed', personal: ['email', 'phone'] };
export const COURSES: ListingTable = { table: 'opportunities.courses', idColumn: 'course_id', added: 'courses.added', changed: 'course.changed', personal: [] };
export const INTAKES: ListingTable = { table: 'opportunities.intakes', idColumn: 'intake_id', added: 'intakes.added', changed: 'intake.changed', personal: [] };

interface StoredBatch {
  readonly organisationId: string;
  /** How many rows are new: they are counted and not told of one by one. */
  readonly added: number;
  /** The rows that the batch was to change, as they stood. */
  readonly before: ReadonlyMap<string, RowImage>;
  readonly sealer: Sealer;
}

/** What the audit trail is told of a batch that has just been stored: what was added, and of each changed row what changed. */
export async function listingEvents(manager: EntityManager, { table, idColumn, added: addedAs, changed: changedAs, personal }: ListingTable, { organisationId, added, before, sealer }: StoredBatch): Promise<NewAuditEvent[]> {
  const after = before.size === 0 ? new Map<string, RowImage>() : await rowImages(manager, table, idColumn, `${idColumn} = ANY ($1)`, [[...before.keys()]]);
  const changed = [...before].flatMap(([subject, image]) => {
    const detail = changesOf(image, after.get(subject) ?? {}, { fields: personal, sealer, subject });
    return Object.keys(detail).length === 0 ? [] : [{ action: changedAs, subject, detail, organisationId }];
  });
  return [...(added === 0 ? [] : [{ action: addedAs, subject: organisationId, detail: { count: added }, organisationId }]), ...changed];
}
