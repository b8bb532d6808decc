import type { CandidateFacts, OpportunityFacts } from '../matching/facts.js';
import { HARD_RULES, type RuleContext } from '../matching/hard-rules.js';
import { scorePair } from '../matching/score.js';
import { compareIds, compareRanked, lotteryNumber } from '../matching/tie-break.js';

const BEST = 10;
const OTHERS = 5;

/** Of the others, as long as there are enough of both kinds. */
const NEAR_MISSES = 2;

/** Of the lottery between equal scores. */
const CHOICE_SEED = 1;

/**
 * Opportunities that a case is made of when nobody names any, at most 15 ids: the best 10 on the day, and 5 others.
 * Of the best alone a version could not be told from another that finds better ones further down. So 3 of the others
 * are eligible ones from further down, one from the middle of each third of the rest; and 2 are near misses, with the
 * fewest failing rules and then the best score, so that a rule which keeps good matches out is seen. Where one kind
 * has too few the other fills up. The same facts give the same choice.
 *
 * @param opportunities as the matcher sees them. Those that are not open, or have begun, are not asked about.
 */
export function chooseForGrading(candidate: CandidateFacts, opportunities: readonly OpportunityFacts[], context: RuleContext): readonly string[] {
  const seeking = { ...candidate, isSeeking: true };
  const judged = opportunities
    .filter(({ isOpen, startsOn }) => isOpen && (startsOn === null || startsOn >= context.asOfOn))
    .map((facts) => ({
      opportunityId: facts.opportunityId,
      failing: HARD_RULES.filter((rule) => rule.test(seeking, facts, context) === 'fails').length,
      score: scorePair(seeking, facts, context).total,
      lottery: lotteryNumber(CHOICE_SEED, candidate.candidateId, facts.opportunityId),
    }))
    .toSorted((a, b) => a.failing - b.failing || compareRanked(a, b) || compareIds(a.opportunityId, b.opportunityId));
  const eligible = judged.filter(({ failing }) => failing === 0);
  const misses = judged.filter(({ failing }) => failing > 0);
  const rest = eligible.slice(BEST);
  const nearMisses = misses.slice(0, Math.max(NEAR_MISSES, OTHERS - rest.length));
  const wanted = Math.min(rest.length, OTHERS - nearMisses.length);
  const further = Array.from({ length: wanted }, (_, part) => rest[Math.floor(((2 * part + 1) * rest.length) / (2 * wanted))]!);
  return [...eligible.slice(0, BEST), ...further, ...nearMisses].map(({ opportunityId }) => opportunityId);
}
