import { randomUUID } from 'node:crypto';
import type { NextFunction, Request, Response } from 'express';

const PLAIN = /^[\w-]{8,64}$/;

/** Gives every request an id, the caller's own when it is a plain one, and says it in the answer. */
export function requestId(request: Request, response: Response, next: NextFunction): void {
  const given = request.headers['x-request-id'];
  const id = typeof given === 'string' && PLAIN.test(given) ? given : randomUUID();
  request.headers['x-request-id'] = id;
  response.setHeader('x-request-id', id);
  next();
}
