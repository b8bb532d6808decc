import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from 'node:crypto';
import { constants, gunzipSync, gzipSync } from 'node:zlib';
import { DomainError } from '../errors/domain-error.js';

/** A key of the keyring: at least 256 random bits, and the name that sealed text carries of it. */
export interface SealingKey {
  readonly keyId: string;
  readonly bytes: Uint8Array;
}

interface DerivedKey {
  readonly keyId: string;
  readonly sealing: Buffer;
  readonly fingerprinting: Buffer;
}

const IV_BYTES = 12;
const TAG_BYTES = 16;
const SEALED = /^v1\.([a-z0-9-]{1,32})\.([A-Za-z0-9_-]{38,})$/;

/**
 * How sealed bytes begin: seven bytes, then their form. 0x89 begins no UTF-8 text and no byte order mark, and with the
 * control characters after it no CSV, JSON or XML of any encoding, zip or gzip begins so. Eight bytes, since a piece
 * from the middle of a compressed file may begin with anything: one in 2^63 is taken for sealed.
 */
const MAGIC = Buffer.from([0x89, 0x41, 0x50, 0x53, 0x0d, 0x0a, 0x1a]);

/** The byte after the magic: the ciphertext is of the bytes themselves, or of their length (4, big-endian) and their gzip. */
const FORMS = { plain: 0x01, gzip: 0x02 } as const;

const LENGTH_BYTES = 4;

/**
 * Seals text and bytes so that whoever has the database alone cannot read them. The first key seals; all keys open, so that a
 * new key is put in front and the old one removed once `pathways secrets rotate` has sealed everything anew.
 *
 * AES-256-GCM with 96 random bits as initialisation vector (NIST SP 800-38D, 8.2.2: at most 2^32 of them a key) and
 * the context as additional data: a text that is moved to another column does not open. Sealing and fingerprints
 * have each a key of their own, derived by HKDF (RFC 5869), so that neither says anything of the other.
 */
export class Sealer {
  private readonly keys: ReadonlyMap<string, DerivedKey>;
  private readonly current: DerivedKey;

  /** The keys in order, the current one first. Throws without any. */
  constructor(keys: readonly SealingKey[]) {
    const derived = keys.map(derive);
    if (derived[0] === undefined) throw new Error('A sealer needs a key');
    this.current = derived[0];
    this.keys = new Map(derived.map((key) => [key.keyId, key]));
  }

  /** 'v1.<keyId>.<base64url of iv, tag and ciphertext>'. The context is where it is kept: 'candidates.email'. */
  seal(text: string, context: string): string {
    return `v1.${this.current.keyId}.${Buffer.concat(encrypt(this.current, Buffer.from(text), context)).toString('base64url')}`;
  }

  /**
   * The text again. Throws platform/not-opened for another context, a key that is not in the keyring, and anything
   * that was changed: which of them it was would help nobody but who changed it.
   */
  open(sealed: string, context: string): string {
    const [, keyId, encoded] = SEALED.exec(sealed) ?? [];
    const bytes = Buffer.from(encoded ?? '', 'base64url');
    // Base64 leaves bits over in the last character: other bits there are a change as well.
    if (bytes.toString('base64url') !== encoded) throw notOpened();
    return decrypt(this.keys.get(keyId ?? ''), bytes, context).toString();
  }

  /**
   * As {@link seal} for bytes: eight that tell what it is, the length of the key's id, the id, iv, tag, ciphertext.
   * What gzip makes smaller is sealed so, since nothing makes a ciphertext smaller: not the database, not a backup.
   */
  sealBytes(bytes: Uint8Array, context: string): Buffer {
    const zipped = gzipSync(bytes, { level: constants.Z_BEST_SPEED });
    if (zipped.length + LENGTH_BYTES >= bytes.length) return Buffer.concat([prefixOf(this.current, 'plain'), ...encrypt(this.current, bytes, context)]);
    const length = Buffer.alloc(LENGTH_BYTES);
    length.writeUInt32BE(bytes.length);
    return Buffer.concat([prefixOf(this.current, 'gzip'), ...encrypt(this.current, Buffer.concat([length, zipped]), gzipContext(context))]);
  }

  /** The bytes again, which are never more than were sealed. Throws as {@link open}. */
  openBytes(sealed: Buffer, context: string): Buffer {
    if (!this.isSealedBytes(sealed)) throw notOpened();
    const keyAt = MAGIC.length + 2;
    const bodyAt = keyAt + (sealed[MAGIC.length + 1] ?? 0);
    const key = this.keys.get(sealed.toString('latin1', keyAt, bodyAt));
    if (sealed[MAGIC.length] === FORMS.plain) return decrypt(key, sealed.subarray(bodyAt), context);
    return unzip(decrypt(key, sealed.subarray(bodyAt), gzipContext(context)));
  }

