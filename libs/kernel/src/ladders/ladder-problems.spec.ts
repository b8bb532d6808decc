import { describe, expect, it } from '@jest/globals';
import { course, MATHS, NO_NEEDS, NURSING, STANDARDS, step, terms, version, way } from './ladder-example.oracle.js';
import { catalogueOn, laddersOn, type Band, type LadderVersion } from './ladder.js';
import { circleOf, ladderProblems } from './ladder-problems.js';

const problems = (sent: LadderVersion, others: readonly LadderVersion[] = [], standards = STANDARDS) => ladderProblems(sent, others, standards).map(({ problem, pointer, sentence }) => [problem, pointer, sentence]);
const changed = (more: Partial<LadderVersion>): LadderVersion => ({ ...NURSING, ...more });

describe('ladderProblems', () => {
  it('finds nothing wrong with a ladder that is in order', () => {
    expect(problems(NURSING)).toEqual([]);
  });

  it.each<readonly [string, LadderVersion, string, string, RegExp]>([
    ['a first day that does not exist', changed({ fromOn: '2026-02-30' }), 'bad-date', '/fromOn', /real date/],
    ['a code that stands twice', changed({ ways: [...NURSING.ways, NURSING.ways[0]!] }), 'same-code-twice', '/ways/5/code', /apprentice-hcsw stands twice among the ways/],
    ['a band that there is not', changed({ steps: [...NURSING.steps, step('x', { band: '10' as Band, isEntry: true })] }), 'unknown-band', '/steps/4/band', /The x: there is no such band. Use one of 1, 2/],
    ['a level beyond 8', changed({ steps: [...NURSING.steps, step('x', { level: 9, isEntry: true })] }), 'out-of-range', '/steps/4/level', /Level of The x: use a whole number from 0 to 8/],
    ['months below none', changed({ ways: [...NURSING.ways, way('hcsw', 'nurse', { months: -1 })] }), 'out-of-range', '/ways/5/months', /Months of Way to nurse/],
    ['half a month', changed({ courses: [course('half', { months: 0.5 })] }), 'out-of-range', '/courses/0/months', /Months of Course half/],
    ['a credit beyond all months', changed({ ways: [...NURSING.ways, way('hcsw', 'nurse', { credits: [{ skillCode: 'a', months: 121 }] })] }), 'out-of-range', '/ways/5/credits/0/months', /Credit in Way to nurse/],
    ['a way to a step that there is not', changed({ ways: [...NURSING.ways, way('hcsw', 'matron')] }), 'unknown-step', '/ways/5/to', /names the step matron, which no ladder has/],
    ['a standard that there is not', changed({ ways: [...NURSING.ways, way('hcsw', 'nurse', { by: 'standard', standardCode: 'ST9' })] }), 'unknown-standard', '/ways/5/standardCode', /No standard ST9 is on record/],
    ['no standard where one is needed', changed({ ways: [...NURSING.ways, way('hcsw', 'nurse', { by: 'standard' })] }), 'unknown-standard', '/ways/5/standardCode', /give its reference/],
    ['no months anywhere', changed({ ways: [...NURSING.ways, way('hcsw', 'nurse', { months: null })] }), 'no-months', '/ways/5/months', /say how many months/],
    ['steps that lead round in a circle', changed({ ways: [...NURSING.ways, way('nurse', 'hcsw')] }), 'cycle', '/ways/2', /The associate, The nurse and The hcsw/],
    ['a step that nothing leads to', changed({ steps: [...NURSING.steps, step('island')] }), 'unreachable', '/steps/4', /Nothing leads to The island/],
    ['a step to which only a closed way leads', changed({ steps: [...NURSING.steps, step('island')], ways: [...NURSING.ways, way('hcsw', 'island', { isOpen: false })] }), 'unreachable', '/steps/4', /Add an open way/],
  ])('finds %s', (_, sent, problem, pointer, sentence) => {
    expect(problems(sent)).toEqual([[problem, pointer, expect.stringMatching(sentence)]]);
  });

  it('looks at every figure of ways and courses', () => {
    const far = { level: 9, englishLevel: 3, mathsLevel: 3, skillCodes: [] };
    const sent = changed({
      ways: [...NURSING.ways, way('hcsw', 'nurse', { usualWaitMonths: 121, monthsInStep: -1, costPence: -1, needs: far })],
      courses: [course('far', { usualWaitMonths: -1, costPence: 10_000_001, needs: far, gives: far }), course('only when advertised', { usualWaitMonths: null })],
    });
    expect(problems(sent).map(([, pointer]) => pointer)).toEqual([
      '/ways/5/usualWaitMonths', '/ways/5/monthsInStep', '/ways/5/costPence', '/ways/5/needs/level', '/ways/5/needs/englishLevel', '/ways/5/needs/mathsLevel',
      '/courses/0/usualWaitMonths', '/courses/0/costPence', '/courses/0/needs/level', '/courses/0/needs/englishLevel', '/courses/0/needs/mathsLevel',
      '/courses/0/gives/level', '/courses/0/gives/englishLevel', '/courses/0/gives/mathsLevel',
    ]);
  });

  it('refuses a version that does not begin after those before it', () => {
    const sent = changed({ version: 2, fromOn: '2026-01-01' });
    const at = (fromOn: string): readonly unknown[] => problems(sent, [changed({ fromOn: '2025-08-01' }), changed({ fromOn })]);
    expect(at('2025-12-31')).toEqual([]);
    expect(at('2026-01-01')).toEqual([['overlap', '/fromOn', 'A version of this ladder begins on 1 January 2026. Choose a later first day: two versions cannot hold on the same day.']]);
  });

  it('Trap 2: refuses a ladder open to starts on a retired standard, also on one that is retired later, and names the successor', () => {
    const retired = (fromOn: string) => [...STANDARDS, terms('ST0827', fromOn, { status: 'retired', successorCodes: ['ST0216'] })];
    const sentence = (day: string): string => `Way to associate: ST0827 Standard ST0827 takes no starts on ${day}: it is retired. Use ST0216 Standard ST0216 instead. Or close this way.`;
    expect(problems(NURSING, [], retired('2025-08-01').filter(({ code, status }) => code !== 'ST0827' || status === 'retired'))).toEqual([['closed-standard', '/ways/2/standardCode', sentence('1 August 2025')]]);
    expect(problems(NURSING, [], retired('2027-03-01'))).toEqual([['closed-standard', '/ways/2/standardCode', sentence('1 March 2027')]]);
    const closed = NURSING.ways.map((one) => (one.standardCode === 'ST0827' ? { ...one, isOpen: false, months: 24 } : one));
    expect(problems(changed({ ways: [...closed, way('hcsw', 'associate', { code: 'by post' })] }), [], retired('2027-03-01'))).toEqual([]);
  });

  it('tells what a version breaks of another ladder', () => {
    const midwives = version('maternity', { steps: [step('midwife')], ways: [way('associate', 'midwife')] });
    expect(problems(midwives)).toEqual([['unknown-step', '/ways/0/from', expect.stringMatching(/^Way to midwife names/)], ['unreachable', '/steps/0', expect.anything()]]);
    expect(problems(midwives, [NURSING])).toEqual([]);
    const without = changed({ version: 2, fromOn: '2026-01-01', steps: NURSING.steps.filter(({ code }) => code !== 'associate'), ways: NURSING.ways.filter(({ from, to }) => from !== 'associate' && to !== 'associate') });
    expect(problems(without, [NURSING, midwives])).toEqual([['unknown-step', '', 'Another ladder’s Way to midwife needs the step associate. Keep the step, or change that ladder first.']]);
    const back = version('back', { ways: [way('midwife', 'hcsw')] });
    expect(problems(changed({ version: 2, fromOn: '2026-01-01' }), [NURSING, midwives, back]).map(([problem]) => problem)).toEqual(['cycle']);
    const elsewhere = version('elsewhere', { steps: [step('one', { isEntry: true }), step('two')], ways: [way('one', 'two'), way('two', 'one')] });
    expect(problems(changed({ version: 2, fromOn: '2026-01-01' }), [elsewhere])).toEqual([['cycle', '', 'These steps lead round in a circle: The two and The one. Take one of the ways between them out.']]);
    const nowhere = version('nowhere', { ways: [way('x', 'y'), way('y', 'x')] });
    expect(problems(nowhere).find(([problem]) => problem === 'cycle')).toEqual(['cycle', '/ways/0', expect.stringMatching(/y and x/)]);
  });
});

