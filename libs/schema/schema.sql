-- The migrated database, made from it and compared with it by test/house/schema.spec.ts.
-- After a new migration write it anew: PATHWAYS_WRITE_SCHEMA=1 npm test -- test/house/schema

CREATE SCHEMA audit;
CREATE SCHEMA brokerage;
CREATE SCHEMA candidates;
CREATE SCHEMA equality;
CREATE SCHEMA exchange;
CREATE SCHEMA geography;
CREATE SCHEMA identity;
CREATE SCHEMA matching;
CREATE SCHEMA opportunities;
CREATE SCHEMA outcomes;

CREATE TABLE audit.events (
  event_id uuid NOT NULL DEFAULT uuidv7(),
  occurred_at timestamp with time zone NOT NULL DEFAULT now(),
  actor_id text NOT NULL,
  action text NOT NULL,
  subject text NOT NULL,
  detail jsonb NOT NULL DEFAULT '{}'::jsonb,
  CONSTRAINT pk_events PRIMARY KEY (event_id)
);

CREATE TABLE brokerage.referral_events (
  event_id uuid NOT NULL DEFAULT uuidv7(),
  referral_id uuid NOT NULL,
  event text NOT NULL,
  from_status text,
  to_status text NOT NULL,
  actor_id text NOT NULL,
  reason_code text,
  occurred_at timestamp with time zone NOT NULL DEFAULT now(),
  CONSTRAINT pk_referral_events PRIMARY KEY (event_id)
);

CREATE TABLE brokerage.referrals (
  referral_id uuid NOT NULL DEFAULT uuidv7(),
  candidate_id uuid NOT NULL,
  intake_id uuid NOT NULL,
  run_id uuid,
  status text NOT NULL,
  holds_place boolean NOT NULL DEFAULT false,
  started_on date,
  created_at timestamp with time zone NOT NULL DEFAULT now(),
  updated_at timestamp with time zone NOT NULL DEFAULT now(),
  CONSTRAINT pk_referrals PRIMARY KEY (referral_id),
  CONSTRAINT ck_referrals_started CHECK ((status = 'started'::text) = (started_on IS NOT NULL)),
  CONSTRAINT ck_referrals_status CHECK (status = ANY (ARRAY['suggested'::text, 'referred'::text, 'reviewing'::text, 'interview'::text, 'offered'::text, 'accepted'::text, 'checks'::text, 'started'::text, 'not-taken-forward'::text, 'withdrawn'::text, 'declined'::text, 'expired'::text]))
);

CREATE TABLE candidates.candidates (
  candidate_id uuid NOT NULL DEFAULT uuidv7(),
  organisation_id uuid NOT NULL,
  reference text NOT NULL,
  given_name text NOT NULL,
  family_name text NOT NULL,
  email text,
  phone text,
  born_on date,
  postcode text,
  present_post text,
  is_nhs_employee boolean,
  contract_ends_on date,
  vaccination_role text,
  vaccination_role_ended_on date,
  level smallint NOT NULL DEFAULT 0,
  english_level smallint NOT NULL DEFAULT 0,
  maths_level smallint NOT NULL DEFAULT 0,
  skill_codes text[] NOT NULL DEFAULT '{}'::text[],
  check_codes text[] NOT NULL DEFAULT '{}'::text[],
  slots integer NOT NULL DEFAULT 0,
  travel_mode text NOT NULL DEFAULT 'public'::text,
  travel_limit_minutes smallint NOT NULL DEFAULT 60,
  pathway_interests text[] NOT NULL DEFAULT '{}'::text[],
  minimum_hourly_pence integer,
  available_from_on date,
  needs text,
  is_seeking boolean NOT NULL DEFAULT true,
  row_digest text NOT NULL,
  created_at timestamp with time zone NOT NULL DEFAULT now(),
  updated_at timestamp with time zone NOT NULL DEFAULT now(),
  CONSTRAINT pk_candidates PRIMARY KEY (candidate_id),
  CONSTRAINT uq_candidates_reference UNIQUE (organisation_id, reference),
  CONSTRAINT ck_candidates_levels CHECK (level >= 0 AND level <= 8 AND english_level >= 0 AND english_level <= 2 AND maths_level >= 0 AND maths_level <= 2),
  CONSTRAINT ck_candidates_slots CHECK (slots >= 0 AND slots <= 2097151),
  CONSTRAINT ck_candidates_travel CHECK ((travel_mode = ANY (ARRAY['walk'::text, 'cycle'::text, 'public'::text, 'car'::text])) AND travel_limit_minutes >= 1 AND travel_limit_minutes <= 180)
);

