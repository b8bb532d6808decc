/** A page as a test looks at it. */
export interface VisitedPage {
  readonly status: number;
  readonly headers: Headers;
  readonly html: string;
  /** Where it leads, of a redirect: the path with its query for our own, the whole address for others. */
  readonly location: string | null;
  readonly title: string;
  /** Text of the error summary; empty without one. */
  readonly errors: string;
}

/** Somebody with a browser without scripts: keeps cookies, fills in forms with what they carry hidden. */
export class WebVisitor {
  readonly cookies = new Map<string, string>();

  constructor(
    readonly url: string,
    private readonly headers: Readonly<Record<string, string>> = {},
  ) {}

  get(path: string): Promise<VisitedPage> {
    return this.ask(path, {});
  }

  /** Opens a page, fills its form in and sends it to where the form goes. */
  async submit(path: string, fields: Readonly<Record<string, string>>, action?: string): Promise<VisitedPage> {
    const page = await this.get(path);
    if (page.status !== 200) throw new Error(`${path} answered ${page.status} ${page.location ?? page.title}`);
    return this.fill(page, path, fields, action);
  }

  /** Sends the form of a page that is open already; the first that is not the one for signing out, or the one with an action. */
  fill(page: VisitedPage, path: string, fields: Readonly<Record<string, string>>, action?: string): Promise<VisitedPage> {
    const forms = [...page.html.matchAll(/<form([^>]*)>([^]*?)<\/form>/g)].map(([, attributes, inside]) => ({ action: unescaped(/ action="([^"]*)"/.exec(attributes!)?.[1] ?? path), inside: inside! }));
    const form = forms.find((one) => (action === undefined ? one.action !== '/sign-out' : one.action === action));
    if (form === undefined) throw new Error(`No such form on ${path}`);
    const hidden = [...form.inside.matchAll(/<input type="hidden" name="([^"]*)"[^>]* value="([^"]*)"/g)].map(([, name, value]) => [name!, unescaped(value!)]);
    return this.post(form.action, { ...(Object.fromEntries(hidden) as Record<string, string>), ...fields });
  }

  /** Sends fields as they are, as a page of ours would, unless the headers say otherwise. */
  post(path: string, fields: Readonly<Record<string, string>>, headers: Readonly<Record<string, string>> = {}): Promise<VisitedPage> {
    return this.ask(path, { method: 'POST', body: new URLSearchParams(fields).toString(), headers: { 'content-type': 'application/x-www-form-urlencoded', origin: this.url, ...headers } });
  }

  async ask(path: string, init: RequestInit): Promise<VisitedPage> {
    const headers = new Headers({ ...this.headers, ...(init.headers as Record<string, string> | undefined) });
    if (this.cookies.size > 0) headers.set('cookie', [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; '));
    const response = await fetch(new URL(path, this.url), { ...init, headers, redirect: 'manual' });
    for (const cookie of response.headers.getSetCookie()) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(cookie)!;
      this.cookies.set(name!, value!);
    }
    const html = await response.text();
    const location = response.headers.get('location');
    return {
      status: response.status,
      headers: response.headers,
      html,
      location: location?.startsWith(this.url) === true ? location.slice(this.url.length) : location,
      title: unescaped(/<title[^>]*>([^<]*)</.exec(html)?.[1]?.trim() ?? ''),
      errors: unescaped(/<div class="nhsuk-error-summary"[^]*?<\/ul>/.exec(html)?.[0].replaceAll(/<[^>]*>/g, ' ').replaceAll(/\s+/g, ' ').trim() ?? ''),
    };
  }
}

function unescaped(text: string): string {
  return text.replaceAll('&quot;', '"').replaceAll('&#39;', "'").replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
}
