/**
 * Ties between equal scores are broken by a lottery that anybody can draw again: the number depends on
 * the run's seed and the two ids only, so neither the order of a file nor the age of a record helps.
 */

/** Above every lottery number: a rank is score × LOTTERY_RANGE + lottery, and stays exact below 2^53. */
export const LOTTERY_RANGE = 2 ** 32;

/**
 * The lottery number of a pair, 0 to 2^32 − 1.
 *
 * @param seed the run's seed, a whole number; its low 32 bits count
 */
export function lotteryNumber(seed: number, candidateId: string, opportunityId: string): number {
  return drawLottery(lotteryTicket(seed, candidateId), hashOfText(opportunityId));
}

/** The candidate's half of the lottery, a 32-bit integer: made once a candidate, drawn against each opportunity. */
export function lotteryTicket(seed: number, candidateId: string): number {
  return ticketOfHash(seed, hashOfText(candidateId));
}

/** The ticket of a candidate whose id was hashed before. */
export function ticketOfHash(seed: number, candidateHash: number): number {
  return mix(seed ^ candidateHash);
}

/** The lottery number of a ticket against an opportunity's hashed id. */
export function drawLottery(ticket: number, opportunityHash: number): number {
  // The odd multiplier (2^32 ÷ golden ratio) keeps ticket and hash from cancelling each other.
  return mix(ticket + Math.imul(opportunityHash, 0x9e3779b1)) >>> 0;
}

/** FNV-1a, 32 bits (Fowler, Noll, Vo), over UTF-16 units: the byte hash for ids in ASCII. A 32-bit integer. */
export function hashOfText(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at += 1) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  return hash;
}

/** What the order of a ranking is made of. */
export interface Ranked {
  readonly score: number;
  readonly lottery: number;
}

/** Best first: score, then lottery number. Equal in both: the caller compares ids (compareIds). */
export function compareRanked(a: Ranked, b: Ranked): number {
  return b.score - a.score || b.lottery - a.lottery;
}

/** Ids ascending by UTF-16 unit, the same on every machine, which a locale's order is not. */
export function compareIds(a: string, b: string): number {
  return Number(a > b) - Number(a < b);
}

/** The finaliser of MurmurHash3, 32 bits (Appleby): every bit of the input moves every bit of the output. */
function mix(value: number): number {
  let hash = value;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return hash ^ (hash >>> 16);
}
