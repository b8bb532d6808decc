import { CandidatesQuery } from '#lib/candidates';
import {
  besideDecisions,
  blockingPairsOf,
  changedByScenario,
  CohortSearch,
  compareAllocations,
  compareIds,
  mayBeAllocated,
  MOST_RANKED_PAIRS,
  RULE_VERSION,
  scorePair,
  stableCohort,
  type AllocationTerms,
  type CandidateFacts,
  type Certificate,
  type CohortFacts,
  type CohortPlace,
  type CohortStep,
  type ComparedAllocation,
  type DecidedPlace,
  type PlainDate,
  type Scenario,
  type TooLarge,
} from '#lib/kernel';
import { OpportunitiesQuery } from '#lib/opportunities';
import {
  ClaimLostError,
  claimWork,
  Database,
  DomainError,
  failWork,
  finishWork,
  keepClaim,
  ProcessConfig,
  releaseClaim,
  renewClaim,
  rowsToRingAgain,
  systemActor,
  type Claim,
  type WorkTable,
} from '#lib/platform';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { AllocationRequest } from './allocation-requests.service.js';
import { TERMS } from './allocation-row.js';
import type { AllocationFindings } from './allocations.query.js';
import { MatchingBell } from './matching.queue.js';
import { SnapshotService } from './snapshot.service.js';
import { TravelTimesInUse } from './travel-times-in-use.js';

const MATCHER = { job: 'job:allocation', role: 'pathways_matcher' } as const;
const ALLOCATIONS: WorkTable = { table: 'matching.allocations', idColumn: 'allocation_id', ...MATCHER };

/** The job while it works on rows of allocations, which hold facts without names. */
const JOB = systemActor(MATCHER.job, {});

/** Gives cohorts their places, in a worker. */
@Injectable()
export class AllocationJob {
  constructor(
    private readonly database: Database,
    private readonly config: ProcessConfig,
    private readonly bell: MatchingBell,
    private readonly snapshots: SnapshotService,
    private readonly candidates: CandidatesQuery,
    private readonly opportunities: OpportunitiesQuery,
    private readonly travelTimes: TravelTimesInUse,
  ) {}

  /**
   * Reads the facts of an allocation, if nobody has yet, and searches for the best of it round what people have decided,
   * until that is proven or somebody asks to stop. Rung twice, or killed anywhere, it ends with the same places.
   */
  async solve(allocationId: string): Promise<void> {
    const claim = await claimWork(this.database, ALLOCATIONS, allocationId, this.config.LEASE_SECONDS);
    if (claim === null) return;
    try {
      await this.solveClaimed(claim);
    } catch (error) {
      if (error instanceof ClaimLostError) return; // called off, decided otherwise, or in other hands
      if (error instanceof DomainError && error.code.startsWith('matching/')) {
        await this.database.write(JOB, (manager) => failWork(manager, claim, error), MATCHER.role);
        return;
      }
      await releaseClaim(this.database, claim);
      throw error;
    }
  }

  /** Rings again for allocations that nobody has in hand. */
  async ringAgain(quietSeconds: number): Promise<void> {
    for (const allocationId of await rowsToRingAgain(this.database, ALLOCATIONS, quietSeconds)) await this.bell.ringAllocation(allocationId);
  }

