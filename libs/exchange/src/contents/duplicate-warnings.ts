import type { FoundDuplicate, KeptInstead } from '#lib/candidates';
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

/** What a partner is told of a row whose record was put together with another. */
export function passedOverWarning({ keptReference, keptBy }: KeptInstead): RowError {
  if (keptReference !== null) {
    return {
      column: '',
      code: 'in-file-twice',
      reason: "This person's two records were put together, and the file has both. The facts of the other row count; of this one only a consent that it takes back.",
      fix: 'Leave this row out of the next file, and write what changes into the row of the record that was kept.',
    };
  }
  return {
    column: '',
    code: 'looked-after-elsewhere',
    reason: `This person's record was put together with that of ${keptBy}, which looks after them now. Of the row only a consent that it takes back counts.`,
    fix: `Tell ${keptBy} what has changed, and leave the row out of the next file.`,
  };
}
