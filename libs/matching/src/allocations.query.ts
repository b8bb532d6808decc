import {
  changedByScenario,
  differencesByPerson,
  explainAllocation,
  explainStable,
  groupSite,
  isEligible,
  lotteryNumber,
  mayBeAllocated,
  personalTerms,
  RULE_VERSION,
  scorePair,
  whyNot,
  type AcceptanceOutcome,
  type AllocationDifference,
  type AllocationFigures,
  type AllocationTerms,
  type CandidateFacts,
  type Certificate,
  type CohortFindings,
  type GroupMember,
  type KeptFromOthers,
  type OpportunityFacts,
  type OtherReason,
  type OtherStableReason,
  type PersonDifference,
  type PlaceReason,
  type PlainDate,
  type Scenario,
  type StableExplanation,
  type TravelTimes,
} from '#lib/kernel';
import { CandidatesQuery } from '#lib/candidates';
import { Database, DomainError, pageOf, type Actor } from '#lib/platform';
import { Injectable } from '@nestjs/common';
import type { RecordedJustification } from './allocation-requests.service.js';
import { notFound, notReady, TERMS } from './allocation-row.js';
import { KeptFromAllocation } from './kept-from-allocation.js';
import { SnapshotService } from './snapshot.service.js';
import { TravelTimesInUse } from './travel-times-in-use.js';

/** How far the search has come. */
interface AllocationProgress {
  readonly round: number;
  /** Scores of the places given and what the places themselves are worth. */
  readonly worth: number;
  /** No allocation is worth more. */
  readonly bound: number;
  /** (bound − worth) ÷ bound. */
  readonly gap: number;
  readonly placed: number;
  readonly pairCount: number;
}

/** On what terms, without the lists of people. */
export interface TermsInBrief extends Pick<AllocationTerms, 'variant' | 'placeValue' | 'reserves' | 'minimums' | 'wishPoints'> {
  readonly wishCount: number;
  readonly excludedPairCount: number;
  readonly groupCount: number;
  readonly rankingCount: number;
}

/** What came of an allocation, the decided places aside where its own search is meant. */
export interface AllocationFindings {
  /** Σ (score + wish points + place value) of what was left to the search. */
  readonly worth: number;
  /** The whole allocation in figures, decided places and all. */
  readonly figures: AllocationFigures;
  /** Of a scenario: beside what it is based on, as that stood. */
  readonly difference: AllocationDifference | null;
  /** Pairs that would rather have each other; null where there are too many to count. */
  readonly blockingPairs: { readonly count: number } | null;
  readonly reserves: CohortFindings['reserves'];
  readonly firstWishes: number;
  readonly anyWish: number;
  /** The rest is of the optimal variant only. */
  readonly minimums?: CohortFindings['minimums'];
  readonly cost?: CohortFindings['cost'];
  readonly together?: CohortFindings['together'];
}

/** How an allocation stands. */
export interface AllocationState {
  readonly allocationId: string;
  readonly status: 'queued' | 'working' | 'done' | 'failed' | 'cancelled';
  readonly asOfOn: PlainDate;
  readonly seed: number;
  readonly ruleVersion: string;
  readonly terms: TermsInBrief;
  /** Why the programmes that the terms prefer may be preferred, as recorded when they were set. */
  readonly justifications: readonly RecordedJustification[];
  /** Of a scenario: the allocation that it is based on, and what it is called. */
  readonly baseAllocationId: string | null;
  readonly scenarioName: string | null;
  readonly snapshotVersion: string | null;
  readonly candidateCount: number | null;
  readonly opportunityCount: number | null;
  readonly placeCount: number | null;
  readonly steps: readonly AllocationProgress[];
  readonly certificate: Certificate | null;
  /** What came of it; null before the first search has ended. */
  readonly findings: AllocationFindings | null;
  /** Of a scenario: its base was solved again since. */
  readonly isBaseChanged: boolean;
  readonly isStopAsked: boolean;
  readonly placedCount: number;
  readonly acceptedCount: number;
  readonly overriddenCount: number;
  readonly referredCount: number;
  readonly errorCode: string | null;
  readonly errorDetail: string | null;
  readonly createdAt: Date;
  readonly finishedAt: Date | null;
  readonly acceptedAt: Date | null;
  /** Of one that waits for its acceptance and is asked for by itself: what fences would take from it. */
  readonly keptFromOthers?: readonly KeptFromOthers[];
}

