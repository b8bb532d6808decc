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
import { nodesBelow, OrganisationsService, type Organisation } from '#lib/identity';
import { Clock, Database, DomainError, requireAction, type Actor } from '#lib/platform';
import { Injectable } from '@nestjs/common';

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
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly organisations: OrganisationsService,
  ) {}

  /**
   * The report for a period, on the tree as it stood on its last day. The whole tree always goes through disclosure control together, whatever part
   * is shown: two parts protected apart could be subtracted from each other.
   */
  async report(actor: Actor, request: HiresReportRequest): Promise<HiresReport> {
    if (!isPlainDate(request.from) || !isPlainDate(request.to) || request.to < request.from) {
      throw new DomainError('equality/period-not-real', 'The period needs two real dates, as 2026-04-01, the first not after the last.');
    }
    requireAction(actor, 'reports.read');
    const tree = await this.organisations.tree(actor, request.to);
    // Of the tree as it stands: whoever an organisation is going to move to does not see its figures yet.
    const reached = reachedBy(actor, await this.organisations.tree(actor));
    const asked = request.node === undefined ? null : (await this.organisations.byCode(actor, request.node)).organisationId;
    if (asked !== null && !reached.has(asked)) throw new DomainError('equality/node-out-of-reach', 'Your role does not reach the figures of that part of the tree. Leave the node out to see all that it reaches.');
    const below = asked === null ? null : nodesBelow(tree, asked);
    const counts = await this.countedHires(actor, request);
    const nodes = tree.filter(({ organisationId }) => reached.has(organisationId) && (below === null || below.has(organisationId)));
    const ids = new Set(nodes.map(({ organisationId }) => organisationId));
    const tables = tree.filter(({ level }) => level === 'city').map((city) => protectedTable(cityOf(tree, city), counts));
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
  private async countedHires(actor: Actor, { from, to, edition }: HiresReportRequest): Promise<HiresInDecile[]> {
    const [index] = await this.database.read<{ isLoaded: boolean }>(actor, `SELECT EXISTS (SELECT FROM geography.deprivation WHERE edition = $1) AS "isLoaded"`, [edition], 'pathways_reporting');
    const groups = await this.database.read<HireGroup>(actor, HIRES_BY_DECILE, [from, to, edition], 'pathways_reporting');
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

/** The nodes whose figures the actor may read. */
function reachedBy({ reach }: Actor, tree: readonly Organisation[]): ReadonlySet<string> {
  return new Set(reach === 'everywhere' ? tree.map(({ organisationId }) => organisationId) : (reach['figures'] ?? []).flatMap((nodeId) => [...nodesBelow(tree, nodeId)]));
}

/** A City with everything below it. */
function cityOf(tree: readonly Organisation[], city: Organisation): Organisation[] {
  const below = nodesBelow(tree, city.organisationId);
  return tree.filter(({ organisationId }) => below.has(organisationId));
}

/** Groups, which are all that reports can read: see the function in the database. */
const HIRES_BY_DECILE = `
  SELECT organisation_id AS "organisationId", decile, postcode_key AS "postcodeKey", is_found AS "isFound", country_code AS "countryCode",
         has_position AS "hasPosition", lsoa_code AS "lsoaCode", hires AS count
    FROM equality.hires_by_decile($1, $2, $3)`;
