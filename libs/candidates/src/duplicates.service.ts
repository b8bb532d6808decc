import type { Likeness } from '#lib/kernel';
import { Database, Sealer, systemActor, writeAudit, type Actor } from '#lib/platform';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { keepLikenessKeys, type KnownPerson } from './likeness-keys.js';
import { openCandidate } from './sealed-fields.js';

const JOB = systemActor('job:find-duplicates');

/** People in a transaction of the job. */
const AT_A_TIME = 500;

/** That a record of somebody is known already, and whom to ask. */
export interface FoundDuplicate {
  /** The partner's own reference of the record that was stored. */
  readonly reference: string;
  readonly likeness: Likeness;
  /** With whom the other record is; null: with the same organisation. */
  readonly askName: string | null;
}

/** Whose row counts instead: another organisation's, or the own one under another reference. */
export interface KeptInstead {
  readonly keptReference: string | null;
  readonly keptBy: string;
}

/** Finds people who are registered twice. */
@Injectable()
export class DuplicatesService {
  constructor(
    private readonly database: Database,
    private readonly sealer: Sealer,
  ) {}

  /**
   * Who of some people that were just stored is known already, in the caller's transaction. How many an organisation
   * asked about, and how often others know them, is written into the audit trail: an organisation that enters people to
   * find out where they are shows there.
   */
  async find(manager: EntityManager, actor: Actor, organisationId: string, references: readonly string[]): Promise<FoundDuplicate[]> {
    const people = await manager.query<{ id: string; reference: string }[]>(`SELECT candidate_id AS id, reference FROM candidates.candidates WHERE organisation_id = $1 AND reference = ANY ($2)`, [organisationId, references]);
    if (people.length === 0) return [];
    const referenceOf = new Map(people.map(({ id, reference }) => [id, reference]));
    const found = await manager.query<{ id: string; likeness: Likeness; askName: string | null }[]>(
      `SELECT DISTINCT candidate_id AS id, likeness, CASE WHEN NOT is_within THEN organisation.name END AS "askName"
         FROM candidates.find_duplicates($1) LEFT JOIN identity.organisations AS organisation USING (organisation_id) ORDER BY 1, 2, 3`,
      [[...referenceOf.keys()]],
    );
    const elsewhere = found.filter(({ askName }) => askName !== null).length;
    await writeAudit(manager, actor, 'duplicates.asked', organisationId, { people: people.length, within: found.length - elsewhere, elsewhere }, { organisationId });
    return found.map(({ id, likeness, askName }) => ({ reference: referenceOf.get(id)!, likeness, askName }));
  }

  /** References of some rows whose facts are not stored since two records were put together: another organisation looks after the person, or the row of the record that was kept is there too. */
  async passedOver(manager: EntityManager, organisationId: string, references: readonly string[]): Promise<ReadonlyMap<string, KeptInstead>> {
    const passed = await manager.query<(KeptInstead & { readonly reference: string })[]>(
      `SELECT reference, kept_reference AS "keptReference", organisation.name AS "keptBy" FROM candidates.merged_references($1, $2) JOIN identity.organisations AS organisation ON organisation.organisation_id = kept_organisation_id WHERE kept_organisation_id <> $1 OR kept_reference = ANY ($2)`,
      [organisationId, references],
    );
    return new Map(passed.map((one) => [one.reference, one]));
  }

  /**
   * Writes what people are recognised by where it is missing or under an older key, and looks once more at whoever was
   * written since: two who are written at once do not see each other. May run twice and be ended anywhere.
   */
  async keep(): Promise<void> {
    while ((await this.keepSome()) === AT_A_TIME);
    while ((await this.lookAgain()) === AT_A_TIME);
  }

  private keepSome(): Promise<number> {
    return this.database.write(JOB, async (manager) => {
      const people = await manager.query<KnownPerson[]>(
        `SELECT candidate_id AS "candidateId", organisation_id AS "organisationId", given_name AS "givenName", family_name AS "familyName", born_on::text AS "bornOn", postcode, email, phone
           FROM candidates.candidates AS person
          WHERE NOT EXISTS (SELECT FROM candidates.likeness_keys AS kept WHERE kept.candidate_id = person.candidate_id AND kept.key_name = $1)
          ORDER BY candidate_id LIMIT ${AT_A_TIME} FOR NO KEY UPDATE OF person SKIP LOCKED`,
        [this.sealer.currentKeyId],
      );
      if (people.length > 0) await keepLikenessKeys(manager, this.sealer, people.map((person) => ({ ...openCandidate(this.sealer, { ...person, needs: null }) })));
      return people.length;
    });
  }

  private lookAgain(): Promise<number> {
    return this.database.write(JOB, async (manager) => {
      const people = await manager.query<{ id: string }[]>(`SELECT candidate_id AS id FROM candidates.likeness_keys WHERE NOT is_looked_at_again ORDER BY candidate_id LIMIT ${AT_A_TIME} FOR UPDATE SKIP LOCKED`);
      if (people.length === 0) return 0;
      const ids = people.map(({ id }) => id);
      await manager.query(`SELECT FROM candidates.find_duplicates($1)`, [ids]);
      await manager.query(`UPDATE candidates.likeness_keys SET is_looked_at_again = true WHERE candidate_id = ANY ($1)`, [ids]);
      return ids.length;
    });
  }
}
