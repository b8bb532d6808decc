import { applyChanges, changeInWords, type Change } from './changes.js';
import type { CandidateFacts, OpportunityFacts } from './facts.js';
import { isEligible, type RuleContext } from './hard-rules.js';
import type { RankedOpportunity } from './rank.js';
import { scorePair } from './score.js';
import { singleChanges } from './smallest-changes.js';
import { compareIds, compareRanked, lotteryNumber } from './tie-break.js';

/** What is asked of a market for one candidate. */
export interface MarketQuestion {
  /** The facts with which it is matched: as they are, or changed. */
  readonly candidate: CandidateFacts;
  /** When given, what is open to these facts already is left out of the answer altogether. */
  readonly notOpenTo?: CandidateFacts;
  /** The opportunity whose place is asked for; null for none. */
  readonly placeOf: string | null;
  /** How many of the best to name. */
  readonly limit: number;
}

export interface MarketAnswer {
  readonly eligibleCount: number;
  /** 1 for the best of the eligible; null when `placeOf` is not among them. */
  readonly place: number | null;
  /** Best first, as a run ranks them: by score, lottery number, then id. */
  readonly topOpportunities: readonly RankedOpportunity[];
}

/** A market that answers for one candidate. The engine can be put here as well as {@link matchOneByOne}. */
export type MatchOne = (question: MarketQuestion) => MarketAnswer;

/** A candidate, one opportunity, and changes to think through. */
export interface WhatIfQuestion {
  readonly candidate: CandidateFacts;
  readonly opportunityId: string;
  readonly changes: readonly Change[];
  /** How many of the newly open opportunities to name for each change; 3 when left out. */
  readonly limit?: number;
}

/** How the opportunity stands for the candidate with none of the changes and with all of them. */
export interface RankMove {
  /** Its place among all that are open to the candidate, 1 the best; null when it is not open to them. */
  readonly placeBefore: number | null;
  readonly placeAfter: number | null;
  /** How many are open to the candidate. */
  readonly eligibleBefore: number;
  readonly eligibleAfter: number;
  readonly sentence: string;
}

/** What one change alone opens, besides the opportunity in question. */
export interface Opening {
  readonly change: Change;
  readonly openedCount: number;
  /** Best first. */
  readonly best: readonly RankedOpportunity[];
  readonly sentence: string;
}

export interface WhatIf {
  readonly rank: RankMove;
  /** One for each change, several skills or checks taken one by one; what opens most first, then in the order given. */
  readonly openings: readonly Opening[];
}

/**
 * What changes would bring: the place that the opportunity would take for the candidate with all of them, and how many
 * other opportunities each of them would open by itself.
 *
 * By itself means on the facts as they are: while a consent is missing nothing but the consent opens anything, and the
 * answer says so.
 */
export function whatIf({ candidate, opportunityId, changes, limit = 3 }: WhatIfQuestion, match: MatchOne): WhatIf {
  const before = match({ candidate, placeOf: opportunityId, limit: 0 });
  const after = match({ candidate: applyChanges(candidate, changes), placeOf: opportunityId, limit: 0 });
  const rank = { placeBefore: before.place, placeAfter: after.place, eligibleBefore: before.eligibleCount, eligibleAfter: after.eligibleCount };
  const openings = changes.flatMap(singleChanges).map((change): Opening => {
    const changed = applyChanges(candidate, [change]);
    const opened = match({ candidate: changed, notOpenTo: candidate, placeOf: opportunityId, limit: limit + 1 });
    const openedCount = opened.eligibleCount - (opened.place === null ? 0 : 1);
    const best = opened.topOpportunities.filter((one) => one.opportunityId !== opportunityId).slice(0, limit);
    return { change, openedCount, best, sentence: `${changeInWords(candidate, change)} ${openedInWords(openedCount)}` };
  });
  return { rank: { ...rank, sentence: moveInWords(rank) }, openings: openings.toSorted((a, b) => b.openedCount - a.openedCount) };
}

/** A market that judges every opportunity in turn: the definition of a market's answer. Ids are unique. */
export function matchOneByOne(opportunities: readonly OpportunityFacts[], context: RuleContext & { readonly seed: number }): MatchOne {
  return ({ candidate, notOpenTo, placeOf, limit }) => {
    const ranked = opportunities
      .filter((opportunity) => isEligible(candidate, opportunity, context))
      .filter((opportunity) => notOpenTo === undefined || !isEligible(notOpenTo, opportunity, context))
      .map((opportunity): RankedOpportunity => ({
        opportunityId: opportunity.opportunityId,
        score: scorePair(candidate, opportunity, context).total,
        lottery: lotteryNumber(context.seed, candidate.candidateId, opportunity.opportunityId),
      }))
      .toSorted((a, b) => compareRanked(a, b) || compareIds(a.opportunityId, b.opportunityId));
    const place = ranked.findIndex(({ opportunityId }) => opportunityId === placeOf) + 1;
    return { eligibleCount: ranked.length, place: place === 0 ? null : place, topOpportunities: ranked.slice(0, limit) };
  };
}

function moveInWords({ placeBefore, placeAfter, eligibleBefore, eligibleAfter }: Omit<RankMove, 'sentence'>): string {
  if (placeAfter === null) return 'It would not be open with these changes.';
  const after = `number ${placeAfter} of ${eligibleAfter}`;
  if (placeBefore === null) return `It is not open now; with these changes it would be ${after}.`;
  return placeBefore === placeAfter && eligibleBefore === eligibleAfter
    ? `It is ${after}, and would stay so with these changes.`
    : `It is number ${placeBefore} of ${eligibleBefore} now; with these changes it would be ${after}.`;
}

function openedInWords(count: number): string {
  if (count === 0) return 'This alone would open no other opportunity.';
  return `This alone would open ${count === 1 ? '1 other opportunity' : `${count} other opportunities`}.`;
}
