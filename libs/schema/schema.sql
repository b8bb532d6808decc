-- The migrated database, made from it and compared with it by test/house/schema.spec.ts.
-- After a new migration write it anew: PATHWAYS_WRITE_SCHEMA=1 npm test -- test/house/schema
-- The roles pathways_* belong to the server and not to this database: the migrations make them where they are missing.

CREATE EXTENSION btree_gist WITH SCHEMA public;

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
  purpose text,
  organisation_id uuid,
  request_id text DEFAULT NULLIF(current_setting('pathways.request'::text, true), ''::text),
  CONSTRAINT pk_events PRIMARY KEY (event_id)
);

CREATE TABLE audit.links (
  chain_number bigint NOT NULL,
  event_id uuid NOT NULL,
  hash bytea NOT NULL,
  CONSTRAINT pk_links PRIMARY KEY (chain_number),
  CONSTRAINT uq_links_event UNIQUE (event_id)
);

CREATE TABLE brokerage.assignments (
  assignment_id uuid NOT NULL DEFAULT uuidv7(),
  candidate_id uuid NOT NULL,
  user_id uuid NOT NULL,
  from_on date NOT NULL,
  to_on date,
  reason_code text NOT NULL,
  note text,
  assigned_by text NOT NULL,
  ended_reason_code text,
  ended_note text,
  ended_by text,
  CONSTRAINT pk_assignments PRIMARY KEY (assignment_id),
  CONSTRAINT ck_assignments_days CHECK (to_on >= from_on),
  CONSTRAINT ck_assignments_ended CHECK (num_nulls(to_on, ended_reason_code, ended_by) = ANY (ARRAY[0, 3]))
);

CREATE TABLE brokerage.bulk_actions (
  bulk_id uuid NOT NULL DEFAULT uuidv7(),
  requested_by text NOT NULL,
  people_nodes uuid[] NOT NULL,
  request_key uuid NOT NULL,
  kind text NOT NULL,
  request_digest text NOT NULL,
  created_at timestamp with time zone NOT NULL DEFAULT now(),
  asked jsonb NOT NULL DEFAULT '{}'::jsonb,
  body text,
  filter jsonb,
  people integer NOT NULL DEFAULT 0,
  status text NOT NULL DEFAULT 'queued'::text,
  claim_token uuid,
  leased_until timestamp with time zone,
  attempts integer NOT NULL DEFAULT 0,
  rung_at timestamp with time zone NOT NULL DEFAULT now(),
  error_code text,
  error_detail text,
  finished_at timestamp with time zone,
  CONSTRAINT pk_bulk_actions PRIMARY KEY (bulk_id),
  CONSTRAINT uq_bulk_actions_key UNIQUE (requested_by, request_key),
  CONSTRAINT ck_bulk_actions_kind CHECK (kind = ANY (ARRAY['hand-over'::text, 'refer'::text, 'message'::text])),
  CONSTRAINT ck_bulk_actions_status CHECK (status = ANY (ARRAY['queued'::text, 'working'::text, 'done'::text, 'failed'::text, 'cancelled'::text]))
);

CREATE TABLE brokerage.bulk_outcomes (
  bulk_id uuid NOT NULL,
  candidate_id uuid NOT NULL,
  outcome text,
  subject_id uuid,
  "position" integer NOT NULL,
  CONSTRAINT pk_bulk_outcomes PRIMARY KEY (bulk_id, candidate_id)
);

CREATE TABLE brokerage.case_summaries (
  candidate_id uuid NOT NULL,
  organisation_id uuid NOT NULL,
  user_id uuid,
  next_task_on date,
  still_since_on date,
  no_contact_since_on date,
  contract_ends_on date,
  next_outcome_on date,
  offer_since_on date,
  checks_since_on date,
  unassigned_since_on date,
  assigned_since_on date,
  last_contact_on date,
  last_tried_on date,
  live_referrals smallint NOT NULL,
  open_tasks smallint NOT NULL,
  CONSTRAINT pk_case_summaries PRIMARY KEY (candidate_id)
);

CREATE TABLE brokerage.chases (
  referral_id uuid NOT NULL,
  status text NOT NULL,
  step text NOT NULL,
  taken_on date NOT NULL,
  CONSTRAINT pk_chases PRIMARY KEY (referral_id, status, step),
  CONSTRAINT ck_chases_step CHECK (step = ANY (ARRAY['reminder'::text, 'second-reminder'::text, 'escalation'::text, 'expiry'::text]))
);

CREATE TABLE brokerage.chasing_rules (
  rule_id uuid NOT NULL DEFAULT uuidv7(),
  organisation_id uuid NOT NULL,
  programme_code text NOT NULL,
  status text NOT NULL,
  from_on date NOT NULL,
  reminder_days integer NOT NULL,
  second_reminder_days integer NOT NULL,
  escalation_days integer NOT NULL,
  expiry_days integer,
  recorded_by text NOT NULL,
  recorded_at timestamp with time zone NOT NULL DEFAULT now(),
  CONSTRAINT pk_chasing_rules PRIMARY KEY (rule_id),
  CONSTRAINT ck_chasing_rules_days CHECK (0 < reminder_days AND reminder_days < second_reminder_days AND second_reminder_days < escalation_days AND escalation_days < COALESCE(expiry_days, 367)),
  CONSTRAINT ck_chasing_rules_expiry CHECK ((expiry_days IS NULL) = (status = ANY (ARRAY['offered'::text, 'accepted'::text, 'checks'::text]))),
  CONSTRAINT ck_chasing_rules_status CHECK (status = ANY (ARRAY['suggested'::text, 'referred'::text, 'reviewing'::text, 'interview'::text, 'offered'::text, 'accepted'::text, 'checks'::text]))
);

CREATE TABLE brokerage.check_events (
  check_event_id uuid NOT NULL DEFAULT uuidv7(),
  referral_id uuid NOT NULL,
  check_code text NOT NULL,
  step text NOT NULL,
  happened_on date NOT NULL,
  method_code text,
  document_codes text[] NOT NULL DEFAULT '{}'::text[],
  reason_code text,
  actor_id text NOT NULL,
  recorded_at timestamp with time zone NOT NULL DEFAULT now(),
  CONSTRAINT pk_check_events PRIMARY KEY (check_event_id),
  CONSTRAINT ck_check_events_check CHECK (check_code = ANY (ARRAY['identity'::text, 'right-to-work'::text, 'registration'::text, 'references'::text, 'criminal-record'::text, 'work-health'::text])),
  CONSTRAINT ck_check_events_step CHECK (step = ANY (ARRAY['ask'::text, 'provide'::text, 'pass'::text, 'raise-concern'::text, 'not-needed'::text]))
);

CREATE TABLE brokerage.check_rule_versions (
  check_rule_version_id uuid NOT NULL DEFAULT uuidv7(),
  organisation_id uuid,
  version_number integer NOT NULL,
  from_on date NOT NULL,
  rules jsonb NOT NULL,
  source text NOT NULL,
  is_verified boolean NOT NULL,
  recorded_by text NOT NULL,
  recorded_at timestamp with time zone NOT NULL DEFAULT now(),
  CONSTRAINT pk_check_rule_versions PRIMARY KEY (check_rule_version_id),
  CONSTRAINT uq_check_rule_versions_number UNIQUE NULLS NOT DISTINCT (organisation_id, version_number),
  CONSTRAINT ck_check_rule_versions_number CHECK (version_number > 0),
  CONSTRAINT ck_check_rule_versions_rules CHECK (jsonb_typeof(rules) = 'object'::text)
);

CREATE TABLE brokerage.contacts (
  contact_id uuid NOT NULL DEFAULT uuidv7(),
  candidate_id uuid NOT NULL,
  happened_on date NOT NULL,
  channel text NOT NULL,
  has_reached boolean NOT NULL,
  note text,
  recorded_by text NOT NULL,
  recorded_at timestamp with time zone NOT NULL DEFAULT now(),
  CONSTRAINT pk_contacts PRIMARY KEY (contact_id),
  CONSTRAINT ck_contacts_channel CHECK (channel = ANY (ARRAY['call'::text, 'text'::text, 'mail'::text, 'in-person'::text, 'video'::text]))
);

CREATE TABLE brokerage.fair_bookings (
  booking_id uuid NOT NULL DEFAULT uuidv7(),
  slot_id uuid NOT NULL,
  candidate_id uuid NOT NULL,
  stand_id uuid NOT NULL,
  candidate_organisation_id uuid NOT NULL,
  stand_organisation_id uuid NOT NULL,
  during tstzrange NOT NULL,
  status text NOT NULL DEFAULT 'booked'::text,
  sequence integer NOT NULL DEFAULT 0,
  attendance text,
  outcome_code text,
  outcome_opportunity_id uuid,
  referral_id uuid,
  booked_at timestamp with time zone NOT NULL DEFAULT now(),
  changed_at timestamp with time zone NOT NULL DEFAULT now(),
  CONSTRAINT pk_fair_bookings PRIMARY KEY (booking_id),
  CONSTRAINT ex_fair_bookings_person EXCLUDE USING gist (candidate_id WITH =, during WITH &&) WHERE (status = 'booked'::text),
  CONSTRAINT ck_fair_bookings_attendance CHECK (attendance = ANY (ARRAY['arrived'::text, 'did-not-come'::text])),
  CONSTRAINT ck_fair_bookings_outcome CHECK (outcome_code = ANY (ARRAY['interested'::text, 'interview'::text, 'offer'::text, 'not-for-us'::text, 'not-for-me'::text, 'call-back'::text])),
  CONSTRAINT ck_fair_bookings_status CHECK (status = ANY (ARRAY['booked'::text, 'cancelled'::text]))
);

CREATE TABLE brokerage.fair_registrations (
  registration_id uuid NOT NULL DEFAULT uuidv7(),
  session_id uuid NOT NULL,
  candidate_id uuid NOT NULL,
  candidate_organisation_id uuid NOT NULL,
  status text NOT NULL DEFAULT 'waiting'::text,
  line_number integer NOT NULL,
  attendance text,
  registered_at timestamp with time zone NOT NULL DEFAULT now(),
  CONSTRAINT pk_fair_registrations PRIMARY KEY (registration_id),
  CONSTRAINT uq_fair_registrations_line UNIQUE (session_id, line_number),
  CONSTRAINT ck_fair_registrations_attendance CHECK ((attendance = ANY (ARRAY['arrived'::text, 'did-not-come'::text])) AND (attendance IS NULL OR status = 'registered'::text)),
  CONSTRAINT ck_fair_registrations_status CHECK (status = ANY (ARRAY['registered'::text, 'waiting'::text, 'cancelled'::text]))
);

CREATE TABLE brokerage.fair_sessions (
  session_id uuid NOT NULL DEFAULT uuidv7(),
  fair_id uuid NOT NULL,
  starts_at timestamp with time zone NOT NULL,
  ends_at timestamp with time zone NOT NULL,
  capacity integer NOT NULL,
  video_link text,
  CONSTRAINT pk_fair_sessions PRIMARY KEY (session_id),
  CONSTRAINT ck_fair_sessions_capacity CHECK (capacity >= 1 AND capacity <= 100000),
  CONSTRAINT ck_fair_sessions_times CHECK (ends_at > starts_at),
  CONSTRAINT ck_fair_sessions_video_link CHECK (video_link ~~ 'https://%'::text)
);

CREATE TABLE brokerage.fair_slots (
  slot_id uuid NOT NULL DEFAULT uuidv7(),
  stand_id uuid NOT NULL,
  session_id uuid NOT NULL,
  during tstzrange NOT NULL,
  CONSTRAINT pk_fair_slots PRIMARY KEY (slot_id),
  CONSTRAINT ex_fair_slots_stand EXCLUDE USING gist (stand_id WITH =, during WITH &&)
);

CREATE TABLE brokerage.fair_stand_opportunities (
  stand_id uuid NOT NULL,
  opportunity_id uuid NOT NULL,
  CONSTRAINT pk_fair_stand_opportunities PRIMARY KEY (stand_id, opportunity_id)
);

CREATE TABLE brokerage.fair_stand_users (
  stand_id uuid NOT NULL,
  user_id uuid NOT NULL,
  CONSTRAINT pk_fair_stand_users PRIMARY KEY (stand_id, user_id)
);

CREATE TABLE brokerage.fair_stands (
  stand_id uuid NOT NULL DEFAULT uuidv7(),
  fair_id uuid NOT NULL,
  organisation_id uuid NOT NULL,
  video_link text,
  CONSTRAINT pk_fair_stands PRIMARY KEY (stand_id),
  CONSTRAINT uq_fair_stands_organisation UNIQUE (fair_id, organisation_id),
  CONSTRAINT ck_fair_stands_video_link CHECK (video_link ~~ 'https://%'::text)
);

CREATE TABLE brokerage.fairs (
  fair_id uuid NOT NULL DEFAULT uuidv7(),
  organisation_id uuid NOT NULL,
  name text NOT NULL,
  first_on date NOT NULL,
  last_on date NOT NULL,
  target_groups text[] NOT NULL DEFAULT '{}'::text[],
  area_codes text[] NOT NULL DEFAULT '{}'::text[],
  programme_code text,
  created_at timestamp with time zone NOT NULL DEFAULT now(),
  called_off_at timestamp with time zone,
  CONSTRAINT pk_fairs PRIMARY KEY (fair_id),
  CONSTRAINT ck_fairs_days CHECK (last_on >= first_on),
  CONSTRAINT ck_fairs_protected CHECK (programme_code IS NOT NULL OR NOT target_groups && ARRAY['aged-16-24'::text, 'aged-45-plus'::text])
);

CREATE TABLE brokerage.messages (
  message_id uuid NOT NULL DEFAULT uuidv7(),
  key text NOT NULL,
  kind text NOT NULL,
  part_of_id uuid,
  to_candidate_id uuid,
  to_user_id uuid,
  to_role text,
  to_organisation_id uuid,
  referral_id uuid,
  candidate_id uuid,
  fair_id uuid,
  organisation_id uuid,
  data jsonb NOT NULL DEFAULT '{}'::jsonb,
  status text NOT NULL DEFAULT 'queued'::text,
  reason_code text,
  tries integer NOT NULL DEFAULT 0,
  due_at timestamp with time zone NOT NULL DEFAULT now(),
  claim_token uuid,
  created_at timestamp with time zone NOT NULL DEFAULT now(),
  claimed_at timestamp with time zone,
  ended_at timestamp with time zone,
  while_state text,
  useless_at timestamp with time zone,
  booking_id uuid,
  registration_id uuid,
  CONSTRAINT pk_messages PRIMARY KEY (message_id),
  CONSTRAINT uq_messages_key UNIQUE (key),
  CONSTRAINT ck_messages_ended CHECK ((status = ANY (ARRAY['addressed'::text, 'sent'::text, 'unknown'::text, 'not-sent'::text])) = (ended_at IS NOT NULL)),
  CONSTRAINT ck_messages_reason CHECK (
CASE
    WHEN status = 'not-sent'::text THEN reason_code = ANY (ARRAY['no-consent'::text, 'no-address'::text, 'no-account'::text, 'address-refused'::text, 'mail-server'::text, 'no-longer-true'::text, 'too-late'::text])
    ELSE reason_code IS NULL
END),
  CONSTRAINT ck_messages_status CHECK (status = ANY (ARRAY['queued'::text, 'addressed'::text, 'sending'::text, 'sent'::text, 'unknown'::text, 'not-sent'::text])),
  CONSTRAINT ck_messages_to CHECK (num_nonnulls(to_candidate_id, to_user_id, to_role) = 1 AND (to_role IS NULL) = (to_organisation_id IS NULL)),
  CONSTRAINT ck_messages_to_role CHECK (to_role = ANY (ARRAY['leads'::text, 'brokers'::text, 'partners'::text]))
);

CREATE TABLE brokerage.notes (
  note_id uuid NOT NULL DEFAULT uuidv7(),
  candidate_id uuid NOT NULL,
  visibility text NOT NULL,
  body text NOT NULL,
  written_by text NOT NULL,
  written_at timestamp with time zone NOT NULL DEFAULT now(),
  node_ids uuid[] NOT NULL,
  organisation_id uuid,
  CONSTRAINT pk_notes PRIMARY KEY (note_id),
  CONSTRAINT ck_notes_visibility CHECK (visibility = ANY (ARRAY['team'::text, 'organisation'::text, 'everybody'::text, 'candidate'::text]))
);

CREATE TABLE brokerage.pathway_plans (
  plan_id uuid NOT NULL DEFAULT uuidv7(),
  candidate_id uuid NOT NULL,
  organisation_id uuid NOT NULL,
  goal_step text NOT NULL,
  asked jsonb NOT NULL,
  person jsonb NOT NULL,
  ladders jsonb NOT NULL,
  route jsonb NOT NULL,
  saved_on date NOT NULL,
  saved_by text NOT NULL,
  shared_at timestamp with time zone,
  state text NOT NULL DEFAULT 'still-holds'::text,
  changes text[] NOT NULL DEFAULT '{}'::text[],
  legs_now jsonb NOT NULL,
  next_route jsonb,
  checked_on date NOT NULL,
  checked_at timestamp with time zone NOT NULL DEFAULT now(),
  reached_step text,
  reached_on date,
  reached_at timestamp with time zone,
  CONSTRAINT pk_pathway_plans PRIMARY KEY (plan_id),
  CONSTRAINT ck_pathway_plans_reached CHECK (num_nulls(reached_step, reached_on, reached_at) = ANY (ARRAY[0, 3])),
  CONSTRAINT ck_pathway_plans_state CHECK (state = ANY (ARRAY['still-holds'::text, 'changed'::text, 'broken'::text]))
);

CREATE TABLE brokerage.reasons (
  organisation_id uuid NOT NULL,
  reason_code text NOT NULL,
  steps text[] NOT NULL,
  refusers text[] NOT NULL,
  words text NOT NULL,
  kind_words text NOT NULL,
  effect text NOT NULL,
  effect_days integer,
  matters text[] NOT NULL,
  is_offered boolean NOT NULL,
  version_number integer NOT NULL DEFAULT 1,
  note text NOT NULL,
  changed_by text NOT NULL,
  changed_at timestamp with time zone NOT NULL DEFAULT now(),
  CONSTRAINT pk_reasons PRIMARY KEY (organisation_id, reason_code),
  CONSTRAINT ck_reasons_code CHECK (reason_code ~ '^[a-z][a-z-]{1,59}$'::text),
  CONSTRAINT ck_reasons_days CHECK (effect_days > 0),
  CONSTRAINT ck_reasons_effect CHECK (effect = ANY (ARRAY['none'::text, 'set-aside'::text, 'recheck'::text, 'pause'::text])),
  CONSTRAINT ck_reasons_refusers CHECK (cardinality(refusers) > 0 AND refusers <@ '{candidate,employer,college,nobody}'::text[]),
  CONSTRAINT ck_reasons_steps CHECK (cardinality(steps) > 0 AND steps <@ '{decline,reject,withdraw,expire,pause}'::text[])
);

CREATE TABLE brokerage.redeployment_records (
  candidate_id uuid NOT NULL,
  version_number integer NOT NULL,
  employer_id uuid,
  post_code text,
  band text,
  service_started_on date,
  agreed_notice_weeks smallint,
  notice_given_on date,
  trial_started_on date,
  trial_until_on date,
  recorded_by text NOT NULL,
  recorded_at timestamp with time zone NOT NULL,
  CONSTRAINT pk_redeployment_records PRIMARY KEY (candidate_id),
  CONSTRAINT ck_redeployment_records_trial CHECK (trial_until_on IS NULL OR trial_started_on IS NOT NULL),
  CONSTRAINT ck_redeployment_records_weeks CHECK (agreed_notice_weeks >= 0 AND agreed_notice_weeks <= 52)
);

CREATE TABLE brokerage.redeployment_rule_versions (
  redeployment_rule_version_id uuid NOT NULL DEFAULT uuidv7(),
  organisation_id uuid,
  version_number integer NOT NULL,
  from_on date NOT NULL,
  rules jsonb NOT NULL,
  source text NOT NULL,
  is_verified boolean NOT NULL,
  recorded_by text NOT NULL,
  recorded_at timestamp with time zone NOT NULL DEFAULT now(),
  CONSTRAINT pk_redeployment_rule_versions PRIMARY KEY (redeployment_rule_version_id),
  CONSTRAINT uq_redeployment_rule_versions_number UNIQUE NULLS NOT DISTINCT (organisation_id, version_number),
  CONSTRAINT ck_redeployment_rule_versions_number CHECK (version_number > 0),
  CONSTRAINT ck_redeployment_rule_versions_rules CHECK (jsonb_typeof(rules) = 'object'::text)
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
  refused_by text,
  effect text,
  effect_until_on date,
  CONSTRAINT pk_referral_events PRIMARY KEY (event_id),
  CONSTRAINT ck_referral_events_effect CHECK (effect = ANY (ARRAY['set-aside'::text, 'recheck'::text, 'pause'::text])),
  CONSTRAINT ck_referral_events_refused CHECK (refused_by = ANY (ARRAY['candidate'::text, 'employer'::text, 'college'::text, 'nobody'::text]))
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
  candidate_organisation_id uuid NOT NULL,
  opportunity_organisation_id uuid NOT NULL,
  left_on date,
  allocation_id uuid,
  hold_expires_on date,
  stand_id uuid,
  next_outcome_check_on date,
  ring_fence_id uuid,
  next_outcome_look_on date,
  CONSTRAINT pk_referrals PRIMARY KEY (referral_id),
  CONSTRAINT ck_referrals_ring_fence CHECK (ring_fence_id IS NULL OR holds_place),
  CONSTRAINT ck_referrals_started CHECK ((status = 'started'::text) = (started_on IS NOT NULL)),
  CONSTRAINT ck_referrals_status CHECK (status = ANY (ARRAY['suggested'::text, 'referred'::text, 'reviewing'::text, 'interview'::text, 'offered'::text, 'accepted'::text, 'checks'::text, 'started'::text, 'not-taken-forward'::text, 'withdrawn'::text, 'declined'::text, 'expired'::text]))
);

CREATE TABLE brokerage.tasks (
  task_id uuid NOT NULL DEFAULT uuidv7(),
  candidate_id uuid NOT NULL,
  code text,
  body text,
  due_on date NOT NULL,
  user_id uuid,
  created_by text NOT NULL,
  created_at timestamp with time zone NOT NULL DEFAULT now(),
  done_at timestamp with time zone,
  done_by text,
  CONSTRAINT pk_tasks PRIMARY KEY (task_id),
  CONSTRAINT ck_tasks_done CHECK ((done_at IS NULL) = (done_by IS NULL)),
  CONSTRAINT ck_tasks_what CHECK (num_nonnulls(code, body) > 0)
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
  evidence_codes text[] NOT NULL DEFAULT '{}'::text[],
  merged_into_id uuid,
  CONSTRAINT pk_candidates PRIMARY KEY (candidate_id),
  CONSTRAINT uq_candidates_organisation UNIQUE (candidate_id, organisation_id),
  CONSTRAINT uq_candidates_reference UNIQUE (organisation_id, reference),
  CONSTRAINT ck_candidates_evidence CHECK (evidence_codes <@ ARRAY['universal-credit'::text, 'work-coach-referral'::text, 'care-leaver'::text, 'education-health-care-plan'::text, 'prison-leaver'::text]),
  CONSTRAINT ck_candidates_levels CHECK (level >= 0 AND level <= 8 AND english_level >= 0 AND english_level <= 2 AND maths_level >= 0 AND maths_level <= 2),
  CONSTRAINT ck_candidates_merged CHECK (merged_into_id <> candidate_id),
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
  is_first_kept boolean,
  times_asked integer NOT NULL DEFAULT 0,
  CONSTRAINT pk_duplicates PRIMARY KEY (duplicate_id),
  CONSTRAINT uq_duplicates_pair UNIQUE (first_id, second_id),
  CONSTRAINT ck_duplicates_first_answer CHECK (first_answer = ANY (ARRAY['same'::text, 'different'::text])),
  CONSTRAINT ck_duplicates_likeness CHECK (likeness = ANY (ARRAY['certain'::text, 'likely'::text])),
  CONSTRAINT ck_duplicates_order CHECK (first_id < second_id),
  CONSTRAINT ck_duplicates_second_answer CHECK (second_answer = ANY (ARRAY['same'::text, 'different'::text]))
);

CREATE TABLE candidates.evidence_events (
  evidence_event_id uuid NOT NULL DEFAULT uuidv7(),
  candidate_id uuid NOT NULL,
  evidence_code text NOT NULL,
  is_shown boolean NOT NULL,
  seen_on date NOT NULL,
  actor_id text NOT NULL,
  recorded_at timestamp with time zone NOT NULL DEFAULT now(),
  CONSTRAINT pk_evidence_events PRIMARY KEY (evidence_event_id)
);

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
  CONSTRAINT pk_likeness_keys PRIMARY KEY (candidate_id, organisation_id)
);

CREATE TABLE candidates.merge_changes (
  merge_id uuid NOT NULL,
  change_number integer NOT NULL,
  changed_table text NOT NULL,
  row_key jsonb NOT NULL,
  before jsonb NOT NULL,
  after jsonb NOT NULL,
  CONSTRAINT pk_merge_changes PRIMARY KEY (merge_id, change_number)
);

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
  merged_at timestamp with time zone NOT NULL DEFAULT now(),
  undone_by text,
  undone_at timestamp with time zone,
  CONSTRAINT pk_merges PRIMARY KEY (merge_id),
  CONSTRAINT ck_merges_undone CHECK ((undone_at IS NULL) = (undone_by IS NULL))
);

