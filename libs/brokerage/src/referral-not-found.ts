import { DomainError } from '#lib/platform';

/** There is no such case, or it is none that the reader sees: nobody is told which. */
export function referralNotFound(): DomainError {
  return new DomainError('brokerage/referral-not-found', 'There is no such referral.');
}
