import { setImmediate } from 'node:timers/promises';
import { CANDIDATE_STAGES, isToBeAlerted, type RankedCandidate } from '#lib/kernel';
import { Database, DomainError, requireAction, systemActor, writeAudit, type Actor } from '#lib/platform';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { LiveFactsService } from './live-facts.service.js';
import type { LiveFacts } from './live-facts.js';

/** Reads facts of everybody without names, and stores who is told of what. */
const JOB = systemActor('job:find-alerts');

/** People who are told of one opportunity at most. */
const MOST_PEOPLE = 20;

/** Opportunities that one job takes. When more have changed, all that are open are walked through, in several jobs. */
const AT_A_TIME = 500;

/** Before the first of all opportunities. */
const BEFORE_ALL = '00000000-0000-0000-0000-000000000000';

/** What has been handled. */
interface Reading {
  readonly seenTransactions: string;
  readonly walkedToId: string | null;
}

/** What changed since. */
interface News {
  /** Everything up to this moment is in it. */
  readonly seenTransactions: string;
  readonly opportunityIds: readonly string[];
  /** So many have changed, or so unknown is which, that all are looked at. */
  readonly areAll: boolean;
}

/** A person whom an opportunity fits. */
interface Pair {
  readonly opportunityId: string;
  readonly candidate: RankedCandidate;
}

/** People on whose broker's list a new or changed opportunity is put. */
@Injectable()
export class AlertsService {
  constructor(
    private readonly database: Database,
    private readonly live: LiveFactsService,
  ) {}

  /**
   * Handles what changed since the last time, and the next part of a walk through all opportunities where there is one.
   * What was found and how far it was read are stored together or not at all. Does nothing while another worker does it.
   */
  async find(): Promise<void> {
    await this.database.write(
      JOB,
      async (manager) => {
        const [reading] = await manager.query<Reading[]>(
          `SELECT seen_transactions::text AS "seenTransactions", walked_to_id AS "walkedToId" FROM matching.alert_readings FOR UPDATE SKIP LOCKED`,
        );
        if (reading === undefined) return;
        const news = await newsSince(manager, reading.seenTransactions);
        // A walk under way begins again: what it has passed may have changed.
        const walkedToId = news.areAll ? BEFORE_ALL : reading.walkedToId;
        const walked = walkedToId === null ? [] : await openAfter(manager, walkedToId);
        const changed = news.areAll ? [] : news.opportunityIds;
        await store(manager, await this.#pairsOf(new Set([...changed, ...walked])));
        await manager.query(`UPDATE matching.alert_readings SET seen_transactions = $1, walked_to_id = $2`, [news.seenTransactions, walked.length < AT_A_TIME ? null : walked.at(-1)]);
      },
      'pathways_matcher',
    );
  }

  async #pairsOf(opportunityIds: ReadonlySet<string>): Promise<Pair[]> {
    if (opportunityIds.size === 0) return []; // a worker of a quiet market need not read everybody's facts
    const facts = await this.live.upToDate();
    const pairs: Pair[] = [];
    for (const opportunityId of opportunityIds) {
      for (const candidate of peopleToTell(facts, opportunityId)) pairs.push({ opportunityId, candidate });
      await setImmediate(); // with many people one takes milliseconds, in which the process does nothing else
    }
    return pairs;
  }

  /** Notes that somebody has seen an alert; who was first stays. Throws matching/alert-not-found. */
  async markSeen(actor: Actor, alertId: string): Promise<void> {
    requireAction(actor, 'matches.read');
    await this.database.write(actor, async (manager) => {
      const [alert] = await manager.query<{ organisationId: string; isSeen: boolean }[]>(
        `SELECT organisation_id AS "organisationId", seen_at IS NOT NULL AS "isSeen" FROM matching.alerts
          WHERE alert_id = $1 AND candidates.consents_to(candidate_id, 'matching') FOR UPDATE`,
        [alertId],
      );
      if (alert === undefined) throw new DomainError('matching/alert-not-found', 'There is no such alert.');
      if (alert.isSeen) return;
      await manager.query(`UPDATE matching.alerts SET seen_at = now(), seen_by = identity.actor() WHERE alert_id = $1`, [alertId]);
      await writeAudit(manager, actor, 'matching.alert-seen', alertId, {}, { organisationId: alert.organisationId });
    });
  }
}

