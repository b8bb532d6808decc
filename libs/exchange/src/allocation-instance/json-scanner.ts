import { DomainError } from '#lib/platform';

/** What a JSON text is made of, in its order. */
export interface JsonEvents {
  beginObject(): void;
  endObject(): void;
  beginList(): void;
  endList(): void;
  /** Of a member of an object; its value follows. */
  name(text: string): void;
  /** As JSON.parse would read it: Infinity where it is too large. */
  number(value: number): void;
  text(value: string): void;
  word(value: boolean | null): void;
}

/** A text, a number or a word is held as a whole until its end has come. No table of numbers needs more. */
const LONGEST_TOKEN = 65_536;
const DEEPEST = 64;
const SPACE = Uint8Array.of(0x20);
const WORDS: ReadonlyMap<string, boolean | null> = new Map([['true', true], ['false', false], ['null', null]]);
const NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/;

/** What may come next. */
const enum Next {
  Value,
  ValueOrEnd,
  Name,
  NameOrEnd,
  Colon,
  CommaOrEnd,
  Nothing,
}

/**
 * Reads a JSON text (RFC 8259, UTF-8) piece by piece and tells of its parts as they come, so that a table of millions of
 * numbers never lies in memory as text or as objects. Takes exactly the texts that JSON.parse takes, but for a nesting of
 * more than 64 and single values of more than 65,536 bytes.
 *
 * A streaming parser from a library makes an object of each token and a string of each digit, and takes many times as
 * long; the file is then slower to read than to solve.
 *
 * Throws a DomainError: exchange/json-damaged with the byte, exchange/json-not-safe.
 */
export class JsonScanner {
  private next = Next.Value;
  private depth = 0;
  private readonly isList = new Uint8Array(DEEPEST + 1);
  /** Bytes before the piece that is read. */
  private before = 0;
  /** The beginning of a token whose end has not come yet. */
  private rest: Uint8Array = new Uint8Array(0);
  private readonly decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

  constructor(private readonly events: JsonEvents) {}

  write(piece: Uint8Array): void {
    const bytes = this.rest.length === 0 ? piece : Buffer.concat([this.rest, piece]);
    const end = this.scan(bytes);
    this.before += end;
    this.rest = bytes.slice(end); // a copy: the piece is the giver's again
    if (this.rest.length > LONGEST_TOKEN) throw new DomainError('exchange/json-not-safe', `A single value of more than ${LONGEST_TOKEN.toLocaleString('en-GB')} bytes begins at byte ${this.before}. Nothing that long is expected.`);
  }

  /** Says that the text is complete. */
  end(): void {
    const length = this.before + this.rest.length;
    this.write(SPACE); // ends a number
    if (this.rest.length > 0 || this.next !== Next.Nothing) throw this.damaged(length, 'the end of the file, in the midst of it');
  }

  /** Reads all whole tokens, and gives back where the first that is not whole begins. */
  private scan(bytes: Uint8Array): number {
    const { length } = bytes;
    const { events } = this;
    let at = 0;
    while (at < length) {
      const byte = bytes[at]!;
      if (byte - 48 >>> 0 <= 9 || byte === 0x2d) {
        if (this.next > Next.ValueOrEnd) throw this.unexpected(at, byte);
        // Whole numbers of up to 15 digits, which are nearly all, are added up here.
        let cursor = byte === 0x2d ? at + 1 : at;
        const first = cursor;
        let value = 0;
        for (let digit = 0; cursor < length && (digit = (bytes[cursor]! - 48) >>> 0) <= 9; cursor += 1) value = value * 10 + digit;
        if (cursor === length) return at;
        const digits = cursor - first;
        const after = bytes[cursor]!;
        if (digits > 15 || digits === 0 || (digits > 1 && bytes[first] === 0x30) || after === 0x2e || (after | 0x20) === 0x65) {
          cursor = this.otherNumber(bytes, at);
          if (cursor < 0) return at;
        } else {
          this.valueDone();
          events.number(first === at ? value : -value);
        }
        at = cursor;
        continue;
      }
      switch (byte) {
        case 0x20: case 0x0a: case 0x0d: case 0x09:
          at += 1;
          continue;
        case 0x2c: // ,
          if (this.next !== Next.CommaOrEnd) throw this.unexpected(at, byte);
          this.next = this.isList[this.depth] === 1 ? Next.Value : Next.Name;
          at += 1;
          continue;
        case 0x5b: // [
          this.begin(at, byte, 1);
          this.next = Next.ValueOrEnd;
          events.beginList();
          at += 1;
          continue;
        case 0x5d: // ]
          if (this.depth === 0 || this.isList[this.depth] === 0 || (this.next !== Next.CommaOrEnd && this.next !== Next.ValueOrEnd)) throw this.unexpected(at, byte);
          this.close();
          events.endList();
          at += 1;
          continue;
        case 0x7b: // {
          this.begin(at, byte, 0);
          this.next = Next.NameOrEnd;
          events.beginObject();
          at += 1;
          continue;
        case 0x7d: // }
          if (this.depth === 0 || this.isList[this.depth] === 1 || (this.next !== Next.CommaOrEnd && this.next !== Next.NameOrEnd)) throw this.unexpected(at, byte);
          this.close();
          events.endObject();
          at += 1;
          continue;
        case 0x3a: // :
          if (this.next !== Next.Colon) throw this.unexpected(at, byte);
          this.next = Next.Value;
          at += 1;
          continue;
        default: {
          const end = byte === 0x22 ? this.quoted(bytes, at) : this.wordAt(bytes, at);
          if (end < 0) return at;
          at = end;
        }
      }
    }
    return at;
  }