  /** Whether bytes begin as sealed ones. What is stored is always sealed, so only older rows do not. */
  isSealedBytes(bytes: Uint8Array): boolean {
    const form = bytes[MAGIC.length];
    return MAGIC.equals(bytes.subarray(0, MAGIC.length)) && (form === FORMS.plain || form === FORMS.gzip);
  }

  /** How bytes may begin that the current key sealed; all of one length. */
  get sealedBytesPrefixes(): readonly Buffer[] {
    return [prefixOf(this.current, 'plain'), prefixOf(this.current, 'gzip')];
  }

  /** Whether a text has the form of a sealed one. What a person typed is always sealed, so only older rows lack it. */
  isSealed(text: string): boolean {
    return SEALED.test(text);
  }

  /** The name of the key that seals. Text that carries another is sealed anew by `pathways secrets rotate`. */
  get currentKeyId(): string {
    return this.current.keyId;
  }

  /**
   * HMAC-SHA-256 under the current key, 'f1.<keyId>.<base64url>': tells whether two texts are the same, and cannot be
   * guessed back without the key, as a plain hash of an e-mail address can. To look something up use
   * {@link fingerprints}.
   */
  fingerprint(text: string, context: string): string {
    return fingerprintWith(this.current, text, context);
  }

  /** The fingerprints under every key, the current one first: `WHERE email_fingerprint = ANY ($1)` finds a row before and after a rotation. */
  fingerprints(text: string, context: string): string[] {
    return [...this.keys.values()].map((key) => fingerprintWith(key, text, context));
  }
}

function prefixOf({ keyId }: DerivedKey, form: keyof typeof FORMS): Buffer {
  return Buffer.concat([MAGIC, Buffer.of(FORMS[form], keyId.length), Buffer.from(keyId, 'latin1')]);
}

/** Another context, so that the form cannot be changed unseen either. */
function gzipContext(context: string): string {
  return `${context}\0gzip`;
}

/** Its own length bounds it: what unzips to more ends there, before it is in memory. */
function unzip(opened: Buffer): Buffer {
  try {
    const length = opened.readUInt32BE();
    const bytes = gunzipSync(opened.subarray(LENGTH_BYTES), { maxOutputLength: length });
    if (bytes.length === length) return bytes;
  } catch {
    // as below
  }
  throw notOpened();
}

/** The initialisation vector, the tag and the ciphertext. */
function encrypt(key: DerivedKey, bytes: Uint8Array, context: string): Buffer[] {
  const iv = randomBytes(IV_BYTES);
  const cipher = createCipheriv('aes-256-gcm', key.sealing, iv, { authTagLength: TAG_BYTES }).setAAD(Buffer.from(context));
  const ciphertext = cipher.update(bytes);
  cipher.final(); // ends without bytes in this mode, and makes the tag
  return [iv, cipher.getAuthTag(), ciphertext];
}

function decrypt(key: DerivedKey | undefined, bytes: Buffer, context: string): Buffer {
  if (key === undefined) throw notOpened();
  try {
    const decipher = createDecipheriv('aes-256-gcm', key.sealing, bytes.subarray(0, IV_BYTES), { authTagLength: TAG_BYTES })
      .setAAD(Buffer.from(context))
      .setAuthTag(bytes.subarray(IV_BYTES, IV_BYTES + TAG_BYTES));
    const opened = decipher.update(bytes.subarray(IV_BYTES + TAG_BYTES));
    decipher.final(); // throws when the tag is another
    return opened;
  } catch {
    throw notOpened();
  }
}

function derive({ keyId, bytes }: SealingKey): DerivedKey {
  const part = (purpose: string): Buffer => Buffer.from(hkdfSync('sha256', bytes, '', `anchor-pathways ${purpose}`, 32));
  return { keyId, sealing: part('sealing'), fingerprinting: part('fingerprints') };
}

function fingerprintWith(key: DerivedKey, text: string, context: string): string {
  return `f1.${key.keyId}.${createHmac('sha256', key.fingerprinting).update(`${context}\0`).update(text).digest('base64url')}`;
}

function notOpened(): DomainError {
  return new DomainError('platform/not-opened', 'Something sealed cannot be opened: its key is not in PATHWAYS_KEYS, or it is not what was sealed here.');
}
