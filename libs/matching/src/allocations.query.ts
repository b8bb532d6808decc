import { explainAllocation, isEligible, mayBeAllocated, RULE_VERSION, scorePair, whyNot, type AcceptanceOutcome, type CandidateFacts, type Certificate, type OtherReason, type PlaceReason, type PlainDate, type PricedPlace } from '#lib/kernel';
import { CandidatesQuery } from '#lib/candidates';
import { Database, DomainError, type Actor } from '#lib/platform';
import { Injectable } from '@nestjs/common';
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

/** How an allocation stands. */
export interface AllocationState {
  readonly allocationId: string;
  readonly status: 'queued' | 'working' | 'done' | 'failed' | 'cancelled';
  readonly asOfOn: PlainDate;
  readonly seed: number;
  readonly ruleVersion: string;
  readonly placeValue: number;
  readonly snapshotVersion: string | null;
  readonly candidateCount: number | null;
  readonly opportunityCount: number | null;
  readonly placeCount: number | null;
  readonly steps: readonly AllocationProgress[];
  readonly certificate: Certificate | null;
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
}

/** One person of the cohort with what the allocation gives them. */
export interface AllocatedPlace {
  readonly candidateId: string;
  readonly candidateReference: string;
  readonly opportunityId: string | null;
  readonly intakeId: string | null;
  readonly title: string | null;
  readonly score: number | null;
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

/** Another place of the market, and why the person does not have it. */
export interface ExplainedOtherPlace {
  readonly opportunityId: string;
  readonly title: string | null;
  /** Null where the rules exclude it. */
  readonly score: number | null;
  readonly price: number;
  readonly reason: OtherReason | 'not-eligible';
  readonly pointsShort: number | null;
  readonly sentence: string;
}

/** A person's place, taken apart. */
export interface ExplainedPlace {
  readonly place: AllocatedPlace;
  readonly reason: PlaceReason;
  readonly sentence: string;
  readonly others: readonly ExplainedOtherPlace[];
}

/** Other places that are named when none is asked for. */
const BEST_OTHERS = 10;

const STATE = `
  SELECT allocation.allocation_id AS "allocationId", status, allocation.as_of_on::text AS "asOfOn", seed, rule_version AS "ruleVersion", place_value AS "placeValue",
         snapshot.snapshot_version::text AS "snapshotVersion", snapshot.candidate_count AS "candidateCount", snapshot.opportunity_count AS "opportunityCount",
         (SELECT sum(free)::float8 FROM unnest(places) AS free) AS "placeCount", steps, certificate, is_stop_asked AS "isStopAsked",
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
         opportunity.title, place.score, place.decision, place.reason, place.decided_by AS "decidedBy", place.outcome
    FROM (SELECT * FROM matching.allocation_places
           WHERE allocation_id = $1 AND ${which} AND candidates.consents_to(candidate_id, 'matching') -- as it stands now, not when the facts were read
           ORDER BY allocation_id, candidate_id LIMIT $3) AS place
    JOIN candidates.candidates AS candidate USING (candidate_id)
    LEFT JOIN opportunities.opportunities AS opportunity ON opportunity.opportunity_id = place.opportunity_id
   ORDER BY place.candidate_id`;

/** Before every id. */
const FIRST_ID = '00000000-0000-0000-0000-000000000000';

/** Reads of allocations. */
@Injectable()
export class AllocationsQuery {
  constructor(
    private readonly database: Database,
    private readonly snapshots: SnapshotService,
    private readonly candidates: CandidatesQuery,
    private readonly travelTimes: TravelTimesInUse,
  ) {}

  /** How an allocation stands. Throws matching/allocation-not-found. */
  async state(actor: Actor, allocationId: string): Promise<AllocationState> {
    const [found] = await this.database.read<AllocationState>(actor, `${STATE} WHERE allocation.allocation_id = $1`, [allocationId]);
    if (found === undefined) throw notFound();
    return found;
  }

  /** The newest allocations first. */
  async newest(actor: Actor, limit: number): Promise<AllocationState[]> {
    return this.database.read(actor, `${STATE} ORDER BY allocation.created_at DESC, allocation.allocation_id DESC LIMIT $1`, [limit]);
  }

