import type { Pathway } from '../matching/facts.js';

/** Words or phrases of a title; '*' stands for any ending. A plural 's' at the end of each is allowed for. */
type KeywordRule = readonly [pathway: Pathway, keywords: readonly string[]];

/**
 * In order: the first rule with a hit decides. What a person does goes before where they do it (a ward clerk is
 * not a nurse), the particular before the general (a dental nurse is on no ladder of ours; a manager is one of
 * administration only when nothing clinical was named). 'other' holds titles that a later word would misplace.
 */
const TITLE_RULES: readonly KeywordRule[] = [
  ['pre-entry', [
    'swap', 'sector based work academy', 'esol', 'functional skill', 'access to he', 'access to higher education', 'access to nursing',
    'access to health', 'access course', 'pre employment', 'pre apprenticeship', 'employability skill', 'work experience', 'traineeship',
    'supported internship', 'kickstart', 't level', 'foundation apprentice*', 'preparing to work', 'gcse',
  ]],
  ['ambulance', ['ambulance', 'emergency medical dispatcher', 'emergency care assistant', 'emergency call*', '999', 'patient transport']],
  ['administration', [
    'clerk', 'clerical', 'receptionist', 'reception', 'secretary', 'secretarial', 'adminstrat*', 'administrat*', 'admin', 'typist',
    'call handler', 'switchboard', 'telephonist', 'personal assistant', 'executive assistant', 'medical records', 'health records',
    'appointment', 'tracker', 'patient services assistant', 'pa to', 'clinical cod*', 'customer service',
  ]],
  ['other', [
    'dental', 'dentist', 'consultant in', 'research fellow', 'clinical fellow', 'nursery', 'early years', 'childcare', 'veterinary',
    'play specialist', 'domestic abuse', 'domestic violence', 'house officer', 'medical officer', 'medical director',
  ]],
  ['maternity', ['midwi*', 'maternity']],
  ['nursing', [
    'nurs*', 'rmn', 'rgn', 'rnld', 'rnmh', 'rn', 'sister', 'matron', 'health visitor', 'health visiting', 'vaccinat*', 'immunis*', 'phlebotom*',
    'cpn', 'cns',
  ]],
  ['pharmacy', ['pharmac*', 'medicine optimisation', 'medicines', 'dispens*']],
  ['ambulance', ['paramedic', 'emergency care technician', 'patient escort']],
  ['allied-health', [
    'radiograph*', 'sonograph*', 'ultrasound', 'mammograph*', 'imaging assistant', 'imaging support worker', 'radiology assistant',
    'radiology department assistant', 'physio*therap*', 'physio', 'occupational therap*', 'speech and language', 'speech language', 'slt',
    'dietitian', 'dietician', 'dietetic*', 'podiatr*', 'chiropod*', 'orthoptist', 'orthotic', 'orthotist', 'prosthet*',
    'operating department practitioner', 'odp', 'theatre', 'perioperative', 'casting', 'plaster', 'hand therapist', 'wheelchair therapist',
    'ot', 'scrub practitioner', 'anaesthetic practitioner', 'recovery practitioner', 'art therapist', 'art psychotherapist', 'music therapist',
    'drama therapist', 'osteopath', 'msk practitioner', 'musculoskeletal practitioner', 'first contact practitioner', 'therapy assistant',
    'therapies assistant', 'therapy support worker', 'therapy technician', 'therapy technical instructor', 'technical instructor', 'rehab*',
  ]],
  ['science', [
    'scientist', 'healthcare science', 'biomedical', 'laborator*', 'lab', 'mla', 'physiologist', 'physiology', 'audiolog*', 'cytolog*',
    'cytoscreener', 'histology', 'pathology', 'microbiology assistant', 'blood science*', 'mortuary', 'perfusionist', 'medical physics',
    'radiotherapy physics', 'ebme', 'medical device', 'respiratory technician', 'ophthalmic technician', 'simulation technician',
    'medical engineer*', 'clinical engineer*', 'clinical technologist', 'medical technical officer', 'cardiographer', 'ecg', 'echocardiograph*',
    'genetic technologist', 'sterile service*', 'decontamination', 'dosimetrist', 'electronics technician',
  ]],
  ['nursing', [
    'healthcare assistant', 'health care assistant', 'hca', 'hcsw', 'healthcare support worker', 'health care support worker',
    'healthcare support', 'healthcare worker', 'health care worker', 'clinical support worker', 'clinical support assistant',
    'clinical assistant', 'clinic assistant', 'dialysis assistant', 'department assistant', 'swabbing assistant', 'critical care technician',
    'endoscopy technician', 'nhs support worker', 'ward assistant', 'ward manager', 'ward leader', 'assistant practitioner',
    'associate practitioner', 'trainee practitioner', 'care certificate', 'continuing healthcare', 'mental health support worker',
    'mental health practitioner', 'mental health worker', 'clinical practitioner', 'advanced practitioner', 'care practitioner',
    'tissue viability', 'infection prevention', 'infection control', 'health screener', 'screener',
  ]],
  ['other', [
    'consultant', 'doctor', 'gp', 'general practitioner', 'registrar', 'fellow', 'surgeon', 'physician', 'psychiatrist', 'psycholog*',
    'psychotherap*', 'counsell*', 'cbt', 'iapt', 'high intensity', 'wellbeing practitioner', 'family therapist', 'systemic therapist', 'locum',
    'chaplain', 'teacher',
  ]],
  ['estates', [
    'domestic', 'porter', 'portering', 'catering', 'caterer', 'cook', 'cookery', 'chef', 'kitchen', 'cleaner', 'cleaning', 'housekeep*',
    'house keeper', 'estate', 'maintenance', 'electrician', 'electrical', 'plumber', 'joiner', 'carpenter', 'painter', 'gardener', 'grounds',
    'facilities', 'security officer', 'security guard', 'security', 'laundry', 'linen', 'driver', 'hotel service*', 'food', 'hospitality',
    'handyperson', 'handyman', 'trade*', 'environment assistant', 'ward host', 'hostess', 'waste', 'store person', 'storekeeper', 'stores',
    'building', 'engineer', 'engineering',
  ]],
  ['social-care', [
    'social work*', 'social care', 'adult care', 'care assistant', 'care worker', 'care support worker', 'carer', 'home care', 'homecare',
    'care home', 'domiciliary', 'residential', 'reablement', 'amhp', 'approved mental health professional', 'support worker',
    'support time and recovery', 'str worker', 'recovery worker', 'link worker', 'social prescrib*', 'key worker', 'keyworker',
    'diploma in care', 'family support', 'outreach worker', 'independent living', 'care coordinator', 'care co ordinator', 'care navigator',
    'peer worker', 'activity coordinator', 'activities coordinator', 'activity co ordinator', 'activities co ordinator',
  ]],
  ['administration', [
    'manager', 'management', 'officer', 'coordinator', 'co ordinator', 'team leader', 'team lead', 'supervisor', 'analyst', 'accountant',
    'accounts', 'accounting', 'finance', 'financial', 'bookkeep*', 'hr', 'human resource', 'recruitment', 'payroll', 'procurement', 'buyer',
    'project', 'programme', 'business', 'communications', 'data', 'information', 'governance', 'director', 'head of', 'chief', 'ict', 'it',
    'digital', 'software', 'infrastructure', 'network', 'programmer', 'developer', 'systems', 'contact centre', 'booking', 'scheduler',
    'planner', 'pathway navigator', 'policy', 'audit', 'performance', 'adviser', 'advisor', 'leadership', 'customer', 'workforce', 'partner',
    'service desk', 'transformation', 'improvement', 'librar*', 'pa', 'complaints', 'legal', 'commissioning', 'contract', 'quality', 'office',
  ]],
];

