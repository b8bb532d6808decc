import { DomainError } from '#lib/platform';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';

/** Places of intakes: taken on an offer, given back when it comes to nothing, by whoever moves the case on. */
@Injectable()
export class PlacesService {
  /** Takes the place that a case was just given, in the caller's transaction. The row lock makes parallel offers queue, so no place is sold twice. */
  async take(manager: EntityManager, intakeId: string): Promise<void> {
    const [taken] = await manager.query<{ ok: boolean }[]>(`SELECT opportunities.recount_places($1, true) AS ok`, [intakeId]);
    if (!taken!.ok) throw new DomainError('opportunities/no-place-left', 'All places of this intake are taken, or its start date was moved. Choose another intake, or ask for more places.');
  }

  /** Gives back the place that a case has just let go, in the caller's transaction. */
  async giveBack(manager: EntityManager, intakeId: string): Promise<void> {
    await manager.query(`SELECT opportunities.recount_places($1, false)`, [intakeId]);
  }
}
