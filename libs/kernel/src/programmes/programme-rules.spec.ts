import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { addDays, fromEpochDay, toEpochDay } from '../calendar/plain-date.js';
import { TARGET_GROUPS } from '../target-groups/target-groups.js';
import { PROGRAMME_EVIDENCE, NO_EVIDENCE, type EvidenceRule } from './programme-evidence.js';
import { membershipRule, programmeMembership, programmeProblems, type Programme, type ProgrammePerson } from './programme-rules.js';

const ON = '2026-03-02';

function programmeWith(rules: Partial<Programme> = {}): Programme {
  return {
    code: 'returners',
    name: 'Returners',
    startsOn: '2026-01-01',
    endsOn: null,
    minimumAge: null,
    maximumAge: null,
    targetGroups: [],
    areaCodes: [],
    mostDeprivedDeciles: null,
    evidence: NO_EVIDENCE,
    justification: 'Evidence of under-representation; proportionate; reviewed yearly.',
    reviewOn: '2026-12-31',
    ...rules,
  };
}

const person: ProgrammePerson = {
  bornOn: '2004-06-01',
  isVaccinationWorkforce: false,
  vaccinationRoleEndsOn: null,
  postcodeDecile: 5,
  deprivationEdition: 2025,
  isNhsEmployee: true,
  ladCode: 'E09000001',
  evidence: [],
};

/** The failing or unknown reasons of a membership. */
function against(programme: Programme, who: ProgrammePerson, on = ON): readonly string[] {
  return programmeMembership(programme, who, on)
    .reasons.filter(({ outcome }) => outcome !== 'meets')
    .map(({ rule, outcome, sentence }) => `${rule} ${outcome}: ${sentence}`);
}

const UNJUSTIFIED = 'its justification or review date is missing or out of date.';

