import { isPlainDate } from '../calendar/plain-date.js';
import type { RequirementProblem } from '../requirements/requirement.js';
import { readRequirements } from '../requirements/read-requirements.js';
import { USUAL_ADVANTAGE, type AllocationTerms, type ReserveTerm, type WishTerm } from './allocation-terms.js';
import type { RuleChange, Scenario, SomeOpportunities } from './scenario.js';
import { MOST_PLACE_VALUE, MOST_POINTS } from './terms-problems.js';

/** The scenario that was sent, or everything that is wrong with it; never both. */
export type ReadScenario =
  | { readonly scenario: Scenario; readonly problems: readonly [] }
  | { readonly scenario: null; readonly problems: readonly RequirementProblem[] };

const MOST_PLACES = 100_000;
const MOST_LISTED = 100_000;
const MOST_PENCE_MORE = 5000;
const MOST_MINUTES_MORE = 120;
const MOST_RULE_CHANGES = 20;
const MOST_CODES = 20;
/** Of a file of thousands of wrong ids the first say enough. */
const MOST_PROBLEMS = 100;
/** No character that a database cannot store or that a log or a terminal would act on. */
const PLAIN_TEXT = /^[^\p{Cc}\p{Cs}]*$/u;
const CODE = /^[a-z0-9]+(?:-[a-z0-9]+)*$/u;

/**
 * Reads a scenario as it is sent, any JSON: `together` as a list of `{candidateIds}`, everything else as the type says.
 * Opportunities that the scenario changes must be of the market; whom and what its terms name is for termsProblems to say,
 * since that is asked of an allocation's own terms as well.
 *
 * @param market ids of the opportunities that there are
 */
export function readScenario(sent: unknown, market: ReadonlySet<string>): ReadScenario {
  const reader = new Reader(market);
  const scenario = reader.scenario(sent);
  return reader.problems.length > 0 ? { scenario: null, problems: reader.problems } : { scenario, problems: [] };
}

type Fields = Readonly<Record<string, unknown>>;
type ReadOne<Value> = (sent: unknown, pointer: string) => Value;

/** Gathers what is wrong; what it gives back counts only when nothing is. */
class Reader {
  readonly problems: RequirementProblem[] = [];

  constructor(readonly market: ReadonlySet<string>) {}

  scenario(sent: unknown): Scenario {
    const { places, hourlyPenceMore, travelMinutesMore, rules, terms, ...others } = this.fields(sent, '', 'A scenario');
    this.noOthers(others, '', 'places, hourlyPenceMore, travelMinutesMore, rules, terms');
    const given = [places, hourlyPenceMore, travelMinutesMore, rules, terms].some((one) => one !== undefined);
    if (!given && this.problems.length === 0) this.refuse('', 'Nothing would be otherwise. Give places, hourlyPenceMore, travelMinutesMore, rules or terms.', null);
    return {
      ...optional('places', places, (value) => this.places(value)),
      ...optional('hourlyPenceMore', hourlyPenceMore, (value) => this.hourlyPenceMore(value)),
      ...optional('travelMinutesMore', travelMinutesMore, (value) => this.whole(value, 0, MOST_MINUTES_MORE, '/travelMinutesMore')),
      ...optional('rules', rules, (value) => this.list(value, 1, MOST_RULE_CHANGES, '/rules', (rule, pointer) => this.ruleChange(rule, pointer))),
      ...optional('terms', terms, (value) => this.terms(value)),
    };
  }

  private places(sent: unknown): NonNullable<Scenario['places']> {
    const all = this.list(sent, 1, MOST_LISTED, '/places', (one, pointer) => {
      const { opportunityId, places, ...others } = this.fields(one, pointer, 'This');
      this.noOthers(others, pointer, 'opportunityId, places');
      return { opportunityId: this.opportunityOfMarket(opportunityId, `${pointer}/opportunityId`), places: this.whole(places, 0, MOST_PLACES, `${pointer}/places`) };
    });
    const seen = new Set<string>();
    for (const [at, { opportunityId }] of all.entries()) {
      if (seen.has(opportunityId)) this.refuse(`/places/${at}/opportunityId`, 'The places of this opportunity are given already. Give them once.', null);
      seen.add(opportunityId);
    }
    return all;
  }

  private hourlyPenceMore(sent: unknown): NonNullable<Scenario['hourlyPenceMore']> {
    const { opportunityIds, pence, ...others } = this.fields(sent, '/hourlyPenceMore', 'This');
    this.noOthers(others, '/hourlyPenceMore', 'opportunityIds, pence');
    return { opportunityIds: this.someOpportunities(opportunityIds, '/hourlyPenceMore/opportunityIds'), pence: this.whole(pence, 1, MOST_PENCE_MORE, '/hourlyPenceMore/pence') };
  }