/** One person of the cohort with what the allocation gives them. */
export interface AllocatedPlace {
  readonly candidateId: string;
  readonly candidateReference: string;
  readonly opportunityId: string | null;
  readonly intakeId: string | null;
  readonly title: string | null;
  readonly score: number | null;
  /** One of those that a reserve keeps. */
  readonly isReserved: boolean;
  readonly decision: 'proposed' | 'accepted' | 'overridden';
  readonly reason: string | null;
  readonly decidedBy: string | null;
  readonly outcome: AcceptanceOutcome | null;
}

export interface AllocatedPlacePage {
  readonly places: AllocatedPlace[];
  /** Give it back as `after` for the next page; null on the last. */
  readonly next: string | null;
}

/** What a scenario would be for one person. */
export interface DifferentPlace extends PersonDifference {
  readonly candidateReference: string;
  readonly titleBefore: string | null;
  readonly titleAfter: string | null;
}

export interface DifferencePage {
  readonly people: DifferentPlace[];
  /** Give it back as `after` for the next page; null on the last. */
  readonly next: string | null;
}

/** Another place of the market, and why the person does not have it. */
export interface ExplainedOtherPlace {
  readonly opportunityId: string;
  readonly title: string | null;
  /** Null where the rules exclude it. */
  readonly score: number | null;
  /** Null in a stable allocation, which has none. */
  readonly price: number | null;
  readonly reason: OtherReason | OtherStableReason | 'not-eligible' | 'not-to-be';
  readonly pointsShort: number | null;
  readonly sentence: string;
}

/** A person's place, taken apart. */
export interface ExplainedPlace {
  readonly place: AllocatedPlace;
  readonly reason: PlaceReason | StableExplanation['reason'];
  readonly sentence: string;
  readonly others: readonly ExplainedOtherPlace[];
}

/** Other places that are named when none is asked for. */
const BEST_OTHERS = 10;

const STATE = `
  SELECT allocation.allocation_id AS "allocationId", status, allocation.as_of_on::text AS "asOfOn", seed, rule_version AS "ruleVersion",
         jsonb_build_object('variant', terms->'variant', 'placeValue', place_value, 'reserves', terms->'reserves', 'minimums', terms->'minimums', 'wishPoints', terms->'wishPoints', 'wishCount', jsonb_array_length(terms->'wishes'),
           'excludedPairCount', jsonb_array_length(terms->'excludedPairs'), 'groupCount', jsonb_array_length(terms->'together'), 'rankingCount', jsonb_array_length(terms->'rankings')) AS terms,
         justifications, base_allocation_id AS "baseAllocationId", scenario_name AS "scenarioName",
         snapshot.snapshot_version::text AS "snapshotVersion", snapshot.candidate_count AS "candidateCount", snapshot.opportunity_count AS "opportunityCount",
         (SELECT sum(free)::float8 FROM unnest(places) AS free) AS "placeCount", steps, certificate, findings - ARRAY['comparedWith', 'scoreTotal', 'proposals'] AS findings,
         coalesce((SELECT base.solved_at > (allocation.findings->>'comparedWith')::timestamptz FROM matching.allocations AS base WHERE base.allocation_id = allocation.base_allocation_id), false) AS "isBaseChanged", is_stop_asked AS "isStopAsked",
         counted.placed AS "placedCount", counted.accepted AS "acceptedCount", counted.overridden AS "overriddenCount", counted.referred AS "referredCount",
         error_code AS "errorCode", error_detail AS "errorDetail", created_at AS "createdAt", finished_at AS "finishedAt", accepted_at AS "acceptedAt"
    FROM matching.allocations AS allocation
    LEFT JOIN matching.snapshots AS snapshot USING (snapshot_id)
    LEFT JOIN LATERAL matching.allocation_counts(allocation.allocation_id) AS counted ON true`;

