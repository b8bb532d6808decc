import { Database } from '#lib/platform';

/** A database in which whoever only reads cannot have asked for a transaction that may write. */
export class OnlyReading extends Database {
  override write(): never {
    throw new Error('A transaction that may write was opened.');
  }

  override writeAtOneMoment(): never {
    throw new Error('A transaction that may write was opened.');
  }
}
