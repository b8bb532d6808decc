/**
 * What a failure to hand a message over means: `away` says that no server was reached, `not-taken` that it certainly has
 * not got this message, `refused` that it does not know the address, and `unknown` that it may have got it or not.
 */
export type MailFailure = 'away' | 'not-taken' | 'refused' | 'unknown';

interface SmtpError {
  readonly code?: unknown;
  readonly command?: unknown;
  readonly responseCode?: unknown;
  readonly originalCode?: unknown;
  readonly syscall?: unknown;
  readonly timeoutType?: unknown;
}

/** Before any of these nothing of the message has left. */
const BEFORE_SENDING = /^(EDNS|EAUTH|ETLS|EREQUIRETLS|ECONNREFUSED|EHOSTUNREACH|ENETUNREACH|ENOTFOUND)$/;

/**
 * Reads what nodemailer throws. A server has a message once it has acknowledged its last line: whatever it answered
 * before that with a number of failure, it has not; and a connection that broke off is unknown, unless it never came
 * about.
 */
export function mailFailure(error: unknown): MailFailure {
  const { code, originalCode, command, responseCode, syscall, timeoutType } = (error ?? {}) as SmtpError;
  if ([code, originalCode].some((name) => typeof name === 'string' && BEFORE_SENDING.test(name))) return 'away';
  if (typeof responseCode === 'number' && typeof command === 'string' && command !== 'CONN') return command === 'RCPT TO' && responseCode >= 500 ? 'refused' : 'not-taken';
  if (syscall === 'connect' || timeoutType === 'CONNECT_TIMEOUT' || timeoutType === 'GREETING_TIMEOUT') return 'away';
  return 'unknown';
}
