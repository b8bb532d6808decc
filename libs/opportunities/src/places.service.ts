import { DomainError } from '#lib/platform';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';

/** Places of intakes: taken on an offer, given back when it comes to nothing. */
@Injectable()
export class PlacesService {
  /** Takes one place in the caller's transaction. The row lock makes parallel offers queue, so no place is sold twice. */
  async take(manager: EntityManager, intakeId: string): Promise<void> {
    const taken = await manager.query<unknown[]>(
      `WITH taken AS (
         UPDATE opportunities.intakes SET places_taken = places_taken + 1
          WHERE intake_id = $1 AND NOT is_closed AND (places IS NULL OR places_taken < places) RETURNING 1)
       SELECT * FROM taken`,
      [intakeId],
    );
    if (taken.length === 0) throw new DomainError('opportunities/no-place-left', 'All places of this intake are taken, or its start date was moved. Choose another intake, or ask for more places.');
  }

  /** Gives one place back in the caller's transaction. */
  async giveBack(manager: EntityManager, intakeId: string): Promise<void> {
    await manager.query(`UPDATE opportunities.intakes SET places_taken = places_taken - 1 WHERE intake_id = $1`, [intakeId]);
  }
}
