import { NotFoundException } from '@nestjs/common';
import type { OpenAPIObject } from '@nestjs/swagger';
import type { NextFunction, Request, RequestHandler, Response } from 'express';
import { validationProblem } from '../http/problem.js';
import { Refusal } from '../http/refusal.js';

/** What the documentation says of a method of an address. */
interface DocumentedOperation {
  readonly queryNames: readonly string[];
  /** Content types of the body; null when there is none. */
  readonly bodyTypes: readonly string[] | null;
}

interface DocumentedAddress {
  readonly pattern: RegExp;
  readonly operations: ReadonlyMap<string, DocumentedOperation>;
}

/** The documentation itself, and the way to it. */
const PAGES = /^\/(api\/docs([/-].*)?)?$/i;

/**
 * Refuses what the documentation does not have: another address (404), another method of an address (405), a
 * parameter of the query (422) and another kind of body (415).
 */
export function asDocumented(document: OpenAPIObject): RequestHandler {
  const addresses = documentedAddresses(document);
  return (request: Request, response: Response, next: NextFunction): void => {
    const address = addresses.find(({ pattern }) => pattern.test(request.path));
    const method = request.method === 'HEAD' ? 'GET' : request.method;
    if (address === undefined) {
      if (method !== 'GET' || !PAGES.test(request.path)) throw new NotFoundException();
      next();
      return;
    }
    const operation = address.operations.get(method);
    if (operation === undefined) {
      const methods = [...address.operations.keys()].flatMap((known) => (known === 'GET' ? ['GET', 'HEAD'] : [known]));
      response.setHeader('Allow', methods.join(', '));
      throw new Refusal(405, `This address knows ${methods.join(', ')}.`);
    }
    refuseOtherParameters(request, operation);
    refuseOtherBodies(request, operation);
    next();
  };
}

function refuseOtherParameters(request: Request, { queryNames }: DocumentedOperation): void {
  const known = queryNames.length === 0 ? 'This address has none.' : `This address has: ${queryNames.join(', ')}.`;
  const others = Object.keys(request.query).filter((name) => !queryNames.includes(name));
  if (others.length > 0) throw validationProblem(others.map((property) => ({ property, constraints: { unknown: `is not a parameter. ${known}` } })));
}

function refuseOtherBodies(request: Request, { bodyTypes }: DocumentedOperation): void {
  const hasBody = request.headers['transfer-encoding'] !== undefined || Number(request.headers['content-length'] ?? 0) > 0;
  if (!hasBody || bodyTypes === null) return;
  // A body of no stated kind is bytes (RFC 9110, 8.3).
  const type = (request.headers['content-type'] ?? 'application/octet-stream').split(';')[0]!.trim().toLowerCase();
  if (!bodyTypes.includes(type)) throw new Refusal(415, `Send the body as ${bodyTypes.join(' or ')}, and say so in the header Content-Type.`);
}

function documentedAddresses({ paths }: OpenAPIObject): DocumentedAddress[] {
  return Object.entries(paths).map(([path, item]) => ({
    // As Express compares: whatever the case, with or without a last slash.
    pattern: new RegExp(`^${path.replaceAll(/\{\w+\}/g, '[^/]+')}/?$`, 'i'),
    operations: new Map(
      (['get', 'post', 'put', 'patch', 'delete'] as const).flatMap((method) => {
        const operation = item[method];
        if (operation === undefined) return [];
        const queryNames = (operation.parameters ?? []).flatMap((parameter) => ('in' in parameter && parameter.in === 'query' ? [parameter.name] : []));
        const body = operation.requestBody;
        const bodyTypes = body !== undefined && 'content' in body ? Object.keys(body.content) : null;
        return [[method.toUpperCase(), { queryNames, bodyTypes }] as const];
      }),
    ),
  }));
}
