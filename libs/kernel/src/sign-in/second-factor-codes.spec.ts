import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { openSteps, readTypedCode, recoveryCodeInGroups, totpStep } from './second-factor-codes.js';

const NOW = new Date('2026-06-01T12:00:14Z');
const STEP = totpStep(NOW);

describe('time steps', () => {
  // RFC 6238, appendix B.
  it.each([[59, 1], [1_111_111_109, 37_037_036], [1_234_567_890, 41_152_263], [20_000_000_000, 666_666_666]])('second %d lies in step %d', (second, step) => {
    expect(totpStep(new Date(second * 1000))).toBe(step);
  });

  it.each<[string, number | null, number[]]>([
    ['none', null, [STEP - 1, STEP, STEP + 1]],
    ['one of yesterday', STEP - 2880, [STEP - 1, STEP, STEP + 1]],
    ['the one before', STEP - 1, [STEP, STEP + 1]],
    ['the present one', STEP, [STEP + 1]],
    ['the next', STEP + 1, []],
  ])('are open that come after the last used: %s', (_what, last, open) => {
    expect(openSteps(NOW, last)).toEqual(open);
  });

  it('are never open twice', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 200 }), { maxLength: 40 }), (waits) => {
        const used: number[] = [];
        let second = 1_780_000_000;
        for (const wait of waits) {
          second += wait;
          const step = openSteps(new Date(second * 1000), used.at(-1) ?? null).at(0);
          if (step !== undefined) used.push(step);
        }
        expect(new Set(used).size).toBe(used.length);
      }),
    );
  });
});

describe('a typed code', () => {
  it.each([
    ['123456', { kind: 'app', code: '123456' }],
    [' 123 456 ', { kind: 'app', code: '123456' }],
    ['abcd-efgh-2345-wxyz', { kind: 'recovery', code: 'ABCDEFGH2345WXYZ' }],
    ['ABCDEFGH2345WXYZ', { kind: 'recovery', code: 'ABCDEFGH2345WXYZ' }],
    ['12345', null],
    ['ABCDEFGH2345WXY0', null],
    ['', null],
  ])('%j is %j', (text, code) => expect(readTypedCode(text)).toEqual(code));

  it('is read as it is shown', () => {
    expect(recoveryCodeInGroups('ABCDEFGH2345WXYZ')).toBe('ABCD-EFGH-2345-WXYZ');
    fc.assert(fc.property(fc.stringMatching(/^[A-Z2-7]{16}$/), (code) => expect(readTypedCode(recoveryCodeInGroups(code))).toEqual({ kind: 'recovery', code })));
  });
});
