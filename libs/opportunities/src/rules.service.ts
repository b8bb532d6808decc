import { changesOf, Database, DomainError, reading, requireAction, Sealer, writeAudit, type Actor, type AuditValue } from '#lib/platform';
import { Injectable } from '@nestjs/common';
import { OpportunitiesQuery } from './opportunities.query.js';
import { opportunityNotFound, programmeNotFound, RulesQuery, type OpportunityRules, type ProgrammeRules, type RulesOf } from './rules.query.js';
import { readRules, type ReadRules } from './rules.sent.js';

/** Rules as they are sent, to take the place of a version. */
export interface SentRules {
  readonly requirements: unknown;
  /** Null: the standard weights. */
  readonly weights: unknown;
  /** Why they are changed. */
  readonly note: string;
  /** The version that was edited; 0 for the first. */
  readonly version: number;
}

const NONE: ReadRules = { requirements: [], weights: null };

/** Changes of the rules that staff write. Each save is a version of its own; none is ever changed. */
@Injectable()
export class RulesService {
  constructor(
    private readonly database: Database,
    private readonly sealer: Sealer,
    private readonly query: RulesQuery,
    private readonly opportunities: OpportunitiesQuery,
  ) {}

  /** Throws programme-not-found, rules-wrong and changed-since, each with nothing changed. */
  async changeOfProgramme(actor: Actor, code: string, sent: SentRules): Promise<ProgrammeRules> {
    requireAction(actor, 'programmes.change');
    await this.change(actor, { column: 'programme_code', id: code }, sent);
    return this.query.ofProgramme(actor, code);
  }

  /** Throws opportunity-not-found, rules-wrong and changed-since, each with nothing changed. */
  async changeOfOpportunity(actor: Actor, opportunityId: string, sent: Omit<SentRules, 'weights'>): Promise<OpportunityRules> {
    requireAction(actor, 'listings.change');
    await this.change(actor, { column: 'opportunity_id', id: opportunityId }, { ...sent, weights: null });
    return this.query.ofOpportunity(actor, opportunityId);
  }

  private async change(actor: Actor, of: RulesOf, sent: SentRules): Promise<void> {
    const { column, id } = of;
    await this.database.write(actor, async (manager) => {
      // Two at once take turns at the row. It is found only by whoever may change it: the policy for that is the one of UPDATE.
      const [locked] = await manager.query<{ organisationId: string }[]>(`SELECT organisation_id AS "organisationId" FROM ${LOCKED[column]} FOR UPDATE`, [id]);
      if (locked === undefined) throw (column === 'programme_code' ? programmeNotFound : opportunityNotFound)(' that you may change');
      const after = readRules(sent, await this.opportunities.programmesFor(reading(manager)));
      const [before] = await manager.query<(ReadRules & { version: number })[]>(
        `SELECT version_number AS version, requirements, weights FROM opportunities.rule_versions WHERE ${column} = $1 ORDER BY version_number DESC LIMIT 1`,
        [id],
      );
      const present = before?.version ?? 0;
      if (present !== sent.version) throw changedSince(present);
      await manager.query(
        `INSERT INTO opportunities.rule_versions (${column}, version_number, requirements, weights, note, recorded_by) VALUES ($1, $2, $3, $4, $5, $6)`,
        [id, present + 1, JSON.stringify(after.requirements), after.weights === null ? null : JSON.stringify(after.weights), sent.note, actor.actorId],
      );
      const image = (version: number, { requirements, weights }: ReadRules) => ({ version, requirements, weights }) as unknown as Record<string, AuditValue>;
      const detail = changesOf(image(present, before ?? NONE), image(present + 1, after), { fields: [], sealer: this.sealer, subject: id });
      await writeAudit(manager, actor, column === 'programme_code' ? 'programme.rules-changed' : 'opportunity.rules-changed', id, detail, locked);
    });
  }
}

const LOCKED: Readonly<Record<RulesOf['column'], string>> = {
  programme_code: 'opportunities.programmes WHERE code = $1',
  opportunity_id: 'opportunities.opportunities WHERE opportunity_id = $1',
};

/** Somebody else has saved since. */
export function changedSince(version: number): DomainError {
  return new DomainError('opportunities/changed-since', `Somebody has saved version ${version} since, so nothing was changed. Read it, and change that.`);
}
