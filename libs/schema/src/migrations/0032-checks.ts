import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The checks before a start, step by step, and the dated rules by which they are asked. */
export class Checks1700000000032 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      -- Of a City, or of everybody where organisation_id is null; of those in force on a day the newest of the City counts, else of everybody.
      CREATE TABLE brokerage.check_rule_versions (
        check_rule_version_id uuid NOT NULL DEFAULT uuidv7(),
        organisation_id uuid,
        version_number integer NOT NULL,
        from_on date NOT NULL,
        rules jsonb NOT NULL,
        source text NOT NULL,
        is_verified boolean NOT NULL,
        recorded_by text NOT NULL,
        recorded_at timestamptz NOT NULL DEFAULT now(),
        CONSTRAINT pk_check_rule_versions PRIMARY KEY (check_rule_version_id),
        CONSTRAINT fk_check_rule_versions_organisation FOREIGN KEY (organisation_id) REFERENCES identity.organisations (organisation_id),
        CONSTRAINT uq_check_rule_versions_number UNIQUE NULLS NOT DISTINCT (organisation_id, version_number),
        CONSTRAINT ck_check_rule_versions_number CHECK (version_number > 0),
        CONSTRAINT ck_check_rule_versions_rules CHECK (jsonb_typeof(rules) = 'object')
      );
      ALTER TABLE brokerage.check_rule_versions ENABLE ROW LEVEL SECURITY;
      CREATE POLICY reach ON brokerage.check_rule_versions FOR SELECT USING (
        organisation_id IN (SELECT identity.reach('market')) OR (organisation_id IS NULL AND EXISTS (SELECT identity.reach('market'))));
      CREATE POLICY add ON brokerage.check_rule_versions FOR INSERT WITH CHECK (organisation_id IN (SELECT identity.reach('programmes')));
      GRANT SELECT, INSERT ON brokerage.check_rule_versions TO pathways_app; -- insert-only

      CREATE TABLE brokerage.check_events (
        check_event_id uuid NOT NULL DEFAULT uuidv7(),
        referral_id uuid NOT NULL,
        check_code text NOT NULL,
        step text NOT NULL,
        happened_on date NOT NULL,
        method_code text,
        -- Which kinds of document were seen: never a number on one, nor a share code.
        document_codes text[] NOT NULL DEFAULT '{}',
        reason_code text,
        actor_id text NOT NULL,
        recorded_at timestamptz NOT NULL DEFAULT now(),
        CONSTRAINT pk_check_events PRIMARY KEY (check_event_id),
        CONSTRAINT fk_check_events_referral FOREIGN KEY (referral_id) REFERENCES brokerage.referrals (referral_id),
        CONSTRAINT ck_check_events_check CHECK (check_code IN ('identity', 'right-to-work', 'registration', 'references', 'criminal-record', 'work-health')),
        CONSTRAINT ck_check_events_step CHECK (step IN ('ask', 'provide', 'pass', 'raise-concern', 'not-needed'))
      );
      CREATE INDEX ix_check_events_referral ON brokerage.check_events (referral_id, check_event_id);
      ALTER TABLE brokerage.check_events ENABLE ROW LEVEL SECURITY;
      CREATE POLICY reach ON brokerage.check_events USING (EXISTS (SELECT FROM brokerage.referrals AS referral WHERE referral.referral_id = check_events.referral_id));
      GRANT SELECT, INSERT ON brokerage.check_events TO pathways_app; -- insert-only
    `);
    await runner.query(
      `INSERT INTO brokerage.check_rule_versions (version_number, from_on, rules, source, is_verified, recorded_by) VALUES (1, '2000-01-01', $1, $2, false, 'job:migrate')`,
      [JSON.stringify(FIRST_RULES), 'NHS employment check standards, from general knowledge: compare with the standards in force and save a version of your own.'],
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP TABLE brokerage.check_events;
      DROP TABLE brokerage.check_rule_versions;
    `);
  }
}

