import type { OpportunityFacts } from '../matching/facts.js';
import { sitesOf } from './together.js';

/** What somebody of a group has. */
export interface GroupMember {
  readonly opportunityId: string | null;
  /** By somebody, rather than by the allocation. */
  readonly isDecided: boolean;
}

/**
 * Where the people of a group may have their places: the opportunities at the site of the place that was decided for one of
 * them, or else at the one that the allocation chose. 'anywhere': in no group, or a place was decided that is at no site.
 * 'nowhere': nobody of the group has a place.
 */
export function groupSite(members: readonly GroupMember[], opportunities: readonly Pick<OpportunityFacts, 'opportunityId' | 'attendance' | 'position'>[]): ReadonlySet<string> | 'anywhere' | 'nowhere' {
  if (members.length === 0) return 'anywhere';
  const decided = members.flatMap(({ opportunityId, isDecided }) => (isDecided ? (opportunityId ?? []) : []));
  const held = new Set(decided.length > 0 ? decided : members.flatMap(({ opportunityId }) => opportunityId ?? []));
  const siteOf = sitesOf(opportunities);
  const at = opportunities.findIndex(({ opportunityId }, number) => held.has(opportunityId) && siteOf[number]! >= 0);
  if (at >= 0) return new Set(opportunities.flatMap(({ opportunityId }, number) => (siteOf[number] === siteOf[at] ? [opportunityId] : [])));
  return held.size > 0 ? 'anywhere' : 'nowhere';
}
