/** Text that is not CSV (RFC 4180), found at a record; the first record is 1. */
export class CsvFault extends Error {
  constructor(
    readonly record: number,
    readonly kind: 'stray-quote' | 'without-end',
  ) {
    super(kind);
  }
}

/** Far beyond any real row: what is longer has a quotation mark that was never closed, or is no CSV. */
const LONGEST_RECORD = 1_000_000;

/**
 * Splits text that arrives in pieces into records of comma-separated cells: quoted cells may hold commas,
 * line breaks and doubled quotation marks; lines end in LF or CRLF; empty lines are passed over.
 * A directory has 2.7 million rows of 41 cells: plain lines are cut with the engine's own split, and quoted
 * ones by searching for the next mark, several times as fast as reading character by character.
 */
export class CsvSplitter {
  private rest = '';
  private record = 0;

  /** The records that a further piece completes. Throws {@link CsvFault}. */
  *push(piece: string): Generator<string[]> {
    yield* this.split(this.rest + piece, false);
  }

  /** The last record, when its line does not end. Throws {@link CsvFault} when a quoted cell is still open. */
  *end(): Generator<string[]> {
    yield* this.split(this.rest, true);
  }

  private *split(text: string, isEnd: boolean): Generator<string[]> {
    if (!text.includes('"')) {
      const lines = text.split('\n');
      this.rest = isEnd ? '' : lines.pop()!;
      for (const line of lines) {
        const bare = line.endsWith('\r') ? line.slice(0, -1) : line;
        if (bare === '') continue;
        this.record += 1;
        yield bare.split(',');
      }
    } else {
      let position = 0;
      while (position < text.length) {
        const found = this.recordAt(text, position, isEnd);
        if (found === null) break;
        position = found.next;
        if (found.cells.length === 1 && found.cells[0] === '') continue;
        this.record += 1;
        yield found.cells;
      }
      this.rest = text.slice(position);
    }
    if (this.rest.length > LONGEST_RECORD || (isEnd && this.rest !== '')) throw new CsvFault(this.record + 1, 'without-end');
  }

  /** The record that begins at a position and where the next one begins; null when the text ends before it does. */
  private recordAt(text: string, start: number, isEnd: boolean): { cells: string[]; next: number } | null {
    const cells: string[] = [];
    let position = start;
    let lineEnd = -1;
    for (;;) {
      if (text[position] === '"') {
        let cell = '';
        let from = position + 1;
        let close = text.indexOf('"', from);
        while (close !== -1 && text[close + 1] === '"') {
          cell += text.slice(from, close + 1);
          from = close + 2;
          close = text.indexOf('"', from);
        }
        if (close === -1) return null;
        cells.push(cell + text.slice(from, close));
        position = close + 1;
      } else {
        if (lineEnd < position) lineEnd = endOfLine(text, position);
        const comma = text.indexOf(',', position);
        const cellEnd = comma === -1 || comma > lineEnd ? lineEnd : comma;
        const cell = cellEnd === lineEnd && text[cellEnd - 1] === '\r' ? text.slice(position, cellEnd - 1) : text.slice(position, cellEnd);
        if (cell.includes('"')) throw new CsvFault(this.record + 1, 'stray-quote');
        cells.push(cell);
        position = cellEnd;
      }
      if (position === text.length) return isEnd ? { cells, next: position } : null; // the next piece may go on with it
      if (text[position] === ',') position += 1;
      else if (text[position] === '\n') return { cells, next: position + 1 };
      else if (text.startsWith('\r\n', position)) return { cells, next: position + 2 };
      else if (position === text.length - 1 && text[position] === '\r') return isEnd ? { cells, next: text.length } : null;
      else throw new CsvFault(this.record + 1, 'stray-quote');
    }
  }
}

function endOfLine(text: string, position: number): number {
  const found = text.indexOf('\n', position);
  return found === -1 ? text.length : found;
}
