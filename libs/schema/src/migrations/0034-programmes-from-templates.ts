import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What programmes ask beside whom they are for, what people show to be let in, and kinds of programme to begin from. */
export class ProgrammesFromTemplates1700000000034 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE opportunities.programmes
        ADD COLUMN evidence jsonb NOT NULL DEFAULT '{"everybody": [], "olderWith": null}',
        ADD COLUMN terms jsonb NOT NULL DEFAULT '${JSON.stringify(NO_TERMS)}',
        ADD COLUMN template_code text,
        ADD CONSTRAINT ck_programmes_evidence CHECK (jsonb_typeof(evidence) = 'object'),
        ADD CONSTRAINT ck_programmes_terms CHECK (jsonb_typeof(terms) = 'object');

      -- Of everybody, as published or known: a programme is begun from one, and then its own.
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
      ALTER TABLE opportunities.programmes ADD CONSTRAINT fk_programmes_template FOREIGN KEY (template_code) REFERENCES opportunities.programme_templates (template_code);
      -- The same for everybody who sees a market.
      ALTER TABLE opportunities.programme_templates ENABLE ROW LEVEL SECURITY;
      CREATE POLICY reach ON opportunities.programme_templates FOR SELECT USING (EXISTS (SELECT identity.reach('market')));
      GRANT SELECT ON opportunities.programme_templates TO pathways_app;

      -- What somebody has shown, as it stands; how it came to be is in the events. A partner's file does not bring it.
      ALTER TABLE candidates.candidates
        ADD COLUMN evidence_codes text[] NOT NULL DEFAULT '{}',
        ADD CONSTRAINT ck_candidates_evidence CHECK (evidence_codes <@ ARRAY['universal-credit', 'work-coach-referral', 'care-leaver', 'education-health-care-plan', 'prison-leaver']);
      GRANT SELECT (evidence_codes) ON candidates.candidates TO pathways_matcher;
      CREATE TABLE candidates.evidence_events (
        evidence_event_id uuid NOT NULL DEFAULT uuidv7(),
        candidate_id uuid NOT NULL,
        evidence_code text NOT NULL,
        -- Shown, or no longer so.
        is_shown boolean NOT NULL,
        seen_on date NOT NULL,
        actor_id text NOT NULL,
        recorded_at timestamptz NOT NULL DEFAULT now(),
        CONSTRAINT pk_evidence_events PRIMARY KEY (evidence_event_id),
        CONSTRAINT fk_evidence_events_candidate FOREIGN KEY (candidate_id) REFERENCES candidates.candidates (candidate_id) ON DELETE CASCADE
      );
      CREATE INDEX ix_evidence_events_candidate ON candidates.evidence_events (candidate_id);
      ALTER TABLE candidates.evidence_events ENABLE ROW LEVEL SECURITY;
      CREATE POLICY reach ON candidates.evidence_events USING (candidate_id = identity.own_candidate() OR candidates.is_ours(candidate_id));
      GRANT SELECT, INSERT ON candidates.evidence_events TO pathways_app; -- insert-only
    `);
    for (const { code, name, about, facts, terms, needsJustification, source, isVerified } of TEMPLATES) {
      await runner.query(
        `INSERT INTO opportunities.programme_templates (template_code, name, about, facts, terms, has_age_rule, source, is_verified) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
        [code, name, about, JSON.stringify({ ...ANYBODY, ...facts }), JSON.stringify({ ...NO_TERMS, ...terms }), needsJustification ?? false, source, isVerified ?? false],
      );
    }
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP TABLE candidates.evidence_events;
      REVOKE SELECT (evidence_codes) ON candidates.candidates FROM pathways_matcher;
      ALTER TABLE candidates.candidates DROP COLUMN evidence_codes;
      ALTER TABLE opportunities.programmes DROP COLUMN evidence, DROP COLUMN terms, DROP COLUMN template_code;
      DROP TABLE opportunities.programme_templates;
    `);
  }
}

const NO_TERMS = {
  applicationsFromOn: null, applicationsUntilOn: null, startsFromOn: null, startsUntilOn: null,
  minimumWeeklyHours: null, minimumWeeks: null, maximumWeeks: null, guaranteesInterview: false, fundingPence: null, fundingNote: null,
};

const ANYBODY = { minimumAge: null, maximumAge: null, targetGroups: [], mostDeprivedDeciles: null, evidence: { everybody: [], olderWith: null } };

interface Template {
  readonly code: string;
  readonly name: string;
  readonly about: string;
  readonly facts?: object;
  readonly terms?: object;
  readonly needsJustification?: true;
  readonly source: string;
  readonly isVerified?: true;
}

const OURS = 'The workforce lines of this service: set what your programme asks.';

/** Figures that nobody has compared with their source are marked as such, and unknown ones are left empty. */
const TEMPLATES: readonly Template[] = [
  { code: 'vaccination-to-vocation', name: 'From vaccination to vocation', about: 'Ways on into health and care for people who were recruited to vaccinate.', facts: { targetGroups: ['vaccination-workforce'] }, source: OURS },
  { code: 'earn-and-learn-16-24', name: 'Earn and learn, 16 to 24', about: 'First paid posts with training for young people.', facts: { minimumAge: 16, maximumAge: 24 }, needsJustification: true, source: OURS },
  { code: 'earn-and-learn-45-plus', name: 'Earn and learn, 45 and over', about: 'A second career with training for people over 45.', facts: { minimumAge: 45 }, needsJustification: true, source: OURS },
  { code: 'reskilling-communities', name: 'Reskilling communities', about: 'People from outside the NHS who live in the more deprived areas, recruited into primary and community care.', facts: { targetGroups: ['outside-nhs'], mostDeprivedDeciles: 2 }, source: OURS },
  {
    code: 'swap', name: 'Sector-based work academy', about: 'Up to six weeks of training and work experience for people out of work, with an interview promised at the end.',
    facts: { evidence: { everybody: ['work-coach-referral'], olderWith: null } }, terms: { maximumWeeks: 6, guaranteesInterview: true },
    source: 'Sector-based work academy programme, from general knowledge: compare with the guidance in force.',
  },
  {
    code: 'kickstart', name: 'Kickstart (ended)', about: 'Six-month jobs for young people on Universal Credit. It takes nobody any more: for cases of that time.',
    facts: { minimumAge: 16, maximumAge: 24, evidence: { everybody: ['universal-credit', 'work-coach-referral'], olderWith: null } },
    terms: { applicationsFromOn: '2020-09-02', applicationsUntilOn: '2021-12-17', startsUntilOn: '2022-03-31', minimumWeeklyHours: 25, minimumWeeks: 26, fundingPence: 150_000, fundingNote: '£1,500 a job, and the minimum wage for 25 hours a week with employer contributions, for six months.' },
    needsJustification: true, source: 'Kickstart Scheme guidance, gov.uk. The first day is from general knowledge.', isVerified: true,
  },
  {
    code: 'foundation-apprenticeship', name: 'Foundation apprenticeships', about: 'A first apprenticeship for people aged 16 to 21, and up to 24 for some.',
    facts: { minimumAge: 16, maximumAge: 21, evidence: { everybody: [], olderWith: { maximumAge: 24, anyOf: ['care-leaver', 'education-health-care-plan', 'prison-leaver'] } } },
    terms: { startsFromOn: '2025-08-01', minimumWeeks: 35, fundingPence: 200_000, fundingNote: 'Up to £2,000 to the employer, paid in three parts.' },
    needsJustification: true, source: 'Apprenticeship funding rules from August 2025, partly from general knowledge: eight months are put as 35 weeks.',
  },
];