  /** The cohort in the order of ids, a page at a time. Throws matching/allocation-not-found. */
  async places(actor: Actor, allocationId: string, { after, limit }: { after: string | null; limit: number }): Promise<AllocatedPlacePage> {
    const found = await this.database.read(actor, `SELECT FROM matching.allocations WHERE allocation_id = $1`, [allocationId]);
    if (found.length === 0) throw notFound();
    const rows = await this.database.read<AllocatedPlace>(actor, PLACES('candidate_id > $2'), [allocationId, after ?? FIRST_ID, limit + 1]);
    const places = rows.slice(0, limit);
    return { places, next: rows.length > limit ? (places.at(-1)?.candidateId ?? null) : null };
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
    const person = await this.personOf(actor, row.snapshotId, candidateId);
    const market = await this.snapshots.opportunitiesOf(actor, row.snapshotId);
    const context = { asOfOn: row.asOfOn, travelTimes: await this.travelTimes.of(row.travelTimesVersion, [person]) };
    const priceOf = new Map(row.opportunityIds.map((id, at) => [id, row.prices[at]!]));
    const eligible = market
      .filter((opportunity) => isEligible(person, opportunity, context))
      .map((opportunity): PricedPlace => ({ opportunityId: opportunity.opportunityId, score: scorePair(person, opportunity, context).total, price: priceOf.get(opportunity.opportunityId)! }));
    const held = { opportunityId: place.opportunityId, isDecided: place.decision !== 'proposed', isPassedOver: !mayBeAllocated(person), placeValue: row.placeValue };
    const { reason, sentence, others } = explainAllocation(held, eligible);
    if (opportunityId === null) return { place, reason, sentence, others: await this.named(actor, others.slice(0, BEST_OTHERS)) };
    const asked = others.filter((other) => other.opportunityId === opportunityId);
    if (asked.length > 0 || opportunityId === place.opportunityId) return { place, reason, sentence, others: await this.named(actor, asked) };
    const excluded = market.find((opportunity) => opportunity.opportunityId === opportunityId);
    if (excluded === undefined) throw new DomainError('matching/opportunity-not-in-allocation', 'That opportunity is not in the market of this allocation, or had no place left when it read the facts.');
    const why = whyNot(person, excluded, context).failingRules.map((rule) => rule.sentence).join(' ');
    return { place, reason, sentence, others: await this.named(actor, [{ opportunityId, score: null, price: priceOf.get(opportunityId)!, reason: 'not-eligible', pointsShort: null, sentence: why }]) };
  }

  private async pricesOf(actor: Actor, allocationId: string): Promise<PricedRow> {
    const [row] = await this.database.read<PricedRow | (Omit<PricedRow, 'prices'> & { prices: null })>(
      actor,
      `SELECT allocation.as_of_on::text AS "asOfOn", place_value AS "placeValue", snapshot_id AS "snapshotId", travel_times_version AS "travelTimesVersion",
              status = 'done' AS "isDone", rule_version AS "ruleVersion", opportunity_ids AS "opportunityIds", prices::float8[] AS prices
         FROM matching.allocations AS allocation LEFT JOIN matching.snapshots USING (snapshot_id) WHERE allocation_id = $1`,
      [allocationId],
    );
    if (row === undefined) throw notFound();
    // While the rest is solved again round a decision, these prices are of places that somebody else may have by now.
    if (row.prices === null || !row.isDone) throw new DomainError('matching/allocation-not-ready', 'This allocation is still being worked out. Ask at its address until it is done.');
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
    return others.map((other) => ({ ...other, title: titles.get(other.opportunityId) ?? null }));
  }
}

interface PricedRow {
  readonly asOfOn: PlainDate;
  readonly placeValue: number;
  readonly snapshotId: string;
  readonly travelTimesVersion: number | null;
  readonly isDone: boolean;
  readonly ruleVersion: string;
  readonly opportunityIds: string[];
  readonly prices: number[];
}

function notFound(): DomainError {
  return new DomainError('matching/allocation-not-found', 'There is no such allocation.');
}
