/**
 * The matcher as most would write it first: objects with Sets of codes, the rules and the parts of the score one after the
 * other for each pair, the eligible ones sorted and cut. Days and squares are worked out ahead, once for each person and
 * opportunity. quick-objects.mjs is the same after its author has thought about speed for a while.
 */
import { toEpochDay } from '../../../dist/libs/kernel/src/calendar/plain-date.js';
import { countHalfDays } from '../../../dist/libs/kernel/src/matching/half-days.js';
import { meetsDemand, readyOn } from '../../../dist/libs/kernel/src/matching/hard-rules.js';
import { askedSkills, countedHourlyPence, interestPoints, NEUTRAL_POINTS, payPoints, schedulePoints, SCORE_WEIGHTS, skillPoints, startPoints, travelPoints } from '../../../dist/libs/kernel/src/matching/score.js';
import { drawLottery, hashOfText, LOTTERY_RANGE, lotteryTicket } from '../../../dist/libs/kernel/src/matching/tie-break.js';
import { minutesForSquaredDistance, squaredDistance, squaredReach } from '../../../dist/libs/kernel/src/matching/travel.js';

/** Fields named one by one: objects made with a spread would be looked up by name in a table, five times as slowly. */
function ordinaryOffer(facts, index) {
  return {
    index,
    idHash: hashOfText(facts.opportunityId),
    isOpen: facts.isOpen,
    pathway: facts.pathway,
    programmeCodes: facts.programmeCodes,
    minimumLevel: facts.minimumLevel,
    minimumEnglishLevel: facts.minimumEnglishLevel,
    minimumMathsLevel: facts.minimumMathsLevel,
    requiredSkillCodes: facts.requiredSkillCodes,
    requiredCheckCodes: facts.requiredCheckCodes,
    skills: askedSkills(facts),
    schedule: facts.schedule,
    attendance: facts.attendance,
    position: facts.position,
    travelAtMostMinutes: facts.travelAtMostMinutes,
    countedPence: countedHourlyPence(facts),
    payFloorHourlyPence: facts.payFloorHourlyPence,
    startsOn: facts.startsOn,
    startDay: facts.startsOn === null ? null : toEpochDay(facts.startsOn),
    startWindow: facts.startWindow,
    contractEndsBy: facts.contractEndsBy,
    isForRedeploymentOnly: facts.isForRedeploymentOnly,
    stages: facts.stages,
    choices: facts.choices,
    weights: facts.weights ?? SCORE_WEIGHTS,
  };
}

function ordinaryPerson(facts, asOfOn) {
  return {
    facts,
    canBeMatched: facts.hasMatchingConsent && facts.isSeeking,
    programmes: new Set(facts.programmeCodes),
    level: facts.level,
    englishLevel: facts.englishLevel,
    mathsLevel: facts.mathsLevel,
    skills: new Set(facts.skillCodes),
    checks: new Set(facts.checkCodes),
    slots: facts.slots,
    travelMode: facts.travelMode,
    squaredReach: squaredReach(facts.travelMode, facts.travelLimitMinutes),
    position: facts.position,
    pathwayInterests: facts.pathwayInterests,
    minimumHourlyPence: facts.minimumHourlyPence,
    readyDay: toEpochDay(readyOn(facts, asOfOn)),
    contractEndsOn: facts.contractEndsOn,
    isForRedeployment: facts.isForRedeployment,
    stage: facts.stage,
  };
}

/** Opportunities ready for many people. */
export function ordinaryOffers(opportunities) {
  return opportunities.map((facts, index) => ordinaryOffer(facts, index));
}

/** The best opportunities of one person, best first, as matchPerson of quick-objects.mjs gives them. */
export function matchOrdinarily(facts, offers, { asOfOn, seed, limit }) {
  const person = ordinaryPerson(facts, asOfOn);
  const ticket = lotteryTicket(seed, facts.candidateId);
  const ranked = offers
    .filter((offer) => isEligible(person, offer))
    .map((offer) => ({ index: offer.index, rank: scoreOf(person, offer) * LOTTERY_RANGE + drawLottery(ticket, offer.idHash) }))
    .toSorted((a, b) => b.rank - a.rank);
  const best = ranked.slice(0, limit);
  return { eligibleCount: ranked.length, indexes: best.map(({ index }) => index), ranks: best.map(({ rank }) => rank) };
}

function isEligible(person, offer) {
  if (!person.canBeMatched || !offer.isOpen) return false;
  if (offer.programmeCodes.length > 0 && !offer.programmeCodes.some((code) => person.programmes.has(code))) return false;
  if (person.level < offer.minimumLevel || person.englishLevel < offer.minimumEnglishLevel || person.mathsLevel < offer.minimumMathsLevel) return false;
  if (!offer.requiredSkillCodes.every((code) => person.skills.has(code))) return false;
  if (!offer.requiredCheckCodes.every((code) => person.checks.has(code))) return false;
  if (offer.schedule !== null && countHalfDays(person.slots & offer.schedule.slots) < offer.schedule.needed) return false;
  if (!isWithinReach(person, offer)) return false;
  if (offer.countedPence !== null && (offer.countedPence < (person.minimumHourlyPence ?? 0) || offer.countedPence < (offer.payFloorHourlyPence ?? 0))) return false;
  if (offer.startDay !== null && (offer.startDay < person.readyDay || !isInWindow(offer))) return false;
  if (offer.contractEndsBy !== null && person.contractEndsOn !== null && person.contractEndsOn > offer.contractEndsBy) return false;
  if (offer.isForRedeploymentOnly && !person.isForRedeployment) return false;
  if (offer.stages !== null && !offer.stages.includes(person.stage)) return false;
  return offer.choices.every((choice) => choice.some((demand) => meetsDemand(person.facts, demand)));
}

function isInWindow({ startsOn, startWindow: { from, to } }) {
  return (from === null || startsOn >= from) && (to === null || startsOn <= to);
}

function isWithinReach(person, offer) {
  if (offer.attendance === 'remote' || person.position === null || offer.position === null) return true;
  const squared = squaredDistance(person.position, offer.position);
  return squared <= person.squaredReach && (offer.travelAtMostMinutes === null || squared <= squaredReach(person.travelMode, offer.travelAtMostMinutes));
}

/** 0 without travel, null where a place is not known. */
function minutesBetween(person, offer) {
  if (offer.attendance === 'remote') return 0;
  if (person.position === null || offer.position === null) return null;
  return minutesForSquaredDistance(person.travelMode, squaredDistance(person.position, offer.position));
}

function scoreOf(person, offer) {
  const { weights, schedule } = offer;
  const minutes = minutesBetween(person, offer);
  const points = {
    skills: offer.skills.length === 0 ? NEUTRAL_POINTS : skillPoints(offer.skills.filter((code) => person.skills.has(code)).length, offer.skills.length),
    travel: minutes === null ? NEUTRAL_POINTS : travelPoints(minutes),
    interest: person.pathwayInterests.length === 0 ? NEUTRAL_POINTS : interestPoints(person.pathwayInterests.indexOf(offer.pathway)),
    pay: offer.countedPence === null ? NEUTRAL_POINTS : payPoints(offer.countedPence),
    schedule: schedule === null ? NEUTRAL_POINTS : schedulePoints(countHalfDays(person.slots & schedule.slots), countHalfDays(schedule.slots), schedule.needed),
    start: startPoints(offer.startDay === null ? 0 : offer.startDay - person.readyDay),
  };
  return Object.keys(weights).reduce((sum, part) => sum + points[part] * weights[part], 0);
}
