import { addDays, type PlainDate } from '#lib/kernel';
import { dayFirst, mondayOf } from './demo-dates.js';
import { DEMO_ORGANISATIONS, demoOrganisation, type DemoOrganisation } from './demo-organisations.js';
import { bandPounds, LONDON_LIVING_WAGE, payYearOf, pounds } from './demo-pay.js';
import { PROGRAMMES } from './demo-programmes.js';
import { ROLE_KINDS, type RoleKind } from './demo-role-kinds.js';

export const ROLE_COLUMNS: readonly string[] = [
  'YOUR_REFERENCE', 'KIND', 'TITLE', 'DESCRIPTION', 'EMPLOYER_NAME', 'POSTCODE', 'REMOTE', 'BAND', 'PAY_PER_HOUR', 'PAY_PER_YEAR', 'HOURS_PER_WEEK',
  'PATHWAY', 'MINIMUM_LEVEL', 'ENGLISH_LEVEL', 'MATHS_LEVEL', 'REQUIRED_SKILLS', 'DESIRED_SKILLS', 'REQUIRED_CHECKS', 'SCHEDULE', 'HALF_DAYS_NEEDED',
  'START_DATE', 'PLACES', 'CLOSING_DATE', 'PROGRAMME', 'STANDARD_CODE', 'WEBPAGE',
];

type ProgrammeName = keyof typeof PROGRAMMES;

/** A post: its kind, the site of the employer, weeks until the start (null: flexible), places, and the programme that it is kept for. */
type Post = readonly [kind: keyof typeof ROLE_KINDS, site: number, startsInWeeks: number | null, places: number, programme?: ProgrammeName];

/** Who offers what. */
const POSTS: Readonly<Record<string, readonly Post[]>> = {
  'DEMO-T1': [
    ['hcsw', 0, null, 12], ['hcsw', 1, 6, 8, 'vaccination'], ['hcswApprentice', 0, 9, 10, 'young'], ['seniorApprentice', 0, 13, 6, 'vaccination'],
    ['nursingAssociate', 0, 17, 8], ['phlebotomist', 0, 5, 4], ['wardClerk', 1, null, 3], ['clinicCoordinator', 0, 8, 2, 'older'], ['porter', 0, 4, 6, 'reskilling'],
    ['pharmacyApprentice', 0, 12, 3, 'young'], ['scienceApprentice', 0, 15, 4], ['maternity', 1, 10, 5], ['wardPlacement', 0, 3, 12, 'young'], ['staffNurse', 0, null, 12],
  ],
  'DEMO-T2': [
    ['patientTransport', 0, 6, 8, 'older'], ['patientTransport', 1, 11, 6], ['ambulanceApprentice', 0, 14, 10], ['callHandler', 0, 5, 8], ['ambulanceApprentice', 1, 20, 6, 'young'],
  ],
  'DEMO-T3': [
    ['communityHcsw', 0, 7, 10, 'vaccination'], ['communityHcsw', 1, 18, 4], ['therapyAssistant', 0, 8, 3], ['seniorApprentice', 2, 14, 5], ['nursingAssociate', 0, 22, 6, 'vaccination'],
    ['vaccinationLead', 0, 9, 2], ['phlebotomist', 1, 12, 3, 'vaccination'], ['wardPlacement', 2, 6, 8, 'reskilling'], ['wardClerk', 0, null, 2],
  ],
  'DEMO-T4': [
    ['hcswApprentice', 0, 10, 6], ['peerSupport', 0, 9, 4, 'older'], ['therapyAssistant', 1, 16, 2], ['wardClerk', 1, 7, 2, 'reskilling'], ['domestic', 0, null, 5],
  ],
  'DEMO-T5': [
    ['hcsw', 0, 19, 8], ['hcswApprentice', 0, 12, 6, 'young'], ['maternity', 0, 15, 3], ['porter', 1, 6, 4], ['pharmacyAssistant', 0, 11, 2], ['scienceApprentice', 0, 21, 2, 'young'],
    ['clinicCoordinator', 0, 13, 1],
  ],
  'DEMO-GP1': [['receptionist', 0, 4, 1, 'reskilling'], ['practiceHca', 0, 10, 1, 'vaccination']],
  'DEMO-GP2': [['receptionist', 0, null, 2], ['communityPlacement', 0, 5, 6, 'reskilling']],
  'DEMO-GP3': [['linkWorker', 0, 8, 1, 'older']],
  'DEMO-CA1': [['homeCare', 0, null, 10], ['careApprentice', 0, 11, 4, 'young']],
  'DEMO-CA2': [['supportedLiving', 0, 5, 6], ['careApprentice', 0, 16, 3]],
  'DEMO-CA3': [['careHome', 0, null, 8], ['careHome', 0, 14, 4, 'reskilling']],
  'DEMO-FM1': [['cleaner', 0, 3, 7], ['cleaningApprentice', 0, 9, 5]],
  'DEMO-FM2': [['catering', 0, 4, 9], ['catering', 0, 12, 3, 'reskilling']],
  'DEMO-LA1': [['reablement', 0, 7, 5], ['customerAdviser', 0, 10, 3, 'older'], ['businessApprentice', 0, 13, 2]],
  'DEMO-LA2': [['reablement', 0, 15, 4, 'reskilling'], ['businessApprentice', 0, 8, 3, 'young']],
};

