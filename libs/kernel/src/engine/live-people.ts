import type { CandidateFacts, OpportunityFacts, SetAside } from '../matching/facts.js';
import type { OpportunityMatches } from '../matching/rank.js';
import { askedSkills } from '../matching/score.js';
import { isSetAside, standingOf } from '../matching/set-aside.js';
import { hashOfText } from '../matching/tie-break.js';
import { allocateHere } from './allocate.js';
import { codeName, CodeTable, isProgramme } from './code-table.js';
import { keyOfGroup, testGroupsOf } from './demand-table.js';
import { compileMarket } from './market.js';
import type { EngineContext } from './matcher.js';
import { compileMirror, MirrorWriter } from './mirror.js';
import { OpportunityWriter } from './opportunity-writer.js';
import { availableDayOf, codesOf, NONE, payOf, PeopleBuilder, withMoreSlots, writePerson, type PeopleData } from './people.js';
import { PeopleFinder } from './people-finder.js';
import { keepTieOrder } from './tie-order.js';

/** Slots kept free for people who come, as a share of those there are, and at least. */
const SPARE_SHARE = 1 / 16;
const SPARE_SLOTS = 256;

/** Numbers of codes kept free for changes, as a share of those there are, and at least. */
const SPARE_HELD_SHARE = 1 / 2;
const SPARE_HELD = 1024;

/** The people's side made ready for the demands of some opportunities. */
interface Ready {
  readonly market: OpportunityWriter;
  readonly mirror: MirrorWriter;
  readonly finder: PeopleFinder;
}

/** An answer that keeps nothing back any more. */
export interface AnswerOver {
  readonly candidateId: string;
  readonly setAside: SetAside;
  readonly because: 'date' | 'change';
}

/** People of one moment whose columns can be written. */
type Writable = { -readonly [Key in keyof PeopleData]: PeopleData[Key] };

/**
 * People who come, change and go, and the best of them for one opportunity at any moment: those of everybody compiled
 * anew. A change writes one slot, its bits in the mirror and two sorted columns.
 *
 * The mirror knows the demands, skills and zones of the opportunities that were named at first; one that asks for more
 * has it built again, at about a microsecond a person.
 */
export class LivePeople {
  readonly #codes = new CodeTable();
  readonly #zones = new CodeTable();
  #people: Writable;
  #heldCount: number;
  readonly #slotOf = new Map<string, number>();
  readonly #ids: (string | undefined)[] = [];
  readonly #free: number[] = [];
  #nextNumber = 0;
  readonly #known: OpportunityFacts[];
  #ready: Ready | null = null;
  /** Facts of the few of whom some pair was set aside, and who they are by opportunity. */
  readonly #setAside = new Map<string, CandidateFacts>();
  readonly #setAsideFor = new Map<string, Set<string>>();

