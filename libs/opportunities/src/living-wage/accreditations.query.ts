import { accreditationStanding, countStandings, type AccreditationEvidence, type AccreditationStanding, type AccreditationStatus, type CountedRecords } from '#lib/kernel';
import { Clock, Database, DomainError, type Actor } from '#lib/platform';
import { Injectable } from '@nestjs/common';

/** Where an employer, or a contractor of it, was said to stand. */
export interface Accreditation {
  readonly accreditationId: string;
  readonly organisationId: string;
  readonly organisationCode: string;
  /** Null: the organisation itself. */
  readonly contractorName: string | null;
  readonly status: AccreditationStatus;
  readonly evidenceKind: AccreditationEvidence;
  readonly fromOn: string;
  readonly untilOn: string | null;
  readonly standing: AccreditationStanding;
  readonly recordedBy: string;
  readonly recordedAt: string;
}

/** Employers and named contractors at or below a node, by where they stand. */
export interface AccreditationCounts {
  readonly organisationCode: string;
  readonly level: 'city' | 'ics' | 'place';
  readonly employers: Readonly<Record<AccreditationStanding, number>>;
  readonly contractors: Readonly<Record<AccreditationStanding, number>>;
}

interface CountedRow {
  readonly code: string;
  readonly level: AccreditationCounts['level'];
  readonly isContractor: boolean;
  readonly record: CountedRecords['record'];
  readonly count: number;
}

const COLUMNS = `accreditation_id AS "accreditationId", organisation_id AS "organisationId", organisation.code AS "organisationCode", contractor_name AS "contractorName", status,
  evidence_kind AS "evidenceKind", from_on::text AS "fromOn", until_on::text AS "untilOn", recorded_by AS "recordedBy", recorded_at AS "recordedAt"`;

/** What was recorded last of the same organisation or contractor, of what has begun if anything has. Identifiers are in the order of time. */
const IS_NEWEST = `NOT EXISTS (SELECT FROM opportunities.living_wage_accreditations AS newer
  WHERE newer.organisation_id = record.organisation_id AND coalesce(lower(newer.contractor_name), '') = coalesce(lower(record.contractor_name), '') AND (newer.from_on <= identity.today(), newer.accreditation_id) > (record.from_on <= identity.today(), record.accreditation_id))`;

type Row = Omit<Accreditation, 'standing' | 'recordedAt'> & { readonly recordedAt: Date };

/** Reads of where employers stand with the Living Wage. */
@Injectable()
export class AccreditationsQuery {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /** What counts now, the latest recorded first. `after` is the id that the last page ended with. */
  async page(actor: Actor, options: { after: string | null; limit: number }): Promise<{ accreditations: Accreditation[]; next: string | null }> {
    const rows = await this.database.read<Row>(
      actor,
      `SELECT ${COLUMNS} FROM opportunities.living_wage_accreditations AS record JOIN identity.organisations AS organisation USING (organisation_id)
        WHERE ($1::uuid IS NULL OR accreditation_id < $1) AND ${IS_NEWEST} ORDER BY accreditation_id DESC LIMIT $2`,
      [options.after, options.limit + 1],
    );
    const accreditations = this.standing(rows.slice(0, options.limit));
    return { accreditations, next: rows.length > options.limit ? (accreditations.at(-1)?.accreditationId ?? null) : null };
  }

  /** Everything recorded of an organisation and its contractors, the latest first. Throws opportunities/employer-not-found. */
  async history(actor: Actor, organisationId: string): Promise<Accreditation[]> {
    const reached = await this.database.read(actor, `SELECT WHERE $1::uuid IN (SELECT identity.reach('living_wage'))`, [organisationId]);
    if (reached.length === 0) throw employerNotFound();
    const rows = await this.database.read<Row>(
      actor,
      `SELECT ${COLUMNS} FROM opportunities.living_wage_accreditations AS record JOIN identity.organisations AS organisation USING (organisation_id)
        WHERE organisation_id = $1 ORDER BY accreditation_id DESC`,
      [organisationId],
    );
    return this.standing(rows);
  }

  /** How many employers and contractors stand where, for each area that the actor leads and each below it. */
  async counts(actor: Actor): Promise<AccreditationCounts[]> {
    const rows = await this.database.read<CountedRow>(
      actor,
      `WITH newest AS (SELECT * FROM opportunities.living_wage_accreditations AS record WHERE ${IS_NEWEST}),
       standing AS (
         SELECT employer.organisation_id, false AS is_contractor, newest.status, newest.from_on, newest.until_on
           FROM identity.organisations AS employer LEFT JOIN newest ON newest.organisation_id = employer.organisation_id AND newest.contractor_name IS NULL
          WHERE employer.level = 'organisation'
         UNION ALL SELECT organisation_id, true, status, from_on, until_on FROM newest WHERE contractor_name IS NOT NULL)
       SELECT area.code, area.level, is_contractor AS "isContractor", count(*)::int AS count,
              CASE WHEN status IS NOT NULL THEN jsonb_build_object('status', status, 'fromOn', from_on, 'untilOn', until_on) END AS record
         FROM standing
         JOIN identity.organisation_paths AS path ON path.organisation_id = standing.organisation_id AND path.valid_during @> $1::date
         JOIN identity.organisations AS area ON area.organisation_id = path.ancestor_id AND area.level <> 'organisation'
        WHERE area.organisation_id IN (SELECT identity.reach('living_wage'))
        GROUP BY area.code, area.level, is_contractor, status, from_on, until_on ORDER BY area.code`,
      [this.clock.today()],
    );
    const areas = new Map(rows.map(({ code, level }) => [code, level]));
    const countsOf = (area: string, isContractor: boolean) => countStandings(rows.filter((row) => row.code === area && row.isContractor === isContractor), this.clock.today());
    return [...areas].map(([organisationCode, level]) => ({ organisationCode, level, employers: countsOf(organisationCode, false), contractors: countsOf(organisationCode, true) }));
  }

  private standing(rows: readonly Row[]): Accreditation[] {
    return rows.map((row) => ({ ...row, recordedAt: row.recordedAt.toISOString(), standing: accreditationStanding(row, this.clock.today()) }));
  }
}

export function employerNotFound(): DomainError {
  return new DomainError('opportunities/employer-not-found', 'There is no such employer for whom you record this. Look it up in the tree of organisations.');
}
