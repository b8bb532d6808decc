import { randomUUID } from 'node:crypto';
import { BulkActions, BulkActionsQuery, CaseloadQuery, CaseRecordService, HandOvers, type AskedForMany, type BulkActionPage, type BulkRequest } from '#lib/brokerage';
import type { Actor } from '#lib/platform';
import type { INestApplicationContext } from '@nestjs/common';

/** The services of the caseload. */
export interface Casework {
  readonly caseload: CaseloadQuery;
  readonly record: CaseRecordService;
  readonly handOvers: HandOvers;
  readonly bulk: BulkActions;
  readonly bulkAnswers: BulkActionsQuery;
}

export function caseworkOf(services: INestApplicationContext): Casework {
  const options = { strict: false };
  return { caseload: services.get(CaseloadQuery, options), record: services.get(CaseRecordService, options), handOvers: services.get(HandOvers, options), bulk: services.get(BulkActions, options), bulkAnswers: services.get(BulkActionsQuery, options) };
}

/** Asks for something for many people, and what became of it by now. */
export async function forMany({ bulk, bulkAnswers }: Casework, actor: Actor, who: Partial<BulkRequest>, asked: AskedForMany): Promise<BulkActionPage> {
  const bulkId = await bulk.request(actor, { requestKey: randomUUID(), candidateIds: null, filter: null, ...who }, asked);
  return bulkAnswers.page(actor, bulkId, { after: null, limit: 500, outcome: null });
}