/** For a course or advert whose title says nothing: the sector or route it is listed under. */
const SECTOR_RULES: readonly KeywordRule[] = [
  ['social-care', ['care', 'care services']],
  ['administration', ['businessadmin', 'business and administration', 'legal finance and accounting', 'legalfinance', 'digital']],
  ['estates', ['cateringhosp', 'catering and hospitality', 'construction', 'construction and the built environment']],
];

function compile(rules: readonly KeywordRule[]): readonly (readonly [Pathway, RegExp])[] {
  return rules.map(([pathway, keywords]) => [pathway, new RegExp(` (?:${keywords.map((keyword) => keyword.replaceAll('*', '[a-z]*')).join('|')})s? `)]);
}

const TITLES = compile(TITLE_RULES);
const SECTORS = compile(SECTOR_RULES);

/** Lower case, words apart by one space, one at either end. */
function words(text: string): string {
  return ` ${text.toLowerCase().replaceAll(/[^a-z0-9]+/g, ' ').trim()} `;
}

function firstHit(rules: readonly (readonly [Pathway, RegExp])[], text: string): Pathway | undefined {
  return rules.find(([, pattern]) => pattern.test(words(text)))?.[0];
}

/**
 * The family of ladders that a job or a course belongs to, from its title; when that says nothing, from the sector or
 * route it is listed under. Whole words only, whatever their case. 'other' for doctors, psychologists, dental
 * and early-years posts, which are on none of the ladders, and for everything that is not recognised.
 */
export function pathwayOfTitle(title: string, sector = ''): Pathway {
  return firstHit(TITLES, title) ?? firstHit(SECTORS, sector) ?? 'other';
}
