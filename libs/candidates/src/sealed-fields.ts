import type { Sealer } from '#lib/platform';

/** What of a candidate is sealed in the database: how to reach them, and what they told in their own words. */
interface SealedFields {
  readonly email: string | null;
  readonly phone: string | null;
  readonly needs: string | null;
}

/** The candidate as it is stored. The contexts are also known to `pathways secrets rotate`. */
export function sealCandidate<Candidate extends SealedFields>(sealer: Sealer, candidate: Candidate): Candidate {
  const seal = (text: string | null, context: string): string | null => (text === null ? null : sealer.seal(text, context));
  return {
    ...candidate,
    email: seal(candidate.email, 'candidates.email'),
    phone: seal(candidate.phone, 'candidates.phone'),
    needs: seal(candidate.needs, 'candidates.needs'),
  };
}

/**
 * The candidate as it is read. A row from before sealing is given as it is, until the operator has sealed it; nobody
 * can pass such text off as sealed, since what comes in is always sealed. Throws platform/not-opened.
 */
export function openCandidate<Candidate extends SealedFields>(sealer: Sealer, candidate: Candidate): Candidate {
  const open = (text: string | null, context: string): string | null => (text === null || !sealer.isSealed(text) ? text : sealer.open(text, context));
  return {
    ...candidate,
    email: open(candidate.email, 'candidates.email'),
    phone: open(candidate.phone, 'candidates.phone'),
    needs: open(candidate.needs, 'candidates.needs'),
  };
}

const DIGEST = 'candidates.row_digest';

/**
 * Digest of what a partner said in a row, keyed: beside a name and a date of birth in the clear, a plain hash would let
 * a telephone number be found by trying them all. After a change of keys the same row counts as changed once.
 */
export function candidateDigest(sealer: Sealer, entry: unknown): string {
  return sealer.fingerprint(JSON.stringify(entry), DIGEST);
}

/** The digest under every key, for rows of before a change of keys. */
export function candidateDigests(sealer: Sealer, entry: unknown): string[] {
  return sealer.fingerprints(JSON.stringify(entry), DIGEST);
}
