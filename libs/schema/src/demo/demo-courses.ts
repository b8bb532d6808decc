import { addDays, type PlainDate } from '#lib/kernel';
import { dayFirst, mondayOf } from './demo-dates.js';
import { demoOrganisation } from './demo-organisations.js';

export const VENUE_COLUMNS: readonly string[] = [
  'YOUR_VENUE_REFERENCE', 'VENUE_NAME', 'ADDRESS_LINE_1', 'ADDRESS_LINE_2', 'TOWN_OR_CITY', 'COUNTY', 'POSTCODE', 'EMAIL', 'PHONE', 'WEBSITE',
];

export const COURSE_COLUMNS: readonly string[] = [
  'LARS_QAN', 'WHO_THIS_COURSE_IS_FOR', 'ENTRY_REQUIREMENTS', 'WHAT_YOU_WILL_LEARN', 'HOW_YOU_WILL_LEARN', 'WHAT_YOU_WILL_NEED_TO_BRING',
  'HOW_YOU_WILL_BE_ASSESSED', 'WHERE_NEXT', 'COURSE_NAME', 'YOUR_REFERENCE', 'DELIVERY_MODE', 'START_DATE', 'FLEXIBLE_START_DATE', 'VENUE_NAME',
  'YOUR_VENUE_REFERENCE', 'NATIONAL_DELIVERY', 'SUB_REGION', 'COURSE_WEBPAGE', 'COST', 'COST_DESCRIPTION', 'DURATION', 'DURATION_UNIT', 'STUDY_MODE',
  'ATTENDANCE_PATTERN',
];

export type CollegeCode = 'DEMO-AC' | 'DEMO-LC';

const VENUES: Readonly<Record<CollegeCode, readonly string[]>> = {
  'DEMO-AC': ['Arch Street Campus', 'Foundry Lane Centre', 'The Reading Room'],
  'DEMO-LC': ['Lanes Main Building', 'Skills Barn'],
};

const REFERENCE: Readonly<Record<CollegeCode, string>> = { 'DEMO-AC': 'AV', 'DEMO-LC': 'LV' };

/** The venues file of a college. Telephone numbers are of the range that is kept for drama. */
export function demoVenues(college: CollegeCode): Record<string, string>[] {
  const { sites, place } = demoOrganisation(college);
  return VENUES[college].map((name, index) => ({
    YOUR_VENUE_REFERENCE: `${REFERENCE[college]}-0${index + 1}`,
    VENUE_NAME: name,
    ADDRESS_LINE_1: `${(index + 1) * 12} ${name.split(' ')[0]} Way`,
    ADDRESS_LINE_2: '',
    TOWN_OR_CITY: place.name,
    COUNTY: '',
    POSTCODE: sites[index]!,
    EMAIL: 'courses@college.example',
    // Without its first 0, as spreadsheets save numbers.
    PHONE: `20794600${String(index + 10)}`,
    WEBSITE: 'https://www.college.example',
  }));
}

interface Course {
  /** No learning aim has such a code; one lost its zeros in a spreadsheet. */
  readonly aim: string;
  readonly title: string;
  readonly who: string;
  readonly entry: string;
  readonly learn: string;
  readonly next: string;
  readonly how: readonly [mode: string, studyMode: string, attendance: string];
  readonly lasts: readonly [length: number, unit: string];
  readonly cost: readonly [pounds: string, description: string];
}

const FREE: Course['cost'] = ['0', 'Free for people on low pay or out of work.'];

