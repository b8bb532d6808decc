import { personLater, planRoutes, recheckRoute, type PlainDate, type PlannedLeg, type PlannedRoute, type PlanPerson, type RoutePlan, type RouteProgress } from '#lib/kernel';
import { Clock, Database, DomainError, requireAction, systemActor, writeAudit, writeAudits, type Actor } from '#lib/platform';
import { Injectable, Logger } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { Messages } from '../messages/messages.service.js';
import { planNotFound } from './pathway-plans.query.js';
import { PlanQuestions, type PlanMarket, type PlanWish } from './plan-questions.js';

const JOB = systemActor('job:recheck-plans');

/** Plans that one job looks at; the next goes on. */
const AT_A_TIME = 200;

/** A leg as the caller names it: which way or course, on which intake. */
export type NamedLeg = Pick<PlannedLeg, 'code' | 'intakeId'>;

/** The best routes, or why there is none. */
type BestRoutes = Omit<Extract<RoutePlan, { readonly ok: true }>, 'ok'>;

interface StoredPlan {
  readonly planId: string;
  readonly candidateId: string;
  readonly organisationId: string;
  readonly asked: PlanWish;
  readonly route: PlannedRoute;
  readonly savedOn: string;
  readonly isShared: boolean;
  readonly state: string;
  readonly changes: readonly string[];
  readonly reached: RouteProgress['reached'];
}

/** Not looked at today; or the person, a case of theirs, what they have reached, an opportunity of the City, a ladder or a standard has changed since. */
const DUE = `(plan.checked_on < identity.today()
  OR plan.reached_at > plan.checked_at
  OR EXISTS (SELECT FROM brokerage.referrals AS referral WHERE referral.candidate_id = plan.candidate_id AND referral.updated_at > plan.checked_at)
  OR EXISTS (SELECT FROM candidates.candidates AS person WHERE person.candidate_id = plan.candidate_id AND person.updated_at > plan.checked_at)
  OR EXISTS (SELECT FROM opportunities.ladder_versions AS version WHERE version.recorded_at > plan.checked_at)
  OR EXISTS (SELECT FROM opportunities.standard_versions AS version WHERE version.recorded_at > plan.checked_at)
  OR EXISTS (SELECT FROM opportunities.city_figures AS figure WHERE figure.kind = 'living-wage' AND figure.recorded_at > plan.checked_at)
  OR (plan.state <> 'broken' AND EXISTS (
       SELECT FROM jsonb_to_recordset(plan.legs_now) AS leg ("intakeId" uuid) JOIN opportunities.intakes AS intake ON intake.intake_id = leg."intakeId"
         JOIN opportunities.opportunities AS opportunity USING (opportunity_id)
        WHERE opportunity.updated_at > plan.checked_at OR opportunity.is_withdrawn OR intake.is_closed OR intake.places_taken >= intake.places)))`;

