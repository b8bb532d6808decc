/** An origin that no deployment has: whoever leaves it has left ours. */
const OWN = 'https://own.invalid';

const LONGEST = 2000;

/**
 * Where to go after signing in: a path of our own with its query, else the home page. What a browser reads as
 * another host ('//host', '/\host', a tab or a line break between) does not come through, since it is read here by
 * the same rules (WHATWG URL) and put together again from its parts.
 */
export function safeReturnTo(given: unknown): string {
  if (typeof given !== 'string' || given.length > LONGEST || !given.startsWith('/') || !URL.canParse(given, OWN)) return '/';
  const { origin, pathname, search } = new URL(given, OWN);
  if (origin !== OWN || pathname.startsWith('//') || LEADS_IN_CIRCLES.test(pathname)) return '/';
  return `${pathname}${search}`;
}

/** Pages that somebody who has just signed in has no use for. */
const LEADS_IN_CIRCLES = /^\/(sign-in|sign-out|forgotten-password)(\/|$)/;