CREATE TABLE candidates.consents (
  consent_id uuid NOT NULL DEFAULT uuidv7(),
  candidate_id uuid NOT NULL,
  purpose text NOT NULL,
  wording_version text NOT NULL,
  given_on date NOT NULL,
  expires_on date,
  withdrawn_on date,
  CONSTRAINT pk_consents PRIMARY KEY (consent_id),
  CONSTRAINT uq_consents_giving UNIQUE (candidate_id, purpose, wording_version, given_on),
  CONSTRAINT ck_consents_purpose CHECK (purpose = ANY (ARRAY['matching'::text, 'sharing-with-partners'::text, 'contact'::text, 'story'::text]))
);

CREATE TABLE candidates.qualifications (
  candidate_id uuid NOT NULL,
  "position" smallint NOT NULL,
  title text NOT NULL,
  level smallint,
  CONSTRAINT pk_qualifications PRIMARY KEY (candidate_id, "position")
);

CREATE TABLE equality.hire_answers (
  hire_id uuid NOT NULL,
  ethnic_category_code text,
  disability_code text,
  sex_code text,
  CONSTRAINT pk_hire_answers PRIMARY KEY (hire_id)
);

CREATE TABLE exchange.upload_chunks (
  upload_id uuid NOT NULL,
  chunk_number integer NOT NULL,
  body bytea NOT NULL,
  CONSTRAINT pk_upload_chunks PRIMARY KEY (upload_id, chunk_number)
);

CREATE TABLE exchange.upload_rows (
  upload_id uuid NOT NULL,
  row_number integer NOT NULL,
  is_rejected boolean NOT NULL,
  errors jsonb NOT NULL,
  CONSTRAINT pk_upload_rows PRIMARY KEY (upload_id, row_number)
);

CREATE TABLE exchange.uploads (
  upload_id uuid NOT NULL DEFAULT uuidv7(),
  organisation_id uuid NOT NULL,
  content text NOT NULL,
  file_name text NOT NULL,
  file_digest text NOT NULL,
  file_bytes bigint NOT NULL,
  options jsonb NOT NULL DEFAULT '{}'::jsonb,
  headings text[],
  notes text[] NOT NULL DEFAULT '{}'::text[],
  rows_done integer NOT NULL DEFAULT 0,
  rows_added integer NOT NULL DEFAULT 0,
  rows_changed integer NOT NULL DEFAULT 0,
  rows_unchanged integer NOT NULL DEFAULT 0,
  rows_rejected integer NOT NULL DEFAULT 0,
  requested_by text NOT NULL,
  status text NOT NULL DEFAULT 'queued'::text,
  claim_token uuid,
  leased_until timestamp with time zone,
  attempts integer NOT NULL DEFAULT 0,
  rung_at timestamp with time zone NOT NULL DEFAULT now(),
  error_code text,
  error_detail text,
  created_at timestamp with time zone NOT NULL DEFAULT now(),
  finished_at timestamp with time zone,
  CONSTRAINT pk_uploads PRIMARY KEY (upload_id),
  CONSTRAINT ck_uploads_content CHECK (content = ANY (ARRAY['candidates'::text, 'courses'::text, 'venues'::text, 'display-adverts'::text, 'nhs-jobs'::text, 'roles'::text, 'hires'::text, 'geography'::text])),
  CONSTRAINT ck_uploads_status CHECK (status = ANY (ARRAY['queued'::text, 'working'::text, 'done'::text, 'failed'::text, 'cancelled'::text]))
);

