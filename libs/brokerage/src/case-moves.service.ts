import { Pauses } from '#lib/candidates';
import { firstWithPlace, LIVE_STATUSES, openPlace, RELEASE_REASON, takesPlace, type CaseChange, type CaseMove, type CaseNotice, type CaseStanding, type CaseToMove, type Consequences, type GroupsOfPerson, type IntakePlaces, type OpenPlace, type PlainDate, type ReferralEvent } from '#lib/kernel';
import { GroupsOfPeople, SetAsidePairs } from '#lib/matching';
import { PlacesService } from '#lib/opportunities';
import { Clock, reading, writeAudits, type Actor, type Read } from '#lib/platform';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { Messages, type NewMessage } from './messages/messages.service.js';
import { reasonsInForce } from './reasons-in-force.js';
import { referralNotFound } from './referral-not-found.js';

/** How the actor stands to the person and the partner of a row, which decides what they may record. `partner`: the column with the partner's organisation. */
export const STANDING_TO = (partner: string): string => `coalesce(candidate_id = identity.own_candidate(), false) AS "isOwn",
  (candidate_organisation_id IN (SELECT identity.reach('people')) OR candidate_organisation_id IN (SELECT identity.reach('shared_people'))) AS "isOurs",
  ${partner} IN (SELECT identity.reach('referred_people')) AS "isToUs"`;

/** The same of a case. */
export const STANDING = STANDING_TO('opportunity_organisation_id');

/** A live case of a person, with what decides how it goes on. */
interface CaseRow extends CaseToMove, CaseStanding, PersonOfCase {}

/** Whose case it is, and with whom they are registered. */
export interface PersonOfCase {
  readonly candidateId: string;
  readonly organisationId: string;
}

/** The first day, and until when a place is kept for whoever has the offer; null where it is neither. */
interface DaysOfMove {
  readonly startedOn: PlainDate | null;
  readonly holdExpiresOn: PlainDate | null;
}

interface PartiesOfCase {
  readonly referralId: string;
  readonly candidateId: string;
  readonly brokersOf: string;
  readonly partnersOf: string;
}

/** An event with what the kernel decided of it. */
export interface DecidedMove {
  readonly event: ReferralEvent;
  readonly consequences: Consequences;
}

/** What the kernel judges a move by, as far as it does not come with the request, and whose case it is. */
export interface CaseFacts extends Pick<CaseMove, 'others' | 'pause' | 'place' | 'reasons' | 'today'> {
  readonly moved: CaseRow;
}

/** The person's live cases, and the one that is asked for whatever its status. */
const CASES = (where: string): string => `
  SELECT ${STANDING}, referral_id AS "referralId", candidate_id AS "candidateId", candidate_organisation_id AS "organisationId", intake.opportunity_id AS "opportunityId", referral.intake_id AS "intakeId",
         referral.status, holds_place AS "holdsPlace", opportunity.title, opportunity.kind = 'course' AS "isCourse", coalesce(programme.is_releasing_others, true) AS "releasesOthers"
    FROM brokerage.referrals AS referral JOIN opportunities.intakes AS intake USING (intake_id) JOIN opportunities.opportunities AS opportunity USING (opportunity_id)
    LEFT JOIN opportunities.programmes AS programme ON programme.code = opportunity.programme_code
   WHERE ${where} ORDER BY referral_id`;

const WITH_CASE = CASES(`candidate_id = (SELECT candidate_id FROM brokerage.referrals WHERE referral_id = $1) AND (referral.status = ANY ($2) OR referral_id = $1)`);
const OF_CANDIDATE = CASES('candidate_id = $1 AND referral.status = ANY ($2)');
/** Cases of a person in the order of their ids, before any intake: everybody who locks several takes them in this order. */
const LOCKING = ' FOR UPDATE OF referral';

/** Reads what decides how a case goes on, and carries out what the kernel decided. */
@Injectable()
export class CaseMoves {
  constructor(
    private readonly clock: Clock,
    private readonly places: PlacesService,
    private readonly groups: GroupsOfPeople,
    private readonly pauses: Pauses,
    private readonly setAsidePairs: SetAsidePairs,
    private readonly messages: Messages,
  ) {}

  /** For an event, or for none in particular. Throws brokerage/referral-not-found. */
  async facts(read: Read, referralId: string, event: ReferralEvent | null): Promise<CaseFacts> {
    const facts = await this.factsOf(read, await read<CaseRow>(WITH_CASE, [referralId, LIVE_STATUSES]), referralId);
    return event === null || !takesPlace(event, facts.moved.holdsPlace) ? facts : { ...facts, place: await this.placeFor(read, facts.moved) };
  }

