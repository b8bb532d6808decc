import { CaseloadQuery, CaseRecordService, HandOverService } from '#lib/brokerage';
import type { INestApplicationContext } from '@nestjs/common';

/** The services of the caseload. */
export interface Casework {
  readonly caseload: CaseloadQuery;
  readonly record: CaseRecordService;
  readonly handOvers: HandOverService;
}

export function caseworkOf(services: INestApplicationContext): Casework {
  const options = { strict: false };
  return { caseload: services.get(CaseloadQuery, options), record: services.get(CaseRecordService, options), handOvers: services.get(HandOverService, options) };
}
