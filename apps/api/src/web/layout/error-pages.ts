import { Injectable } from '@nestjs/common';
import type { Request, Response } from 'express';
import { callerOf } from '../../http/access.js';
import { CSRF_FIELD } from '../../http/csrf.js';
import { PublicAddress } from '../../http/public-address.js';
import { safeReturnTo } from '../../http/return-to.js';
import { Pages } from './pages.js';

/** An error as the front door has read it. */
interface ReadError {
  readonly status: number;
  readonly code: string;
  readonly detail?: string;
}

interface ErrorText {
  readonly title: string;
  readonly paragraphs: readonly string[];
}

const TEXTS: Readonly<Record<number, ErrorText>> = {
  400: { title: 'The address cannot be read', paragraphs: ['Check that the whole address was copied.'] },
  403: { title: 'You cannot see this page', paragraphs: ['Your role does not allow it. If you need it for your work, ask an administrator of your organisation.'] },
  404: { title: 'Page not found', paragraphs: ['If you typed the address, check it. If you pasted it, check that it is whole.'] },
  413: { title: 'What you sent is too large', paragraphs: ['Go back and send less at a time.'] },
  429: { title: 'Too many tries', paragraphs: ['Wait a while, then try again.'] },
  503: { title: 'Not possible at the moment', paragraphs: ['Try again in a few minutes.'] },
};

const UNKNOWN: ErrorText = { title: 'Something went wrong', paragraphs: ['The fault is ours. Try again later. What you sent may not have been kept.'] };

/** Fields that are never shown again, and without which a form cannot be sent again as it was. */
const SECRET = /password|code|token|csrf/i;

/** Errors as pages, for people. */
@Injectable()
export class ErrorPages {
  constructor(
    private readonly pages: Pages,
    private readonly address: PublicAddress,
  ) {}

  show({ status, code, detail }: ReadError, request: Request, response: Response): void {
    if (response.headersSent) {
      response.destroy(); // half a page must not look like a whole one
      return;
    }
    if (status === 401 && /^(GET|HEAD)$/.test(request.method)) {
      response.redirect(303, signInPath(request.originalUrl));
      return;
    }
    const isOwnForm = request.method === 'POST' && this.address.isFromOwnPage(request) === true;
    if (isOwnForm && (status === 401 || code === 'access/form-too-old')) return this.showTyped(status, request, response);
    const { title, paragraphs } = textOf(status, code, response);
    this.pages.show(
      request,
      response,
      'layout/error.njk',
      {
        title,
        paragraphs: status === 409 && detail !== undefined ? [detail] : paragraphs,
        link: callerOf(request).userId === null ? { href: '/sign-in', text: 'Sign in' } : { href: '/', text: 'Go to the home page' },
        requestId: status >= 500 && status !== 503 ? String(request.headers['x-request-id']) : null,
      },
      status,
    );
  }

  /**
   * A form of ours that came too late: what was typed is not lost. It is sent again by a button, with the token of
   * the session that there is by then; where something secret was typed, by going back to the page.
   */
  private showTyped(status: number, request: Request, response: Response): void {
    const fields = Object.entries((request.body ?? {}) as Record<string, unknown>).filter((field): field is [string, string] => typeof field[1] === 'string');
    const isSignedOut = callerOf(request).userId === null;
    const page = {
      title: isSignedOut ? 'You have been signed out' : 'Check what you typed and send it again',
      paragraphs: [
        isSignedOut ? 'You were away for too long, or signed out in another place. Nothing was changed.' : 'The page had been open for too long. Nothing was changed.',
        ...(isSignedOut ? ['Sign in again, come back to this page and send it again.'] : []),
      ],
      signInPath: isSignedOut ? signInPath('/account') : null,
      action: request.originalUrl,
      typed: fields.filter(([name]) => !SECRET.test(name)).map(([name, value]) => ({ name, value })),
      isWhole: !fields.some(([name]) => SECRET.test(name) && name !== CSRF_FIELD),
    };
    this.pages.show(request, response, 'layout/typed-again.njk', page, status);
  }
}

/** The way to sign-in and back to where somebody was. */
function signInPath(url: string): string {
  const returnTo = safeReturnTo(url);
  return returnTo === '/' ? '/sign-in' : `/sign-in?return-to=${encodeURIComponent(returnTo)}`;
}

function textOf(status: number, code: string, response: Response): ErrorText {
  if (code === 'access/form-too-old' || code === 'access/csrf-token') return { title: 'The form could not be accepted', paragraphs: ['It did not come from a page of this service that is still open. Nothing was changed.'] };
  if (status === 401) return { title: 'You have been signed out', paragraphs: ['Nothing was changed. Sign in again.'] };
  if (status === 429) return { title: 'Too many tries', paragraphs: [waitText(Number(response.getHeader('Retry-After') ?? 60))] };
  return TEXTS[status] ?? (status < 500 ? { title: 'This is not possible', paragraphs: ['Go back and check what you sent.'] } : UNKNOWN);
}

function waitText(seconds: number): string {
  const minutes = Math.ceil(seconds / 60);
  return `Try again in ${minutes === 1 ? 'a minute' : `${minutes} minutes`}.`;
}
