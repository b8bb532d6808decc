import type { Actor } from '#lib/platform';

/** Who acts, until there is sign-in: whoever is on this machine. */
export const LOCAL_OPERATOR: Actor = { actorId: 'local-operator' };
