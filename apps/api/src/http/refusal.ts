import type { ErrorDetail } from '#lib/platform';
import { HttpException } from '@nestjs/common';

/** A request that is refused before it reaches a feature. The sentence is ours, and quotes nothing that was sent. */
export class Refusal extends HttpException {
  constructor(
    status: 400 | 405 | 415,
    readonly detail: string,
    readonly errors: readonly ErrorDetail[] = [],
  ) {
    super(detail, status);
  }
}
