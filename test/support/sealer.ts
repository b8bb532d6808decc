import { Sealer } from '#lib/platform';

/** Seals with a key that only tests have. */
export const TEST_SEALER = new Sealer([{ keyId: 'test', bytes: new Uint8Array(32).fill(7) }]);
