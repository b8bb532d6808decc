import {
  CASE_LISTS,
  caseListWords,
  caseWindow,
  nextCaseStep,
  type CaseDay,
  type CaseLimits,
  type CaseList,
  type CaseSummary,
} from '#lib/kernel';
import { Clock, Database, DomainError, type Actor } from '#lib/platform';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';

/** Whose people: of one broker, or of a node of the tree and all below; everybody in reach when both are left out. */
export interface CaseFilter {
  readonly userId?: string;
  readonly organisationId?: string;
}

/** A list and how many are on it. */
export interface CaseListCount {
  readonly list: CaseList;
  readonly title: string;
  readonly meaning: string;
  readonly people: number;
}

/** Somebody on a list: who it is, what is next, since when. How to reach them stands in their record. */
export interface CaseRow {
  readonly candidateId: string;
  readonly reference: string;
  readonly givenName: string;
  readonly familyName: string;
  readonly organisationCode: string;
  readonly presentPost: string | null;
  /** The broker who looks after them; the name is null when that account has no such role any more. */
  readonly brokerId: string | null;
  readonly brokerName: string | null;
  /** The day for which they are on this list. */
  readonly onListFor: string;
  /** The most urgent list that they are on, and what to do. */
  readonly nextList: CaseList;
  readonly nextStep: string;
  readonly nextStepOn: string;
  readonly lastContactOn: string | null;
  readonly lastTriedOn: string | null;
  readonly contractEndsOn: string | null;
  readonly liveReferrals: number;
  readonly openTasks: number;
}

/** A page of a list. */
export interface CasePage {
  readonly rows: CaseRow[];
  /** Give it back as `after` for the next page; null on the last. */
  readonly next: string | null;
}

/** A colleague to whom people can be handed over. */
export interface Broker {
  readonly userId: string;
  readonly displayName: string;
}

/** The columns of the summary, by what the kernel calls them. */
const COLUMNS: Readonly<Record<CaseDay, string>> = {
  nextTaskOn: 'next_task_on',
  stillSinceOn: 'still_since_on',
  noContactSinceOn: 'no_contact_since_on',
  contractEndsOn: 'contract_ends_on',
  nextOutcomeOn: 'next_outcome_on',
  offerSinceOn: 'offer_since_on',
  checksSinceOn: 'checks_since_on',
  unassignedSinceOn: 'unassigned_since_on',
  assignedSinceOn: 'assigned_since_on',
};

const DAYS = Object.entries(COLUMNS) as [CaseDay, string][];

/** Before the first row of any list. */
const BEFORE_ALL = ['-infinity', '00000000-0000-0000-0000-000000000000'] as const;

/** Organisations whose people the actor looks after, below a node ($1) if one is given. */
const REACHED = `
  reached AS MATERIALIZED (
    SELECT organisation_id FROM (SELECT identity.reach('people') AS organisation_id UNION SELECT identity.reach('shared_people')) AS ours
     WHERE $1::uuid IS NULL OR EXISTS (SELECT FROM identity.organisation_paths AS path WHERE path.ancestor_id = $1 AND path.organisation_id = ours.organisation_id AND path.valid_during @> identity.today()))`;

/**
 * The first few of a list. Organisation by organisation, each of which gives them by its index; of one broker all are
 * gone through, since they are few.
 */
function pageSql(column: string, ofOneBroker: boolean): string {
  const window = `${column} >= $2::date AND ${column} <= $3::date AND (${column}, candidate_id) > ($4::date, $5::uuid)`;
  const firstFew = ofOneBroker
    ? `SELECT summary.* FROM brokerage.case_summaries AS summary WHERE user_id = $7 AND organisation_id IN (SELECT organisation_id FROM reached) AND ${window} ORDER BY ${column}, candidate_id LIMIT $6`
    : `SELECT first_few.* FROM reached CROSS JOIN LATERAL (
         SELECT summary.* FROM brokerage.case_summaries AS summary
          WHERE summary.organisation_id = reached.organisation_id AND ${window} ORDER BY ${column}, candidate_id LIMIT $6) AS first_few
        ORDER BY ${column}, candidate_id LIMIT $6`;
  return `
    WITH ${REACHED}, page AS MATERIALIZED (${firstFew})
    SELECT candidate_id AS "candidateId", candidate.reference, candidate.given_name AS "givenName", candidate.family_name AS "familyName", organisation.code AS "organisationCode",
           candidate.present_post AS "presentPost", page.user_id AS "brokerId", broker.display_name AS "brokerName", ${DAYS.map(([day, name]) => `page.${name}::text AS "${day}"`).join(', ')},
           page.last_contact_on::text AS "lastContactOn", page.last_tried_on::text AS "lastTriedOn", page.live_referrals AS "liveReferrals", page.open_tasks AS "openTasks"
      FROM page JOIN candidates.candidates AS candidate USING (candidate_id) JOIN identity.organisations AS organisation ON organisation.organisation_id = page.organisation_id
      LEFT JOIN brokerage.brokers() AS broker ON broker.user_id = page.user_id
     ORDER BY page.${column}, candidate_id`;
}

interface PageRow extends Omit<CaseRow, 'onListFor' | 'nextList' | 'nextStep' | 'nextStepOn'>, CaseSummary {}

