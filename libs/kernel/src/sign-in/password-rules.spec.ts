import { describe, expect, it } from '@jest/globals';
import { passwordProblem, type PasswordProblem } from './password-rules.js';

const OWNER = { email: 'ada.lovelace@example.org', displayName: 'Ada Lovelace' };
const LEAKED = new Set(['password', 'manchesterunited', 'letmein']);

describe('a new password', () => {
  it.each<[string, PasswordProblem | null]>([
    ['correct horse battery', null],
    ['Łódź się zgadza', null],
    ['elevenchars', 'too-short'],
    ['😀😁😂🤣😃😄', 'too-short'],
    ['twelve chars', null],
    ['x1'.repeat(128) + 'abcdef', 'too-long'],
    ['abcde '.repeat(42), null],
    ['ManchesterUnited', 'leaked'],
    ['Password2026!', 'leaked'],
    ['letmein!!!!!!!', 'leaked'],
    ['letmein and more', null],
    ['748192036571', 'leaked'],
    ['abababababab', 'leaked'],
    ['ada.lovelace@example.org', 'own-name'],
    ['Ada.Lovelace1', 'own-name'],
    ['AdaLovelace99!', 'own-name'],
    ['Lovelace, Ada', 'own-name'],
    ['Ada Lovelace and the engine', null],
  ])('%j: %j', (password, problem) => expect(passwordProblem(password, OWNER, (text) => LEAKED.has(text))).toBe(problem));
});