CREATE TABLE candidates.pauses (
  pause_id uuid NOT NULL DEFAULT uuidv7(),
  candidate_id uuid NOT NULL,
  reason_code text NOT NULL,
  from_on date NOT NULL,
  resumes_on date,
  paused_by text NOT NULL,
  paused_at timestamp with time zone NOT NULL DEFAULT now(),
  ended_on date,
  ended_by text,
  CONSTRAINT pk_pauses PRIMARY KEY (pause_id),
  CONSTRAINT ck_pauses_ended CHECK ((ended_on IS NULL) = (ended_by IS NULL)),
  CONSTRAINT ck_pauses_span CHECK (resumes_on > from_on AND ended_on >= from_on)
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

CREATE TABLE geography.travel_time_modes (
  version integer NOT NULL,
  mode text NOT NULL,
  rows_version integer NOT NULL,
  CONSTRAINT pk_travel_time_modes PRIMARY KEY (version, mode),
  CONSTRAINT ck_travel_time_modes_mode CHECK (mode = ANY (ARRAY['walk'::text, 'cycle'::text, 'public'::text, 'car'::text])),
  CONSTRAINT ck_travel_time_modes_rows CHECK (rows_version <= version)
);

CREATE TABLE geography.travel_time_tables (
  version integer NOT NULL GENERATED ALWAYS AS IDENTITY,
  file_name text NOT NULL,
  digest text NOT NULL,
  rows_read integer NOT NULL,
  rows_loaded integer NOT NULL,
  rows_without_way integer NOT NULL,
  rows_skipped integer NOT NULL,
  row_errors jsonb NOT NULL,
  imported_at timestamp with time zone NOT NULL,
  replaced_at timestamp with time zone,
  is_in_use boolean NOT NULL GENERATED ALWAYS AS (replaced_at IS NULL) STORED,
  CONSTRAINT pk_travel_time_tables PRIMARY KEY (version)
);

CREATE TABLE geography.travel_times (
  version integer NOT NULL,
  mode text NOT NULL,
  from_zone text COLLATE "C" NOT NULL,
  to_zones text[] COLLATE "C" NOT NULL,
  minutes smallint[] NOT NULL,
  CONSTRAINT pk_travel_times PRIMARY KEY (version, mode, from_zone),
  CONSTRAINT ck_travel_times_mode CHECK (mode = ANY (ARRAY['walk'::text, 'cycle'::text, 'public'::text, 'car'::text])),
  CONSTRAINT ck_travel_times_pairs CHECK (cardinality(to_zones) = cardinality(minutes))
);

CREATE TABLE identity.account_links (
  link_id uuid NOT NULL DEFAULT uuidv7(),
  user_id uuid NOT NULL,
  purpose text NOT NULL,
  token_hash text NOT NULL,
  expires_at timestamp with time zone NOT NULL,
  used_at timestamp with time zone,
  created_at timestamp with time zone NOT NULL DEFAULT now(),
  CONSTRAINT pk_account_links PRIMARY KEY (link_id),
  CONSTRAINT uq_account_links_token UNIQUE (token_hash),
  CONSTRAINT ck_account_links_purpose CHECK (purpose = ANY (ARRAY['invitation'::text, 'reset'::text, 'sign-in'::text]))
);

CREATE TABLE identity.api_clients (
  client_id uuid NOT NULL DEFAULT uuidv7(),
  organisation_id uuid NOT NULL,
  name text NOT NULL,
  scopes text[] NOT NULL,
  revoked_at timestamp with time zone,
  created_at timestamp with time zone NOT NULL DEFAULT now(),
  CONSTRAINT pk_api_clients PRIMARY KEY (client_id),
  CONSTRAINT ck_api_clients_scopes CHECK (cardinality(scopes) > 0)
);

CREATE TABLE identity.api_keys (
  key_id uuid NOT NULL DEFAULT uuidv7(),
  client_id uuid NOT NULL,
  key_code text NOT NULL,
  key_hash text NOT NULL,
  expires_at timestamp with time zone,
  revoked_at timestamp with time zone,
  last_used_at timestamp with time zone,
  last_address text,
  created_at timestamp with time zone NOT NULL DEFAULT now(),
  CONSTRAINT pk_api_keys PRIMARY KEY (key_id),
  CONSTRAINT uq_api_keys_code UNIQUE (key_code)
);

CREATE TABLE identity.openid_identities (
  issuer text NOT NULL,
  subject text NOT NULL,
  user_id uuid NOT NULL,
  created_at timestamp with time zone NOT NULL DEFAULT now(),
  CONSTRAINT pk_openid_identities PRIMARY KEY (issuer, subject)
);

CREATE TABLE identity.organisation_parents (
  organisation_id uuid NOT NULL,
  parent_id uuid NOT NULL,
  valid_during daterange NOT NULL,
  CONSTRAINT pk_organisation_parents PRIMARY KEY (organisation_id, valid_during WITHOUT OVERLAPS),
  CONSTRAINT ck_organisation_parents_other CHECK (parent_id <> organisation_id),
  CONSTRAINT ck_organisation_parents_valid CHECK (NOT isempty(valid_during))
);

CREATE TABLE identity.organisation_paths (
  ancestor_id uuid NOT NULL,
  organisation_id uuid NOT NULL,
  valid_during daterange NOT NULL,
  CONSTRAINT pk_organisation_paths PRIMARY KEY (ancestor_id, organisation_id, valid_during WITHOUT OVERLAPS)
);

CREATE TABLE identity.organisations (
  organisation_id uuid NOT NULL DEFAULT uuidv7(),
  level text NOT NULL,
  organisation_type text,
  code text NOT NULL,
  name text NOT NULL,
  is_demo boolean NOT NULL DEFAULT false,
  created_at timestamp with time zone NOT NULL DEFAULT now(),
  CONSTRAINT pk_organisations PRIMARY KEY (organisation_id),
  CONSTRAINT uq_organisations_code UNIQUE (code),
  CONSTRAINT ck_organisations_level CHECK (level = ANY (ARRAY['city'::text, 'ics'::text, 'place'::text, 'organisation'::text])),
  CONSTRAINT ck_organisations_type CHECK ((level = 'organisation'::text) = (organisation_type IS NOT NULL) AND (organisation_type = ANY (ARRAY['trust'::text, 'gp-practice'::text, 'care-provider'::text, 'contractor'::text, 'local-authority'::text, 'college'::text, 'training-provider'::text, 'brokerage'::text])))
);

CREATE TABLE identity.rate_limits (
  key text NOT NULL,
  points integer NOT NULL DEFAULT 0,
  expire bigint,
  CONSTRAINT pk_rate_limits PRIMARY KEY (key)
);

CREATE TABLE identity.recovery_codes (
  user_id uuid NOT NULL,
  code_hash text NOT NULL,
  used_at timestamp with time zone,
  CONSTRAINT pk_recovery_codes PRIMARY KEY (user_id, code_hash)
);

CREATE TABLE identity.role_grants (
  grant_id uuid NOT NULL DEFAULT uuidv7(),
  user_id uuid NOT NULL,
  organisation_id uuid NOT NULL,
  role text NOT NULL,
  candidate_id uuid,
  from_on date NOT NULL,
  to_on date,
  revoked_at timestamp with time zone,
  created_at timestamp with time zone NOT NULL DEFAULT now(),
  CONSTRAINT pk_role_grants PRIMARY KEY (grant_id),
  CONSTRAINT ck_role_grants_candidate CHECK ((role = 'candidate'::text) = (candidate_id IS NOT NULL)),
  CONSTRAINT ck_role_grants_days CHECK (to_on >= from_on),
  CONSTRAINT ck_role_grants_role CHECK (role = ANY (ARRAY['broker'::text, 'broker-lead'::text, 'college-partner'::text, 'hr'::text, 'programme-lead'::text, 'candidate'::text, 'administrator'::text, 'auditor'::text]))
);

CREATE TABLE identity.sessions (
  sid text NOT NULL,
  sess json NOT NULL,
  expire timestamp with time zone NOT NULL,
  CONSTRAINT pk_sessions PRIMARY KEY (sid)
);

CREATE TABLE identity.sharing_agreement_parties (
  agreement_id uuid NOT NULL,
  organisation_id uuid NOT NULL,
  is_acting boolean NOT NULL,
  is_acted_for boolean NOT NULL,
  CONSTRAINT pk_sharing_agreement_parties PRIMARY KEY (agreement_id, organisation_id),
  CONSTRAINT ck_sharing_agreement_parties_part CHECK (is_acting OR is_acted_for)
);

CREATE TABLE identity.sharing_agreements (
  agreement_id uuid NOT NULL DEFAULT uuidv7(),
  name text NOT NULL,
  valid_during daterange NOT NULL,
  is_demo boolean NOT NULL DEFAULT false,
  created_at timestamp with time zone NOT NULL DEFAULT now(),
  CONSTRAINT pk_sharing_agreements PRIMARY KEY (agreement_id),
  CONSTRAINT ck_sharing_agreements_valid CHECK (NOT isempty(valid_during))
);

CREATE TABLE identity.sign_in_attempts (
  subject text NOT NULL,
  user_id uuid,
  failures integer NOT NULL DEFAULT 0,
  locked_until_at timestamp with time zone,
  last_failed_at timestamp with time zone NOT NULL,
  last_address text,
  CONSTRAINT pk_sign_in_attempts PRIMARY KEY (subject)
);

CREATE TABLE identity.users (
  user_id uuid NOT NULL DEFAULT uuidv7(),
  email text NOT NULL,
  email_fingerprint text NOT NULL,
  display_name text NOT NULL,
  is_active boolean NOT NULL DEFAULT true,
  accepted_at timestamp with time zone,
  password_hash text,
  has_second_factor boolean NOT NULL DEFAULT false,
  totp_secret text,
  totp_last_step bigint,
  sessions_valid_from_at timestamp with time zone,
  last_signed_in_at timestamp with time zone,
  is_demo boolean NOT NULL DEFAULT false,
  created_at timestamp with time zone NOT NULL DEFAULT now(),
  CONSTRAINT pk_users PRIMARY KEY (user_id),
  CONSTRAINT uq_users_email UNIQUE (email_fingerprint),
  CONSTRAINT ck_users_second_factor CHECK (totp_secret IS NOT NULL OR NOT has_second_factor)
);

CREATE TABLE matching.alert_readings (
  is_only boolean NOT NULL DEFAULT true,
  seen_transactions pg_snapshot NOT NULL DEFAULT pg_current_snapshot(),
  walked_to_id uuid,
  CONSTRAINT pk_alert_readings PRIMARY KEY (is_only),
  CONSTRAINT ck_alert_readings_is_only CHECK (is_only)
);

CREATE TABLE matching.alerts (
  alert_id uuid NOT NULL DEFAULT uuidv7(),
  candidate_id uuid NOT NULL,
  opportunity_id uuid NOT NULL,
  organisation_id uuid NOT NULL,
  score integer NOT NULL,
  found_at timestamp with time zone NOT NULL DEFAULT now(),
  seen_at timestamp with time zone,
  seen_by text,
  CONSTRAINT pk_alerts PRIMARY KEY (alert_id),
  CONSTRAINT uq_alerts_candidate_opportunity UNIQUE (candidate_id, opportunity_id),
  CONSTRAINT ck_alerts_seen CHECK ((seen_at IS NULL) = (seen_by IS NULL))
);

CREATE TABLE matching.allocation_places (
  allocation_id uuid NOT NULL,
  candidate_id uuid NOT NULL,
  opportunity_id uuid,
  intake_id uuid,
  score integer,
  decision text NOT NULL DEFAULT 'proposed'::text,
  reason text,
  decided_by text,
  decided_at timestamp with time zone,
  outcome text,
  is_reserved boolean NOT NULL DEFAULT false,
  CONSTRAINT pk_allocation_places PRIMARY KEY (allocation_id, candidate_id),
  CONSTRAINT ck_allocation_places_decided CHECK ((decision = 'proposed'::text) = (decided_by IS NULL) AND (decided_by IS NULL) = (decided_at IS NULL)),
  CONSTRAINT ck_allocation_places_decision CHECK (decision = ANY (ARRAY['proposed'::text, 'accepted'::text, 'overridden'::text])),
  CONSTRAINT ck_allocation_places_intake CHECK ((opportunity_id IS NULL) = (intake_id IS NULL)),
  CONSTRAINT ck_allocation_places_outcome CHECK (outcome = ANY (ARRAY['referred'::text, 'no-place'::text, 'no-consent'::text, 'paused'::text, 'has-a-place'::text, 'already-referred'::text, 'programme-closed'::text, 'kept-for-others'::text, 'place-gone'::text])),
  CONSTRAINT ck_allocation_places_reason CHECK ((decision = 'overridden'::text) = (reason IS NOT NULL))
);

CREATE TABLE matching.allocations (
  allocation_id uuid NOT NULL DEFAULT uuidv7(),
  requested_by text NOT NULL,
  people_nodes uuid[] NOT NULL,
  shared_people_nodes uuid[] NOT NULL,
  market_nodes uuid[] NOT NULL,
  as_of_on date NOT NULL,
  seed integer NOT NULL,
  rule_version text NOT NULL,
  place_value integer NOT NULL,
  asked jsonb NOT NULL,
  snapshot_id uuid,
  opportunity_ids uuid[],
  intake_ids uuid[],
  places integer[],
  prices bigint[],
  steps jsonb NOT NULL DEFAULT '[]'::jsonb,
  certificate jsonb,
  is_stop_asked boolean NOT NULL DEFAULT false,
  solved_at timestamp with time zone,
  status text NOT NULL DEFAULT 'queued'::text,
  claim_token uuid,
  leased_until timestamp with time zone,
  attempts integer NOT NULL DEFAULT 0,
  rung_at timestamp with time zone NOT NULL DEFAULT now(),
  error_code text,
  error_detail text,
  created_at timestamp with time zone NOT NULL DEFAULT now(),
  finished_at timestamp with time zone,
  accepted_at timestamp with time zone,
  accepted_by text,
  terms jsonb NOT NULL DEFAULT '{"wishes": [], "variant": "optimal", "minimums": [], "rankings": [], "reserves": [], "together": [], "wishPoints": 0, "excludedPairs": []}'::jsonb,
  justifications jsonb NOT NULL DEFAULT '[]'::jsonb,
  findings jsonb,
  base_allocation_id uuid,
  scenario jsonb,
  scenario_name text,
  CONSTRAINT pk_allocations PRIMARY KEY (allocation_id),
  CONSTRAINT ck_allocations_accepted CHECK ((accepted_at IS NULL) = (accepted_by IS NULL) AND (accepted_at IS NULL OR status = 'done'::text)),
  CONSTRAINT ck_allocations_market CHECK (num_nulls(snapshot_id, opportunity_ids, intake_ids, places) = ANY (ARRAY[0, 4])),
  CONSTRAINT ck_allocations_place_value CHECK (place_value >= 0 AND place_value <= 2000000),
  CONSTRAINT ck_allocations_scenario CHECK ((num_nulls(base_allocation_id, scenario, scenario_name) = ANY (ARRAY[0, 3])) AND (scenario IS NULL OR accepted_at IS NULL)),
  CONSTRAINT ck_allocations_status CHECK (status = ANY (ARRAY['queued'::text, 'working'::text, 'done'::text, 'failed'::text, 'cancelled'::text]))
);

CREATE TABLE matching.candidate_matches (
  run_id uuid NOT NULL,
  candidate_id uuid NOT NULL,
  eligible_count integer NOT NULL,
  opportunity_ids uuid[] NOT NULL,
  scores integer[] NOT NULL,
  CONSTRAINT pk_candidate_matches PRIMARY KEY (run_id, candidate_id)
);

CREATE TABLE matching.changes (
  change_number bigint NOT NULL GENERATED ALWAYS AS IDENTITY,
  written_in xid8 NOT NULL DEFAULT pg_current_xact_id(),
  subject text NOT NULL,
  subject_id uuid,
  changed_at timestamp with time zone NOT NULL DEFAULT now(),
  CONSTRAINT pk_changes PRIMARY KEY (change_number),
  CONSTRAINT ck_changes_subject CHECK (subject = ANY (ARRAY['candidate'::text, 'opportunity'::text, 'programme'::text, 'directory'::text]))
);

CREATE TABLE matching.graded_cases (
  case_id uuid NOT NULL DEFAULT uuidv7(),
  organisation_id uuid NOT NULL,
  set_name text NOT NULL,
  as_of_on date NOT NULL,
  rule_version text NOT NULL,
  candidate jsonb NOT NULL,
  opportunities jsonb NOT NULL,
  made_by text NOT NULL,
  made_at timestamp with time zone NOT NULL DEFAULT now(),
  CONSTRAINT pk_graded_cases PRIMARY KEY (case_id),
  CONSTRAINT ck_graded_cases_opportunities CHECK (jsonb_typeof(opportunities) = 'array'::text)
);

CREATE TABLE matching.grades (
  case_id uuid NOT NULL,
  opportunity_id uuid NOT NULL,
  graded_by text NOT NULL,
  grade smallint NOT NULL,
  graded_at timestamp with time zone NOT NULL DEFAULT now(),
  CONSTRAINT pk_grades PRIMARY KEY (case_id, opportunity_id, graded_by),
  CONSTRAINT ck_grades_grade CHECK (grade >= 0 AND grade <= 3)
);

CREATE TABLE matching.opportunity_matches (
  run_id uuid NOT NULL,
  opportunity_id uuid NOT NULL,
  eligible_count integer NOT NULL,
  candidate_ids uuid[] NOT NULL,
  scores integer[] NOT NULL,
  CONSTRAINT pk_opportunity_matches PRIMARY KEY (run_id, opportunity_id)
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
  people_nodes uuid[] NOT NULL,
  shared_people_nodes uuid[] NOT NULL,
  market_nodes uuid[] NOT NULL,
  CONSTRAINT pk_runs PRIMARY KEY (run_id),
  CONSTRAINT ck_runs_matches_each CHECK (matches_each >= 1 AND matches_each <= 200),
  CONSTRAINT ck_runs_status CHECK (status = ANY (ARRAY['queued'::text, 'working'::text, 'sharded'::text, 'done'::text, 'failed'::text, 'cancelled'::text]))
);

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
  CONSTRAINT ck_set_aside_pairs_ended CHECK (num_nulls(ended_on, ended_by, ended_reason) = ANY (ARRAY[0, 3])),
  CONSTRAINT ck_set_aside_pairs_ended_reason CHECK (ended_reason = ANY (ARRAY['lifted'::text, 'replaced'::text, 'date'::text, 'change'::text])),
  CONSTRAINT ck_set_aside_pairs_matters CHECK (matters <@ ARRAY['travel'::text, 'pay'::text, 'hours'::text, 'start'::text, 'requirements'::text, 'interest'::text]),
  CONSTRAINT ck_set_aside_pairs_reason CHECK (reason_code ~ '^[a-z][a-z-]*$'::text),
  CONSTRAINT ck_set_aside_pairs_until CHECK (until_on > set_on)
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
  found bytea,
  CONSTRAINT pk_shards PRIMARY KEY (shard_id),
  CONSTRAINT uq_shards_part UNIQUE (run_id, part_number),
  CONSTRAINT ck_shards_status CHECK (status = ANY (ARRAY['queued'::text, 'working'::text, 'done'::text, 'failed'::text, 'cancelled'::text]))
);

CREATE TABLE matching.snapshot_parts (
  snapshot_id uuid NOT NULL,
  content text NOT NULL,
  part_number integer NOT NULL,
  body bytea NOT NULL,
  format text NOT NULL DEFAULT 'json'::text,
  CONSTRAINT pk_snapshot_parts PRIMARY KEY (snapshot_id, content, part_number),
  CONSTRAINT ck_snapshot_parts_content CHECK (content = ANY (ARRAY['candidates'::text, 'opportunities'::text])),
  CONSTRAINT ck_snapshot_parts_format CHECK (format = ANY (ARRAY['json'::text, 'columns'::text]))
);

CREATE TABLE matching.snapshots (
  snapshot_id uuid NOT NULL DEFAULT uuidv7(),
  snapshot_version bigint NOT NULL GENERATED ALWAYS AS IDENTITY,
  taken_at timestamp with time zone NOT NULL DEFAULT now(),
  as_of_on date NOT NULL,
  candidate_count integer NOT NULL,
  opportunity_count integer NOT NULL,
  travel_times_version integer,
  seen_transactions pg_snapshot,
  CONSTRAINT pk_snapshots PRIMARY KEY (snapshot_id),
  CONSTRAINT uq_snapshots_version UNIQUE (snapshot_version)
);

