import type { ProgrammeEvidence } from '#lib/kernel';
import { Clock, Database, DomainError, requireAction, writeAudit, type Actor } from '#lib/platform';
import { Injectable } from '@nestjs/common';

/** What somebody saw, or that it counts no longer. */
export interface SeenEvidence {
  readonly evidence: ProgrammeEvidence;
  readonly isShown: boolean;
  /** Today when left out. */
  readonly seenOn?: string;
}

/** One such event, as it was recorded. */
export interface EvidenceEvent extends Required<SeenEvidence> {
  readonly actorId: string;
  readonly recordedAt: string;
}

/** What a person has shown for programmes that ask for it: what stands, and how it came to be. */
export interface EvidenceOfCandidate {
  readonly shown: readonly ProgrammeEvidence[];
  /** Newest first. */
  readonly events: readonly EvidenceEvent[];
}

/** What people show to be let into programmes. It is asked for that purpose only, and the paper itself is not kept. */
@Injectable()
export class EvidenceService {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /** Throws candidates/candidate-not-found. */
  async ofCandidate(actor: Actor, candidateId: string): Promise<EvidenceOfCandidate> {
    const [found] = await this.database.read<EvidenceOfCandidate>(
      actor,
      `SELECT evidence_codes AS shown, (
          SELECT coalesce(jsonb_agg(jsonb_build_object('evidence', evidence_code, 'isShown', is_shown, 'seenOn', seen_on, 'actorId', actor_id, 'recordedAt', recorded_at) ORDER BY evidence_event_id DESC), '[]')
            FROM candidates.evidence_events AS event WHERE event.candidate_id = candidate.candidate_id) AS events
         FROM candidates.candidates AS candidate WHERE candidate_id = $1 AND candidates.is_ours(candidate_id)`,
      [candidateId],
    );
    if (found === undefined) throw notFound();
    return found;
  }

  /** Records what was seen. The same again changes nothing but its day. Throws candidates/candidate-not-found and candidates/evidence-wrong. */
  async record(actor: Actor, candidateId: string, { evidence, isShown, seenOn = this.clock.today() }: SeenEvidence): Promise<void> {
    requireAction(actor, 'candidates.import');
    if (seenOn > this.clock.today()) throw new DomainError('candidates/evidence-wrong', 'The day is in the future. Record it when it has been seen.', [{ pointer: '/seenOn', detail: 'must be today or earlier' }]);
    await this.database.write(actor, async (manager) => {
      const [row] = await manager.query<{ organisationId: string }[]>(
        `WITH changed AS (
           UPDATE candidates.candidates SET evidence_codes = CASE WHEN $3 THEN array_append(array_remove(evidence_codes, $2), $2) ELSE array_remove(evidence_codes, $2) END
            WHERE candidate_id = $1 AND candidates.is_ours(candidate_id) RETURNING organisation_id AS "organisationId")
         SELECT * FROM changed`,
        [candidateId, evidence, isShown],
      );
      if (row === undefined) throw notFound();
      await manager.query(`INSERT INTO candidates.evidence_events (candidate_id, evidence_code, is_shown, seen_on, actor_id) VALUES ($1, $2, $3, $4, $5)`, [candidateId, evidence, isShown, seenOn, actor.actorId]);
      await writeAudit(manager, actor, 'candidate.evidence', candidateId, {}, row); // which evidence is personal: the event has it
    });
  }
}

function notFound(): DomainError {
  return new DomainError('candidates/candidate-not-found', 'There is no such candidate whom you look after.');
}
