import { addDays, mondayOf, STANDARD_CASE_LIMITS } from '#lib/kernel';
import { Clock, Database, systemActor } from '#lib/platform';
import { Injectable } from '@nestjs/common';
import { Messages } from '../messages/messages.service.js';
import { WITHOUT_OFFER } from './redeployment.query.js';

const JOB = systemActor('job:tell-of-contracts');

/** Messages that one transaction writes. */
const AT_A_TIME = 200;

/** Whom to tell of how many people. */
interface Ending {
  /** The broker who looks after them; null: nobody does, and the brokers of the organisation are told. */
  readonly userId: string | null;
  readonly organisationId: string | null;
  readonly people: number;
}

/** People without an offer whose contracts end from $1 to $2, by who looks after them; only those of whom this week ($3) is not told. */
const ENDING = `
  SELECT user_id AS "userId", unassigned AS "organisationId", people
    FROM (SELECT summary.user_id, CASE WHEN summary.user_id IS NULL THEN summary.organisation_id END AS unassigned, count(*)::integer AS people
            FROM brokerage.case_summaries AS summary JOIN candidates.candidates AS person USING (candidate_id)
           WHERE summary.contract_ends_on BETWEEN $1 AND $2 AND person.is_nhs_employee IS DISTINCT FROM false
             AND ${WITHOUT_OFFER}
           GROUP BY 1, 2) AS ending
   WHERE NOT EXISTS (SELECT FROM brokerage.messages AS told WHERE told.key = 'contracts-ending:' || coalesce(user_id, unassigned) || ':' || $3)
   ORDER BY user_id, unassigned LIMIT $4`;

/** Tells brokers once a week whose contracts end soon. */
@Injectable()
export class ContractNews {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly messages: Messages,
  ) {}

  /** Writes what this week has not been told of. Run twice, or by two workers at once, it writes each once: the message's key is its own. */
  async tell(): Promise<void> {
    const today = this.clock.today();
    const [until, week] = [addDays(today, 7 * STANDARD_CASE_LIMITS.contractWeeks), mondayOf(today)];
    for (let told = AT_A_TIME; told === AT_A_TIME; ) {
      told = await this.database.write(JOB, async (manager) => {
        const ending = await manager.query<Ending[]>(ENDING, [today, until, week, AT_A_TIME]);
        for (const { userId, organisationId, people } of ending) {
          const to = userId === null ? { brokersOf: organisationId! } : { userId };
          await this.messages.write(manager, { key: `contracts-ending:${userId ?? organisationId}:${week}`, kind: 'contracts-ending', to, about: {}, values: { people, until } });
        }
        return ending.length;
      });
    }
  }
}