CREATE TABLE geography.deprivation (
  edition smallint NOT NULL,
  lsoa_code text COLLATE "C" NOT NULL,
  rank integer NOT NULL,
  decile smallint NOT NULL,
  score double precision,
  CONSTRAINT pk_deprivation PRIMARY KEY (edition, lsoa_code),
  CONSTRAINT ck_deprivation_decile CHECK (decile >= 1 AND decile <= 10),
  CONSTRAINT ck_deprivation_edition CHECK (edition = ANY (ARRAY[2019, 2025])),
  CONSTRAINT ck_deprivation_rank CHECK (rank >= 1)
);

CREATE TABLE geography.imports (
  import_id uuid NOT NULL DEFAULT uuidv7(),
  load_fingerprint text NOT NULL,
  file_number smallint NOT NULL,
  file_name text NOT NULL,
  fingerprint text NOT NULL,
  kind text NOT NULL,
  layout_code text NOT NULL,
  status text NOT NULL,
  rows_read integer NOT NULL DEFAULT 0,
  rows_loaded integer NOT NULL DEFAULT 0,
  rows_skipped integer NOT NULL DEFAULT 0,
  row_errors jsonb NOT NULL DEFAULT '[]'::jsonb,
  started_at timestamp with time zone NOT NULL,
  finished_at timestamp with time zone,
  error_code text,
  CONSTRAINT pk_imports PRIMARY KEY (import_id),
  CONSTRAINT ck_imports_error CHECK ((error_code IS NOT NULL) = (status = 'failed'::text)),
  CONSTRAINT ck_imports_finished CHECK ((finished_at IS NULL) = (status = ANY (ARRAY['reading'::text, 'read'::text]))),
  CONSTRAINT ck_imports_kind CHECK (kind = ANY (ARRAY['postcodes'::text, 'deprivation-2019'::text, 'deprivation-2025'::text, 'lsoa-changes'::text, 'lsoa-boards'::text])),
  CONSTRAINT ck_imports_status CHECK (status = ANY (ARRAY['reading'::text, 'read'::text, 'loaded'::text, 'replaced'::text, 'failed'::text]))
);

CREATE TABLE geography.lsoa_boards (
  lsoa21_code text COLLATE "C" NOT NULL,
  lad_code text COLLATE "C" NOT NULL,
  sub_icb_code text COLLATE "C" NOT NULL,
  icb_code text COLLATE "C" NOT NULL,
  CONSTRAINT pk_lsoa_boards PRIMARY KEY (lsoa21_code)
);

CREATE TABLE geography.lsoa_changes (
  lsoa11_code text COLLATE "C" NOT NULL,
  lsoa21_code text COLLATE "C" NOT NULL,
  change_code text NOT NULL,
  CONSTRAINT pk_lsoa_changes PRIMARY KEY (lsoa11_code, lsoa21_code),
  CONSTRAINT ck_lsoa_changes_code CHECK (change_code = ANY (ARRAY['U'::text, 'S'::text, 'M'::text, 'X'::text]))
);

CREATE TABLE geography.postcodes (
  postcode_key text COLLATE "C" NOT NULL,
  is_live boolean,
  terminated_month text,
  country_code text COLLATE "C",
  lad_code text COLLATE "C",
  lsoa11_code text COLLATE "C",
  lsoa21_code text COLLATE "C",
  icb_code text COLLATE "C",
  easting integer,
  northing integer,
  latitude double precision,
  longitude double precision,
  is_lsoa11_given boolean NOT NULL,
  is_lsoa21_given boolean NOT NULL,
  is_icb_given boolean NOT NULL,
  CONSTRAINT pk_postcodes PRIMARY KEY (postcode_key),
  CONSTRAINT ck_postcodes_terminated CHECK (terminated_month IS NULL OR NOT is_live)
);

