import { compareIds, LiveMarket, LivePeople, type CandidateFacts, type EngineContext, type OpportunityFacts, type Programme, type RankedCandidate, type RankedOpportunity, type TravelTimes } from '#lib/kernel';

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
export interface PlacedPerson extends Placed<CandidateFacts> {
  readonly isShared: boolean;
}

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
  readonly #organisationOf = new Map<string, string>();

  /**
   * @param programmes whose rules say who is in them, all that there are
   * @param cities City of each organisation
   */
  constructor(
    readonly context: LiveContext,
    readonly programmes: readonly Programme[],
    private readonly cities: ReadonlyMap<string, string>,
    opportunities: readonly Placed<OpportunityFacts>[],
    people: readonly PlacedPerson[],
  ) {
    const byCity = grouped(opportunities, ({ organisationId }) => cities.get(organisationId) ?? '');
    for (const [city, placed] of byCity) {
      this.#markets.set(city, new LiveMarket(placed.map(({ facts }) => facts), context));
      for (const { facts } of placed) this.#cityOf.set(facts.opportunityId, city);
    }
    for (const [organisationId, placed] of grouped(people, (person) => person.organisationId)) {
      this.#people.set(organisationId, {
        all: livePeople(placed, context),
        shared: livePeople(placed.filter(({ isShared }) => isShared), context),
      });
      for (const { facts } of placed) this.#organisationOf.set(facts.candidateId, organisationId);
    }
  }

  /** The facts of an opportunity, as they stand; whether somebody may know them is not asked here. */
  opportunity(opportunityId: string): OpportunityFacts | undefined {
    return this.#markets.get(this.#cityOf.get(opportunityId) ?? '')?.factsOf(opportunityId);
  }

  /** The Cities of some organisations. */
  citiesOf(organisationIds: readonly string[]): ReadonlySet<string> {
    return new Set(organisationIds.flatMap((id) => this.cities.get(id) ?? []));
  }

  /** The organisations of the City that an opportunity is in. */
  organisationsAround(opportunityId: string): string[] {
    const opportunityCity = this.#cityOf.get(opportunityId);
    return [...this.cities].flatMap(([organisationId, city]) => (city === opportunityCity ? [organisationId] : []));
  }

  putOpportunity({ facts, organisationId }: Placed<OpportunityFacts>): void {
    this.removeOpportunity(facts.opportunityId);
    const city = this.cities.get(organisationId) ?? '';
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

  putPerson({ facts, organisationId, isShared }: PlacedPerson): void {
    if (this.#organisationOf.get(facts.candidateId) !== organisationId) this.removePerson(facts.candidateId);
    const people = this.#people.get(organisationId) ?? { all: livePeople([], this.context), shared: livePeople([], this.context) };
    this.#people.set(organisationId, people);
    this.#organisationOf.set(facts.candidateId, organisationId);
    people.all.put(facts);
    if (isShared) people.shared.put(facts);
    else people.shared.remove(facts.candidateId);
  }

  removePerson(candidateId: string): void {
    const organisationId = this.#organisationOf.get(candidateId);
    if (organisationId === undefined) return;
    const people = this.#people.get(organisationId)!;
    people.all.remove(candidateId);
    people.shared.remove(candidateId);
    this.#organisationOf.delete(candidateId);
  }

  /** The best opportunities of some Cities for one person, whoever that is. */
  bestOpportunities(candidate: CandidateFacts, cities: Iterable<string>): Best<RankedOpportunity> {
    const found = [...new Set(cities)].flatMap((city) => this.#markets.get(city)?.match(candidate) ?? []);
    return joined(found.map(({ eligibleCount, topOpportunities }) => ({ eligibleCount, best: topOpportunities })), ({ opportunityId }) => opportunityId, this.context.limit);
  }

  /** The best people for one opportunity: of organisations whose people one looks after, and of those who share theirs. */
  bestPeople(opportunity: OpportunityFacts, own: Iterable<string>, sharing: Iterable<string>): Best<RankedCandidate> {
    const lookedAfter = new Set(own);
    const found = [
      ...[...lookedAfter].flatMap((organisationId) => this.#people.get(organisationId)?.all ?? []),
      ...[...new Set(sharing)].filter((organisationId) => !lookedAfter.has(organisationId)).flatMap((organisationId) => this.#people.get(organisationId)?.shared ?? []),
    ].map((people) => people.match(opportunity));
    return joined(found.map(({ eligibleCount, topCandidates }) => ({ eligibleCount, best: topCandidates })), ({ candidateId }) => candidateId, this.context.limit);
  }
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

function livePeople(placed: readonly PlacedPerson[], context: EngineContext): LivePeople {
  const sorted = placed.map(({ facts }) => facts).toSorted((a, b) => compareIds(a.candidateId, b.candidateId));
  return new LivePeople(sorted, [], context);
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
