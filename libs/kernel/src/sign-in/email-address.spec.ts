import { describe, expect, it } from '@jest/globals';
import { normalEmail } from './email-address.js';

describe('an e-mail address', () => {
  it.each([
    ['  Ada.Love@Example.ORG ', 'ada.love@example.org'],
    ["o'neil+jobs@sub.example.co.uk", "o'neil+jobs@sub.example.co.uk"],
    ['ａda@example.org', 'ada@example.org'],
    ['no-at.example.org', null],
    ['two@at@example.org', null],
    ['a b@example.org', null],
    ['a@example', null],
    ['a@example.org\r\nBcc: b@example.org', null],
    ['Ada <a@example.org>', null],
    ['', null],
    [`${'a'.repeat(250)}@example.org`, null],
  ])('%j is kept as %j', (text, email) => expect(normalEmail(text)).toBe(email));
});
