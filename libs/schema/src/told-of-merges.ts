/** What sides, files and those who are concerned tell or are told of records that are put together. Part of the migration of merged records. */
export const TOLD_OF_MERGES = `
-- What the person takes back under a reference that means another record now, they take back: of that record too,
-- whoever looks after it. What the reference gives stays with the hidden record, so that the next file tells what is missing.
CREATE FUNCTION candidates.withdraw_for_merged_rows(organisation uuid, said jsonb) RETURNS TABLE (reference text, kept_id uuid, kept_organisation_id uuid, purposes text[])
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
DECLARE
  said_of record;
  kept candidates.candidates;
  moved uuid[];
  withdrawn text[];
BEGIN
  FOR said_of IN SELECT person.candidate_id, person.merged_into_id, row.reference, row.consents FROM candidates.candidates AS person JOIN jsonb_to_recordset(said) AS row (reference text, consents jsonb) USING (reference)
                  WHERE person.organisation_id = organisation AND person.merged_into_id IS NOT NULL AND organisation IN (SELECT identity.reach('people')) ORDER BY person.candidate_id LOOP
    SELECT * INTO kept FROM candidates.candidates WHERE candidate_id = said_of.merged_into_id;
    WHILE kept.merged_into_id IS NOT NULL LOOP
      SELECT * INTO kept FROM candidates.candidates WHERE candidate_id = kept.merged_into_id;
    END LOOP;
    moved := ARRAY(SELECT (row_key->>'consent_id')::uuid FROM candidates.merge_changes JOIN candidates.merges USING (merge_id)
                    WHERE merged_id = said_of.candidate_id AND undone_at IS NULL AND changed_table = 'candidates.consents' AND before->>'candidate_id' = said_of.candidate_id::text);
    withdrawn := ARRAY(SELECT DISTINCT purpose FROM candidates.consents WHERE (candidate_id = said_of.candidate_id OR consent_id = ANY (moved)) AND withdrawn_on IS NULL
                        AND NOT EXISTS (SELECT FROM jsonb_array_elements(said_of.consents) AS given WHERE given->>'purpose' = purpose) ORDER BY purpose);
    INSERT INTO candidates.consents (candidate_id, purpose, wording_version, given_on)
    SELECT said_of.candidate_id, given->>'purpose', given->>'wordingVersion', (given->>'givenOn')::date FROM jsonb_array_elements(said_of.consents) AS given
     WHERE NOT EXISTS (SELECT FROM candidates.consents WHERE consent_id = ANY (moved) AND (purpose, wording_version, given_on) = (given->>'purpose', given->>'wordingVersion', (given->>'givenOn')::date))
        ON CONFLICT ON CONSTRAINT uq_consents_giving DO NOTHING;
    UPDATE candidates.consents SET withdrawn_on = identity.today() WHERE candidate_id = said_of.candidate_id AND purpose = ANY (withdrawn) AND withdrawn_on IS NULL;
    WITH ended AS (UPDATE candidates.consents SET withdrawn_on = identity.today() WHERE candidate_id = kept.candidate_id AND purpose = ANY (withdrawn) AND (withdrawn_on IS NULL OR withdrawn_on > identity.today()) RETURNING purpose)
    SELECT array_agg(DISTINCT purpose ORDER BY purpose) INTO withdrawn FROM ended;
    IF withdrawn IS NOT NULL THEN RETURN QUERY SELECT said_of.reference, kept.candidate_id, kept.organisation_id, withdrawn; END IF;
  END LOOP;
END $$;

-- Which record is kept when both sides agree, as whoever asked proposes, seen from the actor's side.
CREATE FUNCTION candidates.proposed_keep(duplicate uuid) RETURNS text LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT CASE WHEN is_first_kept = (first_organisation_id IN (SELECT identity.reach('people'))) THEN 'ours' WHEN is_first_kept IS NOT NULL THEN 'other' END FROM candidates.duplicates
   WHERE duplicate_id = duplicate AND 'same' IN (first_answer, second_answer) AND (first_organisation_id IN (SELECT identity.reach('people')) OR second_organisation_id IN (SELECT identity.reach('people')))
$$;

-- Cases and claims to which something happened in a merge, with whom each is and from what to what it went, for the audit trail and for those who are told.
CREATE FUNCTION candidates.changed_by_merge(merge uuid) RETURNS TABLE (is_case boolean, subject uuid, was text, became text, organisation_id uuid, partner_id uuid) LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  WITH change AS (
    SELECT changed_table, row_key, before->>'status' AS was, after->>'status' AS became FROM candidates.merge_changes JOIN candidates.merges USING (merge_id)
     WHERE merge_id = merge AND before->>'status' <> after->>'status' AND (kept_organisation_id IN (SELECT identity.reach('people')) OR merged_organisation_id IN (SELECT identity.reach('people'))))
  SELECT true, referral_id, was, became, candidate_organisation_id, opportunity_organisation_id FROM change JOIN brokerage.referrals ON referral_id = (row_key->>'referral_id')::uuid WHERE changed_table = 'brokerage.referrals'
  UNION ALL SELECT false, claim_id, was, became, claim.organisation_id, NULL FROM change JOIN outcomes.claims AS claim ON claim_id = (row_key->>'claim_id')::uuid WHERE changed_table = 'outcomes.claims'
  ORDER BY 2
$$;

-- Tells the partner and the brokers of each of those cases. Whose record has gone cannot write of a case that is another organisation's now.
CREATE FUNCTION candidates.tell_of_merge(merge uuid, is_undone boolean) RETURNS void LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  INSERT INTO brokerage.messages (key, kind, to_role, to_organisation_id, referral_id)
  SELECT concat_ws(':', CASE WHEN is_undone THEN 'merge-undone' ELSE 'merged' END, merge, subject, role), CASE role WHEN 'partners' THEN 'partner-news' ELSE 'broker-news' END, role, CASE role WHEN 'partners' THEN partner_id ELSE organisation_id END, subject
    FROM candidates.changed_by_merge(merge), unnest(ARRAY['partners', 'brokers']) AS role WHERE is_case AND was <> 'suggested' ON CONFLICT DO NOTHING
$$;`;
