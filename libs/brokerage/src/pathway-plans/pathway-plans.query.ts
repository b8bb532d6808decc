import type { PlainDate, PlannedLeg, PlannedRoute, RouteCheck } from '#lib/kernel';
import { Database, DomainError, type Actor } from '#lib/platform';
import { Injectable } from '@nestjs/common';
import type { PlanWish } from './plan-questions.js';

/** A saved plan and how it stands. */
export interface PathwayPlan {
  readonly planId: string;
  readonly candidateId: string;
  readonly goalStep: string;
  readonly asked: PlanWish;
  readonly savedOn: PlainDate;
  readonly savedBy: string;
  /** Null while only those who look after the person see it. */
  readonly sharedAt: Date | null;
  /** As it was agreed. */
  readonly route: PlannedRoute;
  /** Versions of the ladders that it rests on. */
  readonly ladders: readonly { readonly code: string; readonly version: number }[];
  /** The last step that the person is on record as having reached since. */
  readonly reachedStep: string | null;
  readonly reachedOn: PlainDate | null;
  readonly state: RouteCheck['state'];
  /** What has changed since, each a sentence. */
  readonly changes: readonly string[];
  /** What is left of it as it stands on the day it was last looked at. */
  readonly legsNow: readonly PlannedLeg[];
  readonly next: PlannedRoute | null;
  readonly checkedOn: PlainDate;
}

const PLAN = `plan_id AS "planId", candidate_id AS "candidateId", goal_step AS "goalStep", asked, saved_on::text AS "savedOn", saved_by AS "savedBy", shared_at AS "sharedAt", route, ladders,
  reached_step AS "reachedStep", reached_on::text AS "reachedOn", state, changes, legs_now AS "legsNow", next_route AS next, checked_on::text AS "checkedOn"`;

/** Reads of pathway plans. */
@Injectable()
export class PathwayPlansQuery {
  constructor(private readonly database: Database) {}

  /** The newest plans of a person first, 50 at most. The person themselves gets those that were shared. */
  ofCandidate(actor: Actor, candidateId: string): Promise<PathwayPlan[]> {
    return this.database.read<PathwayPlan>(actor, `SELECT ${PLAN} FROM brokerage.pathway_plans WHERE candidate_id = $1 ORDER BY plan_id DESC LIMIT 50`, [candidateId]);
  }

  /** Throws brokerage/plan-not-found. */
  async detail(actor: Actor, planId: string): Promise<PathwayPlan> {
    const [plan] = await this.database.read<PathwayPlan>(actor, `SELECT ${PLAN} FROM brokerage.pathway_plans WHERE plan_id = $1`, [planId]);
    if (plan === undefined) throw planNotFound();
    return plan;
  }
}

export function planNotFound(): DomainError {
  return new DomainError('brokerage/plan-not-found', 'There is no such pathway plan.');
}