/** The roles of the organisations that keep, as rows of a roles file. */
export function demoRoles(today: PlainDate, keep: (organisation: DemoOrganisation) => boolean): Record<string, string>[] {
  return DEMO_ORGANISATIONS.filter(keep).flatMap((employer) => (POSTS[employer.code] ?? []).map((post, index) => roleRow(employer, post, index + 1, today)));
}

/** A role of the demo with its place and employer, for the feeds that advertise it too. */
export function siteOf(code: string, site: number): { readonly name: string; readonly postcode: string; readonly town: string } {
  const { name, sites, place } = demoOrganisation(code);
  return { name, postcode: sites[site]!, town: place.name };
}

function roleRow(employer: DemoOrganisation, [kindName, site, startsInWeeks, places, programme]: Post, number: number, today: PlainDate): Record<string, string> {
  const role: RoleKind = ROLE_KINDS[kindName];
  const monday = mondayOf(today);
  const [level, english, maths] = role.levels;
  const [schedule, needed] = role.schedule;
  const reference = `${employer.code.replace('DEMO-', '')}-${String(number).padStart(2, '0')}`;
  return {
    YOUR_REFERENCE: reference,
    KIND: role.kind,
    TITLE: role.title,
    DESCRIPTION: role.about,
    EMPLOYER_NAME: employer.type === 'trust' ? '' : employer.name,
    POSTCODE: employer.sites[site]!,
    REMOTE: 'no',
    ...payCells(role, employer, today),
    PATHWAY: role.pathway ?? '',
    MINIMUM_LEVEL: asked(level),
    ENGLISH_LEVEL: asked(english),
    MATHS_LEVEL: asked(maths),
    REQUIRED_SKILLS: role.required ?? '',
    DESIRED_SKILLS: role.desired,
    REQUIRED_CHECKS: role.checks ?? '',
    SCHEDULE: schedule,
    HALF_DAYS_NEEDED: String(needed),
    START_DATE: startsInWeeks === null ? '' : dayFirst(addDays(monday, startsInWeeks * 7)),
    PLACES: String(places),
    // The Friday half-way to the start; a post that starts whenever somebody is found stays open.
    CLOSING_DATE: startsInWeeks === null ? '' : dayFirst(addDays(monday, Math.floor(startsInWeeks / 2) * 7 + 4)),
    PROGRAMME: programme === undefined ? '' : PROGRAMMES[programme],
    STANDARD_CODE: role.standard ?? '',
    WEBPAGE: `https://jobs.example/${reference.toLowerCase()}`,
  };
}

function asked(level: number): string {
  return level === 0 ? '' : String(level);
}

function payCells({ pay }: RoleKind, { place }: DemoOrganisation, today: PlainDate): Record<'BAND' | 'PAY_PER_HOUR' | 'PAY_PER_YEAR' | 'HOURS_PER_WEEK', string> {
  const cells = { BAND: '', PAY_PER_HOUR: '', PAY_PER_YEAR: '', HOURS_PER_WEEK: '' };
  if (pay === null) return cells;
  if ('band' in pay) return { ...cells, BAND: pay.band, PAY_PER_YEAR: String(bandPounds(pay.band, place.payZone, today)), HOURS_PER_WEEK: '37.5' };
  if ('yearlyPounds' in pay) return { ...cells, PAY_PER_YEAR: String(pay.yearlyPounds), HOURS_PER_WEEK: '36' };
  const { nationalLivingWage, apprenticeWage } = payYearOf(today);
  const hourly = {
    minimum: nationalLivingWage,
    between: Math.round((nationalLivingWage + LONDON_LIVING_WAGE) / 2),
    living: LONDON_LIVING_WAGE,
    above: LONDON_LIVING_WAGE + 185,
    apprentice: apprenticeWage,
  };
  return { ...cells, PAY_PER_HOUR: pounds(hourly[pay.hourly]) };
}
