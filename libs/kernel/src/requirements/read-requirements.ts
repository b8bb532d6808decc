import { isPlainDate, type PlainDate } from '../calendar/plain-date.js';
import { CANDIDATE_STAGES, type CandidateStage, type Demand } from '../matching/facts.js';
import { LONGEST_TRAVEL_LIMIT_MINUTES } from '../matching/travel.js';
import { MOST_CHOICES, MOST_DEMANDS, REQUIREMENT_SUBJECTS, type Requirement, type RequirementProblem } from './requirement.js';

/** The rules that were sent, or everything that is wrong with them; never both. */
export type ReadRequirements =
  | { readonly requirements: readonly Requirement[]; readonly problems: readonly [] }
  | { readonly requirements: null; readonly problems: readonly RequirementProblem[] };

const EVERY_HALF_DAY = 2 ** 21 - 1;
const MOST_RULES = 40;
const CODE = /^[a-z0-9]+(?:-[a-z0-9]+)*$/u;
const PROGRAMME_CODE = /^[A-Za-z0-9]+(?:[-_][A-Za-z0-9]+)*$/u;
const DEMAND_SUBJECTS = ['level', 'english-level', 'maths-level', 'skill', 'check', 'programme', 'contract-end', 'stage', 'redeployment'] as const;

/** Subjects that are asked for and cannot be rules here, each with the way that there is. */
const ELSEWHERE: ReadonlyMap<unknown, string> = new Map([
  ...['age', 'born-on', 'date-of-birth'].map((on): [string, string] => [on, 'Ask for an age in the programme, which records why that is lawful and when it is reviewed.']),
  ...['area', 'address', 'postcode', 'residence', 'borough', 'decile', 'deprivation'].map((on): [string, string] => [on, 'Ask for a home area or a decile in the programme: what goes on from there is only whether somebody is in it.']),
  ...['consent', 'seeking', 'open'].map((on): [string, string] => [on, 'This is asked of every pair already and needs no rule.']),
  ...['ethnicity', 'disability', 'sex', 'gender', 'gender-identity', 'religion', 'sexual-orientation', 'pregnancy', 'marital-status', 'nationality'].map((on): [string, string] => [on, 'Monitoring answers never decide who is matched, so no rule can read them. Remove this rule.']),
]);

/**
 * Reads rules as staff send them, any JSON. Whatever could not be turned into the matcher's tables is refused here with
 * the reason, so that no rule is kept that would not be applied.
 */
export function readRequirements(sent: unknown): ReadRequirements {
  const reader = new Reader();
  if (!Array.isArray(sent)) reader.refuse('', 'Send a list of rules; an empty list for none.');
  else if (sent.length > MOST_RULES) reader.refuse('', `At most ${MOST_RULES} rules can be kept in one list; ${sent.length} were sent.`);
  const requirements = Array.isArray(sent) && reader.problems.length === 0 ? sent.map((rule: unknown, index) => reader.requirement(rule, `/${index}`)) : [];
  const choices = requirements.filter((rule) => rule?.on === 'choice').length;
  if (choices > MOST_CHOICES) reader.refuse('', `At most ${MOST_CHOICES} choices can be kept in one list, since each is a table over all opportunities; ${choices} were sent. Split the programme, or join choices.`);
  return reader.problems.length > 0 ? { requirements: null, problems: reader.problems } : { requirements: requirements as Requirement[], problems: [] };
}

/** Gathers what is wrong; what it gives back counts only when nothing is. */
class Reader {
  readonly problems: RequirementProblem[] = [];

  refuse(pointer: string, detail: string): null {
    this.problems.push({ pointer, detail });
    return null;
  }

