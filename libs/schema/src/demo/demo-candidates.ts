import { addDays, type PlainDate } from '#lib/kernel';
import { CANDIDATE_PROFILES, NEEDS, type CandidateProfile } from './demo-candidate-profiles.js';
import { dayFirst, mondayOf } from './demo-dates.js';
import { DEMO_PLACES, settledPostcodes } from './demo-geography.js';
import { DEMO_ORGANISATIONS, demoOrganisation } from './demo-organisations.js';
import { drawBirthday, drawHome, drawName } from './demo-people.js';
import { seededDraws, type SeededDraws } from './seeded-draws.js';

export const CANDIDATE_COLUMNS = [
  'YOUR_REFERENCE', 'GIVEN_NAME', 'FAMILY_NAME', 'EMAIL', 'PHONE', 'DATE_OF_BIRTH', 'POSTCODE', 'PRESENT_POST', 'PRESENT_EMPLOYER_IS_NHS', 'CONTRACT_END_DATE',
  'VACCINATION_ROLE', 'VACCINATION_ROLE_END_DATE', 'HIGHEST_LEVEL', 'ENGLISH_LEVEL', 'MATHS_LEVEL', 'QUALIFICATIONS', 'SKILLS', 'CHECKS', 'AVAILABILITY', 'TRAVEL_MODE',
  'TRAVEL_LIMIT_MINUTES', 'PATHWAY_INTERESTS', 'MINIMUM_PAY_PER_HOUR', 'AVAILABLE_FROM', 'NEEDS', 'CONSENT_MATCHING', 'CONSENT_SHARING', 'CONSENT_CONTACT',
] as const;

export type CandidateRow = Readonly<Record<(typeof CANDIDATE_COLUMNS)[number], string>>;

/** The candidates file of the brokerage: 240 people, of whom six have a slip in their row. */
export function demoCandidates(seed: number, today: PlainDate): CandidateRow[] {
  const draws = seededDraws(seed);
  const monday = mondayOf(today);
  const rows = CANDIDATE_PROFILES.flatMap((profile) => Array.from({ length: profile.count }, () => profile)).map((profile, index) => person(draws, profile, index + 1, monday));
  const changed = { ...hardToPlace(monday), ...slips(rows) };
  return rows.map((row, index) => ({ ...row, ...changed[index] }));
}

function person(draws: SeededDraws, profile: CandidateProfile, number: number, monday: PlainDate): CandidateRow {
  const { givenName, familyName } = drawName(draws);
  const isVaccinator = profile.vaccinationRoles.length > 0;
  // Most contracts end within two months, and a few have ended.
  const contractEnd = addDays(monday, draws.weighted([[draws.between(-30, -1), 1], [draws.between(14, 60), 6], [draws.between(61, 150), 3]]));
  const availableFrom = isVaccinator ? addDays(contractEnd, 3) : addDays(monday, 7 * draws.between(2, 12));
  const level = draws.weighted(profile.levels);
  const role = isVaccinator ? draws.oneOf(profile.vaccinationRoles) : '';
  const hasLeft = isVaccinator && contractEnd < monday;
  return {
    YOUR_REFERENCE: `C-${String(number).padStart(4, '0')}`,
    GIVEN_NAME: givenName,
    FAMILY_NAME: familyName,
    EMAIL: draws.chance(0.92) ? `${addressPart(givenName)}.${addressPart(familyName)}.${number}@example.org` : '',
    // 07700 900000 to 900999 are kept for drama.
    PHONE: draws.chance(0.94) ? `07700 900${String(number + 300).padStart(3, '0')}` : '',
    DATE_OF_BIRTH: draws.chance(0.98) ? dayFirst(drawBirthday(draws, draws.between(...profile.ages), monday)) : '',
    POSTCODE: draws.weighted([[drawHome(draws, draws.oneOf(DEMO_PLACES), 0.8), 95], ['', 2], ['ZL9 8XX', 1], ['ZL9 9ZZ', 1], ['ZZ99 3VZ', 1]]),
    PRESENT_POST: hasLeft ? '' : draws.oneOf(profile.posts),
    PRESENT_EMPLOYER_IS_NHS: isVaccinator && !hasLeft ? 'yes' : draws.weighted([['no', 30], ['', 1]]),
    CONTRACT_END_DATE: isVaccinator ? dayFirst(contractEnd) : '',
    VACCINATION_ROLE: role,
    VACCINATION_ROLE_END_DATE: isVaccinator ? dayFirst(contractEnd) : '',
    HIGHEST_LEVEL: String(level),
    ENGLISH_LEVEL: String(draws.weighted(profile.english)),
    MATHS_LEVEL: String(draws.weighted(profile.maths)),
    QUALIFICATIONS: draws.some(profile.qualifications.filter(([, of]) => of <= level), 2).map(([title, of]) => `${title} (${of})`).join('; '),
    SKILLS: [...(isVaccinator && !/clerk|steward/i.test(role) ? ['vaccination'] : []), ...draws.some(profile.skills, draws.between(2, 5))].join('; '),
    CHECKS: draws.some(profile.checks, draws.between(1, profile.checks.length)).join('; '),
    AVAILABILITY: draws.weighted(profile.availability),
    ...travelCells(draws.weighted(profile.travel)),
    PATHWAY_INTERESTS: draws.some(profile.interests, draws.between(0, 3)).join('; '),
    MINIMUM_PAY_PER_HOUR: draws.weighted(profile.minimumPay),
    AVAILABLE_FROM: isVaccinator ? (contractEnd < monday ? '' : dayFirst(availableFrom)) : draws.chance(0.3) ? dayFirst(availableFrom) : '',
    NEEDS: draws.chance(0.12) ? draws.oneOf(NEEDS) : '',
    CONSENT_MATCHING: consent(draws, monday, 92),
    CONSENT_SHARING: consent(draws, monday, 84),
    CONSENT_CONTACT: consent(draws, monday, 88),
  };
}

