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
