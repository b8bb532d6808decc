import { compareIds, explainPair, type CandidateFacts, type PartExplanation, type PlainDate, type RankedOpportunity } from '#lib/kernel';
import { Clock, Database, DomainError, type Actor, type Read } from '#lib/platform';
import { Injectable } from '@nestjs/common';
import { explainedToday, type PairToday } from './explained-pair.js';
import { LiveFactsService } from './live-facts.service.js';
import type { LiveFacts } from './live-facts.js';
import { SnapshotService } from './snapshot.service.js';

/** An opportunity that fits somebody today, with what its score is made of. */
export interface FittingOpportunity {
  readonly rank: number;
  readonly opportunityId: string;
  readonly title: string;
  readonly employerName: string | null;
  readonly kind: 'role' | 'apprenticeship' | 'course' | 'placement';
  readonly score: number;
  /** They add up to the score. */
  readonly parts: readonly PartExplanation[];
}

/** A person whom an opportunity fits today. */
export interface FittingCandidate {
  readonly rank: number;
  readonly candidateId: string;
  readonly candidateReference: string;
  readonly organisationCode: string;
  readonly score: number;
}

/** Best first, and how many fit beyond the list. */
export interface MatchesNow<Fitting> {
  readonly asOfOn: PlainDate;
  readonly eligibleCount: number;
  readonly matches: readonly Fitting[];
}

type Scored = Pick<RankedOpportunity, 'opportunityId' | 'score'>;

/** Puts what fits somebody, the best first, into another order. */
type Arrange<Arranged extends Scored> = (read: Read, best: readonly RankedOpportunity[]) => Promise<readonly Arranged[]>;

type Find = (facts: LiveFacts, candidate: CandidateFacts, cities: ReadonlySet<string>) => { readonly eligibleCount: number; readonly best: readonly RankedOpportunity[] };

type ShownOpportunity = Pick<FittingOpportunity, 'opportunityId' | 'title' | 'employerName' | 'kind'>;
type ShownCandidate = Pick<FittingCandidate, 'candidateId' | 'candidateReference' | 'organisationCode'>;

/**
 * What follows in the message is planned once on each connection. Left to itself, the planner plans the statement for
 * one person anew each time, since it thinks of ten where it does not know how many come: with the policies in it that
 * takes four times as long as running it.
 */
const PLANNED_ONCE = `set_config('plan_cache_mode', 'force_generic_plan', true) AS plans`;

/** The organisations whose opportunities an actor sees; the matcher's market is kept by their Cities. */
const MARKET = `SELECT ARRAY(SELECT identity.reach('market')) AS market, ${PLANNED_ONCE}`;

/** Those whose people they look after, or share: without the latter's consent nobody is among them. */
const PEOPLE = `SELECT ARRAY(SELECT identity.reach('people')) AS own, ARRAY(SELECT identity.reach('shared_people')) AS sharing`;

