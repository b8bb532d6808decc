import { describe, expect, it } from '@jest/globals';
import { apiKeyText, keyCodeOf } from './api-key-text.js';

const SECRET = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNO-_';

describe('the text of a key', () => {
  it('has its id in it', () => expect(keyCodeOf(apiKeyText('0123abcd', SECRET))).toBe('0123abcd'));

  it.each(['', 'apk_', `apk_0123abcd_${SECRET}x`, `apk_0123ABCD_${SECRET}`, `xpk_0123abcd_${SECRET}`, ` apk_0123abcd_${SECRET}`, `apk_0123abcd_${SECRET}\n`, `apk_0123abcd_${SECRET.replace('_', '+')}`])('is not %j', (text) => {
    expect(keyCodeOf(text)).toBeNull();
  });
});
