import { describe, expect, it } from '@jest/globals';
import { ACCREDITATION_STATUSES, accreditationProblems, accreditationStanding, countStandings, type AccreditationRecord } from './accreditation.js';

const TODAY = '2026-06-01';
const RECORD: AccreditationRecord = { status: 'accredited', evidenceKind: 'licence', fromOn: '2025-11-01', untilOn: '2026-10-31' };

describe('where an employer stands with the Living Wage', () => {
  it.each<[string, Partial<AccreditationRecord> | null, string]>([
    ['nothing recorded', null, 'not-recorded'],
    ['recorded for later', { fromOn: '2026-06-02' }, 'not-recorded'],
    ['from today', { fromOn: '2026-06-01' }, 'accredited'],
    ['61 days left', { untilOn: '2026-08-01' }, 'accredited'],
    ['60 days left', { untilOn: '2026-07-31' }, 'renewal-due'],
    ['the last day', { untilOn: '2026-06-01' }, 'renewal-due'],
    ['the day after', { untilOn: '2026-05-31' }, 'lapsed'],
    ['a promise that ran out', { status: 'committed', untilOn: '2026-05-31' }, 'lapsed'],
    ['a promise near its end', { status: 'committed', untilOn: '2026-06-02' }, 'committed'],
    ['paying, no end', { status: 'paying', untilOn: null }, 'paying'],
    ['ended long ago', { status: 'ended', untilOn: '2026-05-31' }, 'ended'],
    ['not paying', { status: 'not-paying', untilOn: '2026-05-31' }, 'not-paying'],
  ])('%s', (_case, changes, expected) => expect(accreditationStanding(changes === null ? null : { ...RECORD, ...changes }, TODAY)).toBe(expected));

  it('is counted, every standing named', () => {
    const counts = countStandings([{ record: RECORD, count: 3 }, { record: { ...RECORD, untilOn: '2026-05-31' }, count: 2 }, { record: null, count: 40 }], TODAY);
    expect(counts).toEqual({ ...Object.fromEntries(ACCREDITATION_STATUSES.map((status) => [status, 0])), accredited: 3, 'renewal-due': 0, lapsed: 2, 'not-recorded': 40 });
  });
});

describe('a record of it', () => {
  it.each<[Partial<AccreditationRecord>, readonly string[]]>([
    [{}, []],
    [{ evidenceKind: 'register' }, []],
    [{ status: 'paying', evidenceKind: 'word-of-mouth', untilOn: null }, []],
    [{ untilOn: '2025-10-31' }, ['/untilOn']],
    [{ evidenceKind: 'letter' }, ['/evidenceKind']],
    [{ evidenceKind: 'letter', untilOn: null }, ['/evidenceKind', '/untilOn']],
  ])('with %j is wrong at %j', (changes, pointers) => expect(accreditationProblems({ ...RECORD, ...changes }).map(({ pointer }) => pointer)).toEqual(pointers));
});
