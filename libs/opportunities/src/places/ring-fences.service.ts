import { fenceProblems, placesLeft, type KeptPlaces, type Programme, type RingFence } from '#lib/kernel';
import { Clock, Database, DomainError, reading, requireAction, writeAudit, type Actor } from '#lib/platform';
import { Injectable } from '@nestjs/common';
import { OpportunitiesQuery } from '../opportunities.query.js';
import { PlacesService } from './places.service.js';
import { replaceFences } from './replaced-fences.js';

/** Places to keep for a programme or for a target group. */
export type NewRingFence = Omit<RingFence, 'fenceId'>;

/** For whom places of an intake are kept. */
export interface RingFencesOfIntake {
  readonly intakeId: string;
  readonly places: number | null;
  /** Places that anybody can have today; null: as many as come. */
  readonly leftForAnybody: number | null;
  /** The same in words, with the day on which that changes. */
  readonly sentence: string;
  /** Until their day; those that are released first come first. */
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
    const { forAnybody, ...left } = placesLeft(intake, this.clock.today());
    return { intakeId, places: intake.places, leftForAnybody: forAnybody, ...left };
  }

  /**
   * Puts other fences in the place of those that there are. Of a group that stays, the places that it holds stay its own; one
   * that goes keeps none from today on. Throws opportunities/intake-not-found and ring-fences-wrong, with nothing changed.
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
      const intake = (await this.places.standing(reading(manager), [intakeId])).get(intakeId)!;
      const today = this.clock.today();
      const wanted = fences.map(({ programmeCode, targetGroup, places, releaseOn }) => ({ intakeId, programmeCode, targetGroup, places, releaseOn }));
      const problems = fenceProblems(wanted, intake, (await this.opportunities.programmesFor(reading(manager))) as Programme[], today);
      if (problems.length > 0) throw new DomainError('opportunities/ring-fences-wrong', 'Places cannot be kept like that, so nothing was changed. Each error says where and what was expected.', problems);
      await replaceFences(manager, [intakeId], wanted, today);
      await writeAudit(manager, actor, 'intake.ring-fences-set', intakeId, { before: placesLeft(intake, today).fences.map(inBrief), after: wanted.map(inBrief) }, locked);
    });
    return this.ofIntake(actor, intakeId);
  }
}

/** As the audit trail keeps it. */
function inBrief({ programmeCode, targetGroup, places, releaseOn }: NewRingFence): { group: string; places: number; releaseOn: string } {
  return { group: programmeCode ?? targetGroup ?? '', places, releaseOn };
}

function intakeNotFound(more = ''): DomainError {
  return new DomainError('opportunities/intake-not-found', `There is no such intake${more}.`);
}
