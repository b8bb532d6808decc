import { referralNotFound } from '#lib/brokerage';
import { claimProblem, courseStanding, summariseOutcomes, type AwardReason, type ClaimableOutcome, type CourseEvent } from '#lib/kernel';
import { Clock, Database, DomainError, requireAction, Sealer, writeAudit, type Actor } from '#lib/platform';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { claimNotFound, ClaimsQuery, CLAIM_NOTE, type ClaimDetail } from './claims.query.js';
import { knownStart, STANDING, type Standing } from './known-starts.js';

/** What is claimed, for which organisation. */
export interface NewClaim {
  readonly outcomeCode: ClaimableOutcome;
  /** Of the organisation that claims: it looks after the person, or the person was referred to it. */
  readonly organisationCode: string;
  readonly note: string | null;
}

interface ClaimRow {
  readonly candidateId: string;
  readonly programmeCode: string;
  readonly outcomeCode: string;
}

/** One person, one outcome, one claim: whoever comes second contests, and a lead above both decides. */
@Injectable()
export class ClaimsService {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly sealer: Sealer,
    private readonly query: ClaimsQuery,
  ) {}

  /**
   * Claims an outcome of a referral for an organisation. The first claim of a person's outcome for a programme counts; one
   * of another organisation becomes a dispute. Saying the same again changes nothing.
   */
  async claim(actor: Actor, referralId: string, claim: NewClaim): Promise<ClaimDetail> {
    const claimId = await this.database.write(actor, async (manager) => {
      const { candidateId, programmeCode, organisationId } = await this.claimant(manager, actor, referralId, claim);
      const problem = claimProblem(claim.outcomeCode, await this.reached(manager, referralId));
      if (problem !== null) throw new DomainError('outcomes/not-claimable', problem);
      const values = [referralId, candidateId, programmeCode, claim.outcomeCode, organisationId, actor.actorId];
      // The database decides who was first: of several at once one index lets one through.
      for (const status of ['held', 'contesting']) {
        const [added] = await manager.query<{ claimId: string }[]>(
          `INSERT INTO outcomes.claims (referral_id, candidate_id, programme_code, outcome_code, organisation_id, claimed_by, status)
           SELECT $1, $2, $3, $4, $5, $6, $7::text
            WHERE NOT EXISTS (SELECT FROM outcomes.claims WHERE candidate_id = $2 AND programme_code = $3 AND outcome_code = $4 AND organisation_id = $5)
           ON CONFLICT DO NOTHING RETURNING claim_id AS "claimId"`,
          [...values, status],
        );
        if (added === undefined) continue;
        await this.note(manager, actor, added.claimId, status === 'held' ? 'claimed' : 'contested', null, claim.note);
        await writeAudit(manager, actor, `claim.${status}`, added.claimId, { outcomeCode: claim.outcomeCode, programmeCode }, { organisationId });
        return added.claimId;
      }
      const [present] = await manager.query<{ claimId: string }[]>(
        'SELECT claim_id AS "claimId" FROM outcomes.claims WHERE candidate_id = $1 AND programme_code = $2 AND outcome_code = $3 AND organisation_id = $4', [candidateId, programmeCode, claim.outcomeCode, organisationId]);
      return present!.claimId;
    });
    return this.query.detail(actor, claimId);
  }

  /** Adds the claimant's side of a dispute, or the lead's question. */
  async addNote(actor: Actor, claimId: string, note: string): Promise<ClaimDetail> {
    await this.database.write(actor, async (manager) => {
      const [claim] = await manager.query<{ organisationId: string }[]>('SELECT organisation_id AS "organisationId" FROM outcomes.claims WHERE claim_id = $1', [claimId]);
      if (claim === undefined) throw claimNotFound();
      await this.note(manager, actor, claimId, 'noted', null, note);
      await writeAudit(manager, actor, 'claim.noted', claimId, {}, claim);
    });
    return this.query.detail(actor, claimId);
  }

  /** Decides a dispute for one claim and against the others. Throws outcomes/claim-not-found, not-above-both and no-dispute. */
  async award(actor: Actor, claimId: string, reasonCode: AwardReason, note: string): Promise<ClaimDetail> {
    requireAction(actor, 'claims.resolve');
    await this.database.write(actor, async (manager) => {
      const [claim] = await manager.query<ClaimRow[]>('SELECT candidate_id AS "candidateId", programme_code AS "programmeCode", outcome_code AS "outcomeCode" FROM outcomes.claims WHERE claim_id = $1', [claimId]);
      if (claim === undefined) throw claimNotFound();
      const key = [claim.candidateId, claim.programmeCode, claim.outcomeCode];
      const OF_KEY = 'candidate_id = $1 AND programme_code = $2 AND outcome_code = $3';
      const claims = await manager.query<{ claimId: string; organisationId: string; status: string }[]>(
        `SELECT claim_id AS "claimId", organisation_id AS "organisationId", status FROM outcomes.claims WHERE ${OF_KEY} ORDER BY claim_id FOR UPDATE`, key);
      const [above] = await manager.query<{ isAbove: boolean }[]>('SELECT outcomes.is_above_claims($1, $2, $3) AS "isAbove"', key);
      if (!above!.isAbove) throw new DomainError('outcomes/not-above-both', 'Another organisation that you do not lead has claimed the same. Ask the lead above both to decide.');
      if (!claims.some(({ status }) => status === 'contesting')) throw new DomainError('outcomes/no-dispute', 'Nobody contests this claim, so there is nothing to decide.');
      await manager.query(`UPDATE outcomes.claims SET status = 'refused', is_disputed = false WHERE claim_id = ANY ($1) AND claim_id <> $2`, [claims.map((one) => one.claimId), claimId]); // what is claimed meanwhile is a dispute of its own
      await manager.query(`UPDATE outcomes.claims SET status = 'upheld', is_disputed = EXISTS (SELECT FROM outcomes.claims WHERE ${OF_KEY} AND status = 'contesting' AND claim_id <> $4) WHERE claim_id = $4`, [...key, claimId]);
      for (const one of claims) {
        const event = one.claimId === claimId ? 'upheld' : 'refused';
        await this.note(manager, actor, one.claimId, event, reasonCode, note);
        await writeAudit(manager, actor, `claim.${event}`, one.claimId, { reasonCode }, { organisationId: one.organisationId });
      }
    });
    return this.query.detail(actor, claimId);
  }

  /** The case as far as the claim hangs on it, if the organisation may claim by it. */
  private async claimant(manager: EntityManager, actor: Actor, referralId: string, { organisationCode }: NewClaim): Promise<{ candidateId: string; programmeCode: string; organisationId: string }> {
    const ownNodes = actor.reach === 'everywhere' ? [] : (actor.reach['people'] ?? []);
    // An outcome that is told of meanwhile, and one that is taken back, wait for the claim.
    const [found] = await manager.query<{ candidateId: string; programmeCode: string | null; organisationId: string | null }[]>(
      `SELECT referral.candidate_id AS "candidateId", opportunity.programme_code AS "programmeCode", (
                SELECT organisation_id FROM identity.organisations AS claimant
                 WHERE code = $2 AND (
                       (claimant.organisation_id = referral.candidate_organisation_id AND claimant.organisation_id IN (SELECT identity.reach('people')))
                    OR (claimant.organisation_id = referral.opportunity_organisation_id AND claimant.organisation_id IN (SELECT identity.reach('referred_people')))
                    OR (claimant.organisation_id = ANY ($3::uuid[]) AND referral.candidate_organisation_id IN (SELECT identity.reach('shared_people'))))) AS "organisationId"
         FROM brokerage.referrals AS referral JOIN opportunities.intakes AS intake USING (intake_id) JOIN opportunities.opportunities AS opportunity USING (opportunity_id)
        WHERE referral_id = $1 FOR SHARE OF referral`,
      [referralId, organisationCode, ownNodes],
    );
    if (found === undefined) throw referralNotFound();
    const { candidateId, programmeCode, organisationId } = found;
    if (organisationId === null) throw new DomainError('outcomes/not-claimable', 'Only an organisation of yours that looks after the person, or to which the person was referred, can claim this.');
    if (programmeCode === null) throw new DomainError('outcomes/not-claimable', 'The opportunity belongs to no programme, so there is nobody to claim from.');
    return { candidateId, programmeCode, organisationId };
  }

  private async reached(manager: EntityManager, referralId: string): Promise<Parameters<typeof claimProblem>[1]> {
    const [standing] = await manager.query<Standing[]>(STANDING, [referralId]);
    const events = await manager.query<CourseEvent[]>('SELECT step, happened_on::text AS "happenedOn", grade_code AS "gradeCode", job_referral_id AS "jobReferralId" FROM outcomes.course_events WHERE referral_id = $1 ORDER BY event_id', [referralId]);
    const { startedOn } = standing!;
    return { summary: startedOn === null ? null : summariseOutcomes(knownStart(startedOn, standing!), this.clock.today()), course: courseStanding(events, new Set()) };
  }

  private async note(manager: EntityManager, actor: Actor, claimId: string, event: string, reasonCode: string | null, note: string | null): Promise<void> {
    await manager.query('INSERT INTO outcomes.claim_events (claim_id, event, reason_code, note, actor_id) VALUES ($1, $2, $3, $4, $5)', [claimId, event, reasonCode, note === null ? null : this.sealer.seal(note, CLAIM_NOTE), actor.actorId]);
  }
}
