import { internalFirst, NHS_EMPLOYERS, type Nearness } from '#lib/kernel';
import { MatchesNowQuery, type FittingOpportunity, type MatchesNow } from '#lib/matching';
import { Clock, type Actor, type Read } from '#lib/platform';
import { Injectable } from '@nestjs/common';
import { RedeploymentQuery } from './redeployment.query.js';

/** A suggestion to somebody whose contract ends. */
export interface InternalSuggestion extends FittingOpportunity {
  readonly nearness: Nearness;
  /** Its place by score alone, of everything that fits. */
  readonly placeByScore: number;
  /** Skills that it asks for or would like and that the person carries over from the post. */
  readonly carriedSkills: readonly string[];
}

/** What fits somebody today, posts inside first. */
export interface InternalSuggestions extends MatchesNow<InternalSuggestion> {
  /** Whether posts inside come first: from when somebody is at risk until a new start would come too late. By score alone otherwise. */
  readonly isInternalFirst: boolean;
}

/**
 * Opportunities of the present employer ($2), and of NHS employers in its ICS, or in that of the organisation that looks after
 * the person ($1) while the employer is not known. An advert from a national feed is listed for the City: there the name tells.
 */
const NEAR = `
  WITH ics AS (
    SELECT above.ancestor_id FROM identity.organisation_paths AS above JOIN identity.organisations AS node ON node.organisation_id = above.ancestor_id AND node.level = 'ics'
     WHERE above.valid_during @> $3::date AND above.organisation_id = coalesce((SELECT organisation_id FROM identity.organisations WHERE code = $2), (SELECT organisation_id FROM candidates.candidates WHERE candidate_id = $1))),
  employers AS MATERIALIZED (
    SELECT organisation_id, name, code IS NOT DISTINCT FROM $2 AS is_same FROM identity.organisations AS employer
     WHERE code = $2 OR (organisation_type = ANY ($4) AND EXISTS (
             SELECT FROM identity.organisation_paths AS path WHERE path.organisation_id = employer.organisation_id AND path.ancestor_id IN (SELECT ancestor_id FROM ics) AND path.valid_during @> $3::date))),
  listed AS (
    SELECT opportunity_id, is_same FROM employers JOIN opportunities.opportunities USING (organisation_id)
    UNION ALL
    SELECT opportunity_id, is_same FROM employers JOIN opportunities.opportunities AS opportunity ON lower(opportunity.employer_name) = lower(employers.name))
  SELECT opportunity_id AS "opportunityId", bool_or(is_same) AS "isSame" FROM listed GROUP BY opportunity_id`;

const SKILLS = `SELECT opportunity_id AS "opportunityId", required_skill_codes || desired_skill_codes AS "skillCodes" FROM opportunities.opportunities WHERE opportunity_id = ANY ($1)`;

/** Suggestions for people whose contracts end: the engine's matches in a stated order. */
@Injectable()
export class InternalSuggestionsQuery {
  constructor(
    private readonly clock: Clock,
    private readonly matches: MatchesNowQuery,
    private readonly redeployment: RedeploymentQuery,
  ) {}

  /** The first few. Throws candidates/candidate-not-found. */
  async ofCandidate(actor: Actor, candidateId: string, limit: number): Promise<InternalSuggestions> {
    const { plan: { isInternalFirst }, employerCode, carriedOver } = await this.redeployment.ofCandidate(actor, candidateId);
    const carried = carriedOver.skills.map(({ code }) => code);
    const found = await this.matches.ofCandidateArranged(actor, candidateId, limit, async (read, best) => {
      const near = await read<{ opportunityId: string; isSame: boolean }>(NEAR, [candidateId, employerCode, this.clock.today(), [...NHS_EMPLOYERS]]);
      const nearness = new Map(near.map(({ opportunityId, isSame }): [string, Nearness] => [opportunityId, isSame ? 'same-employer' : 'nhs-near-by']));
      const told = best.map(({ opportunityId, score }, index) => ({ opportunityId, score, nearness: nearness.get(opportunityId) ?? ('elsewhere' as const), placeByScore: index + 1 }));
      const few = (isInternalFirst ? internalFirst(told) : told).slice(0, limit);
      const skills = await skillsOf(read, few.map(({ opportunityId }) => opportunityId));
      return few.map((one) => ({ ...one, carriedSkills: carried.filter((code) => skills.get(one.opportunityId)?.includes(code) ?? false) }));
    });
    return { ...found, isInternalFirst };
  }
}

async function skillsOf(read: Read, ids: readonly string[]): Promise<ReadonlyMap<string, readonly string[]>> {
  const rows = await read<{ opportunityId: string; skillCodes: string[] }>(SKILLS, [ids]);
  return new Map(rows.map(({ opportunityId, skillCodes }) => [opportunityId, skillCodes]));
}
