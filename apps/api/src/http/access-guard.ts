import { DomainError } from '#lib/platform';
import { type CanActivate, type ExecutionContext, Injectable, type INestApplication } from '@nestjs/common';
import { METHOD_METADATA } from '@nestjs/common/constants.js';
import { MetadataScanner, ModulesContainer, Reflector } from '@nestjs/core';
import type { Request } from 'express';
import { actorOf, ROUTE_ACCESS, type RouteAccess } from './access.js';

/** Lets a request through to a route that is meant for whoever sends it, and to no other. */
@Injectable()
export class AccessGuard implements CanActivate {
  constructor(private readonly reflector: Reflector) {}

  canActivate(context: ExecutionContext): boolean {
    const access = this.reflector.getAllAndOverride<RouteAccess | undefined>(ROUTE_ACCESS, [context.getHandler(), context.getClass()]);
    if (access === 'public') return true;
    const actor = actorOf(context.switchToHttp().getRequest<Request>());
    if (access === undefined) throw new Error('This route does not say whom it is for.'); // refuseUnguardedRoutes has seen to it
    if (access !== 'signed-in' && !access.some((action) => actor.actions.has(action))) {
      throw new DomainError('access/not-allowed', 'Your role does not allow this. Ask an administrator of your organisation if it should.');
    }
    return true;
  }
}

/** Throws when a route of the application does not say whom it is for, and names each: such an API must not start. */
export function refuseUnguardedRoutes(app: INestApplication): void {
  const scanner = new MetadataScanner();
  const unguarded: string[] = [];
  for (const { controllers } of app.get(ModulesContainer).values()) {
    for (const { metatype, instance } of controllers.values()) {
      if (metatype === null || instance === undefined) continue;
      const prototype = Object.getPrototypeOf(instance) as Record<string, object>;
      for (const name of scanner.getAllMethodNames(prototype)) {
        const method = prototype[name]!;
        const isRoute = Reflect.hasMetadata(METHOD_METADATA, method);
        if (isRoute && !Reflect.hasMetadata(ROUTE_ACCESS, method) && !Reflect.hasMetadata(ROUTE_ACCESS, metatype)) unguarded.push(`${metatype.name}.${name}`);
      }
    }
  }
  if (unguarded.length > 0) throw new Error(`Routes that do not say whom they are for by @Needs, @SignedIn or @Public: ${unguarded.join(', ')}`);
}