/**
 * Places with what they are called; `which` is SQL that picks them. They are picked before anything is joined to them, by
 * the key and in its order: the policy asks for each row whether its person is shown.
 */
const PLACES = (which: string): string => `
  SELECT place.candidate_id AS "candidateId", candidate.reference AS "candidateReference", place.opportunity_id AS "opportunityId", place.intake_id AS "intakeId",
         opportunity.title, place.score, place.is_reserved AS "isReserved", place.decision, place.reason, place.decided_by AS "decidedBy", place.outcome
    FROM (SELECT * FROM matching.allocation_places
           WHERE allocation_id = $1 AND ${which} AND candidates.consents_to(candidate_id, 'matching') -- as it stands now, not when the facts were read
           ORDER BY allocation_id, candidate_id LIMIT $3) AS place
    JOIN candidates.candidates AS candidate USING (candidate_id)
    LEFT JOIN opportunities.opportunities AS opportunity ON opportunity.opportunity_id = place.opportunity_id
   ORDER BY place.candidate_id`;

/** Whoever has another place in the second allocation than in the first. They are picked before anything is joined to them, as PLACES are. */
const DIFFERENCES = `
  SELECT differs.candidate_id AS "candidateId", candidate.reference AS "candidateReference", before_id AS "opportunityBefore", after_id AS "opportunityAfter", score_before AS "scoreBefore", score_after AS "scoreAfter",
         before.title AS "titleBefore", after.title AS "titleAfter"
    FROM (SELECT candidate_id, base.opportunity_id AS before_id, place.opportunity_id AS after_id, base.score AS score_before, place.score AS score_after
            FROM matching.allocation_places AS base JOIN matching.allocation_places AS place USING (candidate_id)
           WHERE base.allocation_id = $1 AND place.allocation_id = $2 AND candidate_id > $3 AND base.opportunity_id IS DISTINCT FROM place.opportunity_id
             AND candidates.consents_to(candidate_id, 'matching')
           ORDER BY candidate_id LIMIT $4) AS differs
    JOIN candidates.candidates AS candidate USING (candidate_id)
    LEFT JOIN opportunities.opportunities AS before ON before.opportunity_id = before_id
    LEFT JOIN opportunities.opportunities AS after ON after.opportunity_id = after_id
   ORDER BY differs.candidate_id`;

interface DifferenceRow {
  readonly candidateId: string;
  readonly candidateReference: string;
  readonly opportunityBefore: string | null;
  readonly opportunityAfter: string | null;
  readonly scoreBefore: number | null;
  readonly scoreAfter: number | null;
  readonly titleBefore: string | null;
  readonly titleAfter: string | null;
}

/** Before every id. */
const FIRST_ID = '00000000-0000-0000-0000-000000000000';

/** Reads of allocations. */
@Injectable()
export class AllocationsQuery {
  constructor(
    private readonly database: Database,
    private readonly kept: KeptFromAllocation,
    private readonly snapshots: SnapshotService,
    private readonly candidates: CandidatesQuery,
    private readonly travelTimes: TravelTimesInUse,
  ) {}

  /** How an allocation stands. Throws matching/allocation-not-found. */
  async state(actor: Actor, allocationId: string): Promise<AllocationState> {
    const [found] = await this.database.read<AllocationState>(actor, `${STATE} WHERE allocation.allocation_id = $1`, [allocationId]);
    if (found === undefined) throw notFound();
    const isToAccept = found.status === 'done' && found.acceptedAt === null && found.baseAllocationId === null;
    return isToAccept ? { ...found, keptFromOthers: await this.kept.of(actor, allocationId, found.seed) } : found;
  }

