import { CandidatesQuery } from '#lib/candidates';
import { compareIds, mayBeAllocated, RULE_VERSION, type AllocationStep, type CandidateFacts, type OpportunityFacts, type PlainDate } from '#lib/kernel';
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
import { AllocationSearch, type AllocationFacts, type GivenPlace, type OpenPlaces } from './allocation-search.js';
import type { AllocationRequest } from './allocations.service.js';
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
    const letGo = keepClaim(this.database, claim);
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
    } finally {
      letGo();
    }
  }

  /** Rings again for allocations that nobody has in hand. */
  async ringAgain(quietSeconds: number): Promise<void> {
    for (const allocationId of await rowsToRingAgain(this.database, ALLOCATIONS, quietSeconds)) await this.bell.ringAllocation(allocationId);
  }

  private async solveClaimed(claim: Claim): Promise<void> {
    const asked = await this.rowOf(claim);
    if (asked.ruleVersion !== RULE_VERSION) throw new DomainError('matching/rules-changed', 'The rules changed while this allocation was waiting or under review. Ask for a new one.');
    if (asked.snapshotId === null) await this.readFacts(claim, asked);
    const row = asked.snapshotId === null ? await this.rowOf(claim) : asked;
    const everybody = await this.everybody(row.snapshotId!);
    const decided = await this.decided(claim);
    const facts = await this.factsOf(row, everybody, decided);
    const search = new AllocationSearch(facts);
    const last = await this.searched(claim, search);
    const people = new Map(everybody.map((person) => [person.candidateId, person]));
    const market = new Map(facts.opportunities.map((opportunity) => [opportunity.opportunityId, opportunity]));
    const asDecided = decided.map(({ candidateId, opportunityId }): GivenPlace => {
      const [person, opportunity] = [people.get(candidateId), market.get(opportunityId ?? '')];
      return { candidateId, opportunityId, score: person === undefined || opportunity === undefined ? null : search.scoreOf(person, opportunity) };
    });
    const free = new Set(facts.candidates.map(({ candidateId }) => candidateId));
    const settled = new Set(decided.map(({ candidateId }) => candidateId));
    // Whoever has a place or an offer already gets no other, and is told so by having a row.
    const passedOver = everybody.filter(({ candidateId }) => !free.has(candidateId) && !settled.has(candidateId)).map(({ candidateId }): GivenPlace => ({ candidateId, opportunityId: null, score: null }));
    const certificate = search.certificate(last);
    await this.database.write(JOB, async (manager) => {
      await renewClaim(manager, claim);
      await manager.query(`DELETE FROM matching.allocation_places WHERE allocation_id = $1 AND decision = 'proposed'`, [claim.id]);
      await storePlaces(manager, claim.id, [...search.placesOf(last), ...passedOver], row.market);
      await manager.query(
        `UPDATE matching.allocation_places AS place SET score = told.score FROM unnest($2::uuid[], $3::integer[]) AS told (candidate_id, score)
          WHERE place.allocation_id = $1 AND place.candidate_id = told.candidate_id`,
        [claim.id, asDecided.map(({ candidateId }) => candidateId), asDecided.map(({ score }) => score)],
      );
      await manager.query(`UPDATE matching.allocations SET prices = $2, certificate = $3, solved_at = now() WHERE allocation_id = $1`, [claim.id, [...last.allocation.prices], JSON.stringify(certificate)]);
      await finishWork(manager, claim);
    }, MATCHER.role);
  }

  /** The last step that was taken. Each is written down before the next, so that whoever watches sees the gap close. */
  private async searched(claim: Claim, search: AllocationSearch): Promise<AllocationStep> {
    let last: AllocationStep | null = null;
    const told: unknown[] = [];
    for (const step of search.steps()) {
      last = step;
      const { round, worth, bound, gap, pairCount, allocation } = step;
      told.push({ round, worth, bound, gap, placed: allocation.placed, pairCount });
      if (await this.tell(claim, told)) break;
    }
    return last!;
  }

  /** Writes down how far the search has come. Returns whether it is to stop with what it has. Throws ClaimLostError. */
  private tell(claim: Claim, steps: readonly unknown[]): Promise<boolean> {
    return this.database.write(JOB, async (manager) => {
      await renewClaim(manager, claim);
      const [told] = await manager.query<{ isStopAsked: boolean }[]>(
        `WITH told AS (UPDATE matching.allocations SET steps = $2 WHERE allocation_id = $1 RETURNING is_stop_asked AS "isStopAsked") SELECT * FROM told`,
        [claim.id, JSON.stringify(steps)],
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

  private async everybody(snapshotId: string): Promise<CandidateFacts[]> {
    const parts = await this.database.read<{ number: number }>(JOB, `SELECT part_number AS number FROM matching.snapshot_parts WHERE snapshot_id = $1 AND content = 'candidates' ORDER BY part_number`, [snapshotId], MATCHER.role);
    const all: CandidateFacts[] = [];
    for (const { number } of parts) for (const person of await this.snapshots.candidatesOf(JOB, snapshotId, number)) all.push(person);
    return all;
  }

  /** What is left to allocate beside what was decided. */
  private async factsOf({ snapshotId, travelTimesVersion, asOfOn, seed, placeValue, market }: AllocationRow, everybody: readonly CandidateFacts[], decided: readonly Decided[]): Promise<AllocationFacts> {
    const opportunities: OpportunityFacts[] = await this.snapshots.opportunitiesOf(JOB, snapshotId!);
    const settled = new Set(decided.map(({ candidateId }) => candidateId));
    const willing = await this.consenting(everybody.map(({ candidateId }) => candidateId));
    const candidates = everybody.filter((person) => willing.has(person.candidateId) && !settled.has(person.candidateId) && mayBeAllocated(person));
    const taken = new Map<string, number>();
    for (const { opportunityId } of decided) if (opportunityId !== null) taken.set(opportunityId, (taken.get(opportunityId) ?? 0) + 1);
    const places = market.map((open) => Math.max(0, open.places - (taken.get(open.opportunityId) ?? 0)));
    return { asOfOn, seed, placeValue, candidates, opportunities, places, travelTimes: await this.travelTimes.of(travelTimesVersion, everybody) };
  }

  /** Whose consent to matching stands at this moment, and not only on the day of the facts. */
  private async consenting(candidateIds: readonly string[]): Promise<ReadonlySet<string>> {
    const rows = await this.database.read<{ id: string }>(JOB, `SELECT id FROM unnest($1::uuid[]) AS id WHERE candidates.consents_to(id, 'matching')`, [candidateIds], MATCHER.role);
    return new Set(rows.map(({ id }) => id));
  }

  private decided(claim: Claim): Promise<Decided[]> {
    return this.database.read(
      JOB,
      `SELECT candidate_id AS "candidateId", opportunity_id AS "opportunityId" FROM matching.allocation_places WHERE allocation_id = $1 AND decision <> 'proposed'`,
      [claim.id],
      MATCHER.role,
    );
  }

  private async rowOf(claim: Claim): Promise<AllocationRow> {
    const [row] = await this.database.read<AllocationRow>(
      JOB,
      `SELECT allocation.as_of_on::text AS "asOfOn", seed, rule_version AS "ruleVersion", place_value AS "placeValue", asked, snapshot_id AS "snapshotId", travel_times_version AS "travelTimesVersion",
              people_nodes AS people, shared_people_nodes AS shared, market_nodes AS "marketNodes",
              coalesce((SELECT jsonb_agg(jsonb_build_object('opportunityId', opportunity, 'intakeId', intake, 'places', free) ORDER BY number)
                          FROM unnest(opportunity_ids, intake_ids, places) WITH ORDINALITY AS open (opportunity, intake, free, number)), '[]') AS market
         FROM matching.allocations AS allocation LEFT JOIN matching.snapshots USING (snapshot_id) WHERE allocation_id = $1`,
      [claim.id],
      MATCHER.role,
    );
    return row!;
  }
}

interface AllocationRow {
  readonly asOfOn: PlainDate;
  readonly seed: number;
  readonly ruleVersion: string;
  readonly placeValue: number;
  readonly asked: AllocationRequest;
  readonly snapshotId: string | null;
  readonly travelTimesVersion: number | null;
  readonly people: string[];
  readonly shared: string[];
  readonly marketNodes: string[];
  /** By ascending opportunity. */
  readonly market: readonly OpenPlaces[];
}

interface Decided {
  readonly candidateId: string;
  readonly opportunityId: string | null;
}

async function storePlaces(manager: EntityManager, allocationId: string, given: readonly GivenPlace[], market: readonly OpenPlaces[]): Promise<void> {
  const intakeOf = new Map(market.map(({ opportunityId, intakeId }) => [opportunityId, intakeId]));
  await manager.query(
    `INSERT INTO matching.allocation_places (allocation_id, candidate_id, opportunity_id, intake_id, score)
     SELECT $1, * FROM unnest($2::uuid[], $3::uuid[], $4::uuid[], $5::integer[])`,
    [
      allocationId,
      given.map(({ candidateId }) => candidateId),
      given.map(({ opportunityId }) => opportunityId),
      given.map(({ opportunityId }) => (opportunityId === null ? null : intakeOf.get(opportunityId)!)),
      given.map(({ score }) => score),
    ],
  );
}