CREATE TABLE identity.organisations (
  organisation_id uuid NOT NULL DEFAULT uuidv7(),
  parent_id uuid,
  level text NOT NULL,
  organisation_type text,
  code text NOT NULL,
  name text NOT NULL,
  is_demo boolean NOT NULL DEFAULT false,
  created_at timestamp with time zone NOT NULL DEFAULT now(),
  CONSTRAINT pk_organisations PRIMARY KEY (organisation_id),
  CONSTRAINT uq_organisations_code UNIQUE (code),
  CONSTRAINT ck_organisations_level CHECK (level = ANY (ARRAY['city'::text, 'ics'::text, 'place'::text, 'organisation'::text])),
  CONSTRAINT ck_organisations_parent CHECK ((level = 'city'::text) = (parent_id IS NULL)),
  CONSTRAINT ck_organisations_type CHECK ((level = 'organisation'::text) = (organisation_type IS NOT NULL) AND (organisation_type = ANY (ARRAY['trust'::text, 'gp-practice'::text, 'care-provider'::text, 'contractor'::text, 'local-authority'::text, 'college'::text, 'training-provider'::text, 'brokerage'::text])))
);

CREATE TABLE matching.candidate_matches (
  run_id uuid NOT NULL,
  candidate_id uuid NOT NULL,
  eligible_count integer NOT NULL,
  opportunity_ids uuid[] NOT NULL,
  scores integer[] NOT NULL,
  CONSTRAINT pk_candidate_matches PRIMARY KEY (run_id, candidate_id)
);

CREATE TABLE matching.opportunity_matches (
  run_id uuid NOT NULL,
  part_number integer NOT NULL,
  opportunity_id uuid NOT NULL,
  eligible_count integer NOT NULL,
  candidate_ids uuid[] NOT NULL,
  scores integer[] NOT NULL,
  CONSTRAINT pk_opportunity_matches PRIMARY KEY (run_id, part_number, opportunity_id)
);

CREATE TABLE matching.runs (
  run_id uuid NOT NULL DEFAULT uuidv7(),
  requested_by text NOT NULL,
  as_of_on date NOT NULL,
  seed integer NOT NULL,
  matches_each integer NOT NULL,
  rule_version text NOT NULL,
  snapshot_id uuid,
  shard_count integer,
  status text NOT NULL DEFAULT 'queued'::text,
  claim_token uuid,
  leased_until timestamp with time zone,
  attempts integer NOT NULL DEFAULT 0,
  rung_at timestamp with time zone NOT NULL DEFAULT now(),
  error_code text,
  error_detail text,
  created_at timestamp with time zone NOT NULL DEFAULT now(),
  finished_at timestamp with time zone,
  CONSTRAINT pk_runs PRIMARY KEY (run_id),
  CONSTRAINT ck_runs_matches_each CHECK (matches_each >= 1 AND matches_each <= 200),
  CONSTRAINT ck_runs_status CHECK (status = ANY (ARRAY['queued'::text, 'working'::text, 'sharded'::text, 'done'::text, 'failed'::text, 'cancelled'::text]))
);

CREATE TABLE matching.shards (
  shard_id uuid NOT NULL DEFAULT uuidv7(),
  run_id uuid NOT NULL,
  part_number integer NOT NULL,
  candidate_count integer NOT NULL,
  status text NOT NULL DEFAULT 'queued'::text,
  claim_token uuid,
  leased_until timestamp with time zone,
  attempts integer NOT NULL DEFAULT 0,
  rung_at timestamp with time zone NOT NULL DEFAULT now(),
  error_code text,
  error_detail text,
  finished_at timestamp with time zone,
  CONSTRAINT pk_shards PRIMARY KEY (shard_id),
  CONSTRAINT uq_shards_part UNIQUE (run_id, part_number),
  CONSTRAINT ck_shards_status CHECK (status = ANY (ARRAY['queued'::text, 'working'::text, 'done'::text, 'failed'::text, 'cancelled'::text]))
);

