import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { LIKENESS_RULES, likenessOf } from './likeness.js';
import { likenessFacts, type LikenessFacts, type RecordedPerson } from './person-forms.js';

const ANNA: RecordedPerson = { givenName: 'Anna Maria', familyName: 'O’Brien-Núñez', bornOn: '1990-03-04', postcode: 'ZX1 1AA', email: 'anna@example.org', phone: '020 7946 0123' };

const found = (one: RecordedPerson, other: RecordedPerson) => likenessOf(likenessFacts(one), likenessFacts(other));

describe('likenessFacts', () => {
  it.each<[string, Partial<RecordedPerson>, Partial<RecordedPerson>]>([
    ['case, accents, apostrophes and hyphens', { givenName: 'ANNA  maria', familyName: 'Obrien Nunez' }, {}],
    ['letters with a stroke', { familyName: 'Søłtæß' }, { familyName: 'Soltaess' }],
    ['an accent as a letter of its own', { familyName: 'Nun\u0303ez' }, { familyName: 'Ñuñez' }],
    ['short forms', { givenName: 'Liz', familyName: 'Khan' }, { givenName: 'Elisabeth', familyName: 'Khan' }],
    ['spellings of one name', { givenName: 'Mohamed', familyName: 'Ali' }, { givenName: 'Muhammad', familyName: 'Ali' }],
    ['the postcode with and without its space', { postcode: ' zx11aa ' }, {}],
    ['the mailbox in capitals', { email: ' Anna@Example.ORG ' }, {}],
    ['the telephone with the code of the country', { phone: '+44 (0)20 7946-0123' }, {}],
    ['the telephone as dialled from abroad', { phone: '0044 20 79460123' }, {}],
  ])('knows %s', (_, one, other) => {
    expect(likenessFacts({ ...ANNA, ...one })).toEqual(likenessFacts({ ...ANNA, ...other }));
  });

  it('writes each fact in one way, and what is not known or says nothing as null', () => {
    expect(likenessFacts(ANNA)).toEqual({
      name: 'anna maria nunez obrien', shortName: 'anna nunez', givenName: 'anna', bornOn: '1990-03-04', bornEitherWay: '1990-03-04', postcode: 'ZX11AA', email: 'anna@example.org', phone: '02079460123',
    });
    expect(likenessFacts({ ...ANNA, bornOn: '1990-04-03' }).bornEitherWay).toBe('1990-03-04');
    expect(likenessFacts({ givenName: '-', familyName: '?', bornOn: null, postcode: ' ', email: '', phone: 'none' })).toEqual(NOTHING);
    expect(likenessFacts({ givenName: 'Constructor', familyName: '', bornOn: null, postcode: null, email: null, phone: null })).toEqual({ ...NOTHING, name: 'constructor', givenName: 'constructor' });
  });
});

const NOTHING: LikenessFacts = { name: null, shortName: null, givenName: null, bornOn: null, bornEitherWay: null, postcode: null, email: null, phone: null };

