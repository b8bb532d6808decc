import type { EntityManager } from 'typeorm';
import { prepared } from './prepared.js';

/** Kind of row to nodes of the tree. */
export type Reach = Readonly<Record<string, readonly string[]>>;

/** Who does something, and what they may. Made by sign-in, by a key, or by {@link systemActor}; never by a feature. */
export interface Actor {
  /** 'user:' or 'client:' and an id, 'job:read-upload', or 'operator' for whoever holds the machine. */
  readonly actorId: string;
  /** What they may do, by the names of the table of actions. */
  readonly actions: ReadonlySet<string>;
  /** For each kind of row the nodes of the organisation tree at or below which it lies. */
  readonly reach: Reach | 'everywhere';
  /** The candidate whose own rows these are; null for everybody else. */
  readonly candidateId: string | null;
  /** For whom they may speak in a referral. */
  readonly parties: ReadonlySet<string>;
  /** Why they look, where somebody asked: kept with what is written about it. */
  readonly purpose: string | null;
  /** Of the request that it comes with, if it comes with one. */
  readonly requestId?: string;
}

/** The database's roles. A connection itself may do nothing: each transaction takes one of them. */
export type DatabaseRole = 'pathways_app' | 'pathways_matcher' | 'pathways_reporting' | 'pathways_sign_in' | 'pathways_geography';

/** Kinds of rows that row-level security tells apart; the kernel has the same list with what they mean. */
export const REACH_KINDS = ['tree', 'market', 'people', 'shared_people', 'referred_people', 'listings', 'programmes', 'hires', 'figures', 'accounts', 'audit_trail', 'reference'] as const;

const EVERYTHING: ReadonlySet<string> = { has: () => true } as unknown as ReadonlySet<string>;

/**
 * A named actor of the system itself: a job, the demo, or the operator at the machine, who holds the
 * database's password anyway. Reaches everywhere unless given the nodes of the row it works for.
 */
export function systemActor(actorId: string, reach: Reach | 'everywhere' = 'everywhere'): Actor {
  return { actorId, actions: EVERYTHING, reach, candidateId: null, parties: EVERYTHING, purpose: null };
}

/**
 * Begins what a transaction does: takes the database's role and says who acts on which day. Row-level security
 * reads these settings, which end with the transaction; without them it shows nothing. One statement, since it
 * goes before every query. Without a role the login's own rights stay.
 */
export async function enter(manager: EntityManager, role: DatabaseRole | null, actor: Actor, today: string, isReadOnly: boolean): Promise<void> {
  const { reach } = actor;
  const settings: Record<string, string> = {
    'pathways.actor': actor.actorId,
    'pathways.purpose': actor.purpose ?? '',
    'pathways.request': actor.requestId ?? '',
    'pathways.candidate': actor.candidateId ?? '',
    'pathways.today': today,
    // Every kind is said, also that there is none: nothing that was set on the connection before counts.
    'pathways.everywhere': reach === 'everywhere' ? 'yes' : '',
    ...Object.fromEntries(REACH_KINDS.map((kind) => [`pathways.${kind}`, reach === 'everywhere' ? '' : (reach[kind] ?? []).join(',')])),
    ...(isReadOnly ? { transaction_read_only: 'on' } : {}),
    ...(role === null ? {} : { role }), // last: what comes before is not this role's to set
  };
  const names = Object.keys(settings);
  await prepared(manager, null, `SELECT ${names.map((_, index) => `set_config($${2 * index + 1}, $${2 * index + 2}, true)`).join(', ')}`, Object.entries(settings).flat());
}
