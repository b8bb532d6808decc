import type { CodeTable } from './code-table.js';
import { codeName } from './demand-table.js';
import type { PeopleData } from './people.js';

/** The codes of one candidate after the other, as marks for tests and as bits of the skills that a market asks for. */
export class HeldCodes {
  /** 1 at the number of every code held. */
  marks = new Uint8Array(0);
  /** Skills held of those asked for, 32 to a number. */
  readonly skills: Int32Array;
  readonly #asked: ReadonlyMap<string, number>;
  /** By code: number among the skills asked for, or -1. */
  #skillOf = new Int32Array(0);
  /** Codes that #skillOf knows. */
  #mapped = 0;
  /** Whose codes are marked: kept here, since the people's columns may have changed in between. */
  #codes: Int32Array = new Int32Array(0);
  #from = 0;
  #end = 0;

  /** @param codes names of the people's codes; more may be added to it */
  constructor(readonly codes: CodeTable, askedSkills: readonly string[]) {
    this.skills = new Int32Array(Math.max(2, Math.ceil(askedSkills.length / 32)));
    this.#asked = new Map(askedSkills.map((code, number) => [codeName.skill(code), number]));
  }

  /** Takes up the codes of the person in a slot in place of the one before. */
  take(people: Pick<PeopleData, 'held' | 'heldFrom' | 'heldCount'>, slot: number): void {
    this.#mark(0);
    if (this.#mapped < this.codes.names.length) this.#map();
    this.#codes = people.held;
    this.#from = people.heldFrom[slot]!;
    this.#end = this.#from + people.heldCount[slot]!;
    this.#mark(1);
  }

  #mark(mark: number): void {
    const { skills, marks } = this;
    const codes = this.#codes;
    const skillOf = this.#skillOf;
    const end = this.#end;
    skills.fill(0);
    for (let at = this.#from; at < end; at += 1) {
      const code = codes[at]!;
      const skill = skillOf[code]!;
      marks[code] = mark;
      if (skill >= 0) skills[skill >> 5]! |= 1 << (skill & 31);
    }
  }

  /** Takes in the codes that were added to the table since. */
  #map(): void {
    const { names } = this.codes;
    if (this.marks.length < names.length) {
      this.marks = new Uint8Array(names.length * 2);
      const wider = new Int32Array(names.length * 2);
      wider.set(this.#skillOf);
      this.#skillOf = wider;
    }
    for (; this.#mapped < names.length; this.#mapped += 1) this.#skillOf[this.#mapped] = this.#asked.get(names[this.#mapped]!) ?? -1;
  }
}