  requirement(sent: unknown, pointer: string): Requirement | null {
    if (!isObject(sent)) return this.refuse(pointer, 'A rule is an object that begins with "on".');
    const { on } = sent;
    const elsewhere = ELSEWHERE.get(on);
    if (elsewhere !== undefined) return this.refuse(`${pointer}/on`, elsewhere);
    const fields = FIELDS.get(on);
    if (fields === undefined) return this.refuse(`${pointer}/on`, `A rule is on one of: ${REQUIREMENT_SUBJECTS.join(', ')}.`);
    this.onlyFields(sent, fields, pointer);
    switch (on as Requirement['on']) {
      case 'level':
        return { on: 'level', atLeast: this.whole(sent, 'atLeast', 1, 8, pointer) };
      case 'english-level':
      case 'maths-level':
        return { on: on as 'english-level', atLeast: this.whole(sent, 'atLeast', 1, 2, pointer) };
      case 'skills':
      case 'checks':
        return { on: on as 'skills', allOf: this.codes(sent, 'allOf', pointer) };
      case 'half-days':
        return this.halfDays(sent, pointer);
      case 'travel':
        return { on: 'travel', atMostMinutes: this.whole(sent, 'atMostMinutes', 1, LONGEST_TRAVEL_LIMIT_MINUTES, pointer) };
      case 'pay':
        return { on: 'pay', atLeastHourlyPence: this.whole(sent, 'atLeastHourlyPence', 1, 20_000, pointer) };
      case 'start':
        return this.startWindow(sent, pointer);
      case 'contract-end':
        return { on: 'contract-end', by: this.day(sent, 'by', pointer) };
      case 'redeployment':
        return { on: 'redeployment' };
      case 'stage':
        return { on: 'stage', anyOf: this.list(sent, 'anyOf', CANDIDATE_STAGES.length, pointer).map((stage, index) => this.stage(stage, `${pointer}/anyOf/${index}`)) };
      case 'programme':
        return { on: 'programme', anyOf: this.list(sent, 'anyOf', MOST_DEMANDS, pointer).map((code, index) => this.code(code, PROGRAMME_CODE, `${pointer}/anyOf/${index}`)) };
      case 'choice':
        return { on: 'choice', anyOf: this.list(sent, 'anyOf', MOST_DEMANDS, pointer).map((demand, index) => this.demand(demand, `${pointer}/anyOf/${index}`)) };
    }
  }

  private demand(sent: unknown, pointer: string): Demand {
    const refused = { on: 'redeployment' } as const;
    if (!isObject(sent)) return this.refuse(pointer, 'A demand is an object that begins with "on".') ?? refused;
    const { on } = sent;
    const elsewhere = ELSEWHERE.get(on);
    if (elsewhere !== undefined) return this.refuse(`${pointer}/on`, elsewhere) ?? refused;
    switch (on as Demand['on']) {
      case 'level':
        this.onlyFields(sent, ['atLeast'], pointer);
        return { on: 'level', atLeast: this.whole(sent, 'atLeast', 1, 8, pointer) };
      case 'english-level':
      case 'maths-level':
        this.onlyFields(sent, ['atLeast'], pointer);
        return { on: on as 'english-level', atLeast: this.whole(sent, 'atLeast', 1, 2, pointer) };
      case 'skill':
      case 'check':
        this.onlyFields(sent, ['code'], pointer);
        return { on: on as 'skill', code: this.code(sent['code'], CODE, `${pointer}/code`) };
      case 'programme':
        this.onlyFields(sent, ['code'], pointer);
        return { on: 'programme', code: this.code(sent['code'], PROGRAMME_CODE, `${pointer}/code`) };
      case 'contract-end':
        this.onlyFields(sent, ['by'], pointer);
        return { on: 'contract-end', by: this.day(sent, 'by', pointer) };
      case 'stage':
        this.onlyFields(sent, ['stage'], pointer);
        return { on: 'stage', stage: this.stage(sent['stage'], `${pointer}/stage`) };
      case 'redeployment':
        this.onlyFields(sent, [], pointer);
        return { on: 'redeployment' };
      default:
        // A journey, a wage, hours or a start depend on the pair: a table over opportunities cannot hold them beside a person's facts.
        return this.refuse(`${pointer}/on`, `A choice is between facts of the candidate: ${DEMAND_SUBJECTS.join(', ')}. Journey, pay, hours and start are rules of their own.`) ?? refused;
    }
  }

