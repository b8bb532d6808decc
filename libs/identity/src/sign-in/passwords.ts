import { passwordProblem, type PasswordOwner, type PasswordProblem } from '#lib/kernel';
import { hash, verify } from '@node-rs/argon2';
import { Injectable } from '@nestjs/common';

/** Argon2id at the least that the OWASP Password Storage Cheat Sheet gives: 19 MiB, two passes, one lane. A constant enum of the library cannot be named under isolatedModules. */
const SETTING = { algorithm: 2, memoryCost: 19_456, timeCost: 2, parallelism: 1, outputLen: 32 } as const;

/** How a hash under the present setting begins. */
const PREFIX = `$argon2id$v=19$m=${SETTING.memoryCost},t=${SETTING.timeCost},p=${SETTING.parallelism}$`;

const base64 = (bytes: number): string => Buffer.alloc(bytes, 'no password has this').toString('base64').replaceAll('=', '');

/** A hash that no password has, under the present setting: verifying against it takes as long as against a real one. */
const DUMMY = `${PREFIX}${base64(16)}$${base64(SETTING.outputLen)}`;

const SENTENCES: Readonly<Record<PasswordProblem, string>> = {
  'too-short': 'Enter a password of 12 characters or more. Three or four words are easy to remember.',
  'too-long': 'Enter a password of 256 characters or fewer.',
  leaked: 'Enter a password that is harder to guess. This one, or one like it, is on a list of passwords that are known to attackers.',
  'own-name': 'Enter a password that is not your name or your email address.',
};

/** Passwords are hashed with Argon2id and compared here only. */
@Injectable()
export class Passwords {
  private leaked: Promise<ReadonlySet<string>> | null = null;

  /** A hash to be kept. */
  hash(password: string): Promise<string> {
    return hash(normal(password), SETTING);
  }

  /** Whether a password is the one of a hash. Without a hash it is not, after the same work. */
  async verify(passwordHash: string | null, password: string): Promise<boolean> {
    const isRight = await verify(passwordHash ?? DUMMY, normal(password));
    return isRight && passwordHash !== null;
  }

  /** Whether a hash was made under an older setting, so that a sign-in should make it anew. */
  isOutdated(passwordHash: string): boolean {
    return !passwordHash.startsWith(PREFIX);
  }

  /** What is wrong with a new password, in a sentence for the person; null when nothing is. */
  async problemOf(password: string, owner: PasswordOwner): Promise<string | null> {
    const leaked = await (this.leaked ??= leakedPasswords());
    const problem = passwordProblem(normal(password), owner, (text) => leaked.has(text));
    return problem === null ? null : SENTENCES[problem];
  }
}

/** Two keyboards may write one letter as different code points (NIST SP 800-63B, 5.1.1.2, asks for this). */
function normal(password: string): string {
  return password.normalize('NFKC');
}

/** 49,233 of them: loaded when the first password is chosen, since most processes never see one. */
async function leakedPasswords(): Promise<ReadonlySet<string>> {
  const { dictionary } = await import('@zxcvbn-ts/language-common');
  return new Set(dictionary['passwords-common']);
}
