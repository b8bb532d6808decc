import type { CandidateFacts, OpportunityFacts } from '../matching/facts.js';
import type { OpportunityMatches } from '../matching/rank.js';
import { hashOfText } from '../matching/tie-break.js';
import { allocateHere } from './allocate.js';
import { CodeTable } from './code-table.js';
import { compileMarket } from './market.js';
import type { EngineContext } from './matcher.js';
import { compileMirror, MirrorWriter } from './mirror.js';
import { OpportunityWriter } from './opportunity-writer.js';
import { codesOf, NONE, PeopleBuilder, withMoreSlots, writePerson, type PeopleData } from './people.js';
import { PeopleFinder } from './people-finder.js';
import { keepTieOrder } from './tie-order.js';

/** Slots kept free for people who come, as a share of those there are, and at least. */
const SPARE_SHARE = 1 / 16;
const SPARE_SLOTS = 256;

/** Numbers of codes kept free for changes, as a share of those there are. */
const SPARE_HELD = 1 / 8;

/** The people's side made ready for the demands of some opportunities. */
interface Ready {
  readonly market: OpportunityWriter;
  readonly mirror: MirrorWriter;
  readonly finder: PeopleFinder;
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

  /** Adds a person, or writes the facts of one who is there. */
  put(facts: CandidateFacts): void {
    const slot = this.#slotOf.get(facts.candidateId) ?? this.#newSlot(facts.candidateId);
    const people = this.#people;
    this.#ready?.finder.leave(slot);
    writePerson(people, slot, facts, this.#zones);
    this.#writeHeld(slot, codesOf(facts, this.#codes));
    this.#ready?.finder.enter(slot);
    this.#ready?.mirror.write(slot);
    const hash = hashOfText(facts.candidateId);
    const alike: number[] = [];
    for (let at = people.hash.indexOf(hash); at >= 0; at = people.hash.indexOf(hash, at + 1)) if (this.#ids[at] !== undefined) alike.push(at);
    keepTieOrder(people.order, alike, (other) => this.#ids[other]!);
  }

  /** Takes a person away, if they are there. */
  remove(candidateId: string): void {
    const slot = this.#slotOf.get(candidateId);
    if (slot === undefined) return;
    this.#ready?.finder.leave(slot);
    this.#ready?.mirror.clear(slot);
    this.#people.order[slot] = -1;
    this.#people.pay[slot] = NONE;
    this.#people.availableDay[slot] = NONE;
    this.#slotOf.delete(candidateId);
    this.#ids[slot] = undefined;
    this.#free.push(slot);
  }

  /** The best people for an opportunity. */
  match(opportunity: OpportunityFacts): OpportunityMatches {
    const { market, finder } = this.#readyFor(opportunity);
    market.clear(0);
    market.write(0, 0, opportunity);
    const { eligibleCount, best } = finder.findOne(0);
    const topCandidates = best.map(({ slot, score, lottery }) => ({ candidateId: this.#ids[slot]!, score, lottery }));
    return { opportunityId: opportunity.opportunityId, eligibleCount, topCandidates };
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

  #writeHeld(slot: number, codes: readonly number[]): void {
    const people = this.#people;
    if (this.#heldCount + codes.length > people.held.length) {
      const wider = new Int32Array(Math.ceil((this.#heldCount + codes.length) * (1 + SPARE_HELD)));
      wider.set(people.held);
      people.held = wider;
    }
    people.held.set(codes, this.#heldCount);
    people.heldFrom[slot] = this.#heldCount;
    people.heldCount[slot] = codes.length;
    this.#heldCount += codes.length;
  }
}

function spareSlots(count: number): number {
  return Math.ceil(Math.max(SPARE_SLOTS, count * SPARE_SHARE));
}
