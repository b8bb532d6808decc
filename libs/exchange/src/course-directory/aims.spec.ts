import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { fileRow } from '../../../../test/fixtures/courses/rows.js';
import { aimCodeOf, checkAimsOfWholeFile } from './aims.js';
import type { AimStatus } from './course-entry.js';

describe('LARS codes', () => {
  it('of figures come back whole after a spreadsheet has stripped their zeros', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^\d{8}$/), (code) => {
        fc.pre(Number(code) > 0);
        expect(aimCodeOf(String(Number(code)))).toBe(code);
      }),
    );
  });

  it('Complaint 18: a spreadsheet strips the zeros of codes: are padded, and judged for the whole file', async () => {
    const rows = ['60332935', '', '280206', '60332935', 'not a code', '60000000', '00280206', '60111111'].map((code, index) =>
      fileRow({ LARS_QAN: code }, index + 2),
    );
    const unreadable = { ...fileRow({ LARS_QAN: '' }, 10), unreadable: { column: '', code: 'c', reason: 'r', fix: 'f' } };
    const statuses: Record<string, AimStatus> = { '60332935': 'known', '00280206': 'expired', '60000000': 'unknown' };
    expect(await checkAimsOfWholeFile([...rows, unreadable], (code) => statuses[code] ?? 'not-checked')).toEqual({
      rowsWithoutCode: [3],
      rowsWithoutReadableCode: [6],
      unknown: [{ code: '60000000', rowNumbers: [7] }],
      expired: [{ code: '00280206', rowNumbers: [4, 8] }],
      notChecked: 1,
    });
  });

  it('are visibly not checked where no table of aims is loaded', async () => {
    const judged = await checkAimsOfWholeFile([fileRow({ LARS_QAN: '60332935' }), fileRow({ LARS_QAN: '280206' })]);
    expect(judged).toEqual({ rowsWithoutCode: [], rowsWithoutReadableCode: [], unknown: [], expired: [], notChecked: 2 });
  });
});
