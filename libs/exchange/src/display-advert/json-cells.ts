import type { RowError } from '../files/row-error.js';

/** A value that JSON can hold. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json };

/** True for an object, as against a list or a plain value. */
export function isJsonObject(value: Json | undefined): value is { readonly [name: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const FIX = 'Fetch the advert again; if it stays so, ask the feed to correct it or add the vacancy by hand.';

/**
 * Reads the members of one JSON object and collects what is wrong, by JSON pointer (RFC 6901). A member that
 * is missing, null or a blank string is absent. Members that nobody asks for are ignored.
 */
export class JsonCells {
  constructor(
    private readonly members: { readonly [name: string]: Json },
    readonly pointer: string,
    readonly errors: RowError[] = [],
  ) {}

  /** Records a problem and answers null. */
  problem(name: string, code: string, reason: string): null {
    this.errors.push({ column: this.pointerOf(name), code, reason, fix: FIX });
    return null;
  }

  pointerOf(name: string): string {
    return `${this.pointer}/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`;
  }

  private member(name: string): Json {
    const value = Object.hasOwn(this.members, name) ? this.members[name] : null;
    return value === undefined || (typeof value === 'string' && value.trim() === '') ? null : value;
  }

  /** A text; a number is taken as one, since references come as either. */
  text(name: string): string | null {
    const value = this.member(name);
    if (value === null) return null;
    if (typeof value === 'string') return value.trim();
    return typeof value === 'number' ? String(value) : this.problem(name, 'text-expected', 'A text was expected here.');
  }

  requiredText(name: string, limit: number): string | null {
    const errorsBefore = this.errors.length;
    const text = this.text(name);
    if (text === null) return this.errors.length > errorsBefore ? null : this.problem(name, 'text-missing', 'The advert lacks this text.');
    return text.length <= limit ? text : this.problem(name, 'text-too-long', `The text has more than ${limit} signs.`);
  }

  /** A number, also when it is written as a text of digits. */
  number(name: string): number | null {
    const value = this.member(name);
    if (value === null) return null;
    if (typeof value === 'number' && Number.isFinite(value)) return value;
    if (typeof value === 'string' && /^\d{1,12}(\.\d{1,6})?$/.test(value.trim())) return Number(value);
    return this.problem(name, 'number-expected', 'A number was expected here.');
  }

  /** A whole number within bounds. */
  wholeNumber(name: string, least: number, most: number): number | null {
    const value = this.number(name);
    if (value === null || (Number.isInteger(value) && value >= least && value <= most)) return value;
    return this.problem(name, 'number-out-of-range', `A whole number from ${least} to ${most} was expected here.`);
  }

  flag(name: string): boolean {
    const value = this.member(name);
    if (value === null || typeof value === 'boolean') return value ?? false;
    this.problem(name, 'flag-expected', 'true or false was expected here.');
    return false;
  }

  /** The cells of a member that is itself an object; null when it is absent. Its problems are collected here too. */
  object(name: string): JsonCells | null {
    const value = this.member(name);
    if (value === null) return null;
    if (isJsonObject(value)) return new JsonCells(value, this.pointerOf(name), this.errors);
    return this.problem(name, 'object-expected', 'An object was expected here.');
  }

  /** The items of a list; none when it is absent. */
  list(name: string): readonly Json[] {
    const value = this.member(name);
    if (value === null) return [];
    if (Array.isArray(value)) return value;
    this.problem(name, 'list-expected', 'A list was expected here.');
    return [];
  }

  /** The items of a list of objects. */
  objects(name: string): readonly JsonCells[] {
    return this.list(name).flatMap((value, index) => {
      if (isJsonObject(value)) return [new JsonCells(value, `${this.pointerOf(name)}/${index}`, this.errors)];
      this.problem(name, 'object-expected', `Item ${index + 1} of this list should be an object.`);
      return [];
    });
  }

  /** The items of a list of texts, blank ones left out. */
  texts(name: string): readonly string[] {
    return this.list(name).flatMap((value, index) => {
      if (typeof value === 'string') return value.trim() === '' ? [] : [value.trim()];
      this.problem(name, 'text-expected', `Item ${index + 1} of this list should be a text.`);
      return [];
    });
  }
}
