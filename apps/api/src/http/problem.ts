import { DomainError, type ErrorDetail } from '#lib/platform';
import { type ArgumentsHost, Catch, type ExceptionFilter, HttpException, type ValidationError } from '@nestjs/common';
import type { Request, Response } from 'express';
import type { Logger } from 'pino';
import { statusOfCode } from './problem-table.js';

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

const TITLES: Readonly<Record<number, string>> = {
  400: 'The request cannot be read',
  401: 'Sign in first',
  403: 'Not allowed',
  404: 'Not found',
  405: 'Method not allowed',
  406: 'Not available in that form',
  409: 'Not possible as things stand',
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
    const request = http.getRequest<Request>();
    const response = http.getResponse<Response>();
    const { status, code, detail, errors } = this.read(error);
    if (response.headersSent) {
      response.destroy(); // half an answer must not look like a whole one
      return;
    }
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

  private read(error: unknown): { status: number; code: string; detail?: string; errors?: readonly ErrorDetail[] } {
    if (error instanceof DomainError) return { status: statusOfCode(error.code), code: error.code, detail: error.message, errors: error.details };
    if (error instanceof HttpException) return { status: error.getStatus(), code: `http/${error.getStatus()}`, detail: plainDetail(error) };
    const status = statusOfParser(error);
    if (status !== null) return { status, code: `http/${status}`, detail: status === 413 ? 'The body is larger than this address accepts.' : 'The body is not valid JSON.' };
    this.logger.error({ name: error instanceof Error ? error.name : typeof error, stack: error instanceof Error ? withoutMessage(error) : undefined }, 'unexpected error');
    return { status: 500, code: 'http/500' };
  }
}

/** A message may quote data: only where it happened is logged. */
function withoutMessage(error: Error): string | undefined {
  return error.stack?.split('\n').filter((line) => line.trimStart().startsWith('at ')).join('\n');
}

/** Errors of the body parser carry a status of their own. */
function statusOfParser(error: unknown): 400 | 413 | null {
  const status = typeof error === 'object' && error !== null && 'status' in error ? error.status : null;
  return status === 400 || status === 413 ? status : null;
}

function plainDetail(error: HttpException): string | undefined {
  return error.getStatus() === 404 ? 'There is nothing at this address. /api/docs lists what there is.' : error.message;
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