  private async solveClaimed(first: Claim): Promise<void> {
    const letGo = keepClaim(this.database, first);
    const { row, all } = await this.known(first).finally(letGo);
    const claim = patient(first, all);
    await this.database.write(JOB, (manager) => renewClaim(manager, claim), MATCHER.role);
    const decided = await this.decided(claim, all.candidates);
    const willing = await this.consenting(all.candidates.map(({ candidateId }) => candidateId));
    const { facts, reservedFor } = besideDecisions({ ...all, candidates: all.candidates.filter((person) => willing.has(person.candidateId) && mayBeAllocated(person)) }, decided);
    const { prices, certificate, findings, places: given } = await this.solved(claim, facts, row.startPrices);
    const market = new Map(all.opportunities.map((opportunity) => [opportunity.opportunityId, opportunity]));
    const asDecided = decided.map(({ person, opportunityId }): CohortPlace => {
      const opportunity = market.get(opportunityId ?? '');
      return { candidateId: person.candidateId, opportunityId, score: opportunity === undefined ? null : scorePair(person, opportunity, all).total, isReserved: reservedFor.has(person.candidateId) };
    });
    // Whoever has a place or an offer already gets no other, and is told so by having a row.
    const settled = new Set([...given, ...asDecided].map(({ candidateId }) => candidateId));
    const passedOver = all.candidates.filter(({ candidateId }) => !settled.has(candidateId)).map(({ candidateId }): CohortPlace => ({ candidateId, opportunityId: null, score: null, isReserved: false }));
    const proposed = [...given, ...passedOver];
    const own = { given: [...proposed, ...asDecided], places: all.places, worth: findings.worth, gap: certificate?.gap ?? null };
    const base = row.baseId === null ? null : await this.comparedWith(row.baseId);
    const [{ difference, ...figures }] = compareAllocations(all, base ?? own, base === null ? [] : [own]).slice(-1) as [ReturnType<typeof compareAllocations>[number]];
    await this.database.write(JOB, async (manager) => {
      await renewClaim(manager, claim);
      await manager.query(`DELETE FROM matching.allocation_places WHERE allocation_id = $1 AND decision = 'proposed'`, [claim.id]);
      await storePlaces(manager, claim.id, proposed, row.market);
      await manager.query(
        `UPDATE matching.allocation_places AS place SET score = told.score, is_reserved = told.is_reserved FROM unnest($2::uuid[], $3::integer[], $4::boolean[]) AS told (candidate_id, score, is_reserved)
          WHERE place.allocation_id = $1 AND place.candidate_id = told.candidate_id`,
        [claim.id, asDecided.map(({ candidateId }) => candidateId), asDecided.map(({ score }) => score), asDecided.map(({ isReserved }) => isReserved)],
      );
      await manager.query(`UPDATE matching.allocations SET places = $2, prices = $3, certificate = $4, findings = $5, solved_at = now() WHERE allocation_id = $1`, [
        claim.id,
        all.places,
        prices,
        certificate === null ? null : JSON.stringify(certificate),
        JSON.stringify({ ...findings, figures, difference, comparedWith: base?.solvedAt ?? null }),
      ]);
      await finishWork(manager, claim);
    }, MATCHER.role);
  }

  /** The row and its facts, which are read now if nobody has yet. */
  private async known(claim: Claim): Promise<{ row: AllocationRow; all: CohortFacts }> {
    const asked = await this.rowOf(claim);
    if (asked.ruleVersion !== RULE_VERSION) throw new DomainError('matching/rules-changed', 'The rules changed while this allocation was waiting or under review. Ask for a new one.');
    if (asked.snapshotId === null) await (asked.baseId === null ? this.readFacts(claim, asked) : this.takeFactsOf(claim, asked.baseId));
    const row = asked.snapshotId === null ? await this.rowOf(claim) : asked;
    return { row, all: await this.factsOf(row) };
  }

  /** What the search finds on the terms that were asked for. */
  private async solved(claim: Claim, facts: CohortFacts, startPrices: readonly number[] | null): Promise<Solved> {
    if (facts.terms.variant === 'stable') {
      const { places, findings, tooLarge } = stableCohort(facts);
      if (tooLarge !== null) throw new DomainError('matching/too-many-to-rank', TOO_LARGE[tooLarge.problem](tooLarge.most));
      return { places, prices: null, certificate: null, findings: { ...findings, blockingPairs: { count: findings.blockingPairs.count } } };
    }
    const search = new CohortSearch({ ...facts, startPrices });
    const { findings, ...result } = search.result(await this.searched(claim, search));
    await this.tell(claim, null); // counting comes on top of a search that may have taken as long as a lease
    const blocking = blockingPairsOf(facts, result.places);
    return { ...result, findings: { ...findings, blockingPairs: blocking === null ? null : { count: blocking.count } } };
  }

