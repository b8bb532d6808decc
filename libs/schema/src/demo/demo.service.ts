import { OrganisationsService } from '#lib/identity';
import { Clock, Database, DomainError, enter, systemActor, writeAudit } from '#lib/platform';
import { Injectable } from '@nestjs/common';
import { QueryFailedError } from 'typeorm';
import { openDataSource } from '../data-source.js';
import { demoFiles, type DemoFile } from './demo-files.js';
import { loadDemoGeography, removeDemoGeography } from './demo-geography.js';
import { CITY_CODE, demoTree } from './demo-organisations.js';
import { loadDemoProgrammes } from './demo-programmes.js';

/** Any number: it decides who the people of the demo are. */
const SEED = 1948;

const ACTOR = systemActor('demo');

const OURS = `SELECT organisation_id FROM identity.organisations WHERE is_demo`;
const OUR_CANDIDATES = `SELECT candidate_id FROM candidates.candidates WHERE organisation_id IN (${OURS})`;
const OUR_INTAKES = `
  SELECT intake_id FROM opportunities.intakes JOIN opportunities.opportunities USING (opportunity_id) WHERE organisation_id IN (${OURS})`;
/** A case between a demo person and a demo opportunity. One with a real side is not ours to delete. */
const OUR_REFERRALS = `SELECT referral_id FROM brokerage.referrals WHERE candidate_id IN (${OUR_CANDIDATES}) AND intake_id IN (${OUR_INTAKES})`;

/** What those who lead a node have put in force there, or recorded of it. */
const OF_A_NODE = [
  'brokerage.reasons', 'brokerage.check_rule_versions', 'brokerage.redeployment_rule_versions', 'opportunities.ladder_versions', 'opportunities.standard_versions', 'opportunities.city_figures', 'opportunities.living_wage_accreditations',
] as const;

/** What belongs to the demo, in the order in which it can be deleted. Rows that cascade are not listed. */
const DELETIONS: readonly string[] = [
  `DELETE FROM outcomes.hires WHERE organisation_id IN (${OURS})`,
  `DELETE FROM outcomes.claim_events WHERE claim_id IN (SELECT claim_id FROM outcomes.claims WHERE referral_id IN (${OUR_REFERRALS}))`,
  `DELETE FROM outcomes.claims WHERE referral_id IN (${OUR_REFERRALS})`,
  `DELETE FROM outcomes.course_events WHERE referral_id IN (${OUR_REFERRALS})`,
  `DELETE FROM outcomes.employment_spells WHERE referral_id IN (${OUR_REFERRALS})`,
  `DELETE FROM outcomes.outcome_events WHERE referral_id IN (${OUR_REFERRALS})`,
  `DELETE FROM brokerage.check_events WHERE referral_id IN (${OUR_REFERRALS})`,
  `DELETE FROM brokerage.referral_events WHERE referral_id IN (${OUR_REFERRALS})`,
  `DELETE FROM brokerage.referrals WHERE candidate_id IN (${OUR_CANDIDATES}) AND intake_id IN (${OUR_INTAKES})`,
  // One at which a real person or organisation has a place or a stand is not ours to delete, and holds the rest.
  `DELETE FROM brokerage.fairs AS fair WHERE organisation_id IN (${OURS})
      AND NOT EXISTS (SELECT FROM brokerage.fair_sessions JOIN brokerage.fair_registrations USING (session_id) WHERE fair_id = fair.fair_id AND candidate_organisation_id NOT IN (${OURS}))
      AND NOT EXISTS (SELECT FROM brokerage.fair_stands AS stand WHERE stand.fair_id = fair.fair_id AND stand.organisation_id NOT IN (${OURS}))`,
  `DELETE FROM opportunities.opportunities WHERE organisation_id IN (${OURS})`,
  `DELETE FROM opportunities.courses WHERE organisation_id IN (${OURS})`,
  `DELETE FROM opportunities.venues WHERE organisation_id IN (${OURS})`,
  `DELETE FROM opportunities.programmes WHERE organisation_id IN (${OURS})`,
  `DELETE FROM candidates.candidates WHERE organisation_id IN (${OURS})`,
  ...OF_A_NODE.map((table) => `DELETE FROM ${table} WHERE organisation_id IN (${OURS})`),
  `DELETE FROM exchange.uploads WHERE organisation_id IN (${OURS})`,
  `DELETE FROM identity.sharing_agreements WHERE agreement_id IN (SELECT agreement_id FROM identity.sharing_agreement_parties WHERE organisation_id IN (${OURS}))`,
  `DELETE FROM identity.role_grants WHERE organisation_id IN (${OURS})`,
  `DELETE FROM identity.users WHERE is_demo`,
  `DELETE FROM identity.role_grants WHERE organisation_id IN (${OURS})`,
  `DELETE FROM identity.sharing_agreements WHERE agreement_id IN (SELECT agreement_id FROM identity.sharing_agreement_parties WHERE organisation_id IN (${OURS}))`,
  `DELETE FROM identity.api_clients WHERE organisation_id IN (${OURS})`,
  `DELETE FROM identity.organisation_parents WHERE organisation_id IN (${OURS})`,
  `DELETE FROM identity.organisations WHERE is_demo`,
];

