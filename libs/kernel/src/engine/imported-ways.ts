import { TRAVEL_MODES, type TravelMode } from '../matching/facts.js';
import { MOST_MINUTES } from './travel-tables.js';

/** Imported times by zone of departure: TravelTimes, or its packed form for other threads. */
export interface TravelSource {
  from(mode: TravelMode, zone: string): ReadonlyMap<string, number | null> | undefined;
}

/** The source says nothing of a zone: the straight line counts. */
export const NOT_SAID = 65_535;
/** The source knows of no way: unknown. */
export const NO_WAY = 65_534;

/** Rows kept: neighbours share a zone and follow each other. */
const MOST_ROWS = 256;

/** Minutes to each zone of a market, row by row of an imported table. */
export class ImportedWays {
  readonly #rows = new Map<string, Uint16Array | null>();

  constructor(
    readonly source: TravelSource | undefined,
    readonly marketZones: readonly string[],
  ) {}

  /** Minutes, NOT_SAID or NO_WAY by the number of the zone, from a zone by a mode; null when the source has nothing from there. */
  from(mode: number, zone: string | undefined): Uint16Array | null {
    if (this.source === undefined || zone === undefined) return null;
    const key = `${mode} ${zone}`;
    const known = this.#rows.get(key);
    if (known !== undefined) return known;
    if (this.#rows.size === MOST_ROWS) this.#rows.clear();
    const times = this.source.from(TRAVEL_MODES[mode]!, zone);
    const row = times === undefined ? null : Uint16Array.from(this.marketZones, (to) => storedMinutes(times.get(to)));
    this.#rows.set(key, row);
    return row;
  }
}

function storedMinutes(minutes: number | null | undefined): number {
  if (minutes === undefined) return NOT_SAID;
  return minutes === null ? NO_WAY : Math.min(minutes, MOST_MINUTES + 1);
}
