import { TravelTimesLookup, type Departure } from '#lib/geography';
import { departureKey, TravelTimes, TravelTimesPacker, type CandidateFacts, type TravelTimesRow } from '#lib/kernel';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';

/** Versions whose rows a process keeps: the one in use, and that of an older run beside it. */
const KEPT = 2;

/** What a process has read of a version. Null: the version has nothing from there. */
interface KeptVersion {
  readonly packer: TravelTimesPacker;
  readonly rows: Map<string, TravelTimesRow | null>;
}

/**
 * Imported travel times for the matcher. Rows are read once a process and version, and only those of the zones and modes
 * from which somebody travels: to explain one pair a single row is read. A table of 25 million pairs takes 50 MB when
 * all of it was asked for (150 MB when its rows name different zones), and lies in memory that threads can share.
 */
@Injectable()
export class TravelTimesInUse {
  readonly #versions = new Map<number, KeptVersion>();

  constructor(private readonly lookup: TravelTimesLookup) {}

  /** The version in use, or the one that the manager's transaction sees in use; null when none was imported. Keep it with the snapshot. */
  version(manager?: EntityManager): Promise<number | null> {
    return this.lookup.versionInUse(manager);
  }

  /** Whether another version is in use now than the one that was seen. */
  async isReplaced(version: number | null): Promise<boolean> {
    return (await this.version()) !== version;
  }

  /**
   * What a version says from where these people live, by their modes; undefined without a version. It says nothing from
   * anywhere else: ask with everybody who is to be matched.
   */
  async of(version: number | null, people: Iterable<Pick<CandidateFacts, 'travelMode' | 'travelZone'>>): Promise<TravelTimes | undefined> {
    if (version === null) return undefined;
    const kept = this.#kept(version);
    const departures = new Map<string, Departure>();
    for (const { travelMode: mode, travelZone: zone } of people) if (zone !== null) departures.set(departureKey(mode, zone), { mode, zone });
    const unread = [...departures].filter(([key]) => !kept.rows.has(key)).map(([, departure]) => departure);
    for await (const { mode, zone, to, minutes } of this.lookup.from(version, unread)) kept.rows.set(departureKey(mode, zone), kept.packer.row(to, minutes));
    for (const { mode, zone } of unread) if (!kept.rows.has(departureKey(mode, zone))) kept.rows.set(departureKey(mode, zone), null);
    const rows = new Map<string, TravelTimesRow>();
    for (const key of departures.keys()) {
      const row = kept.rows.get(key)!;
      if (row !== null) rows.set(key, row);
    }
    return TravelTimes.over({ zones: kept.packer.zones, rows });
  }

  #kept(version: number): KeptVersion {
    const kept = this.#versions.get(version) ?? { packer: new TravelTimesPacker((bytes) => new SharedArrayBuffer(bytes)), rows: new Map<string, TravelTimesRow | null>() };
    this.#versions.delete(version);
    this.#versions.set(version, kept); // the last one asked for goes last
    for (const oldest of [...this.#versions.keys()].slice(0, -KEPT)) this.#versions.delete(oldest);
    return kept;
  }
}
