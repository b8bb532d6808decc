import { CodeTable, PROGRAMME_EVIDENCE, type MembershipInputs, type MembershipRule } from '#lib/kernel';

/** Numbers that are kept of each person. */
const Field = {
  ORGANISATION: 0,
  /** The set of programmes that they are in. */
  PROGRAMMES: 1,
  BORN_ON: 2,
  DISTRICT: 3,
  /** What has few answers, packed: see {@link pack}. */
  REST: 4,
  COUNT: 5,
} as const;

/** Rules of programmes of which some have changed. */
export interface ChangedRules {
  /** Of the programmes that have changed, or come, or gone. */
  readonly codes: ReadonlySet<string>;
  /** Of those of them that are there now. */
  readonly rule: MembershipRule;
}

/** Somebody who is in other programmes than before. */
export interface ChangedMember {
  readonly candidateId: string;
  readonly organisationId: string;
  /** One array for all who are in the same. */
  readonly programmeCodes: readonly string[];
}

/** Stands for a text that is not known. */
const NO_TEXT = -1;

/** Parts the codes of a set: no text of the database can hold it. */
const BETWEEN_CODES = '\0';

/**
 * Who is there: with which organisation each person is registered, what programmes' rules ask of them, and in which
 * programmes they are by that. 20 bytes a person, beside the different dates, districts and sets of programmes.
 *
 * It is kept so that other rules of a programme can be judged for everybody without reading everybody. Age and residence
 * stay in here: what goes on to the matcher is the yes or no of each rule.
 */
export class LiveRegister {
  readonly #rowOf = new Map<string, number>();
  readonly #free: number[] = [];
  #rows = new Int32Array(1024 * Field.COUNT);
  #rowCount = 0;
  readonly #texts = new CodeTable();
  readonly #sets = new CodeTable();
  /** The codes of each set. */
  readonly #codesOfSet: (readonly string[])[] = [];

  organisationOf(candidateId: string): string | undefined {
    const row = this.#rowOf.get(candidateId);
    return row === undefined ? undefined : this.#texts.names[this.#rows[row + Field.ORGANISATION]!];
  }

  /** Adds a person, or writes what is known of one who is there. */
  put(candidateId: string, organisationId: string, asked: MembershipInputs, programmeCodes: readonly string[]): void {
    let row = this.#rowOf.get(candidateId);
    if (row === undefined) {
      row = this.#free.pop() ?? this.#newRow();
      this.#rowOf.set(candidateId, row);
    }
    this.#rows[row + Field.ORGANISATION] = this.#texts.numberOf(organisationId);
    this.#rows[row + Field.PROGRAMMES] = this.#numberOfSet(programmeCodes);
    this.#rows[row + Field.BORN_ON] = this.#numberOfText(asked.bornOn);
    this.#rows[row + Field.DISTRICT] = this.#numberOfText(asked.ladCode);
    this.#rows[row + Field.REST] = pack(asked);
  }

  remove(candidateId: string): void {
    const row = this.#rowOf.get(candidateId);
    if (row === undefined) return;
    this.#rows.fill(0, row, row + Field.COUNT); // what stays is a list of days and codes without whose they are
    this.#rowOf.delete(candidateId);
    this.#free.push(row);
  }

  /**
   * Judges everybody by rules of which some have changed, so many at a time, and gives those of them who are in other
   * programmes now. Between two of these nothing else may be written.
   */
  *judge({ codes, rule }: ChangedRules, atATime: number): Generator<ChangedMember[]> {
    // Few sets and few answers make the others: by the set before, and by what was found.
    const after = new Map<number, Map<string, number>>();
    const setAfter = (before: number, found: readonly string[]): number => {
      const others = this.#codesOfSet[before]!.filter((code) => !codes.has(code));
      return this.#numberOfSet([...others, ...found]);
    };
    let changed: ChangedMember[] = [];
    let judged = 0;
    for (const [candidateId, row] of this.#rowOf) {
      const rows = this.#rows;
      const before = rows[row + Field.PROGRAMMES]!;
      const found = rule(this.#asked(row));
      const known = after.get(before) ?? new Map<string, number>();
      after.set(before, known);
      const key = found.join(BETWEEN_CODES);
      const set = known.get(key) ?? setAfter(before, found);
      known.set(key, set);
      if (set !== before) {
        rows[row + Field.PROGRAMMES] = set;
        changed.push({ candidateId, organisationId: this.#texts.names[rows[row + Field.ORGANISATION]!]!, programmeCodes: this.#codesOfSet[set]! });
      }
      judged += 1;
      if (judged % atATime === 0) {
        yield changed;
        changed = [];
      }
    }
    yield changed;
  }

  #asked(row: number): MembershipInputs {
    const rows = this.#rows;
    const rest = rows[row + Field.REST]!;
    const decile = rest & 15;
    return {
      bornOn: this.#text(rows[row + Field.BORN_ON]!),
      ladCode: this.#text(rows[row + Field.DISTRICT]!),
      postcodeDecile: decile === 0 ? null : decile,
      isVaccinationWorkforce: ANSWERS[(rest >> 4) & 3]!,
      isNhsEmployee: ANSWERS[(rest >> 6) & 3]!,
      evidence: PROGRAMME_EVIDENCE.filter((_, index) => (rest >> (8 + index)) & 1),
    };
  }

  #newRow(): number {
    const row = this.#rowCount * Field.COUNT;
    if (row === this.#rows.length) {
      const longer = new Int32Array(row * 2);
      longer.set(this.#rows);
      this.#rows = longer;
    }
    this.#rowCount += 1;
    return row;
  }

  #numberOfSet(programmeCodes: readonly string[]): number {
    const sorted = programmeCodes.toSorted();
    const set = this.#sets.numberOf(sorted.join(BETWEEN_CODES));
    this.#codesOfSet[set] ??= sorted;
    return set;
  }

  #numberOfText(text: string | null): number {
    return text === null ? NO_TEXT : this.#texts.numberOf(text);
  }

  #text(number: number): string | null {
    return this.#texts.names[number] ?? null;
  }
}

/** No, yes, not known. */
const ANSWERS = [false, true, null];

/** Four bits of the decile, 0 when not known; two of each answer; one of each kind of evidence. */
function pack({ postcodeDecile, isVaccinationWorkforce, isNhsEmployee, evidence }: MembershipInputs): number {
  const shown = PROGRAMME_EVIDENCE.reduce((bits, code, index) => bits | (evidence.includes(code) ? 1 << index : 0), 0);
  return (postcodeDecile ?? 0) + (ANSWERS.indexOf(isVaccinationWorkforce) << 4) + (ANSWERS.indexOf(isNhsEmployee) << 6) + (shown << 8);
}
