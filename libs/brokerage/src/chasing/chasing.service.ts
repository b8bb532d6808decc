import { chasingStep, expiryReason, type ChasedCase, type ChasingMove, type ChasingNotice, type MessageValues } from '#lib/kernel';
import { Clock, Database, systemActor, writeAudit } from '#lib/platform';
import { Injectable, Logger } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { Messages, type MessageTo } from '../messages/messages.service.js';
import { ReferralsService } from '../referrals.service.js';

const JOB = systemActor('job:chase-cases');

/** Cases that are read at once. */
const SLICE = 500;

/** Before the first of all cases. */
const BEFORE_ALL = '00000000-0000-0000-0000-000000000000';

interface ChasedRow extends ChasedCase {
  readonly referralId: string;
  readonly candidateId: string;
  readonly candidateOrganisationId: string;
  readonly opportunityOrganisationId: string;
}

const ROW = `
  SELECT referral_id AS "referralId", candidate_id AS "candidateId", candidate_organisation_id AS "candidateOrganisationId", opportunity_organisation_id AS "opportunityOrganisationId",
         status, hold_expires_on::text AS "holdExpiresOn", taken.steps AS "stepsTaken", taken.last_on::text AS "lastStepOn",
         set.days, (coalesce(last.changed_at, created_at) AT TIME ZONE 'Europe/London')::date::text AS "sinceOn"
    FROM brokerage.referrals AS referral
    CROSS JOIN LATERAL (SELECT max(occurred_at) AS changed_at FROM brokerage.referral_events AS event WHERE event.referral_id = referral.referral_id) AS last
    CROSS JOIN LATERAL (SELECT count(*)::int AS steps, max(taken_on) AS last_on FROM brokerage.chases AS chase WHERE chase.referral_id = referral.referral_id AND chase.status = referral.status) AS taken
    LEFT JOIN LATERAL (
      SELECT jsonb_build_object('reminder', reminder_days, 'secondReminder', second_reminder_days, 'escalation', escalation_days, 'expiry', expiry_days) AS days
        FROM opportunities.intakes AS intake JOIN opportunities.opportunities AS opportunity USING (opportunity_id) JOIN brokerage.chasing_rules AS rule ON rule.programme_code = opportunity.programme_code
       WHERE intake.intake_id = referral.intake_id AND rule.status = referral.status AND rule.from_on <= identity.today()
       ORDER BY rule.from_on DESC, rule_id DESC LIMIT 1) AS set ON true`;

/** Reminds, tells the lead, and at last ends what nobody moves on. */
@Injectable()
export class ChasingService {
  private readonly log = new Logger(ChasingService.name);

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly messages: Messages,
    private readonly referrals: ReferralsService,
  ) {}

  /**
   * Takes the step that is due today of every case, at most one of each. A step is a row of its own, written together with
   * its message: it can be broken off anywhere and run by several at once. A case that fails does not keep the others
   * waiting; it is met again next time.
   */
  async chase(): Promise<void> {
    for (let after = BEFORE_ALL; ; ) {
      const slice = await this.database.read<ChasedRow>(
        JOB,
        `${ROW} WHERE status IN ('suggested', 'referred', 'reviewing', 'interview', 'offered', 'accepted', 'checks') AND referral_id > $1 ORDER BY referral_id LIMIT ${SLICE}`,
        [after],
      );
      for (const row of slice) {
        if (chasingStep(row, this.clock.today()) === null) continue;
        await this.chaseOne(row).catch((error: unknown) => this.log.error(error));
      }
      if (slice.length < SLICE) return;
      after = slice.at(-1)!.referralId;
    }
  }

  private async chaseOne({ referralId, candidateId }: ChasedRow): Promise<void> {
    await this.database.write(JOB, async (manager) => {
      // All cases of the person, in the order of their ids, as everybody locks them who moves a case on.
      await manager.query(`SELECT FROM brokerage.referrals WHERE candidate_id = $1 ORDER BY referral_id FOR UPDATE`, [candidateId]);
      const [row] = await manager.query<ChasedRow[]>(`${ROW} WHERE referral_id = $1`, [referralId]);
      // Somebody may have moved it on, or taken the step, since it was read.
      const move = row === undefined ? null : chasingStep(row, this.clock.today());
      if (move === null) return;
      await manager.query(`INSERT INTO brokerage.chases (referral_id, status, step, taken_on) VALUES ($1, $2, $3, identity.today())`, [referralId, row!.status, move.step]);
      await this.take(manager, row!, move);
      await writeAudit(manager, JOB, `referral.chase-${move.step}`, referralId, { status: row!.status, days: move.days }, { organisationId: row!.candidateOrganisationId });
    });
  }

  private async take(manager: EntityManager, row: ChasedRow, { step, notices, days, until }: ChasingMove): Promise<void> {
    const { referralId, candidateId, candidateOrganisationId, opportunityOrganisationId, status } = row;
    if (step === 'expiry') await this.referrals.change(manager, JOB, referralId, { event: 'expire', reasonCode: expiryReason(status) });
    const whom: Readonly<Record<ChasingNotice['to'], MessageTo>> = {
      candidate: { candidateId }, partner: { partnersOf: opportunityOrganisationId }, broker: { brokersOf: candidateOrganisationId }, leads: { leadsOf: candidateOrganisationId },
    };
    const values: MessageValues = until === null ? { days } : { days, until };
    const terms = step === 'expiry' ? {} : { whileState: status };
    for (const { kind, to } of notices) await this.messages.write(manager, { key: `chase:${referralId}:${status}:${step}:${to}`, kind, to: whom[to], about: { referralId }, values, ...terms });
  }
}