  private halfDays(sent: Fields, pointer: string): Requirement {
    const slots = this.whole(sent, 'slots', 1, EVERY_HALF_DAY, pointer);
    const needed = this.whole(sent, 'needed', 1, 21, pointer);
    const offered = slots.toString(2).replaceAll('0', '').length;
    if (needed > offered) this.refuse(`${pointer}/needed`, `Nobody could meet this: ${needed} half-days are needed of ${offered} that are given. Lower it, or add half-days.`);
    return { on: 'half-days', slots, needed };
  }

  private startWindow(sent: Fields, pointer: string): Requirement {
    const from = isNothing(sent['from']) ? null : this.day(sent, 'from', pointer);
    const to = isNothing(sent['to']) ? null : this.day(sent, 'to', pointer);
    if (from === null && to === null) this.refuse(pointer, 'Give "from", "to" or both.');
    if (from !== null && to !== null && to < from) this.refuse(`${pointer}/to`, 'Nothing could start between these days: "to" is before "from".');
    return { on: 'start', from, to };
  }

  private onlyFields(sent: Fields, fields: readonly string[], pointer: string): void {
    for (const name of Object.keys(sent)) {
      if (name !== 'on' && !fields.includes(name)) this.refuse(`${pointer}/${escaped(name)}`, `This field is not known here; there ${fields.length === 0 ? 'is none beside "on"' : `is: on, ${fields.join(', ')}`}.`);
    }
  }

  private whole(sent: Fields, name: string, from: number, to: number, pointer: string): number {
    const value = sent[name];
    if (typeof value === 'number' && Number.isInteger(value) && value >= from && value <= to) return value;
    this.refuse(`${pointer}/${name}`, `Must be a whole number from ${from} to ${to}.`);
    return from;
  }

  private day(sent: Fields, name: string, pointer: string): PlainDate {
    const value = sent[name];
    if (typeof value === 'string' && isPlainDate(value)) return value;
    this.refuse(`${pointer}/${name}`, 'Must be a real date, as 2026-03-31.');
    return '';
  }

  private list(sent: Fields, name: string, most: number, pointer: string): readonly unknown[] {
    const value = sent[name];
    if (Array.isArray(value) && value.length > 0 && value.length <= most) return value as unknown[];
    this.refuse(`${pointer}/${name}`, `Must be a list of 1 to ${most}.`);
    return [];
  }

  private codes(sent: Fields, name: string, pointer: string): readonly string[] {
    return this.list(sent, name, 20, pointer).map((code, index) => this.code(code, CODE, `${pointer}/${name}/${index}`));
  }

  private code(value: unknown, form: RegExp, pointer: string): string {
    if (typeof value === 'string' && value.length <= 60 && form.test(value)) return value;
    this.refuse(pointer, form === CODE ? 'Must be a code in small letters, as dbs-enhanced.' : 'Must be the code of a programme.');
    return '';
  }

  private stage(value: unknown, pointer: string): CandidateStage {
    const stage = CANDIDATE_STAGES.find((known) => known === value);
    if (stage === undefined) this.refuse(pointer, `Must be one of: ${CANDIDATE_STAGES.join(', ')}.`);
    return stage ?? 'looking';
  }
}

type Fields = Readonly<Record<string, unknown>>;

/** The fields that a rule has beside "on", by its subject. */
const FIELDS: ReadonlyMap<unknown, readonly string[]> = new Map<Requirement['on'], readonly string[]>([
  ['level', ['atLeast']],
  ['english-level', ['atLeast']],
  ['maths-level', ['atLeast']],
  ['skills', ['allOf']],
  ['checks', ['allOf']],
  ['half-days', ['slots', 'needed']],
  ['travel', ['atMostMinutes']],
  ['pay', ['atLeastHourlyPence']],
  ['start', ['from', 'to']],
  ['contract-end', ['by']],
  ['redeployment', []],
  ['stage', ['anyOf']],
  ['programme', ['anyOf']],
  ['choice', ['anyOf']],
]);

function isObject(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isNothing(value: unknown): boolean {
  return value === undefined || value === null;
}

/** A name as a part of a JSON pointer (RFC 6901, section 3). */
function escaped(name: string): string {
  return name.replaceAll('~', '~0').replaceAll('/', '~1');
}