/** PostgreSQL: a row that stays refers to a row that was to go. */
const STILL_REFERRED_TO = '23503';

/** The invented cast: it can be loaded beside real data, and taken out again. */
@Injectable()
export class DemoService {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly organisations: OrganisationsService,
  ) {}

  /**
   * Writes organisations, programmes and geography. Loading again
   * changes nothing but the dates of the programmes, which follow the day. A postcode directory that has been
   * loaded since has no demo postcodes any more; loading again adds them beside the real ones.
   */
  async load(): Promise<void> {
    await this.database.write(ACTOR, async (manager) => {
      await this.organisations.add(manager, demoTree());
      await loadDemoProgrammes(manager, this.clock.today());
      await writeAudit(manager, ACTOR, 'demo.loaded', CITY_CODE);
    });
    await this.database.write(ACTOR, loadDemoGeography, 'pathways_geography');
  }

  /** The files of the demo's partners, to be uploaded one after the other in this order. */
  files(): readonly DemoFile[] {
    return demoFiles(SEED, this.clock.today());
  }

  /**
   * Deletes everything that belongs to the demo organisations and the demo geography, in one transaction.
   * Match runs and their snapshots mix everybody, so they go only when no candidate is left; otherwise they stay,
   * and the demo people in them are ids that lead nowhere. Audit events stay: they are the record of what was
   * done. Done as the owner of the tables, since nobody else may delete a case or its history. Throws schema/demo-in-use, with nothing deleted, when a real row depends on a demo row.
   */
  async reset(ownerUrl: string): Promise<void> {
    const dataSource = await openDataSource(ownerUrl, 'pathways-demo');
    try {
      await dataSource.transaction(async (manager) => {
        await enter(manager, null, ACTOR, this.clock.today(), false);
        for (const deletion of DELETIONS) await manager.query(deletion);
        await manager.query('SET LOCAL ROLE pathways_geography'); // whose tables could have triggers of its own
        await removeDemoGeography(manager);
        await manager.query('RESET ROLE');
        const [candidate] = await manager.query<unknown[]>(`SELECT 1 FROM candidates.candidates LIMIT 1`);
        if (candidate === undefined) {
          await manager.query(`DELETE FROM matching.runs`);
          await manager.query(`DELETE FROM matching.allocations`);
          await manager.query(`DELETE FROM matching.snapshots`);
        }
        await writeAudit(manager, ACTOR, 'demo.reset', CITY_CODE);
      });
    } catch (error) {
      if (!(error instanceof QueryFailedError) || error.driverError.code !== STILL_REFERRED_TO) throw error;
      throw new DomainError(
        'schema/demo-in-use',
        'Something real depends on the demo: a real candidate referred to a demo opportunity, for example, or a real organisation under a demo Place. Nothing was removed. Undo that first.',
        [{ pointer: String(error.driverError.table), detail: `Held by ${String(error.driverError.constraint)}.` }],
      );
    } finally {
      await dataSource.destroy();
    }
  }
}
