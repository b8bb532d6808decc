import { Database, systemActor } from '#lib/platform';
import type { EntityManager } from 'typeorm';

/** Reads what changed, and nothing of whom. */
const READER = systemActor('job:live-market', {});

/** Something that the matcher's facts come from has changed; without an id: any of its kind. */
export interface Change {
  readonly subject: 'candidate' | 'opportunity' | 'programme' | 'directory';
  readonly subjectId: string | null;
}

/**
 * What changed since a moment, in every transaction and once each. Numbers alone would not do: a transaction that began
 * first may commit last, behind a reader who has gone on. So the reader keeps the whole moment at which it last looked, the
 * transactions that were running included, and asks for the changes of those that it did not see ended.
 *
 * Whoever reads the facts anew takes a feed of its own: what another reader does, or fails to do, moves no position but
 * its own.
 */
export class ChangeFeed {
  private constructor(
    private readonly database: Database,
    /** Everything up to this moment has been told. */
    private seenTransactions: string,
  ) {}

  /**
   * A feed from the moment of the manager's transaction on, which must be REPEATABLE READ: what that does not see comes with
   * the first {@link news}.
   */
  static async startingAt(manager: EntityManager, database: Database): Promise<ChangeFeed> {
    const [moment] = await manager.query<{ seen: string }[]>(`SELECT pg_current_snapshot()::text AS seen`);
    return new ChangeFeed(database, moment!.seen);
  }

  /** Changes that were committed since the last call, those of one transaction in the order in which it made them. */
  async news(): Promise<Change[]> {
    const rows = await this.database.read<{ readonly seen: string; readonly subject: Change['subject'] | null; readonly subjectId: string | null }>(
      READER,
      // One statement, so that the moment is that of the very rows it gives. The first condition is the index's.
      `SELECT moment.seen::text AS seen, subject, subject_id AS "subjectId"
         FROM (SELECT pg_current_snapshot() AS seen) AS moment
         LEFT JOIN matching.changes ON written_in >= pg_snapshot_xmin($1::pg_snapshot) AND NOT pg_visible_in_snapshot(written_in, $1::pg_snapshot)
        ORDER BY change_number`,
      [this.seenTransactions],
      'pathways_matcher',
    );
    this.seenTransactions = rows[0]!.seen;
    return rows.flatMap(({ subject, subjectId }) => (subject === null ? [] : [{ subject, subjectId }]));
  }
}
