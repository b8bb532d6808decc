import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Tables that hold rows of organisations or people, and who may do what with them by grant. */
const FEATURE_SCHEMAS = ['identity', 'candidates', 'opportunities', 'matching', 'brokerage', 'outcomes', 'equality', 'exchange', 'geography', 'audit'] as const;

const GEOGRAPHY_TABLES = ['deprivation', 'imports', 'lsoa_boards', 'lsoa_changes', 'postcodes'] as const;

/** Tables on which row-level security begins here. */
const PROTECTED = [
  'identity.organisations', 'identity.organisation_parents', 'identity.organisation_paths', 'identity.sharing_agreements', 'identity.sharing_agreement_parties',
  'candidates.candidates', 'candidates.consents', 'candidates.qualifications',
  'opportunities.courses', 'opportunities.intakes', 'opportunities.opportunities', 'opportunities.programmes', 'opportunities.venues',
  'matching.runs', 'matching.shards', 'matching.candidate_matches', 'matching.opportunity_matches', 'matching.snapshots', 'matching.snapshot_parts',
  'brokerage.referrals', 'brokerage.referral_events',
  'outcomes.hires', 'outcomes.outcome_events',
  'equality.hire_answers',
  'exchange.uploads', 'exchange.upload_chunks', 'exchange.upload_rows',
] as const;

/** The candidate, those who look after the candidate, and the partner to whom the candidate was put forward and is willing to be shown. */
const REFERRAL_IN_REACH = `
        candidate_id = identity.own_candidate()
        OR candidate_organisation_id IN (SELECT identity.reach('people'))
        OR (candidate_organisation_id IN (SELECT identity.reach('shared_people')) AND candidates.consents_to(candidate_id, 'sharing-with-partners'))
        OR (opportunity_organisation_id IN (SELECT identity.reach('referred_people')) AND status <> 'suggested' AND candidates.consents_to(candidate_id, 'sharing-with-partners'))`;

