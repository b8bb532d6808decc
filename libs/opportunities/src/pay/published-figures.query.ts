import { figureTables, type FigureKind, type FigureTables, type PublishedFigure } from '#lib/kernel';
import { Database, type Actor } from '#lib/platform';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';

/** A published figure with where it comes from. */
export interface RecordedFigure extends PublishedFigure {
  readonly source: string;
  /** Null: as it came, for every City. */
  readonly organisationCode: string | null;
  readonly recordedBy: string | null;
  readonly recordedAt: string | null;
  /** Whether another of the same kind, code and day was recorded since, and counts in its place. */
  readonly isReplaced: boolean;
}

/** All that the actor's City has recorded, then what is there for everybody: the first of a kind, code and day counts. */
const FIGURES = `
  SELECT kind, code, from_on, figure_values, source, is_verified, organisation_id, recorded_by, recorded_at, city_figure_id FROM opportunities.city_figures
  UNION ALL SELECT kind, code, from_on, figure_values, source, is_verified, NULL, NULL, NULL, NULL FROM opportunities.published_figures`;

const NEWEST_FIRST = `figure.recorded_at DESC NULLS LAST, figure.city_figure_id DESC NULLS LAST`;

/** Those that count, of one kind ($1) or of all. */
const COUNTING = `
  SELECT DISTINCT ON (kind, code, from_on) kind, code, from_on::text AS "fromOn", figure_values AS values, is_verified AS "isVerified"
    FROM (${FIGURES}) AS figure WHERE $1::text IS NULL OR kind = $1 ORDER BY kind, code, from_on, ${NEWEST_FIRST}`;

/** Reads of published figures. */
@Injectable()
export class PublishedFiguresQuery {
  constructor(private readonly database: Database) {}

  /** Those that count in the actor's City. */
  async tables(actor: Actor): Promise<FigureTables> {
    return figureTables(await this.database.read<PublishedFigure>(actor, COUNTING, [null]));
  }

  /** The same of one kind, in the caller's transaction. */
  async tablesIn(manager: EntityManager, kind: FigureKind): Promise<FigureTables> {
    return figureTables(await manager.query<PublishedFigure[]>(COUNTING, [kind]));
  }

  /** Those of a kind, by code and day, the newest word on each first. */
  async list(actor: Actor, kind: FigureKind): Promise<RecordedFigure[]> {
    const rows = await this.database.read<Omit<RecordedFigure, 'recordedAt'> & { readonly recordedAt: Date | null }>(
      actor,
      `SELECT kind, figure.code, from_on::text AS "fromOn", figure_values AS values, is_verified AS "isVerified", source, city.code AS "organisationCode", recorded_by AS "recordedBy",
              recorded_at AS "recordedAt", row_number() OVER (PARTITION BY figure.code, from_on ORDER BY ${NEWEST_FIRST}) > 1 AS "isReplaced"
         FROM (${FIGURES}) AS figure LEFT JOIN identity.organisations AS city USING (organisation_id)
        WHERE kind = $1 ORDER BY figure.code, from_on, ${NEWEST_FIRST}`,
      [kind],
    );
    return rows.map((row) => ({ ...row, recordedAt: row.recordedAt?.toISOString() ?? null }));
  }
}
