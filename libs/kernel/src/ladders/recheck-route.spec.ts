import { describe, expect, it } from '@jest/globals';
import { asked, NURSING, offer, STANDARDS, terms, VACCINATOR, way } from './ladder-example.oracle.js';
import { catalogueOn, type LadderVersion } from './ladder.js';
import type { PlanQuestion } from './plan-legs.js';
import { planRoutes } from './plan-routes.js';
import { personLater, recheckRoute, type SavedRoute } from './recheck-route.js';

const intake = offer('I1', { startsOn: '2026-09-20', wayCodes: ['vaccinator-hcsw'] });
const question = (more: Partial<PlanQuestion> = {}): PlanQuestion => asked({ offers: [intake], preferences: { isEarningOnly: true, avoidSteps: [] }, ...more });
const saved = (of: PlanQuestion = question()): SavedRoute => {
  const plan = planRoutes(of);
  if (!plan.ok) throw new Error(plan.sentence);
  return plan.routes[0]!;
};
const withLadder = (more: Partial<LadderVersion>) => catalogueOn([{ ...NURSING, ...more }], '2026-09-01');
const check = (more: Partial<PlanQuestion>, route = saved()) => {
  const { state, changes } = recheckRoute(route, question(more));
  return [state, ...changes];
};

describe('recheckRoute', () => {
  it('plans the example by earning and learning, over an advertised place', () => {
    expect(saved().legs.map(({ code, intakeId }) => [code, intakeId])).toEqual([['vaccinator-hcsw', 'I1'], ['maths', null], ['hcsw-associate', null], ['associate-nurse', null]]);
  });

  it.each(['2026-09-01', '2026-09-11', '2026-09-19'])('still holds on %s when nothing has changed', (today) => {
    expect(recheckRoute(saved(), question({ today }))).toMatchObject({ state: 'still-holds', changes: [], next: null, legs: [{ code: 'vaccinator-hcsw' }, { code: 'maths' }, { code: 'hcsw-associate' }, { code: 'associate-nurse' }] });
  });

  it('takes legs whose first day has come as begun, and follows the rest from where they lead', () => {
    const later = (today: string, offers: PlanQuestion['offers'] = []) => recheckRoute(saved(), question({ today, offers }));
    expect(later('2026-09-20')).toMatchObject({ state: 'still-holds', legs: [{ code: 'maths', startsOn: saved().legs[1]!.startsOn }, {}, {}] });
    expect(later('2026-12-01')).toMatchObject({ state: 'still-holds' });
    expect(later('2027-03-01')).toMatchObject({ state: 'changed', changes: [
      'Course maths now begins about March 2027, 3 months later.', 'Way to associate now begins about September 2027, 3 months later.', 'Way to nurse now begins about September 2029, 3 months later.',
    ] });
    const onPlaces = { ...saved(), legs: saved().legs.map((leg) => ({ ...leg, intakeId: 'some' })) };
    expect(recheckRoute(onPlaces, question({ today: '2040-01-01' }))).toEqual({ state: 'still-holds', changes: [], legs: [], next: null });
  });

  it('takes a place that the person has as begun, though it is not free any more', () => {
    expect(check({ offers: [] })).toEqual(['broken', expect.stringContaining('The place for Way to hcsw on 20 September 2026 is gone'), expect.anything()]);
    const held = recheckRoute(saved(), question({ offers: [] }), { places: new Map([['I1', null]]), reached: null });
    expect(held).toMatchObject({ state: 'still-holds', changes: [], legs: [{ code: 'maths', startsOn: saved().legs[1]!.startsOn }, {}, {}] });
  });

  it('is broken when the person left the place before the end, and not when they left it after', () => {
    const left = (leftOn: string) => recheckRoute(saved(), question({ today: '2026-12-31', offers: [] }), { places: new Map([['I1', leftOn]]), reached: null });
    expect(left('2026-10-04')).toMatchObject({ state: 'broken', changes: [expect.stringContaining('The place for Way to hcsw on 20 September 2026 is gone'), expect.anything()] });
    expect(left(saved().legs[0]!.endsOn)).toMatchObject({ legs: [{ code: 'maths' }, {}, {}] });
  });

  it('leaves what leads to a step that was reached behind, and goes on from the day when it was', () => {
    const reached = (stepCode: string, on: string, today = on, route = saved()) => recheckRoute(route, question({ today, offers: [] }), { places: new Map(), reached: { stepCode, on } });
    const early = reached('hcsw', '2026-10-05');
    expect(early.legs.map(({ code }) => code)).toEqual(['maths', 'hcsw-associate', 'associate-nurse']);
    expect(early.legs[0]!.startsOn < saved().legs[1]!.startsOn).toBe(true);
    expect(reached('associate', '2028-09-01').legs.map(({ code }) => code)).toEqual(['associate-nurse']);
    expect(reached('nurse', '2030-01-01')).toEqual({ state: 'still-holds', changes: [], legs: [], next: null });
    expect(reached('porter', '2026-09-01')).toMatchObject({ state: 'broken' }); // a step that is not on the way: the place is gone as before
    const later = reached('associate', '2028-09-01', '2029-03-01');
    expect(later.changes).toEqual(['Way to nurse now begins about March 2029, 4 months earlier.']);
  });

  it('counts a course that has begun as done at its end, and the months in the step meanwhile', () => {
    const person = { ...VACCINATOR, stepCode: 'hcsw', monthsInStep: 3, hourlyPence: null };
    const lesson = offer('L1', { startsOn: '2026-09-20', courseCodes: ['maths'] });
    const route = saved(question({ person, offers: [lesson] }));
    expect(route.legs.map(({ code, intakeId }) => [code, intakeId])).toEqual([['maths', 'L1'], ['hcsw-associate', null], ['associate-nurse', null]]);
    expect(recheckRoute(route, question({ person, offers: [], today: '2026-09-20' }))).toMatchObject({ state: 'still-holds', legs: [{ code: 'hcsw-associate' }, { code: 'associate-nurse' }] });
    expect(check({ person, today: '2027-06-20' }, route)).toEqual(['changed', 'Way to associate now begins about September 2027, 6 months later.', 'Way to nurse now begins about September 2029, 6 months later.']);
    const gone = recheckRoute(route, question({ person, catalogue: withLadder({ courses: [], ways: NURSING.ways.filter(({ to }) => to !== 'hcsw'), steps: NURSING.steps.filter(({ code }) => code !== 'vaccinator') }), today: '2026-09-20' }));
    expect(gone).toMatchObject({ state: 'broken', changes: ['Way to associate cannot be begun as planned: something it asks for is not held, or it begins too early or too late.', expect.anything()] });
  });

  it.each<readonly [string, Partial<PlanQuestion>, readonly string[]]>([
    ['pay', { stepPay: new Map([['vaccinator', 1500], ['hcsw', 1490], ['associate', 1700], ['nurse', 2000]]) }, [
      'Pay an hour after Way to hcsw is now £14.90, not £14.', 'Pay after Way to hcsw is now at or above the Living Wage.', 'Pay an hour during Course maths is now £14.90, not £14.', 'Pay an hour after Course maths is now £14.90, not £14.',
      'Pay after Course maths is now at or above the Living Wage.', 'Pay an hour during Way to associate is now £14.90, not £14.',
    ]],
    ['the Living Wage', { livingWages: [{ fromOn: '2026-05-01', hourlyPence: 1710 }] }, ['Pay after Way to associate is now below the Living Wage.']],
    ['funding', { standards: [...STANDARDS, terms('ST0827', '2026-10-01', { months: 20, fundingPence: 1_400_000 })] }, [
      'Way to associate now takes 20 months, not 24.', 'What Way to associate is funded up to is now £14,000.', 'Way to nurse now begins about February 2029, 4 months earlier.',
    ]],
    ['a fact of the person', { person: { ...VACCINATOR, mathsLevel: 2 } }, ['Course maths is no longer needed: what it gives is held.', 'Way to associate now begins about May 2027, 1 month earlier.', 'Way to nurse now begins about May 2029, 1 month earlier.']],
    ['what is not on record any more', { stepPay: new Map([['vaccinator', 1500], ['hcsw', 1400], ['associate', 1700]]) }, ['Pay an hour after Way to nurse is now not on record, not £20.']],
    ['a cost', { catalogue: withLadder({ courses: NURSING.courses.map((one) => ({ ...one, costPence: 12_550 })) }) }, ['What Course maths costs is now £125.50, not £0.']],
  ])('tells of a change of %s in sentences', (_, more, changes) => {
    expect(check(more)).toEqual(['changed', ...changes]);
  });

  it('is broken when the place is gone, and offers the next best', () => {
    const { state, changes, legs, next } = recheckRoute(saved(), question({ offers: [] }));
    expect([state, legs, changes[0]]).toEqual(['broken', [], 'The place for Way to hcsw on 20 September 2026 is gone: it was withdrawn, has closed or is full.']);
    expect(changes[1]).toBe(`Next best: ${next!.sentence}`);
    expect(next!.legs[0]).toMatchObject({ code: 'vaccinator-hcsw', intakeId: null });
  });

  it('says why nothing can be planned while the ladders lead round in a circle', () => {
    const catalogue = withLadder({ ways: [...NURSING.ways, way('nurse', 'hcsw')] });
    expect(check({ catalogue, offers: [] })[2]).toBe('The ladders lead round in a circle, so no plan can be made. Ask a programme lead to correct them.');
  });

  it('keeps to the terms that hold when a leg begins, whatever later ones there are', () => {
    expect(check({ standards: [...STANDARDS, terms('ST0827', '2034-01-01', { months: 30 })] })).toEqual(['still-holds']);
  });

  it('follows a course that somebody has begun who is on no ladder yet', () => {
    const person = { ...VACCINATOR, stepCode: null, hourlyPence: null };
    const of = { person, preferences: { isEarningOnly: false, avoidSteps: [] }, offers: [offer('L1', { startsOn: '2026-09-20', courseCodes: ['maths'] })] };
    const route = saved(question(of));
    expect(route.legs.map(({ code, intakeId }) => [code, intakeId])).toEqual([['maths', 'L1'], ['degree', null]]);
    expect(check({ ...of, offers: [], today: '2026-09-20' }, route)).toEqual(['still-holds']);
  });

  it('offers a route of the same strength before others', () => {
    const open = { preferences: { isEarningOnly: false, avoidSteps: [] } };
    expect(recheckRoute({ ...saved(), strength: 'best-paid' }, question({ ...open, offers: [] })).next).toMatchObject({ strength: 'best-paid' });
    expect(recheckRoute({ ...saved(), strength: 'fewest-steps' }, question({ ...open, offers: [] })).next).toMatchObject({ strength: 'quickest' });
  });

  it.each<readonly [string, Partial<PlanQuestion>, string]>([
    ['a way is closed', { catalogue: withLadder({ ways: NURSING.ways.map((one) => (one.to === 'associate' ? { ...one, isOpen: false } : one)) }) }, 'Way to associate is no longer open on the ladders.'],
    ['a course is taken off', { catalogue: withLadder({ courses: [] }) }, 'Course maths is no longer open on the ladders.'],
    ['no place is expected any more', { catalogue: withLadder({ ways: NURSING.ways.map((one) => (one.to === 'associate' ? { ...one, usualWaitMonths: null } : one)) }) }, 'Way to associate has no place to wait for at present, and none is advertised.'],
    ['more is asked for', { catalogue: withLadder({ ways: NURSING.ways.map((one) => (one.to === 'associate' ? { ...one, needs: { ...one.needs, level: 4 } } : one)) }) }, 'Way to associate cannot be begun as planned: something it asks for is not held, or it begins too early or too late.'],
  ])('is broken when %s', (_, more, sentence) => {
    expect(check(more)).toEqual(['broken', sentence, 'Nothing else leads to the goal at present. Talk about another goal, or wait for a place.']);
  });

  it('Trap 2: is broken when the standard of a leg is retired, and names the successor', () => {
    const standards = [...STANDARDS, terms('ST0827', '2027-01-01', { status: 'retired', successorCodes: ['ST0216'] })];
    expect(check({ standards })[1]).toMatch(/^ST0827 Standard ST0827 takes no starts on .* 2027: it is retired\. Use ST0216 Standard ST0216 instead\.$/);
  });

  it('is broken when a step is on no ladder any more', () => {
    const catalogue = catalogueOn([], '2026-09-01');
    expect(check({ catalogue })).toEqual(['broken', 'The step vaccinator is no longer on any ladder.']);
    expect(check({ catalogue, today: '2026-09-20' })).toEqual(['broken', 'The step hcsw is no longer on any ladder.']);
    expect(check({ person: { ...VACCINATOR, stepCode: null }, catalogue })).toEqual(['broken', 'The step nurse is no longer on any ladder.']);
  });
});

describe('personLater', () => {
  it('adds the months since the plan was saved', () => {
    expect([personLater(VACCINATOR, '2026-09-01', '2027-03-01').monthsInStep, personLater(VACCINATOR, '2026-09-01', '2026-08-01').monthsInStep]).toEqual([6, 0]);
  });
});