describe('membership of a programme', () => {
  it('is open to all without rules, while the programme runs', () => {
    expect(programmeMembership(programmeWith(), person, ON)).toEqual({
      isMember: true,
      reasons: [{ rule: 'dates', outcome: 'meets', sentence: 'The programme is running.' }],
    });
  });

  it.each([
    [{ startsOn: '2026-03-03' }, ['dates fails: The programme starts on 3 March 2026.']],
    [{ startsOn: '2026-03-02' }, []],
    [{ endsOn: '2026-03-02' }, []],
    [{ endsOn: '2026-03-01' }, ['dates fails: The programme ended on 1 March 2026.']],
    [{ areaCodes: ['E09000002', 'E09000001'] }, []],
    [{ areaCodes: ['E09000002'] }, ['area fails: Lives outside the areas of the programme.']],
    [{ mostDeprivedDeciles: 5 }, []],
    [{ mostDeprivedDeciles: 10 }, []],
    [
      { mostDeprivedDeciles: 4 },
      ['deprivation fails: The programme is for homes in the 4 most deprived tenths of England; home is in decile 5 of the 2025 Indices of Deprivation.'],
    ],
    [
      { mostDeprivedDeciles: 1, justification: null, reviewOn: null }, // residence is no protected characteristic: nothing to justify
      ['deprivation fails: The programme is for homes in the most deprived tenth of England; home is in decile 5 of the 2025 Indices of Deprivation.'],
    ],
    [{ targetGroups: ['outside-nhs', 'aged-16-24'] }, []],
    [{ minimumAge: 16, maximumAge: 24 }, []],
    [{ minimumAge: 22 }, ['age fails: The programme is for ages from 22; aged 21 on 2 March 2026.']],
    [{ maximumAge: 20 }, ['age fails: The programme is for ages up to 20; aged 21 on 2 March 2026.']],
    [
      { targetGroups: ['outside-nhs', 'aged-45-plus'] },
      ['target-groups fails: Not known to be in a group that the programme is for. Aged 21 on 2 March 2026. Works for the NHS.'],
    ],
  ] as const)('with %j: %j', (rules, expected) => {
    expect(against(programmeWith(rules), person)).toEqual(expected);
    expect(programmeMembership(programmeWith(rules), person, ON).isMember).toBe(expected.length === 0);
  });

  it.each([
    [{ areaCodes: ['E09000001'] }, { ladCode: null }, 'area unknown: The area of residence is not known.'],
    [
      { mostDeprivedDeciles: 10 },
      { postcodeDecile: null },
      'deprivation unknown: The programme is for homes in the 10 most deprived tenths of England; no decile of the 2025 Indices of Deprivation is known for the home postcode.',
    ],
    [{ minimumAge: 16 }, { bornOn: null }, 'age unknown: The programme is for ages from 16; the date of birth is not known.'],
    [
      { targetGroups: ['outside-nhs', 'aged-45-plus'] },
      { isNhsEmployee: null },
      'target-groups unknown: Not known to be in a group that the programme is for. Aged 21 on 2 March 2026. Whether the present employer is the NHS is not recorded.',
    ],
  ] as const)('what is not known is not met: %j, %j', (rules, facts, expected) => {
    expect(against(programmeWith(rules), { ...person, ...facts })).toEqual([expected]);
    expect(programmeMembership(programmeWith(rules), { ...person, ...facts }, ON).isMember).toBe(false);
  });

  it.each([
    ['2008-03-03', false], // 18 tomorrow
    ['2008-03-02', true], // 18 today
    ['2008-03-01', true],
    ['2002-03-03', true], // 24 tomorrow
    ['2002-03-02', false], // 24 today
    ['2002-03-01', false],
  ])('aged 18 to 23, born %s: %s', (bornOn, isMember) => {
    const programme = programmeWith({ minimumAge: 18, maximumAge: 23 });
    expect(programmeMembership(programme, { ...person, bornOn }, ON).isMember).toBe(isMember);
  });

  it.each([
    ['2026-02-28', false],
    ['2026-03-01', true], // the birthday of 29 February in a year without it
    ['2028-02-28', true],
  ])('born on 29 February 2008, from 18, on %s: %s', (on, isMember) => {
    const programme = programmeWith({ minimumAge: 18, reviewOn: '2030-01-01' });
    expect(programmeMembership(programme, { ...person, bornOn: '2008-02-29' }, on).isMember).toBe(isMember);
  });

  it.each([{ justification: null }, { justification: '  ' }, { reviewOn: null }, { reviewOn: '2026-03-01' }])(
    'an age rule with %j makes nobody a member',
    (record) => {
      expect(against(programmeWith({ minimumAge: 16, maximumAge: 24, ...record }), person)).toEqual([
        `justification fails: The age rule is not applied: ${UNJUSTIFIED}`,
      ]);
      const byGroup = programmeWith({ targetGroups: ['aged-16-24', 'outside-nhs'], ...record });
      expect(against(byGroup, person)).toEqual([
        `target-groups fails: Not known to be in a group that the programme is for. Works for the NHS. An age group is not applied: ${UNJUSTIFIED}`,
      ]);
      expect(programmeMembership(byGroup, { ...person, isNhsEmployee: false }, ON).isMember).toBe(true);
    },
  );

  it('holds until the end of the review day', () => {
    expect(programmeMembership(programmeWith({ minimumAge: 16, reviewOn: ON }), person, ON).isMember).toBe(true);
  });

  it('is never true on an age rule that has problems, whoever asks', () => {
    const born = fc.integer({ min: toEpochDay('1940-01-01'), max: toEpochDay('2015-01-01') }).map(fromEpochDay);
    const reviewOn = fc.option(fc.integer({ min: -3, max: 3 }).map((days) => addDays(ON, days)), { nil: null });
    const justification = fc.constantFrom(null, '', 'Recorded.');
    fc.assert(
      fc.property(born, reviewOn, justification, fc.nat(60), (bornOn, review, text, minimumAge) => {
        const programme = programmeWith({ minimumAge, reviewOn: review, justification: text });
        const { isMember } = programmeMembership(programme, { ...person, bornOn }, ON);
        expect(isMember && programmeProblems(programme, ON).length > 0).toBe(false);
        const lawful = text === 'Recorded.' && review !== null && review >= ON;
        const birthday = `${Number(bornOn.slice(0, 4)) + minimumAge}${bornOn.slice(4)}`;
        expect(isMember).toBe(lawful && birthday <= ON);
      }),
      { numRuns: 500 },
    );
  });
});

/** Care leavers are let in up to 24. */
const OLDER: EvidenceRule = { everybody: [], olderWith: { maximumAge: 24, anyOf: ['care-leaver', 'prison-leaver'] } };

