/** What the API answered with an error. */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    detail: string,
  ) {
    super(detail);
    this.name = 'ApiError';
  }
}

/** Calls the API as a machine of a partner would: over HTTP, by its documentation, with a key. */
export class ApiClient {
  constructor(
    private readonly url: string,
    private readonly key: string,
  ) {}

  async get<Answer>(path: string): Promise<Answer> {
    return this.call(path, {});
  }

  async post<Answer>(path: string, body: unknown): Promise<Answer> {
    return this.call(path, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });
  }

  /** Sends a file as a form does. */
  async upload<Answer>(path: string, fileName: string, text: string): Promise<Answer> {
    const form = new FormData();
    form.set('file', new Blob([text]), fileName);
    return this.call(path, { method: 'POST', body: form });
  }

  /** Asks for work that goes on until it has ended, and says how it stands in between. */
  async untilEnded<Work extends { status: string; errorDetail: string | null }>(path: string, onState: (work: Work) => void): Promise<Work> {
    for (;;) {
      const work = await this.get<Work>(path);
      onState(work);
      if (work.status === 'done') return work;
      if (work.status === 'failed' || work.status === 'cancelled') throw new ApiError(200, 'work/failed', work.errorDetail ?? `The work ${work.status}.`);
      await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
    }
  }

  private async call<Answer>(path: string, init: RequestInit): Promise<Answer> {
    const headers = new Headers(init.headers);
    headers.set('authorization', `Bearer ${this.key}`);
    const response = await fetch(`${this.url}/api/v1${path}`, { ...init, headers });
    const answer: unknown = await response.json();
    if (response.ok) return answer as Answer;
    const problem = answer as { code?: string; detail?: string };
    throw new ApiError(response.status, problem.code ?? 'http', problem.detail ?? `${path} answered ${response.status}.`);
  }
}

const LOOK_EVERY_MS = 100;
