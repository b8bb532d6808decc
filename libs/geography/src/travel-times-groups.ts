import { DomainError, type CopyValue } from '#lib/platform';
import type { TravelTimeRow } from './travel-times-row.js';

interface Group {
  readonly first: TravelTimeRow;
  readonly to: string[];
  readonly minutes: (number | null)[];
  readonly rows: number[];
}

/** Columns of the staged rows, in the order in which {@link TravelTimesGroups.take} gives them. */
export const STAGED_COLUMNS = ['mode', 'from_zone', 'to_zones', 'minutes', 'row_numbers'] as const;

/**
 * Gathers pairs by mode and zone of departure, so that a row of the database is written and not each pair: a tenth of
 * the time. Memory is bounded whatever the order of the file.
 */
export class TravelTimesGroups {
  #groups = new Map<string, Group>();
  #pairs = 0;

  /** @param most pairs that are held before they must be taken */
  constructor(
    private readonly fileName: string,
    private readonly most: number,
  ) {}

  /** @param row its number in the file, where the heading row is row 1 */
  add(time: TravelTimeRow, row: number): void {
    const key = `${time.mode} ${time.from}`;
    let group = this.#groups.get(key);
    if (group === undefined) this.#groups.set(key, (group = { first: time, to: [], minutes: [], rows: [] }));
    group.to.push(time.to);
    group.minutes.push(time.minutes);
    group.rows.push(row);
    this.#pairs += 1;
  }

  get isFull(): boolean {
    return this.#pairs >= this.most;
  }

  /** What was gathered, as rows for COPY with their zones in order. Throws geography/row-twice. */
  *take(): Generator<CopyValue[]> {
    const groups = this.#groups;
    this.#groups = new Map();
    this.#pairs = 0;
    for (const { first, to, minutes, rows } of groups.values()) {
      const order = inOrder(to);
      for (let at = 1; at < order.length; at += 1) {
        if (to[order[at]!] === to[order[at - 1]!]) throw rowTwice(this.fileName, rows[order[at - 1]!]!, rows[order[at]!]!);
      }
      yield [first.mode, first.from, listed(order, (at) => to[at]!), listed(order, (at) => minutes[at] ?? 'NULL'), listed(order, (at) => rows[at]!)];
    }
  }
}

/** Two rows about the same way: nothing says which of them is right. */
export function rowTwice(fileName: string, first: number, second: number): DomainError {
  return new DomainError('geography/row-twice', `Rows ${first} and ${second} of ${fileName} are about the same way by the same mode. Remove the wrong one.`);
}

/** Indexes of texts in the order of their characters, equal ones as they came. Most files have them in order. */
function inOrder(texts: readonly string[]): number[] {
  const indexes = texts.map((_, at) => at);
  const isSorted = texts.every((text, at) => at === 0 || texts[at - 1]! < text);
  return isSorted ? indexes : indexes.toSorted((a, b) => (texts[a]! < texts[b]! ? -1 : texts[a]! > texts[b]! ? 1 : a - b));
}

/** An array as PostgreSQL reads it. Codes of areas need no quotes. */
function listed(order: readonly number[], textAt: (at: number) => string | number): string {
  return `{${order.map(textAt).join(',')}}`;
}
