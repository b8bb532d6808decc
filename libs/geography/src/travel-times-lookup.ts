import type { TravelMode } from '#lib/kernel';
import { Database, systemActor } from '#lib/platform';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';

/** From where somebody travels, and how. */
export interface Departure {
  readonly mode: TravelMode;
  /** LSOA of 2021. */
  readonly zone: string;
}

/** What a table says from one zone by one mode: zones in ascending order, with minutes to each; null: no way. */
export interface TimesOfDeparture extends Departure {
  readonly to: readonly string[];
  readonly minutes: readonly (number | null)[];
}

/** The table is public: whoever asks, the answer is the same. */
const ANYBODY = systemActor('anybody', {});

/** Rows of one query: those of a full table of 5,000 zones have 70 kB each. */
const ROWS_PER_QUERY = 200;

const IN_USE = `SELECT version FROM geography.travel_time_tables WHERE is_in_use`;

/** Reads the imported travel times. */
@Injectable()
export class TravelTimesLookup {
  constructor(private readonly database: Database) {}

  /** The version in use; null when no table was imported. With a manager, the one that its transaction sees. */
  async versionInUse(manager?: EntityManager): Promise<number | null> {
    const [row] = manager === undefined ? await this.database.read<{ version: number }>(ANYBODY, IN_USE) : await manager.query<{ version: number }[]>(IN_USE);
    return row?.version ?? null;
  }

  /** What a version says from these zones, in their order; nothing of those of which it has no row. Rows that name the same zones have one list of them. */
  async *from(version: number, departures: readonly Departure[]): AsyncGenerator<TimesOfDeparture> {
    let lastText = '';
    let lastTo: string[] = [];
    for (let start = 0; start < departures.length; start += ROWS_PER_QUERY) {
      const asked = departures.slice(start, start + ROWS_PER_QUERY);
      const rows = await this.database.read<Departure & { readonly to: string; readonly minutes: string }>(
        ANYBODY,
        // Joined into one text each: the driver would read arrays character by character, ten times as long.
        `SELECT asked.mode, asked.zone, array_to_string(times.to_zones, ' ') AS to, array_to_string(times.minutes, ' ', '-') AS minutes
           FROM unnest($2::text[], $3::text[]) WITH ORDINALITY AS asked (mode, zone, number)
           JOIN geography.travel_time_modes AS source ON source.version = $1 AND source.mode = asked.mode
           JOIN geography.travel_times AS times ON times.version = source.rows_version AND times.mode = asked.mode AND times.from_zone = asked.zone
          ORDER BY asked.number`,
        [version, asked.map(({ mode }) => mode), asked.map(({ zone }) => zone)],
      );
      for (const { mode, zone, to, minutes } of rows) {
        if (to !== lastText) [lastText, lastTo] = [to, to.split(' ')];
        yield { mode, zone, to: lastTo, minutes: minutes.split(' ').map((text) => (text === '-' ? null : Number(text))) };
      }
    }
  }
}
