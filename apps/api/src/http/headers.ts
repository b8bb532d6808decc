import { randomBytes } from 'node:crypto';
import type { NextFunction, Request, RequestHandler, Response } from 'express';
import helmet from 'helmet';

/** Swagger draws its page with inline styles and pictures in data addresses; it holds nobody's data. */
const DOCUMENTATION = /^\/api\/docs(\/|$)/i;

const nonceOf = (response: unknown): string => `'nonce-${cspNonce(response as Response)}'`;

/** The nonce of an answer, for its template. */
export function cspNonce(response: Response): string {
  return String(response.locals['cspNonce']);
}

/**
 * Headers by which a browser keeps everything shut that a page does not need. Nothing is kept by a browser or a proxy,
 * except what says otherwise: assets, whose address changes with them.
 */
export function protectiveHeaders(isHttps: boolean): RequestHandler {
  const settings = {
    // Without TLS it would only lock a browser out.
    strictTransportSecurity: isHttps ? { maxAge: 31_536_000, includeSubDomains: false } : false,
    referrerPolicy: { policy: 'same-origin' },
    xFrameOptions: { action: 'deny' },
  } as const;
  const page = helmet({
    ...settings,
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        scriptSrc: ["'self'", (_request, response) => nonceOf(response)],
        styleSrc: ["'self'", (_request, response) => nonceOf(response)],
        imgSrc: ["'self'"],
        fontSrc: ["'self'"],
        connectSrc: ["'self'"],
        manifestSrc: ["'self'"],
        baseUri: ["'none'"],
        formAction: ["'self'"],
        frameAncestors: ["'none'"],
        ...(isHttps ? { upgradeInsecureRequests: [] } : {}),
      },
    },
  });
  const documentation = helmet({
    ...settings,
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        scriptSrc: ["'self'"],
        styleSrc: ["'self'", "'unsafe-inline'"],
        imgSrc: ["'self'", 'data:'],
        connectSrc: ["'self'"],
        baseUri: ["'none'"],
        formAction: ["'self'"],
        frameAncestors: ["'none'"],
      },
    },
  });
  return (request: Request, response: Response, next: NextFunction): void => {
    response.locals['cspNonce'] = randomBytes(16).toString('base64');
    response.setHeader('Cache-Control', 'no-store');
    response.setHeader('Permissions-Policy', 'camera=(), geolocation=(), microphone=(), payment=(), usb=()');
    (DOCUMENTATION.test(request.path) ? documentation : page)(request, response, next);
  };
}
