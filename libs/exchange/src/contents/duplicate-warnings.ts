import type { FoundDuplicate } from '#lib/candidates';
import type { RowError } from '../files/row-error.js';

/** What a partner is told of somebody who is known already: with whom, and nothing of what that record says. */
export function duplicateWarning({ likeness, askName }: FoundDuplicate): RowError {
  const sure = likeness === 'certain' ? 'is' : 'may be';
  if (askName === null) {
    return {
      column: '',
      code: `${likeness}-duplicate`,
      reason: `This person ${sure} in your records already, under another reference.`,
      fix: 'The row is kept. Look at both under possible duplicates: put them together, or say that they are two people.',
    };
  }
  return {
    column: '',
    code: `${likeness}-duplicate-elsewhere`,
    reason: `This person ${sure} registered with ${askName} already.`,
    fix: `The row is kept. Ask ${askName} under possible duplicates whether it is the same person, so that nobody is called twice or counted twice.`,
  };
}

/** What a partner is told of somebody whose record was put together with another organisation's. */
export function goneElsewhereWarning(keeper: string): RowError {
  return {
    column: '',
    code: 'looked-after-elsewhere',
    reason: `This person's record was put together with that of ${keeper}, which looks after them now. The row changed nothing.`,
    fix: `Tell ${keeper} what has changed, and leave the row out of the next file.`,
  };
}
