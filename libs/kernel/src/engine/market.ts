import type { OpportunityFacts } from '../matching/facts.js';
import { askedSkills, FULL_POINTS } from '../matching/score.js';
import { compareIds } from '../matching/tie-break.js';
import { allocateHere, type Allocate } from './allocate.js';
import { emptyBoxes } from './boxes.js';
import { CodeTable } from './code-table.js';
import { compareGroups, keyOfGroup, testGroupsOf, type TestGroup } from './demand-table.js';
import { HILBERT_RANGE, hilbertNumber } from './hilbert.js';
import { EMPTY_WORD, Field, NO_LIMIT, PATHWAY_COUNT, placeOf, type MarketData } from './market-data.js';
import { OpportunityWriter } from './opportunity-writer.js';

/** Spare room of a market for opportunities that come while it lives, in words of 32. */
export interface MarketOptions {
  readonly allocate?: Allocate;
  /** Slots left free for opportunities that are added later; 0 when left out. */
  readonly spareSlots?: number;
  /** Opportunities that get no slot now, and whose demands, skills and zones the tables know nevertheless. */
  readonly alsoKnown?: readonly OpportunityFacts[];
}

/** Opportunities compiled for the matcher. */
export interface Market {
  readonly data: MarketData;
  /** Ids by ascending id: `order` of a slot points here. */
  readonly ids: readonly string[];
}

/** Compiles opportunities, in any order, with different ids. About 25 µs each. */
export function compileMarket(opportunities: readonly OpportunityFacts[], { allocate = allocateHere, spareSlots = 0, alsoKnown = [] }: MarketOptions = {}): Market {
  const sorted = opportunities.toSorted((a, b) => compareIds(a.opportunityId, b.opportunityId));
  const layout = slotsOf(sorted);
  const slotCount = layout.slotCount + Math.ceil(spareSlots / 32) * 32;
  const known = [...sorted, ...alsoKnown];
  const groups = groupsOf(known);
  const skills = skillsByUse(known);
  const zones = new CodeTable();
  for (const { travelZone } of known) if (travelZone !== null) zones.numberOf(travelZone);
  const data = allocateData(allocate, { slotCount, groups, askedSkills: skills, zones: zones.names });
  const writer = new OpportunityWriter(data);
  for (const [number, facts] of sorted.entries()) writer.write(layout.slotOf[number]!, number, facts);
  return { data, ids: sorted.map(({ opportunityId }) => opportunityId) };
}

/** A slot for each opportunity: sorted by kind of place and Hilbert number, each kind from the beginning of a word. */
function slotsOf(sorted: readonly OpportunityFacts[]): { slotOf: Int32Array; slotCount: number } {
  // Kind, Hilbert number and place in `sorted` in one number, exact below 2^53 for four million opportunities.
  const count = sorted.length;
  const keys = Float64Array.from(sorted, (facts, at) => {
    const { east, north } = facts.position ?? { east: 0, north: 0 };
    return (placeOf(facts) * HILBERT_RANGE + hilbertNumber(east, north)) * count + at;
  }).toSorted();
  const slotOf = new Int32Array(count);
  let slot = 0;
  let kind = -1;
  for (const key of keys) {
    const number = key % count;
    const here = Math.floor(key / count / HILBERT_RANGE);
    if (here !== kind) slot = Math.ceil(slot / 32) * 32;
    kind = here;
    slotOf[number] = slot;
    slot += 1;
  }
  return { slotOf, slotCount: Math.ceil(slot / 32) * 32 };
}

/** The different groups of tests of all opportunities, the most often demanded first among those of a kind. */
function groupsOf(opportunities: readonly OpportunityFacts[]): readonly TestGroup[] {
  const found = new Map<string, { group: TestGroup; uses: number }>();
  for (const group of opportunities.flatMap(testGroupsOf)) {
    const key = keyOfGroup(group);
    const earlier = found.get(key);
    if (earlier === undefined) found.set(key, { group, uses: 1 });
    else earlier.uses += 1;
  }
  return [...found.values()].toSorted((a, b) => compareGroups(a.group, b.group) || b.uses - a.uses).map(({ group }) => group);
}

function skillsByUse(opportunities: readonly OpportunityFacts[]): readonly string[] {
  const uses = new Map<string, number>();
  for (const code of opportunities.flatMap(askedSkills)) uses.set(code, (uses.get(code) ?? 0) + 1);
  return [...uses].toSorted(([, a], [, b]) => b - a).map(([code]) => code);
}

type Tables = Pick<MarketData, 'slotCount' | 'groups' | 'askedSkills' | 'zones'>;

/** A market of empty slots. */
function allocateData(allocate: Allocate, tables: Tables): MarketData {
  const { slotCount, groups, askedSkills: skills } = tables;
  const words = slotCount / 32;
  const numbers = (count: number): Int32Array => new Int32Array(allocate(count * 4));
  const bytes = (count: number): Uint8Array => new Uint8Array(allocate(count));
  const moreSkillWords = Math.max(0, Math.ceil(skills.length / 32) - 2);
  return {
    ...tables,
    order: numbers(slotCount).fill(-1),
    present: numbers(words),
    east: numbers(slotCount),
    north: numbers(slotCount),
    records: numbers(slotCount * Field.COUNT),
    zone: numbers(slotCount).fill(-1),
    payLimit: numbers(slotCount).fill(NO_LIMIT),
    startLimit: numbers(slotCount).fill(NO_LIMIT),
    needed: numbers(slotCount),
    moreAsked: numbers(slotCount * moreSkillWords),
    moreRequired: numbers(slotCount * moreSkillWords),
    special: numbers(words),
    rarest: numbers((skills.length + 1) * words),
    asked: numbers((skills.length + 1) * words),
    fewSkills: numbers(words),
    noSkills: numbers(words),
    moreSkillWords,
    demands: numbers(groups.length * words),
    boxes: emptyBoxes(numbers(words * 4)),
    wordPlace: bytes(words).fill(EMPTY_WORD),
    pathway: bytes(slotCount),
    pathways: numbers((PATHWAY_COUNT + 1) * words),
    most: numbers(slotCount),
    wordMost: numbers(words),
    wordTravelWeight: numbers(words),
    wordInterestWeight: numbers(words),
    wordSkillsWeight: numbers(words).fill(FULL_POINTS),
  };
}
