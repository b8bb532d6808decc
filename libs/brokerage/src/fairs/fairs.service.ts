import { callOffProblem, fairProblems, sessionProblem, slotsOf, spanOfDay, type FairProblem, type PartOfDay, type Programme, type Span } from '#lib/kernel';
import { OpportunitiesQuery } from '#lib/opportunities';
import { Clock, Database, DomainError, reading, requireAction, writeAudit, type Actor } from '#lib/platform';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { calledOff } from './fair-registrations.service.js';

/** A fair as its organiser announces it. */
export interface NewFair {
  /** Code of the organisation, Place, ICS or City that organises it. */
  readonly organisation: string;
  readonly name: string;
  readonly firstOn: string;
  readonly lastOn: string;
  readonly targetGroups: readonly string[];
  readonly areaCodes: readonly string[];
  readonly programmeCode?: string;
}

/** A session, by the clock in London. */
export interface NewSession extends PartOfDay {
  readonly on: string;
  readonly capacity: number;
  readonly videoLink?: string;
}

export interface NewStand {
  /** Code of the employer or college. */
  readonly organisation: string;
  readonly opportunityIds: readonly string[];
  readonly videoLink?: string;
}

/** How the slots of a stand are laid out in a session. */
export interface SlotPlan {
  readonly sessionId: string;
  readonly slotMinutes: number;
  readonly breaks: readonly PartOfDay[];
}

