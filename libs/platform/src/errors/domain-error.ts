/** One thing wrong with what was sent: where (a JSON pointer, a column or a row) and what to do. */
export interface ErrorDetail {
  readonly pointer: string;
  readonly detail: string;
}

/**
 * An error that a user can act on. It has a code ('matching/run-not-found') and a sentence, and knows
 * nothing of HTTP or terminals: each door has one table from code to status. Never personal data in it.
 */
export class DomainError extends Error {
  constructor(
    readonly code: string,
    message: string,
    readonly details: readonly ErrorDetail[] = [],
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.name = 'DomainError';
  }
}