  /** @param candidates by ascending id */
  constructor(
    candidates: Iterable<CandidateFacts>,
    opportunities: readonly OpportunityFacts[],
    readonly context: EngineContext,
  ) {
    const builder = new PeopleBuilder(1024, this.#codes, this.#zones);
    const ids: string[] = [];
    for (const candidate of candidates) {
      builder.add(candidate);
      ids.push(candidate.candidateId);
      this.#keepAside(candidate);
    }
    this.#people = builder.finish(allocateHere, spareSlots(ids.length));
    this.#heldCount = this.#people.held.length;
    this.#nextNumber = ids.length;
    this.#known = [...opportunities];
    for (const [slot, number] of this.#people.order.entries()) {
      const id = ids[number];
      this.#ids.push(id);
      if (id === undefined) this.#free.push(slot);
      else this.#slotOf.set(id, slot);
    }
  }

  /**
   * Adds a person, or writes the facts of one who is there: with 100,000 people some ten microseconds, and as many again to
   * sort in a new person, or another lowest pay or first day.
   */
  put(facts: CandidateFacts): void {
    this.#dropAside(facts.candidateId);
    this.#keepAside(facts);
    const known = this.#slotOf.get(facts.candidateId);
    const slot = known ?? this.#newSlot(facts.candidateId);
    const people = this.#people;
    const isSortedIn = known !== undefined && people.pay[slot] === payOf(facts) && people.availableDay[slot] === availableDayOf(facts);
    if (!isSortedIn) this.#ready?.finder.leave(slot);
    writePerson(people, slot, facts, this.#zones);
    this.#writeHeld(slot, codesOf(facts, this.#codes));
    if (!isSortedIn) this.#ready?.finder.enter(slot);
    this.#ready?.mirror.write(slot);
    if (known === undefined) this.#keepTieOrder(facts.candidateId);
  }

  /**
   * Writes which programmes some people are in, and leaves the rest as it is. Whoever is not there stays away. A
   * microsecond or two a person: they are taken as they lie in the columns, and only programmes' demands are answered anew.
   */
  putProgrammes(members: readonly Pick<CandidateFacts, 'candidateId' | 'programmeCodes'>[]): void {
    const found: { readonly slot: number; readonly programmeCodes: readonly string[] }[] = [];
    for (const { candidateId, programmeCodes } of members) {
      const slot = this.#slotOf.get(candidateId);
      if (slot !== undefined) found.push({ slot, programmeCodes });
    }
    found.sort((a, b) => a.slot - b.slot);
    const numbersOf = new Map<readonly string[], readonly number[]>();
    for (const { slot, programmeCodes } of found) {
      const numbers = numbersOf.get(programmeCodes) ?? this.#numbersOf(programmeCodes);
      numbersOf.set(programmeCodes, numbers);
      this.#writeHeld(slot, [...this.#heldBeside(slot), ...numbers]);
      this.#ready?.mirror.writeProgrammes(slot);
    }
  }

  /** Takes a person away, if they are there. */
  remove(candidateId: string): void {
    const slot = this.#slotOf.get(candidateId);
    if (slot === undefined) return;
    this.#dropAside(candidateId);
    this.#ready?.finder.leave(slot);
    this.#ready?.mirror.clear(slot);
    this.#people.order[slot] = -1;
    this.#people.pay[slot] = NONE;
    this.#people.availableDay[slot] = NONE;
    this.#people.heldCount[slot] = 0;
    this.#slotOf.delete(candidateId);
    this.#ids[slot] = undefined;
    this.#free.push(slot);
  }

  /** The best people for an opportunity. */
  match(opportunity: OpportunityFacts): OpportunityMatches {
    const { market, finder } = this.#readyFor(opportunity);
    market.clear(0);
    market.write(0, 0, opportunity);
    const { eligibleCount, best } = finder.findOne(0, this.#asideFor(opportunity));
    const topCandidates = best.map(({ slot, score, lottery }) => ({ candidateId: this.#ids[slot]!, score, lottery }));
    return { opportunityId: opportunity.opportunityId, eligibleCount, topCandidates };
  }

  /** Answers that a day or a change has ended. Of an opportunity that is not known nothing is said. */
  answersOver(factsOf: (opportunityId: string) => OpportunityFacts | undefined): AnswerOver[] {
    return [...this.#setAside.values()].flatMap((candidate) =>
      candidate.setAside.flatMap((setAside): AnswerOver[] => {
        const opportunity = factsOf(setAside.opportunityId);
        const standing = opportunity && standingOf(setAside, candidate, opportunity, this.context.asOfOn);
        return standing === undefined || standing.isAside ? [] : [{ candidateId: candidate.candidateId, setAside, because: standing.because }];
      }),
    );
  }

  /** Slots of those who are set aside for an opportunity, by the facts of this moment. */
  #asideFor(opportunity: OpportunityFacts): readonly number[] | undefined {
    const ids = this.#setAsideFor.get(opportunity.opportunityId);
    if (ids === undefined) return undefined;
    return [...ids].filter((id) => isSetAside(this.#setAside.get(id)!, opportunity, this.context.asOfOn)).map((id) => this.#slotOf.get(id)!);
  }

  #keepAside(facts: CandidateFacts): void {
    if (facts.setAside.length === 0) return;
    this.#setAside.set(facts.candidateId, facts);
    for (const { opportunityId } of facts.setAside) {
      const people = this.#setAsideFor.get(opportunityId) ?? new Set();
      this.#setAsideFor.set(opportunityId, people.add(facts.candidateId));
    }
  }

  #dropAside(candidateId: string): void {
    for (const { opportunityId } of this.#setAside.get(candidateId)?.setAside ?? []) this.#setAsideFor.get(opportunityId)!.delete(candidateId);
    this.#setAside.delete(candidateId);
  }

  #readyFor(opportunity: OpportunityFacts): Ready {
    if (this.#ready?.market.knows(opportunity) === true) return this.#ready;
    this.#known.push(opportunity);
    const { data } = compileMarket([], { spareSlots: 1, alsoKnown: this.#known });
    const mirror = compileMirror(data, this.#people);
    this.#ready = {
      market: new OpportunityWriter(data),
      mirror: new MirrorWriter(data, this.#people, mirror, this.#codes),
      finder: new PeopleFinder(data, this.#people, mirror, this.context),
    };
    return this.#ready;
  }

  #newSlot(candidateId: string): number {
    if (this.#free.length === 0) this.#grow();
    const slot = this.#free.pop()!;
    this.#slotOf.set(candidateId, slot);
    this.#ids[slot] = candidateId;
    this.#people.order[slot] = this.#nextNumber;
    this.#nextNumber += 1;
    return slot;
  }

  #grow(): void {
    const { slotCount } = this.#people;
    this.#people = withMoreSlots(this.#people, spareSlots(slotCount));
    for (let slot = this.#people.slotCount - 1; slot >= slotCount; slot -= 1) this.#free.push(slot);
    this.#ready = null;
  }

  #keepTieOrder(candidateId: string): void {
    const { hash, order } = this.#people;
    const own = hashOfText(candidateId);
    const alike: number[] = [];
    for (let at = hash.indexOf(own); at >= 0; at = hash.indexOf(own, at + 1)) if (this.#ids[at] !== undefined) alike.push(at);
    keepTieOrder(order, alike, (other) => this.#ids[other]!);
  }

  #numbersOf(programmeCodes: readonly string[]): readonly number[] {
    return [...new Set(programmeCodes)].map((code) => this.#codes.numberOf(codeName.programme(code)));
  }

  /** What the person in a slot holds beside programmes. */
  #heldBeside(slot: number): readonly number[] {
    const { held, heldFrom, heldCount } = this.#people;
    const codes: number[] = [];
    const from = heldFrom[slot]!;
    for (let at = from; at < from + heldCount[slot]!; at += 1) if (!isProgramme(this.#codes.names[held[at]!]!)) codes.push(held[at]!);
    return codes;
  }

  /** Writes the codes of a slot behind all others: what it had held stays as a gap until they are moved together. */
  #writeHeld(slot: number, codes: readonly number[]): void {
    const people = this.#people;
    people.heldCount[slot] = 0;
    if (this.#heldCount + codes.length > people.held.length) this.#moveTogether(codes.length);
    people.held.set(codes, this.#heldCount);
    people.heldFrom[slot] = this.#heldCount;
    people.heldCount[slot] = codes.length;
    this.#heldCount += codes.length;
  }

  /**
   * Leaves the gaps out, and room for changes behind: whoever changes for years needs no more room than who does not. A new
   * array, since the old one may be in the middle of being read.
   */
  #moveTogether(wanted: number): void {
    const people = this.#people;
    const { held, heldFrom, heldCount } = people;
    const count = heldCount.reduce((sum, own) => sum + own, 0);
    const together = new Int32Array(count + wanted + Math.ceil(Math.max(SPARE_HELD, count * SPARE_HELD_SHARE)));
    let to = 0;
    for (let slot = 0; slot < people.slotCount; slot += 1) {
      const from = heldFrom[slot]!;
      heldFrom[slot] = to;
      for (let at = from; at < from + heldCount[slot]!; at += 1, to += 1) together[to] = held[at]!;
    }
    people.held = together;
    this.#heldCount = to;
  }
}

function spareSlots(count: number): number {
  return Math.ceil(Math.max(SPARE_SLOTS, count * SPARE_SHARE));
}

/**
 * As few opportunities as the first of them that ask something new of people: for what these ask, people are made ready
 * once. What is asked is what {@link OpportunityWriter} must know.
 */
export function thoseThatAskAll(opportunities: readonly OpportunityFacts[]): OpportunityFacts[] {
  const asked = new Set<string>();
  return opportunities.filter((facts) => {
    const before = asked.size;
    for (const group of testGroupsOf(facts)) asked.add(keyOfGroup(group));
    for (const code of askedSkills(facts)) asked.add(codeName.skill(code));
    if (facts.travelZone !== null) asked.add(`zone ${facts.travelZone}`);
    return asked.size > before;
  });
}
