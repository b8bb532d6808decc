import { randomBytes } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Sealer, type SealingKey } from './sealer.js';

const key = (keyId: string): SealingKey => ({ keyId, bytes: randomBytes(32) });
const OLD = key('2025');
const NEW = key('2026');
const sealer = new Sealer([NEW, OLD]);

/** Well-formed text: what PostgreSQL can keep. */
const anyText = fc.string({ unit: 'grapheme' });

/** The code of the error, or the text when there is none. */
function opened(by: Sealer, sealed: string, context = 'candidates.email'): string {
  try {
    return `opened ${by.open(sealed, context)}`;
  } catch (error) {
    return (error as { code: string }).code;
  }
}

describe('Sealer', () => {
  it('gives back what it sealed', () => {
    fc.assert(fc.property(anyText, anyText, (text, context) => {
      expect(sealer.open(sealer.seal(text, context), context)).toBe(text);
    }));
  });

  it('seals the same text otherwise each time, under the first key', () => {
    const sealed = new Set(Array.from({ length: 50 }, () => sealer.seal('a@example.test', 'candidates.email')));
    expect(sealed.size).toBe(50);
    for (const one of sealed) expect(one).toMatch(/^v1\.2026\.[A-Za-z0-9_-]+$/);
  });

  it('does not show the text', () => {
    fc.assert(fc.property(fc.stringMatching(/^[a-z]{8,40}$/), (text) => {
      const bytes = Buffer.from(sealer.seal(text, 'x').split('.')[2]!, 'base64url');
      expect(bytes.includes(Buffer.from(text))).toBe(false);
    }));
  });

  it('opens what an older key sealed, as long as that key is in the keyring', () => {
    const old = new Sealer([OLD]).seal('a@example.test', 'candidates.email');
    expect(opened(sealer, old)).toBe('opened a@example.test');
    expect(opened(new Sealer([NEW]), old)).toBe('platform/not-opened');
  });

  it('refuses another context, another key of the same name, and any changed character, in the same words', () => {
    const sealed = sealer.seal('a@example.test', 'candidates.email');
    expect(opened(sealer, sealed, 'candidates.phone')).toBe('platform/not-opened');
    expect(opened(new Sealer([key('2026')]), sealed)).toBe('platform/not-opened');
    const words = new Set<string>();
    fc.assert(fc.property(fc.nat(sealed.length - 1), fc.constantFrom('A', 'v', '1', '.', '_', '-', '9', 'Z', '='), (at, character) => {
      fc.pre(sealed[at] !== character);
      const changed = sealed.slice(0, at) + character + sealed.slice(at + 1);
      try {
        sealer.open(changed, 'candidates.email');
        words.add('opened');
      } catch (error) {
        words.add((error as Error).message);
      }
    }), { numRuns: 1000 });
    expect(words.size).toBe(1);
    expect([...words][0]).not.toContain('2026');
  });

  it.each(['', 'v1', 'v1.2026.', 'v1.2026.AAAA', 'v2.2026.' + 'A'.repeat(60), 'a@example.test', 'v1.2026.' + 'A'.repeat(38)])('refuses %j, which was never sealed', (text) => {
    expect(opened(sealer, text)).toBe('platform/not-opened');
  });

  it('refuses every shorter and every longer text', () => {
    const sealed = sealer.seal('a@example.test', 'candidates.email');
    for (let length = 0; length < sealed.length; length += 1) expect(opened(sealer, sealed.slice(0, length))).toBe('platform/not-opened');
    for (const more of ['A', 'AA', '=', ' ', '\n']) expect(opened(sealer, sealed + more)).toBe('platform/not-opened');
  });

  it('knows what is sealed', () => {
    expect(sealer.isSealed(sealer.seal('', 'x'))).toBe(true);
    expect(sealer.isSealed('v1.0 of my CV')).toBe(false);
    expect(sealer.isSealed('a@example.test')).toBe(false);
    expect(sealer.currentKeyId).toBe('2026');
  });

  it('needs a key', () => {
    expect(() => new Sealer([])).toThrow('needs a key');
  });
});

