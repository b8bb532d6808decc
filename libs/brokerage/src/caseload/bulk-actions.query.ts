import { bulkOutcomeWords, type BulkKind } from '#lib/kernel';
import { Database, DomainError, type Actor } from '#lib/platform';
import { Injectable } from '@nestjs/common';

/** A request for many people, and how far it has come. */
export interface BulkActionSummary {
  readonly bulkId: string;
  readonly kind: BulkKind;
  readonly status: 'queued' | 'working' | 'done' | 'failed' | 'cancelled';
  /** How many people it is for. */
  readonly total: number;
  /** Why it ended before everybody was done; null when it did not. */
  readonly problem: string | null;
  readonly requestedAt: Date;
  readonly finishedAt: Date | null;
}

/** What became of one of them. */
export interface BulkPerson {
  readonly candidateId: string;
  /** Null: not done yet, or not at all where the request has ended. */
  readonly outcome: string | null;
  /** The referral that was made. */
  readonly subjectId: string | null;
}

/** A request with what became of people: counted, and one by one. */
export interface BulkActionPage extends BulkActionSummary {
  /** How many have an answer. */
  readonly answered: number;
  /** Each thing that became of people, with how many, the most frequent first. */
  readonly outcomes: { readonly outcome: string; readonly words: string; readonly people: number }[];
  readonly people: BulkPerson[];
  /** Give it back as `after` for the next page; null on the last. */
  readonly next: string | null;
}

const SUMMARY = `bulk_id AS "bulkId", kind, status, people AS total, error_detail AS problem, created_at AS "requestedAt", finished_at AS "finishedAt"`;

/** Of what somebody has asked for, the latest. */
const MOST_LISTED = 50;

/** Reads of what was asked for many people at once: each sees their own requests. */
@Injectable()
export class BulkActionsQuery {
  constructor(private readonly database: Database) {}

  /** What the actor asked for, the latest first. */
  list(actor: Actor): Promise<BulkActionSummary[]> {
    return this.database.read<BulkActionSummary>(actor, `SELECT ${SUMMARY} FROM brokerage.bulk_actions WHERE requested_by = identity.actor() ORDER BY bulk_id DESC LIMIT ${MOST_LISTED}`);
  }

  /** A request, how many people had which answer, and a page of them in the order in which it is done. Throws brokerage/bulk-action-not-found. */
  async page(actor: Actor, bulkId: string, { after, limit, outcome }: { readonly after: string | null; readonly limit: number; readonly outcome: string | null }): Promise<BulkActionPage> {
    return this.database.readTogether(actor, async (read) => {
      const [[summary], counts, rows] = await Promise.all([
        read<BulkActionSummary>(`SELECT ${SUMMARY} FROM brokerage.bulk_actions WHERE bulk_id = $1 AND requested_by = identity.actor()`, [bulkId]),
        read<{ outcome: string; people: number }>(`SELECT outcome, count(*)::integer AS people FROM brokerage.bulk_outcomes WHERE bulk_id = $1 AND outcome IS NOT NULL GROUP BY outcome ORDER BY people DESC, outcome`, [bulkId]),
        read<BulkPerson>(
          `SELECT candidate_id AS "candidateId", outcome, subject_id AS "subjectId" FROM brokerage.bulk_outcomes
            WHERE bulk_id = $1 AND position > coalesce((SELECT position FROM brokerage.bulk_outcomes WHERE bulk_id = $1 AND candidate_id = $2), 0) AND ($4::text IS NULL OR outcome = $4)
            ORDER BY position LIMIT $3`,
          [bulkId, after, limit + 1, outcome],
        ),
      ]);
      if (summary === undefined) throw new DomainError('brokerage/bulk-action-not-found', 'There is no such request of yours.');
      const people = rows.slice(0, limit);
      return {
        ...summary,
        answered: counts.reduce((sum, count) => sum + count.people, 0),
        outcomes: counts.map((count) => ({ ...count, words: bulkOutcomeWords(summary.kind, count.outcome) })),
        people,
        next: rows.length > limit ? people.at(-1)!.candidateId : null,
      };
    });
  }
}
