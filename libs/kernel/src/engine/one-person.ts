import type { CandidateFacts } from '../matching/facts.js';
import { allocateHere } from './allocate.js';
import type { CodeTable } from './code-table.js';
import { codesOf, newColumns, writePerson, type PeopleData } from './people.js';

/** People with one slot, 0, for whoever is asked about at the moment. */
export class OnePerson {
  readonly #columns = newColumns(32, allocateHere);

  constructor(
    readonly codes: CodeTable,
    readonly zones: CodeTable,
  ) {}

  /** The people with these facts in slot 0, until the next call. */
  with(facts: CandidateFacts): PeopleData {
    const held = Int32Array.from(codesOf(facts, this.codes));
    writePerson(this.#columns, 0, facts, this.zones);
    this.#columns.heldCount[0] = held.length;
    return { ...this.#columns, slotCount: 32, held, codes: this.codes.names, zones: this.zones.names };
  }
}
