import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { EXAMPLE_RULES } from './check-rules.oracle.js';
import { identityProblems, identityProof, SHOWN_BY, type IdentityRules, type ShownBy } from './identity.js';

const { identity } = EXAMPLE_RULES;

/** Every way to say what each document counts for, or for nothing. */
function ways(rules: IdentityRules, codes: readonly string[]): (ShownBy | null)[][] {
  return codes.reduce<(ShownBy | null)[][]>((before, code) => before.flatMap((way) => [null, ...rules.documents.find((document) => document.code === code)!.shows].map((shown) => [...way, shown])), [[]]);
}

describe('who somebody is, by documents', () => {
  it.each([
    [['passport', 'bank', 'bill'], 'one photograph and two addresses'],
    [['licence', 'bank', 'bill'], 'one photograph and two addresses'],
    [['passport', 'licence', 'bank'], 'one photograph and two addresses'], // the licence serves for the address
    [['signed', 'birth', 'council', 'bank', 'bill'], 'no photograph'],
  ])('%j is enough: %s', (codes, option) => expect(identityProof(codes, identity)).toEqual({ isProved: true, option }));

  it('Complaint 21: somebody without identity documents is told what else to bring', () => {
    expect(identityProof(['signed', 'birth', 'bank', 'bill'], identity)).toEqual({
      isProved: false,
      nearest: 'one photograph and two addresses',
      lacks: { photograph: 1, 'signed-photograph': 0, 'no-photograph': 0, address: 0 },
      bring: 'Bring 1 more document with a photograph (as a passport, a driving licence).',
    });
    expect(identityProof(['signed', 'birth'], { ...identity, options: identity.options.slice(2) })).toMatchObject({
      lacks: { 'no-photograph': 1, address: 2 },
      bring: 'Bring 1 more document without a photograph (as a letter of a council) and 2 more documents that show the address (as a driving licence, a letter of a council, a bank statement).',
    });
  });

  it('counts a document once, however often it is listed, and knows of no others', () => {
    expect(identityProof(['bank', 'bank', 'passport', 'dog-licence'], identity)).toMatchObject({ isProved: false, lacks: { address: 1 } });
    expect(identityProof(['licence', 'bank'], identity)).toMatchObject({ isProved: false });
  });

  it('says to ask where the list has no more to name', () => {
    const rules: IdentityRules = { documents: [{ code: 'passport', words: 'a passport', shows: ['photograph'] }], options: [{ words: 'two', needs: { photograph: 2, 'signed-photograph': 0, 'no-photograph': 0, address: 0 } }] };
    expect(identityProof(['passport'], rules)).toMatchObject({ bring: 'Bring 1 more document with a photograph (ask the employer which).' });
  });

  it('finds the same as trying every way', () => {
    const anyCodes = fc.uniqueArray(fc.constantFrom(...identity.documents.map(({ code }) => code)));
    fc.assert(
      fc.property(anyCodes, (codes) => {
        const lacking = (needs: Readonly<Record<ShownBy, number>>, way: readonly (ShownBy | null)[]): number => SHOWN_BY.reduce((sum, kind) => sum + Math.max(0, needs[kind] - way.filter((shown) => shown === kind).length), 0);
        const least = identity.options.map(({ needs }) => Math.min(...ways(identity, codes).map((way) => lacking(needs, way))));
        const proof = identityProof(codes, identity);
        expect(proof.isProved ? 0 : Object.values(proof.lacks).reduce((sum, count) => sum + count, 0)).toBe(Math.min(...least));
        expect(proof.isProved ? proof.option : proof.nearest).toBe(identity.options[least.indexOf(Math.min(...least))]!.words);
      }),
    );
  });
});

describe('rules of identity', () => {
  it('that can be used have nothing wrong', () => expect(identityProblems(identity)).toEqual([]));

  it.each<[string, IdentityRules, string]>([
    ['without a combination', { ...identity, options: [] }, '/identity/options'],
    ['with one code twice', { ...identity, documents: [...identity.documents, identity.documents[0]!] }, '/identity/documents'],
    ['that ask for nothing', { ...identity, options: [{ words: 'nothing', needs: { photograph: 0, 'signed-photograph': 0, 'no-photograph': 0, address: 0 } }] }, '/identity/options/0/needs'],
    ['that ask for more than there is', { ...identity, options: [{ words: 'many', needs: { photograph: 3, 'signed-photograph': 0, 'no-photograph': 0, address: 0 } }] }, '/identity/options/0/needs/photograph'],
  ])('%s are refused at their place', (_, rules, pointer) => expect(identityProblems(rules).map((problem) => problem.pointer)).toEqual([pointer]));
});
