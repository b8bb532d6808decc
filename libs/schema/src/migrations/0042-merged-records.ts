import type { MigrationInterface, QueryRunner } from 'typeorm';
import { CARRIED, CHANGING_ROWS, FACTS, FOLLOWING } from '../merged-rows.js';
import { TOLD_OF_MERGES } from '../told-of-merges.js';

/** Who sees a person; as it was, and now. */
const SHOWN = `
        organisation_id = ANY (ARRAY(SELECT identity.reach('people')))
        OR candidate_id = identity.own_candidate()
        OR (organisation_id = ANY (ARRAY(SELECT identity.reach('shared_people'))) AND candidates.consents_to(candidate_id, 'sharing-with-partners'))
        OR candidate_id = ANY (ARRAY(SELECT brokerage.referred_candidates()))`;

/** Two records of one person become one, with everything that hangs on them; and two again. */
export class MergedRecords1700000000042 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      -- A record that was put together with another stays as it was, and nobody is shown it: the partner's next file finds
      -- by its reference whom it means now, and the two can be taken apart again.
      ALTER TABLE candidates.candidates ADD COLUMN merged_into_id uuid,
        ADD CONSTRAINT fk_candidates_merged_into FOREIGN KEY (merged_into_id) REFERENCES candidates.candidates (candidate_id) ON DELETE CASCADE,
        ADD CONSTRAINT ck_candidates_merged CHECK (merged_into_id <> candidate_id);
      CREATE INDEX ix_candidates_merged_into ON candidates.candidates (merged_into_id) WHERE merged_into_id IS NOT NULL;
      DROP POLICY reach ON candidates.candidates;
      CREATE POLICY reach ON candidates.candidates FOR SELECT USING (merged_into_id IS NULL AND (${SHOWN}));
      DROP POLICY change ON candidates.candidates;
      CREATE POLICY change ON candidates.candidates FOR UPDATE USING (merged_into_id IS NULL AND organisation_id IN (SELECT identity.reach('people')));

      -- Whether the record of the first side is kept, as the side proposes that says first that it is one person.
      ALTER TABLE candidates.duplicates ADD COLUMN is_first_kept boolean, ADD COLUMN times_asked integer NOT NULL DEFAULT 0;

      CREATE TABLE candidates.merges (
        merge_id uuid NOT NULL DEFAULT uuidv7(),
        kept_id uuid NOT NULL,
        merged_id uuid NOT NULL,
        kept_organisation_id uuid NOT NULL,
        merged_organisation_id uuid NOT NULL,
        taken text[] NOT NULL,
        kept_digest text NOT NULL,
        merged_digest text NOT NULL,
        taken_digest text,
        merged_by text NOT NULL,
        merged_at timestamptz NOT NULL DEFAULT now(),
        undone_by text,
        undone_at timestamptz,
        CONSTRAINT pk_merges PRIMARY KEY (merge_id),
        CONSTRAINT fk_merges_kept FOREIGN KEY (kept_id, kept_organisation_id) REFERENCES candidates.candidates (candidate_id, organisation_id) ON DELETE CASCADE,
        CONSTRAINT fk_merges_merged FOREIGN KEY (merged_id, merged_organisation_id) REFERENCES candidates.candidates (candidate_id, organisation_id) ON DELETE CASCADE,
        CONSTRAINT ck_merges_undone CHECK ((undone_at IS NULL) = (undone_by IS NULL))
      );
      CREATE UNIQUE INDEX uq_merges_open ON candidates.merges (merged_id) WHERE undone_at IS NULL;
      CREATE INDEX ix_merges_kept ON candidates.merges (kept_organisation_id, merge_id DESC);
      CREATE INDEX ix_merges_merged ON candidates.merges (merged_organisation_id, merge_id DESC);
      -- Every row that a merge changed: which, and of its columns those that it changed, before and after.
      CREATE TABLE candidates.merge_changes (
        merge_id uuid NOT NULL,
        change_number integer NOT NULL,
        changed_table text NOT NULL,
        row_key jsonb NOT NULL,
        before jsonb NOT NULL,
        after jsonb NOT NULL,
        CONSTRAINT pk_merge_changes PRIMARY KEY (merge_id, change_number),
        CONSTRAINT fk_merge_changes_merge FOREIGN KEY (merge_id) REFERENCES candidates.merges (merge_id) ON DELETE CASCADE
      );
      ALTER TABLE candidates.merges ENABLE ROW LEVEL SECURITY;
      ALTER TABLE candidates.merge_changes ENABLE ROW LEVEL SECURITY;
      CREATE POLICY reach ON candidates.merges FOR SELECT USING (kept_organisation_id IN (SELECT identity.reach('people')) OR merged_organisation_id IN (SELECT identity.reach('people')));
      CREATE POLICY reach ON candidates.merge_changes FOR SELECT USING (EXISTS (SELECT FROM candidates.merges AS merge WHERE merge.merge_id = merge_changes.merge_id));
      GRANT SELECT ON candidates.merges TO pathways_app;

      CREATE FUNCTION candidates.carried() RETURNS TABLE (table_name text, column_name text, treatment text) LANGUAGE sql IMMUTABLE AS $$
        VALUES ${CARRIED.map((row) => `(${row.map((word) => `'${word}'`).join(', ')})`).join(', ')}
      $$;

      ${CHANGING_ROWS}

      -- What a side says of a pair. Null for a pair that is not the actor's to judge.
      CREATE FUNCTION candidates.answer_duplicate(duplicate uuid, answer text, is_ours_kept boolean)
      RETURNS TABLE (candidate_id uuid, organisation_id uuid, other_organisation_id uuid, is_agreed boolean, is_ours_proposed boolean, times_asked integer)
      LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
      #variable_conflict use_column
      DECLARE
        ours uuid[] := ARRAY(SELECT identity.reach('people'));
        pair candidates.duplicates;
        is_first boolean;
        is_second boolean;
      BEGIN
        -- The people before the pair, as a file that is read does, and their cases before them.
        SELECT * INTO pair FROM candidates.duplicates WHERE duplicate_id = duplicate AND (first_organisation_id = ANY (ours) OR second_organisation_id = ANY (ours));
        PERFORM FROM brokerage.referrals WHERE candidate_id IN (pair.first_id, pair.second_id) ORDER BY referral_id FOR UPDATE;
        PERFORM FROM candidates.candidates WHERE candidate_id IN (pair.first_id, pair.second_id) ORDER BY candidate_id FOR UPDATE;
        SELECT * INTO pair FROM candidates.duplicates WHERE duplicate_id = pair.duplicate_id FOR UPDATE;
        is_first := pair.first_organisation_id = ANY (ours);
        is_second := pair.second_organisation_id = ANY (ours);
        IF NOT coalesce(is_first OR is_second, false)
           OR EXISTS (SELECT FROM candidates.candidates AS person WHERE person.candidate_id IN (pair.first_id, pair.second_id) AND person.merged_into_id IS NOT NULL)
           OR NOT (pair.first_organisation_id = pair.second_organisation_id OR identity.are_in_one_city(pair.first_organisation_id, pair.second_organisation_id))
           OR NOT (is_first AND is_second OR candidates.consents_to(pair.first_id, 'sharing-with-partners') AND candidates.consents_to(pair.second_id, 'sharing-with-partners')) THEN RETURN; END IF;
        UPDATE candidates.duplicates SET first_answer = CASE WHEN is_first THEN answer ELSE first_answer END, second_answer = CASE WHEN is_second THEN answer ELSE second_answer END,
               -- Whoever answers a proposal accepts it; whoever looks after both, or asks first, says which is kept.
               is_first_kept = CASE WHEN NOT (is_first AND is_second) AND (CASE WHEN is_first THEN second_answer ELSE first_answer END) = 'same' THEN is_first_kept ELSE is_ours_kept = is_first END,
               times_asked = times_asked + CASE WHEN answer = 'same' AND NOT coalesce((first_answer, second_answer, is_first_kept) IS NOT DISTINCT FROM (CASE WHEN is_first THEN answer END, CASE WHEN is_second THEN answer END, is_ours_kept = is_first), false) THEN 1 ELSE 0 END
         WHERE duplicate_id = duplicate;
        RETURN QUERY SELECT CASE WHEN is_first THEN pair.first_id ELSE pair.second_id END, CASE WHEN is_first THEN pair.first_organisation_id ELSE pair.second_organisation_id END,
                            CASE WHEN is_first THEN pair.second_organisation_id ELSE pair.first_organisation_id END, kept.first_answer = 'same' AND kept.second_answer IS NOT DISTINCT FROM 'same',
                            CASE WHEN NOT (is_first AND is_second) AND (CASE WHEN is_first THEN pair.second_answer ELSE pair.first_answer END) = 'same' THEN pair.is_first_kept = is_first END, kept.times_asked
                       FROM candidates.duplicates AS kept WHERE kept.duplicate_id = duplicate;
      END $$;

      -- The two records of a pair on which both sides agree, for whoever is one of them; everything of both is locked.
      CREATE FUNCTION candidates.agreed_pair(duplicate uuid) RETURNS TABLE (kept_id uuid, merged_id uuid) LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
        SELECT CASE WHEN is_first_kept THEN first_id ELSE second_id END, CASE WHEN is_first_kept THEN second_id ELSE first_id END FROM candidates.duplicates
         WHERE duplicate_id = duplicate AND first_answer = 'same' AND second_answer = 'same' AND is_first_kept IS NOT NULL
           AND (first_organisation_id IN (SELECT identity.reach('people')) OR second_organisation_id IN (SELECT identity.reach('people')))
      $$;
      CREATE FUNCTION candidates.records_to_merge(duplicate uuid) RETURNS TABLE (cases jsonb, consents jsonb) LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
      DECLARE pair record;
      BEGIN
        SELECT * INTO pair FROM candidates.agreed_pair(duplicate);
        -- Cases first, by id, as everybody who moves several; then the people, so that no new case hangs on them meanwhile.
        PERFORM FROM brokerage.referrals WHERE candidate_id IN (pair.kept_id, pair.merged_id) ORDER BY referral_id FOR UPDATE;
        PERFORM FROM candidates.candidates WHERE candidate_id IN (pair.kept_id, pair.merged_id) ORDER BY candidate_id FOR UPDATE;
        RETURN QUERY SELECT
          coalesce((SELECT jsonb_agg(jsonb_build_object('referralId', referral_id, 'intakeId', intake_id, 'status', status, 'hasLeft', left_on IS NOT NULL, 'isOfKept', candidate_id = pair.kept_id,
                                                        'opportunityId', opportunity_id, 'releasesOthers', coalesce(programme.is_releasing_others, true)) ORDER BY referral_id)
                      FROM brokerage.referrals AS referral JOIN opportunities.intakes USING (intake_id) JOIN opportunities.opportunities AS opportunity USING (opportunity_id) LEFT JOIN opportunities.programmes AS programme ON programme.code = opportunity.programme_code WHERE candidate_id IN (pair.kept_id, pair.merged_id)), '[]'),
          coalesce((SELECT jsonb_agg(jsonb_build_object('purpose', purpose, 'givenOn', given_on, 'expiresOn', expires_on, 'withdrawnOn', withdrawn_on, 'isOfKept', candidate_id = pair.kept_id) ORDER BY consent_id)
                      FROM candidates.consents WHERE candidate_id IN (pair.kept_id, pair.merged_id)), '[]');
      END $$;

      -- Puts the two records of a pair together. The cases to withdraw and the consents that end are the kernel's to say.
      CREATE FUNCTION candidates.merge_records(duplicate uuid, withdraws uuid[], ends_consents text[], facts text[], has_qualifications boolean, moment timestamptz) RETURNS TABLE (merge_id uuid, kept_id uuid, kept_organisation_id uuid, merged_organisation_id uuid)
      LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
      #variable_conflict use_column
      DECLARE
        pair record;
        kept candidates.candidates;
        gone candidates.candidates;
        merge uuid := uuidv7();
        today date := identity.today();
        ours jsonb;
        follow jsonb;
        theirs text;
        withdrawn record;
        row record;
      BEGIN
        SELECT * INTO pair FROM candidates.agreed_pair(duplicate);
        SELECT * INTO kept FROM candidates.candidates WHERE candidate_id = pair.kept_id AND merged_into_id IS NULL;
        SELECT * INTO gone FROM candidates.candidates WHERE candidate_id = pair.merged_id AND merged_into_id IS NULL;
        IF kept.candidate_id IS NULL OR gone.candidate_id IS NULL THEN RETURN; END IF;
        facts := ARRAY(SELECT fact FROM unnest(facts) AS fact WHERE fact = ANY ('{${FACTS.join(',')}}'));
        INSERT INTO candidates.merges (merge_id, kept_id, merged_id, kept_organisation_id, merged_organisation_id, taken, kept_digest, merged_digest, merged_by, merged_at)
        VALUES (merge, kept.candidate_id, gone.candidate_id, kept.organisation_id, gone.organisation_id, facts || CASE WHEN has_qualifications THEN ARRAY['qualifications'] ELSE '{}' END, kept.row_digest, gone.row_digest, identity.actor(), moment);
        ours := jsonb_build_object('candidate_id', kept.candidate_id);
        theirs := format('row.candidate_id = %L', gone.candidate_id);

        -- Cases that are there twice: the place is given back, and the history says why.
        FOR withdrawn IN SELECT referral_id, intake_id, status FROM brokerage.referrals WHERE referral_id = ANY (withdraws) AND candidate_id IN (kept.candidate_id, gone.candidate_id) ORDER BY intake_id LOOP
          PERFORM candidates.change_for_merge(merge, 'brokerage.referrals', format('row.referral_id = %L', withdrawn.referral_id), '{"status": "withdrawn", "holds_place": false, "hold_expires_on": null, "ring_fence_id": null}');
          INSERT INTO brokerage.referral_events (referral_id, event, from_status, to_status, actor_id, reason_code, refused_by, occurred_at) VALUES (withdrawn.referral_id, 'withdraw', withdrawn.status, 'withdrawn', identity.actor(), 'registered-twice', 'nobody', moment);
          PERFORM opportunities.recount_places(withdrawn.intake_id, false);
        END LOOP;
        follow := ours || jsonb_build_object('candidate_organisation_id', kept.organisation_id);
        PERFORM candidates.change_for_merge(merge, 'brokerage.referrals', theirs, follow);

        -- Who looks after them: whoever looks after the record that is kept.
        IF EXISTS (SELECT FROM brokerage.assignments WHERE candidate_id = kept.candidate_id AND to_on IS NULL) THEN
          PERFORM candidates.change_for_merge(merge, 'brokerage.assignments', theirs || ' AND row.to_on IS NULL', jsonb_build_object('to_on', today, 'ended_reason_code', 'records-merged', 'ended_by', identity.actor()));
        END IF;
        PERFORM candidates.change_for_merge(merge, 'brokerage.assignments', theirs, ours);
        PERFORM candidates.change_for_merge(merge, target, theirs, ours) FROM unnest(ARRAY['brokerage.contacts', 'brokerage.notes', 'brokerage.tasks', 'brokerage.messages', 'candidates.evidence_events']) AS target;
        PERFORM candidates.change_for_merge(merge, 'brokerage.messages', format('row.to_candidate_id = %L', gone.candidate_id), jsonb_build_object('to_candidate_id', kept.candidate_id));
        PERFORM candidates.change_for_merge(merge, 'candidates.candidates', format('row.candidate_id = %L AND NOT row.evidence_codes @> %L', kept.candidate_id, gone.evidence_codes), jsonb_build_object('evidence_codes', ARRAY(SELECT DISTINCT code FROM unnest(kept.evidence_codes || gone.evidence_codes) AS code ORDER BY code)));
        PERFORM candidates.change_for_merge(merge, 'brokerage.pathway_plans', theirs, ours || jsonb_build_object('organisation_id', kept.organisation_id));
        PERFORM candidates.change_for_merge(merge, 'brokerage.redeployment_records', format('%s AND NOT EXISTS (SELECT FROM brokerage.redeployment_records AS own WHERE own.candidate_id = %L)', theirs, kept.candidate_id), ours);

        -- Fairs: at one time somebody is in one place.
        PERFORM candidates.change_for_merge(merge, 'brokerage.fair_bookings', format('%s AND row.status = ''booked'' AND EXISTS (SELECT FROM brokerage.fair_bookings AS own WHERE own.candidate_id = %L AND own.status = ''booked'' AND (own.during && row.during OR own.stand_id = row.stand_id))', theirs, kept.candidate_id), '{"status": "cancelled"}');
        PERFORM candidates.change_for_merge(merge, 'brokerage.fair_registrations', format('%s AND row.status <> ''cancelled'' AND EXISTS (SELECT FROM brokerage.fair_registrations AS own WHERE own.candidate_id = %L AND own.status <> ''cancelled'' AND own.session_id = row.session_id)', theirs, kept.candidate_id), '{"status": "cancelled", "attendance": null}');
        PERFORM candidates.change_for_merge(merge, target, theirs, follow) FROM unnest(ARRAY['brokerage.fair_bookings', 'brokerage.fair_registrations']) AS target;

        -- A pause and a pair that is set aside hold as long as the longer of the two.
        FOR row IN SELECT one.pause_id, two.pause_id AS other_id, coalesce(one.resumes_on, 'infinity') >= coalesce(two.resumes_on, 'infinity') AS is_longer FROM candidates.pauses AS one, candidates.pauses AS two
                    WHERE one.candidate_id = kept.candidate_id AND two.candidate_id = gone.candidate_id AND one.ended_on IS NULL AND two.ended_on IS NULL LOOP
          PERFORM candidates.change_for_merge(merge, 'candidates.pauses', format('row.pause_id = %L', CASE WHEN row.is_longer THEN row.other_id ELSE row.pause_id END), jsonb_build_object('ended_on', today, 'ended_by', identity.actor()));
        END LOOP;
        PERFORM candidates.change_for_merge(merge, 'candidates.pauses', theirs, ours);
        FOR row IN SELECT one.set_aside_id, two.set_aside_id AS other_id, (one.is_until_checked, coalesce(one.until_on, 'infinity')) >= (two.is_until_checked, coalesce(two.until_on, 'infinity')) AS is_longer FROM matching.set_aside_pairs AS one JOIN matching.set_aside_pairs AS two USING (opportunity_id)
                    WHERE one.candidate_id = kept.candidate_id AND two.candidate_id = gone.candidate_id AND one.ended_on IS NULL AND two.ended_on IS NULL LOOP
          PERFORM candidates.change_for_merge(merge, 'matching.set_aside_pairs', format('row.set_aside_id = %L', CASE WHEN row.is_longer THEN row.other_id ELSE row.set_aside_id END), jsonb_build_object('ended_on', today, 'ended_by', identity.actor(), 'ended_reason', 'replaced'));
        END LOOP;
        PERFORM candidates.change_for_merge(merge, 'matching.set_aside_pairs', theirs, ours || jsonb_build_object('organisation_id', kept.organisation_id));
        PERFORM candidates.change_for_merge(merge, 'matching.alerts', format('%s AND NOT EXISTS (SELECT FROM matching.alerts AS own WHERE own.candidate_id = %L AND own.opportunity_id = row.opportunity_id)', theirs, kept.candidate_id), ours || jsonb_build_object('organisation_id', kept.organisation_id));
        PERFORM candidates.change_for_merge(merge, 'matching.allocation_places', format('%s AND NOT EXISTS (SELECT FROM matching.allocation_places AS own WHERE own.candidate_id = %L AND own.allocation_id = row.allocation_id)', theirs, kept.candidate_id), ours);

        -- One account.
        IF EXISTS (SELECT FROM identity.role_grants WHERE candidate_id = kept.candidate_id AND revoked_at IS NULL) THEN
          PERFORM candidates.change_for_merge(merge, 'identity.role_grants', theirs || ' AND row.revoked_at IS NULL', jsonb_build_object('revoked_at', moment));
        END IF;
        PERFORM candidates.change_for_merge(merge, 'identity.role_grants', theirs, ours || jsonb_build_object('organisation_id', kept.organisation_id));

        -- Consents: what both gave stays once; what ends, ends today.
        PERFORM candidates.change_for_merge(merge, 'candidates.consents', format('%s AND NOT EXISTS (SELECT FROM candidates.consents AS own WHERE own.candidate_id = %L AND (own.purpose, own.wording_version, own.given_on) = (row.purpose, row.wording_version, row.given_on))', theirs, kept.candidate_id), ours);
        PERFORM candidates.change_for_merge(merge, 'candidates.consents', format('row.candidate_id = %L AND row.purpose = ANY (%L) AND (row.withdrawn_on IS NULL OR row.withdrawn_on > %L)', kept.candidate_id, ends_consents, today), jsonb_build_object('withdrawn_on', today));

        -- One person, one outcome, one claim. An organisation that claimed for both has claimed once, and what it got
        -- furthest with stays: upheld, held, contesting, refused. Of what two hold the upheld or else the earlier counts,
        -- and the other contests it. What counts less is changed first, so that never two count.
        FOR row IN
          WITH claim AS (
            SELECT claim_id, programme_code, outcome_code, status, is_disputed, row_number() OVER one_claimant = 1 AS stays,
                   first_value(status) OVER (one_claimant_rows ORDER BY array_position('{upheld,held,contesting,refused}', status)) AS best, bool_or(is_disputed) OVER one_claimant_rows AS is_any_disputed
              FROM outcomes.claims WHERE candidate_id IN (kept.candidate_id, gone.candidate_id)
            WINDOW one_claimant_rows AS (PARTITION BY programme_code, outcome_code, organisation_id), one_claimant AS (one_claimant_rows ORDER BY candidate_id = kept.candidate_id DESC)),
          counting AS (SELECT *, CASE WHEN stays AND best IN ('upheld', 'held') THEN row_number() OVER same_outcome END AS place, count(*) OVER (PARTITION BY programme_code, outcome_code, stays AND best IN ('upheld', 'held')) AS claimants
                         FROM claim WINDOW same_outcome AS (PARTITION BY programme_code, outcome_code, stays AND best IN ('upheld', 'held') ORDER BY best = 'upheld' DESC, claim_id)),
          judged AS (SELECT claim_id, status, is_disputed, CASE WHEN NOT stays THEN 'refused' WHEN place > 1 THEN 'contesting' ELSE best END AS becomes,
                            CASE WHEN stays THEN is_any_disputed OR place IS NOT NULL AND claimants > 1 ELSE is_disputed END AS becomes_disputed FROM counting)
          SELECT * FROM judged WHERE (status, is_disputed) IS DISTINCT FROM (becomes, becomes_disputed) ORDER BY becomes IN ('upheld', 'held'), claim_id LOOP
          PERFORM candidates.change_for_merge(merge, 'outcomes.claims', format('row.claim_id = %L', row.claim_id), jsonb_build_object('status', row.becomes, 'is_disputed', row.becomes_disputed));
          INSERT INTO outcomes.claim_events (claim_id, event, actor_id, occurred_at)
          SELECT row.claim_id, event, CASE event WHEN 'disputed' THEN 'system' ELSE identity.actor() END, moment FROM (SELECT CASE WHEN row.status = row.becomes OR row.becomes = 'contesting' THEN 'disputed' WHEN row.becomes = 'held' THEN 'noted' ELSE row.becomes END) AS said (event);
        END LOOP;
        PERFORM candidates.change_for_merge(merge, 'outcomes.claims', format('%s AND NOT EXISTS (SELECT FROM outcomes.claims AS own WHERE own.candidate_id = %L AND (own.programme_code, own.outcome_code, own.organisation_id) = (row.programme_code, row.outcome_code, row.organisation_id))', theirs, kept.candidate_id), ours);

        PERFORM candidates.exchange_facts(kept.candidate_id, gone.candidate_id, facts, has_qualifications);
        UPDATE candidates.merges SET taken_digest = candidates.facts_digest(kept.candidate_id, facts) WHERE merge_id = merge;
        DELETE FROM candidates.likeness_keys WHERE candidate_id = gone.candidate_id OR (candidate_id = kept.candidate_id AND cardinality(facts) > 0); -- the job writes those anew that are shown
        DELETE FROM candidates.duplicates WHERE gone.candidate_id IN (first_id, second_id);
        PERFORM candidates.change_for_merge(merge, 'candidates.candidates', theirs, jsonb_build_object('merged_into_id', kept.candidate_id));
        DELETE FROM brokerage.case_summaries WHERE candidate_id = gone.candidate_id;
        RETURN QUERY SELECT merge, kept.candidate_id, kept.organisation_id, gone.organisation_id;
      END $$;

      -- Takes two records apart again. Tells in a word of each table why it cannot be; nothing is done then.
      CREATE FUNCTION candidates.undo_merge(merge uuid, moment timestamptz) RETURNS TABLE (kept_id uuid, kept_organisation_id uuid, merged_organisation_id uuid, hindrance text) LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
      #variable_conflict use_column
      DECLARE
        done candidates.merges;
        one candidates.merge_changes;
        names text;
        is_there boolean;
        referral record;
      BEGIN
        SELECT * INTO done FROM candidates.merges WHERE merge_id = merge AND undone_at IS NULL
           AND (kept_organisation_id IN (SELECT identity.reach('people')) OR merged_organisation_id IN (SELECT identity.reach('people'))) FOR UPDATE;
        IF done.merge_id IS NULL THEN RETURN; END IF;
        PERFORM FROM brokerage.referrals WHERE candidate_id = done.kept_id ORDER BY referral_id FOR UPDATE;
        PERFORM FROM candidates.candidates WHERE candidate_id IN (done.kept_id, done.merged_id) ORDER BY candidate_id FOR UPDATE;
        IF EXISTS (SELECT FROM candidates.candidates WHERE candidate_id = done.kept_id AND merged_into_id IS NOT NULL) THEN
          RETURN QUERY SELECT done.kept_id, done.kept_organisation_id, done.merged_organisation_id, 'merged-again'; RETURN;
        END IF;
        IF cardinality(done.taken) > 0 AND EXISTS (SELECT FROM candidates.candidates WHERE candidate_id = done.kept_id AND (row_digest <> done.kept_digest OR candidates.facts_digest(done.kept_id, done.taken) IS DISTINCT FROM done.taken_digest)) THEN
          RETURN QUERY SELECT done.kept_id, done.kept_organisation_id, done.merged_organisation_id, 'facts'; RETURN;
        END IF;
        FOR one IN SELECT * FROM candidates.merge_changes WHERE merge_id = merge ORDER BY change_number DESC LOOP
          names := (SELECT string_agg(quote_ident(name), ', ') FROM jsonb_object_keys(one.after) AS name);
          -- Once the fence is gone, the place is anybody's.
          IF one.before->>'ring_fence_id' IS NOT NULL AND NOT EXISTS (SELECT FROM opportunities.ring_fences WHERE ring_fence_id = (one.before->>'ring_fence_id')::uuid) THEN one.before := one.before || '{"ring_fence_id": null}'; END IF;
          BEGIN EXECUTE format('WITH back AS (UPDATE %1$s AS target SET (%2$s) = (SELECT %2$s FROM jsonb_populate_record(target, $2)) WHERE (%3$s) = (SELECT %3$s FROM jsonb_populate_record(NULL::%1$s, $1)) AND to_jsonb(target) @> $3 RETURNING 1) SELECT count(*) = 1 FROM back',
                         one.changed_table, names, (SELECT string_agg(quote_ident(name), ', ') FROM jsonb_object_keys(one.row_key) AS name))
             INTO is_there USING one.row_key, one.before, one.after;
          EXCEPTION WHEN unique_violation OR exclusion_violation THEN RETURN QUERY SELECT done.kept_id, done.kept_organisation_id, done.merged_organisation_id, 'new:' || one.changed_table; RETURN; END;
          IF NOT is_there THEN
            RETURN QUERY SELECT done.kept_id, done.kept_organisation_id, done.merged_organisation_id, one.changed_table; RETURN;
          END IF;
        END LOOP;
        PERFORM candidates.exchange_facts(done.kept_id, done.merged_id, array_remove(done.taken, 'qualifications'), 'qualifications' = ANY (done.taken));
        FOR referral IN SELECT (change.row_key->>'referral_id')::uuid AS referral_id, change.before->>'status' AS status, (change.before->>'holds_place')::boolean AS holds_place, case_.intake_id, case_.ring_fence_id
                          FROM candidates.merge_changes AS change JOIN brokerage.referrals AS case_ ON case_.referral_id = (change.row_key->>'referral_id')::uuid
                         WHERE change.merge_id = merge AND change.changed_table = 'brokerage.referrals' AND change.before ? 'status' ORDER BY case_.intake_id LOOP
          INSERT INTO brokerage.referral_events (referral_id, event, from_status, to_status, actor_id, occurred_at) VALUES (referral.referral_id, 'refer', 'withdrawn', referral.status, identity.actor(), moment);
          IF referral.holds_place AND (NOT opportunities.recount_places(referral.intake_id, true)
                OR EXISTS (SELECT FROM opportunities.ring_fences AS fence JOIN opportunities.held_places(referral.intake_id) ON fence_id = fence.ring_fence_id WHERE fence.ring_fence_id = referral.ring_fence_id AND held > fence.places)) THEN
            RETURN QUERY SELECT done.kept_id, done.kept_organisation_id, done.merged_organisation_id, 'place'; RETURN;
          END IF;
        END LOOP;
        -- What files said of the record meanwhile was written to the other: the same file says it anew.
        UPDATE candidates.candidates SET row_digest = '' WHERE candidate_id = done.merged_id AND row_digest <> done.merged_digest;
        DELETE FROM candidates.likeness_keys WHERE candidate_id = done.kept_id AND cardinality(done.taken) > 0;
        INSERT INTO outcomes.claim_events (claim_id, event, actor_id, occurred_at)
        SELECT (row_key->>'claim_id')::uuid, CASE before->>'status' WHEN 'held' THEN 'claimed' WHEN 'contesting' THEN 'contested' ELSE before->>'status' END, identity.actor(), moment
          FROM candidates.merge_changes WHERE merge_id = merge AND changed_table = 'outcomes.claims' AND before->>'status' <> after->>'status';
        UPDATE candidates.merges SET undone_at = moment, undone_by = identity.actor() WHERE merge_id = merge;
        -- The record is on lists again.
        PERFORM brokerage.keep_caseload(ARRAY[done.kept_id, done.merged_id]);
        RETURN QUERY SELECT done.kept_id, done.kept_organisation_id, done.merged_organisation_id, NULL::text;
      END $$;

      -- Whom references of an organisation mean that were put together with another record; and what the newest file said under them.
      CREATE FUNCTION candidates.merged_references(organisation uuid, sent text[]) RETURNS TABLE (reference text, row_digest text, kept_reference text, kept_organisation_id uuid)
      LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
        WITH RECURSIVE means AS (
          SELECT person.reference, person.row_digest, person.merged_into_id FROM candidates.candidates AS person
           WHERE person.organisation_id = organisation AND person.reference = ANY (sent) AND person.merged_into_id IS NOT NULL AND organisation IN (SELECT identity.reach('people'))
          UNION ALL
          SELECT means.reference, means.row_digest, next.merged_into_id FROM means JOIN candidates.candidates AS next ON next.candidate_id = means.merged_into_id WHERE next.merged_into_id IS NOT NULL)
        SELECT means.reference, means.row_digest, CASE WHEN kept.organisation_id = organisation THEN kept.reference END, kept.organisation_id
          FROM means JOIN candidates.candidates AS kept ON kept.candidate_id = means.merged_into_id WHERE kept.merged_into_id IS NULL
      $$;
      CREATE FUNCTION candidates.note_merged_rows(organisation uuid, sent text[], digests text[]) RETURNS void LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
        UPDATE candidates.candidates AS person SET row_digest = said.digest FROM unnest(sent, digests) AS said (reference, digest)
         WHERE person.organisation_id = organisation AND person.reference = said.reference AND person.merged_into_id IS NOT NULL AND organisation IN (SELECT identity.reach('people'))
      $$;

      ${TOLD_OF_MERGES}

      -- A record that nobody is shown is on no list, and a case that is begun at the same moment hangs on the record that is kept.
      CREATE FUNCTION brokerage.skip_merged() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
      BEGIN
        IF EXISTS (SELECT FROM candidates.candidates WHERE candidate_id = NEW.candidate_id AND merged_into_id IS NOT NULL) THEN RETURN NULL; END IF;
        RETURN NEW;
      END $$;
      CREATE TRIGGER skip_merged BEFORE INSERT ON brokerage.case_summaries FOR EACH ROW EXECUTE FUNCTION brokerage.skip_merged();
      CREATE FUNCTION brokerage.follow_merge() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
      DECLARE kept_id uuid;
      BEGIN
        FOR at IN 0 .. TG_NARGS - 1 BY 2 LOOP
          SELECT merged_into_id INTO kept_id FROM candidates.candidates WHERE candidate_id = (to_jsonb(NEW)->>TG_ARGV[at])::uuid FOR KEY SHARE;
          IF kept_id IS NOT NULL THEN
            NEW := jsonb_populate_record(NEW, jsonb_build_object(TG_ARGV[at], kept_id) || CASE TG_ARGV[at + 1] WHEN '' THEN '{}' ELSE jsonb_build_object(TG_ARGV[at + 1], (SELECT organisation_id FROM candidates.candidates WHERE candidate_id = kept_id)) END);
          END IF;
        END LOOP;
        RETURN NEW;
      END $$;
      ${FOLLOWING.map(([table, columns = `'candidate_id', ''`]) => `CREATE TRIGGER follow_merge BEFORE INSERT ON ${table} FOR EACH ROW EXECUTE FUNCTION brokerage.follow_merge(${columns});`).join('\n      ')}

      REVOKE EXECUTE ON FUNCTION candidates.carried(), candidates.change_for_merge(uuid, text, text, jsonb), candidates.answer_duplicate(uuid, text, boolean), candidates.agreed_pair(uuid), candidates.records_to_merge(uuid),
        candidates.merge_records(uuid, uuid[], text[], text[], boolean, timestamptz), candidates.exchange_facts(uuid, uuid, text[], boolean), candidates.facts_digest(uuid, text[]), candidates.undo_merge(uuid, timestamptz), candidates.merged_references(uuid, text[]),
        candidates.note_merged_rows(uuid, text[], text[]), candidates.withdraw_for_merged_rows(uuid, jsonb), candidates.proposed_keep(uuid), candidates.changed_by_merge(uuid), candidates.tell_of_merge(uuid, boolean), brokerage.skip_merged(), brokerage.follow_merge() FROM PUBLIC;
      GRANT EXECUTE ON FUNCTION candidates.answer_duplicate(uuid, text, boolean), candidates.records_to_merge(uuid), candidates.merge_records(uuid, uuid[], text[], text[], boolean, timestamptz), candidates.undo_merge(uuid, timestamptz),
        candidates.merged_references(uuid, text[]), candidates.note_merged_rows(uuid, text[], text[]), candidates.withdraw_for_merged_rows(uuid, jsonb), candidates.proposed_keep(uuid), candidates.changed_by_merge(uuid), candidates.tell_of_merge(uuid, boolean) TO pathways_app;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP TRIGGER skip_merged ON brokerage.case_summaries;
      ${FOLLOWING.map(([table]) => `DROP TRIGGER follow_merge ON ${table};`).join(' ')}
      DROP FUNCTION brokerage.skip_merged, brokerage.follow_merge, candidates.tell_of_merge, candidates.changed_by_merge, candidates.proposed_keep, candidates.withdraw_for_merged_rows, candidates.note_merged_rows, candidates.merged_references, candidates.undo_merge, candidates.facts_digest, candidates.exchange_facts, candidates.merge_records,
        candidates.records_to_merge, candidates.agreed_pair, candidates.answer_duplicate, candidates.change_for_merge, candidates.carried;
      DROP TABLE candidates.merge_changes, candidates.merges;
      ALTER TABLE candidates.duplicates DROP COLUMN is_first_kept, DROP COLUMN times_asked;
      DROP POLICY reach ON candidates.candidates;
      CREATE POLICY reach ON candidates.candidates FOR SELECT USING (${SHOWN});
      DROP POLICY change ON candidates.candidates;
      CREATE POLICY change ON candidates.candidates FOR UPDATE USING (organisation_id IN (SELECT identity.reach('people')));
      ALTER TABLE candidates.candidates DROP COLUMN merged_into_id;
    `);
  }
}
