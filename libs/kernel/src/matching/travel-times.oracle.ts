import fc from 'fast-check';
import { TravelTimes, type TravelTime } from './travel-times.js';

/** Times between the zones of anyCandidate and anyOpportunity, with gaps and with ways that are known not to be. */
export const anyTravelTimes: fc.Arbitrary<TravelTimes> = fc
  .array(
    fc.record<TravelTime>({
      mode: fc.constantFrom('walk', 'cycle', 'public', 'car'),
      from: fc.constantFrom('E01000001', 'E01000002', 'E01000003'),
      to: fc.constantFrom('E01000001', 'E01000002', 'E01000003'),
      minutes: fc.option(fc.integer({ min: 0, max: 240 }), { nil: null, freq: 3 }),
    }),
    { maxLength: 24 },
  )
  .map((rows) => new TravelTimes(rows));
