import type { MigrationInterface, QueryRunner } from 'typeorm';

const TABLES = ['fairs', 'fair_sessions', 'fair_stands', 'fair_stand_opportunities', 'fair_stand_users', 'fair_slots', 'fair_registrations', 'fair_bookings'] as const;

/** The candidate, those who look after the candidate, and those who act for them, as long as the candidate is willing to be shown. */
const PERSON_IN_REACH = `
        candidate_id = identity.own_candidate()
        OR candidate_organisation_id IN (SELECT identity.reach('people'))
        OR (candidate_organisation_id IN (SELECT identity.reach('shared_people')) AND candidates.consents_to(candidate_id, 'sharing-with-partners'))`;

/** Those, and the stand, as long as the person is willing to be shown to it. */
const BOOKING_IN_REACH = `${PERSON_IN_REACH}
        OR (stand_organisation_id IN (SELECT identity.reach('referred_people')) AND candidates.consents_to(candidate_id, 'sharing-with-partners'))`;

/** Virtual jobs fairs: sessions, stands with slots, who comes, who talks to whom, and what became of it. */
export class Fairs1700000000027 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE brokerage.fairs (
        fair_id uuid NOT NULL DEFAULT uuidv7(),
        organisation_id uuid NOT NULL,
        name text NOT NULL,
        first_on date NOT NULL,
        last_on date NOT NULL,
        target_groups text[] NOT NULL DEFAULT '{}',
        area_codes text[] NOT NULL DEFAULT '{}',
        -- A fair for a group by age belongs to a programme, whose justification it goes by.
        programme_code text,
        created_at timestamptz NOT NULL DEFAULT now(),
        CONSTRAINT pk_fairs PRIMARY KEY (fair_id),
        CONSTRAINT fk_fairs_organisation FOREIGN KEY (organisation_id) REFERENCES identity.organisations (organisation_id),
        CONSTRAINT fk_fairs_programme FOREIGN KEY (programme_code) REFERENCES opportunities.programmes (code) ON UPDATE CASCADE,
        CONSTRAINT ck_fairs_days CHECK (last_on >= first_on),
        CONSTRAINT ck_fairs_protected CHECK (programme_code IS NOT NULL OR NOT target_groups && ARRAY['aged-16-24', 'aged-45-plus'])
      );
      CREATE INDEX ix_fairs_list ON brokerage.fairs (first_on DESC, fair_id DESC);
      CREATE INDEX ix_fairs_organisation ON brokerage.fairs (organisation_id);

      CREATE TABLE brokerage.fair_sessions (
        session_id uuid NOT NULL DEFAULT uuidv7(),
        fair_id uuid NOT NULL,
        starts_at timestamptz NOT NULL,
        ends_at timestamptz NOT NULL,
        capacity integer NOT NULL,
        video_link text,
        CONSTRAINT pk_fair_sessions PRIMARY KEY (session_id),
        CONSTRAINT fk_fair_sessions_fair FOREIGN KEY (fair_id) REFERENCES brokerage.fairs (fair_id) ON DELETE CASCADE,
        CONSTRAINT ck_fair_sessions_times CHECK (ends_at > starts_at),
        CONSTRAINT ck_fair_sessions_capacity CHECK (capacity BETWEEN 1 AND 100000),
        CONSTRAINT ck_fair_sessions_video_link CHECK (video_link LIKE 'https://%')
      );
      CREATE INDEX ix_fair_sessions_fair ON brokerage.fair_sessions (fair_id);

      CREATE TABLE brokerage.fair_stands (
        stand_id uuid NOT NULL DEFAULT uuidv7(),
        fair_id uuid NOT NULL,
        organisation_id uuid NOT NULL,
        video_link text,
        CONSTRAINT pk_fair_stands PRIMARY KEY (stand_id),
        CONSTRAINT uq_fair_stands_organisation UNIQUE (fair_id, organisation_id),
        CONSTRAINT fk_fair_stands_fair FOREIGN KEY (fair_id) REFERENCES brokerage.fairs (fair_id) ON DELETE CASCADE,
        CONSTRAINT fk_fair_stands_organisation FOREIGN KEY (organisation_id) REFERENCES identity.organisations (organisation_id),
        CONSTRAINT ck_fair_stands_video_link CHECK (video_link LIKE 'https://%')
      );
      CREATE INDEX ix_fair_stands_organisation ON brokerage.fair_stands (organisation_id);

      CREATE TABLE brokerage.fair_stand_opportunities (
        stand_id uuid NOT NULL,
        opportunity_id uuid NOT NULL,
        CONSTRAINT pk_fair_stand_opportunities PRIMARY KEY (stand_id, opportunity_id),
        CONSTRAINT fk_fair_stand_opportunities_stand FOREIGN KEY (stand_id) REFERENCES brokerage.fair_stands (stand_id) ON DELETE CASCADE,
        CONSTRAINT fk_fair_stand_opportunities_opportunity FOREIGN KEY (opportunity_id) REFERENCES opportunities.opportunities (opportunity_id) ON DELETE CASCADE
      );
      CREATE INDEX ix_fair_stand_opportunities_opportunity ON brokerage.fair_stand_opportunities (opportunity_id);

      CREATE TABLE brokerage.fair_stand_users (
        stand_id uuid NOT NULL,
        user_id uuid NOT NULL,
        CONSTRAINT pk_fair_stand_users PRIMARY KEY (stand_id, user_id),
        CONSTRAINT fk_fair_stand_users_stand FOREIGN KEY (stand_id) REFERENCES brokerage.fair_stands (stand_id) ON DELETE CASCADE,
        CONSTRAINT fk_fair_stand_users_user FOREIGN KEY (user_id) REFERENCES identity.users (user_id) ON DELETE CASCADE
      );
      CREATE INDEX ix_fair_stand_users_user ON brokerage.fair_stand_users (user_id);

      -- One person at a time; the slots of a stand do not overlap.
      CREATE TABLE brokerage.fair_slots (
        slot_id uuid NOT NULL DEFAULT uuidv7(),
        stand_id uuid NOT NULL,
        session_id uuid NOT NULL,
        during tstzrange NOT NULL,
        CONSTRAINT pk_fair_slots PRIMARY KEY (slot_id),
        CONSTRAINT fk_fair_slots_stand FOREIGN KEY (stand_id) REFERENCES brokerage.fair_stands (stand_id) ON DELETE CASCADE,
        CONSTRAINT fk_fair_slots_session FOREIGN KEY (session_id) REFERENCES brokerage.fair_sessions (session_id) ON DELETE CASCADE,
        CONSTRAINT ex_fair_slots_stand EXCLUDE USING gist (stand_id WITH =, during WITH &&)
      );
      CREATE INDEX ix_fair_slots_session ON brokerage.fair_slots (session_id);

      -- Somebody who comes to a session, or waits for a place in the order of line_number. The organisation is the person's.
      CREATE TABLE brokerage.fair_registrations (
        registration_id uuid NOT NULL DEFAULT uuidv7(),
        session_id uuid NOT NULL,
        candidate_id uuid NOT NULL,
        candidate_organisation_id uuid NOT NULL,
        status text NOT NULL DEFAULT 'waiting',
        line_number integer NOT NULL,
        attendance text,
        registered_at timestamptz NOT NULL DEFAULT now(),
        CONSTRAINT pk_fair_registrations PRIMARY KEY (registration_id),
        CONSTRAINT uq_fair_registrations_line UNIQUE (session_id, line_number),
        CONSTRAINT fk_fair_registrations_session FOREIGN KEY (session_id) REFERENCES brokerage.fair_sessions (session_id) ON DELETE CASCADE,
        CONSTRAINT fk_fair_registrations_candidate FOREIGN KEY (candidate_id) REFERENCES candidates.candidates (candidate_id) ON DELETE CASCADE,
        CONSTRAINT fk_fair_registrations_candidate_organisation FOREIGN KEY (candidate_organisation_id) REFERENCES identity.organisations (organisation_id),
        CONSTRAINT ck_fair_registrations_status CHECK (status IN ('registered', 'waiting', 'cancelled')),
        CONSTRAINT ck_fair_registrations_attendance CHECK (attendance IN ('arrived', 'did-not-come') AND (attendance IS NULL OR status = 'registered'))
      );
      CREATE UNIQUE INDEX uq_fair_registrations_live ON brokerage.fair_registrations (session_id, candidate_id) WHERE status <> 'cancelled';
      CREATE INDEX ix_fair_registrations_candidate ON brokerage.fair_registrations (candidate_id);
      CREATE INDEX ix_fair_registrations_candidate_organisation ON brokerage.fair_registrations (candidate_organisation_id);

      -- A slot is one person's, and a person is in one slot at a time and in one of each stand: whoever comes second is
      -- refused by the index, however many come at once. stand and organisations are the slot's and the person's.
      CREATE TABLE brokerage.fair_bookings (
        booking_id uuid NOT NULL DEFAULT uuidv7(),
        slot_id uuid NOT NULL,
        candidate_id uuid NOT NULL,
        stand_id uuid NOT NULL,
        candidate_organisation_id uuid NOT NULL,
        stand_organisation_id uuid NOT NULL,
        during tstzrange NOT NULL,
        status text NOT NULL DEFAULT 'booked',
        -- How often it was changed, for calendars.
        sequence integer NOT NULL DEFAULT 0,
        attendance text,
        outcome_code text,
        outcome_opportunity_id uuid,
        referral_id uuid,
        booked_at timestamptz NOT NULL DEFAULT now(),
        changed_at timestamptz NOT NULL DEFAULT now(),
        CONSTRAINT pk_fair_bookings PRIMARY KEY (booking_id),
        CONSTRAINT fk_fair_bookings_slot FOREIGN KEY (slot_id) REFERENCES brokerage.fair_slots (slot_id) ON DELETE CASCADE,
        CONSTRAINT fk_fair_bookings_stand FOREIGN KEY (stand_id) REFERENCES brokerage.fair_stands (stand_id) ON DELETE CASCADE,
        CONSTRAINT fk_fair_bookings_candidate FOREIGN KEY (candidate_id) REFERENCES candidates.candidates (candidate_id) ON DELETE CASCADE,
        CONSTRAINT fk_fair_bookings_candidate_organisation FOREIGN KEY (candidate_organisation_id) REFERENCES identity.organisations (organisation_id),
        CONSTRAINT fk_fair_bookings_stand_organisation FOREIGN KEY (stand_organisation_id) REFERENCES identity.organisations (organisation_id),
        CONSTRAINT fk_fair_bookings_opportunity FOREIGN KEY (outcome_opportunity_id) REFERENCES opportunities.opportunities (opportunity_id) ON DELETE SET NULL,
        CONSTRAINT fk_fair_bookings_referral FOREIGN KEY (referral_id) REFERENCES brokerage.referrals (referral_id) ON DELETE SET NULL,
        CONSTRAINT ck_fair_bookings_status CHECK (status IN ('booked', 'cancelled')),
        CONSTRAINT ck_fair_bookings_attendance CHECK (attendance IN ('arrived', 'did-not-come')),
        CONSTRAINT ck_fair_bookings_outcome CHECK (outcome_code IN ('interested', 'interview', 'offer', 'not-for-us', 'not-for-me', 'call-back')),
        CONSTRAINT ex_fair_bookings_person EXCLUDE USING gist (candidate_id WITH =, during WITH &&) WHERE (status = 'booked')
      );
      CREATE UNIQUE INDEX uq_fair_bookings_slot ON brokerage.fair_bookings (slot_id) WHERE status = 'booked';
      CREATE UNIQUE INDEX uq_fair_bookings_stand ON brokerage.fair_bookings (stand_id, candidate_id) WHERE status = 'booked';
      CREATE INDEX ix_fair_bookings_candidate ON brokerage.fair_bookings (candidate_id);
      CREATE INDEX ix_fair_bookings_candidate_organisation ON brokerage.fair_bookings (candidate_organisation_id);
      CREATE INDEX ix_fair_bookings_coming ON brokerage.fair_bookings (lower(during)) WHERE status = 'booked';

      -- The stand of a fair that a case came from. It stays with the case to the start.
      ALTER TABLE brokerage.referrals ADD COLUMN stand_id uuid,
        ADD CONSTRAINT fk_referrals_stand FOREIGN KEY (stand_id) REFERENCES brokerage.fair_stands (stand_id) ON DELETE SET NULL;
      CREATE INDEX ix_referrals_stand ON brokerage.referrals (stand_id) WHERE stand_id IS NOT NULL;

      CREATE FUNCTION brokerage.place_fair_registration() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
      BEGIN
        SELECT organisation_id INTO NEW.candidate_organisation_id FROM candidates.candidates WHERE candidate_id = NEW.candidate_id;
        RETURN NEW;
      END $$;
      CREATE TRIGGER place_fair_registration BEFORE INSERT ON brokerage.fair_registrations FOR EACH ROW EXECUTE FUNCTION brokerage.place_fair_registration();
      CREATE FUNCTION brokerage.place_fair_booking() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
      BEGIN
        SELECT organisation_id INTO NEW.candidate_organisation_id FROM candidates.candidates WHERE candidate_id = NEW.candidate_id;
        SELECT slot.stand_id, stand.organisation_id, slot.during INTO NEW.stand_id, NEW.stand_organisation_id, NEW.during
          FROM brokerage.fair_slots AS slot JOIN brokerage.fair_stands AS stand USING (stand_id) WHERE slot.slot_id = NEW.slot_id;
        RETURN NEW;
      END $$;
      CREATE TRIGGER place_fair_booking BEFORE INSERT OR UPDATE OF slot_id ON brokerage.fair_bookings FOR EACH ROW EXECUTE FUNCTION brokerage.place_fair_booking();

      -- The functions below look past row-level security for one fact each.
      CREATE FUNCTION brokerage.organises_fair(fair uuid) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
        SELECT EXISTS (SELECT FROM brokerage.fairs WHERE fair_id = fair AND organisation_id IN (SELECT identity.reach('fairs')))
      $$;
      CREATE FUNCTION brokerage.runs_stand(stand uuid) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
        SELECT EXISTS (SELECT FROM brokerage.fair_stands AS ours
                        WHERE ours.stand_id = stand AND (ours.organisation_id IN (SELECT identity.reach('referred_people')) OR brokerage.organises_fair(ours.fair_id)))
      $$;
      -- Whether somebody has an account that answers for an organisation's stand.
      CREATE FUNCTION brokerage.can_staff(account uuid, organisation uuid) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
        SELECT EXISTS (SELECT FROM identity.role_grants AS held JOIN identity.organisation_paths AS path ON path.ancestor_id = held.organisation_id AND path.valid_during @> identity.today()
                        WHERE held.user_id = account AND path.organisation_id = organisation AND held.role IN ('hr', 'college-partner')
                          AND held.revoked_at IS NULL AND held.from_on <= identity.today() AND (held.to_on IS NULL OR held.to_on >= identity.today()))
      $$;
      -- The next number in the line of a session. Whoever asks has the session to themselves until they are done.
      CREATE FUNCTION brokerage.next_in_line(session uuid) RETURNS integer LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
      BEGIN
        PERFORM FROM brokerage.fair_sessions WHERE session_id = session FOR NO KEY UPDATE;
        RETURN (SELECT coalesce(max(line_number), 0) + 1 FROM brokerage.fair_registrations WHERE session_id = session);
      END $$;
      -- Gives the free places of a session to those who have waited longest. Nothing to give: nothing changes.
      CREATE FUNCTION brokerage.fill_session(session uuid) RETURNS TABLE (registration_id uuid, candidate_id uuid, candidate_organisation_id uuid)
      LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
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
      END $$;
      CREATE FUNCTION brokerage.session_places_left(session uuid) RETURNS integer LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
        SELECT capacity - (SELECT count(*)::integer FROM brokerage.fair_registrations AS seated WHERE seated.session_id = session AND seated.status = 'registered')
          FROM brokerage.fair_sessions WHERE session_id = session
      $$;
      CREATE FUNCTION brokerage.waiting_before(registration uuid) RETURNS integer LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
        SELECT count(*)::integer FROM brokerage.fair_registrations AS own JOIN brokerage.fair_registrations AS other USING (session_id)
         WHERE own.registration_id = registration AND other.status = 'waiting' AND other.line_number < own.line_number
      $$;
      CREATE FUNCTION brokerage.is_slot_taken(slot uuid) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
        SELECT EXISTS (SELECT FROM brokerage.fair_bookings WHERE slot_id = slot AND status = 'booked')
      $$;
      -- Those whom a stand talks to, by their name only: what else is kept of them it sees when they are referred to it.
      CREATE FUNCTION brokerage.names_at_stand(stand uuid) RETURNS TABLE (booking_id uuid, reference text, given_name text, family_name text)
      LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
        SELECT booking.booking_id, person.reference, person.given_name, person.family_name
          FROM brokerage.fair_bookings AS booking JOIN candidates.candidates AS person USING (candidate_id)
         WHERE booking.stand_id = stand AND booking.status = 'booked'
           AND booking.stand_organisation_id IN (SELECT identity.reach('referred_people')) AND candidates.consents_to(booking.candidate_id, 'sharing-with-partners')
      $$;
      -- People of a fair by how far they came, as counts and for its organiser only.
      CREATE FUNCTION brokerage.fair_figures(fair uuid) RETURNS TABLE (has_come boolean, has_spoken boolean, is_referred boolean, is_offered boolean, is_started boolean, is_hired boolean, people integer)
      LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
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
      $$;

      REVOKE EXECUTE ON FUNCTION brokerage.place_fair_registration(), brokerage.place_fair_booking(), brokerage.organises_fair(uuid), brokerage.runs_stand(uuid), brokerage.can_staff(uuid, uuid), brokerage.next_in_line(uuid),
        brokerage.fill_session(uuid), brokerage.session_places_left(uuid), brokerage.waiting_before(uuid), brokerage.is_slot_taken(uuid), brokerage.names_at_stand(uuid), brokerage.fair_figures(uuid) FROM PUBLIC;
      GRANT EXECUTE ON FUNCTION brokerage.organises_fair(uuid), brokerage.runs_stand(uuid), brokerage.can_staff(uuid, uuid), brokerage.next_in_line(uuid),
        brokerage.fill_session(uuid), brokerage.session_places_left(uuid), brokerage.waiting_before(uuid), brokerage.is_slot_taken(uuid), brokerage.names_at_stand(uuid), brokerage.fair_figures(uuid) TO pathways_app;

      ${TABLES.map((table) => `ALTER TABLE brokerage.${table} ENABLE ROW LEVEL SECURITY;`).join('\n      ')}
      CREATE POLICY reach ON brokerage.fairs FOR SELECT USING (organisation_id = ANY (ARRAY(SELECT identity.reach('market'))));
      CREATE POLICY organise ON brokerage.fairs FOR INSERT WITH CHECK (organisation_id IN (SELECT identity.reach('fairs')));
      ${['fair_sessions', 'fair_stands'].map((table) => `
      CREATE POLICY reach ON brokerage.${table} FOR SELECT USING (EXISTS (SELECT FROM brokerage.fairs AS fair WHERE fair.fair_id = ${table}.fair_id));`).join('')}
      CREATE POLICY organise ON brokerage.fair_sessions FOR INSERT WITH CHECK (brokerage.organises_fair(fair_id));
      -- Nobody has a stand of another City's organisation.
      CREATE POLICY organise ON brokerage.fair_stands FOR INSERT WITH CHECK (brokerage.organises_fair(fair_id) AND organisation_id IN (SELECT identity.reach('market')));
      ${['fair_stand_opportunities', 'fair_slots'].map((table) => `
      CREATE POLICY reach ON brokerage.${table} FOR SELECT USING (EXISTS (SELECT FROM brokerage.fair_stands AS stand WHERE stand.stand_id = ${table}.stand_id));
      CREATE POLICY run ON brokerage.${table} FOR INSERT WITH CHECK (brokerage.runs_stand(stand_id));`).join('')}
      CREATE POLICY run ON brokerage.fair_stand_users USING (brokerage.runs_stand(stand_id));
      CREATE POLICY reach ON brokerage.fair_registrations FOR SELECT USING (${PERSON_IN_REACH});
      CREATE POLICY register ON brokerage.fair_registrations FOR INSERT WITH CHECK (
        EXISTS (SELECT FROM brokerage.fair_sessions AS session WHERE session.session_id = fair_registrations.session_id) AND (${PERSON_IN_REACH}));
      CREATE POLICY change ON brokerage.fair_registrations FOR UPDATE USING (${PERSON_IN_REACH});
      CREATE POLICY reach ON brokerage.fair_bookings FOR SELECT USING (${BOOKING_IN_REACH});
      CREATE POLICY book ON brokerage.fair_bookings FOR INSERT WITH CHECK (
        EXISTS (SELECT FROM brokerage.fair_slots AS slot WHERE slot.slot_id = fair_bookings.slot_id) AND (${PERSON_IN_REACH}));
      CREATE POLICY change ON brokerage.fair_bookings FOR UPDATE USING (${BOOKING_IN_REACH});

      GRANT SELECT, INSERT ON brokerage.fairs, brokerage.fair_sessions, brokerage.fair_stands, brokerage.fair_stand_opportunities, brokerage.fair_slots TO pathways_app;
      GRANT SELECT, INSERT, DELETE ON brokerage.fair_stand_users TO pathways_app;
      GRANT SELECT, INSERT (session_id, candidate_id, line_number), UPDATE (status, attendance) ON brokerage.fair_registrations TO pathways_app;
      GRANT SELECT, INSERT (slot_id, candidate_id), UPDATE (slot_id, status, sequence, attendance, outcome_code, outcome_opportunity_id, referral_id, changed_at) ON brokerage.fair_bookings TO pathways_app;
      GRANT UPDATE (stand_id) ON brokerage.referrals TO pathways_app;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE brokerage.referrals DROP COLUMN stand_id;
      DROP TABLE ${TABLES.toReversed().map((table) => `brokerage.${table}`).join(', ')};
      DROP FUNCTION brokerage.fair_figures, brokerage.names_at_stand, brokerage.is_slot_taken, brokerage.waiting_before, brokerage.session_places_left, brokerage.fill_session, brokerage.next_in_line, brokerage.can_staff,
        brokerage.runs_stand, brokerage.organises_fair, brokerage.place_fair_booking, brokerage.place_fair_registration;
    `);
  }
}
