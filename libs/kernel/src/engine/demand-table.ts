import { toEpochDay } from '../calendar/plain-date.js';
import { CANDIDATE_STAGES, type Demand, type OpportunityFacts } from '../matching/facts.js';
import { codeName, type CodeTable } from './code-table.js';
import type { HeldCodes } from './held-codes.js';

/** What a candidate can be tested for without looking at an opportunity. */
type Test = Demand | { readonly on: 'contract-unknown' };

/** Met by one test at least; by nobody when there are none. */
export type TestGroup = readonly Test[];

/**
 * The rules of an opportunity that look at the candidate alone, as groups of tests that must all be met: level, checks,
 * programmes, contract, stage, redeployment, choices. Required skills, of which there are many, have bitmaps of their own.
 * What is left are the rules that compare two numbers or places: pay, start, schedule, travel.
 */
export function testGroupsOf(facts: OpportunityFacts): readonly TestGroup[] {
  const groups: TestGroup[] = [
    ...facts.requiredCheckCodes.map((code): TestGroup => [{ on: 'check', code }]),
    ...facts.choices,
  ];
  if (facts.minimumLevel > 0) groups.push([{ on: 'level', atLeast: facts.minimumLevel }]);
  if (facts.minimumEnglishLevel > 0) groups.push([{ on: 'english-level', atLeast: facts.minimumEnglishLevel }]);
  if (facts.minimumMathsLevel > 0) groups.push([{ on: 'maths-level', atLeast: facts.minimumMathsLevel }]);
  if (facts.programmeCodes.length > 0) groups.push(facts.programmeCodes.map((code) => ({ on: 'programme', code })));
  if (facts.stages !== null) groups.push(facts.stages.map((stage) => ({ on: 'stage', stage })));
  if (facts.isForRedeploymentOnly) groups.push([{ on: 'redeployment' }]);
  // A contract whose end is not known does not exclude by the rule, though it meets no choice.
  if (facts.contractEndsBy !== null) groups.push([{ on: 'contract-end', by: facts.contractEndsBy }, { on: 'contract-unknown' }]);
  return groups;
}

/** One text for groups that ask the same. */
export function keyOfGroup(group: TestGroup): string {
  return [...new Set(group.map((test) => JSON.stringify(test)))].toSorted().join(' ');
}

/** Groups that few answers tell apart beside each other: eight neighbours make one mask. */
export function compareGroups(a: TestGroup, b: TestGroup): number {
  return placeOfGroup(a) - placeOfGroup(b);
}

const PLACES = ['level', 'english-level', 'maths-level', 'stage', 'redeployment', 'contract-end', 'contract-unknown', 'programme', 'check', 'skill'];

function placeOfGroup([first]: TestGroup): number {
  return first === undefined ? -1 : PLACES.indexOf(first.on);
}

/** What the tests look at, of one candidate. */
export interface TestedPerson {
  readonly level: number;
  readonly english: number;
  readonly maths: number;
  readonly stage: number;
  readonly isForRedeployment: boolean;
  /** NO_CONTRACT_DAY when not known. */
  readonly contractDay: number;
  readonly held: HeldCodes;
}

/** Stands for a contract without a known end; before every date. */
export const NO_CONTRACT_DAY = -(2 ** 31);

const LEVEL = 0;
const ENGLISH = 1;
const MATHS = 2;
const HELD = 3;
const CONTRACT_END = 4;
const CONTRACT_UNKNOWN = 5;
const STAGE = 6;
const REDEPLOYMENT = 7;

/** Groups of tests as numbers: a candidate goes through all of them in a fraction of a microsecond. */
export class CompiledGroups {
  /** Group that holding a code meets, by code; -1: none. Most groups are of this kind, and nobody holds many codes. */
  readonly #groupOfCode: Int32Array;
  /** Answers of somebody who meets none of the groups: bits past the last group are 1. */
  readonly #nothing: Uint8Array;
  /** The other groups, and their tests. */
  readonly #asked: Int32Array;
  readonly #starts: Int32Array;
  readonly #kinds: Uint8Array;
  readonly #arguments: Int32Array;

