import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { addDays } from '../calendar/plain-date.js';
import { EMPLOYERS, type EmployerCode, EVIDENCE_KINDS, type EvidenceCode } from './outcome-codes.js';
import { checkInWords, type EmploymentSpell, type SightedOn, sustainment, type SustainmentRules, USUAL_SUSTAINMENT } from './sustainment.js';
import { sustainmentDayByDay } from './sustainment.oracle.js';

const START = '2026-01-05';
const DUE = '2026-04-06'; // 13 weeks
const HOUR = 60;
const RULES: SustainmentRules = { permittedGapDays: 14, permittedGapDaysAtOnce: 10, minimumWeeklyMinutes: 16 * HOUR, allowsChangeOfEmployer: true, evidenceCodes: ['payslip', 'employer-confirmation'], windowDays: 28 };
const job = (employerCode: EmployerCode, fromOn: string, toOn: string | null = null, hours: number | null = 20): EmploymentSpell => ({ employerCode, fromOn, toOn, weeklyMinutes: hours === null ? null : hours * HOUR });
const seen = (happenedOn: string, evidenceCode: EvidenceCode | null = 'payslip'): SightedOn => ({ happenedOn, evidenceCode });
const NO_CHANGE = { ...RULES, allowsChangeOfEmployer: false };

describe('Trap 23: weeks that last across a change of employer with a gap', () => {
  it.each<[string, readonly EmploymentSpell[], Partial<Record<string, unknown>>, SustainmentRules?]>([
    ['no gap, one employer', [job('same', START)], { state: 'met', metOn: DUE, evidenceCode: 'payslip', because: null }],
    ['the next job begins the day after', [job('same', START, '2026-02-28'), job('social-care', '2026-03-01')], { state: 'met', metOn: DUE }],
    ['a gap exactly as long as is permitted at once', [job('same', START, '2026-02-18'), job('social-care', '2026-03-01')], { state: 'met', metOn: DUE }],
    ['a gap one day longer', [job('same', START, '2026-02-17'), job('social-care', '2026-03-01')], { state: 'not-met', metOn: null, because: { code: 'gap', fromOn: '2026-02-18', days: 11, daysInAll: 11 } }],
    ['two gaps as long as is permitted in all', [job('same', START, '2026-01-31'), job('social-care', '2026-02-11', '2026-02-28'), job('another-employer', '2026-03-05')], { state: 'met' }],
    ['two gaps, one day longer in all', [job('same', START, '2026-01-31'), job('social-care', '2026-02-11', '2026-02-28'), job('another-employer', '2026-03-06')], { state: 'not-met', because: { code: 'gap', fromOn: '2026-03-01', days: 5, daysInAll: 15 } }],
    ['a change of employer where none counts', [job('same', START, '2026-02-28'), job('social-care', '2026-03-01')], { state: 'not-met', because: { code: 'employer', fromOn: '2026-03-01', days: 65, daysInAll: 65 } }, NO_CHANGE],
    ['a second job besides, where none counts', [job('same', START), job('social-care', '2026-03-01')], { state: 'met' }, NO_CHANGE],
    ['back with the same employer in time', [job('same', START, '2026-02-18'), job('same', '2026-03-01')], { state: 'met' }, NO_CHANGE],
    ['spells that overlap, each with hours enough', [job('same', START, '2026-03-20'), job('social-care', '2026-03-01')], { state: 'met' }],
    ['two small jobs at the same time, enough together', [job('same', START, null, 10), job('social-care', START, null, 6)], { state: 'met' }],
    ['two small jobs at the same time, an hour short', [job('same', START, null, 10), job('social-care', START, null, 5)], { state: 'not-met', because: { code: 'hours' } }],
    ['hours that changed while the old ones were left open are not added up', [job('same', START, null, 10), job('same', '2026-01-06', null, 6)], { state: 'not-met', because: { code: 'hours' } }],
    ['hours exactly as many as are asked for', [job('same', START, null, 16)], { state: 'met' }],
    ['fewer hours for as long as a gap may be', [job('same', START, '2026-02-18'), job('same', '2026-02-19', '2026-02-28', 15), job('same', '2026-03-01')], { state: 'met' }],
    ['fewer hours for one day longer', [job('same', START, '2026-02-17'), job('same', '2026-02-18', '2026-02-28', 15), job('same', '2026-03-01')], { state: 'not-met', because: { code: 'hours', fromOn: '2026-02-18', days: 11, daysInAll: 11 } }],
    ['hours that nobody has told', [job('same', START, null, null)], { state: 'cannot-tell', missing: { what: 'hours', ask: ['employer', 'candidate'] } }],
    ['hours that nobody has told of a second job, with enough in the first', [job('same', START), job('social-care', START, null, null)], { state: 'met' }],
    ['a gap over the due date, back within the window', [job('same', START, '2026-04-01'), job('social-care', '2026-04-12')], { state: 'met', metOn: '2026-04-12' }],
    ['left for good', [job('same', START, '2026-03-01')], { state: 'not-met', because: { code: 'left', fromOn: '2026-03-02', days: 64, daysInAll: 64 } }],
    ['a gap that begins with the start', [job('same', '2026-01-10')], { state: 'met' }],
  ])('%s', (_, spells, expected, rules = RULES) => {
    const today = '2026-05-20';
    expect(sustainment(START, spells, [seen('2026-05-05')], rules, today)[0]).toMatchObject(expected);
    expect(sustainment(START, spells.toReversed(), [seen('2026-05-05'), seen('2026-05-05')], rules, today)).toEqual(sustainment(START, spells, [seen('2026-05-05')], rules, today));
  });

  it.each<[string, string, string]>([
    ['over 29 February', '2023-12-31', '2024-03-31'],
    ['over the night on which the clocks go forward', '2026-01-05', '2026-04-06'],
    ['over the night on which they go back', '2026-08-03', '2026-11-02'],
    ['over the end of the year', '2025-11-03', '2026-02-02'],
  ])('13 weeks are 91 days %s', (_, startedOn, dueOn) => {
    const evidence = [seen(dueOn), seen(addDays(dueOn, -1))];
    const state = (today: string, spells = [job('same', startedOn)]) => sustainment(startedOn, spells, evidence, RULES, today)[0];
    expect(state(addDays(dueOn, -1))).toMatchObject({ state: 'not-due', dueOn });
    expect(state(dueOn)).toMatchObject({ state: 'met', metOn: dueOn, windowEndsOn: addDays(dueOn, 28) });
    // Ten days without work end on the due date itself: one more than fits before it.
    expect(state(dueOn, [job('same', startedOn, addDays(dueOn, -12)), job('same', addDays(dueOn, -1))])).toMatchObject({ state: 'met' });
    expect(state(dueOn, [job('same', startedOn, addDays(dueOn, -13)), job('same', addDays(dueOn, -1))])).toMatchObject({ state: 'not-met' });
  });
});

