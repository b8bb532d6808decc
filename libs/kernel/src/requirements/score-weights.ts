import { SCORE_PARTS, type ScoreWeights } from '../matching/facts.js';
import type { RequirementProblem } from './requirement.js';

/** What all weights add up to. */
export const WEIGHTS_SUM = 1000;

/**
 * The least weight of a part. A part that could be weighed with nothing would still be shown to people as a reason;
 * and whoever only looks at pay or travel should say so by the other five being small.
 */
export const LEAST_WEIGHT = 20;

export type ReadWeights =
  | { readonly weights: ScoreWeights; readonly problems: readonly [] }
  | { readonly weights: null; readonly problems: readonly RequirementProblem[] };

/** Reads the weights of a programme as staff send them, any JSON: each part with a whole weight, 1000 in all. */
export function readWeights(sent: unknown): ReadWeights {
  if (typeof sent !== 'object' || sent === null || Array.isArray(sent)) return refused('', `Send a weight for each of: ${SCORE_PARTS.join(', ')}.`);
  const given = new Map<string, unknown>(Object.entries(sent));
  const problems: RequirementProblem[] = [];
  let sum = 0;
  for (const part of SCORE_PARTS) {
    const weight = given.get(part);
    if (typeof weight === 'number' && Number.isInteger(weight) && weight >= LEAST_WEIGHT && weight <= WEIGHTS_SUM) sum += weight;
    else problems.push({ pointer: `/${part}`, detail: `Must be a whole number from ${LEAST_WEIGHT}, so that no part is switched off.` });
  }
  for (const name of given.keys()) {
    if (!SCORE_PARTS.some((part) => part === name)) problems.push({ pointer: `/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`, detail: `No part of a score has this name; there are: ${SCORE_PARTS.join(', ')}.` });
  }
  if (problems.length === 0 && sum !== WEIGHTS_SUM) {
    const difference = WEIGHTS_SUM - sum;
    problems.push({ pointer: '', detail: `The weights must add up to ${WEIGHTS_SUM}; they add up to ${sum}: ${difference > 0 ? `give ${difference} more` : `take ${-difference} away`}.` });
  }
  return problems.length > 0 ? { weights: null, problems } : { weights: Object.fromEntries(SCORE_PARTS.map((part) => [part, given.get(part)])) as unknown as ScoreWeights, problems: [] };
}

function refused(pointer: string, detail: string): ReadWeights {
  return { weights: null, problems: [{ pointer, detail }] };
}
