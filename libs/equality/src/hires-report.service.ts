import {
  discloseCounts,
  hiresByDeprivation,
  isPlainDate,
  type CountCategory,
  readPostcode,
  whyNoDecile,
  type HiresInDecile,
  type ImdEdition,
  type PlainDate,
  type PublishedTable,
} from '#lib/kernel';
import { OrganisationsService, type Organisation } from '#lib/identity';
import { Clock, DomainError } from '#lib/platform';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';

/** A period and a part of the tree. */
export interface HiresReportRequest {
  readonly from: PlainDate;
  readonly to: PlainDate;
  readonly edition: ImdEdition;
  /** Code of a node: that node and everything below it. Everything when left out. */
  readonly node?: string;
}

/** Hires by deprivation, ready to be published. */
export interface HiresReport {
  readonly measure: 'hires-by-deprivation';
  readonly definitionVersion: 'hires-by-deprivation-1';
  readonly from: PlainDate;
  readonly to: PlainDate;
  /** Of the Indices of Deprivation. Deciles are national, 1 the most deprived. */
  readonly edition: ImdEdition;
  readonly asAt: string;
  readonly categories: readonly CountCategory[];
  readonly nodes: readonly { readonly nodeId: string; readonly code: string; readonly name: string; readonly level: Organisation['level'] }[];
  readonly rows: PublishedTable['rows'];
  readonly notes: readonly string[];
}

/** Hires by deprivation decile and fifth, at every level of the tree. */
@Injectable()
export class HiresReportService {
  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
    private readonly organisations: OrganisationsService,
  ) {}

  /**
   * The report for a period. The whole tree always goes through disclosure control together, whatever part
   * is shown: two parts protected apart could be subtracted from each other.
   */
  async report(request: HiresReportRequest): Promise<HiresReport> {
    if (!isPlainDate(request.from) || !isPlainDate(request.to) || request.to < request.from) {
      throw new DomainError('equality/period-not-real', 'The period needs two real dates, as 2026-04-01, the first not after the last.');
    }
    const tree = await this.organisations.tree();
    const shown = request.node === undefined ? null : await this.organisations.byCode(request.node);
    const counts = await this.countedHires(request);
    const isShown = shown === null ? () => true : under(tree, shown.organisationId);
    const nodes = tree.filter(({ organisationId }) => isShown(organisationId));
    const ids = new Set(nodes.map(({ organisationId }) => organisationId));
    const tables = tree.filter(({ level }) => level === 'city').map((city) => protectedTable(tree.filter(({ organisationId }) => under(tree, city.organisationId)(organisationId)), counts));
    return {
      measure: 'hires-by-deprivation',
      definitionVersion: 'hires-by-deprivation-1',
      from: request.from,
      to: request.to,
      edition: request.edition,
      asAt: this.clock.now().toISOString(),
      categories: hiresByDeprivation([], []).categories,
      nodes: nodes.map(({ organisationId, code, name, level }) => ({ nodeId: organisationId, code, name, level })),
      rows: tables.flatMap(({ rows }) => rows).filter(({ nodeId }) => ids.has(nodeId)),
      notes: [...new Set(tables.flatMap(({ notes }) => notes)), `Deciles and fifths are those of England in the Index of Multiple Deprivation ${request.edition}; 1 is the most deprived.`],
    };
  }

  /** Hires with a decile are counted by it; those without, by what is known of their postcode. */
  private async countedHires({ from, to, edition }: HiresReportRequest): Promise<HiresInDecile[]> {
    const [index] = await this.dataSource.query<{ isLoaded: boolean }[]>(`SELECT EXISTS (SELECT FROM geography.deprivation WHERE edition = $1) AS "isLoaded"`, [edition]);
    const groups = await this.dataSource.query<HireGroup[]>(HIRES_BY_DECILE, [from, to, edition]);
    return groups.map(({ organisationId, decile, postcodeKey, isFound, countryCode, hasPosition, lsoaCode, count }) => {
      if (decile !== null || postcodeKey === null) return { organisationId, decile, reason: null, count };
      const facts = isFound ? { countryCode, hasPosition, lsoaCode, decile } : null;
      return { organisationId, decile, reason: whyNoDecile(readPostcode(postcodeKey), facts, index!.isLoaded), count };
    });
  }
}

interface HireGroup {
  readonly organisationId: string;
  readonly decile: number | null;
  readonly postcodeKey: string | null;
  readonly isFound: boolean;
  readonly countryCode: string | null;
  readonly hasPosition: boolean;
  readonly lsoaCode: string | null;
  readonly count: number;
}

/** One City, whole: nothing is added up across Cities, so each is protected by itself. */
function protectedTable(tree: readonly Organisation[], counts: readonly HiresInDecile[]): PublishedTable {
  const ids = new Set(tree.map(({ organisationId }) => organisationId));
  const table = hiresByDeprivation(
    counts.filter(({ organisationId }) => ids.has(organisationId)),
    tree.map(({ organisationId, parentId, level }) => ({ id: organisationId, parentId, level })),
  );
  const disclosure = discloseCounts(table);
  if (!disclosure.ok) throw new DomainError('equality/tree-not-usable', `The organisation tree cannot be added up: ${disclosure.problems.map(({ sentence }) => sentence).join(' ')}`);
  return disclosure.table;
}

/** Whether a node is the given one or below it. The tree has parents first. */
function under(tree: readonly Organisation[], rootId: string): (organisationId: string) => boolean {
  const below = new Set([rootId]);
  for (const { organisationId, parentId } of tree) if (parentId !== null && below.has(parentId)) below.add(organisationId);
  return (organisationId) => below.has(organisationId);
}

const HIRES_BY_DECILE = `
  WITH placed AS (
    SELECT hire.organisation_id, hire.postcode_key, postcode.postcode_key IS NOT NULL AS is_found, postcode.country_code,
           coalesce(postcode.easting, postcode.latitude) IS NOT NULL AS has_position,
           CASE $3::int WHEN 2019 THEN postcode.lsoa11_code ELSE postcode.lsoa21_code END AS lsoa_code
      FROM outcomes.hires AS hire LEFT JOIN geography.postcodes AS postcode USING (postcode_key)
     WHERE hire.started_on BETWEEN $1 AND $2)
  SELECT organisation_id AS "organisationId", decile, postcode_key AS "postcodeKey", is_found AS "isFound", country_code AS "countryCode",
         has_position AS "hasPosition", lsoa_code AS "lsoaCode", count(*)::int AS count
    FROM (SELECT placed.organisation_id, deprivation.decile, is_found, has_position,
                 CASE WHEN deprivation.decile IS NULL THEN placed.postcode_key END AS postcode_key,
                 CASE WHEN deprivation.decile IS NULL THEN placed.country_code END AS country_code,
                 CASE WHEN deprivation.decile IS NULL THEN placed.lsoa_code END AS lsoa_code
            FROM placed LEFT JOIN geography.deprivation AS deprivation ON deprivation.edition = $3 AND deprivation.lsoa_code = placed.lsoa_code) AS hire
   GROUP BY 1, 2, 3, 4, 5, 6, 7`;