describe('a check', () => {
  const spells = [job('same', START)];
  const first = (evidence: readonly SightedOn[], today: string, rules = RULES, of = spells) => sustainment(START, of, evidence, rules, today)[0]!;

  it.each<[string, readonly SightedOn[], string, Partial<Record<string, unknown>>]>([
    ['is not due the day before', [], '2026-04-05', { state: 'not-due', missing: null }],
    ['waits within its window', [], '2026-05-04', { state: 'due', missing: { what: 'evidence', evidenceCodes: ['payslip', 'employer-confirmation'], ask: ['candidate', 'employer'] } }],
    ['cannot be told after its window', [], '2026-05-05', { state: 'cannot-tell', missing: { what: 'evidence' } }],
    ['is not met by evidence of the day before', [seen('2026-04-05')], '2026-04-20', { state: 'due' }],
    ['is not met by evidence of a kind that is not enough', [seen(DUE, 'hmrc-statement')], '2026-04-20', { state: 'cannot-tell', missing: { what: 'evidence', ask: ['candidate', 'employer'] } }],
    ['is not met by anybody’s word where evidence is asked for', [seen(DUE, null)], '2026-04-20', { state: 'cannot-tell' }],
    ['is met by evidence of a later day, also after the window', [seen('2026-07-30')], '2026-08-01', { state: 'met', metOn: DUE }],
    ['names the earliest evidence that is enough', [seen('2026-04-10', 'employer-confirmation'), seen('2026-04-10'), seen(DUE, 'contract')], '2026-04-20', { state: 'met', evidenceCode: 'employer-confirmation' }],
    ['is not met by evidence of the future', [seen('2026-04-20')], '2026-04-10', { state: 'due' }],
  ])('%s', (_, evidence, today, expected) => expect(first(evidence, today)).toMatchObject(expected));

  it('is answered by anybody’s word where no evidence is asked for', () => {
    expect(first([seen(DUE, null)], DUE, USUAL_SUSTAINMENT)).toMatchObject({ state: 'met', evidenceCode: null });
    expect(first([], DUE, USUAL_SUSTAINMENT)).toMatchObject({ state: 'due', missing: { evidenceCodes: [], ask: ['candidate', 'employer'] } });
  });

  it('waits for somebody who is between jobs, as long as is permitted and no longer than the window', () => {
    const away = [job('same', START, '2026-04-01')];
    expect(first([], '2026-04-05', RULES, away)).toMatchObject({ state: 'not-due' });
    expect(first([], '2026-04-11', RULES, away)).toMatchObject({ state: 'due', missing: { what: 'return-to-work', ask: ['candidate'] } });
    expect(first([], '2026-04-12', RULES, away)).toMatchObject({ state: 'not-met', because: { code: 'left', fromOn: '2026-04-02', days: 11 } });
    expect(first([], '2026-04-12', { ...RULES, windowDays: 3 }, away)).toMatchObject({ state: 'not-met', because: { code: 'left', days: 8 } });
    expect(first([], '2026-04-09', { ...RULES, windowDays: 3 }, away)).toMatchObject({ state: 'due' });
  });

  it('is not met as soon as that is certain, before it is due', () => {
    expect(first([], '2026-01-31', RULES, [job('same', START, '2026-01-10')]).state).toBe('not-met');
    expect(first([], '2026-01-20', RULES, [job('same', START, '2026-01-10')]).state).toBe('not-due');
  });

  it.each<[string, readonly EmploymentSpell[], readonly SightedOn[], string, SustainmentRules, string]>([
    ['ahead', spells, [], '2026-02-01', RULES, 'Due on 2026-04-06.'],
    ['to be asked for', spells, [], DUE, RULES, 'Ask the candidate or the employer for a payslip or a confirmation by the employer of 2026-04-06 or later, by 2026-05-04.'],
    ['to be asked for in any way', spells, [], DUE, USUAL_SUSTAINMENT, 'Ask the candidate or the employer whether the person is still there, by 2026-05-04.'],
    ['met', spells, [seen(DUE)], DUE, RULES, '13 weeks reached on 2026-04-06, shown by a payslip.'],
    ['met by word', spells, [seen(DUE, null)], DUE, USUAL_SUSTAINMENT, '13 weeks reached on 2026-04-06.'],
    ['without hours', [job('same', START, null, null)], [], DUE, RULES, 'The weekly hours are not known. Ask the employer or the candidate and record them.'],
    ['between jobs', [job('same', START, '2026-04-01')], [], DUE, RULES, 'The person is between jobs, for no longer than permitted so far. Ask the candidate, and record the next job if it begins by 2026-05-04.'],
    ['not met', [job('same', START, '2026-03-25')], [], DUE, { ...RULES, permittedGapDays: 0 }, 'The person has not been at work since 2026-03-26: 12 days at once, 12 in all. Permitted are 10 at once and 0 in all.'],
    ['not met by a day', [job('same', START, '2026-03-25')], [], '2026-03-26', { ...RULES, permittedGapDays: 0 }, 'The person has not been at work since 2026-03-26: 1 day at once, 1 in all. Permitted are 10 at once and 0 in all.'],
  ])('is told in words: %s', (_, of, evidence, today, rules, sentence) => expect(checkInWords(sustainment(START, of, evidence, rules, today)[0]!, rules)).toBe(sentence));

  it('agrees with playing every day, whatever the spells, the evidence and the rules', () => {
    const day = fc.integer({ min: -5, max: 400 }).map((days) => addDays(START, days));
    const spell = fc.record({ employerCode: fc.constantFrom(...(Object.keys(EMPLOYERS) as EmployerCode[])), fromOn: day, length: fc.option(fc.nat(200)), weeklyMinutes: fc.option(fc.constantFrom(300, 600, 900, 960, 1200)) })
      .map(({ length, fromOn, ...rest }): EmploymentSpell => ({ ...rest, fromOn, toOn: length === null ? null : addDays(fromOn, length) }));
    const rulesOf = fc.record<SustainmentRules>({
      permittedGapDays: fc.nat(40), permittedGapDaysAtOnce: fc.nat(30), minimumWeeklyMinutes: fc.constantFrom(0, 600, 960), allowsChangeOfEmployer: fc.boolean(),
      evidenceCodes: fc.subarray(Object.keys(EVIDENCE_KINDS) as EvidenceCode[]), windowDays: fc.nat(60),
    });
    const sighting = fc.record({ happenedOn: day, evidenceCode: fc.option(fc.constantFrom(...(Object.keys(EVIDENCE_KINDS) as EvidenceCode[]))) });
    const met = { met: 0, 'not-met': 0, due: 0, 'not-due': 0, 'cannot-tell': 0 };
    fc.assert(
      fc.property(fc.boolean(), fc.array(spell, { maxLength: 5 }), fc.array(sighting, { maxLength: 5 }), rulesOf, fc.nat(430), (isWhole, some, evidence, rules, days) => {
        const of = isWhole ? [job('same', START), ...some] : some;
        const today = addDays(START, days);
        const fast = sustainment(START, of, evidence, rules, today);
        for (const { state } of fast) met[state] += 1;
        expect(fast.map(({ state, metOn }) => ({ state, metOn }))).toEqual(sustainmentDayByDay(START, of, evidence, rules, today));
      }),
      { numRuns: 300, seed: 23 },
    );
    expect(Object.values(met).every((count) => count > 10)).toBe(true);
  });
});