const COURSES = {
  intro: {
    aim: 'ZL000101', title: 'Introduction to Health and Social Care, Level 1', who: 'For anybody who wonders whether care is for them.', entry: 'None.',
    learn: 'What care workers do, how to keep people safe, how to talk and listen.', next: 'Level 2, or a job as a care or support worker.',
    how: ['Classroom', 'Part time', 'Daytime'], lasts: [10, 'Weeks'], cost: FREE,
  },
  careTwo: {
    aim: 'ZL000102', title: 'Health and Social Care, Level 2', who: 'For people who want to work in a hospital, a care home or people’s own homes.', entry: 'English at entry level 3.',
    learn: 'Personal care, communication, infection control, safeguarding.', next: 'A job, an apprenticeship or Level 3.',
    how: ['Classroom', 'Full time', 'Daytime'], lasts: [1, 'Years'], cost: FREE,
  },
  careThree: {
    aim: 'ZL000103', title: 'Health and Social Care, Level 3', who: 'For people with a Level 2 who think of nursing, midwifery or the therapies.', entry: 'Level 2 and GCSE English at grade 4.',
    learn: 'Human biology, long-term conditions, research, 100 hours of placement.', next: 'University, or a nursing associate apprenticeship.',
    how: ['Classroom', 'Full time', 'Daytime'], lasts: [2, 'Years'], cost: FREE,
  },
  access: {
    aim: 'ZL000104', title: 'Access to Higher Education: Nursing and Midwifery', who: 'For adults who left school some time ago and want to become nurses or midwives.', entry: 'GCSE English and maths at grade 4.',
    learn: 'Biology, psychology, health studies and how to study.', next: 'A nursing or midwifery degree.',
    how: ['Classroom', 'Part time', 'Evening'], lasts: [9, 'Months'], cost: ['3384', 'Advanced Learner Loan, written off after the degree.'],
  },
  esol: {
    aim: 'ZL000105', title: 'ESOL for Health Workers', who: 'For people who speak other languages and want to work in health or care.', entry: 'A short talk with a teacher.',
    learn: 'The English of wards, homes and handovers.', next: 'Functional Skills English, or a job.',
    how: ['Classroom', 'Flexible', 'Daytime'], lasts: [12, 'Weeks'], cost: FREE,
  },
  english: {
    aim: '999015', title: 'Functional Skills English, Level 2', who: 'For people whose next job or course asks for English.', entry: 'Level 1 English.',
    learn: 'Reading, writing, speaking and listening.', next: 'An apprenticeship or a Level 3 course.',
    how: ['Classroom', 'Part time', 'Evening'], lasts: [15, 'Weeks'], cost: FREE,
  },
  maths: {
    aim: 'ZL000107', title: 'Functional Skills Mathematics, Level 2', who: 'For people whose next job or course asks for maths.', entry: 'Level 1 maths.',
    learn: 'Numbers, measures, data: with examples from medicines and charts.', next: 'An apprenticeship or a Level 3 course.',
    how: ['Classroom', 'Part time', 'Weekend'], lasts: [15, 'Weeks'], cost: FREE,
  },
  swap: {
    aim: 'ZL000108', title: 'Sector-based work academy: into the NHS', who: 'For people who claim benefits and want a first job in the NHS.', entry: 'Basic English.',
    learn: 'Values, infection control, interviews; two weeks of work experience.', next: 'A guaranteed interview.',
    how: ['Blended learning', 'Full time', 'Daytime'], lasts: [5, 'Weeks'], cost: FREE,
  },
  phlebotomy: {
    aim: 'ZL000109', title: 'Phlebotomy, introduction, Level 2', who: 'For care and vaccination workers who want to take blood.', entry: 'Experience with patients.',
    learn: 'Veins, needles, samples and labels.', next: 'Phlebotomist posts.',
    how: ['Classroom', 'Part time', 'Weekend'], lasts: [4, 'Weeks'], cost: ['195.00', ''],
  },
  reception: {
    aim: 'ZL000110', title: 'Medical receptionist and terminology, Level 2', who: 'For people who like order and other people.', entry: 'Good English.',
    learn: 'Words, records, telephones, confidentiality.', next: 'Reception and clerical work in the NHS.',
    how: ['Classroom', 'Part time', 'Day/Block release'], lasts: [12, 'Weeks'], cost: FREE,
  },
  dementia: {
    aim: 'ZL000111', title: 'Principles of dementia care, Level 2', who: 'For care workers and families.', entry: 'None.',
    learn: 'What dementia is, and what helps.', next: 'Level 3 in dementia care.',
    how: ['Online', '', ''], lasts: [16, 'Weeks'], cost: FREE,
  },
  infection: {
    aim: 'ZL000112', title: 'Prevention and control of infection, Level 2', who: 'For cleaners, carers and vaccinators.', entry: 'None.',
    learn: 'How infections travel and how to stop them.', next: 'Level 2 Health and Social Care.',
    how: ['Online', '', ''], lasts: [10, 'Weeks'], cost: FREE,
  },
  business: {
    aim: 'ZL000113', title: 'Business administration, Level 2', who: 'For people who want office work in a hospital or council.', entry: 'Level 1 English and maths.',
    learn: 'Documents, meetings, data, customers.', next: 'A business administrator apprenticeship.',
    how: ['Classroom', 'Part time', 'Daytime'], lasts: [6, 'Months'], cost: FREE,
  },
  lead: {
    aim: 'ZL000114', title: 'Leadership and management for adult care, Level 5', who: 'For people who lead a care service already.', entry: 'A post in care and the employer’s agreement.',
    learn: 'Governance, people, quality.', next: 'Registered manager.',
    how: ['Work based', '', ''], lasts: [18, 'Months'], cost: ['', 'Paid by the employer.'],
  },
} as const satisfies Record<string, Course>;

/** A run: the course, its venue (null: none), and weeks until the start (null: flexible). */
type Run = readonly [course: keyof typeof COURSES, venue: number | null, startsInWeeks: number | null];

