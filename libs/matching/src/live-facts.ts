import { setImmediate } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import {
  compareIds,
  LiveMarket,
  LivePeople,
  membershipRule,
  thoseThatAskAll,
  type AnswerOver,
  type CandidateFacts,
  type EngineContext,
  type MarketAnswer,
  type MarketQuestion,
  type OpportunityFacts,
  type PlainDate,
  type Programme,
  type RankedCandidate,
  type RankedOpportunity,
  type TravelTimes,
} from '#lib/kernel';
import { LiveRegister, type ChangedRules } from './live-register.js';
import type { PersonNow } from './matching-facts.js';

/** Best first, and how many there are beyond the list. */
export interface Best<Ranked> {
  readonly eligibleCount: number;
  readonly best: readonly Ranked[];
}

/** As the engine takes it, with travel times that an explanation can ask too. */
export interface LiveContext extends EngineContext {
  readonly travelTimes?: Pick<TravelTimes, 'from' | 'minutes'> | undefined;
}

/** Where an opportunity or a person stands in the tree of organisations. */
export interface Placed<Facts> {
  readonly facts: Facts;
  readonly organisationId: string;
}

/** A person, and whether partners may be shown them. */
export interface PlacedPerson extends Placed<CandidateFacts>, PersonNow {
  readonly isShared: boolean;
}

/** People who are put, or judged anew, before whoever waits is served: some milliseconds. */
const MOST_PUT = 100;
const MOST_JUDGED = 2500;

/** People of an organisation: all, and those of them whom partners may be shown, since a count counts nobody else. */
interface PeopleOfOrganisation {
  readonly all: LivePeople;
  readonly shared: LivePeople;
}

/**
 * The market and the people of all organisations as they stand, kept apart as row-level security keeps them: opportunities
 * by City, people by the organisation that looks after them. Whoever asks says which of them they reach, and the answer is
 * exactly that of a run over nobody and nothing else.
 */
export class LiveFacts {
  readonly #markets = new Map<string, LiveMarket>();
  readonly #cityOf = new Map<string, string>();
  readonly #people = new Map<string, PeopleOfOrganisation>();
  readonly #register = new LiveRegister();
  #programmes: readonly Programme[];

