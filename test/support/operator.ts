import { systemActor } from '#lib/platform';

/** Whoever holds the machine: may do everything everywhere. For what a test prepares and looks at. */
export const OPERATOR = systemActor('operator');
