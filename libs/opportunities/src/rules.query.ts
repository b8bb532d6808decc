import { requirementInWords, type Requirement, type ScoreWeights } from '#lib/kernel';
import { Database, DomainError, type Actor } from '#lib/platform';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { ReadRules } from './rules.sent.js';

/** Rules of staff as they count now, for programmes and for single opportunities. */
export interface RulesInForce {
  readonly ofProgrammes: ReadonlyMap<string, ReadRules>;
  readonly ofOpportunities: ReadonlyMap<string, ReadRules>;
}

/** A rule with what it says. */
export interface WordedRule {
  readonly requirement: Requirement;
  readonly sentence: string;
}

/** What counted, from when it was recorded until the next version. */
export interface RuleVersion {
  readonly version: number;
  readonly requirements: Requirement[];
  readonly weights: ScoreWeights | null;
  readonly note: string;
  readonly recordedBy: string;
  readonly recordedAt: string;
}

/** Rules as they stand. */
export interface Rules {
  /** 0 while there are none. Whoever saves says which version they have edited. */
  readonly version: number;
  readonly rules: WordedRule[];
  /** Null: the standard weights. Opportunities have none of their own. */
  readonly weights: ScoreWeights | null;
  /** Newest first, the newest {@link HISTORY_LENGTH} of them. */
  readonly history: RuleVersion[];
}

export interface ProgrammeRules extends Rules {
  readonly programmeCode: string;
}

export interface OpportunityRules extends Omit<Rules, 'weights'> {
  readonly opportunityId: string;
  /** What its programme asks for beside them; null without one. */
  readonly inherited: Omit<ProgrammeRules, 'history'> | null;
}

/** Of which thing rules are: its column in the table of versions, and the id. */
export type RulesOf = { readonly column: 'programme_code' | 'opportunity_id'; readonly id: string };

interface InForceRow {
  readonly programmeCode: string | null;
  readonly opportunityId: string | null;
  readonly requirements: Requirement[];
  readonly weights: ScoreWeights | null;
}

const HISTORY_LENGTH = 50;

const IN_FORCE = (which = ''): string => `
  SELECT DISTINCT ON (programme_code, opportunity_id) programme_code AS "programmeCode", opportunity_id AS "opportunityId", requirements, weights
    FROM opportunities.rule_versions ${which} ORDER BY programme_code, opportunity_id, version_number DESC`;

const VERSIONS = (column: RulesOf['column']): string => `
  SELECT version_number AS version, requirements, weights, note, recorded_by AS "recordedBy", recorded_at AS "recordedAt"
    FROM opportunities.rule_versions WHERE ${column} = $1 ORDER BY version_number DESC LIMIT ${HISTORY_LENGTH}`;

/** Reads of the rules that staff write. */
@Injectable()
export class RulesQuery {
  constructor(private readonly database: Database) {}

  /** All that count in the caller's transaction. */
  async inForce(manager: EntityManager): Promise<RulesInForce> {
    return byTheirOwners(await manager.query<InForceRow[]>(IN_FORCE()));
  }

  /** Those that count for one opportunity. */
  async inForceFor(actor: Actor, opportunity: { readonly opportunityId: string; readonly programmeCode: string | null }): Promise<RulesInForce> {
    return byTheirOwners(await this.database.read<InForceRow>(actor, IN_FORCE('WHERE opportunity_id = $1 OR programme_code = $2'), [opportunity.opportunityId, opportunity.programmeCode]));
  }

  /** Throws opportunities/programme-not-found. */
  async ofProgramme(actor: Actor, code: string): Promise<ProgrammeRules> {
    const found = await this.database.read(actor, `SELECT FROM opportunities.programmes WHERE code = $1`, [code]);
    if (found.length === 0) throw programmeNotFound();
    return { programmeCode: code, ...(await this.rules(actor, { column: 'programme_code', id: code })) };
  }

  /** Throws opportunities/opportunity-not-found. */
  async ofOpportunity(actor: Actor, opportunityId: string): Promise<OpportunityRules> {
    const [found] = await this.database.read<{ programmeCode: string | null }>(actor, `SELECT programme_code AS "programmeCode" FROM opportunities.opportunities WHERE opportunity_id = $1`, [opportunityId]);
    if (found === undefined) throw opportunityNotFound();
    const { version, rules, history } = await this.rules(actor, { column: 'opportunity_id', id: opportunityId });
    return { opportunityId, version, rules, history, inherited: found.programmeCode === null ? null : await this.inherited(actor, found.programmeCode) };
  }

  private async inherited(actor: Actor, code: string): Promise<Omit<ProgrammeRules, 'history'>> {
    const { version, rules, weights } = await this.rules(actor, { column: 'programme_code', id: code });
    return { programmeCode: code, version, rules, weights };
  }

  private async rules(actor: Actor, { column, id }: RulesOf): Promise<Rules> {
    const rows = await this.database.read<Omit<RuleVersion, 'recordedAt'> & { readonly recordedAt: Date }>(actor, VERSIONS(column), [id]);
    const history = rows.map((row) => ({ ...row, recordedAt: row.recordedAt.toISOString() }));
    const [newest] = history;
    return {
      version: newest?.version ?? 0,
      rules: (newest?.requirements ?? []).map((requirement) => ({ requirement, sentence: requirementInWords(requirement) })),
      weights: newest?.weights ?? null,
      history,
    };
  }
}

/** `whom` narrows it, as ' that you may change'. */
export function programmeNotFound(whom = ''): DomainError {
  return new DomainError('opportunities/programme-not-found', `There is no such programme${whom}.`);
}

export function opportunityNotFound(whom = ''): DomainError {
  return new DomainError('opportunities/opportunity-not-found', `There is no such opportunity${whom}.`);
}

function byTheirOwners(rows: readonly InForceRow[]): RulesInForce {
  const of = (key: 'programmeCode' | 'opportunityId'): ReadonlyMap<string, ReadRules> => new Map(rows.flatMap((row) => (row[key] === null ? [] : [[row[key], { requirements: row.requirements, weights: row.weights }]])));
  return { ofProgrammes: of('programmeCode'), ofOpportunities: of('opportunityId') };
}
