// Problems of several families, the same on every machine: as markets have them, and made to be hard.
import { Draw } from '../engine/draw.mjs';
import { SEED } from '../engine/market.mjs';
import { insertPair, marketProblem } from './market-problem.mjs';

/** Pairs of a person of the drawn families, as many as the engine keeps. */
const PAIRS_EACH = 20;

/** Places for so many of 100 people, in the drawn families. */
const PLACES_OF_100 = 70;

export const SIZES = [
  { candidateCount: 1000, opportunityCount: 100 },
  { candidateCount: 10_000, opportunityCount: 1000 },
  { candidateCount: 100_000, opportunityCount: 10_000 },
];

/** The size at which the targets are. */
export const TARGET_SIZE = SIZES[2];

/** A market of bench:engine. */
function marketFamily(title, market) {
  return { title, market, isAdversarial: false, problemOf: (size) => marketProblem(market, size) };
}

/** By name: a title, whether it is made to be hard, and the AllocationProblem of a size. */
export const FAMILIES = {
  strict: marketFamily('market, strict', 'london-strict'),
  loose: marketFamily('market, loose', 'london-loose'),
  sameFew: { title: 'everybody wants the same few', isAdversarial: true, problemOf: sameFew },
  ties: { title: 'all scores equal', isAdversarial: true, problemOf: ties },
  chains: { title: 'long chains', isAdversarial: true, problemOf: chains },
  wide: { title: 'wide scores, one place each', isAdversarial: true, problemOf: wide },
};

export const ENGLAND = marketFamily('England', 'england');

/** The lower the number, the more ask for it, and the more it is worth to everybody, by about the same: price wars. */
function sameFew(size) {
  const step = Math.floor(400_000 / size.opportunityCount);
  return drawnPairs(size, evenCapacities(size), (draw) => {
    const opportunity = Math.min(draw.below(size.opportunityCount), draw.below(size.opportunityCount), draw.below(size.opportunityCount));
    return { opportunity, score: 900_000 - opportunity * step - draw.below(2000) };
  });
}

/** Every pair is worth the same, so that nothing but the number of people placed counts: searches meet ties only. */
function ties(size) {
  return drawnPairs(size, evenCapacities(size), (draw) => ({ opportunity: draw.below(size.opportunityCount), score: 500_000 }));
}

/**
 * Opportunities in a row; everybody can have two neighbours of it that are worth nearly the same. Places are a few more or
 * fewer than people wherever one looks, so that one who stays out is worth a chain of thousands who move one on.
 */
function chains({ candidateCount, opportunityCount }) {
  const draw = new Draw();
  const each = candidateCount / opportunityCount;
  const capacities = Int32Array.from({ length: opportunityCount }, (_, number) => each - 1 + 2 * draw.begin(SEED, 4, number).below(2));
  const starts = Int32Array.from({ length: candidateCount + 1 }, (_, number) => 2 * number);
  const opportunities = new Int32Array(2 * candidateCount);
  const scores = new Int32Array(2 * candidateCount);
  for (let number = 0; number < candidateCount; number += 1) {
    draw.begin(SEED, 5, number);
    const first = draw.below(opportunityCount - 1);
    for (const side of [0, 1]) {
      opportunities[2 * number + side] = first + side;
      scores[2 * number + side] = 500_000 + draw.below(10);
    }
  }
  return { candidateCount, capacities, starts, opportunities, scores, bonus: 0 };
}

/** One place each, ten people for it, and scores from 1 to a million whose digits are as likely to be few as many. */
function wide(size) {
  return drawnPairs(size, new Int32Array(size.opportunityCount).fill(1), (draw) => ({ opportunity: draw.below(size.opportunityCount), score: 1 + draw.below(Math.min(1_000_000, 2 ** draw.between(1, 20))) }));
}

const evenCapacities = ({ candidateCount, opportunityCount }) => new Int32Array(opportunityCount).fill((PLACES_OF_100 * candidateCount) / (100 * opportunityCount));

/** Everybody has PAIRS_EACH different pairs, one drawn after the other. */
function drawnPairs({ candidateCount }, capacities, drawPair) {
  const draw = new Draw();
  const starts = Int32Array.from({ length: candidateCount + 1 }, (_, number) => PAIRS_EACH * number);
  const problem = { candidateCount, capacities, starts, opportunities: new Int32Array(PAIRS_EACH * candidateCount), scores: new Int32Array(PAIRS_EACH * candidateCount), bonus: 0 };
  for (let number = 0; number < candidateCount; number += 1) {
    draw.begin(SEED, 6, number);
    const from = starts[number];
    for (let end = from; end < from + PAIRS_EACH; ) {
      const { opportunity, score } = drawPair(draw);
      if (problem.opportunities.subarray(from, end).includes(opportunity)) continue;
      insertPair(problem, from, end, opportunity, score);
      end += 1;
    }
  }
  return problem;
}
