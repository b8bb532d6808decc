import { describe, expect, it } from '@jest/globals';
import { checkRulesProblems, hasReached, type CheckRule, type CheckRules } from './check-rules.js';
import { EXAMPLE_RULES } from './check-rules.oracle.js';

const changed = (check: CheckRule['check'], change: Partial<CheckRule>): CheckRules => ({ ...EXAMPLE_RULES, checks: EXAMPLE_RULES.checks.map((rule) => (rule.check === check ? { ...rule, ...change } : rule)) });

describe('rules of checks', () => {
  it('that can be put in force have nothing wrong', () => expect(checkRulesProblems(EXAMPLE_RULES)).toEqual([]));

  it.each<[string, CheckRules, string, string]>([
    ['without one of the six', { ...EXAMPLE_RULES, checks: EXAMPLE_RULES.checks.slice(1) }, '/checks', 'identity is missing'],
    ['with one twice', { ...EXAMPLE_RULES, checks: [...EXAMPLE_RULES.checks, EXAMPLE_RULES.checks[3]!] }, '/checks', 'references is there 2 times'],
    ['that ask of health before an offer', changed('work-health', { askedFrom: 'interview' }), '/checks/5/askedFrom', 'after an offer only'],
    ['that ask for the right to work before an offer', changed('right-to-work', { askedFrom: 'referred' }), '/checks/1/askedFrom', 'after an offer only'],
    ['that ask of convictions before an offer', changed('criminal-record', { askedFrom: 'reviewing' }), '/checks/4/askedFrom', 'after an offer only'],
    ['that ask when a case has ended', changed('references', { askedFrom: 'declined' }), '/checks/3/askedFrom', 'suggested, referred'],
    ['without a way to do one', changed('references', { methods: [] }), '/checks/3/methods', 'at least one way'],
    ['with two ways of one code', changed('references', { methods: [{ code: 'a', words: 'a' }, { code: 'a', words: 'b' }] }), '/checks/3/methods', 'the same code'],
    ['whose identity cannot be proved', { ...EXAMPLE_RULES, identity: { ...EXAMPLE_RULES.identity, options: [] } }, '/identity/options', 'at least one combination'],
  ])('%s are refused at their place', (_, rules, pointer, words) => expect(checkRulesProblems(rules)).toEqual([{ pointer, detail: expect.stringContaining(words) }]));

  it('may ask of references and qualifications earlier', () => expect(checkRulesProblems(changed('references', { askedFrom: 'interview' }))).toEqual([]));

  it.each([
    ['offered', 'offered', true],
    ['started', 'offered', true],
    ['interview', 'offered', false],
    ['declined', 'suggested', false],
    ['expired', 'offered', false],
  ] as const)('a case that is %s has reached %s: %s', (status, from, has) => expect(hasReached(status, from)).toBe(has));
});
