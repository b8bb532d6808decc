import { createHash } from 'node:crypto';

/** A short digest of what a partner said in a row: the same words again give the same digest, and change nothing. */
export function rowDigest(entry: unknown): string {
  return createHash('sha256').update(JSON.stringify(entry)).digest('base64url');
}
