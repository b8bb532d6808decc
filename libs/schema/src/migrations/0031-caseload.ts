import type { MigrationInterface, QueryRunner } from 'typeorm';

const FACTS = [
  'organisation_id', 'user_id', 'next_task_on', 'still_since_on', 'no_contact_since_on', 'contract_ends_on', 'next_outcome_on', 'offer_since_on', 'checks_since_on',
  'unassigned_since_on', 'assigned_since_on', 'last_contact_on', 'last_tried_on', 'live_referrals', 'open_tasks',
] as const;

/** Days by which lists are made; each list is a span of one of them. */
const LISTED_DAYS = ['next_task_on', 'still_since_on', 'no_contact_since_on', 'contract_ends_on', 'next_outcome_on', 'offer_since_on', 'checks_since_on', 'unassigned_since_on', 'assigned_since_on'] as const;

const DAY_OF = (moment: string): string => `(${moment} AT TIME ZONE 'Europe/London')::date`;

/** The summary of people, from the rows of what was done: the one definition, for some people and for everybody. */
const SUMMARIES = `
        SELECT person.candidate_id, person.organisation_id, held.user_id, task.next_on, cases.still_since_on,
               CASE WHEN person.is_seeking OR cases.live > 0 THEN coalesce(contact.reached_on, ${DAY_OF('person.created_at')}) END,
               person.contract_ends_on, outcome.next_on, cases.offer_since_on, cases.checks_since_on,
               CASE WHEN held.user_id IS NULL AND (person.is_seeking OR cases.live > 0) THEN coalesce(held.left_on, ${DAY_OF('person.created_at')}) END,
               held.since_on, contact.reached_on, contact.tried_on, cases.live::smallint, task.open::smallint
          FROM candidates.candidates AS person
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
              FROM (SELECT referral.status, coalesce((SELECT max(${DAY_OF('occurred_at')}) FROM brokerage.referral_events AS event WHERE event.referral_id = referral.referral_id), ${DAY_OF('referral.created_at')}) AS moved_on
                      FROM brokerage.referrals AS referral
                     WHERE referral.candidate_id = person.candidate_id AND referral.status IN ('referred', 'reviewing', 'interview', 'offered', 'accepted', 'checks')) AS moved) AS cases`;

const INSERTED = `INSERT INTO brokerage.case_summaries (candidate_id, ${FACTS.join(', ')})`;

/** What is kept of somebody hangs on these rows: whose ids they name. */
const KEPT_BY = ['candidates.candidates', 'brokerage.assignments', 'brokerage.contacts', 'brokerage.tasks', 'brokerage.referrals', 'brokerage.referral_events'] as const;

const TABLES = ['assignments', 'notes', 'contacts', 'tasks'] as const;