CREATE TABLE matching.snapshot_parts (
  snapshot_id uuid NOT NULL,
  content text NOT NULL,
  part_number integer NOT NULL,
  body bytea NOT NULL,
  CONSTRAINT pk_snapshot_parts PRIMARY KEY (snapshot_id, content, part_number),
  CONSTRAINT ck_snapshot_parts_content CHECK (content = ANY (ARRAY['candidates'::text, 'opportunities'::text]))
);

CREATE TABLE matching.snapshots (
  snapshot_id uuid NOT NULL DEFAULT uuidv7(),
  snapshot_version bigint NOT NULL GENERATED ALWAYS AS IDENTITY,
  taken_at timestamp with time zone NOT NULL DEFAULT now(),
  as_of_on date NOT NULL,
  candidate_count integer NOT NULL,
  opportunity_count integer NOT NULL,
  CONSTRAINT pk_snapshots PRIMARY KEY (snapshot_id),
  CONSTRAINT uq_snapshots_version UNIQUE (snapshot_version)
);

CREATE TABLE opportunities.courses (
  course_id uuid NOT NULL DEFAULT uuidv7(),
  organisation_id uuid NOT NULL,
  course_key text NOT NULL,
  learning_aim_code text,
  is_aim_checked boolean NOT NULL DEFAULT false,
  course_texts jsonb NOT NULL,
  CONSTRAINT pk_courses PRIMARY KEY (course_id),
  CONSTRAINT uq_courses_key UNIQUE (organisation_id, course_key)
);

CREATE TABLE opportunities.intakes (
  intake_id uuid NOT NULL DEFAULT uuidv7(),
  opportunity_id uuid NOT NULL,
  starts_on date,
  places integer,
  places_taken integer NOT NULL DEFAULT 0,
  is_closed boolean NOT NULL DEFAULT false,
  CONSTRAINT pk_intakes PRIMARY KEY (intake_id),
  CONSTRAINT uq_intakes_start UNIQUE NULLS NOT DISTINCT (opportunity_id, starts_on),
  CONSTRAINT ck_intakes_places CHECK (places_taken >= 0 AND places >= 0 AND (places IS NULL OR places_taken <= places))
);

CREATE TABLE opportunities.opportunities (
  opportunity_id uuid NOT NULL DEFAULT uuidv7(),
  organisation_id uuid NOT NULL,
  source text NOT NULL,
  reference text NOT NULL,
  course_id uuid,
  venue_id uuid,
  programme_code text,
  kind text NOT NULL,
  title text NOT NULL,
  description text,
  employer_name text,
  pathway text NOT NULL,
  postcode text,
  attendance text NOT NULL,
  minimum_level smallint NOT NULL DEFAULT 0,
  minimum_english_level smallint NOT NULL DEFAULT 0,
  minimum_maths_level smallint NOT NULL DEFAULT 0,
  required_skill_codes text[] NOT NULL DEFAULT '{}'::text[],
  desired_skill_codes text[] NOT NULL DEFAULT '{}'::text[],
  required_check_codes text[] NOT NULL DEFAULT '{}'::text[],
  schedule_slots integer,
  schedule_needed smallint,
  band text,
  hourly_pence integer,
  is_unpaid boolean NOT NULL,
  pay_wording text,
  study_level smallint,
  standard_code text,
  posted_on date,
  closes_on date,
  webpage text,
  details jsonb NOT NULL DEFAULT '{}'::jsonb,
  same_job_as_id uuid,
  is_withdrawn boolean NOT NULL DEFAULT false,
  row_digest text NOT NULL,
  created_at timestamp with time zone NOT NULL DEFAULT now(),
  updated_at timestamp with time zone NOT NULL DEFAULT now(),
  CONSTRAINT pk_opportunities PRIMARY KEY (opportunity_id),
  CONSTRAINT uq_opportunities_reference UNIQUE (organisation_id, source, reference),
  CONSTRAINT ck_opportunities_attendance CHECK (attendance = ANY (ARRAY['site'::text, 'remote'::text])),
  CONSTRAINT ck_opportunities_kind CHECK (kind = ANY (ARRAY['role'::text, 'apprenticeship'::text, 'course'::text, 'placement'::text])),
  CONSTRAINT ck_opportunities_schedule CHECK ((schedule_slots IS NULL) = (schedule_needed IS NULL)),
  CONSTRAINT ck_opportunities_source CHECK (source = ANY (ARRAY['course-directory'::text, 'display-advert'::text, 'nhs-jobs'::text, 'roles-csv'::text]))
);

