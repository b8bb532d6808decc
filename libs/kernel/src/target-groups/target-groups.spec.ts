import { describe, expect, it } from '@jest/globals';
import { targetGroupsOn, type TargetGroup, type TargetGroupFacts } from './target-groups.js';

const NOTHING_KNOWN: TargetGroupFacts = {
  bornOn: null,
  isVaccinationWorkforce: null,
  vaccinationRoleEndsOn: null,
  postcodeDecile: null,
  deprivationEdition: 2025,
  isNhsEmployee: null,
};

type Case = readonly [TargetGroup, Partial<TargetGroupFacts>, string, boolean | null, string];

const CASES: readonly Case[] = [
  ['vaccination-workforce', { isVaccinationWorkforce: true }, '2026-03-01', true, 'Works in vaccination.'],
  ['vaccination-workforce', { isVaccinationWorkforce: true, vaccinationRoleEndsOn: '2026-03-31' }, '2026-03-31', true, 'Works in vaccination until 31 March 2026.'],
  ['vaccination-workforce', { isVaccinationWorkforce: true, vaccinationRoleEndsOn: '2026-03-31' }, '2026-04-01', true, 'Worked in vaccination until 31 March 2026.'],
  ['vaccination-workforce', { isVaccinationWorkforce: false }, '2026-03-01', false, 'No post in vaccination is recorded.'],
  ['aged-16-24', { bornOn: '2010-03-02' }, '2026-03-01', false, 'Aged 15 on 1 March 2026.'],
  ['aged-16-24', { bornOn: '2010-03-02' }, '2026-03-02', true, 'Aged 16 on 2 March 2026.'],
  ['aged-16-24', { bornOn: '2010-03-02' }, '2026-03-03', true, 'Aged 16 on 3 March 2026.'],
  ['aged-16-24', { bornOn: '2001-03-02' }, '2026-03-01', true, 'Aged 24 on 1 March 2026.'],
  ['aged-16-24', { bornOn: '2001-03-02' }, '2026-03-02', false, 'Aged 25 on 2 March 2026.'],
  ['aged-16-24', { bornOn: '2004-02-29' }, '2029-02-28', true, 'Aged 24 on 28 February 2029.'],
  ['aged-16-24', { bornOn: '2004-02-29' }, '2029-03-01', false, 'Aged 25 on 1 March 2029.'],
  ['aged-16-24', { bornOn: '2026-03-01' }, '2026-03-01', false, 'Aged 0 on 1 March 2026.'],
  ['aged-16-24', { bornOn: '2027-01-01' }, '2026-03-01', null, 'The date of birth is not known.'],
  ['aged-45-plus', { bornOn: '1981-03-02' }, '2026-03-01', false, 'Aged 44 on 1 March 2026.'],
  ['aged-45-plus', { bornOn: '1981-03-02' }, '2026-03-02', true, 'Aged 45 on 2 March 2026.'],
  ['aged-45-plus', { bornOn: '1980-02-29' }, '2025-02-28', false, 'Aged 44 on 28 February 2025.'],
  ['aged-45-plus', { bornOn: '1980-02-29' }, '2025-03-01', true, 'Aged 45 on 1 March 2025.'],
  ['deprived-area', { postcodeDecile: 1 }, '2026-03-01', true, 'Home is in decile 1 of the 2025 Indices of Deprivation; 1 and 2 count.'],
  ['deprived-area', { postcodeDecile: 2, deprivationEdition: 2019 }, '2026-03-01', true, 'Home is in decile 2 of the 2019 Indices of Deprivation; 1 and 2 count.'],
  ['deprived-area', { postcodeDecile: 3 }, '2026-03-01', false, 'Home is in decile 3 of the 2025 Indices of Deprivation; 1 and 2 count.'],
  ['outside-nhs', { isNhsEmployee: true }, '2026-03-01', false, 'Works for the NHS.'],
  ['outside-nhs', { isNhsEmployee: false }, '2026-03-01', true, 'Does not work for the NHS.'],
];

describe('target groups on a date', () => {
  it.each(CASES)('%s for %j on %s: %s', (group, facts, on, isMember, because) => {
    const membership = targetGroupsOn({ ...NOTHING_KNOWN, ...facts }, on).find((one) => one.group === group);
    expect(membership).toEqual({ group, isMember, because });
  });

  it('are unknown, not refused, where nothing is known', () => {
    expect(targetGroupsOn(NOTHING_KNOWN, '2026-03-01')).toEqual([
      { group: 'vaccination-workforce', isMember: null, because: 'Whether there is or was a post in vaccination is not recorded.' },
      { group: 'aged-16-24', isMember: null, because: 'The date of birth is not known.' },
      { group: 'aged-45-plus', isMember: null, because: 'The date of birth is not known.' },
      { group: 'deprived-area', isMember: null, because: 'No decile of the 2025 Indices of Deprivation is known for the home postcode.' },
      { group: 'outside-nhs', isMember: null, because: 'Whether the present employer is the NHS is not recorded.' },
    ]);
  });

  it('may be several at once', () => {
    const facts = { bornOn: '1975-06-01', isVaccinationWorkforce: true, vaccinationRoleEndsOn: null, postcodeDecile: 2, deprivationEdition: 2019, isNhsEmployee: true } as const;
    const groups = targetGroupsOn(facts, '2026-03-01').filter(({ isMember }) => isMember).map(({ group }) => group);
    expect(groups).toEqual(['vaccination-workforce', 'aged-45-plus', 'deprived-area']);
  });
});
