import { PAIR_MATTERS, TRAVEL_MODES, type CandidateFacts, type SetAside } from '#lib/kernel';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { packCandidates, packedIds, unpackCandidates } from './packed-candidates.js';

const orNull = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: null });
const codes = fc.array(fc.constantFrom('care', 'listening', 'dbs-enhanced', 'data-entry'), { maxLength: 3 });
const day = fc.constantFrom('1999-12-31', '2026-02-28', '2026-03-01', '9999-12-31');

const anySetAside: fc.Arbitrary<SetAside> = fc.record({
  opportunityId: fc.uuid(), matters: fc.subarray([...PAIR_MATTERS]), fingerprint: fc.string(), setOn: day, untilOn: orNull(day), isUntilChecked: fc.boolean(),
});

const anyCandidate: fc.Arbitrary<CandidateFacts> = fc.record({
  candidateId: fc.uuid(),
  hasMatchingConsent: fc.boolean(),
  isSeeking: fc.boolean(),
  programmeCodes: codes,
  level: fc.integer({ min: 0, max: 8 }),
  englishLevel: fc.integer({ min: 0, max: 2 }),
  mathsLevel: fc.integer({ min: 0, max: 2 }),
  skillCodes: codes,
  checkCodes: codes,
  slots: fc.integer({ min: 0, max: 2 ** 21 - 1 }),
  travelMode: fc.constantFrom(...TRAVEL_MODES),
  travelLimitMinutes: fc.integer({ min: 1, max: 180 }),
  position: orNull(fc.record({ east: fc.integer({ min: 0, max: 7000 }), north: fc.integer({ min: 0, max: 13_000 }) })),
  pathwayInterests: fc.array(fc.constantFrom('nursing' as const, 'pharmacy' as const), { maxLength: 2 }),
  minimumHourlyPence: orNull(fc.integer({ min: 0, max: 10_000 })),
  availableFromOn: orNull(day),
  contractEndsOn: orNull(day),
  isForRedeployment: fc.boolean(),
  stage: fc.constantFrom('looking' as const, 'referred' as const, 'offered' as const, 'placed' as const),
  travelZone: orNull(fc.constantFrom('E01000001', 'E01000002')),
  setAside: fc.oneof({ weight: 3, arbitrary: fc.constant([]) }, { weight: 1, arbitrary: fc.array(anySetAside, { maxLength: 2 }) }),
});

describe('packed candidates', () => {
  it('are the same again, in their order', () => {
    fc.assert(
      fc.property(fc.array(anyCandidate, { maxLength: 20 }), (candidates) => {
        const packed = packCandidates(candidates);
        expect([...unpackCandidates(packed)]).toEqual(candidates);
        expect(packedIds(packed)).toEqual(candidates.map(({ candidateId }) => candidateId));
      }),
    );
  });

  it('keep every fact that there is', () => {
    const [facts] = fc.sample(anyCandidate, { numRuns: 1, seed: 1 });
    const [back] = unpackCandidates(packCandidates([facts!]));
    expect(Object.keys(back!).toSorted()).toEqual(Object.keys(facts!).toSorted());
  });

  it('of the time before anybody was set aside are read as they were', () => {
    const [facts] = fc.sample(anyCandidate, { numRuns: 1, seed: 1 });
    const packed = packCandidates([{ ...facts!, setAside: [] }]);
    const length = packed.readUInt32LE();
    const header = Buffer.from(packed.toString('utf8', 4, 4 + length).replace('candidates-2', 'candidates-1').replace(',"setAside":[]', ''));
    const before = Buffer.alloc(4);
    before.writeUInt32LE(header.length);
    expect([...unpackCandidates(Buffer.concat([before, header, packed.subarray(4 + length)]))]).toEqual([{ ...facts!, setAside: [] }]);
  });

  it('are told from anything else', () => {
    const header = Buffer.from('{"format":"candidates-0","count":0,"lists":[],"zones":[]}');
    const length = Buffer.alloc(4);
    length.writeUInt32LE(header.length);
    expect(() => [...unpackCandidates(Buffer.concat([length, header]))]).toThrow('Not candidates-2: candidates-0');
  });
});