CREATE TABLE opportunities.programmes (
  programme_id uuid NOT NULL DEFAULT uuidv7(),
  organisation_id uuid NOT NULL,
  code text NOT NULL,
  name text NOT NULL,
  starts_on date NOT NULL,
  ends_on date,
  minimum_age smallint,
  maximum_age smallint,
  target_groups text[] NOT NULL DEFAULT '{}'::text[],
  area_codes text[] NOT NULL DEFAULT '{}'::text[],
  justification text,
  review_on date,
  CONSTRAINT pk_programmes PRIMARY KEY (programme_id),
  CONSTRAINT uq_programmes_code UNIQUE (code)
);

CREATE TABLE opportunities.venues (
  venue_id uuid NOT NULL DEFAULT uuidv7(),
  organisation_id uuid NOT NULL,
  reference text NOT NULL,
  name text NOT NULL,
  address_lines text[] NOT NULL,
  town text,
  county text,
  postcode text NOT NULL,
  email text,
  phone text,
  website text,
  row_digest text NOT NULL,
  CONSTRAINT pk_venues PRIMARY KEY (venue_id),
  CONSTRAINT uq_venues_reference UNIQUE (organisation_id, reference)
);

CREATE TABLE outcomes.hires (
  hire_id uuid NOT NULL DEFAULT uuidv7(),
  organisation_id uuid NOT NULL,
  employee_reference text NOT NULL,
  candidate_reference text,
  started_on date NOT NULL,
  postcode text,
  postcode_key text,
  given_name text,
  family_name text,
  born_on date,
  age smallint,
  band text,
  staff_group text,
  contract text,
  referral_id uuid,
  link text NOT NULL DEFAULT 'none'::text,
  row_digest text NOT NULL,
  upload_id uuid NOT NULL,
  CONSTRAINT pk_hires PRIMARY KEY (hire_id),
  CONSTRAINT uq_hires_reference UNIQUE (organisation_id, employee_reference, started_on),
  CONSTRAINT ck_hires_link CHECK ((link = ANY (ARRAY['none'::text, 'reference'::text, 'name-and-date-of-birth'::text, 'ambiguous'::text])) AND (referral_id IS NOT NULL) = (link = ANY (ARRAY['reference'::text, 'name-and-date-of-birth'::text])))
);

CREATE TABLE outcomes.outcome_events (
  event_id uuid NOT NULL DEFAULT uuidv7(),
  referral_id uuid NOT NULL,
  kind text NOT NULL,
  happened_on date NOT NULL,
  week smallint,
  destination_code text,
  actor_id text NOT NULL,
  recorded_at timestamp with time zone NOT NULL DEFAULT now(),
  CONSTRAINT pk_outcome_events PRIMARY KEY (event_id),
  CONSTRAINT uq_outcome_events UNIQUE NULLS NOT DISTINCT (referral_id, kind, happened_on, week),
  CONSTRAINT ck_outcome_events_kind CHECK (kind = ANY (ARRAY['still-there'::text, 'left'::text, 'progressed'::text])),
  CONSTRAINT ck_outcome_events_week CHECK (week = ANY (ARRAY[13, 26, 52]))
);