function travelCells([mode, minutes]: readonly [mode: string, minutes: number]): Pick<CandidateRow, 'TRAVEL_MODE' | 'TRAVEL_LIMIT_MINUTES'> {
  return { TRAVEL_MODE: mode, TRAVEL_LIMIT_MINUTES: String(minutes) };
}

/** Given in the year before this one, under one of two wordings; taken back ('no'); or never asked for. */
function consent(draws: SeededDraws, monday: PlainDate, given: number): string {
  const days = draws.between(0, 360);
  return draws.weighted([[`${days < 180 ? 'v1' : 'v2'} ${addDays(newYearBefore(monday), days)}`, given], ['no', (100 - given) / 2], ['', (100 - given) / 2]]);
}

/** 1 January of the year before. */
function newYearBefore(day: PlainDate): PlainDate {
  return `${Number(day.slice(0, 4)) - 1}-01-01`;
}

function addressPart(name: string): string {
  return name.normalize('NFKD').toLowerCase().replace(/[^a-z]/g, '');
}

/**
 * Six people whom nothing fits, each for one reason that a broker can talk about: the way is too long, the
 * English too little, the free hours too few. All start only when the courses online have begun, and want
 * more than the least that is paid, or those would fit everybody.
 */
function hardToPlace(monday: PlainDate): Record<number, Partial<CandidateRow>> {
  const consented = `v2 ${addDays(newYearBefore(monday), 300)}`;
  const willing = {
    HIGHEST_LEVEL: '2', ENGLISH_LEVEL: '2', MATHS_LEVEL: '2', CHECKS: 'right-to-work; identity', AVAILABILITY: 'any', MINIMUM_PAY_PER_HOUR: '13.00', AVAILABLE_FROM: dayFirst(addDays(monday, 77)),
    CONTRACT_END_DATE: '', VACCINATION_ROLE: '', VACCINATION_ROLE_END_DATE: '', PRESENT_EMPLOYER_IS_NHS: 'no', PRESENT_POST: 'Shop assistant', SKILLS: 'customer-service; teamwork',
    CONSENT_MATCHING: consented, CONSENT_SHARING: consented, CONSENT_CONTACT: consented,
  };
  const far = remotestHomes(2);
  const nextToPractice = demoOrganisation('DEMO-GP2').sites[0]!;
  const nextToHospital = demoOrganisation('DEMO-T1').sites[1]!;
  const onFoot = { TRAVEL_MODE: 'walk', TRAVEL_LIMIT_MINUTES: '15' };
  return {
    191: { ...willing, ...onFoot, POSTCODE: far[0]!, NEEDS: 'Cannot use buses or trains at present.' },
    196: { ...willing, POSTCODE: far[1]!, TRAVEL_MODE: 'cycle', TRAVEL_LIMIT_MINUTES: '5' },
    201: { ...willing, ...onFoot, POSTCODE: nextToPractice, ENGLISH_LEVEL: '1', SKILLS: 'community-languages; customer-service' },
    206: { ...willing, ...onFoot, POSTCODE: nextToPractice, ENGLISH_LEVEL: '0', HIGHEST_LEVEL: '3', SKILLS: 'community-languages; data-entry', QUALIFICATIONS: 'Diploma from abroad (3)' },
    211: { ...willing, ...onFoot, POSTCODE: nextToHospital, AVAILABILITY: 'evenings; weekends' },
    216: { ...willing, ...onFoot, POSTCODE: nextToHospital, AVAILABILITY: 'mon-am; tue-am; wed-am; thu-am; fri-am', NEEDS: 'Has to be at the school gate at 3 pm.' },
  };
}

/** The homes that are farthest from any place of work, farthest first. */
function remotestHomes(count: number): string[] {
  const homes = DEMO_PLACES.flatMap(settledPostcodes);
  const sites = new Set(DEMO_ORGANISATIONS.flatMap(({ sites: of }) => of));
  const works = homes.filter(({ postcode }) => sites.has(postcode));
  const distance = (home: (typeof homes)[number]): number =>
    Math.min(...works.map((work) => Math.hypot(work.position!.easting - home.position!.easting, work.position!.northing - home.position!.northing)));
  return homes.toSorted((a, b) => distance(b) - distance(a)).slice(0, count).map(({ postcode }) => postcode);
}

/** What tired people type. */
function slips(rows: readonly CandidateRow[]): Record<number, Partial<CandidateRow>> {
  return {
    // The month before the day.
    22: { DATE_OF_BIRTH: '05/23/1994' },
    // Half a postcode.
    60: { POSTCODE: 'ZL5' },
    // The day of the consent without the version of its wording.
    96: { CONSENT_MATCHING: '12/03/2026' },
    // A row copied for the next person, and the reference stayed.
    139: { YOUR_REFERENCE: rows[138]!.YOUR_REFERENCE },
    // A sentence where codes are asked for.
    187: { AVAILABILITY: 'mornings and every other Saturday' },
    // A grade where a level is asked for.
    224: { ENGLISH_LEVEL: 'GCSE grade C' },
  };
}
