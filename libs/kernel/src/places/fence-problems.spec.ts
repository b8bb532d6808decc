import { describe, expect, it } from '@jest/globals';
import type { Programme } from '../programmes/programme-rules.js';
import { fenceProblems, type FenceWanted, type IntakeToFence } from './fence-problems.js';

const TODAY = '2026-06-01';
const INTAKE: IntakeToFence = { places: 10, startsOn: '2026-09-01', isClosed: false, held: new Map([[null, 2]]), fences: [] };
const programme = (code: string, more: Partial<Programme> = {}): Programme => ({
  code, name: code, startsOn: '2026-01-01', endsOn: null, minimumAge: null, maximumAge: null, targetGroups: [], areaCodes: [], mostDeprivedDeciles: null,
  evidence: { everybody: [], olderWith: null }, justification: null, reviewOn: null, ...more,
});
const PROGRAMMES = [
  programme('PLACE'), programme('OVER', { endsOn: '2026-05-31' }), programme('LAST-DAY', { endsOn: TODAY }), programme('TOO-LATE', { startsOn: '2026-08-01' }), programme('JUST', { startsOn: '2026-07-31' }),
  programme('AGE', { minimumAge: 16, maximumAge: 24 }),
  programme('JUSTIFIED', { maximumAge: 24, justification: 'First jobs.', reviewOn: '2026-07-31' }),
  programme('REVIEW-TOO-SOON', { maximumAge: 24, justification: 'First jobs.', reviewOn: '2026-07-30' }),
];
const wanted = (more: Partial<FenceWanted> = {}): FenceWanted => ({ programmeCode: 'PLACE', targetGroup: null, places: 4, releaseOn: '2026-08-01', ...more });
const problems = (fences: readonly FenceWanted[], intake: Partial<IntakeToFence> = {}) => fenceProblems(fences, { ...INTAKE, ...intake }, PROGRAMMES, TODAY);

describe('what must be put right before places are kept', () => {
  it.each<[string, Partial<FenceWanted>]>([
    ['a programme', {}],
    ['a target group', { programmeCode: null, targetGroup: 'outside-nhs' }],
    ['a programme with a justified rule on age', { programmeCode: 'JUSTIFIED' }],
    ['a programme on its last day', { programmeCode: 'LAST-DAY' }],
    ['a programme that begins the day before the release', { programmeCode: 'JUST' }],
    ['a release on the first day', { releaseOn: '2026-09-01' }],
    ['a release tomorrow', { releaseOn: '2026-06-02' }],
    ['as many as are left', { places: 8 }],
  ])('nothing: %s', (_, more) => expect(problems([wanted(more)])).toEqual([]));

  it.each<[Partial<FenceWanted>, string, string]>([
    [{ targetGroup: 'outside-nhs' }, '/fences/0', 'must name a programme or a target group, and not both'],
    [{ programmeCode: null }, '/fences/0', 'must name a programme or a target group, and not both'],
    [{ programmeCode: null, targetGroup: 'aged-16-24' }, '/fences/0/targetGroup', 'is a group by age. Places are kept for it only through a programme with a recorded justification'],
    [{ programmeCode: null, targetGroup: 'tall-people' }, '/fences/0/targetGroup', 'must be one of: vaccination-workforce, deprived-area, outside-nhs'],
    [{ programmeCode: 'NOBODY' }, '/fences/0/programmeCode', 'must be the code of a programme of your City'],
    [{ programmeCode: 'OVER' }, '/fences/0/programmeCode', 'must be of a programme that runs before the places are released'],
    [{ programmeCode: 'TOO-LATE' }, '/fences/0/programmeCode', 'must be of a programme that runs before the places are released'],
    [{ programmeCode: 'AGE' }, '/fences/0/programmeCode', 'Record why the age rule is lawful'],
    [{ programmeCode: 'REVIEW-TOO-SOON' }, '/fences/0/programmeCode', 'Review the justification of the age rule, due on 30 July 2026'],
    [{ releaseOn: TODAY }, '/fences/0/releaseOn', 'must be after today. If anybody may have the places now, leave them out'],
    [{ releaseOn: '2026-09-02' }, '/fences/0/releaseOn', 'must not be after the start, 1 September 2026'],
    [{ places: 9 }, '/fences', 'keep 9 places that nobody holds yet, but only 8 of 10 are left'],
  ])('%j', (more, pointer, detail) => expect(problems([wanted(more)])).toContainEqual({ pointer, detail: expect.stringContaining(detail) }));

  it('a group that is named twice, and places that are too many together', () => {
    expect(problems([wanted(), wanted({ places: 5 })])).toEqual([
      { pointer: '/fences/1', detail: 'is of a group that is named before. Put its places together' },
      { pointer: '/fences', detail: 'keep 9 places that nobody holds yet, but only 8 of 10 are left. Keep fewer, or ask for more places' },
    ]);
  });

  it('more than are left is not too much of which the group holds some already, out of what was kept for it', () => {
    const fences = ['PLACE', 'LAST-DAY'].map((programmeCode) => ({ ...wanted({ programmeCode }), fenceId: programmeCode }));
    const asked = (heldOf: string | null): number => problems([wanted({ places: 10 })], { fences, held: new Map([[heldOf, 2]]) }).length;
    expect([asked('PLACE'), asked('LAST-DAY'), asked(null)]).toEqual([0, 1, 1]);
  });

  it('an intake that was moved or has no number of places; but fences can always be taken away, and a flexible start has no last day for the release', () => {
    expect(problems([wanted()], { isClosed: true })).toEqual([{ pointer: '/fences', detail: expect.stringContaining('this start date was moved') }]);
    expect(problems([wanted()], { places: null })).toEqual([{ pointer: '/fences', detail: expect.stringContaining('does not say how many places') }]);
    expect(problems([], { isClosed: true, places: null })).toEqual([]);
    expect(problems([wanted({ releaseOn: '2027-01-01' })], { startsOn: null })).toEqual([]);
  });
});
