import type { SealingKey } from './sealer.js';

/** What a keyring's text holds, and everything that is wrong with it. */
export interface ReadKeyring {
  readonly keys: readonly SealingKey[];
  /** By the name of the variable and the position in it, never by value. */
  readonly problems: readonly string[];
}

const KEY = /^([a-z0-9-]{1,32}):([A-Za-z0-9+/_-]+={0,2})$/;
const KEY_BYTES = 32;
const MAKE_ONE = 'Make one with: openssl rand -base64 32';

/** Reads 'id:base64key' separated by white space, the current key first. */
export function readKeyring(name: string, text: string): ReadKeyring {
  const words = text.split(/\s+/).filter((word) => word !== '');
  const problems = words.length === 0 ? [`${name} holds no key. ${MAKE_ONE}`] : [];
  const keys: SealingKey[] = [];
  for (const [index, word] of words.entries()) {
    const place = `${name} key ${index + 1}`;
    const [, keyId, encoded] = KEY.exec(word) ?? [];
    if (keyId === undefined || encoded === undefined) {
      problems.push(`${place} is not written as id:key, the id of a-z, 0-9 and hyphens, the key in Base64.`);
      continue;
    }
    const bytes = Buffer.from(encoded, 'base64');
    if (bytes.length < KEY_BYTES) problems.push(`${place} is shorter than 256 bits. ${MAKE_ONE}`);
    else if (isGuessable(bytes)) problems.push(`${place} is an example or a phrase and can be guessed. ${MAKE_ONE}`);
    if (keys.some((key) => key.keyId === keyId)) problems.push(`${place} has an id that an earlier key has.`);
    keys.push({ keyId, bytes });
  }
  return { keys, problems };
}

/**
 * Whether bytes are what examples are made of: readable text, one step repeated (zeros, 1 2 3), or few different
 * bytes. 32 random bytes are readable once in 10^13 and have fewer than 16 different values far less often; a list of
 * known examples would never be complete.
 */
function isGuessable(bytes: Uint8Array): boolean {
  const steps = new Set(bytes.slice(1).map((byte, index) => byte - (bytes[index] ?? 0)));
  return steps.size === 1 || new Set(bytes).size < 16 || bytes.every((byte) => byte >= 0x20 && byte < 0x7f);
}
