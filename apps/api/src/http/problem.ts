import { DomainError, type ErrorDetail } from '#lib/platform';
import { type ArgumentsHost, Catch, type ExceptionFilter, HttpException, type ValidationError } from '@nestjs/common';
import type { Request, Response } from 'express';
import type { Logger } from 'pino';
import { statusOfCode } from './problem-table.js';
import { Refusal } from './refusal.js';

/** RFC 9457 problem details, with our code and the request's id. */
export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail?: string;
  readonly instance: string;
  readonly code: string;
  readonly requestId: string;
  readonly errors?: readonly ErrorDetail[];
}

const DETAILS: Readonly<Record<number, string>> = {
  404: 'There is nothing at this address. /api/docs lists what there is.',
  413: 'The body is larger than this address accepts.',
  415: 'Send the body as application/json, and say so in the header Content-Type.',
  429: 'Wait as many seconds as the header Retry-After says.',
};

const TITLES: Readonly<Record<number, string>> = {
  400: 'The request cannot be read',
  401: 'Sign in first',
  403: 'Not allowed',
  404: 'Not found',
  405: 'Method not allowed',
  406: 'Not available in that form',
  409: 'Not possible as things stand',
  410: 'No longer kept',
  413: 'Too large',
  415: 'Not a kind of content that is read here',
  422: 'The request cannot be accepted',
  429: 'Too many requests',
  500: 'Something went wrong on our side',
  503: 'Not ready',
};

/** Every error as problem details. What is not ours to explain is 500 without a word of it. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  constructor(private readonly logger: Logger) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    this.answer(error, http.getRequest<Request>(), http.getResponse<Response>());
  }

  answer(error: unknown, request: Request, response: Response): void {
    const { status, code, detail, errors } = this.read(error, request);
    if (response.headersSent) {
      response.destroy(); // half an answer must not look like a whole one
      return;
    }
    if (status === 401) response.setHeader('WWW-Authenticate', 'Bearer realm="Anchor Pathways"');
    const problem: Problem = {
      type: `urn:anchor-pathways:${code.replace('/', ':')}`,
      title: TITLES[status] ?? 'Error',
      status,
      ...(detail === undefined ? {} : { detail }),
      instance: request.path,
      code,
      requestId: String(request.headers['x-request-id']),
      ...(errors === undefined || errors.length === 0 ? {} : { errors }),
    };
    response.status(status).type('application/problem+json').send(JSON.stringify(problem));
  }

  /** What an error is to whoever sent the request. What is not theirs to know is logged here, and 500. */
  read(error: unknown, request: Request): { status: number; code: string; detail?: string; errors?: readonly ErrorDetail[] } {
    if (error instanceof DomainError) return { status: this.told(statusOfCode(error.code), error), code: error.code, detail: error.message, errors: error.details };
    if (error instanceof Refusal) return { status: error.getStatus(), code: `http/${error.getStatus()}`, detail: error.detail, errors: error.errors };
    const status = error instanceof HttpException ? error.getStatus() : statusOfParser(error);
    if (status !== null && status < 500) return { status, code: `http/${status}`, detail: detailOf(status, request) };
    if (status === 503) return { status: this.told(status, error as HttpException), code: 'http/503', detail: (error as HttpException).message }; // only ever thrown by ourselves
    this.logger.error({ err: error instanceof Error ? error : new Error(typeof error) }, 'unexpected error');
    return { status: 500, code: 'http/500' };
  }

  /** Logs what of ours, as the mail server, stands in the way: the answer does not say it. Returns the status. */
  private told(status: number, { cause }: Error): number {
    if (status >= 500 && cause instanceof Error) this.logger.error({ err: cause }, 'not possible at the moment');
    return status;
  }
}

/** Errors of the body parser carry a status of their own. */
function statusOfParser(error: unknown): 400 | 413 | null {
  const status = typeof error === 'object' && error !== null && 'status' in error ? error.status : null;
  return status === 400 || status === 413 ? status : null;
}

const HAS_BODY: ReadonlySet<string> = new Set(['POST', 'PUT', 'PATCH']);

/** A sentence of our own: messages of the framework quote what was sent. */
function detailOf(status: number, request: Request): string | undefined {
  if (status === 400) return HAS_BODY.has(request.method) ? 'The body is not valid JSON, or nested too deep, or the address cannot be read.' : 'The address cannot be read.';
  return DETAILS[status];
}

/** Validation errors with a JSON pointer each, and what was expected, never the value. */
export function validationProblem(errors: readonly ValidationError[]): DomainError {
  return new DomainError('http/not-acceptable', 'Some of what was sent cannot be accepted. Each error says where and what was expected.', pointers(errors, ''));
}

function pointers(errors: readonly ValidationError[], path: string): ErrorDetail[] {
  return errors.flatMap((error) => {
    const pointer = `${path}/${error.property}`;
    return [...Object.values(error.constraints ?? {}).map((detail) => ({ pointer, detail })), ...pointers(error.children ?? [], pointer)];
  });
}
