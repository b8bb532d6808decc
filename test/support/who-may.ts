/** What a role gets at an address: let in, no role for it, or a role that does not reach this row of its own City. */
export type Outcome = 'yes' | 403 | 404;

// An outcome for each role: broker, broker lead, college partner, HR, programme lead, candidate, administrator, auditor.

export const EVERYBODY: readonly Outcome[] = ['yes', 'yes', 'yes', 'yes', 'yes', 'yes', 'yes', 'yes'];
export const BROKERS: readonly Outcome[] = ['yes', 'yes', 403, 403, 403, 403, 403, 403];
export const BROKER_LEADS: readonly Outcome[] = [403, 'yes', 403, 403, 403, 403, 403, 403];
export const ADMINISTRATORS: readonly Outcome[] = [403, 403, 403, 403, 403, 403, 'yes', 403];
export const AUDITORS: readonly Outcome[] = [403, 403, 403, 403, 403, 403, 403, 'yes'];
export const MARKET: readonly Outcome[] = ['yes', 'yes', 'yes', 'yes', 'yes', 'yes', 403, 403];
/** Whoever sees the market, and whoever looks after programmes. */
export const PROGRAMMES: readonly Outcome[] = ['yes', 'yes', 'yes', 'yes', 'yes', 'yes', 'yes', 403];
/** The employer’s own staff and those who lead programmes above it. */
export const EMPLOYERS_AND_LEADS: readonly Outcome[] = [403, 403, 403, 'yes', 'yes', 403, 403, 403];
export const LEADS: readonly Outcome[] = [403, 403, 403, 403, 'yes', 403, 'yes', 403];
/** The employer whose it is, the brokers above it, and those who act for it by the agreement that is recorded further up; a college does not look after it. */
export const LISTERS: readonly Outcome[] = ['yes', 'yes', 404, 'yes', 403, 403, 403, 403];
export const FIGURES: readonly Outcome[] = ['yes', 'yes', 'yes', 'yes', 'yes', 403, 403, 403];
export const POSTCODES: readonly Outcome[] = ['yes', 'yes', 'yes', 'yes', 'yes', 403, 'yes', 403];
export const TREE: readonly Outcome[] = ['yes', 'yes', 'yes', 'yes', 'yes', 403, 'yes', 'yes'];
/** The brokerage's, the employer's to whom the case goes, and the candidate's own; another partner does not find it. */
export const CASE: readonly Outcome[] = ['yes', 'yes', 404, 'yes', 403, 'yes', 403, 403];
/** The Place's and the City's who organise fairs; and with them the employer of the stand. */
export const ORGANISERS: readonly Outcome[] = [403, 'yes', 403, 403, 'yes', 403, 403, 403];
export const STAND: readonly Outcome[] = [403, 'yes', 404, 'yes', 'yes', 403, 403, 403];
/** Those who look after the person, and the person. */
export const OWN: readonly Outcome[] = ['yes', 'yes', 403, 403, 403, 'yes', 403, 403];
export const SENDERS: readonly Outcome[] = ['yes', 'yes', 'yes', 'yes', 403, 403, 403, 403];
export const SENT_PEOPLE: readonly Outcome[] = ['yes', 'yes', 404, 404, 403, 403, 403, 403];
