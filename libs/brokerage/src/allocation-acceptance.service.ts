import { CandidatesQuery, Pauses } from '#lib/candidates';
import { judgeAcceptance, LIVE_STATUSES, type AcceptanceOutcome, type AcceptanceStanding, type GroupsOfPerson, type JudgedRow, type PlaceToAccept, type PlainDate } from '#lib/kernel';
import { AllocationsService, GroupsOfPeople } from '#lib/matching';
import { OpportunitiesQuery, PlacesService } from '#lib/opportunities';
import { Clock, Database, reading, requireAction, type Actor } from '#lib/platform';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { referTogether } from './referred-together.js';

/** Turns an allocation into cases. */
@Injectable()
export class AllocationAcceptance {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly allocations: AllocationsService,
    private readonly candidates: CandidatesQuery,
    private readonly opportunities: OpportunitiesQuery,
    private readonly places: PlacesService,
    private readonly pauses: Pauses,
    private readonly groups: GroupsOfPeople,
  ) {}

  /**
   * Refers everybody to the intake that the allocation gives them, and holds the place for them, all in one transaction.
   * Who may not be shown to partners any more, was paused, has a place by now, or whose intake has filled up meanwhile or
   * keeps what is left for others is passed over and noted. Once more it changes nothing.
   */
  async accept(actor: Actor, allocationId: string): Promise<void> {
    requireAction(actor, 'allocations.run');
    requireAction(actor, 'referrals.refer');
    await this.database.write(actor, async (manager) => {
      // One acceptance at a time: two allocations may have the same person.
      await manager.query(`SELECT pg_advisory_xact_lock(hashtext('brokerage.allocation-acceptance'))`);
      const accepting = await this.allocations.toAccept(manager, allocationId);
      if (accepting === null) return;
      const { rows, seed } = accepting;
      const judged = await this.judged(manager, rows, seed);
      const outcomes = new Map(Array.from(judged, ([candidateId, { outcome }]): [string, AcceptanceOutcome] => [candidateId, outcome]));
      const given = rows.flatMap((row) => (outcomes.get(row.candidateId) === 'referred' ? [{ ...row, fenceId: judged.get(row.candidateId)!.fenceId }] : []));
      const referred = await referTogether(manager, actor, given, allocationId, this.clock.now());
      for (const intakeId of [...new Set(given.map((row) => row.intakeId!))].toSorted()) await this.places.take(manager, intakeId);
      // Somebody else referred them to the same intake while this was being judged.
      for (const { candidateId } of given) if (!referred.has(candidateId)) outcomes.set(candidateId, 'already-referred');
      await this.allocations.markAccepted(manager, actor, allocationId, outcomes);
    });
  }

  private async judged(manager: EntityManager, rows: readonly PlaceToAccept[], seed: number): Promise<Map<string, JudgedRow>> {
    const candidateIds = rows.map(({ candidateId }) => candidateId);
    const intakeIds = [...new Set(rows.flatMap(({ intakeId }) => intakeId ?? []))].toSorted();
    // Locked before anything is read: an offer or a no that somebody gives at this moment, with the pause that comes with it,
    // is there by now, or is given after this has ended. Cases before intakes, as a case that is moved on locks them: the other
    // way round the two could wait for each other.
    await manager.query(`SELECT FROM brokerage.referrals WHERE candidate_id = ANY ($1) ORDER BY referral_id FOR UPDATE`, [candidateIds]);
    await this.places.lock(manager, intakeIds);
    const today = this.clock.today();
    const intakes = await this.places.standing(reading(manager), await this.opportunities.openAmong(manager, intakeIds, today));
    // In which groups people are costs the most to find out, and decides nothing where no place is kept.
    const toKept = rows.filter(({ intakeId }) => (intakes.get(intakeId ?? '')?.fences.length ?? 0) > 0);
    const groups = await this.groups.on(reading(manager), toKept.map(({ candidateId }) => candidateId), today);
    const standings = await this.standings(manager, candidateIds, groups, today);
    return judgeAcceptance(rows, standings, intakes, { seed, today });
  }

  /** Of people whose cases are locked, as far as the actor may refer them: who is not to be seen has none. */
  private async standings(manager: EntityManager, candidateIds: readonly string[], groups: ReadonlyMap<string, GroupsOfPerson>, today: PlainDate): Promise<Map<string, AcceptanceStanding>> {
    const registered = await this.candidates.registrations(manager, today, candidateIds);
    const paused = await this.pauses.pausedAmong(reading(manager), candidateIds, today);
    const cases = await manager.query<CasesRow[]>(
      `SELECT candidate_id AS "candidateId", bool_or(holds_place AND left_on IS NULL) AS "hasPlace", array_agg(intake_id) AS "referredTo"
         FROM brokerage.referrals WHERE candidate_id = ANY ($1) AND status = ANY ($2) GROUP BY candidate_id`,
      [candidateIds, [...LIVE_STATUSES, 'started']],
    );
    const willing = await manager.query<{ id: string }[]>(`SELECT id FROM unnest($1::uuid[]) AS id WHERE candidates.consents_to(id, 'matching')`, [candidateIds]);
    const isWilling = new Set(willing.map(({ id }) => id));
    const casesOf = new Map(cases.map((row) => [row.candidateId, row]));
    return new Map(
      registered.map(({ candidateId, isShared }) => {
        const { hasPlace, referredTo } = casesOf.get(candidateId) ?? { hasPlace: false, referredTo: [] };
        return [candidateId, { consents: isShared && isWilling.has(candidateId), isPaused: paused.has(candidateId), hasPlace, referredTo, groups: groups.get(candidateId) ?? NO_GROUPS }];
      }),
    );
  }
}

const NO_GROUPS = { programmeCodes: [], targetGroups: [] };

interface CasesRow {
  readonly candidateId: string;
  readonly hasPlace: boolean;
  readonly referredTo: string[];
}