describe('likenessOf', () => {
  it.each<[string, Partial<RecordedPerson>, string, string]>([
    ['the same in everything', {}, 'certain', 'name-birth-contact'],
    ['the same but for the home and the mailbox', { postcode: 'ZX9 9ZZ', email: 'new@example.org' }, 'certain', 'name-birth-contact'],
    ['nothing but name and birth', { postcode: null, email: null, phone: null }, 'likely', 'name-birth'],
    ['a second name left out', { givenName: 'Anna', postcode: null, email: null, phone: null }, 'likely', 'short-name-birth'],
    ['a new family name', { familyName: 'Smith' }, 'likely', 'given-name-birth-contact'],
    ['day and month in each other’s place', { bornOn: '1990-04-03' }, 'likely', 'name-swapped-birth-contact'],
    ['a record without a date of birth, and the same mailbox', { bornOn: null, postcode: null }, 'likely', 'name-contact'],
  ])('finds one person in %s', (_, other, likeness, reason) => {
    expect(found(ANNA, { ...ANNA, ...other })).toMatchObject({ likeness, reasons: expect.arrayContaining([reason]) });
    expect(found(ANNA, { ...ANNA, ...other }).reasons[0]).toBe(reason);
  });

  it('finds one person in given and family names in each other’s place', () => {
    expect(found(ANNA, { ...ANNA, givenName: ANNA.familyName, familyName: ANNA.givenName })).toMatchObject({ likeness: 'certain', reasons: expect.arrayContaining(['name-birth-contact']) });
  });

  it.each<[string, RecordedPerson, Partial<RecordedPerson>]>([
    ['twins in one home, with one telephone and mailbox', ANNA, { givenName: 'Bella' }],
    ['twins of nearly the same name', { ...ANNA, givenName: 'Alexander' }, { givenName: 'Alexandra' }],
    ['father and son of one name, home, telephone and mailbox', ANNA, { bornOn: '1965-03-04' }],
    ['father and son of one name and home, one without a date of birth', ANNA, { bornOn: null, email: null, phone: null }],
    ['mother and daughter, born on the same day of the year', ANNA, { bornOn: '1960-03-04', phone: null }],
    ['two people of one name, with nothing else known', { ...ANNA, bornOn: null, postcode: null, email: null, phone: null }, {}],
    ['day and month in each other’s place, and nothing else in common', ANNA, { bornOn: '1990-04-03', postcode: null, email: null, phone: null }],
    ['a couple with one mailbox', ANNA, { givenName: 'Ben', bornOn: null }],
    ['people of one first name and birthday elsewhere', ANNA, { familyName: 'Smith', postcode: 'ZX9 9ZZ', email: null, phone: null }],
    ['records that say nothing', { givenName: '-', familyName: '-', bornOn: null, postcode: null, email: null, phone: null }, {}],
  ])('finds nobody twice in %s', (_, one, other) => {
    expect(found(one, { ...one, ...other })).toEqual({ likeness: 'none', reasons: [] });
  });

  const value = (name: string) => fc.constantFrom(null, `${name} 1`, `${name} 2`);
  const facts = fc.record<LikenessFacts>({ name: value('n'), shortName: value('s'), givenName: value('g'), bornOn: value('b'), bornEitherWay: value('e'), postcode: value('p'), email: value('m'), phone: value('t') });

  it('says the same in either order, and of a digest what it says of the text', () => {
    fc.assert(fc.property(facts, facts, (one, other) => {
      const digest = (of: LikenessFacts): LikenessFacts => ({ ...of, name: of.name && `#${of.name}`, email: of.email && `#${of.email}` });
      expect(likenessOf(other, one)).toEqual(likenessOf(one, other));
      expect(likenessOf(digest(one), digest(other))).toEqual(likenessOf(one, other));
    }));
  });

  it('agrees with the rules said one after the other', () => {
    fc.assert(fc.property(facts, facts, (one, other) => {
      const both = (fact: keyof LikenessFacts) => one[fact] !== null && one[fact] === other[fact];
      const reach = both('email') || both('phone');
      const contact = reach || both('postcode');
      const said: string[] = [];
      if (both('name') && both('bornOn') && contact) said.push('name-birth-contact');
      if (both('name') && both('bornOn')) said.push('name-birth');
      if (both('shortName') && both('bornOn')) said.push('short-name-birth');
      if (both('givenName') && both('bornOn') && contact) said.push('given-name-birth-contact');
      if (both('name') && both('bornEitherWay') && contact) said.push('name-swapped-birth-contact');
      if (both('name') && reach && (one.bornOn === null || other.bornOn === null)) said.push('name-contact');
      const likeness = said[0] === 'name-birth-contact' ? 'certain' : said.length > 0 ? 'likely' : 'none';
      expect(likenessOf(one, other)).toEqual({ likeness, reasons: said });
    }), { numRuns: 2000 });
  });

  it('has the surest rules first', () => {
    expect(LIKENESS_RULES.map(({ likeness }) => likeness)).toEqual(['certain', ...Array.from({ length: LIKENESS_RULES.length - 1 }, () => 'likely')]);
  });
});
