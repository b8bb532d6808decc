import type { ClientBase } from 'pg';
import type { EntityManager } from 'typeorm';
import { prepared, type Prepared } from './prepared.js';

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
export const REACH_KINDS = ['tree', 'market', 'people', 'shared_people', 'referred_people', 'listings', 'programmes', 'hires', 'living_wage', 'figures', 'accounts', 'audit_trail', 'reference', 'fairs'] as const;

const EVERYTHING: ReadonlySet<string> = { has: () => true } as unknown as ReadonlySet<string>;

/**
 * A named actor of the system itself: a job, the demo, or the operator at the machine, who holds the
 * database's password anyway. Reaches everywhere unless given the nodes of the row it works for.
 */
export function systemActor(actorId: string, reach: Reach | 'everywhere' = 'everywhere'): Actor {
  return { actorId, actions: EVERYTHING, reach, candidateId: null, parties: EVERYTHING, purpose: null };
}

/** Begins what a transaction does: {@link entering}, sent by itself. */
export async function enter(manager: EntityManager, role: DatabaseRole | null, actor: Actor, today: string, isReadOnly: boolean): Promise<void> {
  const client = (await manager.queryRunner!.connect()) as ClientBase;
  await client.query(entering(role, actor, today, isReadOnly));
}

/**
 * The statement that a transaction begins with: takes the database's role and says who acts on which day. Row-level
 * security reads these settings, which end with the transaction; without them it shows nothing. One statement, since it
 * goes before every query, with one number for an answer. Without a role the login's own rights stay.
 */
export function entering(role: DatabaseRole | null, actor: Actor, today: string, isReadOnly: boolean): Prepared {
  const { reach } = actor;
  const values = [
    actor.actorId,
    actor.purpose ?? '',
    actor.requestId ?? '',
    actor.candidateId ?? '',
    today,
    // Every kind is said, also that there is none: nothing that was set on the connection before counts.
    ...(reach === 'everywhere' ? ['yes', ...REACH_KINDS.map(() => '')] : ['', ...REACH_KINDS.map((kind) => (reach[kind] ?? []).join(','))]),
    ...(isReadOnly ? ['on'] : []),
    ...(role === null ? [] : [role]),
  ];
  return prepared(null, ENTERING[isReadOnly ? 'reading' : 'writing'][role === null ? 'asLogin' : 'asRole'], values);
}

function settingAll(names: readonly string[]): string {
  return `SELECT num_nulls(${names.map((name, index) => `set_config('${name}', $${index + 1}, true)`).join(', ')})`;
}

const OF_ACTOR = ['pathways.actor', 'pathways.purpose', 'pathways.request', 'pathways.candidate', 'pathways.today', 'pathways.everywhere', ...REACH_KINDS.map((kind) => `pathways.${kind}`)];
const OF_READER = [...OF_ACTOR, 'transaction_read_only'];

/** The role comes last: what is set before is not the role's to set. */
const ENTERING = {
  reading: { asRole: settingAll([...OF_READER, 'role']), asLogin: settingAll(OF_READER) },
  writing: { asRole: settingAll([...OF_ACTOR, 'role']), asLogin: settingAll(OF_ACTOR) },
} as const;
