import { SingleBar } from 'cli-progress';
import Table from 'cli-table3';

/** Prints a table to standard output; plain enough to be read aloud. */
export function printTable(headings: readonly string[], rows: readonly (readonly string[])[]): void {
  const table = new Table({ head: [...headings], style: { head: [], border: [] } });
  table.push(...rows.map((row) => [...row]));
  process.stdout.write(`${table.toString()}\n`);
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

  constructor(unit: string) {
    this.bar = process.stderr.isTTY ? new SingleBar({ format: `{title} [{bar}] {percentage}% {detail} ${unit}`, stream: process.stderr, hideCursor: true, clearOnComplete: true }) : null;
  }

  show(title: string, done: number, total: number, detail: string): void {
    if (this.bar === null) return;
    if (!this.isStarted) this.bar.start(Math.max(total, 1), done, { title, detail });
    this.isStarted = true;
    this.bar.setTotal(Math.max(total, 1));
    this.bar.update(Math.min(done, Math.max(total, 1)), { title, detail });
  }

  stop(): void {
    if (this.isStarted) this.bar?.stop();
    this.isStarted = false;
  }
}
