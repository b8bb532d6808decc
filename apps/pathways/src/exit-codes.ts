/** What the exit code of the command tells a script. */
export const EXIT = {
  done: 0,
  /** Something that we did not foresee. */
  unexpected: 1,
  /** The command line is not one that we know. */
  usage: 2,
  /** What was asked for is not possible, a file was refused as a whole, or the audit trail is broken; nothing was changed. */
  refused: 3,
  /** Done, but some rows were rejected. */
  someRejected: 4,
} as const;
