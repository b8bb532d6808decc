import type { DescribedHeading, TabularLayout } from '../files/tabular-layout.js';

function heading(name: string, accepts: string, example: string, aliases: readonly string[] = []): DescribedHeading {
  return { name, isRequired: false, accepts, example, aliases };
}

function required(name: string, accepts: string, example: string, aliases: readonly string[] = []): DescribedHeading {
  return { name, isRequired: true, accepts, example, aliases };
}

/** The columns of a roles file, in the order of its template. */
export const ROLE_HEADINGS: readonly DescribedHeading[] = [
  required('YOUR_REFERENCE', 'Your own reference for the opportunity, the same in every file you send; once in a file.', 'HCSW-07', ['REFERENCE', 'VACANCY_REFERENCE']),
  required('KIND', 'role, apprenticeship or placement. Courses have a file of their own.', 'apprenticeship'),
  required('TITLE', 'Up to 200 characters.', 'Healthcare support worker', ['JOB_TITLE']),
  heading('DESCRIPTION', 'Up to 4,000 characters.', 'Care for patients on two elderly care wards.'),
  heading('EMPLOYER_NAME', 'Who employs the person, up to 255 characters; blank is your own organisation.', 'Example Hospitals NHS Trust', ['EMPLOYER']),
  heading('POSTCODE', 'Where the work is, in full. May be blank only when REMOTE is yes.', 'E1 1BB'),
  heading('REMOTE', 'yes when no journey is needed; blank is no.', 'no'),
  heading('BAND', 'Agenda for Change band, 2 to 9 or 8a to 8d.', '2'),
  heading('PAY_PER_HOUR', 'Pounds and pence, the lowest that is offered. Not together with PAY_PER_YEAR.', ''),
  heading('PAY_PER_YEAR', 'Pounds, the lowest that is offered. Not together with PAY_PER_HOUR.', '24465', ['SALARY']),
  heading('HOURS_PER_WEEK', 'The hours for which the yearly pay is paid.', '37.5'),
  heading(
    'PATHWAY',
    'nursing, allied-health, pharmacy, science, ambulance, administration, estates, maternity, social-care, pre-entry or other; blank takes it from the title.',
    'nursing',
  ),
  heading('MINIMUM_LEVEL', 'Level of qualification that is asked for, 0 to 8; blank is none.', '1'),
  heading('ENGLISH_LEVEL', '0, 1 or 2; blank is none.', '1'),
  heading('MATHS_LEVEL', '0, 1 or 2; blank is none.', '1'),
  heading('REQUIRED_SKILLS', 'Skills that a candidate must have; words with semicolons between them.', ''),
  heading('DESIRED_SKILLS', 'Skills that help; words with semicolons between them.', 'personal care; customer service'),
  heading(
    'REQUIRED_CHECKS',
    'Checks of the post, which tell what has to be done before the start: right-to-work, identity, dbs-basic, dbs-standard, dbs-enhanced, registration, references, work-health, driving-licence; semicolons between them. Only right-to-work, registration and driving-licence are asked of people before a referral; the employer does the others after an offer.',
    'right-to-work',
  ),
  heading(
    'SCHEDULE',
    'Half-days on which the work can fall: mon-am, mon-pm, mon-eve and so on to sun-eve, or weekdays (without evenings), weekends, evenings, any; blank is not stated.',
    'weekdays; weekends',
  ),
  heading('HALF_DAYS_NEEDED', 'How many of those half-days a week; blank is all of them.', '8'),
  heading('START_DATE', 'Day first or year first; blank is flexible.', '05/10/2026'),
  heading('PLACES', '1 to 999; blank is 1.', '12'),
  heading('CLOSING_DATE', 'The last day on which it is open; blank is until it is filled.', '11/09/2026'),
  heading('PROGRAMME', 'Code of the programme that a candidate must be in; blank is open to everybody.', ''),
  heading('STANDARD_CODE', 'Apprenticeship standard: ST, FA or AU and four digits, or its LARS number.', 'ST0216'),
  heading('WEBPAGE', 'Where to read more.', 'https://www.example.org/jobs/hcsw-07', ['URL']),
];

export const ROLES_LAYOUT: TabularLayout = { name: 'roles', headings: ROLE_HEADINGS, otherHeadings: 'refuse' };
