import { DomainError } from '#lib/platform';
import { type CanActivate, type ExecutionContext, Injectable, SetMetadata } from '@nestjs/common';
import { ModuleRef, Reflector } from '@nestjs/core';
import { csrfSync } from 'csrf-sync';
import type { Request, Response } from 'express';
import { callerOf } from './access.js';
import { isApi } from './places.js';
import { PublicAddress } from './public-address.js';
import { typed } from './typed.js';

const TOKEN_BYTES = 32;

export const CSRF_FIELD = 'csrf-token';

const { generateToken, isRequestValid } = csrfSync({
  size: TOKEN_BYTES,
  getTokenFromRequest: (request) => {
    const header = request.headers['x-csrf-token'];
    if (typeof header === 'string') return header;
    return isApi(request.path) ? undefined : typed(request, CSRF_FIELD);
  },
});

/** The token that every form of this session carries as {@link CSRF_FIELD}, and a script sends as the header X-CSRF-Token. */
export const csrfTokenOf = (request: Request): string => generateToken(request);

const WHEN_STALE = 'pathways:when-stale';

/**
 * On a method that takes a form: the name of the method, taking request and response, that shows the form again with
 * what was typed when the page had been open for longer than its session.
 */
export const WhenStale =
  <Name extends string>(method: Name) =>
  (controller: Readonly<Record<Name, ShowsAgain>>, key: string, descriptor: PropertyDescriptor): void => {
    SetMetadata(WHEN_STALE, method)(controller, key, descriptor);
  };

type ShowsAgain = (request: Request, response: Response) => Promise<void> | void;

/** Shown instead of what was asked for; already answered when it is thrown. */
export class StaleFormShown extends Error {}

/**
 * Every request that may change something carries the token of its session, also one of a script to the API. A key
 * needs none: no browser sends it by itself.
 */
@Injectable()
export class CsrfGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly modules: ModuleRef,
    private readonly address: PublicAddress,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<Request>();
    if (/^(GET|HEAD|OPTIONS)$/.test(request.method)) return true;
    const { actor, userId } = callerOf(request);
    if (actor !== null && userId === null) return true; // a key
    const isOwn = this.address.isFromOwnPage(request);
    if (isOwn !== false && isRequestValid(request)) return true;
    // A page of ours, open for too long. From elsewhere no form is shown that one more click would send.
    const again = this.reflector.get<string | undefined>(WHEN_STALE, context.getHandler());
    if (isOwn === true && again !== undefined) {
      const controller = this.modules.get<Record<string, ShowsAgain>>(context.getClass(), { strict: false });
      await controller[again]!(request, context.switchToHttp().getResponse<Response>());
      throw new StaleFormShown();
    }
    if (isOwn === true && !isApi(request.path)) throw new DomainError('access/form-too-old', 'The page had been open for too long. Nothing was changed.');
    throw new DomainError('access/csrf-token', isApi(request.path) ? 'A request by session that changes something needs the header X-CSRF-Token.' : 'The form did not come from a page of this service. Nothing was changed.');
  }
}
