import type { OwnAccount } from '#lib/identity';
import { toHeldRoles, type HeldRole } from '../home/home.page.js';
import type { FormError, Page } from '../layout/pages.js';

export interface AccountPage extends Page {
  readonly notice: string | null;
  readonly displayName: string;
  readonly email: string;
  readonly roles: readonly HeldRole[];
  /** 'on', 'off', or 'elsewhere' for whoever signs in without a password of this service. */
  readonly secondFactor: 'on' | 'off' | 'elsewhere';
  /** In words, since it may be none. */
  readonly recoveryCodes: string;
}

/** The page that asks for the password before something that a borrowed session must not do. */
export interface PasswordPage extends Page {
  readonly action: string;
  readonly explanation: string;
  readonly buttonText: string;
}

const NOTICES: Readonly<Record<string, string>> = { 'second-factor-off': 'Your second factor is off. You sign in with your password only.' };

export function toAccountPage(account: OwnAccount, notice: unknown): AccountPage {
  const { displayName, email, hasPassword, hasSecondFactor, recoveryCodes } = account;
  return {
    title: 'Your account',
    notice: typeof notice === 'string' && Object.hasOwn(NOTICES, notice) ? NOTICES[notice]! : null,
    displayName,
    email,
    roles: toHeldRoles(account),
    secondFactor: hasSecondFactor ? 'on' : hasPassword ? 'off' : 'elsewhere',
    recoveryCodes: recoveryCodes === 0 ? 'None left' : `${recoveryCodes} left`,
  };
}

export function toBeginningPage(errors: readonly FormError[]): PasswordPage {
  return {
    title: 'Set up a second factor',
    action: '/account/second-factor/begin',
    explanation: 'We ask for your password first, so that nobody who finds your computer open can do this.',
    buttonText: 'Continue',
    errors,
  };
}

export function toRemovalPage(errors: readonly FormError[]): PasswordPage {
  return {
    title: 'Turn off your second factor',
    action: '/account/second-factor/remove',
    explanation: 'Whoever learns your password can sign in as you then. Your recovery codes stop working too.',
    buttonText: 'Turn it off',
    errors,
  };
}

export function toRenewalPage(errors: readonly FormError[]): PasswordPage {
  return { title: 'Get new recovery codes', action: '/account/recovery-codes', explanation: 'You get ten new codes. The old ones stop working.', buttonText: 'Get new codes', errors };
}

export function passwordErrors(password: string): FormError[] {
  return [{ field: 'password', text: password === '' ? 'Enter your password' : 'The password is not right. After several wrong tries, wait a while before the next.' }];
}

export function setUpErrors(code: string): FormError[] {
  return [{ field: 'code', text: code.trim() === '' ? 'Enter the code that the app shows' : 'The code is not right. Enter the one that the app shows now; the clock of your phone has to be right.' }];
}
