import { createEvents, type EventAttributes } from 'ics';

/** A conversation as a calendar keeps it. Nothing in it tells who the other person is. */
export interface CalendarEntry {
  readonly bookingId: string;
  readonly title: string;
  readonly startsAt: Date;
  readonly endsAt: Date;
  readonly videoLink: string | null;
  readonly isCancelled: boolean;
  /** Grows with every change, so that a calendar takes the newer one. */
  readonly sequence: number;
  readonly changedAt: Date;
}

/**
 * A calendar file (RFC 5545) of some conversations. The UID of an entry is its booking's for good: a file that is opened
 * again moves the entry, or takes it out when it was cancelled.
 */
export function calendarOf(entries: readonly CalendarEntry[]): string {
  // A calendar has one method (RFC 5546): a file of one entry that was cancelled takes it out.
  const method = entries.length > 0 && entries.every(({ isCancelled }) => isCancelled) ? 'CANCEL' : 'PUBLISH';
  const { error, value } = createEvents(entries.map(toEvent), { productId: 'anchor-pathways', method, calName: 'Jobs fair' });
  if (error !== undefined && error !== null) throw error;
  return value!;
}

function toEvent({ bookingId, title, startsAt, endsAt, videoLink, isCancelled, sequence, changedAt }: CalendarEntry): EventAttributes {
  return {
    uid: `fair-booking-${bookingId}@anchor-pathways`,
    title,
    start: startsAt.getTime(),
    startInputType: 'utc',
    startOutputType: 'utc',
    end: endsAt.getTime(),
    endInputType: 'utc',
    endOutputType: 'utc',
    status: isCancelled ? 'CANCELLED' : 'CONFIRMED',
    busyStatus: isCancelled ? 'FREE' : 'BUSY',
    sequence,
    lastModified: changedAt.getTime(),
    ...(videoLink === null ? {} : { location: videoLink }),
  };
}
