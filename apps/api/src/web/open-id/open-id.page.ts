import type { OpenIdIdentity } from '#lib/identity';
import type { Page } from '../layout/pages.js';

/** Words instead of what was asked for, and where to go from there. */
export interface WordsPage extends Page {
  readonly paragraphs: readonly string[];
  readonly link: { readonly href: string; readonly text: string };
}

const BACK = { href: '/sign-in', text: 'Back to sign in' } as const;

/** Whatever went wrong on the way: nobody is told more who may have made the answer up. */
export const NOT_FINISHED: WordsPage = {
  title: 'You were not signed in',
  paragraphs: ['Your organisation’s sign-in did not finish, or took too long. Try again. If it happens again, ask your organisation’s service desk.'],
  link: BACK,
};

/** Somebody whom their organisation knows and this service does not. */
export function toUnknownPersonPage({ email, isEmailVerified }: Pick<OpenIdIdentity, 'email' | 'isEmailVerified'>): WordsPage {
  const reason =
    email === null || !isEmailVerified
      ? 'Your organisation’s sign-in does not confirm your email address, by which you would be found here.'
      : `Nobody has been invited to this service with the email address ${email}, or the account has been closed.`;
  return { title: 'You have no account here', paragraphs: [reason, 'Ask an administrator of your organisation for an invitation, and tell them which email address your organisation’s sign-in has of you.'], link: BACK };
}