/**
 * Changes that were committed since a moment, each once. The moment is kept as a whole snapshot: with its oldest
 * transaction alone, all changes would be read again and again while one that began before them is still running.
 */
async function newsSince(manager: EntityManager, seenTransactions: string): Promise<News> {
  const [news] = await manager.query<News[]>(
    // One statement, so that the moment is that of the very rows it gives. A moment that lies ahead is of another server,
    // from which the database was restored: what of the changes it had seen cannot be told.
    `SELECT pg_current_snapshot()::text AS "seenTransactions", coalesce(array_agg(DISTINCT subject_id) FILTER (WHERE subject_id IS NOT NULL), '{}') AS "opportunityIds",
            coalesce(bool_or(subject_id IS NULL), false) OR count(DISTINCT subject_id) > $2 OR pg_snapshot_xmax($1::pg_snapshot) > pg_snapshot_xmax(pg_current_snapshot()) AS "areAll"
       FROM matching.changes
      WHERE subject = 'opportunity' AND written_in >= pg_snapshot_xmin($1::pg_snapshot) AND NOT pg_visible_in_snapshot(written_in, $1::pg_snapshot)`,
    [seenTransactions, AT_A_TIME],
  );
  return news!;
}

/** The next opportunities after one, in the order of ids. Whether a place is left is for the facts to say. */
async function openAfter(manager: EntityManager, opportunityId: string): Promise<string[]> {
  const rows = await manager.query<{ id: string }[]>(
    `SELECT opportunity_id AS id FROM opportunities.opportunities
      WHERE opportunity_id > $1 AND NOT is_withdrawn AND (closes_on IS NULL OR closes_on >= identity.today()) ORDER BY opportunity_id LIMIT $2`,
    [opportunityId, AT_A_TIME],
  );
  return rows.map(({ id }) => id);
}

/** The best people of the opportunity's City, best first, without those who have a place or the offer of one. */
function peopleToTell(facts: LiveFacts, opportunityId: string): readonly RankedCandidate[] {
  const offer = facts.opportunity(opportunityId);
  if (offer?.isOpen !== true) return [];
  // Asked as a rule of the opportunity, so that people who are not told take nobody's place among the best.
  const stages = (offer.stages ?? CANDIDATE_STAGES).filter(isToBeAlerted);
  return facts.bestPeople({ ...offer, stages }, facts.organisationsAround(opportunityId), []).best;
}

/**
 * Stores the best few of each opportunity, without those who have a case there. Who was told before counts among them,
 * so that reading the same again tells nobody else. The best is written last, since the newest come first in a list.
 */
async function store(manager: EntityManager, pairs: readonly Pair[]): Promise<void> {
  if (pairs.length === 0) return;
  await manager.query(
    `INSERT INTO matching.alerts (candidate_id, opportunity_id, organisation_id, score)
     SELECT candidate_id, opportunity_id, organisation_id, score
       FROM (SELECT pair.*, candidate.organisation_id, row_number() OVER (PARTITION BY opportunity_id ORDER BY place) AS rank
               FROM unnest($1::uuid[], $2::uuid[], $3::integer[]) WITH ORDINALITY AS pair (candidate_id, opportunity_id, score, place)
               JOIN candidates.candidates AS candidate USING (candidate_id)
              WHERE NOT brokerage.has_case(candidate_id, opportunity_id)) AS found
      WHERE rank <= $4 ORDER BY place DESC ON CONFLICT DO NOTHING`,
    [pairs.map(({ candidate }) => candidate.candidateId), pairs.map(({ opportunityId }) => opportunityId), pairs.map(({ candidate }) => candidate.score), MOST_PEOPLE],
  );
}
