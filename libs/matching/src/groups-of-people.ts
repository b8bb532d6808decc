import { CandidatesQuery } from '#lib/candidates';
import { membershipRule, targetGroupsOn, type GroupsOfPerson, type PlainDate } from '#lib/kernel';
import { OpportunitiesQuery } from '#lib/opportunities';
import type { Read } from '#lib/platform';
import { Injectable } from '@nestjs/common';
import { NOWHERE, programmePerson, toProgramme } from './matching-facts.js';
import { SnapshotService } from './snapshot.service.js';

/** In which programmes and target groups people are. */
@Injectable()
export class GroupsOfPeople {
  constructor(
    private readonly snapshots: SnapshotService,
    private readonly candidates: CandidatesQuery,
    private readonly opportunities: OpportunitiesQuery,
  ) {}

  /** By facts on a day, on no other connection than the reader's; who is not to be seen is left out. */
  async on(read: Read, candidateIds: readonly string[], day: PlainDate): Promise<Map<string, GroupsOfPerson>> {
    const rows = await this.candidates.matchingRowsSeen(read, candidateIds, day);
    const homes = await this.snapshots.placesOf(rows, read);
    const rule = membershipRule((await this.opportunities.programmesFor(read)).map(toProgramme), day);
    return new Map(
      rows.map((row) => {
        const person = programmePerson(row, homes.get(row.postcode ?? '') ?? NOWHERE);
        const targetGroups = targetGroupsOn(person, day).filter(({ isMember }) => isMember === true).map(({ group }) => group);
        return [row.candidateId, { programmeCodes: rule(person), targetGroups }];
      }),
    );
  }
}
