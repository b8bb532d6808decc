import { describe, expect, it } from '@jest/globals';
import { hash } from '@node-rs/argon2';
import { Passwords } from './passwords.js';

const passwords = new Passwords();
const OWNER = { email: 'ada@example.org', displayName: 'Ada Lovelace' };

describe('a password', () => {
  it('is kept as a salted Argon2id hash, verifies, and no other does', async () => {
    const [first, second] = await Promise.all([passwords.hash('correct horse battery'), passwords.hash('correct horse battery')]);
    expect(first).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    expect(second).not.toBe(first);
    expect(await passwords.verify(first, 'correct horse battery')).toBe(true);
    expect(await passwords.verify(first, 'correct horse batterz')).toBe(false);
  });

  it('is the same on keyboards that compose letters differently', async () => {
    expect(await passwords.verify(await passwords.hash('caf\u00e9 au lait, please'), 'cafe\u0301 au lait, please')).toBe(true);
  });

  it('of nobody is wrong, whatever it is', async () => {
    expect(await passwords.verify(null, 'no password has this')).toBe(false);
  });

  it('is hashed anew when the setting has changed since', async () => {
    expect(passwords.isOutdated(await passwords.hash('correct horse battery'))).toBe(false);
    for (const older of [{ memoryCost: 8192 }, { timeCost: 3 }, { parallelism: 2 }, { algorithm: 1 }]) expect(passwords.isOutdated(await hash('x', older))).toBe(true);
  });
});

describe('a new password', () => {
  it.each(['three small words', 'correcthorsebattery', 'Ada Lovelace and the engine'])('%j is taken', async (password) => {
    expect(await passwords.problemOf(password, OWNER)).toBeNull();
  });

  it.each([
    ['short', /12 characters or more/],
    ['Manchester1!', /known to attackers/],
    ['123456789012', /known to attackers/],
    ['Ada Lovelace1', /your name/],
    ['long '.repeat(60), /256 characters or fewer/],
  ])('%j is told %p', async (password, sentence) => {
    expect(await passwords.problemOf(password, OWNER)).toMatch(sentence);
  });
});
