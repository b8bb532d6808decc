/** Places of an opportunity that are filled in one go, at their turn. */
export interface Reserve {
  readonly places: number;
  /** Groups whose members come first, as bits; a candidate with any of them is a member. Null: open to all alike. */
  readonly group: number | null;
  /** Whether places that the group leaves stay empty (hard); otherwise others take them at the same turn (soft). */
  readonly isHard: boolean;
}

/** Candidates and opportunities that each rank the other side, strictly. Both are numbered from 0. */
export interface StableProblem {
  readonly candidateCount: number;
  /** Places of each opportunity, from 0. */
  readonly capacities: Int32Array;
  /** Where the choices of each candidate begin; then where the last one's end. */
  readonly choiceStarts: Int32Array;
  /** Opportunities that a candidate ranks, best first, each once. Who ranks nothing wants nothing. */
  readonly choices: Int32Array;
  /** Where the ranking of each opportunity begins; then where the last one's ends. */
  readonly rankingStarts: Int32Array;
  /** Candidates that an opportunity ranks, best first, each once. A pair is possible only when both rank each other. */
  readonly rankings: Int32Array;
  /** Groups of each candidate, as bits; left out: nobody is in any. */
  readonly groups?: Int32Array;
  /**
   * How the places of each opportunity are filled, in this order, since the order decides whom a reserve brings in
   * (Kominers and Sönmez 2016). Places that no entry names are open and come last; an entry for which no place is left
   * counts for nothing. Left out: all places are open.
   */
  readonly reserves?: readonly (readonly Reserve[])[];
}

/** A stable matching. */
interface StableMatching {
  /** Opportunity of each candidate, -1: none. */
  readonly assignment: Int32Array;
  /** How many have a place. */
  readonly placed: number;
  /** How many times a candidate asked an opportunity that ranks them: the same in whatever order they ask. */
  readonly proposals: number;
}

/** Pairs that would rather have each other. */
interface BlockingPairs {
  readonly count: number;
  /** The first of them, by candidate and then by the candidate's own order. */
  readonly first: readonly (readonly [candidate: number, opportunity: number])[];
}

/** What the places of a turn are. */
const enum Turn {
  Open,
  Soft,
  Hard,
}

/**
 * The stable matching that every candidate likes best of all stable ones: deferred acceptance, candidates proposing (Gale
 * and Shapley 1962). An opportunity chooses turn by turn through its reserves, which is a choice by substitutes, so that
 * the same holds with reserves (Kominers and Sönmez 2016). O(length of all lists × (turns + logarithm of places)).
 */
export function stableMatching(problem: StableProblem): StableMatching {
  const { candidateCount, choiceStarts, choices } = problem;
  const ranks = ranksOfChoices(problem);
  const seats = new Seats(problem);
  const assignment = new Int32Array(candidateCount).fill(-1);
  const next = choiceStarts.slice(0, candidateCount);
  let proposals = 0;
  for (let first = 0; first < candidateCount; first += 1) {
    // Who is turned away asks on at once: the outcome is the same as in rounds, and nobody has to be queued.
    let asking = first;
    while (asking >= 0 && next[asking]! < choiceStarts[asking + 1]!) {
      const pair = next[asking]!;
      next[asking] = pair + 1;
      if (ranks[pair]! < 0) continue;
      proposals += 1;
      const opportunity = choices[pair]!;
      const turnedAway = seats.ask(opportunity, asking, ranks[pair]!);
      if (turnedAway === asking) continue;
      assignment[asking] = opportunity;
      if (turnedAway >= 0) assignment[turnedAway] = -1;
      asking = turnedAway;
    }
  }
  return { assignment, placed: assignment.reduce((sum, opportunity) => sum + Number(opportunity >= 0), 0), proposals };
}

/**
 * Counts the pairs that block an assignment, of whatever origin: the candidate ranks the opportunity above what they have,
 * and the opportunity, choosing anew among whom it has and the candidate, would take the candidate. Somebody placed where
 * one side does not rank the other counts as without a place, and the place as free; of more people than places an
 * opportunity has those whom it would choose.
 *
 * @param assignment opportunity of each candidate, -1: none
 * @param most how many are listed
 */