describe('bytes', () => {
  const anyBytes = fc.uint8Array({ maxLength: 5000 });
  const openedBytes = (by: Sealer, sealed: Buffer, context = 'upload_chunks.body 1 0'): string => {
    try {
      return `opened ${by.openBytes(sealed, context).toString('hex')}`;
    } catch (error) {
      return (error as { code: string }).code;
    }
  };

  it('come back as they were sealed', () => {
    fc.assert(fc.property(anyBytes, anyText, (bytes, context) => {
      expect(sealer.openBytes(sealer.sealBytes(bytes, context), context).equals(bytes)).toBe(true);
    }));
  });

  it('begin with what the current key is known by, and are never the same twice', () => {
    const sealed = Array.from({ length: 50 }, () => sealer.sealBytes(Buffer.from('a'), 'x'));
    expect(new Set(sealed.map((bytes) => bytes.toString('hex'))).size).toBe(50);
    const [plain, gzip] = sealer.sealedBytesPrefixes as [Buffer, Buffer];
    expect(plain.length).toBe(gzip.length);
    for (const bytes of sealed) expect(bytes.indexOf(plain)).toBe(0);
    expect(sealer.sealBytes(Buffer.alloc(1000), 'x').indexOf(gzip)).toBe(0);
    expect(new Sealer([OLD, NEW]).sealBytes(Buffer.from('a'), 'x').indexOf(plain)).toBe(-1);
    expect(new Sealer([key('20')]).sealBytes(Buffer.from('a'), 'x').subarray(0, 11).equals(plain.subarray(0, 11))).toBe(false);
  });

  it('are compressed where that makes them smaller, whatever they are, and come back all the same', () => {
    const row = Buffer.from('C-1024,Amina,Okoro,amina@example.org,07700 900123,14/05/1998,E1 6AN,Vaccinator\n'.repeat(5000));
    for (const [bytes, isSmaller] of [[row, true], [Buffer.alloc(600_000), true], [randomBytes(600_000), false], [gzipSync(randomBytes(600_000)), false], [Buffer.of(), false]] as const) {
      const sealed = sealer.sealBytes(bytes, 'x');
      expect(sealed.length < bytes.length).toBe(isSmaller);
      expect(sealed.length).toBeLessThan(bytes.length + 60);
      expect(sealer.openBytes(sealed, 'x').equals(bytes)).toBe(true);
    }
    fc.assert(fc.property(fc.uint8Array({ maxLength: 100 }), fc.nat(100), (bytes, times) => {
      const repeated = Buffer.concat(Array.from({ length: times }, () => bytes));
      expect(sealer.openBytes(sealer.sealBytes(repeated, 'x'), 'x').equals(repeated)).toBe(true);
    }));
  });

  it('that are compressed open in that form only', () => {
    const sealed = sealer.sealBytes(Buffer.alloc(1000), 'x');
    const asPlain = Buffer.from(sealed);
    asPlain[7] = 1;
    expect(openedBytes(sealer, asPlain, 'x')).toBe('platform/not-opened');
  });

  it('never become more than they say they are', () => {
    // As somebody with the key could seal them: a length, and a gzip of more, of less, or of nothing.
    const disguised = (length: number, body: Buffer): Buffer => {
      const head = Buffer.alloc(4);
      head.writeUInt32BE(length);
      const incompressible = sealer.sealBytes(Buffer.concat([head, body]), 'x\0gzip');
      expect(incompressible[7]).toBe(1);
      incompressible[7] = 2;
      return incompressible;
    };
    const bomb = gzipSync(gzipSync(Buffer.alloc(50_000_000))); // twice, so that it cannot be made smaller again
    const zipped = gzipSync(randomBytes(1000));
    expect(openedBytes(sealer, disguised(1000, zipped), 'x')).toMatch(/^opened/);
    for (const length of [0, 1, 999, 1001, 2 ** 32 - 1]) expect(openedBytes(sealer, disguised(length, zipped), 'x')).toBe('platform/not-opened');
    expect(openedBytes(sealer, disguised(1000, bomb), 'x')).toBe('platform/not-opened');
    expect(openedBytes(sealer, disguised(1000, Buffer.of()), 'x')).toBe('platform/not-opened');
  });

  it('open with an older key, in their own context, and otherwise not', () => {
    const old = new Sealer([OLD]).sealBytes(Buffer.from('a'), 'upload_chunks.body 1 0');
    expect(openedBytes(sealer, old)).toBe('opened 61');
    expect(openedBytes(new Sealer([NEW]), old)).toBe('platform/not-opened');
    expect(openedBytes(new Sealer([key('2025')]), old)).toBe('platform/not-opened');
    for (const context of ['upload_chunks.body 1 1', 'upload_chunks.body 2 0', 'upload_chunks.body', '']) expect(openedBytes(sealer, old, context)).toBe('platform/not-opened');
  });

  it.each([['few', Buffer.from('twelve bytes')], ['compressed', Buffer.from('twelve bytes'.repeat(20))]])('(%s) do not open with any bit changed, shorter or longer', (_which, bytes) => {
    const sealed = sealer.sealBytes(bytes, 'upload_chunks.body 1 0');
    for (let at = 0; at < sealed.length * 8; at += 1) {
      const changed = Buffer.from(sealed);
      changed[at >> 3]! ^= 1 << (at & 7);
      expect(openedBytes(sealer, changed)).toBe('platform/not-opened');
    }
    for (let length = 0; length < sealed.length; length += 1) expect(openedBytes(sealer, sealed.subarray(0, length))).toBe('platform/not-opened');
    expect(openedBytes(sealer, Buffer.concat([sealed, Buffer.of(0)]))).toBe('platform/not-opened');
  });

  it('are told apart from every file that is sent, in every encoding of text', () => {
    const utf16be = Buffer.from('\uFEFF<?xml', 'utf16le').swap16();
    const begins: readonly Uint8Array[] = [
      Buffer.from('YOUR_REFERENCE,'), Buffer.from('\uFEFFYOUR'), Buffer.from('<?xml version="1.0"?>'), Buffer.from('{"a":1}'), Buffer.from('[]'), Buffer.from('\uFEFF<?xml', 'utf16le'), utf16be, utf16be.subarray(2),
      Buffer.from('PK\x03\x04', 'latin1'), Buffer.of(0x1f, 0x8b, 8, 0, 0, 0, 0, 0), Buffer.of(), Buffer.of(0x89), sealer.sealedBytesPrefixes[0]!.subarray(0, 7), Buffer.concat([sealer.sealedBytesPrefixes[0]!.subarray(0, 7), Buffer.of(3)]),
    ];
    for (const bytes of begins) expect(sealer.isSealedBytes(bytes)).toBe(false);
    expect(sealer.isSealedBytes(sealer.sealBytes(Buffer.of(), 'x'))).toBe(true);
    fc.assert(fc.property(fc.oneof(anyBytes, anyText.map((text) => Buffer.from(text))), (bytes) => !sealer.isSealedBytes(bytes)));
    expect(() => new TextDecoder('utf-8', { fatal: true }).decode(sealer.sealedBytesPrefixes[1])).toThrow('not valid');
  });
});

describe('fingerprints', () => {
  it('are the same for the same text in the same context, and for nothing else', () => {
    fc.assert(fc.property(anyText, anyText, anyText, anyText, (text, context, otherText, otherContext) => {
      expect(sealer.fingerprint(text, context)).toBe(sealer.fingerprint(text, context));
      fc.pre((text !== otherText || context !== otherContext) && !`${context}${otherContext}`.includes('\0'));
      expect(sealer.fingerprint(otherText, otherContext)).not.toBe(sealer.fingerprint(text, context));
    }));
  });

  it('need the key', () => {
    expect(new Sealer([key('2026')]).fingerprint('a', 'x')).not.toBe(sealer.fingerprint('a', 'x'));
  });

  it('are given for every key, to find what was made under an older one', () => {
    expect(sealer.fingerprints('a', 'x')).toEqual([sealer.fingerprint('a', 'x'), new Sealer([OLD]).fingerprint('a', 'x')]);
  });
});
