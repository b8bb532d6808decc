import type { EntryNeeds, LadderCourse, LadderStep, LadderVersion, LadderWay, Pathway } from '#lib/kernel';

// Ladders as they are put into a new database. Never change this file: a later state is a new version, recorded by a
// programme lead or written by a migration of its own. Bands, months, waits and credits are what is typical and were not
// checked, save where a step or way says so.

const NOTHING: EntryNeeds = { level: 0, englishLevel: 0, mathsLevel: 0, skillCodes: [] };

/** English and maths as nursing and other degrees ask for them. */
const SUBJECTS = { englishLevel: 2, mathsLevel: 2 };

function step(code: string, title: string, band: LadderStep['band'], level: number, more: Partial<LadderStep> = {}): LadderStep {
  return { code, title, band, level, registrationCode: null, skillCodes: [], isEntry: false, isVerified: false, ...more };
}

type More = Partial<Omit<LadderWay, 'needs'>> & { readonly needs?: Partial<EntryNeeds> };

function way(from: string | null, to: string, title: string, by: LadderWay['by'], { needs, ...more }: More): LadderWay {
  return {
    code: `${from ?? 'outside'}-to-${to}-by-${more.standardCode?.toLowerCase() ?? by}`, from, to, by, standardCode: null, title, months: null, isEarnAndLearn: true, paidAs: null, costPence: 0,
    monthsInStep: 0, credits: [], usualWaitMonths: 3, isOpen: true, isVerified: false, ...more, needs: { ...NOTHING, ...needs },
  };
}

const apprenticeship = (from: string | null, to: string, standardCode: string, more: More = {}): LadderWay => way(from, to, `Apprenticeship ${standardCode}`, 'standard', { standardCode, ...more });

/** Hired for the post: trained in it from the first day. */
const post = (from: string | null, to: string, title: string, more: More = {}): LadderWay => way(from, to, title, 'experience', { months: 0, paidAs: to, ...more });

function course(code: string, title: string, titleWords: readonly string[], months: number, gives: Partial<EntryNeeds>, needs: Partial<EntryNeeds> = {}, more: Partial<LadderCourse> = {}): LadderCourse {
  return { code, title, titleWords, months, gives: { ...NOTHING, ...gives }, needs: { ...NOTHING, ...needs }, costPence: 0, isBesideWork: true, usualWaitMonths: 2, isVerified: false, ...more };
}

function ladder(code: string, name: string, pathway: Pathway, steps: readonly LadderStep[], ways: readonly LadderWay[], courses: readonly LadderCourse[] = []): LadderVersion {
  return { code, name, pathway, version: 1, fromOn: '2025-08-01', steps, ways, courses };
}

const CARE = ['personal-care', 'patient-observations'];
const DEGREE = { level: 3, ...SUBJECTS };

