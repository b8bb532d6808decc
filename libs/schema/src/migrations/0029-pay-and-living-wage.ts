import type { MigrationInterface, QueryRunner } from 'typeorm';

interface Seed {
  readonly kind: string;
  readonly code: string;
  readonly fromOn: string;
  /** Null: not known from that day on. */
  readonly values: unknown;
  readonly source: string;
  readonly isVerified?: false;
}

const SCALES = 'NHS Employers, Agenda for Change pay scales, England';
const HANDBOOK = 'NHS terms and conditions of service handbook, annex 9';
const WAGES = 'gov.uk, National Minimum Wage and National Living Wage rates';
const LIVING = 'Living Wage Foundation, rates of the year';

/** Pounds a year: entry, middle, top. */
type Points = readonly [entry: number, middle: number | null, top: number | null];

const BANDS: Readonly<Record<string, Readonly<Record<string, Points>>>> = {
  '2021-04-01': {
    2: [18_546, null, 19_918], 3: [20_330, null, 21_777], 4: [22_549, null, 24_882], 5: [25_655, 27_780, 31_534], 6: [32_306, 34_172, 39_027], 7: [40_057, 42_121, 45_839], '8a': [47_126, null, null],
  },
  '2025-04-01': {
    2: [24_465, null, null], 3: [24_937, null, 26_598], 4: [27_485, null, 30_162], 5: [31_049, 33_487, 37_796], 6: [38_682, 40_823, 46_580], 7: [47_810, 50_273, 54_710], '8a': [55_690, 58_487, 62_682],
  },
  '2026-04-01': {
    2: [25_272, null, null], 3: [25_760, null, 27_476], 4: [28_392, null, 31_157], 5: [32_073, 34_592, 39_043], 6: [39_959, 42_170, 48_117], 7: [49_387, 51_932, 56_515], '8a': [57_528, 60_417, 64_750],
  },
};

/** Years of pay awards whose scales are to be added: not known, and never those of the year before. */
const YEARS_NOT_KNOWN = ['2022-04-01', '2023-04-01', '2024-04-01'];

const SUPPLEMENTS: readonly (readonly [zone: string, from: string, basisPoints: number, least: number, most: number])[] = [
  ['inner', '2025-04-01', 2000, 5_609, 8_466], ['outer', '2025-04-01', 1500, 4_714, 5_941], ['fringe', '2025-04-01', 500, 1_303, 2_198],
  ['inner', '2026-04-01', 2000, 5_794, 8_746], ['outer', '2026-04-01', 1500, 4_870, 6_137], ['fringe', '2026-04-01', 500, 1_346, 2_270],
];

/** Zones follow the primary care trusts of 2005. The inner ones: City and Hackney, Camden, Hammersmith and Fulham, Islington, Kensington and Chelsea, Lambeth, Lewisham, Southwark, Tower Hamlets, Wandsworth, Westminster. */
const INNER = [1, 7, 12, 13, 19, 20, 22, 23, 28, 30, 32, 33];
/** Greenwich, Haringey, Newham. */
const OUTER = [11, 14, 25];
const BOROUGHS = Array.from({ length: 33 }, (_, index) => index + 1);

/** Pence an hour: by the age from which it is paid, and of apprentices. */
const MINIMUM_WAGES: readonly (readonly [from: string, ages: readonly (readonly [fromAge: number, pence: number])[], apprentice: number])[] = [
  ['2019-04-01', [[25, 821], [21, 770], [18, 615], [0, 435]], 390],
  ['2020-04-01', [[25, 872], [21, 820], [18, 645], [0, 455]], 415],
  ['2021-04-01', [[23, 891], [21, 836], [18, 656], [0, 462]], 430],
  ['2022-04-01', [[23, 950], [21, 918], [18, 683], [0, 481]], 481],
  ['2023-04-01', [[23, 1042], [21, 1018], [18, 749], [0, 528]], 528],
  ['2024-04-01', [[21, 1144], [18, 860], [0, 640]], 640],
  ['2025-04-01', [[21, 1221], [18, 1000], [0, 755]], 755],
  ['2026-04-01', [[21, 1271], [18, 1085], [0, 800]], 800],
];

/** Pence an hour, in force from the day by which accredited employers must pay it. */
const LIVING_WAGES: readonly (readonly [from: string, uk: number, london: number, announcedOn: string | null, isVerified: boolean])[] = [
  ['2020-05-01', 930, 1075, null, false],
  ['2021-05-01', 950, 1085, null, false],
  ['2022-05-01', 990, 1105, null, true],
  ['2023-05-01', 1090, 1195, null, true],
  ['2024-05-01', 1200, 1315, null, true],
  ['2025-05-01', 1260, 1385, null, true],
  ['2026-05-01', 1345, 1480, '2025-10-22', true],
];