describe('circleOf', () => {
  it('finds none where two ways lead to the same step', () => {
    expect(circleOf([way('a', 'b'), way('a', 'c'), way('b', 'd'), way('c', 'd'), way(null, 'a')])).toBeNull();
  });

  it('leaves out what only leads into the circle', () => {
    expect(circleOf([way('a', 'b'), way('b', 'c'), way('c', 'b')])?.map(({ code }) => code)).toEqual(['b-c', 'c-b']);
  });
});

describe('laddersOn', () => {
  it('takes of each ladder the version that has begun last, in order of codes', () => {
    const versions = [version('b', { version: 2, fromOn: '2027-01-01' }), version('b'), version('a'), version('a', { version: 2 }), version('a', { version: 1, fromOn: '2025-01-01' })];
    expect(laddersOn(versions, '2026-01-01').map(({ code, version: number }) => [code, number])).toEqual([['a', 2], ['b', 1]]);
    expect(laddersOn(versions, '2027-01-01').map(({ code, version: number }) => [code, number])).toEqual([['a', 2], ['b', 2]]);
    expect(laddersOn(versions.toReversed(), '2027-01-01').map(({ version: number }) => number)).toEqual([2, 2]);
  });

  it('joins them: a step on two of them is one step', () => {
    const catalogue = catalogueOn([NURSING, version('other', { pathway: 'maternity', steps: [step('hcsw', { title: 'Other words' })], ways: [way('hcsw', 'midwife')], courses: [course('c', { gives: MATHS, needs: NO_NEEDS })] })], '2026-01-01');
    expect(catalogue.steps.get('hcsw')!.title).toBe('The hcsw');
    expect([catalogue.pathways.get('hcsw-midwife'), catalogue.pathways.get('degree'), catalogue.courses.length]).toEqual(['maternity', 'nursing', 2]);
  });
});
