import { NO_TERMS, noPlaceInWords, type IntakeToAccept, type ListedPlaces, type ProgrammeTerms, type RingFence } from '#lib/kernel';
import { Clock, DomainError, type Read } from '#lib/platform';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { IS_OPEN } from '../opportunities.query.js';

interface StandingRow {
  readonly intakeId: string;
  readonly places: number | null;
  readonly isClosed: boolean;
  readonly startsOn: string | null;
  readonly isOpen: boolean;
  readonly terms: ProgrammeTerms | null;
  readonly fences: RingFence[];
  readonly held: { readonly fenceId: string | null; readonly held: number }[];
}

/** Places of intakes: taken on an offer, given back when it comes to nothing, by whoever moves the case on. */
@Injectable()
export class PlacesService {
  constructor(private readonly clock: Clock) {}

  /**
   * Keeps everybody else from taking a place on some intakes, or from keeping one for a group, until the caller's transaction
   * ends: from where somebody gets one is decided on what {@link standing} says after this.
   */
  async lock(manager: EntityManager, intakeIds: readonly string[]): Promise<void> {
    await manager.query(`SELECT opportunities.lock_intakes($1)`, [intakeIds]);
  }

  /** How the places of some intakes are taken, and for whom they are kept; those that the reader does not see are left out. */
  async standing(read: Read, intakeIds: readonly string[]): Promise<Map<string, IntakeToAccept & ListedPlaces>> {
    const rows = await read<StandingRow>(
      `SELECT intake_id AS "intakeId", places, is_closed AS "isClosed", intake.starts_on::text AS "startsOn", ${IS_OPEN('$2::date')} AS "isOpen", programme.terms,
              coalesce((SELECT jsonb_agg(jsonb_build_object('fenceId', ring_fence_id, 'programmeCode', fence.programme_code, 'targetGroup', target_group, 'places', fence.places, 'releaseOn', release_on))
                          FROM opportunities.ring_fences AS fence WHERE fence.intake_id = intake.intake_id), '[]') AS fences,
              coalesce((SELECT jsonb_agg(jsonb_build_object('fenceId', fence_id, 'held', held)) FROM opportunities.held_places(intake.intake_id)), '[]') AS held
         FROM opportunities.intakes AS intake JOIN opportunities.opportunities AS opportunity USING (opportunity_id)
         LEFT JOIN opportunities.programmes AS programme ON programme.code = opportunity.programme_code
        WHERE intake_id = ANY ($1)`,
      [intakeIds, this.clock.today()],
    );
    return new Map(rows.map(({ intakeId, terms, held, ...intake }) => [intakeId, { ...intake, terms: terms ?? NO_TERMS, held: new Map(held.map((one) => [one.fenceId, one.held])) }]));
  }

  /** Takes the place that a case was just given, in the caller's transaction. The row lock makes parallel offers queue, so no place is sold twice. */
  async take(manager: EntityManager, intakeId: string): Promise<void> {
    const [taken] = await manager.query<{ ok: boolean }[]>(`SELECT opportunities.recount_places($1, true) AS ok`, [intakeId]);
    if (!taken!.ok) throw new DomainError('opportunities/no-place-left', noPlaceInWords({ ok: false, keptUntilOn: null }));
  }

  /** Gives back the place that a case has just let go, in the caller's transaction. */
  async giveBack(manager: EntityManager, intakeId: string): Promise<void> {
    await manager.query(`SELECT opportunities.recount_places($1, false)`, [intakeId]);
  }
}
