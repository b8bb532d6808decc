import type { MigrationInterface, QueryRunner } from 'typeorm';

const TABLES = ['travel_time_tables', 'travel_time_modes', 'travel_times'] as const;

/** Tables of travel times between small areas, in versions that are never changed, and which of them a snapshot saw. */
export class TravelTimes1700000000016 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      -- One version for each file that was taken. A file of one mode leaves the other modes as they were.
      CREATE TABLE geography.travel_time_tables (
        version integer GENERATED ALWAYS AS IDENTITY,
        file_name text NOT NULL,
        digest text NOT NULL,
        rows_read integer NOT NULL,
        rows_loaded integer NOT NULL,
        rows_without_way integer NOT NULL,
        rows_skipped integer NOT NULL,
        row_errors jsonb NOT NULL,
        imported_at timestamptz NOT NULL,
        replaced_at timestamptz,
        is_in_use boolean NOT NULL GENERATED ALWAYS AS (replaced_at IS NULL) STORED,
        CONSTRAINT pk_travel_time_tables PRIMARY KEY (version)
      );
      CREATE UNIQUE INDEX uq_travel_time_tables_in_use ON geography.travel_time_tables (is_in_use) WHERE is_in_use;
      CREATE INDEX ix_travel_time_tables_digest ON geography.travel_time_tables (digest);

      -- The rows of a mode in a version are those that came with rows_version: its own, or an earlier one.
      CREATE TABLE geography.travel_time_modes (
        version integer NOT NULL,
        mode text NOT NULL,
        rows_version integer NOT NULL,
        CONSTRAINT pk_travel_time_modes PRIMARY KEY (version, mode),
        CONSTRAINT fk_travel_time_modes_version FOREIGN KEY (version) REFERENCES geography.travel_time_tables (version),
        CONSTRAINT fk_travel_time_modes_rows FOREIGN KEY (rows_version) REFERENCES geography.travel_time_tables (version),
        CONSTRAINT ck_travel_time_modes_mode CHECK (mode IN ('walk', 'cycle', 'public', 'car')),
        CONSTRAINT ck_travel_time_modes_rows CHECK (rows_version <= version)
      );
      CREATE INDEX ix_travel_time_modes_rows ON geography.travel_time_modes (rows_version);

      -- Packed, one row a mode and zone of departure: 25 million pairs are 5,000 rows a mode. to_zones ascend; null
      -- minutes: the source knows of no way.
      CREATE TABLE geography.travel_times (
        version integer NOT NULL,
        mode text NOT NULL,
        from_zone text COLLATE "C" NOT NULL,
        to_zones text[] COLLATE "C" NOT NULL,
        minutes smallint[] NOT NULL,
        CONSTRAINT pk_travel_times PRIMARY KEY (version, mode, from_zone),
        CONSTRAINT fk_travel_times_version FOREIGN KEY (version) REFERENCES geography.travel_time_tables (version),
        CONSTRAINT ck_travel_times_mode CHECK (mode IN ('walk', 'cycle', 'public', 'car')),
        CONSTRAINT ck_travel_times_pairs CHECK (cardinality(to_zones) = cardinality(minutes))
      );

      -- A version stays as long as a snapshot names it: a run of last year can be explained.
      ALTER TABLE matching.snapshots ADD COLUMN travel_times_version integer,
        ADD CONSTRAINT fk_snapshots_travel_times FOREIGN KEY (travel_times_version) REFERENCES geography.travel_time_tables (version);

      ${TABLES.map((table) => `ALTER TABLE geography.${table} OWNER TO pathways_geography;`).join('\n      ')}
      GRANT SELECT ON ${TABLES.map((table) => `geography.${table}`).join(', ')} TO pathways_app, pathways_matcher;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE matching.snapshots DROP COLUMN travel_times_version;
      DROP TABLE geography.travel_times, geography.travel_time_modes, geography.travel_time_tables;
    `);
  }
}
