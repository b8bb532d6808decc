import { isPausedOn, type PauseSpan, type PlainDate } from '#lib/kernel';
import { DomainError, reading, writeAudit, type Actor, type Read } from '#lib/platform';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';

/** A time in which a person gets no new suggestions. */
export interface Pause extends PauseSpan {
  readonly reasonCode: string;
  readonly fromOn: PlainDate;
  readonly pausedBy: string;
  readonly endedOn: PlainDate | null;
  readonly endedBy: string | null;
}

/** Whose pause it is, and with whom they are registered. */
export interface PausedPerson {
  readonly candidateId: string;
  readonly organisationId: string;
}

/** Pauses of people: kept apart from the partner's file, begun and ended by whoever moves their cases on. */
@Injectable()
export class Pauses {
  /** All of a person, newest first. */
  async of(read: Read, candidateId: string): Promise<Pause[]> {
    return read<Pause>(
      `SELECT reason_code AS "reasonCode", from_on::text AS "fromOn", resumes_on::text AS "resumesOn", paused_by AS "pausedBy", ended_on::text AS "endedOn", ended_by AS "endedBy"
         FROM candidates.pauses WHERE candidate_id = $1 ORDER BY pause_id DESC`,
      [candidateId],
    );
  }

  /** The one that holds on a day; null when none does, or the reader is not to know. */
  async inForce(read: Read, candidateId: string, today: PlainDate): Promise<Pause | null> {
    return (await this.of(read, candidateId)).find((pause) => isPausedOn(pause, today)) ?? null;
  }

  /** Those of some people who are paused on a day, as far as the reader is to know. */
  async pausedAmong(read: Read, candidateIds: readonly string[], today: PlainDate): Promise<ReadonlySet<string>> {
    const open = await read<PauseSpan & Pick<Pause, 'endedOn'> & { readonly candidateId: string }>(
      `SELECT candidate_id AS "candidateId", resumes_on::text AS "resumesOn", ended_on::text AS "endedOn" FROM candidates.pauses WHERE candidate_id = ANY ($1) AND ended_on IS NULL`,
      [candidateIds],
    );
    return new Set(open.filter((pause) => isPausedOn(pause, today)).map(({ candidateId }) => candidateId));
  }

  /** Begins a pause in the caller's transaction, in the place of one that holds. Two at once take turns. */
  async begin(manager: EntityManager, actor: Actor, { candidateId, organisationId }: PausedPerson, asked: PauseSpan & { readonly reasonCode: string }, today: PlainDate): Promise<void> {
    await inTurn(manager, candidateId);
    await close(manager, actor, candidateId, today);
    await manager.query(`INSERT INTO candidates.pauses (candidate_id, reason_code, from_on, resumes_on, paused_by) VALUES ($1, $2, $3, $4, $5)`, [candidateId, asked.reasonCode, today, asked.resumesOn, actor.actorId]);
    await writeAudit(manager, actor, 'candidate.paused', candidateId, { reasonCode: asked.reasonCode, resumesOn: asked.resumesOn }, { organisationId });
  }

  /** Ends the pause that holds, in the caller's transaction. Throws candidates/not-paused. */
  async end(manager: EntityManager, actor: Actor, { candidateId, organisationId }: PausedPerson, today: PlainDate): Promise<void> {
    await inTurn(manager, candidateId);
    const inForce = await this.inForce(reading(manager), candidateId, today);
    if (inForce === null) throw new DomainError('candidates/not-paused', 'The person is not paused: suggestions go to them already.');
    await close(manager, actor, candidateId, today);
    await writeAudit(manager, actor, 'candidate.resumed', candidateId, {}, { organisationId });
  }
}

async function inTurn(manager: EntityManager, candidateId: string): Promise<void> {
  await manager.query(`SELECT pg_advisory_xact_lock(hashtextextended('candidates.pauses ' || $1, 0))`, [candidateId]);
}

/** Ends what is open: today, or on the day on which it ended by itself. */
async function close(manager: EntityManager, actor: Actor, candidateId: string, today: PlainDate): Promise<void> {
  await manager.query(`UPDATE candidates.pauses SET ended_on = least(resumes_on, $2::date), ended_by = $3 WHERE candidate_id = $1 AND ended_on IS NULL`, [candidateId, today, actor.actorId]);
}
