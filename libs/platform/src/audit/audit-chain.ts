import { createHash } from 'node:crypto';

/** An event with its place in the chain, as text of the database. Either may be without the other when somebody interfered. */
export interface LinkedEvent {
  readonly link: { readonly number: bigint; readonly hash: string } | null;
  readonly event: ChainedEvent | null;
}

/** The fields that the hash is over. */
export interface ChainedEvent {
  readonly eventId: string;
  /** Microseconds since 1970. */
  readonly occurredMicros: string;
  readonly actorId: string;
  readonly purpose: string | null;
  readonly organisationId: string | null;
  readonly requestId: string | null;
  readonly action: string;
  readonly subject: string;
  /** As PostgreSQL writes jsonb, which is one text for one value. */
  readonly detail: string;
}

/** The end of the chain: whoever notes it down elsewhere can tell later that nothing up to it was rewritten or cut off. */
export interface ChainHead {
  readonly number: bigint;
  /** Hexadecimal. */
  readonly hash: string;
}

/** Something wrong with the chain. */
export interface ChainFault {
  /** Place in the chain; null for an event that has none. */
  readonly number: bigint | null;
  readonly kind: 'removed' | 'changed' | 'reordered' | 'inserted' | 'cut-off' | 'rewritten';
  readonly sentence: string;
}

export interface ChainReport {
  readonly links: bigint;
  readonly head: ChainHead | null;
  /** The first bad place first; what comes after it cannot be judged by itself. Empty when the chain is whole. */
  readonly faults: readonly ChainFault[];
}

const BEFORE_THE_FIRST = Buffer.alloc(32);

/**
 * The hash of an event at a place: SHA-256 of the hash before it (32 zero bytes before the first) and these fields in
 * this order, each as its length in bytes (4, big-endian) and its UTF-8, a field without value as the length -1:
 * number, event id, microseconds since 1970, actor, purpose, organisation, request, action, subject, detail. Lengths
 * and not separators: no text can pass for two fields. The database's own trigger computes the same in SQL.
 */
export function linkHash(previous: Buffer, number: bigint, event: ChainedEvent): Buffer {
  const hash = createHash('sha256').update(previous);
  const { eventId, occurredMicros, actorId, purpose, organisationId, requestId, action, subject, detail } = event;
  for (const field of [number.toString(), eventId, occurredMicros, actorId, purpose, organisationId, requestId, action, subject, detail]) {
    const bytes = Buffer.from(field ?? '');
    const length = Buffer.alloc(4);
    length.writeInt32BE(field === null ? -1 : bytes.length);
    hash.update(length).update(bytes);
  }
  return hash.digest();
}

/**
 * Recomputes the whole chain. Rows come in the order of their numbers, events without a link last. `noted` is a head
 * that was written down earlier: without one, a tail that was cut off, or a chain that was computed anew from some
 * place on, cannot be told from a true one.
 */
export async function verifyChain(rows: AsyncIterable<LinkedEvent>, noted: ChainHead | null): Promise<ChainReport> {
  let head: ChainHead | null = null;
  let previous: Buffer = BEFORE_THE_FIRST;
  let links = 0n;
  let broken: ChainFault | null = null;
  let unlinked: ChainFault | null = null;
  let isNotedSeen = false;
  const faults: ChainFault[] = [];
  /** What stands at the first place whose hash is not that of its event: the event that belongs there may come later. */
  let wanted: { readonly previous: Buffer; readonly number: bigint; readonly hash: string } | null = null;
  for await (const { link, event } of rows) {
    if (link === null) {
      unlinked ??= fault(null, 'inserted', `Event ${event?.eventId ?? ''} has no place in the chain: it was put in past the trigger, or its link was removed.`);
      continue;
    }
    links += 1n;
    if (noted?.number === link.number) {
      isNotedSeen = true;
      if (noted.hash !== link.hash) faults.push(fault(link.number, 'rewritten', `Number ${link.number} has another hash than the one noted down: the chain up to there was written anew.`));
    }
    if (broken !== null) {
      if (wanted !== null && event !== null && linkHash(wanted.previous, wanted.number, event).toString('hex') === wanted.hash) {
        broken = fault(wanted.number, 'reordered', `The event that belongs at number ${wanted.number} stands at number ${link.number}.`);
        wanted = null;
      }
    } else {
      const expected: bigint = (head?.number ?? 0n) + 1n;
      if (link.number !== expected) broken = misplaced(link.number, expected);
      else if (event === null) broken = fault(expected, 'removed', `The event at number ${expected} was removed.`);
      else if (linkHash(previous, expected, event).toString('hex') !== link.hash) {
        broken = fault(expected, 'changed', `The event at number ${expected}, or its hash, is not what was written.`);
        wanted = { previous, number: expected, hash: link.hash };
      }
    }
    previous = Buffer.from(link.hash, 'hex');
    head = { number: link.number, hash: link.hash };
  }
  if (noted !== null && !isNotedSeen && (head?.number ?? 0n) < noted.number) {
    faults.push(fault(noted.number, 'cut-off', `The chain ends at number ${head?.number ?? 0n}, but number ${noted.number} was noted down: what came between was cut off.`));
  }
  return { links, head, faults: [...(broken === null ? [] : [broken]), ...faults, ...(unlinked === null ? [] : [unlinked])] };
}

function misplaced(found: bigint, expected: bigint): ChainFault {
  if (found < expected) return fault(found, 'inserted', `A link was put in at number ${found}, before the first.`);
  return fault(expected, 'removed', `Number ${expected} is missing: the next one is ${found}.`);
}

function fault(number: bigint | null, kind: ChainFault['kind'], sentence: string): ChainFault {
  return { number, kind, sentence };
}
