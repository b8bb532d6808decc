import { CandidatesQuery } from '#lib/candidates';
import { missingForApplication, type MissingForApplication } from '#lib/kernel';
import { Clock, Database, DomainError, type Actor } from '#lib/platform';
import { Injectable } from '@nestjs/common';
import { ReferralsService } from '../referrals.service.js';
import { attribute, carryOn, deputyOf, type FairPair } from './fair-cases.js';
import { FairRegistrations, whose } from './fair-registrations.service.js';

/** An application at a stand: what is known already is sent, and nothing is asked again. */
export interface FairApplication {
  readonly candidateId?: string;
  readonly opportunityIds: readonly string[];
}

/** What became of it. */
export interface AppliedAtFair {
  readonly registrationId: string;
  readonly applications: readonly { readonly opportunityId: string; readonly referralId: string | null; /** Why there is no case. */ readonly problem: string | null }[];
  /** What would help and can follow. */
  readonly missing: readonly MissingForApplication[];
}

interface StandToApplyAt {
  readonly fairId: string;
  readonly standOrganisationId: string;
  readonly shown: string[];
  readonly sessionId: string | null;
}

/** Applications in one request, with what the record has. */
@Injectable()
export class FairApplications {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly candidates: CandidatesQuery,
    private readonly registrations: FairRegistrations,
    private readonly referrals: ReferralsService,
  ) {}

  /**
   * Registers a person whom the service knows for the next session of the fair, and puts them forward for opportunities of a
   * stand. Again it gives the same cases. One that cannot be had does not keep the others from being made. Throws
   * brokerage/stand-not-found, session-over, opportunity-missing and record-incomplete.
   */
  async apply(actor: Actor, standId: string, { candidateId, opportunityIds }: FairApplication): Promise<AppliedAtFair> {
    const personId = whose(actor, candidateId);
    const [stand] = await this.database.read<StandToApplyAt>(
      actor,
      `SELECT fair_id AS "fairId", organisation_id AS "standOrganisationId", ARRAY(SELECT opportunity_id FROM brokerage.fair_stand_opportunities AS shown WHERE shown.stand_id = stand.stand_id) AS shown,
              (SELECT session_id FROM brokerage.fair_sessions AS session WHERE session.fair_id = stand.fair_id AND ends_at > $2 ORDER BY ends_at, session_id LIMIT 1) AS "sessionId"
         FROM brokerage.fair_stands AS stand WHERE stand_id = $1`,
      [standId, this.clock.now()],
    );
    if (stand === undefined) throw new DomainError('brokerage/stand-not-found', 'There is no such stand.');
    const { sessionId, standOrganisationId, shown } = stand;
    if (!opportunityIds.every((id) => shown.includes(id))) throw new DomainError('brokerage/opportunity-missing', 'Say which opportunities it is about.', [{ pointer: '/opportunityIds', detail: 'must be some of those that the stand shows' }]);
    if (sessionId === null) throw new DomainError('brokerage/session-over', 'The session is over. Choose one that is still to come.');
    const { missing, organisationId } = await this.standing(actor, personId);
    const needed = missing.filter(({ isNeeded }) => isNeeded);
    if (needed.length > 0) throw new DomainError('brokerage/record-incomplete', `The record lacks what an application needs. ${needed.map(({ sentence }) => sentence).join(' ')}`);
    const registrationId = await this.registrations.register(actor, sessionId, personId);
    const [registered] = await this.database.read<{ since: Date }>(actor, `SELECT registered_at AS since FROM brokerage.fair_registrations WHERE registration_id = $1`, [registrationId]);
    const applications: AppliedAtFair['applications'][number][] = [];
    for (const opportunityId of opportunityIds) applications.push(await this.refer(actor, { candidateId: personId, candidateOrganisationId: organisationId, standId, standOrganisationId, opportunityId, since: registered!.since }));
    return { registrationId, applications, missing };
  }

  private async refer(actor: Actor, pair: FairPair): Promise<AppliedAtFair['applications'][number]> {
    const { opportunityId } = pair;
    try {
      const found = await carryOn({ database: this.database, referrals: this.referrals }, actor, pair, (status) => ({ refers: status === null, event: null }));
      await this.database.write(deputyOf(actor, pair), (manager) => attribute(manager, found!.referralId, pair));
      return { opportunityId, referralId: found!.referralId, problem: null };
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      return { opportunityId, referralId: null, problem: error.message };
    }
  }

  private async standing(actor: Actor, candidateId: string): Promise<{ missing: readonly MissingForApplication[]; organisationId: string }> {
    await this.candidates.mustBeInReach(actor, candidateId);
    const [record] = await this.database.read<Parameters<typeof missingForApplication>[0] & { organisationId: string }>(
      actor,
      `SELECT organisation_id AS "organisationId", candidates.consents_to(candidate_id, 'sharing-with-partners') AS "consentsToSharing", email IS NOT NULL AS "hasEmail", phone IS NOT NULL AS "hasPhone",
              postcode IS NOT NULL AS "hasPostcode", slots <> 0 AS "hasAvailability", EXISTS (SELECT FROM candidates.qualifications AS q WHERE q.candidate_id = person.candidate_id) AS "hasQualifications"
         FROM candidates.candidates AS person WHERE candidate_id = $1`,
      [candidateId],
    );
    return { missing: missingForApplication(record!), organisationId: record!.organisationId };
  }
}
