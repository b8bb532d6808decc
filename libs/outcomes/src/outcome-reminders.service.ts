import { Messages } from '#lib/brokerage';
import { checksToRemindOf, endOfDay, nextLookOn, summariseOutcomes, type SustainedCheck } from '#lib/kernel';
import { Clock, Database, systemActor } from '#lib/platform';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { keepNextCheck, knownStart, STANDINGS, type Standing } from './known-starts.js';

const JOB = systemActor('job:remind-outcomes');

/** Cases in a transaction. */
const AT_A_TIME = 100;

interface DueCase extends Standing {
  readonly referralId: string;
  readonly candidateId: string;
  readonly organisationId: string;
  readonly startedOn: string;
  readonly nextOn: string;
}

/** In the order in which they are to be looked at, so that a slice begins where the last one ended. A case that somebody is changing is left for the next time. */
const SLICE = `
  SELECT standing.*, due.referral_id AS "referralId", due.candidate_id AS "candidateId", due.candidate_organisation_id AS "organisationId", due.next_outcome_look_on::text AS "nextOn"
    FROM (SELECT * FROM brokerage.referrals WHERE next_outcome_look_on <= $1 AND (next_outcome_look_on, referral_id) > ($2, $3)
           ORDER BY next_outcome_look_on, referral_id LIMIT ${AT_A_TIME} FOR UPDATE SKIP LOCKED) AS due
    CROSS JOIN LATERAL (${STANDINGS} WHERE referral.referral_id = due.referral_id) AS standing
   ORDER BY due.next_outcome_look_on, due.referral_id`;

/** Tells brokers of checks that are due. */
@Injectable()
export class OutcomeReminders {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly messages: Messages,
  ) {}

  /**
   * Looks at every case of which a check falls due or the time for one is over: of each check that can be settled now the
   * brokers are told once, and once more when the person has left meanwhile, and the case is looked at again when the next day of it comes. After the last, never. May run twice at once and end anywhere: what is told is told by its key.
   */
  async remind(): Promise<void> {
    let after: { readonly nextOn: string; readonly referralId: string } | undefined = { nextOn: '0001-01-01', referralId: '00000000-0000-0000-0000-000000000000' };
    while (after !== undefined) after = await this.remindSlice(after);
  }

  private remindSlice(after: { readonly nextOn: string; readonly referralId: string }): Promise<DueCase | undefined> {
    const today = this.clock.today();
    return this.database.write(JOB, async (manager) => {
      const cases = await manager.query<DueCase[]>(SLICE, [today, after.nextOn, after.referralId]);
      for (const due of cases) {
        const summary = summariseOutcomes(knownStart(due.startedOn, due), today);
        await keepNextCheck(manager, due.referralId, summary, nextLookOn(summary, today, true));
        for (const check of checksToRemindOf(summary, today)) await this.tell(manager, due, check, summary.status === 'left' ? 'left' : 'started');
      }
      return cases.length < AT_A_TIME ? undefined : cases.at(-1);
    });
  }

  private tell(manager: EntityManager, { referralId, candidateId, organisationId }: DueCase, { week, windowEndsOn }: SustainedCheck, whileState: string): Promise<boolean> {
    return this.messages.write(manager, {
      key: `outcome-check-due:${referralId}:${week}${whileState === 'left' ? ':left' : ''}`, kind: 'outcome-check-due', to: { brokersOf: organisationId }, about: { referralId, candidateId },
      values: { weeks: week, until: windowEndsOn }, whileState, uselessAfter: new Date(endOfDay(windowEndsOn)),
    });
  }
}
