import type { ErrorDetail } from '#lib/platform';
import { type ArgumentsHost, Catch, type ExceptionFilter, HttpException } from '@nestjs/common';
import type { Request, Response } from 'express';
import type { Problem } from '../http/problem.js';

const TITLES = {
  400: 'The request cannot be read',
  405: 'Method not allowed',
  415: 'Not a kind of content that is read here',
} as const;

/** A request that is refused before it reaches a feature. The sentence is ours, and quotes nothing that was sent. */
export class Refusal extends HttpException {
  constructor(
    readonly refusedWith: keyof typeof TITLES,
    readonly detail: string,
    readonly errors?: readonly ErrorDetail[],
  ) {
    super(detail, refusedWith);
  }
}

/** Answers a refusal in its own words. Those of the framework, which may quote the sender, are never passed on. */
@Catch(Refusal)
export class RefusalFilter implements ExceptionFilter<Refusal> {
  catch({ refusedWith: status, detail, errors }: Refusal, host: ArgumentsHost): void {
    const request = host.switchToHttp().getRequest<Request>();
    const problem: Problem = {
      type: `urn:anchor-pathways:http:${status}`,
      title: TITLES[status],
      status,
      detail,
      instance: request.path,
      code: `http/${status}`,
      requestId: String(request.headers['x-request-id']),
      ...(errors === undefined ? {} : { errors }),
    };
    host.switchToHttp().getResponse<Response>().status(status).type('application/problem+json').send(JSON.stringify(problem));
  }
}