const nursing = ladder('nursing', 'Nursing', 'nursing', [
  step('vaccinator', 'Vaccinator', '3', 2, { isEntry: true, skillCodes: ['infection-control', 'vaccination'] }),
  step('hcsw', 'Healthcare support worker', '2', 2, { skillCodes: CARE }),
  step('senior-hcsw', 'Senior healthcare support worker', '3', 3, { skillCodes: [...CARE, 'clinical-skills'] }),
  step('assistant-practitioner', 'Assistant practitioner', '4', 5, { skillCodes: [...CARE, 'clinical-skills'] }),
  step('nursing-associate', 'Nursing associate', '4', 5, { registrationCode: 'nmc-nursing-associate', skillCodes: [...CARE, 'clinical-skills'], isVerified: true }),
  step('registered-nurse', 'Registered nurse', '5', 6, { registrationCode: 'nmc-nurse' }),
  step('senior-nurse', 'Senior nurse', '6', 6, { registrationCode: 'nmc-nurse' }),
], [
  post(null, 'hcsw', 'Post with the Care Certificate', { months: 3 }),
  apprenticeship(null, 'hcsw', 'ST0216', { paidAs: 'hcsw' }),
  post('vaccinator', 'hcsw', 'Post with the Care Certificate', { months: 3, credits: [{ skillCode: 'vaccination', months: 1 }] }),
  apprenticeship('vaccinator', 'hcsw', 'ST0216', { paidAs: 'hcsw', credits: [{ skillCode: 'vaccination', months: 2 }] }),
  apprenticeship('hcsw', 'senior-hcsw', 'ST0217', { monthsInStep: 6, credits: [{ skillCode: 'vaccination', months: 3 }] }),
  apprenticeship('senior-hcsw', 'assistant-practitioner', 'ST0215', { needs: { level: 2, englishLevel: 1, mathsLevel: 1 } }),
  apprenticeship('senior-hcsw', 'nursing-associate', 'ST0827', { paidAs: 'senior-hcsw', needs: { level: 2, ...SUBJECTS }, usualWaitMonths: 6, isVerified: true }),
  apprenticeship('assistant-practitioner', 'registered-nurse', 'ST0781', { months: 36, needs: DEGREE, usualWaitMonths: 6 }),
  apprenticeship('nursing-associate', 'registered-nurse', 'ST0781', { months: 24, needs: DEGREE, usualWaitMonths: 6 }),
  apprenticeship('senior-hcsw', 'registered-nurse', 'ST0781', { needs: DEGREE, usualWaitMonths: 6 }),
  way(null, 'registered-nurse', 'Nursing degree at a university', 'qualification', { months: 36, isEarnAndLearn: false, costPence: 2_775_000, needs: DEGREE, usualWaitMonths: 9 }),
  post('registered-nurse', 'senior-nurse', 'Promotion', { monthsInStep: 24 }),
], [
  course('english-level-1', 'Functional Skills English level 1', ['english'], 4, { englishLevel: 1 }),
  course('english-level-2', 'Functional Skills English level 2', ['english'], 4, { englishLevel: 2 }, { englishLevel: 1 }),
  course('maths-level-1', 'Functional Skills maths level 1', ['math'], 4, { mathsLevel: 1 }),
  course('maths-level-2', 'Functional Skills maths level 2', ['math'], 4, { mathsLevel: 2 }, { mathsLevel: 1 }),
  course('level-2-health-care', 'Level 2 in health and social care', ['health', 'social care'], 9, { level: 2 }),
  course('access-to-he-health', 'Access to Higher Education: health', ['access', 'higher education'], 12, { level: 3 }, { level: 2, englishLevel: 1 }),
]);

const THERAPISTS: readonly (readonly [code: string, title: string, standardCode: string])[] = [
  ['occupational-therapist', 'Occupational therapist', 'ST0517'],
  ['physiotherapist', 'Physiotherapist', 'ST0519'],
  ['speech-and-language-therapist', 'Speech and language therapist', 'ST0618'],
  ['dietitian', 'Dietitian', 'ST0599'],
  ['podiatrist', 'Podiatrist', 'ST0493'],
  ['operating-department-practitioner', 'Operating department practitioner', 'ST0582'],
  ['diagnostic-radiographer', 'Diagnostic radiographer', 'ST0619'],
  ['therapeutic-radiographer', 'Therapeutic radiographer', 'ST0620'],
  ['prosthetist-and-orthotist', 'Prosthetist and orthotist', 'ST0601'],
];

const alliedHealth = ladder('allied-health', 'Allied health', 'allied-health', [
  step('therapy-support-worker', 'Therapy support worker', '2', 2, { skillCodes: CARE }),
  step('senior-therapy-support-worker', 'Senior therapy support worker', '3', 3, { skillCodes: [...CARE, 'therapy-skills'] }),
  step('therapy-assistant-practitioner', 'Assistant practitioner in therapy', '4', 5, { skillCodes: [...CARE, 'therapy-skills'] }),
  ...THERAPISTS.map(([code, title]) => step(code, title, '5', 6, { registrationCode: 'hcpc' })),
], [
  apprenticeship(null, 'therapy-support-worker', 'ST0216', { paidAs: 'therapy-support-worker' }),
  post(null, 'therapy-support-worker', 'Post with the Care Certificate', { months: 3 }),
  post('vaccinator', 'therapy-support-worker', 'Post with the Care Certificate', { months: 3, credits: [{ skillCode: 'vaccination', months: 1 }] }),
  apprenticeship('therapy-support-worker', 'senior-therapy-support-worker', 'ST0217', { monthsInStep: 6 }),
  apprenticeship('senior-therapy-support-worker', 'therapy-assistant-practitioner', 'ST0215', { needs: { level: 2, englishLevel: 1, mathsLevel: 1 } }),
  ...THERAPISTS.map(([code, , standardCode]) => apprenticeship('therapy-assistant-practitioner', code, standardCode, { months: 48, needs: DEGREE, usualWaitMonths: 6 })),
]);

