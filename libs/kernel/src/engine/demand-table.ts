import { toEpochDay } from '../calendar/plain-date.js';
import { CANDIDATE_STAGES, type Demand, type OpportunityFacts } from '../matching/facts.js';
import type { CodeTable } from './code-table.js';

/** What a candidate can be tested for without looking at an opportunity. */
type Test = Demand | { readonly on: 'contract-unknown' };

/** Met by one test at least; by nobody when there are none. */
export type TestGroup = readonly Test[];

/**
 * Every rule of an opportunity that looks at the candidate alone, as groups of tests that must all be met: level, skills,
 * checks, programmes, contract, stage, redeployment, choices. What is left are the rules that compare two numbers or
 * places: pay, start, schedule, travel.
 */
export function testGroupsOf(facts: OpportunityFacts): readonly TestGroup[] {
  const groups: TestGroup[] = [
    ...facts.requiredSkillCodes.map((code): TestGroup => [{ on: 'skill', code }]),
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

/** Name of a code in the table that candidates' codes are numbered by. */
export const codeName = {
  skill: (code: string): string => `s${code}`,
  check: (code: string): string => `c${code}`,
  programme: (code: string): string => `p${code}`,
} as const;

/** What the tests look at, of one candidate. */
export interface TestedPerson {
  readonly level: number;
  readonly english: number;
  readonly maths: number;
  readonly stage: number;
  readonly isForRedeployment: boolean;
  /** NO_CONTRACT_DAY when not known. */
  readonly contractDay: number;
  /** 1 at the number of every code held. */
  readonly marks: Uint8Array;
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
  readonly #starts: Int32Array;
  readonly #kinds: Uint8Array;
  readonly #arguments: Int32Array;

  /** @param codes numbers of the candidates' codes; codes of the groups are added to it */
  constructor(readonly groups: readonly TestGroup[], codes: CodeTable) {
    const tests = groups.flat().map((test) => compiled(test, codes));
    this.#kinds = Uint8Array.from(tests, ([kind]) => kind);
    this.#arguments = Int32Array.from(tests, ([, argument]) => argument);
    this.#starts = new Int32Array(groups.length + 1);
    for (const [at, group] of groups.entries()) this.#starts[at + 1] = this.#starts[at]! + group.length;
  }

  /** How many bytes `answer` fills: one for eight groups. */
  get byteCount(): number {
    return (this.groups.length + 7) >> 3;
  }

  /** Writes a bit for every group, 1 when met, eight in a byte; the bits past the last group are 1. */
  answer(person: TestedPerson, bytes: Uint8Array): void {
    const starts = this.#starts;
    bytes.fill(0xff);
    for (let group = 0; group < starts.length - 1; group += 1) {
      let at = starts[group]!;
      const end = starts[group + 1]!;
      while (at < end && !this.#meets(person, at)) at += 1;
      if (at === end) bytes[group >> 3]! &= ~(1 << (group & 7));
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
        return person.marks[argument] === 1;
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