/** Routes over the ladders: worked out, kept, shown to the person, and looked at again when something changes. */
@Injectable()
export class PathwayPlans {
  private readonly log = new Logger(PathwayPlans.name);

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly questions: PlanQuestions,
    private readonly messages: Messages,
  ) {}

  /** The best routes of a person today. Nothing is stored. Throws candidate-not-found, no-consent-to-plan and plan-not-possible. */
  async routes(actor: Actor, candidateId: string, wish: PlanWish): Promise<BestRoutes> {
    requireAction(actor, 'matches.read');
    return this.database.write(actor, async (manager) => {
      const person = await this.questions.person(manager, candidateId, wish);
      return routesOf(person, wish, await this.questions.market(manager));
    });
  }

  /** Keeps the route of these legs for a person, as it is worked out now. Throws routes-changed besides what {@link routes} throws. */
  async save(actor: Actor, candidateId: string, wish: PlanWish, legs: readonly NamedLeg[]): Promise<string> {
    requireAction(actor, 'matches.read');
    return this.database.write(actor, async (manager) => {
      const person = await this.questions.person(manager, candidateId, wish);
      const market = await this.questions.market(manager);
      const name = (all: readonly NamedLeg[]): string => all.map(({ code, intakeId }) => `${code} ${intakeId}`).join('\n');
      const route = routesOf(person, wish, market).routes.find((one) => name(one.legs) === name(legs));
      if (route === undefined) throw new DomainError('brokerage/routes-changed', 'This route is not among the best any more, so nothing was saved. Ask for the routes again and choose one of them.');
      const [saved] = await manager.query<{ planId: string; organisationId: string }[]>(
        `INSERT INTO brokerage.pathway_plans (candidate_id, organisation_id, goal_step, asked, person, ladders, route, saved_on, saved_by, legs_now, checked_on)
         SELECT candidate_id, organisation_id, $2, $3, $4, $5, $6, $7, $8, $9, $7 FROM candidates.candidates WHERE candidate_id = $1
         RETURNING plan_id AS "planId", organisation_id AS "organisationId"`,
        [candidateId, wish.goalStep, JSON.stringify(wish), JSON.stringify(person), JSON.stringify(market.catalogue.ladders), JSON.stringify(route), this.clock.today(), actor.actorId, JSON.stringify(route.legs)],
      );
      await writeAudit(manager, actor, 'pathway-plan.saved', saved!.planId, { goalStep: wish.goalStep, strength: route.strength }, { organisationId: saved!.organisationId });
      return saved!.planId;
    });
  }

  /** Shows a plan to the person. Once more changes nothing. Throws plan-not-found. */
  async share(actor: Actor, planId: string): Promise<void> {
    requireAction(actor, 'matches.read');
    await this.database.write(actor, async (manager) => {
      const plan = await lockedPlan(manager, planId);
      if (plan === undefined) throw planNotFound();
      if (plan.isShared) return;
      await manager.query(`UPDATE brokerage.pathway_plans SET shared_at = now() WHERE plan_id = $1`, [planId]);
      await writeAudit(manager, actor, 'pathway-plan.shared', planId, {}, { organisationId: plan.organisationId });
    });
  }

  /** Notes on the plans of a person that lead over a step, in the caller's transaction, that they have reached it. Those are looked at again soon. */
  async noteReached(manager: EntityManager, actor: Actor, candidateId: string, stepCode: string, on: PlainDate): Promise<void> {
    const [plans] = await manager.query<[{ planId: string; organisationId: string }[], number]>(
      `UPDATE brokerage.pathway_plans SET reached_step = $2, reached_on = $3, reached_at = clock_timestamp()
        WHERE candidate_id = $1 AND route->'legs' @> $4 AND (reached_on IS NULL OR reached_on <= $3) RETURNING plan_id AS "planId", organisation_id AS "organisationId"`,
      [candidateId, stepCode, on, JSON.stringify([{ kind: 'way', toStep: stepCode }])],
    );
    await writeAudits(manager, actor, plans.map(({ planId, organisationId }) => ({ action: 'pathway-plan.step-reached', subject: planId, detail: { stepCode, on }, organisationId })));
  }

  /** Looks at a plan again now. Throws plan-not-found and no-consent-to-plan. */
  async check(actor: Actor, planId: string): Promise<void> {
    requireAction(actor, 'matches.read');
    await this.database.write(actor, async (manager) => {
      const plan = await lockedPlan(manager, planId);
      if (plan === undefined) throw planNotFound();
      await this.lookAgain(manager, actor, plan, await this.questions.market(manager));
    });
  }

  /** Looks again at the next plans that may stand otherwise, those not looked at for longest first. */
  async recheckDue(): Promise<void> {
    const due = await this.database.read<{ planId: string; cityId: string; checkedAt: string }>(
      JOB,
      `SELECT plan.plan_id AS "planId", city.organisation_id AS "cityId", plan.checked_at::text AS "checkedAt"
         FROM brokerage.pathway_plans AS plan
         JOIN identity.organisation_paths AS path ON path.organisation_id = plan.organisation_id AND path.valid_during @> identity.today()
         JOIN identity.organisations AS city ON city.organisation_id = path.ancestor_id AND city.level = 'city'
        WHERE candidates.consents_to(plan.candidate_id, 'matching') AND ${DUE} ORDER BY plan.checked_on, plan.plan_id LIMIT ${AT_A_TIME}`,
    );
    for (const cityId of new Set(due.map((plan) => plan.cityId))) {
      // As somebody of that City, so that no other City's ladders and adverts come into its plans.
      const actor = systemActor(JOB.actorId, { tree: [cityId], market: [cityId], people: [cityId] });
      const market = await this.database.write(actor, (manager) => this.questions.market(manager));
      for (const { planId, checkedAt } of due.filter((plan) => plan.cityId === cityId)) {
        // One that cannot be judged does not keep those behind it waiting.
        await this.recheckOne(actor, planId, checkedAt, market).catch((error: unknown) => this.log.error(error));
      }
    }
  }

  private recheckOne(actor: Actor, planId: string, checkedAt: string, market: PlanMarket): Promise<void> {
    return this.database.write(actor, async (manager) => {
      // Another worker may have been first. Why it is due is not asked again: what another City changed does not show here,
      // and the plan would be found due for ever.
      const plan = await lockedPlan(manager, planId, checkedAt);
      if (plan !== undefined) await this.lookAgain(manager, actor, plan, market);
    });
  }

  /** Stores how a plan stands, and tells of it once when that is news: the brokers, and the person who has it. */
  private async lookAgain(manager: EntityManager, actor: Actor, plan: StoredPlan, market: PlanMarket): Promise<void> {
    const person = personLater(await this.questions.person(manager, plan.candidateId, plan.asked), plan.savedOn, market.today);
    const places = await manager.query<{ intakeId: string; leftOn: string | null }[]>(`SELECT intake_id AS "intakeId", left_on::text AS "leftOn" FROM brokerage.referrals WHERE candidate_id = $1 AND holds_place`, [plan.candidateId]);
    const progress = { places: new Map(places.map(({ intakeId, leftOn }) => [intakeId, leftOn])), reached: plan.reached };
    const { state, changes, legs, next } = recheckRoute(plan.route, { ...market, person, goalStep: plan.asked.goalStep, preferences: plan.asked }, progress);
    await manager.query(
      `UPDATE brokerage.pathway_plans SET state = $2, changes = $3, legs_now = $4, next_route = $5, checked_on = $6, checked_at = clock_timestamp() WHERE plan_id = $1`,
      [plan.planId, state, changes, JSON.stringify(legs), next === null ? null : JSON.stringify(next), market.today],
    );
    if (state === plan.state && changes.join('\n') === plan.changes.join('\n')) return;
    await writeAudit(manager, actor, 'pathway-plan.changed', plan.planId, { before: plan.state, after: state }, { organisationId: plan.organisationId });
    if (state === 'still-holds') return;
    const about = { candidateId: plan.candidateId };
    await this.messages.write(manager, { key: `plan-news:${plan.planId}:${market.today}:brokers`, kind: 'plan-to-look-at', to: { brokersOf: plan.organisationId }, about, values: {} });
    if (plan.isShared) await this.messages.write(manager, { key: `plan-news:${plan.planId}:${market.today}`, kind: 'plan-news', to: about, about, values: {} });
  }
}

function routesOf(person: PlanPerson, wish: PlanWish, market: PlanMarket): BestRoutes {
  const plan = planRoutes({ ...market, person, goalStep: wish.goalStep, preferences: wish });
  if (!plan.ok) throw new DomainError('brokerage/plan-not-possible', plan.sentence);
  const { routes, found, isComplete, completeToOn, obstacles } = plan;
  return { routes, found, isComplete, completeToOn, obstacles };
}

/** @param checkedAt only if it was last looked at then */
async function lockedPlan(manager: EntityManager, planId: string, checkedAt: string | null = null): Promise<StoredPlan | undefined> {
  const [plan] = await manager.query<StoredPlan[]>(
    `SELECT plan_id AS "planId", candidate_id AS "candidateId", organisation_id AS "organisationId", asked, route, saved_on::text AS "savedOn", shared_at IS NOT NULL AS "isShared", state, changes,
            CASE WHEN reached_step IS NOT NULL THEN jsonb_build_object('stepCode', reached_step, 'on', reached_on) END AS reached
       FROM brokerage.pathway_plans AS plan WHERE plan_id = $1 AND ($2::text IS NULL OR checked_at::text = $2) FOR UPDATE`,
    [planId, checkedAt],
  );
  return plan;
}