  /** The newest allocations first, without scenarios. */
  async newest(actor: Actor, limit: number): Promise<AllocationState[]> {
    return this.database.read(actor, `${STATE} WHERE scenario IS NULL ORDER BY allocation.created_at DESC, allocation.allocation_id DESC LIMIT $1`, [limit]);
  }

  /** The scenarios of an allocation, the first one first. Throws matching/allocation-not-found. */
  async scenarios(actor: Actor, allocationId: string): Promise<AllocationState[]> {
    await this.state(actor, allocationId);
    return this.database.read(actor, `${STATE} WHERE allocation.base_allocation_id = $1 ORDER BY allocation.allocation_id`, [allocationId]);
  }

  /** People for whom a scenario would be otherwise, in the order of ids, a page at a time. Throws matching/allocation-not-found and allocation-not-scenario. */
  async differences(actor: Actor, allocationId: string, { after, limit }: { after: string | null; limit: number }): Promise<DifferencePage> {
    const { baseAllocationId } = await this.state(actor, allocationId);
    if (baseAllocationId === null) throw new DomainError('matching/allocation-not-scenario', 'This allocation is not a scenario, so there is nothing to compare it with. Ask for one of its scenarios.');
    const rows = await this.database.read<DifferenceRow>(actor, DIFFERENCES, [baseAllocationId, allocationId, after ?? FIRST_ID, limit + 1]);
    const { page, next } = pageOf(rows, limit, (last) => last.candidateId);
    const [before, now] = (['Before', 'After'] as const).map((when) => ({ given: page.map((row) => ({ candidateId: row.candidateId, opportunityId: row[`opportunity${when}`], score: row[`score${when}`] })) }));
    const changes = differencesByPerson({ candidates: page.map(({ candidateId }) => ({ candidateId, programmeCodes: [] })), opportunities: [] }, before!, now!);
    const people = changes.map((change, at) => ({ ...change, candidateReference: page[at]!.candidateReference, titleBefore: page[at]!.titleBefore, titleAfter: page[at]!.titleAfter }));
    return { people, next };
  }

  /** The cohort in the order of ids, a page at a time. Throws matching/allocation-not-found. */
  async places(actor: Actor, allocationId: string, { after, limit }: { after: string | null; limit: number }): Promise<AllocatedPlacePage> {
    const found = await this.database.read(actor, `SELECT FROM matching.allocations WHERE allocation_id = $1`, [allocationId]);
    if (found.length === 0) throw notFound();
    const rows = await this.database.read<AllocatedPlace>(actor, PLACES('candidate_id > $2'), [allocationId, after ?? FIRST_ID, limit + 1]);
    const { page: places, next } = pageOf(rows, limit, (last) => last.candidateId);
    return { places, next };
  }

