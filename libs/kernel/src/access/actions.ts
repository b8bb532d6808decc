/** Kinds of rows that are kept apart by organisation. Row-level security knows them by the same names. */
export const ROW_KINDS = ['tree', 'market', 'people', 'shared_people', 'referred_people', 'listings', 'programmes', 'hires', 'living_wage', 'figures', 'accounts', 'audit_trail', 'reference', 'fairs'] as const;

export type RowKind = (typeof ROW_KINDS)[number];

/** Which rows of a kind an action is for, seen from the node at which somebody may do it. */
export type Extent = 'node' | 'city' | 'acted-for';

type Rows = Readonly<Partial<Record<RowKind, readonly Extent[]>>>;

const TREE: Rows = { tree: ['city'] };
const MARKET: Rows = { ...TREE, market: ['city'] };
const PEOPLE: Rows = { ...MARKET, people: ['node'], shared_people: ['acted-for'] };
const REFERRED: Rows = { ...MARKET, referred_people: ['node'] };

/**
 * Everything that can be done, and the rows that it needs. A person's own rows belong to no node: they are
 * reached by the candidate's id.
 */
export const ACTIONS = {
  'organisations.read': TREE,
  'organisations.change': { ...TREE, accounts: ['node'] },
  'postcodes.read': {},
  'candidates.read': PEOPLE,
  'candidates.import': PEOPLE,
  'own-record.read': MARKET,
  'matches.read': PEOPLE,
  'matches.run': PEOPLE,
  'allocations.run': PEOPLE,
  'opportunities.read': MARKET,
  'listings.import': { ...MARKET, listings: ['node', 'acted-for'] },
  'listings.change': { ...MARKET, listings: ['node', 'acted-for'] },
  'programmes.change': { ...MARKET, programmes: ['node'] },
  'reasons.change': { ...TREE, programmes: ['node'] },
  'referrals.read': PEOPLE,
  'referrals.refer': PEOPLE,
  'referrals.review': REFERRED,
  'own-referrals.answer': MARKET,
  'fairs.organise': { ...MARKET, fairs: ['node'] },
  'casework.read': PEOPLE,
  'casework.record': PEOPLE,
  'casework.hand-over': PEOPLE,
  'outcomes.record': PEOPLE,
  'claims.resolve': PEOPLE,
  'hires.import': { ...TREE, hires: ['node'] },
  'accreditations.record': { ...TREE, living_wage: ['node'] },
  'reports.read': { ...TREE, figures: ['node'] },
  'accounts.change': { ...TREE, accounts: ['node'] },
  'clients.change': { ...TREE, accounts: ['node'] },
  'audit.read': { ...TREE, audit_trail: ['node'] },
} as const satisfies Readonly<Record<string, Rows>>;

export type Action = keyof typeof ACTIONS;

/** What sending a file of a content needs, and the kind of rows that the file then is among. */
export const IMPORTS = {
  candidates: { action: 'candidates.import', rows: 'people' },
  courses: { action: 'listings.import', rows: 'listings' },
  venues: { action: 'listings.import', rows: 'listings' },
  'display-adverts': { action: 'listings.import', rows: 'listings' },
  'nhs-jobs': { action: 'listings.import', rows: 'listings' },
  roles: { action: 'listings.import', rows: 'listings' },
  hires: { action: 'hires.import', rows: 'hires' },
} as const satisfies Readonly<Record<string, { readonly action: Action; readonly rows: RowKind }>>;
