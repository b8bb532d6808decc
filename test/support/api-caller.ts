/** An answer of the API, whatever its status. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  // Tests look into it by matchers, which say what was there instead.
  readonly body: unknown;
}

/** Calls a running API over HTTP with a key, as a machine of a partner does; without one when it is null. */
export class ApiCaller {
  constructor(
    private readonly url: string,
    private readonly key: string | null,
  ) {}

  get(path: string): Promise<Answer> {
    return this.call(path, {});
  }

  post(path: string, body: unknown): Promise<Answer> {
    return this.call(path, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });
  }

  upload(content: string, organisation: string, fileName: string, file: string | Uint8Array<ArrayBuffer>): Promise<Answer> {
    const form = new FormData();
    form.set('file', new Blob([file]), fileName);
    return this.call(`/uploads?content=${content}&organisation=${organisation}`, { method: 'POST', body: form });
  }

  async call(path: string, init: RequestInit): Promise<Answer> {
    const headers = new Headers(init.headers);
    if (this.key !== null) headers.set('authorization', `Bearer ${this.key}`);
    const response = await fetch(path.startsWith('/health') || path.startsWith('/api') ? `${this.url}${path}` : `${this.url}/api/v1${path}`, { ...init, headers });
    const text = await response.text();
    return { status: response.status, headers: response.headers, body: /json/.test(response.headers.get('content-type') ?? '') ? (JSON.parse(text) as unknown) : text };
  }
}
