import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The postcode directory, the Indices of Deprivation, how areas changed, and where all of it came from. */
export class Geography1700000000002 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE SCHEMA geography;

      -- One row a file of a load; files of one kind that were given together share load_fingerprint.
      -- 'read' is staged and not yet in use, 'loaded' is in use, 'replaced' was in use before.
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
        row_errors jsonb NOT NULL DEFAULT '[]',
        started_at timestamptz NOT NULL,
        finished_at timestamptz,
        error_code text,
        CONSTRAINT pk_imports PRIMARY KEY (import_id),
        CONSTRAINT ck_imports_kind CHECK (kind IN ('postcodes', 'deprivation-2019', 'deprivation-2025', 'lsoa-changes', 'lsoa-boards')),
        CONSTRAINT ck_imports_status CHECK (status IN ('reading', 'read', 'loaded', 'replaced', 'failed')),
        CONSTRAINT ck_imports_finished CHECK ((finished_at IS NULL) = (status IN ('reading', 'read'))),
        CONSTRAINT ck_imports_error CHECK ((error_code IS NOT NULL) = (status = 'failed'))
      );
      CREATE INDEX ix_imports_kind ON geography.imports (kind, status);

      -- An import writes the next directory beside this table and puts it in its place.
      -- is_live is null where the files do not say whether a postcode has ended. An area that no file gave
      -- (is_..._given false) was worked out from lsoa_changes or lsoa_boards and follows them.
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

      -- Ranks of two editions are never compared: the edition is part of the key.
      CREATE TABLE geography.deprivation (
        edition smallint NOT NULL,
        lsoa_code text COLLATE "C" NOT NULL,
        rank integer NOT NULL,
        decile smallint NOT NULL,
        score double precision,
        CONSTRAINT pk_deprivation PRIMARY KEY (edition, lsoa_code),
        CONSTRAINT ck_deprivation_edition CHECK (edition IN (2019, 2025)),
        CONSTRAINT ck_deprivation_rank CHECK (rank >= 1),
        CONSTRAINT ck_deprivation_decile CHECK (decile BETWEEN 1 AND 10)
      );

      -- U unchanged, S split, M merged, X irregular.
      CREATE TABLE geography.lsoa_changes (
        lsoa11_code text COLLATE "C" NOT NULL,
        lsoa21_code text COLLATE "C" NOT NULL,
        change_code text NOT NULL,
        CONSTRAINT pk_lsoa_changes PRIMARY KEY (lsoa11_code, lsoa21_code),
        CONSTRAINT ck_lsoa_changes_code CHECK (change_code IN ('U', 'S', 'M', 'X'))
      );

      CREATE TABLE geography.lsoa_boards (
        lsoa21_code text COLLATE "C" NOT NULL,
        lad_code text COLLATE "C" NOT NULL,
        sub_icb_code text COLLATE "C" NOT NULL,
        icb_code text COLLATE "C" NOT NULL,
        CONSTRAINT pk_lsoa_boards PRIMARY KEY (lsoa21_code)
      );
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP SCHEMA geography CASCADE');
  }
}
