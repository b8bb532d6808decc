import { treeProblem, type NodeFacts, type OrganisationLevel, type PlainDate } from '#lib/kernel';
import { Clock, Database, DomainError, requireAction, systemActor, writeAudit, writeAudits, type Actor, type Read } from '#lib/platform';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';

export type OrganisationType = 'trust' | 'gp-practice' | 'care-provider' | 'contractor' | 'local-authority' | 'college' | 'training-provider' | 'brokerage';

/** A node of the tree City > ICS > Place > organisation. */
export interface Organisation {
  readonly organisationId: string;
  /** The node above on the day that was asked for; null for a City, and for a node that stood nowhere then. */
  readonly parentId: string | null;
  readonly level: OrganisationLevel;
  /** Only at the level `organisation`. */
  readonly organisationType: OrganisationType | null;
  /** What partners call it in files: an ODS code, a UKPRN, an ICB or authority code. Unique, kept in upper case. */
  readonly code: string;
  readonly name: string;
  readonly isDemo: boolean;
}

/** A node to be added, its parent named by code. */
export interface NewOrganisation {
  readonly parentCode: string | null;
  readonly level: OrganisationLevel;
  readonly organisationType: OrganisationType | null;
  readonly code: string;
  readonly name: string;
  readonly isDemo: boolean;
}

/** Where a node moves, and from which day on. */
export interface OrganisationMove {
  readonly organisationId: string;
  readonly parentCode: string;
  readonly fromOn: PlainDate;
}

/** A time that a node spent below another. Dates are the first and the last day; null has no bound. */
export interface OrganisationPlace {
  readonly parentCode: string;
  readonly parentName: string;
  readonly fromOn: string | null;
  readonly toOn: string | null;
}

const COLUMNS = `organisation.organisation_id AS "organisationId", parent.parent_id AS "parentId", level, organisation_type AS "organisationType", code, name, is_demo AS "isDemo"`;

const ON_A_DAY = `
  FROM identity.organisations AS organisation
  LEFT JOIN identity.organisation_parents AS parent ON parent.organisation_id = organisation.organisation_id AND parent.valid_during @> $1::date`;

/** Sign-in has to know where people belong before anybody acts. */
const SIGN_IN = systemActor('job:sign-in', {});

/** The organisation tree with its history: small enough to be read whole. */
@Injectable()
export class OrganisationsService {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /** The nodes of the actor's Cities as they stood on a day, today when left out; parents before their children. */
  async tree(actor: Actor, on: PlainDate = this.clock.today()): Promise<Organisation[]> {
    return this.database.read(actor, `SELECT ${COLUMNS} ${ON_A_DAY} ORDER BY array_position(ARRAY['city', 'ics', 'place', 'organisation'], level), name, code`, [on]);
  }

  /** The node with a code, whatever its case. Throws identity/organisation-not-found. */
  async byCode(actor: Actor, code: string): Promise<Organisation> {
    const [found] = await this.database.read<Organisation>(actor, `SELECT ${COLUMNS} ${ON_A_DAY} WHERE code = upper($2)`, [this.clock.today(), code.trim()]);
    return orNotFound(found);
  }

  /** Where a node has stood and will stand, the latest first. Throws identity/organisation-not-found. */
  async history(actor: Actor, organisationId: string): Promise<OrganisationPlace[]> {
    const rows = await this.database.read<OrganisationPlace>(
      actor,
      `SELECT above.code AS "parentCode", above.name AS "parentName", lower(valid_during)::text AS "fromOn", (upper(valid_during) - 1)::text AS "toOn"
         FROM identity.organisation_parents AS parent JOIN identity.organisations AS above ON above.organisation_id = parent.parent_id
        WHERE parent.organisation_id = $1 ORDER BY valid_during DESC`,
      [organisationId],
    );
    if (rows.length === 0) orNotFound((await this.database.read(actor, 'SELECT 1 FROM identity.organisations WHERE organisation_id = $1', [organisationId]))[0]);
    return rows;
  }

  /** Adds nodes all together or not at all, and records who did. */
  async addAll(actor: Actor, organisations: readonly NewOrganisation[]): Promise<void> {
    requireAction(actor, 'organisations.change');
    await this.database.write(actor, async (manager) => {
      const { added, renamed } = await this.add(manager, organisations);
      await writeAudits(manager, actor, [
        ...added.map(({ id, code }) => ({ action: 'identity.organisation-added', subject: id, detail: { code }, organisationId: id })),
        ...renamed.map(({ id, before, after }) => ({ action: 'identity.organisation-renamed', subject: id, detail: { name: [before, after] }, organisationId: id })),
      ]);
    });
  }

