import { createHash } from 'node:crypto';
import { AccessService, SignInService } from '#lib/identity';
import { Clock, ProcessConfig } from '#lib/platform';
import { Injectable } from '@nestjs/common';
import type { NextFunction, Request, Response } from 'express';
import { callerOf, noteCaller, type Caller } from './access.js';
import { countedAddress } from './client-address.js';
import { isApi } from './places.js';
import { RateLimits } from './rate-limits.js';
import { endSession, isOver } from './session.js';

const BEARER = /^Bearer +(\S+)$/i;

/**
 * The key that a request to the API presents; null when it comes with a session or with nothing. Of two headers none
 * is read: a proxy before us may have judged the other.
 */
export function keyOfRequest(request: Request): string | null {
  const [authorization, ...others] = request.headersDistinct['authorization'] ?? [];
  if (authorization === undefined || !isApi(request.path)) return null;
  return others.length > 0 ? '' : (BEARER.exec(authorization)?.[1] ?? '');
}

/** Keys whose client is remembered; of more the rest takes a little longer. */
const MOST_REMEMBERED = 10_000;

function digestOf(key: string): string {
  return createHash('sha256').update(key).digest('base64url');
}

const PURPOSE = /^[a-z][a-z0-9-]{1,59}$/;

/** Why somebody asks, if they say so in a short code: it is kept with what is written about the request. */
function purposeOf(request: Request): string | null {
  const said = request.headers['x-purpose'];
  return typeof said === 'string' && PURPOSE.test(said) ? said : null;
}

/** Finds out who sends a request, before anything of it is read, and counts it. */
@Injectable()
export class Identification {
  readonly #clients = new Map<string, string>();

  constructor(
    private readonly access: AccessService,
    private readonly signIn: SignInService,
    private readonly limits: RateLimits,
    private readonly clock: Clock,
    private readonly config: ProcessConfig,
  ) {}

  readonly middleware = async (request: Request, _response: Response, next: NextFunction): Promise<void> => {
    const key = keyOfRequest(request);
    const expected = key === null ? undefined : this.#clients.get(digestOf(key));
    // Counted beside the sign-in, whose answer it does not wait for: each is a way to the database and back.
    const counting = expected === undefined ? null : this.limits.countRequest(expected);
    counting?.catch(() => undefined); // awaited below, unless signing in fails before
    const caller = key === null ? await this.bySession(request) : await this.byKey(key, request);
    noteCaller(request, { ...caller, actor: caller.actor === null ? null : { ...caller.actor, purpose: purposeOf(request), requestId: String(request.headers['x-request-id']) } });
    const { actor } = callerOf(request);
    if (key !== null) this.#remember(key, actor?.actorId);
    if (counting === null || actor === null) await this.limits.countRequest(actor?.actorId ?? `address:${countedAddress(request.ip)}`);
    await counting;
    next();
  };

  /** Only whose a key is, which never changes: what it may is asked each time. A key that is no more is forgotten, so that whoever found it is counted by their address. */
  #remember(key: string, clientId: string | undefined): void {
    const digest = digestOf(key);
    if (clientId === undefined) this.#clients.delete(digest);
    else if (this.#clients.size < MOST_REMEMBERED) this.#clients.set(digest, clientId);
  }

  private async byKey(key: string, request: Request): Promise<Caller> {
    const actor = await this.access.actorOfKey(key, request.ip ?? '');
    return { actor, userId: null, refused: actor === null ? 'key' : null };
  }

  private async bySession(request: Request): Promise<Caller> {
    const { signedIn } = request.session;
    if (signedIn === undefined) return { actor: null, userId: null, refused: null };
    const isOngoing = !isOver(signedIn.at, this.clock.now(), this.config) && (await this.signIn.isSessionValid(signedIn.userId, new Date(signedIn.at)));
    const actor = isOngoing ? await this.access.actorOfUser(signedIn.userId) : null;
    if (actor !== null) return { actor, userId: signedIn.userId, refused: null };
    await endSession(request);
    return { actor: null, userId: null, refused: 'session' };
  }
}