/** Fairs as their organisers and stands set them up. */
@Injectable()
export class FairsService {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly opportunities: OpportunitiesQuery,
  ) {}

  /** Announces a fair. Throws brokerage/organiser-not-found and fair-wrong. */
  async announce(actor: Actor, fair: NewFair): Promise<string> {
    requireAction(actor, 'fairs.organise');
    return this.database.write(actor, async (manager) => {
      const [organiser] = await manager.query<{ id: string }[]>(
        `SELECT organisation_id AS id FROM identity.organisations WHERE code = upper($1) AND organisation_id IN (SELECT identity.reach('fairs'))`,
        [fair.organisation.trim()],
      );
      if (organiser === undefined) throw new DomainError('brokerage/organiser-not-found', 'There is no such organisation for which you organise fairs. Name your own, or one below it.');
      const programmes = await this.opportunities.programmesFor(reading(manager));
      const programme = programmes.find(({ code }) => code === fair.programmeCode);
      const programmeCode = fair.programmeCode ?? null;
      const problems = fairProblems({ ...fair, programmeCode }, programme === undefined ? null : (programme as Programme), this.clock.today());
      if (problems.length > 0) throw wrong(problems);
      const [row] = await manager.query<{ id: string }[]>(
        `INSERT INTO brokerage.fairs (organisation_id, name, first_on, last_on, target_groups, area_codes, programme_code) VALUES ($1, $2, $3, $4, $5, $6, $7) RETURNING fair_id AS id`,
        [organiser.id, fair.name, fair.firstOn, fair.lastOn, fair.targetGroups, fair.areaCodes, programmeCode],
      );
      await writeAudit(manager, actor, 'fair.announced', row!.id, { firstOn: fair.firstOn, lastOn: fair.lastOn, programmeCode, targetGroups: fair.targetGroups }, { organisationId: organiser.id });
      return row!.id;
    });
  }

  /**
   * Calls a fair off. A job then ends what was booked and tells everybody who had a place or a stand, once. Once more
   * changes nothing. Throws brokerage/fair-not-found and fair-over.
   */
  async callOff(actor: Actor, fairId: string): Promise<void> {
    requireAction(actor, 'fairs.organise');
    await this.database.write(actor, async (manager) => {
      const fair = await organised(manager, fairId);
      if (fair.isCalledOff) return;
      const problem = callOffProblem(fair, this.clock.today());
      if (problem !== null) throw new DomainError('brokerage/fair-over', problem);
      await manager.query(`UPDATE brokerage.fairs SET called_off_at = $2 WHERE fair_id = $1`, [fairId, this.clock.now()]);
      await writeAudit(manager, actor, 'fair.called-off', fairId, {}, { organisationId: fair.organisationId });
    });
  }

  /** Adds a session. Throws brokerage/fair-not-found, fair-called-off and fair-wrong. */
  async addSession(actor: Actor, fairId: string, session: NewSession): Promise<string> {
    requireAction(actor, 'fairs.organise');
    return this.database.write(actor, async (manager) => {
      const fair = await toBeHeld(manager, fairId);
      const held = spanOfDay(session.on, session);
      const problem = held.ok ? sessionProblem(held.span, fair, this.clock.now().getTime()) : held.problem;
      if (!held.ok || problem !== null) throw wrong([problem!]);
      const [row] = await manager.query<{ id: string }[]>(
        `INSERT INTO brokerage.fair_sessions (fair_id, starts_at, ends_at, capacity, video_link) VALUES ($1, $2, $3, $4, $5) RETURNING session_id AS id`,
        [fairId, new Date(held.span.startsAt), new Date(held.span.endsAt), session.capacity, session.videoLink ?? null],
      );
      await writeAudit(manager, actor, 'fair.session-added', fairId, { sessionId: row!.id, capacity: session.capacity }, { organisationId: fair.organisationId });
      return row!.id;
    });
  }

  /**
   * Gives an employer or college a stand with what it shows, which is its own. Throws brokerage/fair-not-found,
   * fair-called-off, stand-there-already, identity/organisation-not-found and opportunities/opportunity-not-found.
   */
  async addStand(actor: Actor, fairId: string, stand: NewStand): Promise<string> {
    requireAction(actor, 'fairs.organise');
    return this.database.write(actor, async (manager) => {
      const fair = await toBeHeld(manager, fairId);
      const [organisation] = await manager.query<{ id: string }[]>(`SELECT organisation_id AS id FROM identity.organisations WHERE code = upper($1) AND level = 'organisation'`, [stand.organisation.trim()]);
      if (organisation === undefined) throw new DomainError('identity/organisation-not-found', 'There is no such employer or college. Look its code up in the list of organisations.');
      const [row] = await manager.query<{ id: string }[]>(
        `INSERT INTO brokerage.fair_stands (fair_id, organisation_id, video_link) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING RETURNING stand_id AS id`,
        [fairId, organisation.id, stand.videoLink ?? null],
      );
      if (row === undefined) throw new DomainError('brokerage/stand-there-already', 'That organisation has a stand at this fair already. Use the stand that is there.');
      const shown = await manager.query<unknown[]>(
        `INSERT INTO brokerage.fair_stand_opportunities (stand_id, opportunity_id)
         SELECT $1, opportunity_id FROM opportunities.opportunities WHERE opportunity_id = ANY ($2) AND organisation_id = $3 RETURNING opportunity_id`,
        [row.id, stand.opportunityIds, organisation.id],
      );
      if (shown.length < stand.opportunityIds.length) throw new DomainError('opportunities/opportunity-not-found', 'One of the opportunities is none of that organisation. A stand shows its own.');
      await writeAudit(manager, actor, 'fair.stand-added', fairId, { standId: row.id, organisationId: organisation.id, opportunities: shown.length }, { organisationId: fair.organisationId });
      return row.id;
    });
  }

  /**
   * Lays out the slots of a stand in a session; returns how many. Done once for each session. Throws
   * brokerage/stand-not-found, session-not-found, fair-called-off, fair-wrong and slots-there-already.
   */
  async openSlots(actor: Actor, standId: string, plan: SlotPlan): Promise<number> {
    return this.database.write(actor, async (manager) => {
      const stand = await runStand(manager, standId);
      const [session] = await manager.query<{ startsAt: Date; endsAt: Date; on: string; isCalledOff: boolean }[]>(
        `SELECT starts_at AS "startsAt", ends_at AS "endsAt", (starts_at AT TIME ZONE 'Europe/London')::date::text AS on, called_off_at IS NOT NULL AS "isCalledOff"
           FROM brokerage.fair_sessions JOIN brokerage.fairs USING (fair_id) WHERE session_id = $1 AND fair_id = $2`,
        [plan.sessionId, stand.fairId],
      );
      if (session === undefined) throw new DomainError('brokerage/session-not-found', 'There is no such session at the fair of this stand.');
      if (session.isCalledOff) throw calledOff();
      const breaks = plan.breaks.map((part, index) => spanOfDay(session.on, part, `/breaks/${index}`));
      const problems = breaks.flatMap((pause) => (pause.ok ? [] : [pause.problem]));
      const pauses = breaks.flatMap((pause): Span[] => (pause.ok ? [pause.span] : []));
      const slots = slotsOf({ startsAt: session.startsAt.getTime(), endsAt: session.endsAt.getTime() }, plan.slotMinutes, pauses);
      if (slots.length === 0) problems.push({ pointer: '/slotMinutes', detail: 'leave no slot in the session. Choose shorter slots or fewer breaks' });
      if (problems.length > 0) throw wrong(problems);
      // The constraint on the stand's slots sees to it that two at once, or twice, make them once.
      const made = await manager.query<unknown[]>(
        `INSERT INTO brokerage.fair_slots (stand_id, session_id, during)
         SELECT $1, $2, tstzrange(starts_at, ends_at) FROM unnest($3::timestamptz[], $4::timestamptz[]) AS slot (starts_at, ends_at)
         ON CONFLICT DO NOTHING RETURNING slot_id`,
        [standId, plan.sessionId, slots.map(({ startsAt }) => new Date(startsAt)), slots.map(({ endsAt }) => new Date(endsAt))],
      );
      if (made.length < slots.length) throw new DomainError('brokerage/slots-there-already', 'The stand has slots at that time already. They stay as they are: people may have booked them.');
      await writeAudit(manager, actor, 'fair.slots-opened', standId, { sessionId: plan.sessionId, slots: made.length }, { organisationId: stand.organisationId });
      return made.length;
    });
  }

  /** Says which accounts staff a stand, in the place of those before. Throws brokerage/stand-not-found and staff-not-theirs. */
  async staff(actor: Actor, standId: string, userIds: readonly string[]): Promise<void> {
    await this.database.write(actor, async (manager) => {
      const stand = await runStand(manager, standId);
      await manager.query(`DELETE FROM brokerage.fair_stand_users WHERE stand_id = $1`, [standId]);
      const added = await manager.query<unknown[]>(
        `INSERT INTO brokerage.fair_stand_users (stand_id, user_id) SELECT $1, id FROM unnest($2::uuid[]) AS id WHERE brokerage.can_staff(id, $3) RETURNING user_id`,
        [standId, userIds, stand.organisationId],
      );
      if (added.length < userIds.length) throw new DomainError('brokerage/staff-not-theirs', 'One of the accounts has no role at the organisation of the stand. Ask its administrator to give the role first.');
      await writeAudit(manager, actor, 'fair.stand-staffed', standId, { userIds }, { organisationId: stand.organisationId });
    });
  }
}