const SKILLS = 'Adult skills fund, funding rules of the year';
const APPRENTICESHIPS = 'Apprenticeship funding rules of the year';

const FUNDING: readonly Seed[] = [
  { kind: 'adult-skills', code: 'england', fromOn: '2024-08-01', values: { entitlementToAge: 23, earningsLimitPence: 2_500_000 }, source: SKILLS, isVerified: false },
  { kind: 'adult-skills', code: 'england', fromOn: '2025-08-01', values: { entitlementToAge: 23, earningsLimitPence: 2_575_000 }, source: SKILLS },
  { kind: 'adult-skills', code: 'england', fromOn: '2026-08-01', values: { entitlementToAge: 23, earningsLimitPence: 2_680_000 }, source: `${SKILLS}; the ages are those of 2025/26`, isVerified: false },
  { kind: 'adult-skills', code: 'london', fromOn: '2019-08-01', values: null, source: 'Greater London Authority: to be added', isVerified: false },
  { kind: 'apprenticeship-rules', code: 'england', fromOn: '2022-08-01', values: { leastMonths: 12, leastTrainingHours: null, weeklyTrainingHours: 6, coInvestmentBasisPoints: 500, coInvestmentFreeToAge: null, englishMathsToAge: 120, foundationToAge: null }, source: APPRENTICESHIPS },
  { kind: 'apprenticeship-rules', code: 'england', fromOn: '2025-04-01', values: { leastMonths: 12, leastTrainingHours: null, weeklyTrainingHours: 6, coInvestmentBasisPoints: 500, coInvestmentFreeToAge: 21, englishMathsToAge: 120, foundationToAge: null }, source: APPRENTICESHIPS },
  { kind: 'apprenticeship-rules', code: 'england', fromOn: '2025-08-01', values: { leastMonths: 8, leastTrainingHours: 187, weeklyTrainingHours: null, coInvestmentBasisPoints: 500, coInvestmentFreeToAge: 21, englishMathsToAge: 18, foundationToAge: 21 }, source: APPRENTICESHIPS },
];

function seeds(): Seed[] {
  const pence = (pounds: number | null): number | null => (pounds === null ? null : pounds * 100);
  const bands = Object.entries(BANDS).flatMap(([fromOn, points]) =>
    Object.entries(points).map(([code, [entry, middle, top]]): Seed => ({ kind: 'band-pay', code, fromOn, values: { entryPence: pence(entry), middlePence: pence(middle), topPence: pence(top) }, source: SCALES })),
  );
  const zoneOf = (borough: number): Seed => {
    const [zone, isVerified] = INNER.includes(borough) ? ['inner', true] : ['outer', OUTER.includes(borough)];
    return { kind: 'supplement-zone', code: `E09${String(borough).padStart(6, '0')}`, fromOn: '2021-04-01', values: { zone }, source: HANDBOOK, ...(!isVerified && { isVerified: false }) };
  };
  return [
    ...bands,
    ...YEARS_NOT_KNOWN.flatMap((fromOn) => Object.keys(BANDS['2021-04-01']!).map((code): Seed => ({ kind: 'band-pay', code, fromOn, values: null, source: `${SCALES}: to be added`, isVerified: false }))),
    ...SUPPLEMENTS.map(([code, fromOn, basisPoints, least, most]): Seed => ({ kind: 'supplement', code, fromOn, values: { basisPoints, leastPence: least * 100, mostPence: most * 100 }, source: HANDBOOK })),
    ...BOROUGHS.map(zoneOf),
    ...MINIMUM_WAGES.map(([fromOn, ages, apprenticePence]): Seed => ({ kind: 'minimum-wage', code: 'uk', fromOn, values: { ages: ages.map(([fromAge, hourlyPence]) => ({ fromAge, hourlyPence })), apprenticePence }, source: WAGES })),
    ...LIVING_WAGES.flatMap(([fromOn, uk, london, announcedOn, isVerified]) =>
      ([['uk', uk], ['london', london]] as const).map(([code, hourlyPence]): Seed => ({ kind: 'living-wage', code, fromOn, values: { hourlyPence, announcedOn }, source: LIVING, ...(!isVerified && { isVerified: false }) })),
    ),
    { kind: 'trainee-share', code: 'annex-21', fromOn: '2021-04-01', values: { basisPoints: [6000, 6500, 7000, 7500] }, source: 'NHS terms and conditions of service handbook, annex 21', isVerified: false },
    ...FUNDING,
  ];
}

const KINDS = [...new Set(seeds().map(({ kind }) => kind))];
const IN_KIND = `kind IN (${KINDS.map((kind) => `'${kind}'`).join(', ')})`;