/** Who looks after whom, what they write down and do, and one small row a person from which lists are read. */
export class Caseload1700000000031 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      -- One request of many people at once, with what became of each. The key is the sender's: the same request sent
      -- again is answered from here. As whom it is done is kept with it.
      CREATE TABLE brokerage.bulk_actions (
        bulk_id uuid NOT NULL DEFAULT uuidv7(),
        requested_by text NOT NULL,
        people_nodes uuid[] NOT NULL,
        request_key uuid NOT NULL,
        kind text NOT NULL,
        request_digest text NOT NULL,
        created_at timestamptz NOT NULL DEFAULT now(),
        CONSTRAINT pk_bulk_actions PRIMARY KEY (bulk_id),
        CONSTRAINT uq_bulk_actions_key UNIQUE (requested_by, request_key),
        CONSTRAINT ck_bulk_actions_kind CHECK (kind IN ('hand-over', 'refer', 'message'))
      );
      CREATE TABLE brokerage.bulk_outcomes (
        bulk_id uuid NOT NULL,
        candidate_id uuid NOT NULL,
        outcome text,
        subject_id uuid,
        CONSTRAINT pk_bulk_outcomes PRIMARY KEY (bulk_id, candidate_id),
        CONSTRAINT fk_bulk_outcomes_bulk FOREIGN KEY (bulk_id) REFERENCES brokerage.bulk_actions (bulk_id) ON DELETE CASCADE
      );

      -- Which broker looks after somebody, from the first to the last day; null: still. The notes are sealed.
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
        CONSTRAINT fk_assignments_candidate FOREIGN KEY (candidate_id) REFERENCES candidates.candidates (candidate_id) ON DELETE CASCADE,
        CONSTRAINT fk_assignments_user FOREIGN KEY (user_id) REFERENCES identity.users (user_id),
        CONSTRAINT ck_assignments_days CHECK (to_on >= from_on),
        CONSTRAINT ck_assignments_ended CHECK (num_nulls(to_on, ended_reason_code, ended_by) IN (0, 3))
      );
      CREATE UNIQUE INDEX uq_assignments_current ON brokerage.assignments (candidate_id) WHERE to_on IS NULL;
      CREATE INDEX ix_assignments_candidate ON brokerage.assignments (candidate_id, assignment_id);
      CREATE INDEX ix_assignments_user ON brokerage.assignments (user_id);

      -- Sealed text, only ever added to. The nodes are those at which the author looks after people; the organisation is
      -- the person's where the author works for it or above it, and null where they act by an agreement.
      CREATE TABLE brokerage.notes (
        note_id uuid NOT NULL DEFAULT uuidv7(),
        candidate_id uuid NOT NULL,
        visibility text NOT NULL,
        body text NOT NULL,
        written_by text NOT NULL,
        written_at timestamptz NOT NULL DEFAULT now(),
        node_ids uuid[] NOT NULL,
        organisation_id uuid,
        CONSTRAINT pk_notes PRIMARY KEY (note_id),
        CONSTRAINT fk_notes_candidate FOREIGN KEY (candidate_id) REFERENCES candidates.candidates (candidate_id) ON DELETE CASCADE,
        CONSTRAINT fk_notes_organisation FOREIGN KEY (organisation_id) REFERENCES identity.organisations (organisation_id),
        CONSTRAINT ck_notes_visibility CHECK (visibility IN ('team', 'organisation', 'everybody', 'candidate'))
      );
      CREATE INDEX ix_notes_candidate ON brokerage.notes (candidate_id, note_id);
      CREATE INDEX ix_notes_organisation ON brokerage.notes (organisation_id);

      CREATE TABLE brokerage.contacts (
        contact_id uuid NOT NULL DEFAULT uuidv7(),
        candidate_id uuid NOT NULL,
        happened_on date NOT NULL,
        channel text NOT NULL,
        has_reached boolean NOT NULL,
        note text,
        recorded_by text NOT NULL,
        recorded_at timestamptz NOT NULL DEFAULT now(),
        CONSTRAINT pk_contacts PRIMARY KEY (contact_id),
        CONSTRAINT fk_contacts_candidate FOREIGN KEY (candidate_id) REFERENCES candidates.candidates (candidate_id) ON DELETE CASCADE,
        CONSTRAINT ck_contacts_channel CHECK (channel IN ('call', 'text', 'mail', 'in-person', 'video'))
      );
      CREATE INDEX ix_contacts_candidate ON brokerage.contacts (candidate_id, happened_on, contact_id);

      -- For an account, or for whoever looks after the person (null). The words are sealed.
      CREATE TABLE brokerage.tasks (
        task_id uuid NOT NULL DEFAULT uuidv7(),
        candidate_id uuid NOT NULL,
        code text,
        body text,
        due_on date NOT NULL,
        user_id uuid,
        created_by text NOT NULL,
        created_at timestamptz NOT NULL DEFAULT now(),
        done_at timestamptz,
        done_by text,
        CONSTRAINT pk_tasks PRIMARY KEY (task_id),
        CONSTRAINT fk_tasks_candidate FOREIGN KEY (candidate_id) REFERENCES candidates.candidates (candidate_id) ON DELETE CASCADE,
        CONSTRAINT fk_tasks_user FOREIGN KEY (user_id) REFERENCES identity.users (user_id),
        CONSTRAINT ck_tasks_what CHECK (num_nonnulls(code, body) > 0),
        CONSTRAINT ck_tasks_done CHECK ((done_at IS NULL) = (done_by IS NULL))
      );
      CREATE INDEX ix_tasks_candidate ON brokerage.tasks (candidate_id, task_id);
      CREATE INDEX ix_tasks_open ON brokerage.tasks (candidate_id, due_on) WHERE done_at IS NULL;
      CREATE INDEX ix_tasks_user ON brokerage.tasks (user_id) WHERE done_at IS NULL;

      -- One row a person, kept with what it says by triggers in the same transaction. It can be made anew at any time:
      -- brokerage.rebuild_caseload().
      CREATE TABLE brokerage.case_summaries (
        candidate_id uuid NOT NULL,
        organisation_id uuid NOT NULL,
        user_id uuid,
        ${LISTED_DAYS.map((day) => `${day} date,`).join('\n        ')}
        last_contact_on date,
        last_tried_on date,
        live_referrals smallint NOT NULL,
        open_tasks smallint NOT NULL,
        CONSTRAINT pk_case_summaries PRIMARY KEY (candidate_id),
        CONSTRAINT fk_case_summaries_candidate FOREIGN KEY (candidate_id) REFERENCES candidates.candidates (candidate_id) ON DELETE CASCADE,
        CONSTRAINT fk_case_summaries_organisation FOREIGN KEY (organisation_id) REFERENCES identity.organisations (organisation_id)
      );
      -- Each list of an organisation in its order; a broker's own people are few and need none of their own.
      ${LISTED_DAYS.map((day) => `CREATE INDEX ix_case_summaries_${day.replace(/_on$/, '')} ON brokerage.case_summaries (organisation_id, ${day}, candidate_id) WHERE ${day} IS NOT NULL;`).join('\n      ')}
      CREATE INDEX ix_case_summaries_user ON brokerage.case_summaries (user_id) WHERE user_id IS NOT NULL;

      -- Takes turns at people's rows, in the order of ids. Whoever changes two cases of one person at once would each read
      -- the other's as it was.
      CREATE FUNCTION brokerage.lock_caseload(people uuid[]) RETURNS void LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
        SELECT FROM brokerage.case_summaries WHERE candidate_id = ANY (people) ORDER BY candidate_id FOR UPDATE
      $$;
      CREATE FUNCTION brokerage.keep_caseload(people uuid[]) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
      BEGIN
        IF people IS NULL THEN RETURN; END IF;
        PERFORM brokerage.lock_caseload(people); -- what follows is another statement, which sees what others have committed meanwhile
        ${INSERTED}${SUMMARIES}
         WHERE person.candidate_id = ANY (people)
        ON CONFLICT (candidate_id) DO UPDATE SET (${FACTS.join(', ')}) = ROW (${FACTS.map((fact) => `EXCLUDED.${fact}`).join(', ')})
         WHERE (${FACTS.map((fact) => `case_summaries.${fact}`).join(', ')}) IS DISTINCT FROM (${FACTS.map((fact) => `EXCLUDED.${fact}`).join(', ')});
      END $$;
      CREATE FUNCTION brokerage.rebuild_caseload() RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
      BEGIN
        LOCK TABLE brokerage.case_summaries IN EXCLUSIVE MODE; -- what changes meanwhile waits, and then keeps its own row
        DELETE FROM brokerage.case_summaries;
        ${INSERTED}${SUMMARIES};
      END $$;
      -- Once a statement, however many rows it wrote.
      CREATE FUNCTION brokerage.note_case_news() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
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
      END $$;
      ${KEPT_BY.flatMap((table) => [
        `CREATE TRIGGER keep_caseload_insert AFTER INSERT ON ${table} REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION brokerage.note_case_news();`,
        ...(table === 'brokerage.referral_events' ? [] : [
          `CREATE TRIGGER keep_caseload_update AFTER UPDATE ON ${table} REFERENCING NEW TABLE AS changed OLD TABLE AS before FOR EACH STATEMENT EXECUTE FUNCTION brokerage.note_case_news();`,
        ]),
        ...(table === 'brokerage.referral_events' || table === 'candidates.candidates' ? [] : [
          `CREATE TRIGGER keep_caseload_delete AFTER DELETE ON ${table} REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION brokerage.note_case_news();`,
        ]),
      ]).join('\n      ')}
      SELECT brokerage.rebuild_caseload();

      -- Nodes at which the actor looks after people themselves: their team's. Not those below.
      CREATE FUNCTION brokerage.own_nodes() RETURNS uuid[] LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
        SELECT coalesce(string_to_array(nullif(current_setting('pathways.people', true), ''), ',')::uuid[], '{}')
      $$;
      -- What row-level security shows of the caseload, for what hangs on it; dear, so that the person is looked up first.
      CREATE FUNCTION brokerage.is_looked_after(candidate uuid) RETURNS boolean LANGUAGE plpgsql STABLE COST 1000 SET search_path = pg_catalog, pg_temp AS $$
      BEGIN
        RETURN EXISTS (SELECT FROM brokerage.case_summaries AS shown WHERE shown.candidate_id = candidate);
      END $$;
      -- Where the author stands is not theirs to say.
      CREATE FUNCTION brokerage.place_note() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
      BEGIN
        NEW.node_ids := brokerage.own_nodes();
        SELECT person.organisation_id INTO NEW.organisation_id FROM candidates.candidates AS person
         WHERE person.candidate_id = NEW.candidate_id AND person.organisation_id IN (SELECT identity.reach('people'));
        RETURN NEW;
      END $$;
      CREATE TRIGGER place_note BEFORE INSERT ON brokerage.notes FOR EACH ROW EXECUTE FUNCTION brokerage.place_note();
      -- Brokers of the actor's City by name, each with the nodes at which they are one today. Accounts themselves are not
      -- shown to brokers.
      CREATE FUNCTION brokerage.brokers() RETURNS TABLE (user_id uuid, display_name text, node_ids uuid[]) LANGUAGE sql STABLE SECURITY DEFINER ROWS 100 SET search_path = pg_catalog, pg_temp AS $$
        SELECT account.user_id, account.display_name, array_agg(held.organisation_id)
          FROM identity.role_grants AS held JOIN identity.users AS account USING (user_id)
         WHERE held.role IN ('broker', 'broker-lead') AND held.revoked_at IS NULL AND account.is_active AND EXISTS (SELECT identity.reach('people'))
           AND held.from_on <= identity.today() AND (held.to_on IS NULL OR held.to_on >= identity.today()) AND held.organisation_id IN (SELECT identity.reach('tree'))
         GROUP BY account.user_id
      $$;

      REVOKE EXECUTE ON FUNCTION brokerage.lock_caseload(uuid[]), brokerage.keep_caseload(uuid[]), brokerage.rebuild_caseload(), brokerage.note_case_news(), brokerage.own_nodes(),
        brokerage.is_looked_after(uuid), brokerage.place_note(), brokerage.brokers() FROM PUBLIC;
      GRANT EXECUTE ON FUNCTION brokerage.lock_caseload(uuid[]), brokerage.own_nodes(), brokerage.is_looked_after(uuid), brokerage.brokers() TO pathways_app;

      ${['bulk_actions', 'bulk_outcomes', 'case_summaries', ...TABLES].map((table) => `ALTER TABLE brokerage.${table} ENABLE ROW LEVEL SECURITY;`).join('\n      ')}
      CREATE POLICY reach ON brokerage.case_summaries FOR SELECT USING (
        organisation_id = ANY (ARRAY(SELECT identity.reach('people')))
        OR (organisation_id = ANY (ARRAY(SELECT identity.reach('shared_people'))) AND candidates.consents_to(candidate_id, 'sharing-with-partners')));
      CREATE POLICY own ON brokerage.bulk_actions USING (requested_by = identity.actor() AND people_nodes <@ ARRAY(SELECT identity.reach('people')));
      CREATE POLICY own ON brokerage.bulk_outcomes USING (EXISTS (SELECT FROM brokerage.bulk_actions AS bulk WHERE bulk.bulk_id = bulk_outcomes.bulk_id));
      CREATE POLICY reach ON brokerage.assignments FOR SELECT USING (brokerage.is_looked_after(candidate_id));
      CREATE POLICY assign ON brokerage.assignments FOR INSERT WITH CHECK (assigned_by = identity.actor() AND brokerage.is_looked_after(candidate_id));
      CREATE POLICY finish ON brokerage.assignments FOR UPDATE USING (brokerage.is_looked_after(candidate_id)) WITH CHECK (ended_by = identity.actor());
      CREATE POLICY reach ON brokerage.notes FOR SELECT USING (
        (visibility = 'candidate' AND candidate_id = identity.own_candidate())
        OR (brokerage.is_looked_after(candidate_id) AND (
          written_by = identity.actor()
          OR CASE visibility
               WHEN 'team' THEN node_ids && brokerage.own_nodes()
               WHEN 'organisation' THEN organisation_id = ANY (ARRAY(SELECT identity.reach('people'))) OR (organisation_id IS NULL AND node_ids && ARRAY(SELECT identity.reach('people')))
               ELSE true
             END)));
      CREATE POLICY write ON brokerage.notes FOR INSERT WITH CHECK (written_by = identity.actor() AND brokerage.is_looked_after(candidate_id));
      CREATE POLICY reach ON brokerage.contacts FOR SELECT USING (brokerage.is_looked_after(candidate_id));
      CREATE POLICY record ON brokerage.contacts FOR INSERT WITH CHECK (recorded_by = identity.actor() AND brokerage.is_looked_after(candidate_id));
      CREATE POLICY reach ON brokerage.tasks FOR SELECT USING (brokerage.is_looked_after(candidate_id));
      CREATE POLICY add ON brokerage.tasks FOR INSERT WITH CHECK (created_by = identity.actor() AND brokerage.is_looked_after(candidate_id));
      CREATE POLICY change ON brokerage.tasks FOR UPDATE USING (brokerage.is_looked_after(candidate_id));

      GRANT SELECT ON brokerage.case_summaries TO pathways_app;
      GRANT SELECT, INSERT ON brokerage.bulk_actions TO pathways_app;
      GRANT SELECT, INSERT, UPDATE (outcome, subject_id) ON brokerage.bulk_outcomes TO pathways_app;
      GRANT SELECT, INSERT, UPDATE (to_on, ended_reason_code, ended_note, ended_by) ON brokerage.assignments TO pathways_app;
      GRANT SELECT, INSERT ON brokerage.notes, brokerage.contacts TO pathways_app; -- insert-only
      GRANT SELECT, INSERT, UPDATE (due_on, done_at, done_by) ON brokerage.tasks TO pathways_app;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ${KEPT_BY.filter((table) => !TABLES.some((own) => table === `brokerage.${own}`)).flatMap((table) => [
        `DROP TRIGGER keep_caseload_insert ON ${table};`,
        ...(table === 'brokerage.referral_events' ? [] : [`DROP TRIGGER keep_caseload_update ON ${table};`]),
        ...(table === 'brokerage.referrals' ? [`DROP TRIGGER keep_caseload_delete ON ${table};`] : []),
      ]).join('\n      ')}
      DROP TABLE brokerage.bulk_outcomes, brokerage.bulk_actions, ${TABLES.map((table) => `brokerage.${table}`).join(', ')}, brokerage.case_summaries;
      DROP FUNCTION brokerage.note_case_news, brokerage.rebuild_caseload, brokerage.keep_caseload, brokerage.lock_caseload, brokerage.is_looked_after, brokerage.own_nodes, brokerage.place_note, brokerage.brokers;
    `);
  }
}
