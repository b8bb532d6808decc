import { fenceProblems, placesLeft, type IntakePlaces, type Programme, type RingFence } from '#lib/kernel';
import { Clock, Database, DomainError, requireAction, writeAudit, type Actor } from '#lib/platform';
import { Injectable } from '@nestjs/common';
import { OpportunitiesQuery } from '../opportunities.query.js';
import { PlacesService } from './places.service.js';

/** Places to keep for a programme or for a target group. */
export type NewRingFence = Omit<RingFence, 'fenceId'>;

/** Places that are kept for a group, with how many of them nobody holds yet. */
export interface KeptPlaces extends RingFence {
  /** From its day on a fence keeps none. */
  readonly left: number;
}

/** For whom places of an intake are kept. */
export interface RingFencesOfIntake {
  readonly intakeId: string;
  readonly places: number | null;
  /** Places that anybody can have today; null: as many as come. */
  readonly leftForAnybody: number | null;
  /** The same in words, with the day on which that changes. */
  readonly sentence: string;
  /** The one that is released soonest first. */
  readonly fences: readonly KeptPlaces[];
}

/** Places of an intake that are kept for a group until a day. */
@Injectable()
export class RingFences {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly opportunities: OpportunitiesQuery,
    private readonly places: PlacesService,
  ) {}

  /** Throws opportunities/intake-not-found. */
  async ofIntake(actor: Actor, intakeId: string): Promise<RingFencesOfIntake> {
    const intakes = await this.database.readTogether(actor, (read) => this.places.standing(read, [intakeId]));
    const intake = intakes.get(intakeId);
    if (intake === undefined) throw intakeNotFound();
    return { intakeId, places: intake.places, ...leftOf(intake, this.clock.today()) };
  }

  /**
   * Puts other fences in the place of those that there are. Of a group that stays, the places that it holds stay its own; of
   * one that goes, they are counted as anybody's. Throws opportunities/intake-not-found and ring-fences-wrong, with nothing changed.
   */
  async set(actor: Actor, intakeId: string, fences: readonly NewRingFence[]): Promise<RingFencesOfIntake> {
    requireAction(actor, 'listings.change');
    await this.database.write(actor, async (manager) => {
      // Found only by whoever may change it: the policy for that is the one of UPDATE. Nobody takes a place meanwhile.
      const [locked] = await manager.query<{ organisationId: string }[]>(
        `SELECT organisation_id AS "organisationId" FROM opportunities.intakes AS intake JOIN opportunities.opportunities USING (opportunity_id) WHERE intake_id = $1 FOR UPDATE OF intake`,
        [intakeId],
      );
      if (locked === undefined) throw intakeNotFound(' that you may change');
      const intake = (await this.places.standing((sql, values = []) => manager.query(sql, [...values]), [intakeId])).get(intakeId)!;
      const wanted = fences.map(({ programmeCode, targetGroup, places, releaseOn }) => ({ programmeCode, targetGroup, places, releaseOn, held: heldFor(intake, { programmeCode, targetGroup }) }));
      const held = [...intake.held.values()].reduce((sum, count) => sum + count, 0);
      const programmes = (await this.opportunities.programmesIn(manager)) as Programme[];
      const problems = fenceProblems(wanted, { places: intake.places, startsOn: intake.startsOn, isClosed: intake.isClosed, held }, programmes, this.clock.today());
      if (problems.length > 0) throw new DomainError('opportunities/ring-fences-wrong', 'Places cannot be kept like that, so nothing was changed. Each error says where and what was expected.', problems);
      const rows = JSON.stringify(wanted);
      const GIVEN = `jsonb_to_recordset($2::jsonb) AS given ("programmeCode" text, "targetGroup" text, "places" integer, "releaseOn" date)`;
      await manager.query(
        `DELETE FROM opportunities.ring_fences AS fence WHERE intake_id = $1
            AND NOT EXISTS (SELECT FROM ${GIVEN} WHERE given."programmeCode" IS NOT DISTINCT FROM fence.programme_code AND given."targetGroup" IS NOT DISTINCT FROM fence.target_group)`,
        [intakeId, rows],
      );
      await manager.query(
        `INSERT INTO opportunities.ring_fences (intake_id, programme_code, target_group, places, release_on) SELECT $1, "programmeCode", "targetGroup", "places", "releaseOn" FROM ${GIVEN}
         ON CONFLICT ON CONSTRAINT uq_ring_fences_group DO UPDATE SET places = excluded.places, release_on = excluded.release_on`,
        [intakeId, rows],
      );
      await writeAudit(manager, actor, 'intake.ring-fences-set', intakeId, { before: intake.fences.map(inBrief), after: wanted.map(inBrief) }, locked);
    });
    return this.ofIntake(actor, intakeId);
  }
}

function leftOf(intake: IntakePlaces, today: string): Omit<RingFencesOfIntake, 'intakeId' | 'places'> {
  const { forAnybody, kept, sentence } = placesLeft(intake, today);
  const left = new Map(kept.map((one) => [one.fenceId, one.left]));
  const fences = intake.fences.map((fence) => ({ ...fence, left: left.get(fence.fenceId) ?? 0 })).toSorted((a, b) => (`${a.releaseOn} ${a.fenceId}` < `${b.releaseOn} ${b.fenceId}` ? -1 : 1));
  return { leftForAnybody: forAnybody, sentence, fences };
}

function heldFor({ fences, held }: IntakePlaces, group: Pick<RingFence, 'programmeCode' | 'targetGroup'>): number {
  const present = fences.find(({ programmeCode, targetGroup }) => programmeCode === group.programmeCode && targetGroup === group.targetGroup);
  return present === undefined ? 0 : (held.get(present.fenceId) ?? 0);
}

/** As the audit trail keeps it. */
function inBrief({ programmeCode, targetGroup, places, releaseOn }: NewRingFence): { group: string; places: number; releaseOn: string } {
  return { group: programmeCode ?? targetGroup ?? '', places, releaseOn };
}

function intakeNotFound(more = ''): DomainError {
  return new DomainError('opportunities/intake-not-found', `There is no such intake${more}.`);
}
