import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { linkHash, verifyChain, type ChainedEvent, type ChainHead, type LinkedEvent } from './audit-chain.js';

function event(index: number): ChainedEvent {
  return { eventId: `event-${index}`, occurredMicros: String(1_700_000_000_000_000 + index), actorId: 'user:a', purpose: null, organisationId: null, requestId: null, action: 'candidate.read', subject: `candidate-${index}`, detail: '{}' };
}

type Row = { link: { number: bigint; hash: string }; event: ChainedEvent };

function chainOf(count: number, events: readonly ChainedEvent[] = Array.from({ length: count }, (_, index) => event(index + 1))): Row[] {
  let previous: Buffer = Buffer.alloc(32);
  return events.map((given, index) => {
    const number = BigInt(index + 1);
    previous = linkHash(previous, number, given);
    return { link: { number, hash: previous.toString('hex') }, event: given };
  });
}

async function* streamed(rows: readonly LinkedEvent[]): AsyncGenerator<LinkedEvent> {
  yield* rows;
}

/** The faults as 'number kind'. */
async function faultsOf(rows: readonly LinkedEvent[], noted: ChainHead | null = null): Promise<string[]> {
  const { faults } = await verifyChain(streamed(rows), noted);
  return faults.map(({ number, kind }) => `${number} ${kind}`);
}

const LENGTH = 9;
const whole = chainOf(LENGTH);
const head: ChainHead = whole.at(-1)!.link;
const places = fc.nat(LENGTH - 1);

describe('linkHash', () => {
  const textOrNull = fc.option(fc.string({ unit: 'grapheme', maxLength: 5 }));
  const anyEvent = fc.record({ eventId: fc.uuid(), occurredMicros: fc.nat().map(String), actorId: fc.string({ maxLength: 5 }), purpose: textOrNull, organisationId: textOrNull, requestId: textOrNull, action: fc.string({ maxLength: 5 }), subject: fc.string({ maxLength: 5 }), detail: fc.json() });

  it('differs when anything differs', () => {
    fc.assert(fc.property(anyEvent, anyEvent, (one, other) => {
      fc.pre(JSON.stringify(one) !== JSON.stringify(other));
      expect(linkHash(Buffer.alloc(32), 1n, one).equals(linkHash(Buffer.alloc(32), 1n, other))).toBe(false);
    }));
  });

  it('takes no text for two fields, and an empty one not for a missing one', () => {
    const hash = (fields: Partial<ChainedEvent>): string => linkHash(Buffer.alloc(32), 1n, { ...event(1), ...fields }).toString('hex');
    expect(hash({ action: 'ab', subject: 'c' })).not.toBe(hash({ action: 'a', subject: 'bc' }));
    expect(hash({ purpose: '' })).not.toBe(hash({ purpose: null }));
    expect(hash({ purpose: 'x', organisationId: null })).not.toBe(hash({ purpose: null, organisationId: 'x' }));
  });

  it('differs with the number and with what comes before', () => {
    const hashes = [linkHash(Buffer.alloc(32), 1n, event(1)), linkHash(Buffer.alloc(32), 2n, event(1)), linkHash(Buffer.alloc(32, 1), 1n, event(1))];
    expect(new Set(hashes.map((hash) => hash.toString('hex'))).size).toBe(3);
  });
});

describe('verifyChain', () => {
  it('finds nothing in a chain as it was written, and gives its head', async () => {
    expect(await verifyChain(streamed(whole), head)).toEqual({ links: BigInt(LENGTH), head, faults: [] });
    expect(await verifyChain(streamed([]), null)).toEqual({ links: 0n, head: null, faults: [] });
    expect(await faultsOf(chainOf(LENGTH + 5), head)).toEqual([]); // it has grown since
  });

  it('finds any field that was changed, at its place', async () => {
    const fields = fc.constantFrom(...(Object.keys(event(1)) as (keyof ChainedEvent)[]));
    await fc.assert(fc.asyncProperty(places, fields, async (at, field) => {
      const rows = whole.map((row, index) => (index === at ? { ...row, event: { ...row.event, [field]: 'other' } } : row));
      expect(await faultsOf(rows)).toEqual([`${at + 1} changed`]);
    }));
  });

  it('finds a changed hash, and the two hashes that were swapped', async () => {
    await fc.assert(fc.asyncProperty(places, places, async (one, other) => {
      fc.pre(one < other);
      const swapped = whole.map((row, index) => (index === one ? { ...row, link: { ...row.link, hash: whole[other]!.link.hash } } : index === other ? { ...row, link: { ...row.link, hash: whole[one]!.link.hash } } : row));
      expect(await faultsOf(swapped)).toEqual([`${one + 1} changed`]);
    }));
  });

  it('finds a removed event, link, or both', async () => {
    await fc.assert(fc.asyncProperty(fc.nat(LENGTH - 2), async (at) => {
      expect(await faultsOf(whole.map((row, index) => (index === at ? { ...row, event: null } : row)))).toEqual([`${at + 1} removed`]);
      const withoutLink = [...whole.filter((_, index) => index !== at), { link: null, event: whole[at]!.event }];
      expect(await faultsOf(withoutLink)).toEqual([`${at + 1} removed`, 'null inserted']);
      expect(await faultsOf(whole.filter((_, index) => index !== at))).toEqual([`${at + 1} removed`]);
    }));
  });

  it('finds a removed row where those after it were renumbered', async () => {
    await fc.assert(fc.asyncProperty(fc.nat(LENGTH - 2), async (at) => {
      const rows = whole.filter((_, index) => index !== at).map((row, index) => ({ ...row, link: { ...row.link, number: BigInt(index + 1) } }));
      expect((await faultsOf(rows))[0]).toBe(`${at + 1} changed`);
    }));
  });

  it('finds events that changed places', async () => {
    await fc.assert(fc.asyncProperty(places, places, async (one, other) => {
      fc.pre(one < other);
      const rows = whole.map((row, index) => ({ ...row, event: index === one ? whole[other]!.event : index === other ? whole[one]!.event : row.event }));
      const { faults } = await verifyChain(streamed(rows), null);
      expect(faults).toEqual([{ number: BigInt(one + 1), kind: 'reordered', sentence: `The event that belongs at number ${one + 1} stands at number ${other + 1}.` }]);
    }));
  });

  it('finds a row that was put in: without a link, with one that does not fit, or before the first', async () => {
    const stranger = event(99);
    expect(await faultsOf([...whole, { link: null, event: stranger }])).toEqual(['null inserted']);
    expect(await faultsOf([...whole, { link: { number: BigInt(LENGTH + 1), hash: 'ab'.repeat(32) }, event: stranger }])).toEqual([`${LENGTH + 1} changed`]);
    expect(await faultsOf([{ link: { number: 0n, hash: 'ab'.repeat(32) }, event: stranger }, ...whole])).toEqual(['0 inserted']);
  });

  it('finds a tail that was cut off, and a chain computed anew, only against a head that was noted down', async () => {
    await fc.assert(fc.asyncProperty(places, async (at) => {
      expect(await faultsOf(whole.slice(0, at))).toEqual([]);
      expect(await faultsOf(whole.slice(0, at), head)).toEqual([`${LENGTH} cut-off`]);
      const rewritten = chainOf(LENGTH, whole.map((row, index) => (index === at ? event(99) : row.event)));
      expect(await faultsOf(rewritten)).toEqual([]);
      expect(await faultsOf(rewritten, head)).toEqual([`${LENGTH} rewritten`]);
    }));
  });
});