  /**
   * Adds nodes in the caller's transaction, parents first, as having always stood where they stand; a code that
   * exists takes the new name and stays where it is: moving has a date, and is {@link move}.
   */
  async add(manager: EntityManager, organisations: readonly NewOrganisation[]): Promise<{ added: { id: string; code: string }[]; renamed: { id: string; before: string; after: string }[] }> {
    const given = JSON.stringify(organisations);
    const known = await manager.query<{ code: string }[]>(`SELECT code FROM identity.organisations WHERE code = ANY ($1)`, [organisations.map(({ code }) => code.toUpperCase())]);
    const isKnown = new Set(known.map(({ code }) => code));
    const renamed = await manager.query<{ id: string; before: string; after: string }[]>(
      `WITH renamed AS (
         UPDATE identity.organisations AS organisation SET name = given.name
           FROM jsonb_to_recordset($1::jsonb) AS given ("code" text, "name" text) WHERE organisation.code = upper(given.code) AND organisation.name <> given.name
         RETURNING organisation.organisation_id AS id, old.name AS before, new.name AS after)
       SELECT * FROM renamed`,
      [given],
    );
    const added: { id: string; code: string }[] = [];
    const unknown = organisations.filter(({ code }) => !isKnown.has(code.toUpperCase()));
    // Level by level: a node is in the actor's reach, and can have others below it, once it has a parent.
    for (const level of ['city', 'ics', 'place', 'organisation'] as const) {
      const ofLevel = unknown.filter((organisation) => organisation.level === level);
      const placed = await manager.query<{ id: string; code: string }[]>(
        `WITH given AS (
           SELECT uuidv7() AS organisation_id, * FROM jsonb_to_recordset($1::jsonb) AS given ("parentCode" text, "level" text, "organisationType" text, "code" text, "name" text, "isDemo" boolean)
         ), above AS (SELECT organisation_id AS parent_id, code AS parent_code FROM identity.organisations
         ), node AS (
           INSERT INTO identity.organisations (organisation_id, level, organisation_type, code, name, is_demo)
           SELECT organisation_id, "level", "organisationType", upper("code"), "name", "isDemo" FROM given)
         , placed AS (
           INSERT INTO identity.organisation_parents (organisation_id, parent_id, valid_during)
           SELECT given.organisation_id, above.parent_id, '(,)' FROM given JOIN above ON above.parent_code = upper(given."parentCode"))
         SELECT given.organisation_id AS id, upper(given.code) AS code FROM given LEFT JOIN above ON above.parent_code = upper(given."parentCode") WHERE given.level = 'city' OR above.parent_id IS NOT NULL`,
        [JSON.stringify(ofLevel)],
      );
      added.push(...placed);
      if (placed.length < ofLevel.length) throw new DomainError('identity/parent-not-found', 'The node above one of the organisations is not there. Add it first.');
    }
    return { added, renamed };
  }

  /**
   * Moves a node below another from a day on; what was planned for later days falls away. Figures of a period
   * that ended before keep the old place. Throws identity/organisation-not-found and identity/move-not-possible.
   */
  async move(actor: Actor, move: OrganisationMove): Promise<void> {
    requireAction(actor, 'organisations.change');
    const parent = await this.byCode(actor, move.parentCode);
    await this.database.write(actor, async (manager) => {
      const [node] = await manager.query<{ level: OrganisationLevel }[]>(`SELECT level FROM identity.organisations WHERE organisation_id = $1`, [move.organisationId]);
      const problem = treeProblem({ level: orNotFound(node).level, parentLevel: parent.level, fromOn: move.fromOn });
      if (problem !== null) throw new DomainError('identity/move-not-possible', problem);
      const [above] = await manager.query<{ code: string }[]>(
        `SELECT code FROM identity.organisation_parents AS parent JOIN identity.organisations AS above ON above.organisation_id = parent.parent_id
          WHERE parent.organisation_id = $1 AND parent.valid_during @> $2::date`,
        [move.organisationId, move.fromOn],
      );
      const before = above?.code ?? null;
      const foreign = await manager.query<unknown[]>(
        `SELECT FROM identity.organisations WHERE code = ANY ($1) AND organisation_id NOT IN (SELECT identity.reach('accounts'))`,
        [[before ?? parent.code, parent.code]],
      );
      if (foreign.length > 0) throw new DomainError('identity/move-not-possible', 'You look after only one of the two nodes above. Ask an administrator who looks after both.');
      await manager.query(`DELETE FROM identity.organisation_parents WHERE organisation_id = $1 AND lower(valid_during) >= $2`, [move.organisationId, move.fromOn]);
      await manager.query(
        `UPDATE identity.organisation_parents SET valid_during = daterange(lower(valid_during), $2) WHERE organisation_id = $1 AND valid_during @> $2::date`,
        [move.organisationId, move.fromOn],
      );
      await manager.query(`INSERT INTO identity.organisation_parents (organisation_id, parent_id, valid_during) VALUES ($1, $2, daterange($3, NULL))`, [move.organisationId, parent.organisationId, move.fromOn]);
      await writeAudit(manager, actor, 'identity.organisation-moved', move.organisationId, { fromOn: move.fromOn, parent: [before, parent.code] }, { organisationId: move.organisationId });
    });
  }

  /** For each node the City above it and the organisations that it may act for on a day. */
  nodeFacts(nodeIds: readonly string[], on: PlainDate): Promise<Map<string, NodeFacts>> {
    return this.database.readTogether(SIGN_IN, (read) => nodeFacts(read, nodeIds, on), 'pathways_sign_in');
  }
}

/** The same in a transaction of whoever signs in. */
export async function nodeFacts(read: Read, nodeIds: readonly string[], on: PlainDate): Promise<Map<string, NodeFacts>> {
  const rows = await read<NodeFacts & { nodeId: string }>(`SELECT node_id AS "nodeId", city_id AS "cityId", acts_for AS "actsFor" FROM identity.node_facts($1, $2)`, [nodeIds, on]);
  return new Map(rows.map(({ nodeId, cityId, actsFor }) => [nodeId, { cityId, actsFor }]));
}

function orNotFound<Row>(row: Row | undefined): Row {
  if (row === undefined) throw new DomainError('identity/organisation-not-found', 'There is no organisation with that code. Look the code up, or import the organisations first.');
  return row;
}

/** The nodes at or below one, itself included. The tree has parents first. */
export function nodesBelow(tree: readonly Organisation[], nodeId: string): ReadonlySet<string> {
  const below = new Set([nodeId]);
  for (const { organisationId, parentId } of tree) if (parentId !== null && below.has(parentId)) below.add(organisationId);
  return below;
}
