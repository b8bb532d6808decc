import { fairFigures, type FairFigureRow, type FairGroup } from '#lib/kernel';
import { Database, DomainError, requireAction, type Actor } from '#lib/platform';
import { Injectable } from '@nestjs/common';

const GROUPS = `SELECT has_come AS "hasCome", has_spoken AS "hasSpoken", is_referred AS "isReferred", is_offered AS "isOffered", is_started AS "isStarted", is_hired AS "isHired", people FROM brokerage.fair_figures($1)`;

/** What came of a fair, in figures. */
@Injectable()
export class FairFigures {
  constructor(private readonly database: Database) {}

  /** As they may be published, for whoever organises the fair. Throws brokerage/fair-not-found. */
  async ofFair(actor: Actor, fairId: string): Promise<readonly FairFigureRow[]> {
    requireAction(actor, 'fairs.organise');
    const [[fair], groups] = await this.database.readTogether(actor, (read) => Promise.all([read(`SELECT FROM brokerage.fairs WHERE fair_id = $1 AND brokerage.organises_fair(fair_id)`, [fairId]), read<FairGroup>(GROUPS, [fairId])]));
    if (fair === undefined) throw new DomainError('brokerage/fair-not-found', 'There is no such fair that you organise.');
    return fairFigures(groups);
  }
}
