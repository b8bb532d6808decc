import { cityToLead } from '#lib/identity';
import { ladderProblems, type LadderVersion, type StandardTerms } from '#lib/kernel';
import { Database, DomainError, requireAction, writeAudit, type Actor } from '#lib/platform';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { changedSince } from '../rules.service.js';
import { LaddersQuery } from './ladders.query.js';

/** A ladder as it is sent, to hold from a day on. */
export interface SentLadder extends LadderVersion {
  /** For whom; can be left out by those who lead the programmes of one City. */
  readonly city?: string;
  /** Why it is changed. */
  readonly note: string;
  /** The highest version of it that was read; 0 for a new ladder. */
  readonly version: number;
}

export interface SentStandard extends StandardTerms {
  /** As of a ladder. */
  readonly city?: string;
  readonly note: string;
}

/** Changes of ladders and standards. Each save is a version of its own, from a day on; none is ever changed. */
@Injectable()
export class LaddersService {
  constructor(
    private readonly database: Database,
    private readonly query: LaddersQuery,
  ) {}

  /** Throws ladders-of-city, identity/which-city, ladder-wrong and changed-since, each with nothing changed. */
  async change(actor: Actor, sent: SentLadder): Promise<void> {
    requireAction(actor, 'programmes.change');
    await this.database.write(actor, async (manager) => {
      const organisationId = await cityToChange(manager, sent.city);
      const { versions, standards } = await this.query.storedIn(manager, organisationId);
      const present = Math.max(0, ...versions.filter(({ code }) => code === sent.code).map(({ version }) => version));
      if (present !== sent.version) throw changedSince(present);
      const version = { ...sent, version: present + 1 };
      const wrong = ladderProblems(version, versions, standards).map(({ pointer, sentence }) => ({ pointer, detail: sentence }));
      if (wrong.length > 0) throw new DomainError('opportunities/ladder-wrong', 'This ladder cannot be used, so nothing was changed. Each error says which step or way, and how to put it right.', wrong);
      await manager.query(
        `INSERT INTO opportunities.ladder_versions (organisation_id, code, version_number, from_on, name, pathway, steps, ways, courses, note, recorded_by) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
        [organisationId, version.code, version.version, version.fromOn, version.name, version.pathway, JSON.stringify(version.steps), JSON.stringify(version.ways), JSON.stringify(version.courses), version.note, actor.actorId],
      );
      await writeAudit(manager, actor, 'ladder.changed', version.code, { version: version.version, fromOn: version.fromOn }, { organisationId });
    });
  }

  /** Records what holds of a standard from a day on. Ladders that it breaks are told of by {@link LaddersQuery.inForce}. Throws ladders-of-city and identity/which-city. */
  async recordStandard(actor: Actor, sent: SentStandard): Promise<void> {
    requireAction(actor, 'programmes.change');
    await this.database.write(actor, async (manager) => {
      const organisationId = await cityToChange(manager, sent.city);
      const [saved] = await manager.query<{ version: number }[]>(
        `INSERT INTO opportunities.standard_versions (organisation_id, code, from_on, version_number, lars_code, name, level, status, months, funding_pence, successor_codes, is_verified, note, recorded_by)
         SELECT $1, $2, $3, 1 + coalesce(max(version_number), 0), $4, $5, $6, $7, $8, $9, $10, $11, $12, $13 FROM opportunities.standard_versions WHERE code = $2 AND from_on = $3
         RETURNING version_number AS version`,
        [organisationId, sent.code, sent.fromOn, sent.larsCode, sent.name, sent.level, sent.status, sent.months, sent.fundingPence, sent.successorCodes, sent.isVerified, sent.note, actor.actorId],
      );
      await writeAudit(manager, actor, 'standard.recorded', sent.code, { version: saved!.version, fromOn: sent.fromOn }, { organisationId });
    });
  }
}

/** The City whose ladders the actor may change. Changes take turns there: two that are right alone could be wrong together. */
async function cityToChange(manager: EntityManager, code: string | undefined): Promise<string> {
  const cityId = await cityToLead(manager, code, new DomainError('opportunities/ladders-of-city', 'Ladders and standards are the same for the whole City. Ask somebody who leads programmes there to change them.'));
  await manager.query(`SELECT pg_advisory_xact_lock(hashtextextended($1, 28))`, [cityId]);
  return cityId;
}
