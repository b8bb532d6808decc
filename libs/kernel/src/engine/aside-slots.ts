import type { PlainDate } from '../calendar/plain-date.js';
import type { CandidateFacts, OpportunityFacts } from '../matching/facts.js';
import { isSetAside } from '../matching/set-aside.js';
import type { Market } from './market.js';
import type { PeopleData } from './people.js';

/** Slots of the other side that are set aside for a slot; whoever has none is not in it. */
export type AsideSlots = ReadonlyMap<number, readonly number[]>;

/** Pairs that are not to be suggested, from both sides. */
export interface AsidePairs {
  readonly ofPeople: AsideSlots;
  readonly ofOpportunities: AsideSlots;
}

/**
 * The slots of opportunities that are set aside for a person; undefined when there are none, which is told from the
 * person's facts alone.
 */
export function asideFor(candidate: CandidateFacts, factsOf: (opportunityId: string) => OpportunityFacts | undefined, slotOf: (opportunityId: string) => number, on: PlainDate): readonly number[] | undefined {
  if (candidate.setAside.length === 0) return undefined;
  const slots = [...new Set(candidate.setAside.map(({ opportunityId }) => opportunityId))].flatMap((opportunityId) => {
    const facts = factsOf(opportunityId);
    return facts !== undefined && isSetAside(candidate, facts, on) ? [slotOf(opportunityId)] : [];
  });
  return slots.length === 0 ? undefined : slots;
}

/**
 * The pairs of some people and a market that are set aside; null when nobody has any, so that nobody waits for it.
 *
 * @param candidates by their numbers in `people`
 * @param opportunities those of the market, in any order
 */
export function asidePairs(candidates: readonly CandidateFacts[], people: PeopleData, market: Market, opportunities: readonly OpportunityFacts[], on: PlainDate): AsidePairs | null {
  const asked = [...candidates.entries()].filter(([, { setAside }]) => setAside.length > 0);
  if (asked.length === 0) return null;
  const slotOfPerson = slotsByNumber(people.order, candidates.length);
  const slotOfNumber = slotsByNumber(market.data.order, market.ids.length);
  const numberOf = new Map(market.ids.map((id, number) => [id, number]));
  const factsOf = new Map(opportunities.map((facts) => [facts.opportunityId, facts]));
  const ofPeople = new Map<number, readonly number[]>();
  const ofOpportunities = new Map<number, number[]>();
  for (const [number, candidate] of asked) {
    const slots = asideFor(candidate, (opportunityId) => factsOf.get(opportunityId), (opportunityId) => slotOfNumber[numberOf.get(opportunityId)!]!, on);
    if (slots === undefined) continue;
    const person = slotOfPerson[number]!;
    ofPeople.set(person, slots);
    for (const slot of slots) ofOpportunities.set(slot, [...(ofOpportunities.get(slot) ?? []), person]);
  }
  return { ofPeople, ofOpportunities };
}

/** The other way round of `order`, which has the number of whoever is in each slot. */
function slotsByNumber(order: Int32Array, count: number): Int32Array {
  const slots = new Int32Array(count);
  for (const [slot, number] of order.entries()) if (number >= 0) slots[number] = slot;
  return slots;
}
