/** Numbers for texts, from 0 in the order in which they are first seen: codes of skills and checks, zones. */
export class CodeTable {
  readonly #numbers: Map<string, number>;

  /** @param names the texts numbered already, of a table on the other side of a thread; the table goes on with this array */
  constructor(readonly names: string[] = []) {
    this.#numbers = new Map(names.map((name, number) => [name, number]));
  }

  /** The number of a text; a new text takes the next. */
  numberOf(name: string): number {
    const known = this.#numbers.get(name);
    if (known !== undefined) return known;
    this.#numbers.set(name, this.names.length);
    return this.names.push(name) - 1;
  }
}

/** Name of a code in the table that candidates' codes are numbered by. */
export const codeName = {
  skill: (code: string): string => `s${code}`,
  check: (code: string): string => `c${code}`,
  programme: (code: string): string => `p${code}`,
} as const;

/** Whether a name of that table is a programme's. */
export function isProgramme(name: string): boolean {
  return name.startsWith('p');
}
