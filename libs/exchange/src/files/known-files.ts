import { foldHeading } from './tabular-layout.js';

/**
 * Headings by which each kind of file gives itself away, for telling somebody who sent the wrong one. Only
 * headings that no other kind has, so that YOUR_REFERENCE or POSTCODE decides nothing.
 */
const GIVEAWAYS: Readonly<Record<string, readonly string[]>> = {
  candidates: [
    'DATE_OF_BIRTH', 'PRESENT_POST', 'CONTRACT_END_DATE', 'VACCINATION_ROLE', 'QUALIFICATIONS', 'AVAILABILITY', 'TRAVEL_MODE',
    'TRAVEL_LIMIT_MINUTES', 'PATHWAY_INTERESTS', 'CONSENT_MATCHING', 'CONSENT_SHARING', 'CONSENT_CONTACT',
  ],
  roles: ['KIND', 'EMPLOYER_NAME', 'PAY_PER_HOUR', 'PAY_PER_YEAR', 'REQUIRED_SKILLS', 'DESIRED_SKILLS', 'HALF_DAYS_NEEDED', 'PLACES', 'CLOSING_DATE'],
  hires: [
    'ORGANISATION', 'EMPLOYEE_REFERENCE', 'Employee Number', 'Assignment Number', 'STAFF_GROUP', 'ETHNIC_CODE', 'Ethnic Origin',
    'DISABILITY', 'Date Started', 'Hire Date', 'CANDIDATE_REFERENCE', 'Org Code', 'Assignment Category', 'Pay Grade',
  ],
  courses: ['LARS_QAN', 'DELIVERY_MODE', 'FLEXIBLE_START_DATE', 'ATTENDANCE_PATTERN'],
  'courses without a qualification': ['COURSE_TYPE', 'SECTOR', 'EDUCATION_LEVEL', 'AWARDING_BODY'],
  venues: ['ADDRESS_LINE_1', 'ADDRESS_LINE_2', 'TOWN_OR_CITY', 'COUNTY', 'WEBSITE'],
  'Course Directory reports': ['PROVIDER_UKPRN', 'COURSE_RUN_ID', 'LEARN_AIM_REF', 'DELIVER_MODE'],
  postcodes: ['pcds', 'doterm', 'lsoa11', 'lsoa21', 'lsoa21cd', 'oslaua'],
};

/** The fewest giveaways that settle the kind of a file. */
const ENOUGH = 3;

/** The kind of file that these headings look most like, or null when they look like none that we know. */
export function kindByHeadings(headings: readonly string[]): string | null {
  const folded = new Set(headings.map(foldHeading));
  let best: string | null = null;
  let most = ENOUGH - 1;
  for (const [kind, giveaways] of Object.entries(GIVEAWAYS)) {
    const count = giveaways.filter((heading) => folded.has(foldHeading(heading))).length;
    if (count > most) [best, most] = [kind, count];
  }
  return best;
}
