import { chasingDaysProblems, chasingInForce, type ChasingInForce, type DatedChasingDays } from '#lib/kernel';
import { Clock, Database, DomainError, requireAction, writeAudit, type Actor } from '#lib/platform';
import { Injectable } from '@nestjs/common';

/** Days that were recorded; of those from the same day the newest count. */
export interface RecordedChasingDays extends DatedChasingDays {
  readonly recordedBy: string;
  readonly recordedAt: string;
}

/** How cases within a programme are chased. */
export interface ChasingOfProgramme {
  /** Today, status by status. */
  readonly inForce: readonly ChasingInForce[];
  /** The newest last. */
  readonly recorded: readonly RecordedChasingDays[];
}

/** After how many days the cases of a programme are chased. Without any of its own, after the usual ones. */
@Injectable()
export class ChasingRules {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /** Throws opportunities/programme-not-found. */
  async ofProgramme(actor: Actor, programmeCode: string): Promise<ChasingOfProgramme> {
    const [found] = await this.database.read<{ recorded: RecordedChasingDays[] }>(
      actor,
      `SELECT coalesce((SELECT jsonb_agg(jsonb_build_object('status', status, 'fromOn', from_on, 'reminder', reminder_days, 'secondReminder', second_reminder_days, 'escalation', escalation_days,
                                                            'expiry', expiry_days, 'recordedBy', recorded_by, 'recordedAt', recorded_at) ORDER BY rule_id)
                          FROM brokerage.chasing_rules AS rule WHERE rule.programme_code = programme.code), '[]') AS recorded
         FROM opportunities.programmes AS programme WHERE code = $1`,
      [programmeCode],
    );
    if (found === undefined) throw programmeNotFound('');
    return { inForce: chasingInForce(found.recorded, this.clock.today()), recorded: found.recorded };
  }

  /** Sets the days of a status from a day on. Throws opportunities/programme-not-found and brokerage/chasing-wrong, with nothing changed. */
  async set(actor: Actor, programmeCode: string, days: DatedChasingDays): Promise<ChasingOfProgramme> {
    requireAction(actor, 'programmes.change');
    await this.database.write(actor, async (manager) => {
      // Two at once take turns at the row, which is found only by whoever may change it.
      const [locked] = await manager.query<{ organisationId: string }[]>('SELECT organisation_id AS "organisationId" FROM opportunities.programmes WHERE code = $1 FOR UPDATE', [programmeCode]);
      if (locked === undefined) throw programmeNotFound(' that you may change');
      const problems = chasingDaysProblems(days, this.clock.today());
      if (problems.length > 0) throw new DomainError('brokerage/chasing-wrong', 'Cases cannot be chased like that, so nothing was changed. Each error says where and what was expected.', problems);
      const { status, fromOn, reminder, secondReminder, escalation, expiry } = days;
      await manager.query(
        `INSERT INTO brokerage.chasing_rules (programme_code, status, from_on, reminder_days, second_reminder_days, escalation_days, expiry_days, recorded_by) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
        [programmeCode, status, fromOn, reminder, secondReminder, escalation, expiry, actor.actorId],
      );
      await writeAudit(manager, actor, 'programme.chasing-changed', programmeCode, { status, fromOn, reminder, secondReminder, escalation, expiry }, locked);
    });
    return this.ofProgramme(actor, programmeCode);
  }
}

function programmeNotFound(whom: string): DomainError {
  return new DomainError('opportunities/programme-not-found', `There is no such programme${whom}.`);
}
