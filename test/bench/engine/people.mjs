// People of an invented market. Which shares are known figures and which are invented: see market.mjs.
import { shares } from './draw.mjs';
import { LONDON } from './place-drawer.mjs';
import { COMMON_SKILLS, dayAfter, HOURS, idOf, pathways, PROGRAMMES, SKILLS_OF_PATHWAY, usual } from './trades.mjs';

const LEVELS = shares([[0, 181], [1, 125], [2, 161], [3, 195], [4, 84], [5, 60], [6, 140], [7, 46], [8, 8]]);
const ENGLISH = shares([[0, 15], [1, 28], [2, 57]]);
const MATHS = shares([[0, 49], [1, 29], [2, 22]]);
const LONDON_MODES = shares([['public', 53], ['car', 32], ['walk', 10], ['cycle', 5]]);
const ENGLISH_MODES = shares([['car', 74], ['walk', 13], ['public', 10], ['cycle', 3]]);
const STAGES = shares([['looking', 85], ['referred', 10], ['offered', 3], ['placed', 2]]);

/** Of 1000 people, who hold each check. */
const CHECKS = [
  ['right-to-work', 920], ['identity', 900], ['references', 500], ['driving-licence', 600], ['dbs-enhanced', 250],
  ['work-health', 200], ['dbs-basic', 150], ['dbs-standard', 50], ['registration', 40],
];

const DEMANDS = {
  strict: {
    minutes: shares([[20, 15], [30, 40], [40, 30], [45, 15]]),
    hours: shares([[HOURS.weekdays, 30], [HOURS.weekdayMornings | HOURS.weekdayAfternoons & 0b010_010_010, 20], [HOURS.evenings | HOURS.weekends, 15], [HOURS.weekdayMornings, 10], [HOURS.weekdays | HOURS.evenings, 15], [HOURS.always, 10]]),
    wishPermille: 800, lowestWish: 1221, highestWish: 1500,
    interests: [1, 2], laterPermille: 500, latestDays: 90,
  },
  loose: {
    minutes: shares([[30, 20], [45, 35], [60, 30], [75, 10], [90, 5]]),
    hours: shares([[HOURS.weekdays, 40], [HOURS.weekdays | HOURS.evenings, 20], [HOURS.always, 40]]),
    wishPermille: 300, lowestWish: 1221, highestWish: 1300,
    interests: [0, 4], laterPermille: 200, latestDays: 60,
  },
};

/** CandidateFacts of a person. */
export function personOf(draw, number, { demands, places }) {
  const wants = DEMANDS[demands];
  const pathwayInterests = interestsOf(draw, draw.between(...wants.interests));
  const trade = pathwayInterests[0] ?? draw.byShare(pathways);
  return {
    candidateId: idOf('c', number),
    hasMatchingConsent: !draw.permille(20),
    isSeeking: !draw.permille(30),
    programmeCodes: draw.permille(300) ? usual(draw, PROGRAMMES, draw.permille(200) ? 2 : 1) : [],
    level: draw.byShare(LEVELS),
    englishLevel: draw.byShare(ENGLISH),
    mathsLevel: draw.byShare(MATHS),
    skillCodes: skillsOf(draw, trade),
    checkCodes: CHECKS.filter(([, share]) => draw.permille(share)).map(([code]) => code),
    slots: hoursOf(draw, wants),
    travelMode: draw.byShare(places === LONDON ? LONDON_MODES : ENGLISH_MODES),
    travelLimitMinutes: draw.byShare(wants.minutes),
    position: draw.permille(5) ? null : places.home(draw),
    pathwayInterests,
    minimumHourlyPence: draw.permille(wants.wishPermille) ? draw.between(wants.lowestWish, wants.highestWish) : null,
    availableFromOn: draw.permille(wants.laterPermille) ? dayAfter(draw.below(wants.latestDays)) : null,
    contractEndsOn: draw.permille(150) ? dayAfter(draw.between(10, 300)) : null,
    isForRedeployment: draw.permille(20),
    stage: draw.byShare(STAGES),
    travelZone: null,
    setAside: [],
  };
}

function interestsOf(draw, count) {
  const chosen = [];
  while (chosen.length < count) {
    const pathway = draw.byShare(pathways);
    if (!chosen.includes(pathway)) chosen.push(pathway);
  }
  return chosen;
}

/** Three to six common skills, up to three of the person's trade, and now and then one of another. */
function skillsOf(draw, trade) {
  const skills = [...usual(draw, COMMON_SKILLS, draw.between(3, 6)), ...usual(draw, SKILLS_OF_PATHWAY[trade], draw.below(4))];
  const other = draw.byShare(pathways);
  if (other !== trade && draw.permille(200)) skills.push(usual(draw, SKILLS_OF_PATHWAY[other], 1)[0]);
  return skills;
}

/** One of the usual weeks, of which one person in two gives up a half-day or two. */
function hoursOf(draw, { hours }) {
  const slots = draw.byShare(hours);
  return draw.permille(500) ? slots & ~(1 << draw.below(21)) & ~(1 << draw.below(21)) : slots;
}
