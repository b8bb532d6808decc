import { SingleBar } from 'cli-progress';
import Table from 'cli-table3';

/** Spaces between columns and a line under the headings: a screen holds more of it, and it can be read aloud. */
const COLUMNS_ONLY = {
  top: '', 'top-mid': '', 'top-left': '', 'top-right': '', bottom: '', 'bottom-mid': '', 'bottom-left': '', 'bottom-right': '',
  left: '', 'left-mid': '', mid: '', 'mid-mid': '', right: '', 'right-mid': '', middle: ' ',
};

/** Prints a table to standard output. */
export function printTable(headings: readonly string[], rows: readonly (readonly string[])[]): void {
  const table = new Table({ head: [...headings], style: { head: [], border: [], 'padding-left': 0, 'padding-right': 1 }, chars: COLUMNS_ONLY });
  table.push(...rows.map((row) => [...row]));
  const [first, ...rest] = table.toString().split('\n').map((line) => line.trimEnd());
  process.stdout.write(`${[first, '-'.repeat(first?.length ?? 0), ...rest].join('\n')}\n`);
}

/** Prints one JSON value on standard output. */
export function printJson(value: unknown): void {
  process.stdout.write(`${JSON.stringify(value, null, 2)}\n`);
}

/** Prints lines on standard output. */
export function printLines(...lines: readonly string[]): void {
  process.stdout.write(`${lines.join('\n')}\n`);
}

/** A number as people read it: 1,234,567. */
export function thousands(value: number): string {
  return value.toLocaleString('en-GB');
}

/** A progress bar on standard error. Without a terminal it stays silent. */
export class Progress {
  private readonly bar: SingleBar | null;
  private isStarted = false;

  /** `format` has {title} and {detail}, and {bar} where the end is known. */
  constructor(format: string) {
    this.bar = process.stderr.isTTY ? new SingleBar({ format, stream: process.stderr, hideCursor: true, clearOnComplete: true }) : null;
  }

  show(title: string, done: number, total: number, detail: string): void {
    if (this.bar === null) return;
    if (!this.isStarted) {
      this.bar.start(Math.max(total, 1), done, { title, detail });
      process.once('exit', this.stop); // ctrl-C must leave the terminal as it was
    }
    this.isStarted = true;
    this.bar.setTotal(Math.max(total, 1));
    this.bar.update(Math.min(done, Math.max(total, 1)), { title, detail });
  }

  readonly stop = (): void => {
    if (this.isStarted) this.bar?.stop();
    this.isStarted = false;
    process.off('exit', this.stop);
  };
}