ALTER TABLE brokerage.referral_events ADD CONSTRAINT fk_referral_events_referral FOREIGN KEY (referral_id) REFERENCES brokerage.referrals(referral_id);
ALTER TABLE brokerage.referrals ADD CONSTRAINT fk_referrals_candidate FOREIGN KEY (candidate_id) REFERENCES candidates.candidates(candidate_id);
ALTER TABLE brokerage.referrals ADD CONSTRAINT fk_referrals_intake FOREIGN KEY (intake_id) REFERENCES opportunities.intakes(intake_id);
ALTER TABLE brokerage.referrals ADD CONSTRAINT fk_referrals_run FOREIGN KEY (run_id) REFERENCES matching.runs(run_id) ON DELETE SET NULL;
ALTER TABLE candidates.candidates ADD CONSTRAINT fk_candidates_organisation FOREIGN KEY (organisation_id) REFERENCES identity.organisations(organisation_id);
ALTER TABLE candidates.consents ADD CONSTRAINT fk_consents_candidate FOREIGN KEY (candidate_id) REFERENCES candidates.candidates(candidate_id) ON DELETE CASCADE;
ALTER TABLE candidates.qualifications ADD CONSTRAINT fk_qualifications_candidate FOREIGN KEY (candidate_id) REFERENCES candidates.candidates(candidate_id) ON DELETE CASCADE;
ALTER TABLE equality.hire_answers ADD CONSTRAINT fk_hire_answers_hire FOREIGN KEY (hire_id) REFERENCES outcomes.hires(hire_id) ON DELETE CASCADE;
ALTER TABLE exchange.upload_chunks ADD CONSTRAINT fk_upload_chunks_upload FOREIGN KEY (upload_id) REFERENCES exchange.uploads(upload_id) ON DELETE CASCADE;
ALTER TABLE exchange.upload_rows ADD CONSTRAINT fk_upload_rows_upload FOREIGN KEY (upload_id) REFERENCES exchange.uploads(upload_id) ON DELETE CASCADE;
ALTER TABLE exchange.uploads ADD CONSTRAINT fk_uploads_organisation FOREIGN KEY (organisation_id) REFERENCES identity.organisations(organisation_id);
ALTER TABLE identity.organisations ADD CONSTRAINT fk_organisations_parent FOREIGN KEY (parent_id) REFERENCES identity.organisations(organisation_id);
ALTER TABLE matching.candidate_matches ADD CONSTRAINT fk_candidate_matches_run FOREIGN KEY (run_id) REFERENCES matching.runs(run_id) ON DELETE CASCADE;
ALTER TABLE matching.opportunity_matches ADD CONSTRAINT fk_opportunity_matches_run FOREIGN KEY (run_id) REFERENCES matching.runs(run_id) ON DELETE CASCADE;
ALTER TABLE matching.runs ADD CONSTRAINT fk_runs_snapshot FOREIGN KEY (snapshot_id) REFERENCES matching.snapshots(snapshot_id);
ALTER TABLE matching.shards ADD CONSTRAINT fk_shards_run FOREIGN KEY (run_id) REFERENCES matching.runs(run_id) ON DELETE CASCADE;
ALTER TABLE matching.snapshot_parts ADD CONSTRAINT fk_snapshot_parts_snapshot FOREIGN KEY (snapshot_id) REFERENCES matching.snapshots(snapshot_id) ON DELETE CASCADE;
ALTER TABLE opportunities.courses ADD CONSTRAINT fk_courses_organisation FOREIGN KEY (organisation_id) REFERENCES identity.organisations(organisation_id);
ALTER TABLE opportunities.intakes ADD CONSTRAINT fk_intakes_opportunity FOREIGN KEY (opportunity_id) REFERENCES opportunities.opportunities(opportunity_id) ON DELETE CASCADE;
ALTER TABLE opportunities.opportunities ADD CONSTRAINT fk_opportunities_course FOREIGN KEY (course_id) REFERENCES opportunities.courses(course_id);
ALTER TABLE opportunities.opportunities ADD CONSTRAINT fk_opportunities_organisation FOREIGN KEY (organisation_id) REFERENCES identity.organisations(organisation_id);
ALTER TABLE opportunities.opportunities ADD CONSTRAINT fk_opportunities_programme FOREIGN KEY (programme_code) REFERENCES opportunities.programmes(code);
ALTER TABLE opportunities.opportunities ADD CONSTRAINT fk_opportunities_same_job FOREIGN KEY (same_job_as_id) REFERENCES opportunities.opportunities(opportunity_id);
ALTER TABLE opportunities.opportunities ADD CONSTRAINT fk_opportunities_venue FOREIGN KEY (venue_id) REFERENCES opportunities.venues(venue_id);
ALTER TABLE opportunities.programmes ADD CONSTRAINT fk_programmes_organisation FOREIGN KEY (organisation_id) REFERENCES identity.organisations(organisation_id);
ALTER TABLE opportunities.venues ADD CONSTRAINT fk_venues_organisation FOREIGN KEY (organisation_id) REFERENCES identity.organisations(organisation_id);
ALTER TABLE outcomes.hires ADD CONSTRAINT fk_hires_organisation FOREIGN KEY (organisation_id) REFERENCES identity.organisations(organisation_id);
ALTER TABLE outcomes.hires ADD CONSTRAINT fk_hires_referral FOREIGN KEY (referral_id) REFERENCES brokerage.referrals(referral_id);
ALTER TABLE outcomes.outcome_events ADD CONSTRAINT fk_outcome_events_referral FOREIGN KEY (referral_id) REFERENCES brokerage.referrals(referral_id);

