import type { Schema } from './schema-check.js';

/** What the documentation says of a method of an address. */
export interface Operation {
  readonly operationId: string;
  readonly summary?: string;
  readonly tags?: readonly string[];
  readonly security?: readonly Readonly<Record<string, unknown>>[];
  readonly parameters?: readonly { name: string; in: 'path' | 'query'; required?: boolean; description?: string; example?: string; schema: Schema }[];
  readonly requestBody?: { readonly content: Record<string, { schema: Schema }> };
  readonly responses: Record<string, { description?: string; headers?: Record<string, { schema: Schema }>; content?: Record<string, { schema: Schema }> }>;
}

/** The OpenAPI document, as far as it is held against the API. */
export interface Document {
  readonly paths: Record<string, Record<string, Operation>>;
  readonly security: unknown;
  readonly info: { readonly description: string };
  readonly components: { readonly securitySchemes: unknown; readonly schemas: Record<string, Schema & { properties?: Record<string, Schema & { example?: unknown; description?: string }> }> };
  readonly tags: readonly { name: string; description?: string }[];
}

/** How one address is asked; what is left out is filled in from the documentation's examples and the ids known. */
export interface Question {
  readonly path?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array<ArrayBuffer>;
  readonly contentType?: string;
  /** Who asks; the best there is when left out. */
  readonly by?: Readonly<Record<string, string>>;
  /** Another API than the usual one. */
  readonly url?: string;
}

/** What came back. */
export interface Answer {
  readonly status: number;
  readonly location: string | null;
  readonly body: never;
}