const pharmacy = ladder('pharmacy', 'Pharmacy', 'pharmacy', [
  step('pharmacy-assistant', 'Pharmacy assistant', '2', 2, { skillCodes: ['dispensing'] }),
  step('pharmacy-technician', 'Pharmacy technician', '4', 3, { registrationCode: 'gphc', skillCodes: ['dispensing'] }),
  step('senior-pharmacy-technician', 'Senior pharmacy technician', '5', 3, { registrationCode: 'gphc' }),
], [
  apprenticeship(null, 'pharmacy-assistant', 'ST0299', { months: 12, paidAs: 'pharmacy-assistant' }),
  apprenticeship('pharmacy-assistant', 'pharmacy-technician', 'ST0300', { months: 24, needs: { level: 2, ...SUBJECTS } }),
  post('pharmacy-technician', 'senior-pharmacy-technician', 'Promotion', { monthsInStep: 24 }),
]);

const science = ladder('science', 'Healthcare science', 'science', [
  step('healthcare-science-assistant', 'Healthcare science assistant', '3', 2),
  step('healthcare-science-associate', 'Healthcare science associate', '4', 4),
  step('healthcare-science-practitioner', 'Healthcare science practitioner', '5', 6),
], [
  apprenticeship(null, 'healthcare-science-assistant', 'ST0218', { paidAs: 'healthcare-science-assistant' }),
  apprenticeship('healthcare-science-assistant', 'healthcare-science-associate', 'ST0220', { months: 24, needs: { level: 2, ...SUBJECTS } }),
  apprenticeship('healthcare-science-associate', 'healthcare-science-practitioner', 'ST0413', { months: 36, needs: DEGREE, usualWaitMonths: 6 }),
]);

const ambulance = ladder('ambulance', 'Ambulance service', 'ambulance', [
  step('ambulance-support-worker', 'Ambulance support worker', '3', 3),
  step('associate-ambulance-practitioner', 'Associate ambulance practitioner', '4', 4),
  step('paramedic', 'Paramedic', '5', 6, { registrationCode: 'hcpc' }),
], [
  apprenticeship(null, 'ambulance-support-worker', 'ST0627', { months: 14, paidAs: 'ambulance-support-worker', needs: { level: 2 } }),
  apprenticeship('ambulance-support-worker', 'associate-ambulance-practitioner', 'ST0287', { months: 18, needs: { level: 2, ...SUBJECTS } }),
  apprenticeship('associate-ambulance-practitioner', 'paramedic', 'ST0567', { months: 36, needs: DEGREE, usualWaitMonths: 6 }),
]);

const administration = ladder('administration', 'Administration', 'administration', [
  step('receptionist', 'Receptionist or clerk', '2', 2, { skillCodes: ['customer-service'] }),
  step('administrator', 'Administrator', '3', 3, { skillCodes: ['customer-service', 'record-keeping'] }),
  step('team-leader', 'Team leader', '5', 3, { skillCodes: ['team-leading'] }),
  step('operations-manager', 'Operations manager', '7', 5),
], [
  post(null, 'receptionist', 'Post with training in the job', { months: 3 }),
  // Kept closed, so that people see why this well-known way in is not offered.
  apprenticeship(null, 'receptionist', 'ST0072', { paidAs: 'receptionist', isOpen: false }),
  apprenticeship(null, 'administrator', 'ST0070', { months: 18, paidAs: 'administrator', needs: { level: 2 } }),
  apprenticeship('receptionist', 'administrator', 'ST0070', { months: 18 }),
  apprenticeship('administrator', 'team-leader', 'ST0384', { monthsInStep: 6 }),
  apprenticeship('team-leader', 'operations-manager', 'ST0385', { monthsInStep: 12, needs: { level: 3 } }),
]);

