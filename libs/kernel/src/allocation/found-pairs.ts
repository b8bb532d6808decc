import type { FoundPairs } from './pair-source.js';

/** The same columns with the pairs of each candidate by ascending opportunity, as a problem has them. */
export function sortedPairs({ starts, opportunities, scores }: FoundPairs): FoundPairs {
  for (let candidate = 0; candidate + 1 < starts.length; candidate += 1) {
    for (let at = starts[candidate]! + 1; at < starts[candidate + 1]!; at += 1) {
      const opportunity = opportunities[at]!;
      const score = scores[at]!;
      let to = at;
      for (; to > starts[candidate]! && opportunities[to - 1]! > opportunity; to -= 1) {
        opportunities[to] = opportunities[to - 1]!;
        scores[to] = scores[to - 1]!;
      }
      opportunities[to] = opportunity;
      scores[to] = score;
    }
  }
  return { starts, opportunities, scores };
}

/** Both together, each by ascending opportunity; of a pair in both the known score counts. */
export function withPairs(known: FoundPairs, found: FoundPairs): FoundPairs {
  const starts = new Int32Array(known.starts.length);
  const opportunities = new Int32Array(known.opportunities.length + found.opportunities.length);
  const scores = new Int32Array(opportunities.length);
  let to = 0;
  for (let candidate = 0; candidate + 1 < starts.length; candidate += 1) {
    let a = known.starts[candidate]!;
    let b = found.starts[candidate]!;
    const aEnd = known.starts[candidate + 1]!;
    const bEnd = found.starts[candidate + 1]!;
    for (; a < aEnd || b < bEnd; to += 1) {
      const isKnown = b === bEnd || (a < aEnd && known.opportunities[a]! <= found.opportunities[b]!);
      opportunities[to] = isKnown ? known.opportunities[a]! : found.opportunities[b]!;
      scores[to] = isKnown ? known.scores[a]! : found.scores[b]!;
      if (b < bEnd && found.opportunities[b] === opportunities[to]) b += 1;
      if (isKnown) a += 1;
    }
    starts[candidate + 1] = to;
  }
  return { starts, opportunities: opportunities.subarray(0, to), scores: scores.subarray(0, to) };
}
