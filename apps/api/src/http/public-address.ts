import { ProcessConfig } from '#lib/platform';
import { Injectable } from '@nestjs/common';
import { isIPv6 } from 'node:net';
import type { Request } from 'express';

/** The address of an API on this machine. One that listens everywhere is reached by loopback, too. */
export function listeningUrl({ LISTEN_ADDRESS }: ProcessConfig, port: number): string {
  const host = /^(0\.0\.0\.0|::)$/.test(LISTEN_ADDRESS) ? '127.0.0.1' : LISTEN_ADDRESS;
  return `http://${isIPv6(host) ? `[${host}]` : host}:${port}`;
}

/** Where people reach us, and what came from a page of ours. */
@Injectable()
export class PublicAddress {
  /** The origin of PUBLIC_URL; null where it is not set, which production refuses. */
  private readonly configured: string | null;

  constructor(private readonly config: ProcessConfig) {
    this.configured = config.PUBLIC_URL === undefined ? null : new URL(config.PUBLIC_URL).origin;
  }

  get isHttps(): boolean {
    return this.configured?.startsWith('https:') === true;
  }

  /** 'https://pathways.example.nhs.uk/path'. Never by the header Host, which whoever asks for a link could choose. */
  linkTo(path: string, request: Request): string {
    return `${this.configured ?? listeningUrl(this.config, request.socket.localPort ?? 0)}${path}`;
  }

  /**
   * Whether the browser says that a request came from a page of ours, or of somebody else. Null when it does not say:
   * programs do not, and neither do browsers from before 2020 (header Origin of a form, Fetch Metadata).
   */
  isFromOwnPage(request: Request): boolean | null {
    const { origin, host } = request.headers;
    if (origin !== undefined && origin !== 'null') return this.configured === null ? origin === `http://${host}` : origin === this.configured;
    const site = request.headers['sec-fetch-site'];
    if (site === undefined) return origin === 'null' ? false : null;
    return site === 'same-origin' || site === 'none';
  }
}
