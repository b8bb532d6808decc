import type { OpportunityFacts } from '../matching/facts.js';
import { sitesOf } from './together.js';

/**
 * Where somebody may have a place who goes with others: the opportunities at the site at which any of the group has one.
 * Null: anywhere, since the person is in no group, or nobody of it has a place that is at a site.
 *
 * @param together groups of people who want one site
 * @param placeOf opportunity that somebody of the cohort has, null or undefined: none
 */
export function groupSite(
  candidateId: string,
  together: readonly (readonly string[])[],
  opportunities: readonly Pick<OpportunityFacts, 'opportunityId' | 'attendance' | 'position'>[],
  placeOf: ReadonlyMap<string, string | null>,
): ReadonlySet<string> | null {
  const group = together.find((ids) => ids.includes(candidateId)) ?? [];
  const held = new Set(group.flatMap((id) => placeOf.get(id) ?? []));
  const siteOf = sitesOf(opportunities);
  const at = opportunities.findIndex(({ opportunityId }, number) => held.has(opportunityId) && siteOf[number]! >= 0);
  return at < 0 ? null : new Set(opportunities.flatMap(({ opportunityId }, number) => (siteOf[number] === siteOf[at] ? [opportunityId] : [])));
}