describe('evidence for a programme', () => {
  const both: EvidenceRule = { everybody: ['universal-credit', 'work-coach-referral'], olderWith: null };

  it('that is not shown yet is told by name, and is not known rather than missing', () => {
    expect(against(programmeWith({ evidence: both }), { ...person, evidence: ['universal-credit'] })).toEqual([
      'evidence unknown: The programme asks for Universal Credit and a referral of a work coach; not shown yet: a referral of a work coach.',
    ]);
    expect(programmeMembership(programmeWith({ evidence: both }), { ...person, evidence: both.everybody }, ON).reasons).toContainEqual({ rule: 'evidence', outcome: 'meets', sentence: 'The programme asks for Universal Credit and a referral of a work coach, which was shown.' });
  });

  it('lets in older people up to their own age, and says so', () => {
    expect(against(programmeWith({ maximumAge: 20, evidence: OLDER }), person)).toEqual(['age fails: The programme is for ages up to 20, and up to 24 with having been in care or having been in prison; aged 21 on 2 March 2026.']);
  });
});

describe('the rule of many programmes for many people', () => {
  const mostly = <Most, Other>(most: Most, other: fc.Arbitrary<Other>) => fc.oneof({ weight: 3, arbitrary: fc.constant(most) }, { weight: 2, arbitrary: other });
  const day = fc.integer({ min: -2, max: 2 }).map((days) => addDays(ON, days));
  const age = fc.integer({ min: 14, max: 50 });
  const decile = fc.integer({ min: 1, max: 10 });
  const some = <Value>(values: readonly Value[]) => mostly<Value[], Value[]>([], fc.subarray([...values]));
  const anyEvidence: fc.Arbitrary<EvidenceRule> = fc.record({ everybody: fc.subarray([...PROGRAMME_EVIDENCE]), olderWith: fc.option(fc.record({ maximumAge: age, anyOf: fc.subarray([...PROGRAMME_EVIDENCE]) }), { nil: null }) });
  const anyProgramme = fc
    .record({
      startsOn: mostly('2026-01-01', day),
      endsOn: mostly(null, day),
      minimumAge: mostly(null, age),
      maximumAge: mostly(null, age),
      targetGroups: some(TARGET_GROUPS),
      areaCodes: some(['E1', 'E2']),
      mostDeprivedDeciles: mostly(null, decile),
      evidence: mostly(NO_EVIDENCE, anyEvidence),
      justification: mostly('Recorded.', fc.constant(null)),
      reviewOn: mostly('2027-01-01', fc.option(day, { nil: null })),
    })
    .map(programmeWith);
  const anyPerson: fc.Arbitrary<ProgrammePerson> = fc.record({
    bornOn: fc.oneof(fc.integer({ min: -20_000, max: -5000 }).map((days) => addDays(ON, days)), day, fc.constant(null)),
    isVaccinationWorkforce: fc.constantFrom(true, false, null),
    vaccinationRoleEndsOn: fc.constant(null),
    postcodeDecile: fc.option(decile, { nil: null }),
    deprivationEdition: fc.constant(2025 as const),
    isNhsEmployee: fc.constantFrom(true, false, null),
    ladCode: fc.constantFrom('E1', 'E3', null),
    evidence: fc.subarray([...PROGRAMME_EVIDENCE]),
  });
  const isIn = (programme: Programme, who: ProgrammePerson): boolean => programmeMembership(programme, who, ON).isMember;

  it('says for each what its membership with reasons says', () => {
    let yes = 0;
    fc.assert(
      fc.property(fc.array(anyProgramme, { maxLength: 5 }), anyPerson, (drawn, who) => {
        const programmes = drawn.map((programme, at) => ({ ...programme, code: `P${at}` }));
        const codes = membershipRule(programmes, ON)(who);
        expect(codes).toEqual(programmes.filter((programme) => isIn(programme, who)).map(({ code }) => code));
        yes += codes.length; // else it might be the no's alone that agree
      }),
      { numRuns: 3000 },
    );
    expect(yes).toBeGreaterThan(500);
  });

  it.each([
    [{}, {}, true],
    [{ startsOn: '2026-03-03' }, {}, false],
    [{ endsOn: '2026-03-01' }, {}, false],
    [{ minimumAge: 21, maximumAge: 21 }, {}, true],
    [{ minimumAge: 22 }, {}, false],
    [{ maximumAge: 20 }, {}, false],
    [{ maximumAge: 20 }, { bornOn: null }, false],
    [{ minimumAge: 21, justification: null }, {}, false],
    [{ targetGroups: ['aged-16-24'] }, {}, true],
    [{ targetGroups: ['aged-45-plus'] }, {}, false],
    [{ targetGroups: ['aged-45-plus'] }, { bornOn: null }, false],
    [{ targetGroups: ['aged-16-24'], reviewOn: null }, {}, false],
    [{ targetGroups: ['aged-16-24', 'outside-nhs'], reviewOn: null }, { isNhsEmployee: false }, true],
    [{ areaCodes: ['E09000001'] }, {}, true],
    [{ areaCodes: ['E09000002'] }, {}, false],
    [{ areaCodes: ['E09000001'] }, { ladCode: null }, false],
    [{ mostDeprivedDeciles: 5 }, {}, true],
    [{ mostDeprivedDeciles: 4 }, {}, false],
    [{ mostDeprivedDeciles: 10 }, { postcodeDecile: null }, false],
    [{ evidence: { everybody: ['universal-credit'], olderWith: null } }, {}, false],
    [{ evidence: { everybody: ['universal-credit'], olderWith: null } }, { evidence: ['universal-credit', 'care-leaver'] }, true],
    [{ maximumAge: 20, evidence: OLDER }, {}, false],
    [{ maximumAge: 20, evidence: OLDER }, { evidence: ['care-leaver'] }, true],
    [{ maximumAge: 20, evidence: OLDER }, { evidence: ['universal-credit'] }, false],
    [{ maximumAge: 20, evidence: OLDER }, { evidence: ['care-leaver'], bornOn: '2001-03-02' }, false],
    [{ minimumAge: 22, maximumAge: 23, evidence: OLDER }, { evidence: ['care-leaver'] }, false],
  ] as const)('%j of %j: %s', (rules, facts, expected) => {
    expect(membershipRule([programmeWith(rules)], ON)({ ...person, ...facts })).toEqual(expected ? ['returners'] : []);
  });
});

