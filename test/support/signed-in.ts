import { CSRF_FIELD } from '../../apps/api/src/http/csrf.js';
import { WebVisitor } from './web-visitor.js';

/** Signs somebody in. Returns what a script on a page of theirs sends along. */
export async function signIn(url: string, email: string, password: string): Promise<Record<string, string>> {
  const visitor = new WebVisitor(url);
  await visitor.submit('/sign-in', { email, password });
  const { html } = await visitor.get('/account');
  const cookie = [...visitor.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  return { cookie, origin: url, 'x-csrf-token': new RegExp(`name="${CSRF_FIELD}"[^>]* value="([^"]*)"`).exec(html)![1]! };
}