  /**
   * @param programmes whose rules say who is in them, all that there are
   * @param cities City of each organisation
   * @param people with the programmes that those rules say
   */
  constructor(
    readonly context: LiveContext,
    programmes: readonly Programme[],
    private readonly cities: ReadonlyMap<string, string>,
    opportunities: readonly Placed<OpportunityFacts>[],
    people: readonly PlacedPerson[],
  ) {
    this.#programmes = programmes;
    const byCity = grouped(opportunities, ({ organisationId }) => cities.get(organisationId) ?? '');
    for (const [city, placed] of byCity) {
      this.#markets.set(city, new LiveMarket(placed.map(({ facts }) => facts), context));
      for (const { facts } of placed) this.#cityOf.set(facts.opportunityId, city);
    }
    const asking = thoseThatAskAll(opportunities.map(({ facts }) => withZoneIfUsed(facts, context)));
    for (const [organisationId, placed] of grouped(people, (person) => person.organisationId)) {
      this.#people.set(organisationId, {
        all: livePeople(placed, asking, context),
        shared: livePeople(placed.filter(({ isShared }) => isShared), asking, context),
      });
      for (const { facts, asked } of placed) this.#register.put(facts.candidateId, organisationId, asked, facts.programmeCodes);
    }
  }

  /** The programmes by which people are judged. */
  get programmes(): readonly Programme[] {
    return this.#programmes;
  }

  /** The facts of an opportunity, as they stand; whether somebody may know them is not asked here. */
  opportunity(opportunityId: string): OpportunityFacts | undefined {
    return this.#markets.get(this.#cityOf.get(opportunityId) ?? '')?.factsOf(opportunityId);
  }

  /** The Cities of some organisations. */
  citiesOf(organisationIds: readonly string[]): ReadonlySet<string> {
    return new Set(organisationIds.flatMap((id) => this.cities.get(id) ?? []));
  }

  /** Whether an opportunity is in one of some Cities. */
  isIn(cities: ReadonlySet<string>, opportunityId: string): boolean {
    return cities.has(this.#cityOf.get(opportunityId) ?? '');
  }

  /** The organisations of the City that an opportunity is in. */
  organisationsAround(opportunityId: string): string[] {
    const opportunityCity = this.#cityOf.get(opportunityId);
    return [...this.cities].flatMap(([organisationId, city]) => (city === opportunityCity ? [organisationId] : []));
  }

  opportunityIds(): string[] {
    return [...this.#cityOf.keys()];
  }

  /** Costs next to nothing for one that is there as it is, so that all can be put of which a few have changed. */
  putOpportunity({ facts, organisationId }: Placed<OpportunityFacts>): void {
    const city = this.cities.get(organisationId) ?? '';
    if (this.#cityOf.get(facts.opportunityId) === city && isDeepStrictEqual(this.opportunity(facts.opportunityId), facts)) return;
    this.removeOpportunity(facts.opportunityId);
    const market = this.#markets.get(city) ?? new LiveMarket([], this.context);
    this.#markets.set(city, market);
    this.#cityOf.set(facts.opportunityId, city);
    market.put(facts);
  }

  removeOpportunity(opportunityId: string): void {
    const city = this.#cityOf.get(opportunityId);
    if (city !== undefined) this.#markets.get(city)!.remove(opportunityId);
    this.#cityOf.delete(opportunityId);
  }

  /**
   * Puts people as they are, who were judged by the {@link programmes} that are here, or by those that are put next. While
   * many are written others are served, who find each person as before or as now.
   */
  async putPeople(people: readonly PlacedPerson[]): Promise<void> {
    for (const [at, person] of people.entries()) {
      this.#putPerson(person);
      if (at % MOST_PUT === MOST_PUT - 1) await setImmediate();
    }
  }

  #putPerson({ facts, asked, organisationId, isShared }: PlacedPerson): void {
    if (this.#register.organisationOf(facts.candidateId) !== organisationId) this.removePerson(facts.candidateId);
    const people = this.#people.get(organisationId) ?? { all: livePeople([], [], this.context), shared: livePeople([], [], this.context) };
    this.#people.set(organisationId, people);
    this.#register.put(facts.candidateId, organisationId, asked, facts.programmeCodes);
    people.all.put(facts);
    if (isShared) people.shared.put(facts);
    else people.shared.remove(facts.candidateId);
  }

  removePerson(candidateId: string): void {
    const organisationId = this.#register.organisationOf(candidateId);
    if (organisationId === undefined) return;
    const people = this.#people.get(organisationId)!;
    people.all.remove(candidateId);
    people.shared.remove(candidateId);
    this.#register.remove(candidateId);
  }

  /**
   * Judges everybody by the programmes that are others now, without reading anybody, and writes whoever is in others by
   * that. Nothing else may be put before it has ended; questions may be asked, which find each person as before or as now.
   */
  async putProgrammes(programmes: readonly Programme[]): Promise<void> {
    const changed = changedRules(this.#programmes, programmes, this.context.asOfOn);
    this.#programmes = programmes;
    if (changed.codes.size === 0) return;
    for (const found of this.#register.judge(changed, MOST_JUDGED)) {
      for (const [organisationId, members] of grouped(found, (member) => member.organisationId)) {
        const people = this.#people.get(organisationId)!;
        people.all.putProgrammes(members);
        people.shared.putProgrammes(members);
      }
      await setImmediate();
    }
  }

  /** Answers that hold no more on the facts as they stand. */
  answersOver(): AnswerOver[] {
    return [...this.#people.values()].flatMap(({ all }) => all.answersOver((opportunityId) => this.opportunity(opportunityId)));
  }

  /** The best opportunities of some Cities for one person, whoever that is. */
  bestOpportunities(candidate: CandidateFacts, cities: Iterable<string>): Best<RankedOpportunity> {
    const found = [...new Set(cities)].flatMap((city) => this.#markets.get(city)?.match(candidate) ?? []);
    return joined(found.map(({ eligibleCount, topOpportunities }) => ({ eligibleCount, best: topOpportunities })), ({ opportunityId }) => opportunityId, this.context.limit);
  }

  /** What the market of some Cities answers for one person: that of all their opportunities at once. */
  answer(question: MarketQuestion, cities: ReadonlySet<string>): MarketAnswer {
    const [first, ...others] = [...cities].flatMap((city) => this.#markets.get(city) ?? []);
    if (first === undefined) return { eligibleCount: 0, place: null, topOpportunities: [] };
    if (others.length === 0) return first.answer(question);
    // A place among several Cities is known from their whole lists: few ask who reach more than one.
    const found = [first, ...others].map((market) => market.answer({ ...question, limit: Infinity }));
    const { eligibleCount, best } = joined(found.map((one) => ({ eligibleCount: one.eligibleCount, best: one.topOpportunities })), ({ opportunityId }) => opportunityId, Infinity);
    const place = best.findIndex(({ opportunityId }) => opportunityId === question.placeOf) + 1;
    return { eligibleCount, place: place === 0 ? null : place, topOpportunities: best.slice(0, question.limit) };
  }

  /** The best people for one opportunity: of organisations whose people one looks after, and of those who share theirs. */
  bestPeople(opportunity: OpportunityFacts, own: Iterable<string>, sharing: Iterable<string>): Best<RankedCandidate> {
    const lookedAfter = new Set(own);
    const asked = withZoneIfUsed(opportunity, this.context);
    const found = [
      ...[...lookedAfter].flatMap((organisationId) => this.#people.get(organisationId)?.all ?? []),
      ...[...new Set(sharing)].filter((organisationId) => !lookedAfter.has(organisationId)).flatMap((organisationId) => this.#people.get(organisationId)?.shared ?? []),
    ].map((people) => people.match(asked));
    return joined(found.map(({ eligibleCount, topCandidates }) => ({ eligibleCount, best: topCandidates })), ({ candidateId }) => candidateId, this.context.limit);
  }
}

/** What is judged anew when programmes take the place of others. */
function changedRules(before: readonly Programme[], now: readonly Programme[], on: PlainDate): ChangedRules {
  const isOther = (programme: Programme): boolean => !isDeepStrictEqual(programme, before.find(({ code }) => code === programme.code));
  const changed = now.filter(isOther);
  const gone = before.filter(({ code }) => !now.some((programme) => programme.code === code));
  return { codes: new Set([...changed, ...gone].map(({ code }) => code)), rule: membershipRule(changed, on) };
}

function grouped<Item>(items: readonly Item[], keyOf: (item: Item) => string): Map<string, Item[]> {
  const groups = new Map<string, Item[]>();
  for (const item of items) {
    const group = groups.get(keyOf(item));
    if (group === undefined) groups.set(keyOf(item), [item]);
    else group.push(item);
  }
  return groups;
}

function livePeople(placed: readonly PlacedPerson[], asking: readonly OpportunityFacts[], context: EngineContext): LivePeople {
  const sorted = placed.map(({ facts }) => facts).toSorted((a, b) => compareIds(a.candidateId, b.candidateId));
  return new LivePeople(sorted, asking, context);
}

/**
 * An opportunity as people are asked for it. Its zone says nothing where no travel times are imported, and people made
 * ready for opportunities in some zones would have to be made ready again for each that lies in another.
 */
function withZoneIfUsed(facts: OpportunityFacts, { travelTimes }: LiveContext): OpportunityFacts {
  return travelTimes === undefined ? { ...facts, travelZone: null } : facts;
}

/** The best of several lists, each of which is in order. */
function joined<Ranked extends { readonly score: number; readonly lottery: number }>(found: readonly Best<Ranked>[], idOf: (ranked: Ranked) => string, limit: number): Best<Ranked> {
  const [first, ...others] = found;
  if (first !== undefined && others.length === 0) return first;
  return {
    eligibleCount: found.reduce((sum, { eligibleCount }) => sum + eligibleCount, 0),
    best: found
      .flatMap(({ best }) => best)
      .toSorted((a, b) => b.score - a.score || b.lottery - a.lottery || compareIds(idOf(a), idOf(b)))
      .slice(0, limit),
  };
}