/** Answers on the facts of this moment, out of memory: for one person at a desk, and not for a report. */
@Injectable()
export class MatchesNowQuery {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly live: LiveFactsService,
    private readonly snapshots: SnapshotService,
  ) {}

  /** Reads the facts before anybody asks: with many people that takes seconds. */
  async getReady(): Promise<void> {
    await this.live.now();
  }

  /** What fits a candidate today. Throws candidates/candidate-not-found. */
  async ofCandidate(actor: Actor, candidateId: string, limit: number): Promise<MatchesNow<FittingOpportunity>> {
    return this.#ofCandidate(actor, candidateId, limit, (facts, candidate, cities) => facts.bestOpportunities(candidate, cities), (_, best) => Promise.resolve(best.map(({ opportunityId, score }) => ({ opportunityId, score }))));
  }

  /** The same of everything that fits, however much, in an order of the caller's and with what the caller says of each. */
  async ofCandidateArranged<Arranged extends Scored>(actor: Actor, candidateId: string, limit: number, arrange: Arrange<Arranged>): Promise<MatchesNow<FittingOpportunity & Arranged>> {
    return this.#ofCandidate(actor, candidateId, limit, (facts, candidate, cities) => {
      const { eligibleCount, topOpportunities } = facts.answer({ candidate, placeOf: null, limit: Infinity }, cities);
      return { eligibleCount, best: topOpportunities };
    }, arrange);
  }

  async #ofCandidate<Arranged extends Scored>(actor: Actor, candidateId: string, limit: number, find: Find, arrange: Arrange<Arranged>): Promise<MatchesNow<FittingOpportunity & Arranged>> {
    const facts = await this.live.now();
    const asOfOn = this.clock.today();
    return this.database.readTogether(actor, async (read) => {
      const [[reach], candidate] = await Promise.all([read<{ market: string[] }>(MARKET), this.snapshots.candidateFor(read, candidateId, facts.programmes, asOfOn)]);
      const { eligibleCount, best } = find(facts, candidate, facts.citiesOf(reach!.market));
      const arranged = (await arrange(read, best)).slice(0, limit);
      const shown = await shownOpportunities(read, arranged.map(({ opportunityId }) => opportunityId));
      const context = { asOfOn, travelTimes: facts.context.travelTimes };
      const matches = arranged.flatMap((one) => {
        const opportunity = shown.get(one.opportunityId);
        const offer = facts.opportunity(one.opportunityId);
        return opportunity === undefined || offer === undefined ? [] : [{ ...opportunity, ...one, parts: explainPair(candidate, offer, context).parts }];
      });
      return { asOfOn, eligibleCount, matches: ranked(matches, limit) };
    });
  }

  /** Whom an opportunity fits today, among those whom the actor reaches. Throws opportunities/opportunity-not-found. */
  async ofOpportunity(actor: Actor, opportunityId: string, limit: number): Promise<MatchesNow<FittingCandidate>> {
    const facts = await this.live.now();
    return this.database.readTogether(actor, async (read) => {
      const [[reach], offer] = await Promise.all([read<{ own: string[]; sharing: string[] }>(PEOPLE), this.#offer(read, facts, opportunityId)]);
      const { eligibleCount, best } = facts.bestPeople(offer, reach!.own, reach!.sharing);
      const shown = await shownCandidates(read, best.slice(0, limit).map(({ candidateId }) => candidateId));
      const matches = best.flatMap(({ candidateId, score }) => {
        const person = shown.get(candidateId);
        return person === undefined ? [] : [{ ...person, score }];
      });
      return { asOfOn: this.clock.today(), eligibleCount, matches: ranked(matches, limit) };
    });
  }

  /**
   * Which of some people an opportunity fits today, best first: as {@link ofOpportunity}, of whoever is named and in the
   * actor's reach. Throws opportunities/opportunity-not-found.
   */
  async among(actor: Actor, opportunityId: string, candidateIds: readonly string[], limit: number): Promise<MatchesNow<FittingCandidate>> {
    const facts = await this.live.upToDate();
    const { asOfOn, travelTimes } = facts.context;
    return this.database.readTogether(actor, async (read) => {
      const [offer, shown] = await Promise.all([this.#offer(read, facts, opportunityId), shownCandidates(read, candidateIds)]);
      const people = await this.snapshots.candidatesFor(read, [...shown.keys()], facts.programmes, asOfOn);
      const fitting = people.flatMap((candidate) => {
        const { eligible, total } = explainPair(candidate, offer, { asOfOn, travelTimes });
        return eligible ? [{ ...shown.get(candidate.candidateId)!, score: total }] : [];
      });
      const matches = fitting.toSorted((a, b) => b.score - a.score || compareIds(a.candidateId, b.candidateId));
      return { asOfOn, eligibleCount: matches.length, matches: ranked(matches, limit) };
    });
  }

  /**
   * How a pair stands on the facts of this moment, and what changes would bring in the market that the actor reaches.
   * What was committed before this was asked counts: whoever has just changed something looks whether it helped. Throws
   * candidates/candidate-not-found and opportunities/opportunity-not-found.
   */
  async explain(actor: Actor, candidateId: string, opportunityId: string): Promise<PairToday> {
    const facts = await this.live.upToDate();
    const { asOfOn, travelTimes } = facts.context;
    return this.database.readTogether(actor, async (read) => {
      const [offer, candidate] = await Promise.all([this.#offer(read, facts, opportunityId), this.snapshots.candidateFor(read, candidateId, facts.programmes, asOfOn)]);
      return explainedToday(read, { asOfOn, travelTimes }, candidate, offer, async () => {
        const [reach] = await read<{ market: string[] }>(MARKET);
        const cities = facts.citiesOf(reach!.market);
        // What is listed for an employer of another City can be seen, but is not in the market that it would be ranked in.
        return facts.isIn(cities, opportunityId) ? (question) => facts.answer(question, cities) : null;
      });
    });
  }

  async #offer(read: Read, facts: LiveFacts, opportunityId: string): Promise<NonNullable<ReturnType<LiveFacts['opportunity']>>> {
    const shown = await shownOpportunities(read, [opportunityId]);
    const offer = facts.opportunity(opportunityId);
    if (shown.size === 0 || offer === undefined) throw new DomainError('opportunities/opportunity-not-found', 'There is no such opportunity.');
    return offer;
  }
}

/** The rows of a query that is planned once. */
async function plannedOnce<Row>(read: Read, sql: string, values: readonly unknown[]): Promise<Row[]> {
  const [, rows] = await Promise.all([read(`SELECT ${PLANNED_ONCE}`), read<Row>(sql, values)]);
  return rows;
}

/** Titles of opportunities as far as row-level security shows them. */
async function shownOpportunities(read: Read, ids: readonly string[]): Promise<ReadonlyMap<string, ShownOpportunity>> {
  const rows = await plannedOnce<ShownOpportunity>(
    read,
    `SELECT opportunity_id AS "opportunityId", title, employer_name AS "employerName", kind FROM opportunities.opportunities WHERE opportunity_id = ANY ($1)`,
    [ids],
  );
  return new Map(rows.map((row) => [row.opportunityId, row]));
}

/** References of people as far as row-level security shows them, and their consent to matching stands at this moment. */
async function shownCandidates(read: Read, ids: readonly string[]): Promise<ReadonlyMap<string, ShownCandidate>> {
  const rows = await plannedOnce<ShownCandidate>(
    read,
    `SELECT candidate_id AS "candidateId", candidate.reference AS "candidateReference", organisation.code AS "organisationCode"
       FROM candidates.candidates AS candidate JOIN identity.organisations AS organisation USING (organisation_id)
      WHERE candidate_id = ANY ($1) AND candidates.consents_to(candidate_id, 'matching')`,
    [ids],
  );
  return new Map(rows.map((row) => [row.candidateId, row]));
}

function ranked<Fitting>(matches: readonly Fitting[], limit: number): (Fitting & { rank: number })[] {
  return matches.slice(0, limit).map((match, index) => ({ rank: index + 1, ...match }));
}
