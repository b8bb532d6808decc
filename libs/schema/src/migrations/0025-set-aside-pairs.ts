import type { MigrationInterface, QueryRunner } from 'typeorm';

const EVENTS = [['insert', 'NEW'], ['update', 'NEW'], ['delete', 'OLD']] as const;

/** Those who look after the person, and partners to whom the person is willing to be shown. */
const LOOKED_AFTER = `(
        organisation_id = ANY (ARRAY(SELECT identity.reach('people')))
        OR (organisation_id = ANY (ARRAY(SELECT identity.reach('shared_people'))) AND candidates.consents_to(candidate_id, 'sharing-with-partners')))`;

/** Pairs of a person and an opportunity that are not to be suggested again until something that mattered has changed. */
export class SetAsidePairs1700000000025 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      -- One row each time a pair was set aside, kept when it has ended. The organisation is the person's. Whether an open row
      -- still holds is for the facts of both sides to say: the fingerprint is of those that decide the matters.
      CREATE TABLE matching.set_aside_pairs (
        set_aside_id uuid NOT NULL DEFAULT uuidv7(),
        candidate_id uuid NOT NULL,
        opportunity_id uuid NOT NULL,
        organisation_id uuid NOT NULL,
        reason_code text NOT NULL,
        matters text[] NOT NULL,
        fingerprint text NOT NULL,
        set_on date NOT NULL,
        until_on date,
        is_until_checked boolean NOT NULL,
        set_by text NOT NULL,
        ended_on date,
        ended_by text,
        ended_reason text,
        CONSTRAINT pk_set_aside_pairs PRIMARY KEY (set_aside_id),
        CONSTRAINT fk_set_aside_pairs_candidate FOREIGN KEY (candidate_id) REFERENCES candidates.candidates (candidate_id) ON DELETE CASCADE,
        CONSTRAINT fk_set_aside_pairs_opportunity FOREIGN KEY (opportunity_id) REFERENCES opportunities.opportunities (opportunity_id) ON DELETE CASCADE,
        CONSTRAINT fk_set_aside_pairs_organisation FOREIGN KEY (organisation_id) REFERENCES identity.organisations (organisation_id) ON DELETE CASCADE,
        CONSTRAINT ck_set_aside_pairs_reason CHECK (reason_code ~ '^[a-z][a-z-]*$'),
        CONSTRAINT ck_set_aside_pairs_matters CHECK (matters <@ ARRAY['travel', 'pay', 'hours', 'start', 'requirements', 'interest']),
        CONSTRAINT ck_set_aside_pairs_until CHECK (until_on > set_on),
        CONSTRAINT ck_set_aside_pairs_ended CHECK (num_nulls(ended_on, ended_by, ended_reason) IN (0, 3)),
        CONSTRAINT ck_set_aside_pairs_ended_reason CHECK (ended_reason IN ('lifted', 'replaced', 'date', 'change'))
      );
      CREATE UNIQUE INDEX uq_set_aside_pairs_open ON matching.set_aside_pairs (candidate_id, opportunity_id) WHERE ended_on IS NULL;
      CREATE INDEX ix_set_aside_pairs_candidate ON matching.set_aside_pairs (candidate_id, set_aside_id);
      CREATE INDEX ix_set_aside_pairs_opportunity ON matching.set_aside_pairs (opportunity_id);

      ${EVENTS.map(([event, rows]) => `CREATE TRIGGER note_${event} AFTER ${event.toUpperCase()} ON matching.set_aside_pairs REFERENCING ${rows} TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION matching.note_changes('candidate', 'candidate_id');`).join('\n      ')}

      -- An answer comes from either side of a case, and an employer does not reach the person's facts that it is about. So
      -- the matcher writes it. It is taken back by those who look after the person.
      ALTER TABLE matching.set_aside_pairs ENABLE ROW LEVEL SECURITY;
      CREATE POLICY reach ON matching.set_aside_pairs FOR SELECT USING (identity.is_job() OR candidate_id = identity.own_candidate() OR ${LOOKED_AFTER});
      CREATE POLICY answer ON matching.set_aside_pairs FOR INSERT WITH CHECK (identity.is_job());
      CREATE POLICY finish ON matching.set_aside_pairs FOR UPDATE USING (identity.is_job() OR ${LOOKED_AFTER}) WITH CHECK (identity.is_job() OR ended_by = identity.actor());
      GRANT SELECT, UPDATE (ended_on, ended_by, ended_reason) ON matching.set_aside_pairs TO pathways_app, pathways_matcher;
      GRANT INSERT (candidate_id, opportunity_id, organisation_id, reason_code, matters, fingerprint, set_on, until_on, is_until_checked, set_by) ON matching.set_aside_pairs TO pathways_matcher;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE matching.set_aside_pairs;`);
  }
}