  /**
   * Why somebody has the place that they have, and why not others: the best ten of the market by score, or the one that is
   * asked for. From the prices and the facts that the allocation was made with. Throws matching/allocation-not-found,
   * allocation-not-ready, allocation-of-other-rules, candidate-not-in-allocation and opportunity-not-in-allocation.
   */
  async explain(actor: Actor, allocationId: string, candidateId: string, opportunityId: string | null): Promise<ExplainedPlace> {
    const row = await this.pricesOf(actor, allocationId);
    await this.candidates.mustBeInReach(actor, candidateId);
    const [place] = await this.database.read<AllocatedPlace>(actor, PLACES('candidate_id = $2'), [allocationId, candidateId, 1]);
    if (place === undefined) throw new DomainError('matching/candidate-not-in-allocation', 'That candidate is not in the cohort of this allocation.');
    const { person, market, context } = await this.factsFor(actor, row, candidateId);
    const { terms, opportunityIds } = row;
    const { places, outPrice } = personalTerms(person, terms, opportunityIds, row.prices ?? new Float64Array(opportunityIds.length + terms.reserves.length + terms.minimums.length), row.asOfOn);
    const site = groupSite(await this.groupOf(actor, allocationId, candidateId, terms), market);
    const isOtherSite = (id: string): boolean => typeof site !== 'string' && !site.has(id);
    const personal = new Map(opportunityIds.map((id, at) => [id, places[at]!]));
    const eligible = market.flatMap((opportunity) => {
      const { price, wishPoints } = personal.get(opportunity.opportunityId)!;
      if (wishPoints === null || isOtherSite(opportunity.opportunityId) || !isEligible(person, opportunity, context)) return [];
      return [{ opportunityId: opportunity.opportunityId, score: scorePair(person, opportunity, context).total, price, wishPoints, lottery: lotteryNumber(row.seed, candidateId, opportunity.opportunityId) }];
    });
    const held = { opportunityId: place.opportunityId, isDecided: place.decision !== 'proposed', isPassedOver: !mayBeAllocated(person), isKeptTogether: site === 'nowhere', placeValue: terms.placeValue, outPrice };
    const { reason, sentence, others } =
      terms.variant === 'optimal' ? explainAllocation(held, eligible) : withoutPrices(explainStable(held, eligible, terms.wishes.find((wish) => wish.candidateId === candidateId) ?? null));
    if (opportunityId === null) return { place, reason, sentence, others: await this.named(actor, others.slice(0, BEST_OTHERS)) };
    const asked = others.filter((other) => other.opportunityId === opportunityId);
    if (asked.length > 0 || opportunityId === place.opportunityId) return { place, reason, sentence, others: await this.named(actor, asked) };
    const excluded = market.find((opportunity) => opportunity.opportunityId === opportunityId);
    if (excluded === undefined) throw new DomainError('matching/opportunity-not-in-allocation', 'That opportunity is not in the market of this allocation, or had no place left when it read the facts.');
    const { price, wishPoints } = personal.get(opportunityId)!;
    const rules = whyNot(person, excluded, context).failingRules.map((rule) => rule.sentence);
    const bars = [
      ...(wishPoints === null ? [excludedBecause(terms, candidateId, opportunityId)] : []),
      ...(isOtherSite(opportunityId) ? ['It is at another site than that of the people whom the person goes with.'] : []),
    ];
    const other = { opportunityId, score: null, price: terms.variant === 'optimal' ? price : null, reason: rules.length > 0 ? ('not-eligible' as const) : ('not-to-be' as const), pointsShort: null, sentence: [...bars, ...rules].join(' ') };
    return { place, reason, sentence, others: await this.named(actor, [other]) };
  }

  /** What the people have with whom somebody goes, the person among them; nobody: goes alone. */
  private async groupOf(actor: Actor, allocationId: string, candidateId: string, { together }: AllocationTerms): Promise<GroupMember[]> {
    const group = together.find((ids) => ids.includes(candidateId));
    if (group === undefined) return [];
    return this.database.read(actor, `SELECT opportunity_id AS "opportunityId", decision <> 'proposed' AS "isDecided" FROM matching.allocation_places WHERE allocation_id = $1 AND candidate_id = ANY ($2)`, [allocationId, group]);
  }

  /** A person and the market as the allocation had them. */
  private async factsFor(actor: Actor, { snapshotId, travelTimesVersion, asOfOn, terms, scenario }: PricedRow, candidateId: string): Promise<{ person: CandidateFacts; market: readonly OpportunityFacts[]; context: { readonly asOfOn: PlainDate; readonly travelTimes: TravelTimes | undefined } }> {
    const found = await this.personOf(actor, snapshotId, candidateId);
    const opportunities = await this.snapshots.opportunitiesOf(actor, snapshotId);
    const travelTimes = await this.travelTimes.of(travelTimesVersion, [found]);
    const facts = { asOfOn, seed: 0, candidates: [found], opportunities, places: opportunities.map(() => 0), travelTimes, terms };
    const changed = changedByScenario(facts, scenario ?? {});
    return { person: changed.candidates[0]!, market: changed.opportunities, context: { asOfOn, travelTimes } };
  }

