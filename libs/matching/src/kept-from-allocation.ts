import { keptFromOthers, type KeptFromOthers, type PlaceToAccept } from '#lib/kernel';
import { PlacesService } from '#lib/opportunities';
import { Clock, Database, type Actor } from '#lib/platform';
import { Injectable } from '@nestjs/common';
import { GroupsOfPeople } from './groups-of-people.js';

/** Places that an allocation gives out and that are kept for others. */
@Injectable()
export class KeptFromAllocation {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly places: PlacesService,
    private readonly groups: GroupsOfPeople,
  ) {}

  /** As things stand now; of people whom the reader sees. Hardly any intake has fences, and then nothing more is read. */
  async of(actor: Actor, allocationId: string, seed: number): Promise<readonly KeptFromOthers[]> {
    const today = this.clock.today();
    return this.database.readTogether(actor, async (read) => {
      const rows = await read<PlaceToAccept & { readonly intakeId: string }>(
        `SELECT candidate_id AS "candidateId", intake_id AS "intakeId", score, decision <> 'proposed' AS "isDecided" FROM matching.allocation_places
          WHERE allocation_id = $1 AND intake_id IN (SELECT fence.intake_id FROM opportunities.ring_fences AS fence WHERE release_on > $2)`,
        [allocationId, today],
      );
      if (rows.length === 0) return [];
      const [intakes, groups] = await Promise.all([this.places.standing(read, [...new Set(rows.map(({ intakeId }) => intakeId))]), this.groups.on(read, rows.map(({ candidateId }) => candidateId), today)]);
      return keptFromOthers(rows, groups, intakes, { seed, today });
    });
  }
}
