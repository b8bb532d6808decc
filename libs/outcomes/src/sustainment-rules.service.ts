import type { PlainDate, SustainmentRules } from '#lib/kernel';
import { Database, DomainError, requireAction, writeAudit, type Actor } from '#lib/platform';
import { Injectable } from '@nestjs/common';

/** What a programme asks of starts from a day on, until the next. */
export interface DatedSustainmentRules extends SustainmentRules {
  readonly fromOn: PlainDate;
}

/** One that was recorded; of those from the same day the newest counts. */
export interface RecordedSustainmentRules extends DatedSustainmentRules {
  readonly recordedBy: string;
  readonly recordedAt: string;
}

/** How many are listed. */
const HISTORY_LENGTH = 100;

const FACTS = `from_on::text AS "fromOn", permitted_gap_days AS "permittedGapDays", permitted_gap_days_at_once AS "permittedGapDaysAtOnce", minimum_weekly_minutes AS "minimumWeeklyMinutes",
  is_change_of_employer_allowed AS "allowsChangeOfEmployer", evidence_codes AS "evidenceCodes", window_days AS "windowDays"`;

/** What programmes ask of a start that lasts. A start is judged by the rules of its first day, whatever comes later. */
@Injectable()
export class SustainmentRulesService {
  constructor(private readonly database: Database) {}

  /** Latest day first, and of one day the newest first. Throws opportunities/programme-not-found. */
  async ofProgramme(actor: Actor, programmeCode: string): Promise<RecordedSustainmentRules[]> {
    const [found] = await this.database.read<{ rules: RecordedSustainmentRules[] }>(
      actor,
      `SELECT coalesce((SELECT jsonb_agg(to_jsonb(recorded)) FROM (
                SELECT ${FACTS}, recorded_by AS "recordedBy", recorded_at AS "recordedAt" FROM outcomes.sustainment_rules WHERE programme_code = programme.code ORDER BY from_on DESC, rule_id DESC LIMIT ${HISTORY_LENGTH}) AS recorded), '[]') AS rules
         FROM opportunities.programmes AS programme WHERE code = $1`,
      [programmeCode],
    );
    if (found === undefined) throw programmeNotFound('');
    return found.rules;
  }

  /** Adds rules from a day on. What counts for that day already may be said again. Throws opportunities/programme-not-found. */
  async record(actor: Actor, programmeCode: string, rules: DatedSustainmentRules): Promise<RecordedSustainmentRules[]> {
    requireAction(actor, 'programmes.change');
    await this.database.write(actor, async (manager) => {
      // Two at once take turns at the row, which is found only by whoever may change it.
      const [locked] = await manager.query<{ organisationId: string }[]>('SELECT organisation_id AS "organisationId" FROM opportunities.programmes WHERE code = $1 FOR UPDATE', [programmeCode]);
      if (locked === undefined) throw programmeNotFound(' that you may change');
      const evidenceCodes = rules.evidenceCodes.toSorted();
      const added = await manager.query<unknown[]>(
        `INSERT INTO outcomes.sustainment_rules (programme_code, from_on, permitted_gap_days, permitted_gap_days_at_once, minimum_weekly_minutes, is_change_of_employer_allowed, evidence_codes, window_days, recorded_by)
         SELECT said.* FROM (VALUES ($1::text, $2::date, $3::integer, $4::integer, $5::integer, $6::boolean, $7::text[], $8::integer, $9::text)) AS said
          WHERE NOT EXISTS (SELECT FROM (SELECT * FROM outcomes.sustainment_rules WHERE programme_code = $1 AND from_on = $2 ORDER BY rule_id DESC LIMIT 1) AS last
                             WHERE (last.permitted_gap_days, last.permitted_gap_days_at_once, last.minimum_weekly_minutes, last.is_change_of_employer_allowed, last.evidence_codes, last.window_days)
                                   IS NOT DISTINCT FROM ($3::integer, $4::integer, $5::integer, $6::boolean, $7::text[], $8::integer))
         RETURNING rule_id`,
        [programmeCode, rules.fromOn, rules.permittedGapDays, rules.permittedGapDaysAtOnce, rules.minimumWeeklyMinutes, rules.allowsChangeOfEmployer, evidenceCodes, rules.windowDays, actor.actorId],
      );
      if (added.length > 0) await writeAudit(manager, actor, 'programme.sustainment-changed', programmeCode, { ...rules, evidenceCodes }, locked);
    });
    return this.ofProgramme(actor, programmeCode);
  }
}

function programmeNotFound(whom: string): DomainError {
  return new DomainError('opportunities/programme-not-found', `There is no such programme${whom}.`);
}