const FIRST_RULES = {
  checks: [
    {
      check: 'identity',
      askedFrom: 'offered',
      because: 'Identity documents are looked at once an offer has been made.',
      toThePerson: 'Show who you are and where you live. If you have no passport or driving licence, other documents do as well: ask which.',
      methods: [{ code: 'documents', words: 'documents seen in person or on a video call' }, { code: 'digital-identity', words: 'a certified digital identity service' }],
      resultFrom: 'the employer',
      targetDays: { person: 5, result: 2 },
    },
    {
      check: 'right-to-work',
      askedFrom: 'offered',
      because: 'The right to work is checked after an offer, of everybody in the same way.',
      toThePerson: 'Show a British or Irish passport, or send a share code of nine characters from the government’s web page. It costs nothing.',
      methods: [{ code: 'share-code', words: 'a share code, looked up online' }, { code: 'passport', words: 'a British or Irish passport' }, { code: 'digital-identity', words: 'a certified digital identity service' }, { code: 'documents', words: 'other documents of the official list' }],
      resultFrom: 'the employer',
      targetDays: { person: 5, result: 2 },
    },
    {
      check: 'registration',
      askedFrom: 'referred',
      because: 'Registration and qualifications may be asked for once the person is referred.',
      toThePerson: 'Give the name of the register, or show the certificate of the qualification.',
      methods: [{ code: 'register', words: 'the public register of the regulator' }, { code: 'certificate', words: 'the certificate of the qualification' }],
      resultFrom: 'the regulator or awarding body',
      targetDays: { person: 5, result: 5 },
    },
    {
      check: 'references',
      askedFrom: 'offered',
      because: 'References are asked for once an offer has been made.',
      toThePerson: 'Name who can confirm your last three years: employers, a college, or somebody of standing who knows you.',
      methods: [{ code: 'factual', words: 'facts only: post and dates, from the personnel department' }, { code: 'education', words: 'a school, college or training provider' }, { code: 'character', words: 'somebody of standing, where there was no work or study' }],
      resultFrom: 'the referees',
      targetDays: { person: 3, result: 10 },
    },
    {
      check: 'criminal-record',
      askedFrom: 'offered',
      because: 'Convictions are asked about after an offer only, and only those that the level of the DBS check covers.',
      toThePerson: 'A DBS check is part of the post. Many people with a record work in the NHS: old and minor matters need not be told, and the rest is talked about with you.',
      methods: [{ code: 'new-certificate', words: 'a new DBS certificate' }, { code: 'update-service', words: 'the DBS update service' }],
      resultFrom: 'the Disclosure and Barring Service',
      targetDays: { person: 5, result: 14 },
    },
    {
      check: 'work-health',
      askedFrom: 'offered',
      because: 'Health is asked about after an offer only (Equality Act 2010, section 60).',
      toThePerson: 'Occupational health asks what you need to do the work well. They tell the employer what to provide, not what you told them.',
      methods: [{ code: 'questionnaire', words: 'a questionnaire to occupational health' }, { code: 'appointment', words: 'an appointment with occupational health' }],
      resultFrom: 'occupational health',
      targetDays: { person: 3, result: 7 },
    },
  ],
  identity: {
    documents: [
      { code: 'passport', words: 'a passport', shows: ['photograph'] },
      { code: 'photocard-driving-licence', words: 'a driving licence with a photograph', shows: ['photograph', 'address'] },
      { code: 'national-identity-card', words: 'a national identity card', shows: ['photograph'] },
      { code: 'proof-of-age-card', words: 'a proof-of-age card with the PASS hologram', shows: ['photograph'] },
      { code: 'armed-forces-card', words: 'an armed forces identity card', shows: ['photograph'] },
      { code: 'birth-certificate', words: 'a birth or adoption certificate', shows: ['no-photograph'] },
      { code: 'marriage-certificate', words: 'a marriage or civil partnership certificate', shows: ['no-photograph'] },
      { code: 'letter-of-college', words: 'a letter of a school or college on the person', shows: ['no-photograph', 'address'] },
      { code: 'letter-of-council', words: 'a letter of a council or care-leaving service on the person', shows: ['no-photograph', 'address'] },
      { code: 'letter-of-release', words: 'a letter of a prison or the probation service on the person', shows: ['no-photograph', 'address'] },
      { code: 'benefits-letter', words: 'a letter on benefits or tax', shows: ['no-photograph', 'address'] },
      { code: 'bank-statement', words: 'a bank statement of the last three months', shows: ['address'] },
      { code: 'utility-bill', words: 'a household bill of the last three months', shows: ['address'] },
      { code: 'council-tax-bill', words: 'a council tax bill of this year', shows: ['address'] },
      { code: 'tenancy-agreement', words: 'a tenancy agreement', shows: ['address'] },
      { code: 'signed-photograph', words: 'a photograph signed by somebody of standing', shows: ['signed-photograph'] },
    ],
    options: [
      { words: 'one document with a photograph and two that show the address', needs: { photograph: 1, 'signed-photograph': 0, 'no-photograph': 0, address: 2 } },
      { words: 'two documents with a photograph and one that shows the address', needs: { photograph: 2, 'signed-photograph': 0, 'no-photograph': 0, address: 1 } },
      { words: 'a signed photograph, two documents without one and two that show the address', needs: { photograph: 0, 'signed-photograph': 1, 'no-photograph': 2, address: 2 } },
    ],
  },
};
