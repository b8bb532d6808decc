import type { Request } from 'express';

/** A field of a form as it was typed; text that is not there, or came twice, is none. */
export function typed(request: Request, field: string): string {
  const body: unknown = request.body;
  const value = typeof body === 'object' && body !== null ? (body as Record<string, unknown>)[field] : undefined;
  return typeof value === 'string' ? value : '';
}