describe('a rule on deprivation', () => {
  it('is met by exactly the tenths that it names, of the edition that the decile is of', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 10 }), fc.option(fc.integer({ min: 1, max: 10 }), { nil: null }), fc.constantFrom(2019 as const, 2025 as const), (tenths, decile, edition) => {
        const { isMember, reasons } = programmeMembership(programmeWith({ mostDeprivedDeciles: tenths }), { ...person, postcodeDecile: decile, deprivationEdition: edition }, ON);
        expect(isMember).toBe(decile !== null && decile <= tenths);
        expect(reasons.find(({ rule }) => rule === 'deprivation')!.sentence).toContain(`the ${edition} Indices`);
      }),
    );
  });
});

describe('problems of a programme', () => {
  it.each([
    [{}, []],
    [{ minimumAge: 16, maximumAge: 16 }, []],
    [{ justification: null, reviewOn: null }, []], // no rule on age, so nothing to justify
    [{ minimumAge: 16, justification: null, reviewOn: null }, ['justification-missing', 'review-date-missing']],
    [{ targetGroups: ['aged-45-plus'], justification: ' ', reviewOn: '2026-03-01' }, ['justification-missing', 'review-overdue']],
    [{ endsOn: '2025-12-31' }, ['ends-before-start']],
    [{ endsOn: '2026-01-01' }, []],
    [{ minimumAge: 25, maximumAge: 24 }, ['ages-reversed']],
    [{ maximumAge: 21, evidence: OLDER }, []],
    [{ evidence: OLDER }, ['older-without-age']],
    [{ maximumAge: 24, evidence: OLDER }, ['older-without-age']],
    [{ maximumAge: 21, evidence: { everybody: [], olderWith: { maximumAge: 24, anyOf: [] } } }, ['older-without-age']],
  ] as const)('%j: %j', (rules, codes) => {
    expect(programmeProblems(programmeWith(rules), ON).map(({ code }) => code)).toEqual(codes);
  });

  it('say what to do', () => {
    const problems = programmeProblems(
      programmeWith({ minimumAge: 25, maximumAge: 24, justification: null, reviewOn: '2026-03-01', endsOn: '2025-12-31' }),
      ON,
    );
    expect(problems.map(({ sentence }) => sentence)).toEqual([
      'Record why the age rule is lawful: its aim and why it is proportionate.',
      'Review the justification of the age rule, due on 1 March 2026, and record the next date.',
      'Correct the dates: the end, 31 December 2025, is before the start, 1 January 2026.',
      'Correct the ages: the highest, 24, is below the lowest, 25.',
    ]);
  });
});