  private ruleChange(sent: unknown, pointer: string): RuleChange {
    const { opportunityIds, withoutSkills, withoutChecks, minimumLevelAtMost, englishLevelAtMost, mathsLevelAtMost, openToEverybody, demands, ...others } = this.fields(sent, pointer, 'A change of rules');
    this.noOthers(others, pointer, 'opportunityIds, withoutSkills, withoutChecks, minimumLevelAtMost, englishLevelAtMost, mathsLevelAtMost, openToEverybody, demands');
    const codes = (value: unknown, at: string): string[] => this.list(value, 1, MOST_CODES, at, (code, place) => this.code(code, place));
    return {
      opportunityIds: this.someOpportunities(opportunityIds, `${pointer}/opportunityIds`),
      ...optional('withoutSkills', withoutSkills, (value) => codes(value, `${pointer}/withoutSkills`)),
      ...optional('withoutChecks', withoutChecks, (value) => codes(value, `${pointer}/withoutChecks`)),
      ...optional('minimumLevelAtMost', minimumLevelAtMost, (value) => this.whole(value, 0, 8, `${pointer}/minimumLevelAtMost`)),
      ...optional('englishLevelAtMost', englishLevelAtMost, (value) => this.whole(value, 0, 2, `${pointer}/englishLevelAtMost`)),
      ...optional('mathsLevelAtMost', mathsLevelAtMost, (value) => this.whole(value, 0, 2, `${pointer}/mathsLevelAtMost`)),
      ...optional('openToEverybody', openToEverybody, (value) => this.yesOrNo(value, `${pointer}/openToEverybody`)),
      ...optional('demands', demands, (value) => {
        const { requirements, problems } = readRequirements(value);
        for (const problem of problems) this.refuse(`${pointer}/demands${problem.pointer}`, problem.detail, null);
        return requirements ?? [];
      }),
    };
  }

  private terms(sent: unknown): Partial<AllocationTerms> {
    const { variant, placeValue, reserves, minimums, wishPoints, wishes, excludedPairs, together, rankings, ...others } = this.fields(sent, '/terms', 'Terms');
    this.noOthers(others, '/terms', 'variant, placeValue, reserves, minimums, wishPoints, wishes, excludedPairs, together, rankings');
    const id: ReadOne<string> = (value, pointer) => this.id(value, pointer);
    const ids = (value: unknown, pointer: string): string[] => this.list(value, 0, MOST_LISTED, pointer, id);
    const all = <Value>(name: string, value: unknown, read: ReadOne<Value>): Value[] => this.list(value, 0, MOST_LISTED, `/terms/${name}`, read);
    return {
      ...optional('variant', variant, (value) => this.variant(value)),
      ...optional('placeValue', placeValue, (value) => this.whole(value, 0, MOST_PLACE_VALUE, '/terms/placeValue')),
      ...optional('reserves', reserves, (value) => all('reserves', value, (one, pointer) => this.reserve(one, pointer))),
      ...optional('minimums', minimums, (value) =>
        all('minimums', value, (one, pointer) => {
          const { programmeCode, places, ...rest } = this.fields(one, pointer, 'A minimum');
          this.noOthers(rest, pointer, 'programmeCode, places');
          return { programmeCode: this.programmeCode(programmeCode, `${pointer}/programmeCode`), places: this.whole(places, 0, MOST_PLACES, `${pointer}/places`) };
        }),
      ),
      ...optional('wishPoints', wishPoints, (value) => this.whole(value, 0, MOST_POINTS, '/terms/wishPoints')),
      ...optional('wishes', wishes, (value) => all('wishes', value, (one, pointer) => this.wish(one, pointer))),
      ...optional('excludedPairs', excludedPairs, (value) =>
        all('excludedPairs', value, (one, pointer) => {
          const { candidateId, opportunityId, reason, ...rest } = this.fields(one, pointer, 'A pair');
          this.noOthers(rest, pointer, 'candidateId, opportunityId, reason');
          const pair = { candidateId: this.id(candidateId, `${pointer}/candidateId`), opportunityId: this.id(opportunityId, `${pointer}/opportunityId`) };
          return { ...pair, ...optional('reason', reason, (text) => this.line(text, 500, `${pointer}/reason`)) };
        }),
      ),
      ...optional('together', together, (value) =>
        all('together', value, (one, pointer) => {
          const { candidateIds, ...rest } = this.fields(one, pointer, 'A group');
          this.noOthers(rest, pointer, 'candidateIds');
          return ids(candidateIds, `${pointer}/candidateIds`);
        }),
      ),
      ...optional('rankings', rankings, (value) =>
        all('rankings', value, (one, pointer) => {
          const { opportunityId, candidateIds, ...rest } = this.fields(one, pointer, 'A ranking');
          this.noOthers(rest, pointer, 'opportunityId, candidateIds');
          return { opportunityId: this.id(opportunityId, `${pointer}/opportunityId`), candidateIds: ids(candidateIds, `${pointer}/candidateIds`) };
        }),
      ),
    };
  }

