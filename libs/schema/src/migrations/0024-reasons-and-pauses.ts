import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Whoever looks after a candidate, or acts for those who do with the candidate's consent; and the candidate. Row-level security of the candidate decides the rest. */
const LOOKED_AFTER = `candidate_id = identity.own_candidate()
        OR EXISTS (SELECT FROM candidates.candidates AS person
                    WHERE person.candidate_id = pauses.candidate_id
                      AND (person.organisation_id IN (SELECT identity.reach('people')) OR person.organisation_id IN (SELECT identity.reach('shared_people'))))`;

const EVENTS = [
  ['INSERT', 'NEW'],
  ['UPDATE', 'NEW'],
  ['DELETE', 'OLD'],
] as const;

/** Why a case ends and what that brings with it; people who get no new suggestions for a time; and a second start where the first has ended. */
export class ReasonsAndPauses1700000000024 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      -- What the leads of a City have changed of the standard list of reasons, or added to it.
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
        changed_at timestamptz NOT NULL DEFAULT now(),
        CONSTRAINT pk_reasons PRIMARY KEY (organisation_id, reason_code),
        CONSTRAINT fk_reasons_organisation FOREIGN KEY (organisation_id) REFERENCES identity.organisations (organisation_id),
        CONSTRAINT ck_reasons_code CHECK (reason_code ~ '^[a-z][a-z-]{1,59}$'),
        CONSTRAINT ck_reasons_steps CHECK (cardinality(steps) > 0 AND steps <@ '{decline,reject,withdraw,expire,pause}'),
        CONSTRAINT ck_reasons_refusers CHECK (cardinality(refusers) > 0 AND refusers <@ '{candidate,employer,college,nobody}'),
        CONSTRAINT ck_reasons_effect CHECK (effect IN ('none', 'set-aside', 'recheck', 'pause')),
        CONSTRAINT ck_reasons_days CHECK (effect_days > 0)
      );
      ALTER TABLE brokerage.reasons ENABLE ROW LEVEL SECURITY;
      CREATE POLICY reach ON brokerage.reasons FOR SELECT USING (organisation_id IN (SELECT identity.reach('tree')));
      CREATE POLICY add ON brokerage.reasons FOR INSERT WITH CHECK (organisation_id IN (SELECT identity.reach('programmes')));
      CREATE POLICY change ON brokerage.reasons FOR UPDATE USING (organisation_id IN (SELECT identity.reach('programmes')));
      GRANT SELECT, INSERT, UPDATE (steps, refusers, words, kind_words, effect, effect_days, matters, is_offered, version_number, note, changed_by, changed_at) ON brokerage.reasons TO pathways_app;

      -- Whose no it was, and what it brought with it by the list of that day.
      ALTER TABLE brokerage.referral_events ADD COLUMN refused_by text, ADD COLUMN effect text, ADD COLUMN effect_until_on date,
        ADD CONSTRAINT ck_referral_events_refused CHECK (refused_by IN ('candidate', 'employer', 'college', 'nobody')),
        ADD CONSTRAINT ck_referral_events_effect CHECK (effect IN ('set-aside', 'recheck', 'pause'));
      UPDATE brokerage.referral_events AS event
         SET refused_by = CASE WHEN event.event = 'decline' THEN 'candidate' WHEN event.event <> 'reject' THEN 'nobody' WHEN opportunity.kind = 'course' THEN 'college' ELSE 'employer' END
        FROM brokerage.referrals JOIN opportunities.intakes USING (intake_id) JOIN opportunities.opportunities AS opportunity USING (opportunity_id)
       WHERE referrals.referral_id = event.referral_id AND event.event IN ('decline', 'reject', 'withdraw', 'expire');

      -- Whoever has left what they started may be referred to the same intake again.
      DROP INDEX brokerage.uq_referrals_live;
      CREATE UNIQUE INDEX uq_referrals_live ON brokerage.referrals (candidate_id, intake_id)
        WHERE status NOT IN ('not-taken-forward', 'withdrawn', 'declined', 'expired') AND left_on IS NULL;

      ALTER TABLE opportunities.programmes ADD COLUMN is_releasing_others boolean NOT NULL DEFAULT true;

      -- Apart from what a partner's file says of the person, so that the next file does not undo it. A pause ends by
      -- somebody or on its day; the next one is a row of its own.
      CREATE TABLE candidates.pauses (
        pause_id uuid NOT NULL DEFAULT uuidv7(),
        candidate_id uuid NOT NULL,
        reason_code text NOT NULL,
        from_on date NOT NULL,
        resumes_on date,
        paused_by text NOT NULL,
        paused_at timestamptz NOT NULL DEFAULT now(),
        ended_on date,
        ended_by text,
        CONSTRAINT pk_pauses PRIMARY KEY (pause_id),
        CONSTRAINT fk_pauses_candidate FOREIGN KEY (candidate_id) REFERENCES candidates.candidates (candidate_id) ON DELETE CASCADE,
        CONSTRAINT ck_pauses_span CHECK (resumes_on > from_on AND ended_on >= from_on),
        CONSTRAINT ck_pauses_ended CHECK ((ended_on IS NULL) = (ended_by IS NULL))
      );
      CREATE INDEX ix_pauses_candidate ON candidates.pauses (candidate_id);
      CREATE UNIQUE INDEX uq_pauses_open ON candidates.pauses (candidate_id) WHERE ended_on IS NULL;
      ALTER TABLE candidates.pauses ENABLE ROW LEVEL SECURITY;
      CREATE POLICY reach ON candidates.pauses FOR SELECT USING (${LOOKED_AFTER});
      CREATE POLICY add ON candidates.pauses FOR INSERT WITH CHECK (${LOOKED_AFTER});
      CREATE POLICY change ON candidates.pauses FOR UPDATE USING (${LOOKED_AFTER});
      GRANT SELECT, INSERT, UPDATE (ended_on, ended_by) ON candidates.pauses TO pathways_app;
      GRANT SELECT (candidate_id, resumes_on, ended_on) ON candidates.pauses TO pathways_matcher;
      ${EVENTS.map(([event, rows]) => `CREATE TRIGGER note_${event.toLowerCase()} AFTER ${event} ON candidates.pauses REFERENCING ${rows} TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION matching.note_changes('candidate', 'candidate_id');`).join('\n      ')}
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP TABLE candidates.pauses;
      ALTER TABLE opportunities.programmes DROP COLUMN is_releasing_others;
      -- Refused while somebody has started twice at one intake: the older rule cannot hold such people.
      DROP INDEX brokerage.uq_referrals_live;
      CREATE UNIQUE INDEX uq_referrals_live ON brokerage.referrals (candidate_id, intake_id)
        WHERE status NOT IN ('not-taken-forward', 'withdrawn', 'declined', 'expired');
      ALTER TABLE brokerage.referral_events DROP COLUMN refused_by, DROP COLUMN effect, DROP COLUMN effect_until_on;
      DROP TABLE brokerage.reasons;
    `);
  }
}
