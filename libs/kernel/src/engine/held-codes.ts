import { codeName, type CodeTable } from './code-table.js';

/** What of people's columns says which codes they hold: `heldCount` numbers of `held` from `heldFrom` on. */
interface PeopleWithCodes {
  readonly held: Int32Array;
  readonly heldFrom: Int32Array;
  readonly heldCount: Uint16Array;
}

/** The codes of one candidate after the other, as marks for tests and as bits of the skills that a market asks for. */
export class HeldCodes {
  /** 1 at the number of every code held. */
  marks = new Uint8Array(0);
  /** Skills held of those asked for, 32 to a number. */
  readonly skills: Int32Array;
  /** Numbers of the skills held of those asked for; the first `skillCount` count. */
  readonly skillNumbers: Int32Array;
  skillCount = 0;
  readonly #asked: ReadonlyMap<string, number>;
  /** By code: number among the skills asked for, or -1. */
  #skillOf = new Int32Array(0);
  /** Codes that #skillOf knows. */
  #mapped = 0;
  /** The codes in hand: those of `codes` at `from` to before `end`. Kept here, since the people's columns may change in between. */
  codes: Int32Array = new Int32Array(0);
  from = 0;
  end = 0;

  /** @param table names of the people's codes; more may be added to it */
  constructor(readonly table: CodeTable, askedSkills: readonly string[]) {
    this.skills = new Int32Array(Math.max(2, Math.ceil(askedSkills.length / 32)));
    this.skillNumbers = new Int32Array(askedSkills.length);
    this.#asked = new Map(askedSkills.map((code, number) => [codeName.skill(code), number]));
  }

  /** Takes up the codes of the person in a slot in place of the one before. */
  take(people: PeopleWithCodes, slot: number): void {
    this.#forget();
    if (this.#mapped < this.table.names.length) this.#map();
    this.codes = people.held;
    this.from = people.heldFrom[slot]!;
    this.end = this.from + people.heldCount[slot]!;
    this.#mark();
  }

  #forget(): void {
    const { marks, codes, end } = this;
    for (let at = this.from; at < end; at += 1) marks[codes[at]!] = 0;
  }

  #mark(): void {
    const { skills, skillNumbers, marks, codes, end } = this;
    const skillOf = this.#skillOf;
    let count = 0;
    skills.fill(0);
    for (let at = this.from; at < end; at += 1) {
      const code = codes[at]!;
      const skill = skillOf[code]!;
      marks[code] = 1;
      if (skill < 0) continue;
      skills[skill >> 5]! |= 1 << (skill & 31);
      skillNumbers[count] = skill;
      count += 1;
    }
    this.skillCount = count;
  }

  /** Takes in the codes that were added to the table since. */
  #map(): void {
    const { names } = this.table;
    if (this.marks.length < names.length) {
      this.marks = new Uint8Array(names.length * 2);
      const wider = new Int32Array(names.length * 2);
      wider.set(this.#skillOf);
      this.#skillOf = wider;
    }
    for (; this.#mapped < names.length; this.#mapped += 1) this.#skillOf[this.#mapped] = this.#asked.get(names[this.#mapped]!) ?? -1;
  }
}
