import type { TravelMode } from './facts.js';

/** One row of an imported table: minutes one way between two zones by a mode; null: there is no way that the source knows. */
export interface TravelTime {
  readonly mode: TravelMode;
  readonly from: string;
  readonly to: string;
  readonly minutes: number | null;
}

/** Times from one zone by one mode, packed. */
export interface TravelTimesRow {
  /** Numbers of the zones of arrival, ascending. */
  readonly to: Uint32Array;
  /** Whole minutes to each of them, or {@link NO_WAY}. */
  readonly minutes: Uint16Array;
}

/** Plain data, which may be handed to another thread as it is. */
export interface TravelTimesData {
  /** The zone of each number. */
  readonly zones: readonly string[];
  /** By mode and zone of departure, as {@link departureKey} writes them. */
  readonly rows: ReadonlyMap<string, TravelTimesRow>;
}

/** Stands for "no way" where minutes are packed. */
const NO_WAY = 65_535;

/** The key of a row. */
export function departureKey(mode: TravelMode, zone: string): string {
  return `${mode} ${zone}`;
}

/**
 * Packs times row by row: 6 bytes a pair, and 2 where rows that follow each other name the same zones, as those of a
 * full table do. A Map for each row was rejected: 25 million pairs would take more than a gigabyte.
 */
export class TravelTimesPacker {
  readonly zones: string[] = [];
  readonly #numbers = new Map<string, number>();
  /** Of the last row: the zones as they were given, and their numbers when those ascended, so that nothing needs sorting. */
  #lastZones: readonly string[] | null = null;
  #lastTo: Uint32Array = new Uint32Array();

  /** @param allocate where the arrays lie: a SharedArrayBuffer lets threads share them. */
  constructor(private readonly allocate: (bytes: number) => ArrayBufferLike = (bytes) => new ArrayBuffer(bytes)) {}

  /** The times to different zones, whole minutes or null each. Quickest with the very list of zones of the row before. */
  row(to: readonly string[], minutes: readonly (number | null)[]): TravelTimesRow {
    const packed = new Uint16Array(this.allocate(to.length * 2), 0, to.length);
    if (to === this.#lastZones) {
      minutes.forEach((one, at) => (packed[at] = packedMinutes(one)));
      return { to: this.#lastTo, minutes: packed };
    }
    // One number for each pair, so that the engine's own sort of numbers puts both in order.
    const pairs = Float64Array.from(to, (zone, at) => this.#numberOf(zone) * 65_536 + packedMinutes(minutes[at]!));
    const sorted = pairs.toSorted();
    sorted.forEach((pair, at) => (packed[at] = pair % 65_536));
    const numbers = sorted.map((pair) => Math.floor(pair / 65_536));
    if (numbers.length !== this.#lastTo.length || numbers.some((number, at) => number !== this.#lastTo[at])) {
      this.#lastTo = new Uint32Array(this.allocate(to.length * 4), 0, to.length);
      this.#lastTo.set(numbers);
    }
    this.#lastZones = sorted.every((pair, at) => pair === pairs[at]) ? to : null;
    return { to: this.#lastTo, minutes: packed };
  }

  #numberOf(zone: string): number {
    const known = this.#numbers.get(zone);
    if (known !== undefined) return known;
    this.#numbers.set(zone, this.zones.length);
    return this.zones.push(zone) - 1;
  }
}

/** Times between zones (LSOAs) as a routing engine gave them, one way, whole minutes up to 45 days. */
export class TravelTimes {
  #data: TravelTimesData;
  #numbers: ReadonlyMap<string, number>;

  /** A later row for the same mode and zones takes the place of an earlier one. */
  constructor(rows: Iterable<TravelTime>) {
    const byDeparture = new Map<string, Map<string, number | null>>();
    for (const { mode, from, to, minutes } of rows) {
      const key = departureKey(mode, from);
      const fromHere = byDeparture.get(key) ?? new Map<string, number | null>();
      fromHere.set(to, minutes);
      byDeparture.set(key, fromHere);
    }
    const packer = new TravelTimesPacker();
    const packed = new Map([...byDeparture].map(([key, times]) => [key, packer.row([...times.keys()], [...times.values()])]));
    this.#data = { zones: packer.zones, rows: packed };
    this.#numbers = numbersOf(packer.zones);
  }

  /** The times that were packed before, in this thread or another. */
  static over(data: TravelTimesData): TravelTimes {
    const times = new TravelTimes([]);
    times.#data = data;
    times.#numbers = numbersOf(data.zones);
    return times;
  }

  /** For another thread. */
  get data(): TravelTimesData {
    return this.#data;
  }

  /** Zone to minutes for a mode and a zone of departure; undefined when the table has nothing from there. */
  from(mode: TravelMode, zone: string): ReadonlyMap<string, number | null> | undefined {
    const row = this.#data.rows.get(departureKey(mode, zone));
    return row === undefined ? undefined : new TimesFrom(row, this.#data.zones, this.#numbers);
  }

  /** Minutes one way; null: known to have no way; undefined: the table says nothing. */
  minutes(mode: TravelMode, from: string | null, to: string | null): number | null | undefined {
    return from === null || to === null ? undefined : this.from(mode, from)?.get(to);
  }
}

/** A packed row, read as a Map. */
class TimesFrom implements ReadonlyMap<string, number | null> {
  constructor(
    private readonly row: TravelTimesRow,
    private readonly zones: readonly string[],
    private readonly numbers: ReadonlyMap<string, number>,
  ) {}

  get size(): number {
    return this.row.to.length;
  }

  get(zone: string): number | null | undefined {
    const number = this.numbers.get(zone) ?? -1;
    const { to, minutes } = this.row;
    if (to[number] === number) return toldMinutes(minutes[number]!); // in rows that name every zone
    let low = 0;
    for (let high = to.length; low < high; ) {
      const middle = (low + high) >>> 1;
      if (to[middle]! < number) low = middle + 1;
      else high = middle;
    }
    return to[low] === number ? toldMinutes(minutes[low]!) : undefined;
  }

  has(zone: string): boolean {
    return this.get(zone) !== undefined;
  }

  *[Symbol.iterator](): Generator<[string, number | null], undefined> {
    for (const [at, number] of this.row.to.entries()) yield [this.zones[number]!, toldMinutes(this.row.minutes[at]!)];
  }

  entries(): Generator<[string, number | null], undefined> {
    return this[Symbol.iterator]();
  }

  *keys(): Generator<string, undefined> {
    for (const [zone] of this) yield zone;
  }

  *values(): Generator<number | null, undefined> {
    for (const [, minutes] of this) yield minutes;
  }

  forEach(visit: (minutes: number | null, zone: string, times: ReadonlyMap<string, number | null>) => void): void {
    for (const [zone, minutes] of this) visit(minutes, zone, this);
  }
}

function packedMinutes(minutes: number | null): number {
  return minutes === null ? NO_WAY : Math.min(minutes, NO_WAY - 1);
}

function toldMinutes(packed: number): number | null {
  return packed === NO_WAY ? null : packed;
}

function numbersOf(zones: readonly string[]): Map<string, number> {
  return new Map(zones.map((zone, number) => [zone, number]));
}
