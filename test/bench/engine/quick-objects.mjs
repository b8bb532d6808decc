/**
 * Objects made quick: the loop of ordinary-objects.mjs with facts turned into numbers and small tables ahead, the rules
 * cheapest and likeliest to fail first, and no allocation for a pair. What a careful programmer makes of it before thinking
 * of bitmaps.
 */
import { toEpochDay } from '../../../dist/libs/kernel/src/calendar/plain-date.js';
import { countHalfDays } from '../../../dist/libs/kernel/src/matching/half-days.js';
import { meetsDemand, readyOn } from '../../../dist/libs/kernel/src/matching/hard-rules.js';
import { askedSkills, countedHourlyPence, interestPoints, NEUTRAL_POINTS, payPoints, schedulePoints, SCORE_WEIGHTS, skillPoints, startPoints, travelPoints } from '../../../dist/libs/kernel/src/matching/score.js';
import { drawLottery, hashOfText, LOTTERY_RANGE, lotteryTicket } from '../../../dist/libs/kernel/src/matching/tie-break.js';
import { minutesForSquaredDistance, squaredDistance, squaredReach } from '../../../dist/libs/kernel/src/matching/travel.js';

const NOWHERE = { east: 0, north: 0 };

/** Opportunities ready for many people: those that can be open to anybody on the day of the run. `indexes` in the list given. */
export function prepareOffers(opportunities, { asOfOn }) {
  const codes = { programmes: new Map(), skills: new Map(), checks: new Map() };
  const today = toEpochDay(asOfOn);
  const offers = opportunities.map((facts, index) => prepareOffer(facts, index, codes));
  return { codes, asOfOn, offers: offers.filter((offer) => offer.isPossible && offer.startDay >= today) };
}

function prepareOffer(facts, index, codes) {
  const schedule = facts.schedule ?? { slots: 0, needed: 0 };
  const hourlyPence = countedHourlyPence(facts);
  const { from, to } = facts.startWindow;
  const isInWindow = facts.startsOn === null || ((from === null || facts.startsOn >= from) && (to === null || facts.startsOn <= to));
  const isPaidEnough = facts.payFloorHourlyPence === null || hourlyPence === null || hourlyPence >= facts.payFloorHourlyPence;
  return {
    index,
    idHash: hashOfText(facts.opportunityId),
    isPossible: facts.isOpen && isInWindow && isPaidEnough,
    startDay: facts.startsOn === null ? Number.MAX_SAFE_INTEGER : toEpochDay(facts.startsOn),
    isFlexible: facts.startsOn === null,
    pathway: facts.pathway,
    programmes: numbersOf(facts.programmeCodes, codes.programmes),
    level: facts.minimumLevel,
    englishLevel: facts.minimumEnglishLevel,
    mathsLevel: facts.minimumMathsLevel,
    requiredSkills: numbersOf(facts.requiredSkillCodes, codes.skills),
    askedSkills: numbersOf(askedSkills(facts), codes.skills),
    checks: numbersOf(facts.requiredCheckCodes, codes.checks),
    isScheduleKnown: facts.schedule !== null,
    slots: schedule.slots,
    usable: countHalfDays(schedule.slots),
    needed: schedule.needed,
    isRemote: facts.attendance === 'remote',
    isPlaced: facts.position !== null,
    ...(facts.position ?? NOWHERE),
    travelAtMostMinutes: facts.travelAtMostMinutes ?? Infinity,
    hourlyPence: hourlyPence ?? Infinity,
    payPoints: hourlyPence === null ? NEUTRAL_POINTS : payPoints(hourlyPence),
    contractEndsBy: facts.contractEndsBy === null ? Number.MAX_SAFE_INTEGER : toEpochDay(facts.contractEndsBy),
    isForRedeploymentOnly: facts.isForRedeploymentOnly,
    stages: facts.stages,
    choices: facts.choices,
    weights: facts.weights ?? SCORE_WEIGHTS,
  };
}

/** A person ready for many opportunities: of a code, 1 in its place when held. */
function preparePerson(facts, { codes, asOfOn }) {
  return {
    facts,
    programmes: marks(facts.programmeCodes, codes.programmes),
    level: facts.level,
    englishLevel: facts.englishLevel,
    mathsLevel: facts.mathsLevel,
    skills: marks(facts.skillCodes, codes.skills),
    checks: marks(facts.checkCodes, codes.checks),
    slots: facts.slots,
    travelMode: facts.travelMode,
    squaredReach: squaredReach(facts.travelMode, facts.travelLimitMinutes),
    isPlaced: facts.position !== null,
    ...(facts.position ?? NOWHERE),
    minimumHourlyPence: facts.minimumHourlyPence ?? 0,
    readyDay: toEpochDay(readyOn(facts, asOfOn)),
    contractEnd: facts.contractEndsOn === null ? 0 : toEpochDay(facts.contractEndsOn),
    isForRedeployment: facts.isForRedeployment,
    stage: facts.stage,
    interests: facts.pathwayInterests,
  };
}