export function blockingPairs(problem: StableProblem, assignment: Int32Array, most = 10): BlockingPairs {
  const { candidateCount, choiceStarts, choices } = problem;
  const ranks = ranksOfChoices(problem);
  const seats = new Seats(problem);
  // Where the wishes of a candidate for something better end.
  const ends = choiceStarts.slice(1);
  for (let candidate = 0; candidate < candidateCount; candidate += 1) {
    for (let pair = choiceStarts[candidate]!; pair < ends[candidate]!; pair += 1) {
      if (choices[pair] !== assignment[candidate] || ranks[pair]! < 0) continue;
      ends[candidate] = pair;
      seats.ask(choices[pair]!, candidate, ranks[pair]!);
    }
  }
  const first: [number, number][] = [];
  let count = 0;
  for (let candidate = 0; candidate < candidateCount; candidate += 1) {
    for (let pair = choiceStarts[candidate]!; pair < ends[candidate]!; pair += 1) {
      if (ranks[pair]! < 0 || !seats.wouldTake(choices[pair]!, candidate, ranks[pair]!)) continue;
      count += 1;
      if (first.length < most) first.push([candidate, choices[pair]!]);
    }
  }
  return { count, first };
}

/** For each choice of each candidate: the candidate's rank with that opportunity, from 0, or -1: not ranked. */
function ranksOfChoices({ candidateCount, capacities, choiceStarts, choices, rankingStarts, rankings }: StableProblem): Int32Array {
  // The rankings turned round, by candidate: both lists of a candidate then meet in one table over opportunities.
  const starts = new Int32Array(candidateCount + 1);
  for (const candidate of rankings) starts[candidate + 1]! += 1;
  for (let candidate = 0; candidate < candidateCount; candidate += 1) starts[candidate + 1]! += starts[candidate]!;
  const by = new Int32Array(rankings.length);
  const at = new Int32Array(rankings.length);
  const next = starts.slice(0, candidateCount);
  for (let opportunity = 0; opportunity < capacities.length; opportunity += 1) {
    const start = rankingStarts[opportunity]!;
    for (let place = start; place < rankingStarts[opportunity + 1]!; place += 1) {
      const slot = next[rankings[place]!]!++;
      by[slot] = opportunity;
      at[slot] = place - start;
    }
  }
  const rankHere = new Int32Array(capacities.length).fill(-1);
  const ranks = new Int32Array(choices.length);
  for (let candidate = 0; candidate < candidateCount; candidate += 1) {
    for (let slot = starts[candidate]!; slot < starts[candidate + 1]!; slot += 1) rankHere[by[slot]!] = at[slot]!;
    for (let pair = choiceStarts[candidate]!; pair < choiceStarts[candidate + 1]!; pair += 1) ranks[pair] = rankHere[choices[pair]!]!;
    for (let slot = starts[candidate]!; slot < starts[candidate + 1]!; slot += 1) rankHere[by[slot]!] = -1;
  }
  return ranks;
}

/**
 * Who sits where. The places of an opportunity are turns, each a heap whose top is the holder whom the turn would give up
 * first. Somebody new goes through the turns in order: taken where a place is free or the top is worse, whom they replace
 * goes on to the next turn in their stead. That is what choosing anew among all would give, since each turn then chooses
 * from the people that it had and one more.
 */
class Seats {
  private readonly rankings: Int32Array;
  private readonly rankingStarts: Int32Array;
  private readonly groups: Int32Array;
  /** Where the turns of each opportunity begin; then where the last one's end. */
  private readonly turnStarts: Int32Array;
  private readonly turnGroups: Int32Array;
  private readonly turnKinds: Uint8Array;
  /** Where the heap of each turn begins; then where the last one's ends. */
  private readonly heapStarts: Int32Array;
  private readonly held: Int32Array;
  /** Of a holder: the rank, for others than members in a turn for a group after all ranks. The lower the better. */
  private readonly keys: Int32Array;

