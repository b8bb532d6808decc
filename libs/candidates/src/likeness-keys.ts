import { likenessFacts, type LikenessFacts, type RecordedPerson } from '#lib/kernel';
import type { Sealer } from '#lib/platform';
import type { EntityManager } from 'typeorm';

/** A record of somebody, and with whom it is. */
export interface KnownPerson extends RecordedPerson {
  readonly candidateId: string;
  readonly organisationId: string;
}

const FACTS = ['name', 'shortName', 'givenName', 'bornOn', 'bornEitherWay', 'postcode', 'email', 'phone'] as const satisfies readonly (keyof LikenessFacts)[];
const COLUMNS: Readonly<Record<keyof LikenessFacts, string>> = {
  name: 'name_key', shortName: 'short_name_key', givenName: 'given_name_key', bornOn: 'born_on_key', bornEitherWay: 'born_either_way_key', postcode: 'postcode_key', email: 'email_key', phone: 'phone_key',
};
const KEPT = ['organisation_id', 'key_name', ...FACTS.map((fact) => COLUMNS[fact])];

/**
 * 64 bits of a keyed digest. Two facts share them by chance once in 2^64 pairs, and nobody can guess a fact by them
 * without the key: neither a telephone number nor a date of birth has enough values to hide behind a plain hash.
 */
function keyOf(sealer: Sealer, text: string, fact: keyof LikenessFacts): string {
  return Buffer.from(sealer.fingerprint(text, `candidates.likeness ${fact}`).slice(-11), 'base64url').readBigInt64BE().toString();
}

/** Keeps what somebody can be recognised by, in the transaction that stores them. */
export async function keepLikenessKeys(manager: EntityManager, sealer: Sealer, people: readonly KnownPerson[]): Promise<void> {
  const rows = people.map(({ candidateId, organisationId, ...person }) => {
    const facts = likenessFacts(person);
    const keys = FACTS.map((fact) => [COLUMNS[fact], facts[fact] === null ? null : keyOf(sealer, facts[fact], fact)] as const);
    return { candidate_id: candidateId, organisation_id: organisationId, key_name: sealer.currentKeyId, ...Object.fromEntries(keys) };
  });
  await manager.query(
    `INSERT INTO candidates.likeness_keys AS kept (candidate_id, ${KEPT.join(', ')})
     SELECT candidate_id, ${KEPT.join(', ')} FROM jsonb_populate_recordset(NULL::candidates.likeness_keys, $1::jsonb) ORDER BY candidate_id
     ON CONFLICT (candidate_id, organisation_id) DO UPDATE SET (${KEPT.join(', ')}, is_looked_at_again) = ROW (${KEPT.map((column) => `excluded.${column}`).join(', ')}, false)
      WHERE (${KEPT.map((column) => `kept.${column}`).join(', ')}) IS DISTINCT FROM (${KEPT.map((column) => `excluded.${column}`).join(', ')})`,
    [JSON.stringify(rows)],
  );
}