/**
 * The best opportunities of one person, best first: how many are eligible, and of the best their indexes and ranks, a rank
 * being score × LOTTERY_RANGE + lottery number.
 */
export function matchPerson(facts, market, { seed, limit }) {
  const best = { eligibleCount: 0, indexes: [], ranks: [] };
  if (!facts.hasMatchingConsent || !facts.isSeeking) return best;
  const person = preparePerson(facts, market);
  const ticket = lotteryTicket(seed, facts.candidateId);
  for (const offer of market.offers) {
    if (!passesRules(person, offer)) continue;
    best.eligibleCount += 1;
    keep(best, offer.index, scoreOf(person, offer) * LOTTERY_RANGE + drawLottery(ticket, offer.idHash), limit);
  }
  return best;
}

function keep({ indexes, ranks }, index, rank, limit) {
  let at = ranks.length;
  if (at === limit && ranks[at - 1] >= rank) return;
  while (at > 0 && ranks[at - 1] < rank) at -= 1;
  ranks.splice(at, 0, rank);
  indexes.splice(at, 0, index);
  if (ranks.length > limit) {
    ranks.pop();
    indexes.pop();
  }
}

function passesRules(person, offer) {
  return (
    person.level >= offer.level &&
    person.readyDay <= offer.startDay &&
    person.minimumHourlyPence <= offer.hourlyPence &&
    person.englishLevel >= offer.englishLevel &&
    person.mathsLevel >= offer.mathsLevel &&
    isWithinReach(person, offer) &&
    countHalfDays(person.slots & offer.slots) >= offer.needed &&
    countMarked(person.skills, offer.requiredSkills) === offer.requiredSkills.length &&
    countMarked(person.checks, offer.checks) === offer.checks.length &&
    (offer.programmes.length === 0 || countMarked(person.programmes, offer.programmes) > 0) &&
    person.contractEnd <= offer.contractEndsBy &&
    (person.isForRedeployment || !offer.isForRedeploymentOnly) &&
    (offer.stages === null || offer.stages.includes(person.stage)) &&
    offer.choices.every((choice) => choice.some((demand) => meetsDemand(person.facts, demand)))
  );
}

function isWithinReach(person, offer) {
  if (offer.isRemote || !offer.isPlaced || !person.isPlaced) return true;
  const squared = squaredDistance(person, offer);
  return squared <= person.squaredReach && (offer.travelAtMostMinutes === Infinity || minutesForSquaredDistance(person.travelMode, squared) <= offer.travelAtMostMinutes);
}

function scoreOf(person, offer) {
  const { weights } = offer;
  const asked = offer.askedSkills.length;
  const skills = asked === 0 ? NEUTRAL_POINTS : skillPoints(countMarked(person.skills, offer.askedSkills), asked);
  const interest = person.interests.length === 0 ? NEUTRAL_POINTS : interestPoints(person.interests.indexOf(offer.pathway));
  const schedule = offer.isScheduleKnown ? schedulePoints(countHalfDays(person.slots & offer.slots), offer.usable, offer.needed) : NEUTRAL_POINTS;
  const start = startPoints(offer.isFlexible ? 0 : offer.startDay - person.readyDay);
  return skills * weights.skills + travelPointsOf(person, offer) * weights.travel + offer.payPoints * weights.pay + interest * weights.interest + schedule * weights.schedule + start * weights.start;
}

function travelPointsOf(person, offer) {
  if (offer.isRemote) return travelPoints(0);
  if (!offer.isPlaced || !person.isPlaced) return NEUTRAL_POINTS;
  return travelPoints(minutesForSquaredDistance(person.travelMode, squaredDistance(person, offer)));
}

/** The numbers of the different codes; a new code takes the next number. */
function numbersOf(codes, numbers) {
  return [...new Set(codes)].map((code) => {
    const number = numbers.get(code) ?? numbers.size;
    numbers.set(code, number);
    return number;
  });
}

/** A table with a 1 at the number of every code held; codes that no opportunity uses are passed over. */
function marks(codes, numbers) {
  const table = new Uint8Array(numbers.size);
  for (const code of codes) {
    const number = numbers.get(code);
    if (number !== undefined) table[number] = 1;
  }
  return table;
}

function countMarked(table, numbers) {
  let count = 0;
  for (const number of numbers) count += table[number];
  return count;
}
