import {
  explainPair,
  whatIf,
  whyNot,
  type CandidateFacts,
  type MatchOne,
  type Opening,
  type OpportunityFacts,
  type PairExplanation,
  type PlainDate,
  type RankMove,
  type RuleContext,
  type WhyNot,
} from '#lib/kernel';
import type { Read } from '#lib/platform';

/** A pair, taken apart. `basis` says whose facts: the run's snapshot, or today's. */
export interface ExplainedPair {
  readonly basis: 'snapshot' | 'today';
  readonly asOfOn: PlainDate;
  readonly explanation: PairExplanation;
  readonly whyNot: WhyNot;
}

/** What one change alone would open, the best of it by name. */
export interface NamedOpening extends Omit<Opening, 'best'> {
  readonly best: readonly { readonly opportunityId: string; readonly title: string }[];
}

/** What the smallest changes that make a pair eligible would bring. */
export interface WhatWouldChange {
  readonly rank: RankMove;
  /** What opens most first. */
  readonly openings: readonly NamedOpening[];
}

/** A pair on today's facts. */
export interface PairToday extends ExplainedPair {
  /**
   * Null where nothing is to be thought through: the pair is eligible, a rule fails that the candidate cannot lift, the
   * opportunity is not in the market that is asked, or no consent to matching is valid. Giving that consent is among the
   * changes, but what it would bring is a matching for which it has to be given first.
   */
  readonly whatIf: WhatWouldChange | null;
}

/** A pair on facts that are given, whosever they are. */
export function explained(basis: ExplainedPair['basis'], context: RuleContext, candidate: CandidateFacts, opportunity: OpportunityFacts): ExplainedPair {
  return { basis, asOfOn: context.asOfOn, explanation: explainPair(candidate, opportunity, context), whyNot: whyNot(candidate, opportunity, context) };
}

/**
 * A pair on today's facts with what changes would bring. The market is asked for only where there are changes to think
 * through, and is null when the opportunity is not in it; names are those that `read` shows.
 */
export async function explainedToday(
  read: Read,
  context: RuleContext,
  candidate: CandidateFacts,
  opportunity: OpportunityFacts,
  market: () => Promise<MatchOne | null>,
): Promise<PairToday> {
  const pair = explained('today', context, candidate, opportunity);
  const changes = (pair.whyNot.changes ?? []).map(({ change }) => change);
  const match = changes.length > 0 && candidate.hasMatchingConsent ? await market() : null;
  if (match === null) return { ...pair, whatIf: null };
  const { rank, openings } = whatIf({ candidate, opportunityId: opportunity.opportunityId, changes }, match);
  const titles = await titlesOf(read, openings.flatMap(({ best }) => best.map(({ opportunityId }) => opportunityId)));
  const named = openings.map((opening): NamedOpening => ({
    ...opening,
    best: opening.best.flatMap(({ opportunityId }) => {
      const title = titles.get(opportunityId);
      return title === undefined ? [] : [{ opportunityId, title }];
    }),
  }));
  return { ...pair, whatIf: { rank, openings: named } };
}

/** Titles of opportunities as far as row-level security shows them. */
async function titlesOf(read: Read, ids: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const rows = await read<{ id: string; title: string }>(`SELECT opportunity_id AS id, title FROM opportunities.opportunities WHERE opportunity_id = ANY ($1)`, [ids]);
  return new Map(rows.map(({ id, title }) => [id, title]));
}