  private reserve(sent: unknown, pointer: string): ReserveTerm {
    const { opportunityId, programmeCode, places, isHard, releasedOn, advantage, ...others } = this.fields(sent, pointer, 'A reserve');
    this.noOthers(others, pointer, 'opportunityId, programmeCode, places, isHard, releasedOn, advantage');
    return {
      opportunityId: this.id(opportunityId, `${pointer}/opportunityId`),
      programmeCode: this.programmeCode(programmeCode, `${pointer}/programmeCode`),
      places: this.whole(places, 1, MOST_PLACES, `${pointer}/places`),
      isHard: this.yesOrNo(isHard ?? false, `${pointer}/isHard`),
      releasedOn: releasedOn === undefined || releasedOn === null ? null : this.day(releasedOn, `${pointer}/releasedOn`),
      advantage: this.whole(advantage ?? USUAL_ADVANTAGE, 0, MOST_POINTS, `${pointer}/advantage`),
    };
  }

  private wish(sent: unknown, pointer: string): WishTerm {
    const { candidateId, opportunityIds, declinedIds, isBinding, ...others } = this.fields(sent, pointer, 'An order of wishes');
    this.noOthers(others, pointer, 'candidateId, opportunityIds, declinedIds, isBinding');
    const ids = (value: unknown, name: string): string[] => this.list(value ?? [], 0, MOST_LISTED, `${pointer}/${name}`, (id, at) => this.id(id, at));
    return {
      candidateId: this.id(candidateId, `${pointer}/candidateId`),
      opportunityIds: ids(opportunityIds, 'opportunityIds'),
      declinedIds: ids(declinedIds, 'declinedIds'),
      isBinding: this.yesOrNo(isBinding ?? false, `${pointer}/isBinding`),
    };
  }

  private someOpportunities(sent: unknown, pointer: string): SomeOpportunities {
    if (sent === 'all') return 'all';
    if (!Array.isArray(sent)) return this.refuse(pointer, 'Must be a list of ids, or "all".', []);
    return this.list(sent, 1, MOST_LISTED, pointer, (id, at) => this.opportunityOfMarket(id, at));
  }

  private opportunityOfMarket(sent: unknown, pointer: string): string {
    const id = this.id(sent, pointer);
    return id === '' || this.market.has(id) ? id : this.refuse(pointer, 'There is no such opportunity in the market of this allocation. Give the id of one that is.', '');
  }

  private variant(sent: unknown): AllocationTerms['variant'] {
    return sent === 'optimal' || sent === 'stable' ? sent : this.refuse('/terms/variant', 'Must be one of: optimal, stable.', 'optimal');
  }

  /** What lies in something that is refused as a whole is not refused again. */
  private refuse<Value>(pointer: string, detail: string, instead: Value): Value {
    const { problems } = this;
    if (problems.length < MOST_PROBLEMS && !problems.some((one) => pointer.startsWith(`${one.pointer}/`))) problems.push({ pointer, detail });
    return instead;
  }

  private fields(sent: unknown, pointer: string, name: string): Fields {
    if (typeof sent === 'object' && sent !== null && !Array.isArray(sent)) return sent as Fields;
    return this.refuse(pointer, `${name} is an object with named fields.`, {});
  }

  private noOthers(others: Fields, pointer: string, known: string): void {
    // A name as a part of a JSON pointer (RFC 6901, section 3).
    for (const name of Object.keys(others)) this.refuse(`${pointer}/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`, `This field is not known here; there is: ${known}.`, null);
  }

  private list<Value>(sent: unknown, least: number, most: number, pointer: string, read: ReadOne<Value>): Value[] {
    if (!Array.isArray(sent) || sent.length < least || sent.length > most) return this.refuse(pointer, `Must be a list of ${least} to ${most}.`, []);
    return sent.map((one: unknown, at) => read(one, `${pointer}/${at}`));
  }

  private whole(sent: unknown, from: number, to: number, pointer: string): number {
    return typeof sent === 'number' && Number.isInteger(sent) && sent >= from && sent <= to ? sent : this.refuse(pointer, `Must be a whole number from ${from} to ${to}.`, from);
  }

  private yesOrNo(sent: unknown, pointer: string): boolean {
    return typeof sent === 'boolean' ? sent : this.refuse(pointer, 'Must be true or false.', false);
  }

  /** Ids are the same in capitals. */
  private id(sent: unknown, pointer: string): string {
    return this.programmeCode(sent, pointer).toLowerCase();
  }

  private programmeCode(sent: unknown, pointer: string): string {
    return this.line(sent, 60, pointer);
  }

  private line(sent: unknown, most: number, pointer: string): string {
    return typeof sent === 'string' && sent !== '' && sent.length <= most && PLAIN_TEXT.test(sent) ? sent : this.refuse(pointer, `Must be a text of 1 to ${most} characters.`, '');
  }

  private code(sent: unknown, pointer: string): string {
    return typeof sent === 'string' && sent.length <= 60 && CODE.test(sent) ? sent : this.refuse(pointer, 'Must be a code in small letters, as dbs-enhanced.', '');
  }

  private day(sent: unknown, pointer: string): string {
    return typeof sent === 'string' && isPlainDate(sent) ? sent : this.refuse(pointer, 'Must be a real date, as 2026-03-31.', '');
  }
}

/** A field with what is read of it, or none when it was not sent. */
function optional<Name extends string, Value>(name: Name, sent: unknown, read: (sent: unknown) => Value): Partial<Record<Name, Value>> {
  return sent === undefined ? {} : ({ [name]: read(sent) } as Partial<Record<Name, Value>>);
}
