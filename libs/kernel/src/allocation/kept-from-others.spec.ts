import { describe, expect, it } from '@jest/globals';
import type { ListedPlaces, RingFence } from '../places/ring-fences.js';
import { NO_TERMS } from '../programmes/programme-terms.js';
import type { IntakeToAccept, PlaceToAccept } from './judge-acceptance.js';
import { keptFromOthers } from './kept-from-others.js';

const TERMS = { seed: 7, today: '2026-06-01' };
const fence = (programmeCode: string, places: number, releaseOn: string): RingFence => ({ fenceId: programmeCode, programmeCode, targetGroup: null, places, releaseOn });
const intake = (places: number, fences: readonly RingFence[], more: Partial<ListedPlaces> = {}): IntakeToAccept & ListedPlaces => ({ places, isClosed: false, held: new Map(), fences, startsOn: '2026-09-01', isOpen: true, terms: NO_TERMS, ...more });
const rows = (intakeId: string | null, ...candidateIds: string[]): PlaceToAccept[] => candidateIds.map((candidateId) => ({ candidateId, intakeId, score: intakeId === null ? null : 100, isDecided: false }));
const GROUPS = new Map([['member', { programmeCodes: ['P'], targetGroups: [] }]]);

describe('what fences would take from an allocation', () => {
  const given = [...rows('kept', 'a', 'b', 'member'), ...rows('open', 'c'), ...rows(null, 'd')];

  it('is told by intake, with how many would get none and until when, before the acceptance takes it', () => {
    const intakes = new Map([['kept', intake(3, [fence('Q', 1, '2026-07-01'), fence('P', 1, '2026-06-20')])], ['open', intake(1, [])]]);
    expect(keptFromOthers(given, GROUPS, intakes, TERMS)).toEqual([
      {
        intakeId: 'kept', people: 3, passedOver: 1, untilOn: '2026-07-01',
        sentence: '1 of the 3 who would have a place here would get none if this were accepted now: places are kept for groups to which they are not known to belong, the last of them until 1 July 2026. Decide on other places for them, accept it then, or have fewer places kept.',
      },
    ]);
  });

  it.each<[string, RingFence[], Partial<ListedPlaces>, number]>([
    ['counts everybody whom nothing is left for', [fence('Q', 3, '2026-07-01')], {}, 3],
    ['is nothing where the group gets what is kept for it', [fence('P', 1, '2026-07-01')], {}, 0],
    ['is nothing after the release', [fence('Q', 3, TERMS.today)], {}, 0],
    ['is nothing where nobody can be referred any more, for another reason', [fence('Q', 3, '2026-07-01')], { isOpen: false }, 0],
    ['is nothing where all is taken', [fence('Q', 3, '2026-07-01')], { isClosed: true }, 0],
  ])('%s', (_, fences, more, passedOver) => {
    expect(keptFromOthers(given, GROUPS, new Map([['kept', intake(3, fences, more)]]), TERMS).reduce((sum, one) => sum + one.passedOver, 0)).toBe(passedOver);
  });
});