const RUNS: Readonly<Record<CollegeCode, readonly Run[]>> = {
  'DEMO-AC': [
    ['intro', 0, 3], ['intro', 1, 12], ['careTwo', 0, 10], ['careThree', 0, 10], ['access', 2, 9], ['access', 0, 21], ['esol', 1, null], ['english', 2, 4], ['english', 2, 19],
    ['maths', 0, 4], ['swap', 1, 3], ['swap', 1, 11], ['phlebotomy', 0, 6], ['reception', 2, 5], ['dementia', null, 2], ['infection', null, 5], ['lead', null, 6],
  ],
  'DEMO-LC': [
    ['intro', 0, 4], ['careTwo', 0, 11], ['careThree', 0, 11], ['access', 0, 10], ['esol', 1, 6], ['english', 1, 5], ['maths', 1, 5], ['maths', 1, 20], ['swap', 1, 7],
    ['phlebotomy', 1, 12], ['business', 0, 8], ['dementia', null, 6], ['reception', 0, 15],
  ],
};

/** The courses file of a college: its runs, and among them the slips of whoever filled the sheet in. */
export function demoCourses(college: CollegeCode, today: PlainDate): Record<string, string>[] {
  const monday = mondayOf(today);
  const rows = RUNS[college].map((run, index) => runRow(college, run, `${REFERENCE[college].charAt(0)}C-${String(index + 1).padStart(3, '0')}`, monday));
  return [...rows, ...wrongRows(college, monday)];
}

function runRow(college: CollegeCode, [name, venue, startsInWeeks]: Run, reference: string, monday: PlainDate): Record<string, string> {
  const course: Course = COURSES[name];
  const [mode, studyMode, attendance] = course.how;
  return {
    LARS_QAN: course.aim,
    WHO_THIS_COURSE_IS_FOR: course.who,
    ENTRY_REQUIREMENTS: course.entry,
    WHAT_YOU_WILL_LEARN: course.learn,
    HOW_YOU_WILL_LEARN: mode === 'Online' ? 'On your own computer or telephone, with a tutor to ask.' : 'In small groups, with people who have worked in health and care.',
    WHAT_YOU_WILL_NEED_TO_BRING: 'A pen and proof of who you are.',
    HOW_YOU_WILL_BE_ASSESSED: 'By work that you collect during the course.',
    WHERE_NEXT: course.next,
    COURSE_NAME: course.title,
    YOUR_REFERENCE: reference,
    DELIVERY_MODE: mode,
    START_DATE: startsInWeeks === null ? '' : dayFirst(addDays(monday, startsInWeeks * 7)),
    FLEXIBLE_START_DATE: startsInWeeks === null ? 'Yes' : 'No',
    VENUE_NAME: venue === null ? '' : VENUES[college][venue]!,
    YOUR_VENUE_REFERENCE: venue === null ? '' : `${REFERENCE[college]}-0${venue + 1}`,
    NATIONAL_DELIVERY: mode === 'Work based' ? 'Yes' : '',
    SUB_REGION: '',
    COURSE_WEBPAGE: `https://www.college.example/courses/${reference.toLowerCase()}`,
    COST: course.cost[0],
    COST_DESCRIPTION: course.cost[1],
    DURATION: String(course.lasts[0]),
    DURATION_UNIT: course.lasts[1],
    STUDY_MODE: studyMode,
    ATTENDANCE_PATTERN: attendance,
  };
}

/** Five rows that the Course Directory would send back, each for a reason that happens. */
function wrongRows(college: CollegeCode, monday: PlainDate): Record<string, string>[] {
  if (college === 'DEMO-AC') {
    return [
      // Copied from last year's sheet, and the year was not changed.
      { ...runRow(college, ['careTwo', 0, 10], 'AC-091', monday), START_DATE: dayFirst(addDays(monday, -294)) },
      // The letter O for a zero.
      { ...runRow(college, ['business', 1, 8], 'AC-092', monday), VENUE_NAME: '', YOUR_VENUE_REFERENCE: 'AV-O2' },
      // What a spreadsheet makes of a long number.
      { ...runRow(college, ['phlebotomy', 0, 14], 'AC-093', monday), LARS_QAN: '6.03E+07' },
    ];
  }
  return [
    // Neither a date nor flexible, but both.
    { ...runRow(college, ['intro', 0, 16], 'LC-091', monday), FLEXIBLE_START_DATE: 'Yes' },
    // The last columns were not filled in.
    { ...runRow(college, ['business', 0, 18], 'LC-092', monday), STUDY_MODE: '', ATTENDANCE_PATTERN: '' },
  ];
}
