type Weighted<T> = readonly (readonly [item: T, weight: number])[];

/** A kind of person whom the programmes are for, and what such people tend to bring. */
export interface CandidateProfile {
  readonly count: number;
  /** At the end of the year, youngest and oldest. */
  readonly ages: readonly [number, number];
  readonly posts: readonly string[];
  /** Empty: has never worked in vaccination. */
  readonly vaccinationRoles: readonly string[];
  readonly levels: Weighted<number>;
  readonly english: Weighted<number>;
  readonly maths: Weighted<number>;
  readonly qualifications: readonly (readonly [title: string, level: number])[];
  readonly skills: readonly string[];
  readonly checks: readonly string[];
  readonly availability: Weighted<string>;
  readonly travel: Weighted<readonly [mode: string, minutes: number]>;
  readonly interests: readonly string[];
  readonly minimumPay: Weighted<string>;
}

const SCHOOL_HOURS = 'mon-am; tue-am; wed-am; thu-am; fri-am; mon-pm; wed-pm';
const STUDENT_HOURS = 'evenings; sat-am; sat-pm; sun-am; sun-pm; fri-pm';

export const CANDIDATE_PROFILES: readonly CandidateProfile[] = [
  {
    count: 80,
    ages: [20, 63],
    posts: ['Vaccinator', 'Vaccinator', 'Healthcare support worker, vaccination', 'Vaccination centre clerk', 'Vaccination steward'],
    vaccinationRoles: ['Vaccinator, hospital hub', 'Vaccinator, community site', 'Vaccinator, roving team', 'Vaccination clerk', 'Lead steward'],
    levels: [[2, 40], [3, 35], [4, 10], [6, 15]],
    english: [[1, 25], [2, 75]],
    maths: [[0, 5], [1, 35], [2, 60]],
    qualifications: [['Immunisation and vaccination training', 2], ['NVQ Health and Social Care', 2], ['Diploma in Health and Social Care', 3], ['BTEC Applied Science', 3], ['BSc Biomedical Science', 6]],
    skills: ['clinical-observations', 'infection-control', 'basic-life-support', 'customer-service', 'record-keeping', 'phlebotomy', 'team-leading', 'safeguarding', 'data-entry'],
    checks: ['right-to-work', 'identity', 'dbs-enhanced', 'references', 'work-health', 'driving-licence'],
    availability: [['any', 30], ['weekdays', 40], ['weekdays; weekends', 20], [SCHOOL_HOURS, 10]],
    travel: [[['public', 45], 35], [['public', 60], 25], [['public', 40], 15], [['car', 40], 15], [['cycle', 30], 10]],
    interests: ['nursing', 'maternity', 'allied-health', 'pharmacy', 'administration', 'science'],
    minimumPay: [['', 40], ['14.80', 30], ['15.50', 20], ['15.80', 10]],
  },
  {
    count: 60,
    ages: [17, 24],
    posts: ['Student', 'Student', 'Looking for work', 'Looking for work', 'Retail assistant', 'Barista', 'Warehouse picker', 'Kitchen porter'],
    vaccinationRoles: [],
    levels: [[0, 10], [1, 30], [2, 40], [3, 20]],
    english: [[0, 12], [1, 38], [2, 50]],
    maths: [[0, 20], [1, 40], [2, 40]],
    qualifications: [['GCSEs', 1], ['GCSEs at grade 4 and above', 2], ['BTEC First Health and Social Care', 2], ['T Level Health', 3], ['A levels', 3]],
    skills: ['customer-service', 'teamwork', 'telephone-work', 'data-entry', 'food-hygiene', 'stock-control', 'community-languages', 'laboratory-work'],
    checks: ['right-to-work', 'identity'],
    availability: [['any', 25], ['weekdays', 40], ['weekdays; weekends', 20], [STUDENT_HOURS, 15]],
    travel: [[['public', 50], 40], [['public', 40], 30], [['cycle', 30], 15], [['walk', 40], 5], [['public', 60], 10]],
    interests: ['pre-entry', 'nursing', 'ambulance', 'science', 'administration', 'pharmacy', 'social-care'],
    minimumPay: [['', 75], ['10.85', 10], ['12.71', 15]],
  },
  {
    count: 50,
    ages: [46, 64],
    posts: ['Delivery driver', 'Shop manager', 'Unpaid carer', 'Office administrator', 'Looking for work', 'Bus driver', 'Cook', 'Cleaner', 'Cabin crew'],
    vaccinationRoles: [],
    levels: [[0, 20], [1, 20], [2, 30], [3, 20], [6, 10]],
    english: [[0, 10], [1, 35], [2, 55]],
    maths: [[0, 15], [1, 45], [2, 40]],
    qualifications: [['City and Guilds Catering', 1], ['NVQ Customer Service', 2], ['HGV licence training', 2], ['HNC Business', 3], ['BA History', 6]],
    skills: ['customer-service', 'driving', 'personal-care', 'team-leading', 'organising', 'cleaning', 'food-hygiene', 'manual-handling', 'dementia-care', 'telephone-work'],
    checks: ['right-to-work', 'identity', 'driving-licence', 'references'],
    availability: [['any', 15], ['weekdays', 45], ['weekdays; weekends', 20], ['mon-am; tue-am; wed-am; thu-am; fri-am; mon-pm; tue-pm; wed-pm', 20]],
    travel: [[['car', 40], 35], [['public', 50], 35], [['public', 35], 20], [['walk', 30], 10]],
    interests: ['social-care', 'administration', 'estates', 'ambulance', 'nursing'],
    minimumPay: [['', 45], ['12.71', 20], ['13.85', 20], ['14.80', 15]],
  },
  {
    count: 50,
    ages: [25, 45],
    posts: ['Hotel housekeeper', 'Care worker, agency', 'Parent at home', 'Nurse abroad, now carer', 'Security guard', 'Restaurant supervisor', 'Nursery assistant', 'Taxi driver', 'Teaching assistant'],
    vaccinationRoles: [],
    levels: [[0, 15], [1, 15], [2, 35], [3, 20], [6, 15]],
    english: [[0, 15], [1, 45], [2, 40]],
    maths: [[0, 20], [1, 40], [2, 40]],
    qualifications: [['Food safety', 1], ['NVQ Childcare', 2], ['NVQ Health and Social Care', 2], ['Diploma from abroad', 3], ['Nursing degree from abroad', 6]],
    skills: ['personal-care', 'community-languages', 'customer-service', 'cleaning', 'food-hygiene', 'teamwork', 'clinical-observations', 'medicines-administration', 'driving', 'safeguarding'],
    checks: ['right-to-work', 'identity', 'dbs-basic', 'driving-licence'],
    availability: [['any', 20], ['weekdays', 35], [SCHOOL_HOURS, 25], ['evenings; weekends', 10], ['weekdays; weekends', 10]],
    travel: [[['public', 45], 40], [['public', 55], 25], [['walk', 40], 10], [['car', 35], 15], [['cycle', 25], 10]],
    interests: ['nursing', 'social-care', 'estates', 'maternity', 'administration', 'pre-entry', 'other'],
    minimumPay: [['', 40], ['12.71', 25], ['13.50', 20], ['14.80', 15]],
  },
];

/** In people's own words. */
export const NEEDS: readonly string[] = [
  'Step-free access.',
  'Letters in large print.',
  'British Sign Language interpreter for interviews.',
  'A quiet place for breaks.',
  'Please telephone, I do not read email often.',
  'Regular breaks because of back pain.',
  'A desk that can be raised.',
  'I am dyslexic and need more time for forms.',
];
