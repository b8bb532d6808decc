import { setAsideInWords, standingOf, type PairMatter, type PlainDate, type SetAside } from '#lib/kernel';
import { Clock, Database, pageOf, type Actor } from '#lib/platform';
import { Injectable } from '@nestjs/common';
import { SnapshotService } from './snapshot.service.js';

/** That a person was set aside for an opportunity, and how that stands. */
export interface SetAsidePair {
  readonly setAsideId: string;
  readonly opportunityId: string;
  readonly title: string | null;
  readonly reasonCode: string;
  readonly matters: readonly PairMatter[];
  readonly setOn: PlainDate;
  readonly untilOn: PlainDate | null;
  readonly isUntilChecked: boolean;
  /** Whether it keeps the pair from being suggested today. */
  readonly isAside: boolean;
  /** How it stands, to read out; null when it has ended for good, of which `endedReason` tells. */
  readonly sentence: string | null;
  readonly endedOn: PlainDate | null;
  readonly endedReason: 'lifted' | 'replaced' | 'date' | 'change' | null;
}

/** Some of them, and where the list goes on. */
export interface SetAsidePage {
  readonly pairs: readonly SetAsidePair[];
  /** Give it back as `after` for the next page; null on the last. */
  readonly next: string | null;
}

interface Row extends Omit<SetAsidePair, 'isAside' | 'sentence'>, SetAside {}

/** Reads of pairs that are set aside. */
@Injectable()
export class SetAsideQuery {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly snapshots: SnapshotService,
  ) {}

  /** Those of a person, the newest first, also what has ended. Throws candidates/candidate-not-found. */
  async page(actor: Actor, candidateId: string, { after, limit }: { readonly after: string | null; readonly limit: number }): Promise<SetAsidePage> {
    const on = this.clock.today();
    const candidate = await this.snapshots.candidateToday(actor, candidateId, on);
    return this.database.writeAtOneMoment(actor, async (manager) => {
      const rows = await manager.query<Row[]>(
        `SELECT set_aside_id AS "setAsideId", aside.opportunity_id AS "opportunityId", opportunity.title, reason_code AS "reasonCode", matters, fingerprint, set_on::text AS "setOn",
                until_on::text AS "untilOn", is_until_checked AS "isUntilChecked", ended_on::text AS "endedOn", ended_reason AS "endedReason"
           FROM matching.set_aside_pairs AS aside LEFT JOIN opportunities.opportunities AS opportunity USING (opportunity_id)
          WHERE candidate_id = $1 AND ($2::uuid IS NULL OR set_aside_id < $2) ORDER BY set_aside_id DESC LIMIT $3`,
        [candidateId, after, limit + 1],
      );
      const { page: shown, next } = pageOf(rows, limit, (last) => last.setAsideId);
      const open = shown.flatMap(({ opportunityId, endedOn }) => (endedOn === null ? [opportunityId] : []));
      const facts = new Map((open.length === 0 ? [] : await this.snapshots.opportunitiesHere(manager, on, open)).map((opportunity) => [opportunity.opportunityId, opportunity]));
      const pairs = shown.map(({ fingerprint, ...pair }): SetAsidePair => {
        const opportunity = facts.get(pair.opportunityId);
        if (pair.endedOn !== null || opportunity === undefined) return { ...pair, isAside: false, sentence: null };
        const setAside = { ...pair, fingerprint };
        const standing = standingOf(setAside, candidate, opportunity, on);
        return { ...pair, isAside: standing.isAside, sentence: setAsideInWords(setAside, standing) };
      });
      return { pairs, next };
    });
  }
}
