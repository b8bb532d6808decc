/**
 * What a merge does with every column that names a person. A new one is added here, with what becomes of it: a test
 * reads the catalogue and fails until it is.
 */
export const CARRIED: readonly (readonly [table: string, column: string, treatment: 'follows' | 'settled' | 'stays' | 'derived'])[] = [
  ['brokerage.assignments', 'candidate_id', 'settled'], ['brokerage.bulk_outcomes', 'candidate_id', 'stays'], ['brokerage.case_summaries', 'candidate_id', 'derived'], ['brokerage.contacts', 'candidate_id', 'follows'],
  ['brokerage.fair_bookings', 'candidate_id', 'settled'], ['brokerage.fair_registrations', 'candidate_id', 'settled'], ['brokerage.messages', 'candidate_id', 'follows'], ['brokerage.messages', 'to_candidate_id', 'follows'],
  ['brokerage.notes', 'candidate_id', 'follows'], ['brokerage.pathway_plans', 'candidate_id', 'follows'], ['brokerage.redeployment_records', 'candidate_id', 'settled'], ['brokerage.referrals', 'candidate_id', 'settled'],
  ['brokerage.tasks', 'candidate_id', 'follows'], ['candidates.candidates', 'candidate_id', 'settled'], ['candidates.candidates', 'merged_into_id', 'settled'], ['candidates.consents', 'candidate_id', 'settled'],
  ['candidates.duplicates', 'first_id', 'derived'], ['candidates.duplicates', 'second_id', 'derived'], ['candidates.evidence_events', 'candidate_id', 'settled'], ['candidates.likeness_keys', 'candidate_id', 'derived'],
  ['candidates.merges', 'kept_id', 'stays'], ['candidates.merges', 'merged_id', 'stays'], ['candidates.pauses', 'candidate_id', 'settled'], ['candidates.qualifications', 'candidate_id', 'settled'],
  ['identity.role_grants', 'candidate_id', 'settled'], ['matching.alerts', 'candidate_id', 'settled'], ['matching.allocation_places', 'candidate_id', 'settled'], ['matching.candidate_matches', 'candidate_id', 'stays'],
  ['matching.opportunity_matches', 'candidate_ids', 'stays'], ['matching.set_aside_pairs', 'candidate_id', 'settled'], ['outcomes.claims', 'candidate_id', 'settled'],
];

/** Where a row that is written while two records are put together follows, and its columns that name a person and with whom the person is. */
export const FOLLOWING: readonly (readonly [table: string, columns?: string])[] = [
  ['brokerage.referrals'], ['brokerage.assignments'], ['brokerage.contacts'], ['brokerage.notes'], ['brokerage.tasks'], ['brokerage.messages', `'candidate_id', '', 'to_candidate_id', ''`], ['brokerage.fair_bookings'], ['brokerage.fair_registrations'],
  ['brokerage.pathway_plans', `'candidate_id', 'organisation_id'`], ['brokerage.redeployment_records'], ['candidates.pauses'], ['candidates.evidence_events'], ['matching.set_aside_pairs', `'candidate_id', 'organisation_id'`], ['outcomes.claims'],
];

/** Facts of a record that can be taken over into the other. */
export const FACTS = [
  'given_name', 'family_name', 'email', 'phone', 'born_on', 'postcode', 'present_post', 'is_nhs_employee', 'contract_ends_on', 'vaccination_role', 'vaccination_role_ended_on', 'level', 'english_level', 'maths_level',
  'skill_codes', 'check_codes', 'slots', 'travel_mode', 'travel_limit_minutes', 'pathway_interests', 'minimum_hourly_pence', 'available_from_on', 'needs',
] as const;

/** The functions that change rows and facts of two records, and tell what there was. */
export const CHANGING_ROWS = `-- Changes rows of a table and notes what was there. Without the table, which a later part may bring, nothing.
      CREATE FUNCTION candidates.change_for_merge(merge uuid, target text, which text, changed jsonb) RETURNS void LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
      DECLARE
        names text := (SELECT string_agg(quote_ident(name), ', ') FROM jsonb_object_keys(changed) AS name);
        keys text[] := (SELECT array_agg(a.attname::text) FROM pg_index AS i JOIN pg_attribute AS a ON a.attrelid = i.indrelid AND a.attnum = ANY (i.indkey) WHERE i.indrelid = to_regclass(target) AND i.indisprimary);
        key_names text := (SELECT string_agg(quote_ident(name), ', ') FROM unnest(keys) AS name);
      BEGIN
        IF to_regclass(target) IS NULL THEN RETURN; END IF;
        -- Locked first, so that what is read and changed after that is what others wrote last.
        EXECUTE format('SELECT FROM %s AS row WHERE %s FOR UPDATE', target, which);
        EXECUTE format($change$
          WITH old AS MATERIALIZED (SELECT %5$s, to_jsonb(row) AS was FROM %1$s AS row WHERE %2$s),
          done AS (
            UPDATE %1$s AS target SET (%3$s) = (SELECT %3$s FROM jsonb_populate_record(target, $2)) FROM old WHERE (%6$s) = (%7$s)
            RETURNING old.was, to_jsonb(target) AS now)
          INSERT INTO candidates.merge_changes (merge_id, change_number, changed_table, row_key, before, after)
          SELECT $1, (SELECT count(*) FROM candidates.merge_changes WHERE merge_id = $1) + row_number() OVER (), %4$L,
                 (SELECT jsonb_object_agg(name, now->name) FROM unnest($3) AS name),
                 (SELECT jsonb_object_agg(name, was->name) FROM jsonb_object_keys($2) AS name), (SELECT jsonb_object_agg(name, now->name) FROM jsonb_object_keys($2) AS name) FROM done
        $change$, target, which, names, target, key_names, (SELECT string_agg(format('target.%I', name), ', ') FROM unnest(keys) AS name), (SELECT string_agg(format('old.%I', name), ', ') FROM unnest(keys) AS name)) USING merge, changed, keys;
      END $$;

      -- Facts change sides, so that nothing is lost and taking apart is the same once more. The records are no copies of each
      -- other: what is sealed in them is sealed anew where it stands.
      CREATE FUNCTION candidates.exchange_facts(one uuid, other uuid, facts text[], has_qualifications boolean) RETURNS void LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
      DECLARE names text := (SELECT string_agg(quote_ident(fact), ', ') FROM unnest(facts) AS fact);
      BEGIN
        IF names IS NOT NULL THEN
          EXECUTE format('UPDATE candidates.candidates AS person SET (%1$s) = (SELECT %1$s FROM candidates.candidates AS source WHERE source.candidate_id = CASE WHEN person.candidate_id = $1 THEN $2 ELSE $1 END), updated_at = now() WHERE person.candidate_id IN ($1, $2)', names) USING one, other;
        END IF;
        IF has_qualifications THEN
          UPDATE candidates.qualifications SET candidate_id = CASE WHEN candidate_id = one THEN other ELSE one END, position = position + 10000 WHERE candidate_id IN (one, other);
          UPDATE candidates.qualifications SET position = position - 10000 WHERE candidate_id IN (one, other);
        END IF;
      END $$;

      -- Facts as they stand. What is sealed is left out: a change of keys writes it anew, and whoever changes it changes the digest of the row.
      CREATE FUNCTION candidates.facts_digest(candidate uuid, facts text[]) RETURNS text LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
        SELECT md5(jsonb_object_agg(fact, to_jsonb(person)->fact)::text) FROM candidates.candidates AS person, unnest(facts) AS fact WHERE person.candidate_id = candidate AND fact <> ALL ('{email,phone,needs,qualifications}')
      $$;`;
