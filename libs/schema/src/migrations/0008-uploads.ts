import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Files that partners send: the bytes, how far they are read, and what is wrong with which row. */
export class Uploads1700000000008 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE SCHEMA exchange;

      CREATE TABLE exchange.uploads (
        upload_id uuid NOT NULL DEFAULT uuidv7(),
        organisation_id uuid NOT NULL,
        content text NOT NULL,
        file_name text NOT NULL,
        file_digest text NOT NULL,
        file_bytes bigint NOT NULL,
        options jsonb NOT NULL DEFAULT '{}',
        headings text[],
        notes text[] NOT NULL DEFAULT '{}',
        rows_done integer NOT NULL DEFAULT 0,
        rows_added integer NOT NULL DEFAULT 0,
        rows_changed integer NOT NULL DEFAULT 0,
        rows_unchanged integer NOT NULL DEFAULT 0,
        rows_rejected integer NOT NULL DEFAULT 0,
        requested_by text NOT NULL,
        status text NOT NULL DEFAULT 'queued',
        claim_token uuid,
        leased_until timestamptz,
        attempts integer NOT NULL DEFAULT 0,
        rung_at timestamptz NOT NULL DEFAULT now(),
        error_code text,
        error_detail text,
        created_at timestamptz NOT NULL DEFAULT now(),
        finished_at timestamptz,
        CONSTRAINT pk_uploads PRIMARY KEY (upload_id),
        CONSTRAINT fk_uploads_organisation FOREIGN KEY (organisation_id) REFERENCES identity.organisations (organisation_id),
        CONSTRAINT ck_uploads_content CHECK (content IN ('candidates', 'courses', 'venues', 'display-adverts', 'nhs-jobs', 'roles', 'hires', 'geography')),
        CONSTRAINT ck_uploads_status CHECK (status IN ('queued', 'working', 'done', 'failed', 'cancelled'))
      );
      CREATE INDEX ix_uploads_created ON exchange.uploads (created_at);
      CREATE INDEX ix_uploads_open ON exchange.uploads (organisation_id, content, upload_id) WHERE status IN ('queued', 'working');

      CREATE TABLE exchange.upload_chunks (
        upload_id uuid NOT NULL,
        chunk_number integer NOT NULL,
        body bytea NOT NULL,
        CONSTRAINT pk_upload_chunks PRIMARY KEY (upload_id, chunk_number),
        CONSTRAINT fk_upload_chunks_upload FOREIGN KEY (upload_id) REFERENCES exchange.uploads (upload_id) ON DELETE CASCADE
      );

      -- Rows that need somebody: rejected, or kept with a warning. errors: [{column, code, reason, fix}].
      CREATE TABLE exchange.upload_rows (
        upload_id uuid NOT NULL,
        row_number integer NOT NULL,
        is_rejected boolean NOT NULL,
        errors jsonb NOT NULL,
        CONSTRAINT pk_upload_rows PRIMARY KEY (upload_id, row_number),
        CONSTRAINT fk_upload_rows_upload FOREIGN KEY (upload_id) REFERENCES exchange.uploads (upload_id) ON DELETE CASCADE
      );
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP SCHEMA exchange CASCADE;`);
  }
}
