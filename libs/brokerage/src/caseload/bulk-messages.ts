import { CandidatesQuery, Pauses } from '#lib/candidates';
import { judgeBulkMessage, type BulkMessageStanding } from '#lib/kernel';
import { Clock, reading, Sealer, writeAudits, type Actor } from '#lib/platform';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { Messages } from '../messages/messages.service.js';
import type { AskedForMany, BulkOutcome } from './bulk-letter.js';
import { sealedNote } from './case-record.service.js';

/** Writes to many people. */
@Injectable()
export class BulkMessages {
  constructor(
    private readonly clock: Clock,
    private readonly sealer: Sealer,
    private readonly candidates: CandidatesQuery,
    private readonly pauses: Pauses,
    private readonly messages: Messages,
  ) {}

  /**
   * A message to each of them or not, in the caller's transaction; a job sends it, and asks for the consent again. A broker's
   * own words never go by mail, where others may read them: they become a note for the person.
   */
  async write(manager: EntityManager, actor: Actor, candidateIds: readonly string[], { bulkId, template, words }: Extract<AskedForMany, { kind: 'message' }> & { readonly bulkId: string }): Promise<BulkOutcome[]> {
    const found = await manager.query<{ candidateId: string; organisationId: string }[]>(`SELECT candidate_id AS "candidateId", organisation_id AS "organisationId" FROM brokerage.case_summaries WHERE candidate_id = ANY ($1)`, [candidateIds]);
    const organisationOf = new Map(found.map(({ candidateId, organisationId }) => [candidateId, organisationId]));
    const today = this.clock.today();
    const paused = await this.pauses.pausedAmong(reading(manager), candidateIds, today);
    const mailboxes = await this.candidates.mailboxesOf(manager, [...organisationOf.keys()], today);
    const standings = new Map(mailboxes.map((mailbox): [string, BulkMessageStanding] => [mailbox.candidateId, { ...mailbox, isPaused: paused.has(mailbox.candidateId) }]));
    const told = candidateIds.map((candidateId) => ({ candidateId, outcome: judgeBulkMessage(template, standings.get(candidateId) ?? null), subjectId: null }));
    const written = told.flatMap(({ candidateId, outcome }) => (outcome === 'done' ? [candidateId] : []));
    if (words !== null) {
      await manager.query(`INSERT INTO brokerage.notes (candidate_id, visibility, body, written_by) SELECT candidate_id, 'candidate', $2, identity.actor() FROM unnest($1::uuid[]) AS candidate_id`, [written, sealedNote(this.sealer, words)]);
    }
    await this.messages.writeMany(manager, written.map((candidateId) => ({ key: `bulk:${bulkId}:${candidateId}`, kind: template, to: { candidateId }, about: { candidateId }, values: {} })));
    await writeAudits(manager, actor, written.map((candidateId) => ({ action: 'caseload.message', subject: candidateId, detail: { bulkId, kind: template }, organisationId: organisationOf.get(candidateId)! })));
    return told;
  }
}