const estates = ladder('estates', 'Estates and facilities', 'estates', [
  step('domestic', 'Domestic', '2', 2),
  step('domestic-supervisor', 'Domestic supervisor', '3', 2, { skillCodes: ['team-leading'] }),
], [
  post(null, 'domestic', 'Post with training in the job', { months: 1 }),
  apprenticeship(null, 'domestic', 'ST0843', { months: 12, paidAs: 'domestic' }),
  post('domestic', 'domestic-supervisor', 'Promotion', { monthsInStep: 12 }),
]);

const maternity = ladder('maternity', 'Maternity', 'maternity', [
  step('maternity-support-worker', 'Maternity support worker', '3', 3, { skillCodes: CARE }),
  step('senior-maternity-support-worker', 'Senior maternity support worker', '4', 5, { skillCodes: CARE }),
  step('midwife', 'Midwife', '5', 6, { registrationCode: 'nmc-midwife' }),
], [
  apprenticeship('hcsw', 'maternity-support-worker', 'ST0217', { monthsInStep: 6 }),
  apprenticeship('maternity-support-worker', 'senior-maternity-support-worker', 'ST0215', { needs: { level: 2, englishLevel: 1, mathsLevel: 1 } }),
  apprenticeship('senior-maternity-support-worker', 'midwife', 'ST0948', { months: 48, needs: DEGREE, usualWaitMonths: 6 }),
]);

const socialCare = ladder('social-care', 'Social care', 'social-care', [
  step('care-worker', 'Care worker', null, 2, { skillCodes: CARE }),
  step('lead-care-worker', 'Lead care worker', null, 3, { skillCodes: CARE }),
  step('lead-care-practitioner', 'Lead practitioner in adult care', null, 4, { skillCodes: CARE }),
  step('care-leader', 'Leader in adult care', null, 5, { skillCodes: ['team-leading'] }),
  step('social-worker', 'Social worker', null, 6, { registrationCode: 'social-work-england' }),
], [
  post(null, 'care-worker', 'Post with the Care Certificate', { months: 3 }),
  apprenticeship(null, 'care-worker', 'ST0005', { paidAs: 'care-worker' }),
  apprenticeship('care-worker', 'lead-care-worker', 'ST0006', { monthsInStep: 6 }),
  apprenticeship('lead-care-worker', 'lead-care-practitioner', 'ST0007', { months: 18 }),
  apprenticeship('lead-care-practitioner', 'care-leader', 'ST0008', { months: 18 }),
  apprenticeship('care-leader', 'social-worker', 'ST0510', { needs: DEGREE, usualWaitMonths: 6 }),
  // Across to the NHS at each level.
  post('care-worker', 'hcsw', 'Post in a hospital or practice', { months: 1 }),
  post('lead-care-worker', 'senior-hcsw', 'Post in a hospital or practice', { months: 3 }),
  post('lead-care-practitioner', 'assistant-practitioner', 'Post in a hospital or practice', { months: 6, needs: { level: 4 } }),
]);

const preEntry = ladder('pre-entry', 'Ways in', 'pre-entry', [
  step('work-academy', 'Sector-based work academy programme', null, 1, { skillCodes: ['work-experience'] }),
  step('t-level-health', 'T Level in health', null, 3, { skillCodes: ['work-experience'] }),
  step('kickstart', 'Kickstart placement (until 2022)', null, 1, { isEntry: true, skillCodes: ['work-experience'] }),
], [
  way(null, 'work-academy', 'Up to six weeks with training, work experience and an interview', 'qualification', { months: 1, isEarnAndLearn: false, usualWaitMonths: 1 }),
  way(null, 't-level-health', 'T Level at a college', 'qualification', { months: 24, isEarnAndLearn: false, needs: { level: 2 }, usualWaitMonths: 6 }),
  post('work-academy', 'hcsw', 'Post after the guaranteed interview', { months: 3, usualWaitMonths: 1 }),
  post('work-academy', 'domestic', 'Post after the guaranteed interview', { months: 1, usualWaitMonths: 1 }),
  post('kickstart', 'hcsw', 'Post after the placement', { months: 3, usualWaitMonths: 1 }),
  apprenticeship('t-level-health', 'senior-hcsw', 'ST0217', { months: 12, paidAs: 'hcsw' }),
]);

export const LADDERS_2026: readonly LadderVersion[] = [nursing, alliedHealth, pharmacy, science, ambulance, administration, estates, maternity, socialCare, preEntry];
