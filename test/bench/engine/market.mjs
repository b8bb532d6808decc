/**
 * Invented markets of a given size, person by person and opportunity by opportunity: the same seed makes the same market
 * on every machine, and no more of it needs to exist at a time than somebody keeps.
 *
 * What follows known figures, rounded:
 * - people over boroughs and towns, and levels of qualification: Census 2021, England (no qualification 18 %, level 1 and
 *   other 13 %, level 2 and half of the apprenticeships 16 %, level 3 and the other half 19 %, level 4 and above 34 %);
 * - English and maths: Skills for Life Survey 2011 (literacy below level 1: 15 %, level 1: 28 %, level 2: 57 %; numeracy
 *   49, 29 and 22 %);
 * - how people travel: method of travel to work, Census 2011 (the one of 2021 fell into a lockdown), those at home left out;
 * - pay: from the National Living Wage of 2025/26 to band 4 of the NHS.
 * Everything else is invented: where opportunities lie, skills, checks, hours, wishes, programmes and their rules, and how
 * much anybody demands. `strict` and `loose` differ in demands only; they bracket what a real market may look like.
 */
import { ENGLAND, LONDON } from './place-drawer.mjs';
import { offerOf } from './offers.mjs';
import { personOf } from './people.mjs';
import { Draw } from './draw.mjs';

/** Of the markets and of their lotteries. */
export const SEED = 20_260_302;

const MARKETS = {
  'london-strict': { title: 'London, strict', demands: 'strict', places: LONDON, candidateCount: 100_000, opportunityCount: 10_000 },
  'london-loose': { title: 'London, loose', demands: 'loose', places: LONDON, candidateCount: 100_000, opportunityCount: 10_000 },
  england: { title: 'England', demands: 'loose', places: ENGLAND, candidateCount: 1_000_000, opportunityCount: 50_000 },
};

/** A market by name; `size` makes it smaller or larger than it is measured. */
export function marketOf(name, size = {}) {
  const market = { ...MARKETS[name], ...size };
  const draw = new Draw();
  const candidate = (number) => personOf(draw.begin(SEED, 1, number), number, market);
  const opportunity = (number) => offerOf(draw.begin(SEED, 2, number), number, market);
  return {
    name,
    ...market,
    /** CandidateFacts of the nth person, from 0; ids ascend with n. */
    candidate,
    /** OpportunityFacts of the nth opportunity, from 0; ids ascend with n. */
    opportunity,
    *candidates() {
      for (let number = 0; number < market.candidateCount; number += 1) yield candidate(number);
    },
    *opportunities() {
      for (let number = 0; number < market.opportunityCount; number += 1) yield opportunity(number);
    },
    /** Numbers of so many people, evenly out of the whole. */
    sampleNumbers(count) {
      const sampled = Math.min(count, market.candidateCount);
      return Array.from({ length: sampled }, (_, at) => Math.floor((at * market.candidateCount) / sampled));
    },
  };
}
