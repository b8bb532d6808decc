import type { DescribedHeading, TabularLayout } from '../files/tabular-layout.js';

function heading(name: string, accepts: string, example: string, aliases: readonly string[] = []): DescribedHeading {
  return { name, isRequired: false, accepts, example, aliases };
}

function required(name: string, accepts: string, example: string, aliases: readonly string[] = []): DescribedHeading {
  return { name, isRequired: true, accepts, example, aliases };
}

const CONSENT = 'The version of the wording that the person saw and the day on which they agreed; blank when they did not.';

/** The columns of a candidates file, in the order of its template. */
export const CANDIDATE_HEADINGS: readonly DescribedHeading[] = [
  required('YOUR_REFERENCE', 'Your own reference for the person, the same in every file you send; once in a file.', 'C-1024', ['REFERENCE', 'CANDIDATE_REFERENCE']),
  required('GIVEN_NAME', 'Up to 100 characters.', 'Amina', ['FIRST_NAME', 'FORENAME']),
  required('FAMILY_NAME', 'Up to 100 characters.', 'Okoro', ['LAST_NAME', 'SURNAME']),
  heading('EMAIL', 'One address.', 'amina@example.org', ['EMAIL_ADDRESS']),
  heading('PHONE', 'One number; a leading 0 that a spreadsheet dropped is put back.', '07700 900123', ['TELEPHONE', 'MOBILE', 'PHONE_NUMBER']),
  heading('DATE_OF_BIRTH', 'Day first or year first; an age of 14 to 100.', '14/05/1998', ['DOB', 'BIRTH_DATE']),
  heading('POSTCODE', 'The home postcode in full.', 'E1 6AN', ['HOME_POSTCODE']),
  heading('PRESENT_POST', 'What the person does now, up to 200 characters.', 'Vaccinator', ['CURRENT_POST', 'JOB_TITLE']),
  heading('PRESENT_EMPLOYER_IS_NHS', 'yes, no, or blank when it is not known.', 'yes', ['CURRENT_EMPLOYER_IS_NHS']),
  heading('CONTRACT_END_DATE', 'When the present contract ends.', '30/09/2026'),
  heading('VACCINATION_ROLE', 'The post that the person has or had in vaccination, up to 200 characters; blank for none.', 'Vaccinator, hospital hub'),
  heading('VACCINATION_ROLE_END_DATE', 'When that post ends or ended; blank when it has no end.', '30/09/2026'),
  heading('HIGHEST_LEVEL', 'Level of the highest qualification, 0 (entry level or none) to 8; blank takes it from QUALIFICATIONS.', '3', ['QUALIFICATION_LEVEL']),
  heading('ENGLISH_LEVEL', '0, 1 or 2 (2 is GCSE grade 4 or C, or Functional Skills level 2).', '2'),
  heading('MATHS_LEVEL', '0, 1 or 2 (2 is GCSE grade 4 or C, or Functional Skills level 2).', '1'),
  heading('QUALIFICATIONS', 'Titles, each with its level in brackets when it is known, and semicolons between them.', 'NVQ Health and Social Care (2); First aid'),
  heading('SKILLS', 'Words with semicolons between them.', 'vaccination; customer service'),
  heading(
    'CHECKS',
    'Checks already passed: right-to-work, identity, dbs-basic, dbs-standard, dbs-enhanced, registration, references, work-health, driving-licence; semicolons between them.',
    'right-to-work; dbs-enhanced',
  ),
  heading(
    'AVAILABILITY',
    'Half-days free in a week: mon-am, mon-pm, mon-eve and so on to sun-eve, or weekdays (without evenings), weekends, evenings, any; semicolons between them.',
    'weekdays; sat-am',
  ),
  heading('TRAVEL_MODE', 'walk, cycle, public or car; blank is public.', 'public'),
  heading('TRAVEL_LIMIT_MINUTES', 'Longest journey one way, 1 to 180 minutes; blank is 60.', '45'),
  heading(
    'PATHWAY_INTERESTS',
    'nursing, allied-health, pharmacy, science, ambulance, administration, estates, maternity, social-care, pre-entry, other; most wanted first, semicolons between them.',
    'nursing; maternity',
  ),
  heading('MINIMUM_PAY_PER_HOUR', 'Pounds and pence.', '13.85'),
  heading('AVAILABLE_FROM', 'The first possible day; blank is at once.', '01/10/2026'),
  heading('NEEDS', 'Needs and adjustments in the person’s own words, up to 500 characters.', 'Step-free access'),
  heading('CONSENT_MATCHING', CONSENT, 'v1 2026-03-01'),
  heading('CONSENT_SHARING', CONSENT, 'v1 2026-03-01'),
  heading('CONSENT_CONTACT', CONSENT, 'v1 2026-03-01'),
];

export const CANDIDATES_LAYOUT: TabularLayout = {
  name: 'candidates',
  headings: CANDIDATE_HEADINGS,
  otherHeadings: 'refuse',
  refused: [
    {
      pattern: /^(?:TARGET|PRIORITY)?(?:TARGETGROUPS?|GROUPS?|COHORTS?)$|^(?:IS)?(?:VACCINATIONWORKFORCE|AGED?(?:16|45).*|DEPRIVED.*|OUTSIDENHS)$/,
      reason: 'target groups are worked out from facts such as the date of birth and the postcode, and never read from a file. Take the column out.',
    },
    {
      pattern: /^(?:ETHNIC|DISAB|SEX|GENDER|RELIGIO|FAITH|NATIONALITY|MARITAL|PREGNAN)/,
      reason: 'monitoring answers are never part of a candidates file, because matching may not see them. Take the column out; candidates answer such questions apart from their case.',
    },
  ],
};