CREATE TABLE opportunities.city_figures (
  city_figure_id uuid NOT NULL DEFAULT uuidv7(),
  organisation_id uuid NOT NULL,
  kind text NOT NULL,
  code text NOT NULL,
  from_on date NOT NULL,
  figure_values jsonb,
  source text NOT NULL,
  is_verified boolean NOT NULL,
  recorded_by text NOT NULL,
  recorded_at timestamp with time zone NOT NULL DEFAULT now(),
  CONSTRAINT pk_city_figures PRIMARY KEY (city_figure_id),
  CONSTRAINT ck_city_figures_kind CHECK (kind = ANY (ARRAY['band-pay'::text, 'supplement'::text, 'supplement-zone'::text, 'minimum-wage'::text, 'living-wage'::text, 'trainee-share'::text, 'adult-skills'::text, 'apprenticeship-rules'::text])),
  CONSTRAINT ck_city_figures_values CHECK (jsonb_typeof(figure_values) = 'object'::text)
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

CREATE TABLE opportunities.ladder_versions (
  ladder_version_id uuid NOT NULL DEFAULT uuidv7(),
  organisation_id uuid,
  code text NOT NULL,
  version_number integer NOT NULL,
  from_on date NOT NULL,
  name text NOT NULL,
  pathway text NOT NULL,
  steps jsonb NOT NULL,
  ways jsonb NOT NULL,
  courses jsonb NOT NULL,
  note text NOT NULL,
  recorded_by text NOT NULL,
  recorded_at timestamp with time zone NOT NULL DEFAULT now(),
  CONSTRAINT pk_ladder_versions PRIMARY KEY (ladder_version_id),
  CONSTRAINT uq_ladder_versions_number UNIQUE NULLS NOT DISTINCT (organisation_id, code, version_number),
  CONSTRAINT ck_ladder_versions_lists CHECK (jsonb_typeof(steps) = 'array'::text AND jsonb_typeof(ways) = 'array'::text AND jsonb_typeof(courses) = 'array'::text),
  CONSTRAINT ck_ladder_versions_number CHECK (version_number > 0)
);

CREATE TABLE opportunities.living_wage_accreditations (
  accreditation_id uuid NOT NULL DEFAULT uuidv7(),
  organisation_id uuid NOT NULL,
  contractor_name text,
  status text NOT NULL,
  evidence_kind text NOT NULL,
  from_on date NOT NULL,
  until_on date,
  recorded_by text NOT NULL,
  recorded_at timestamp with time zone NOT NULL DEFAULT now(),
  CONSTRAINT pk_living_wage_accreditations PRIMARY KEY (accreditation_id),
  CONSTRAINT ck_living_wage_accreditations_evidence CHECK (evidence_kind = ANY (ARRAY['licence'::text, 'register'::text, 'payroll'::text, 'contract'::text, 'letter'::text, 'word-of-mouth'::text])),
  CONSTRAINT ck_living_wage_accreditations_status CHECK (status = ANY (ARRAY['not-paying'::text, 'paying'::text, 'committed'::text, 'accredited'::text, 'ended'::text])),
  CONSTRAINT ck_living_wage_accreditations_until CHECK (until_on >= from_on)
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

CREATE TABLE opportunities.programme_templates (
  template_code text NOT NULL,
  name text NOT NULL,
  about text NOT NULL,
  facts jsonb NOT NULL,
  terms jsonb NOT NULL,
  has_age_rule boolean NOT NULL,
  source text NOT NULL,
  is_verified boolean NOT NULL,
  CONSTRAINT pk_programme_templates PRIMARY KEY (template_code)
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
  most_deprived_deciles smallint,
  version_number integer NOT NULL DEFAULT 1,
  is_releasing_others boolean NOT NULL DEFAULT true,
  evidence jsonb NOT NULL DEFAULT '{"everybody": [], "olderWith": null}'::jsonb,
  terms jsonb NOT NULL DEFAULT '{"fundingNote": null, "fundingPence": null, "maximumWeeks": null, "minimumWeeks": null, "startsFromOn": null, "startsUntilOn": null, "applicationsFromOn": null, "minimumWeeklyHours": null, "applicationsUntilOn": null, "guaranteesInterview": false}'::jsonb,
  template_code text,
  CONSTRAINT pk_programmes PRIMARY KEY (programme_id),
  CONSTRAINT uq_programmes_code UNIQUE (code),
  CONSTRAINT ck_programmes_deciles CHECK (most_deprived_deciles >= 1 AND most_deprived_deciles <= 10),
  CONSTRAINT ck_programmes_evidence CHECK (jsonb_typeof(evidence) = 'object'::text),
  CONSTRAINT ck_programmes_terms CHECK (jsonb_typeof(terms) = 'object'::text)
);

CREATE TABLE opportunities.published_figures (
  kind text NOT NULL,
  code text NOT NULL,
  from_on date NOT NULL,
  figure_values jsonb,
  source text NOT NULL,
  is_verified boolean NOT NULL,
  CONSTRAINT pk_published_figures PRIMARY KEY (kind, code, from_on),
  CONSTRAINT ck_published_figures_kind CHECK (kind = ANY (ARRAY['band-pay'::text, 'supplement'::text, 'supplement-zone'::text, 'minimum-wage'::text, 'living-wage'::text, 'trainee-share'::text, 'adult-skills'::text, 'apprenticeship-rules'::text])),
  CONSTRAINT ck_published_figures_values CHECK (jsonb_typeof(figure_values) = 'object'::text)
);

CREATE TABLE opportunities.ring_fences (
  ring_fence_id uuid NOT NULL DEFAULT uuidv7(),
  intake_id uuid NOT NULL,
  programme_code text,
  target_group text,
  places integer NOT NULL,
  release_on date NOT NULL,
  CONSTRAINT pk_ring_fences PRIMARY KEY (ring_fence_id),
  CONSTRAINT uq_ring_fences_group UNIQUE NULLS NOT DISTINCT (intake_id, programme_code, target_group),
  CONSTRAINT ck_ring_fences_group CHECK (num_nonnulls(programme_code, target_group) = 1),
  CONSTRAINT ck_ring_fences_places CHECK (places > 0),
  CONSTRAINT ck_ring_fences_target_group CHECK (target_group = ANY (ARRAY['vaccination-workforce'::text, 'deprived-area'::text, 'outside-nhs'::text]))
);

CREATE TABLE opportunities.rule_versions (
  rule_version_id uuid NOT NULL DEFAULT uuidv7(),
  organisation_id uuid NOT NULL,
  programme_code text,
  opportunity_id uuid,
  version_number integer NOT NULL,
  requirements jsonb NOT NULL,
  weights jsonb,
  note text NOT NULL,
  recorded_by text NOT NULL,
  recorded_at timestamp with time zone NOT NULL DEFAULT now(),
  CONSTRAINT pk_rule_versions PRIMARY KEY (rule_version_id),
  CONSTRAINT uq_rule_versions_opportunity UNIQUE (opportunity_id, version_number),
  CONSTRAINT uq_rule_versions_programme UNIQUE (programme_code, version_number),
  CONSTRAINT ck_rule_versions_number CHECK (version_number > 0),
  CONSTRAINT ck_rule_versions_of CHECK (num_nonnulls(programme_code, opportunity_id) = 1),
  CONSTRAINT ck_rule_versions_requirements CHECK (jsonb_typeof(requirements) = 'array'::text),
  CONSTRAINT ck_rule_versions_weights CHECK (weights IS NULL OR programme_code IS NOT NULL AND jsonb_typeof(weights) = 'object'::text)
);

CREATE TABLE opportunities.standard_versions (
  standard_version_id uuid NOT NULL DEFAULT uuidv7(),
  organisation_id uuid,
  code text NOT NULL,
  from_on date NOT NULL,
  version_number integer NOT NULL,
  lars_code text,
  name text NOT NULL,
  level smallint NOT NULL,
  status text NOT NULL,
  months smallint,
  funding_pence integer,
  successor_codes text[] NOT NULL DEFAULT '{}'::text[],
  is_verified boolean NOT NULL,
  note text NOT NULL,
  recorded_by text NOT NULL,
  recorded_at timestamp with time zone NOT NULL DEFAULT now(),
  CONSTRAINT pk_standard_versions PRIMARY KEY (standard_version_id),
  CONSTRAINT uq_standard_versions_number UNIQUE NULLS NOT DISTINCT (organisation_id, code, from_on, version_number),
  CONSTRAINT ck_standard_versions_figures CHECK (level >= 0 AND level <= 8 AND months >= 0 AND months <= 120 AND funding_pence >= 0),
  CONSTRAINT ck_standard_versions_status CHECK (status = ANY (ARRAY['live'::text, 'in-revision'::text, 'retired'::text, 'not-yet'::text]))
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

CREATE TABLE outcomes.claim_events (
  event_id uuid NOT NULL DEFAULT uuidv7(),
  claim_id uuid NOT NULL,
  event text NOT NULL,
  reason_code text,
  note text,
  actor_id text NOT NULL,
  occurred_at timestamp with time zone NOT NULL DEFAULT now(),
  CONSTRAINT pk_claim_events PRIMARY KEY (event_id),
  CONSTRAINT ck_claim_events_event CHECK (event = ANY (ARRAY['claimed'::text, 'contested'::text, 'disputed'::text, 'noted'::text, 'upheld'::text, 'refused'::text]))
);

CREATE TABLE outcomes.claims (
  claim_id uuid NOT NULL DEFAULT uuidv7(),
  referral_id uuid NOT NULL,
  candidate_id uuid NOT NULL,
  programme_code text NOT NULL,
  outcome_code text NOT NULL,
  organisation_id uuid NOT NULL,
  status text NOT NULL,
  is_disputed boolean NOT NULL DEFAULT false,
  claimed_by text NOT NULL,
  claimed_at timestamp with time zone NOT NULL DEFAULT now(),
  CONSTRAINT pk_claims PRIMARY KEY (claim_id),
  CONSTRAINT uq_claims_organisation UNIQUE (candidate_id, programme_code, outcome_code, organisation_id),
  CONSTRAINT ck_claims_outcome CHECK (outcome_code = ANY (ARRAY['start'::text, '13-weeks'::text, '26-weeks'::text, '52-weeks'::text, 'progression'::text, 'achievement'::text])),
  CONSTRAINT ck_claims_status CHECK (status = ANY (ARRAY['held'::text, 'contesting'::text, 'upheld'::text, 'refused'::text]))
);

CREATE TABLE outcomes.course_events (
  event_id uuid NOT NULL DEFAULT uuidv7(),
  referral_id uuid NOT NULL,
  step text NOT NULL,
  happened_on date NOT NULL,
  grade_code text,
  job_referral_id uuid,
  actor_id text NOT NULL,
  recorded_at timestamp with time zone NOT NULL DEFAULT now(),
  CONSTRAINT pk_course_events PRIMARY KEY (event_id),
  CONSTRAINT uq_course_events UNIQUE NULLS NOT DISTINCT (referral_id, step, happened_on, grade_code, job_referral_id),
  CONSTRAINT ck_course_events_step CHECK (step = ANY (ARRAY['enrol'::text, 'retain'::text, 'achieve'::text, 'fail'::text, 'withdraw'::text, 'progress-to-job'::text]))
);

CREATE TABLE outcomes.employment_spells (
  spell_id uuid NOT NULL DEFAULT uuidv7(),
  referral_id uuid NOT NULL,
  employer_code text NOT NULL,
  from_on date NOT NULL,
  to_on date,
  weekly_minutes integer,
  is_withdrawn boolean NOT NULL DEFAULT false,
  actor_id text NOT NULL,
  recorded_at timestamp with time zone NOT NULL DEFAULT now(),
  CONSTRAINT pk_employment_spells PRIMARY KEY (spell_id),
  CONSTRAINT ck_employment_spells_days CHECK (to_on >= from_on),
  CONSTRAINT ck_employment_spells_minutes CHECK (weekly_minutes >= 0 AND weekly_minutes <= 10080)
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
  evidence_code text,
  progression_kind text,
  from_code text,
  to_code text,
  step_code text,
  CONSTRAINT pk_outcome_events PRIMARY KEY (event_id),
  CONSTRAINT uq_outcome_events UNIQUE NULLS NOT DISTINCT (referral_id, kind, happened_on, week, evidence_code, progression_kind, from_code, to_code, step_code),
  CONSTRAINT ck_outcome_events_kind CHECK (kind = ANY (ARRAY['start-confirmed'::text, 'still-there'::text, 'left'::text, 'progressed'::text])),
  CONSTRAINT ck_outcome_events_progression CHECK (kind = 'progressed'::text OR num_nonnulls(progression_kind, from_code, to_code, step_code) = 0),
  CONSTRAINT ck_outcome_events_week CHECK (week = ANY (ARRAY[13, 26, 52]))
);

CREATE TABLE outcomes.sustainment_rules (
  rule_id uuid NOT NULL DEFAULT uuidv7(),
  organisation_id uuid NOT NULL,
  programme_code text NOT NULL,
  from_on date NOT NULL,
  permitted_gap_days integer NOT NULL,
  permitted_gap_days_at_once integer NOT NULL,
  minimum_weekly_minutes integer NOT NULL,
  is_change_of_employer_allowed boolean NOT NULL,
  evidence_codes text[] NOT NULL,
  window_days integer NOT NULL,
  recorded_by text NOT NULL,
  recorded_at timestamp with time zone NOT NULL DEFAULT now(),
  CONSTRAINT pk_sustainment_rules PRIMARY KEY (rule_id),
  CONSTRAINT ck_sustainment_rules_numbers CHECK (LEAST(permitted_gap_days, permitted_gap_days_at_once, minimum_weekly_minutes, window_days) >= 0)
);

ALTER TABLE brokerage.assignments ADD CONSTRAINT fk_assignments_candidate FOREIGN KEY (candidate_id) REFERENCES candidates.candidates(candidate_id) ON DELETE CASCADE;
ALTER TABLE brokerage.assignments ADD CONSTRAINT fk_assignments_user FOREIGN KEY (user_id) REFERENCES identity.users(user_id);
ALTER TABLE brokerage.bulk_outcomes ADD CONSTRAINT fk_bulk_outcomes_bulk FOREIGN KEY (bulk_id) REFERENCES brokerage.bulk_actions(bulk_id) ON DELETE CASCADE;
ALTER TABLE brokerage.case_summaries ADD CONSTRAINT fk_case_summaries_candidate FOREIGN KEY (candidate_id) REFERENCES candidates.candidates(candidate_id) ON DELETE CASCADE;
ALTER TABLE brokerage.case_summaries ADD CONSTRAINT fk_case_summaries_organisation FOREIGN KEY (organisation_id) REFERENCES identity.organisations(organisation_id);
ALTER TABLE brokerage.chases ADD CONSTRAINT fk_chases_referral FOREIGN KEY (referral_id) REFERENCES brokerage.referrals(referral_id) ON DELETE CASCADE;
ALTER TABLE brokerage.chasing_rules ADD CONSTRAINT fk_chasing_rules_organisation FOREIGN KEY (organisation_id) REFERENCES identity.organisations(organisation_id);
ALTER TABLE brokerage.chasing_rules ADD CONSTRAINT fk_chasing_rules_programme FOREIGN KEY (programme_code) REFERENCES opportunities.programmes(code) ON DELETE CASCADE;
ALTER TABLE brokerage.check_events ADD CONSTRAINT fk_check_events_referral FOREIGN KEY (referral_id) REFERENCES brokerage.referrals(referral_id);
ALTER TABLE brokerage.check_rule_versions ADD CONSTRAINT fk_check_rule_versions_organisation FOREIGN KEY (organisation_id) REFERENCES identity.organisations(organisation_id);
ALTER TABLE brokerage.contacts ADD CONSTRAINT fk_contacts_candidate FOREIGN KEY (candidate_id) REFERENCES candidates.candidates(candidate_id) ON DELETE CASCADE;
ALTER TABLE brokerage.fair_bookings ADD CONSTRAINT fk_fair_bookings_candidate FOREIGN KEY (candidate_id) REFERENCES candidates.candidates(candidate_id) ON DELETE CASCADE;
ALTER TABLE brokerage.fair_bookings ADD CONSTRAINT fk_fair_bookings_candidate_organisation FOREIGN KEY (candidate_organisation_id) REFERENCES identity.organisations(organisation_id);
ALTER TABLE brokerage.fair_bookings ADD CONSTRAINT fk_fair_bookings_opportunity FOREIGN KEY (outcome_opportunity_id) REFERENCES opportunities.opportunities(opportunity_id) ON DELETE SET NULL;
ALTER TABLE brokerage.fair_bookings ADD CONSTRAINT fk_fair_bookings_referral FOREIGN KEY (referral_id) REFERENCES brokerage.referrals(referral_id) ON DELETE SET NULL;
ALTER TABLE brokerage.fair_bookings ADD CONSTRAINT fk_fair_bookings_slot FOREIGN KEY (slot_id) REFERENCES brokerage.fair_slots(slot_id) ON DELETE CASCADE;
ALTER TABLE brokerage.fair_bookings ADD CONSTRAINT fk_fair_bookings_stand FOREIGN KEY (stand_id) REFERENCES brokerage.fair_stands(stand_id) ON DELETE CASCADE;
ALTER TABLE brokerage.fair_bookings ADD CONSTRAINT fk_fair_bookings_stand_organisation FOREIGN KEY (stand_organisation_id) REFERENCES identity.organisations(organisation_id);
ALTER TABLE brokerage.fair_registrations ADD CONSTRAINT fk_fair_registrations_candidate FOREIGN KEY (candidate_id) REFERENCES candidates.candidates(candidate_id) ON DELETE CASCADE;
ALTER TABLE brokerage.fair_registrations ADD CONSTRAINT fk_fair_registrations_candidate_organisation FOREIGN KEY (candidate_organisation_id) REFERENCES identity.organisations(organisation_id);
ALTER TABLE brokerage.fair_registrations ADD CONSTRAINT fk_fair_registrations_session FOREIGN KEY (session_id) REFERENCES brokerage.fair_sessions(session_id) ON DELETE CASCADE;
ALTER TABLE brokerage.fair_sessions ADD CONSTRAINT fk_fair_sessions_fair FOREIGN KEY (fair_id) REFERENCES brokerage.fairs(fair_id) ON DELETE CASCADE;
ALTER TABLE brokerage.fair_slots ADD CONSTRAINT fk_fair_slots_session FOREIGN KEY (session_id) REFERENCES brokerage.fair_sessions(session_id) ON DELETE CASCADE;
ALTER TABLE brokerage.fair_slots ADD CONSTRAINT fk_fair_slots_stand FOREIGN KEY (stand_id) REFERENCES brokerage.fair_stands(stand_id) ON DELETE CASCADE;
ALTER TABLE brokerage.fair_stand_opportunities ADD CONSTRAINT fk_fair_stand_opportunities_opportunity FOREIGN KEY (opportunity_id) REFERENCES opportunities.opportunities(opportunity_id) ON DELETE CASCADE;
ALTER TABLE brokerage.fair_stand_opportunities ADD CONSTRAINT fk_fair_stand_opportunities_stand FOREIGN KEY (stand_id) REFERENCES brokerage.fair_stands(stand_id) ON DELETE CASCADE;
ALTER TABLE brokerage.fair_stand_users ADD CONSTRAINT fk_fair_stand_users_stand FOREIGN KEY (stand_id) REFERENCES brokerage.fair_stands(stand_id) ON DELETE CASCADE;
ALTER TABLE brokerage.fair_stand_users ADD CONSTRAINT fk_fair_stand_users_user FOREIGN KEY (user_id) REFERENCES identity.users(user_id) ON DELETE CASCADE;
ALTER TABLE brokerage.fair_stands ADD CONSTRAINT fk_fair_stands_fair FOREIGN KEY (fair_id) REFERENCES brokerage.fairs(fair_id) ON DELETE CASCADE;
ALTER TABLE brokerage.fair_stands ADD CONSTRAINT fk_fair_stands_organisation FOREIGN KEY (organisation_id) REFERENCES identity.organisations(organisation_id);
ALTER TABLE brokerage.fairs ADD CONSTRAINT fk_fairs_organisation FOREIGN KEY (organisation_id) REFERENCES identity.organisations(organisation_id);
ALTER TABLE brokerage.fairs ADD CONSTRAINT fk_fairs_programme FOREIGN KEY (programme_code) REFERENCES opportunities.programmes(code) ON UPDATE CASCADE;
ALTER TABLE brokerage.messages ADD CONSTRAINT fk_messages_booking FOREIGN KEY (booking_id) REFERENCES brokerage.fair_bookings(booking_id) ON DELETE CASCADE;
ALTER TABLE brokerage.messages ADD CONSTRAINT fk_messages_candidate FOREIGN KEY (candidate_id) REFERENCES candidates.candidates(candidate_id) ON DELETE CASCADE;
ALTER TABLE brokerage.messages ADD CONSTRAINT fk_messages_organisation FOREIGN KEY (organisation_id) REFERENCES identity.organisations(organisation_id) ON DELETE CASCADE;
ALTER TABLE brokerage.messages ADD CONSTRAINT fk_messages_part_of FOREIGN KEY (part_of_id) REFERENCES brokerage.messages(message_id) ON DELETE CASCADE;
ALTER TABLE brokerage.messages ADD CONSTRAINT fk_messages_referral FOREIGN KEY (referral_id) REFERENCES brokerage.referrals(referral_id) ON DELETE CASCADE;
ALTER TABLE brokerage.messages ADD CONSTRAINT fk_messages_registration FOREIGN KEY (registration_id) REFERENCES brokerage.fair_registrations(registration_id) ON DELETE CASCADE;
ALTER TABLE brokerage.messages ADD CONSTRAINT fk_messages_to_candidate FOREIGN KEY (to_candidate_id) REFERENCES candidates.candidates(candidate_id) ON DELETE CASCADE;
ALTER TABLE brokerage.messages ADD CONSTRAINT fk_messages_to_organisation FOREIGN KEY (to_organisation_id) REFERENCES identity.organisations(organisation_id) ON DELETE CASCADE;
ALTER TABLE brokerage.messages ADD CONSTRAINT fk_messages_to_user FOREIGN KEY (to_user_id) REFERENCES identity.users(user_id) ON DELETE CASCADE;
ALTER TABLE brokerage.notes ADD CONSTRAINT fk_notes_candidate FOREIGN KEY (candidate_id) REFERENCES candidates.candidates(candidate_id) ON DELETE CASCADE;
ALTER TABLE brokerage.notes ADD CONSTRAINT fk_notes_organisation FOREIGN KEY (organisation_id) REFERENCES identity.organisations(organisation_id);
ALTER TABLE brokerage.pathway_plans ADD CONSTRAINT fk_pathway_plans_candidate FOREIGN KEY (candidate_id) REFERENCES candidates.candidates(candidate_id) ON DELETE CASCADE;
ALTER TABLE brokerage.pathway_plans ADD CONSTRAINT fk_pathway_plans_organisation FOREIGN KEY (organisation_id) REFERENCES identity.organisations(organisation_id) ON DELETE CASCADE;
ALTER TABLE brokerage.reasons ADD CONSTRAINT fk_reasons_organisation FOREIGN KEY (organisation_id) REFERENCES identity.organisations(organisation_id);
ALTER TABLE brokerage.redeployment_records ADD CONSTRAINT fk_redeployment_records_candidate FOREIGN KEY (candidate_id) REFERENCES candidates.candidates(candidate_id) ON DELETE CASCADE;
ALTER TABLE brokerage.redeployment_records ADD CONSTRAINT fk_redeployment_records_employer FOREIGN KEY (employer_id) REFERENCES identity.organisations(organisation_id);
ALTER TABLE brokerage.redeployment_rule_versions ADD CONSTRAINT fk_redeployment_rule_versions_organisation FOREIGN KEY (organisation_id) REFERENCES identity.organisations(organisation_id);
ALTER TABLE brokerage.referral_events ADD CONSTRAINT fk_referral_events_referral FOREIGN KEY (referral_id) REFERENCES brokerage.referrals(referral_id);
ALTER TABLE brokerage.referrals ADD CONSTRAINT fk_referrals_allocation FOREIGN KEY (allocation_id) REFERENCES matching.allocations(allocation_id) ON DELETE SET NULL;
ALTER TABLE brokerage.referrals ADD CONSTRAINT fk_referrals_candidate FOREIGN KEY (candidate_id) REFERENCES candidates.candidates(candidate_id);
ALTER TABLE brokerage.referrals ADD CONSTRAINT fk_referrals_candidate_organisation FOREIGN KEY (candidate_organisation_id) REFERENCES identity.organisations(organisation_id);
ALTER TABLE brokerage.referrals ADD CONSTRAINT fk_referrals_intake FOREIGN KEY (intake_id) REFERENCES opportunities.intakes(intake_id);
ALTER TABLE brokerage.referrals ADD CONSTRAINT fk_referrals_opportunity_organisation FOREIGN KEY (opportunity_organisation_id) REFERENCES identity.organisations(organisation_id);
ALTER TABLE brokerage.referrals ADD CONSTRAINT fk_referrals_ring_fence FOREIGN KEY (ring_fence_id) REFERENCES opportunities.ring_fences(ring_fence_id) ON DELETE SET NULL;
ALTER TABLE brokerage.referrals ADD CONSTRAINT fk_referrals_run FOREIGN KEY (run_id) REFERENCES matching.runs(run_id) ON DELETE SET NULL;
ALTER TABLE brokerage.referrals ADD CONSTRAINT fk_referrals_stand FOREIGN KEY (stand_id) REFERENCES brokerage.fair_stands(stand_id) ON DELETE SET NULL;
ALTER TABLE brokerage.tasks ADD CONSTRAINT fk_tasks_candidate FOREIGN KEY (candidate_id) REFERENCES candidates.candidates(candidate_id) ON DELETE CASCADE;
ALTER TABLE brokerage.tasks ADD CONSTRAINT fk_tasks_user FOREIGN KEY (user_id) REFERENCES identity.users(user_id);
ALTER TABLE candidates.candidates ADD CONSTRAINT fk_candidates_merged_into FOREIGN KEY (merged_into_id) REFERENCES candidates.candidates(candidate_id) ON DELETE CASCADE;
ALTER TABLE candidates.candidates ADD CONSTRAINT fk_candidates_organisation FOREIGN KEY (organisation_id) REFERENCES identity.organisations(organisation_id);
ALTER TABLE candidates.consents ADD CONSTRAINT fk_consents_candidate FOREIGN KEY (candidate_id) REFERENCES candidates.candidates(candidate_id) ON DELETE CASCADE;
ALTER TABLE candidates.duplicates ADD CONSTRAINT fk_duplicates_first FOREIGN KEY (first_id, first_organisation_id) REFERENCES candidates.candidates(candidate_id, organisation_id) ON DELETE CASCADE;
ALTER TABLE candidates.duplicates ADD CONSTRAINT fk_duplicates_second FOREIGN KEY (second_id, second_organisation_id) REFERENCES candidates.candidates(candidate_id, organisation_id) ON DELETE CASCADE;
ALTER TABLE candidates.evidence_events ADD CONSTRAINT fk_evidence_events_candidate FOREIGN KEY (candidate_id) REFERENCES candidates.candidates(candidate_id) ON DELETE CASCADE;
ALTER TABLE candidates.likeness_keys ADD CONSTRAINT fk_likeness_keys_candidate FOREIGN KEY (candidate_id, organisation_id) REFERENCES candidates.candidates(candidate_id, organisation_id) ON DELETE CASCADE;
ALTER TABLE candidates.merge_changes ADD CONSTRAINT fk_merge_changes_merge FOREIGN KEY (merge_id) REFERENCES candidates.merges(merge_id) ON DELETE CASCADE;
ALTER TABLE candidates.merges ADD CONSTRAINT fk_merges_kept FOREIGN KEY (kept_id, kept_organisation_id) REFERENCES candidates.candidates(candidate_id, organisation_id) ON DELETE CASCADE;
ALTER TABLE candidates.merges ADD CONSTRAINT fk_merges_merged FOREIGN KEY (merged_id, merged_organisation_id) REFERENCES candidates.candidates(candidate_id, organisation_id) ON DELETE CASCADE;
ALTER TABLE candidates.pauses ADD CONSTRAINT fk_pauses_candidate FOREIGN KEY (candidate_id) REFERENCES candidates.candidates(candidate_id) ON DELETE CASCADE;
ALTER TABLE candidates.qualifications ADD CONSTRAINT fk_qualifications_candidate FOREIGN KEY (candidate_id) REFERENCES candidates.candidates(candidate_id) ON DELETE CASCADE;
ALTER TABLE equality.hire_answers ADD CONSTRAINT fk_hire_answers_hire FOREIGN KEY (hire_id) REFERENCES outcomes.hires(hire_id) ON DELETE CASCADE;
ALTER TABLE exchange.upload_chunks ADD CONSTRAINT fk_upload_chunks_upload FOREIGN KEY (upload_id) REFERENCES exchange.uploads(upload_id) ON DELETE CASCADE;
ALTER TABLE exchange.upload_rows ADD CONSTRAINT fk_upload_rows_upload FOREIGN KEY (upload_id) REFERENCES exchange.uploads(upload_id) ON DELETE CASCADE;
ALTER TABLE exchange.uploads ADD CONSTRAINT fk_uploads_organisation FOREIGN KEY (organisation_id) REFERENCES identity.organisations(organisation_id);
ALTER TABLE geography.travel_time_modes ADD CONSTRAINT fk_travel_time_modes_rows FOREIGN KEY (rows_version) REFERENCES geography.travel_time_tables(version);
ALTER TABLE geography.travel_time_modes ADD CONSTRAINT fk_travel_time_modes_version FOREIGN KEY (version) REFERENCES geography.travel_time_tables(version);
ALTER TABLE geography.travel_times ADD CONSTRAINT fk_travel_times_version FOREIGN KEY (version) REFERENCES geography.travel_time_tables(version);
ALTER TABLE identity.account_links ADD CONSTRAINT fk_account_links_user FOREIGN KEY (user_id) REFERENCES identity.users(user_id) ON DELETE CASCADE;
ALTER TABLE identity.api_clients ADD CONSTRAINT fk_api_clients_organisation FOREIGN KEY (organisation_id) REFERENCES identity.organisations(organisation_id);
ALTER TABLE identity.api_keys ADD CONSTRAINT fk_api_keys_client FOREIGN KEY (client_id) REFERENCES identity.api_clients(client_id) ON DELETE CASCADE;
ALTER TABLE identity.openid_identities ADD CONSTRAINT fk_openid_identities_user FOREIGN KEY (user_id) REFERENCES identity.users(user_id) ON DELETE CASCADE;
ALTER TABLE identity.organisation_parents ADD CONSTRAINT fk_organisation_parents_organisation FOREIGN KEY (organisation_id) REFERENCES identity.organisations(organisation_id) ON DELETE CASCADE;
ALTER TABLE identity.organisation_parents ADD CONSTRAINT fk_organisation_parents_parent FOREIGN KEY (parent_id) REFERENCES identity.organisations(organisation_id);
ALTER TABLE identity.organisation_paths ADD CONSTRAINT fk_organisation_paths_ancestor FOREIGN KEY (ancestor_id) REFERENCES identity.organisations(organisation_id) ON DELETE CASCADE;
ALTER TABLE identity.organisation_paths ADD CONSTRAINT fk_organisation_paths_organisation FOREIGN KEY (organisation_id) REFERENCES identity.organisations(organisation_id) ON DELETE CASCADE;
ALTER TABLE identity.recovery_codes ADD CONSTRAINT fk_recovery_codes_user FOREIGN KEY (user_id) REFERENCES identity.users(user_id) ON DELETE CASCADE;
ALTER TABLE identity.role_grants ADD CONSTRAINT fk_role_grants_candidate FOREIGN KEY (candidate_id, organisation_id) REFERENCES candidates.candidates(candidate_id, organisation_id) ON DELETE CASCADE;
ALTER TABLE identity.role_grants ADD CONSTRAINT fk_role_grants_organisation FOREIGN KEY (organisation_id) REFERENCES identity.organisations(organisation_id);
ALTER TABLE identity.role_grants ADD CONSTRAINT fk_role_grants_user FOREIGN KEY (user_id) REFERENCES identity.users(user_id) ON DELETE CASCADE;
ALTER TABLE identity.sharing_agreement_parties ADD CONSTRAINT fk_sharing_agreement_parties_agreement FOREIGN KEY (agreement_id) REFERENCES identity.sharing_agreements(agreement_id) ON DELETE CASCADE;
ALTER TABLE identity.sharing_agreement_parties ADD CONSTRAINT fk_sharing_agreement_parties_organisation FOREIGN KEY (organisation_id) REFERENCES identity.organisations(organisation_id);
ALTER TABLE identity.sign_in_attempts ADD CONSTRAINT fk_sign_in_attempts_user FOREIGN KEY (user_id) REFERENCES identity.users(user_id) ON DELETE CASCADE;
ALTER TABLE matching.alerts ADD CONSTRAINT fk_alerts_candidate FOREIGN KEY (candidate_id) REFERENCES candidates.candidates(candidate_id) ON DELETE CASCADE;
ALTER TABLE matching.alerts ADD CONSTRAINT fk_alerts_opportunity FOREIGN KEY (opportunity_id) REFERENCES opportunities.opportunities(opportunity_id) ON DELETE CASCADE;
ALTER TABLE matching.alerts ADD CONSTRAINT fk_alerts_organisation FOREIGN KEY (organisation_id) REFERENCES identity.organisations(organisation_id) ON DELETE CASCADE;
ALTER TABLE matching.allocation_places ADD CONSTRAINT fk_allocation_places_allocation FOREIGN KEY (allocation_id) REFERENCES matching.allocations(allocation_id) ON DELETE CASCADE;
ALTER TABLE matching.allocation_places ADD CONSTRAINT fk_allocation_places_candidate FOREIGN KEY (candidate_id) REFERENCES candidates.candidates(candidate_id) ON DELETE CASCADE;
ALTER TABLE matching.allocations ADD CONSTRAINT fk_allocations_base FOREIGN KEY (base_allocation_id) REFERENCES matching.allocations(allocation_id) ON DELETE CASCADE;
ALTER TABLE matching.allocations ADD CONSTRAINT fk_allocations_snapshot FOREIGN KEY (snapshot_id) REFERENCES matching.snapshots(snapshot_id);
ALTER TABLE matching.candidate_matches ADD CONSTRAINT fk_candidate_matches_run FOREIGN KEY (run_id) REFERENCES matching.runs(run_id) ON DELETE CASCADE;
ALTER TABLE matching.graded_cases ADD CONSTRAINT fk_graded_cases_organisation FOREIGN KEY (organisation_id) REFERENCES identity.organisations(organisation_id) ON DELETE CASCADE;
ALTER TABLE matching.grades ADD CONSTRAINT fk_grades_case FOREIGN KEY (case_id) REFERENCES matching.graded_cases(case_id) ON DELETE CASCADE;
ALTER TABLE matching.opportunity_matches ADD CONSTRAINT fk_opportunity_matches_run FOREIGN KEY (run_id) REFERENCES matching.runs(run_id) ON DELETE CASCADE;
ALTER TABLE matching.runs ADD CONSTRAINT fk_runs_snapshot FOREIGN KEY (snapshot_id) REFERENCES matching.snapshots(snapshot_id);
ALTER TABLE matching.set_aside_pairs ADD CONSTRAINT fk_set_aside_pairs_candidate FOREIGN KEY (candidate_id) REFERENCES candidates.candidates(candidate_id) ON DELETE CASCADE;
ALTER TABLE matching.set_aside_pairs ADD CONSTRAINT fk_set_aside_pairs_opportunity FOREIGN KEY (opportunity_id) REFERENCES opportunities.opportunities(opportunity_id) ON DELETE CASCADE;
ALTER TABLE matching.set_aside_pairs ADD CONSTRAINT fk_set_aside_pairs_organisation FOREIGN KEY (organisation_id) REFERENCES identity.organisations(organisation_id) ON DELETE CASCADE;
ALTER TABLE matching.shards ADD CONSTRAINT fk_shards_run FOREIGN KEY (run_id) REFERENCES matching.runs(run_id) ON DELETE CASCADE;
ALTER TABLE matching.snapshot_parts ADD CONSTRAINT fk_snapshot_parts_snapshot FOREIGN KEY (snapshot_id) REFERENCES matching.snapshots(snapshot_id) ON DELETE CASCADE;
ALTER TABLE matching.snapshots ADD CONSTRAINT fk_snapshots_travel_times FOREIGN KEY (travel_times_version) REFERENCES geography.travel_time_tables(version);
ALTER TABLE opportunities.city_figures ADD CONSTRAINT fk_city_figures_organisation FOREIGN KEY (organisation_id) REFERENCES identity.organisations(organisation_id);
ALTER TABLE opportunities.courses ADD CONSTRAINT fk_courses_organisation FOREIGN KEY (organisation_id) REFERENCES identity.organisations(organisation_id);
ALTER TABLE opportunities.intakes ADD CONSTRAINT fk_intakes_opportunity FOREIGN KEY (opportunity_id) REFERENCES opportunities.opportunities(opportunity_id) ON DELETE CASCADE;
ALTER TABLE opportunities.ladder_versions ADD CONSTRAINT fk_ladder_versions_organisation FOREIGN KEY (organisation_id) REFERENCES identity.organisations(organisation_id);
ALTER TABLE opportunities.living_wage_accreditations ADD CONSTRAINT fk_living_wage_accreditations_organisation FOREIGN KEY (organisation_id) REFERENCES identity.organisations(organisation_id);
ALTER TABLE opportunities.opportunities ADD CONSTRAINT fk_opportunities_course FOREIGN KEY (course_id) REFERENCES opportunities.courses(course_id);
ALTER TABLE opportunities.opportunities ADD CONSTRAINT fk_opportunities_organisation FOREIGN KEY (organisation_id) REFERENCES identity.organisations(organisation_id);
ALTER TABLE opportunities.opportunities ADD CONSTRAINT fk_opportunities_programme FOREIGN KEY (programme_code) REFERENCES opportunities.programmes(code);
ALTER TABLE opportunities.opportunities ADD CONSTRAINT fk_opportunities_same_job FOREIGN KEY (same_job_as_id) REFERENCES opportunities.opportunities(opportunity_id);
ALTER TABLE opportunities.opportunities ADD CONSTRAINT fk_opportunities_venue FOREIGN KEY (venue_id) REFERENCES opportunities.venues(venue_id);
ALTER TABLE opportunities.programmes ADD CONSTRAINT fk_programmes_organisation FOREIGN KEY (organisation_id) REFERENCES identity.organisations(organisation_id);
ALTER TABLE opportunities.programmes ADD CONSTRAINT fk_programmes_template FOREIGN KEY (template_code) REFERENCES opportunities.programme_templates(template_code);
ALTER TABLE opportunities.ring_fences ADD CONSTRAINT fk_ring_fences_intake FOREIGN KEY (intake_id) REFERENCES opportunities.intakes(intake_id) ON DELETE CASCADE;
ALTER TABLE opportunities.ring_fences ADD CONSTRAINT fk_ring_fences_programme FOREIGN KEY (programme_code) REFERENCES opportunities.programmes(code) ON DELETE CASCADE;
ALTER TABLE opportunities.rule_versions ADD CONSTRAINT fk_rule_versions_opportunity FOREIGN KEY (opportunity_id) REFERENCES opportunities.opportunities(opportunity_id) ON DELETE CASCADE;
ALTER TABLE opportunities.rule_versions ADD CONSTRAINT fk_rule_versions_organisation FOREIGN KEY (organisation_id) REFERENCES identity.organisations(organisation_id);
ALTER TABLE opportunities.rule_versions ADD CONSTRAINT fk_rule_versions_programme FOREIGN KEY (programme_code) REFERENCES opportunities.programmes(code) ON DELETE CASCADE;
ALTER TABLE opportunities.standard_versions ADD CONSTRAINT fk_standard_versions_organisation FOREIGN KEY (organisation_id) REFERENCES identity.organisations(organisation_id);
ALTER TABLE opportunities.venues ADD CONSTRAINT fk_venues_organisation FOREIGN KEY (organisation_id) REFERENCES identity.organisations(organisation_id);
ALTER TABLE outcomes.claim_events ADD CONSTRAINT fk_claim_events_claim FOREIGN KEY (claim_id) REFERENCES outcomes.claims(claim_id);
ALTER TABLE outcomes.claims ADD CONSTRAINT fk_claims_candidate FOREIGN KEY (candidate_id) REFERENCES candidates.candidates(candidate_id);
ALTER TABLE outcomes.claims ADD CONSTRAINT fk_claims_organisation FOREIGN KEY (organisation_id) REFERENCES identity.organisations(organisation_id);
ALTER TABLE outcomes.claims ADD CONSTRAINT fk_claims_programme FOREIGN KEY (programme_code) REFERENCES opportunities.programmes(code);
ALTER TABLE outcomes.claims ADD CONSTRAINT fk_claims_referral FOREIGN KEY (referral_id) REFERENCES brokerage.referrals(referral_id);
ALTER TABLE outcomes.course_events ADD CONSTRAINT fk_course_events_job_referral FOREIGN KEY (job_referral_id) REFERENCES brokerage.referrals(referral_id);
ALTER TABLE outcomes.course_events ADD CONSTRAINT fk_course_events_referral FOREIGN KEY (referral_id) REFERENCES brokerage.referrals(referral_id);
ALTER TABLE outcomes.employment_spells ADD CONSTRAINT fk_employment_spells_referral FOREIGN KEY (referral_id) REFERENCES brokerage.referrals(referral_id);
ALTER TABLE outcomes.hires ADD CONSTRAINT fk_hires_organisation FOREIGN KEY (organisation_id) REFERENCES identity.organisations(organisation_id);
ALTER TABLE outcomes.hires ADD CONSTRAINT fk_hires_referral FOREIGN KEY (referral_id) REFERENCES brokerage.referrals(referral_id);
ALTER TABLE outcomes.outcome_events ADD CONSTRAINT fk_outcome_events_referral FOREIGN KEY (referral_id) REFERENCES brokerage.referrals(referral_id);
ALTER TABLE outcomes.sustainment_rules ADD CONSTRAINT fk_sustainment_rules_organisation FOREIGN KEY (organisation_id) REFERENCES identity.organisations(organisation_id);
ALTER TABLE outcomes.sustainment_rules ADD CONSTRAINT fk_sustainment_rules_programme FOREIGN KEY (programme_code) REFERENCES opportunities.programmes(code) ON DELETE CASCADE;

CREATE INDEX ix_events_actor ON audit.events USING btree (actor_id, event_id);
CREATE INDEX ix_events_organisation ON audit.events USING btree (organisation_id, event_id);
CREATE INDEX ix_events_subject ON audit.events USING btree (subject, occurred_at);
CREATE INDEX ix_assignments_candidate ON brokerage.assignments USING btree (candidate_id, assignment_id);
CREATE INDEX ix_assignments_user ON brokerage.assignments USING btree (user_id);
CREATE UNIQUE INDEX uq_assignments_current ON brokerage.assignments USING btree (candidate_id) WHERE to_on IS NULL;
CREATE INDEX ix_bulk_actions_open ON brokerage.bulk_actions USING btree (rung_at) WHERE status = ANY (ARRAY['queued'::text, 'working'::text]);
CREATE INDEX ix_bulk_actions_requested ON brokerage.bulk_actions USING btree (requested_by, bulk_id);
CREATE UNIQUE INDEX uq_bulk_outcomes_position ON brokerage.bulk_outcomes USING btree (bulk_id, "position");
CREATE INDEX ix_case_summaries_assigned_since ON brokerage.case_summaries USING btree (organisation_id, assigned_since_on, candidate_id) WHERE assigned_since_on IS NOT NULL;
CREATE INDEX ix_case_summaries_checks_since ON brokerage.case_summaries USING btree (organisation_id, checks_since_on, candidate_id) WHERE checks_since_on IS NOT NULL;
CREATE INDEX ix_case_summaries_contract_ends ON brokerage.case_summaries USING btree (organisation_id, contract_ends_on, candidate_id) WHERE contract_ends_on IS NOT NULL;
CREATE INDEX ix_case_summaries_next_outcome ON brokerage.case_summaries USING btree (organisation_id, next_outcome_on, candidate_id) WHERE next_outcome_on IS NOT NULL;
CREATE INDEX ix_case_summaries_next_task ON brokerage.case_summaries USING btree (organisation_id, next_task_on, candidate_id) WHERE next_task_on IS NOT NULL;
CREATE INDEX ix_case_summaries_no_contact_since ON brokerage.case_summaries USING btree (organisation_id, no_contact_since_on, candidate_id) WHERE no_contact_since_on IS NOT NULL;
CREATE INDEX ix_case_summaries_offer_since ON brokerage.case_summaries USING btree (organisation_id, offer_since_on, candidate_id) WHERE offer_since_on IS NOT NULL;
CREATE INDEX ix_case_summaries_still_since ON brokerage.case_summaries USING btree (organisation_id, still_since_on, candidate_id) WHERE still_since_on IS NOT NULL;
CREATE INDEX ix_case_summaries_unassigned_since ON brokerage.case_summaries USING btree (organisation_id, unassigned_since_on, candidate_id) WHERE unassigned_since_on IS NOT NULL;
CREATE INDEX ix_case_summaries_user ON brokerage.case_summaries USING btree (user_id) WHERE user_id IS NOT NULL;
CREATE INDEX ix_chasing_rules_programme ON brokerage.chasing_rules USING btree (programme_code, status, from_on DESC, rule_id DESC);
CREATE INDEX ix_check_events_referral ON brokerage.check_events USING btree (referral_id, check_event_id);
CREATE INDEX ix_contacts_candidate ON brokerage.contacts USING btree (candidate_id, happened_on, contact_id);
CREATE INDEX ix_fair_bookings_candidate ON brokerage.fair_bookings USING btree (candidate_id);
CREATE INDEX ix_fair_bookings_candidate_organisation ON brokerage.fair_bookings USING btree (candidate_organisation_id);
CREATE INDEX ix_fair_bookings_coming ON brokerage.fair_bookings USING btree (lower(during)) WHERE status = 'booked'::text;
CREATE UNIQUE INDEX uq_fair_bookings_slot ON brokerage.fair_bookings USING btree (slot_id) WHERE status = 'booked'::text;
CREATE UNIQUE INDEX uq_fair_bookings_stand ON brokerage.fair_bookings USING btree (stand_id, candidate_id) WHERE status = 'booked'::text;
CREATE INDEX ix_fair_registrations_candidate ON brokerage.fair_registrations USING btree (candidate_id);
CREATE INDEX ix_fair_registrations_candidate_organisation ON brokerage.fair_registrations USING btree (candidate_organisation_id);
CREATE UNIQUE INDEX uq_fair_registrations_live ON brokerage.fair_registrations USING btree (session_id, candidate_id) WHERE status <> 'cancelled'::text;
CREATE INDEX ix_fair_sessions_fair ON brokerage.fair_sessions USING btree (fair_id);
CREATE INDEX ix_fair_slots_session ON brokerage.fair_slots USING btree (session_id);
CREATE INDEX ix_fair_stand_opportunities_opportunity ON brokerage.fair_stand_opportunities USING btree (opportunity_id);
CREATE INDEX ix_fair_stand_users_user ON brokerage.fair_stand_users USING btree (user_id);
CREATE INDEX ix_fair_stands_organisation ON brokerage.fair_stands USING btree (organisation_id);
CREATE INDEX ix_fairs_called_off ON brokerage.fairs USING btree (fair_id) WHERE called_off_at IS NOT NULL;
CREATE INDEX ix_fairs_list ON brokerage.fairs USING btree (first_on DESC, fair_id DESC);
CREATE INDEX ix_fairs_organisation ON brokerage.fairs USING btree (organisation_id);
CREATE INDEX ix_messages_booking ON brokerage.messages USING btree (booking_id) WHERE booking_id IS NOT NULL;
CREATE INDEX ix_messages_candidate ON brokerage.messages USING btree (candidate_id, message_id);
CREATE INDEX ix_messages_due ON brokerage.messages USING btree (due_at) WHERE status = 'queued'::text;
CREATE INDEX ix_messages_part_of ON brokerage.messages USING btree (part_of_id) WHERE part_of_id IS NOT NULL;
CREATE INDEX ix_messages_referral ON brokerage.messages USING btree (referral_id, message_id);
CREATE INDEX ix_messages_registration ON brokerage.messages USING btree (registration_id) WHERE registration_id IS NOT NULL;
CREATE INDEX ix_messages_sending ON brokerage.messages USING btree (claimed_at) WHERE status = 'sending'::text;
CREATE INDEX ix_messages_to_candidate ON brokerage.messages USING btree (to_candidate_id) WHERE to_candidate_id IS NOT NULL;
CREATE INDEX ix_messages_to_user ON brokerage.messages USING btree (to_user_id) WHERE to_user_id IS NOT NULL;
CREATE INDEX ix_notes_candidate ON brokerage.notes USING btree (candidate_id, note_id);
CREATE INDEX ix_notes_organisation ON brokerage.notes USING btree (organisation_id);
CREATE INDEX ix_pathway_plans_candidate ON brokerage.pathway_plans USING btree (candidate_id, plan_id DESC);
CREATE INDEX ix_pathway_plans_checked ON brokerage.pathway_plans USING btree (checked_on, plan_id);
CREATE INDEX ix_redeployment_records_employer ON brokerage.redeployment_records USING btree (employer_id);
CREATE INDEX ix_referral_events_referral ON brokerage.referral_events USING btree (referral_id, occurred_at);
CREATE INDEX ix_referrals_allocation ON brokerage.referrals USING btree (allocation_id) WHERE allocation_id IS NOT NULL;
CREATE INDEX ix_referrals_candidate ON brokerage.referrals USING btree (candidate_id);
CREATE INDEX ix_referrals_chased ON brokerage.referrals USING btree (referral_id) WHERE status = ANY (ARRAY['suggested'::text, 'referred'::text, 'reviewing'::text, 'interview'::text, 'offered'::text, 'accepted'::text, 'checks'::text]);
CREATE INDEX ix_referrals_intake ON brokerage.referrals USING btree (intake_id);
CREATE INDEX ix_referrals_next_outcome_check ON brokerage.referrals USING btree (next_outcome_check_on) WHERE next_outcome_check_on IS NOT NULL;
CREATE INDEX ix_referrals_next_outcome_look ON brokerage.referrals USING btree (next_outcome_look_on, referral_id) WHERE next_outcome_look_on IS NOT NULL;
CREATE INDEX ix_referrals_opportunity_organisation ON brokerage.referrals USING btree (opportunity_organisation_id);
CREATE INDEX ix_referrals_ring_fence ON brokerage.referrals USING btree (ring_fence_id) WHERE ring_fence_id IS NOT NULL;
CREATE INDEX ix_referrals_run ON brokerage.referrals USING btree (run_id) WHERE run_id IS NOT NULL;
CREATE INDEX ix_referrals_stand ON brokerage.referrals USING btree (stand_id) WHERE stand_id IS NOT NULL;
CREATE UNIQUE INDEX uq_referrals_live ON brokerage.referrals USING btree (candidate_id, intake_id) WHERE (status <> ALL (ARRAY['not-taken-forward'::text, 'withdrawn'::text, 'declined'::text, 'expired'::text])) AND left_on IS NULL;
CREATE INDEX ix_tasks_candidate ON brokerage.tasks USING btree (candidate_id, task_id);
CREATE INDEX ix_tasks_open ON brokerage.tasks USING btree (candidate_id, due_on) WHERE done_at IS NULL;
CREATE INDEX ix_tasks_user ON brokerage.tasks USING btree (user_id) WHERE done_at IS NULL;
CREATE INDEX ix_candidates_merged_into ON candidates.candidates USING btree (merged_into_id) WHERE merged_into_id IS NOT NULL;
CREATE INDEX ix_candidates_name ON candidates.candidates USING btree (family_name, given_name, candidate_id);
CREATE INDEX ix_candidates_organisation_name ON candidates.candidates USING btree (organisation_id, family_name, given_name, candidate_id);
CREATE INDEX ix_duplicates_first ON candidates.duplicates USING btree (first_organisation_id, duplicate_id);
CREATE INDEX ix_duplicates_second ON candidates.duplicates USING btree (second_organisation_id, duplicate_id);
CREATE INDEX ix_duplicates_second_id ON candidates.duplicates USING btree (second_id);
CREATE INDEX ix_evidence_events_candidate ON candidates.evidence_events USING btree (candidate_id);
CREATE INDEX ix_likeness_keys_given_name ON candidates.likeness_keys USING btree (given_name_key, born_on_key);
CREATE INDEX ix_likeness_keys_name ON candidates.likeness_keys USING btree (name_key);
CREATE INDEX ix_likeness_keys_new ON candidates.likeness_keys USING btree (candidate_id) WHERE NOT is_looked_at_again;
CREATE INDEX ix_likeness_keys_short_name ON candidates.likeness_keys USING btree (short_name_key, born_on_key);
CREATE INDEX ix_merges_kept ON candidates.merges USING btree (kept_organisation_id, merge_id DESC);
CREATE INDEX ix_merges_merged ON candidates.merges USING btree (merged_organisation_id, merge_id DESC);
CREATE UNIQUE INDEX uq_merges_open ON candidates.merges USING btree (merged_id) WHERE undone_at IS NULL;
CREATE INDEX ix_pauses_candidate ON candidates.pauses USING btree (candidate_id);
CREATE UNIQUE INDEX uq_pauses_open ON candidates.pauses USING btree (candidate_id) WHERE ended_on IS NULL;
CREATE INDEX ix_uploads_created ON exchange.uploads USING btree (created_at);
CREATE INDEX ix_uploads_open ON exchange.uploads USING btree (organisation_id, content, upload_id) WHERE status = ANY (ARRAY['queued'::text, 'working'::text]);
CREATE INDEX ix_imports_kind ON geography.imports USING btree (kind, status);
CREATE INDEX ix_travel_time_modes_rows ON geography.travel_time_modes USING btree (rows_version);
CREATE INDEX ix_travel_time_tables_digest ON geography.travel_time_tables USING btree (digest);
CREATE UNIQUE INDEX uq_travel_time_tables_in_use ON geography.travel_time_tables USING btree (is_in_use) WHERE is_in_use;
CREATE INDEX ix_account_links_user ON identity.account_links USING btree (user_id);
CREATE INDEX ix_api_clients_organisation ON identity.api_clients USING btree (organisation_id);
CREATE INDEX ix_api_keys_client ON identity.api_keys USING btree (client_id);
CREATE INDEX ix_openid_identities_user ON identity.openid_identities USING btree (user_id);
CREATE INDEX ix_organisation_parents_parent ON identity.organisation_parents USING btree (parent_id);
CREATE INDEX ix_organisation_paths_organisation ON identity.organisation_paths USING btree (organisation_id);
CREATE INDEX ix_rate_limits_expire ON identity.rate_limits USING btree (expire);
CREATE INDEX ix_role_grants_organisation ON identity.role_grants USING btree (organisation_id);
CREATE UNIQUE INDEX uq_role_grants_candidate ON identity.role_grants USING btree (candidate_id) WHERE revoked_at IS NULL;
CREATE UNIQUE INDEX uq_role_grants_held ON identity.role_grants USING btree (user_id, role, organisation_id) WHERE revoked_at IS NULL;
CREATE INDEX ix_sessions_expire ON identity.sessions USING btree (expire);
CREATE INDEX ix_sharing_agreement_parties_organisation ON identity.sharing_agreement_parties USING btree (organisation_id);
CREATE INDEX ix_sign_in_attempts_failed ON identity.sign_in_attempts USING btree (last_failed_at);
CREATE INDEX ix_sign_in_attempts_user ON identity.sign_in_attempts USING btree (user_id);
CREATE INDEX ix_users_name ON identity.users USING btree (display_name, user_id);
CREATE INDEX ix_alerts_opportunity ON matching.alerts USING btree (opportunity_id);
CREATE INDEX ix_alerts_organisation_list ON matching.alerts USING btree (organisation_id, (seen_at IS NOT NULL), alert_id DESC);
CREATE INDEX ix_allocation_places_candidate ON matching.allocation_places USING btree (candidate_id);
CREATE INDEX ix_allocations_base ON matching.allocations USING btree (base_allocation_id) WHERE base_allocation_id IS NOT NULL;
CREATE INDEX ix_allocations_created ON matching.allocations USING btree (created_at);
CREATE INDEX ix_allocations_open ON matching.allocations USING btree (rung_at) WHERE status = ANY (ARRAY['queued'::text, 'working'::text]);
CREATE INDEX ix_allocations_snapshot ON matching.allocations USING btree (snapshot_id);
CREATE INDEX ix_changes_changed ON matching.changes USING btree (changed_at);
CREATE INDEX ix_changes_written_in ON matching.changes USING btree (written_in);
CREATE INDEX ix_graded_cases_organisation ON matching.graded_cases USING btree (organisation_id);
CREATE INDEX ix_graded_cases_set ON matching.graded_cases USING btree (set_name, case_id);
CREATE INDEX ix_runs_created ON matching.runs USING btree (created_at);
CREATE INDEX ix_runs_open ON matching.runs USING btree (rung_at) WHERE status = ANY (ARRAY['queued'::text, 'working'::text, 'sharded'::text]);
CREATE INDEX ix_set_aside_pairs_candidate ON matching.set_aside_pairs USING btree (candidate_id, set_aside_id);
CREATE INDEX ix_set_aside_pairs_opportunity ON matching.set_aside_pairs USING btree (opportunity_id);
CREATE UNIQUE INDEX uq_set_aside_pairs_open ON matching.set_aside_pairs USING btree (candidate_id, opportunity_id) WHERE ended_on IS NULL;
CREATE INDEX ix_shards_open ON matching.shards USING btree (rung_at) WHERE status = ANY (ARRAY['queued'::text, 'working'::text]);
CREATE INDEX ix_city_figures_organisation ON opportunities.city_figures USING btree (organisation_id, kind, code, from_on);
CREATE INDEX ix_living_wage_accreditations_organisation ON opportunities.living_wage_accreditations USING btree (organisation_id, accreditation_id);
CREATE INDEX ix_opportunities_closes ON opportunities.opportunities USING btree (closes_on) WHERE NOT is_withdrawn;
CREATE INDEX ix_opportunities_course ON opportunities.opportunities USING btree (course_id) WHERE course_id IS NOT NULL;
CREATE INDEX ix_opportunities_same_job ON opportunities.opportunities USING btree (same_job_as_id) WHERE same_job_as_id IS NOT NULL;
CREATE INDEX ix_opportunities_title ON opportunities.opportunities USING btree (title, opportunity_id);
CREATE INDEX ix_claim_events_claim ON outcomes.claim_events USING btree (claim_id);
CREATE INDEX ix_claims_disputed ON outcomes.claims USING btree (claim_id DESC) WHERE is_disputed;
CREATE INDEX ix_claims_organisation ON outcomes.claims USING btree (organisation_id, claim_id DESC);
CREATE UNIQUE INDEX uq_claims_counting ON outcomes.claims USING btree (candidate_id, programme_code, outcome_code) WHERE status = ANY (ARRAY['held'::text, 'upheld'::text]);
CREATE INDEX ix_course_events_job_referral ON outcomes.course_events USING btree (job_referral_id) WHERE job_referral_id IS NOT NULL;
CREATE INDEX ix_employment_spells_referral ON outcomes.employment_spells USING btree (referral_id, employer_code, from_on, spell_id DESC);
CREATE INDEX ix_hires_period ON outcomes.hires USING btree (started_on, organisation_id);
CREATE INDEX ix_hires_referral ON outcomes.hires USING btree (referral_id) WHERE referral_id IS NOT NULL;
CREATE INDEX ix_sustainment_rules_programme ON outcomes.sustainment_rules USING btree (programme_code, from_on DESC, rule_id DESC);

SET check_function_bodies = off;

CREATE OR REPLACE FUNCTION audit.canonical(field text)
 RETURNS bytea
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
AS $function$
        SELECT CASE WHEN field IS NULL THEN '\xffffffff'::bytea ELSE int4send(octet_length(convert_to(field, 'UTF8'))) || convert_to(field, 'UTF8') END
      $function$;

CREATE OR REPLACE FUNCTION audit.link_event()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
      DECLARE
        number bigint;
        previous bytea;
      BEGIN
        IF current_setting('transaction_isolation') <> 'read committed' THEN
          RAISE EXCEPTION 'audit events are written in READ COMMITTED transactions only' USING ERRCODE = 'object_not_in_prerequisite_state';
        END IF;
        PERFORM pg_advisory_xact_lock(7266434);
        SELECT link.chain_number, link.hash INTO number, previous FROM audit.links AS link ORDER BY link.chain_number DESC LIMIT 1;
        number := coalesce(number, 0) + 1;
        INSERT INTO audit.links (chain_number, event_id, hash)
        VALUES (number, NEW.event_id, audit.link_hash(coalesce(previous, decode(repeat('00', 32), 'hex')), number, NEW));
        RETURN NULL;
      END $function$;

CREATE OR REPLACE FUNCTION audit.link_hash(previous bytea, number bigint, event audit.events)
 RETURNS bytea
 LANGUAGE sql
 STABLE
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
        SELECT sha256(previous || audit.canonical(number::text) || audit.canonical(event.event_id::text)
          || audit.canonical((extract(epoch FROM event.occurred_at) * 1000000)::bigint::text)
          || audit.canonical(event.actor_id) || audit.canonical(event.purpose) || audit.canonical(event.organisation_id::text)
          || audit.canonical(event.request_id) || audit.canonical(event.action) || audit.canonical(event.subject) || audit.canonical(event.detail::text))
      $function$;

CREATE OR REPLACE FUNCTION audit.refuse_change()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
      BEGIN
        RAISE EXCEPTION 'the audit trail is only ever added to' USING ERRCODE = 'insufficient_privilege';
      END $function$;

CREATE OR REPLACE FUNCTION audit.refuse_other_author()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
      BEGIN
        IF NEW.actor_id IS DISTINCT FROM identity.actor()
           OR coalesce(NEW.purpose, '') <> coalesce(current_setting('pathways.purpose', true), '')
           OR coalesce(NEW.request_id, '') <> coalesce(current_setting('pathways.request', true), '') THEN
          RAISE EXCEPTION 'an audit event is written in the name of whoever acts, with their purpose and request' USING ERRCODE = 'insufficient_privilege';
        END IF;
        RETURN NEW;
      END $function$;

CREATE OR REPLACE FUNCTION brokerage.brokers()
 RETURNS TABLE(user_id uuid, display_name text, node_ids uuid[])
 LANGUAGE sql
 STABLE SECURITY DEFINER ROWS 100
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
        SELECT account.user_id, account.display_name, array_agg(held.organisation_id)
          FROM identity.role_grants AS held JOIN identity.users AS account USING (user_id)
         WHERE held.role IN ('broker', 'broker-lead') AND held.revoked_at IS NULL AND account.is_active AND EXISTS (SELECT identity.reach('people'))
           AND held.from_on <= identity.today() AND (held.to_on IS NULL OR held.to_on >= identity.today()) AND held.organisation_id IN (SELECT identity.reach('tree'))
         GROUP BY account.user_id
      $function$;

CREATE OR REPLACE FUNCTION brokerage.can_staff(account uuid, organisation uuid)
 RETURNS boolean
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
        SELECT EXISTS (SELECT FROM identity.role_grants AS held JOIN identity.organisation_paths AS path ON path.ancestor_id = held.organisation_id AND path.valid_during @> identity.today()
                        WHERE held.user_id = account AND path.organisation_id = organisation AND held.role IN ('hr', 'college-partner')
                          AND held.revoked_at IS NULL AND held.from_on <= identity.today() AND (held.to_on IS NULL OR held.to_on >= identity.today()))
      $function$;

CREATE OR REPLACE FUNCTION brokerage.check_rules_of(referral uuid, today date)
 RETURNS jsonb
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
        SELECT version.rules FROM brokerage.referrals AS checked JOIN brokerage.check_rule_versions AS version
            ON version.from_on <= today AND (version.organisation_id IS NULL OR version.organisation_id IN (
                 SELECT path.ancestor_id FROM identity.organisation_paths AS path WHERE path.organisation_id = checked.opportunity_organisation_id AND path.valid_during @> today))
         WHERE checked.referral_id = referral ORDER BY version.organisation_id IS NULL, version.from_on DESC, version.version_number DESC LIMIT 1
      $function$;

CREATE OR REPLACE FUNCTION brokerage.fair_figures(fair uuid)
 RETURNS TABLE(has_come boolean, has_spoken boolean, is_referred boolean, is_offered boolean, is_started boolean, is_hired boolean, people integer)
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
        WITH person AS (
          SELECT registration.candidate_id, bool_or(coalesce(registration.attendance = 'arrived', false)) AS has_come
            FROM brokerage.fair_registrations AS registration JOIN brokerage.fair_sessions AS session USING (session_id)
           WHERE session.fair_id = fair AND registration.status = 'registered' AND brokerage.organises_fair(fair) GROUP BY 1),
        talk AS (
          SELECT booking.candidate_id, bool_or(booking.attendance = 'arrived' OR booking.outcome_code IS NOT NULL) AS has_spoken
            FROM brokerage.fair_bookings AS booking JOIN brokerage.fair_stands AS stand USING (stand_id)
           WHERE stand.fair_id = fair AND booking.status = 'booked' GROUP BY 1),
        led AS (
          SELECT referral.candidate_id, true AS is_referred,
                 bool_or(EXISTS (SELECT FROM brokerage.referral_events AS event WHERE event.referral_id = referral.referral_id AND event.to_status = 'offered')) AS is_offered,
                 bool_or(referral.started_on IS NOT NULL) AS is_started,
                 bool_or(referral.started_on IS NOT NULL AND opportunity.kind IN ('role', 'apprenticeship')) AS is_hired
            FROM brokerage.referrals AS referral JOIN brokerage.fair_stands AS stand USING (stand_id)
            JOIN opportunities.intakes AS intake USING (intake_id) JOIN opportunities.opportunities AS opportunity USING (opportunity_id)
           WHERE stand.fair_id = fair GROUP BY 1)
        SELECT coalesce(person.has_come OR talk.has_spoken, person.has_come), coalesce(talk.has_spoken, false), coalesce(led.is_referred, false), coalesce(led.is_offered, false),
               coalesce(led.is_started, false), coalesce(led.is_hired, false), count(*)::integer
          FROM person LEFT JOIN talk USING (candidate_id) LEFT JOIN led USING (candidate_id) GROUP BY 1, 2, 3, 4, 5, 6
      $function$;

CREATE OR REPLACE FUNCTION brokerage.fill_session(session uuid)
 RETURNS TABLE(registration_id uuid, candidate_id uuid, candidate_organisation_id uuid)
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
      #variable_conflict use_column
      BEGIN
        PERFORM FROM brokerage.fair_sessions WHERE session_id = session FOR NO KEY UPDATE;
        RETURN QUERY
          UPDATE brokerage.fair_registrations AS waiting SET status = 'registered'
           WHERE waiting.registration_id IN (
                   SELECT first.registration_id FROM brokerage.fair_registrations AS first WHERE first.session_id = session AND first.status = 'waiting' ORDER BY first.line_number
                    LIMIT greatest(0, (SELECT capacity FROM brokerage.fair_sessions WHERE session_id = session)
                                    - (SELECT count(*) FROM brokerage.fair_registrations AS seated WHERE seated.session_id = session AND seated.status = 'registered')))
          RETURNING waiting.registration_id, waiting.candidate_id, waiting.candidate_organisation_id;
      END $function$;

CREATE OR REPLACE FUNCTION brokerage.follow_merge()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
      DECLARE kept_id uuid;
      BEGIN
        FOR at IN 0 .. TG_NARGS - 1 BY 2 LOOP
          SELECT merged_into_id INTO kept_id FROM candidates.candidates WHERE candidate_id = (to_jsonb(NEW)->>TG_ARGV[at])::uuid FOR KEY SHARE;
          IF kept_id IS NOT NULL THEN
            NEW := jsonb_populate_record(NEW, jsonb_build_object(TG_ARGV[at], kept_id) || CASE TG_ARGV[at + 1] WHEN '' THEN '{}' ELSE jsonb_build_object(TG_ARGV[at + 1], (SELECT organisation_id FROM candidates.candidates WHERE candidate_id = kept_id)) END);
          END IF;
        END LOOP;
        RETURN NEW;
      END $function$;

CREATE OR REPLACE FUNCTION brokerage.has_case(candidate uuid, opportunity uuid)
 RETURNS boolean
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
        SELECT EXISTS (SELECT FROM brokerage.referrals AS referral JOIN opportunities.intakes AS intake USING (intake_id)
                        WHERE referral.candidate_id = candidate AND intake.opportunity_id = opportunity)
      $function$;

CREATE OR REPLACE FUNCTION brokerage.is_looked_after(candidate uuid)
 RETURNS boolean
 LANGUAGE plpgsql
 STABLE COST 1000
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
      BEGIN
        RETURN EXISTS (SELECT FROM brokerage.case_summaries AS shown WHERE shown.candidate_id = candidate);
      END $function$;

CREATE OR REPLACE FUNCTION brokerage.is_slot_taken(slot uuid)
 RETURNS boolean
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
        SELECT EXISTS (SELECT FROM brokerage.fair_bookings WHERE slot_id = slot AND status = 'booked')
      $function$;

CREATE OR REPLACE FUNCTION brokerage.keep_caseload(people uuid[])
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
 SET plan_cache_mode TO 'auto'
AS $function$
      BEGIN
        IF people IS NULL THEN RETURN; END IF;
        PERFORM set_config('plan_cache_mode', CASE WHEN cardinality(people) <= 50 THEN 'force_generic_plan' ELSE 'force_custom_plan' END, true);
        PERFORM brokerage.lock_caseload(people); -- what follows is another statement, which sees what others have committed meanwhile
        INSERT INTO brokerage.case_summaries (candidate_id, organisation_id, user_id, next_task_on, still_since_on, no_contact_since_on, contract_ends_on, next_outcome_on, offer_since_on, checks_since_on, unassigned_since_on, assigned_since_on, last_contact_on, last_tried_on, live_referrals, open_tasks)
        SELECT person.candidate_id, person.organisation_id, held.user_id, task.next_on, cases.still_since_on,
               CASE WHEN cases.live > 0 THEN coalesce(contact.reached_on, (person.created_at AT TIME ZONE 'Europe/London')::date) WHEN person.is_seeking THEN nullif(greatest(coalesce(contact.reached_on, (person.created_at AT TIME ZONE 'Europe/London')::date), pause.until_on), 'infinity') END,
               person.contract_ends_on, outcome.next_on, cases.offer_since_on, cases.checks_since_on,
               CASE WHEN held.user_id IS NOT NULL THEN NULL WHEN cases.live > 0 THEN coalesce(held.left_on, (person.created_at AT TIME ZONE 'Europe/London')::date) WHEN person.is_seeking THEN nullif(greatest(coalesce(held.left_on, (person.created_at AT TIME ZONE 'Europe/London')::date), pause.until_on), 'infinity') END,
               held.since_on, contact.reached_on, contact.tried_on, cases.live::smallint, task.open::smallint
          FROM candidates.candidates AS person
          CROSS JOIN LATERAL (
            SELECT max(coalesce(ended_on, resumes_on, 'infinity')) AS until_on FROM candidates.pauses WHERE pauses.candidate_id = person.candidate_id) AS pause
          CROSS JOIN LATERAL (
            SELECT (array_agg(user_id) FILTER (WHERE to_on IS NULL))[1] AS user_id, max(from_on) FILTER (WHERE to_on IS NULL) AS since_on, max(to_on) AS left_on
              FROM brokerage.assignments WHERE assignments.candidate_id = person.candidate_id) AS held
          CROSS JOIN LATERAL (
            SELECT max(happened_on) FILTER (WHERE has_reached) AS reached_on, max(happened_on) AS tried_on
              FROM brokerage.contacts WHERE contacts.candidate_id = person.candidate_id) AS contact
          CROSS JOIN LATERAL (
            SELECT min(due_on) AS next_on, count(*) AS open FROM brokerage.tasks WHERE tasks.candidate_id = person.candidate_id AND done_at IS NULL) AS task
          CROSS JOIN LATERAL (
            SELECT min(next_outcome_check_on) AS next_on FROM brokerage.referrals WHERE referrals.candidate_id = person.candidate_id) AS outcome
          CROSS JOIN LATERAL (
            SELECT count(*) AS live, min(moved_on) AS still_since_on, min(moved_on) FILTER (WHERE status = 'offered') AS offer_since_on, min(moved_on) FILTER (WHERE status = 'checks') AS checks_since_on
              FROM (SELECT referral.status, coalesce((SELECT max((occurred_at AT TIME ZONE 'Europe/London')::date) FROM brokerage.referral_events AS event WHERE event.referral_id = referral.referral_id), (referral.created_at AT TIME ZONE 'Europe/London')::date) AS moved_on
                      FROM brokerage.referrals AS referral
                     WHERE referral.candidate_id = person.candidate_id AND referral.status IN ('referred', 'reviewing', 'interview', 'offered', 'accepted', 'checks')) AS moved) AS cases
         WHERE person.candidate_id = ANY (people)
        ON CONFLICT (candidate_id) DO UPDATE SET (organisation_id, user_id, next_task_on, still_since_on, no_contact_since_on, contract_ends_on, next_outcome_on, offer_since_on, checks_since_on, unassigned_since_on, assigned_since_on, last_contact_on, last_tried_on, live_referrals, open_tasks) = ROW (EXCLUDED.organisation_id, EXCLUDED.user_id, EXCLUDED.next_task_on, EXCLUDED.still_since_on, EXCLUDED.no_contact_since_on, EXCLUDED.contract_ends_on, EXCLUDED.next_outcome_on, EXCLUDED.offer_since_on, EXCLUDED.checks_since_on, EXCLUDED.unassigned_since_on, EXCLUDED.assigned_since_on, EXCLUDED.last_contact_on, EXCLUDED.last_tried_on, EXCLUDED.live_referrals, EXCLUDED.open_tasks)
         WHERE (case_summaries.organisation_id, case_summaries.user_id, case_summaries.next_task_on, case_summaries.still_since_on, case_summaries.no_contact_since_on, case_summaries.contract_ends_on, case_summaries.next_outcome_on, case_summaries.offer_since_on, case_summaries.checks_since_on, case_summaries.unassigned_since_on, case_summaries.assigned_since_on, case_summaries.last_contact_on, case_summaries.last_tried_on, case_summaries.live_referrals, case_summaries.open_tasks) IS DISTINCT FROM (EXCLUDED.organisation_id, EXCLUDED.user_id, EXCLUDED.next_task_on, EXCLUDED.still_since_on, EXCLUDED.no_contact_since_on, EXCLUDED.contract_ends_on, EXCLUDED.next_outcome_on, EXCLUDED.offer_since_on, EXCLUDED.checks_since_on, EXCLUDED.unassigned_since_on, EXCLUDED.assigned_since_on, EXCLUDED.last_contact_on, EXCLUDED.last_tried_on, EXCLUDED.live_referrals, EXCLUDED.open_tasks);
      END $function$;

CREATE OR REPLACE FUNCTION brokerage.lock_caseload(people uuid[])
 RETURNS void
 LANGUAGE sql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
        SELECT FROM brokerage.case_summaries WHERE candidate_id = ANY (people) ORDER BY candidate_id FOR UPDATE
      $function$;

CREATE OR REPLACE FUNCTION brokerage.names_at_stand(stand uuid)
 RETURNS TABLE(booking_id uuid, reference text, given_name text, family_name text)
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
        SELECT booking.booking_id, person.reference, person.given_name, person.family_name
          FROM brokerage.fair_bookings AS booking JOIN candidates.candidates AS person USING (candidate_id)
         WHERE booking.stand_id = stand AND booking.status = 'booked'
           AND booking.stand_organisation_id IN (SELECT identity.reach('referred_people')) AND candidates.consents_to(booking.candidate_id, 'sharing-with-partners')
      $function$;

CREATE OR REPLACE FUNCTION brokerage.next_in_line(session uuid)
 RETURNS integer
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
      BEGIN
        PERFORM FROM brokerage.fair_sessions WHERE session_id = session FOR NO KEY UPDATE;
        RETURN (SELECT coalesce(max(line_number), 0) + 1 FROM brokerage.fair_registrations WHERE session_id = session);
      END $function$;

CREATE OR REPLACE FUNCTION brokerage.note_case_news()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
      BEGIN
        IF TG_TABLE_NAME = 'referral_events' THEN
          PERFORM brokerage.keep_caseload((SELECT array_agg(DISTINCT referral.candidate_id) FROM changed JOIN brokerage.referrals AS referral USING (referral_id)));
        ELSIF TG_OP <> 'UPDATE' THEN
          PERFORM brokerage.keep_caseload((SELECT array_agg(DISTINCT candidate_id) FROM changed));
        ELSIF TG_TABLE_NAME = 'candidates' THEN -- what else is stored of a person is on no list
          PERFORM brokerage.keep_caseload((SELECT array_agg(changed.candidate_id) FROM changed JOIN before USING (candidate_id)
             WHERE (changed.organisation_id, changed.is_seeking, changed.contract_ends_on) IS DISTINCT FROM (before.organisation_id, before.is_seeking, before.contract_ends_on)));
        ELSIF TG_TABLE_NAME = 'referrals' THEN -- the event comes with a new status; this is for a case that becomes another person's, and for its next check
          PERFORM brokerage.keep_caseload((SELECT array_agg(DISTINCT person) FROM changed JOIN before USING (referral_id), unnest(ARRAY[changed.candidate_id, before.candidate_id]) AS person
             WHERE (changed.candidate_id, changed.next_outcome_check_on) IS DISTINCT FROM (before.candidate_id, before.next_outcome_check_on)));
        ELSE
          PERFORM brokerage.keep_caseload((SELECT array_agg(DISTINCT candidate_id) FROM (SELECT candidate_id FROM changed UNION ALL SELECT candidate_id FROM before) AS people));
        END IF;
        RETURN NULL;
      END $function$;

CREATE OR REPLACE FUNCTION brokerage.note_leaving()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
      BEGIN
        UPDATE brokerage.referrals SET left_on = NEW.happened_on WHERE referral_id = NEW.referral_id;
        RETURN NULL;
      END $function$;

CREATE OR REPLACE FUNCTION brokerage.note_start()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
      BEGIN
        NEW.next_outcome_check_on := NEW.started_on + 91;
        NEW.next_outcome_look_on := NEW.next_outcome_check_on;
        RETURN NEW;
      END $function$;

CREATE OR REPLACE FUNCTION brokerage.organises_fair(fair uuid)
 RETURNS boolean
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
        SELECT EXISTS (SELECT FROM brokerage.fairs WHERE fair_id = fair AND organisation_id IN (SELECT identity.reach('fairs')))
      $function$;

CREATE OR REPLACE FUNCTION brokerage.own_nodes()
 RETURNS uuid[]
 LANGUAGE sql
 STABLE
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
        SELECT coalesce(string_to_array(nullif(current_setting('pathways.people', true), ''), ',')::uuid[], '{}')
      $function$;

CREATE OR REPLACE FUNCTION brokerage.place_chasing_rule()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
      BEGIN
        SELECT organisation_id INTO NEW.organisation_id FROM opportunities.programmes WHERE code = NEW.programme_code;
        RETURN NEW;
      END $function$;

CREATE OR REPLACE FUNCTION brokerage.place_fair_booking()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
      BEGIN
        SELECT organisation_id INTO NEW.candidate_organisation_id FROM candidates.candidates WHERE candidate_id = NEW.candidate_id;
        SELECT slot.stand_id, stand.organisation_id, slot.during INTO NEW.stand_id, NEW.stand_organisation_id, NEW.during
          FROM brokerage.fair_slots AS slot JOIN brokerage.fair_stands AS stand USING (stand_id) WHERE slot.slot_id = NEW.slot_id;
        IF TG_OP = 'UPDATE' AND NEW.stand_id <> OLD.stand_id THEN
          NEW.outcome_code := NULL;
          NEW.outcome_opportunity_id := NULL;
          NEW.referral_id := NULL;
        END IF;
        RETURN NEW;
      END $function$;

CREATE OR REPLACE FUNCTION brokerage.place_fair_registration()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
      BEGIN
        SELECT organisation_id INTO NEW.candidate_organisation_id FROM candidates.candidates WHERE candidate_id = NEW.candidate_id;
        RETURN NEW;
      END $function$;

CREATE OR REPLACE FUNCTION brokerage.place_message()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
      BEGIN
        IF NEW.referral_id IS NOT NULL THEN
          SELECT candidate_id INTO NEW.candidate_id FROM brokerage.referrals WHERE referral_id = NEW.referral_id;
        END IF;
        NEW.candidate_id := coalesce(NEW.candidate_id, NEW.to_candidate_id);
        SELECT organisation_id INTO NEW.organisation_id FROM candidates.candidates WHERE candidate_id = NEW.candidate_id;
        RETURN NEW;
      END $function$;

CREATE OR REPLACE FUNCTION brokerage.place_note()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
      BEGIN
        NEW.node_ids := brokerage.own_nodes();
        SELECT person.organisation_id INTO NEW.organisation_id FROM candidates.candidates AS person
         WHERE person.candidate_id = NEW.candidate_id AND person.organisation_id IN (SELECT identity.reach('people'));
        RETURN NEW;
      END $function$;

CREATE OR REPLACE FUNCTION brokerage.place_referral()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
      BEGIN
        SELECT organisation_id INTO NEW.candidate_organisation_id FROM candidates.candidates WHERE candidate_id = NEW.candidate_id;
        SELECT organisation_id INTO NEW.opportunity_organisation_id FROM opportunities.intakes JOIN opportunities.opportunities USING (opportunity_id) WHERE intake_id = NEW.intake_id;
        RETURN NEW;
      END $function$;

CREATE OR REPLACE FUNCTION brokerage.reasons_of_city(node uuid)
 RETURNS SETOF brokerage.reasons
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
        SELECT reason.* FROM brokerage.reasons AS reason JOIN identity.organisations AS city USING (organisation_id) JOIN identity.organisation_paths AS path ON path.ancestor_id = city.organisation_id
         WHERE path.organisation_id = node AND city.level = 'city' AND path.valid_during @> identity.today()
           AND (identity.is_job() OR node IN (SELECT identity.reach('tree')) OR node IN (SELECT identity.reach('shared_people'))
                OR EXISTS (SELECT FROM brokerage.referrals AS referral
                            WHERE referral.candidate_organisation_id = node
                              AND (referral.candidate_id = identity.own_candidate() OR referral.opportunity_organisation_id IN (SELECT identity.reach('referred_people')))))
      $function$;

CREATE OR REPLACE FUNCTION brokerage.rebuild_caseload()
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
      BEGIN
        LOCK TABLE brokerage.case_summaries IN EXCLUSIVE MODE; -- what changes meanwhile waits, and then keeps its own row
        DELETE FROM brokerage.case_summaries;
        INSERT INTO brokerage.case_summaries (candidate_id, organisation_id, user_id, next_task_on, still_since_on, no_contact_since_on, contract_ends_on, next_outcome_on, offer_since_on, checks_since_on, unassigned_since_on, assigned_since_on, last_contact_on, last_tried_on, live_referrals, open_tasks)
        SELECT person.candidate_id, person.organisation_id, held.user_id, task.next_on, cases.still_since_on,
               CASE WHEN cases.live > 0 THEN coalesce(contact.reached_on, (person.created_at AT TIME ZONE 'Europe/London')::date) WHEN person.is_seeking THEN nullif(greatest(coalesce(contact.reached_on, (person.created_at AT TIME ZONE 'Europe/London')::date), pause.until_on), 'infinity') END,
               person.contract_ends_on, outcome.next_on, cases.offer_since_on, cases.checks_since_on,
               CASE WHEN held.user_id IS NOT NULL THEN NULL WHEN cases.live > 0 THEN coalesce(held.left_on, (person.created_at AT TIME ZONE 'Europe/London')::date) WHEN person.is_seeking THEN nullif(greatest(coalesce(held.left_on, (person.created_at AT TIME ZONE 'Europe/London')::date), pause.until_on), 'infinity') END,
               held.since_on, contact.reached_on, contact.tried_on, cases.live::smallint, task.open::smallint
          FROM candidates.candidates AS person
          CROSS JOIN LATERAL (
            SELECT max(coalesce(ended_on, resumes_on, 'infinity')) AS until_on FROM candidates.pauses WHERE pauses.candidate_id = person.candidate_id) AS pause
          CROSS JOIN LATERAL (
            SELECT (array_agg(user_id) FILTER (WHERE to_on IS NULL))[1] AS user_id, max(from_on) FILTER (WHERE to_on IS NULL) AS since_on, max(to_on) AS left_on
              FROM brokerage.assignments WHERE assignments.candidate_id = person.candidate_id) AS held
          CROSS JOIN LATERAL (
            SELECT max(happened_on) FILTER (WHERE has_reached) AS reached_on, max(happened_on) AS tried_on
              FROM brokerage.contacts WHERE contacts.candidate_id = person.candidate_id) AS contact
          CROSS JOIN LATERAL (
            SELECT min(due_on) AS next_on, count(*) AS open FROM brokerage.tasks WHERE tasks.candidate_id = person.candidate_id AND done_at IS NULL) AS task
          CROSS JOIN LATERAL (
            SELECT min(next_outcome_check_on) AS next_on FROM brokerage.referrals WHERE referrals.candidate_id = person.candidate_id) AS outcome
          CROSS JOIN LATERAL (
            SELECT count(*) AS live, min(moved_on) AS still_since_on, min(moved_on) FILTER (WHERE status = 'offered') AS offer_since_on, min(moved_on) FILTER (WHERE status = 'checks') AS checks_since_on
              FROM (SELECT referral.status, coalesce((SELECT max((occurred_at AT TIME ZONE 'Europe/London')::date) FROM brokerage.referral_events AS event WHERE event.referral_id = referral.referral_id), (referral.created_at AT TIME ZONE 'Europe/London')::date) AS moved_on
                      FROM brokerage.referrals AS referral
                     WHERE referral.candidate_id = person.candidate_id AND referral.status IN ('referred', 'reviewing', 'interview', 'offered', 'accepted', 'checks')) AS moved) AS cases;
      END $function$;

CREATE OR REPLACE FUNCTION brokerage.referred_candidates()
 RETURNS SETOF uuid
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER ROWS 50
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
      BEGIN
        IF NOT EXISTS (SELECT identity.reach('referred_people')) THEN RETURN; END IF; -- most actors: a list of candidates asks this too
        RETURN QUERY SELECT DISTINCT referral.candidate_id FROM brokerage.referrals AS referral
                      WHERE referral.opportunity_organisation_id IN (SELECT identity.reach('referred_people')) AND referral.status NOT IN ('suggested', 'not-taken-forward', 'withdrawn', 'declined', 'expired')
                        AND candidates.consents_to(referral.candidate_id, 'sharing-with-partners');
      END $function$;

CREATE OR REPLACE FUNCTION brokerage.runs_stand(stand uuid)
 RETURNS boolean
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
        SELECT EXISTS (SELECT FROM brokerage.fair_stands AS ours
                        WHERE ours.stand_id = stand AND (ours.organisation_id IN (SELECT identity.reach('referred_people')) OR brokerage.organises_fair(ours.fair_id)))
      $function$;

CREATE OR REPLACE FUNCTION brokerage.session_places_left(session uuid)
 RETURNS integer
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
        SELECT capacity - (SELECT count(*)::integer FROM brokerage.fair_registrations AS seated WHERE seated.session_id = session AND seated.status = 'registered')
          FROM brokerage.fair_sessions WHERE session_id = session
      $function$;

CREATE OR REPLACE FUNCTION brokerage.skip_merged()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
      BEGIN
        IF EXISTS (SELECT FROM candidates.candidates WHERE candidate_id = NEW.candidate_id AND merged_into_id IS NOT NULL) THEN RETURN NULL; END IF;
        RETURN NEW;
      END $function$;

CREATE OR REPLACE FUNCTION brokerage.waiting_before(registration uuid)
 RETURNS integer
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
        SELECT count(*)::integer FROM brokerage.fair_registrations AS own JOIN brokerage.fair_registrations AS other USING (session_id)
         WHERE own.registration_id = registration AND other.status = 'waiting' AND other.line_number < own.line_number
      $function$;

CREATE OR REPLACE FUNCTION candidates.agreed_pair(duplicate uuid)
 RETURNS TABLE(kept_id uuid, merged_id uuid)
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
        SELECT CASE WHEN is_first_kept THEN first_id ELSE second_id END, CASE WHEN is_first_kept THEN second_id ELSE first_id END FROM candidates.duplicates
         WHERE duplicate_id = duplicate AND first_answer = 'same' AND second_answer = 'same' AND is_first_kept IS NOT NULL
           AND (first_organisation_id IN (SELECT identity.reach('people')) OR second_organisation_id IN (SELECT identity.reach('people')))
      $function$;

CREATE OR REPLACE FUNCTION candidates.answer_duplicate(duplicate uuid, answer text, is_ours_kept boolean)
 RETURNS TABLE(candidate_id uuid, organisation_id uuid, other_organisation_id uuid, is_agreed boolean, is_ours_proposed boolean, times_asked integer)
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
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
      END $function$;

CREATE OR REPLACE FUNCTION candidates.carried()
 RETURNS TABLE(table_name text, column_name text, treatment text)
 LANGUAGE sql
 IMMUTABLE
AS $function$
        VALUES ('brokerage.assignments', 'candidate_id', 'settled'), ('brokerage.bulk_outcomes', 'candidate_id', 'stays'), ('brokerage.case_summaries', 'candidate_id', 'derived'), ('brokerage.contacts', 'candidate_id', 'follows'), ('brokerage.fair_bookings', 'candidate_id', 'settled'), ('brokerage.fair_registrations', 'candidate_id', 'settled'), ('brokerage.messages', 'candidate_id', 'follows'), ('brokerage.messages', 'to_candidate_id', 'follows'), ('brokerage.notes', 'candidate_id', 'follows'), ('brokerage.pathway_plans', 'candidate_id', 'follows'), ('brokerage.redeployment_records', 'candidate_id', 'settled'), ('brokerage.referrals', 'candidate_id', 'settled'), ('brokerage.tasks', 'candidate_id', 'follows'), ('candidates.candidates', 'candidate_id', 'settled'), ('candidates.candidates', 'merged_into_id', 'settled'), ('candidates.consents', 'candidate_id', 'settled'), ('candidates.duplicates', 'first_id', 'derived'), ('candidates.duplicates', 'second_id', 'derived'), ('candidates.evidence_events', 'candidate_id', 'settled'), ('candidates.likeness_keys', 'candidate_id', 'derived'), ('candidates.merges', 'kept_id', 'stays'), ('candidates.merges', 'merged_id', 'stays'), ('candidates.pauses', 'candidate_id', 'settled'), ('candidates.qualifications', 'candidate_id', 'settled'), ('identity.role_grants', 'candidate_id', 'settled'), ('matching.alerts', 'candidate_id', 'settled'), ('matching.allocation_places', 'candidate_id', 'settled'), ('matching.candidate_matches', 'candidate_id', 'stays'), ('matching.opportunity_matches', 'candidate_ids', 'stays'), ('matching.set_aside_pairs', 'candidate_id', 'settled'), ('outcomes.claims', 'candidate_id', 'settled')
      $function$;

CREATE OR REPLACE FUNCTION candidates.change_for_merge(merge uuid, target text, which text, changed jsonb)
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
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
      END $function$;

CREATE OR REPLACE FUNCTION candidates.changed_by_merge(merge uuid)
 RETURNS TABLE(is_case boolean, subject uuid, was text, became text, organisation_id uuid, partner_id uuid)
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
  WITH change AS (
    SELECT changed_table, row_key, before->>'status' AS was, after->>'status' AS became FROM candidates.merge_changes JOIN candidates.merges USING (merge_id)
     WHERE merge_id = merge AND before->>'status' <> after->>'status' AND (kept_organisation_id IN (SELECT identity.reach('people')) OR merged_organisation_id IN (SELECT identity.reach('people'))))
  SELECT true, referral_id, was, became, candidate_organisation_id, opportunity_organisation_id FROM change JOIN brokerage.referrals ON referral_id = (row_key->>'referral_id')::uuid WHERE changed_table = 'brokerage.referrals'
  UNION ALL SELECT false, claim_id, was, became, claim.organisation_id, NULL FROM change JOIN outcomes.claims AS claim ON claim_id = (row_key->>'claim_id')::uuid WHERE changed_table = 'outcomes.claims'
  ORDER BY 2
$function$;

CREATE OR REPLACE FUNCTION candidates.consents_to(candidate uuid, consent_purpose text)
 RETURNS boolean
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
        SELECT EXISTS (SELECT FROM candidates.consents AS consent
                        WHERE consent.candidate_id = candidate AND consent.purpose = consent_purpose AND consent.given_on <= identity.today()
                          AND (consent.expires_on IS NULL OR consent.expires_on >= identity.today())
                          AND (consent.withdrawn_on IS NULL OR consent.withdrawn_on > identity.today()))
      $function$;

CREATE OR REPLACE FUNCTION candidates.duplicates_in_reach(after uuid, page integer)
 RETURNS TABLE(duplicate_id uuid, candidate_id uuid, other_id uuid, other_organisation_id uuid, likeness text, found_on date, our_answer text, their_answer text)
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
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
      END $function$;

CREATE OR REPLACE FUNCTION candidates.exchange_facts(one uuid, other uuid, facts text[], has_qualifications boolean)
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
      DECLARE names text := (SELECT string_agg(quote_ident(fact), ', ') FROM unnest(facts) AS fact);
      BEGIN
        IF names IS NOT NULL THEN
          EXECUTE format('UPDATE candidates.candidates AS person SET (%1$s) = (SELECT %1$s FROM candidates.candidates AS source WHERE source.candidate_id = CASE WHEN person.candidate_id = $1 THEN $2 ELSE $1 END), updated_at = now() WHERE person.candidate_id IN ($1, $2)', names) USING one, other;
        END IF;
        IF has_qualifications THEN
          UPDATE candidates.qualifications SET candidate_id = CASE WHEN candidate_id = one THEN other ELSE one END, position = position + 10000 WHERE candidate_id IN (one, other);
          UPDATE candidates.qualifications SET position = position - 10000 WHERE candidate_id IN (one, other);
        END IF;
      END $function$;

CREATE OR REPLACE FUNCTION candidates.facts_digest(candidate uuid, facts text[])
 RETURNS text
 LANGUAGE sql
 STABLE
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
        SELECT md5(jsonb_object_agg(fact, to_jsonb(person)->fact)::text) FROM candidates.candidates AS person, unnest(facts) AS fact WHERE person.candidate_id = candidate AND fact <> ALL ('{email,phone,needs,qualifications}')
      $function$;

CREATE OR REPLACE FUNCTION candidates.find_duplicates(people uuid[])
 RETURNS TABLE(candidate_id uuid, organisation_id uuid, likeness text, is_within boolean)
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
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
      END $function$;

CREATE OR REPLACE FUNCTION candidates.is_ours(candidate uuid)
 RETURNS boolean
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
        SELECT candidate = identity.own_candidate()
            OR EXISTS (SELECT FROM candidates.candidates AS person
                        WHERE person.candidate_id = candidate AND person.organisation_id IN (SELECT identity.reach('people')))
      $function$;

CREATE OR REPLACE FUNCTION candidates.is_shown(candidate uuid)
 RETURNS boolean
 LANGUAGE plpgsql
 STABLE COST 1000
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
      BEGIN
        RETURN EXISTS (SELECT FROM candidates.candidates AS person WHERE person.candidate_id = candidate);
      END $function$;

CREATE OR REPLACE FUNCTION candidates.likeness(one candidates.likeness_keys, other candidates.likeness_keys)
 RETURNS text
 LANGUAGE sql
 IMMUTABLE
AS $function$
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
      $function$;

CREATE OR REPLACE FUNCTION candidates.merge_records(duplicate uuid, withdraws uuid[], ends_consents text[], facts text[], has_qualifications boolean, moment timestamp with time zone)
 RETURNS TABLE(merge_id uuid, kept_id uuid, kept_organisation_id uuid, merged_organisation_id uuid)
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
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
        facts := ARRAY(SELECT fact FROM unnest(facts) AS fact WHERE fact = ANY ('{given_name,family_name,email,phone,born_on,postcode,present_post,is_nhs_employee,contract_ends_on,vaccination_role,vaccination_role_ended_on,level,english_level,maths_level,skill_codes,check_codes,slots,travel_mode,travel_limit_minutes,pathway_interests,minimum_hourly_pence,available_from_on,needs}'));
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
      END $function$;

CREATE OR REPLACE FUNCTION candidates.merged_references(organisation uuid, sent text[])
 RETURNS TABLE(reference text, row_digest text, kept_reference text, kept_organisation_id uuid)
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
        WITH RECURSIVE means AS (
          SELECT person.reference, person.row_digest, person.merged_into_id FROM candidates.candidates AS person
           WHERE person.organisation_id = organisation AND person.reference = ANY (sent) AND person.merged_into_id IS NOT NULL AND organisation IN (SELECT identity.reach('people'))
          UNION ALL
          SELECT means.reference, means.row_digest, next.merged_into_id FROM means JOIN candidates.candidates AS next ON next.candidate_id = means.merged_into_id WHERE next.merged_into_id IS NOT NULL)
        SELECT means.reference, means.row_digest, CASE WHEN kept.organisation_id = organisation THEN kept.reference END, kept.organisation_id
          FROM means JOIN candidates.candidates AS kept ON kept.candidate_id = means.merged_into_id WHERE kept.merged_into_id IS NULL
      $function$;

CREATE OR REPLACE FUNCTION candidates.note_merged_rows(organisation uuid, sent text[], digests text[])
 RETURNS void
 LANGUAGE sql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
        UPDATE candidates.candidates AS person SET row_digest = said.digest FROM unnest(sent, digests) AS said (reference, digest)
         WHERE person.organisation_id = organisation AND person.reference = said.reference AND person.merged_into_id IS NOT NULL AND organisation IN (SELECT identity.reach('people'))
      $function$;

CREATE OR REPLACE FUNCTION candidates.proposed_keep(duplicate uuid)
 RETURNS text
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
  SELECT CASE WHEN is_first_kept = (first_organisation_id IN (SELECT identity.reach('people'))) THEN 'ours' WHEN is_first_kept IS NOT NULL THEN 'other' END FROM candidates.duplicates
   WHERE duplicate_id = duplicate AND 'same' IN (first_answer, second_answer) AND (first_organisation_id IN (SELECT identity.reach('people')) OR second_organisation_id IN (SELECT identity.reach('people')))
$function$;

CREATE OR REPLACE FUNCTION candidates.records_to_merge(duplicate uuid)
 RETURNS TABLE(cases jsonb, consents jsonb)
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
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
      END $function$;

CREATE OR REPLACE FUNCTION candidates.tell_of_merge(merge uuid, is_undone boolean)
 RETURNS void
 LANGUAGE sql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
  INSERT INTO brokerage.messages (key, kind, to_role, to_organisation_id, referral_id)
  SELECT concat_ws(':', CASE WHEN is_undone THEN 'merge-undone' ELSE 'merged' END, merge, subject, role), CASE role WHEN 'partners' THEN 'partner-news' ELSE 'broker-news' END, role, CASE role WHEN 'partners' THEN partner_id ELSE organisation_id END, subject
    FROM candidates.changed_by_merge(merge), unnest(ARRAY['partners', 'brokers']) AS role WHERE is_case AND was <> 'suggested' ON CONFLICT DO NOTHING
$function$;

CREATE OR REPLACE FUNCTION candidates.undo_merge(merge uuid, moment timestamp with time zone)
 RETURNS TABLE(kept_id uuid, kept_organisation_id uuid, merged_organisation_id uuid, hindrance text)
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
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
      END $function$;

CREATE OR REPLACE FUNCTION candidates.withdraw_for_merged_rows(organisation uuid, said jsonb)
 RETURNS TABLE(reference text, kept_id uuid, kept_organisation_id uuid, purposes text[])
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
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
END $function$;

CREATE OR REPLACE FUNCTION equality.hires_by_decile(from_on date, to_on date, imd_edition integer)
 RETURNS TABLE(organisation_id uuid, decile smallint, postcode_key text, is_found boolean, country_code text, has_position boolean, lsoa_code text, hires integer)
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
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
      $function$;

CREATE OR REPLACE FUNCTION identity.actor()
 RETURNS text
 LANGUAGE sql
 STABLE PARALLEL SAFE
AS $function$ SELECT nullif(current_setting('pathways.actor', true), '') $function$;

CREATE OR REPLACE FUNCTION identity.are_in_one_city(one uuid, other uuid)
 RETURNS boolean
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
        SELECT EXISTS (SELECT FROM identity.organisation_paths AS path JOIN identity.organisation_paths AS beside USING (ancestor_id) JOIN identity.organisations AS city ON city.organisation_id = ancestor_id
                        WHERE city.level = 'city' AND path.organisation_id = one AND beside.organisation_id = other AND path.valid_during @> identity.today() AND beside.valid_during @> identity.today())
      $function$;

CREATE OR REPLACE FUNCTION identity.find_or_add_user(fingerprints text[], sealed_email text, name text)
 RETURNS uuid
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
      DECLARE found_id uuid;
      BEGIN
        IF NOT EXISTS (SELECT identity.reach('accounts')) THEN RAISE insufficient_privilege; END IF;
        SELECT user_id INTO found_id FROM identity.users WHERE email_fingerprint = ANY (fingerprints);
        IF found_id IS NULL THEN
          INSERT INTO identity.users (email, email_fingerprint, display_name) VALUES (sealed_email, fingerprints[1], name)
          ON CONFLICT (email_fingerprint) DO UPDATE SET email_fingerprint = excluded.email_fingerprint
          RETURNING user_id INTO found_id;
        END IF;
        RETURN found_id;
      END $function$;

CREATE OR REPLACE FUNCTION identity.has_no_party_of_others(agreement uuid)
 RETURNS boolean
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
        SELECT NOT EXISTS (SELECT FROM identity.sharing_agreement_parties AS party
                            WHERE party.agreement_id = agreement AND party.organisation_id NOT IN (SELECT identity.reach('accounts')))
      $function$;

CREATE OR REPLACE FUNCTION identity.is_account_within_reach(account uuid)
 RETURNS boolean
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
        SELECT NOT EXISTS (SELECT FROM identity.role_grants
                            WHERE user_id = account AND revoked_at IS NULL AND (to_on IS NULL OR to_on >= identity.today())
                              AND organisation_id NOT IN (SELECT identity.reach('accounts')))
      $function$;

CREATE OR REPLACE FUNCTION identity.is_job()
 RETURNS boolean
 LANGUAGE sql
 STABLE PARALLEL SAFE
AS $function$ SELECT coalesce(current_setting('pathways.actor', true) LIKE 'job:%', false) $function$;

CREATE OR REPLACE FUNCTION identity.is_ours_to_place(organisation uuid)
 RETURNS boolean
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
        SELECT coalesce((SELECT place.parent_id IN (SELECT identity.reach('accounts')) FROM identity.organisation_parents AS place
                          WHERE place.organisation_id = organisation ORDER BY upper(place.valid_during) DESC NULLS FIRST LIMIT 1), true)
      $function$;

CREATE OR REPLACE FUNCTION identity.node_facts(nodes uuid[], day date)
 RETURNS TABLE(node_id uuid, city_id uuid, acts_for uuid[])
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
        SELECT above.organisation_id, city.organisation_id,
               ARRAY(SELECT DISTINCT other.organisation_id
                       FROM identity.organisation_paths AS below
                       JOIN identity.sharing_agreement_parties AS ours ON ours.organisation_id = below.organisation_id AND ours.is_acting
                       JOIN identity.sharing_agreements AS agreement ON agreement.agreement_id = ours.agreement_id AND agreement.valid_during @> day
                       JOIN identity.sharing_agreement_parties AS other ON other.agreement_id = ours.agreement_id AND other.is_acted_for AND other.organisation_id <> ours.organisation_id
                      WHERE below.ancestor_id = above.organisation_id AND below.valid_during @> day)
          FROM identity.organisation_paths AS above
          JOIN identity.organisations AS city ON city.organisation_id = above.ancestor_id AND city.level = 'city'
         WHERE above.organisation_id = ANY (nodes) AND above.valid_during @> day
      $function$;

CREATE OR REPLACE FUNCTION identity.own_candidate()
 RETURNS uuid
 LANGUAGE sql
 STABLE PARALLEL SAFE
AS $function$ SELECT nullif(current_setting('pathways.candidate', true), '')::uuid $function$;

CREATE OR REPLACE FUNCTION identity.reach(kind text)
 RETURNS SETOF uuid
 LANGUAGE plpgsql
 STABLE PARALLEL SAFE SECURITY DEFINER ROWS 200
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
      DECLARE
        nodes text := current_setting('pathways.' || kind, true);
        node uuid;
        day date;
      BEGIN
        IF current_setting('pathways.everywhere', true) = 'yes' THEN
          RETURN QUERY SELECT organisation_id FROM identity.organisations;
        ELSIF nodes <> '' THEN
          day := identity.today();
          FOREACH node IN ARRAY string_to_array(nodes, ',')::uuid[] LOOP
            RETURN QUERY SELECT path.organisation_id FROM identity.organisation_paths AS path WHERE path.ancestor_id = node AND path.valid_during @> day;
          END LOOP;
        END IF;
      END $function$;

CREATE OR REPLACE FUNCTION identity.rebuild_organisation_paths()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
      BEGIN
        PERFORM pg_advisory_xact_lock(7266433);
        DELETE FROM identity.organisation_paths;
        INSERT INTO identity.organisation_paths (ancestor_id, organisation_id, valid_during)
        WITH RECURSIVE paths AS (
          SELECT organisation_id AS ancestor_id, organisation_id, '(,)'::daterange AS valid_during, 0 AS steps FROM identity.organisations
          UNION ALL
          SELECT parent.parent_id, paths.organisation_id, paths.valid_during * parent.valid_during, paths.steps + 1
            FROM paths JOIN identity.organisation_parents AS parent ON parent.organisation_id = paths.ancestor_id
           WHERE paths.valid_during && parent.valid_during AND paths.steps < 3)
        SELECT ancestor_id, organisation_id, unnest(range_agg(valid_during)) FROM paths GROUP BY ancestor_id, organisation_id;
        RETURN NULL;
      END $function$;

CREATE OR REPLACE FUNCTION identity.refuse_longer_agreement()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
      BEGIN
        IF NOT NEW.valid_during <@ OLD.valid_during THEN
          RAISE EXCEPTION 'a sharing agreement is never made longer: record a new one' USING ERRCODE = 'check_violation';
        END IF;
        RETURN NEW;
      END $function$;

CREATE OR REPLACE FUNCTION identity.today()
 RETURNS date
 LANGUAGE sql
 STABLE PARALLEL SAFE
AS $function$ SELECT coalesce(nullif(current_setting('pathways.today', true), '')::date, (now() AT TIME ZONE 'Europe/London')::date) $function$;

CREATE OR REPLACE FUNCTION matching.allocation_counts(allocation uuid)
 RETURNS TABLE(placed integer, accepted integer, overridden integer, referred integer)
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
        SELECT count(*) FILTER (WHERE place.intake_id IS NOT NULL)::integer, count(*) FILTER (WHERE place.decision = 'accepted')::integer,
               count(*) FILTER (WHERE place.decision = 'overridden')::integer, count(*) FILTER (WHERE place.outcome = 'referred')::integer
          FROM matching.allocations AS shown JOIN matching.allocation_places AS place USING (allocation_id)
         WHERE shown.allocation_id = allocation AND (identity.is_job() OR matching.covers(shown.people_nodes, shown.shared_people_nodes, shown.market_nodes))
      $function$;

CREATE OR REPLACE FUNCTION matching.covers(people uuid[], shared_people uuid[], market uuid[])
 RETURNS boolean
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER COST 20000
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
      BEGIN
        RETURN cardinality(people || shared_people) > 0
           AND people <@ ARRAY(SELECT identity.reach('people'))
           AND (cardinality(shared_people) = 0 OR shared_people <@ (ARRAY(SELECT identity.reach('people')) || ARRAY(SELECT identity.reach('shared_people'))))
           AND market <@ ARRAY(SELECT identity.reach('market'));
      END $function$;

CREATE OR REPLACE FUNCTION matching.is_allocation_shown(allocation uuid)
 RETURNS boolean
 LANGUAGE plpgsql
 STABLE COST 1000
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
      BEGIN
        RETURN EXISTS (SELECT FROM matching.allocations AS shown WHERE shown.allocation_id = allocation);
      END $function$;

CREATE OR REPLACE FUNCTION matching.is_run_shown(run uuid)
 RETURNS boolean
 LANGUAGE plpgsql
 STABLE COST 1000
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
      BEGIN
        RETURN EXISTS (SELECT FROM matching.runs AS shown WHERE shown.run_id = run);
      END $function$;

CREATE OR REPLACE FUNCTION matching.note_changes()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
      DECLARE noted bigint;
      BEGIN
        IF TG_ARGV[1] = '' THEN
          INSERT INTO matching.changes (subject) VALUES (TG_ARGV[0]);
        ELSE
          SELECT count(*) INTO noted FROM (SELECT FROM changed LIMIT 5001) AS first_ones;
          IF noted = 0 THEN RETURN NULL; END IF;
          IF noted > 5000 THEN
            INSERT INTO matching.changes (subject) VALUES (TG_ARGV[0]);
          ELSE
            EXECUTE format('INSERT INTO matching.changes (subject, subject_id) SELECT DISTINCT %L, %I FROM changed', TG_ARGV[0], TG_ARGV[1]);
          END IF;
        END IF;
        PERFORM pg_notify('matching_changes', '');
        RETURN NULL;
      END $function$;

CREATE OR REPLACE FUNCTION matching.note_directory()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
      BEGIN
        INSERT INTO matching.changes (subject) VALUES ('directory');
        PERFORM pg_notify('matching_changes', '');
        RETURN NULL;
      END $function$;

CREATE OR REPLACE FUNCTION matching.note_rules()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
      DECLARE named uuid[];
      BEGIN
        SELECT array_agg(opportunity_id) INTO named FROM (
          SELECT opportunity_id FROM changed WHERE opportunity_id IS NOT NULL
          UNION SELECT opportunity.opportunity_id FROM changed JOIN opportunities.opportunities AS opportunity USING (programme_code)
          LIMIT 5001) AS first_ones;
        IF named IS NULL THEN RETURN NULL; END IF;
        -- Of more it is quicker to read all.
        IF cardinality(named) > 5000 THEN named := ARRAY[NULL]::uuid[]; END IF;
        INSERT INTO matching.changes (subject, subject_id) SELECT 'opportunity', unnest(named);
        PERFORM pg_notify('matching_changes', '');
        RETURN NULL;
      END $function$;

CREATE OR REPLACE FUNCTION opportunities.held_places(intake uuid)
 RETURNS TABLE(fence_id uuid, held integer)
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
        SELECT referral.ring_fence_id, count(*)::integer FROM brokerage.referrals AS referral WHERE referral.intake_id = intake AND referral.holds_place GROUP BY 1
      $function$;

CREATE OR REPLACE FUNCTION opportunities.lock_intakes(intake_ids uuid[])
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
      BEGIN
        PERFORM FROM opportunities.intakes WHERE intake_id = ANY (intake_ids) ORDER BY intake_id FOR UPDATE;
      END $function$;

CREATE OR REPLACE FUNCTION opportunities.place_rule_version()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
      BEGIN
        IF NEW.programme_code IS NULL THEN
          SELECT organisation_id INTO NEW.organisation_id FROM opportunities.opportunities WHERE opportunity_id = NEW.opportunity_id;
        ELSE
          SELECT organisation_id INTO NEW.organisation_id FROM opportunities.programmes WHERE code = NEW.programme_code;
        END IF;
        RETURN NEW;
      END $function$;

CREATE OR REPLACE FUNCTION opportunities.recount_places(intake uuid, is_taking boolean)
 RETURNS boolean
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
      DECLARE is_free boolean;
      BEGIN
        SELECT NOT (is_taking AND is_closed) INTO is_free FROM opportunities.intakes WHERE intake_id = intake FOR UPDATE;
        IF NOT is_free THEN RETURN false; END IF;
        UPDATE opportunities.intakes SET places_taken = held.places
          FROM (SELECT count(*)::integer AS places FROM brokerage.referrals WHERE intake_id = intake AND holds_place) AS held
         WHERE intake_id = intake AND (intakes.places IS NULL OR held.places <= intakes.places);
        RETURN FOUND;
      END $function$;

CREATE OR REPLACE FUNCTION outcomes.hired_on(referral uuid)
 RETURNS SETOF date
 LANGUAGE sql
 STABLE SECURITY DEFINER ROWS 1
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
        SELECT started_on FROM outcomes.hires WHERE referral_id = referral ORDER BY started_on
      $function$;

CREATE OR REPLACE FUNCTION outcomes.is_above_claims(candidate uuid, programme text, outcome text)
 RETURNS boolean
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
        SELECT coalesce(current_setting('pathways.everywhere', true) = 'yes', false) OR EXISTS (
          SELECT FROM unnest(string_to_array(nullif(current_setting('pathways.people', true), ''), ',')::uuid[]) AS node
           WHERE NOT EXISTS (
             SELECT FROM outcomes.claims AS claim
              WHERE (claim.candidate_id, claim.programme_code, claim.outcome_code) = (candidate, programme, outcome)
                AND NOT EXISTS (SELECT FROM identity.organisation_paths AS path
                                 WHERE path.ancestor_id = node AND path.organisation_id = claim.organisation_id AND path.valid_during @> identity.today())))
      $function$;

CREATE OR REPLACE FUNCTION outcomes.is_hire_shown(hire uuid)
 RETURNS boolean
 LANGUAGE plpgsql
 STABLE COST 1000
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
      BEGIN
        RETURN EXISTS (SELECT FROM outcomes.hires AS shown WHERE shown.hire_id = hire);
      END $function$;

CREATE OR REPLACE FUNCTION outcomes.look_again_by_rules()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
      BEGIN
        UPDATE brokerage.referrals SET next_outcome_look_on = started_on + 91
         WHERE referral_id IN (SELECT referral.referral_id FROM brokerage.referrals AS referral JOIN opportunities.intakes USING (intake_id) JOIN opportunities.opportunities AS opportunity USING (opportunity_id)
                                WHERE opportunity.programme_code = NEW.programme_code AND referral.started_on >= NEW.from_on AND next_outcome_look_on IS DISTINCT FROM started_on + 91
                                ORDER BY referral.referral_id FOR UPDATE OF referral);
        RETURN NULL;
      END $function$;

CREATE OR REPLACE FUNCTION outcomes.note_dispute()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
      BEGIN
        WITH counting AS (
          UPDATE outcomes.claims SET is_disputed = true
           WHERE (candidate_id, programme_code, outcome_code) = (NEW.candidate_id, NEW.programme_code, NEW.outcome_code) AND (claim_id = NEW.claim_id OR status IN ('held', 'upheld'))
          RETURNING claim_id)
        INSERT INTO outcomes.claim_events (claim_id, event, actor_id) SELECT claim_id, 'disputed', 'system' FROM counting WHERE claim_id <> NEW.claim_id;
        RETURN NULL;
      END $function$;

CREATE OR REPLACE FUNCTION outcomes.place_sustainment_rule()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
      BEGIN
        SELECT organisation_id INTO NEW.organisation_id FROM opportunities.programmes WHERE code = NEW.programme_code;
        RETURN NEW;
      END $function$;

CREATE OR REPLACE FUNCTION outcomes.rules_of_start(referral uuid)
 RETURNS SETOF outcomes.sustainment_rules
 LANGUAGE sql
 STABLE SECURITY DEFINER ROWS 1
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
        SELECT rule.* FROM brokerage.referrals AS started JOIN opportunities.intakes USING (intake_id) JOIN opportunities.opportunities AS opportunity USING (opportunity_id)
          JOIN outcomes.sustainment_rules AS rule ON rule.programme_code = opportunity.programme_code AND rule.from_on <= started.started_on
         WHERE started.referral_id = referral ORDER BY rule.from_on DESC, rule.rule_id DESC LIMIT 1
      $function$;

RESET check_function_bodies;

CREATE CONSTRAINT TRIGGER link_event AFTER INSERT ON audit.events DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION audit.link_event();
CREATE TRIGGER refuse_change BEFORE DELETE OR UPDATE OR TRUNCATE ON audit.events FOR EACH STATEMENT EXECUTE FUNCTION audit.refuse_change();
CREATE TRIGGER refuse_other_author BEFORE INSERT ON audit.events FOR EACH ROW EXECUTE FUNCTION audit.refuse_other_author();
CREATE TRIGGER refuse_change BEFORE DELETE OR UPDATE OR TRUNCATE ON audit.links FOR EACH STATEMENT EXECUTE FUNCTION audit.refuse_change();
CREATE TRIGGER follow_merge BEFORE INSERT ON brokerage.assignments FOR EACH ROW EXECUTE FUNCTION brokerage.follow_merge('candidate_id', '');
CREATE TRIGGER keep_caseload_delete AFTER DELETE ON brokerage.assignments REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION brokerage.note_case_news();
CREATE TRIGGER keep_caseload_insert AFTER INSERT ON brokerage.assignments REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION brokerage.note_case_news();
CREATE TRIGGER keep_caseload_update AFTER UPDATE ON brokerage.assignments REFERENCING OLD TABLE AS before NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION brokerage.note_case_news();
CREATE TRIGGER skip_merged BEFORE INSERT ON brokerage.case_summaries FOR EACH ROW EXECUTE FUNCTION brokerage.skip_merged();
CREATE TRIGGER place_chasing_rule BEFORE INSERT ON brokerage.chasing_rules FOR EACH ROW EXECUTE FUNCTION brokerage.place_chasing_rule();
CREATE TRIGGER follow_merge BEFORE INSERT ON brokerage.contacts FOR EACH ROW EXECUTE FUNCTION brokerage.follow_merge('candidate_id', '');
CREATE TRIGGER keep_caseload_delete AFTER DELETE ON brokerage.contacts REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION brokerage.note_case_news();
CREATE TRIGGER keep_caseload_insert AFTER INSERT ON brokerage.contacts REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION brokerage.note_case_news();
CREATE TRIGGER keep_caseload_update AFTER UPDATE ON brokerage.contacts REFERENCING OLD TABLE AS before NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION brokerage.note_case_news();
CREATE TRIGGER follow_merge BEFORE INSERT ON brokerage.fair_bookings FOR EACH ROW EXECUTE FUNCTION brokerage.follow_merge('candidate_id', '');
CREATE TRIGGER place_fair_booking BEFORE INSERT OR UPDATE OF slot_id ON brokerage.fair_bookings FOR EACH ROW EXECUTE FUNCTION brokerage.place_fair_booking();
CREATE TRIGGER follow_merge BEFORE INSERT ON brokerage.fair_registrations FOR EACH ROW EXECUTE FUNCTION brokerage.follow_merge('candidate_id', '');
CREATE TRIGGER place_fair_registration BEFORE INSERT ON brokerage.fair_registrations FOR EACH ROW EXECUTE FUNCTION brokerage.place_fair_registration();
CREATE TRIGGER follow_merge BEFORE INSERT ON brokerage.messages FOR EACH ROW EXECUTE FUNCTION brokerage.follow_merge('candidate_id', '', 'to_candidate_id', '');
CREATE TRIGGER place_message BEFORE INSERT ON brokerage.messages FOR EACH ROW EXECUTE FUNCTION brokerage.place_message();
CREATE TRIGGER follow_merge BEFORE INSERT ON brokerage.notes FOR EACH ROW EXECUTE FUNCTION brokerage.follow_merge('candidate_id', '');
CREATE TRIGGER place_note BEFORE INSERT ON brokerage.notes FOR EACH ROW EXECUTE FUNCTION brokerage.place_note();
CREATE TRIGGER follow_merge BEFORE INSERT ON brokerage.pathway_plans FOR EACH ROW EXECUTE FUNCTION brokerage.follow_merge('candidate_id', 'organisation_id');
CREATE TRIGGER follow_merge BEFORE INSERT ON brokerage.redeployment_records FOR EACH ROW EXECUTE FUNCTION brokerage.follow_merge('candidate_id', '');
CREATE TRIGGER keep_caseload_insert AFTER INSERT ON brokerage.referral_events REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION brokerage.note_case_news();
CREATE TRIGGER follow_merge BEFORE INSERT ON brokerage.referrals FOR EACH ROW EXECUTE FUNCTION brokerage.follow_merge('candidate_id', '');
CREATE TRIGGER keep_caseload_delete AFTER DELETE ON brokerage.referrals REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION brokerage.note_case_news();
CREATE TRIGGER keep_caseload_insert AFTER INSERT ON brokerage.referrals REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION brokerage.note_case_news();
CREATE TRIGGER keep_caseload_update AFTER UPDATE ON brokerage.referrals REFERENCING OLD TABLE AS before NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION brokerage.note_case_news();
CREATE TRIGGER note_delete AFTER DELETE ON brokerage.referrals REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION matching.note_changes('candidate', 'candidate_id');
CREATE TRIGGER note_insert AFTER INSERT ON brokerage.referrals REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION matching.note_changes('candidate', 'candidate_id');
CREATE TRIGGER note_start BEFORE UPDATE OF started_on ON brokerage.referrals FOR EACH ROW WHEN (new.started_on IS DISTINCT FROM old.started_on) EXECUTE FUNCTION brokerage.note_start();
CREATE TRIGGER note_update AFTER UPDATE ON brokerage.referrals REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION matching.note_changes('candidate', 'candidate_id');
CREATE TRIGGER place_referral BEFORE INSERT ON brokerage.referrals FOR EACH ROW EXECUTE FUNCTION brokerage.place_referral();
CREATE TRIGGER follow_merge BEFORE INSERT ON brokerage.tasks FOR EACH ROW EXECUTE FUNCTION brokerage.follow_merge('candidate_id', '');
CREATE TRIGGER keep_caseload_delete AFTER DELETE ON brokerage.tasks REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION brokerage.note_case_news();
CREATE TRIGGER keep_caseload_insert AFTER INSERT ON brokerage.tasks REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION brokerage.note_case_news();
CREATE TRIGGER keep_caseload_update AFTER UPDATE ON brokerage.tasks REFERENCING OLD TABLE AS before NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION brokerage.note_case_news();
CREATE TRIGGER keep_caseload_insert AFTER INSERT ON candidates.candidates REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION brokerage.note_case_news();
CREATE TRIGGER keep_caseload_update AFTER UPDATE ON candidates.candidates REFERENCING OLD TABLE AS before NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION brokerage.note_case_news();
CREATE TRIGGER note_delete AFTER DELETE ON candidates.candidates REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION matching.note_changes('candidate', 'candidate_id');
CREATE TRIGGER note_insert AFTER INSERT ON candidates.candidates REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION matching.note_changes('candidate', 'candidate_id');
CREATE TRIGGER note_update AFTER UPDATE ON candidates.candidates REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION matching.note_changes('candidate', 'candidate_id');
CREATE TRIGGER note_delete AFTER DELETE ON candidates.consents REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION matching.note_changes('candidate', 'candidate_id');
CREATE TRIGGER note_insert AFTER INSERT ON candidates.consents REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION matching.note_changes('candidate', 'candidate_id');
CREATE TRIGGER note_update AFTER UPDATE ON candidates.consents REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION matching.note_changes('candidate', 'candidate_id');
CREATE TRIGGER follow_merge BEFORE INSERT ON candidates.evidence_events FOR EACH ROW EXECUTE FUNCTION brokerage.follow_merge('candidate_id', '');
CREATE TRIGGER follow_merge BEFORE INSERT ON candidates.pauses FOR EACH ROW EXECUTE FUNCTION brokerage.follow_merge('candidate_id', '');
CREATE TRIGGER keep_caseload_delete AFTER DELETE ON candidates.pauses REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION brokerage.note_case_news();
CREATE TRIGGER keep_caseload_insert AFTER INSERT ON candidates.pauses REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION brokerage.note_case_news();
CREATE TRIGGER keep_caseload_update AFTER UPDATE ON candidates.pauses REFERENCING OLD TABLE AS before NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION brokerage.note_case_news();
CREATE TRIGGER note_delete AFTER DELETE ON candidates.pauses REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION matching.note_changes('candidate', 'candidate_id');
CREATE TRIGGER note_insert AFTER INSERT ON candidates.pauses REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION matching.note_changes('candidate', 'candidate_id');
CREATE TRIGGER note_update AFTER UPDATE ON candidates.pauses REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION matching.note_changes('candidate', 'candidate_id');
CREATE TRIGGER note_import AFTER UPDATE ON geography.imports FOR EACH ROW WHEN (new.status = 'loaded'::text AND old.status <> 'loaded'::text) EXECUTE FUNCTION matching.note_directory();
CREATE TRIGGER note_travel_times AFTER INSERT ON geography.travel_time_tables FOR EACH ROW EXECUTE FUNCTION matching.note_directory();
CREATE TRIGGER rebuild_paths AFTER INSERT OR DELETE OR UPDATE ON identity.organisation_parents FOR EACH STATEMENT EXECUTE FUNCTION identity.rebuild_organisation_paths();
CREATE TRIGGER note_tree AFTER INSERT OR DELETE OR UPDATE ON identity.organisation_paths FOR EACH STATEMENT EXECUTE FUNCTION matching.note_directory();
CREATE TRIGGER rebuild_paths AFTER INSERT OR DELETE ON identity.organisations FOR EACH STATEMENT EXECUTE FUNCTION identity.rebuild_organisation_paths();
CREATE TRIGGER refuse_longer BEFORE UPDATE ON identity.sharing_agreements FOR EACH ROW EXECUTE FUNCTION identity.refuse_longer_agreement();
CREATE TRIGGER follow_merge BEFORE INSERT ON matching.set_aside_pairs FOR EACH ROW EXECUTE FUNCTION brokerage.follow_merge('candidate_id', 'organisation_id');
CREATE TRIGGER note_delete AFTER DELETE ON matching.set_aside_pairs REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION matching.note_changes('candidate', 'candidate_id');
CREATE TRIGGER note_insert AFTER INSERT ON matching.set_aside_pairs REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION matching.note_changes('candidate', 'candidate_id');
CREATE TRIGGER note_update AFTER UPDATE ON matching.set_aside_pairs REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION matching.note_changes('candidate', 'candidate_id');
CREATE TRIGGER note_delete AFTER DELETE ON opportunities.intakes REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION matching.note_changes('opportunity', 'opportunity_id');
CREATE TRIGGER note_insert AFTER INSERT ON opportunities.intakes REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION matching.note_changes('opportunity', 'opportunity_id');
CREATE TRIGGER note_update AFTER UPDATE ON opportunities.intakes REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION matching.note_changes('opportunity', 'opportunity_id');
CREATE TRIGGER note_delete AFTER DELETE ON opportunities.opportunities REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION matching.note_changes('opportunity', 'opportunity_id');
CREATE TRIGGER note_insert AFTER INSERT ON opportunities.opportunities REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION matching.note_changes('opportunity', 'opportunity_id');
CREATE TRIGGER note_update AFTER UPDATE ON opportunities.opportunities REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION matching.note_changes('opportunity', 'opportunity_id');
CREATE TRIGGER note_delete AFTER DELETE ON opportunities.programmes REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION matching.note_changes('programme', '');
CREATE TRIGGER note_insert AFTER INSERT ON opportunities.programmes REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION matching.note_changes('programme', '');
CREATE TRIGGER note_update AFTER UPDATE ON opportunities.programmes REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION matching.note_changes('programme', '');
CREATE TRIGGER note_delete AFTER DELETE ON opportunities.rule_versions REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION matching.note_rules();
CREATE TRIGGER note_insert AFTER INSERT ON opportunities.rule_versions REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION matching.note_rules();
CREATE TRIGGER note_update AFTER UPDATE ON opportunities.rule_versions REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION matching.note_rules();
CREATE TRIGGER place_rule_version BEFORE INSERT ON opportunities.rule_versions FOR EACH ROW EXECUTE FUNCTION opportunities.place_rule_version();
CREATE TRIGGER follow_merge BEFORE INSERT ON outcomes.claims FOR EACH ROW EXECUTE FUNCTION brokerage.follow_merge('candidate_id', '');
CREATE TRIGGER note_dispute AFTER INSERT ON outcomes.claims FOR EACH ROW WHEN (new.status = 'contesting'::text) EXECUTE FUNCTION outcomes.note_dispute();
CREATE TRIGGER note_leaving AFTER INSERT ON outcomes.outcome_events FOR EACH ROW WHEN (new.kind = 'left'::text) EXECUTE FUNCTION brokerage.note_leaving();
CREATE TRIGGER look_again AFTER INSERT ON outcomes.sustainment_rules FOR EACH ROW EXECUTE FUNCTION outcomes.look_again_by_rules();
CREATE TRIGGER place_sustainment_rule BEFORE INSERT ON outcomes.sustainment_rules FOR EACH ROW EXECUTE FUNCTION outcomes.place_sustainment_rule();

ALTER TABLE audit.events ENABLE ROW LEVEL SECURITY;
ALTER TABLE audit.links ENABLE ROW LEVEL SECURITY;
ALTER TABLE brokerage.assignments ENABLE ROW LEVEL SECURITY;
ALTER TABLE brokerage.bulk_actions ENABLE ROW LEVEL SECURITY;
ALTER TABLE brokerage.bulk_outcomes ENABLE ROW LEVEL SECURITY;
ALTER TABLE brokerage.case_summaries ENABLE ROW LEVEL SECURITY;
ALTER TABLE brokerage.chases ENABLE ROW LEVEL SECURITY;
ALTER TABLE brokerage.chasing_rules ENABLE ROW LEVEL SECURITY;
ALTER TABLE brokerage.check_events ENABLE ROW LEVEL SECURITY;
ALTER TABLE brokerage.check_rule_versions ENABLE ROW LEVEL SECURITY;
ALTER TABLE brokerage.contacts ENABLE ROW LEVEL SECURITY;
ALTER TABLE brokerage.fair_bookings ENABLE ROW LEVEL SECURITY;
ALTER TABLE brokerage.fair_registrations ENABLE ROW LEVEL SECURITY;
ALTER TABLE brokerage.fair_sessions ENABLE ROW LEVEL SECURITY;
ALTER TABLE brokerage.fair_slots ENABLE ROW LEVEL SECURITY;
ALTER TABLE brokerage.fair_stand_opportunities ENABLE ROW LEVEL SECURITY;
ALTER TABLE brokerage.fair_stand_users ENABLE ROW LEVEL SECURITY;
ALTER TABLE brokerage.fair_stands ENABLE ROW LEVEL SECURITY;
ALTER TABLE brokerage.fairs ENABLE ROW LEVEL SECURITY;
ALTER TABLE brokerage.messages ENABLE ROW LEVEL SECURITY;
ALTER TABLE brokerage.notes ENABLE ROW LEVEL SECURITY;
ALTER TABLE brokerage.pathway_plans ENABLE ROW LEVEL SECURITY;
ALTER TABLE brokerage.reasons ENABLE ROW LEVEL SECURITY;
ALTER TABLE brokerage.redeployment_records ENABLE ROW LEVEL SECURITY;
ALTER TABLE brokerage.redeployment_rule_versions ENABLE ROW LEVEL SECURITY;
ALTER TABLE brokerage.referral_events ENABLE ROW LEVEL SECURITY;
ALTER TABLE brokerage.referrals ENABLE ROW LEVEL SECURITY;
ALTER TABLE brokerage.tasks ENABLE ROW LEVEL SECURITY;
ALTER TABLE candidates.candidates ENABLE ROW LEVEL SECURITY;
ALTER TABLE candidates.consents ENABLE ROW LEVEL SECURITY;
ALTER TABLE candidates.duplicates ENABLE ROW LEVEL SECURITY;
ALTER TABLE candidates.evidence_events ENABLE ROW LEVEL SECURITY;
ALTER TABLE candidates.likeness_keys ENABLE ROW LEVEL SECURITY;
ALTER TABLE candidates.merge_changes ENABLE ROW LEVEL SECURITY;
ALTER TABLE candidates.merges ENABLE ROW LEVEL SECURITY;
ALTER TABLE candidates.pauses ENABLE ROW LEVEL SECURITY;
ALTER TABLE candidates.qualifications ENABLE ROW LEVEL SECURITY;
ALTER TABLE equality.hire_answers ENABLE ROW LEVEL SECURITY;
ALTER TABLE exchange.upload_chunks ENABLE ROW LEVEL SECURITY;
ALTER TABLE exchange.upload_rows ENABLE ROW LEVEL SECURITY;
ALTER TABLE exchange.uploads ENABLE ROW LEVEL SECURITY;
ALTER TABLE identity.account_links ENABLE ROW LEVEL SECURITY;
ALTER TABLE identity.api_clients ENABLE ROW LEVEL SECURITY;
ALTER TABLE identity.api_keys ENABLE ROW LEVEL SECURITY;
ALTER TABLE identity.openid_identities ENABLE ROW LEVEL SECURITY;
ALTER TABLE identity.organisation_parents ENABLE ROW LEVEL SECURITY;
ALTER TABLE identity.organisation_paths ENABLE ROW LEVEL SECURITY;
ALTER TABLE identity.organisations ENABLE ROW LEVEL SECURITY;
ALTER TABLE identity.rate_limits ENABLE ROW LEVEL SECURITY;
ALTER TABLE identity.recovery_codes ENABLE ROW LEVEL SECURITY;
ALTER TABLE identity.role_grants ENABLE ROW LEVEL SECURITY;
ALTER TABLE identity.sessions ENABLE ROW LEVEL SECURITY;
ALTER TABLE identity.sharing_agreement_parties ENABLE ROW LEVEL SECURITY;
ALTER TABLE identity.sharing_agreements ENABLE ROW LEVEL SECURITY;
ALTER TABLE identity.sign_in_attempts ENABLE ROW LEVEL SECURITY;
ALTER TABLE identity.users ENABLE ROW LEVEL SECURITY;
ALTER TABLE matching.alert_readings ENABLE ROW LEVEL SECURITY;
ALTER TABLE matching.alerts ENABLE ROW LEVEL SECURITY;
ALTER TABLE matching.allocation_places ENABLE ROW LEVEL SECURITY;
ALTER TABLE matching.allocations ENABLE ROW LEVEL SECURITY;
ALTER TABLE matching.candidate_matches ENABLE ROW LEVEL SECURITY;
ALTER TABLE matching.changes ENABLE ROW LEVEL SECURITY;
ALTER TABLE matching.graded_cases ENABLE ROW LEVEL SECURITY;
ALTER TABLE matching.grades ENABLE ROW LEVEL SECURITY;
ALTER TABLE matching.opportunity_matches ENABLE ROW LEVEL SECURITY;
ALTER TABLE matching.runs ENABLE ROW LEVEL SECURITY;
ALTER TABLE matching.set_aside_pairs ENABLE ROW LEVEL SECURITY;
ALTER TABLE matching.shards ENABLE ROW LEVEL SECURITY;
ALTER TABLE matching.snapshot_parts ENABLE ROW LEVEL SECURITY;
ALTER TABLE matching.snapshots ENABLE ROW LEVEL SECURITY;
ALTER TABLE opportunities.city_figures ENABLE ROW LEVEL SECURITY;
ALTER TABLE opportunities.courses ENABLE ROW LEVEL SECURITY;
ALTER TABLE opportunities.intakes ENABLE ROW LEVEL SECURITY;
ALTER TABLE opportunities.ladder_versions ENABLE ROW LEVEL SECURITY;
ALTER TABLE opportunities.living_wage_accreditations ENABLE ROW LEVEL SECURITY;
ALTER TABLE opportunities.opportunities ENABLE ROW LEVEL SECURITY;
ALTER TABLE opportunities.programme_templates ENABLE ROW LEVEL SECURITY;
ALTER TABLE opportunities.programmes ENABLE ROW LEVEL SECURITY;
ALTER TABLE opportunities.ring_fences ENABLE ROW LEVEL SECURITY;
ALTER TABLE opportunities.rule_versions ENABLE ROW LEVEL SECURITY;
ALTER TABLE opportunities.standard_versions ENABLE ROW LEVEL SECURITY;
ALTER TABLE opportunities.venues ENABLE ROW LEVEL SECURITY;
ALTER TABLE outcomes.claim_events ENABLE ROW LEVEL SECURITY;
ALTER TABLE outcomes.claims ENABLE ROW LEVEL SECURITY;
ALTER TABLE outcomes.course_events ENABLE ROW LEVEL SECURITY;
ALTER TABLE outcomes.employment_spells ENABLE ROW LEVEL SECURITY;
ALTER TABLE outcomes.hires ENABLE ROW LEVEL SECURITY;
ALTER TABLE outcomes.outcome_events ENABLE ROW LEVEL SECURITY;
ALTER TABLE outcomes.sustainment_rules ENABLE ROW LEVEL SECURITY;

CREATE POLICY add_of_accounts ON audit.events FOR INSERT TO pathways_sign_in
  WITH CHECK (actor_id = identity.actor() AND (NOT identity.is_job() OR actor_id = 'job:sign-in'::text) AND action ~~ 'identity.%'::text AND subject ~~ 'user:%'::text);
CREATE POLICY add_own ON audit.events FOR INSERT TO pathways_app
  WITH CHECK (actor_id = identity.actor());
CREATE POLICY read_within_reach ON audit.events FOR SELECT TO pathways_app
  USING (current_setting('pathways.everywhere'::text, true) = 'yes'::text OR (organisation_id IN ( SELECT identity.reach('audit_trail'::text) AS reach)));
CREATE POLICY read_of_events_within_reach ON audit.links FOR SELECT TO pathways_app
  USING (current_setting('pathways.everywhere'::text, true) = 'yes'::text OR (EXISTS ( SELECT
   FROM audit.events event
  WHERE event.event_id = links.event_id)));
CREATE POLICY assign ON brokerage.assignments FOR INSERT
  WITH CHECK (assigned_by = identity.actor() AND brokerage.is_looked_after(candidate_id));
CREATE POLICY finish ON brokerage.assignments FOR UPDATE
  USING (brokerage.is_looked_after(candidate_id))
  WITH CHECK (ended_by = identity.actor());
CREATE POLICY reach ON brokerage.assignments FOR SELECT
  USING (brokerage.is_looked_after(candidate_id));
CREATE POLICY find ON brokerage.bulk_actions FOR SELECT
  USING (identity.is_job());
CREATE POLICY own ON brokerage.bulk_actions
  USING (requested_by = identity.actor() AND people_nodes <@ (ARRAY( SELECT identity.reach('people'::text) AS reach)));
CREATE POLICY work ON brokerage.bulk_actions FOR UPDATE
  USING (identity.is_job());
CREATE POLICY own ON brokerage.bulk_outcomes
  USING ((EXISTS ( SELECT
   FROM brokerage.bulk_actions bulk
  WHERE bulk.bulk_id = bulk_outcomes.bulk_id)));
CREATE POLICY reach ON brokerage.case_summaries FOR SELECT
  USING ((organisation_id = ANY ((ARRAY( SELECT identity.reach('people'::text) AS reach)))) OR (organisation_id = ANY ((ARRAY( SELECT identity.reach('shared_people'::text) AS reach)))) AND candidates.consents_to(candidate_id, 'sharing-with-partners'::text));
CREATE POLICY chase ON brokerage.chases FOR INSERT
  WITH CHECK (identity.is_job());
CREATE POLICY reach ON brokerage.chases FOR SELECT
  USING ((EXISTS ( SELECT
   FROM brokerage.referrals referral
  WHERE referral.referral_id = chases.referral_id)));
CREATE POLICY add ON brokerage.chasing_rules FOR INSERT
  WITH CHECK ((organisation_id IN ( SELECT identity.reach('programmes'::text) AS reach)));
CREATE POLICY reach ON brokerage.chasing_rules FOR SELECT
  USING (identity.is_job() OR (organisation_id = ANY ((ARRAY( SELECT identity.reach('market'::text) AS reach)))));
CREATE POLICY reach ON brokerage.check_events
  USING ((EXISTS ( SELECT
   FROM brokerage.referrals referral
  WHERE referral.referral_id = check_events.referral_id)));
CREATE POLICY add ON brokerage.check_rule_versions FOR INSERT
  WITH CHECK ((organisation_id IN ( SELECT identity.reach('programmes'::text) AS reach)));
CREATE POLICY reach ON brokerage.check_rule_versions FOR SELECT
  USING ((organisation_id IN ( SELECT identity.reach('market'::text) AS reach)) OR organisation_id IS NULL AND (EXISTS ( SELECT identity.reach('market'::text) AS reach)));
CREATE POLICY reach ON brokerage.contacts FOR SELECT
  USING (brokerage.is_looked_after(candidate_id));
CREATE POLICY record ON brokerage.contacts FOR INSERT
  WITH CHECK (recorded_by = identity.actor() AND brokerage.is_looked_after(candidate_id));
CREATE POLICY book ON brokerage.fair_bookings FOR INSERT
  WITH CHECK ((EXISTS ( SELECT
   FROM brokerage.fair_slots slot
  WHERE slot.slot_id = fair_bookings.slot_id)) AND (candidate_id = identity.own_candidate() OR (candidate_organisation_id IN ( SELECT identity.reach('people'::text) AS reach)) OR (candidate_organisation_id IN ( SELECT identity.reach('shared_people'::text) AS reach)) AND candidates.consents_to(candidate_id, 'sharing-with-partners'::text)));
CREATE POLICY change ON brokerage.fair_bookings FOR UPDATE
  USING (candidate_id = identity.own_candidate() OR (candidate_organisation_id IN ( SELECT identity.reach('people'::text) AS reach)) OR (candidate_organisation_id IN ( SELECT identity.reach('shared_people'::text) AS reach)) AND candidates.consents_to(candidate_id, 'sharing-with-partners'::text) OR (stand_organisation_id IN ( SELECT identity.reach('referred_people'::text) AS reach)) AND candidates.consents_to(candidate_id, 'sharing-with-partners'::text));
CREATE POLICY reach ON brokerage.fair_bookings FOR SELECT
  USING (candidate_id = identity.own_candidate() OR (candidate_organisation_id IN ( SELECT identity.reach('people'::text) AS reach)) OR (candidate_organisation_id IN ( SELECT identity.reach('shared_people'::text) AS reach)) AND candidates.consents_to(candidate_id, 'sharing-with-partners'::text) OR (stand_organisation_id IN ( SELECT identity.reach('referred_people'::text) AS reach)) AND candidates.consents_to(candidate_id, 'sharing-with-partners'::text));
CREATE POLICY change ON brokerage.fair_registrations FOR UPDATE
  USING (candidate_id = identity.own_candidate() OR (candidate_organisation_id IN ( SELECT identity.reach('people'::text) AS reach)) OR (candidate_organisation_id IN ( SELECT identity.reach('shared_people'::text) AS reach)) AND candidates.consents_to(candidate_id, 'sharing-with-partners'::text));
CREATE POLICY reach ON brokerage.fair_registrations FOR SELECT
  USING (candidate_id = identity.own_candidate() OR (candidate_organisation_id IN ( SELECT identity.reach('people'::text) AS reach)) OR (candidate_organisation_id IN ( SELECT identity.reach('shared_people'::text) AS reach)) AND candidates.consents_to(candidate_id, 'sharing-with-partners'::text));
CREATE POLICY register ON brokerage.fair_registrations FOR INSERT
  WITH CHECK ((EXISTS ( SELECT
   FROM brokerage.fair_sessions session
  WHERE session.session_id = fair_registrations.session_id)) AND (candidate_id = identity.own_candidate() OR (candidate_organisation_id IN ( SELECT identity.reach('people'::text) AS reach)) OR (candidate_organisation_id IN ( SELECT identity.reach('shared_people'::text) AS reach)) AND candidates.consents_to(candidate_id, 'sharing-with-partners'::text)));
CREATE POLICY organise ON brokerage.fair_sessions FOR INSERT
  WITH CHECK (brokerage.organises_fair(fair_id));
CREATE POLICY reach ON brokerage.fair_sessions FOR SELECT
  USING ((EXISTS ( SELECT
   FROM brokerage.fairs fair
  WHERE fair.fair_id = fair_sessions.fair_id)));
CREATE POLICY reach ON brokerage.fair_slots FOR SELECT
  USING ((EXISTS ( SELECT
   FROM brokerage.fair_stands stand
  WHERE stand.stand_id = fair_slots.stand_id)));
CREATE POLICY run ON brokerage.fair_slots FOR INSERT
  WITH CHECK (brokerage.runs_stand(stand_id));
CREATE POLICY reach ON brokerage.fair_stand_opportunities FOR SELECT
  USING ((EXISTS ( SELECT
   FROM brokerage.fair_stands stand
  WHERE stand.stand_id = fair_stand_opportunities.stand_id)));
CREATE POLICY run ON brokerage.fair_stand_opportunities FOR INSERT
  WITH CHECK (brokerage.runs_stand(stand_id));
CREATE POLICY run ON brokerage.fair_stand_users
  USING (brokerage.runs_stand(stand_id));
CREATE POLICY organise ON brokerage.fair_stands FOR INSERT
  WITH CHECK (brokerage.organises_fair(fair_id) AND (organisation_id IN ( SELECT identity.reach('market'::text) AS reach)));
CREATE POLICY reach ON brokerage.fair_stands FOR SELECT
  USING ((EXISTS ( SELECT
   FROM brokerage.fairs fair
  WHERE fair.fair_id = fair_stands.fair_id)));
CREATE POLICY call_off ON brokerage.fairs FOR UPDATE
  USING ((organisation_id IN ( SELECT identity.reach('fairs'::text) AS reach)));
CREATE POLICY organise ON brokerage.fairs FOR INSERT
  WITH CHECK ((organisation_id IN ( SELECT identity.reach('fairs'::text) AS reach)));
CREATE POLICY reach ON brokerage.fairs FOR SELECT
  USING (organisation_id = ANY ((ARRAY( SELECT identity.reach('market'::text) AS reach))));
CREATE POLICY reach ON brokerage.messages FOR SELECT
  USING (identity.is_job() OR (organisation_id IN ( SELECT identity.reach('people'::text) AS reach)) OR (organisation_id IN ( SELECT identity.reach('shared_people'::text) AS reach)) AND candidates.consents_to(candidate_id, 'sharing-with-partners'::text));
CREATE POLICY send ON brokerage.messages FOR UPDATE
  USING (identity.is_job());
CREATE POLICY tell ON brokerage.messages FOR INSERT
  WITH CHECK (identity.is_job() OR candidates.is_shown(candidate_id) AND (to_candidate_id IS NULL OR to_candidate_id = candidate_id) AND status = 'queued'::text AND part_of_id IS NULL OR (EXISTS ( SELECT
   FROM brokerage.referrals referral
  WHERE referral.referral_id = messages.referral_id)));
CREATE POLICY reach ON brokerage.notes FOR SELECT
  USING (visibility = 'candidate'::text AND candidate_id = identity.own_candidate() OR brokerage.is_looked_after(candidate_id) AND (written_by = identity.actor() OR
CASE visibility
    WHEN 'team'::text THEN node_ids && brokerage.own_nodes()
    WHEN 'organisation'::text THEN (organisation_id = ANY ((ARRAY( SELECT identity.reach('people'::text) AS reach)))) OR organisation_id IS NULL AND node_ids && (ARRAY( SELECT identity.reach('people'::text) AS reach))
    ELSE true
END));
CREATE POLICY write ON brokerage.notes FOR INSERT
  WITH CHECK (written_by = identity.actor() AND brokerage.is_looked_after(candidate_id));
CREATE POLICY add ON brokerage.pathway_plans FOR INSERT
  WITH CHECK (candidates.is_shown(candidate_id) AND ((organisation_id = ANY ((ARRAY( SELECT identity.reach('people'::text) AS reach)))) OR (organisation_id = ANY ((ARRAY( SELECT identity.reach('shared_people'::text) AS reach)))) AND candidates.consents_to(candidate_id, 'sharing-with-partners'::text)));
CREATE POLICY change ON brokerage.pathway_plans FOR UPDATE
  USING ((organisation_id = ANY ((ARRAY( SELECT identity.reach('people'::text) AS reach)))) OR (organisation_id = ANY ((ARRAY( SELECT identity.reach('shared_people'::text) AS reach)))) AND candidates.consents_to(candidate_id, 'sharing-with-partners'::text));
CREATE POLICY reach ON brokerage.pathway_plans FOR SELECT
  USING (candidate_id = identity.own_candidate() AND shared_at IS NOT NULL OR (organisation_id = ANY ((ARRAY( SELECT identity.reach('people'::text) AS reach)))) OR (organisation_id = ANY ((ARRAY( SELECT identity.reach('shared_people'::text) AS reach)))) AND candidates.consents_to(candidate_id, 'sharing-with-partners'::text));
CREATE POLICY add ON brokerage.reasons FOR INSERT
  WITH CHECK ((organisation_id IN ( SELECT identity.reach('programmes'::text) AS reach)));
CREATE POLICY change ON brokerage.reasons FOR UPDATE
  USING ((organisation_id IN ( SELECT identity.reach('programmes'::text) AS reach)));
CREATE POLICY reach ON brokerage.reasons FOR SELECT
  USING ((organisation_id IN ( SELECT identity.reach('tree'::text) AS reach)));
CREATE POLICY add ON brokerage.redeployment_records FOR INSERT
  WITH CHECK (recorded_by = identity.actor() AND brokerage.is_looked_after(candidate_id));
CREATE POLICY change ON brokerage.redeployment_records FOR UPDATE
  USING (brokerage.is_looked_after(candidate_id))
  WITH CHECK (recorded_by = identity.actor());
CREATE POLICY reach ON brokerage.redeployment_records FOR SELECT
  USING (candidate_id = identity.own_candidate() OR (EXISTS ( SELECT
   FROM brokerage.case_summaries summary
  WHERE summary.candidate_id = redeployment_records.candidate_id)));
CREATE POLICY add ON brokerage.redeployment_rule_versions FOR INSERT
  WITH CHECK ((organisation_id IN ( SELECT identity.reach('programmes'::text) AS reach)));
CREATE POLICY reach ON brokerage.redeployment_rule_versions FOR SELECT
  USING ((organisation_id IN ( SELECT identity.reach('market'::text) AS reach)) OR organisation_id IS NULL AND (EXISTS ( SELECT identity.reach('market'::text) AS reach)));
CREATE POLICY reach ON brokerage.referral_events
  USING ((EXISTS ( SELECT
   FROM brokerage.referrals referral
  WHERE referral.referral_id = referral_events.referral_id)));
CREATE POLICY change ON brokerage.referrals FOR UPDATE
  USING (candidate_id = identity.own_candidate() OR (candidate_organisation_id IN ( SELECT identity.reach('people'::text) AS reach)) OR (candidate_organisation_id IN ( SELECT identity.reach('shared_people'::text) AS reach)) AND candidates.consents_to(candidate_id, 'sharing-with-partners'::text) OR (opportunity_organisation_id IN ( SELECT identity.reach('referred_people'::text) AS reach)) AND status <> 'suggested'::text AND candidates.consents_to(candidate_id, 'sharing-with-partners'::text));
CREATE POLICY reach ON brokerage.referrals FOR SELECT
  USING (candidate_id = identity.own_candidate() OR (candidate_organisation_id IN ( SELECT identity.reach('people'::text) AS reach)) OR (candidate_organisation_id IN ( SELECT identity.reach('shared_people'::text) AS reach)) AND candidates.consents_to(candidate_id, 'sharing-with-partners'::text) OR (opportunity_organisation_id IN ( SELECT identity.reach('referred_people'::text) AS reach)) AND status <> 'suggested'::text AND candidates.consents_to(candidate_id, 'sharing-with-partners'::text));
CREATE POLICY refer ON brokerage.referrals FOR INSERT
  WITH CHECK ((opportunity_organisation_id IN ( SELECT identity.reach('market'::text) AS reach)) AND ((candidate_organisation_id IN ( SELECT identity.reach('people'::text) AS reach)) OR (candidate_organisation_id IN ( SELECT identity.reach('shared_people'::text) AS reach)) AND candidates.consents_to(candidate_id, 'sharing-with-partners'::text)));
CREATE POLICY add ON brokerage.tasks FOR INSERT
  WITH CHECK (created_by = identity.actor() AND brokerage.is_looked_after(candidate_id));
CREATE POLICY change ON brokerage.tasks FOR UPDATE
  USING (brokerage.is_looked_after(candidate_id));
CREATE POLICY reach ON brokerage.tasks FOR SELECT
  USING (brokerage.is_looked_after(candidate_id));
CREATE POLICY add ON candidates.candidates FOR INSERT
  WITH CHECK ((organisation_id IN ( SELECT identity.reach('people'::text) AS reach)));
CREATE POLICY change ON candidates.candidates FOR UPDATE
  USING (merged_into_id IS NULL AND (organisation_id IN ( SELECT identity.reach('people'::text) AS reach)));
CREATE POLICY reach ON candidates.candidates FOR SELECT
  USING (merged_into_id IS NULL AND ((organisation_id = ANY ((ARRAY( SELECT identity.reach('people'::text) AS reach)))) OR candidate_id = identity.own_candidate() OR (organisation_id = ANY ((ARRAY( SELECT identity.reach('shared_people'::text) AS reach)))) AND candidates.consents_to(candidate_id, 'sharing-with-partners'::text) OR (candidate_id = ANY ((ARRAY( SELECT brokerage.referred_candidates() AS referred_candidates))))));
CREATE POLICY add ON candidates.consents FOR INSERT
  WITH CHECK (candidates.is_ours(candidate_id));
CREATE POLICY change ON candidates.consents FOR UPDATE
  USING (candidates.is_ours(candidate_id));
CREATE POLICY reach ON candidates.consents FOR SELECT
  USING ((EXISTS ( SELECT
   FROM candidates.candidates candidate
  WHERE candidate.candidate_id = consents.candidate_id)));
CREATE POLICY remove ON candidates.consents FOR DELETE
  USING (candidates.is_ours(candidate_id));
CREATE POLICY reach ON candidates.duplicates FOR SELECT
  USING ((first_organisation_id IN ( SELECT identity.reach('people'::text) AS reach)) AND (second_organisation_id IN ( SELECT identity.reach('people'::text) AS reach)));
CREATE POLICY reach ON candidates.evidence_events
  USING (candidate_id = identity.own_candidate() OR candidates.is_ours(candidate_id));
CREATE POLICY reach ON candidates.likeness_keys
  USING (organisation_id = ANY ((ARRAY( SELECT identity.reach('people'::text) AS reach))));
CREATE POLICY reach ON candidates.merge_changes FOR SELECT
  USING ((EXISTS ( SELECT
   FROM candidates.merges merge
  WHERE merge.merge_id = merge_changes.merge_id)));
CREATE POLICY reach ON candidates.merges FOR SELECT
  USING ((kept_organisation_id IN ( SELECT identity.reach('people'::text) AS reach)) OR (merged_organisation_id IN ( SELECT identity.reach('people'::text) AS reach)));
CREATE POLICY add ON candidates.pauses FOR INSERT
  WITH CHECK (candidate_id = identity.own_candidate() OR (EXISTS ( SELECT
   FROM candidates.candidates person
  WHERE person.candidate_id = pauses.candidate_id AND ((person.organisation_id IN ( SELECT identity.reach('people'::text) AS reach)) OR (person.organisation_id IN ( SELECT identity.reach('shared_people'::text) AS reach))))));
CREATE POLICY change ON candidates.pauses FOR UPDATE
  USING (candidate_id = identity.own_candidate() OR (EXISTS ( SELECT
   FROM candidates.candidates person
  WHERE person.candidate_id = pauses.candidate_id AND ((person.organisation_id IN ( SELECT identity.reach('people'::text) AS reach)) OR (person.organisation_id IN ( SELECT identity.reach('shared_people'::text) AS reach))))));
CREATE POLICY reach ON candidates.pauses FOR SELECT
  USING (candidate_id = identity.own_candidate() OR (EXISTS ( SELECT
   FROM candidates.candidates person
  WHERE person.candidate_id = pauses.candidate_id AND ((person.organisation_id IN ( SELECT identity.reach('people'::text) AS reach)) OR (person.organisation_id IN ( SELECT identity.reach('shared_people'::text) AS reach))))));
CREATE POLICY add ON candidates.qualifications FOR INSERT
  WITH CHECK (candidates.is_ours(candidate_id));
CREATE POLICY change ON candidates.qualifications FOR UPDATE
  USING (candidates.is_ours(candidate_id));
CREATE POLICY reach ON candidates.qualifications FOR SELECT
  USING ((EXISTS ( SELECT
   FROM candidates.candidates candidate
  WHERE candidate.candidate_id = qualifications.candidate_id)));
CREATE POLICY remove ON candidates.qualifications FOR DELETE
  USING (candidates.is_ours(candidate_id));
CREATE POLICY reach ON equality.hire_answers
  USING (outcomes.is_hire_shown(hire_id));
CREATE POLICY reach ON exchange.upload_chunks
  USING ((EXISTS ( SELECT
   FROM exchange.uploads upload
  WHERE upload.upload_id = upload_chunks.upload_id)));
CREATE POLICY reach ON exchange.upload_rows
  USING ((EXISTS ( SELECT
   FROM exchange.uploads upload
  WHERE upload.upload_id = upload_rows.upload_id)));
CREATE POLICY reach ON exchange.uploads
  USING (identity.is_job() OR
CASE content
    WHEN 'candidates'::text THEN (organisation_id IN ( SELECT identity.reach('people'::text) AS reach))
    WHEN 'hires'::text THEN (organisation_id IN ( SELECT identity.reach('hires'::text) AS reach))
    WHEN 'geography'::text THEN (organisation_id IN ( SELECT identity.reach('reference'::text) AS reach))
    ELSE (organisation_id IN ( SELECT identity.reach('listings'::text) AS reach))
END);
CREATE POLICY sign_in ON identity.account_links TO pathways_sign_in
  USING (true);
CREATE POLICY reach ON identity.api_clients TO pathways_app
  USING ((organisation_id IN ( SELECT identity.reach('accounts'::text) AS reach)));
CREATE POLICY sign_in ON identity.api_clients TO pathways_sign_in
  USING (true);
CREATE POLICY reach ON identity.api_keys TO pathways_app
  USING ((client_id IN ( SELECT client.client_id
   FROM identity.api_clients client)));
CREATE POLICY sign_in ON identity.api_keys TO pathways_sign_in
  USING (true);
CREATE POLICY sign_in ON identity.openid_identities TO pathways_sign_in
  USING (true);
CREATE POLICY add ON identity.organisation_parents FOR INSERT
  WITH CHECK ((parent_id IN ( SELECT identity.reach('accounts'::text) AS reach)) AND identity.is_ours_to_place(organisation_id));
CREATE POLICY change ON identity.organisation_parents FOR UPDATE
  USING ((parent_id IN ( SELECT identity.reach('accounts'::text) AS reach)))
  WITH CHECK ((parent_id IN ( SELECT identity.reach('accounts'::text) AS reach)) AND identity.is_ours_to_place(organisation_id));
CREATE POLICY reach ON identity.organisation_parents FOR SELECT
  USING ((organisation_id IN ( SELECT identity.reach('tree'::text) AS reach)));
CREATE POLICY remove ON identity.organisation_parents FOR DELETE
  USING ((parent_id IN ( SELECT identity.reach('accounts'::text) AS reach)));
CREATE POLICY reach ON identity.organisation_paths FOR SELECT
  USING ((organisation_id IN ( SELECT identity.reach('tree'::text) AS reach)));
CREATE POLICY add ON identity.organisations FOR INSERT
  WITH CHECK (
CASE
    WHEN level = 'city'::text THEN current_setting('pathways.everywhere'::text, true) = 'yes'::text
    ELSE (EXISTS ( SELECT identity.reach('accounts'::text) AS reach))
END);
CREATE POLICY reach ON identity.organisations FOR SELECT
  USING (organisation_id = ANY ((ARRAY( SELECT identity.reach('tree'::text) AS reach))));
CREATE POLICY rename ON identity.organisations FOR UPDATE
  USING ((organisation_id IN ( SELECT identity.reach('accounts'::text) AS reach)));
CREATE POLICY sign_in ON identity.rate_limits TO pathways_sign_in
  USING (true);
CREATE POLICY change ON identity.recovery_codes TO pathways_app
  USING ((user_id IN ( SELECT account.user_id
   FROM identity.users account)) AND identity.is_account_within_reach(user_id));
CREATE POLICY sign_in ON identity.recovery_codes TO pathways_sign_in
  USING (true);
CREATE POLICY reach ON identity.role_grants TO pathways_app
  USING ((organisation_id IN ( SELECT identity.reach('accounts'::text) AS reach)));
CREATE POLICY sign_in ON identity.role_grants TO pathways_sign_in
  USING (true);
CREATE POLICY sign_in ON identity.sessions TO pathways_sign_in
  USING (true);
CREATE POLICY add ON identity.sharing_agreement_parties FOR INSERT
  WITH CHECK ((organisation_id IN ( SELECT identity.reach('accounts'::text) AS reach)) AND identity.has_no_party_of_others(agreement_id));
CREATE POLICY reach ON identity.sharing_agreement_parties FOR SELECT
  USING ((organisation_id IN ( SELECT identity.reach('accounts'::text) AS reach)));
CREATE POLICY add ON identity.sharing_agreements FOR INSERT
  WITH CHECK ((EXISTS ( SELECT identity.reach('accounts'::text) AS reach)));
CREATE POLICY end_early ON identity.sharing_agreements FOR UPDATE
  USING ((agreement_id IN ( SELECT party.agreement_id
   FROM identity.sharing_agreement_parties party)));
CREATE POLICY reach ON identity.sharing_agreements FOR SELECT
  USING ((agreement_id IN ( SELECT party.agreement_id
   FROM identity.sharing_agreement_parties party)));
CREATE POLICY reach ON identity.sign_in_attempts TO pathways_app
  USING ((user_id IN ( SELECT account.user_id
   FROM identity.users account)) AND identity.is_account_within_reach(user_id));
CREATE POLICY sign_in ON identity.sign_in_attempts TO pathways_sign_in
  USING (true);
CREATE POLICY change ON identity.users FOR UPDATE TO pathways_app
  USING ((EXISTS ( SELECT
   FROM identity.role_grants held
  WHERE held.user_id = users.user_id AND held.revoked_at IS NULL)) AND identity.is_account_within_reach(user_id));
CREATE POLICY reach ON identity.users FOR SELECT TO pathways_app
  USING ((EXISTS ( SELECT
   FROM identity.role_grants held
  WHERE held.user_id = users.user_id AND held.revoked_at IS NULL)));
CREATE POLICY sign_in ON identity.users TO pathways_sign_in
  USING (true);
CREATE POLICY reach ON matching.alert_readings
  USING (identity.is_job());
CREATE POLICY reach ON matching.alerts FOR SELECT
  USING ((organisation_id = ANY ((ARRAY( SELECT identity.reach('people'::text) AS reach)))) OR (organisation_id = ANY ((ARRAY( SELECT identity.reach('shared_people'::text) AS reach)))) AND candidates.consents_to(candidate_id, 'sharing-with-partners'::text));
CREATE POLICY see ON matching.alerts FOR UPDATE
  USING ((organisation_id = ANY ((ARRAY( SELECT identity.reach('people'::text) AS reach)))) OR (organisation_id = ANY ((ARRAY( SELECT identity.reach('shared_people'::text) AS reach)))) AND candidates.consents_to(candidate_id, 'sharing-with-partners'::text))
  WITH CHECK (seen_by = identity.actor());
CREATE POLICY tell ON matching.alerts FOR INSERT
  WITH CHECK (identity.is_job());
CREATE POLICY reach ON matching.allocation_places
  USING (identity.is_job() OR matching.is_allocation_shown(allocation_id) AND candidates.is_shown(candidate_id));
CREATE POLICY reach ON matching.allocations
  USING (identity.is_job() OR matching.covers(people_nodes, shared_people_nodes, market_nodes));
CREATE POLICY reach ON matching.candidate_matches
  USING (identity.is_job() OR matching.is_run_shown(run_id) AND candidates.is_shown(candidate_id));
CREATE POLICY reach ON matching.changes
  USING (identity.is_job());
CREATE POLICY add ON matching.graded_cases FOR INSERT
  WITH CHECK ((organisation_id IN ( SELECT identity.reach('people'::text) AS reach)) AND made_by = identity.actor());
CREATE POLICY reach ON matching.graded_cases FOR SELECT
  USING (organisation_id = ANY ((ARRAY( SELECT identity.reach('people'::text) AS reach))));
CREATE POLICY add ON matching.grades FOR INSERT
  WITH CHECK (graded_by = identity.actor() AND (EXISTS ( SELECT
   FROM matching.graded_cases graded
  WHERE graded.case_id = grades.case_id)));
CREATE POLICY change ON matching.grades FOR UPDATE
  USING (graded_by = identity.actor() AND (EXISTS ( SELECT
   FROM matching.graded_cases graded
  WHERE graded.case_id = grades.case_id)));
CREATE POLICY reach ON matching.grades FOR SELECT
  USING ((EXISTS ( SELECT
   FROM matching.graded_cases graded
  WHERE graded.case_id = grades.case_id)));
CREATE POLICY reach ON matching.opportunity_matches
  USING (identity.is_job() OR matching.is_run_shown(run_id));
CREATE POLICY reach ON matching.runs
  USING (identity.is_job() OR matching.covers(people_nodes, shared_people_nodes, market_nodes));
CREATE POLICY answer ON matching.set_aside_pairs FOR INSERT
  WITH CHECK (identity.is_job());
CREATE POLICY finish ON matching.set_aside_pairs FOR UPDATE
  USING (identity.is_job() OR (organisation_id = ANY ((ARRAY( SELECT identity.reach('people'::text) AS reach)))) OR (organisation_id = ANY ((ARRAY( SELECT identity.reach('shared_people'::text) AS reach)))) AND candidates.consents_to(candidate_id, 'sharing-with-partners'::text))
  WITH CHECK (identity.is_job() OR ended_by = identity.actor());
CREATE POLICY reach ON matching.set_aside_pairs FOR SELECT
  USING (identity.is_job() OR candidate_id = identity.own_candidate() OR (organisation_id = ANY ((ARRAY( SELECT identity.reach('people'::text) AS reach)))) OR (organisation_id = ANY ((ARRAY( SELECT identity.reach('shared_people'::text) AS reach)))) AND candidates.consents_to(candidate_id, 'sharing-with-partners'::text));
CREATE POLICY reach ON matching.shards
  USING (identity.is_job() OR matching.is_run_shown(run_id));
CREATE POLICY of_allocations ON matching.snapshot_parts FOR SELECT
  USING ((EXISTS ( SELECT
   FROM matching.allocations allocation
  WHERE allocation.snapshot_id = snapshot_parts.snapshot_id)));
CREATE POLICY reach ON matching.snapshot_parts
  USING (identity.is_job() OR (EXISTS ( SELECT
   FROM matching.runs run
  WHERE run.snapshot_id = snapshot_parts.snapshot_id)));
CREATE POLICY of_allocations ON matching.snapshots FOR SELECT
  USING ((EXISTS ( SELECT
   FROM matching.allocations allocation
  WHERE allocation.snapshot_id = snapshots.snapshot_id)));
CREATE POLICY reach ON matching.snapshots
  USING (identity.is_job() OR (EXISTS ( SELECT
   FROM matching.runs run
  WHERE run.snapshot_id = snapshots.snapshot_id)));
CREATE POLICY add ON opportunities.city_figures FOR INSERT
  WITH CHECK ((organisation_id IN ( SELECT identity.reach('programmes'::text) AS reach)) AND (EXISTS ( SELECT
   FROM identity.organisations city
  WHERE city.organisation_id = city_figures.organisation_id AND city.level = 'city'::text)));
CREATE POLICY reach ON opportunities.city_figures FOR SELECT
  USING (organisation_id = ANY ((ARRAY( SELECT identity.reach('market'::text) AS reach))));
CREATE POLICY change ON opportunities.courses FOR UPDATE
  USING ((organisation_id IN ( SELECT identity.reach('listings'::text) AS reach)));
CREATE POLICY list ON opportunities.courses FOR INSERT
  WITH CHECK ((organisation_id IN ( SELECT identity.reach('listings'::text) AS reach)));
CREATE POLICY reach ON opportunities.courses FOR SELECT
  USING ((organisation_id = ANY ((ARRAY( SELECT identity.reach('market'::text) AS reach)))) OR (organisation_id = ANY ((ARRAY( SELECT identity.reach('listings'::text) AS reach)))));
CREATE POLICY list_insert ON opportunities.intakes FOR INSERT
  WITH CHECK ((EXISTS ( SELECT
   FROM opportunities.opportunities opportunity
  WHERE opportunity.opportunity_id = intakes.opportunity_id AND (opportunity.organisation_id IN ( SELECT identity.reach('listings'::text) AS reach)))));
CREATE POLICY list_update ON opportunities.intakes FOR UPDATE
  USING ((EXISTS ( SELECT
   FROM opportunities.opportunities opportunity
  WHERE opportunity.opportunity_id = intakes.opportunity_id AND (opportunity.organisation_id IN ( SELECT identity.reach('listings'::text) AS reach)))));
CREATE POLICY reach ON opportunities.intakes FOR SELECT
  USING ((EXISTS ( SELECT
   FROM opportunities.opportunities opportunity
  WHERE opportunity.opportunity_id = intakes.opportunity_id)));
CREATE POLICY add ON opportunities.ladder_versions FOR INSERT
  WITH CHECK ((organisation_id IN ( SELECT identity.reach('programmes'::text) AS reach)));
CREATE POLICY reach ON opportunities.ladder_versions FOR SELECT
  USING (
CASE
    WHEN organisation_id IS NULL THEN (EXISTS ( SELECT identity.reach('market'::text) AS reach))
    ELSE organisation_id = ANY ((ARRAY( SELECT identity.reach('market'::text) AS reach)))
END);
CREATE POLICY add ON opportunities.living_wage_accreditations FOR INSERT
  WITH CHECK ((organisation_id IN ( SELECT identity.reach('living_wage'::text) AS reach)) AND (EXISTS ( SELECT
   FROM identity.organisations employer
  WHERE employer.organisation_id = living_wage_accreditations.organisation_id AND employer.level = 'organisation'::text)));
CREATE POLICY reach ON opportunities.living_wage_accreditations FOR SELECT
  USING (organisation_id = ANY ((ARRAY( SELECT identity.reach('living_wage'::text) AS reach))));
CREATE POLICY change ON opportunities.opportunities FOR UPDATE
  USING ((organisation_id IN ( SELECT identity.reach('listings'::text) AS reach)));
CREATE POLICY list ON opportunities.opportunities FOR INSERT
  WITH CHECK ((organisation_id IN ( SELECT identity.reach('listings'::text) AS reach)));
CREATE POLICY reach ON opportunities.opportunities FOR SELECT
  USING ((organisation_id = ANY ((ARRAY( SELECT identity.reach('market'::text) AS reach)))) OR (organisation_id = ANY ((ARRAY( SELECT identity.reach('listings'::text) AS reach)))));
CREATE POLICY reach ON opportunities.programme_templates FOR SELECT
  USING ((EXISTS ( SELECT identity.reach('market'::text) AS reach)));
CREATE POLICY add ON opportunities.programmes FOR INSERT
  WITH CHECK ((organisation_id IN ( SELECT identity.reach('programmes'::text) AS reach)));
CREATE POLICY change ON opportunities.programmes FOR UPDATE
  USING ((organisation_id IN ( SELECT identity.reach('programmes'::text) AS reach)));
CREATE POLICY reach ON opportunities.programmes FOR SELECT
  USING ((organisation_id = ANY ((ARRAY( SELECT identity.reach('market'::text) AS reach)))) OR (organisation_id = ANY ((ARRAY( SELECT identity.reach('listings'::text) AS reach)))));
CREATE POLICY list_delete ON opportunities.ring_fences FOR DELETE
  USING ((EXISTS ( SELECT
   FROM opportunities.intakes intake
     JOIN opportunities.opportunities opportunity USING (opportunity_id)
  WHERE intake.intake_id = ring_fences.intake_id AND (opportunity.organisation_id IN ( SELECT identity.reach('listings'::text) AS reach)))));
CREATE POLICY list_insert ON opportunities.ring_fences FOR INSERT
  WITH CHECK ((EXISTS ( SELECT
   FROM opportunities.intakes intake
     JOIN opportunities.opportunities opportunity USING (opportunity_id)
  WHERE intake.intake_id = ring_fences.intake_id AND (opportunity.organisation_id IN ( SELECT identity.reach('listings'::text) AS reach)))));
CREATE POLICY list_update ON opportunities.ring_fences FOR UPDATE
  USING ((EXISTS ( SELECT
   FROM opportunities.intakes intake
     JOIN opportunities.opportunities opportunity USING (opportunity_id)
  WHERE intake.intake_id = ring_fences.intake_id AND (opportunity.organisation_id IN ( SELECT identity.reach('listings'::text) AS reach)))));
CREATE POLICY reach ON opportunities.ring_fences FOR SELECT
  USING ((EXISTS ( SELECT
   FROM opportunities.intakes intake
  WHERE intake.intake_id = ring_fences.intake_id)));
CREATE POLICY add ON opportunities.rule_versions FOR INSERT
  WITH CHECK (
CASE
    WHEN programme_code IS NULL THEN (organisation_id IN ( SELECT identity.reach('listings'::text) AS reach))
    ELSE (organisation_id IN ( SELECT identity.reach('programmes'::text) AS reach))
END);
CREATE POLICY reach ON opportunities.rule_versions FOR SELECT
  USING ((organisation_id = ANY ((ARRAY( SELECT identity.reach('market'::text) AS reach)))) OR (organisation_id = ANY ((ARRAY( SELECT identity.reach('listings'::text) AS reach)))));
CREATE POLICY add ON opportunities.standard_versions FOR INSERT
  WITH CHECK ((organisation_id IN ( SELECT identity.reach('programmes'::text) AS reach)));
CREATE POLICY reach ON opportunities.standard_versions FOR SELECT
  USING (
CASE
    WHEN organisation_id IS NULL THEN (EXISTS ( SELECT identity.reach('market'::text) AS reach))
    ELSE organisation_id = ANY ((ARRAY( SELECT identity.reach('market'::text) AS reach)))
END);
CREATE POLICY change ON opportunities.venues FOR UPDATE
  USING ((organisation_id IN ( SELECT identity.reach('listings'::text) AS reach)));
CREATE POLICY list ON opportunities.venues FOR INSERT
  WITH CHECK ((organisation_id IN ( SELECT identity.reach('listings'::text) AS reach)));
CREATE POLICY reach ON opportunities.venues FOR SELECT
  USING ((organisation_id = ANY ((ARRAY( SELECT identity.reach('market'::text) AS reach)))) OR (organisation_id = ANY ((ARRAY( SELECT identity.reach('listings'::text) AS reach)))));
CREATE POLICY reach ON outcomes.claim_events
  USING ((EXISTS ( SELECT
   FROM outcomes.claims claim
  WHERE claim.claim_id = claim_events.claim_id)));
CREATE POLICY claim ON outcomes.claims FOR INSERT
  WITH CHECK (((organisation_id IN ( SELECT identity.reach('people'::text) AS reach)) OR (organisation_id IN ( SELECT identity.reach('referred_people'::text) AS reach))) AND (EXISTS ( SELECT
   FROM brokerage.referrals referral
  WHERE referral.referral_id = claims.referral_id AND referral.candidate_id = claims.candidate_id)));
CREATE POLICY decide ON outcomes.claims FOR UPDATE
  USING ((organisation_id IN ( SELECT identity.reach('people'::text) AS reach)));
CREATE POLICY reach ON outcomes.claims FOR SELECT
  USING ((organisation_id IN ( SELECT identity.reach('people'::text) AS reach)) OR (organisation_id IN ( SELECT identity.reach('referred_people'::text) AS reach)));
CREATE POLICY reach ON outcomes.course_events
  USING ((EXISTS ( SELECT
   FROM brokerage.referrals referral
  WHERE referral.referral_id = course_events.referral_id)));
CREATE POLICY reach ON outcomes.employment_spells
  USING ((EXISTS ( SELECT
   FROM brokerage.referrals referral
  WHERE referral.referral_id = employment_spells.referral_id)));
CREATE POLICY count ON outcomes.hires FOR SELECT TO pathways_figures
  USING (true);
CREATE POLICY reach ON outcomes.hires
  USING ((organisation_id IN ( SELECT identity.reach('hires'::text) AS reach)));
CREATE POLICY reach ON outcomes.outcome_events
  USING ((EXISTS ( SELECT
   FROM brokerage.referrals referral
  WHERE referral.referral_id = outcome_events.referral_id)));
CREATE POLICY add ON outcomes.sustainment_rules FOR INSERT
  WITH CHECK ((organisation_id IN ( SELECT identity.reach('programmes'::text) AS reach)));
CREATE POLICY reach ON outcomes.sustainment_rules FOR SELECT
  USING (organisation_id = ANY ((ARRAY( SELECT identity.reach('market'::text) AS reach))));

ALTER FUNCTION equality.hires_by_decile(from_on date, to_on date, imd_edition integer) OWNER TO pathways_figures;
ALTER SCHEMA geography OWNER TO pathways_geography;
ALTER TABLE geography.deprivation OWNER TO pathways_geography;
ALTER TABLE geography.imports OWNER TO pathways_geography;
ALTER TABLE geography.lsoa_boards OWNER TO pathways_geography;
ALTER TABLE geography.lsoa_changes OWNER TO pathways_geography;
ALTER TABLE geography.postcodes OWNER TO pathways_geography;
ALTER TABLE geography.travel_time_modes OWNER TO pathways_geography;
ALTER TABLE geography.travel_time_tables OWNER TO pathways_geography;
ALTER TABLE geography.travel_times OWNER TO pathways_geography;

REVOKE ALL ON FUNCTION audit.canonical(field text) FROM PUBLIC;
REVOKE ALL ON FUNCTION audit.link_event() FROM PUBLIC;
REVOKE ALL ON FUNCTION audit.link_hash(previous bytea, number bigint, event audit.events) FROM PUBLIC;
REVOKE ALL ON FUNCTION audit.refuse_change() FROM PUBLIC;
REVOKE ALL ON FUNCTION audit.refuse_other_author() FROM PUBLIC;
REVOKE ALL ON FUNCTION brokerage.brokers() FROM PUBLIC;
REVOKE ALL ON FUNCTION brokerage.can_staff(account uuid, organisation uuid) FROM PUBLIC;
REVOKE ALL ON FUNCTION brokerage.check_rules_of(referral uuid, today date) FROM PUBLIC;
REVOKE ALL ON FUNCTION brokerage.fair_figures(fair uuid) FROM PUBLIC;
REVOKE ALL ON FUNCTION brokerage.fill_session(session uuid) FROM PUBLIC;
REVOKE ALL ON FUNCTION brokerage.follow_merge() FROM PUBLIC;
REVOKE ALL ON FUNCTION brokerage.has_case(candidate uuid, opportunity uuid) FROM PUBLIC;
REVOKE ALL ON FUNCTION brokerage.is_looked_after(candidate uuid) FROM PUBLIC;
REVOKE ALL ON FUNCTION brokerage.is_slot_taken(slot uuid) FROM PUBLIC;
REVOKE ALL ON FUNCTION brokerage.keep_caseload(people uuid[]) FROM PUBLIC;
REVOKE ALL ON FUNCTION brokerage.lock_caseload(people uuid[]) FROM PUBLIC;
REVOKE ALL ON FUNCTION brokerage.names_at_stand(stand uuid) FROM PUBLIC;
REVOKE ALL ON FUNCTION brokerage.next_in_line(session uuid) FROM PUBLIC;
REVOKE ALL ON FUNCTION brokerage.note_case_news() FROM PUBLIC;
REVOKE ALL ON FUNCTION brokerage.note_leaving() FROM PUBLIC;
REVOKE ALL ON FUNCTION brokerage.note_start() FROM PUBLIC;
REVOKE ALL ON FUNCTION brokerage.organises_fair(fair uuid) FROM PUBLIC;
REVOKE ALL ON FUNCTION brokerage.own_nodes() FROM PUBLIC;
REVOKE ALL ON FUNCTION brokerage.place_chasing_rule() FROM PUBLIC;
REVOKE ALL ON FUNCTION brokerage.place_fair_booking() FROM PUBLIC;
REVOKE ALL ON FUNCTION brokerage.place_fair_registration() FROM PUBLIC;
REVOKE ALL ON FUNCTION brokerage.place_message() FROM PUBLIC;
REVOKE ALL ON FUNCTION brokerage.place_note() FROM PUBLIC;
REVOKE ALL ON FUNCTION brokerage.place_referral() FROM PUBLIC;
REVOKE ALL ON FUNCTION brokerage.reasons_of_city(node uuid) FROM PUBLIC;
REVOKE ALL ON FUNCTION brokerage.rebuild_caseload() FROM PUBLIC;
REVOKE ALL ON FUNCTION brokerage.referred_candidates() FROM PUBLIC;
REVOKE ALL ON FUNCTION brokerage.runs_stand(stand uuid) FROM PUBLIC;
REVOKE ALL ON FUNCTION brokerage.session_places_left(session uuid) FROM PUBLIC;
REVOKE ALL ON FUNCTION brokerage.skip_merged() FROM PUBLIC;
REVOKE ALL ON FUNCTION brokerage.waiting_before(registration uuid) FROM PUBLIC;
REVOKE ALL ON FUNCTION candidates.agreed_pair(duplicate uuid) FROM PUBLIC;
REVOKE ALL ON FUNCTION candidates.answer_duplicate(duplicate uuid, answer text, is_ours_kept boolean) FROM PUBLIC;
REVOKE ALL ON FUNCTION candidates.carried() FROM PUBLIC;
REVOKE ALL ON FUNCTION candidates.change_for_merge(merge uuid, target text, which text, changed jsonb) FROM PUBLIC;
REVOKE ALL ON FUNCTION candidates.changed_by_merge(merge uuid) FROM PUBLIC;
REVOKE ALL ON FUNCTION candidates.consents_to(candidate uuid, consent_purpose text) FROM PUBLIC;
REVOKE ALL ON FUNCTION candidates.duplicates_in_reach(after uuid, page integer) FROM PUBLIC;
REVOKE ALL ON FUNCTION candidates.exchange_facts(one uuid, other uuid, facts text[], has_qualifications boolean) FROM PUBLIC;
REVOKE ALL ON FUNCTION candidates.facts_digest(candidate uuid, facts text[]) FROM PUBLIC;
REVOKE ALL ON FUNCTION candidates.find_duplicates(people uuid[]) FROM PUBLIC;
REVOKE ALL ON FUNCTION candidates.is_ours(candidate uuid) FROM PUBLIC;
REVOKE ALL ON FUNCTION candidates.is_shown(candidate uuid) FROM PUBLIC;
REVOKE ALL ON FUNCTION candidates.likeness(one candidates.likeness_keys, other candidates.likeness_keys) FROM PUBLIC;
REVOKE ALL ON FUNCTION candidates.merge_records(duplicate uuid, withdraws uuid[], ends_consents text[], facts text[], has_qualifications boolean, moment timestamp with time zone) FROM PUBLIC;
REVOKE ALL ON FUNCTION candidates.merged_references(organisation uuid, sent text[]) FROM PUBLIC;
REVOKE ALL ON FUNCTION candidates.note_merged_rows(organisation uuid, sent text[], digests text[]) FROM PUBLIC;
REVOKE ALL ON FUNCTION candidates.proposed_keep(duplicate uuid) FROM PUBLIC;
REVOKE ALL ON FUNCTION candidates.records_to_merge(duplicate uuid) FROM PUBLIC;
REVOKE ALL ON FUNCTION candidates.tell_of_merge(merge uuid, is_undone boolean) FROM PUBLIC;
REVOKE ALL ON FUNCTION candidates.undo_merge(merge uuid, moment timestamp with time zone) FROM PUBLIC;
REVOKE ALL ON FUNCTION candidates.withdraw_for_merged_rows(organisation uuid, said jsonb) FROM PUBLIC;
REVOKE ALL ON FUNCTION equality.hires_by_decile(from_on date, to_on date, imd_edition integer) FROM PUBLIC;
REVOKE ALL ON FUNCTION identity.actor() FROM PUBLIC;
REVOKE ALL ON FUNCTION identity.are_in_one_city(one uuid, other uuid) FROM PUBLIC;
REVOKE ALL ON FUNCTION identity.find_or_add_user(fingerprints text[], sealed_email text, name text) FROM PUBLIC;
REVOKE ALL ON FUNCTION identity.has_no_party_of_others(agreement uuid) FROM PUBLIC;
REVOKE ALL ON FUNCTION identity.is_account_within_reach(account uuid) FROM PUBLIC;
REVOKE ALL ON FUNCTION identity.is_job() FROM PUBLIC;
REVOKE ALL ON FUNCTION identity.is_ours_to_place(organisation uuid) FROM PUBLIC;
REVOKE ALL ON FUNCTION identity.node_facts(nodes uuid[], day date) FROM PUBLIC;
REVOKE ALL ON FUNCTION identity.own_candidate() FROM PUBLIC;
REVOKE ALL ON FUNCTION identity.reach(kind text) FROM PUBLIC;
REVOKE ALL ON FUNCTION identity.rebuild_organisation_paths() FROM PUBLIC;
REVOKE ALL ON FUNCTION identity.refuse_longer_agreement() FROM PUBLIC;
REVOKE ALL ON FUNCTION identity.today() FROM PUBLIC;
REVOKE ALL ON FUNCTION matching.allocation_counts(allocation uuid) FROM PUBLIC;
REVOKE ALL ON FUNCTION matching.covers(people uuid[], shared_people uuid[], market uuid[]) FROM PUBLIC;
REVOKE ALL ON FUNCTION matching.is_allocation_shown(allocation uuid) FROM PUBLIC;
REVOKE ALL ON FUNCTION matching.is_run_shown(run uuid) FROM PUBLIC;
REVOKE ALL ON FUNCTION matching.note_changes() FROM PUBLIC;
REVOKE ALL ON FUNCTION matching.note_directory() FROM PUBLIC;
REVOKE ALL ON FUNCTION matching.note_rules() FROM PUBLIC;
REVOKE ALL ON FUNCTION opportunities.held_places(intake uuid) FROM PUBLIC;
REVOKE ALL ON FUNCTION opportunities.lock_intakes(intake_ids uuid[]) FROM PUBLIC;
REVOKE ALL ON FUNCTION opportunities.place_rule_version() FROM PUBLIC;
REVOKE ALL ON FUNCTION opportunities.recount_places(intake uuid, is_taking boolean) FROM PUBLIC;
REVOKE ALL ON FUNCTION outcomes.hired_on(referral uuid) FROM PUBLIC;
REVOKE ALL ON FUNCTION outcomes.is_above_claims(candidate uuid, programme text, outcome text) FROM PUBLIC;
REVOKE ALL ON FUNCTION outcomes.is_hire_shown(hire uuid) FROM PUBLIC;
REVOKE ALL ON FUNCTION outcomes.look_again_by_rules() FROM PUBLIC;
REVOKE ALL ON FUNCTION outcomes.note_dispute() FROM PUBLIC;
REVOKE ALL ON FUNCTION outcomes.place_sustainment_rule() FROM PUBLIC;
REVOKE ALL ON FUNCTION outcomes.rules_of_start(referral uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION brokerage.brokers() TO pathways_app;
GRANT EXECUTE ON FUNCTION brokerage.can_staff(account uuid, organisation uuid) TO pathways_app;
GRANT EXECUTE ON FUNCTION brokerage.check_rules_of(referral uuid, today date) TO pathways_app;
GRANT EXECUTE ON FUNCTION brokerage.fair_figures(fair uuid) TO pathways_app;
GRANT EXECUTE ON FUNCTION brokerage.fill_session(session uuid) TO pathways_app;
GRANT EXECUTE ON FUNCTION brokerage.has_case(candidate uuid, opportunity uuid) TO pathways_matcher;
GRANT EXECUTE ON FUNCTION brokerage.is_looked_after(candidate uuid) TO pathways_app;
GRANT EXECUTE ON FUNCTION brokerage.is_slot_taken(slot uuid) TO pathways_app;
GRANT EXECUTE ON FUNCTION brokerage.lock_caseload(people uuid[]) TO pathways_app;
GRANT EXECUTE ON FUNCTION brokerage.names_at_stand(stand uuid) TO pathways_app;
GRANT EXECUTE ON FUNCTION brokerage.next_in_line(session uuid) TO pathways_app;
GRANT EXECUTE ON FUNCTION brokerage.organises_fair(fair uuid) TO pathways_app;
GRANT EXECUTE ON FUNCTION brokerage.own_nodes() TO pathways_app;
GRANT EXECUTE ON FUNCTION brokerage.reasons_of_city(node uuid) TO pathways_app;
GRANT EXECUTE ON FUNCTION brokerage.referred_candidates() TO pathways_app;
GRANT EXECUTE ON FUNCTION brokerage.referred_candidates() TO pathways_matcher;
GRANT EXECUTE ON FUNCTION brokerage.runs_stand(stand uuid) TO pathways_app;
GRANT EXECUTE ON FUNCTION brokerage.session_places_left(session uuid) TO pathways_app;
GRANT EXECUTE ON FUNCTION brokerage.waiting_before(registration uuid) TO pathways_app;
GRANT EXECUTE ON FUNCTION candidates.answer_duplicate(duplicate uuid, answer text, is_ours_kept boolean) TO pathways_app;
GRANT EXECUTE ON FUNCTION candidates.changed_by_merge(merge uuid) TO pathways_app;
GRANT EXECUTE ON FUNCTION candidates.consents_to(candidate uuid, consent_purpose text) TO pathways_app;
GRANT EXECUTE ON FUNCTION candidates.consents_to(candidate uuid, consent_purpose text) TO pathways_matcher;
GRANT EXECUTE ON FUNCTION candidates.duplicates_in_reach(after uuid, page integer) TO pathways_app;
GRANT EXECUTE ON FUNCTION candidates.find_duplicates(people uuid[]) TO pathways_app;
GRANT EXECUTE ON FUNCTION candidates.is_ours(candidate uuid) TO pathways_app;
GRANT EXECUTE ON FUNCTION candidates.is_ours(candidate uuid) TO pathways_matcher;
GRANT EXECUTE ON FUNCTION candidates.is_shown(candidate uuid) TO pathways_app;
GRANT EXECUTE ON FUNCTION candidates.is_shown(candidate uuid) TO pathways_matcher;
GRANT EXECUTE ON FUNCTION candidates.merge_records(duplicate uuid, withdraws uuid[], ends_consents text[], facts text[], has_qualifications boolean, moment timestamp with time zone) TO pathways_app;
GRANT EXECUTE ON FUNCTION candidates.merged_references(organisation uuid, sent text[]) TO pathways_app;
GRANT EXECUTE ON FUNCTION candidates.note_merged_rows(organisation uuid, sent text[], digests text[]) TO pathways_app;
GRANT EXECUTE ON FUNCTION candidates.proposed_keep(duplicate uuid) TO pathways_app;
GRANT EXECUTE ON FUNCTION candidates.records_to_merge(duplicate uuid) TO pathways_app;
GRANT EXECUTE ON FUNCTION candidates.tell_of_merge(merge uuid, is_undone boolean) TO pathways_app;
GRANT EXECUTE ON FUNCTION candidates.undo_merge(merge uuid, moment timestamp with time zone) TO pathways_app;
GRANT EXECUTE ON FUNCTION candidates.withdraw_for_merged_rows(organisation uuid, said jsonb) TO pathways_app;
GRANT EXECUTE ON FUNCTION equality.hires_by_decile(from_on date, to_on date, imd_edition integer) TO pathways_reporting;
GRANT EXECUTE ON FUNCTION identity.actor() TO pathways_app;
GRANT EXECUTE ON FUNCTION identity.actor() TO pathways_matcher;
GRANT EXECUTE ON FUNCTION identity.actor() TO pathways_reporting;
GRANT EXECUTE ON FUNCTION identity.actor() TO pathways_sign_in;
GRANT EXECUTE ON FUNCTION identity.find_or_add_user(fingerprints text[], sealed_email text, name text) TO pathways_app;
GRANT EXECUTE ON FUNCTION identity.has_no_party_of_others(agreement uuid) TO pathways_app;
GRANT EXECUTE ON FUNCTION identity.is_account_within_reach(account uuid) TO pathways_app;
GRANT EXECUTE ON FUNCTION identity.is_job() TO pathways_app;
GRANT EXECUTE ON FUNCTION identity.is_job() TO pathways_matcher;
GRANT EXECUTE ON FUNCTION identity.is_job() TO pathways_reporting;
GRANT EXECUTE ON FUNCTION identity.is_job() TO pathways_sign_in;
GRANT EXECUTE ON FUNCTION identity.is_ours_to_place(organisation uuid) TO pathways_app;
GRANT EXECUTE ON FUNCTION identity.node_facts(nodes uuid[], day date) TO pathways_sign_in;
GRANT EXECUTE ON FUNCTION identity.own_candidate() TO pathways_app;
GRANT EXECUTE ON FUNCTION identity.own_candidate() TO pathways_matcher;
GRANT EXECUTE ON FUNCTION identity.own_candidate() TO pathways_reporting;
GRANT EXECUTE ON FUNCTION identity.own_candidate() TO pathways_sign_in;
GRANT EXECUTE ON FUNCTION identity.reach(kind text) TO pathways_app;
GRANT EXECUTE ON FUNCTION identity.reach(kind text) TO pathways_figures;
GRANT EXECUTE ON FUNCTION identity.reach(kind text) TO pathways_matcher;
GRANT EXECUTE ON FUNCTION identity.reach(kind text) TO pathways_reporting;
GRANT EXECUTE ON FUNCTION identity.reach(kind text) TO pathways_sign_in;
GRANT EXECUTE ON FUNCTION identity.today() TO pathways_app;
GRANT EXECUTE ON FUNCTION identity.today() TO pathways_matcher;
GRANT EXECUTE ON FUNCTION identity.today() TO pathways_reporting;
GRANT EXECUTE ON FUNCTION identity.today() TO pathways_sign_in;
GRANT EXECUTE ON FUNCTION matching.allocation_counts(allocation uuid) TO pathways_app;
GRANT EXECUTE ON FUNCTION matching.allocation_counts(allocation uuid) TO pathways_matcher;
GRANT EXECUTE ON FUNCTION matching.covers(people uuid[], shared_people uuid[], market uuid[]) TO pathways_app;
GRANT EXECUTE ON FUNCTION matching.covers(people uuid[], shared_people uuid[], market uuid[]) TO pathways_matcher;
GRANT EXECUTE ON FUNCTION matching.is_allocation_shown(allocation uuid) TO pathways_app;
GRANT EXECUTE ON FUNCTION matching.is_allocation_shown(allocation uuid) TO pathways_matcher;
GRANT EXECUTE ON FUNCTION matching.is_run_shown(run uuid) TO pathways_app;
GRANT EXECUTE ON FUNCTION matching.is_run_shown(run uuid) TO pathways_matcher;
GRANT EXECUTE ON FUNCTION opportunities.held_places(intake uuid) TO pathways_app;
GRANT EXECUTE ON FUNCTION opportunities.lock_intakes(intake_ids uuid[]) TO pathways_app;
GRANT EXECUTE ON FUNCTION opportunities.recount_places(intake uuid, is_taking boolean) TO pathways_app;
GRANT EXECUTE ON FUNCTION outcomes.hired_on(referral uuid) TO pathways_app;
GRANT EXECUTE ON FUNCTION outcomes.is_above_claims(candidate uuid, programme text, outcome text) TO pathways_app;
GRANT EXECUTE ON FUNCTION outcomes.is_hire_shown(hire uuid) TO pathways_app;
GRANT EXECUTE ON FUNCTION outcomes.rules_of_start(referral uuid) TO pathways_app;
GRANT USAGE ON SCHEMA audit TO pathways_app;
GRANT USAGE ON SCHEMA audit TO pathways_sign_in;
GRANT USAGE ON SCHEMA brokerage TO pathways_app;
GRANT USAGE ON SCHEMA brokerage TO pathways_matcher;
GRANT USAGE ON SCHEMA candidates TO pathways_app;
GRANT USAGE ON SCHEMA candidates TO pathways_matcher;
GRANT USAGE ON SCHEMA equality TO pathways_app;
GRANT USAGE ON SCHEMA equality TO pathways_reporting;
GRANT USAGE ON SCHEMA exchange TO pathways_app;
GRANT USAGE ON SCHEMA geography TO pathways_app;
GRANT USAGE ON SCHEMA geography TO pathways_figures;
GRANT USAGE ON SCHEMA geography TO pathways_matcher;
GRANT USAGE ON SCHEMA geography TO pathways_reporting;
GRANT USAGE ON SCHEMA identity TO pathways_app;
GRANT USAGE ON SCHEMA identity TO pathways_figures;
GRANT USAGE ON SCHEMA identity TO pathways_matcher;
GRANT USAGE ON SCHEMA identity TO pathways_reporting;
GRANT USAGE ON SCHEMA identity TO pathways_sign_in;
GRANT USAGE ON SCHEMA matching TO pathways_app;
GRANT USAGE ON SCHEMA matching TO pathways_matcher;
GRANT USAGE ON SCHEMA opportunities TO pathways_app;
GRANT USAGE ON SCHEMA opportunities TO pathways_matcher;
GRANT USAGE ON SCHEMA outcomes TO pathways_app;
GRANT USAGE ON SCHEMA outcomes TO pathways_figures;
GRANT INSERT (actor_id, action, subject, detail, purpose, organisation_id), SELECT ON TABLE audit.events TO pathways_app;
GRANT INSERT (actor_id, action, subject, detail, purpose, organisation_id) ON TABLE audit.events TO pathways_sign_in;
GRANT SELECT ON TABLE audit.links TO pathways_app;
GRANT INSERT, SELECT, UPDATE (to_on, ended_reason_code, ended_note, ended_by) ON TABLE brokerage.assignments TO pathways_app;
GRANT INSERT, SELECT, UPDATE (people, status, claim_token, leased_until, attempts, rung_at, error_code, error_detail, finished_at) ON TABLE brokerage.bulk_actions TO pathways_app;
GRANT INSERT, SELECT, UPDATE (outcome, subject_id) ON TABLE brokerage.bulk_outcomes TO pathways_app;
GRANT SELECT ON TABLE brokerage.case_summaries TO pathways_app;
GRANT INSERT, SELECT ON TABLE brokerage.chases TO pathways_app;
GRANT INSERT, SELECT ON TABLE brokerage.chasing_rules TO pathways_app;
GRANT INSERT, SELECT ON TABLE brokerage.check_events TO pathways_app;
GRANT INSERT, SELECT ON TABLE brokerage.check_rule_versions TO pathways_app;
GRANT INSERT, SELECT ON TABLE brokerage.contacts TO pathways_app;
GRANT INSERT (slot_id, candidate_id), SELECT, UPDATE (slot_id, status, sequence, attendance, outcome_code, outcome_opportunity_id, referral_id, changed_at) ON TABLE brokerage.fair_bookings TO pathways_app;
GRANT INSERT (session_id, candidate_id, line_number), SELECT, UPDATE (status, attendance) ON TABLE brokerage.fair_registrations TO pathways_app;
GRANT INSERT, SELECT ON TABLE brokerage.fair_sessions TO pathways_app;
GRANT INSERT, SELECT ON TABLE brokerage.fair_slots TO pathways_app;
GRANT INSERT, SELECT ON TABLE brokerage.fair_stand_opportunities TO pathways_app;
GRANT DELETE, INSERT, SELECT ON TABLE brokerage.fair_stand_users TO pathways_app;
GRANT INSERT, SELECT ON TABLE brokerage.fair_stands TO pathways_app;
GRANT INSERT, SELECT, UPDATE (called_off_at) ON TABLE brokerage.fairs TO pathways_app;
GRANT INSERT (key, kind, part_of_id, to_candidate_id, to_user_id, to_role, to_organisation_id, referral_id, candidate_id, fair_id, data, while_state, useless_at, booking_id, registration_id), SELECT, UPDATE (status, reason_code, tries, due_at, claim_token, claimed_at, ended_at) ON TABLE brokerage.messages TO pathways_app;
GRANT INSERT, SELECT ON TABLE brokerage.notes TO pathways_app;
GRANT INSERT, SELECT, UPDATE (shared_at, state, changes, legs_now, next_route, checked_on, checked_at, reached_step, reached_on, reached_at) ON TABLE brokerage.pathway_plans TO pathways_app;
GRANT INSERT, SELECT, UPDATE (steps, refusers, words, kind_words, effect, effect_days, matters, is_offered, version_number, note, changed_by, changed_at) ON TABLE brokerage.reasons TO pathways_app;
GRANT INSERT, SELECT, UPDATE (version_number, employer_id, post_code, band, service_started_on, agreed_notice_weeks, notice_given_on, trial_started_on, trial_until_on, recorded_by, recorded_at) ON TABLE brokerage.redeployment_records TO pathways_app;
GRANT INSERT, SELECT ON TABLE brokerage.redeployment_rule_versions TO pathways_app;
GRANT INSERT, SELECT ON TABLE brokerage.referral_events TO pathways_app;
GRANT INSERT, SELECT, UPDATE (status, holds_place, started_on, updated_at, hold_expires_on, stand_id, next_outcome_check_on, ring_fence_id, next_outcome_look_on) ON TABLE brokerage.referrals TO pathways_app;
GRANT SELECT (candidate_id, status, holds_place, left_on) ON TABLE brokerage.referrals TO pathways_matcher;
GRANT INSERT, SELECT, UPDATE (due_on, done_at, done_by) ON TABLE brokerage.tasks TO pathways_app;
GRANT INSERT, SELECT, UPDATE ON TABLE candidates.candidates TO pathways_app;
GRANT SELECT (candidate_id, organisation_id, born_on, postcode, is_nhs_employee, contract_ends_on, vaccination_role, vaccination_role_ended_on, level, english_level, maths_level, skill_codes, check_codes, slots, travel_mode, travel_limit_minutes, pathway_interests, minimum_hourly_pence, available_from_on, is_seeking, evidence_codes) ON TABLE candidates.candidates TO pathways_matcher;
GRANT INSERT, SELECT, UPDATE ON TABLE candidates.consents TO pathways_app;
GRANT SELECT ON TABLE candidates.consents TO pathways_matcher;
GRANT INSERT, SELECT ON TABLE candidates.evidence_events TO pathways_app;
GRANT INSERT, SELECT, UPDATE ON TABLE candidates.likeness_keys TO pathways_app;
GRANT SELECT ON TABLE candidates.merges TO pathways_app;
GRANT INSERT, SELECT, UPDATE (ended_on, ended_by) ON TABLE candidates.pauses TO pathways_app;
GRANT SELECT (candidate_id, resumes_on, ended_on) ON TABLE candidates.pauses TO pathways_matcher;
GRANT DELETE, INSERT, SELECT ON TABLE candidates.qualifications TO pathways_app;
GRANT INSERT, SELECT, UPDATE ON TABLE equality.hire_answers TO pathways_app;
GRANT DELETE, INSERT, SELECT ON TABLE exchange.upload_chunks TO pathways_app;
GRANT DELETE, INSERT, SELECT ON TABLE exchange.upload_rows TO pathways_app;
GRANT INSERT, SELECT, UPDATE ON TABLE exchange.uploads TO pathways_app;
GRANT SELECT ON TABLE geography.deprivation TO pathways_app;
GRANT SELECT ON TABLE geography.deprivation TO pathways_figures;
GRANT SELECT ON TABLE geography.deprivation TO pathways_matcher;
GRANT SELECT ON TABLE geography.deprivation TO pathways_reporting;
GRANT SELECT ON TABLE geography.imports TO pathways_app;
GRANT SELECT ON TABLE geography.imports TO pathways_matcher;
GRANT SELECT ON TABLE geography.imports TO pathways_reporting;
GRANT SELECT ON TABLE geography.lsoa_boards TO pathways_app;
GRANT SELECT ON TABLE geography.lsoa_boards TO pathways_matcher;
GRANT SELECT ON TABLE geography.lsoa_boards TO pathways_reporting;
GRANT SELECT ON TABLE geography.lsoa_changes TO pathways_app;
GRANT SELECT ON TABLE geography.lsoa_changes TO pathways_matcher;
GRANT SELECT ON TABLE geography.lsoa_changes TO pathways_reporting;
GRANT SELECT ON TABLE geography.postcodes TO pathways_app;
GRANT SELECT ON TABLE geography.postcodes TO pathways_figures;
GRANT SELECT ON TABLE geography.postcodes TO pathways_matcher;
GRANT SELECT ON TABLE geography.postcodes TO pathways_reporting;
GRANT SELECT ON TABLE geography.travel_time_modes TO pathways_app;
GRANT SELECT ON TABLE geography.travel_time_modes TO pathways_matcher;
GRANT SELECT ON TABLE geography.travel_time_tables TO pathways_app;
GRANT SELECT ON TABLE geography.travel_time_tables TO pathways_matcher;
GRANT SELECT ON TABLE geography.travel_times TO pathways_app;
GRANT SELECT ON TABLE geography.travel_times TO pathways_matcher;
GRANT DELETE, INSERT, SELECT, UPDATE ON TABLE identity.account_links TO pathways_sign_in;
GRANT INSERT, SELECT, UPDATE (revoked_at) ON TABLE identity.api_clients TO pathways_app;
GRANT SELECT ON TABLE identity.api_clients TO pathways_sign_in;
GRANT INSERT, SELECT (key_id, client_id, key_code, expires_at, revoked_at, last_used_at, last_address, created_at), UPDATE (expires_at, revoked_at) ON TABLE identity.api_keys TO pathways_app;
GRANT SELECT, UPDATE (last_used_at, last_address) ON TABLE identity.api_keys TO pathways_sign_in;
GRANT INSERT, SELECT ON TABLE identity.openid_identities TO pathways_sign_in;
GRANT DELETE, INSERT, SELECT, UPDATE (valid_during) ON TABLE identity.organisation_parents TO pathways_app;
GRANT SELECT ON TABLE identity.organisation_paths TO pathways_app;
GRANT INSERT, SELECT, UPDATE (name) ON TABLE identity.organisations TO pathways_app;
GRANT DELETE, INSERT, SELECT, UPDATE ON TABLE identity.rate_limits TO pathways_sign_in;
GRANT DELETE, SELECT (user_id) ON TABLE identity.recovery_codes TO pathways_app;
GRANT DELETE, INSERT, SELECT, UPDATE ON TABLE identity.recovery_codes TO pathways_sign_in;
GRANT INSERT, SELECT, UPDATE (from_on, to_on, revoked_at) ON TABLE identity.role_grants TO pathways_app;
GRANT SELECT ON TABLE identity.role_grants TO pathways_sign_in;
GRANT DELETE, INSERT, SELECT, UPDATE ON TABLE identity.sessions TO pathways_sign_in;
GRANT INSERT, SELECT ON TABLE identity.sharing_agreement_parties TO pathways_app;
GRANT INSERT, SELECT, UPDATE (valid_during) ON TABLE identity.sharing_agreements TO pathways_app;
GRANT DELETE, SELECT ON TABLE identity.sign_in_attempts TO pathways_app;
GRANT DELETE, INSERT, SELECT, UPDATE ON TABLE identity.sign_in_attempts TO pathways_sign_in;
GRANT SELECT (user_id, email, display_name, is_active, accepted_at, has_second_factor, last_signed_in_at, is_demo, created_at), UPDATE (is_active, has_second_factor, totp_secret, totp_last_step, sessions_valid_from_at) ON TABLE identity.users TO pathways_app;
GRANT DELETE, INSERT, SELECT, UPDATE ON TABLE identity.users TO pathways_sign_in;
GRANT SELECT, UPDATE (seen_transactions, walked_to_id) ON TABLE matching.alert_readings TO pathways_matcher;
GRANT SELECT, UPDATE (seen_at, seen_by) ON TABLE matching.alerts TO pathways_app;
GRANT INSERT (candidate_id, opportunity_id, organisation_id, score) ON TABLE matching.alerts TO pathways_matcher;
GRANT SELECT, UPDATE (opportunity_id, intake_id, score, decision, reason, decided_by, decided_at, outcome) ON TABLE matching.allocation_places TO pathways_app;
GRANT DELETE, INSERT, SELECT, UPDATE ON TABLE matching.allocation_places TO pathways_matcher;
GRANT INSERT (requested_by, people_nodes, shared_people_nodes, market_nodes, as_of_on, seed, rule_version, place_value, asked, terms, justifications, base_allocation_id, scenario, scenario_name), SELECT, UPDATE (is_stop_asked, status, claim_token, leased_until, attempts, rung_at, finished_at, accepted_at, accepted_by) ON TABLE matching.allocations TO pathways_app;
GRANT DELETE, INSERT, SELECT, UPDATE ON TABLE matching.allocations TO pathways_matcher;
GRANT SELECT ON TABLE matching.candidate_matches TO pathways_app;
GRANT DELETE, INSERT, SELECT, UPDATE ON TABLE matching.candidate_matches TO pathways_matcher;
GRANT DELETE, SELECT ON TABLE matching.changes TO pathways_matcher;
GRANT INSERT, SELECT ON TABLE matching.graded_cases TO pathways_app;
GRANT SELECT ON TABLE matching.graded_cases TO pathways_matcher;
GRANT INSERT, SELECT, UPDATE (grade, graded_at) ON TABLE matching.grades TO pathways_app;
GRANT SELECT ON TABLE matching.grades TO pathways_matcher;
GRANT SELECT ON TABLE matching.opportunity_matches TO pathways_app;
GRANT DELETE, INSERT, SELECT, UPDATE ON TABLE matching.opportunity_matches TO pathways_matcher;
GRANT INSERT, SELECT, UPDATE (status, claim_token, leased_until, finished_at) ON TABLE matching.runs TO pathways_app;
GRANT DELETE, INSERT, SELECT, UPDATE ON TABLE matching.runs TO pathways_matcher;
GRANT SELECT, UPDATE (ended_on, ended_by, ended_reason) ON TABLE matching.set_aside_pairs TO pathways_app;
GRANT INSERT (candidate_id, opportunity_id, organisation_id, reason_code, matters, fingerprint, set_on, until_on, is_until_checked, set_by), SELECT, UPDATE (ended_on, ended_by, ended_reason) ON TABLE matching.set_aside_pairs TO pathways_matcher;
GRANT SELECT ON TABLE matching.shards TO pathways_app;
GRANT DELETE, INSERT, SELECT, UPDATE ON TABLE matching.shards TO pathways_matcher;
GRANT SELECT ON TABLE matching.snapshot_parts TO pathways_app;
GRANT DELETE, INSERT, SELECT, UPDATE ON TABLE matching.snapshot_parts TO pathways_matcher;
GRANT SELECT ON TABLE matching.snapshots TO pathways_app;
GRANT DELETE, INSERT, SELECT, UPDATE ON TABLE matching.snapshots TO pathways_matcher;
GRANT INSERT, SELECT ON TABLE opportunities.city_figures TO pathways_app;
GRANT INSERT, SELECT, UPDATE ON TABLE opportunities.courses TO pathways_app;
GRANT INSERT, SELECT, UPDATE ON TABLE opportunities.intakes TO pathways_app;
GRANT SELECT ON TABLE opportunities.intakes TO pathways_matcher;
GRANT INSERT, SELECT ON TABLE opportunities.ladder_versions TO pathways_app;
GRANT INSERT, SELECT ON TABLE opportunities.living_wage_accreditations TO pathways_app;
GRANT INSERT, SELECT, UPDATE ON TABLE opportunities.opportunities TO pathways_app;
GRANT SELECT ON TABLE opportunities.opportunities TO pathways_matcher;
GRANT SELECT ON TABLE opportunities.programme_templates TO pathways_app;
GRANT INSERT, SELECT, UPDATE ON TABLE opportunities.programmes TO pathways_app;
GRANT SELECT ON TABLE opportunities.programmes TO pathways_matcher;
GRANT SELECT ON TABLE opportunities.published_figures TO pathways_app;
GRANT DELETE, INSERT, SELECT, UPDATE (places, release_on) ON TABLE opportunities.ring_fences TO pathways_app;
GRANT INSERT, SELECT ON TABLE opportunities.rule_versions TO pathways_app;
GRANT SELECT (programme_code, opportunity_id, version_number, requirements, weights) ON TABLE opportunities.rule_versions TO pathways_matcher;
GRANT INSERT, SELECT ON TABLE opportunities.standard_versions TO pathways_app;
GRANT INSERT, SELECT, UPDATE ON TABLE opportunities.venues TO pathways_app;
GRANT INSERT, SELECT ON TABLE outcomes.claim_events TO pathways_app;
GRANT INSERT, SELECT, UPDATE (status, is_disputed) ON TABLE outcomes.claims TO pathways_app;
GRANT INSERT, SELECT ON TABLE outcomes.course_events TO pathways_app;
GRANT INSERT, SELECT ON TABLE outcomes.employment_spells TO pathways_app;
GRANT INSERT, SELECT, UPDATE ON TABLE outcomes.hires TO pathways_app;
GRANT SELECT ON TABLE outcomes.hires TO pathways_figures;
GRANT INSERT, SELECT ON TABLE outcomes.outcome_events TO pathways_app;
GRANT INSERT, SELECT ON TABLE outcomes.sustainment_rules TO pathways_app;
