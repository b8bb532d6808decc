import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type HireLink, type LinkableHire, type LinkableReferral, linkHire } from './link-hire.js';

const HIRE: LinkableHire = { organisationId: 'trust', employeeReference: '20 411', candidateReference: null, givenName: 'Zoë', familyName: "O'Brien-Łęcka", bornOn: '1999-04-30' };
const REFERRAL: LinkableReferral = { referralId: 'r1', organisationId: 'trust', candidateReference: 'C-7', givenName: 'ZOE', familyName: 'OBrien Lecka', bornOn: '1999-04-30' };
const OTHER = { givenName: 'Another', familyName: 'Person' };

const NONE: HireLink = { referralId: null, link: 'none' };
const AMBIGUOUS: HireLink = { referralId: null, link: 'ambiguous' };
const byName = (referralId: string): HireLink => ({ referralId, link: 'name-and-date-of-birth' });
const byReference = (referralId: string): HireLink => ({ referralId, link: 'reference' });

describe('linking a hire to the referral that led to it', () => {
  it.each<[string, Partial<LinkableHire>, readonly Partial<LinkableReferral>[], HireLink]>([
    ['by candidate reference, whatever the names', { candidateReference: 'c-7' }, [OTHER], byReference('r1')],
    ['by employee reference, case and spaces folded', { employeeReference: ' c -7', bornOn: null }, [{}], byReference('r1')],
    ['by employee reference where nothing else is known of the person', { employeeReference: 'C-7', givenName: null, familyName: null, bornOn: null }, [OTHER], byReference('r1')],
    ['by employee reference where nothing is known that contradicts', { employeeReference: 'C-7', familyName: '-' }, [{ ...OTHER, givenName: '', bornOn: null }], byReference('r1')],
    ['by employee reference to the one that nothing contradicts', { employeeReference: 'C-7', bornOn: null }, [OTHER, { referralId: 'r2' }], byReference('r2')],
    ['by candidate reference, whoever has the employee number', { candidateReference: 'C-8', employeeReference: 'C-7' }, [{}, { ...OTHER, referralId: 'r2', candidateReference: 'C-8' }], byReference('r2')],
    ['by candidate reference, whatever the date of birth', { candidateReference: 'C-7' }, [{ bornOn: '1970-01-01' }], byReference('r1')],
    ['by name where the employee number is that of another person', { employeeReference: 'C-7' }, [OTHER, { referralId: 'r2', candidateReference: 'C-9' }], byName('r2')],
    ['by name elsewhere where the employee number here is that of another person', { employeeReference: 'C-7' }, [OTHER, { referralId: 'r2', organisationId: 'practice' }], byName('r2')],
    ['by name and date of birth, however they are typed', {}, [{}], byName('r1')],
    ['by reference before name', { candidateReference: 'C-8' }, [{}, { ...OTHER, referralId: 'r2', candidateReference: 'C-8' }], byReference('r2')],
    ['by name where the reference is of another organisation', { candidateReference: 'C-7' }, [{ ...OTHER, organisationId: 'practice' }, { referralId: 'r2', candidateReference: null }], byName('r2')],
    ['to the hiring organisation before another', {}, [{ referralId: 'r2', organisationId: 'practice' }, {}], byName('r1')],
    ['to another organisation when it is the only one', {}, [{ organisationId: 'practice' }], byName('r1')],
    ['once when the referral is listed twice', {}, [{}, {}], byName('r1')],
    ['not when two have the reference', { candidateReference: 'C-7' }, [{}, { ...OTHER, referralId: 'r2' }], AMBIGUOUS],
    ['not by employee reference on another given name', { employeeReference: 'C-7', bornOn: null }, [{ givenName: 'Another' }], NONE],
    ['not by employee reference on another family name', { employeeReference: 'C-7', givenName: null }, [{ familyName: 'Person' }], NONE],
    ['not by employee reference on another birthday', { employeeReference: 'C-7', givenName: null, familyName: null }, [{ bornOn: '1999-04-29' }], NONE],
    ['not when two have the employee reference', { employeeReference: 'C-7' }, [{}, { referralId: 'r2' }], AMBIGUOUS],
    ['not when two fit by name', {}, [{}, { referralId: 'r2' }], AMBIGUOUS],
    ['not when two elsewhere fit by name', {}, [{ organisationId: 'a' }, { organisationId: 'b', referralId: 'r2' }], AMBIGUOUS],
    ['not on another birthday', {}, [{ bornOn: '1999-04-29' }], NONE],
    ['not without a birthday', { bornOn: null }, [{ bornOn: null }], NONE],
    ['not on another given name', { givenName: 'Chloe' }, [{}], NONE],
    ['not on another family name', { familyName: 'Lecka' }, [{}], NONE],
    ['not without a given name', { givenName: null }, [{ givenName: '' }], NONE],
    ['not on names without a letter', { familyName: '-' }, [{ familyName: '.' }], NONE],
    ['not on empty references', { employeeReference: '', candidateReference: ' ' }, [{ ...OTHER, candidateReference: '' }, { ...OTHER, candidateReference: null }], NONE],
    ['not when leading zeros differ', { employeeReference: '007' }, [{ ...OTHER, candidateReference: '7' }], NONE],
    ['not to nothing', {}, [], NONE],
  ])('links %s', (_, hire, referrals, expected) => {
    expect(linkHire({ ...HIRE, ...hire }, referrals.map((referral) => ({ ...REFERRAL, ...referral })))).toEqual(expected);
  });

  it('keeps letters of other scripts apart', () => {
    const hire = { ...HIRE, givenName: 'Иван', familyName: '王' };
    expect(linkHire(hire, [{ ...REFERRAL, givenName: 'иван', familyName: '王' }])).toEqual(byName('r1'));
    expect(linkHire(hire, [{ ...REFERRAL, givenName: 'иван', familyName: '李' }])).toEqual(NONE);
  });

  it('folds the letters that Unicode does not take apart', () => {
    const hire = { ...HIRE, givenName: 'Þórður', familyName: 'Strauß-Ødegård' };
    expect(linkHire(hire, [{ ...REFERRAL, givenName: 'Thordur', familyName: 'STRAUSS ODEGARD' }])).toEqual(byName('r1'));
  });

  it('does not depend on the order of the referrals', () => {
    const referral = fc.record({
      referralId: fc.constantFrom('r1', 'r2', 'r3'),
      organisationId: fc.constantFrom('trust', 'practice'),
      candidateReference: fc.constantFrom('C-7', 'C-8', null),
      givenName: fc.constantFrom('Zoe', 'Zoë', 'Ann'),
      familyName: fc.constant('OBrien Lecka'),
      bornOn: fc.constantFrom('1999-04-30', null),
    });
    fc.assert(
      fc.property(fc.array(referral, { maxLength: 5 }), fc.constantFrom('C-7', null), (referrals, candidateReference) => {
        const hire = { ...HIRE, candidateReference };
        expect(linkHire(hire, referrals.toReversed())).toEqual(linkHire(hire, referrals));
      }),
    );
  });
});
