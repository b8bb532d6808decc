import { describe, expect, it } from '@jest/globals';
import { agreementProblem } from './agreement.js';

const party = (organisationCode: string, roles: string) => ({ organisationCode, isActing: roles.includes('acts'), isActedFor: roles.includes('acted-for') });
const TWO = [party('A', 'acts'), party('B', 'acted-for')];

describe('a sharing agreement', () => {
  it.each<[string, string, string | null, ReturnType<typeof party>[] | null, RegExp | null]>([
    ['with one that acts for another', '2026-01-01', '2026-12-31', TWO, null],
    ['of one day', '2026-01-01', '2026-01-01', TWO, null],
    ['without an end', '2026-01-01', null, TWO, null],
    ['of a consortium in which all are both', '2026-01-01', null, [party('A', 'acts acted-for'), party('B', 'acts acted-for')], null],
    ['of which only the dates are asked', '2026-01-01', '2026-12-31', null, null],
    ['whose first day is not real', '2026-02-30', null, TWO, /real dates/],
    ['whose last day is not real', '2026-01-01', '2026-02-30', TWO, /real dates/],
    ['that ends before it begins', '2026-01-02', '2026-01-01', null, /before the first/],
    ['with a party twice, however written', '2026-01-01', null, [party('A', 'acts'), party('a', 'acted-for')], /twice/],
    ['with nobody', '2026-01-01', null, [], /another that it acts for/],
    ['with one that acts for itself alone', '2026-01-01', null, [party('A', 'acts acted-for')], /another that it acts for/],
    ['in which nobody acts', '2026-01-01', null, [party('A', 'acted-for'), party('B', 'acted-for')], /another that it acts for/],
    ['in which nobody is acted for', '2026-01-01', null, [party('A', 'acts'), party('B', 'acts')], /another that it acts for/],
  ])('%s', (_, fromOn, toOn, parties, problem) => {
    expect(agreementProblem({ fromOn, toOn, parties }) ?? 'possible').toMatch(problem ?? /^possible$/);
  });
});
