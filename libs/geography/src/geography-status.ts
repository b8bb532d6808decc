import { Database, systemActor } from '#lib/platform';
import { Injectable } from '@nestjs/common';
import { rowsInUse } from './geography-tables.js';
import { GEOGRAPHY_KINDS, LAYOUTS, type GeographyKind } from './layouts.js';

export interface GeographySource {
  readonly file: string;
  readonly layout: string;
  readonly rowsRead: number;
  readonly rowsLoaded: number;
  readonly rowsSkipped: number;
}

/** What is in use of one kind. */
export interface GeographyHolding {
  readonly kind: GeographyKind;
  /** Postcodes or areas in use now; 0 when nothing is loaded. */
  readonly rows: number;
  readonly loadedAt: Date | null;
  readonly files: readonly GeographySource[];
}

/** What is loaded is no secret. */
const ANYBODY = systemActor('anybody', {});

@Injectable()
export class GeographyStatus {
  constructor(private readonly database: Database) {}

  /** Every kind, also those of which nothing is loaded, with the files that are in use. */
  async holdings(): Promise<GeographyHolding[]> {
    const sources = await this.database.read<GeographySource & { kind: GeographyKind; loadedAt: Date }>(
      ANYBODY,
      `SELECT kind, file_name AS file, layout_code AS layout, rows_read AS "rowsRead", rows_loaded AS "rowsLoaded", rows_skipped AS "rowsSkipped", finished_at AS "loadedAt"
         FROM geography.imports WHERE status = 'loaded' ORDER BY kind, file_number`,
    );
    return Promise.all(
      GEOGRAPHY_KINDS.map(async (kind) => {
        const [count] = await this.database.read<{ rows: number }>(ANYBODY, rowsInUse(kind));
        const ofKind = sources.filter((source) => source.kind === kind);
        return {
          kind,
          rows: count?.rows ?? 0,
          loadedAt: ofKind[0]?.loadedAt ?? null,
          files: ofKind.map(({ file, layout, rowsRead, rowsLoaded, rowsSkipped }) => ({
            file,
            layout: LAYOUTS.find((one) => one.code === layout)?.title ?? layout,
            rowsRead,
            rowsLoaded,
            rowsSkipped,
          })),
        };
      }),
    );
  }
}
