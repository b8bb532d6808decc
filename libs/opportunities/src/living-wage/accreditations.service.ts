import { accreditationProblems, type AccreditationRecord } from '#lib/kernel';
import { Database, DomainError, requireAction, writeAudit, type Actor } from '#lib/platform';
import { Injectable } from '@nestjs/common';
import { AccreditationsQuery, employerNotFound, type Accreditation } from './accreditations.query.js';

/** A record as it is sent. */
export interface SentAccreditation extends AccreditationRecord {
  readonly organisationCode: string;
  /** Null: the organisation itself. */
  readonly contractorName: string | null;
}

/** Records where employers and their contractors stand with the Living Wage. Rows are only added: the newest counts. */
@Injectable()
export class AccreditationsService {
  constructor(
    private readonly database: Database,
    private readonly query: AccreditationsQuery,
  ) {}

  /** Throws opportunities/accreditation-wrong and opportunities/employer-not-found, each with nothing recorded. Returns everything recorded of the organisation. */
  async record(actor: Actor, { organisationCode, contractorName, ...record }: SentAccreditation): Promise<Accreditation[]> {
    requireAction(actor, 'accreditations.record');
    const problems = accreditationProblems(record);
    if (problems.length > 0) throw new DomainError('opportunities/accreditation-wrong', 'The record contradicts itself, so nothing was recorded. Each error says where and what was expected.', problems);
    const organisationId = await this.database.write(actor, async (manager) => {
      const [added] = await manager.query<{ id: string; organisationId: string }[]>(
        `INSERT INTO opportunities.living_wage_accreditations (organisation_id, contractor_name, status, evidence_kind, from_on, until_on, recorded_by)
         SELECT organisation_id, $2, $3, $4, $5, $6, $7 FROM identity.organisations
          WHERE lower(code) = lower($1) AND level = 'organisation' AND organisation_id IN (SELECT identity.reach('living_wage'))
         RETURNING accreditation_id AS id, organisation_id AS "organisationId"`,
        [organisationCode, contractorName, record.status, record.evidenceKind, record.fromOn, record.untilOn, actor.actorId],
      );
      if (added === undefined) throw employerNotFound();
      // Not the contractor's name: a sole trader's is a person's.
      const { status, evidenceKind, fromOn, untilOn } = record;
      await writeAudit(manager, actor, 'living-wage.recorded', added.id, { status, evidenceKind, fromOn, untilOn, isContractor: contractorName !== null }, { organisationId: added.organisationId });
      return added.organisationId;
    });
    return this.query.history(actor, organisationId);
  }
}