  /** The last step that was taken. Each is written down before the next, so that whoever watches sees the gap close. */
  private async searched(claim: Claim, search: CohortSearch): Promise<CohortStep> {
    let last: CohortStep | null = null;
    const told: unknown[] = [];
    for (const step of search.steps()) {
      last = step;
      const { round, worth, bound, gap, pairCount, allocation } = step;
      told.push({ round, worth, bound, gap, placed: allocation.placed, pairCount });
      if (await this.tell(claim, told)) break;
    }
    return last!;
  }

  /** Writes down how far the search has come, if it has come further. Returns whether it is to stop with what it has. Throws ClaimLostError. */
  private tell(claim: Claim, steps: readonly unknown[] | null): Promise<boolean> {
    return this.database.write(JOB, async (manager) => {
      await renewClaim(manager, claim);
      const [told] = await manager.query<{ isStopAsked: boolean }[]>(
        `WITH told AS (UPDATE matching.allocations SET steps = coalesce($2, steps) WHERE allocation_id = $1 RETURNING is_stop_asked AS "isStopAsked") SELECT * FROM told`,
        [claim.id, steps === null ? null : JSON.stringify(steps)],
      );
      return told!.isStopAsked;
    }, MATCHER.role);
  }

  /** Takes the cohort and the market as they stand at one moment. */
  private async readFacts(claim: Claim, { asOfOn, asked, people, shared, marketNodes }: AllocationRow): Promise<void> {
    const forRequester = systemActor(MATCHER.job, { people, shared_people: shared, market: marketNodes });
    const taken = await this.database.writeAtOneMoment(
      forRequester,
      async (manager) => {
        const candidates = (await this.cohort(manager, asOfOn, asked)).toSorted((a, b) => compareIds(a.candidateId, b.candidateId));
        const intakes = new Map((await this.opportunities.nextIntakes(manager, asOfOn)).map((intake) => [intake.opportunityId, intake]));
        const known = await this.snapshots.opportunitiesNow(manager, asOfOn, asked.opportunityIds ?? null);
        const open = known.filter(({ opportunityId, isOpen }) => isOpen && intakes.has(opportunityId)).toSorted((a, b) => compareIds(a.opportunityId, b.opportunityId));
        const market = open.map(({ opportunityId }): OpenPlaces => {
          const { intakeId, free } = intakes.get(opportunityId)!;
          return { opportunityId, intakeId, places: free ?? candidates.length };
        });
        return { snapshotId: await this.snapshots.keep(manager, asOfOn, candidates, open), market };
      },
      MATCHER.role,
    );
    // A transaction of its own: the one above sees the row as it was before the lease was prolonged.
    const kept = this.database.write(JOB, async (manager) => {
      await renewClaim(manager, claim);
      await manager.query(`UPDATE matching.allocations SET snapshot_id = $2, opportunity_ids = $3, intake_ids = $4, places = $5 WHERE allocation_id = $1`, [
        claim.id,
        taken.snapshotId,
        taken.market.map(({ opportunityId }) => opportunityId),
        taken.market.map(({ intakeId }) => intakeId),
        taken.market.map(({ places }) => places),
      ]);
    }, MATCHER.role);
    await kept.catch(async (error: unknown) => {
      await this.snapshots.drop(taken.snapshotId); // nobody refers to it
      throw error;
    });
  }

  /** Who was asked for, as far as a consent to matching stands. */
  private async cohort(manager: EntityManager, asOfOn: PlainDate, asked: AllocationRequest): Promise<CandidateFacts[]> {
    const ids = await this.candidates.idsForMatching(manager, asked);
    const facts = ids.length === 0 ? [] : await this.snapshots.someCandidatesNow(manager, asOfOn, ids);
    return facts.filter(({ hasMatchingConsent, programmeCodes }) => hasMatchingConsent && (asked.programmeCode === undefined || programmeCodes.includes(asked.programmeCode)));
  }

