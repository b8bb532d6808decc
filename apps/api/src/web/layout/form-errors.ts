import type { FormError } from './pages.js';

export const PAGE_TOO_OLD: readonly FormError[] = [{ field: 'email', text: 'The page had been open for too long, so nothing was sent. Send it again.' }];

/** A link that was used, is too old, or never was one: whoever follows it learns no more. */
export const LINK_NOT_USABLE = { title: 'This link cannot be used', paragraphs: ['It was used already, or it is too old, or not the whole address was copied.'] } as const;

/** Whether something was entered that can be an e-mail address. Who has it is not looked at. */
export function emailErrors(email: string): FormError[] {
  if (email === '') return [{ field: 'email', text: 'Enter your email address' }];
  return /^[^\s@]+@[^\s@]+$/.test(email) && email.length <= 254 ? [] : [{ field: 'email', text: 'Enter an email address in the correct format, like name@example.com' }];
}