CREATE INDEX ix_events_subject ON audit.events USING btree (subject, occurred_at);
CREATE INDEX ix_referral_events_referral ON brokerage.referral_events USING btree (referral_id, occurred_at);
CREATE INDEX ix_referrals_candidate ON brokerage.referrals USING btree (candidate_id);
CREATE INDEX ix_referrals_intake ON brokerage.referrals USING btree (intake_id);
CREATE INDEX ix_referrals_run ON brokerage.referrals USING btree (run_id) WHERE run_id IS NOT NULL;
CREATE UNIQUE INDEX uq_referrals_live ON brokerage.referrals USING btree (candidate_id, intake_id) WHERE status <> ALL (ARRAY['not-taken-forward'::text, 'withdrawn'::text, 'declined'::text, 'expired'::text]);
CREATE INDEX ix_candidates_name ON candidates.candidates USING btree (family_name, given_name, candidate_id);
CREATE INDEX ix_uploads_created ON exchange.uploads USING btree (created_at);
CREATE INDEX ix_uploads_open ON exchange.uploads USING btree (organisation_id, content, upload_id) WHERE status = ANY (ARRAY['queued'::text, 'working'::text]);
CREATE INDEX ix_imports_kind ON geography.imports USING btree (kind, status);
CREATE INDEX ix_organisations_parent ON identity.organisations USING btree (parent_id);
CREATE INDEX ix_runs_created ON matching.runs USING btree (created_at);
CREATE INDEX ix_runs_open ON matching.runs USING btree (rung_at) WHERE status = ANY (ARRAY['queued'::text, 'working'::text, 'sharded'::text]);
CREATE INDEX ix_shards_open ON matching.shards USING btree (rung_at) WHERE status = ANY (ARRAY['queued'::text, 'working'::text]);
CREATE INDEX ix_opportunities_closes ON opportunities.opportunities USING btree (closes_on) WHERE NOT is_withdrawn;
CREATE INDEX ix_opportunities_course ON opportunities.opportunities USING btree (course_id) WHERE course_id IS NOT NULL;
CREATE INDEX ix_opportunities_same_job ON opportunities.opportunities USING btree (same_job_as_id) WHERE same_job_as_id IS NOT NULL;
CREATE INDEX ix_opportunities_title ON opportunities.opportunities USING btree (title, opportunity_id);
CREATE INDEX ix_hires_period ON outcomes.hires USING btree (started_on, organisation_id);
CREATE INDEX ix_hires_referral ON outcomes.hires USING btree (referral_id) WHERE referral_id IS NOT NULL;