  /** Gives a scenario the facts of what it is based on, and what was decided there: it is asked what would be besides. */
  private async takeFactsOf(claim: Claim, baseId: string): Promise<void> {
    await this.database.write(JOB, async (manager) => {
      await renewClaim(manager, claim);
      const [base] = await manager.query<{ status: string }[]>(`SELECT status FROM matching.allocations WHERE allocation_id = $1 FOR SHARE`, [baseId]);
      if (base!.status !== 'done') throw new DomainError('matching/base-changed', 'The allocation that this is based on was decided on meanwhile. Ask again when it is done.');
      await manager.query(
        `UPDATE matching.allocations AS scenario SET snapshot_id = base.snapshot_id, opportunity_ids = base.opportunity_ids, intake_ids = base.intake_ids, places = base.places
           FROM matching.allocations AS base WHERE scenario.allocation_id = $1 AND base.allocation_id = $2`,
        [claim.id, baseId],
      );
      await manager.query(
        `INSERT INTO matching.allocation_places (allocation_id, candidate_id, opportunity_id, intake_id, decision, reason, decided_by, decided_at)
         SELECT $1, candidate_id, opportunity_id, intake_id, decision, reason, decided_by, decided_at FROM matching.allocation_places WHERE allocation_id = $2 AND decision <> 'proposed'`,
        [claim.id, baseId],
      );
    }, MATCHER.role);
  }

  /** Cohort and market as the allocation has them, everybody in them. */
  private async factsOf({ snapshotId, travelTimesVersion, asOfOn, seed, terms, market, scenario }: AllocationRow): Promise<CohortFacts> {
    const parts = await this.database.read<{ number: number }>(JOB, `SELECT part_number AS number FROM matching.snapshot_parts WHERE snapshot_id = $1 AND content = 'candidates' ORDER BY part_number`, [snapshotId], MATCHER.role);
    const candidates: CandidateFacts[] = [];
    for (const { number } of parts) for (const person of await this.snapshots.candidatesOf(JOB, snapshotId!, number)) candidates.push(person);
    const facts = { asOfOn, seed, terms, candidates, opportunities: await this.snapshots.opportunitiesOf(JOB, snapshotId!), places: market.map(({ places }) => places) };
    return changedByScenario({ ...facts, travelTimes: await this.travelTimes.of(travelTimesVersion, candidates) }, scenario ?? {});
  }

  /** The allocation that a scenario is compared with, as it stands. */
  private async comparedWith(baseId: string): Promise<ComparedAllocation & { readonly solvedAt: string }> {
    const given = await this.database.read<ComparedAllocation['given'][number]>(JOB, `SELECT candidate_id AS "candidateId", opportunity_id AS "opportunityId", score FROM matching.allocation_places WHERE allocation_id = $1`, [baseId], MATCHER.role);
    const [base] = await this.database.read<Omit<ComparedAllocation, 'given'> & { readonly solvedAt: string }>(
      JOB,
      `SELECT places, (findings->>'worth')::float8 AS worth, (certificate->>'gap')::float8 AS gap, solved_at::text AS "solvedAt" FROM matching.allocations WHERE allocation_id = $1`,
      [baseId],
      MATCHER.role,
    );
    return { ...base!, given };
  }

  /** Whose consent to matching stands at this moment, and not only on the day of the facts. */
  private async consenting(candidateIds: readonly string[]): Promise<ReadonlySet<string>> {
    const rows = await this.database.read<{ id: string }>(JOB, `SELECT id FROM unnest($1::uuid[]) AS id WHERE candidates.consents_to(id, 'matching')`, [candidateIds], MATCHER.role);
    return new Set(rows.map(({ id }) => id));
  }

  private async decided(claim: Claim, candidates: readonly CandidateFacts[]): Promise<(DecidedPlace & { readonly person: CandidateFacts })[]> {
    const rows = await this.database.read<{ candidateId: string; opportunityId: string | null }>(
      JOB,
      `SELECT candidate_id AS "candidateId", opportunity_id AS "opportunityId" FROM matching.allocation_places WHERE allocation_id = $1 AND decision <> 'proposed'`,
      [claim.id],
      MATCHER.role,
    );
    const people = new Map(candidates.map((person) => [person.candidateId, person]));
    return rows.map(({ candidateId, opportunityId }) => ({ person: people.get(candidateId)!, opportunityId }));
  }

