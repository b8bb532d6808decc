import { ProcessConfig, sessionSecretsOf, type ProcessSetting } from '#lib/platform';
import connectPgSimple from 'connect-pg-simple';
import type { Request, RequestHandler } from 'express';
import session from 'express-session';
import type pg from 'pg';
import type { Logger } from 'pino';
import { csrfTokenOf } from './csrf.js';

/** Somebody on the way through sign-in. Times are ISO moments of our clock. */
interface HalfSignedIn {
  readonly userId: string;
  readonly at: string;
  readonly returnTo: string;
}

/** What the OpenID provider has to send back. */
export interface OpenIdJourney {
  readonly state: string;
  readonly nonce: string;
  readonly codeVerifier: string;
  readonly at: string;
  readonly returnTo: string;
}

declare module 'express-session' {
  interface SessionData {
    signedIn: { readonly userId: string; readonly at: string };
    /** The password was right, the second factor is awaited. */
    secondFactor: HalfSignedIn;
    openId: OpenIdJourney;
    /** Sealed: the secret of an authenticator app that has shown no code of it yet. */
    settingUp: string;
  }
}

/** Without TLS a browser would not take the prefix, which is what makes a cookie of the host's own. */
export const cookieName = (isHttps: boolean): string => (isHttps ? '__Host-pathways' : 'pathways');

/**
 * Sessions in PostgreSQL. The cookie ends with the browser; the row ends when nobody has asked for
 * SESSION_IDLE_MINUTES. Each request moves that by an update, which cannot bring a session back that was ended in the
 * meantime; the session itself is written only on the way through sign-in.
 */
export function sessions({ config }: Pick<ProcessSetting, 'config'>, isHttps: boolean, pool: pg.Pool, logger: Logger): RequestHandler {
  const Store = connectPgSimple(session);
  return session({
    name: cookieName(isHttps),
    secret: sessionSecretsOf(config),
    store: new Store({ pool, schemaName: 'identity', tableName: 'sessions', ttl: config.SESSION_IDLE_MINUTES * 60, errorLog: (error: unknown) => logger.warn({ err: error }, 'old sessions could not be removed') }),
    cookie: { httpOnly: true, sameSite: 'lax', secure: isHttps, path: '/' },
    resave: false,
    saveUninitialized: false,
  });
}

/** Gives a session another id and nothing of what it held: nobody who knew the old one comes along. */
export async function renewSession(request: Request, held: Partial<session.SessionData> = {}): Promise<void> {
  await endSession(request);
  Object.assign(request.session, held);
  csrfTokenOf(request); // now, so that pages which are asked for at once do not each write one of their own
  await saveSession(request);
}

/** Removes a session. An empty one takes its place, which is kept only when something is put into it. */
export function endSession(request: Request): Promise<void> {
  return new Promise((resolve, reject) => {
    request.session.regenerate((error: unknown) => (error instanceof Error ? reject(error) : resolve()));
  });
}

/**
 * Writes the session now. Of itself it is written while the answer is on its way, and a browser that is sent on comes
 * back before that.
 */
export function saveSession(request: Request): Promise<void> {
  return new Promise((resolve, reject) => {
    request.session.save((error: unknown) => (error instanceof Error ? reject(error) : resolve()));
  });
}

/** Whether somebody who signed in at a moment has been signed in for too long. */
export function isOver(at: string, now: Date, { SESSION_HOURS }: Pick<ProcessConfig, 'SESSION_HOURS'>): boolean {
  return now.getTime() - Date.parse(at) >= SESSION_HOURS * 3_600_000;
}
