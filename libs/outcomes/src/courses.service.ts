import { referralNotFound, STANDING } from '#lib/brokerage';
import { type CourseCase, type CourseEvent, courseStanding, type CourseStanding, courseStepProblem, partiesOfCase, type CaseStanding } from '#lib/kernel';
import { Clock, Database, DomainError, writeAudit, type Actor } from '#lib/platform';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';

interface CourseRow extends CourseCase, CaseStanding {
  readonly candidateId: string;
  readonly organisationId: string;
}

/** With how the actor stands to the case, which decides what they may record. */
const CASE = `
  SELECT referral.status, opportunity.kind IN ('course', 'apprenticeship') AS "isTraining", referral.candidate_id AS "candidateId", referral.candidate_organisation_id AS "organisationId", ${STANDING}
    FROM brokerage.referrals AS referral JOIN opportunities.intakes AS intake USING (intake_id) JOIN opportunities.opportunities AS opportunity USING (opportunity_id)
   WHERE referral_id = $1`;

const EVENTS = `
  SELECT step, happened_on::text AS "happenedOn", grade_code AS "gradeCode", job_referral_id AS "jobReferralId"
    FROM outcomes.course_events WHERE referral_id = $1 ORDER BY event_id`;

/** What became of people on courses and apprenticeships: enrolled, retained, achieved, in a job. */
@Injectable()
export class CoursesService {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /** Throws brokerage/referral-not-found. */
  async standing(actor: Actor, referralId: string): Promise<CourseStanding> {
    return this.database.readTogether(actor, async (read) => {
      const [[found], events] = await Promise.all([read<CourseRow>(CASE, [referralId]), read<CourseEvent>(EVENTS, [referralId])]);
      if (found === undefined) throw referralNotFound();
      return courseStanding(events, partiesOfCase(found, actor.parties));
    });
  }

  /** Adds a step. Saying the same again changes nothing. Throws brokerage/referral-not-found and outcomes/not-possible. */
  async record(actor: Actor, referralId: string, event: CourseEvent): Promise<CourseStanding> {
    return this.database.write(actor, async (manager) => {
      // Two steps at once must not both follow the same one: the second waits for the first.
      await manager.query('SELECT FROM brokerage.referrals WHERE referral_id = $1 FOR UPDATE', [referralId]);
      const [found] = await manager.query<CourseRow[]>(CASE, [referralId]);
      if (found === undefined) throw referralNotFound();
      const events = await manager.query<CourseEvent[]>(EVENTS, [referralId]);
      const parties = partiesOfCase(found, actor.parties);
      const problem = courseStepProblem(found, events, event, parties, this.clock.today());
      if (problem !== null) throw new DomainError('outcomes/not-possible', problem);
      if (event.jobReferralId !== null) await this.checkJob(manager, event.jobReferralId, found.candidateId);
      const added = await manager.query<unknown[]>(
        `INSERT INTO outcomes.course_events (referral_id, step, happened_on, grade_code, job_referral_id, actor_id) VALUES ($1, $2, $3, $4, $5, $6)
         ON CONFLICT ON CONSTRAINT uq_course_events DO NOTHING RETURNING event_id`,
        [referralId, event.step, event.happenedOn, event.gradeCode, event.jobReferralId, actor.actorId],
      );
      if (added.length > 0) await writeAudit(manager, actor, `course.${event.step}`, referralId, { happenedOn: event.happenedOn }, { organisationId: found.organisationId });
      return courseStanding(added.length === 0 ? events : [...events, event], parties);
    });
  }

  /** That the job is one of the same person, who has started it. */
  private async checkJob(manager: EntityManager, jobReferralId: string, candidateId: string): Promise<void> {
    const [job] = await manager.query<{ hasStarted: boolean }[]>('SELECT started_on IS NOT NULL AS "hasStarted" FROM brokerage.referrals WHERE referral_id = $1 AND candidate_id = $2', [jobReferralId, candidateId]);
    if (job?.hasStarted !== true) throw new DomainError('outcomes/not-possible', 'The referral to the job is none of the same person that has led to a start. Leave it out, or record the start first.');
  }
}