/** All lists at once, in one pass over the summaries; $3 and $4 are the first and last days, in the order of the lists' names in $2. */
function countSql(ofOneBroker: boolean): string {
  const counts = CASE_LISTS.map((list, index) => {
    const column = COLUMNS[caseWindow(list, '2000-01-01', { stalledDays: 0, noContactDays: 0, contractWeeks: 0 }).day];
    return `count(*) FILTER (WHERE ${column} >= ($2::date[])[${index + 1}] AND ${column} <= ($3::date[])[${index + 1}])::integer AS "${list}"`;
  });
  return `WITH ${REACHED} SELECT ${counts.join(', ')} FROM brokerage.case_summaries WHERE organisation_id = ANY (ARRAY(SELECT organisation_id FROM reached))${ofOneBroker ? ' AND user_id = $4' : ''}`;
}

/** Writes down for a request everybody who is on a list at this moment, in its order. Their ids never leave the database, however many they are. */
export async function selectOnList(manager: EntityManager, bulkId: string, list: CaseList, { userId, organisationId }: CaseFilter, limits: CaseLimits, today: string): Promise<void> {
  const { day, from, to } = caseWindow(list, today, limits);
  const column = COLUMNS[day];
  await manager.query(
    `WITH ${REACHED}
     INSERT INTO brokerage.bulk_outcomes (bulk_id, candidate_id, position)
     SELECT $4, candidate_id, row_number() OVER (ORDER BY ${column}, candidate_id) FROM brokerage.case_summaries
      WHERE organisation_id = ANY (ARRAY(SELECT organisation_id FROM reached)) AND ${column} >= $2::date AND ${column} <= $3::date${userId === undefined ? '' : ' AND user_id = $5'}`,
    [organisationId ?? null, from ?? BEFORE_ALL[0], to, bulkId, ...(userId === undefined ? [] : [userId])],
  );
}

/** Reads of the caseload. */
@Injectable()
export class CaseloadQuery {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /** How many are on each list, for the top of the page. */
  async counts(actor: Actor, filter: CaseFilter, limits: CaseLimits): Promise<CaseListCount[]> {
    const windows = CASE_LISTS.map((list) => caseWindow(list, this.clock.today(), limits));
    const { userId } = filter;
    const [counts] = await this.database.read<Record<CaseList, number>>(actor, countSql(userId !== undefined), [
      filter.organisationId ?? null, windows.map(({ from }) => from ?? BEFORE_ALL[0]), windows.map(({ to }) => to), ...(userId === undefined ? [] : [userId]),
    ]);
    return CASE_LISTS.map((list) => ({ list, ...titleOf(list), people: counts![list] }));
  }

  /** A page of a list, the longest due first. Throws brokerage/place-in-list-not-readable. */
  async page(actor: Actor, list: CaseList, filter: CaseFilter, limits: CaseLimits, { after, limit }: { readonly after: string | null; readonly limit: number }): Promise<CasePage> {
    const today = this.clock.today();
    const { day, from, to } = caseWindow(list, today, limits);
    const { userId } = filter;
    const rows = await this.database.read<PageRow>(actor, pageSql(COLUMNS[day], userId !== undefined), [
      filter.organisationId ?? null, from ?? BEFORE_ALL[0], to, ...placeOf(after), limit + 1, ...(userId === undefined ? [] : [userId]),
    ]);
    const page = rows.slice(0, limit);
    const last = page.at(-1);
    return { rows: page.map((row) => shown(row, list, today, limits)), next: rows.length > limit && last !== undefined ? `${last[day]}_${last.candidateId}` : null };
  }

  /** Brokers and leads of the actor's City, by name. */
  brokers(actor: Actor): Promise<Broker[]> {
    return this.database.read<Broker>(actor, `SELECT user_id AS "userId", display_name AS "displayName" FROM brokerage.brokers() ORDER BY display_name, user_id`);
  }
}

function titleOf(list: CaseList): { readonly title: string; readonly meaning: string } {
  const { title, meaning } = caseListWords(list);
  return { title, meaning };
}

function shown(row: PageRow, list: CaseList, today: string, limits: CaseLimits): CaseRow {
  const { nextTaskOn, stillSinceOn, noContactSinceOn, contractEndsOn, nextOutcomeOn, offerSinceOn, checksSinceOn, unassignedSinceOn, assignedSinceOn, ...who } = row;
  const summary: CaseSummary = { nextTaskOn, stillSinceOn, noContactSinceOn, contractEndsOn, nextOutcomeOn, offerSinceOn, checksSinceOn, unassignedSinceOn, assignedSinceOn };
  const onListFor = summary[caseWindow(list, today, limits).day]!;
  const next = nextCaseStep(summary, today, limits) ?? { list, on: onListFor };
  return { ...who, contractEndsOn, onListFor, nextList: next.list, nextStep: caseListWords(next.list).step, nextStepOn: next.on };
}

const PLACE = /^(\d{4}-\d{2}-\d{2})_([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/;

/** The day and the person after whom a list goes on. */
function placeOf(after: string | null): readonly [string, string] {
  if (after === null) return BEFORE_ALL;
  const [, on, candidateId] = PLACE.exec(after) ?? [];
  if (on === undefined || candidateId === undefined) throw new DomainError('brokerage/place-in-list-not-readable', 'This page of the list cannot be found. Begin with the first page.', [{ pointer: '/after', detail: 'must be the `next` of a page' }]);
  return [on, candidateId];
}
