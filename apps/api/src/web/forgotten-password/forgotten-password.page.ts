import type { FormError, Page } from '../layout/pages.js';

export interface ForgottenPasswordPage extends Page {
  readonly email: string;
}

/** The page on which a password is chosen. */
export interface NewPasswordPage extends Page {
  readonly email: string;
  readonly welcome: string | null;
}

export function toForgottenPasswordPage(email: string, errors: readonly FormError[]): ForgottenPasswordPage {
  return { title: 'Forgotten password', email, errors };
}

export function toNewPasswordPage(owner: { readonly purpose: 'invitation' | 'reset'; readonly email: string; readonly displayName: string }, errors: readonly FormError[]): NewPasswordPage {
  const isInvited = owner.purpose === 'invitation';
  return { title: isInvited ? 'Choose a password' : 'Choose a new password', email: owner.email, welcome: isInvited ? `Welcome, ${owner.displayName}.` : null, errors };
}

/** What the form can tell by itself; whether the password is a good one is told by whoever keeps it. */
export function newPasswordErrors(password: string, again: string): FormError[] {
  if (password === '') return [{ field: 'password', text: 'Enter a password' }];
  return password === again ? [] : [{ field: 'password-again', text: 'Enter the same password twice' }];
}