  private begin(at: number, byte: number, isList: 0 | 1): void {
    if (this.next > Next.ValueOrEnd) throw this.unexpected(at, byte);
    if (this.depth === DEEPEST) throw new DomainError('exchange/json-not-safe', `The JSON is nested more than ${DEEPEST} deep at byte ${this.before + at}. Nothing that deep is expected.`);
    this.depth += 1;
    this.isList[this.depth] = isList;
  }

  private close(): void {
    this.depth -= 1;
    this.valueDone();
  }

  private valueDone(): void {
    this.next = this.depth === 0 ? Next.Nothing : Next.CommaOrEnd;
  }

  /** A number with a fraction, an exponent or many digits: where it ends, or -1. */
  private otherNumber(bytes: Uint8Array, start: number): number {
    let end = start;
    while (end < bytes.length && isOfNumber(bytes[end]!)) end += 1;
    if (end === bytes.length) return -1;
    const text = this.decoder.decode(bytes.subarray(start, end));
    if (!NUMBER.test(text)) throw this.damaged(this.before + start, 'something like a number that is none in JSON');
    this.valueDone();
    this.events.number(Number(text));
    return end;
  }

  /** A text between quotes: where it ends, or -1. */
  private quoted(bytes: Uint8Array, start: number): number {
    let end = start + 1;
    while (end < bytes.length && bytes[end] !== 0x22) end += bytes[end] === 0x5c ? 2 : 1;
    if (end >= bytes.length) return -1;
    const isName = this.next === Next.Name || this.next === Next.NameOrEnd;
    if (!isName && this.next > Next.ValueOrEnd) throw this.unexpected(start, 0x22);
    const value = this.textOf(bytes, start, end + 1);
    if (isName) {
      this.next = Next.Colon;
      this.events.name(value);
    } else {
      this.valueDone();
      this.events.text(value);
    }
    return end + 1;
  }

  private textOf(bytes: Uint8Array, start: number, end: number): string {
    try {
      return JSON.parse(this.decoder.decode(bytes.subarray(start, end))) as string;
    } catch {
      throw this.damaged(this.before + start, 'a text that is not written as JSON in UTF-8 is');
    }
  }

  /** true, false or null: where it ends, or -1. */
  private wordAt(bytes: Uint8Array, start: number): number {
    let end = start;
    while (end < bytes.length && bytes[end]! >= 0x61 && bytes[end]! <= 0x7a) end += 1;
    if (end === start || this.next > Next.ValueOrEnd) throw this.unexpected(start, bytes[start]!);
    if (end === bytes.length) return -1;
    const value = WORDS.get(this.decoder.decode(bytes.subarray(start, end)));
    if (value === undefined) throw this.unexpected(start, bytes[start]!);
    this.valueDone();
    this.events.word(value);
    return end;
  }

  private unexpected(at: number, byte: number): DomainError {
    return this.damaged(this.before + at, byte > 0x20 && byte < 0x7f ? `the sign ${String.fromCharCode(byte)} where it cannot stand` : 'a sign that cannot stand there');
  }

  private damaged(byte: number, found: string): DomainError {
    return new DomainError('exchange/json-damaged', `The file is not JSON to its end: at byte ${byte} there is ${found}. Write it again with a JSON library and send the whole of it.`);
  }
}

/** Digits, sign, point and exponent. */
function isOfNumber(byte: number): boolean {
  return (byte >= 0x30 && byte <= 0x39) || byte === 0x2b || byte === 0x2d || byte === 0x2e || (byte | 0x20) === 0x65;
}
