import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Who is one person in two records, found without opening either. */
export class Duplicates1700000000033 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      -- Facts of a person in one writing, each as 64 bits of a keyed digest: whether two are equal is all that they tell.
      -- Those under an older key are written anew after a change of keys. Whoever was written at the same time as
      -- somebody else is not seen by them: each is looked at once more later.
      CREATE TABLE candidates.likeness_keys (
        candidate_id uuid NOT NULL,
        organisation_id uuid NOT NULL,
        key_name text NOT NULL,
        name_key bigint,
        short_name_key bigint,
        given_name_key bigint,
        born_on_key bigint,
        born_either_way_key bigint,
        postcode_key bigint,
        email_key bigint,
        phone_key bigint,
        is_looked_at_again boolean NOT NULL DEFAULT false,
        CONSTRAINT pk_likeness_keys PRIMARY KEY (candidate_id, organisation_id),
        CONSTRAINT fk_likeness_keys_candidate FOREIGN KEY (candidate_id, organisation_id) REFERENCES candidates.candidates (candidate_id, organisation_id) ON DELETE CASCADE
      );
      -- Two records that are alike share one of the first three.
      CREATE INDEX ix_likeness_keys_name ON candidates.likeness_keys (name_key);
      CREATE INDEX ix_likeness_keys_short_name ON candidates.likeness_keys (short_name_key, born_on_key);
      CREATE INDEX ix_likeness_keys_given_name ON candidates.likeness_keys (given_name_key, born_on_key);
      CREATE INDEX ix_likeness_keys_new ON candidates.likeness_keys (candidate_id) WHERE NOT is_looked_at_again;

      -- Two records that are alike, the smaller id first; and what each side says: that it is one person, or two.
      CREATE TABLE candidates.duplicates (
        duplicate_id uuid NOT NULL DEFAULT uuidv7(),
        first_id uuid NOT NULL,
        second_id uuid NOT NULL,
        first_organisation_id uuid NOT NULL,
        second_organisation_id uuid NOT NULL,
        likeness text NOT NULL,
        first_answer text,
        second_answer text,
        found_on date NOT NULL,
        CONSTRAINT pk_duplicates PRIMARY KEY (duplicate_id),
        CONSTRAINT fk_duplicates_first FOREIGN KEY (first_id, first_organisation_id) REFERENCES candidates.candidates (candidate_id, organisation_id) ON DELETE CASCADE,
        CONSTRAINT fk_duplicates_second FOREIGN KEY (second_id, second_organisation_id) REFERENCES candidates.candidates (candidate_id, organisation_id) ON DELETE CASCADE,
        CONSTRAINT uq_duplicates_pair UNIQUE (first_id, second_id),
        CONSTRAINT ck_duplicates_order CHECK (first_id < second_id),
        CONSTRAINT ck_duplicates_likeness CHECK (likeness IN ('certain', 'likely')),
        CONSTRAINT ck_duplicates_first_answer CHECK (first_answer IN ('same', 'different')),
        CONSTRAINT ck_duplicates_second_answer CHECK (second_answer IN ('same', 'different'))
      );
      CREATE INDEX ix_duplicates_first ON candidates.duplicates (first_organisation_id, duplicate_id);
      CREATE INDEX ix_duplicates_second ON candidates.duplicates (second_organisation_id, duplicate_id);
      CREATE INDEX ix_duplicates_second_id ON candidates.duplicates (second_id);

      -- The rule of the kernel once more, on digests. A test holds the two together.
      CREATE FUNCTION candidates.likeness(one candidates.likeness_keys, other candidates.likeness_keys) RETURNS text LANGUAGE sql IMMUTABLE AS $$
        SELECT CASE
          WHEN one.name_key = other.name_key AND one.born_on_key = other.born_on_key
               AND (one.email_key = other.email_key OR one.phone_key = other.phone_key OR one.postcode_key = other.postcode_key) THEN 'certain'
          WHEN (one.born_on_key = other.born_on_key
                AND (one.name_key = other.name_key OR one.short_name_key = other.short_name_key
                     OR (one.given_name_key = other.given_name_key AND (one.email_key = other.email_key OR one.phone_key = other.phone_key OR one.postcode_key = other.postcode_key))))
            OR (one.name_key = other.name_key AND one.born_either_way_key = other.born_either_way_key
                AND (one.email_key = other.email_key OR one.phone_key = other.phone_key OR one.postcode_key = other.postcode_key))
            OR (one.name_key = other.name_key AND num_nulls(one.born_on_key, other.born_on_key) > 0 AND (one.email_key = other.email_key OR one.phone_key = other.phone_key)) THEN 'likely'
        END
      $$;

      -- Two organisations that may learn of each other that a person is known to both: those of one City.
      CREATE FUNCTION identity.are_in_one_city(one uuid, other uuid) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
        SELECT EXISTS (SELECT FROM identity.organisation_paths AS path JOIN identity.organisation_paths AS beside USING (ancestor_id) JOIN identity.organisations AS city ON city.organisation_id = ancestor_id
                        WHERE city.level = 'city' AND path.organisation_id = one AND beside.organisation_id = other AND path.valid_during @> identity.today() AND beside.valid_during @> identity.today())
      $$;

      -- Finds and keeps who is alike some people whom the actor looks after, and tells of each with whom the other record
      -- is registered, and nothing else of it. It is given no facts to look for, only people who are registered with all
      -- of theirs: nobody can ask whether somebody is known. Records of another organisation count within one City, and
      -- when both people consent to be shown to partners; what somebody once said of a pair stays.
      CREATE FUNCTION candidates.find_duplicates(people uuid[]) RETURNS TABLE (candidate_id uuid, organisation_id uuid, likeness text, is_within boolean)
      LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
      #variable_conflict use_column
      DECLARE asked uuid[] := ARRAY(SELECT keys.candidate_id FROM candidates.likeness_keys AS keys WHERE keys.candidate_id = ANY (people) AND keys.organisation_id IN (SELECT identity.reach('people')));
      BEGIN
        DELETE FROM candidates.duplicates AS pair USING candidates.likeness_keys AS one, candidates.likeness_keys AS other
         WHERE (pair.first_id = ANY (asked) OR pair.second_id = ANY (asked)) AND num_nonnulls(pair.first_answer, pair.second_answer) = 0
           AND one.candidate_id = pair.first_id AND other.candidate_id = pair.second_id AND candidates.likeness(one, other) IS NULL;
        RETURN QUERY
          WITH one AS MATERIALIZED (SELECT keys FROM candidates.likeness_keys AS keys WHERE keys.candidate_id = ANY (asked)),
          met AS (
            SELECT keys, other FROM one JOIN candidates.likeness_keys AS other ON other.name_key = (keys).name_key
            UNION SELECT keys, other FROM one JOIN candidates.likeness_keys AS other ON other.short_name_key = (keys).short_name_key AND other.born_on_key = (keys).born_on_key
            UNION SELECT keys, other FROM one JOIN candidates.likeness_keys AS other ON other.given_name_key = (keys).given_name_key AND other.born_on_key = (keys).born_on_key),
          alike AS MATERIALIZED (
            SELECT (keys).candidate_id AS one_id, (keys).organisation_id AS one_organisation_id, (other).candidate_id AS other_id, (other).organisation_id AS other_organisation_id, candidates.likeness(keys, other) AS likeness
              FROM met WHERE (keys).candidate_id <> (other).candidate_id AND candidates.likeness(keys, other) IS NOT NULL),
          told AS MATERIALIZED (
            SELECT * FROM alike
             WHERE one_organisation_id = other_organisation_id
                OR (identity.are_in_one_city(one_organisation_id, other_organisation_id) AND candidates.consents_to(one_id, 'sharing-with-partners') AND candidates.consents_to(other_id, 'sharing-with-partners'))),
          kept AS (
            INSERT INTO candidates.duplicates AS pair (first_id, second_id, first_organisation_id, second_organisation_id, likeness, found_on)
            SELECT DISTINCT least(one_id, other_id), greatest(one_id, other_id), CASE WHEN one_id < other_id THEN one_organisation_id ELSE other_organisation_id END,
                   CASE WHEN one_id < other_id THEN other_organisation_id ELSE one_organisation_id END, likeness, identity.today() FROM told ORDER BY 1, 2
            ON CONFLICT ON CONSTRAINT uq_duplicates_pair DO UPDATE SET likeness = excluded.likeness
            RETURNING pair.first_id, pair.second_id, pair.first_answer, pair.second_answer)
          SELECT one_id, other_organisation_id, told.likeness, one_organisation_id = other_organisation_id
            FROM told JOIN kept ON kept.first_id = least(one_id, other_id) AND kept.second_id = greatest(one_id, other_id)
           WHERE CASE WHEN one_id < other_id THEN kept.first_answer ELSE kept.second_answer END IS DISTINCT FROM 'different';
      END $$;

      -- Pairs with somebody whom the actor looks after. Of a record of others, only with whom it is.
      CREATE FUNCTION candidates.duplicates_in_reach(after uuid, page integer)
      RETURNS TABLE (duplicate_id uuid, candidate_id uuid, other_id uuid, other_organisation_id uuid, likeness text, found_on date, our_answer text, their_answer text)
      LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
      #variable_conflict use_column
      DECLARE ours uuid[] := ARRAY(SELECT identity.reach('people'));
      BEGIN
        RETURN QUERY
          SELECT pair.duplicate_id, CASE WHEN is_first THEN pair.first_id ELSE pair.second_id END, CASE WHEN is_first AND is_second THEN pair.second_id END,
                 CASE WHEN is_first THEN pair.second_organisation_id ELSE pair.first_organisation_id END, pair.likeness, pair.found_on,
                 CASE WHEN is_first THEN pair.first_answer ELSE pair.second_answer END, CASE WHEN is_first THEN pair.second_answer ELSE pair.first_answer END
            FROM candidates.duplicates AS pair, LATERAL (SELECT pair.first_organisation_id = ANY (ours) AS is_first, pair.second_organisation_id = ANY (ours) AS is_second) AS side
           WHERE (is_first OR is_second) AND (after IS NULL OR pair.duplicate_id > after)
             AND (pair.first_organisation_id = pair.second_organisation_id OR identity.are_in_one_city(pair.first_organisation_id, pair.second_organisation_id))
             AND (is_first AND is_second OR candidates.consents_to(pair.first_id, 'sharing-with-partners') AND candidates.consents_to(pair.second_id, 'sharing-with-partners'))
           ORDER BY pair.duplicate_id LIMIT page;
      END $$;

      REVOKE EXECUTE ON FUNCTION candidates.likeness(candidates.likeness_keys, candidates.likeness_keys), identity.are_in_one_city(uuid, uuid), candidates.find_duplicates(uuid[]), candidates.duplicates_in_reach(uuid, integer) FROM PUBLIC;
      GRANT EXECUTE ON FUNCTION candidates.find_duplicates(uuid[]), candidates.duplicates_in_reach(uuid, integer) TO pathways_app;

      ALTER TABLE candidates.likeness_keys ENABLE ROW LEVEL SECURITY;
      ALTER TABLE candidates.duplicates ENABLE ROW LEVEL SECURITY;
      CREATE POLICY reach ON candidates.likeness_keys USING (organisation_id = ANY (ARRAY(SELECT identity.reach('people'))));
      -- By the functions above alone: a row has the id of a record that is perhaps not the reader's.
      CREATE POLICY reach ON candidates.duplicates FOR SELECT USING (first_organisation_id IN (SELECT identity.reach('people')) AND second_organisation_id IN (SELECT identity.reach('people')));
      GRANT SELECT, INSERT, UPDATE ON candidates.likeness_keys TO pathways_app;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP FUNCTION candidates.duplicates_in_reach, candidates.find_duplicates, candidates.likeness, identity.are_in_one_city;
      DROP TABLE candidates.duplicates, candidates.likeness_keys;
    `);
  }
}
