import { createServer } from 'node:http';
import { ExpressAdapter } from '@nestjs/platform-express';
import type { RequestHandler } from 'express';

/** How long a client may take, in milliseconds. One that dribbles holds a connection no longer than this. */
const PATIENCE = {
  /** The head of a request. */
  headersTimeout: 10_000,
  /** A whole request. A file of the largest size at 3 Mbit/s; what is smaller is held to {@link SMALL_BODY_MS} by its reader. */
  requestTimeout: 900_000,
  /** A connection with no request on it. */
  keepAliveTimeout: 10_000,
  /** How often the first two are looked at; they are exceeded by at most this. */
  connectionsCheckingInterval: 2000,
} as const;

/** A body that is no file. */
const SMALL_BODY_MS = 30_000;

/** Express on a server that cuts off slow clients. Node looks every thirty seconds only, and can be told so only when a server is made. */
export class PatientAdapter extends ExpressAdapter {
  override initHttpServer(): void {
    this.setHttpServer(createServer(PATIENCE, this.getInstance()));
  }
}

/** Cuts off whoever has not sent the whole of a request after a while. How long the answer takes is another matter. */
export function cutsOffAfter(milliseconds: number = SMALL_BODY_MS): RequestHandler {
  return (request, _response, next) => {
    const timer = setTimeout(() => {
      if (!request.complete) request.destroy();
    }, milliseconds).unref();
    request.once('close', () => clearTimeout(timer));
    next();
  };
}
