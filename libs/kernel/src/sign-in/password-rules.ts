/** Why a password is not taken. */
export type PasswordProblem = 'too-short' | 'too-long' | 'leaked' | 'own-name';

/** Whose password it is to be. */
export interface PasswordOwner {
  readonly email: string;
  readonly displayName: string;
}

const SHORTEST = 12;
/** Long enough for any passphrase; without a limit a password of megabytes would be hashed. */
const LONGEST = 256;

/**
 * What is wrong with a new password; null when nothing is. After NIST SP 800-63B (5.1.1.2): length counts, known
 * passwords and the owner's own name are refused, and no mixture of kinds of characters is asked for. Leaked
 * passwords are mostly shorter than twelve characters and get long by digits or an exclamation mark at the end, so
 * they are looked for without those too.
 */
export function passwordProblem(password: string, owner: PasswordOwner, isLeaked: (folded: string) => boolean): PasswordProblem | null {
  const { length } = Array.from(password); // characters: an emoji is one
  if (length < SHORTEST) return 'too-short';
  if (length > LONGEST) return 'too-long';
  const folded = password.toLowerCase();
  const bare = folded.replace(/[\d!]+$/, '');
  // Digits alone are bare of everything, and one character many times is in no list at every length.
  if (bare === '' || new Set(folded).size < 5 || isLeaked(folded) || isLeaked(bare)) return 'leaked';
  const forms = new Set([lettersOf(folded), lettersOf(bare)]);
  return namesOf(owner).some((name) => forms.has(name)) ? 'own-name' : null;
}

/** The address, the part before the @, and the name forwards and backwards, without what stands between words. */
function namesOf({ email, displayName }: PasswordOwner): string[] {
  const words = displayName.toLowerCase().split(/\s+/);
  return [email, email.replace(/@.*$/, ''), words.join(''), words.toReversed().join('')].map((name) => lettersOf(name.toLowerCase()));
}

function lettersOf(text: string): string {
  return text.replace(/[^\p{L}\p{N}]/gu, '');
}