/** Row-level security on every table with an organisation's rows, and the least that each role needs by grant. */
export class RowLevelSecurity1700000000013 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      -- Facts of a case that decide who sees it, kept with it.
      ALTER TABLE brokerage.referrals ADD COLUMN candidate_organisation_id uuid, ADD COLUMN opportunity_organisation_id uuid;
      UPDATE brokerage.referrals AS referral SET candidate_organisation_id = candidate.organisation_id, opportunity_organisation_id = opportunity.organisation_id
        FROM candidates.candidates AS candidate, opportunities.intakes AS intake JOIN opportunities.opportunities AS opportunity USING (opportunity_id)
       WHERE candidate.candidate_id = referral.candidate_id AND intake.intake_id = referral.intake_id;
      ALTER TABLE brokerage.referrals ALTER COLUMN candidate_organisation_id SET NOT NULL, ALTER COLUMN opportunity_organisation_id SET NOT NULL,
        ADD CONSTRAINT fk_referrals_candidate_organisation FOREIGN KEY (candidate_organisation_id) REFERENCES identity.organisations (organisation_id),
        ADD CONSTRAINT fk_referrals_opportunity_organisation FOREIGN KEY (opportunity_organisation_id) REFERENCES identity.organisations (organisation_id);
      CREATE INDEX ix_referrals_opportunity_organisation ON brokerage.referrals (opportunity_organisation_id);
      CREATE FUNCTION brokerage.place_referral() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
      BEGIN
        SELECT organisation_id INTO NEW.candidate_organisation_id FROM candidates.candidates WHERE candidate_id = NEW.candidate_id;
        SELECT organisation_id INTO NEW.opportunity_organisation_id FROM opportunities.intakes JOIN opportunities.opportunities USING (opportunity_id) WHERE intake_id = NEW.intake_id;
        RETURN NEW;
      END $$;
      CREATE TRIGGER place_referral BEFORE INSERT ON brokerage.referrals FOR EACH ROW EXECUTE FUNCTION brokerage.place_referral();

      -- A run matches the people of some nodes with the market of some Cities: whoever reaches all of them sees it.
      ALTER TABLE matching.runs ADD COLUMN people_nodes uuid[], ADD COLUMN shared_people_nodes uuid[], ADD COLUMN market_nodes uuid[];
      UPDATE matching.runs SET shared_people_nodes = '{}', people_nodes = cities.ids, market_nodes = cities.ids
        FROM (SELECT coalesce(array_agg(organisation_id), '{}') AS ids FROM identity.organisations WHERE level = 'city') AS cities;
      ALTER TABLE matching.runs ALTER COLUMN people_nodes SET NOT NULL, ALTER COLUMN shared_people_nodes SET NOT NULL, ALTER COLUMN market_nodes SET NOT NULL;

      -- In the order of names within an organisation: a small brokerage's list need not be looked for among everybody's.
      CREATE INDEX ix_candidates_organisation_name ON candidates.candidates (organisation_id, family_name, given_name, candidate_id);

      -- The functions below look past row-level security for one fact each. They are the owner's.
      -- Whether an organisation stands nowhere yet, or stood last below a node that the actor looks after.
      CREATE FUNCTION identity.is_ours_to_place(organisation uuid) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
        SELECT coalesce((SELECT place.parent_id IN (SELECT identity.reach('accounts')) FROM identity.organisation_parents AS place
                          WHERE place.organisation_id = organisation ORDER BY upper(place.valid_during) DESC NULLS FIRST LIMIT 1), true)
      $$;
      CREATE FUNCTION identity.has_no_party_of_others(agreement uuid) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
        SELECT NOT EXISTS (SELECT FROM identity.sharing_agreement_parties AS party
                            WHERE party.agreement_id = agreement AND party.organisation_id NOT IN (SELECT identity.reach('accounts')))
      $$;
      CREATE FUNCTION identity.refuse_longer_agreement() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
      BEGIN
        IF NOT NEW.valid_during <@ OLD.valid_during THEN
          RAISE EXCEPTION 'a sharing agreement is never made longer: record a new one' USING ERRCODE = 'check_violation';
        END IF;
        RETURN NEW;
      END $$;
      CREATE TRIGGER refuse_longer BEFORE UPDATE ON identity.sharing_agreements FOR EACH ROW EXECUTE FUNCTION identity.refuse_longer_agreement();
      CREATE FUNCTION candidates.consents_to(candidate uuid, consent_purpose text) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
        SELECT EXISTS (SELECT FROM candidates.consents AS consent
                        WHERE consent.candidate_id = candidate AND consent.purpose = consent_purpose AND consent.given_on <= identity.today()
                          AND (consent.expires_on IS NULL OR consent.expires_on >= identity.today())
                          AND (consent.withdrawn_on IS NULL OR consent.withdrawn_on > identity.today()))
      $$;
      -- People whom a partner may see: referred to it in a case that has not come to nothing, and still willing to be shown.
      CREATE FUNCTION brokerage.referred_candidates() RETURNS SETOF uuid LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 50 SET search_path = pg_catalog, pg_temp AS $$
      BEGIN
        IF NOT EXISTS (SELECT identity.reach('referred_people')) THEN RETURN; END IF; -- most actors: a list of candidates asks this too
        RETURN QUERY SELECT DISTINCT referral.candidate_id FROM brokerage.referrals AS referral
                      WHERE referral.opportunity_organisation_id IN (SELECT identity.reach('referred_people')) AND referral.status NOT IN ('suggested', 'not-taken-forward', 'withdrawn', 'declined', 'expired')
                        AND candidates.consents_to(referral.candidate_id, 'sharing-with-partners');
      END $$;
      -- Whose facts the actor may write: their own, or those of people whom the actor's organisation looks after. Not those
      -- of people shared by an agreement, whose consent opens the row in the first place.
      CREATE FUNCTION candidates.is_ours(candidate uuid) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
        SELECT candidate = identity.own_candidate()
            OR EXISTS (SELECT FROM candidates.candidates AS person
                        WHERE person.candidate_id = candidate AND person.organisation_id IN (SELECT identity.reach('people')))
      $$;
      -- Whether a run is about nobody but those whom the actor reaches. Whoever acts by an agreement does not see the run
      -- of the organisation itself: it counts people who have not agreed to be shared.
      -- Dear, so that a match looks its own run up and not every run there is.
      CREATE FUNCTION matching.covers(people uuid[], shared_people uuid[], market uuid[]) RETURNS boolean LANGUAGE plpgsql STABLE SECURITY DEFINER COST 20000 SET search_path = pg_catalog, pg_temp AS $$
      BEGIN
        RETURN cardinality(people || shared_people) > 0
           AND people <@ ARRAY(SELECT identity.reach('people'))
           AND (cardinality(shared_people) = 0 OR shared_people <@ (ARRAY(SELECT identity.reach('people')) || ARRAY(SELECT identity.reach('shared_people'))))
           AND market <@ ARRAY(SELECT identity.reach('market'));
      END $$;
      -- What row-level security shows of people and of runs, for the policies of what hangs on them. Functions with the
      -- caller's rights: within a policy the same would be planned anew with every query, which takes longer than the query.
      CREATE FUNCTION candidates.is_shown(candidate uuid) RETURNS boolean LANGUAGE plpgsql STABLE COST 1000 SET search_path = pg_catalog, pg_temp AS $$
      BEGIN
        RETURN EXISTS (SELECT FROM candidates.candidates AS person WHERE person.candidate_id = candidate);
      END $$;
      CREATE FUNCTION matching.is_run_shown(run uuid) RETURNS boolean LANGUAGE plpgsql STABLE COST 1000 SET search_path = pg_catalog, pg_temp AS $$
      BEGIN
        RETURN EXISTS (SELECT FROM matching.runs AS shown WHERE shown.run_id = run);
      END $$;
      CREATE FUNCTION outcomes.is_hire_shown(hire uuid) RETURNS boolean LANGUAGE plpgsql STABLE COST 1000 SET search_path = pg_catalog, pg_temp AS $$
      BEGIN
        RETURN EXISTS (SELECT FROM outcomes.hires AS shown WHERE shown.hire_id = hire);
      END $$;
      -- The places that are taken are those that cases hold, so whoever moves a case on has them counted anew, on an intake
      -- that belongs to somebody else. Two at once take turns at the row. False: there are more cases than places, or the
      -- intake takes nobody any more.
      CREATE FUNCTION opportunities.recount_places(intake uuid, is_taking boolean) RETURNS boolean LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
      DECLARE is_free boolean;
      BEGIN
        SELECT NOT (is_taking AND is_closed) INTO is_free FROM opportunities.intakes WHERE intake_id = intake FOR UPDATE;
        IF NOT is_free THEN RETURN false; END IF;
        UPDATE opportunities.intakes SET places_taken = held.places
          FROM (SELECT count(*)::integer AS places FROM brokerage.referrals WHERE intake_id = intake AND holds_place) AS held
         WHERE intake_id = intake AND (intakes.places IS NULL OR held.places <= intakes.places);
        RETURN FOUND;
      END $$;
      -- Reports see groups and never a row: hires with a decile by it, the others by what is known of their postcode.
      CREATE FUNCTION equality.hires_by_decile(from_on date, to_on date, imd_edition integer)
      RETURNS TABLE (organisation_id uuid, decile smallint, postcode_key text, is_found boolean, country_code text, has_position boolean, lsoa_code text, hires integer)
      LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
        WITH placed AS (
          SELECT hire.organisation_id, hire.postcode_key, postcode.postcode_key IS NOT NULL AS is_found, postcode.country_code,
                 coalesce(postcode.easting, postcode.latitude) IS NOT NULL AS has_position,
                 CASE imd_edition WHEN 2019 THEN postcode.lsoa11_code ELSE postcode.lsoa21_code END AS lsoa_code
            FROM outcomes.hires AS hire LEFT JOIN geography.postcodes AS postcode USING (postcode_key)
           WHERE hire.started_on BETWEEN from_on AND to_on
             -- Whole Cities, since a part protected by itself could be subtracted from the rest; and only for whoever reads figures.
             AND hire.organisation_id IN (SELECT identity.reach('tree')) AND EXISTS (SELECT identity.reach('figures')))
        SELECT placed.organisation_id, deprivation.decile,
               CASE WHEN deprivation.decile IS NULL THEN placed.postcode_key END, placed.is_found,
               CASE WHEN deprivation.decile IS NULL THEN placed.country_code END, placed.has_position,
               CASE WHEN deprivation.decile IS NULL THEN placed.lsoa_code END, count(*)::integer
          FROM placed LEFT JOIN geography.deprivation AS deprivation ON deprivation.edition = imd_edition AND deprivation.lsoa_code = placed.lsoa_code
         GROUP BY 1, 2, 3, 4, 5, 6, 7
      $$;

      REVOKE EXECUTE ON ALL FUNCTIONS IN SCHEMA identity, candidates, brokerage, matching, opportunities, outcomes, equality FROM PUBLIC;
      GRANT EXECUTE ON FUNCTION identity.is_ours_to_place(uuid), identity.has_no_party_of_others(uuid) TO pathways_app;
      GRANT EXECUTE ON FUNCTION candidates.consents_to(uuid, text), candidates.is_ours(uuid), candidates.is_shown(uuid), brokerage.referred_candidates(), matching.covers(uuid[], uuid[], uuid[]), matching.is_run_shown(uuid) TO pathways_app, pathways_matcher;
      GRANT EXECUTE ON FUNCTION opportunities.recount_places(uuid, boolean), outcomes.is_hire_shown(uuid) TO pathways_app;
      GRANT EXECUTE ON FUNCTION equality.hires_by_decile(date, date, integer) TO pathways_reporting;

      GRANT USAGE ON SCHEMA candidates, opportunities, matching, brokerage, outcomes, equality, exchange, geography, audit TO pathways_app;
      GRANT USAGE ON SCHEMA candidates, opportunities, matching, brokerage, geography, audit TO pathways_matcher;
      GRANT USAGE ON SCHEMA equality, geography TO pathways_reporting;

      -- The application.
      GRANT SELECT, INSERT ON identity.organisations, identity.sharing_agreements, identity.sharing_agreement_parties TO pathways_app;
      GRANT UPDATE (name) ON identity.organisations TO pathways_app;
      GRANT UPDATE (valid_during) ON identity.sharing_agreements TO pathways_app;
      GRANT SELECT, INSERT, UPDATE (valid_during), DELETE ON identity.organisation_parents TO pathways_app;
      GRANT SELECT ON identity.organisation_paths TO pathways_app;
      GRANT SELECT, INSERT, UPDATE ON candidates.candidates, candidates.consents TO pathways_app;
      GRANT SELECT, INSERT, DELETE ON candidates.qualifications TO pathways_app;
      GRANT SELECT, INSERT, UPDATE ON opportunities.courses, opportunities.intakes, opportunities.opportunities, opportunities.programmes, opportunities.venues TO pathways_app;
      GRANT SELECT, INSERT ON matching.runs TO pathways_app;
      GRANT SELECT ON matching.shards, matching.candidate_matches, matching.opportunity_matches, matching.snapshots, matching.snapshot_parts TO pathways_app;
      GRANT SELECT, INSERT, UPDATE (status, holds_place, started_on, updated_at) ON brokerage.referrals TO pathways_app;
      GRANT SELECT, INSERT ON brokerage.referral_events, outcomes.outcome_events TO pathways_app; -- insert-only
      GRANT SELECT, INSERT, UPDATE ON outcomes.hires, equality.hire_answers TO pathways_app;
      GRANT SELECT, INSERT, UPDATE ON exchange.uploads TO pathways_app;
      GRANT SELECT, INSERT, DELETE ON exchange.upload_chunks, exchange.upload_rows TO pathways_app;

      -- The matcher: facts that rules need, by column, and nothing of names, contact, needs, hires or monitoring answers.
      GRANT SELECT (candidate_id, organisation_id, born_on, postcode, is_nhs_employee, vaccination_role, vaccination_role_ended_on, level, english_level, maths_level,
                    skill_codes, check_codes, slots, travel_mode, travel_limit_minutes, pathway_interests, minimum_hourly_pence, available_from_on, is_seeking)
        ON candidates.candidates TO pathways_matcher;
      GRANT SELECT ON candidates.consents, opportunities.opportunities, opportunities.intakes, opportunities.programmes TO pathways_matcher;
      GRANT SELECT, INSERT, UPDATE, DELETE ON matching.runs, matching.shards, matching.candidate_matches, matching.opportunity_matches, matching.snapshots, matching.snapshot_parts TO pathways_matcher;

      -- Public reference tables: everybody reads them, and one role that can do nothing else loads them.
      ALTER SCHEMA geography OWNER TO pathways_geography;
      ${GEOGRAPHY_TABLES.map((table) => `ALTER TABLE geography.${table} OWNER TO pathways_geography;`).join('\n      ')}
      GRANT SELECT ON ALL TABLES IN SCHEMA geography TO pathways_app, pathways_matcher, pathways_reporting;

      -- It reads tables that another role owns and could put something else in the place of, so it must not run as the
      -- owner of everything: it runs as a role that can read hires and the directory, and that nobody can take.
      GRANT USAGE ON SCHEMA identity, outcomes, geography TO pathways_figures;
      GRANT SELECT ON outcomes.hires, geography.postcodes, geography.deprivation TO pathways_figures;
      GRANT EXECUTE ON FUNCTION identity.reach(text) TO pathways_figures;
      GRANT CREATE ON SCHEMA equality TO pathways_figures;
      ALTER FUNCTION equality.hires_by_decile(date, date, integer) OWNER TO pathways_figures;
      REVOKE CREATE ON SCHEMA equality FROM pathways_figures;
      CREATE POLICY count ON outcomes.hires FOR SELECT TO pathways_figures USING (true);

      ${PROTECTED.map((table) => `ALTER TABLE ${table} ENABLE ROW LEVEL SECURITY;`).join('\n      ')}

      -- Arrays where most is read: they are made once a query and planned in half the time of a sub-select.
      CREATE POLICY reach ON identity.organisations FOR SELECT USING (organisation_id = ANY (ARRAY(SELECT identity.reach('tree'))));
      CREATE POLICY add ON identity.organisations FOR INSERT WITH CHECK (
        CASE WHEN level = 'city' THEN current_setting('pathways.everywhere', true) = 'yes' ELSE EXISTS (SELECT identity.reach('accounts')) END);
      CREATE POLICY rename ON identity.organisations FOR UPDATE USING (organisation_id IN (SELECT identity.reach('accounts')));
      CREATE POLICY reach ON identity.organisation_parents FOR SELECT USING (organisation_id IN (SELECT identity.reach('tree')));
      -- Whoever looks after the node above may put one below it, unless it last stood below somebody else's, and take it away again.
      CREATE POLICY add ON identity.organisation_parents FOR INSERT WITH CHECK (
        parent_id IN (SELECT identity.reach('accounts')) AND identity.is_ours_to_place(organisation_id));
      CREATE POLICY change ON identity.organisation_parents FOR UPDATE USING (parent_id IN (SELECT identity.reach('accounts')))
        WITH CHECK (parent_id IN (SELECT identity.reach('accounts')) AND identity.is_ours_to_place(organisation_id));
      CREATE POLICY remove ON identity.organisation_parents FOR DELETE USING (parent_id IN (SELECT identity.reach('accounts')));
      CREATE POLICY reach ON identity.organisation_paths FOR SELECT USING (organisation_id IN (SELECT identity.reach('tree')));
      CREATE POLICY reach ON identity.sharing_agreements FOR SELECT USING (
        agreement_id IN (SELECT party.agreement_id FROM identity.sharing_agreement_parties AS party));
      CREATE POLICY add ON identity.sharing_agreements FOR INSERT WITH CHECK (EXISTS (SELECT identity.reach('accounts')));
      -- Either side may end it; a trigger sees to it that nobody makes it longer.
      CREATE POLICY end_early ON identity.sharing_agreements FOR UPDATE USING (
        agreement_id IN (SELECT party.agreement_id FROM identity.sharing_agreement_parties AS party));
      CREATE POLICY reach ON identity.sharing_agreement_parties FOR SELECT USING (organisation_id IN (SELECT identity.reach('accounts')));
      -- Nobody joins an agreement of others, who would then be acted for by somebody whom they do not know.
      CREATE POLICY add ON identity.sharing_agreement_parties FOR INSERT WITH CHECK (
        organisation_id IN (SELECT identity.reach('accounts')) AND identity.has_no_party_of_others(agreement_id));

      CREATE POLICY reach ON candidates.candidates FOR SELECT USING (
        organisation_id = ANY (ARRAY(SELECT identity.reach('people')))
        OR candidate_id = identity.own_candidate()
        OR (organisation_id = ANY (ARRAY(SELECT identity.reach('shared_people'))) AND candidates.consents_to(candidate_id, 'sharing-with-partners'))
        OR candidate_id = ANY (ARRAY(SELECT brokerage.referred_candidates())));
      CREATE POLICY add ON candidates.candidates FOR INSERT WITH CHECK (organisation_id IN (SELECT identity.reach('people')));
      CREATE POLICY change ON candidates.candidates FOR UPDATE USING (organisation_id IN (SELECT identity.reach('people')));
      ${['consents', 'qualifications'].map((table) => `
      CREATE POLICY reach ON candidates.${table} FOR SELECT USING (EXISTS (SELECT FROM candidates.candidates AS candidate WHERE candidate.candidate_id = ${table}.candidate_id));
      CREATE POLICY add ON candidates.${table} FOR INSERT WITH CHECK (candidates.is_ours(candidate_id));
      CREATE POLICY change ON candidates.${table} FOR UPDATE USING (candidates.is_ours(candidate_id));
      CREATE POLICY remove ON candidates.${table} FOR DELETE USING (candidates.is_ours(candidate_id));`).join('')}

      ${['courses', 'opportunities', 'programmes', 'venues'].map((table) => `
      CREATE POLICY reach ON opportunities.${table} FOR SELECT USING (
        organisation_id = ANY (ARRAY(SELECT identity.reach('market'))) OR organisation_id = ANY (ARRAY(SELECT identity.reach('listings'))));
      CREATE POLICY list ON opportunities.${table} FOR INSERT WITH CHECK (organisation_id IN (SELECT identity.reach('listings')));
      CREATE POLICY change ON opportunities.${table} FOR UPDATE USING (organisation_id IN (SELECT identity.reach('listings')));`).join('')}
      CREATE POLICY reach ON opportunities.intakes FOR SELECT USING (
        EXISTS (SELECT FROM opportunities.opportunities AS opportunity WHERE opportunity.opportunity_id = intakes.opportunity_id));
      ${['INSERT WITH CHECK', 'UPDATE USING'].map((command) => `
      CREATE POLICY list_${command.slice(0, 6).toLowerCase()} ON opportunities.intakes FOR ${command} (
        EXISTS (SELECT FROM opportunities.opportunities AS opportunity
                 WHERE opportunity.opportunity_id = intakes.opportunity_id AND opportunity.organisation_id IN (SELECT identity.reach('listings'))));`).join('')}

      CREATE POLICY reach ON matching.runs USING (identity.is_job() OR matching.covers(people_nodes, shared_people_nodes, market_nodes));
      CREATE POLICY reach ON matching.shards USING (identity.is_job() OR matching.is_run_shown(run_id));
      CREATE POLICY reach ON matching.snapshots USING (identity.is_job() OR EXISTS (SELECT FROM matching.runs AS run WHERE run.snapshot_id = snapshots.snapshot_id));
      CREATE POLICY reach ON matching.snapshot_parts USING (identity.is_job() OR EXISTS (SELECT FROM matching.runs AS run WHERE run.snapshot_id = snapshot_parts.snapshot_id));
      CREATE POLICY reach ON matching.candidate_matches USING (identity.is_job() OR (matching.is_run_shown(run_id) AND candidates.is_shown(candidate_id)));
      CREATE POLICY reach ON matching.opportunity_matches USING (identity.is_job() OR matching.is_run_shown(run_id));

      CREATE POLICY reach ON brokerage.referrals FOR SELECT USING (${REFERRAL_IN_REACH});
      CREATE POLICY change ON brokerage.referrals FOR UPDATE USING (${REFERRAL_IN_REACH});
      CREATE POLICY refer ON brokerage.referrals FOR INSERT WITH CHECK (
        opportunity_organisation_id IN (SELECT identity.reach('market'))
        AND (candidate_organisation_id IN (SELECT identity.reach('people'))
             OR (candidate_organisation_id IN (SELECT identity.reach('shared_people')) AND candidates.consents_to(candidate_id, 'sharing-with-partners'))));
      CREATE POLICY reach ON brokerage.referral_events USING (EXISTS (SELECT FROM brokerage.referrals AS referral WHERE referral.referral_id = referral_events.referral_id));

      CREATE POLICY reach ON outcomes.outcome_events USING (EXISTS (SELECT FROM brokerage.referrals AS referral WHERE referral.referral_id = outcome_events.referral_id));
      CREATE POLICY reach ON outcomes.hires USING (organisation_id IN (SELECT identity.reach('hires')));
      CREATE POLICY reach ON equality.hire_answers USING (outcomes.is_hire_shown(hire_id));

      CREATE POLICY reach ON exchange.uploads USING (
        identity.is_job()
        OR CASE content
             WHEN 'candidates' THEN organisation_id IN (SELECT identity.reach('people'))
             WHEN 'hires' THEN organisation_id IN (SELECT identity.reach('hires'))
             WHEN 'geography' THEN organisation_id IN (SELECT identity.reach('reference'))
             ELSE organisation_id IN (SELECT identity.reach('listings'))
           END);
      CREATE POLICY reach ON exchange.upload_chunks USING (EXISTS (SELECT FROM exchange.uploads AS upload WHERE upload.upload_id = upload_chunks.upload_id));
      CREATE POLICY reach ON exchange.upload_rows USING (EXISTS (SELECT FROM exchange.uploads AS upload WHERE upload.upload_id = upload_rows.upload_id));
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    const policies = await runner.manager.query<{ statement: string }[]>(
      `SELECT format('DROP POLICY %I ON %s', polname, polrelid::regclass) AS statement FROM pg_policy WHERE polrelid = ANY ($1::regclass[])`,
      [[...PROTECTED]],
    );
    for (const { statement } of policies) await runner.query(statement);
    await runner.query(`
      REVOKE ALL ON outcomes.hires, geography.postcodes, geography.deprivation FROM pathways_figures;
      REVOKE EXECUTE ON FUNCTION identity.reach(text) FROM pathways_figures;
      REVOKE USAGE ON SCHEMA identity, outcomes, geography FROM pathways_figures;
      ${PROTECTED.map((table) => `ALTER TABLE ${table} DISABLE ROW LEVEL SECURITY;\n      REVOKE ALL ON ${table} FROM pathways_app, pathways_matcher;`).join('\n      ')}
      REVOKE ALL (candidate_id, organisation_id, born_on, postcode, is_nhs_employee, vaccination_role, vaccination_role_ended_on, level, english_level, maths_level,
                  skill_codes, check_codes, slots, travel_mode, travel_limit_minutes, pathway_interests, minimum_hourly_pence, available_from_on, is_seeking)
        ON candidates.candidates FROM pathways_matcher;
      REVOKE ALL ON ALL TABLES IN SCHEMA geography FROM pathways_app, pathways_matcher, pathways_reporting;
      ${GEOGRAPHY_TABLES.map((table) => `ALTER TABLE geography.${table} OWNER TO CURRENT_USER;`).join('\n      ')}
      ALTER SCHEMA geography OWNER TO CURRENT_USER;
      REVOKE USAGE ON SCHEMA ${FEATURE_SCHEMAS.filter((schema) => schema !== 'identity' && schema !== 'audit').join(', ')} FROM pathways_app, pathways_matcher, pathways_reporting;
      DROP FUNCTION equality.hires_by_decile, outcomes.is_hire_shown, opportunities.recount_places, matching.is_run_shown, matching.covers, candidates.is_shown, candidates.is_ours, brokerage.referred_candidates, candidates.consents_to;
      DROP INDEX candidates.ix_candidates_organisation_name;
      ALTER TABLE matching.runs DROP COLUMN people_nodes, DROP COLUMN shared_people_nodes, DROP COLUMN market_nodes;
      DROP TRIGGER refuse_longer ON identity.sharing_agreements;
      DROP FUNCTION identity.refuse_longer_agreement, identity.has_no_party_of_others, identity.is_ours_to_place;
      DROP TRIGGER place_referral ON brokerage.referrals;
      DROP FUNCTION brokerage.place_referral;
      ALTER TABLE brokerage.referrals DROP COLUMN candidate_organisation_id, DROP COLUMN opportunity_organisation_id;
    `);
  }
}
