import { readRequirements, readWeights, type Requirement, type ScoreWeights } from '#lib/kernel';
import { DomainError, type ErrorDetail } from '#lib/platform';

/** Rules that can be kept. */
export interface ReadRules {
  readonly requirements: readonly Requirement[];
  /** Null: the standard weights. */
  readonly weights: ScoreWeights | null;
}

/**
 * Reads rules as staff send them, any JSON. Codes of skills and checks may be new, since those lists are open; a programme must
 * be one of those that are there. Throws opportunities/rules-wrong with everything that is wrong, each with its place.
 */
export function readRules(sent: { readonly requirements: unknown; readonly weights: unknown }, programmes: readonly { readonly code: string }[]): ReadRules {
  const read = readRequirements(sent.requirements);
  const weighed = sent.weights === null ? { weights: null, problems: [] } : readWeights(sent.weights);
  const details = [...below('/requirements', read.problems), ...below('/weights', weighed.problems)];
  const unknown = programmesNamed(read.requirements ?? []).filter((named) => !programmes.some(({ code }) => code === named.code));
  details.push(...unknown.map(({ pointer }) => ({ pointer, detail: 'There is no programme of this code. Take a code from the list of programmes.' })));
  if (read.requirements === null || details.length > 0) throw new DomainError('opportunities/rules-wrong', 'These rules cannot be kept, so nothing was changed. Each error says where and what was expected.', details);
  return { requirements: read.requirements, weights: weighed.weights };
}

/** Every programme that rules name, with its place in what was sent. */
function programmesNamed(requirements: readonly Requirement[]): { readonly code: string; readonly pointer: string }[] {
  return requirements.flatMap((rule, index) => {
    const pointer = `/requirements/${index}/anyOf`;
    if (rule.on === 'programme') return rule.anyOf.map((code, at) => ({ code, pointer: `${pointer}/${at}` }));
    if (rule.on === 'choice') return rule.anyOf.flatMap((demand, at) => (demand.on === 'programme' ? [{ code: demand.code, pointer: `${pointer}/${at}/code` }] : []));
    return [];
  });
}

function below(pointer: string, problems: readonly ErrorDetail[]): ErrorDetail[] {
  return problems.map((problem) => ({ pointer: `${pointer}${problem.pointer}`, detail: problem.detail }));
}
