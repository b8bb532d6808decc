import type { AllocationProblem, StableProblem } from '#lib/kernel';
import { edgesByCandidate } from './edges-by-candidate.js';
import { InstanceProblems, numbersFrom0, said } from './instance-problems.js';
import { InstanceReader, MOST_OF_A_SIDE, type InstanceAsRead, type ListsAsRead } from './instance-reader.js';
import { placeBonus } from './place-most-first.js';
import { readJson } from './read-json.js';

/** A table of somebody's own, ready to be solved. */
export interface AllocationInstance {
  readonly mode: 'optimal' | 'stable';
  /** Whether the scores of the file are to add up to the most or the least. Those of the problem are negated for the least. */
  readonly objective: 'max' | 'min';
  /** Its bonus is above 0 where as many people as can be come first: enough for that, or the greatest that stays exact. */
  readonly problem: AllocationProblem;
  /** Null when the file has none. */
  readonly preferences: StableProblem | null;
}

/**
 * Reads an instance, the format of allocation-instance.md, without ever holding its text: a file of 20 million edges takes
 * some 400 MB here and no more. `again` opens the same bytes a second time, to find the place of a fault in the JSON; where
 * they come once only, as from a pipe, it is told less exactly.
 *
 * Throws a DomainError: exchange/instance-wrong with up to 20 problems by JSON pointer, and those of {@link readJson}.
 */
export async function readAllocationInstance(bytes: AsyncIterable<Uint8Array>, again: (() => AsyncIterable<Uint8Array>) | null = null): Promise<AllocationInstance> {
  const problems = new InstanceProblems();
  const reader = new InstanceReader(problems);
  await readJson(bytes, (token) => reader.take(token), again);
  return instanceOf(reader.read, reader.named, problems);
}

function instanceOf(read: InstanceAsRead, named: ReadonlySet<string>, problems: InstanceProblems): AllocationInstance {
  const mode = read.mode ?? 'optimal';
  const missing = (pointer: string, detail: string): void => {
    if (!named.has(pointer)) problems.add(pointer, `This is missing: ${detail}.`);
  };
  missing('/candidates', 'how many candidates there are');
  missing('/capacities', 'a list with the places of each opportunity');
  if (mode === 'optimal') missing('/edges', 'a list of edges [candidate, opportunity, score], which may be empty');
  if (mode === 'optimal') missing('/objective', '"max" or "min"');
  if (mode === 'stable') missing('/preferences', 'in mode "stable" both sides rank, as {"candidates": [[…], …], "opportunities": [[…], …]}');
  if (read.preferences !== null) for (const side of ['candidates', 'opportunities']) missing(`/preferences/${side}`, `a list of lists, one for each of the ${side}, which may be empty`);
  const opportunityCount = read.capacities?.length ?? null;
  if (opportunityCount !== null && opportunityCount > MOST_OF_A_SIDE) problems.refuseAt('/capacities', `At most ${said(MOST_OF_A_SIDE)} opportunities can be solved for; these are ${said(opportunityCount)}.`);
  if (read.preferences?.candidates) checkLists('candidates', read.preferences.candidates, read.candidates, opportunityCount, problems);
  if (read.preferences?.opportunities) checkLists('opportunities', read.preferences.opportunities, opportunityCount, read.candidates, problems);
  const edges = edgesByCandidate(read, problems);
  problems.refuse();
  const candidateCount = read.candidates!;
  const capacities = read.capacities!.toArray();
  const objective = read.objective ?? 'max';
  const placeMostFirst = read.placeMostFirst ?? objective === 'min';
  if (objective === 'min') for (let pair = 0; pair < edges.scores.length; pair += 1) edges.scores[pair] = -edges.scores[pair]!;
  const bonus = placeBonus(edges.scores, candidateCount, capacities, placeMostFirst, problems);
  const { candidates, opportunities } = read.preferences ?? {};
  const preferences = candidates && opportunities ? { candidateCount, capacities, choiceStarts: startsOf(candidates), choices: candidates.items.toArray(), rankingStarts: startsOf(opportunities), rankings: opportunities.items.toArray() } : null;
  return { mode, objective, problem: { candidateCount, capacities, ...edges, bonus }, preferences };
}

/** One list for each of a side, of different numbers of the other side. Null: that count is not known, which is a problem already. */
function checkLists(side: 'candidates' | 'opportunities', { starts, items }: ListsAsRead, ownCount: number | null, otherCount: number | null, problems: InstanceProblems): void {
  const pointer = `/preferences/${side}`;
  const one = side === 'candidates' ? 'Opportunity' : 'Candidate';
  if (ownCount !== null && starts.length !== ownCount) problems.add(pointer, `Expected a list for each of the ${said(ownCount)} ${side}, empty for one that ranks nobody; found ${said(starts.length)} lists.`);
  if (otherCount === null) return;
  const listOf = new Int32Array(otherCount).fill(-1);
  for (let list = 0; list < starts.length; list += 1) {
    const end = list + 1 < starts.length ? starts.get(list + 1) : items.length;
    for (let at = starts.get(list); at < end; at += 1) {
      const number = items.get(at);
      if (number < 0) continue; // a problem already
      const place = `${pointer}/${list}/${at - starts.get(list)}`;
      if (number >= otherCount) problems.add(place, `${one} ${number} is not there: ${numbersFrom0(otherCount)}.`);
      else if (listOf[number] === list) problems.add(place, `${one} ${number} stands in this list already. Leave it where it ranks best.`);
      else listOf[number] = list;
    }
  }
}

function startsOf({ starts, items }: ListsAsRead): Int32Array {
  const all = new Int32Array(starts.length + 1);
  all.set(starts.toArray());
  all[starts.length] = items.length;
  return all;
}