  /** The same, with the person's cases locked until the caller's transaction ends, and the intake where the event takes a place on it. */
  async factsForMove(manager: EntityManager, referralId: string, event: ReferralEvent): Promise<CaseFacts> {
    const facts = await this.factsOf(reading(manager), await manager.query<CaseRow[]>(WITH_CASE + LOCKING, [referralId, LIVE_STATUSES]), referralId);
    if (!takesPlace(event, facts.moved.holdsPlace)) return facts;
    await this.places.lock(manager, [facts.moved.intakeId]);
    return { ...facts, place: await this.placeFor(reading(manager), facts.moved) };
  }

  /** Of one intake or more in their order, the one to refer somebody to: where they would get a place now, if there is one. */
  async intakeFor(read: Read, candidateId: string, intakeIds: readonly string[]): Promise<string> {
    if (intakeIds.length === 1) return intakeIds[0]!;
    const today = this.clock.today();
    const standing = await this.places.standing(read, intakeIds);
    const intakes = intakeIds.map((intakeId) => ({ intakeId, ...standing.get(intakeId)! }));
    return firstWithPlace(intakes, await this.groupsOf(read, candidateId, intakes), today)!.intakeId;
  }

  /** That the person is in no group is asked for only where places are kept. */
  private async groupsOf(read: Read, candidateId: string, intakes: readonly IntakePlaces[]): Promise<GroupsOfPerson> {
    const groups = intakes.every(({ fences }) => fences.length === 0) ? undefined : (await this.groups.on(read, [candidateId], this.clock.today())).get(candidateId);
    return groups ?? { programmeCodes: [], targetGroups: [] };
  }

  /** From where the person would get a place. */
  private async placeFor(read: Read, { candidateId, intakeId }: CaseRow): Promise<OpenPlace> {
    const today = this.clock.today();
    const intake = (await this.places.standing(read, [intakeId])).get(intakeId)!;
    return openPlace(intake, await this.groupsOf(read, candidateId, [intake]), today);
  }

  /** Live cases of a person as far as the reader sees them. */
  async liveCases(read: Read, candidateId: string): Promise<CaseRow[]> {
    return read<CaseRow>(OF_CANDIDATE, [candidateId, LIVE_STATUSES]);
  }

  async liveCasesForMove(manager: EntityManager, candidateId: string): Promise<CaseRow[]> {
    return manager.query(OF_CANDIDATE + LOCKING, [candidateId, LIVE_STATUSES]);
  }

  private async factsOf(read: Read, rows: readonly CaseRow[], referralId: string): Promise<CaseFacts> {
    const moved = rows.find((row) => row.referralId === referralId);
    if (moved === undefined) throw referralNotFound();
    const today = this.clock.today();
    const reasons = await reasonsInForce(read, moved.organisationId);
    const pause = await this.pauses.inForce(read, moved.candidateId, today);
    return { moved, others: rows.filter((row) => row !== moved), pause, place: null, reasons, today };
  }

  /** Does what the kernel decided: pauses, cases, places, events, audit. The person's cases are locked already. `days` are those of the case that starts or is offered. */
  async carryOut(manager: EntityManager, actor: Actor, { candidateId, organisationId }: PersonOfCase, moves: readonly DecidedMove[], days: DaysOfMove = { startedOn: null, holdExpiresOn: null }): Promise<void> {
    for (const { consequences: { pause, reasonCode } } of moves) {
      if (pause !== null) await this.pauses.begin(manager, actor, { candidateId, organisationId }, { ...pause, reasonCode: reasonCode! }, this.clock.today());
    }
    const changes = moves.flatMap(({ consequences: { change, releases } }) => [change, ...releases]);
    await manager.query(
      `UPDATE brokerage.referrals AS referral
          SET status = change.status, started_on = CASE change.status WHEN 'started' THEN $5::date END, hold_expires_on = CASE change.status WHEN 'offered' THEN $6::date END, updated_at = now(),
              holds_place = CASE change.place WHEN 'take' THEN true WHEN 'give-back' THEN false ELSE holds_place END,
              ring_fence_id = CASE change.place WHEN 'take' THEN change.ring_fence_id WHEN 'none' THEN referral.ring_fence_id END
         FROM unnest($1::uuid[], $2::text[], $3::text[], $7::uuid[]) AS change (referral_id, status, place, ring_fence_id) WHERE referral.referral_id = change.referral_id AND referral.candidate_id = $4`,
      [...columns(changes), candidateId, days.startedOn, days.holdExpiresOn, changes.map(({ fenceId }) => fenceId)],
    );
    await this.countPlaces(manager, changes);
    const events = moves.flatMap(eventsOf);
    await manager.query(
      `INSERT INTO brokerage.referral_events (referral_id, event, from_status, to_status, actor_id, reason_code, refused_by, effect, effect_until_on, occurred_at)
       SELECT "referralId", "event", "from", "to", $1, "reasonCode", "refusedBy", "effect", "until", $3
         FROM jsonb_to_recordset($2::jsonb) AS told ("referralId" uuid, "event" text, "from" text, "to" text, "reasonCode" text, "refusedBy" text, "effect" text, "until" date)`,
      [actor.actorId, JSON.stringify(events), this.clock.now()],
    );
    await writeAudits(manager, actor, events.map((one) => ({
      action: `referral.${one.event}`, subject: one.referralId, organisationId,
      detail: { status: [one.from, one.to], ...(one.reasonCode === null ? {} : { reasonCode: one.reasonCode }), ...one.because },
    })));
    for (const { consequences: { notices } } of moves) await this.tell(manager, notices);
    // Last: the facts of the pair are to be those that all of this leaves.
    for (const { consequences: { change: { opportunityId }, setAside, reasonCode } } of moves) {
      if (setAside !== null) await this.setAsidePairs.setAside(manager, actor, { candidateId, opportunityId, reasonCode: reasonCode!, ...setAside });
    }
  }

