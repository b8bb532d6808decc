import { describe, expect, it } from '@jest/globals';
import { NO_EVIDENCE } from '../programmes/programme-evidence.js';
import type { Programme } from '../programmes/programme-rules.js';
import { targetGroupsOn, type TargetGroupFacts } from '../target-groups/target-groups.js';
import { callOffProblem, fairProblems, sessionProblem, whatStoodInTheWay, whyNotBookable, whyNotForFair, type FairTerms } from './fair-rules.js';
import { spanOfDay } from './fair-times.js';

const TODAY = '2026-06-01';
const fair: FairTerms = { firstOn: '2026-06-10', lastOn: '2026-06-11', targetGroups: [], programmeCode: null };
const programme: Programme = {
  code: 'EARN', name: 'Earn', startsOn: '2026-01-01', endsOn: '2026-12-31', minimumAge: null, maximumAge: null, targetGroups: [], areaCodes: [], mostDeprivedDeciles: null, evidence: NO_EVIDENCE,
  justification: 'Recorded.', reviewOn: '2026-06-11',
};
const young = { ...fair, targetGroups: ['aged-16-24'], programmeCode: 'EARN' };

describe('a fair', () => {
  it.each<[string, FairTerms, Programme | null, string[]]>([
    ['for everybody needs no programme', fair, null, []],
    ['for a group that is not by age needs none', { ...fair, targetGroups: ['deprived-area'] }, null, []],
    ['ends after it begins', { ...fair, lastOn: '2026-06-09' }, null, ['/lastOn']],
    ['is announced before it is over', { ...fair, firstOn: '2026-05-30', lastOn: '2026-05-31' }, null, ['/lastOn']],
    ['can still be announced on its last day', { ...fair, firstOn: TODAY, lastOn: TODAY }, null, []],
    ['is for groups that there are', { ...fair, targetGroups: ['everybody'] }, null, ['/targetGroups']],
    ['for a group by age needs a programme', { ...young, programmeCode: null }, null, ['/programmeCode']],
    ['needs a programme that there is', young, null, ['/programmeCode']],
    ['for a group by age has one that is justified to its last day', young, programme, []],
    ['does not go by a justification that is overdue on its last day', young, { ...programme, reviewOn: '2026-06-10' }, ['/programmeCode']],
    ['does not go without a justification', young, { ...programme, justification: null, reviewOn: null }, ['/programmeCode', '/programmeCode']],
    ['of a programme with a rule on age needs its justification too', { ...fair, programmeCode: 'EARN' }, { ...programme, minimumAge: 45, justification: ' ' }, ['/programmeCode']],
    ['needs none for a programme that asks for no age', { ...fair, programmeCode: 'EARN' }, { ...programme, justification: null, reviewOn: null }, []],
    ['is not before its programme', { ...young, firstOn: '2025-12-31' }, programme, ['/programmeCode']],
    ['is not after its programme', young, { ...programme, endsOn: '2026-06-10' }, ['/programmeCode']],
    ['may be of a programme without an end', young, { ...programme, endsOn: null }, []],
  ])('%s', (_, terms, of, pointers) => expect(fairProblems(terms, of, TODAY).map(({ pointer }) => pointer)).toEqual(pointers));

  it.each([
    ['2026-06-10', '2026-06-10T08:00:00Z', null],
    ['2026-06-11', '2026-06-10T08:00:00Z', null],
    ['2026-06-09', '2026-06-01T08:00:00Z', '/on'],
    ['2026-06-12', '2026-06-01T08:00:00Z', '/on'],
    ['2026-06-10', '2026-06-10T09:00:00Z', '/from'], // ten o'clock in summer
  ])('has a session on %s, at %s: %s', (on, now, pointer) => {
    const reading = spanOfDay(on, { from: '10:00', to: '12:00' });
    expect(sessionProblem((reading as Extract<typeof reading, { ok: true }>).span, fair, Date.parse(now))?.pointer ?? null).toBe(pointer);
  });
});

describe('who comes to a fair', () => {
  const known: TargetGroupFacts = { bornOn: '2002-06-10', isVaccinationWorkforce: false, vaccinationRoleEndsOn: null, postcodeDecile: 5, deprivationEdition: 2019, isNhsEmployee: true };

  it.each<[string, string[], Partial<TargetGroupFacts>, string, ReturnType<typeof whyNotForFair>]>([
    ['on the day before the birthday that ends it', ['aged-16-24'], { bornOn: '2001-06-11' }, '2026-06-10', null],
    ['on that birthday', ['aged-16-24'], { bornOn: '2001-06-10' }, '2026-06-10', 'outside'],
    ['of either of two ages', ['aged-16-24', 'aged-45-plus'], { bornOn: '1981-06-10' }, '2026-06-10', null],
    ['of an age between them', ['aged-16-24', 'aged-45-plus'], { bornOn: '1981-06-11' }, '2026-06-10', 'outside'],
    ['of another age, in another of its groups', ['aged-16-24', 'deprived-area'], { bornOn: '1981-06-11', postcodeDecile: 2 }, '2026-06-10', null],
    ['of an age that is not known', ['aged-16-24'], { bornOn: null }, '2026-06-10', 'unknown'],
    ['in none of its groups, of which none is by age', ['deprived-area'], {}, '2026-06-10', null],
    ['where it is for everybody', [], { bornOn: null }, '2026-06-10', null],
  ])('%s', (_, groups, facts, on, why) => expect(whyNotForFair(groups, targetGroupsOn({ ...known, ...facts }, on))).toBe(why));
});

describe('calling off', () => {
  it.each([['2026-06-11', null], ['2026-06-12', 'The fair is over, so it cannot be called off.']])('on %s: %s', (today, problem) => expect(callOffProblem(fair, today)).toBe(problem));
});

describe('a slot', () => {
  const slot = { standId: 'a', startsAt: 100, endsAt: 200 };

  it.each([
    [99, true, true, null],
    [100, true, true, 'over'],
    [99, true, false, 'no-consent'],
    [99, false, true, 'not-registered'],
    [99, false, false, 'no-consent'],
  ] as const)('at %s, registered %s, consenting %s: %s', (now, isRegistered, consentsToSharing, why) => {
    expect(whyNotBookable({ slot, isRegistered, consentsToSharing }, now)).toBe(why);
  });

  it.each([
    [[], 'taken'],
    [[{ standId: 'b', startsAt: 200, endsAt: 300 }], 'taken'],
    [[{ standId: 'b', startsAt: 150, endsAt: 250 }], 'overlaps'],
    [[{ standId: 'b', startsAt: 150, endsAt: 250 }, { standId: 'a', startsAt: 500, endsAt: 600 }], 'same-stand'],
  ] as const)('that the database refused, beside %j: %s', (own, what) => expect(whatStoodInTheWay(slot, own)).toBe(what));
});
