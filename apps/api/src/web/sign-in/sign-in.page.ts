import type { FormError, Page } from '../layout/pages.js';

/** The page with e-mail address and password. */
export interface SignInPage extends Page {
  readonly email: string;
  readonly returnTo: string;
  /** What has just happened; null mostly. */
  readonly notice: string | null;
  readonly hasOpenId: boolean;
  readonly openIdPath: string;
}

/** What may be said above the form, by the word in the address: never text of the address itself. */
const NOTICES: Readonly<Record<string, string>> = {
  'signed-out': 'You have signed out.',
  'signed-out-everywhere': 'You have signed out on every device.',
  'password-set': 'Your password is set. Sign in with it.',
  'code-too-late': 'The code came too late. Sign in again.',
};

/** The same for every reason, so that nobody learns which address has an account, or which account is locked. */
export const SIGN_IN_REFUSED: readonly FormError[] = [
  { field: 'email', text: 'The email address and password do not let you in. Check both. After several wrong tries, wait a while before the next.' },
];

export function toSignInPage(given: { email?: string; returnTo: string; notice?: unknown; errors?: readonly FormError[]; hasOpenId: boolean }): SignInPage {
  const { email = '', returnTo, notice, errors = [], hasOpenId } = given;
  return {
    title: 'Sign in',
    errors,
    email,
    returnTo,
    notice: typeof notice === 'string' && Object.hasOwn(NOTICES, notice) ? NOTICES[notice]! : null,
    hasOpenId,
    openIdPath: returnTo === '/' ? '/sign-in/openid' : `/sign-in/openid?return-to=${encodeURIComponent(returnTo)}`,
  };
}

/** What is missing of an address and a password. */
export function signInErrors({ email, password }: { readonly email: string; readonly password: string }): FormError[] {
  return [
    ...(email === '' ? [{ field: 'email', text: 'Enter your email address' }] : []),
    ...(password === '' ? [{ field: 'password', text: 'Enter your password' }] : []),
  ];
}

export function toCodePage(errors: readonly FormError[]): Page {
  return { title: 'Enter your code', errors };
}

export function codeErrors(code: string): FormError[] {
  return [{ field: 'code', text: code.trim() === '' ? 'Enter the code' : 'The code does not let you in. Wait for the next code of the app, or use a recovery code that you have not used yet.' }];
}
