import type { Action } from '#lib/kernel';
import { DomainError, type Actor } from '#lib/platform';
import { createParamDecorator, type ExecutionContext, SetMetadata } from '@nestjs/common';
import type { Request } from 'express';

/** Who may come to a route: everybody, whoever is signed in, or those with one of some actions. */
export type RouteAccess = 'public' | 'signed-in' | readonly Action[];

/** The key under which a route's {@link RouteAccess} is kept; the guard and the check at start read it. */
export const ROUTE_ACCESS = 'pathways:access';

/** For those who may do one of the actions somewhere. At which rows is the database's to say. */
export const Needs = (first: Action, ...others: readonly Action[]): MethodDecorator & ClassDecorator => SetMetadata<string, RouteAccess>(ROUTE_ACCESS, [first, ...others]);

/** For whoever is signed in or has a key, whatever they may do: their own account, and codes that everybody uses. */
export const SignedIn = (): MethodDecorator & ClassDecorator => SetMetadata<string, RouteAccess>(ROUTE_ACCESS, 'signed-in');

/** For everybody, signed in or not. */
export const Public = (): MethodDecorator & ClassDecorator => SetMetadata<string, RouteAccess>(ROUTE_ACCESS, 'public');

/** What the front door knows of whoever sends a request. */
export interface Caller {
  /** Null for whoever is not signed in. */
  readonly actor: Actor | null;
  /** Of the person; null for a key and for whoever is not signed in. */
  readonly userId: string | null;
  /** What was presented and was not good: a key, or a session that had ended. */
  readonly refused: 'key' | 'session' | null;
}

const NOBODY: Caller = { actor: null, userId: null, refused: null };

const CALLERS = new WeakMap<Request, Caller>();

/** Notes who sends a request. Not a field of the request, which a body or a header could be mistaken for. */
export function noteCaller(request: Request, caller: Caller): void {
  CALLERS.set(request, caller);
}

export function callerOf(request: Request): Caller {
  return CALLERS.get(request) ?? NOBODY;
}

/** The actor of a request. Throws access/signed-out, or access/key-not-valid, when there is none. */
export function actorOf(request: Request): Actor {
  const { actor, refused } = callerOf(request);
  if (actor !== null) return actor;
  if (refused === 'key') throw new DomainError('access/key-not-valid', 'The key is unknown, expired or revoked. Ask an administrator of your organisation for another.');
  if (refused === 'session') throw new DomainError('access/session-ended', 'You have been signed out. Sign in again.');
  throw new DomainError('access/signed-out', 'Sign in, or send a key in the header Authorization: Bearer.');
}

/** The {@link Actor} of the request, as a parameter of a controller's method. */
export const Acting = createParamDecorator((_none: unknown, context: ExecutionContext): Actor => actorOf(context.switchToHttp().getRequest<Request>()));
