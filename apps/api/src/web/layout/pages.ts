import { ProcessConfig } from '#lib/platform';
import { Injectable } from '@nestjs/common';
import type { Request, Response } from 'express';
import nunjucks from 'nunjucks';
import { callerOf } from '../../http/access.js';
import { CSRF_FIELD, csrfTokenOf } from '../../http/csrf.js';
import { cspNonce } from '../../http/headers.js';
import { ASSET_PATH } from './assets.js';
import { openTemplates } from './templates.js';

/** What is wrong with a form: with one field, by its name, or with the whole. */
export interface FormError {
  readonly field: string | null;
  readonly text: string;
}

/** What a template is given. Text only: the NHS macros leave out the number 0. */
export interface Page {
  readonly title: string;
  readonly errors?: readonly FormError[];
  /** What the template of the page knows besides. */
  readonly [field: string]: unknown;
}

/** Shows pages in the NHS page shell. */
@Injectable()
export class Pages {
  private readonly templates: nunjucks.Environment;

  constructor({ NODE_ENV }: ProcessConfig) {
    this.templates = openTemplates(NODE_ENV === 'development');
  }

  /** Answers with a page: 422 where it says what is wrong with a form, unless another status is given. */
  show(request: Request, response: Response, template: string, page: Page, status?: number): void {
    const errors = page.errors ?? [];
    const shell = {
      assetPath: ASSET_PATH,
      cspNonce: cspNonce(response),
      isSignedIn: callerOf(request).userId !== null,
      // Asked for by forms only: a page without one begins no session.
      csrfToken: () => csrfTokenOf(request),
      csrfField: () => new nunjucks.runtime.SafeString(`<input type="hidden" name="${CSRF_FIELD}" value="${csrfTokenOf(request)}">`),
      errorList: errors.map(({ field, text }) => ({ text, ...(field === null ? {} : { href: `#${field}` }) })),
      errorOf: (name: string) => {
        const found = errors.find(({ field }) => field === name);
        return found === undefined ? undefined : { text: found.text };
      },
    };
    response
      .status(status ?? (errors.length > 0 ? 422 : 200))
      .type('html')
      .send(this.templates.render(template, { ...page, errors, ...shell }));
  }
}
