// Opportunities of an invented market. Which shares are known figures and which are invented: see market.mjs.
import { shares } from './draw.mjs';
import { COMMON_SKILLS, dayAfter, HOURS, idOf, NO_RULES, pathways, PROGRAMMES, RULES_OF_PROGRAMME, SKILLS_OF_PATHWAY, usual } from './trades.mjs';

const KINDS = shares([['role', 60], ['course', 20], ['apprenticeship', 13], ['placement', 7]]);

/** Hourly pence: from the National Living Wage of 2025/26 over bands 2 and 3 of the NHS to band 4 with the inner London supplement. */
const PAY = shares([[1221, 15], [1251, 20], [1295, 15], [1350, 15], [1385, 12], [1450, 10], [1520, 8], [1640, 5]]);

/** Weeks that can be worked, with how many half-days of them are needed. */
const WEEKS = {
  fullTime: { slots: HOURS.weekdays, needed: 10 },
  partTime: { slots: HOURS.weekdays, needed: 5 },
  mornings: { slots: HOURS.weekdayMornings, needed: 4 },
  shifts: { slots: HOURS.always, needed: 7 },
  evenings: { slots: HOURS.evenings, needed: 3 },
  weekends: { slots: HOURS.weekends, needed: 3 },
  open: { slots: HOURS.always, needed: 0 },
};

const DEMANDS = {
  strict: {
    weeks: shares([[null, 10], [WEEKS.fullTime, 35], [WEEKS.partTime, 15], [WEEKS.mornings, 8], [WEEKS.shifts, 15], [WEEKS.evenings, 5], [WEEKS.weekends, 5], [WEEKS.open, 7]]),
    level: shares([[0, 25], [1, 15], [2, 30], [3, 20], [4, 10]]),
    english: shares([[0, 40], [1, 30], [2, 30]]),
    maths: shares([[0, 50], [1, 35], [2, 15]]),
    skills: shares([[0, 20], [1, 40], [2, 40]]),
    checks: [['right-to-work', 700], ['identity', 500], ['references', 250], ['dbs-enhanced', 250], ['driving-licence', 100], ['registration', 50]],
    programmePermille: 300,
  },
  loose: {
    weeks: shares([[null, 20], [WEEKS.partTime, 25], [WEEKS.fullTime, 10], [WEEKS.shifts, 20], [WEEKS.open, 25]]),
    level: shares([[0, 60], [1, 20], [2, 15], [3, 5]]),
    english: shares([[0, 70], [1, 20], [2, 10]]),
    maths: shares([[0, 80], [1, 15], [2, 5]]),
    skills: shares([[0, 75], [1, 25]]),
    checks: [['right-to-work', 300], ['identity', 100], ['dbs-enhanced', 50]],
    programmePermille: 60,
  },
};

/** OpportunityFacts of an opportunity. */
export function offerOf(draw, number, { demands, places }) {
  const asks = DEMANDS[demands];
  const kind = draw.byShare(KINDS);
  const pathway = draw.byShare(pathways);
  const programme = draw.permille(asks.programmePermille) ? Math.min(draw.below(12), draw.below(12)) : null;
  const isUnpaid = kind === 'course' || kind === 'placement';
  const requiredSkillCodes = requiredSkills(draw, pathway, draw.byShare(asks.skills));
  return {
    opportunityId: idOf('0', number),
    kind,
    pathway,
    isOpen: !draw.permille(30),
    programmeCodes: programme === null ? [] : [PROGRAMMES[programme]],
    minimumLevel: draw.byShare(asks.level),
    minimumEnglishLevel: draw.byShare(asks.english),
    minimumMathsLevel: draw.byShare(asks.maths),
    requiredSkillCodes,
    desiredSkillCodes: desiredSkills(draw, pathway, requiredSkillCodes),
    requiredCheckCodes: asks.checks.filter(([, share]) => draw.permille(share)).map(([code]) => code),
    schedule: draw.byShare(asks.weeks),
    attendance: draw.permille(10) ? 'remote' : 'site',
    position: draw.permille(5) ? null : places.site(draw),
    hourlyPence: isUnpaid || draw.permille(150) ? null : draw.byShare(PAY) + draw.between(0, 9) * 5,
    isUnpaid,
    startsOn: draw.permille(300) ? null : dayAfter(draw.between(-5, 180)),
    ...(programme === null ? NO_RULES : RULES_OF_PROGRAMME[programme]),
    travelZone: null,
  };
}

/** Of two that are required, one is of the pathway. */
function requiredSkills(draw, pathway, count) {
  if (count === 0) return [];
  const own = usual(draw, SKILLS_OF_PATHWAY[pathway], 1);
  const general = usual(draw, COMMON_SKILLS, 1);
  if (count === 2) return [...own, ...general];
  return draw.permille(500) ? own : general;
}

/** One to four more that raise the score. */
function desiredSkills(draw, pathway, required) {
  const liked = [...usual(draw, COMMON_SKILLS, draw.between(1, 2)), ...usual(draw, SKILLS_OF_PATHWAY[pathway], draw.below(3))];
  return liked.filter((code) => !required.includes(code));
}
