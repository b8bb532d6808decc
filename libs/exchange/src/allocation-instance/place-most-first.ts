import { MOST_EXACT } from '#lib/kernel';
import { said, type InstanceProblems } from './instance-problems.js';

/**
 * What a place is worth besides its score, so that as many people as can be are placed and of such allocations one of the
 * best total is taken; 0 where the total alone counts.
 *
 * Enough is 1 + P × (greatest − least score), 0 counted among the scores and P the number of the smaller side. Were the
 * best allocation not one of the most people, there would be a chain of moves over different opportunities by which one
 * more gets a place (Berge 1957): at most P new pairs for at most P − 1 old ones, which costs less. A bonus above all scores
 * of all people would do too, but leaves the sums that are exact long before. Where even this one does, the greatest that
 * stays exact is given: whether it places the most people is then to be seen, and when it does, their total is the best.
 */
export function placeBonus(scores: Int32Array, candidateCount: number, capacities: Int32Array, placeMostFirst: boolean, problems: InstanceProblems): number {
  let least = 0;
  let greatest = 0;
  for (const score of scores) {
    if (score < least) least = score;
    else if (score > greatest) greatest = score;
  }
  const size = Math.max(greatest, -least);
  const people = Math.min(candidateCount, scores.length, capacities.reduce((sum, capacity) => sum + capacity, 0));
  if (people * (size + Number(placeMostFirst)) > MOST_EXACT) {
    problems.refuseAt('/edges', `${said(people)} people with scores of up to ${said(size)} add up to more than ${said(MOST_EXACT)}, beyond which sums are not exact. Divide all scores by the same number.`);
  }
  if (!placeMostFirst) return 0;
  const enough = 1 + Math.min(candidateCount, capacities.length) * (greatest - least);
  const exact = Math.floor(MOST_EXACT / Math.max(people, 1)) - size;
  return Math.min(enough, exact);
}