  constructor({ capacities, candidateCount, groups, rankings, rankingStarts, reserves }: StableProblem) {
    this.rankings = rankings;
    this.rankingStarts = rankingStarts;
    this.groups = groups ?? new Int32Array(candidateCount);
    this.turnStarts = new Int32Array(capacities.length + 1);
    const turnGroups: number[] = [];
    const turnKinds: Turn[] = [];
    const heapStarts: number[] = [0];
    let end = 0;
    capacities.forEach((capacity, opportunity) => {
      const ranked = rankingStarts[opportunity + 1]! - rankingStarts[opportunity]!;
      let left = capacity;
      for (const reserve of [...(reserves?.[opportunity] ?? []), { places: capacity, group: null, isHard: false }]) {
        const places = Math.min(reserve.places, left);
        left -= places;
        turnGroups.push(reserve.group ?? 0);
        turnKinds.push(reserve.group === null ? Turn.Open : reserve.isHard ? Turn.Hard : Turn.Soft);
        end += Math.min(places, ranked); // more could never be held, and a capacity may be any number
        heapStarts.push(end);
      }
      this.turnStarts[opportunity + 1] = turnGroups.length;
    });
    this.turnGroups = Int32Array.from(turnGroups);
    this.turnKinds = Uint8Array.from(turnKinds);
    this.heapStarts = Int32Array.from(heapStarts);
    this.held = new Int32Array(turnGroups.length);
    this.keys = new Int32Array(end);
  }

  /** Lets a candidate ask, and gives back who is without a place for it: -1 nobody, perhaps the candidate. */
  ask(opportunity: number, candidate: number, rank: number): number {
    const rankingStart = this.rankingStarts[opportunity]!;
    let asking = candidate;
    let askingRank = rank;
    for (let turn = this.turnStarts[opportunity]!; turn < this.turnStarts[opportunity + 1]!; turn += 1) {
      const key = this.keyAt(turn, opportunity, asking, askingRank);
      if (this.hasRoom(turn, key)) {
        this.push(turn, key);
        return -1;
      }
      if (!this.isBetter(turn, key)) continue;
      const replaced = this.keys[this.heapStarts[turn]!]!;
      this.replaceTop(turn, key);
      askingRank = replaced % this.rankedBy(opportunity);
      asking = this.rankings[rankingStart + askingRank]!;
    }
    return asking;
  }

  /** Whether a candidate who asked would be given a place. */
  wouldTake(opportunity: number, candidate: number, rank: number): boolean {
    for (let turn = this.turnStarts[opportunity]!; turn < this.turnStarts[opportunity + 1]!; turn += 1) {
      const key = this.keyAt(turn, opportunity, candidate, rank);
      if (this.hasRoom(turn, key) || this.isBetter(turn, key)) return true;
    }
    return false;
  }

  private rankedBy(opportunity: number): number {
    return this.rankingStarts[opportunity + 1]! - this.rankingStarts[opportunity]!;
  }

  /** The key that a candidate has at a turn; -1: the turn is not for them. */
  private keyAt(turn: number, opportunity: number, candidate: number, rank: number): number {
    if (this.turnKinds[turn] === Turn.Open || (this.turnGroups[turn]! & this.groups[candidate]!) !== 0) return rank;
    return this.turnKinds[turn] === Turn.Hard ? -1 : rank + this.rankedBy(opportunity);
  }

  private hasRoom(turn: number, key: number): boolean {
    return key >= 0 && this.held[turn]! < this.heapStarts[turn + 1]! - this.heapStarts[turn]!;
  }

  private isBetter(turn: number, key: number): boolean {
    return key >= 0 && this.held[turn]! > 0 && key < this.keys[this.heapStarts[turn]!]!;
  }

  private push(turn: number, key: number): void {
    const { keys } = this;
    const start = this.heapStarts[turn]!;
    let at = this.held[turn]!;
    this.held[turn] = at + 1;
    while (at > 0) {
      const above = (at - 1) >> 1;
      if (keys[start + above]! > key) break;
      keys[start + at] = keys[start + above]!;
      at = above;
    }
    keys[start + at] = key;
  }

  private replaceTop(turn: number, key: number): void {
    const { keys } = this;
    const start = this.heapStarts[turn]!;
    const size = this.held[turn]!;
    let at = 0;
    for (let below = 1; below < size; below = 2 * at + 1) {
      if (below + 1 < size && keys[start + below + 1]! > keys[start + below]!) below += 1;
      if (keys[start + below]! < key) break;
      keys[start + at] = keys[start + below]!;
      at = below;
    }
    keys[start + at] = key;
  }
}