interface OrganisedFair {
  readonly organisationId: string;
  readonly firstOn: string;
  readonly lastOn: string;
  readonly isCalledOff: boolean;
}

/** A fair that the actor organises, which nobody changes meanwhile. */
async function organised(manager: EntityManager, fairId: string): Promise<OrganisedFair> {
  const [fair] = await manager.query<OrganisedFair[]>(
    `SELECT organisation_id AS "organisationId", first_on::text AS "firstOn", last_on::text AS "lastOn", called_off_at IS NOT NULL AS "isCalledOff" FROM brokerage.fairs WHERE fair_id = $1 AND brokerage.organises_fair(fair_id) FOR NO KEY UPDATE`,
    [fairId],
  );
  if (fair === undefined) throw new DomainError('brokerage/fair-not-found', 'There is no such fair that you organise.');
  return fair;
}

async function toBeHeld(manager: EntityManager, fairId: string): Promise<OrganisedFair> {
  const fair = await organised(manager, fairId);
  if (fair.isCalledOff) throw calledOff();
  return fair;
}

/** A stand that the actor staffs, or whose fair the actor organises. */
async function runStand(manager: EntityManager, standId: string): Promise<{ fairId: string; organisationId: string }> {
  const [stand] = await manager.query<{ fairId: string; organisationId: string }[]>(
    `SELECT fair_id AS "fairId", organisation_id AS "organisationId" FROM brokerage.fair_stands WHERE stand_id = $1 AND brokerage.runs_stand(stand_id)`,
    [standId],
  );
  if (stand === undefined) throw new DomainError('brokerage/stand-not-found', 'There is no such stand that you run.');
  return stand;
}

function wrong(problems: readonly FairProblem[]): DomainError {
  return new DomainError('brokerage/fair-wrong', 'It does not fit the fair, so nothing was changed. Each error says where and what was expected.', [...problems]);
}
