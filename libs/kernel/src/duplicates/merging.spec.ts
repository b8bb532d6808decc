import { describe, expect, it } from '@jest/globals';
import { judgeMerge, type CaseOfRecord, type ConsentOfRecord } from './merging.js';

const TODAY = '2026-06-01';
const kept = (status: CaseOfRecord['status'], intakeId = 'I'): CaseOfRecord => ({ referralId: 'kept', intakeId, opportunityId: intakeId, releasesOthers: true, status, hasLeft: false, isOfKept: true });
const other = (status: CaseOfRecord['status'], intakeId = 'I'): CaseOfRecord => ({ ...kept(status, intakeId), referralId: 'other', isOfKept: false });

describe('cases of two records that become one', () => {
  it.each<[string, CaseOfRecord, CaseOfRecord, readonly string[]]>([
    ['that of the record that goes is further', kept('referred'), other('offered'), ['kept']],
    ['that of the record that stays is further', kept('checks'), other('interview'), ['other']],
    ['both are as far', kept('reviewing'), other('reviewing'), ['other']],
    ['one has started', kept('offered'), other('started'), ['kept']],
    ['they are at two intakes', kept('offered'), other('offered', 'J'), []],
    ['one came to nothing', kept('declined'), other('referred'), []],
    ['one has started and left', { ...kept('started'), hasLeft: true }, other('referred'), []],
    ['one has accepted elsewhere', kept('accepted'), other('offered', 'J'), ['other']],
    ['the record that goes has accepted elsewhere', kept('referred'), other('checks', 'J'), ['kept']],
    ['one has accepted where others are not released', { ...kept('accepted'), releasesOthers: false }, other('offered', 'J'), []],
    ['one has accepted, and the other started elsewhere', kept('accepted'), other('started', 'J'), []],
    ['both have accepted at two intakes of one opportunity', kept('accepted'), { ...other('checks', 'J'), opportunityId: 'I' }, ['kept']],
    ['both have offers at two intakes of one opportunity', kept('offered'), { ...other('offered', 'J'), opportunityId: 'I' }, []],
    ['both started, and one has left', kept('started'), { ...other('started'), hasLeft: true }, []],
  ])('when %s', (_, one, two, withdraws) => {
    for (const cases of [[one, two], [two, one]]) expect(judgeMerge({ cases, consents: [] }, TODAY)).toEqual({ ok: true, withdraws, endsConsents: [], advice: null });
  });

  it('leaves what one record has beside its own acceptance, and says when two places are accepted', () => {
    const [accepted, beside] = [kept('accepted'), { ...kept('referred', 'J'), referralId: 'beside' }];
    expect(judgeMerge({ cases: [accepted, beside, other('declined')], consents: [] }, TODAY)).toMatchObject({ withdraws: [], advice: null });
    expect(judgeMerge({ cases: [accepted, beside, other('checks', 'K')], consents: [] }, TODAY)).toMatchObject({ withdraws: ['beside'], advice: expect.stringMatching(/accepted more than one place.*decline/) });
  });

  it('cannot be when both have started at one intake', () => {
    expect(judgeMerge({ cases: [kept('started'), other('started')], consents: [] }, TODAY)).toEqual({ ok: false, problem: expect.stringContaining('record at one of them that the person left') });
  });
});

describe('consents of two records that become one', () => {
  const given = (isOfKept: boolean, changes: Partial<ConsentOfRecord> = {}): ConsentOfRecord => ({ purpose: 'matching', givenOn: '2026-01-05', expiresOn: null, withdrawnOn: null, isOfKept, ...changes });
  const WITHDRAWN = { withdrawnOn: '2026-05-01' };

  it.each<[string, readonly ConsentOfRecord[], readonly string[]]>([
    ['both said yes', [given(true), given(false)], []],
    ['only one was asked', [given(true)], []],
    ['the record that goes said no', [given(true), given(false, WITHDRAWN)], ['matching']],
    ['the record that stays said no', [given(true, { withdrawnOn: TODAY }), given(false)], ['matching']],
    ['one said no, and the other yes later', [given(true, WITHDRAWN), given(false, { givenOn: '2026-05-20' })], ['matching']],
    ['one said no and yes again', [given(true, WITHDRAWN), given(true, { givenOn: '2026-05-20' }), given(false)], []],
    ['one will say no tomorrow', [given(true, { withdrawnOn: '2026-06-02' }), given(false)], []],
    ['one only ran out', [given(true, { expiresOn: '2026-05-01' }), given(false)], []],
    ['no is to something else', [given(true), given(false, { ...WITHDRAWN, purpose: 'story' })], []],
    ['both said no', [given(true, WITHDRAWN), given(false, WITHDRAWN)], []],
    ['one begins later', [given(true, { givenOn: '2026-07-01' }), given(false, WITHDRAWN)], []],
  ])('when %s', (_, consents, endsConsents) => {
    expect(judgeMerge({ cases: [], consents }, TODAY)).toEqual({ ok: true, withdraws: [], endsConsents, advice: null });
  });
});
