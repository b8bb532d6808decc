// Words that people and opportunities of an invented market have in common: pathways, skills, checks, programmes, days, hours.
import { shares } from './draw.mjs';

/** The day of the run of every market. */
export const AS_OF_ON = '2026-03-02';

/** Pathways with the share of opportunities, and of first interests, in each. Invented, after the weight of staff groups in health and care. */
const PATHWAYS = [
  ['nursing', 26], ['social-care', 22], ['administration', 16], ['estates', 9], ['allied-health', 8], ['pharmacy', 4],
  ['science', 4], ['pre-entry', 4], ['ambulance', 3], ['maternity', 2], ['other', 2],
];

export const pathways = shares(PATHWAYS);

/** Skills that every pathway asks for now and then, the most usual first. */
export const COMMON_SKILLS = [
  'customer-service', 'communication', 'teamwork', 'record-keeping', 'it-basics', 'safeguarding',
  'infection-control', 'moving-and-handling', 'first-aid', 'data-entry', 'food-hygiene', 'telephone-work',
];

/** Four skills of each pathway, the most usual first. */
export const SKILLS_OF_PATHWAY = {
  nursing: ['personal-care', 'vital-signs', 'vaccination', 'phlebotomy'],
  'social-care': ['home-care', 'medication-support', 'dementia-care', 'care-planning'],
  administration: ['reception', 'minute-taking', 'appointments', 'spreadsheets'],
  estates: ['cleaning', 'portering', 'catering', 'electrical-work'],
  'allied-health': ['therapy-support', 'exercise-support', 'equipment-care', 'patient-transfer'],
  pharmacy: ['dispensing', 'stock-control', 'prescription-entry', 'counter-sales'],
  science: ['sample-handling', 'laboratory-safety', 'microscopy', 'specimen-booking'],
  'pre-entry': ['job-search', 'interview-practice', 'study-skills', 'volunteering'],
  ambulance: ['call-handling', 'blue-light-driving', 'patient-transport', 'vehicle-checks'],
  maternity: ['infant-feeding', 'newborn-care', 'birth-support', 'parent-education'],
  other: ['languages', 'interpreting', 'photography', 'teaching'],
};

/** So many different ones of a list, the first ones oftener. */
export function usual(draw, list, count) {
  const chosen = [];
  while (chosen.length < count) {
    const code = list[Math.min(draw.below(list.length), draw.below(list.length))];
    if (!chosen.includes(code)) chosen.push(code);
  }
  return chosen;
}

/** Half-days of a week as a mask: bit = day × 3 + part. */
const days = (from, to, parts) => {
  let mask = 0;
  for (let day = from; day <= to; day += 1) for (const part of parts) mask |= 1 << (day * 3 + part);
  return mask;
};

export const HOURS = {
  weekdays: days(0, 4, [0, 1]),
  weekdayMornings: days(0, 4, [0]),
  weekdayAfternoons: days(0, 4, [1]),
  evenings: days(0, 4, [2]),
  weekends: days(5, 6, [0, 1]),
  always: days(0, 6, [0, 1, 2]),
};

const FIRST_DAY_MS = Date.parse(AS_OF_ON);

/** Dates of the year before and the year after the run, at 366 + days from it. */
const DATES = Array.from({ length: 733 }, (_, at) => new Date(FIRST_DAY_MS + (at - 366) * 86_400_000).toISOString().slice(0, 10));

/** The date so many days after the run, −366 to 366. */
export const dayAfter = (count) => DATES[366 + count];

/** An id in the form of a version 7 UUID that ascends with the number, as ids of a database do. */
export function idOf(kind, number) {
  const time = number.toString(16).padStart(8, '0');
  const rest = (Math.imul(number + 1, 0x9e3779b1) >>> 0).toString(16).padStart(12, kind);
  return `019a${time.slice(0, 4)}-${time.slice(4)}-7000-8000-${rest}`;
}

/** Twelve programmes; the first ones are larger. Invented. */
export const PROGRAMMES = Array.from({ length: 12 }, (_, at) => `programme-${at + 1}`);

/** What an opportunity of no programme demands beyond its advert. */
export const NO_RULES = {
  travelAtMostMinutes: null, payFloorHourlyPence: null, startWindow: { from: null, to: null }, contractEndsBy: null,
  isForRedeploymentOnly: false, stages: null, choices: [], weights: null,
};

/** Rules of staff that the opportunities of each programme inherit; three programmes have none. Invented. */
export const RULES_OF_PROGRAMME = [
  NO_RULES,
  { ...NO_RULES, payFloorHourlyPence: 1385 },
  { ...NO_RULES, stages: ['looking', 'referred'] },
  { ...NO_RULES, travelAtMostMinutes: 45, weights: { skills: 150, travel: 400, interest: 200, pay: 100, schedule: 50, start: 100 } },
  { ...NO_RULES, choices: [[{ on: 'level', atLeast: 3 }, { on: 'skill', code: 'vaccination' }, { on: 'skill', code: 'personal-care' }]] },
  NO_RULES,
  { ...NO_RULES, contractEndsBy: dayAfter(120) },
  { ...NO_RULES, isForRedeploymentOnly: true },
  { ...NO_RULES, startWindow: { from: dayAfter(7), to: dayAfter(120) } },
  { ...NO_RULES, choices: [[{ on: 'english-level', atLeast: 2 }, { on: 'check', code: 'registration' }], [{ on: 'programme', code: 'programme-1' }, { on: 'stage', stage: 'looking' }, { on: 'redeployment' }]] },
  { ...NO_RULES, payFloorHourlyPence: 1250, weights: { skills: 400, travel: 150, interest: 150, pay: 100, schedule: 100, start: 100 } },
  NO_RULES,
];
