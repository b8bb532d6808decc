import type { ReferralParty } from '../referrals/referral-status.js';
import type { Action } from './actions.js';

/** What a person can be, always at a node of the organisation tree; a candidate has no node. */
export type Role = 'broker' | 'broker-lead' | 'college-partner' | 'hr' | 'programme-lead' | 'candidate' | 'administrator' | 'auditor';

type NodeKind = 'city' | 'ics' | 'place' | 'brokerage' | 'employer' | 'provider';

interface RoleRow {
  /** What the role is for, in a sentence for the person who gives it. */
  readonly purpose: string;
  /** At which nodes it can be held. */
  readonly heldAt: readonly NodeKind[];
  readonly actions: readonly Action[];
  /** For whom the role speaks in a referral; the table of its events says what each side may record. */
  readonly party: ReferralParty | null;
}

const BROKER_ACTIONS = [
  'organisations.read', 'postcodes.read', 'candidates.read', 'candidates.import', 'matches.read', 'matches.run', 'opportunities.read',
  'listings.import', 'listings.change', 'referrals.read', 'referrals.refer', 'casework.read', 'casework.record', 'outcomes.record', 'reports.read',
] as const;

const PARTNER_ACTIONS = ['organisations.read', 'postcodes.read', 'opportunities.read', 'listings.import', 'listings.change', 'referrals.review', 'reports.read'] as const;

const EVERY_AREA = ['city', 'ics', 'place'] as const;

/** Who may do what: the only place where it is written. Which rows follow from the action and the node. */
export const ROLES: Readonly<Record<Role, RoleRow>> = {
  broker: { purpose: 'Places candidates of a jobs brokerage.', heldAt: ['brokerage'], actions: BROKER_ACTIONS, party: 'broker' },
  'broker-lead': { purpose: 'Leads the brokers of a brokerage or an area.', heldAt: [...EVERY_AREA, 'brokerage'], actions: [...BROKER_ACTIONS, 'allocations.run', 'claims.resolve', 'fairs.organise', 'casework.hand-over'], party: 'broker' },
  'college-partner': { purpose: 'Lists courses of a college or training provider and answers its referrals.', heldAt: ['provider'], actions: PARTNER_ACTIONS, party: 'employer' },
  hr: { purpose: 'Lists posts of an employer, answers its referrals, returns its hires and records where it stands with the Living Wage.', heldAt: ['employer'], actions: [...PARTNER_ACTIONS, 'hires.import', 'accreditations.record'], party: 'employer' },
  'programme-lead': { purpose: 'Sets the rules of the programmes of a Place, an ICS or the City, and the City’s reasons, and reads its figures.', heldAt: EVERY_AREA, actions: ['organisations.read', 'postcodes.read', 'opportunities.read', 'programmes.change', 'reasons.change', 'fairs.organise', 'accreditations.record', 'reports.read'], party: null },
  candidate: { purpose: 'Sees and answers what concerns themselves.', heldAt: [], actions: ['own-record.read', 'opportunities.read', 'own-referrals.answer'], party: 'candidate' },
  administrator: {
    purpose: 'Looks after organisations, accounts, keys and programmes; sees nobody’s case.',
    heldAt: [...EVERY_AREA, 'brokerage', 'employer', 'provider'],
    actions: ['organisations.read', 'organisations.change', 'accounts.change', 'clients.change', 'programmes.change', 'postcodes.read'],
    party: null,
  },
  auditor: { purpose: 'Reads who saw and did what.', heldAt: [...EVERY_AREA, 'brokerage', 'employer', 'provider'], actions: ['organisations.read', 'audit.read'], party: null },
};
