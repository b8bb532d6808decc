import { type ArgumentsHost, Catch, type ExceptionFilter } from '@nestjs/common';
import type { Request, Response } from 'express';
import type { ErrorPages } from '../web/layout/error-pages.js';
import { StaleFormShown } from './csrf.js';
import { isApi, isHealth } from './places.js';
import type { ProblemFilter } from './problem.js';
import { TooMany } from './rate-limits.js';

/** Every error: problem details for programs, a page for people. */
@Catch()
export class FrontDoorFilter implements ExceptionFilter {
  constructor(
    private readonly problems: ProblemFilter,
    private readonly pages: ErrorPages,
  ) {}

  catch(error: unknown, host: ArgumentsHost): void {
    if (error instanceof StaleFormShown) return;
    const http = host.switchToHttp();
    const request = http.getRequest<Request>();
    const response = http.getResponse<Response>();
    if (error instanceof TooMany && !response.headersSent) response.setHeader('Retry-After', String(error.retryAfterSeconds));
    if (isApi(request.path) || isHealth(request.path)) return this.problems.answer(error, request, response);
    this.pages.show(this.problems.read(error, request), request, response);
  }
}
