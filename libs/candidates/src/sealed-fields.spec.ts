import { randomBytes } from 'node:crypto';
import { Sealer } from '#lib/platform';
import { describe, expect, it } from '@jest/globals';
import { candidateDigest, openCandidate, sealCandidate } from './sealed-fields.js';

const sealer = new Sealer([{ keyId: 'a', bytes: randomBytes(32) }]);
const CANDIDATE = { reference: 'C1', email: 'a@example.test', phone: '01632 960000', needs: 'Needs step-free access.', level: 3 };

describe('a candidate', () => {
  it('is sealed where it says how to reach somebody or what they need, and opened again', () => {
    const sealed = sealCandidate(sealer, CANDIDATE);
    expect(sealed).toMatchObject({ reference: 'C1', level: 3 });
    expect(JSON.stringify(sealed)).not.toMatch(/example|01632|step-free/);
    expect(openCandidate(sealer, sealed)).toEqual(CANDIDATE);
  });

  it('may lack all of it', () => {
    const silent = { email: null, phone: null, needs: null };
    expect(sealCandidate(sealer, silent)).toEqual(silent);
    expect(openCandidate(sealer, silent)).toEqual(silent);
  });

  it('of before sealing is read as it is, and text that looks sealed is sealed like any other', () => {
    expect(openCandidate(sealer, CANDIDATE)).toEqual(CANDIDATE);
    const sly = { ...CANDIDATE, needs: sealer.seal('x', 'candidates.phone') };
    expect(openCandidate(sealer, sealCandidate(sealer, sly))).toEqual(sly);
  });

  it('does not open with the text of another field', () => {
    const sealed = sealCandidate(sealer, CANDIDATE);
    expect(() => openCandidate(sealer, { ...sealed, phone: sealed.email })).toThrow(expect.objectContaining({ code: 'platform/not-opened' }));
  });

  it('has a digest that is the same for the same row, and needs the key', () => {
    expect(candidateDigest(sealer, CANDIDATE)).toBe(candidateDigest(sealer, { ...CANDIDATE }));
    expect(candidateDigest(sealer, { ...CANDIDATE, level: 4 })).not.toBe(candidateDigest(sealer, CANDIDATE));
    expect(candidateDigest(new Sealer([{ keyId: 'a', bytes: randomBytes(32) }]), CANDIDATE)).not.toBe(candidateDigest(sealer, CANDIDATE));
  });
});
