import { Database, systemActor } from '#lib/platform';
import type { EntityManager } from 'typeorm';

/** Reads what changed, and nothing of whom. */
const READER = systemActor('job:live-market', {});

/** Something that the matcher's facts come from has changed; without an id: any of its kind. */
export interface Change {
  readonly subject: 'candidate' | 'opportunity' | 'programme' | 'directory';
  readonly subjectId: string | null;
}

interface ChangeRow extends Change {
  readonly changeNumber: string;
  readonly transactionId: string;
}

/**
 * What changed since a moment, in every transaction and once each. Numbers alone would not do: a transaction that began
 * first may commit last, behind a reader who has gone on. So the reader keeps the oldest transaction that may still have
 * been running when it last looked, and asks again for the changes of that one and all later ones.
 */
export class ChangeFeed {
  /** The oldest transaction that may still have been running; before the first reading nobody asks. */
  #horizon = '0';
  /** Changes of transactions from the horizon on that were given already. */
  #given = new Set<string>();

  constructor(private readonly database: Database) {}

  /**
   * Starts at the moment of the manager's transaction, which must be REPEATABLE READ: what it does not see comes with the
   * next {@link news}.
   */
  async startAt(manager: EntityManager): Promise<void> {
    const [moment] = await manager.query<{ horizon: string }[]>(`SELECT pg_snapshot_xmin(pg_current_snapshot())::text AS horizon`);
    this.#horizon = moment!.horizon;
    this.#given = new Set();
  }

  /** Changes that were committed since the last call, those of one transaction in the order in which it made them. */
  async news(): Promise<Change[]> {
    const rows = await this.database.read<Partial<ChangeRow> & { readonly horizon: string }>(
      READER,
      // One statement, so that the horizon is that of the very rows it gives.
      `SELECT moment.horizon::text AS horizon, change_number::text AS "changeNumber", written_in::text AS "transactionId", subject, subject_id AS "subjectId"
         FROM (SELECT pg_snapshot_xmin(pg_current_snapshot()) AS horizon) AS moment
         LEFT JOIN matching.changes ON written_in >= $1::xid8 ORDER BY change_number`,
      [this.#horizon],
      'pathways_matcher',
    );
    const changes = rows.filter((row): row is ChangeRow & { horizon: string } => row.changeNumber !== null);
    const fresh = changes.filter(({ changeNumber }) => !this.#given.has(changeNumber));
    const horizon = rows[0]!.horizon;
    this.#given = new Set(changes.filter(({ transactionId }) => BigInt(transactionId) >= BigInt(horizon)).map(({ changeNumber }) => changeNumber));
    this.#horizon = horizon;
    return fresh.map(({ subject, subjectId }) => ({ subject, subjectId }));
  }
}
