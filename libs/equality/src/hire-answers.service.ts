import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';

/** Monitoring answers as they came with a hire; null where the file says nothing. */
export interface HireAnswers {
  readonly ethnicCategoryCode: string | null;
  readonly disabilityCode: string | null;
  readonly sexCode: string | null;
}

/** The store of monitoring answers that came with hires. Nothing that decides about a person reads it. */
@Injectable()
export class HireAnswersService {
  /** Keeps the newest answers of each hire, in the caller's transaction. */
  async store(manager: EntityManager, answers: readonly (HireAnswers & { readonly hireId: string })[]): Promise<void> {
    await manager.query(
      `INSERT INTO equality.hire_answers (hire_id, ethnic_category_code, disability_code, sex_code)
       SELECT "hireId", "ethnicCategoryCode", "disabilityCode", "sexCode"
         FROM jsonb_to_recordset($1::jsonb) AS given ("hireId" uuid, "ethnicCategoryCode" text, "disabilityCode" text, "sexCode" text)
       ON CONFLICT (hire_id) DO UPDATE SET ethnic_category_code = excluded.ethnic_category_code,
         disability_code = excluded.disability_code, sex_code = excluded.sex_code`,
      [JSON.stringify(answers)],
    );
  }
}
