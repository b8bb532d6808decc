/** Programs come here: answers and errors are JSON, and keys are accepted. */
export const isApi = (path: string): boolean => /^\/api(\/|$)/i.test(path);

/** Whoever watches the process comes here, without a key and without a limit. */
export const isHealth = (path: string): boolean => /^\/health(\/|$)/i.test(path);

/** What comes after these is a secret that lets somebody in, so it goes into no log. */
const BEFORE_A_TOKEN = /^(\/(?:sign-in\/link|account\/password)\/)[^/]+/i;

/** A key that somebody put into an address by mistake. Its first part says which, and is no secret. */
const KEY = /(apk_[0-9a-f]{8}_)[\w-]+/gi;

/** A path as it may be logged: without the query, which may hold names or postcodes, and without a token or a key. */
export function loggedPath(url: string): string {
  return url.split('?')[0]!.replace(BEFORE_A_TOKEN, '$1[token]').replace(KEY, '$1[secret]');
}