/** Figures that others publish, on pay and funding, with what a City adds to them; and which employers pay the Living Wage. */
export class PayAndLivingWage1700000000029 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      -- In force from a day until the next of their kind and code. figure_values null: not known from that day on.
      CREATE TABLE opportunities.published_figures (
        kind text NOT NULL,
        code text NOT NULL,
        from_on date NOT NULL,
        figure_values jsonb,
        source text NOT NULL,
        is_verified boolean NOT NULL,
        CONSTRAINT pk_published_figures PRIMARY KEY (kind, code, from_on),
        CONSTRAINT ck_published_figures_kind CHECK (${IN_KIND}),
        CONSTRAINT ck_published_figures_values CHECK (jsonb_typeof(figure_values) = 'object')
      );
      GRANT SELECT ON opportunities.published_figures TO pathways_app;

      -- Added by those who lead a City, for the City: the newest of a kind, code and day counts before what was published.
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
        recorded_at timestamptz NOT NULL DEFAULT now(),
        CONSTRAINT pk_city_figures PRIMARY KEY (city_figure_id),
        CONSTRAINT fk_city_figures_organisation FOREIGN KEY (organisation_id) REFERENCES identity.organisations (organisation_id),
        CONSTRAINT ck_city_figures_kind CHECK (${IN_KIND}),
        CONSTRAINT ck_city_figures_values CHECK (jsonb_typeof(figure_values) = 'object')
      );
      CREATE INDEX ix_city_figures_organisation ON opportunities.city_figures (organisation_id, kind, code, from_on);
      ALTER TABLE opportunities.city_figures ENABLE ROW LEVEL SECURITY;
      CREATE POLICY reach ON opportunities.city_figures FOR SELECT USING (organisation_id = ANY (ARRAY(SELECT identity.reach('market'))));
      -- Of a City and no node below it, since they count for everybody there.
      CREATE POLICY add ON opportunities.city_figures FOR INSERT WITH CHECK (
        organisation_id IN (SELECT identity.reach('programmes'))
        AND EXISTS (SELECT FROM identity.organisations AS city WHERE city.organisation_id = city_figures.organisation_id AND city.level = 'city'));
      GRANT SELECT, INSERT ON opportunities.city_figures TO pathways_app; -- insert-only

      -- Where an employer, or a contractor of it that is known by name only, stands with the Living Wage. The newest row counts.
      CREATE TABLE opportunities.living_wage_accreditations (
        accreditation_id uuid NOT NULL DEFAULT uuidv7(),
        organisation_id uuid NOT NULL,
        contractor_name text,
        status text NOT NULL,
        evidence_kind text NOT NULL,
        from_on date NOT NULL,
        until_on date,
        recorded_by text NOT NULL,
        recorded_at timestamptz NOT NULL DEFAULT now(),
        CONSTRAINT pk_living_wage_accreditations PRIMARY KEY (accreditation_id),
        CONSTRAINT fk_living_wage_accreditations_organisation FOREIGN KEY (organisation_id) REFERENCES identity.organisations (organisation_id),
        CONSTRAINT ck_living_wage_accreditations_status CHECK (status IN ('not-paying', 'paying', 'committed', 'accredited', 'ended')),
        CONSTRAINT ck_living_wage_accreditations_evidence CHECK (evidence_kind IN ('licence', 'register', 'payroll', 'contract', 'letter', 'word-of-mouth')),
        CONSTRAINT ck_living_wage_accreditations_until CHECK (until_on >= from_on)
      );
      CREATE INDEX ix_living_wage_accreditations_organisation ON opportunities.living_wage_accreditations (organisation_id, accreditation_id);
      ALTER TABLE opportunities.living_wage_accreditations ENABLE ROW LEVEL SECURITY;
      CREATE POLICY reach ON opportunities.living_wage_accreditations FOR SELECT USING (organisation_id = ANY (ARRAY(SELECT identity.reach('living_wage'))));
      CREATE POLICY add ON opportunities.living_wage_accreditations FOR INSERT WITH CHECK (
        organisation_id IN (SELECT identity.reach('living_wage'))
        AND EXISTS (SELECT FROM identity.organisations AS employer WHERE employer.organisation_id = living_wage_accreditations.organisation_id AND employer.level = 'organisation'));
      GRANT SELECT, INSERT ON opportunities.living_wage_accreditations TO pathways_app; -- insert-only
    `);
    await runner.query(
      `INSERT INTO opportunities.published_figures (kind, code, from_on, figure_values, source, is_verified)
       SELECT "kind", "code", "fromOn", nullif("values", 'null'), "source", coalesce("isVerified", true)
         FROM jsonb_to_recordset($1::jsonb) AS seed ("kind" text, "code" text, "fromOn" date, "values" jsonb, "source" text, "isVerified" boolean)`,
      [JSON.stringify(seeds())],
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP TABLE opportunities.living_wage_accreditations;
      DROP TABLE opportunities.city_figures;
      DROP TABLE opportunities.published_figures;
    `);
  }
}
