import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';

/** Monitoring answers as they came with a hire: null where the cell says nothing, absent where the file has no such column. */
export interface HireAnswers {
  readonly ethnicCategoryCode?: string | null;
  readonly disabilityCode?: string | null;
  readonly sexCode?: string | null;
}

/** The store of monitoring answers that came with hires. Nothing that decides about a person reads it. */
@Injectable()
export class HireAnswersService {
  /**
   * Keeps the newest answers of each hire, in the caller's transaction, and returns the ids of the hires whose
   * answers are now others. Null takes an answer back; an answer that is absent stays what it was. A hire is in
   * the batch once, and the caller has its row locked, so that nobody else writes its answers meanwhile.
   */
  async store(manager: EntityManager, answers: readonly (HireAnswers & { readonly hireId: string })[]): Promise<ReadonlySet<string>> {
    const changed = await manager.query<{ hireId: string }[]>(
      `INSERT INTO equality.hire_answers (hire_id, ethnic_category_code, disability_code, sex_code)
       SELECT (given->>'hireId')::uuid,
              CASE WHEN given ? 'ethnicCategoryCode' THEN given->>'ethnicCategoryCode' ELSE present.ethnic_category_code END,
              CASE WHEN given ? 'disabilityCode' THEN given->>'disabilityCode' ELSE present.disability_code END,
              CASE WHEN given ? 'sexCode' THEN given->>'sexCode' ELSE present.sex_code END
         FROM jsonb_array_elements($1::jsonb) AS given
         -- One by one by its key: joined otherwise, row-level security looks at everybody's answers for every batch.
         LEFT JOIN LATERAL (SELECT * FROM equality.hire_answers WHERE hire_id = (given->>'hireId')::uuid LIMIT 1) AS present ON true
        WHERE (given ? 'ethnicCategoryCode' AND given->>'ethnicCategoryCode' IS DISTINCT FROM present.ethnic_category_code)
           OR (given ? 'disabilityCode' AND given->>'disabilityCode' IS DISTINCT FROM present.disability_code)
           OR (given ? 'sexCode' AND given->>'sexCode' IS DISTINCT FROM present.sex_code)
       ON CONFLICT (hire_id) DO UPDATE SET ethnic_category_code = excluded.ethnic_category_code,
         disability_code = excluded.disability_code, sex_code = excluded.sex_code
       RETURNING hire_id AS "hireId"`,
      [JSON.stringify(answers)],
    );
    return new Set(changed.map(({ hireId }) => hireId));
  }
}