  /** @param codes numbers of the candidates' codes; codes of the groups are added to it */
  constructor(readonly groups: readonly TestGroup[], codes: CodeTable) {
    const numbered = groups.map((group) => group.map((test) => compiled(test, codes)));
    const asked = [...numbered.entries()].filter(([, tests]) => tests.length !== 1 || tests[0]![0] !== HELD);
    const tests = asked.flatMap(([, own]) => own);
    this.#groupOfCode = new Int32Array(codes.names.length).fill(-1);
    for (const [group, [first]] of numbered.entries()) if (first?.[0] === HELD && numbered[group]!.length === 1) this.#groupOfCode[first[1]] = group;
    this.#nothing = new Uint8Array(this.byteCount);
    for (let bit = groups.length; bit < this.byteCount * 8; bit += 1) this.#nothing[bit >> 3]! |= 1 << (bit & 7);
    this.#asked = Int32Array.from(asked, ([group]) => group);
    this.#kinds = Uint8Array.from(tests, ([kind]) => kind);
    this.#arguments = Int32Array.from(tests, ([, argument]) => argument);
    this.#starts = new Int32Array(asked.length + 1);
    for (const [at, [, own]] of asked.entries()) this.#starts[at + 1] = this.#starts[at]! + own.length;
  }

  /** How many bytes `answer` fills: one for eight groups. */
  get byteCount(): number {
    return (this.groups.length + 7) >> 3;
  }

  /** Writes a bit for every group, 1 when met, eight in a byte; the bits past the last group are 1. */
  answer(person: TestedPerson, bytes: Uint8Array): void {
    const starts = this.#starts;
    const { codes, from, end } = person.held;
    bytes.set(this.#nothing);
    for (let at = from; at < end; at += 1) {
      const group = this.#groupOfCode[codes[at]!] ?? -1;
      if (group >= 0) bytes[group >> 3]! |= 1 << (group & 7);
    }
    for (let index = 0; index < starts.length - 1; index += 1) {
      let at = starts[index]!;
      const last = starts[index + 1]!;
      while (at < last && !this.#meets(person, at)) at += 1;
      if (at === last) continue;
      const group = this.#asked[index]!;
      bytes[group >> 3]! |= 1 << (group & 7);
    }
  }

  #meets(person: TestedPerson, at: number): boolean {
    const argument = this.#arguments[at]!;
    switch (this.#kinds[at]) {
      case LEVEL:
        return person.level >= argument;
      case ENGLISH:
        return person.english >= argument;
      case MATHS:
        return person.maths >= argument;
      case HELD:
        return person.held.marks[argument] === 1;
      case CONTRACT_END:
        return person.contractDay !== NO_CONTRACT_DAY && person.contractDay <= argument;
      case CONTRACT_UNKNOWN:
        return person.contractDay === NO_CONTRACT_DAY;
      case STAGE:
        return person.stage === argument;
      default:
        return person.isForRedeployment;
    }
  }
}

function compiled(test: Test, codes: CodeTable): readonly [kind: number, argument: number] {
  switch (test.on) {
    case 'level':
      return [LEVEL, test.atLeast];
    case 'english-level':
      return [ENGLISH, test.atLeast];
    case 'maths-level':
      return [MATHS, test.atLeast];
    case 'skill':
    case 'check':
    case 'programme':
      return [HELD, codes.numberOf(codeName[test.on](test.code))];
    case 'contract-end':
      return [CONTRACT_END, toEpochDay(test.by)];
    case 'contract-unknown':
      return [CONTRACT_UNKNOWN, 0];
    case 'stage':
      return [STAGE, CANDIDATE_STAGES.indexOf(test.stage)];
    case 'redeployment':
      return [REDEPLOYMENT, 0];
  }
}
