import { DomainError, writeAudit, type Actor } from '#lib/platform';
import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';

export type OrganisationLevel = 'city' | 'ics' | 'place' | 'organisation';

export type OrganisationType = 'trust' | 'gp-practice' | 'care-provider' | 'contractor' | 'local-authority' | 'college' | 'training-provider' | 'brokerage';

/** A node of the tree City > ICS > Place > organisation. */
export interface Organisation {
  readonly organisationId: string;
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

const COLUMNS = `organisation_id AS "organisationId", parent_id AS "parentId", level, organisation_type AS "organisationType", code, name, is_demo AS "isDemo"`;

/** The organisation tree: small enough to be read whole. */
@Injectable()
export class OrganisationsService {
  constructor(private readonly dataSource: DataSource) {}

  /** All nodes, parents before their children. */
  async tree(): Promise<Organisation[]> {
    return this.dataSource.query(
      `SELECT ${COLUMNS} FROM identity.organisations
        ORDER BY array_position(ARRAY['city', 'ics', 'place', 'organisation'], level), name, code`,
    );
  }

  /** The node with a code, whatever its case. Throws identity/organisation-not-found. */
  async byCode(code: string): Promise<Organisation> {
    const [found] = await this.dataSource.query<Organisation[]>(`SELECT ${COLUMNS} FROM identity.organisations WHERE code = upper($1)`, [code.trim()]);
    if (found === undefined) throw new DomainError('identity/organisation-not-found', 'There is no organisation with that code. Look the code up, or import the organisations first.');
    return found;
  }

  /** Adds nodes all together or not at all, and records who did. */
  async addAll(actor: Actor, organisations: readonly NewOrganisation[]): Promise<void> {
    await this.dataSource.transaction(async (manager) => {
      await this.add(manager, organisations);
      await writeAudit(manager, actor, 'identity.organisations-added', 'organisations', { count: organisations.length });
    });
  }

  /** Adds nodes in the caller's transaction, parents first; a code that exists takes the new name. */
  async add(manager: EntityManager, organisations: readonly NewOrganisation[]): Promise<void> {
    for (const organisation of organisations) {
      await manager.query(
        `INSERT INTO identity.organisations (parent_id, level, organisation_type, code, name, is_demo)
         VALUES ((SELECT organisation_id FROM identity.organisations WHERE code = upper($1)), $2, $3, upper($4), $5, $6)
         ON CONFLICT (code) DO UPDATE SET name = excluded.name`,
        [organisation.parentCode, organisation.level, organisation.organisationType, organisation.code, organisation.name, organisation.isDemo],
      );
    }
  }
}