  /** Writes what people are to be told; a job sends it. Of a case each kind is told once. */
  private async tell(manager: EntityManager, notices: readonly CaseNotice[]): Promise<void> {
    const parties = await manager.query<PartiesOfCase[]>(
      `SELECT referral_id AS "referralId", candidate_id AS "candidateId", candidate_organisation_id AS "brokersOf", opportunity_organisation_id AS "partnersOf"
         FROM brokerage.referrals WHERE referral_id = ANY ($1)`,
      [[...new Set(notices.map(({ referralId }) => referralId))]],
    );
    for (const { kind, to, referralId } of notices) {
      const { candidateId, brokersOf, partnersOf } = parties.find((one) => one.referralId === referralId)!;
      const whom: Readonly<Record<CaseNotice['to'], Pick<NewMessage, 'kind' | 'to'>>> = {
        candidate: { kind: 'candidate-news', to: { candidateId } }, broker: { kind: 'broker-news', to: { brokersOf } }, employer: { kind: 'partner-news', to: { partnersOf } },
      };
      await this.messages.write(manager, { key: `${kind}:${referralId}:${to}`, ...whom[to], about: { referralId }, values: {} });
    }
  }

  /** In the order of intakes: two who move several cases on never wait for each other. */
  private async countPlaces(manager: EntityManager, changes: readonly CaseChange[]): Promise<void> {
    for (const { intakeId, placeEffect } of changes.toSorted((a, b) => (a.intakeId < b.intakeId ? -1 : 1))) {
      if (placeEffect === 'take') await this.places.take(manager, intakeId);
      if (placeEffect === 'give-back') await this.places.giveBack(manager, intakeId);
    }
  }
}

interface EventToTell {
  readonly referralId: string;
  readonly from: string;
  readonly to: string;
  readonly event: ReferralEvent;
  readonly reasonCode: string | null;
  readonly refusedBy: string | null;
  readonly effect: string | null;
  readonly until: PlainDate | null;
  /** For the audit trail. */
  readonly because: Readonly<Record<string, string>>;
}

/** A row of the history for each case that changes: the one that is moved, and those that end with it. */
function eventsOf({ event, consequences: { change, releases, reasonCode, refusedBy, setAside, pause } }: DecidedMove): EventToTell[] {
  const effect = setAside === null ? (pause === null ? null : 'pause') : setAside.isUntilChecked ? 'recheck' : 'set-aside';
  return [
    { ...told(change), event, reasonCode, refusedBy, effect, until: setAside?.untilOn ?? pause?.resumesOn ?? null, because: change.fenceId === null ? {} : { ringFenceId: change.fenceId } },
    ...releases.map((release): EventToTell => ({ ...told(release), event: 'withdraw', reasonCode: RELEASE_REASON, refusedBy: 'nobody', effect: null, until: null, because: { acceptedElsewhere: change.referralId } })),
  ];
}

function told({ referralId, status, to }: CaseChange): { referralId: string; from: string; to: string } {
  return { referralId, from: status, to };
}

function columns(changes: readonly CaseChange[]): [string[], string[], string[]] {
  return [changes.map(({ referralId }) => referralId), changes.map(({ to }) => to), changes.map(({ placeEffect }) => placeEffect)];
}