  private async pricesOf(actor: Actor, allocationId: string): Promise<PricedRow> {
    const [row] = await this.database.read<PricedRow>(
      actor,
      `SELECT allocation.as_of_on::text AS "asOfOn", seed, ${TERMS} AS terms, snapshot_id AS "snapshotId", travel_times_version AS "travelTimesVersion",
              scenario, status = 'done' AS "isDone", rule_version AS "ruleVersion", opportunity_ids AS "opportunityIds", prices::float8[] AS prices
         FROM matching.allocations AS allocation LEFT JOIN matching.snapshots USING (snapshot_id) WHERE allocation_id = $1`,
      [allocationId],
    );
    if (row === undefined) throw notFound();
    // While the rest is solved again round a decision, these prices are of places that somebody else may have by now.
    if (!row.isDone) throw notReady();
    if (row.ruleVersion !== RULE_VERSION) throw new DomainError('matching/allocation-of-other-rules', 'The rules have changed since this allocation was solved, so it cannot be explained any more. Ask for a new one.');
    return row;
  }

  /** Parts are in the order of ids, so the first one that reaches as far has the person. */
  private async personOf(actor: Actor, snapshotId: string, candidateId: string): Promise<CandidateFacts> {
    for (let part = 0; ; part += 1) {
      const found = (await this.snapshots.candidatesOf(actor, snapshotId, part)).find((person) => person.candidateId === candidateId);
      if (found !== undefined) return found;
    }
  }

  private async named(actor: Actor, others: readonly Omit<ExplainedOtherPlace, 'title'>[]): Promise<ExplainedOtherPlace[]> {
    const rows = await this.database.read<{ id: string; title: string }>(actor, `SELECT opportunity_id AS id, title FROM opportunities.opportunities WHERE opportunity_id = ANY ($1)`, [others.map((other) => other.opportunityId)]);
    const titles = new Map(rows.map(({ id, title }) => [id, title]));
    return others.map(({ opportunityId, score, price, reason, pointsShort, sentence }) => ({ opportunityId, title: titles.get(opportunityId) ?? null, score, price, reason, pointsShort, sentence }));
  }
}

interface PricedRow {
  readonly asOfOn: PlainDate;
  readonly terms: AllocationTerms;
  readonly snapshotId: string;
  readonly travelTimesVersion: number | null;
  readonly scenario: Scenario | null;
  readonly isDone: boolean;
  readonly ruleVersion: string;
  readonly opportunityIds: string[];
  /** By part; null for the stable variant. */
  readonly prices: number[] | null;
  readonly seed: number;
}

/** Why the terms leave a pair out. */
function excludedBecause({ excludedPairs }: AllocationTerms, candidateId: string, opportunityId: string): string {
  const pair = excludedPairs.find((one) => one.candidateId === candidateId && one.opportunityId === opportunityId);
  if (pair === undefined) return 'It is not to be: turned down, behind what was turned down, or not in a binding order.';
  return `It is excluded by decision${pair.reason === undefined ? '' : `: ${pair.reason}`}${pair.reason?.endsWith('.') === true ? '' : '.'}`;
}

/** As one by prices, which a stable allocation does not have. */
function withoutPrices({ reason, sentence, others }: StableExplanation): Pick<ExplainedPlace, 'reason' | 'sentence'> & { others: Omit<ExplainedOtherPlace, 'title'>[] } {
  return { reason, sentence, others: others.map((other) => ({ ...other, price: null, pointsShort: null })) };
}
