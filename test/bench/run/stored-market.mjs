/**
 * A market of the generator as a database holds it: the facts that the product must make of the rows, and the rows. Where
 * rows cannot say what the generator drew, the facts here are those that the rows can say:
 * - who is for redeployment has a contract with an end, by which the product knows it;
 * - an intake that has begun takes nobody, so the opportunity is closed and has no start;
 * - everybody at a position lives in a zone, which changes nothing where no travel times were imported.
 * Which programmes somebody is in follows from where they live: each set of programmes is a district of its own.
 */
import { marketOf } from '../engine/market.mjs';
import { AS_OF_ON, dayAfter, PROGRAMMES, RULES_OF_PROGRAMME } from '../engine/trades.mjs';

/** The last day of contracts that the generator left open. */
const CONTRACT_END = dayAfter(90);

/** A zone is a square of 800 m, which makes about as many of them as London has lower layer super output areas. */
const ZONE_UNITS = 8;

const zoneOf = (position) => (position === null ? null : `E01${String(Math.floor(position.east / ZONE_UNITS) * 1000 + Math.floor(position.north / ZONE_UNITS)).padStart(6, '0')}`);

function heldCandidate(facts) {
  return {
    ...facts,
    programmeCodes: facts.programmeCodes.toSorted(), // the product's order: that of codes
    contractEndsOn: facts.contractEndsOn ?? (facts.isForRedeployment ? CONTRACT_END : null),
    travelZone: zoneOf(facts.position),
  };
}

function heldOpportunity(facts) {
  const hasBegun = facts.startsOn !== null && facts.startsOn < AS_OF_ON;
  return { ...facts, isOpen: facts.isOpen && !hasBegun, startsOn: hasBegun ? null : facts.startsOn, travelZone: zoneOf(facts.position) };
}

/** The market by name, as in marketOf of the engine's benchmark, with all facts as the database will hold them. */
export function heldMarket(name, size) {
  const market = marketOf(name, size);
  return {
    name,
    title: market.title,
    candidates: Array.from(market.candidates(), heldCandidate),
    opportunities: Array.from(market.opportunities(), heldOpportunity),
    /** The start of each intake as it is written: also one that has begun. */
    intakeStarts: Array.from(market.opportunities(), ({ startsOn }) => startsOn),
  };
}

const UNIT_LETTERS = 'ABDEFGHJLNPQRSTUWXYZ';

/** The nth of 396,000 postcodes of an area that is not in use, in the order of their writing or nearly. */
function postcodeNumber(n) {
  return `ZA${1 + Math.floor(n / 4000)} ${Math.floor(n / 400) % 10}${UNIT_LETTERS[Math.floor(n / 20) % 20]}${UNIT_LETTERS[n % 20]}`;
}

const placeKey = ({ position, programmeCodes }) => (position === null ? `- ${programmeCodes}` : `${position.east} ${position.north} ${programmeCodes}`);

/**
 * The directory of a market: for every position, and every set of programmes there, one postcode. Neighbouring postcodes
 * are neighbours in the directory, as in the real one, and people come in any order.
 */
export class Directory {
  #places = new Map();
  #districts = new Map();

  constructor({ candidates, opportunities }) {
    for (const { position, programmeCodes } of candidates) this.#add({ position, programmeCodes });
    for (const { position } of opportunities) this.#add({ position, programmeCodes: [] }); // where work is says nothing of who lives there
    const inOrder = [...this.#places.values()].toSorted((a, b) => (a.zone ?? '').localeCompare(b.zone ?? '') || a.key.localeCompare(b.key));
    for (const [number, place] of inOrder.entries()) place.postcode = postcodeNumber(number);
  }

  #add({ position, programmeCodes }) {
    const key = placeKey({ position, programmeCodes });
    if (this.#places.has(key) || (position === null && programmeCodes.length === 0)) return;
    const set = programmeCodes.join(' ');
    if (!this.#districts.has(set)) this.#districts.set(set, { code: `E09${String(900_000 + this.#districts.size)}`, programmeCodes });
    this.#places.set(key, { key, position, zone: zoneOf(position), districtCode: this.#districts.get(set).code });
  }

  /** Each postcode once: {postcode, position, zone, districtCode}. */
  get places() {
    return [...this.#places.values()].toSorted((a, b) => (a.postcode < b.postcode ? -1 : 1));
  }

  get zones() {
    return [...new Set([...this.#places.values()].flatMap(({ zone }) => zone ?? []))];
  }

  /** Null where nothing is known of a home. */
  postcodeOf(home) {
    return this.#places.get(placeKey(home))?.postcode ?? null;
  }

  /** Codes of the districts whose people are in a programme. */
  districtsOf(programmeCode) {
    return [...this.#districts.values()].filter(({ programmeCodes }) => programmeCodes.includes(programmeCode)).map(({ code }) => code);
  }
}

/** The programmes of the market with what their staff ask for: {code, requirements, weights}. */
export const HELD_PROGRAMMES = PROGRAMMES.map((code, at) => {
  const { weights, ...rules } = RULES_OF_PROGRAMME[at];
  return { code, requirements: requirementsOf(rules), weights };
});

/** Rules as facts, written as staff send them. */
function requirementsOf({ travelAtMostMinutes, payFloorHourlyPence, startWindow, contractEndsBy, isForRedeploymentOnly, stages, choices }) {
  return [
    ...(travelAtMostMinutes === null ? [] : [{ on: 'travel', atMostMinutes: travelAtMostMinutes }]),
    ...(payFloorHourlyPence === null ? [] : [{ on: 'pay', atLeastHourlyPence: payFloorHourlyPence }]),
    ...(startWindow.from === null && startWindow.to === null ? [] : [{ on: 'start', ...startWindow }]),
    ...(contractEndsBy === null ? [] : [{ on: 'contract-end', by: contractEndsBy }]),
    ...(isForRedeploymentOnly ? [{ on: 'redeployment' }] : []),
    ...(stages === null ? [] : [{ on: 'stage', anyOf: stages }]),
    ...choices.map((anyOf) => ({ on: 'choice', anyOf })),
  ];
}