  private async rowOf(claim: Claim): Promise<AllocationRow> {
    const [row] = await this.database.read<AllocationRow>(
      JOB,
      `SELECT allocation.as_of_on::text AS "asOfOn", seed, rule_version AS "ruleVersion", ${TERMS} AS terms, asked, snapshot_id AS "snapshotId", travel_times_version AS "travelTimesVersion",
              people_nodes AS people, shared_people_nodes AS shared, market_nodes AS "marketNodes", base_allocation_id AS "baseId", scenario,
              coalesce(prices, (SELECT base.prices FROM matching.allocations AS base WHERE base.allocation_id = allocation.base_allocation_id))::float8[] AS "startPrices",
              coalesce((SELECT jsonb_agg(jsonb_build_object('opportunityId', opportunity, 'intakeId', intake, 'places', free) ORDER BY number)
                          FROM unnest(opportunity_ids, intake_ids, places) WITH ORDINALITY AS open (opportunity, intake, free, number)), '[]') AS market
         FROM matching.allocations AS allocation LEFT JOIN matching.snapshots USING (snapshot_id) WHERE allocation_id = $1`,
      [claim.id],
      MATCHER.role,
    );
    return row!;
  }
}

/** An intake with the places that an allocation may give out. */
interface OpenPlaces {
  readonly opportunityId: string;
  readonly intakeId: string;
  readonly places: number;
}

interface AllocationRow {
  readonly asOfOn: PlainDate;
  readonly seed: number;
  readonly ruleVersion: string;
  readonly terms: AllocationTerms;
  readonly asked: AllocationRequest;
  readonly snapshotId: string | null;
  readonly travelTimesVersion: number | null;
  readonly people: string[];
  readonly shared: string[];
  readonly marketNodes: string[];
  /** Of a scenario: what it is based on. */
  readonly baseId: string | null;
  readonly scenario: Scenario | null;
  /** Of the last search, or of what a scenario is based on. */
  readonly startPrices: readonly number[] | null;
  /** By ascending opportunity. */
  readonly market: readonly OpenPlaces[];
}

/** A round looks at all pairs, and nothing else is done until it ends: a lease that is shorter would let others begin the same, again and again. */
const SECONDS_OF_1E9_PAIRS = 60;

/** Both sides are ranked in one go, too. */
const SECONDS_OF_A_RANKED_PAIR = 4e-6;

function patient(claim: Claim, { candidates, opportunities }: CohortFacts): Claim {
  const pairs = candidates.length * opportunities.length;
  return { ...claim, leaseSeconds: claim.leaseSeconds + Math.ceil((SECONDS_OF_1E9_PAIRS * pairs) / 1e9 + SECONDS_OF_A_RANKED_PAIR * Math.min(pairs, MOST_RANKED_PAIRS)) };
}

interface Solved {
  readonly places: readonly CohortPlace[];
  /** Null: nothing is priced in a stable allocation. */
  readonly prices: readonly number[] | null;
  readonly certificate: Certificate | null;
  readonly findings: { readonly worth: number } & Pick<AllocationFindings, 'blockingPairs' | 'reserves'>;
}

const TOO_LARGE: Readonly<Record<TooLarge['problem'], (most: number) => string>> = {
  'too-many-pairs': (most) => `Each side ranks the other, and people × opportunities may be ${most} at most. Choose a smaller cohort or market, or the optimal variant.`,
  'too-many-programmes': (most) => `Places can be kept for ${most} programmes at most in the stable variant. Name fewer, or choose the optimal variant.`,
};

async function storePlaces(manager: EntityManager, allocationId: string, given: readonly CohortPlace[], market: readonly OpenPlaces[]): Promise<void> {
  const intakeOf = new Map(market.map(({ opportunityId, intakeId }) => [opportunityId, intakeId]));
  await manager.query(
    `INSERT INTO matching.allocation_places (allocation_id, candidate_id, opportunity_id, intake_id, score, is_reserved)
     SELECT $1, * FROM unnest($2::uuid[], $3::uuid[], $4::uuid[], $5::integer[], $6::boolean[])`,
    [
      allocationId,
      given.map(({ candidateId }) => candidateId),
      given.map(({ opportunityId }) => opportunityId),
      given.map(({ opportunityId }) => (opportunityId === null ? null : intakeOf.get(opportunityId)!)),
      given.map(({ score }) => score),
      given.map(({ isReserved }) => isReserved),
    ],
  );
}
