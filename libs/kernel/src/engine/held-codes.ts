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
  #people: Pick<PeopleData, 'held' | 'heldFrom' | 'heldCount'> | null = null;
  #slot = 0;

  /** @param codes names of the people's codes; more may be added to it */
  constructor(readonly codes: CodeTable, askedSkills: readonly string[]) {
    this.skills = new Int32Array(Math.max(2, Math.ceil(askedSkills.length / 32)));
    this.#asked = new Map(askedSkills.map((code, number) => [codeName.skill(code), number]));
  }

  /** Takes up the codes of the person in a slot in place of the one before. */
  take(people: Pick<PeopleData, 'held' | 'heldFrom' | 'heldCount'>, slot: number): void {
    this.#mark(0);
    if (this.marks.length < this.codes.names.length) this.#widen();
    this.#people = people;
    this.#slot = slot;
    this.#mark(1);
  }

  #mark(mark: number): void {
    if (this.#people === null) return;
    const { held, heldFrom, heldCount } = this.#people;
    const { skills, marks } = this;
    const skillOf = this.#skillOf;
    const from = heldFrom[this.#slot]!;
    const end = from + heldCount[this.#slot]!;
    skills.fill(0);
    for (let at = from; at < end; at += 1) {
      const code = held[at]!;
      const skill = skillOf[code]!;
      marks[code] = mark;
      if (skill >= 0) skills[skill >> 5]! |= 1 << (skill & 31);
    }
  }

  #widen(): void {
    this.marks = new Uint8Array(this.codes.names.length * 2);
    this.#skillOf = new Int32Array(this.marks.length).fill(-1);
    for (const [code, name] of this.codes.names.entries()) this.#skillOf[code] = this.#asked.get(name) ?? -1;
  }
}
